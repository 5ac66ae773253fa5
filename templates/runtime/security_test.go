package rest

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func give(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

// carried returns the credentials of a request.
func carried(r *http.Request) string {
	authorization := r.Header.Get("Authorization")
	if user, password, ok := r.BasicAuth(); ok {
		authorization = user + ":" + password
	}
	return strings.Join(strings.Fields(fmt.Sprint(authorization, " ", r.Header.Get("X-Key"), " ", r.URL.Query().Get("k"), " ", r.Header.Get("Cookie"))), " ")
}

func TestBehaviorSecurity(t *testing.T) {
	header, query, cookie := RequireKey(InHeader, "X-Key"), RequireKey(InQuery, "k"), RequireKey(InCookie, "c")
	token, named, password := WithToken(give("token")), WithTokenFor("named", give("named")), WithBasicAuth("user", "password")
	inHeader, inQuery, inCookie := WithAPIKey(InHeader, "x-key", "h"), WithAPIKey(InQuery, "k", "q"), WithAPIKey(InCookie, "c", "3")
	failing := WithToken(func(context.Context) (string, error) { return "", errors.New("asked for") })
	own := http.Header{"authorization": {"own"}}
	tests := []struct {
		name    string
		ways    []Security
		options []Option
		header  http.Header
		want    string
	}{
		{"nothing is said", nil, []Option{inHeader, inQuery, inCookie, password, token}, nil, "Bearer token h q c=3"},
		{"nothing is said, the password was last", nil, []Option{token, password, named}, nil, "user:password"},
		{"nothing is said, own header", nil, []Option{failing, inHeader}, own, "own h"},
		{"bearer", []Security{RequireBearer("a")}, []Option{inHeader, inQuery, inCookie, token, password}, nil, "Bearer token"},
		{"basic", []Security{RequireBasic()}, []Option{inHeader, password, failing}, nil, "user:password"},
		{"key in a header", []Security{header}, []Option{failing, inHeader, inQuery, inCookie}, nil, "h"},
		{"key in the query", []Security{query}, []Option{failing, inHeader, inQuery, inCookie}, nil, "q"},
		{"key in a cookie", []Security{cookie}, []Option{failing, inHeader, inQuery, inCookie}, nil, "c=3"},
		{"the last key with a name", []Security{header}, []Option{WithAPIKey(InHeader, "X-KEY", "old"), inHeader}, nil, "h"},
		{"a scheme's own token", []Security{RequireBearer("named")}, []Option{failing, named}, nil, "Bearer named"},
		{"the token of another scheme", []Security{RequireBearer("a")}, []Option{named}, nil, ""},
		{"several", []Security{RequireBearer("a").And(header).And(query).And(cookie)}, []Option{inHeader, inQuery, inCookie, token}, nil, "Bearer token h q c=3"},
		{"the first whole way", []Security{RequireBearer("a").And(header), query, cookie}, []Option{inHeader, inQuery, inCookie}, nil, "q"},
		{"the first way of which there is something", []Security{cookie, RequireBearer("a").And(header), query.And(RequireBasic())}, []Option{inHeader, inQuery}, nil, "h"},
		{"nothing for it", []Security{RequireBearer("a"), cookie}, []Option{inHeader, inQuery, password}, nil, ""},
		{"optional and held", []Security{RequireNone(), RequireBearer("a")}, []Option{inHeader, token}, nil, "Bearer token"},
		{"optional and not held whole", []Security{RequireBearer("a").And(header), RequireNone()}, []Option{inHeader}, nil, ""},
		{"no credentials required", []Security{RequireNone()}, []Option{failing, inHeader, inQuery, inCookie}, nil, ""},
		{"own header", []Security{RequireBearer("a"), query}, []Option{failing, inQuery}, own, "own"},
		{"own header with a key", []Security{RequireBasic().And(query)}, []Option{password, inQuery}, own, "own q"},
		{"own key", []Security{query.And(cookie), header.And(RequireBearer("a"))}, []Option{inQuery, inHeader, token}, http.Header{"x-key": {"own"}}, "Bearer token own"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got string
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = carried(r) }))
			defer server.Close()
			c, err := NewClient(server.URL, "", tt.options...)
			if err != nil {
				t.Fatal(err)
			}
			send := func(q *Request) {
				t.Helper()
				q.Apply(&Options{Header: tt.header})
				if err := q.Send(t.Context()); err != nil || got != tt.want {
					t.Errorf("sent %q, want %q, %v", got, tt.want, err)
				}
			}
			send(c.Root(tt.ways...).Request("GET", ""))
			if tt.ways != nil { // of the call instead of the client
				q := c.Root(RequireBasic().And(header).And(query)).Request("GET", "")
				q.Security(tt.ways...)
				send(q)
			}
		})
	}
}

// Credentials must not be sent over plain http or appear in errors, logs or
// redirects.
func TestBehaviorCredentialsStay(t *testing.T) {
	const secret = "s3cr3t/+&=" // escaped in a query
	tests := []struct {
		name   string
		way    Security
		option Option
	}{
		{"bearer", RequireBearer("a"), WithToken(give(secret))},
		{"bearer of a scheme", RequireBearer("a"), WithTokenFor("a", give(secret))},
		{"password", RequireBasic(), WithBasicAuth("root", secret)},
		{"user", RequireBasic(), WithBasicAuth(secret, "")},
		{"key in a header", RequireKey(InHeader, "X-Key"), WithAPIKey(InHeader, "X-Key", secret)},
		{"key in the query", RequireKey(InQuery, "k y"), WithAPIKey(InQuery, "k y", secret)},
		{"key in a cookie", RequireKey(InCookie, "c"), WithAPIKey(InCookie, "c", secret)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			shows := func(where, text string) {
				t.Helper()
				for _, form := range []string{secret, "s3cr3t", "czNjcjN0"} {
					if strings.Contains(text, form) {
						t.Errorf("%s shows it: %s", where, text)
					}
				}
			}
			home, away := redirecting(t)
			var log bytes.Buffer
			logger := WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
			send := func(base, path string, options ...Option) error {
				c, err := NewClient(base, "", append(options, tt.option, logger)...)
				if err != nil {
					t.Fatal(err)
				}
				return c.Root(tt.way).Segment(path).Request("POST", "").Send(t.Context())
			}
			if err := send("http://api.example.com", "x"); err == nil || !strings.Contains(err.Error(), "plain http") {
				t.Errorf("over plain http: %v", err)
			}
			var e *Error
			err := send(home.URL, "echo")
			if !errors.As(err, &e) || !strings.Contains(e.Message, "***") {
				t.Fatalf("got %v", err)
			}
			shows("the error", fmt.Sprintf("%v %+v", err, e))
			lost := func(http.RoundTripper) http.RoundTripper {
				return roundTrip(func(r *http.Request) (*http.Response, error) {
					user, password, _ := r.BasicAuth()
					return nil, fmt.Errorf("lost %v %v %s %s", r.URL, r.Header, user, password)
				})
			}
			shows("a lost connection", send(home.URL, "x", WithMiddleware(lost)).Error())
			if err := send(home.URL, "away"); err != nil {
				t.Error(err)
			}
			shows("the redirect", fmt.Sprint(<-away))
			shows("the log", log.String())
		})
	}
}

// A service may put a credential into the URL of a redirect under another name, or at
// another place. The call does not follow this redirect to another origin.
func TestBehaviorRedirectsCarryNoCredentials(t *testing.T) {
	const secret = "s3cr3t-k7Qz/+&=91xTbW4m"
	tests := map[string]struct {
		option Option
		header http.Header
		way    Security
	}{
		"token":           {option: WithToken(give(secret)), way: RequireBearer("a")},
		"password":        {option: WithBasicAuth("root", secret), way: RequireBasic()},
		"user":            {option: WithBasicAuth(secret, ""), way: RequireBasic()},
		"key":             {option: WithAPIKey(InQuery, "api_key", secret), way: RequireKey(InQuery, "api_key")},
		"header":          {header: http.Header{"Authorization": {"Bearer " + secret}}, way: RequireBearer("a")},
		"key of the call": {header: http.Header{"X-Key": {secret}}, way: RequireKey(InHeader, "X-Key")},
	}
	var target string
	var sent atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { sent.Add(1) }))
	defer other.Close()
	home := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", target)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	defer home.Close()
	encoded := base64.RawURLEncoding.EncodeToString([]byte("x:" + secret))
	for name, test := range tests {
		c, err := NewClient(home.URL, "", test.option, WithRetry(DefaultRetryPolicy()))
		if err != nil {
			t.Fatal(err)
		}
		for path, followed := range map[string]bool{
			"/?x=" + url.QueryEscape(secret):                  false,
			"/?Api_Key=" + url.QueryEscape(secret):            false,
			"/" + url.PathEscape(secret) + "/a":               false,
			"/?a=" + url.QueryEscape(url.QueryEscape(secret)): false,
			"/?t=" + encoded:                                  false,
			"/#" + url.PathEscape(secret):                     false,
			"/?" + strings.Repeat("x", maxLink):               false,
			"/?api_key=" + secret[:12]:                        true, // another token with the same beginning
			"/?x=" + url.QueryEscape(secret[:20]) + "A1b":     true,
			"/root?x=1": true,
		} {
			sent.Store(0)
			target = other.URL + path
			q := c.Root(test.way).Request("POST", "")
			q.Apply(&Options{Header: test.header})
			err := q.Send(t.Context())
			if (err == nil) != followed || (sent.Load() > 0) != followed {
				t.Errorf("%s, %.40s: %v, %d requests", name, path, err, sent.Load())
			}
			if err != nil && (!strings.Contains(err.Error(), "refused to follow a redirect to ") ||
				strings.Contains(err.Error(), "k7Qz")) {
				t.Errorf("%s, %.40s: %v", name, path, err)
			}
		}
	}
}

// redirecting is a server that echoes a request or redirects it to another
// server with the whole query.
func redirecting(t *testing.T) (home *httptest.Server, seen chan string) {
	seen = make(chan string, 1)
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		seen <- fmt.Sprint(r.RequestURI, r.Header)
	}))
	t.Cleanup(other.Close)
	home = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/away" {
			http.Redirect(w, r, other.URL+"/?a=1&"+r.URL.RawQuery, http.StatusTemporaryRedirect)
			return
		}
		user, password, _ := r.BasicAuth()
		w.WriteHeader(http.StatusTeapot)
		_, _ = fmt.Fprintf(w, `{"message": %q}`, fmt.Sprint(r.RequestURI, " ", r.Header, user, " ", password))
	}))
	t.Cleanup(home.Close)
	return home, seen
}

// A link of the service may already contain the key. A key that is set for one
// call, or that the service returns as a request ID, is also a secret.
func TestSecretsOfErrors(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Request-Id", "r-"+r.Header.Get("X-Key"))
		http.Error(w, "no such key: "+r.Header.Get("X-Key"), http.StatusForbidden)
	}))
	defer server.Close()
	c, err := NewClient(server.URL, "", WithAPIKey(InHeader, "X-Key", "the-clients-secret"))
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range []http.Header{nil, {"x-key": {"the-calls-secret"}}} {
		q := c.Root(RequireKey(InHeader, "X-Key")).Segment("x").Request("GET", "")
		q.Apply(&Options{Header: header})
		var e *Error
		if err := q.Send(t.Context()); !errors.As(err, &e) || strings.Contains(e.Error()+e.RequestID+e.Excerpt, "secret") || e.RequestID != "r-***" {
			t.Errorf("%v, %s", err, e.RequestID)
		}
	}
}

func TestBehaviorKeyInLink(t *testing.T) {
	var asked string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = r.RequestURI }))
	defer server.Close()
	c, err := NewClient(server.URL, "", WithAPIKey(InQuery, "k", "new"))
	if err != nil {
		t.Fatal(err)
	}
	for link, want := range map[string]string{
		"/a?k=old&b=%20&c": "/a?b=%20&c&k=new",
		"/a?k=new":         "/a?k=new",
		"/a?":              "/a?k=new",
		"/a":               "/a?k=new",
		"/a?kk=1":          "/a?kk=1&k=new",
	} {
		if err := c.Root().WithURL(server.URL+link).Request("GET", "").Send(t.Context()); err != nil || asked != want {
			t.Errorf("%s: asked for %s, want %s, %v", link, asked, want, err)
		}
	}
}

func TestCredentialOptions(t *testing.T) {
	_, err := NewClient("https://x", "", WithTokenFor("", nil), WithAPIKey(InCookie, "c", "a;b"), WithAPIKey(InHeader, "X", "ä"))
	want := `rest: WithTokenFor: the scheme is empty or the function is nil
WithAPIKey: the key contains characters that are invalid in a cookie
WithAPIKey: the key contains characters that are invalid in a header`
	if diff := cmp.Diff(want, fmt.Sprint(err)); diff != "" {
		t.Error(diff)
	}
}

// A name below localhost is this machine only if all of its addresses are.
func TestBehaviorNamesBelowLocalhost(t *testing.T) {
	for addresses, want := range map[string]bool{
		"127.0.0.1":        true,
		"::1 127.0.0.9":    true,
		"::ffff:127.0.0.1": true,
		"127.0.0.1 10.1.1": false,
		"192.0.2.1":        false,
		"127.0.0.1 ::2":    false,
		"":                 false,
	} {
		sent := false
		c, err := NewClient("http://API.localhost.", "", WithToken(give("token")), WithMiddleware(func(http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				sent = true
				return &http.Response{StatusCode: 204, Body: http.NoBody, Request: r}, nil
			})
		}))
		if err != nil {
			t.Fatal(err)
		}
		c.clock.resolve = func(_ context.Context, network, host string) (ips []netip.Addr, err error) {
			if network != "ip" || host != "api.localhost" {
				t.Errorf("looked up %s %s", network, host)
			}
			for _, address := range strings.Fields(addresses) {
				ip, err := netip.ParseAddr(address)
				if err != nil {
					return nil, err
				}
				ips = append(ips, ip)
			}
			return ips, nil
		}
		if err := c.Root().Request("GET", "").Send(t.Context()); (err == nil) != want || sent != want {
			t.Errorf("%s: sent %v, %v", addresses, sent, err)
		}
	}
}
