package rest

// This file is about errors of the decoder: what was found instead of what was
// due, and the path of the value, which is worked out by walking once more over
// the text before the error, known to be well-formed.

import (
	"fmt"
	"strconv"
	"strings"
)

// DecodeError says what in a JSON text is not as it is due.
type DecodeError struct {
	Path   string // of the value: value[0].resourceData.resultInfo.code; "" for the whole
	Offset int64  // in bytes, from 0
	Want   string // what was due: a 32-bit integer
	Got    string // what was there: an object
}

// Error returns the message, such as
// json: value[0].code: want a 32-bit integer, got an object (offset 17).
func (e *DecodeError) Error() string {
	if e == nil {
		return "json: no error"
	}
	path := e.Path
	if path != "" {
		path += ": "
	}
	return fmt.Sprintf("json: %swant %s, got %s (offset %d)", path, e.Want, e.Got, e.Offset)
}

// fail ends reading with an error at the given offset.
func (d *Decoder) fail(offset int, want, got string) {
	if d.err != nil {
		return
	}
	d.Fail(&DecodeError{Path: pathAt(d.data, offset), Offset: int64(offset), Want: want, Got: got})
}

// mismatch ends reading since something else is next than what was wanted.
func (d *Decoder) mismatch(want string) {
	if d.err == nil {
		d.fail(d.pos, want, describe(d.data, d.pos))
	}
}

// describe says in a few words what stands at offset i.
func describe(data []byte, i int) string {
	if i >= len(data) {
		return "the end"
	}
	switch c := data[i]; c {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		end := passString(data, i)
		return "the string " + excerpt(data[i+1:max(end-1, i+1)])
	case 't', 'f', 'n', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		end := i + 1
		for end < len(data) && !delimits(data[end]) {
			end++
		}
		word := string(data[i:min(end, i+40)])
		if word == "true" || word == "false" || word == "null" || numberEnd(data, i) == end {
			return word
		}
		return strconv.Quote(word)
	default:
		r := []rune(string(data[i:min(i+4, len(data))]))[0]
		return strconv.QuoteRune(r)
	}
}

// excerpt quotes the beginning of a text that comes from outside.
func excerpt(text []byte) string {
	const limit = 40
	if len(text) <= limit {
		return strconv.Quote(string(text))
	}
	return strconv.Quote(strings.ToValidUTF8(string(text[:limit]), "")) + "…"
}

// step is one object or array on the way to a value.
type step struct {
	array bool
	index int
	key   []byte // nil before the first
}

// pathAt returns the path of what stands at the offset in a text that is
// well-formed up to there.
func pathAt(data []byte, offset int) string {
	var steps []step
	naming := false // the next string is a member's name
	for i := 0; i < min(offset, len(data)); i++ {
		switch c := data[i]; c {
		case '{', '[':
			steps = append(steps, step{array: c == '['})
			naming = c == '{'
		case '}', ']':
			steps = steps[:max(len(steps)-1, 0)]
			naming = false
		case ',':
			if len(steps) > 0 {
				top := &steps[len(steps)-1]
				top.index++
				naming = !top.array
			}
		case '"':
			end := passString(data, i)
			if naming && end <= offset && len(steps) > 0 {
				steps[len(steps)-1].key = data[i+1 : max(end-1, i+1)]
				naming = false
			}
			i = end - 1
		}
	}
	return joinSteps(steps)
}

func joinSteps(steps []step) string {
	const ends = 16 // steps shown at either end of a long path
	var b strings.Builder
	for i, s := range steps {
		if i >= ends && i < len(steps)-ends {
			if i == ends {
				b.WriteString("…")
			}
			continue
		}
		switch {
		case s.array:
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case s.key == nil:
		case !isWord(s.key):
			b.WriteString("[" + excerpt(s.key) + "]")
		default:
			if b.Len() > 0 {
				b.WriteByte('.')
			}
			b.Write(s.key)
		}
	}
	return b.String()
}

// isWord reports whether a key can stand in a path without quotation marks.
func isWord(key []byte) bool {
	for _, c := range key {
		if c != '_' && c != '-' && c != '@' && c != '$' && !isAlnum(c) {
			return false
		}
	}
	return len(key) > 0 && len(key) <= 64
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
