package rest

// This file takes requests that the service sends: it checks them in the order
// that costs least, so that a stranger is sent away before the body is read.
// What does not depend on the payload's type is in handler, which exists once
// in a program and not once for each type.

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

// DefaultMaxRequestBytes is the limit for the body of a request that a
// [Handler] takes, 1 MiB, unless [HandlerOptions] sets another.
const DefaultMaxRequestBytes = 1 << 20

// HandlerSpec is what the description says of a callback or webhook.
type HandlerSpec struct {
	Method           string // such as POST
	ContentType      string // of the request's body, such as application/json
	Status           int    // of the answer when all is well; 0 is 204
	RequiredProperty string // a property that tells the format: an object without it is of another; "" when there is but one
	MismatchStatus   int    // of the answer to the other format, which is not received
}

// HandlerOptions are for a [Handler]. The zero value is usable, yet without
// Verify anybody can send requests.
type HandlerOptions struct {
	// Verify checks who sends the request, by its headers or its body, of
	// which it may read all. An error is answered with 401, or with 503 when
	// it has a method Temporary that returns true: then nobody knows, and the
	// sender may try again. The package jwt next to this one has a verifier.
	Verify func(*http.Request) error
	// Challenge is the name of a query parameter with which the service asks
	// whether somebody is there, such as validationToken. A GET, or what the
	// description says, that has it is answered with its value as text; it is
	// neither verified nor received. Services that do not ask need none.
	Challenge string
	// MaxBytes is how long the body may be; 0 is 1 MiB.
	MaxBytes int64
	// Logger takes refusals, errors of receivers and panics; nil is
	// slog.Default().
	Logger *slog.Logger
}

// errNullBody is the error for a request whose body is there but null.
var errNullBody = errors.New("the body is null, but a payload is due")

// maxChallenge is how long a challenge may be, in bytes.
const maxChallenge = 4 << 10

// Handler returns a handler that hands each request's body to receive. It
// answers 405 to other methods, 415 to other content types (JSON is JSON
// whatever it is called), 413 to a body that is too long, 401 when it is not
// verified, 400 when it cannot be read or is null, and 500 when receive returns
// an error or panics, which is logged. The sender learns no more than that.
//
// The sender waits for the answer, and has its own idea for how long. Do in
// receive what is quick, and hand the rest on.
func Handler[T any](spec HandlerSpec, decode func(*Decoder) T, receive func(context.Context, T) error, options *HandlerOptions) http.Handler {
	h := handler{spec: spec}
	h.process = func(ctx context.Context, body []byte) (status int, err error) {
		var v T
		var null, other bool
		err = Decode(body, func(d *Decoder) {
			kind := d.Kind()
			null = kind == KindNull
			other = kind == KindObject && spec.RequiredProperty != "" && !d.HasKeys(spec.RequiredProperty)
			if other {
				d.Skip() // it is to be JSON, at least
				return
			}
			v = decode(d)
		})
		switch {
		case err != nil:
			return http.StatusBadRequest, err
		case null: // receivers count on a payload
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

// handler is a Handler without its type.
type handler struct {
	HandlerOptions
	spec    HandlerSpec
	process func(ctx context.Context, body []byte) (status int, err error)
}

// incoming is the key of the request in a receiver's context.
type incoming struct{}

// IncomingRequest returns the request that a [Handler] has given to the
// receiver with this context, for its headers and its address. Its body has
// been read. It is nil for any other context.
func IncomingRequest(ctx context.Context) *http.Request {
	r, _ := ctx.Value(incoming{}).(*http.Request)
	return r
}

// ServeHTTP answers one request.
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
		h.logger().LogAttrs(r.Context(), level, "rest: incoming request not taken",
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

// serve returns the status to answer with, and an error that is worth a line
// in the log.
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

// echo answers a challenge. What a stranger wants said is said as plain text,
// which no browser takes for anything else, and only if it is text.
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
	_, _ = io.WriteString(w, value) // nobody is there to be told
}

// accepts checks the type of the body, whatever its parameters.
func (h *handler) accepts(header http.Header) bool {
	if encoding := header.Get("Content-Encoding"); encoding != "" && !strings.EqualFold(encoding, "identity") {
		return false
	}
	got, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	want, _, _ := mime.ParseMediaType(h.spec.ContentType)
	return err == nil && (got == want || isJSON(got) && isJSON(want))
}

// isJSON knows JSON and what is made of it, such as application/problem+json.
func isJSON(mediaType string) bool {
	return mediaType == "application/json" || mediaType == "text/json" || strings.HasSuffix(mediaType, "+json")
}

// read verifies the request and reads its body. The verifier sees the body
// too, and what it reads is read only once: one that goes by headers refuses
// a stranger before the body comes in. The status is 0 when all is well.
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

// strangerStatus is the answer to a request that is not verified.
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
