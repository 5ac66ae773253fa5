package resttest

// This file handles a request. It reads and records the request, finds its
// operation, and checks its credentials. Then a fault or the operation's hook
// determines the response. Unless it is a stream (stream.go), the response is
// complete before its first byte is sent, so a fault can still damage it, and a
// client that receives it finds the call in the records.

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fragen-go/fragen/templates/runtime"
)

// TB is the part of testing.TB that a server needs; *testing.T and *testing.B
// implement it. Because TB is an interface, a program that runs a fake does not
// link package testing.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Server is a fake service. It is safe for concurrent use.
type Server struct {
	// URL is the base URL for clients, such as http://127.0.0.1:41234.
	URL string

	t       TB
	http    *httptest.Server
	routes  []*route
	moved   []*route      // routes below the relative URLs of their servers
	closing chan struct{} // closed to end waits
	close   sync.Once
	signer  signer

	mu      sync.Mutex
	hooks   map[Operation]func(*Request) error
	streams map[Operation]func(*Request) error // for requests that accept a stream
	calls   []*Call
	changed chan struct{} // closed and replaced when a call ends
	faults  faults
	lenient bool
	wrongs  []string // errors that the test reports
}

// NewServer starts a server with the operations of a service. It is closed when
// the test ends. If t is nil, the caller must close it. It is for generated
// code.
func NewServer(t TB, service Service) *Server {
	s := &Server{
		t: t, closing: make(chan struct{}), changed: make(chan struct{}),
		hooks: map[Operation]func(*Request) error{}, streams: map[Operation]func(*Request) error{},
	}
	for _, r := range service.Routes {
		if r.Server != "" {
			s.moved = append(s.moved, newRoute(r, &service))
			r.Server = "" // a client with another server for this operation
		}
		s.routes = append(s.routes, newRoute(r, &service))
	}
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	if t != nil {
		t.Helper()
		t.Cleanup(s.Close)
	}
	return s
}

// Close ends running requests and stops the server. The test fails if a request
// matched no operation or could not be read.
func (s *Server) Close() {
	s.close.Do(func() {
		close(s.closing)
		s.http.Close()
		if s.t == nil {
			return
		}
		s.t.Helper()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, wrong := range s.wrongs {
			s.t.Errorf("%s", wrong)
		}
	})
}

// Lenient prevents the test from failing because of requests that match no
// operation or cannot be read. The responses to these requests do not change.
func (s *Server) Lenient() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lenient = true
}

// Operations lists the operations of the server.
func (s *Server) Operations() []Operation {
	var list []Operation
	for _, r := range s.routes {
		list = append(list, r.Operation)
	}
	return list
}

// Handle sets a handler for an operation in place of a typed hook. Use Handle
// in tests that need the whole request and response. The handler reads path
// parameters as path values: r.PathValue("call-id"). The response, even if it
// is a stream, is sent when the handler returns. A nil handler removes the
// hooks of the operation.
func (s *Server) Handle(op Operation, handler http.Handler) {
	hook := func(q *Request) error {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, q.http)
		result := recorder.Result()
		q.response = response{status: result.StatusCode, header: result.Header, body: recorder.Body.Bytes()}
		return nil
	}
	if handler == nil {
		hook = nil
	}
	s.setHook(op, hook, s.hooks, s.streams)
}

// On sets the hook of an operation. It is for generated code, which passes a
// function that knows the types of the operation.
func (s *Server) On(op Operation, hook func(*Request) error) { s.setHook(op, hook, s.hooks) }

// setHook sets the hook of an operation in each of the maps.
func (s *Server) setHook(op Operation, hook func(*Request) error, maps ...map[Operation]func(*Request) error) {
	if !slices.ContainsFunc(s.routes, func(r *route) bool { return r.Operation == op }) {
		s.wrong(fmt.Sprintf("resttest: the service has no operation %q", op))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, hooks := range maps {
		hooks[op] = hook
		if hook == nil {
			delete(hooks, op)
		}
	}
}

// wrong records an error that the test reports.
func (s *Server) wrong(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrongs = append(s.wrongs, text)
}

// serve handles one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has disconnected
	}
	route, keys, others := s.find(r)
	if route == nil && s.signer.serve(s, w, r) {
		return
	}
	call := &Call{
		Method: r.Method, Path: r.URL.EscapedPath(), Keys: keys,
		Query: r.URL.Query(), Header: r.Header, Body: body, Time: time.Now(),
	}
	if route != nil {
		call.Operation = route.Operation
	}
	streams := route != nil && route.streams(r.Header)
	fault, hook := s.record(call, streams)
	defer s.done(call, 0) // in case no response is sent
	q := s.request(r, body, route, keys)
	if fault.delays && !s.pause(r, fault.delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case fault.instead != nil:
		q.response = fault.instead.clone()
	case fault.spoils == byReset:
	case route == nil:
		s.refuse(q, others)
	default:
		q.streams = streams
		s.ask(q, hook)
	}
	if q.response.items != nil && fault.spoils != byReset {
		s.stream(w, call, fault, q)
		return
	}
	s.send(w, call, fault, q)
}

// send applies the fault to the response, records its status, and sends it.
func (s *Server) send(w http.ResponseWriter, call *Call, fault Fault, q *Request) {
	status := fault.spoil(&q.response)
	s.done(call, status)
	fault.write(w, &q.response)
}

// request returns the request in the form for hooks.
func (s *Server) request(r *http.Request, body []byte, route *route, keys map[string]string) *Request {
	r = r.WithContext(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	for name, value := range keys {
		r.SetPathValue(name, value)
	}
	return &Request{server: s, http: r, route: route, keys: keys, body: body, query: r.URL.Query()}
}

// ask runs the hook of an operation, or sets its default response.
func (s *Server) ask(q *Request, hook func(*Request) error) {
	if !q.route.admits(q.http) {
		err := Status(http.StatusUnauthorized, "unauthorized", "The request has no valid credentials.")
		q.response.fail(q.route.Errors, err)
		q.response.header.Set("WWW-Authenticate", "Bearer")
		return
	}
	if hook == nil {
		q.success()
		return
	}
	if err := s.run(q, hook); err != nil {
		q.response = response{}
		q.response.fail(q.route.Errors, err)
	} else if q.response.status == 0 {
		q.success()
	}
	if q.wrong != "" {
		s.blame(q.wrong)
	}
}

// run runs a hook. A panic of the hook fails the test.
func (s *Server) run(q *Request, hook func(*Request) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.wrong(fmt.Sprintf("resttest: the hook of %s panicked: %v\n%s", q.route.Operation, v, stack()))
			err = fmt.Errorf("the hook panicked: %v", v)
		}
	}()
	return hook(q)
}

func stack() []byte {
	text := make([]byte, 16<<10)
	return text[:runtime.Stack(text, false)]
}

// refuse responds to a request that matches no operation. others are the
// methods of its path.
func (s *Server) refuse(q *Request, others []string) {
	status := http.StatusNotFound
	text := fmt.Sprintf("resttest: %s %s matches no operation", q.http.Method, q.http.URL.EscapedPath())
	if len(others) > 0 {
		status = http.StatusMethodNotAllowed
		text += "; the methods of its path are " + strings.Join(others, ", ")
	}
	s.blame(text)
	q.response.fail(WrappedErrors, &rest.Error{StatusCode: status, Code: "notFound", Message: text})
	if len(others) > 0 {
		q.response.header.Set("Allow", strings.Join(others, ", "))
	}
}

// blame records an error of the program under test, unless the server is
// lenient.
func (s *Server) blame(text string) {
	s.mu.Lock()
	lenient := s.lenient
	s.mu.Unlock()
	if !lenient {
		s.wrong(text)
	}
}

// pause waits for d and reports whether the request should continue. If d is
// negative, the wait has no limit.
func (s *Server) pause(r *http.Request, d time.Duration) bool {
	var over <-chan time.Time
	if d >= 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case <-over:
		return true
	case <-r.Context().Done():
	case <-s.closing:
	}
	return false
}
