package rest

// This file is the skeleton of the decoder: where it stands in the text, how
// it steps through objects and arrays, and how it fails. What a value is made
// of is next door: text.go of strings is in scan.go, numbers are in number.go,
// the scalar readers in scalar.go, lists, maps and models in model.go.
//
// The decoder keeps no path while it reads. An error is rare and everything
// before it has been read already, so the path is found by walking the text
// a second time (path.go). For the rest of its life a failed decoder sees an
// empty text: every method then returns its zero value by the way it would
// take at the end of a text, and the hot paths need no check of their own.

const maxDepth = 1000 // of nested objects and arrays

// Kind is the kind of a JSON value.
type Kind uint8

// The kinds that [Decoder.Kind] tells apart.
const (
	KindInvalid Kind = iota // no value starts here: a syntax error or the end
	KindNull
	KindBool
	KindNumber
	KindString
	KindArray
	KindObject
)

// Decoder reads one JSON text, value by value, without reflection. It accepts
// exactly the syntax of RFC 8259; with numbers in strings it is tolerant, see
// [Decoder.Strict].
//
// Its first error sticks: from then on every method returns the zero value,
// [Decoder.Object], [Decoder.Array] and [Decoder.Next] return false, and
// [Decoder.Err] returns the error. So a caller checks once, at the end.
//
// Between two calls of Next exactly one value must be read; [Decoder.Skip]
// passes over one that is of no interest.
type Decoder struct {
	data    []byte
	pos     int
	depth   int
	end     byte // the bracket that ends the innermost container, 0 outside of all
	first   bool // no member or element of the innermost container was read yet
	strict  bool
	err     error
	key     span   // of the current member's name in data
	keyText []byte // the name when it had escapes, else empty
	scratch []byte // holds a string that had escapes while it is converted
	ahead   int    // bytes that were looked at before they were read

	names    [][]byte // in the object that HasKeys was asked about last, as they are written
	surveyed int      // where it stands, plus 1

	kept   kept
	arrays [maxDepth/64 + 1]uint64 // which containers around the innermost one are arrays
}

// span is a part of a text.
type span struct{ start, end int }

// NewDecoder returns a decoder that reads data, which must not change
// meanwhile. What the decoder returns does not share memory with data, but
// for [Decoder.Key]; short values share memory with their neighbours, a few
// kilobytes at most.
//
// It is not inlined; see [NewEncoder].
//
//go:noinline
func NewDecoder(data []byte) *Decoder {
	return &Decoder{data: data}
}

// Decode reads data, which must hold one JSON value and nothing but white
// space around it, with the given function. The error is a [*DecodeError] or
// what was given to [Decoder.Fail].
func Decode(data []byte, read func(*Decoder)) error {
	d := NewDecoder(data)
	read(d)
	return d.Finish()
}

// Err returns the first error, or nil.
func (d *Decoder) Err() error { return d.err }

// Strict turns the tolerance off that reads "200" as the number 200 and
// "false" as the boolean.
func (d *Decoder) Strict() { d.strict = true }

// Fail ends reading with the given error, unless there was one before.
func (d *Decoder) Fail(err error) {
	if d.err != nil || err == nil {
		return
	}
	d.err = err
	d.data, d.pos, d.depth = nil, 0, 0 // nothing more is read
	d.end, d.key, d.keyText = 0, span{}, nil
}

// Kind tells what kind of value is next, without reading it.
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

// Null reads a null and returns true when one is next, else it reads nothing.
func (d *Decoder) Null() bool {
	return d.peek() == 'n' && d.word("null")
}

// noObject reads a null where an object may be.
func (d *Decoder) noObject() bool { return !d.at('{') && d.Null() }

// Object begins to read an object. It returns false for a null, which it
// reads, and for anything else, which is an error. The members follow with
// [Decoder.Next]:
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

// Array begins to read an array. It returns false for a null, which it reads,
// and for anything else, which is an error. The elements follow with
// [Decoder.Next].
func (d *Decoder) Array() bool {
	if d.peek() == '[' {
		return d.enter(']')
	}
	if !d.Null() {
		d.mismatch("an array")
	}
	return false
}

// Next moves to the next member or element of the object or array begun last.
// It returns false at its end, which it reads.
//
// It is itself the quick way to the next member of an object: when there is no
// white space before the name, nor anything in it to look at closer.
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

// next is Next for whatever comes.
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

// Key returns the name of the current member, without its escapes. It is
// valid until the next call of [Decoder.Next].
func (d *Decoder) Key() []byte {
	if len(d.keyText) > 0 {
		return d.keyText
	}
	return d.data[d.key.start:d.key.end]
}

// Skip reads one value and forgets it. Its syntax is checked nevertheless.
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
		for d.depth > outer && !d.Next() { // an error ends it too: depth is 0 then
		}
		if d.depth <= outer {
			return
		}
	}
}

// at reports whether c is the next byte, with no white space before it. It is
// inlined where that is the rule, before peek looks closer.
func (d *Decoder) at(c byte) bool { return d.pos < len(d.data) && d.data[d.pos] == c }

// peek passes over white space and returns the next byte, 0 at the end.
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

// enter begins the object or array that the given bracket will end.
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

// name reads the name of a member, which begins with c, and the colon.
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

// word reads one of the literal names.
func (d *Decoder) word(w string) bool {
	end := d.pos + len(w)
	if end > len(d.data) || string(d.data[d.pos:end]) != w {
		d.mismatch("a value")
		return false
	}
	d.pos = end
	return true
}

// Finish returns the first error, as Err does. It is one, too, when anything but
// white space follows what was read.
func (d *Decoder) Finish() error {
	if d.err == nil && (d.peek() != 0 || d.pos < len(d.data)) {
		d.mismatch("the end")
	}
	return d.err
}

func (d *Decoder) unfinished() {
	if d.end == ']' {
		d.mismatch("',' or ']'")
	} else {
		d.mismatch("',' or '}'")
	}
}
