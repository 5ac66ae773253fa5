package rest

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

// errNull is the error for a result that is there but null.
var errNull = errors.New("the answer is null, but a result is due")

// Receive sends the request and returns the JSON result. See
// [Request.Receive] for the errors; a result of null is one too.
func Receive[T any](ctx context.Context, q *Request, read func(*Decoder) T) (T, error) {
	var result T
	var null bool
	err := q.Receive(ctx, func(d *Decoder) {
		null = d.Kind() == KindNull
		result = read(d)
	})
	if err == nil && null {
		err = q.wrap(errNull)
	}
	if err != nil {
		var none T
		return none, err
	}
	return result, nil
}

// ErrorModel reads a model as the body of an error, for [Request.ErrorBody].
func ErrorModel[T any, P Model[T]](d *Decoder) any {
	v := new(T)
	P(v).DecodeJSON(d)
	return v
}

// DecodeValue reads a whole JSON document that holds one value.
func DecodeValue[T any](data []byte, read func(*Decoder) T) (T, error) {
	var value T
	if err := Decode(data, func(d *Decoder) { value = read(d) }); err != nil {
		var none T
		return none, err
	}
	return value, nil
}

// StrictDecoder makes a reader refuse numbers and booleans that travel as strings;
// see [Decoder.Strict].
func StrictDecoder[T any](read func(*Decoder) T) func(*Decoder) T {
	return func(d *Decoder) T {
		d.Strict()
		return read(d)
	}
}

// IsKnown reports whether v is among the known values of an enum. It is not
// inlined; see [NewEncoder].
//
//go:noinline
func IsKnown(known []string, v string) bool { return slices.Contains(known, v) }

// HasFlag reports whether flag is among the flags that a text joins by commas,
// whatever their case.
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

// FormatBytes returns data in base64 (RFC 4648, section 4).
func FormatBytes(data []byte) string { return base64.StdEncoding.EncodeToString(data) }
