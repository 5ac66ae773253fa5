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

// Call is a request that came in.
type Call struct {
	Operation Operation // "" when it fits none
	Method    string
	Path      string            // escaped, as it was sent
	Keys      map[string]string // what stands in the path for its parameters
	Query     url.Values
	Header    http.Header
	Body      []byte
	Time      time.Time
	Status    int    // of the answer; 0 when none was sent, or not yet
	Fault     string // that was injected, such as "429"; "" for none

	ended bool
}

// Decode reads the JSON body into v, a pointer to a model of the SDK.
func (c Call) Decode(v any) error {
	if err := json.Unmarshal(c.Body, v); err != nil {
		return fmt.Errorf("the body of %s %s: %w", c.Method, c.Path, err)
	}
	return nil
}

// String returns the call in a line: method, path and body.
func (c Call) String() string {
	line := c.Method + " " + c.Path
	if len(c.Query) > 0 {
		line += "?" + c.Query.Encode()
	}
	return strings.TrimSpace(line + " " + string(c.Body))
}

// Calls returns the requests for these operations, or all requests when none
// is named, in the order in which they came.
func (s *Server) Calls(ops ...Operation) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chosen(ops, false)
}

// Count returns how many requests there were for these operations.
func (s *Server) Count(ops ...Operation) int { return len(s.Calls(ops...)) }

// WaitFor waits until at least n requests for these operations have been
// answered, and returns them: for a program that does its work in the
// background.
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
			return calls, fmt.Errorf("resttest: %d of %d calls came: %w", len(calls), n, ctx.Err())
		case <-s.closing:
			return calls, fmt.Errorf("resttest: %d of %d calls came: the server is closed", len(calls), n)
		}
	}
}

// Reset forgets the requests that came and the faults that have not yet
// happened. Hooks stay.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls, s.faults = nil, faults{}
}

// record keeps a call and returns the fault that is due for it and the hook
// that answers it.
func (s *Server) record(call *Call) (Fault, func(*Request) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	fault := s.faults.next(call.Operation)
	call.Fault = fault.name
	s.calls = append(s.calls, call)
	return fault, s.hooks[call.Operation]
}

// done notes, once, how a call was answered.
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

// chosen copies the calls of some operations; the mutex is held.
func (s *Server) chosen(ops []Operation, ended bool) []Call {
	var list []Call
	for _, c := range s.calls {
		if (len(ops) == 0 || slices.Contains(ops, c.Operation)) && (!ended || c.ended) {
			list = append(list, *c)
		}
	}
	return list
}
