package source

// Writing a document as text.
//
// JSON is compact, with members in document order, which encoding/json cannot
// preserve. YAML is in block style. yaml.v3 encodes it member by member, and
// this file picks the style of each string so that other YAML readers also
// read it as a string.

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/diag"
)

// JSON writes the document as compact JSON, with members in document order.
func (d *Document) JSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	writeJSON(b, d.Root, fieldsOf)
	return b.Flush()
}

// JSON returns the node as compact JSON, with members in document order.
func (n *Node) JSON() string { return n.json(fieldsOf) }

// SortedJSON returns the node as compact JSON with sorted members. The text does not
// depend on the order in the document.
func (n *Node) SortedJSON() string {
	return n.json(func(n *Node) []Field {
		byKey := func(a, b Field) int { return strings.Compare(a.Key, b.Key) }
		return slices.SortedStableFunc(slices.Values(n.Fields), byKey)
	})
}

func (n *Node) json(fields func(*Node) []Field) string {
	var text strings.Builder
	b := bufio.NewWriter(&text)
	writeJSON(b, n, fields)
	_ = b.Flush() // a strings.Builder has no errors
	return text.String()
}

// fieldsOf returns the members of n in document order.
func fieldsOf(n *Node) []Field { return n.Fields }

// writeJSON writes n with the given members of maps. Errors of b surface at its Flush.
func writeJSON(b *bufio.Writer, n *Node, fields func(*Node) []Field) {
	switch n.loaded().Kind {
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
			writeJSON(b, item, fields)
		}
		b.WriteByte(']')
	case Map:
		b.WriteByte('{')
		for i, f := range fields(n) {
			if i > 0 {
				b.WriteByte(',')
			}
			writeString(b, f.Key)
			b.WriteByte(':')
			writeJSON(b, f.Value, fields)
		}
		b.WriteByte('}')
	}
}

// writeString writes a JSON string. It escapes quotes, backslashes, control
// characters, and the two line separators that JavaScript does not allow.
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

// YAML writes the document as block-style YAML, with members in document
// order. Read returns an equal tree for it.
func (d *Document) YAML(w io.Writer) error {
	out := bufio.NewWriter(w)
	if err := writeYAML(out, d.Root, rootObject, ""); err != nil {
		return err
	}
	return out.Flush()
}

// writeYAML writes n, an object of class c, with the given indentation. It
// writes the members of maps such as paths and components one at a time,
// because yaml.v3 would need gigabytes for the events of a large description.
func writeYAML(w *bufio.Writer, n *Node, c class, indentation string) error {
	fields := n.fields()
	if len(fields) == 0 {
		return encodeYAML(w, n, indentation)
	}
	for _, f := range fields {
		var err error
		switch r := grammar[c][f.Key]; {
		case len(f.Value.fields()) == 0:
			err = encodeYAML(w, singleMember(f), indentation)
		case r.form == objectMapForm, r.form == patternMapForm:
			w.WriteString(indentation + f.Key + ":\n")
			err = writeYAML(w, f.Value, noClass, indentation+"  ")
		case r.class == componentsObject:
			w.WriteString(indentation + f.Key + ":\n")
			err = writeYAML(w, f.Value, r.class, indentation+"  ")
		default:
			err = encodeYAML(w, singleMember(f), indentation)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// excerptWidth is the number of characters after which an excerpt cuts a line of a text.
const excerptWidth = 400

// Excerpt returns the beginning of the value at p as YAML, with its key and at most
// maxLines lines. It returns "" for the whole document, and if there is no value. The rest
// of the value costs nothing, because a review has excerpts of thousands of its parts.
func (d *Document) Excerpt(p diag.Pointer, maxLines int) string {
	n := d.At(p)
	if n == nil || p == "" {
		return ""
	}
	if key := lastToken(p); key != "" {
		n = singleMember(Field{Key: key, Value: n})
	}
	var text bytes.Buffer
	w := bufio.NewWriter(&text)
	leaves := maxLines + 1 // each has a line of its own
	if err := errors.Join(encodeYAML(w, beginning(n, maxLines+1, &leaves), ""), w.Flush()); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	lines := slices.Collect(strings.Lines(text.String()))
	if len(lines) <= maxLines {
		return text.String()
	}
	return strings.Join(lines[:maxLines-1], "") + "…\n"
}

// beginning returns a copy of n with at most the given number of leaves and, in each text,
// of lines.
func beginning(n *Node, lines int, leaves *int) *Node {
	out := *n.loaded()
	out.Fields, out.Items = nil, nil
	switch n.Kind {
	case Map:
		for _, f := range n.Fields {
			if *leaves <= 0 {
				break
			}
			f.Key = clip(f.Key, 1)
			f.Value = beginning(f.Value, lines, leaves)
			out.Fields = append(out.Fields, f)
		}
	case Seq:
		for _, item := range n.Items {
			if *leaves <= 0 {
				break
			}
			out.Items = append(out.Items, beginning(item, lines, leaves))
		}
	default:
		if out.Text = clip(n.Text, lines); len(out.Text) < len(n.Text) {
			out.Kind = String // also of a number
		}
	}
	if len(out.Fields)+len(out.Items) == 0 {
		*leaves--
	}
	return &out
}

// clip returns the first lines of a text, of which each has at most excerptWidth characters
// and perhaps an ellipsis.
func clip(text string, lines int) string {
	if len(text) <= excerptWidth {
		return text
	}
	var out strings.Builder
	for line := range strings.Lines(text) {
		if lines--; lines < 0 {
			break
		}
		short, end := line, 0
		for i := range line {
			if end++; end > excerptWidth {
				short = line[:i] + "…"
				if strings.HasSuffix(line, "\n") {
					short += "\n"
				}
				break
			}
		}
		out.WriteString(short)
	}
	return out.String()
}

// singleMember returns a map with one member.
func singleMember(f Field) *Node { return &Node{Kind: Map, Fields: []Field{f}} }

// encodeYAML writes n, with every line indented.
func encodeYAML(w *bufio.Writer, n *Node, indentation string) error {
	var text bytes.Buffer
	encoder := yaml.NewEncoder(&text)
	encoder.SetIndent(2)
	if err := errors.Join(encoder.Encode(yamlNode(n)), encoder.Close()); err != nil {
		return err
	}
	for line := range bytes.Lines(diag.EscapeYAML(text.Bytes())) { // see yamlString
		if len(line) > 1 {
			w.WriteString(indentation)
		}
		w.Write(line)
	}
	return nil
}

func yamlNode(n *Node) *yaml.Node {
	out := &yaml.Node{Kind: yaml.ScalarNode, Value: n.loaded().Text}
	switch n.Kind {
	case Null:
		out.Tag, out.Value = "!!null", "null"
	case Bool:
		out.Tag = "!!bool"
	case Number:
		// Without a tag yaml.v3 resolves the text. Numbers beyond its range
		// need a tag, or they would become strings.
		if tag := out.ShortTag(); tag != "!!int" && tag != "!!float" {
			out.Tag = "!!float"
		}
	case String:
		return yamlString(n.Text)
	case Seq:
		out = &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq"}
		for _, item := range n.Items {
			out.Content = append(out.Content, yamlNode(item))
		}
	case Map:
		out = &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map"}
		for _, f := range n.Fields {
			key := yamlString(f.Key)
			if key.Style == yaml.LiteralStyle {
				key.Style = yaml.DoubleQuotedStyle
			}
			out.Content = append(out.Content, key, yamlNode(f.Value))
		}
	}
	return out
}

// yaml11Booleans matches strings that YAML 1.1 readers, but not yaml.v3, read
// as booleans.
var yaml11Booleans = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off)$`)

// yamlString picks a style for a string: quoted if it has characters that are not
// visible, or if another style could change it or another reader could misread it,
// literal for several lines, otherwise the default of yaml.v3.
func yamlString(s string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	odd := strings.ContainsFunc(s, func(c rune) bool { return c != '\n' && !strconv.IsPrint(c) })
	switch {
	case odd || s == "<<" || yaml11Booleans.MatchString(s) || strings.TrimSpace(s) != s && !strings.Contains(s, "\n"):
		n.Style = yaml.DoubleQuotedStyle
	case !strings.Contains(s, "\n"):
	case s[0] == ' ', s[0] == '\n', strings.HasSuffix(s, "\n\n"), strings.Contains(s, " \n"), strings.HasSuffix(s, " "):
		n.Style = yaml.DoubleQuotedStyle
	default:
		n.Style = yaml.LiteralStyle
	}
	return n
}
