package rest

// This file reads single values. Each reader names what it wants, so that an
// error can; null reads as the zero value. At the end come the readers that
// look ahead and read nothing.

import (
	"bytes"
	"encoding/base64"
	"math"
	"slices"
	"time"
)

// Bool reads a boolean, also from the strings "true" and "false" in any case
// unless the decoder is strict. Null reads as false.
func (d *Decoder) Bool() bool {
	const want = "a boolean"
	switch d.peek() {
	case 't':
		return d.word("true")
	case 'f':
		d.word("false")
		return false
	case 'n':
		d.word("null")
		return false
	case '"':
		if d.strict {
			break
		}
		start := d.pos
		content, _, ok := d.quoted()
		switch {
		case !ok:
			return false
		case fold(content, "true"):
			return true
		case fold(content, "false"):
			return false
		}
		d.fail(start, want, describe(d.data, start))
		return false
	}
	d.mismatch(want)
	return false
}

// Int32 reads an integer from -2147483648 to 2147483647, also from a string
// unless the decoder is strict. Null reads as 0.
func (d *Decoder) Int32() int32 {
	return int32(d.signed(math.MinInt32, math.MaxInt32, "a 32-bit integer"))
}

// Int64 reads an integer of 64 bits exactly, also from a string unless the
// decoder is strict. Null reads as 0.
func (d *Decoder) Int64() int64 {
	return d.signed(math.MinInt64, math.MaxInt64, "a 64-bit integer")
}

// Uint64 reads an integer of 64 bits that is not negative, also from a string
// unless the decoder is strict. Null reads as 0.
func (d *Decoder) Uint64() uint64 {
	const want = "a 64-bit integer that is not negative"
	text, start := d.numeral(want)
	if text == nil {
		return 0
	}
	negative, n, ok := integer(text)
	if !ok || negative && n != 0 {
		d.fail(start, want, describe(d.data, start))
		return 0
	}
	return n
}

// Float32 reads a number in the range of a float32. See [Decoder.Float64].
func (d *Decoder) Float32() float32 {
	return float32(d.real(32, "a 32-bit number"))
}

// Float64 reads a number, also from a string unless the decoder is strict,
// and the strings "INF", "-INF" and "NaN". Null reads as 0.
func (d *Decoder) Float64() float64 {
	return d.real(64, "a number")
}

// String reads a string. Null reads as "".
func (d *Decoder) String() string {
	if content, ok := d.plain(); ok {
		return d.keep(content)
	}
	return d.keep(d.text("a string"))
}

// StringDefault reads a string that is nearly always the given one, such as the name
// of a type: then that is returned, and nothing is kept of what was read. The
// text must need no escapes. Null reads as "".
func (d *Decoder) StringDefault(text string) string {
	start := d.pos + 1
	end := start + len(text)
	if d.at('"') && end < len(d.data) && d.data[end] == '"' && string(d.data[start:end]) == text {
		d.pos = end + 1
		return text
	}
	got := d.text("a string")
	if string(got) == text {
		return text
	}
	return d.keep(got)
}

// Enum reads a string. When it is one of the known ones, in whatever case, the
// known spelling is returned and nothing is allocated; otherwise what was
// received. Null reads as "".
func (d *Decoder) Enum(known []string) string {
	text := d.text("a string")
	for _, k := range known {
		if string(text) == k {
			return k
		}
	}
	for _, k := range known {
		if fold(text, k) {
			return k
		}
	}
	return d.keep(text)
}

// Bytes reads a string in base64, of either alphabet, padded or not. Null
// reads as nil.
func (d *Decoder) Bytes() []byte {
	const want = "a string in base64"
	if d.Null() {
		return nil
	}
	d.peek()
	start := d.pos
	text := bytes.TrimRight(d.text(want), "=\r\n") // line ends within are passed over
	if d.err != nil {
		return nil
	}
	encoding := base64.RawStdEncoding
	if bytes.ContainsAny(text, "-_") {
		encoding = base64.RawURLEncoding
	}
	out := make([]byte, encoding.DecodedLen(len(text)))
	n, err := encoding.Decode(out, text)
	if err != nil {
		d.fail(start, want, describe(d.data, start))
		return nil
	}
	return out[:n]
}

// Time reads a string with a date and time as in RFC 3339; unless the decoder
// is strict, one without a zone is taken for UTC. Null reads as the zero time.
func (d *Decoder) Time() time.Time {
	const want = "a date and time as in RFC 3339"
	var t time.Time
	if d.Null() {
		return t
	}
	d.peek()
	start := d.pos
	text := d.text(want)
	if d.err != nil {
		return t
	}
	err := t.UnmarshalText(text)
	if err != nil { // the letters T and Z may be small
		text = bytes.ToUpper(text)
		err = t.UnmarshalText(text)
	}
	if err != nil && !d.strict { // Microsoft Graph leaves the zone out in the bodies of errors
		err = t.UnmarshalText(append(text, 'Z'))
	}
	if err != nil {
		d.fail(start, want, describe(d.data, start))
		return time.Time{}
	}
	return t
}

// Date reads a string with a date and keeps it as received.
func (d *Decoder) Date() Date { return Date(d.keep(d.text("a string with a date"))) }

// TimeOfDay reads a string with a time of day and keeps it as received.
func (d *Decoder) TimeOfDay() TimeOfDay {
	return TimeOfDay(d.keep(d.text("a string with a time of day")))
}

// Duration reads a string with a duration and keeps it as received.
func (d *Decoder) Duration() Duration { return Duration(d.keep(d.text("a string with a duration"))) }

// Decimal reads a number and keeps its digits as received, also from a string
// unless the decoder is strict. Null reads as "".
func (d *Decoder) Decimal() Decimal {
	text, _ := d.numeral("a decimal number")
	return Decimal(d.keep(text))
}

// Raw reads one value and returns its text. See [RawJSON].
func (d *Decoder) Raw() RawJSON {
	d.peek()
	start, data := d.pos, d.data
	d.Skip()
	if d.err != nil {
		return nil
	}
	return d.kept.raw(data[start:d.pos], d.rest())
}

// AdditionalProperty reads the value of the current member and keeps it, with its name, in
// a map that is made when needed. It is for members that a type does not know.
func (d *Decoder) AdditionalProperty(to *map[string]RawJSON) {
	name := d.keep(d.Key())
	raw := d.Raw()
	if d.err != nil {
		return
	}
	if *to == nil {
		*to = make(map[string]RawJSON)
	}
	(*to)[name] = raw
}

// Discriminator looks into the object that is next, without reading it, and
// returns the string that its member name holds: nil when there is no such
// member or it holds something else. Of several members the first counts. It is
// valid until more is read.
func (d *Decoder) Discriminator(name string) []byte {
	at := d.lookAhead(name)
	if at < 0 || at >= len(d.data) || d.data[at] != '"' {
		return nil
	}
	if end := passPlain(d.data, at+1); end < len(d.data) && d.data[end] == '"' {
		return d.data[at+1 : end]
	}
	end := passString(d.data, at)
	if end-at < 2 {
		return nil
	}
	text := d.data[at+1 : end-1]
	if !checked(text) {
		return nil
	}
	d.scratch = unquote(d.scratch[:0], text)
	return d.scratch
}

// HasKeys looks at the value that is next, without reading it, and reports
// whether it is an object with members of all the given names. To ask many times
// about one object, as a union does for each of its types, is to look once.
func (d *Decoder) HasKeys(names ...string) bool {
	if d.peek() != '{' {
		return false
	}
	if d.surveyed != d.pos+1 {
		if d.names == nil {
			d.names = make([][]byte, 0, 16) // enough for most, so that room is made once
		}
		all, passed := namesOf(d.names[:0], d.data, d.pos)
		d.names, d.surveyed = all, d.pos+1
		if !d.looked(passed) {
			return false
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(d.names, func(content []byte) bool { return same(content, name) }) {
			return false
		}
	}
	return true
}

// lookAhead returns where the value of a member stands in the object that is
// next, -1 when there is no such object or member.
func (d *Decoder) lookAhead(name string) int {
	if d.peek() != '{' {
		return -1
	}
	at, passed := first(d.data, d.pos, name)
	if at < 0 {
		at, passed = lookup(d.data, d.pos, name)
	}
	if !d.looked(passed) {
		return -1
	}
	return at
}

// looked notes how far was looked ahead. What is looked at many times over is
// an error: objects within each other, none of which tells its type, would take
// time that grows with the square of their depth.
func (d *Decoder) looked(passed int) bool {
	const most = 64 // times the text
	d.ahead += passed - d.pos
	if d.ahead/most > len(d.data) {
		d.fail(d.pos, "objects that tell their types", "too many within each other that do not")
		return false
	}
	return true
}

// text reads a string or null. What it returns is valid until more is read.
func (d *Decoder) text(want string) []byte {
	if content, ok := d.plain(); ok {
		return content
	}
	switch d.peek() {
	case '"':
		content, plain, ok := d.quoted()
		if plain || !ok {
			return content
		}
		d.scratch = unquote(d.scratch[:0], content)
		return d.scratch
	case 'n':
		d.word("null")
	default:
		d.mismatch(want)
	}
	return nil
}

// fold reports whether two texts are equal but for the case of ASCII letters.
func fold(text []byte, known string) bool {
	if len(text) != len(known) {
		return false
	}
	for i, c := range text {
		if lower(c) != lower(known[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
