package rest

// These tests cover rare cases of sending: hooks, headers, HTTP/2, and
// malformed responses. The table of behaviors in behavior_test.go refers to
// them.

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// raw sends the bytes of a response unchanged, in parts.
func raw(parts ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buffer, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		for _, part := range parts {
			_, _ = buffer.WriteString(part)
			_ = buffer.Flush()
		}
	}
}

// hang sends the beginning of a response and nothing more until the client
// disconnects.
func hang(beginning string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buffer, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		_, _ = buffer.WriteString(beginning)
		_ = buffer.Flush()
		_, _ = bufio.NewReader(conn).ReadByte()
	}
}

// reset resets the connection.
func reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	_ = conn.(*net.TCPConn).SetLinger(0)
	_ = conn.Close()
}

func testRequestHook(t *testing.T) {
	var log bytes.Buffer
	var got []http.Header
	w := newWorld(t, turns(func(_ http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, status(429), func(rw http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header)
	}), WithAPIKey(InHeader, "X-Key", secretToken), WithAPIKey(InQuery, "key", secretToken), WithAPIKey(InCookie, "c", secretToken))
	n := 0
	q := w.request("PUT")
	q.Cookie("session", "1")
	q.Query("$top", "5")
	q.Apply(&Options{
		Header: http.Header{"x-trace": {"a"}},
		Request: func(r *http.Request) error {
			n++
			text, err := httputil.DumpRequestOut(r, true)
			log.Write(text)
			r.Header.Add("X-Trace", fmt.Sprint(n))
			r.Header["x-lower"] = []string{"1"}
			r.URL.Host, r.Host, r.Method, r.URL.Path, r.Body = "evil.example", "evil.example", "GET", "/elsewhere", nil
			return err
		},
	})
	if err := q.Send(context.Background()); err != nil || n != 3 {
		t.Fatalf("%d attempts were seen, %v", n, err)
	}
	w.isClean(log.String())
	want := `PUT /calls?$top=5 {"reason":"busy"}`
	for _, text := range []string{"PUT /calls?$top=5 HTTP/1.1", `{"reason":"busy"}`, "User-Agent: fragen-test/1", "Cookie: session=1\r", "X-Trace: a\r"} {
		if strings.Count(log.String(), text) != 3 {
			t.Errorf("the hook does not see %s thrice:\n%s", text, log.String())
		}
	}
	want += "&key=" + secretToken
	want = strings.Replace(want, ` {"reason":"busy"}&key=`+secretToken, "&key="+secretToken+` {"reason":"busy"}`, 1)
	if diff := cmp.Diff([]string{want, want, want}, w.sent()); diff != "" {
		t.Error(diff)
	}
	last := got[0]
	have := []string{last.Get("Authorization"), last.Get("X-Key"), last.Get("Cookie"), strings.Join(last["X-Trace"], " "), last.Get("X-Lower")}
	if diff := cmp.Diff([]string{"Bearer " + secretToken, secretToken, "session=1; c=" + secretToken, "a 3", "1"}, have); diff != "" {
		t.Error(diff)
	}
}

// Headers set by the hook are sent, and an error of the hook ends the call.
func testRequestHookWays(t *testing.T) {
	var got http.Header
	w := newWorld(t, func(_ http.ResponseWriter, r *http.Request) { got = r.Header })
	send := func(hook func(*http.Request) error, own http.Header) error {
		got = nil
		q := w.request("GET")
		q.Apply(&Options{Request: hook, Header: own})
		return q.Send(context.Background())
	}
	caller := http.Header{"authorization": {"Bearer " + secretToken + "2"}}
	seen := ""
	peek := func(r *http.Request) error { seen = r.Header.Get("Authorization"); return nil }
	if err := send(peek, caller); err != nil || seen != "" || got.Get("Authorization") != "Bearer "+secretToken+"2" {
		t.Errorf("the caller's token: %v, seen %q, sent %v", err, seen, got)
	}
	sign := func(r *http.Request) error { r.Header.Set("Authorization", "Signature abcdef"); return nil }
	if err := send(sign, caller); err != nil || got.Get("Authorization") != "Signature abcdef" {
		t.Errorf("a signature: %v, %v", err, got)
	}
	if err := send(sign, nil); err != nil || got.Get("Authorization") != "Signature abcdef" {
		t.Errorf("a signature instead of the client's token: %v, %v", err, got)
	}
	host := func(r *http.Request) error { seen = r.Host + " " + r.URL.String(); return nil }
	if err := send(host, nil); err != nil || seen != w.server.Listener.Addr().String()+" "+w.server.URL+"/calls" {
		t.Errorf("the hook sees %s, %v", seen, err)
	}
	if err := send(func(r *http.Request) error { r.Header = nil; return nil }, nil); err != nil || got.Get("Authorization") != "Bearer "+secretToken {
		t.Errorf("no headers: %v, %v", err, got)
	}
	failure := errors.New("no")
	for i, hook := range []func(*http.Request) error{
		func(*http.Request) error { return failure },
		func(r *http.Request) error { r.Header.Set("X", "a\r\nb"); return nil },
		func(r *http.Request) error { r.Header["a b"] = []string{"c"}; return nil },
	} {
		err := send(hook, nil)
		if err == nil || got != nil || !strings.Contains(err.Error(), "/calls: request hook: ") || i == 0 && !errors.Is(err, failure) {
			t.Errorf("hook %d: %v, %v", i, err, got)
		}
	}
	plain := w.newClient("http://api.example.com", func(s *settings) { s.client.authorize = nil })
	q := plain.Root().Request("GET", "")
	q.Apply(&Options{Request: sign})
	if err := q.Send(context.Background()); err == nil || !strings.Contains(err.Error(), "over plain http") {
		t.Errorf("a signature over plain http: %v", err)
	}
}

// A panic of the hook reaches the caller and leaves nothing behind.
func testHookPanics(t *testing.T) {
	connections := map[string]bool{}
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		connections[r.RemoteAddr] = true
		body(`{"a":1}`)(rw, r)
	})
	for _, o := range []*Options{
		{Response: func(*Response) { panic("mine") }}, {Request: func(*http.Request) error { panic("mine") }}, nil,
	} {
		func() {
			defer func() {
				if v := recover(); (v != "mine") != (o == nil) {
					t.Errorf("got the panic %v", v)
				}
			}()
			q := w.request("GET")
			q.Apply(o)
			_ = q.Send(context.Background())
		}()
	}
	if len(connections) != 1 || len(w.sent()) != 2 {
		t.Errorf("%d connections for %d requests", len(connections), len(w.sent()))
	}
}

func testHeaders(t *testing.T) {
	var got http.Header
	w := newWorld(t, turns(func(_ http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) }, func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	own := http.Header{"x-a": {"2"}, "X-A": {"1"}, "USER-AGENT": {"mine"}, "idempotency-key": {"k"}, "accept": nil}
	before := own.Clone()
	q := w.request("POST")
	q.Accept("application/json")
	q.Apply(&Options{Header: own})
	if err := q.Send(context.Background()); err != nil {
		t.Fatal("an idempotency key in odd case is not seen:", err)
	}
	want := http.Header{
		"X-A": {"1", "2"}, "User-Agent": {"mine"}, "Idempotency-Key": {"k"}, "Content-Type": {"application/json"},
		"Authorization": {"Bearer " + secretToken}, "Content-Length": {"17"}, "Accept-Encoding": {"gzip"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, own); diff != "" {
		t.Errorf("the caller's headers were changed: %s", diff)
	}
	requests := len(w.sent())
	for _, header := range []http.Header{{"X": {"a\nb"}}, {"a b": {"c"}}, {"": {"c"}}, {"X": {"\x7f"}}} {
		q := w.request("GET")
		q.Apply(&Options{Header: header})
		if err := q.Send(context.Background()); err == nil || len(w.sent()) != requests || len(w.waits) != 1 {
			t.Errorf("%q: %v after %d waits", header, err, len(w.waits))
		}
	}
	w.client = w.newClient(w.server.URL, WithAPIKey(InHeader, "X-Key", "client's"))
	q = w.request("GET")
	q.Apply(&Options{Header: http.Header{"x-key": {"call's"}}})
	if err := q.Send(context.Background()); err != nil || !slices.Equal(got["X-Key"], []string{"call's"}) {
		t.Errorf("the call's own key: %v, %v", got, err)
	}
	w.client = w.newClient(w.server.URL, WithUserAgent(""), func(s *settings) { s.client.authorize = nil })
	if err := w.send("GET"); err != nil || got["User-Agent"] != nil {
		t.Errorf("without a user agent: %v, %v", got, err)
	}
}

func testOddContexts(t *testing.T) {
	w := newWorld(t, status(204))
	var none context.Context
	if err := w.request("GET").Send(none); err == nil || !strings.Contains(err.Error(), "the context is nil") || len(w.sent()) != 0 {
		t.Errorf("a nil context: %v", err)
	}
	past, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Hour))
	defer cancel()
	if err := w.request("GET").Send(past); !errors.Is(err, context.DeadlineExceeded) || len(w.sent()) != 0 {
		t.Errorf("a deadline in the past: %v", err)
	}
	q := w.request("GET")
	q.Apply(&Options{Timeout: -time.Second})
	if err := q.Send(context.Background()); err != nil {
		t.Errorf("a negative time-out: %v", err)
	}
}

// The timeout of a call includes its waits. A wait that would exceed it does
// not start.
func testTimeoutCoversWaits(t *testing.T) {
	w := newWorld(t, status(429, "Retry-After", "30"))
	w.client.clock.wait = wait
	q := w.request("POST")
	q.Apply(&Options{Timeout: 10 * time.Second})
	var e *Error
	begin := time.Now()
	if err := q.Send(context.Background()); !errors.As(err, &e) || e.StatusCode != 429 || e.RetryAfter != 30*time.Second || len(w.sent()) != 1 || time.Since(begin) > 5*time.Second {
		t.Errorf("%d requests, %v", len(w.sent()), err)
	}
	w = newWorld(t, status(503))
	w.client.clock.wait = wait
	q = w.request("GET")
	q.Apply(&Options{Timeout: 10 * time.Second, Retry: &RetryPolicy{MaxRetries: 1 << 40, MinWait: time.Microsecond, MaxWait: 30 * time.Millisecond}})
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if err := q.Send(ctx); !errors.As(err, &e) && !errors.Is(err, context.DeadlineExceeded) || len(w.sent()) < 3 {
		t.Errorf("%d requests, %v", len(w.sent()), err)
	}
}

// An unused body must not delay the call or its retry.
func testHangingBodies(t *testing.T) {
	const head = " x\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
	for _, tt := range []struct {
		name  string
		first http.HandlerFunc
		calls int
	}{
		{"202", hang("HTTP/1.1 202" + head), 1},
		{"429", hang("HTTP/1.1 429" + head), 2},
		{"unasked switch of protocols", hang("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"), 1},
	} {
		w := newWorld(t, turns(tt.first, status(204)))
		begin := time.Now()
		err := w.send("POST")
		if time.Since(begin) > 5*time.Second || len(w.sent()) != tt.calls || (err != nil) != strings.HasPrefix(tt.name, "unasked") {
			t.Errorf("%s: %v after %v and %d requests", tt.name, err, time.Since(begin), len(w.sent()))
		}
	}
	w := newWorld(t, hang("HTTP/1.1 500"+head))
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := w.request("POST").Send(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("the body of an error: %v", err)
	}
}

// countedBody is an endless body that counts the bytes read.
type countedBody struct{ read int }

func (b *countedBody) Read(p []byte) (int, error) { b.read += len(p); return len(p), nil }
func (b *countedBody) Close() error               { return nil }

// A long body is not read, and a body of unknown length only up to a limit.
func testDrainLimits(t *testing.T) {
	for length, want := range map[int64][2]int{-1: {maxDrain, maxDrain}, maxDrain: {maxDrain, maxDrain}, maxDrain + 1: {0, 0}, 1 << 40: {0, 0}} {
		b := new(countedBody)
		if drain(&http.Response{Body: b, ContentLength: length}); b.read < want[0] || b.read > want[1] {
			t.Errorf("of %d bytes %d are read", length, b.read)
		}
	}
}

// The log describes each attempt and the wait after it.
func testLog(t *testing.T) {
	var log bytes.Buffer
	w := newWorld(t, turns(hangUp, status(429, "Retry-After", "7"), cutBody, body(`{}`)), WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey || a.Key == "duration" || a.Key == "url" {
				return slog.Attr{}
			}
			return a
		},
	}))))
	if _, err := w.get(); err != nil {
		t.Fatal(err)
	}
	const begin = `{"level":"DEBUG","msg":"rest: attempt","method":"GET","attempt":`
	want := begin + `1,"error":"EOF","retryAfter":500000000}
` + begin + `2,"status":429,"retryAfter":7000000000}
` + begin + `3,"status":200,"error":"the response ended after 5 bytes: unexpected EOF","retryAfter":2000000000}
` + begin + `4,"status":200}
`
	if diff := cmp.Diff(want, log.String()); diff != "" {
		t.Error(diff)
	}
	log.Reset()
	w.client = w.newClient(w.server.URL, WithLogger(slog.New(slog.NewJSONHandler(&log, nil))))
	if _, err := w.get(); err != nil || log.Len() != 0 {
		t.Errorf("at level info: %s, %v", log.String(), err)
	}
}

func testOddAnswers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/json\r\n"
	tests := []struct {
		name, answer, want, message string
	}{
		{"early hints", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + ok + "Content-Length: 2\r\n\r\n{}", "{}", ""},
		{"more than promised", ok + "Content-Length: 2\r\n\r\n{}{}{}", "{}", ""},
		{"less than promised", ok + "Content-Length: 9\r\n\r\n{}", "", "ended after 2 bytes"},
		{"no length", ok + "\r\n{}", "{}", ""},
		{"invalid length", ok + "Content-Length: -7\r\n\r\n{}", "", "Content-Length"},
		{"cut chunks", ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n", "", "ended after 2 bytes"},
		{"bad chunks", ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}", "", "chunk"},
		{"invalid gzip", ok + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", "", "ended after 0 bytes"},
		{"not HTTP", "SSH-2.0-OpenSSH\r\n", "", "malformed HTTP"},
		{"headers without end", ok + strings.Repeat("X-Long: "+strings.Repeat("x", 1<<20)+"\r\n", 12), "", "headers exceeded"},
		{"hints without end", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </"+strings.Repeat("x", 1<<20)+">\r\n\r\n", 12), "", "headers exceeded"},
	}
	for _, tt := range tests {
		w := newWorld(t, raw(tt.answer))
		q := w.request("GET")
		q.Apply(&Options{Retry: &RetryPolicy{}})
		var got RawJSON
		err := q.Receive(context.Background(), func(d *Decoder) { got = d.Raw() })
		if string(got) != tt.want || (err == nil) != (tt.want != "") || err != nil && !strings.Contains(err.Error(), tt.message) {
			t.Errorf("%s: %s, %v", tt.name, got, err)
		}
	}
}

// A truncated error body still yields the error.
func testCutErrorBody(t *testing.T) {
	w := newWorld(t, raw("HTTP/1.1 404 x\r\nContent-Length: 100\r\n\r\n{\"error\":{\"code\":\"gone\""))
	var e *Error
	if err := w.send("GET"); !errors.As(err, &e) || e.StatusCode != 404 || e.Code != "gone" || len(w.sent()) != 1 {
		t.Errorf("got %v", err)
	}
}

// The limit applies to the decompressed body.
func testCompressedLimit(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	for range 8 << 10 {
		_, _ = z.Write(make([]byte, 1024))
	}
	_ = z.Close()
	bomb := func(code int) http.HandlerFunc {
		return func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Encoding", "gzip")
			rw.WriteHeader(code)
			_, _ = rw.Write(packed.Bytes())
		}
	}
	w := newWorld(t, bomb(200), WithMaxResponseBytes(1<<20))
	if _, err := w.get(); err == nil || !strings.Contains(err.Error(), "longer than 1048576 bytes") {
		t.Errorf("a result: %v", err)
	}
	if err := w.send("POST"); err != nil {
		t.Errorf("unused body: %v", err)
	}
	w = newWorld(t, bomb(400), WithMaxResponseBytes(1<<20))
	var e *Error
	if err := w.send("POST"); !errors.As(err, &e) || len(e.Excerpt) > 4096 {
		t.Errorf("an error: %v", err)
	}
	w = newWorld(t, body(`{}`), WithMaxResponseBytes(math.MaxInt64))
	if _, err := w.get(); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}

// HTTP/2 has other connections and errors but the same behavior.
func testHTTP2(t *testing.T) {
	var protocol atomic.Int64
	server := httptest.NewUnstartedServer(turns(status(429), hangUp, func(rw http.ResponseWriter, r *http.Request) {
		protocol.Store(int64(r.ProtoMajor))
		sent, _ := io.ReadAll(r.Body)
		_, _ = fmt.Fprintf(rw, `{"sent":%q}`, sent)
	}, cutBody, body(`{"again":1}`), func(rw http.ResponseWriter, r *http.Request) {
		rw.WriteHeader(200)
		_ = http.NewResponseController(rw).Flush()
		<-r.Context().Done()
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	w := &world{t: t}
	w.client = w.newClient(server.URL, WithHTTPClient(server.Client()))
	var got RawJSON
	read := func(d *Decoder) { got = d.Raw() }
	if err := w.request("PUT").Receive(context.Background(), read); err != nil || string(got) != `{"sent":"{\"reason\":\"busy\"}"}` || protocol.Load() != 2 {
		t.Errorf("HTTP/%d: %s, %v", protocol.Load(), got, err)
	}
	if err := w.request("GET").Receive(context.Background(), read); err != nil || string(got) != `{"again":1}` {
		t.Errorf("after a cut body: %s, %v", got, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if err := w.request("GET").Receive(ctx, read); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a hanging body: %v", err)
	}
}

// Permanent errors are not retried.
func testHopeless(t *testing.T) {
	secure := httptest.NewTLSServer(status(204))
	defer secure.Close()
	secure.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	plain := httptest.NewServer(status(204))
	defer plain.Close()
	w := &world{t: t}
	for name, base := range map[string]string{
		"an unknown certificate": secure.URL,
		"no TLS":                 strings.Replace(plain.URL, "http:", "https:", 1),
		"no such host":           "https://no-such-host.invalid",
	} {
		w.client = w.newClient(base)
		if err := w.send("GET"); err == nil || len(w.waits) != 0 {
			t.Errorf("%s: %v after %d waits", name, err, len(w.waits))
		}
	}
	var tlsErr *tls.CertificateVerificationError
	if w.client = w.newClient(secure.URL); !errors.As(w.send("GET"), &tlsErr) {
		t.Error("the error does not wrap its cause")
	}
}

// Middleware that violates the rules of a RoundTripper causes errors, not
// panics.
func testBadMiddleware(t *testing.T) {
	w := newWorld(t, status(204))
	for name, next := range map[string]roundTrip{
		"nothing": func(*http.Request) (*http.Response, error) { return nil, nil },
		"no body": func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, ContentLength: 5, Request: r}, nil
		},
		"no header": func(r *http.Request) (*http.Response, error) { return &http.Response{StatusCode: 400, Request: r}, nil },
	} {
		w.client = w.newClient(w.server.URL, WithMiddleware(func(http.RoundTripper) http.RoundTripper { return next }))
		if err := w.send("POST"); err == nil {
			t.Errorf("%s is a success", name)
		} else {
			w.isClean(err)
		}
	}
	_, err := NewClient("https://x", "", WithMiddleware(func(http.RoundTripper) http.RoundTripper { return nil }))
	if err == nil || !strings.Contains(err.Error(), "WithMiddleware: the function returns nil") {
		t.Errorf("middleware that returns nil: %v", err)
	}
}

// Clients without an http.Client share the connections of the default
// transport.
func testSharedConnections(t *testing.T) {
	connections := map[string]bool{}
	w := newWorld(t, func(_ http.ResponseWriter, r *http.Request) { connections[r.RemoteAddr] = true })
	defer http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	for range 5 {
		c, err := NewClient(w.server.URL, "")
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if err := c.Root().Request("GET", "").Send(context.Background()); err != nil {
				t.Error(err)
			}
		}
	}
	if len(connections) != 1 {
		t.Errorf("%d connections for 25 calls", len(connections))
	}
}

func testExpectContinue(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Expect") == "" {
			rw.WriteHeader(400)
		}
	})
	transport := &http.Transport{ExpectContinueTimeout: 10 * time.Second}
	defer transport.CloseIdleConnections()
	w.client = w.newClient(w.server.URL, WithHTTPClient(&http.Client{Transport: transport}))
	q := w.request("POST")
	q.Apply(&Options{Header: http.Header{"Expect": {"100-continue"}}})
	if err := q.Send(context.Background()); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{`POST /calls {"reason":"busy"}`}, w.sent()); diff != "" {
		t.Error(diff)
	}
}

// A redirect that preserves the method resends the body without credentials.
func testRedirectBody(t *testing.T) {
	for _, code := range []int{307, 308} {
		var got http.Header
		var sent []byte
		away := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			got = r.Header
			sent, _ = io.ReadAll(r.Body)
		}))
		w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, away.URL+"/x", code) })
		q := w.request("POST")
		q.Apply(&Options{
			Header:  http.Header{"X-Mine": {secretToken}, "cookie": {"c=" + secretToken}},
			Request: func(r *http.Request) error { r.Header.Set("X-Signature", secretToken); return nil },
		})
		if err := q.Send(context.Background()); err != nil || string(sent) != `{"reason":"busy"}` {
			t.Errorf("%d: %s, %v", code, sent, err)
		}
		want := http.Header{"Content-Type": {"application/json"}, "User-Agent": {"fragen-test/1"}, "Content-Length": {"17"}, "Accept-Encoding": {"gzip"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d: %s", code, diff)
		}
		away.Close()
	}
}

// Secrets are masked in URLs that other packages put into errors.
func testAddressesInErrors(t *testing.T) {
	var log bytes.Buffer
	logger := WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	for _, location := range []string{
		"http://%zz/?sig=" + secretToken, "http://127.0.0.1:1/?a=1&access_token=" + secretToken, "http://user:" + secretToken + "@127.0.0.1:1/",
		"foo://x/#access_token=" + secretToken, "http://127.0.0.1:1/" + secretToken,
	} {
		w := newWorld(t, status(307, "Location", location), logger)
		err := w.send("POST")
		if err == nil {
			t.Errorf("%s is followed", location)
		}
		w.isClean(err, log.String())
	}
	w := newWorld(t, status(204), logger)
	w.client = w.newClient(w.server.URL, logger, WithToken(func(ctx context.Context) (string, error) {
		res, err := http.Get("http://127.0.0.1:1/token?client_secret=" + secretToken)
		if err == nil {
			_ = res.Body.Close()
		}
		return "", err
	}))
	err := w.send("POST")
	w.isClean(err, log.String())
	if err == nil || !strings.Contains(err.Error(), "/token?client_secret=***\": dial tcp") {
		t.Errorf("the token source's error is %v", err)
	}
}

func TestMaskAddresses(t *testing.T) {
	c, _ := NewClient("https://x", "", WithAPIKey(InQuery, "mine", "v"))
	tests := [][2]string{
		{"", ""},
		{"plain? yes & no # 5 = 5", "plain? yes & no # 5 = 5"},
		{`Get "https://a/b?x=1&sig=ab%20c&y=2": EOF`, `Get "https://a/b?x=1&sig=***&y=2": EOF`},
		{"https://a/?token=1#token=2", "https://a/?token=***#token=***"},
		{"https://a/?Mine=v", "https://a/?Mine=***"},
		{"proxy https://u:p@h:1/x?a=b@c", "proxy https://***@h:1/x?a=b@c"},
		{"mail a@b.c, https://h/p@q", "mail a@b.c, https://h/p@q"},
		{"https://a/?token", "https://a/?token"},
		{"https://a/?token=", "https://a/?token=***"},
	}
	for _, tt := range tests {
		if got := maskAddresses(tt[0], c); got != tt[1] {
			t.Errorf("%s: got %s, want %s", tt[0], got, tt[1])
		}
	}
}

func FuzzMaskAddresses(f *testing.F) {
	f.Add("https://a/?sig=", "&b=c")
	f.Add("http://u:", "@h/")
	f.Fuzz(func(t *testing.T, before, after string) {
		const secret = "Zq9secretZq9"
		text := maskAddresses(before+"?token="+secret+after, nil)
		if strings.Contains(text, secret) {
			t.Fatalf("%q shows the secret", text)
		}
		if again := maskAddresses(text, nil); again != text {
			t.Fatalf("%q becomes %q", text, again)
		}
	})
}

// FuzzErrorBody reads any error body. It must not panic, and foreign text in
// the error is limited in length and has no line breaks.
func FuzzErrorBody(f *testing.F) {
	for _, seed := range []string{
		"", "null", "<html>\n", `{"error":{"code":"a","message":"b","innerError":{"request-id":"r"}}}`, `{"error":{"code":[`, `[[[[`,
		`{"type":"about:blank","title":"\ud800","detail":"\u2028"}`, `{"errors":[{"code":1e400}]}`, "\xff\xfe",
	} {
		f.Add(404, seed)
	}
	c, err := NewClient("https://x", "")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, text string) {
		q := c.Root().Request("GET", "")
		q.ErrorBody("4XX", func(d *Decoder) any { return ReadModelPointer[call](d) })
		q.ErrorBody("default", func(d *Decoder) any { return ReadModelPointer[resultInfo](d) })
		e := q.serviceError(&response{status: status, body: []byte(text)})
		shown := e.Error()
		if strings.ContainsAny(shown, "\n\r\u2028\u2029\x00") || len(shown) > 3*(maxMessage+2*maxCode) {
			t.Errorf("%q", shown)
		}
		if len(e.Excerpt) > maxExcerpt || len(e.Code) > maxCode || len(e.Message) > maxMessage || len(e.RequestID) > maxCode {
			t.Errorf("too long: %+v", e)
		}
		_ = fmt.Sprintf("%v %+v %#v", e, e, *e)
	})
}

// meter reads zeros and measures the memory that its reader uses between reads.
type meter struct {
	rest int
	live uint64 // bytes in use after the last read
	all  uint64 // bytes that had been allocated then
	peak uint64
}

func (m *meter) Read(p []byte) (int, error) {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	if m.all > 0 {
		m.peak = max(m.peak, m.live+stats.TotalAlloc-m.all)
	}
	runtime.GC()
	runtime.ReadMemStats(&stats)
	m.live, m.all = stats.HeapAlloc, stats.TotalAlloc
	n := min(len(p), m.rest)
	if m.rest -= n; n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// The memory for a body is at most 1.5 times the length of the body or the limit.
func TestBehaviorMemoryOfBodies(t *testing.T) {
	const size = 8 << 20
	for name, test := range map[string]struct {
		size          int
		length, limit int64
		want          int // length of the result
	}{
		"known length":   {size, size, 64 << 20, size},
		"odd length":     {size + 12345, size + 12345, 64 << 20, size + 12345},
		"unknown length": {size, -1, size, size},
		"too long":       {2 * size, -1, size, size + 1},
		"false length":   {1 << 10, size, 64 << 20, 1 << 10},
	} {
		var before runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		m := &meter{rest: test.size}
		body, err := readAll(m, test.length, test.limit)
		if len(body) != test.want || err != nil {
			t.Errorf("%s: %d bytes, %v", name, len(body), err)
		}
		if used := int64(m.peak) - int64(before.HeapAlloc); used > max(int64(test.want)*3/2, 1<<20)+1<<17 {
			t.Errorf("%s: %d bytes of memory for %d bytes", name, used, test.want)
		}
	}
}

func TestReadAll(t *testing.T) {
	for _, size := range []int{0, 1, 511, 512, 513, 100_000} {
		for _, length := range []int{-1, 0, 1, size, size + 1, 1 << 20} {
			for _, limit := range []int{1, 512, 1000, 99_999, 100_000, 100_001} {
				text := strings.Repeat("x", size)
				body, err := readAll(iotest.HalfReader(strings.NewReader(text)), int64(length), int64(limit))
				if want := text[:min(size, limit+1)]; string(body) != want || err != nil {
					t.Errorf("%d bytes, length %d, limit %d: %d bytes, %v", size, length, limit, len(body), err)
				}
			}
		}
	}
	failed := io.MultiReader(strings.NewReader("some"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if body, err := readAll(failed, 9, 10); string(body) != "some" || err != io.ErrUnexpectedEOF {
		t.Errorf("%s, %v", body, err)
	}
}
