package rest

// This file reads single values. Each method passes a description of the
// expected value, which appears in errors. Null is read as the zero value. The
// methods at the end of the file look ahead without reading.

import (
	"bytes"
	"encoding/base64"
	"math"
	"slices"
	"time"
)

// Bool reads a boolean. Unless the decoder is strict, it accepts the strings
// "true" and "false" in any case. It reads null as false.
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

// Int32 reads an integer from -2147483648 to 2147483647. Unless the decoder is
// strict, it accepts a string that contains an integer. It reads null as 0.
func (d *Decoder) Int32() int32 {
	return int32(d.signed(math.MinInt32, math.MaxInt32, "a 32-bit integer"))
}

// Int64 reads a 64-bit integer exactly. Unless the decoder is strict, it
// accepts a string that contains an integer. It reads null as 0.
func (d *Decoder) Int64() int64 {
	return d.signed(math.MinInt64, math.MaxInt64, "a 64-bit integer")
}

// Uint64 reads an unsigned 64-bit integer. Unless the decoder is strict, it
// accepts a string that contains an integer. It reads null as 0.
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

// Float64 reads a number or one of the strings "INF", "-INF" and "NaN". Unless
// the decoder is strict, it accepts a string that contains a number. It reads
// null as 0.
func (d *Decoder) Float64() float64 {
	return d.real("a number")
}

// String reads a string. It reads null as "".
func (d *Decoder) String() string {
	if content, ok := d.plain(); ok {
		return d.keep(content)
	}
	return d.keep(d.text("a string"))
}

// StringDefault reads a string that usually has the same value, such as the
// name of a type. The text parameter is the usual value, which must not
// contain characters that JSON requires to be escaped. If the string equals
// the usual value, StringDefault returns the parameter and allocates nothing.
// It reads null as "".
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

// Enum reads a string. If it matches a known value, ignoring case, Enum
// returns the known value and allocates nothing. Otherwise, it returns the
// string as received. It reads null as "".
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

// Constant checks that the next value has the given JSON text, such as "cat" with
// quotation marks, 1 or true. It does not read the value. Any other value is an
// error. The comparison ignores the case of letters. Unless
// the decoder is strict, the value may also be a number or boolean in a
// string.
func (d *Decoder) Constant(text string) {
	d.peek()
	end := d.pos + len(text)
	if end < len(d.data) && string(d.data[d.pos:end]) == text && (text[0] == '"' || delimits(d.data[end])) {
		return
	}
	d.otherConstant(text)
}

// ConstantOrNull is like [Decoder.Constant], but the value may also be null.
func (d *Decoder) ConstantOrNull(text string) {
	if d.peek() != 'n' {
		d.Constant(text)
	}
}

// otherConstant is Constant for a value in another form.
func (d *Decoder) otherConstant(text string) {
	if d.pos >= len(d.data) {
		return // the caller finds an error
	}
	if !d.isConstant(d.data[d.pos:passValue(d.data, d.pos)], text) {
		d.fail(d.pos, text, describe(d.data, d.pos))
	}
}

// isConstant reports whether a value is the constant with the given JSON text.
func (d *Decoder) isConstant(value []byte, text string) bool {
	if len(value) > 1 && value[0] == '"' && text[0] != '"' && !d.strict {
		value = value[1 : len(value)-1]
	}
	return fold([]byte(canonicalText(value)), text)
}

// KeepEmpty stores the value of the current member, which has already been
// read, under the member's name in the map *to. Generated code calls KeepEmpty
// for values that the encoder would otherwise omit because it cannot
// distinguish them from unset values.
func (d *Decoder) KeepEmpty(to *map[string]RawJSON) {
	if d.err != nil {
		return
	}
	start := space(d.data, d.key.end+1)
	if start >= d.pos || d.data[start] != ':' {
		return
	}
	if *to == nil {
		*to = make(map[string]RawJSON)
	}
	value := d.data[space(d.data, start+1):d.pos]
	(*to)[d.keep(d.Key())] = d.kept.raw(value, d.rest())
}

// Bytes reads a base64 string in the standard or URL alphabet, with or without
// padding. It reads null as nil.
func (d *Decoder) Bytes() []byte {
	const want = "a string in base64"
	if d.Null() {
		return nil
	}
	d.peek()
	start := d.pos
	text := bytes.TrimRight(d.text(want), "=\r\n") // the base64 decoder ignores line breaks
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

// BytesURL is the same as [Decoder.Bytes], which reads both alphabets.
func (d *Decoder) BytesURL() []byte { return d.Bytes() }

// Time reads a date and time in the format of RFC 3339. Unless the decoder is
// strict, a time without a zone is read as UTC, and the zone may be written
// without a colon or minutes, as in +0100 or +01. It reads null as the zero
// time.
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
	if t.UnmarshalText(text) == nil || t.UnmarshalText(usualTime(text, !d.strict)) == nil {
		return t
	}
	d.fail(start, want, describe(d.data, start))
	return time.Time{}
}

// usualTime rewrites a time to the usual notation of RFC 3339, which also
// allows lower-case letters and a space instead of T:
//
//	2026-02-28 12:00:00z        2026-02-28T12:00:00Z
//	2026-02-28T12:00:00+0100    2026-02-28T12:00:00+01:00, if fixZone is true
//	2026-02-28T12:00:00         2026-02-28T12:00:00Z, if fixZone is true
//
// Jira omits the colon of the zone, PostgreSQL its minutes, and Microsoft Graph
// the whole zone in error bodies.
func usualTime(text []byte, fixZone bool) []byte {
	const dateLength = len(time.DateOnly)
	text = bytes.ToUpper(text)
	if len(text) <= dateLength {
		return text
	}
	if text[dateLength] == ' ' {
		text[dateLength] = 'T'
	}
	if !fixZone {
		return text
	}
	sign := bytes.LastIndexAny(text, "+-Z")
	switch digits := len(text) - sign - 1; {
	case sign < dateLength:
		return append(text, 'Z')
	case digits == 2:
		return append(text, ":00"...)
	case digits == 4:
		return slices.Insert(text, sign+3, ':')
	}
	return text
}

// Date reads a string with a date and preserves it as received.
func (d *Decoder) Date() Date { return Date(d.keep(d.text("a string with a date"))) }

// TimeOfDay reads a string with a time of day and preserves it as received.
func (d *Decoder) TimeOfDay() TimeOfDay {
	return TimeOfDay(d.keep(d.text("a string with a time of day")))
}

// Duration reads a string with a duration and preserves it as received.
func (d *Decoder) Duration() Duration { return Duration(d.keep(d.text("a string with a duration"))) }

// Decimal reads a number and preserves its digits as received. Unless the
// decoder is strict, it accepts a string that contains a number. It reads null
// as "".
func (d *Decoder) Decimal() Decimal {
	text, _ := d.numeral("a decimal number")
	return Decimal(d.keep(text))
}

// Raw reads one value and returns its JSON text. See [RawJSON].
func (d *Decoder) Raw() RawJSON {
	d.peek()
	start, data := d.pos, d.data
	d.Skip()
	if d.err != nil {
		return nil
	}
	return d.kept.raw(data[start:d.pos], d.rest())
}

// AdditionalProperty reads the value of the current member and stores it under
// the member's name in the map *to, which it creates if necessary. Use
// AdditionalProperty for members that a type does not declare.
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

// Discriminator returns the string value of a member of the next object without
// reading the object. The result is nil if there is no such member or it is not
// a string. If the name occurs twice, the first member is used. The result is
// valid until the next read.
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

// HasKeys reports whether the next value is an object that has all the given
// members. It does not read the value. It scans the object once, even if a
// union calls it for each of its types.
func (d *Decoder) HasKeys(names ...string) bool {
	if d.peek() != '{' {
		return false
	}
	if d.surveyed != d.pos+1 {
		if d.names == nil {
			d.names = make([][]byte, 0, 16) // enough for most objects
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

// lookAhead returns the offset of the value of a member of the next object, or
// -1.
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

// mostAhead limits the number of bytes that are looked at ahead, as a multiple of the
// text's length.
const mostAhead = 64

// looked records how many bytes were looked at ahead. Exceeding the limit is an
// error: deeply nested objects without a discriminator would take time
// quadratic in their depth.
func (d *Decoder) looked(passed int) bool {
	d.ahead += passed - d.pos
	if d.ahead/mostAhead > len(d.data) {
		d.fail(d.pos, "objects with a discriminator", "too many nested objects without one")
		return false
	}
	return true
}

// text reads a string or null. The result is valid until the next read.
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

// fold reports whether text equals known, ignoring the case of ASCII letters.
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
