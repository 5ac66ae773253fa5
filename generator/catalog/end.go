package catalog

// This file finds the ends of YAML nodes; yaml.v3 reports only where a node
// begins. A plain scalar is followed byte by byte along with its parsed value, so
// this file needs none of YAML's rules for the end of plain scalars. A quoted
// scalar ends at its closing quote, a block scalar where the indentation ends,
// and a collection after its last child. If the end cannot be found, the node is
// reported and not edited.

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// yamlLayout locates the nodes of a file.
type yamlLayout struct {
	data  []byte
	lines []int // offsets of line starts

	line, col, offset int // last position found, where the next search starts
}

func newLayout(data []byte) *yamlLayout {
	l := &yamlLayout{data: data, lines: []int{0}}
	for i, b := range data {
		if b == '\n' {
			l.lines = append(l.lines, i+1)
		}
	}
	return l
}

// start returns the offset of a node's first byte. yaml.v3 counts columns in
// characters.
func (l *yamlLayout) start(n *yaml.Node) (int, bool) {
	if n.Line < 1 || n.Line > len(l.lines) || n.Column < 1 {
		return 0, false
	}
	if n.Line != l.line || n.Column < l.col {
		l.line, l.col, l.offset = n.Line, 1, l.lines[n.Line-1]
	}
	for ; l.col < n.Column; l.col++ {
		_, size := utf8.DecodeRune(l.data[l.offset:])
		l.offset += size
	}
	return l.offset, l.offset <= len(l.data)
}

// end returns the offset after a node's last byte. indent is the indentation of
// the enclosing block collection.
func (l *yamlLayout) end(n *yaml.Node, indent int) (int, bool) {
	at, ok := l.start(n)
	if !ok {
		return 0, false
	}
	at = l.properties(n, at)
	switch {
	case n.Kind == yaml.AliasNode:
		return at + 1 + len(n.Value), at < len(l.data) && l.data[at] == '*'
	case n.Kind == yaml.ScalarNode:
		return l.scalarEnd(n, at, indent)
	case n.Style&yaml.FlowStyle != 0:
		return l.flowEnd(n, at, indent)
	case len(n.Content) == 0:
		return 0, false
	}
	return l.end(n.Content[len(n.Content)-1], n.Column-1)
}

// properties skips an anchor and a tag.
func (l *yamlLayout) properties(n *yaml.Node, at int) int {
	for (n.Anchor != "" || n.Style&yaml.TaggedStyle != 0) && at < len(l.data) {
		if l.data[at] != '&' && l.data[at] != '!' {
			break
		}
		for at < len(l.data) && !isBlank(l.data[at]) {
			at++
		}
		at = l.skipBlank(at)
	}
	return at
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func (l *yamlLayout) skipBlank(at int) int {
	for at < len(l.data) && isBlank(l.data[at]) {
		at++
	}
	return at
}

func (l *yamlLayout) scalarEnd(n *yaml.Node, at, indent int) (int, bool) {
	if at >= len(l.data) {
		return at, n.Value == ""
	}
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return l.quotedEnd(at, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return l.quotedEnd(at, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return l.blockEnd(at, indent)
	}
	return l.plainEnd(n.Value, at)
}

func (l *yamlLayout) quotedEnd(at int, quote byte) (int, bool) {
	if l.data[at] != quote {
		return 0, false
	}
	for at++; at < len(l.data); at++ {
		switch {
		case l.data[at] == '\\' && quote == '"':
			at++
		case l.data[at] != quote:
		case quote == '\'' && at+1 < len(l.data) && l.data[at+1] == quote:
			at++
		default:
			return at + 1, true
		}
	}
	return 0, false
}

// blockEnd returns the end of the last line that is indented deeper than the
// enclosing collection.
func (l *yamlLayout) blockEnd(at, indent int) (int, bool) {
	if l.data[at] != '|' && l.data[at] != '>' {
		return 0, false
	}
	end, next := l.lineEnd(at)
	for next < len(l.data) {
		lineEnd, following := l.lineEnd(next)
		text := bytes.TrimLeft(l.data[next:lineEnd], " ")
		if len(bytes.TrimSpace(text)) > 0 {
			if lineEnd-next-len(text) <= indent {
				break
			}
			end = lineEnd
		}
		next = following
	}
	return end, true
}

// lineEnd returns the offset of the line break that ends the line containing at,
// and the offset of the next line.
func (l *yamlLayout) lineEnd(at int) (end, next int) {
	i := bytes.IndexByte(l.data[at:], '\n')
	if i < 0 {
		return len(l.data), len(l.data)
	}
	end, next = at+i, at+i+1
	if end > at && l.data[end-1] == '\r' {
		end--
	}
	return end, next
}

// plainEnd compares the bytes with the parsed value. A single line break is
// parsed as a space, n line breaks as n-1.
func (l *yamlLayout) plainEnd(value string, at int) (int, bool) {
	for value != "" {
		if at >= len(l.data) {
			return 0, false
		}
		if value[0] != l.data[at] || isBlank(l.data[at]) {
			end := l.skipBlank(at)
			breaks := bytes.Count(l.data[at:end], []byte("\n"))
			if breaks > 0 {
				folded := strings.Repeat("\n", breaks-1)
				if breaks == 1 {
					folded = " "
				}
				if !strings.HasPrefix(value, folded) {
					return 0, false
				}
				value, at = value[len(folded):], end
				continue
			}
		}
		if value[0] != l.data[at] {
			return 0, false
		}
		value, at = value[1:], at+1
	}
	return at, true
}

// flowEnd returns the offset after the closing bracket. Only commas, blanks and
// comments may precede it after the last child.
func (l *yamlLayout) flowEnd(n *yaml.Node, at, indent int) (int, bool) {
	if at >= len(l.data) || l.data[at] != '{' && l.data[at] != '[' {
		return 0, false
	}
	at++
	if len(n.Content) > 0 {
		end, ok := l.end(n.Content[len(n.Content)-1], indent)
		if !ok {
			return 0, false
		}
		at = end
	}
	for at = l.skipBlank(at); at < len(l.data); at = l.skipBlank(at) {
		switch l.data[at] {
		case ',', ':': // a colon belongs to a key without a value
			at++
		case '#':
			at, _ = l.lineEnd(at)
		case '}', ']':
			return at + 1, true
		default:
			return 0, false
		}
	}
	return 0, false
}

// afterLine returns the end of the line containing at. It reports false if
// anything but blanks and a comment follows at.
func (l *yamlLayout) afterLine(at int) (int, bool) {
	end, _ := l.lineEnd(at)
	rest := bytes.TrimLeft(l.data[at:end], " \t")
	return end, len(rest) == 0 || rest[0] == '#'
}

// afterItem is like afterLine for an item of a block collection. Comments below
// the item that are indented deeper than the collection belong to the item, so
// nothing is inserted between them.
func (l *yamlLayout) afterItem(at, indent int) (int, bool) {
	end, ok := l.afterLine(at)
	if !ok {
		return 0, false
	}
	for _, next := l.lineEnd(end); next < len(l.data); {
		lineEnd, following := l.lineEnd(next)
		text := bytes.TrimLeft(l.data[next:lineEnd], " ")
		switch {
		case len(bytes.TrimSpace(text)) == 0:
		case text[0] == '#' && lineEnd-next-len(text) > indent:
			end = lineEnd
		default:
			return end, true
		}
		next = following
	}
	return end, true
}

// headerComment returns the comment after a block scalar's indicator (>- or |),
// including the blanks before it.
func (l *yamlLayout) headerComment(at int) string {
	end, _ := l.lineEnd(at)
	header := l.data[at:end]
	i := bytes.IndexAny(header, " \t")
	if i < 0 || !bytes.ContainsRune(header[i:], '#') {
		return ""
	}
	return string(header[i:])
}
