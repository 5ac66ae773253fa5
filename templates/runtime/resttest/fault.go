package resttest

// This file injects faults. Some faults replace the response of an operation,
// which then does not see the request; others delay or damage the response.
// Faults wait in a list, each for its number of requests. Random faults use a
// seed so that a failing test can be repeated.

import (
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault is an injected fault. To create one, call a function in this package
// that returns a Fault.
type Fault struct {
	name    string
	instead *response // replaces the operation's response
	delays  bool
	delay   time.Duration // negative: no limit
	spoils  spoiling
}

// spoiling is the way in which a response is damaged.
type spoiling int

const (
	byNothing spoiling = iota
	byReset            // the connection breaks before the response
	byCut              // the connection breaks within the body
	byGarbage          // the body is invalid JSON
)

// String returns the name of the fault, as in Call.Fault.
func (f Fault) String() string { return f.name }

// TooManyRequests responds with status 429 and a Retry-After header. The wait
// is rounded up to whole seconds; 0 allows an immediate retry.
func TooManyRequests(wait time.Duration) Fault {
	return waiting(http.StatusTooManyRequests, wait)
}

// Unavailable responds with status 503 and no Retry-After header.
func Unavailable() Fault { return Response(http.StatusServiceUnavailable, "", "") }

// UnavailableFor responds with status 503 and the same Retry-After header as
// [TooManyRequests].
func UnavailableFor(wait time.Duration) Fault {
	return waiting(http.StatusServiceUnavailable, wait)
}

func waiting(status int, wait time.Duration) Fault {
	body := `{"error":{"code":"` + strconv.Itoa(status) + `","message":"Try again later."}}`
	f := Response(status, "application/json", body)
	f.instead.header.Set("Retry-After", seconds(max(wait, 0)))
	return f
}

// BadGateway responds with status 502 and an HTML page, as proxies do.
func BadGateway() Fault {
	return Response(http.StatusBadGateway, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>")
}

// GatewayTimeout responds with status 504 and an HTML page.
func GatewayTimeout() Fault {
	return Response(http.StatusGatewayTimeout, "text/html", "<html><body><h1>504 Gateway Time-out</h1></body></html>")
}

// Redirect responds with status 307, which redirects the client to another URL.
func Redirect(to string) Fault {
	f := Response(http.StatusTemporaryRedirect, "", "")
	f.instead.header.Set("Location", to)
	return f
}

// Response replaces the response of the operation.
func Response(status int, contentType, body string) Fault {
	a := &response{status: status, header: http.Header{}, body: []byte(body)}
	if contentType != "" {
		a.header.Set("Content-Type", contentType)
	}
	return Fault{name: strconv.Itoa(status), instead: a}
}

// Slow delays the response of the operation. If the client gives up first, the
// operation does not run.
func Slow(delay time.Duration) Fault {
	return Fault{name: "slow", delays: true, delay: max(delay, 0)}
}

// Hang never responds. The request ends when the client gives up or the server
// is closed.
func Hang() Fault { return Fault{name: "hang", delays: true, delay: -1} }

// Reset breaks the connection before the operation sees the request. If the
// connection was reused, net/http repeats an idempotent request, and the
// server records two requests.
func Reset() Fault { return Fault{name: "reset", spoils: byReset} }

// CutBody runs the operation and breaks the connection in the middle of the
// response body.
func CutBody() Fault { return Fault{name: "cut body", spoils: byCut} }

// Garbage runs the operation and responds with truncated JSON.
func Garbage() Fault { return Fault{name: "garbage", spoils: byGarbage} }

// faults holds the faults that have not occurred yet.
type faults struct {
	queue  []*queued
	rate   float64
	random *rand.Rand
	of     []Fault // random faults
}

type queued struct {
	fault Fault
	ops   []Operation
	left  int // negative: no limit
}

// Fail makes the next request to any of the given operations fail. If no
// operation is given, it makes the next request to any operation fail. Faults
// occur in the order in which they were added.
func (s *Server) Fail(fault Fault, ops ...Operation) { s.FailTimes(1, fault, ops...) }

// FailTimes is like [Server.Fail], but it applies to the next n requests. If n
// is negative, it applies to all requests until [Server.Reset] is called.
func (s *Server) FailTimes(n int, fault Fault, ops ...Operation) {
	if n == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.queue = append(s.faults.queue, &queued{fault, ops, n})
}

// FailRate makes a random fraction of all requests fail, each with one of the
// given faults. The rate is between 0 and 1. The same seed and order of
// requests cause the same faults.
func (s *Server) FailRate(rate float64, seed uint64, of ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.rate, s.faults.random, s.faults.of = rate, rand.New(rand.NewPCG(seed, seed)), of
}

// next returns the fault for a request to op. The mutex must be held.
func (f *faults) next(op Operation) Fault {
	for i, q := range f.queue {
		if len(q.ops) > 0 && !slices.Contains(q.ops, op) {
			continue
		}
		if q.left--; q.left == 0 {
			f.queue = slices.Delete(f.queue, i, i+1)
		}
		return q.fault
	}
	if len(f.of) > 0 && f.random.Float64() < f.rate {
		return f.of[f.random.IntN(len(f.of))]
	}
	return Fault{}
}

// spoil damages a response and returns the status that is sent.
func (f Fault) spoil(a *response) int {
	switch {
	case f.spoils == byReset:
		return 0
	case f.spoils == byNothing:
	case len(a.body) < 2: // too short to damage
		if bodiless(a.status) {
			a.status = http.StatusOK
		}
		a.body = []byte(`{"value":"`)
		a.header.Set("Content-Type", "application/json")
	case f.spoils == byGarbage:
		a.body = a.body[:len(a.body)/2]
	}
	return a.status
}

// write sends a response, as far as the fault allows.
func (f Fault) write(w http.ResponseWriter, a *response) {
	if f.spoils == byReset {
		abort(w)
		return
	}
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if !bodiless(a.status) {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	body := a.body
	if f.spoils == byCut {
		body = body[:len(body)/2]
	}
	w.WriteHeader(a.status)
	if len(body) > 0 {
		_, _ = w.Write(body) // the client may have disconnected
	}
	if f.spoils == byCut {
		_ = http.NewResponseController(w).Flush() // send the part that was written
		panic(http.ErrAbortHandler)
	}
}

// bodiless reports whether a response with this status has no body.
func bodiless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified
}

// abort breaks a connection as if the machine had crashed.
func abort(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // reset instead of an orderly close
	}
	_ = conn.Close()
}
