package rest

// This file is the core of the decoder: its position in the text, its steps
// through objects and arrays, and its error handling. Strings are in scan.go,
// numbers in number.go, scalar values in scalar.go, and lists, maps and models
// in model.go.
//
// The decoder does not track paths. Errors are rare, so path.go finds the path
// of an error by scanning the text before it again. After an error the decoder
// continues on an empty text: each method returns its zero value as it would at
// the end of a text, so the hot paths need no check.

const maxDepth = 1000 // nested objects and arrays

// Kind is the kind of a JSON value. It is for generated code.
type Kind uint8

// The kinds of JSON values, for [Decoder.Kind].
const (
	KindInvalid Kind = iota // not a value: a syntax error or the end of the input
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
)

// Decoder reads a JSON document, one value at a time, without reflection. It
// accepts only JSON as defined by RFC 8259. Unless [Decoder.Strict] has been
// called, it also accepts a number or boolean that is written as a string. It
// is for generated code.
//
// After the first error, all methods return zero values, and [Decoder.Object],
// [Decoder.Array] and [Decoder.Next] return false. Callers need to check
// [Decoder.Err] only once, at the end.
//
// Read exactly one value between two calls to Next; use [Decoder.Skip] to
// ignore a value.
type Decoder struct {
	data    []byte
	pos     int
	depth   int
	end     byte // closing bracket of the innermost container, or 0
	first   bool // no member or element of the innermost container has been read yet
	strict  bool
	err     error
	key     span   // position of the current member's name in data
	keyText []byte // the name if it had escapes, otherwise empty
	scratch []byte // buffer for converting strings with escapes
	ahead   int    // number of bytes that were looked at before they were read

	names    [][]byte // JSON forms of the names in the object that HasKeys looked at last
	surveyed int      // offset of that object plus 1

	failed   *DecodeError // err, if the decoder itself has failed
	document []byte       // data before that error
	object   int          // depth of the innermost object with that error

	kept   kept
	arrays [maxDepth/64 + 1]uint64 // bit set: which containers around the innermost one are arrays
}

// span is a range of offsets.
type span struct{ start, end int }

// NewDecoder returns a decoder that reads data. The caller must not change data
// while the decoder is in use. Except for the result of [Decoder.Key], results
// do not share memory with data. Short results may share a memory block of at
// most a few kilobytes with one another. It is for generated code.
//
// It is not inlined; see [NewEncoder].
//
//go:noinline
func NewDecoder(data []byte) *Decoder {
	return &Decoder{data: data}
}

// Decode calls the read function to decode data, which must contain exactly one
// JSON value. The error is a [*DecodeError] or the error that was passed to
// [Decoder.Fail]. It is for generated code.
func Decode(data []byte, read func(*Decoder)) error {
	d := NewDecoder(data)
	read(d)
	return d.Finish()
}

// Err returns the first error, or nil.
func (d *Decoder) Err() error {
	if d.failed != nil && d.failed.Path == "" {
		d.failed.Path = pathAt(d.document, int(d.failed.Offset))
	}
	return d.err
}

// Strict makes the decoder reject numbers and booleans in strings, such as
// "200" and "false".
func (d *Decoder) Strict() { d.strict = true }

// Fail makes decoding fail with err, unless it has already failed.
func (d *Decoder) Fail(err error) {
	if d.err != nil || err == nil {
		return
	}
	d.err = err
	d.data, d.pos, d.depth = nil, 0, 0 // nothing more is read
	d.end, d.key, d.keyText = 0, span{}, nil
}

// Kind returns the kind of the next value without reading it.
func (d *Decoder) Kind() Kind {
	switch c := d.peek(); {
	case c == '"':
		return KindString
	case c == '{':
		return KindObject
	case c == '[':
		return KindArray
	case c == 'n':
		return KindNull
	case c == 't', c == 'f':
		return KindBool
	case c == '-', c >= '0' && c <= '9':
		return KindNumber
	}
	return KindInvalid
}

// Null reports whether the next value is null and, if so, reads it.
func (d *Decoder) Null() bool {
	return d.peek() == 'n' && d.word("null")
}

// noObject reads null if the next value is not an object.
func (d *Decoder) noObject() bool { return !d.at('{') && d.Null() }

// Object begins to read an object. If the value is null, Object reads it and
// returns false. Any other value is an error, and Object returns false.
// [Decoder.Next] moves to the members:
//
//	if !d.Object() {
//		return
//	}
//	for d.Next() {
//		switch string(d.Key()) {
//		case "id":
//			v.ID = d.String()
//		default:
//			d.Skip()
//		}
//	}
func (d *Decoder) Object() bool {
	if d.peek() == '{' {
		return d.enter('}')
	}
	if !d.Null() {
		d.mismatch("an object")
	}
	return false
}

// Array begins to read an array. If the value is null, Array reads it and
// returns false. Any other value is an error, and Array returns false.
// [Decoder.Next] moves to the elements.
func (d *Decoder) Array() bool {
	if d.peek() == '[' {
		return d.enter(']')
	}
	if !d.Null() {
		d.mismatch("an array")
	}
	return false
}

// Next moves to the next member or element of the innermost object or array.
// At the end, it reads the closing bracket and returns false.
//
// This method contains only the fast path, for an object member whose name has
// no special bytes and is not preceded by white space.
func (d *Decoder) Next() bool {
	if d.end != '}' {
		return d.next()
	}
	data, i := d.data, d.pos
	if !d.first {
		if i >= len(data) || data[i] != ',' {
			return d.next()
		}
		i++
	}
	if i >= len(data) || data[i] != '"' {
		return d.next()
	}
	start := i + 1
	end := passPlain(data, start)
	if end+1 >= len(data) || data[end] != '"' || data[end+1] != ':' {
		return d.next()
	}
	d.key = span{start, end}
	if len(d.keyText) > 0 {
		d.keyText = d.keyText[:0]
	}
	d.pos, d.first = end+2, false
	return true
}

// next is the general form of Next.
func (d *Decoder) next() bool {
	if d.depth == 0 {
		return false
	}
	c := d.peek()
	switch {
	case c == ',' && !d.first:
		d.pos++
		c = d.peek()
	case c == d.end:
		d.leave()
		return false
	case !d.first:
		d.unfinished()
		return false
	}
	d.first = false
	if d.end == '}' {
		return d.name(c)
	}
	if c == ']' || c == 0 {
		d.mismatch("a value")
		return false
	}
	return true
}

// Key returns the unescaped name of the current member. It is valid until the
// next call to [Decoder.Next].
func (d *Decoder) Key() []byte {
	if len(d.keyText) > 0 {
		return d.keyText
	}
	return d.data[d.key.start:d.key.end]
}

// Skip reads one value, checks its syntax, and discards it.
func (d *Decoder) Skip() {
	outer := d.depth
	for {
		switch c := d.peek(); c {
		case '{':
			d.enter('}')
		case '[':
			d.enter(']')
		case '"':
			d.quoted()
		case 't':
			d.word("true")
		case 'f':
			d.word("false")
		case 'n':
			d.word("null")
		default:
			d.number("a value")
		}
		for d.depth > outer && !d.Next() { // after an error the depth is 0
		}
		if d.depth <= outer {
			return
		}
	}
}

// at reports whether the next byte is c. It does not skip white space. It is
// inlined to test for the common case before peek is called.
func (d *Decoder) at(c byte) bool { return d.pos < len(d.data) && d.data[d.pos] == c }

// peek skips white space and returns the next byte, or 0 at the end.
func (d *Decoder) peek() byte {
	if d.pos < len(d.data) && d.data[d.pos] > ' ' {
		return d.data[d.pos]
	}
	d.pos = space(d.data, d.pos)
	if d.pos < len(d.data) {
		return d.data[d.pos]
	}
	return 0
}

// enter begins the object or array that the bracket end closes.
func (d *Decoder) enter(end byte) bool {
	if d.depth == maxDepth {
		d.fail(d.pos, "at most 1000 nested objects and arrays", "more")
		return false
	}
	d.pos++
	word, bit := &d.arrays[d.depth>>6], uint64(1)<<(d.depth&63)
	if d.end == ']' {
		*word |= bit
	} else {
		*word &^= bit
	}
	d.depth++
	d.end, d.first = end, true
	return true
}

// leave ends the innermost object or array.
func (d *Decoder) leave() {
	d.pos++
	d.depth--
	d.end, d.first = '}', false
	if d.depth == 0 {
		d.end = 0
	} else if d.arrays[d.depth>>6]>>(d.depth&63)&1 != 0 {
		d.end = ']'
	}
}

// name reads the name of a member and the colon. c is its first byte.
func (d *Decoder) name(c byte) bool {
	if c != '"' {
		d.mismatch("a member's name")
		return false
	}
	start := d.pos + 1
	content, plain, ok := d.quoted()
	if !ok {
		return false
	}
	d.key, d.keyText = span{start, start + len(content)}, d.keyText[:0]
	if !plain {
		d.keyText = unquote(d.keyText, content)
	}
	if d.peek() != ':' {
		d.mismatch("':'")
		return false
	}
	d.pos++
	return true
}

// word reads null, true or false.
func (d *Decoder) word(w string) bool {
	end := d.pos + len(w)
	if end > len(d.data) || string(d.data[d.pos:end]) != w {
		d.mismatch("a value")
		return false
	}
	d.pos = end
	return true
}

// Finish returns the first error, as Err does. Anything other than white space
// after the value is also an error.
func (d *Decoder) Finish() error {
	if d.err == nil && (d.peek() != 0 || d.pos < len(d.data)) {
		d.mismatch("the end")
	}
	return d.Err()
}

func (d *Decoder) unfinished() {
	if d.end == ']' {
		d.mismatch("',' or ']'")
	} else {
		d.mismatch("',' or '}'")
	}
}
