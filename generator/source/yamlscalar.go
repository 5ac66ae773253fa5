package source

// Scalars of block-style YAML for the fast reader. Each function mirrors one
// in yaml.v3's scanner, which deviates from the specification in places, and
// gives up where that one reports an error.

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// ordinary holds the bytes without any special meaning in a scalar: printable
// ASCII.
var ordinary = func() (is [256]bool) {
	for c := ' '; c <= '~'; c++ {
		is[c] = true
	}
	return is
}()

// inPlain holds the ordinary bytes that cannot end a plain scalar or its line.
var inPlain = func() (is [256]bool) {
	is = ordinary
	is[' '], is[':'], is['#'] = false, false, false
	return is
}()

// wide returns the size of the non-ASCII character at an offset. It gives up
// on Unicode line breaks and characters that YAML forbids.
func (r *blockReader) wide(at int) int {
	c, size := utf8.DecodeRuneInString(r.text[at:])
	if c < 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF {
		r.fail()
	}
	return size
}

// rest advances to the end of the line.
func (r *blockReader) rest() {
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case ordinary[c] || c == '\t':
			r.at++
		case c == '\n':
			return
		default:
			r.at += r.wide(r.at)
		}
	}
}

// scalar reads a value other than a non-empty map or list. The value is in a
// map or list at column indent.
func (r *blockReader) scalar(indent int) *Node {
	var n *Node
	switch rest := r.text[r.at:]; {
	case rest[0] == '|' || rest[0] == '>':
		n = r.node(String)
		r.blockScalar(n, indent)
		r.next()
		return n
	case rest[0] == '"' || rest[0] == '\'':
		n = r.node(String)
		if text := r.quoted(r.build); n != nil {
			n.Text = text
		}
	case strings.HasPrefix(rest, "[]"), strings.HasPrefix(rest, "{}"):
		n = r.node(Seq)
		if n != nil && rest[0] == '{' {
			n.Kind = Map
		}
		r.enter()
		r.depth--
		r.at += 2
	default:
		n = r.node(String)
		kind, text := r.resolve(r.plain(indent))
		if n != nil {
			n.Kind, n.Text = kind, text
		}
	}
	r.endLine()
	return n
}

// resolve returns the kind that yaml.v3 gives to a plain scalar, and its text.
func (r *blockReader) resolve(text string) (Kind, string) {
	switch c := text[0]; {
	case strings.IndexByte("tTfFnN~", c) >= 0:
		switch text {
		case "true", "True", "TRUE", "false", "False", "FALSE":
			return Bool, strings.ToLower(text)
		case "null", "Null", "NULL", "~":
			return Null, ""
		}
		return String, text
	case c == '+' || c == '-' || c == '.' || c >= '0' && c <= '9':
		return r.resolveNumber(text)
	}
	return String, text
}

// resolveNumber is resolve for text that may be a number. The common short
// integers skip the call of yaml.v3.
func (r *blockReader) resolveNumber(text string) (Kind, string) {
	if len(text) <= 18 && (text[0] != '0' || len(text) == 1) && strings.Trim(text, "0123456789") == "" {
		return Number, text
	}
	switch (&yaml.Node{Kind: yaml.ScalarNode, Value: text}).ShortTag() {
	case "!!str", "!!timestamp":
	case "!!int", "!!float":
		kind, number, ok := yamlNumber(text)
		if !ok {
			r.fail()
		}
		return kind, number
	default:
		r.fail()
	}
	return String, text
}

// plainStart gives up if no plain scalar can begin here.
func (r *blockReader) plainStart() {
	switch c := r.nextByte(); {
	case (c == '-' || c == '?' || c == ':') && !r.blankAt(r.at+1):
	case strings.IndexByte("-?:,[]{}#&*!|>'\"%@`", c) >= 0:
		r.fail()
	}
}

// plainKey reads an unquoted key. Only an explicit key may extend to the end
// of its line.
func (r *blockReader) plainKey(explicit bool) string {
	r.plainStart()
	start := r.at
	end := r.plainLine()
	if key := r.text[start:end]; (explicit || end == r.at) && key != "" && key != "<<" {
		return key
	}
	r.fail()
	return ""
}

// plainLine advances to the end of a plain scalar on this line: the line's
// end, a comment, or a colon followed by a blank. It returns the end of the
// scalar, which is before trailing blanks.
func (r *blockReader) plainLine() (end int) {
	text, at := r.text, r.at
	end = at
	for at < len(text) {
		switch c := text[at]; {
		case inPlain[c]:
			for at++; at < len(text) && inPlain[text[at]]; {
				at++
			}
			end = at
		case c == ' ':
			at++
		case c == '\n', c == ':' && r.blankAt(at+1), c == '#' && text[at-1] == ' ':
			r.at = at
			return end
		case c == ':', c == '#':
			at++
			end = at
		default:
			at += r.wide(at)
			end = at
		}
	}
	r.at = at
	return end
}

// plain reads a plain scalar. Lines indented deeper than indent continue it.
func (r *blockReader) plain(indent int) string {
	r.plainStart()
	start := r.at
	end := r.plainLine()
	breaks := r.continues(indent)
	if breaks == 0 {
		return r.text[start:end]
	}
	buf := append(r.buf[:0], r.text[start:end]...)
	for ; breaks > 0; breaks = r.continues(indent) {
		buf = fold(buf, true, breaks-1)
		start = r.at
		end = r.plainLine()
		buf = append(buf, r.text[start:end]...)
	}
	r.buf = buf
	return string(buf)
}

// continues advances to the next line of a plain scalar and returns the number
// of line breaks before it, or 0 if no line continues the scalar.
func (r *blockReader) continues(indent int) (breaks int) {
	if r.at < len(r.text) && r.text[r.at] == ':' {
		r.fail()
	}
	at, start := r.at, r.lineStart
	for at < len(r.text) && (r.text[at] == ' ' || r.text[at] == '\n') {
		if at++; r.text[at-1] == '\n' {
			breaks++
			start = at
		}
	}
	if breaks == 0 || at == len(r.text) || at-start <= indent || r.text[at] == '#' {
		return 0
	}
	r.at, r.lineStart = at, start
	r.line += int32(breaks)
	return breaks
}

// fold appends the value of a line break in a scalar, followed by further
// breaks. An escaped break (first is false) has no value.
func fold(buf []byte, first bool, further int) []byte {
	if first && further == 0 {
		return append(buf, ' ')
	}
	return appendBreaks(buf, further)
}

func appendBreaks(buf []byte, count int) []byte {
	for range count {
		buf = append(buf, '\n')
	}
	return buf
}

// quoted reads a quoted scalar. It may return "" if keep is false.
func (r *blockReader) quoted(keep bool) string {
	quote := r.text[r.at]
	for at := r.at + 1; at < len(r.text); {
		switch c := r.text[at]; {
		case c == quote && (c == '"' || at+1 == len(r.text) || r.text[at+1] != quote):
			text := r.text[r.at+1 : at]
			r.at = at + 1
			return text
		case c == quote, c == '\\' && quote == '"', c == '\n', c == '\t':
			buf := r.foldedQuoted(quote)
			r.buf = buf
			if !keep {
				return ""
			}
			return string(buf)
		case ordinary[c]:
			at++
		default:
			at += r.wide(at)
		}
	}
	r.fail()
	return ""
}

// foldedQuoted reads a quoted scalar that has escapes or several lines.
func (r *blockReader) foldedQuoted(quote byte) []byte {
	buf := r.buf[:0]
	for r.at++; ; {
		if r.at < len(r.text) && r.at == r.lineStart && r.marker() {
			r.fail()
		}
		var escapedBreak bool
		buf, escapedBreak = r.words(buf, quote)
		if r.at == len(r.text) {
			r.fail()
		}
		if r.text[r.at] == quote {
			r.at++
			return buf
		}
		broken, first, further, start := escapedBreak, false, 0, r.at
		for r.at < len(r.text) && r.blankAt(r.at) {
			switch {
			case r.text[r.at] != '\n':
				r.at++
				continue
			case broken:
				further++
			default:
				broken, first = true, true
			}
			r.newline()
		}
		if broken {
			buf = fold(buf, first, further)
		} else {
			buf = append(buf, r.text[start:r.at]...)
		}
	}
}

// words appends the text before the next blank, line break or end of the
// scalar.
func (r *blockReader) words(buf []byte, quote byte) (_ []byte, escapedBreak bool) {
	for !r.blankAt(r.at) {
		c := r.text[r.at]
		switch {
		case c == quote && quote == '\'' && r.at+1 < len(r.text) && r.text[r.at+1] == quote:
			buf = append(buf, quote)
			r.at += 2
		case c == quote:
			return buf, false
		case c == '\\' && quote == '"':
			r.at++
			if r.at < len(r.text) && r.text[r.at] == '\n' {
				r.newline()
				return buf, true
			}
			buf = r.escape(buf)
		case ordinary[c]:
			buf = append(buf, c)
			r.at++
		default:
			size := r.wide(r.at)
			buf = append(buf, r.text[r.at:r.at+size]...)
			r.at += size
		}
	}
	return buf, false
}

// yamlEscapes holds the single-character escapes.
var yamlEscapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1B",
	' ': " ", '"': `"`, '\'': "'", '\\': `\`, 'N': "\u0085", '_': "\u00A0", 'L': "\u2028", 'P': "\u2029",
}

// escape appends the value of an escape, whose backslash has been read.
func (r *blockReader) escape(buf []byte) []byte {
	if r.at == len(r.text) {
		r.fail()
	}
	c := r.text[r.at]
	r.at++
	if short, ok := yamlEscapes[c]; ok {
		return append(buf, short...)
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if digits == 0 || r.at+digits > len(r.text) {
		r.fail()
	}
	var value rune
	for range digits {
		digit := strings.IndexByte("0123456789abcdefABCDEF", r.text[r.at])
		if digit < 0 || value > utf8.MaxRune {
			r.fail()
		}
		if digit > 0xF {
			digit -= 6
		}
		value = value<<4 | rune(digit)
		r.at++
	}
	if !utf8.ValidRune(value) {
		r.fail()
	}
	return utf8.AppendRune(buf, value)
}

// blockScalar reads a literal or folded scalar into n, if n is not nil. It
// stops at the start of a line.
func (r *blockReader) blockScalar(n *Node, indent int) {
	literal := r.text[r.at] == '|'
	keep, strip, left := r.blockHeader(indent)
	buf := r.buf[:0]
	further := r.indentation(indent, &left)
	broken, wasBlank := false, false
	for r.column() == left {
		blank := r.blankAt(r.at)
		if broken && !literal && !wasBlank && !blank {
			buf = fold(buf, true, further)
		} else {
			if broken {
				buf = append(buf, '\n')
			}
			buf = appendBreaks(buf, further)
		}
		wasBlank = blank
		start := r.at
		r.rest()
		buf = append(buf, r.text[start:r.at]...)
		if broken = r.at < len(r.text); broken {
			r.newline()
		}
		further = r.indentation(indent, &left)
	}
	if broken && !strip {
		buf = append(buf, '\n')
	}
	if keep {
		buf = appendBreaks(buf, further)
	}
	r.buf = buf
	if n != nil {
		n.Text = string(buf)
	}
	if r.at < len(r.text) {
		r.at = r.lineStart
	}
}

// blockHeader reads the rest of the line after | or >. If the header has an
// indentation indicator, left is the column of the text, otherwise 0.
func (r *blockReader) blockHeader(indent int) (keep, strip bool, left int) {
	for r.at++; !r.blankAt(r.at); r.at++ {
		switch c := r.text[r.at]; {
		case (c == '+' || c == '-') && !keep && !strip:
			keep, strip = c == '+', c == '-'
		case c >= '1' && c <= '9' && left == 0:
			left = indent + int(c-'0')
		default:
			r.fail()
		}
	}
	for r.at < len(r.text) && r.text[r.at] == ' ' {
		r.at++
	}
	if r.at < len(r.text) && r.text[r.at] == '#' {
		r.rest()
	}
	if r.at < len(r.text) {
		if r.text[r.at] != '\n' {
			r.fail()
		}
		r.newline()
	}
	return keep, strip, left
}

// indentation skips empty lines and the blanks before a line of a block
// scalar, and returns the number of empty lines. If left is 0, it becomes the
// column of that line or of the longest empty one.
func (r *blockReader) indentation(indent int, left *int) (empty int) {
	widest := 0
	for {
		for r.at < len(r.text) && (*left == 0 || r.at-r.lineStart < *left) && r.text[r.at] == ' ' {
			r.at++
		}
		column := r.at - r.lineStart
		widest = max(widest, column)
		if r.at < len(r.text) && (*left == 0 || column < *left) && r.text[r.at] == '\t' {
			r.fail()
		}
		if r.at == len(r.text) || r.text[r.at] != '\n' {
			break
		}
		r.newline()
		empty++
	}
	if *left == 0 {
		*left = max(widest, indent+1)
	}
	return empty
}
