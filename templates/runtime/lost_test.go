package rest

import (
	"bufio"
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// rawServer is a server that sends the same bytes for each request and closes the
// connection. It returns its address and the number of its requests.
func rawServer(t *testing.T, response string) (address string, requests *atomic.Int32) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	requests = new(atomic.Int32)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			if _, err := http.ReadRequest(bufio.NewReader(connection)); err == nil {
				requests.Add(1)
			}
			_, _ = connection.Write([]byte(response))
			_ = connection.Close()
		}
	}()
	return "http://" + listener.Addr().String(), requests
}

// A GET is repeated only if the error may not recur.
func TestBehaviorPermanentErrors(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	chunked := ok + "Transfer-Encoding: chunked\r\n\r\n"
	for name, test := range map[string]struct {
		response string
		requests int32
	}{
		"cut":                    {ok + "Content-Length: 9\r\n\r\n{}", 4},
		"cut in the headers":     {ok + "Content-Length: 2\r\n", 4},
		"cut between chunks":     {chunked + "2\r\n{}\r\n", 4},
		"no response":            {"", 4},
		"status 000":             {"HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n", 1},
		"not HTTP":               {"SSH-2.0-OpenSSH_9.9\r\n", 1},
		"status":                 {"HTTP/1.1 2xx OK\r\n\r\n", 1},
		"version":                {"HTTP/x 200 OK\r\n\r\n", 1},
		"header":                 {ok + "no colon\r\n\r\n", 1},
		"headers too large":      {ok + "X: " + strings.Repeat("x", 1<<15) + "\r\n\r\n", 1},
		"Content-Length":         {ok + "Content-Length: x\r\n\r\n", 1},
		"two Content-Lengths":    {ok + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 1},
		"transfer encoding":      {ok + "Transfer-Encoding: zip\r\n\r\n", 1},
		"chunk length":           {chunked + "xyz\r\n", 1},
		"long chunk length":      {chunked + strings.Repeat("9", 20) + "\r\n", 1},
		"chunk":                  {chunked + "2\r\n{}{}\r\n", 1},
		"gzip":                   {ok + "Content-Encoding: gzip\r\nContent-Length: 12\r\n\r\n{\"a\":\"bcde\"}", 1},
		"location":               {"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n", 1},
		"protocol of a redirect": {"HTTP/1.1 302 Found\r\nLocation: ftp://x/y\r\n\r\n", 1},
		"port of a redirect":     {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:99999/\r\n\r\n", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address, requests := rawServer(t, test.response)
			transport := &http.Transport{MaxResponseHeaderBytes: 1 << 14}
			defer transport.CloseIdleConnections()
			c := patient(t, address, WithHTTPClient(&http.Client{Transport: transport}))
			err := c.Root().Request("GET", "").Receive(t.Context(), func(d *Decoder) { d.Skip() })
			if n := requests.Load(); err == nil || n != test.requests {
				t.Errorf("%d requests, want %d: %v", n, test.requests, err)
			}
		})
	}
}

// patient returns a client that does not wait between attempts.
func patient(t *testing.T, address string, options ...Option) *Client {
	c, err := NewClient(address, "", options...)
	if err != nil {
		t.Fatal(err)
	}
	c.clock.wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return c
}

// A TLS connection that one side refuses is not tried again.
func TestBehaviorUntrusted(t *testing.T) {
	count := func(options ...func(*httptest.Server)) (*httptest.Server, *atomic.Int32) {
		connections := new(atomic.Int32)
		server := httptest.NewUnstartedServer(http.NotFoundHandler())
		server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				connections.Add(1)
			}
		}
		for _, option := range options {
			option(server)
		}
		server.StartTLS()
		t.Cleanup(server.Close)
		return server, connections
	}
	trusting := func(server *httptest.Server, change func(*tls.Config)) *http.Client {
		transport := server.Client().Transport.(*http.Transport).Clone()
		change(transport.TLSClientConfig)
		return &http.Client{Transport: transport}
	}
	unknown, n1 := count()
	old, n2 := count(func(s *httptest.Server) { s.TLS = &tls.Config{MinVersion: tls.VersionTLS13} })
	mutual, n3 := count(func(s *httptest.Server) { s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert} })
	for name, test := range map[string]struct {
		address     string
		client      *http.Client
		connections *atomic.Int32
	}{
		"unknown authority":  {unknown.URL, &http.Client{Transport: &http.Transport{}}, n1},
		"version":            {old.URL, trusting(old, func(c *tls.Config) { c.MaxVersion = tls.VersionTLS12 }), n2},
		"client certificate": {mutual.URL, trusting(mutual, func(*tls.Config) {}), n3},
	} {
		err := patient(t, test.address, WithHTTPClient(test.client)).Root().Request("GET", "").Send(t.Context())
		if n := test.connections.Load(); err == nil || n != 1 {
			t.Errorf("%s: %d connections, %v", name, n, err)
		}
	}
}
