package catalog

// yaml.v3 says where a node begins, but not where it ends. This file finds the
// ends: of a plain scalar by walking along the bytes and the value that yaml.v3
// read from them at the same time, so that none of YAML's rules about what ends
// a plain scalar has to be known here; of a quoted one at its closing quote; of
// a block scalar where the indentation ends; of a collection behind its last
// child. Where that does not work out the node is reported and left alone.

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// layout knows where the nodes of a file stand.
type layout struct {
	data  []byte
	lines []int // offsets of the lines' beginnings

	line, col, offset int // the place found last, from which one goes on
}

func newLayout(data []byte) *layout {
	l := &layout{data: data, lines: []int{0}}
	for i, b := range data {
		if b == '\n' {
			l.lines = append(l.lines, i+1)
		}
	}
	return l
}

// start is the offset of a node's first byte. yaml.v3 counts columns in
// characters.
func (l *layout) start(n *yaml.Node) (int, bool) {
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

// end is the offset behind a node's last byte. indent is that of the block
// collection around it.
func (l *layout) end(n *yaml.Node, indent int) (int, bool) {
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
func (l *layout) properties(n *yaml.Node, at int) int {
	for (n.Anchor != "" || n.Style&yaml.TaggedStyle != 0) && at < len(l.data) && (l.data[at] == '&' || l.data[at] == '!') {
		for at < len(l.data) && !isBlank(l.data[at]) {
			at++
		}
		at = l.skipBlank(at)
	}
	return at
}

func isBlank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func (l *layout) skipBlank(at int) int {
	for at < len(l.data) && isBlank(l.data[at]) {
		at++
	}
	return at
}

func (l *layout) scalarEnd(n *yaml.Node, at, indent int) (int, bool) {
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

func (l *layout) quotedEnd(at int, quote byte) (int, bool) {
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

// blockEnd goes to the last line that is indented deeper than what is around
// the scalar.
func (l *layout) blockEnd(at, indent int) (int, bool) {
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

// lineEnd returns the offset of the line break that ends the line with at, and
// that of the line after it.
func (l *layout) lineEnd(at int) (end, next int) {
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

// plainEnd walks along the bytes and the value read from them. One line break
// is read as a space, more as one break less than there are.
func (l *layout) plainEnd(value string, at int) (int, bool) {
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

// flowEnd finds the bracket behind the last child, with nothing but commas,
// blanks and comments before it.
func (l *layout) flowEnd(n *yaml.Node, at, indent int) (int, bool) {
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
		case ',', ':': // the colon of a key without a value
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

// afterLine is the offset of the end of the line with at, when nothing but
// blanks and a comment stands behind at.
func (l *layout) afterLine(at int) (int, bool) {
	end, _ := l.lineEnd(at)
	rest := bytes.TrimLeft(l.data[at:end], " \t")
	return end, len(rest) == 0 || rest[0] == '#'
}

// afterItem is afterLine for an item or member of a block collection. Comments
// below it that are indented deeper than the collection are the item's too, so
// that nothing is put between them.
func (l *layout) afterItem(at, indent int) (int, bool) {
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

// headerComment is the comment behind the >- or | that stands at an offset, with
// the blanks before it.
func (l *layout) headerComment(at int) string {
	end, _ := l.lineEnd(at)
	header := l.data[at:end]
	i := bytes.IndexAny(header, " \t")
	if i < 0 || !bytes.ContainsRune(header[i:], '#') {
		return ""
	}
	return string(header[i:])
}
