package rest

// This file defines Error, the error for a response that is not the result of a
// call. It removes secrets from all parts of it. The file problem.go finds the
// code and the message in a body of an unknown format.

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

const (
	maxExcerpt = 4 << 10
	maxCode    = 256
	maxMessage = 4 << 10
	maxShown   = 8 << 10 // of the URL and of the message of an error without a response
)

// Error is a response that does not contain the result of a call. Its status is
// usually not 2xx. If the status is 2xx, [Error.IsSuccess] returns true: the
// API description declares a response type for this status that differs from
// the call's result type.
type Error struct {
	Method     string        // such as POST
	URL        string        // secrets in its query are masked; at most 8 KiB, then an ellipsis
	StatusCode int           // such as 404
	Code       string        // the service's error code, or ""
	Message    string        // the service's error message, or ""
	RequestID  string        // the service's identifier for the request, or ""
	RetryAfter time.Duration // from the Retry-After header, or 0
	Header     http.Header   // of the response
	Body       any           // typed body, see BodyAs; nil if the body does not match the API description
	Excerpt    string        // beginning of the body, at most 4 KiB
}

// Error returns a one-line message without the headers and the body, such as
// POST https://…/reject: 403 Forbidden: Denied: no permission (request id 7).
func (e *Error) Error() string {
	if e == nil {
		return "rest: no error"
	}
	var b strings.Builder
	b.WriteString(e.Method + " " + e.URL + ": " + statusText(e.StatusCode))
	if e.Code != "" {
		b.WriteString(": " + oneLine(e.Code))
	}
	switch {
	case e.Message != "":
		b.WriteString(": " + oneLine(e.Message))
	case e.Code == "" && e.Excerpt != "":
		b.WriteString(": " + excerpt([]byte(e.Excerpt)))
	}
	if e.RequestID != "" {
		b.WriteString(" (request id " + oneLine(e.RequestID) + ")")
	}
	return b.String()
}

// IsSuccess reports whether the status is 2xx. If it returns true, the request
// succeeded, but the API description declares a response type for this status
// that differs from the call's result type. Use [BodyAs] to get the response.
// The call is not retried. An error that the service reports within a stream
// also has the status of the stream, which is 2xx.
func (e *Error) IsSuccess() bool {
	return e != nil && e.StatusCode >= 200 && e.StatusCode <= 299
}

// BodyAs returns the body of the [*Error] in err if the body is a *T or a T.
func BodyAs[T any](err error) (*T, bool) {
	var e *Error
	if !errors.As(err, &e) || e == nil {
		return nil, false
	}
	if body, ok := e.Body.(*T); ok {
		return body, body != nil
	}
	body, ok := e.Body.(T)
	if !ok {
		return nil, false
	}
	return &body, true
}

// callError is an error of a call without a response.
type callError struct {
	text string
	err  error
}

func (e *callError) Error() string { return e.text }
func (e *callError) Unwrap() error { return e.err }

// maskedError is a callError whose message was masked or shortened. The message of err
// may contain a secret, so there is no method Unwrap: programs that show the messages of all
// wrapped errors do not show it. Is and As still find the errors in err.
type maskedError struct {
	text    string
	err     error
	decoder *DecodeError // masked copy of the one in err, or nil
}

func (e *maskedError) Error() string { return e.text }

// Is implements the interface of [errors.Is].
func (e *maskedError) Is(target error) bool { return errors.Is(e.err, target) }

// As implements the interface of [errors.As].
func (e *maskedError) As(target any) bool {
	if to, ok := target.(**DecodeError); ok && e.decoder != nil {
		*to = e.decoder
		return true
	}
	return errors.As(e.err, target)
}

// maskError returns an error with a prefix and the message of err, from which mask
// removes secrets.
func maskError(prefix string, err error, mask func(string) string) error {
	before := err.Error()
	text := mask(before)
	if text == before {
		return &callError{prefix + text, err}
	}
	masked := &maskedError{text: prefix + text, err: err}
	if errors.As(err, &masked.decoder) && masked.decoder != nil {
		e := *masked.decoder
		e.Path, e.Got = mask(e.Path), mask(e.Got)
		masked.decoder = &e
	}
	return masked
}

// wrap adds the method and the URL of the call to err.
func (q *Request) wrap(err error) error {
	return maskError("rest: "+q.method+" "+q.shownURL()+": ", err, q.clean)
}

// clean returns the beginning of text without secrets.
func (q *Request) clean(text string) string {
	return shorten(text, func(text string) string {
		return maskAddresses(q.masker().mask(text), q.resource.client)
	})
}

// masker returns a masker for the secrets of the call.
func (q *Request) masker() masker {
	c := q.resource.client
	if c == nil {
		return masker{}
	}
	return newMasker(q.secrets(), c.users...)
}

// serviceError returns the error for a response with a status other than 2xx.
func (q *Request) serviceError(a *response) *Error {
	m := q.masker()
	e := q.responseError(a, m)
	found := readProblem(a.body)
	e.Code = cut(m.maskBody(found.code), maxCode)
	e.Message = cut(m.maskBody(found.message), maxMessage)
	if found.requestID != "" {
		e.RequestID = cut(m.maskBody(found.requestID), maxCode)
	}
	e.Body = q.errorBody(a)
	return e
}

// responseError returns the error for a response without the details in its
// body.
func (q *Request) responseError(a *response, m masker) *Error {
	e := &Error{Method: q.method, URL: q.shownURL(), StatusCode: a.status, Header: a.header}
	e.RetryAfter, _ = retryAfter(a.header, q.resource.client.clock.now())
	for _, name := range []string{"Request-Id", "X-Request-Id", "X-Ms-Request-Id"} {
		set(&e.RequestID, cut(m.maskBody(a.header.Get(name)), maxCode))
	}
	e.Excerpt = cut(m.maskBody(string(a.body[:min(len(a.body), maxForeign)])), maxExcerpt)
	return e
}

// errorBody decodes the body by the most specific declaration for its status.
// It returns nil if there is no declaration or the body does not fit.
func (q *Request) errorBody(a *response) any {
	if len(a.body) == 0 {
		return nil
	}
	exact := strconv.Itoa(a.status)
	for _, status := range []string{exact, exact[:1] + "XX", "DEFAULT"} {
		for _, declared := range q.errorBodies() {
			if declared.status != status {
				continue
			}
			return decodeBody(a.body, declared.decode)
		}
	}
	return nil
}

// oneLine replaces line breaks and control characters in s, which comes from
// outside.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// shorten returns the beginning of a text of any length after mask has removed the
// secrets from it.
func shorten(text string, mask func(string) string) string {
	shown := mask(text[:min(len(text), maxForeign)])
	if len(text) <= maxForeign && len(shown) <= maxShown {
		return shown
	}
	return cut(shown, maxShown) + "…"
}

// cut shortens s to at most limit bytes of valid UTF-8.
func cut(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	return strings.ToValidUTF8(s, "?")
}
