package rest

// This file distinguishes the successful responses of an operation. A call has
// one result type. An API description may declare other 2xx statuses that have
// another type or no body:
//
//	200: Statistics, 202: Ticket, 204: no body
//
// Here a call returns a *Statistics for 200, an *Error that holds a *Ticket for
// 202, and nil for 204. A response is therefore never decoded as the wrong
// type. A 2xx status that the description does not declare counts as the
// result.

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

// successKind is the kind of a successful response.
type successKind uint8

const (
	resultSuccess successKind = iota // the result of the call
	emptySuccess                     // no body
	jsonSuccess
	textSuccess
	bytesSuccess
	streamSuccess // not read
)

// success declares the responses with a status such as 202 or 2XX.
type success struct {
	status string
	kind   successKind
	decode func(*Decoder) any
	method string // that reads the stream
}

// OtherResult declares a successful status whose response is not the result of
// the call. The call returns the response as an [*Error] for which
// [Error.IsSuccess] returns true. The status is a number or 2XX. The decode
// function must return a pointer; [BodyAs] returns that pointer.
func (q *Request) OtherResult(status string, decode func(*Decoder) any) {
	q.successes = append(q.successes, success{status: strings.ToUpper(status), kind: jsonSuccess, decode: decode})
}

// OtherText is like [Request.OtherResult], but for a text response. [BodyAs]
// returns it as a string.
func (q *Request) OtherText(status string) { q.declare(textSuccess, status) }

// OtherBytes is like [Request.OtherResult], but for a body that is neither
// JSON nor text. [BodyAs] returns it as a []byte.
func (q *Request) OtherBytes(status string) { q.declare(bytesSuccess, status) }

// OtherStream is like [Request.OtherResult], but for a stream, which the given
// method reads. The call reads only the beginning of the stream, and the error
// has no body.
func (q *Request) OtherStream(status, method string) {
	q.successes = append(q.successes, success{status: strings.ToUpper(status), kind: streamSuccess, method: method})
}

// NoContent declares successful statuses without a body. The result of the call
// is then the zero value of its type.
func (q *Request) NoContent(statuses ...string) { q.declare(emptySuccess, statuses...) }

// ResultStatus declares the statuses whose response is the result of the call.
// It is needed only if a declaration for 2XX would otherwise apply to these
// statuses.
func (q *Request) ResultStatus(statuses ...string) { q.declare(resultSuccess, statuses...) }

// AllowNull declares that null is a valid result.
func (q *Request) AllowNull() { q.nullable = true }

func (q *Request) declare(kind successKind, statuses ...string) {
	for _, status := range statuses {
		q.successes = append(q.successes, success{status: strings.ToUpper(status), kind: kind})
	}
}

// successOf returns the most specific declaration for a status. For a status
// without a declaration it returns the result of the call.
func (q *Request) successOf(status int) success {
	if len(q.successes) == 0 || status < 200 || status > 299 {
		return success{}
	}
	exact := strconv.Itoa(status)
	for _, name := range []string{exact, "2XX"} {
		for _, s := range q.successes {
			if s.status == name {
				return s
			}
		}
	}
	return success{}
}

// otherResult returns the error for a successful response that is not the
// result of the call, or nil if it is the result.
func (q *Request) otherResult(a *response) error {
	s := q.successOf(a.status)
	if s.kind == resultSuccess || s.kind == emptySuccess && isBlank(a.body) {
		return nil
	}
	e := q.responseError(a, q.masker())
	switch s.kind {
	case streamSuccess:
		e.Message = fmt.Sprintf("the response is a stream: call %s instead", s.method)
		return e
	case emptySuccess:
		e.Body = decodeBody(a.body, func(d *Decoder) any { raw := d.Raw(); return &raw })
		e.Message = "the response has a body, but the API description declares none"
		return e
	case textSuccess:
		if text, err := decodeText(a.body, a.header.Get("Content-Type")); err == nil {
			e.Body = &text
		}
	case bytesSuccess:
		e.Body = &a.body
	default:
		e.Body = decodeBody(a.body, s.decode)
	}
	if e.Body == nil {
		e.Message = "the response does not have the type that the API description declares for this status"
	}
	return e
}

// explain completes the message of an error that otherResult returned. The
// result of the call would have been a T.
func explain[T any](err error) {
	e, ok := err.(*Error)
	if !ok || !e.IsSuccess() || e.Body == nil || e.Message != "" {
		return
	}
	e.Message = fmt.Sprintf("the response is a %s, not a %s; read it with rest.BodyAs",
		plainName(fmt.Sprintf("%T", e.Body)), plainName(fmt.Sprintf("%T", new(T))[1:]))
}

// plainName removes the package from the name of a type: *api.Ticket becomes
// *Ticket.
func plainName(name string) string {
	start := strings.LastIndexAny(name, "*]") + 1
	return name[:start] + name[max(start, strings.LastIndexByte(name, '.')+1):]
}

// decodeBody returns the decoded body, or nil if the body does not fit.
func decodeBody(data []byte, decode func(*Decoder) any) any {
	var body any
	if Decode(data, func(d *Decoder) { body = decode(d) }) != nil {
		return nil
	}
	return body
}

// OtherValue decodes a value as the body of an error, for [Request.ErrorBody]
// and [Request.OtherResult]. It is for generated code.
func OtherValue[T any](read func(*Decoder) T) func(*Decoder) any {
	return func(d *Decoder) any {
		v := read(d)
		return &v
	}
}

func isBlank(body []byte) bool { return len(bytes.TrimSpace(body)) == 0 }
