package rest

// This file scans text. The first half reads strings with all checks. The
// second half skips values without checks, to look ahead at text that is read
// later or to go back over text that was read. It must not loop or crash on
// invalid text, but need not detect it.

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// plain reads the string at the current position if it contains no escapes or
// special bytes. Otherwise it reads nothing.
func (d *Decoder) plain() (content []byte, ok bool) {
	data, start := d.data, d.pos+1
	if start > len(data) || data[start-1] != '"' {
		return nil, false
	}
	end := passPlain(data, start)
	if end >= len(data) || data[end] != '"' {
		return nil, false
	}
	d.pos = end + 1
	return data[start:end], true
}

// quoted reads the string at the current position and returns its content in
// JSON form. plain reports whether the content is valid UTF-8 without escapes.
func (d *Decoder) quoted() (content []byte, plain, ok bool) {
	start := d.pos + 1
	return d.quotedFrom(start, passPlain(d.data, start))
}

// quotedFrom continues to read a string that has a special byte at i.
func (d *Decoder) quotedFrom(start, i int) (content []byte, plain, ok bool) {
	data := d.data
	escaped, high := false, false
	for ; ; i = passPlain(data, i) {
		if i >= len(data) {
			d.fail(i, "'\"'", "the end")
			return nil, false, false
		}
		switch c := data[i]; {
		case c == '"':
			d.pos = i + 1
			content = data[start:i]
			return content, !escaped && (!high || utf8.Valid(content)), true
		case c == '\\':
			n := escapeLen(data[i:])
			if n == 0 {
				d.fail(i, "an escape sequence", describe(data, i+1))
				return nil, false, false
			}
			escaped = true
			i += n
		case c < ' ':
			d.fail(i, "a string without control characters", describe(data, i))
			return nil, false, false
		default:
			high = true
			for i < len(data) && data[i] >= utf8.RuneSelf {
				i++
			}
		}
	}
}

const (
	ones  = 0x0101010101010101
	highs = 0x8080808080808080
)

// passPlain returns the index of the first special byte from i on: a quotation
// mark, a backslash, a control character, or a byte that is not ASCII. It
// examines eight bytes at once. The high bit of a byte is set in the result if
// it was set before or if a subtraction underflows. A borrow may mark a byte
// wrongly, but only after one that is marked correctly.
func passPlain(data []byte, i int) int {
	for ; i >= 0 && i <= len(data)-8; i += 8 { // this form avoids bounds checks
		w := binary.LittleEndian.Uint64(data[i : i+8])
		mark := (w | (w - ones*' ') | (w ^ ones*'"' - ones) | (w ^ ones*'\\' - ones)) & highs
		if mark != 0 {
			return i + bits.TrailingZeros64(mark)>>3
		}
	}
	return passPlainBytes(data, i)
}

// passPlainBytes is passPlain for the last bytes of a text.
func passPlainBytes(data []byte, i int) int {
	for ; i < len(data); i++ {
		if c := data[i]; c == '"' || c == '\\' || c < ' ' || c >= utf8.RuneSelf {
			break
		}
	}
	return i
}

// escapeLen returns the length of the escape sequence at the start of s, or 0.
func escapeLen(s []byte) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if hex4(s) >= 0 {
			return 6
		}
	}
	return 0
}

// hex4 returns the value of the sequence \uXXXX at the start of s, or -1.
func hex4(s []byte) rune {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return -1
	}
	var r rune
	for _, c := range s[2:6] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}

// unquote appends the string with the JSON form s, whose escapes are valid. It
// replaces lone surrogates and invalid UTF-8 with U+FFFD.
func unquote(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\' && s[i+1] == 'u':
			r := hex4(s[i:])
			i += 6
			if utf16.IsSurrogate(r) {
				pair := utf16.DecodeRune(r, hex4(s[i:]))
				if pair != utf8.RuneError {
					i += 6
				}
				r = pair
			}
			dst = utf8.AppendRune(dst, r)
		case c == '\\':
			dst = append(dst, unescaped(s[i+1]))
			i += 2
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		default:
			r, size := utf8.DecodeRune(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += size
		}
	}
	return dst
}

func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}

// space returns the index of the first byte from i on that is not white space.
func space(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

// passString returns the index after the string whose opening quotation mark is
// at i, or len(data) if it does not end. It does not check the string.
func passString(data []byte, i int) int {
	for i = passText(data, i+1); i < len(data); i = passText(data, i) {
		if data[i] == '"' {
			return i + 1
		}
		i += 2 // a backslash and the escaped byte
	}
	return len(data)
}

// passText returns the index of the first quotation mark or backslash from i
// on. Like passPlain, it examines eight bytes at once.
func passText(data []byte, i int) int {
	for ; i >= 0 && i <= len(data)-8; i += 8 {
		w := binary.LittleEndian.Uint64(data[i : i+8])
		quote := w ^ ones*'"'
		slash := w ^ ones*'\\'
		mark := ((quote-ones)&^quote | (slash-ones)&^slash) & highs
		if mark != 0 {
			return i + bits.TrailingZeros64(mark)>>3
		}
	}
	for i < len(data) && data[i] != '"' && data[i] != '\\' {
		i++
	}
	return i
}

// passValue returns the index after the value at i without checking it.
func passValue(data []byte, i int) int {
	depth := 0
	for i = space(data, i); i < len(data); {
		switch data[i] {
		case '"':
			i = passString(data, i)
		case '{', '[':
			depth++
			i++
			continue
		case '}', ']':
			depth--
			i++
		default:
			for i < len(data) && !delimits(data[i]) {
				i++
			}
		}
		if depth <= 0 {
			break
		}
		for i < len(data) && (data[i] == ',' || data[i] == ':' || data[i] <= ' ') {
			i++
		}
	}
	return i
}

func delimits(c byte) bool {
	return c <= ' ' || c == ',' || c == ':' || c == '}' || c == ']' || c == '"' || c == '{' || c == '['
}

// first is a fast path of lookup for the first member, provided that there is
// no white space before its name and colon. Otherwise it returns -1.
func first(data []byte, i int, name string) (at, passed int) {
	start, end := i+2, i+2+len(name)
	if end+1 >= len(data) || string(data[start:end]) != name ||
		data[start-1] != '"' || data[end] != '"' || data[end+1] != ':' {
		return -1, i
	}
	at = space(data, end+2)
	return at, at
}

// lookup returns the index of the value of a member of the object at i, or -1,
// and the index up to which it looked. If the name occurs twice, the first
// member wins. lookup checks nothing because the object is read later.
func lookup(data []byte, i int, name string) (at, passed int) {
	for {
		content, value := memberAt(data, i+1)
		switch {
		case value < 0:
			return -1, i
		case same(content, name):
			return value, value
		}
		if i = space(data, passValue(data, value)); i >= len(data) || data[i] != ',' {
			return -1, i
		}
	}
}

// namesOf appends the names in the object at i in their JSON form. It returns
// the index up to which it looked. Like lookup, it checks nothing.
func namesOf(names [][]byte, data []byte, i int) (all [][]byte, passed int) {
	for {
		content, value := memberAt(data, i+1)
		if value < 0 {
			return names, i
		}
		names = append(names, content)
		if i = space(data, passValue(data, value)); i >= len(data) || data[i] != ',' {
			return names, i
		}
	}
}

// memberAt returns the name of the member at i in its JSON form and the index
// of its value, or -1.
func memberAt(data []byte, i int) (name []byte, value int) {
	i = space(data, i)
	if i >= len(data) || data[i] != '"' {
		return nil, -1
	}
	end := passString(data, i)
	colon := space(data, end)
	if colon >= len(data) || data[colon] != ':' {
		return nil, -1
	}
	return data[i+1 : end-1], space(data, colon+1)
}

// same reports whether text has the JSON form content.
func same(content []byte, text string) bool {
	if string(content) == text {
		return true
	}
	for i, c := range content {
		if c == '\\' {
			return checked(content[i:]) && string(unquote(nil, content)) == text
		}
	}
	return false
}

// checked reports whether every escape in content is complete.
func checked(content []byte) bool {
	for i := 0; i < len(content); {
		if content[i] != '\\' {
			i++
			continue
		}
		n := escapeLen(content[i:])
		if n == 0 {
			return false
		}
		i += n
	}
	return true
}
