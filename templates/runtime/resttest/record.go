package resttest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Call is a received request.
type Call struct {
	Operation Operation // "" if no operation matches
	Method    string
	Path      string            // escaped, as sent
	Keys      map[string]string // values of the path parameters
	Query     url.Values
	Header    http.Header
	Body      []byte
	Time      time.Time
	Status    int    // status of the response; 0 if no response has been sent yet
	Fault     string // injected fault, such as "429", or ""

	ended bool
}

// Decode decodes the JSON body into v, a pointer to a model of the SDK.
func (c Call) Decode(v any) error {
	if err := json.Unmarshal(c.Body, v); err != nil {
		return fmt.Errorf("the body of %s %s: %w", c.Method, c.Path, err)
	}
	return nil
}

// String returns the method, the path and the body in one line.
func (c Call) String() string {
	line := c.Method + " " + c.Path
	if len(c.Query) > 0 {
		line += "?" + c.Query.Encode()
	}
	return strings.TrimSpace(line + " " + string(c.Body))
}

// Calls returns the requests to the given operations, or all requests if no
// operation is given, in the order in which they arrived.
func (s *Server) Calls(ops ...Operation) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chosen(ops, false)
}

// Count returns the number of requests to the given operations.
func (s *Server) Count(ops ...Operation) int { return len(s.Calls(ops...)) }

// WaitFor waits until at least n requests to the given operations have
// received a response, and returns them. Use it to test programs that send
// requests in the background.
func (s *Server) WaitFor(ctx context.Context, n int, ops ...Operation) ([]Call, error) {
	for {
		s.mu.Lock()
		calls, changed := s.chosen(ops, true), s.changed
		s.mu.Unlock()
		if len(calls) >= n {
			return calls, nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return calls, fmt.Errorf("resttest: %d of %d calls arrived: %w", len(calls), n, ctx.Err())
		case <-s.closing:
			return calls, fmt.Errorf("resttest: %d of %d calls arrived: the server is closed", len(calls), n)
		}
	}
}

// Reset deletes all recorded requests and all faults that have not occurred
// yet. Hooks stay.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls, s.faults = nil, faults{}
}

// record stores a call and returns its fault and its hook.
func (s *Server) record(call *Call, streams bool) (Fault, func(*Request) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := s.faults.next(call.Operation)
	call.Fault = fault.name
	s.calls = append(s.calls, call)
	if streams {
		return fault, s.streams[call.Operation]
	}
	return fault, s.hooks[call.Operation]
}

// done records the status of the response to a call once.
func (s *Server) done(call *Call, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if call.ended {
		return
	}
	call.Status, call.ended = status, true
	close(s.changed)
	s.changed = make(chan struct{})
}

// chosen returns copies of the calls of the given operations. The mutex must be
// held.
func (s *Server) chosen(ops []Operation, ended bool) []Call {
	var list []Call
	for _, c := range s.calls {
		if (len(ops) == 0 || slices.Contains(ops, c.Operation)) && (!ended || c.ended) {
			list = append(list, *c)
		}
	}
	return list
}
