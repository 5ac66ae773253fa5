package rest

// This file reports errors of the decoder: the expected and the found value,
// and the path of the value. It computes the path by scanning the text before
// the error, which is well-formed, a second time. It does so only when the caller
// reads the error, because a union recovers from the errors of its variants.

import (
	"fmt"
	"strconv"
	"strings"
)

// DecodeError reports a JSON value that does not have the expected type.
type DecodeError struct {
	Path   string // path of the value, such as value[0].resourceData.resultInfo.code; "" for the whole document
	Offset int64  // byte offset of the value, from 0
	Want   string // expected value, such as a 32-bit integer
	Got    string // found value, such as an object
}

// Error returns a message such as json: value[0].code: expected a 32-bit
// integer, found an object (offset 17).
func (e *DecodeError) Error() string {
	if e == nil {
		return "json: no error"
	}
	path := e.Path
	if path != "" {
		path += ": "
	}
	return fmt.Sprintf("json: %sexpected %s, found %s (offset %d)", path, e.Want, e.Got, e.Offset)
}

// fail makes decoding fail with an error at the given offset.
func (d *Decoder) fail(offset int, want, got string) {
	if d.err != nil {
		return
	}
	failed, document, object := &DecodeError{Offset: int64(offset), Want: want, Got: got}, d.data, d.innermostObject()
	d.Fail(failed)
	d.failed, d.document, d.object = failed, document, object
}

// mismatch makes decoding fail because the next value is not the expected one.
func (d *Decoder) mismatch(want string) {
	if d.err == nil {
		d.fail(d.pos, want, describe(d.data, d.pos))
	}
}

// describe describes the value at offset i in a few words.
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

// step is an object or array on the path to a value.
type step struct {
	array bool
	index int
	key   []byte // nil before the first member
}

// pathAt returns the path of the value at the offset. The text before it must
// be well-formed.
func pathAt(data []byte, offset int) string {
	var steps []step
	naming := false // the next string is the name of a member
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
	const ends = 16 // number of steps shown at either end of a long path
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

// isWord reports whether a key needs no quotation marks in a path.
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
