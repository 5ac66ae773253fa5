package sdktest

// This file is a soak test: many concurrent calls to a server that injects a fault into
// every fifth call. The number of a call determines the fault of its first request, so
// each run is the same and the outcome of each call is known. At the end, all
// goroutines and connections must be gone, and the heap must not have grown since the
// middle of the test.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

const soakWorkers = 16

// soakFault is a fault injected into the first request of a call.
type soakFault struct {
	name   string
	meet   func(*soak, http.ResponseWriter, *http.Request)
	get    string // expected error of a GET, "" for success
	post   string // expected error of a POST
	closes bool   // the fault closes the connection
}

var soakFaults = []soakFault{
	{"429 at once", func(_ *soak, w http.ResponseWriter, _ *http.Request) { refuse(w, 429) }, "", "", false},
	{"503 at once", func(_ *soak, w http.ResponseWriter, _ *http.Request) { refuse(w, 503) }, "", "", false},
	{"502", func(_ *soak, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) }, "", "502 Bad Gateway", false},
	{"cut body", func(_ *soak, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"id":`)
	}, "", "", true}, // a POST does not read the body
	{"slow and cancelled", (*soak).slow, "context deadline exceeded", "context deadline exceeded", true},
	{"reset", (*soak).reset, "", "connection reset by peer|EOF|stream error", true},
	{"HTML", func(_ *soak, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(500)
		_, _ = io.WriteString(w, "<html>"+strings.Repeat("oops ", 4<<10))
	}, "500 Internal Server Error", "500 Internal Server Error", false},
	{"redirect", func(_ *soak, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/moved", http.StatusTemporaryRedirect)
	}, "", "", false},
	{"redirect to another host", func(s *soak, w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, s.other.URL, http.StatusTemporaryRedirect)
	}, "", "", false},
}

func refuse(w http.ResponseWriter, status int) {
	w.Header().Set("Retry-After", "0")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"error":{"code":"busy","message":"`+strings.Repeat("later ", 1<<10)+`"}}`)
}

// soak is the state of the test.
type soak struct {
	t             *testing.T
	http2         bool
	server, other *httptest.Server
	transport     *http.Transport
	client        *graph.Client
	faults        []*soakFault  // by call, nil for none
	over          []atomic.Bool // by call: whether the fault was injected
	served, met   atomic.Int64  // numbers of requests and of injected faults
	opened        atomic.Int64  // number of opened connections
	serverSide    atomic.Int64  // number of open connections
	clientSide    atomic.Int64
}

func newSoak(t *testing.T, calls int, http2 bool) *soak {
	s := &soak{t: t, http2: http2, faults: make([]*soakFault, calls), over: make([]atomic.Bool, calls)}
	random := rand.New(rand.NewPCG(20, 20_000))
	for i := range s.faults {
		if random.IntN(5) == 0 {
			s.faults[i] = &soakFaults[random.IntN(len(soakFaults))]
		}
	}
	s.server, s.other = s.serve(s.answer), s.serve(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "" {
			t.Error("the token was sent to another host")
		}
		good(w, r)
	})
	s.transport = &http.Transport{MaxIdleConnsPerHost: soakWorkers, DialContext: s.dial, ForceAttemptHTTP2: http2}
	if http2 { // all test servers use the same certificate
		s.transport.TLSClientConfig = s.server.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		s.transport.TLSClientConfig.NextProtos = nil
	}
	client, err := graph.New(rest.WithBaseURL(s.server.URL), rest.WithToken(benchToken),
		rest.WithHTTPClient(&http.Client{Transport: s.transport}),
		rest.WithRetry(rest.RetryPolicy{MaxRetries: 3, MinWait: time.Millisecond, MaxWait: 10 * time.Millisecond}))
	if err != nil {
		t.Fatal(err)
	}
	s.client = client
	return s
}

// serve starts a server and counts its connections.
func (s *soak) serve(handle http.HandlerFunc) *httptest.Server {
	server := httptest.NewUnstartedServer(handle)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.serverSide.Add(1)
		case http.StateClosed, http.StateHijacked:
			s.serverSide.Add(-1)
		}
	}
	if server.EnableHTTP2 = s.http2; s.http2 {
		server.StartTLS()
	} else {
		server.Start()
	}
	return server
}

// countedConn is a counted connection of the client.
type countedConn struct {
	net.Conn
	once sync.Once
	open *atomic.Int64
}

func (c *countedConn) Close() error {
	c.once.Do(func() { c.open.Add(-1) })
	return c.Conn.Close()
}

func (s *soak) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	s.opened.Add(1)
	s.clientSide.Add(1)
	return &countedConn{Conn: conn, open: &s.clientSide}, nil
}

// answer responds to a request or injects a fault.
func (s *soak) answer(w http.ResponseWriter, r *http.Request) {
	s.served.Add(1)
	if _, _ = io.Copy(io.Discard, r.Body); (r.ProtoMajor == 2) != s.http2 {
		s.t.Errorf("request with %s", r.Proto)
	}
	number, err := strconv.Atoi(r.Header.Get("X-Call"))
	if fault := s.faults[number]; err == nil && fault != nil && !s.over[number].Swap(true) {
		s.met.Add(1)
		fault.meet(s, w, r)
		return
	}
	good(w, r)
}

func good(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"@odata.type":"#microsoft.graph.call","id":"7","state":"established",`+
			`"requestedModalities":["audio"],"x":[1]}`)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// reset resets the connection, or the stream of an HTTP/2 connection.
func (s *soak) reset(w http.ResponseWriter, _ *http.Request) {
	if s.http2 {
		panic(http.ErrAbortHandler)
	}
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

// slow starts a response and waits until the client is gone.
func (s *soak) slow(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, `{"id":`)
		_ = http.NewResponseController(w).Flush()
	}
	<-r.Context().Done()
}

// call makes a call and returns an error if its outcome is not as expected.
func (s *soak) call(number int) error {
	ctx, want := context.Background(), ""
	fault := s.faults[number]
	if fault != nil {
		want = fault.get
		if number%2 == 1 {
			want = fault.post
		}
		if strings.HasPrefix(want, "context") {
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, 30*time.Millisecond)
			defer cancel()
		}
	}
	err := s.send(ctx, number, rest.Options{Header: http.Header{"X-Call": {strconv.Itoa(number)}}})
	switch {
	case want == "" && err == nil:
		return nil
	case want != "" && err != nil:
		for text := range strings.SplitSeq(want, "|") {
			if strings.Contains(err.Error(), text) {
				return nil
			}
		}
	}
	name := "no fault"
	if fault != nil {
		name = fault.name
	}
	return fmt.Errorf("call %d (%s): error %v, want %q", number, name, err, want)
}

func (s *soak) send(ctx context.Context, number int, options rest.Options) error {
	one := s.client.Communications().Calls().ByCallId("7")
	if number%2 == 1 {
		body := &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}
		return one.Reject().Post(ctx, body, &graph.RejectPostOptions{Options: options})
	}
	call, err := one.Get(ctx, &graph.CallItemGetOptions{Options: options})
	if err == nil && rest.Value(call.State) != graph.CallStateEstablished {
		return errors.New("unexpected call")
	}
	return err
}

// run makes the calls from first to last with several workers.
func (s *soak) run(first, last int) {
	var next atomic.Int64
	next.Store(int64(first))
	var workers sync.WaitGroup
	for range soakWorkers {
		workers.Go(func() {
			for number := next.Add(1) - 1; number < int64(last); number = next.Add(1) - 1 {
				if err := s.call(int(number)); err != nil {
					s.t.Error(err)
				}
				if open := s.clientSide.Load(); open > 4*soakWorkers {
					s.t.Errorf("%d open connections at call %d", open, number)
				}
			}
		})
	}
	workers.Wait()
}

// settle waits until a count drops to want.
func settle(t *testing.T, name string, want int, count func() int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for count() > want {
		if time.Now().After(deadline) {
			stack := make([]byte, 1<<20)
			t.Fatalf("%d %s, want %d:\n%s", count(), name, want, stack[:runtime.Stack(stack, true)])
		}
		time.Sleep(time.Millisecond)
	}
}

// heap closes all connections and returns the allocated heap in bytes.
func (s *soak) heap() int64 {
	settle(s.t, "connections of the client", 0, func() int {
		s.transport.CloseIdleConnections() // closing a connection can take a moment after its last stream ends
		return int(s.clientSide.Load())
	})
	settle(s.t, "connections of the servers", 0, func() int { return int(s.serverSide.Load()) })
	for range 3 { // the second collection empties sync.Pools
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestBehaviorSoak(t *testing.T) {
	t.Run("HTTP 1", func(t *testing.T) { runSoak(t, soakCalls, false) })
	t.Run("HTTP 2", func(t *testing.T) { runSoak(t, soakCalls/4, true) })
}

func runSoak(t *testing.T, calls int, http2 bool) {
	s := newSoak(t, calls, http2)
	defer s.server.Close()
	defer s.other.Close()
	goroutines := runtime.NumGoroutine()
	start := time.Now()
	s.run(0, calls/2)
	middle := s.heap()
	s.run(calls/2, calls)
	end := s.heap()
	took := time.Since(start)
	settle(t, "goroutines", goroutines, runtime.NumGoroutine)
	if grown := end - middle; grown > 256<<10 {
		t.Errorf("the heap has grown by %d bytes since the middle of the test", grown)
	}
	met, opened := int(s.met.Load()), int(s.opened.Load())
	if met < calls*17/100 || met > calls*22/100 {
		t.Errorf("%d of %d calls had a fault", met, calls)
	}
	if limit := s.closing() + calls/50 + 8*soakWorkers; opened > limit {
		t.Errorf("%d connections were opened, want at most %d: bodies are not drained", opened, limit)
	}
	t.Logf("%d calls in %v: %d requests, %d faults, %d connections",
		calls, took.Round(time.Millisecond), s.served.Load(), met, opened)
	t.Logf("goroutines %d, then %d; heap %d KiB in the middle, %d KiB at the end",
		goroutines, runtime.NumGoroutine(), middle>>10, end>>10)
}

// closing returns the number of faults that close a connection.
func (s *soak) closing() (n int) {
	for _, fault := range s.faults {
		if fault != nil && fault.closes && !s.http2 {
			n++
		}
	}
	return n
}
