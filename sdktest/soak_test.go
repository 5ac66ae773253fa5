package sdktest

// A soak: many calls at once against a server of which every fifth answer is a
// fault. Each call has a number; the number says which fault its first request
// meets, so every run is the same and the outcome of each call is known. In the
// end there are as many goroutines and connections as in the beginning, and the
// heap has not grown since the middle.

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

// soakFault is what the first request of a call meets.
type soakFault struct {
	name   string
	meet   func(*soak, http.ResponseWriter, *http.Request)
	get    string // how a GET that meets it ends, "" for well
	post   string // the same for a POST
	closes bool   // it costs the connection
}

var soakFaults = []soakFault{
	{"429 at once", func(_ *soak, w http.ResponseWriter, _ *http.Request) { refuse(w, 429) }, "", "", false},
	{"503 at once", func(_ *soak, w http.ResponseWriter, _ *http.Request) { refuse(w, 503) }, "", "", false},
	{"502", func(_ *soak, w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) }, "", "502 Bad Gateway", false},
	{"cut body", func(_ *soak, w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"id":`)
	}, "", "", true}, // nobody wants the body that ends a POST
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

// soak is the world of the test.
type soak struct {
	t             *testing.T
	http2         bool
	server, other *httptest.Server
	transport     *http.Transport
	client        *graph.Client
	faults        []*soakFault  // of each call; nil for none
	over          []atomic.Bool // of each call: it met its fault
	served, met   atomic.Int64  // requests, and faults that calls met
	opened        atomic.Int64  // connections ever
	serverSide    atomic.Int64  // connections that are open
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
			t.Error("the token went to another host")
		}
		good(w, r)
	})
	s.transport = &http.Transport{MaxIdleConnsPerHost: soakWorkers, DialContext: s.dial, ForceAttemptHTTP2: http2}
	if http2 { // all test servers have the same certificate
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

// serve starts a server whose connections are counted.
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

// countedConn is a connection of the client's.
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

// answer answers a request, or has it meet its fault.
func (s *soak) answer(w http.ResponseWriter, r *http.Request) {
	s.served.Add(1)
	if _, _ = io.Copy(io.Discard, r.Body); (r.ProtoMajor == 2) != s.http2 {
		s.t.Errorf("the request came by %s", r.Proto)
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
		_, _ = io.WriteString(w, `{"@odata.type":"#microsoft.graph.call","id":"7","state":"established","requestedModalities":["audio"],"x":[1]}`)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// reset ends the connection, or the stream of an HTTP/2 connection, the hard
// way.
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

// slow begins an answer and ends when the client has left.
func (s *soak) slow(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		_, _ = io.WriteString(w, `{"id":`)
		_ = http.NewResponseController(w).Flush()
	}
	<-r.Context().Done()
}

// call makes the call of a number and says what is wrong with its outcome.
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
	return fmt.Errorf("call %d (%s) ends with %v, want %q", number, name, err, want)
}

func (s *soak) send(ctx context.Context, number int, options rest.Options) error {
	one := s.client.Communications().Calls().ByCallId("7")
	if number%2 == 1 {
		return one.Reject().Post(ctx, &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}, &graph.RejectPostOptions{Options: options})
	}
	call, err := one.Get(ctx, &graph.CallItemGetOptions{Options: options})
	if err == nil && rest.Value(call.State) != graph.CallStateEstablished {
		return errors.New("the call was not read")
	}
	return err
}

// run makes the calls from first to last, some at a time.
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
					s.t.Errorf("%d connections are open at call %d", open, number)
				}
			}
		})
	}
	workers.Wait()
}

// settle waits until a count is what it was.
func settle(t *testing.T, what string, want int, count func() int) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for count() > want {
		if time.Now().After(deadline) {
			stack := make([]byte, 1<<20)
			t.Fatalf("%d %s are left, %d were there before:\n%s", count(), what, want, stack[:runtime.Stack(stack, true)])
		}
		time.Sleep(time.Millisecond)
	}
}

// heap returns the bytes in use once no connection holds any.
func (s *soak) heap() int64 {
	settle(s.t, "connections of the client", 0, func() int {
		s.transport.CloseIdleConnections() // a stream that ends now keeps its connection a moment longer
		return int(s.clientSide.Load())
	})
	settle(s.t, "connections of the servers", 0, func() int { return int(s.serverSide.Load()) })
	for range 3 { // pools are emptied by the second
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func TestBehaviourSoak(t *testing.T) {
	t.Run("HTTP 1", func(t *testing.T) { holdSoak(t, soakCalls, false) })
	t.Run("HTTP 2", func(t *testing.T) { holdSoak(t, soakCalls/4, true) })
}

func holdSoak(t *testing.T, calls int, http2 bool) {
	s := newSoak(t, calls, http2)
	defer s.server.Close()
	defer s.other.Close()
	goroutines := runtime.NumGoroutine()
	begin := time.Now()
	s.run(0, calls/2)
	middle := s.heap()
	s.run(calls/2, calls)
	end := s.heap()
	took := time.Since(begin)
	settle(t, "goroutines", goroutines, runtime.NumGoroutine)
	if grown := end - middle; grown > 256<<10 {
		t.Errorf("the heap has grown by %d bytes since the middle", grown)
	}
	met, opened := int(s.met.Load()), int(s.opened.Load())
	if met < calls*17/100 || met > calls*22/100 {
		t.Errorf("%d of %d calls met a fault", met, calls)
	}
	if most := s.closing() + calls/50 + 8*soakWorkers; opened > most {
		t.Errorf("%d connections were opened, want at most %d: bodies are not drained", opened, most)
	}
	t.Logf("%d calls in %v: %d requests, %d faults, %d connections; goroutines %d, then %d; heap %d KiB in the middle, %d KiB at the end",
		calls, took.Round(time.Millisecond), s.served.Load(), met, opened, goroutines, runtime.NumGoroutine(), middle>>10, end>>10)
}

// closing counts the faults that cost a connection.
func (s *soak) closing() (n int) {
	for _, fault := range s.faults {
		if fault != nil && fault.closes && !s.http2 {
			n++
		}
	}
	return n
}
