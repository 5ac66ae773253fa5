package rest

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
)

// Error is the answer of a service that did not do what was asked: every
// status that is not 2xx.
type Error struct {
	Method     string        // such as POST
	URL        string        // without the secrets in its query
	StatusCode int           // such as 404
	Code       string        // the service's name for the error, "" when it gave none
	Message    string        // the service's sentence, "" when it gave none
	RequestID  string        // the service's number of the request, for its support
	RetryAfter time.Duration // from the header Retry-After, 0 without
	Header     http.Header   // of the answer
	Body       any           // as the description has it, see BodyAs; nil when it is something else
	Excerpt    string        // the beginning of the body, at most 4 KiB
}

// Error returns one line with all but headers and body, such as
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

// BodyAs returns the typed body of the [*Error] in err, if it is a T.
func BodyAs[T any](err error) (*T, bool) {
	var e *Error
	if !errors.As(err, &e) || e == nil {
		return nil, false
	}
	body, ok := e.Body.(*T)
	return body, ok && body != nil
}

// callError is an error that is no answer of the service.
type callError struct {
	text string
	err  error
}

func (e *callError) Error() string { return e.text }
func (e *callError) Unwrap() error { return e.err }

// wrap says which call failed.
func (q *Request) wrap(err error) error {
	return &callError{"rest: " + q.method + " " + q.shownURL() + ": " + q.clean(err), err}
}

// clean returns the text of an error without secrets.
func (q *Request) clean(err error) string {
	return maskAddresses(scrub(err.Error(), q.secrets()), q.resource.client)
}

// serviceError makes the error for an answer that is not 2xx.
func (q *Request) serviceError(a *answer) *Error {
	secrets := q.secrets()
	e := &Error{Method: q.method, URL: q.shownURL(), StatusCode: a.status, Header: a.header}
	e.RetryAfter, _ = retryAfter(a.header, q.resource.client.clock.now())
	found := readProblem(a.body)
	e.Code = cut(scrub(found.code, secrets), maxCode)
	e.Message = cut(scrub(found.message, secrets), maxMessage)
	for _, name := range []string{"Request-Id", "X-Request-Id", "X-Ms-Request-Id"} {
		set(&found.requestID, a.header.Get(name))
	}
	e.RequestID = cut(scrub(found.requestID, secrets), maxCode)
	e.Body = q.errorBody(a)
	e.Excerpt = cut(scrub(string(a.body), secrets), maxExcerpt)
	return e
}

// errorBody reads the body as the most precise declaration for the status has
// it; nil when there is none or the body is something else.
func (q *Request) errorBody(a *answer) any {
	if len(a.body) == 0 {
		return nil
	}
	exact := strconv.Itoa(a.status)
	for _, status := range []string{exact, exact[:1] + "XX", "DEFAULT"} {
		for _, declared := range q.errorBodies() {
			if declared.status != status {
				continue
			}
			var body any
			if Decode(a.body, func(d *Decoder) { body = declared.decode(d) }) != nil {
				return nil
			}
			return body
		}
	}
	return nil
}

// oneLine keeps a text from outside from breaking out of a line.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
}

// cut shortens a text to at most limit bytes of valid UTF-8.
func cut(s string, limit int) string {
	if len(s) > limit {
		for limit > 0 && !utf8.RuneStart(s[limit]) {
			limit--
		}
		s = s[:limit]
	}
	return strings.ToValidUTF8(s, "?")
}
