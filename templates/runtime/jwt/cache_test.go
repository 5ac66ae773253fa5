package jwt

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	rest "github.com/fragen-go/fragen/templates/runtime"
)

// clock is a clock that tests set.
type clock struct{ at atomic.Int64 }

func newClock(v *Verifier) *clock {
	c := &clock{}
	c.at.Store(now.UnixNano())
	v.now = func() time.Time { return time.Unix(0, c.at.Load()) }
	return c
}

func (c *clock) pass(d time.Duration) { c.at.Add(int64(d)) }

// long holds the claims of a token that is valid for weeks.
var long = claims("exp", now.Add(1000*time.Hour).Unix())

func TestBehaviorJWTKeysRotate(t *testing.T) {
	s := newIssuer(t, "RSA")
	v := s.verifier(t, nil)
	clock := newClock(v)
	try := func(step, name, algorithm, want string, fetched int32) {
		t.Helper()
		_, err := v.VerifyToken(t.Context(), s.token(name, algorithm, long))
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: got %v, want %q", step, err, want)
		}
		if n := s.fetched.Load(); n != fetched {
			t.Errorf("%s: keys were fetched %d times, want %d", step, n, fetched)
		}
	}
	if s.fetched.Load() != 0 {
		t.Error("keys were fetched before they were needed")
	}
	try("first", "RSA", "RS256", "", 1)
	try("second", "RSA", "RS256", "", 1)
	s.add(t, "new", "Ed25519", nil)
	try("a new key, too soon", "new", "EdDSA", "there is no key with the ID", 1)
	clock.pass(5 * time.Minute)
	try("a new key", "new", "EdDSA", "", 2)
	clock.pass(5*time.Minute - 1)
	s.secrets["forged"] = secret["Ed25519"]()
	for range 3 {
		try("forged", "forged", "EdDSA", "there is no key with the ID", 2)
	}
	clock.pass(time.Second)
	for range 3 {
		try("forged, later", "forged", "EdDSA", "there is no key with the ID", 3)
	}
	s.drop()
	s.add(t, "new", "Ed25519", nil)
	clock.pass(24*time.Hour - time.Second)
	try("a withdrawn key", "RSA", "RS256", "", 3)
	clock.pass(time.Second)
	try("a withdrawn key, a day later", "RSA", "RS256", "there is no key with the ID", 4)
	s.on(func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(http.StatusBadGateway)
		return true
	})
	clock.pass(25 * time.Hour)
	try("while the issuer is down", "new", "EdDSA", "", 4) // the first of the two documents fails
	s.on(nil)
	try("too soon after that", "new", "EdDSA", "", 4)
	clock.pass(30 * time.Second)
	try("the issuer is back", "new", "EdDSA", "", 5)
}

func TestBehaviorJWTKeysAge(t *testing.T) {
	for _, test := range []struct {
		control []string
		refresh time.Duration
		want    time.Duration
	}{
		{nil, 0, 24 * time.Hour},
		{nil, time.Hour, time.Hour},
		{nil, time.Second, 5 * time.Minute},
		{[]string{"public, Max-Age=7200"}, 0, 2 * time.Hour},
		{[]string{"no-transform", `max-age="7200"`}, 0, 2 * time.Hour},
		{[]string{"max-age=7200"}, time.Hour, time.Hour},
		{[]string{"max-age=0"}, 0, 5 * time.Minute},
		{[]string{"no-cache, s-maxage=1, max-age=-1"}, 0, 24 * time.Hour},
		{[]string{"max-age=999999999999999"}, 0, 24 * time.Hour},
		{[]string{"max-age=99999999999999999999"}, 0, 24 * time.Hour},
	} {
		s := newIssuer(t, "Ed25519")
		s.on(func(w http.ResponseWriter, _ *http.Request) bool {
			for _, line := range test.control {
				w.Header().Add("Cache-Control", line)
			}
			return false
		})
		v := s.verifier(t, func(c *Config) { c.Refresh = test.refresh })
		clock := newClock(v)
		token := s.token("Ed25519", "EdDSA", long)
		for i, wait := range []time.Duration{0, test.want - 1, 1} {
			clock.pass(wait)
			if _, err := v.VerifyToken(t.Context(), token); err != nil {
				t.Fatal(err)
			}
			if got, want := s.fetched.Load(), int32(1+i/2); got != want {
				t.Errorf("%q, %v: keys fetched %d times, want %d", test.control, test.refresh, got, want)
			}
		}
	}
}

// The error names the problem with the documents and does not blame the token.
func TestBehaviorJWTKeysUnavailable(t *testing.T) {
	text := func(path, body string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != path {
				return false
			}
			_, _ = io.WriteString(w, body)
			return true
		}
	}
	status := func(path string, status int, header ...string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if r.URL.Path != path {
				return false
			}
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			return true
		}
	}
	for _, test := range []struct {
		name, want string
		answer     func(http.ResponseWriter, *http.Request) bool
	}{
		{"no configuration", "/openid: unexpected status 404", status("/openid", 404)},
		{"no keys", "/keys: unexpected status 500", status("/keys", 500)},
		{"not JSON", "the OpenID configuration is not a JSON object", text("/openid", "<html>")},
		{"no address", "has no URL of keys", text("/openid", `{"issuer":"x"}`)},
		{"relative address", "has no URL of keys", text("/openid", `{"jwks_uri":"/keys"}`)},
		{"plain http", `the URL of the keys: "http://keys.example" does not use https`, text("/openid", `{"jwks_uri":"http://keys.example/keys"}`)},
		{"file", "has no URL of keys", text("/openid", `{"jwks_uri":"file:///etc/keys"}`)},
		{"redirect to plain http", `"http://evil.example" does not use https`, status("/keys", 302, "Location", "http://evil.example/keys")},
		{"redirects without end", "too many redirects", status("/openid", 302, "Location", "/openid")},
		{"too long", "more than 1048576 bytes", text("/keys", strings.Repeat(" ", 1<<20+1))},
		{"cut", "unexpected EOF", status("/keys", 200, "Content-Length", "100")},
		{"keys not JSON", "it is not a JSON object with keys", text("/keys", `[]`)},
		{"no key", "none of its 0 keys can verify", text("/keys", `{}`)},
		{"no usable key", "none of its 3 keys can verify", text("/keys", `{"keys":[{"kty":"oct"},{"kty":5},"x"]}`)},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newIssuer(t, "Ed25519")
			s.on(test.answer)
			v := s.verifier(t, nil)
			_, err := v.VerifyToken(t.Context(), s.token("Ed25519", "EdDSA", claims()))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
			var temporary interface{ Temporary() bool }
			if !errors.As(err, &temporary) || !temporary.Temporary() {
				t.Error("the error does not say that it may pass")
			}
		})
	}
}

// A panic of the transport fails the fetch and does not end the program.
func TestKeysPanic(t *testing.T) {
	s := newIssuer(t, "Ed25519")
	v := s.verifier(t, func(c *Config) {
		c.HTTPClient = &http.Client{Transport: roundTripper(func(*http.Request) (*http.Response, error) { panic("boom") })}
	})
	if _, err := v.VerifyToken(t.Context(), s.token("Ed25519", "EdDSA", claims())); err == nil || !strings.Contains(err.Error(), "panicked: boom") {
		t.Error(err)
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The configured client is used, including its redirect policy.
func TestClient(t *testing.T) {
	s := newIssuer(t, "Ed25519")
	s.on(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/openid" {
			http.Redirect(w, r, "/moved", http.StatusFound)
		}
		return r.URL.Path == "/openid"
	})
	asked := 0
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		asked++
		return errors.New("no redirects here")
	}}
	v := s.verifier(t, func(c *Config) { c.HTTPClient = client })
	if _, err := v.VerifyToken(t.Context(), s.token("Ed25519", "EdDSA", claims())); err == nil || !strings.Contains(err.Error(), "no redirects here") || asked != 1 {
		t.Error(err, asked)
	}
}

// Requests share a fetch, a cancelled request does not affect others, and
// nothing is left behind.
func TestBehaviorJWTFetchIsShared(t *testing.T) {
	s := newIssuer(t, "Ed25519")
	waiting, release := make(chan struct{}, 1), make(chan struct{})
	s.on(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/keys" {
			waiting <- struct{}{}
			<-release
		}
		return false
	})
	transport := &http.Transport{}
	v := s.verifier(t, func(c *Config) { c.HTTPClient = &http.Client{Transport: transport} })
	token := s.token("Ed25519", "EdDSA", claims())
	before := runtime.NumGoroutine()

	ctx, cancel := context.WithCancel(t.Context())
	first := make(chan error, 1)
	go func() {
		_, err := v.VerifyToken(ctx, token)
		first <- err
	}()
	<-waiting
	others := make(chan error, 20)
	for range cap(others) {
		go func() {
			_, err := v.VerifyToken(t.Context(), token)
			others <- err
		}()
	}
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	select {
	case err := <-others:
		t.Errorf("one did not wait: %v", err)
	case <-time.After(10 * time.Millisecond):
	}
	close(release)
	for range cap(others) {
		if err := <-others; err != nil {
			t.Error(err)
		}
	}
	if n := s.fetched.Load(); n != 1 {
		t.Errorf("keys were fetched %d times", n)
	}
	transport.CloseIdleConnections()
	for wait := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(wait) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		time.Sleep(time.Millisecond)
	}
}

// Many goroutines verify tokens while keys change. Run with -race.
func TestBehaviorJWTConcurrentRotation(t *testing.T) {
	s := newIssuer(t, "Ed25519", "P-256")
	v := s.verifier(t, nil)
	clock := newClock(v)
	steady := s.token("P-256", "ES256", long)
	var work sync.WaitGroup
	for worker := range 8 {
		work.Go(func() {
			for i := range 40 {
				if _, err := v.VerifyToken(t.Context(), steady); err != nil {
					t.Error(err)
				}
				if worker == 0 {
					s.add(t, fmt.Sprint("key", i), "Ed25519", nil)
					clock.pass(minRefresh)
					if _, err := v.VerifyToken(t.Context(), s.token(fmt.Sprint("key", i), "EdDSA", long)); err != nil {
						t.Error(err)
					}
				} else if _, err := v.VerifyToken(t.Context(), s.token("Ed25519", "EdDSA", long)+"A"); err == nil {
					t.Error("a forged token was accepted")
				}
			}
		})
	}
	work.Wait()
}

// A token for another audience causes no fetch.
func TestBehaviorJWTStrangersFetchNothing(t *testing.T) {
	s := newIssuer(t, "Ed25519")
	v := s.verifier(t, nil)
	for _, payload := range []string{claims("aud", "x"), claims("iss", "x"), claims("exp", 1)} {
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		r.Header.Set("Authorization", "Bearer "+s.token("Ed25519", "EdDSA", payload))
		if v.Verify(r) == nil {
			t.Error("a token with another audience was accepted")
		}
	}
	if n := s.fetched.Load(); n != 0 {
		t.Errorf("keys were fetched %d times", n)
	}
}

// While it is too soon to fetch keys again, a token with an unknown key may be
// valid. The response asks the sender to try again.
func TestBehaviorJWTUnknownKeyIsTemporary(t *testing.T) {
	s := newIssuer(t, "RSA")
	v := s.verifier(t, nil)
	clock := newClock(v)
	handler := rest.Handler(rest.HandlerSpec{Method: "POST", ContentType: "application/json"},
		func(d *rest.Decoder) rest.RawJSON { return d.Raw() },
		func(context.Context, rest.RawJSON) error { return nil },
		&rest.HandlerOptions{Verify: v.Verify, Logger: slog.New(slog.DiscardHandler)})
	try := func(step, name, algorithm string, want int) {
		t.Helper()
		r := httptest.NewRequest("POST", "/", strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+s.token(name, algorithm, long))
		w := httptest.NewRecorder()
		if handler.ServeHTTP(w, r); w.Code != want {
			t.Errorf("%s: %d, want %d: %v", step, w.Code, want, v.Verify(r))
		}
	}
	try("a known key", "RSA", "RS256", 204)
	s.secrets["unknown"] = secret["Ed25519"]()
	try("an unknown key after a fetch", "unknown", "EdDSA", 503)
	try("a known key of another kind", "RSA", "PS256", 204)
	clock.pass(5 * time.Minute)
	try("an unknown key that causes a fetch", "unknown", "EdDSA", 401)
	try("the same key again", "unknown", "EdDSA", 503)
	s.add(t, "unknown", "Ed25519", nil)
	clock.pass(5 * time.Minute)
	try("a new key", "unknown", "EdDSA", 204)
	s.secrets["other"] = secret["Ed25519"]()
	s.on(func(w http.ResponseWriter, _ *http.Request) bool { w.WriteHeader(http.StatusBadGateway); return true })
	clock.pass(5 * time.Minute)
	try("an unknown key while the issuer is down", "other", "EdDSA", 503)
}

// An issuer may replace a key without a new ID, or without any ID. The new key is fetched
// when the old one does not verify a token, but forged signatures cause only one fetch in
// five minutes and are no reason to try again.
func TestBehaviorJWTKeysRotateWithoutNewID(t *testing.T) {
	for name, test := range map[string]struct {
		id     any
		header string
		old    map[string]any // other members of the old key
	}{
		"the same ID":       {"one", `{"alg":"EdDSA","kid":"one"}`, nil},
		"no ID":             {nil, `{"alg":"EdDSA"}`, nil},
		"another type":      {"one", `{"alg":"EdDSA","kid":"one"}`, map[string]any{"kty": "EC", "crv": "P-256"}},
		"another use":       {nil, `{"alg":"EdDSA"}`, map[string]any{"use": "enc"}},
		"another algorithm": {"one", `{"alg":"EdDSA","kid":"one"}`, map[string]any{"alg": "RS256"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := newIssuer(t, "RSA")
			publish := func(name string, members map[string]any) {
				s.drop()
				s.add(t, "RSA", "RSA", nil)
				public, private, err := ed25519.GenerateKey(rand.Reader)
				members = maps.Clone(members)
				if members == nil {
					members = map[string]any{}
				}
				members["kid"], members["x"] = test.id, b64(public)
				s.add(t, name, "Ed25519", members)
				s.secrets[name] = must(private, err)
			}
			v := s.verifier(t, nil)
			clock := newClock(v)
			try := func(step, name, want string, temporary bool, fetched int32) {
				t.Helper()
				_, err := v.VerifyToken(t.Context(), s.sign(name, "EdDSA", test.header, long))
				if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
					t.Errorf("%s: got %v, want %q", step, err, want)
				}
				var later interface{ Temporary() bool }
				if got := errors.As(err, &later) && later.Temporary(); got != temporary {
					t.Errorf("%s: temporary: %v, want %v: %v", step, got, temporary, err)
				}
				if n := s.fetched.Load(); n != fetched {
					t.Errorf("%s: keys were fetched %d times, want %d", step, n, fetched)
				}
			}
			publish("old", test.old)
			if _, err := v.VerifyToken(t.Context(), s.token("RSA", "RS256", long)); err != nil {
				t.Fatal(err)
			}
			_, forger, err := ed25519.GenerateKey(rand.Reader)
			s.secrets["forged"] = must(forger, err)
			publish("new", nil)
			refused := "the signature is invalid"
			if test.old != nil {
				refused = "key"
			}
			try("too soon", "new", refused, false, 1)
			clock.pass(minRefresh)
			try("later", "new", "", false, 2)
			for range 3 {
				try("forged, fresh keys", "forged", "the signature is invalid", false, 2)
			}
			clock.pass(minRefresh)
			for range 3 {
				try("forged, older keys", "forged", "the signature is invalid", false, 3)
			}
			try("after that", "new", "", false, 3)
			s.on(func(w http.ResponseWriter, r *http.Request) bool { w.WriteHeader(502); return true })
			clock.pass(minRefresh)
			for range 3 {
				try("forged while the issuer is down", "forged", "the signature is invalid", true, 3)
			}
			try("while the issuer is down", "new", "", false, 3)
		})
	}
}
