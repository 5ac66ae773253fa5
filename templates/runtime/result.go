package rest

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

// errNull reports a result that is null.
var errNull = errors.New("the response is null; expected a result")

// Receive sends the request and returns the JSON result. A null result is an
// error unless [Request.AllowNull] was called; see [Request.Receive] for the
// other errors. It is for generated code.
func Receive[T any](ctx context.Context, q *Request, read func(*Decoder) T) (T, error) {
	var result T
	var null bool
	err := q.Receive(ctx, func(d *Decoder) {
		null = d.Kind() == KindNull
		result = read(d)
	})
	if err == nil && null && !q.nullable {
		err = q.wrap(errNull)
	}
	if err != nil {
		explain[T](err)
		var none T
		return none, err
	}
	return result, nil
}

// ErrorModel decodes a model as the body of an error, for [Request.ErrorBody]
// and [Request.OtherResult]. It is for generated code.
func ErrorModel[T any, P Model[T]](d *Decoder) any {
	v := new(T)
	P(v).DecodeJSON(d)
	return v
}

// DecodeValue decodes a JSON document that consists of one value. It is for
// generated code.
func DecodeValue[T any](data []byte, read func(*Decoder) T) (T, error) {
	var value T
	if err := Decode(data, func(d *Decoder) { value = read(d) }); err != nil {
		var none T
		return none, err
	}
	return value, nil
}

// StrictDecoder returns a function that makes the decoder strict and then calls
// the read function; see [Decoder.Strict]. It is for generated code.
func StrictDecoder[T any](read func(*Decoder) T) func(*Decoder) T {
	return func(d *Decoder) T {
		d.Strict()
		return read(d)
	}
}

// IsKnown reports whether v is one of the known values of an enum. It is for
// generated code. It is not inlined; see [NewEncoder].
//
//go:noinline
func IsKnown(known []string, v string) bool { return slices.Contains(known, v) }

// Values returns a new list of the known values of an enum. It is for generated
// code.
func Values[T ~string](known []string) []T {
	values := make([]T, len(known))
	for i, v := range known {
		values[i] = T(v)
	}
	return values
}

// HasFlag reports whether the comma-separated list flags contains flag,
// ignoring case. It is for generated code.
func HasFlag(flags, flag string) bool {
	for more := true; more; {
		var one string
		one, flags, more = strings.Cut(flags, ",")
		if strings.EqualFold(strings.TrimSpace(one), flag) {
			return true
		}
	}
	return false
}

// FormatBytes returns data in base64 (RFC 4648, section 4). It is for generated
// code.
func FormatBytes(data []byte) string { return base64.StdEncoding.EncodeToString(data) }

// FormatBytesURL returns data in base64url without padding (RFC 4648, section
// 5). It is for generated code.
func FormatBytesURL(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
