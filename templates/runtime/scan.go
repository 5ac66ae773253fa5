package rest

// This file walks over text. The first half reads strings with all checks. The
// second half passes over values without any, to look ahead of what will be
// read properly afterwards, or back over what was: it must not loop or crash
// on bad text, and need not notice it.

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf16"
	"unicode/utf8"
)

// plain reads the string at the current position if what stands between its
// marks is the text itself, which it returns; else it reads nothing.
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

// quoted reads the string at the current position, a quotation mark. It
// returns what stands between the marks; plain says that this is the text
// itself: no escapes in it and valid UTF-8.
func (d *Decoder) quoted() (content []byte, plain, ok bool) {
	start := d.pos + 1
	return d.quotedFrom(start, passPlain(d.data, start))
}

// quotedFrom goes on with a string that is plain up to i and then is not.
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
			d.fail(i, "no control character in a string", describe(data, i))
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

// passPlain returns the index, from i on, of the first byte that needs a look:
// a quotation mark, a backslash, a control character or one that is not ASCII.
// It looks at eight bytes at once: the highest bit of a byte is set where it was
// set before, and where a subtraction goes below zero. A borrow may mark a byte
// too many, but only behind one that is rightly marked.
func passPlain(data []byte, i int) int {
	for ; i >= 0 && i <= len(data)-8; i += 8 { // in this form no access needs a check
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

// escapeLen returns the length of the escape sequence at the start of s, 0
// when there is none.
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

// unquote appends the text that s stands for: escapes resolved, lone
// surrogates and bytes that are not UTF-8 replaced by U+FFFD. The escapes of
// s have been checked.
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

// passString returns the index behind the string whose opening mark is at i,
// without checking it; the length of data when it does not end.
func passString(data []byte, i int) int {
	for i = passText(data, i+1); i < len(data); i = passText(data, i) {
		if data[i] == '"' {
			return i + 1
		}
		i += 2 // a backslash and what it escapes
	}
	return len(data)
}

// passText returns the index of the first quotation mark or backslash from i
// on. It looks at eight bytes at once, as passPlain does.
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

// passValue returns the index behind the value at i, without checking it.
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

// first is lookup where the member is the first one, as types often are, and
// nothing stands between the marks; else it returns -1.
func first(data []byte, i int, name string) (at, passed int) {
	start, end := i+2, i+2+len(name)
	if end+1 >= len(data) || string(data[start:end]) != name || data[start-1] != '"' || data[end] != '"' || data[end+1] != ':' {
		return -1, i
	}
	return end + 2, end + 2
}

// lookup returns the index of the value that the member name has in the
// object at i, -1 when there is no such member, and the index up to which it
// looked. The first of several wins. Nothing is checked: the object is read
// properly later.
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

// namesOf appends the names in the object at i, as they are written, and
// returns the index up to which it looked. Nothing is checked, as in lookup.
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

// memberAt returns the name of the member at i, as it is written, and the
// index of its value, -1 when there is none.
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

// same reports whether the content of a string, as written, means text.
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
