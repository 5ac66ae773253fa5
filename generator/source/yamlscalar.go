package source

// Scalars of block-style YAML for the fast reader. Each function mirrors one
// in yaml.v3's scanner, which deviates from the specification in places, and
// gives up where that one reports an error.

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// ordinaryBytes holds the bytes without any special meaning in a scalar:
// printable ASCII.
var ordinaryBytes = func() (is [256]bool) {
	for c := ' '; c <= '~'; c++ {
		is[c] = true
	}
	return is
}()

// plainBytes holds the ordinary bytes that cannot end a plain scalar or its
// line.
var plainBytes = func() (is [256]bool) {
	is = ordinaryBytes
	is[' '], is[':'], is['#'] = false, false, false
	return is
}()

// wideSize returns the size of the non-ASCII character at an offset. It gives
// up on Unicode line breaks and characters that YAML forbids.
func (r *blockReader) wideSize(at int) int {
	c, size := utf8.DecodeRuneInString(r.text[at:])
	if c < 0xA0 || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF {
		r.giveUp()
	}
	return size
}

// skipLine advances to the end of the line.
func (r *blockReader) skipLine() {
	for r.offset < len(r.text) {
		switch c := r.text[r.offset]; {
		case ordinaryBytes[c] || c == '\t':
			r.offset++
		case c == '\n':
			return
		default:
			r.offset += r.wideSize(r.offset)
		}
	}
}

// readScalar reads a value other than a non-empty map or list. The value is in
// a map or list at column indent.
func (r *blockReader) readScalar(indent int) *Node {
	var n *Node
	switch rest := r.text[r.offset:]; {
	case rest[0] == '|' || rest[0] == '>':
		n = r.newNode(String)
		r.readBlockScalar(n, indent)
		r.skipToToken()
		return n
	case rest[0] == '"' || rest[0] == '\'':
		n = r.newNode(String)
		if text := r.readQuoted(r.build); n != nil {
			n.Text = text
		}
	case strings.HasPrefix(rest, "[]"), strings.HasPrefix(rest, "{}"):
		n = r.newNode(Seq)
		if n != nil && rest[0] == '{' {
			n.Kind = Map
		}
		r.enterCollection()
		r.depth--
		r.offset += 2
	default:
		n = r.newNode(String)
		kind, text := r.resolvePlain(r.readPlain(indent))
		if n != nil {
			n.Kind, n.Text = kind, text
		}
	}
	r.endLine()
	return n
}

// resolvePlain returns the kind that yaml.v3 gives to a plain scalar, and its
// text.
func (r *blockReader) resolvePlain(text string) (Kind, string) {
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

// resolveNumber is resolvePlain for text that may be a number. The common short
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
			r.giveUp()
		}
		return kind, number
	default:
		r.giveUp()
	}
	return String, text
}

// checkPlainStart gives up if no plain scalar can begin here.
func (r *blockReader) checkPlainStart() {
	switch c := r.nextByte(); {
	case (c == '-' || c == '?' || c == ':') && !r.blankAt(r.offset+1):
	case strings.IndexByte("-?:,[]{}#&*!|>'\"%@`", c) >= 0:
		r.giveUp()
	}
}

// readPlainKey reads an unquoted key. Only an explicit key may extend to the
// end of its line.
func (r *blockReader) readPlainKey(explicit bool) string {
	r.checkPlainStart()
	start := r.offset
	end := r.skipPlainLine()
	if key := r.text[start:end]; (explicit || end == r.offset) && key != "" && key != "<<" {
		return key
	}
	r.giveUp()
	return ""
}

// skipPlainLine advances to the end of a plain scalar on this line: the line's
// end, a comment, or a colon followed by a blank. It returns the end of the
// scalar, which is before trailing blanks.
func (r *blockReader) skipPlainLine() (end int) {
	text, at := r.text, r.offset
	end = at
	for at < len(text) {
		switch c := text[at]; {
		case plainBytes[c]:
			for at++; at < len(text) && plainBytes[text[at]]; {
				at++
			}
			end = at
		case c == ' ':
			at++
		case c == '\n', c == ':' && r.blankAt(at+1), c == '#' && text[at-1] == ' ':
			r.offset = at
			return end
		case c == ':', c == '#':
			at++
			end = at
		default:
			at += r.wideSize(at)
			end = at
		}
	}
	r.offset = at
	return end
}

// readPlain reads a plain scalar. Lines indented deeper than indent continue
// it.
func (r *blockReader) readPlain(indent int) string {
	r.checkPlainStart()
	start := r.offset
	end := r.skipPlainLine()
	breaks := r.continuePlain(indent)
	if breaks == 0 {
		return r.text[start:end]
	}
	buf := append(r.buffer[:0], r.text[start:end]...)
	for ; breaks > 0; breaks = r.continuePlain(indent) {
		buf = appendFold(buf, true, breaks-1)
		start = r.offset
		end = r.skipPlainLine()
		buf = append(buf, r.text[start:end]...)
	}
	r.buffer = buf
	return string(buf)
}

// continuePlain advances to the next line of a plain scalar and returns the
// number of line breaks before it, or 0 if no line continues the scalar.
func (r *blockReader) continuePlain(indent int) (breaks int) {
	if r.offset < len(r.text) && r.text[r.offset] == ':' {
		r.giveUp()
	}
	at, start := r.offset, r.lineStart
	for at < len(r.text) && (r.text[at] == ' ' || r.text[at] == '\n') {
		if at++; r.text[at-1] == '\n' {
			breaks++
			start = at
		}
	}
	if breaks == 0 || at == len(r.text) || at-start <= indent || r.text[at] == '#' {
		return 0
	}
	r.offset, r.lineStart = at, start
	r.line += int32(breaks)
	return breaks
}

// appendFold appends the value of a line break in a scalar, followed by further
// breaks. An escaped break (first is false) has no value.
func appendFold(buf []byte, first bool, further int) []byte {
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

// readQuoted reads a quoted scalar. It may return "" if keep is false.
func (r *blockReader) readQuoted(keep bool) string {
	quote := r.text[r.offset]
	for at := r.offset + 1; at < len(r.text); {
		switch c := r.text[at]; {
		case c == quote && (c == '"' || at+1 == len(r.text) || r.text[at+1] != quote):
			text := r.text[r.offset+1 : at]
			r.offset = at + 1
			return text
		case c == quote, c == '\\' && quote == '"', c == '\n', c == '\t':
			buf := r.readFoldedQuoted(quote)
			r.buffer = buf
			if !keep {
				return ""
			}
			return string(buf)
		case ordinaryBytes[c]:
			at++
		default:
			at += r.wideSize(at)
		}
	}
	r.giveUp()
	return ""
}

// readFoldedQuoted reads a quoted scalar that has escapes or several lines.
func (r *blockReader) readFoldedQuoted(quote byte) []byte {
	buf := r.buffer[:0]
	for r.offset++; ; {
		if r.offset < len(r.text) && r.offset == r.lineStart && r.atMarker() {
			r.giveUp()
		}
		var escapedBreak bool
		buf, escapedBreak = r.appendWords(buf, quote)
		if r.offset == len(r.text) {
			r.giveUp()
		}
		if r.text[r.offset] == quote {
			r.offset++
			return buf
		}
		broken, first, further, start := escapedBreak, false, 0, r.offset
		for r.offset < len(r.text) && r.blankAt(r.offset) {
			switch {
			case r.text[r.offset] != '\n':
				r.offset++
				continue
			case broken:
				further++
			default:
				broken, first = true, true
			}
			r.skipNewline()
		}
		if broken {
			buf = appendFold(buf, first, further)
		} else {
			buf = append(buf, r.text[start:r.offset]...)
		}
	}
}

// appendWords appends the text before the next blank, line break or end of the
// scalar.
func (r *blockReader) appendWords(buf []byte, quote byte) (_ []byte, escapedBreak bool) {
	for !r.blankAt(r.offset) {
		c := r.text[r.offset]
		switch {
		case c == quote && quote == '\'' && r.offset+1 < len(r.text) && r.text[r.offset+1] == quote:
			buf = append(buf, quote)
			r.offset += 2
		case c == quote:
			return buf, false
		case c == '\\' && quote == '"':
			r.offset++
			if r.offset < len(r.text) && r.text[r.offset] == '\n' {
				r.skipNewline()
				return buf, true
			}
			buf = r.appendEscape(buf)
		case ordinaryBytes[c]:
			buf = append(buf, c)
			r.offset++
		default:
			size := r.wideSize(r.offset)
			buf = append(buf, r.text[r.offset:r.offset+size]...)
			r.offset += size
		}
	}
	return buf, false
}

// yamlEscapes holds the single-character escapes.
var yamlEscapes = map[byte]string{
	'0': "\x00", 'a': "\a", 'b': "\b", 't': "\t", '\t': "\t", 'n': "\n", 'v': "\v", 'f': "\f", 'r': "\r", 'e': "\x1B",
	' ': " ", '"': `"`, '\'': "'", '\\': `\`, 'N': "\u0085", '_': "\u00A0", 'L': "\u2028", 'P': "\u2029",
}

// appendEscape appends the value of an escape, whose backslash has been read.
func (r *blockReader) appendEscape(buf []byte) []byte {
	if r.offset == len(r.text) {
		r.giveUp()
	}
	c := r.text[r.offset]
	r.offset++
	if short, ok := yamlEscapes[c]; ok {
		return append(buf, short...)
	}
	digits := map[byte]int{'x': 2, 'u': 4, 'U': 8}[c]
	if digits == 0 || r.offset+digits > len(r.text) {
		r.giveUp()
	}
	var value rune
	for range digits {
		digit := strings.IndexByte("0123456789abcdefABCDEF", r.text[r.offset])
		if digit < 0 || value > utf8.MaxRune {
			r.giveUp()
		}
		if digit > 0xF {
			digit -= 6
		}
		value = value<<4 | rune(digit)
		r.offset++
	}
	if !utf8.ValidRune(value) {
		r.giveUp()
	}
	return utf8.AppendRune(buf, value)
}

// readBlockScalar reads a literal or folded scalar into n, if n is not nil. It
// stops at the start of a line.
func (r *blockReader) readBlockScalar(n *Node, indent int) {
	literal := r.text[r.offset] == '|'
	keep, strip, left := r.readBlockHeader(indent)
	buf := r.buffer[:0]
	further := r.skipIndentation(indent, &left)
	broken, wasBlank := false, false
	for r.column() == left {
		blank := r.blankAt(r.offset)
		if broken && !literal && !wasBlank && !blank {
			buf = appendFold(buf, true, further)
		} else {
			if broken {
				buf = append(buf, '\n')
			}
			buf = appendBreaks(buf, further)
		}
		wasBlank = blank
		start := r.offset
		r.skipLine()
		buf = append(buf, r.text[start:r.offset]...)
		if broken = r.offset < len(r.text); broken {
			r.skipNewline()
		}
		further = r.skipIndentation(indent, &left)
	}
	if broken && !strip {
		buf = append(buf, '\n')
	}
	if keep {
		buf = appendBreaks(buf, further)
	}
	r.buffer = buf
	if n != nil {
		n.Text = string(buf)
	}
	if r.offset < len(r.text) {
		r.offset = r.lineStart
	}
}

// readBlockHeader reads the rest of the line after | or >. If the header has an
// indentation indicator, left is the column of the text, otherwise 0.
func (r *blockReader) readBlockHeader(indent int) (keep, strip bool, left int) {
	for r.offset++; !r.blankAt(r.offset); r.offset++ {
		switch c := r.text[r.offset]; {
		case (c == '+' || c == '-') && !keep && !strip:
			keep, strip = c == '+', c == '-'
		case c >= '1' && c <= '9' && left == 0:
			left = indent + int(c-'0')
		default:
			r.giveUp()
		}
	}
	for r.offset < len(r.text) && r.text[r.offset] == ' ' {
		r.offset++
	}
	if r.offset < len(r.text) && r.text[r.offset] == '#' {
		r.skipLine()
	}
	if r.offset < len(r.text) {
		if r.text[r.offset] != '\n' {
			r.giveUp()
		}
		r.skipNewline()
	}
	return keep, strip, left
}

// skipIndentation skips empty lines and the blanks before a line of a block
// scalar, and returns the number of empty lines. If left is 0, it becomes the
// column of that line or of the longest empty one.
func (r *blockReader) skipIndentation(indent int, left *int) (empty int) {
	widest := 0
	for {
		for r.offset < len(r.text) && (*left == 0 || r.offset-r.lineStart < *left) && r.text[r.offset] == ' ' {
			r.offset++
		}
		column := r.offset - r.lineStart
		widest = max(widest, column)
		if r.offset < len(r.text) && (*left == 0 || column < *left) && r.text[r.offset] == '\t' {
			r.giveUp()
		}
		if r.offset == len(r.text) || r.text[r.offset] != '\n' {
			break
		}
		r.skipNewline()
		empty++
	}
	if *left == 0 {
		*left = max(widest, indent+1)
	}
	return empty
}
