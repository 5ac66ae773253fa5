package resttest

// This file makes the responses of the fake: the result of a hook, the default
// result of an operation, or an error in the format of the API.

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/fragen-go/fragen/templates/runtime"
)

// ErrorForm is the format of error bodies. It is for generated code.
type ErrorForm int

// The formats of error bodies.
const (
	WrappedErrors      ErrorForm = iota + 1 // {"error": {"code": …, "message": …}}, as in OData
	PlainErrors                             // {"code": …, "message": …}
	ProblemErrors                           // {"type": code, "title": …, "status": …, "detail": …}, as in RFC 9457
	CodedProblemErrors                      // {"code": code, "title": …, "status": …, "detail": …}
)

// Status returns an error for a hook to return. The response has the given
// status and a body with the code and the message in the error format of the
// API. To set headers, a wait or the whole body, return a [*rest.Error]
// instead. Also return a [*rest.Error] for a successful response whose type is
// not the result type.
func Status(status int, code, message string) error {
	return &rest.Error{StatusCode: status, Code: code, Message: message}
}

// response is a response.
type response struct {
	status int
	header http.Header
	body   []byte
	items  iter.Seq2[[]byte, error] // of a stream; nil if the response has a body
}

func (a *response) clone() response {
	return response{status: a.status, header: a.header.Clone(), body: a.body}
}

// success sets the default response of the operation.
func (q *Request) success() {
	if q.streams {
		_ = streamItems[any](q, nil, nil)
		return
	}
	if q.route.Result == nil {
		q.succeed(nil)
		return
	}
	data, err := rest.Encode(q.route.Result)
	if err != nil { // such as a required date
		q.server.wrong(fmt.Sprintf("resttest: %s needs a hook because it has no default result: %v",
			q.route.Operation, err))
		q.response.fail(q.route.Errors, err)
		return
	}
	q.succeed(data)
}

func (q *Request) succeed(body []byte) {
	q.response.status, q.response.body = cmp.Or(q.route.Status, http.StatusOK), body
	q.response.header = http.Header{}
	if q.response.status >= 300 && q.response.status <= 399 {
		q.response.header.Set("Location", "https://redirect.invalid/")
	}
	if body != nil {
		q.response.header.Set("Content-Type", cmp.Or(q.route.ContentType, "application/json"))
	}
}

// fail sets the response to an error: the status of an *rest.Error in err, or
// else 500.
func (a *response) fail(form ErrorForm, err error) {
	e := &rest.Error{StatusCode: http.StatusInternalServerError, Code: "internalServerError", Message: err.Error()}
	var found *rest.Error
	if errors.As(err, &found) && found != nil && found.StatusCode >= 200 && found.StatusCode <= 999 {
		e = found
	}
	a.status, a.header = e.StatusCode, http.Header{}
	for name, values := range e.Header {
		a.header[http.CanonicalHeaderKey(name)] = values
	}
	if e.RetryAfter > 0 {
		a.header.Set("Retry-After", seconds(e.RetryAfter))
	}
	a.body = errorBody(form, e)
	if a.body != nil && a.header.Get("Content-Type") == "" {
		kind := "application/json"
		if form == ProblemErrors || form == CodedProblemErrors {
			kind = "application/problem+json"
		}
		a.header.Set("Content-Type", kind)
	}
}

// errorBody encodes the body of an error: e.Body if it is set, or else the code
// and the message. Without any of them there is no body.
func errorBody(form ErrorForm, e *rest.Error) []byte {
	write := func(w *rest.Encoder) { writeError(w, form, e) }
	switch own := e.Body.(type) {
	case interface{ EncodeJSON(*rest.Encoder) }:
		write = own.EncodeJSON
	case *[]byte:
		return *own
	case *string:
		if strings.HasPrefix(e.Header.Get("Content-Type"), "text/") {
			return []byte(*own)
		}
		write = func(w *rest.Encoder) { w.String(*own) }
	case nil:
	default:
		write = func(w *rest.Encoder) { writeAny(w, own) }
	}
	if e.Body == nil && e.Code == "" && e.Message == "" {
		return nil
	}
	data, err := rest.Encode(write)
	if err != nil {
		return []byte(err.Error())
	}
	return data
}

// writeAny writes a value that has no encoder of its own, such as a list of
// models.
func writeAny(w *rest.Encoder, value any) {
	data, err := json.Marshal(value)
	if err != nil {
		w.Fail(err)
		return
	}
	w.Raw(data)
}

func writeError(w *rest.Encoder, form ErrorForm, e *rest.Error) {
	text := func(name, value string) {
		w.Key(name)
		w.String(value)
	}
	w.Object(nil)
	switch form {
	case ProblemErrors, CodedProblemErrors:
		code := "type"
		if form == CodedProblemErrors {
			code = "code"
		}
		if e.Code != "" {
			text(code, e.Code)
		}
		text("title", http.StatusText(e.StatusCode))
		w.Key("status")
		w.Int32(int32(e.StatusCode))
		text("detail", e.Message)
	case PlainErrors:
		text("code", e.Code)
		text("message", e.Message)
	default:
		w.Key("error")
		w.Object(nil)
		text("code", e.Code)
		text("message", e.Message)
		w.End()
	}
	w.End()
}

// seconds formats d for the header Retry-After, rounded up.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(d.Seconds())), 10)
}
