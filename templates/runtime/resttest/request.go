package resttest

// This file passes arguments to generated hooks and takes their results.
// Arguments are read one after the other, and Err returns the first error at
// the end. A parameter is text, which is read with the decoder for JSON because
// that accepts numbers in strings.

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/fragen-go/fragen/templates/runtime"
)

// Request is a request to an operation. It is for generated code.
type Request struct {
	server   *Server
	http     *http.Request
	route    *route
	keys     map[string]string
	query    url.Values
	body     []byte
	err      error
	wrong    string
	streams  bool // the request is for a stream
	response response
}

// In is the location of a parameter. It is for generated code.
type In string

// The locations of a parameter.
const (
	InPath   In = "path"
	InQuery  In = "query"
	InHeader In = "header"
	InCookie In = "cookie"
)

// Err returns the first error in the request's arguments. The program under
// test sent these arguments, so the test fails.
func (q *Request) Err() error {
	if q.err == nil {
		return nil
	}
	q.wrong = fmt.Sprintf("resttest: %s %s: %v", q.http.Method, q.http.URL.EscapedPath(), q.err)
	return Status(http.StatusBadRequest, "badRequest", q.err.Error())
}

func (q *Request) fail(format string, args ...any) {
	if q.err == nil {
		q.err = fmt.Errorf(format, args...)
	}
}

// Key returns the value of a path parameter.
func (q *Request) Key(name string) string { return q.keys[name] }

// Header returns the headers of the request.
func (q *Request) Header() http.Header { return q.http.Header }

// values returns the values of a parameter.
func (q *Request) values(in In, name string) []string {
	switch in {
	case InPath:
		if value, ok := q.keys[name]; ok {
			return []string{value}
		}
	case InQuery:
		return q.query[name]
	case InHeader:
		return q.http.Header.Values(name)
	case InCookie:
		if cookie, err := q.http.Cookie(name); err == nil {
			return []string{cookie.Value}
		}
	}
	return nil
}

// Text returns a parameter as it was sent, or "".
func (q *Request) Text(in In, name string) string {
	return strings.Join(q.values(in, name), ",")
}

// Param reads a required parameter. It is for generated code.
func Param[T any](q *Request, in In, name string, read func(*rest.Decoder) T) T {
	value := Optional(q, in, name, read)
	if value == nil {
		q.fail("the %s parameter %s is missing", in, name)
	}
	return rest.Value(value)
}

// Optional reads a parameter, or returns nil if it is missing. It is for
// generated code.
func Optional[T any](q *Request, in In, name string, read func(*rest.Decoder) T) *T {
	values := q.values(in, name)
	if len(values) == 0 {
		return nil
	}
	return parse(q, in, name, values[0], read)
}

// List reads a parameter with several values: one string with separators or, if
// separator is empty, a repeated parameter. It returns nil if the parameter is
// missing. It is for generated code.
func List[T any](q *Request, in In, name, separator string, read func(*rest.Decoder) T) []T {
	values := q.values(in, name)
	switch {
	case separator == "" || len(values) == 0:
	case in == InQuery && separator == ",":
		values = q.unjoined(name)
	default:
		values = strings.Split(strings.Join(values, separator), separator)
	}
	var list []T
	for _, value := range values {
		if v := parse(q, in, name, value, read); v != nil {
			list = append(list, *v)
		}
	}
	return list
}

// unjoined splits a query parameter at its commas. It splits before unescaping
// because a comma within a value is escaped.
func (q *Request) unjoined(name string) []string {
	var texts []string
	for pair := range strings.SplitSeq(q.http.URL.RawQuery, "&") {
		key, joined, _ := strings.Cut(pair, "=")
		if key, err := url.QueryUnescape(key); err != nil || key != name {
			continue
		}
		for text := range strings.SplitSeq(joined, ",") {
			if text, err := url.QueryUnescape(text); err == nil {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

func parse[T any](q *Request, in In, name, text string, read func(*rest.Decoder) T) *T {
	var value T
	if raw, ok := any(&value).(*rest.RawJSON); ok {
		*raw = rest.RawJSON(text)
		return &value
	}
	quoted, err := rest.Encode(func(e *rest.Encoder) { e.String(text) })
	if err == nil {
		value, err = rest.DecodeValue(quoted, read)
	}
	if err != nil {
		q.fail("the %s parameter %s: %w", in, name, err)
		return nil
	}
	return &value
}

// Body reads a required JSON body. It is for generated code.
func Body[T any](q *Request, read func(*rest.Decoder) T) T {
	if text := bytes.TrimSpace(q.body); len(text) == 0 || string(text) == "null" {
		q.fail("the body is missing")
		var none T
		return none
	}
	return OptionalBody(q, read)
}

// OptionalBody reads a JSON body, or returns the zero value if it is missing.
// It is for generated code.
func OptionalBody[T any](q *Request, read func(*rest.Decoder) T) T {
	var none T
	if len(q.body) == 0 {
		return none
	}
	value, err := rest.DecodeValue(q.body, read)
	if err != nil {
		q.fail("the body: %w", err)
		return none
	}
	return value
}

// Bytes returns the body as it was sent.
func (q *Request) Bytes() []byte { return q.body }

// Form parses the body as a form.
func (q *Request) Form() url.Values {
	form, err := url.ParseQuery(string(q.body))
	if err != nil {
		q.fail("the body: %w", err)
	}
	return form
}

// Parts parses the body as a multipart body. Files stay in memory.
func (q *Request) Parts() *multipart.Form {
	if err := q.http.ParseMultipartForm(int64(len(q.body)) + 1<<20); err != nil {
		q.fail("the body: %w", err)
		return &multipart.Form{}
	}
	return q.http.MultipartForm
}

// TextBody returns a text body. It is for generated code.
func TextBody[T ~string](q *Request) T { return T(q.body) }

// ReadUnion returns a reader for a type whose own reader is not exported. The
// decode parameter is a function that decodes a whole JSON document. It is for
// generated code.
func ReadUnion[T any](decode func([]byte) (T, error)) func(*rest.Decoder) T {
	return func(d *rest.Decoder) T {
		value, err := decode(d.Raw())
		if err != nil {
			d.Fail(err)
		}
		return value
	}
}

// ReadModel reads a value whose type has an UnmarshalJSON method. It is for
// generated code.
func ReadModel[T any, P interface {
	*T
	UnmarshalJSON([]byte) error
}](d *rest.Decoder) T {
	var value T
	if err := P(&value).UnmarshalJSON(d.Raw()); err != nil {
		d.Fail(err)
	}
	return value
}

// Result returns a function that turns the results of a hook into the response.
// A nil result is replaced by the default result of the operation. It is for
// generated code.
func Result[T any](q *Request, write func(*rest.Encoder, T)) func(T, error) error {
	return respond(q, write, false)
}

// NullableResult is like [Result], but for a result that may be null. For a
// nil value, the response is null instead of the default response. It is for
// generated code.
func NullableResult[T any](q *Request, write func(*rest.Encoder, T)) func(T, error) error {
	return respond(q, write, true)
}

func respond[T any](q *Request, write func(*rest.Encoder, T), nullable bool) func(T, error) error {
	return func(value T, err error) error {
		if err != nil {
			return err
		}
		data, err := rest.Encode(func(e *rest.Encoder) { write(e, value) })
		switch {
		case err != nil:
			q.server.wrong(fmt.Sprintf("resttest: the result of %s: %v", q.route.Operation, err))
			return err
		case string(data) == "null" && !nullable:
			return nil
		}
		q.succeed(data)
		return nil
	}
}

// LocationResult is like [Result], but the result is the target of a redirect.
// It is for generated code.
func LocationResult(q *Request) func(string, error) error {
	return func(location string, err error) error {
		if err == nil {
			q.succeed(nil)
			q.response.header.Set("Location", location)
		}
		return err
	}
}

// BytesResult is like [Result], but the result is a body that is not JSON. It
// is for generated code.
func BytesResult[T ~string | ~[]byte](q *Request) func(T, error) error {
	return func(data T, err error) error {
		if err == nil {
			q.succeed([]byte(data))
		}
		return err
	}
}
