package rest

import (
	"net/http"
	"strings"
	"time"
)

// The functions in this file read headers of responses. They report false for a
// missing header and for a value that does not have the expected type.

// ReadHeader returns the value of a header. It is for generated code.
func ReadHeader[T any](h http.Header, name string, read func(*Decoder) T) (T, bool) {
	var none T
	text, ok := HeaderText(h, name)
	if !ok {
		return none, false
	}
	data, err := Encode(func(e *Encoder) { e.String(text) })
	if err != nil {
		return none, false
	}
	v, err := DecodeValue(data, read)
	return v, err == nil
}

// HeaderText returns the value of a header as received. It is for generated
// code.
func HeaderText(h http.Header, name string) (string, bool) {
	values := h.Values(name)
	if len(values) == 0 {
		return "", false
	}
	return values[0], true
}

// HeaderTime returns the date and time in a header, which may use the HTTP
// format or the RFC 3339 format. It is for generated code.
func HeaderTime(h http.Header, name string) (time.Time, bool) {
	if t, err := http.ParseTime(h.Get(name)); err == nil {
		return t, true
	}
	return ReadHeader(h, name, (*Decoder).Time)
}

// HeaderList returns the elements of a header, which are separated by commas.
// It is for generated code.
func HeaderList(h http.Header, name string) ([]string, bool) {
	values := h.Values(name)
	if len(values) == 0 {
		return nil, false
	}
	list := strings.Split(strings.Join(values, ","), ",")
	for i, text := range list {
		list[i] = strings.TrimSpace(text)
	}
	return list, true
}
