package resttest

// Faults: what goes wrong, and when. Some are answers that come instead of
// the operation's own, which then does not know of the request; others delay
// or spoil what the operation answers. They wait in a list, each for its
// number of requests; what is left to chance comes from a seed, so that a test
// that fails can be run again.

import (
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault is something that goes wrong. See the functions that make one.
type Fault struct {
	name    string
	instead *answer // of the operation's own answer
	delays  bool
	delay   time.Duration // below zero: without an end
	spoils  spoiling
}

// spoiling is what happens to an answer.
type spoiling int

const (
	byNothing spoiling = iota
	byReset            // the connection breaks before the answer
	byCut              // the connection breaks within the body
	byGarbage          // the body is no JSON
)

// String says what goes wrong, as in [Call].Fault.
func (f Fault) String() string { return f.name }

// TooManyRequests answers 429 and asks to wait; a wait that is not whole
// seconds is rounded up, and one of 0 asks to come back at once.
func TooManyRequests(wait time.Duration) Fault {
	return waiting(http.StatusTooManyRequests, wait)
}

// Unavailable answers 503 and says nothing of how long.
func Unavailable() Fault { return Response(http.StatusServiceUnavailable, "", "") }

// UnavailableFor answers 503 and asks to wait, as [TooManyRequests] does.
func UnavailableFor(wait time.Duration) Fault {
	return waiting(http.StatusServiceUnavailable, wait)
}

func waiting(status int, wait time.Duration) Fault {
	f := Response(status, "application/json", `{"error":{"code":"`+strconv.Itoa(status)+`","message":"Try again later."}}`)
	f.instead.header.Set("Retry-After", seconds(max(wait, 0)))
	return f
}

// BadGateway answers 502 with a page of HTML, as proxies do.
func BadGateway() Fault {
	return Response(http.StatusBadGateway, "text/html", "<html><body><h1>502 Bad Gateway</h1></body></html>")
}

// GatewayTimeout answers 504 with a page of HTML.
func GatewayTimeout() Fault {
	return Response(http.StatusGatewayTimeout, "text/html", "<html><body><h1>504 Gateway Time-out</h1></body></html>")
}

// Redirect answers 307 and sends the program to another address.
func Redirect(to string) Fault {
	f := Response(http.StatusTemporaryRedirect, "", "")
	f.instead.header.Set("Location", to)
	return f
}

// Response answers instead of the operation.
func Response(status int, contentType, body string) Fault {
	a := &answer{status: status, header: http.Header{}, body: []byte(body)}
	if contentType != "" {
		a.header.Set("Content-Type", contentType)
	}
	return Fault{name: strconv.Itoa(status), instead: a}
}

// Slow lets the operation answer after a delay, unless the program gives up
// before.
func Slow(delay time.Duration) Fault {
	return Fault{name: "slow", delays: true, delay: max(delay, 0)}
}

// Hang never answers. It ends when the program gives up or the server closes.
func Hang() Fault { return Fault{name: "hang", delays: true, delay: -1} }

// Reset breaks the connection before the operation learns of the request. A
// request that may be sent twice, on a connection that was used before, is
// repeated by net/http itself and then counts as two.
func Reset() Fault { return Fault{name: "reset", spoils: byReset} }

// CutBody lets the operation do its work and breaks the connection in the
// middle of the answer's body.
func CutBody() Fault { return Fault{name: "cut body", spoils: byCut} }

// Garbage lets the operation do its work and answers with JSON that ends too
// early.
func Garbage() Fault { return Fault{name: "garbage", spoils: byGarbage} }

// faults are those that are to come.
type faults struct {
	queue  []*queued
	rate   float64
	random *rand.Rand
	of     []Fault // by chance
}

type queued struct {
	fault Fault
	ops   []Operation
	left  int // below zero: for ever
}

// Fail makes the next request for one of these operations, or any request when
// none is named, go wrong. Faults happen in the order in which they were set.
func (s *Server) Fail(fault Fault, ops ...Operation) { s.FailTimes(1, fault, ops...) }

// FailTimes is [Server.Fail] for the next n requests; below zero for all, until
// [Server.Reset].
func (s *Server) FailTimes(n int, fault Fault, ops ...Operation) {
	if n == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.queue = append(s.faults.queue, &queued{fault, ops, n})
}

// FailRate makes a part of all requests go wrong, from 0 to 1, each time by one
// of the faults. The seed decides which: the same seed and order of requests
// give the same faults.
func (s *Server) FailRate(rate float64, seed uint64, of ...Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults.rate, s.faults.random, s.faults.of = rate, rand.New(rand.NewPCG(seed, seed)), of
}

// next returns the fault that is due for a request to op; the mutex is held.
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

// spoil changes an answer, and returns the status that is sent of it.
func (f Fault) spoil(a *answer) int {
	switch {
	case f.spoils == byReset:
		return 0
	case f.spoils == byNothing:
	case len(a.body) < 2: // there is nothing to spoil
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

// write sends an answer as far as the fault lets it.
func (f Fault) write(w http.ResponseWriter, a *answer) {
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
		_, _ = w.Write(body) // a client that has gone does not miss it
	}
	if f.spoils == byCut {
		_ = http.NewResponseController(w).Flush() // what was written arrives
		panic(http.ErrAbortHandler)
	}
}

// bodiless reports whether an answer with this status has no body.
func bodiless(status int) bool {
	return status == http.StatusNoContent || status == http.StatusResetContent || status == http.StatusNotModified
}

// abort breaks a connection as a machine does that goes down.
func abort(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset instead of an orderly end
	}
	_ = conn.Close()
}
