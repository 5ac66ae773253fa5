package resttest

// This file leads a request through the server: it is read and recorded, its
// operation found and its credentials looked at; a fault that is due takes
// over, or the operation's hook answers. The answer is complete before its
// first byte is sent, so that a fault can still spoil it, and so that whoever
// has it finds it recorded.

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

// TB is what a server wants of a test; *testing.T and *testing.B have it. It
// is an interface, so that a program that runs a fake is not linked with the
// package testing.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Cleanup(func())
}

// Server stands in for a service. It is safe for concurrent use.
type Server struct {
	// URL is the base URL for clients, such as http://127.0.0.1:41234.
	URL string

	t       TB
	http    *httptest.Server
	routes  []*route
	closing chan struct{} // ends waits
	close   sync.Once
	signer  signer

	mu      sync.Mutex
	hooks   map[Operation]func(*Request) error
	calls   []*Call
	changed chan struct{} // closed when a call has ended, then made anew
	faults  faults
	lenient bool
	wrongs  []string // what the test is to fail with
}

// NewServer starts a server with a service's operations. It is closed when the
// test ends; without a test, t being nil, it is the caller's to close.
func NewServer(t TB, service Service) *Server {
	s := &Server{t: t, closing: make(chan struct{}), changed: make(chan struct{}), hooks: map[Operation]func(*Request) error{}}
	for _, r := range service.Routes {
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

// Close ends what goes on and stops the server. The test fails if requests
// came that fit no operation or that could not be read.
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

// Lenient keeps the test from failing over requests that fit no operation or
// cannot be read. Their answers stay the same.
func (s *Server) Lenient() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lenient = true
}

// Operations lists what the server answers to.
func (s *Server) Operations() []Operation {
	var list []Operation
	for _, r := range s.routes {
		list = append(list, r.Operation)
	}
	return list
}

// Handle answers an operation by a handler instead of a typed hook, where
// everything about the request and its answer matters. The keys in the path
// are its path values: r.PathValue("call-id"). A nil handler takes the
// operation's hook away.
func (s *Server) Handle(op Operation, handler http.Handler) {
	if handler == nil {
		s.On(op, nil)
		return
	}
	s.On(op, func(q *Request) error {
		recorder := httptest.NewRecorder()
		handler.ServeHTTP(recorder, q.http)
		result := recorder.Result()
		q.answer = answer{status: result.StatusCode, header: result.Header, body: recorder.Body.Bytes()}
		return nil
	})
}

// On sets what answers an operation. Generated code calls it, with a function
// that knows the operation's types.
func (s *Server) On(op Operation, hook func(*Request) error) {
	if !slices.ContainsFunc(s.routes, func(r *route) bool { return r.Operation == op }) {
		s.wrong(fmt.Sprintf("resttest: %q is no operation of this service", op))
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hooks[op] = hook
	if hook == nil {
		delete(s.hooks, op)
	}
}

// wrong notes what the test is to fail with.
func (s *Server) wrong(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wrongs = append(s.wrongs, text)
}

// serve answers one request.
func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone
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
	fault, hook := s.record(call)
	defer s.done(call, 0) // should none be sent
	q := s.request(r, body, route, keys)
	if fault.delays && !s.pause(r, fault.delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case fault.instead != nil:
		q.answer = fault.instead.clone()
	case fault.spoils == byReset:
	case route == nil:
		s.refuse(q, others)
	default:
		s.ask(q, hook)
	}
	s.send(w, call, fault, &q.answer)
}

// send spoils the answer, notes its status and sends it off.
func (s *Server) send(w http.ResponseWriter, call *Call, fault Fault, a *answer) {
	status := fault.spoil(a)
	s.done(call, status)
	fault.write(w, a)
}

// request is what a hook sees of a request.
func (s *Server) request(r *http.Request, body []byte, route *route, keys map[string]string) *Request {
	r = r.WithContext(r.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	for name, value := range keys {
		r.SetPathValue(name, value)
	}
	return &Request{server: s, http: r, route: route, keys: keys, body: body, query: r.URL.Query()}
}

// ask lets an operation answer, by its hook or by itself.
func (s *Server) ask(q *Request, hook func(*Request) error) {
	if !q.route.admits(q.http) {
		q.answer.fail(q.route.Errors, Status(http.StatusUnauthorized, "unauthorized", "The operation needs credentials, and the request has none."))
		q.answer.header.Set("WWW-Authenticate", "Bearer")
		return
	}
	if hook == nil {
		q.success()
		return
	}
	if err := s.run(q, hook); err != nil {
		q.answer = answer{}
		q.answer.fail(q.route.Errors, err)
	} else if q.answer.status == 0 {
		q.success()
	}
	if q.wrong != "" {
		s.blame(q.wrong)
	}
}

// run runs a hook. One that panics is at fault, and so is its test.
func (s *Server) run(q *Request, hook func(*Request) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			if v == http.ErrAbortHandler {
				panic(v)
			}
			s.wrong(fmt.Sprintf("resttest: the hook of %s panics: %v\n%s", q.route.Operation, v, stack()))
			err = fmt.Errorf("the hook panics: %v", v)
		}
	}()
	return hook(q)
}

func stack() []byte {
	text := make([]byte, 16<<10)
	return text[:runtime.Stack(text, false)]
}

// refuse answers a request that fits no operation; others are the methods that
// its path has.
func (s *Server) refuse(q *Request, others []string) {
	status := http.StatusNotFound
	text := fmt.Sprintf("resttest: %s %s fits no operation", q.http.Method, q.http.URL.EscapedPath())
	if len(others) > 0 {
		status = http.StatusMethodNotAllowed
		text += "; its path has " + strings.Join(others, ", ")
	}
	s.blame(text)
	q.answer.fail(WrappedErrors, &rest.Error{StatusCode: status, Code: "notFound", Message: text})
	if len(others) > 0 {
		q.answer.header.Set("Allow", strings.Join(others, ", "))
	}
}

// blame notes a fault of the program under test.
func (s *Server) blame(text string) {
	s.mu.Lock()
	lenient := s.lenient
	s.mu.Unlock()
	if !lenient {
		s.wrong(text)
	}
}

// pause waits and reports whether it makes sense to go on. A wait below zero
// has no end of its own.
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
