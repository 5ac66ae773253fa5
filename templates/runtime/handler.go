package rest

// This file handles requests from the service. It performs cheap checks first
// so that an unauthorized request is rejected before its body is read. The type
// handler does not depend on the type of the payload, so a program contains it
// once.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"runtime"
	"strings"
	"unicode/utf8"
)

// DefaultMaxRequestBytes is the default size limit for bodies of requests to a
// [Handler]: 1 MiB. [HandlerOptions.MaxBytes] sets another limit.
const DefaultMaxRequestBytes = 1 << 20

// HandlerSpec describes a callback or webhook. It is for generated code.
type HandlerSpec struct {
	Method           string // such as POST
	ContentType      string // content type of the request's body, such as application/json
	Status           int    // status of a successful response; 0 means 204
	AllowNull        bool   // whether null is a valid payload
	RequiredProperty string // an object without this property has a different format; "" if there is only one format
	MismatchStatus   int    // status for an object in a different format, which is not passed to the receiver
}

// HandlerOptions configures the handler of a callback or webhook. In the zero
// value, Verify is nil, so the handler accepts requests from any sender.
type HandlerOptions struct {
	// Verify checks the sender of the request. It may read the headers and
	// the body. If it returns an error, the response is 401. If the error
	// has a Temporary method that returns true, the response is 503, and
	// the sender may try again. The subpackages jwt and webhook provide
	// verifiers.
	Verify func(*http.Request) error
	// Challenge is the name of the query parameter that the service uses to
	// check that the receiver exists, such as validationToken. If a GET
	// request or a request with the declared method has this parameter, the
	// handler replies with its value and does not verify the request or
	// pass it to the receiver. If Challenge is empty, the handler does not
	// support this check.
	Challenge string
	// MaxBytes limits the size of the request body. 0 means
	// [DefaultMaxRequestBytes].
	MaxBytes int64
	// Logger logs rejected requests, errors of receivers, and panics. If it
	// is nil, slog.Default() is used.
	Logger *slog.Logger
}

// errNullBody reports a request whose body is null.
var errNullBody = errors.New("the body is null; expected a payload")

// maxChallenge limits the length of a challenge in bytes.
const maxChallenge = 4 << 10

// Handler returns a handler that decodes the body of each request and calls
// receive. It is for generated code. The response is 405 for any other method,
// 415 for any other content type (all JSON types are equivalent), 413 for a
// body that is too large, 401 if verification fails, 400 for a body that cannot
// be decoded or is null although its schema does not allow null, and 500 if receive returns an error or panics.
// Errors and panics are logged; the response does not contain them.
//
// The sender waits for the response. The receive function should return
// quickly; do slow work elsewhere.
func Handler[T any](
	spec HandlerSpec, decode func(*Decoder) T, receive func(context.Context, T) error, options *HandlerOptions,
) http.Handler {
	h := handler{spec: spec}
	h.process = func(ctx context.Context, body []byte) (status int, err error) {
		var v T
		var null, other bool
		err = Decode(body, func(d *Decoder) {
			kind := d.Kind()
			null = kind == KindNull
			other = kind == KindObject && spec.RequiredProperty != "" && !d.HasKeys(spec.RequiredProperty)
			if other {
				d.Skip() // check that it is valid JSON
				return
			}
			v = decode(d)
		})
		switch {
		case err != nil:
			return http.StatusBadRequest, err
		case null && !spec.AllowNull: // receivers expect a payload
			return http.StatusBadRequest, errNullBody
		case other:
			return spec.MismatchStatus, nil
		}
		if err := receive(ctx, v); err != nil {
			return http.StatusInternalServerError, err
		}
		return h.spec.Status, nil
	}
	if options != nil {
		h.HandlerOptions = *options
	}
	if h.MaxBytes <= 0 {
		h.MaxBytes = DefaultMaxRequestBytes
	}
	if h.spec.Status == 0 {
		h.spec.Status = http.StatusNoContent
	}
	return &h
}

// handler is the part of a Handler that does not depend on its type.
type handler struct {
	HandlerOptions
	spec    HandlerSpec
	process func(ctx context.Context, body []byte) (status int, err error)
}

// incoming is the context key of the request.
type incoming struct{}

// IncomingRequest returns the HTTP request for which a receiver was called. A
// receiver can use it to read the headers and the URL. The body has already
// been read. The argument must be the context that was passed to the receiver;
// for any other context, the result is nil.
func IncomingRequest(ctx context.Context) *http.Request {
	r, _ := ctx.Value(incoming{}).(*http.Request)
	return r
}

// ServeHTTP implements [http.Handler].
func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h.Challenge != "" && (r.Method == http.MethodGet || r.Method == h.spec.Method) {
		if values, ok := r.URL.Query()[h.Challenge]; ok {
			echo(w, values)
			return
		}
	}
	status, err := h.serve(w, r)
	if err != nil {
		level := slog.LevelError
		if status < 500 {
			level = slog.LevelInfo
		}
		h.logger().LogAttrs(r.Context(), level, "rest: incoming request rejected",
			slog.Int("status", status), slog.String("error", err.Error()))
	}
	switch {
	case status < 300:
		w.WriteHeader(status)
		return
	case status == http.StatusMethodNotAllowed:
		w.Header().Set("Allow", h.spec.Method)
	case status == http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	http.Error(w, strings.ToLower(http.StatusText(status)), status)
}

// serve returns the status of the response and an error to log.
func (h *handler) serve(w http.ResponseWriter, r *http.Request) (status int, err error) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			h.logPanic(r.Context(), v)
			status, err = http.StatusInternalServerError, nil
		}
	}()
	if r.Method != h.spec.Method {
		return http.StatusMethodNotAllowed, nil
	}
	if !h.accepts(r.Header) {
		return http.StatusUnsupportedMediaType, nil
	}
	body, status, err := h.read(w, r)
	if status != 0 {
		return status, err
	}
	return h.process(context.WithValue(r.Context(), incoming{}, r), body)
}

// echo replies to a challenge. It accepts only printable text and replies with
// plain text so that a browser cannot interpret a malicious value.
func echo(w http.ResponseWriter, values []string) {
	value := values[0]
	control := strings.ContainsFunc(value, func(c rune) bool { return c < ' ' || c == 0x7f })
	if len(values) > 1 || value == "" || len(value) > maxChallenge || control || !utf8.ValidString(value) {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/plain; charset=utf-8")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Cache-Control", "no-store")
	_, _ = io.WriteString(w, value) // the sender may have disconnected
}

// accepts reports whether the type of the body is acceptable. It ignores
// parameters.
func (h *handler) accepts(header http.Header) bool {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return false
	}
	got, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	want, _, _ := mime.ParseMediaType(h.spec.ContentType)
	return err == nil && (got == want || isJSON(got) && isJSON(want))
}

// isJSON reports whether a media type is JSON, such as
// application/problem+json.
func isJSON(mediaType string) bool {
	return mediaType == "application/json" || mediaType == "text/json" || strings.HasSuffix(mediaType, "+json")
}

// read verifies the request and reads its body. The verifier may read the body
// too. A verifier that uses only headers rejects a request before its body is
// read. The status is 0 on success.
func (h *handler) read(w http.ResponseWriter, r *http.Request) (body []byte, status int, err error) {
	if r.ContentLength > h.MaxBytes {
		return nil, http.StatusRequestEntityTooLarge, nil
	}
	limited := http.MaxBytesReader(w, r.Body, h.MaxBytes)
	var buffer bytes.Buffer
	if h.Verify != nil {
		checked := r.WithContext(r.Context())
		checked.Body = io.NopCloser(io.TeeReader(limited, &buffer))
		if err := h.Verify(checked); err != nil {
			return nil, bodyStatus(err, strangerStatus(err)), err
		}
	}
	if _, err := buffer.ReadFrom(limited); err != nil {
		return nil, bodyStatus(err, http.StatusBadRequest), err
	}
	return buffer.Bytes(), 0, nil
}

// strangerStatus returns the status of the response to a request that failed
// verification.
func strangerStatus(err error) int {
	var passing interface{ Temporary() bool }
	if errors.As(err, &passing) && passing.Temporary() {
		return http.StatusServiceUnavailable
	}
	return http.StatusUnauthorized
}

func bodyStatus(err error, otherwise int) int {
	if errors.As(err, new(*http.MaxBytesError)) {
		return http.StatusRequestEntityTooLarge
	}
	return otherwise
}

func (h *handler) logPanic(ctx context.Context, v any) {
	stack := make([]byte, 16<<10)
	stack = stack[:runtime.Stack(stack, false)]
	h.logger().LogAttrs(ctx, slog.LevelError, "rest: a receiver or verifier panicked",
		slog.Any("panic", v), slog.String("stack", string(stack)))
}

func (h *handler) logger() *slog.Logger {
	if h.Logger != nil {
		return h.Logger
	}
	return slog.Default()
}
