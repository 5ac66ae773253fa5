package rest

// This file is the encoder. The method comma writes a comma before a name or
// value where JSON requires one. The closing brackets wait in the field open
// for End. Additional properties are written at the end of their object; only
// objects that have them record the written names.

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Encoder writes a JSON document, one value at a time, without reflection. It
// adds commas and closing brackets. After the first error, it writes nothing,
// and [Encode] returns that error. It is for generated code.
type Encoder struct {
	buf   []byte
	open  []byte // closing brackets of open values, the innermost last
	comma bool
	extra bool // the innermost object has additional properties
	err   error

	extras *extras // nil until an object has additional properties

	// Room for a small text so that it needs only one allocation.
	openRoom [16]byte
	bufRoom  [168]byte
}

// NewEncoder returns an encoder for one value. [Encode] is simpler. It is for
// generated code.
//
// NewEncoder and a few other functions that every model calls are not inlined.
// If they were inlined, a package with 2,000 models would contain 2,000 copies
// of each function, and the compiler would need more memory.
//
//go:noinline
func NewEncoder() *Encoder {
	e := new(Encoder)
	e.buf, e.open = e.bufRoom[:0], e.openRoom[:0]
	return e
}

// Encode calls the write function and returns the JSON text that it has
// written. It is for generated code.
func Encode(write func(*Encoder)) ([]byte, error) {
	e := NewEncoder()
	write(e)
	return e.Result()
}

// Result returns the JSON text, or the first error. The text is valid until the
// next write.
func (e *Encoder) Result() ([]byte, error) {
	if e.err == nil && (len(e.open) > 0 || len(e.buf) == 0) {
		e.Fail(errors.New("the value is incomplete"))
	}
	if e.err != nil {
		return nil, e.err
	}
	return e.buf, nil
}

// Fail makes encoding fail with err, unless it has already failed.
func (e *Encoder) Fail(err error) {
	if e.err != nil || err == nil {
		return
	}
	if path := pathAt(e.buf, len(e.buf)); path != "" {
		e.err = fmt.Errorf("json: encoding %s: %w", path, err)
	} else {
		e.err = fmt.Errorf("json: encoding: %w", err)
	}
}

// Object begins an object. The members parameter holds additional members,
// which [Encoder.End] writes after all others, sorted by name. It skips names
// that have already been written.
func (e *Encoder) Object(members map[string]RawJSON) {
	e.value()
	e.buf = append(e.buf, '{')
	e.comma = false
	e.open = append(e.open, '}')
	e.extra = len(members) > 0
	if e.extra {
		e.keepExtras(members)
	}
}

// Array begins an array. It is not inlined; see [NewEncoder].
//
//go:noinline
func (e *Encoder) Array() { e.word("[", ']') }

// RawKey writes the name of a member in its JSON form, with quotation marks and
// a colon, such as `"id":`. Write the value next.
func (e *Encoder) RawKey(name string) {
	if e.extra {
		e.extras.written(plainOf(name))
	}
	e.grow(len(name) + around)
	if e.comma {
		e.buf = append(e.buf, ',')
	}
	e.buf = append(e.buf, name...)
	e.comma = false
}

// around is the room for the bytes around a string: a comma, two quotation
// marks, and bytes that passPlain may look at.
const around = 16

// plainOf returns the name in the JSON form of a member name.
func plainOf(name string) string {
	name = name[1 : len(name)-len(`":`)]
	if strings.IndexByte(name, '\\') >= 0 {
		return string(unquote(nil, []byte(name)))
	}
	return name
}

// Key writes the name of a member. The value must follow.
func (e *Encoder) Key(name string) {
	if e.extra {
		e.extras.written(name)
	}
	e.value()
	e.buf = append(appendString(e.buf, name), ':')
	e.comma = false
}

// grow makes room for n more bytes.
func (e *Encoder) grow(n int) {
	if cap(e.buf)-len(e.buf) < n {
		e.enlarge(n)
	}
}

// enlarge makes room for n more bytes. It doubles the buffer, and its first
// step is large enough for most texts that exceed the initial buffer.
func (e *Encoder) enlarge(n int) {
	e.buf = append(make([]byte, 0, max(4096, 2*cap(e.buf), len(e.buf)+n)), e.buf...)
}

// foresee makes room for more values of the size of the one that begins at
// start, the first element of a list.
//
//go:noinline
func (e *Encoder) foresee(start, more int) {
	const most = 1 << 20 // in bytes, in case the other elements are small
	size := len(e.buf) - start
	e.grow(min((size+1)*more+size/2, most))
}

// End ends the innermost object or array.
func (e *Encoder) End() {
	n := len(e.open) - 1
	if n < 0 {
		e.Fail(errors.New("End without Object or Array"))
		return
	}
	if e.extra {
		e.writeExtras()
	}
	e.buf = append(e.buf, e.open[n])
	e.open = e.open[:n]
	e.comma = true
	e.extra = e.extras != nil && e.extras.depth() == n
}

// value writes a comma if the next value needs one.
func (e *Encoder) value() {
	if e.comma {
		e.buf = append(e.buf, ',')
	}
	e.comma = true
}

// word writes a value in its JSON form, or the opening bracket of a value that
// ends with end.
func (e *Encoder) word(text string, end byte) {
	e.grow(len(",") + len(text))
	e.value()
	e.buf = append(e.buf, text...)
	if end != 0 {
		e.comma, e.extra = false, false
		e.open = append(e.open, end)
	}
}

// Null writes null. It is not inlined; see [NewEncoder].
//
//go:noinline
func (e *Encoder) Null() { e.word("null", 0) }

// Bool writes a boolean.
func (e *Encoder) Bool(v bool) {
	if v {
		e.word("true", 0)
	} else {
		e.word("false", 0)
	}
}

// Int32 writes a 32-bit integer.
func (e *Encoder) Int32(v int32) { e.Int64(int64(v)) }

// Int64 writes a 64-bit integer exactly.
func (e *Encoder) Int64(v int64) {
	e.value()
	e.buf = strconv.AppendInt(e.buf, v, 10)
}

// Uint64 writes an unsigned 64-bit integer exactly.
func (e *Encoder) Uint64(v uint64) {
	e.value()
	e.buf = strconv.AppendUint(e.buf, v, 10)
}

// Float64 writes a number with the digits that a float64 needs. It writes
// infinities and NaN as the strings "INF", "-INF" and "NaN".
func (e *Encoder) Float64(v float64) {
	e.value()
	if math.IsInf(v, 0) || math.IsNaN(v) {
		e.buf = append(e.buf, '"')
		e.buf = appendFloat(e.buf, v)
		e.buf = append(e.buf, '"')
		return
	}
	e.buf = appendFloat(e.buf, v)
}

// String writes a string. It replaces invalid UTF-8 with U+FFFD.
func (e *Encoder) String(v string) {
	e.grow(len(v) + around)
	e.value()
	e.buf = appendString(e.buf, v)
}

// StringDefault writes a string member with the value v. If v is empty,
// StringDefault writes defaultValue instead, which must not contain characters
// that JSON requires to be escaped. The name has the same form as in
// [Encoder.RawKey].
func (e *Encoder) StringDefault(name, v, defaultValue string) {
	if v != "" && v != defaultValue {
		e.RawKey(name)
		e.String(v)
		return
	}
	e.grow(len(name) + len(defaultValue) + around)
	e.RawKey(name)
	e.buf = append(append(append(e.buf, '"'), defaultValue...), '"')
	e.comma = true
}

// MaybeString writes a member, or nothing if v is nil. The name has the same
// form as in [Encoder.RawKey].
func (e *Encoder) MaybeString(name string, v *string) {
	if v != nil {
		e.grow(len(name) + len(*v) + around)
		e.RawKey(name)
		e.buf = appendString(e.buf, *v)
		e.comma = true
	}
}

// MaybeBool writes a member, or nothing if v is nil.
func (e *Encoder) MaybeBool(name string, v *bool) {
	if v != nil {
		e.RawKey(name)
		e.Bool(*v)
	}
}

// MaybeInt32 writes a member, or nothing if v is nil.
func (e *Encoder) MaybeInt32(name string, v *int32) {
	if v != nil {
		e.RawKey(name)
		e.Int32(*v)
	}
}

// MaybeInt64 writes a member, or nothing if v is nil.
func (e *Encoder) MaybeInt64(name string, v *int64) {
	if v != nil {
		e.RawKey(name)
		e.Int64(*v)
	}
}

// MaybeFloat64 writes a member, or nothing if v is nil.
func (e *Encoder) MaybeFloat64(name string, v *float64) {
	if v != nil {
		e.RawKey(name)
		e.Float64(*v)
	}
}

// MaybeTime writes a member, or nothing if v is nil.
func (e *Encoder) MaybeTime(name string, v *time.Time) {
	if v != nil {
		e.RawKey(name)
		e.Time(*v)
	}
}

// Bytes writes a base64 string, or null for nil.
func (e *Encoder) Bytes(v []byte) { e.base64(base64.StdEncoding, v) }

// BytesURL writes a base64url string, or null for nil. It writes no padding, as
// JSON Web Tokens and WebAuthn require (RFC 7515, section 2).
func (e *Encoder) BytesURL(v []byte) { e.base64(base64.RawURLEncoding, v) }

func (e *Encoder) base64(encoding *base64.Encoding, v []byte) {
	if v == nil {
		e.Null()
		return
	}
	e.value()
	e.buf = append(e.buf, '"')
	e.buf = encoding.AppendEncode(e.buf, v)
	e.buf = append(e.buf, '"')
}

// Time writes a string in the format of RFC 3339. A year outside the range 0 to
// 9999 is an error.
func (e *Encoder) Time(v time.Time) {
	if y := v.Year(); y < 0 || y > 9999 {
		e.Fail(fmt.Errorf("year %d is out of range: RFC 3339 needs four digits", y))
	}
	e.value()
	e.buf = append(e.buf, '"')
	e.buf = v.AppendFormat(e.buf, time.RFC3339Nano)
	e.buf = append(e.buf, '"')
}

// Date writes a date as a string.
func (e *Encoder) Date(v Date) { e.String(string(v)) }

// TimeOfDay writes a time of day as a string.
func (e *Encoder) TimeOfDay(v TimeOfDay) { e.String(string(v)) }

// Duration writes a duration as a string.
func (e *Encoder) Duration(v Duration) { e.String(string(v)) }

// Decimal writes a number with the digits of v, or 0 if v is empty. An invalid
// number is an error.
func (e *Encoder) Decimal(v Decimal) {
	if v == "" {
		v = "0"
	}
	e.value()
	e.buf = append(e.buf, v...)
	if start := len(e.buf) - len(v); numberEnd(e.buf, start) != len(e.buf) {
		e.Fail(fmt.Errorf("%s is not a decimal number", excerpt([]byte(v))))
	}
}

// appendUTF8 appends text and replaces invalid bytes.
func appendUTF8(dst, text []byte) []byte {
	if utf8.Valid(text) {
		return append(dst, text...)
	}
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		dst = utf8.AppendRune(dst, r)
		text = text[size:]
	}
	return dst
}

// appendString appends s as a JSON string. It uses the escapes of encoding/json
// without HTML escaping.
func appendString(dst []byte, s string) []byte {
	start := len(dst) + 1
	dst = append(append(append(dst, '"'), s...), '"')
	// passPlain may look beyond the closing quotation mark, which stops it.
	if end := passPlain(dst[:cap(dst)], start); end != len(dst)-1 {
		return appendEscaped(dst[:end], s[end-start:])
	}
	return dst
}

// appendEscaped appends the part of a string that begins with the first special
// byte.
func appendEscaped(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	start := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' && c < utf8.RuneSelf {
			i++
			continue
		}
		size, escape := 1, byte('u')
		r := rune(c)
		switch c {
		case '"', '\\':
			escape = c
		case '\b':
			escape = 'b'
		case '\f':
			escape = 'f'
		case '\n':
			escape = 'n'
		case '\r':
			escape = 'r'
		case '\t':
			escape = 't'
		default:
			if c < utf8.RuneSelf {
				break
			}
			r, size = utf8.DecodeRuneInString(s[i:])
			if (r != utf8.RuneError || size != 1) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
		}
		dst = append(append(dst, s[start:i]...), '\\', escape)
		if escape == 'u' {
			dst = append(dst, hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		}
		i += size
		start = i
	}
	return append(append(dst, s[start:]...), '"')
}

// appendFloat appends a number like encoding/json, or the name of an infinity
// or NaN.
func appendFloat(dst []byte, v float64) []byte {
	switch {
	case math.IsInf(v, 1):
		return append(dst, "INF"...)
	case math.IsInf(v, -1):
		return append(dst, "-INF"...)
	case math.IsNaN(v):
		return append(dst, "NaN"...)
	}
	format := byte('f')
	if a := math.Abs(v); a != 0 && (a < 1e-6 || a >= 1e21) {
		format = 'e'
	}
	dst = strconv.AppendFloat(dst, v, format, -1, 64)
	if n := len(dst); format == 'e' && n >= 4 && dst[n-4] == 'e' && dst[n-3] == '-' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1] // e-09 becomes e-9
		dst = dst[:n-1]
	}
	return dst
}

func sortedKeys[K ~string, T any](m map[K]T) []K {
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
