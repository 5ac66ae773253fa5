package source

import (
	"bufio"
	"fmt"
	"io"
	"unicode/utf8"
)

// JSON writes the document as compact JSON, members in the document's order.
func (d *Document) JSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	writeJSON(b, d.Root)
	return b.Flush()
}

// writeJSON leaves errors to the Flush of b.
func writeJSON(b *bufio.Writer, n *Node) {
	switch n.Kind {
	case Null:
		b.WriteString("null")
	case Bool, Number:
		b.WriteString(n.Text)
	case String:
		writeString(b, n.Text)
	case Seq:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteByte(',')
			}
			writeJSON(b, item)
		}
		b.WriteByte(']')
	case Map:
		b.WriteByte('{')
		for i, f := range n.Fields {
			if i > 0 {
				b.WriteByte(',')
			}
			writeString(b, f.Key)
			b.WriteByte(':')
			writeJSON(b, f.Value)
		}
		b.WriteByte('}')
	}
}

// writeString escapes only what must be: quotes, backslashes and control
// characters, and the two line separators for the sake of JavaScript.
func writeString(b *bufio.Writer, s string) {
	b.WriteByte('"')
	start := 0
	for i, c := range s {
		if c >= ' ' && c != '"' && c != '\\' && c != 0x7F && c != '\u2028' && c != '\u2029' {
			continue
		}
		b.WriteString(s[start:i])
		start = i + utf8.RuneLen(c)
		switch c {
		case '"', '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case '\n':
			b.WriteString(`\n`)
		case '\t':
			b.WriteString(`\t`)
		case '\r':
			b.WriteString(`\r`)
		default:
			fmt.Fprintf(b, `\u%04x`, c)
		}
	}
	b.WriteString(s[start:])
	b.WriteByte('"')
}
