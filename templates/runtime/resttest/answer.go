package resttest

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/fragen-go/fragen/templates/runtime"
)

// ErrorForm is the form of the bodies of errors.
type ErrorForm int

// The forms of errors.
const (
	WrappedErrors ErrorForm = iota + 1 // {"error": {"code": …, "message": …}}, as OData has it
	PlainErrors                        // {"code": …, "message": …}
	ProblemErrors                      // {"title": …, "status": …, "detail": …}, RFC 9457
)

// Status is an error for a hook to return: the answer has this status, and a
// body with the code and the message in the form that the API gives its
// errors. Return an [*rest.Error] to say more, such as headers, a time to
// wait, or the whole body by its Body.
func Status(status int, code, message string) error {
	return &rest.Error{StatusCode: status, Code: code, Message: message}
}

// answer is what is sent back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) clone() answer {
	return answer{a.status, a.header.Clone(), a.body}
}

// success answers as the description says.
func (q *Request) success() {
	if q.route.Result == nil {
		q.succeed(nil)
		return
	}
	data, err := rest.Encode(q.route.Result)
	if err != nil { // such as a date that is required
		q.server.wrong(fmt.Sprintf("resttest: %s needs a hook, as no result can be made up: %v", q.route.Operation, err))
		q.answer.fail(q.route.Errors, err)
		return
	}
	q.succeed(data)
}

func (q *Request) succeed(body []byte) {
	q.answer.status, q.answer.body = cmp.Or(q.route.Status, http.StatusOK), body
	q.answer.header = http.Header{}
	if body != nil {
		q.answer.header.Set("Content-Type", cmp.Or(q.route.ContentType, "application/json"))
	}
}

// fail answers with an error: as an *rest.Error in it says, else with 500.
func (a *answer) fail(form ErrorForm, err error) {
	e := &rest.Error{StatusCode: http.StatusInternalServerError, Code: "internalServerError", Message: err.Error()}
	if found := (*rest.Error)(nil); errors.As(err, &found) && found != nil && found.StatusCode >= 200 && found.StatusCode <= 999 {
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
		if form == ProblemErrors {
			kind = "application/problem+json"
		}
		a.header.Set("Content-Type", kind)
	}
}

// errorBody writes the body of an error: its own, or code and message. There
// is none where neither is given.
func errorBody(form ErrorForm, e *rest.Error) []byte {
	write := func(w *rest.Encoder) { writeError(w, form, e) }
	if own, ok := e.Body.(interface{ EncodeJSON(*rest.Encoder) }); ok {
		write = own.EncodeJSON
	} else if e.Code == "" && e.Message == "" {
		return nil
	}
	data, err := rest.Encode(write)
	if err != nil {
		return []byte(err.Error())
	}
	return data
}

func writeError(w *rest.Encoder, form ErrorForm, e *rest.Error) {
	text := func(name, value string) {
		w.Key(name)
		w.String(value)
	}
	w.Object(nil)
	switch form {
	case ProblemErrors:
		text("title", e.Code)
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

// seconds is a time as Retry-After has it, rounded up.
func seconds(d time.Duration) string {
	return strconv.FormatInt(int64(math.Ceil(d.Seconds())), 10)
}
