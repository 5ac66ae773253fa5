package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestHandler(t *testing.T) {
	bearer := func(r *http.Request) error {
		if r.Header.Get("Authorization") != "Bearer good" {
			return errors.New("stranger")
		}
		return nil
	}
	bySignature := func(r *http.Request) error {
		body, err := io.ReadAll(r.Body)
		if err == nil && !bytes.Contains(body, []byte(`"code"`)) {
			err = errors.New("forged")
		}
		return err
	}
	tests := []struct {
		name, method, kind, body string
		header                   string // value of Authorization
		verify                   func(*http.Request) error
		status                   int
		log                      string // part of the log, or ""
	}{
		{"fine", "POST", "application/json; charset=utf-8", `{"code":"200"}`, "", nil, 202, ""},
		{"verified", "POST", "Application/JSON", `{"code":200}`, "Bearer good", bearer, 202, ""},
		{"verified by body", "POST", "application/json", `{"code":200}`, "", bySignature, 202, ""},
		{"stranger", "POST", "application/json", `{"code":200}`, "", bearer, 401, "stranger"},
		{"forged", "POST", "application/json", `{"cod":200}`, "", bySignature, 401, "forged"},
		{"method", "GET", "application/json", "", "", nil, 405, ""},
		{"a kind of JSON", "POST", "application/vnd.api+json", `{"code":200}`, "", nil, 202, ""},
		{"temporary verifier error", "POST", "application/json", `{"code":200}`, "", func(*http.Request) error { return fmt.Errorf("no keys: %w", passing{}) }, 503, "no keys"},
		{"verifier panics", "POST", "application/json", `{"code":200}`, "", func(*http.Request) error { panic("boom") }, 500, "panic=boom"},
		{"other format", "POST", "application/json", ` {"cod":200,"x":{"code":1}} `, "", nil, 203, ""},
		{"other format, forged", "POST", "application/json", `{"cod":200}`, "Bearer bad", bearer, 401, "stranger"},
		{"other format, invalid JSON", "POST", "application/json", `{"cod":200`, "", nil, 400, "found the end"},
		{"other format, two values", "POST", "application/json", `{"cod":200}{}`, "", nil, 400, "expected the end"},
		{"not an object", "POST", "application/json", `[]`, "", nil, 400, "expected an object"},
		{"head", "HEAD", "application/json", "", "", nil, 405, ""},
		{"options", "OPTIONS", "", "", "", nil, 405, ""},
		{"type", "POST", "text/plain", `{}`, "", nil, 415, ""},
		{"invalid type", "POST", "application/json;;", `{}`, "", nil, 415, ""},
		{"no type", "POST", "", `{}`, "", nil, 415, ""},
		{"too large", "POST", "application/json", `"` + strings.Repeat("x", 200) + `"`, "", nil, 413, ""},
		{"too large for the verifier", "POST", "application/json", `"` + strings.Repeat("x", 200) + `"`, "", bySignature, 413, ""},
		{"not JSON", "POST", "application/json", `{"code":`, "", nil, 400, "expected a 32-bit integer, found the end"},
		{"empty", "POST", "application/json", ``, "", nil, 400, "expected an object, found the end"},
		{"null", "POST", "application/json", ` null `, "", nil, 400, "the body is null"},
		{"two values", "POST", "application/json", `{} {}`, "", nil, 400, "expected the end"},
		{"receiver fails", "POST", "application/json", `{"code":13}`, "", nil, 500, "unlucky"},
		{"receiver panics", "POST", "application/json", `{"code":66}`, "", nil, 500, "panic=boom"},
	}
	received := 0
	receive := func(ctx context.Context, v resultInfo) error {
		received++
		if r := IncomingRequest(ctx); r == nil || r.Header.Get("Content-Type") == "" {
			t.Errorf("the receiver does not see the request: %v", r)
		}
		switch v.Code {
		case 13:
			return errors.New("unlucky")
		case 66:
			panic("boom")
		}
		return ctx.Err()
	}
	for _, tt := range tests {
		var log bytes.Buffer
		spec := HandlerSpec{
			Method: "POST", ContentType: "application/json", Status: 202, RequiredProperty: "code", MismatchStatus: 203,
		}
		h := Handler(spec, ReadModel[resultInfo], receive,
			&HandlerOptions{Verify: tt.verify, MaxBytes: 100, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		for _, chunked := range []bool{false, true} {
			r := httptest.NewRequest(tt.method, "/", strings.NewReader(tt.body))
			if chunked {
				r.ContentLength = -1
			}
			r.Header.Set("Content-Type", tt.kind)
			r.Header.Set("Authorization", tt.header)
			w := httptest.NewRecorder()
			log.Reset()
			received = 0
			h.ServeHTTP(w, r)
			if want := tt.status == 202 || strings.HasPrefix(tt.name, "receiver"); (received == 1) != want || received > 1 {
				t.Errorf("%s: received %d times", tt.name, received)
			}
			if w.Code != tt.status || !strings.Contains(log.String(), tt.log) || tt.log == "" && !chunked && log.Len() > 0 {
				t.Errorf("%s: %d, log: %s", tt.name, w.Code, log.String())
			}
			if (w.Header().Get("Allow") == "POST") != (tt.status == 405) || (w.Header().Get("WWW-Authenticate") != "") != (tt.status == 401) {
				t.Errorf("%s: headers %v", tt.name, w.Header())
			}
			if body := w.Body.String(); tt.log != "" && strings.Contains(body, tt.log) {
				t.Errorf("%s: the sender learns %s", tt.name, body)
			}
		}
	}
}

// passing is a temporary error of a verifier.
type passing struct{}

func (passing) Error() string   { return "down" }
func (passing) Temporary() bool { return true }

// A challenge gets a reply and is not received.
func TestBehaviorHandlerChallenge(t *testing.T) {
	untouched := func(step string) { t.Error("a challenge is " + step) }
	h := Handler(HandlerSpec{Method: "POST", ContentType: "application/json"}, ReadModel[resultInfo],
		func(context.Context, resultInfo) error { untouched("received"); return nil },
		&HandlerOptions{Challenge: "validationToken", Verify: func(*http.Request) error { untouched("verified"); return nil }})
	for _, tt := range []struct {
		method, query string
		status        int
		body          string
	}{
		{"POST", "?validationToken=Validation%3A+is+it+you%3F+%C3%A9", 200, "Validation: is it you? é"},
		{"GET", "?x=1&validationToken=a", 200, "a"},
		{"POST", "?validationToken=%3Cscript%3E", 200, "<script>"},
		{"POST", "?validationToken=" + strings.Repeat("x", 4<<10), 200, strings.Repeat("x", 4<<10)},
		{"POST", "?validationToken=" + strings.Repeat("x", 4<<10+1), 400, ""},
		{"POST", "?validationToken=", 400, ""},
		{"POST", "?validationToken=a&validationToken=b", 400, ""},
		{"POST", "?validationToken=a%0D%0Ab", 400, ""},
		{"POST", "?validationToken=%FF", 400, ""},
		{"PUT", "?validationToken=a", 405, ""},
		{"GET", "?validationtoken=a", 405, ""},
		{"POST", "?validationtoken=a", 415, ""},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(tt.method, "/"+tt.query, nil))
		if w.Code != tt.status || tt.status == 200 && w.Body.String() != tt.body {
			t.Errorf("%s %.40s: %d %q", tt.method, tt.query, w.Code, w.Body)
		}
		if kind := w.Header().Get("Content-Type"); kind != "text/plain; charset=utf-8" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s %.40s: headers %v", tt.method, tt.query, w.Header())
		}
	}
	plain := Handler(HandlerSpec{Method: "POST", ContentType: "application/json"}, ReadModel[resultInfo],
		func(context.Context, resultInfo) error { return nil }, nil)
	w := httptest.NewRecorder()
	if plain.ServeHTTP(w, httptest.NewRequest("GET", "/?validationToken=a", nil)); w.Code != 405 {
		t.Errorf("without challenges the status is %d", w.Code)
	}
}

// A receiver that waits sees its context end when the sender disconnects.
func TestBehaviorHandlerHangingReceiver(t *testing.T) {
	entered, left := make(chan struct{}), make(chan error, 1)
	h := Handler(HandlerSpec{Method: "POST", ContentType: "application/json"}, ReadModel[resultInfo],
		func(ctx context.Context, _ resultInfo) error {
			close(entered)
			<-ctx.Done()
			return ctx.Err()
		}, &HandlerOptions{Logger: slog.New(slog.DiscardHandler)})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r)
		left <- r.Context().Err()
	}))
	defer server.Close()
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, "POST", server.URL, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	go func() {
		<-entered
		cancel()
	}()
	if _, err := http.DefaultClient.Do(r); !errors.Is(err, context.Canceled) {
		t.Errorf("the sender: %v", err)
	}
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the handler: %v", err)
	}
}

func TestIncomingRequest(t *testing.T) {
	if r := IncomingRequest(t.Context()); r != nil {
		t.Errorf("somewhere else there is a request: %v", r)
	}
}

func TestHandlerDefaults(t *testing.T) {
	var got []string
	h := Handler(HandlerSpec{Method: "POST", ContentType: "application/json"}, (*Decoder).String,
		func(_ context.Context, s string) error { got = append(got, s); return nil }, nil)
	post := func(body, encoding string) int {
		r := httptest.NewRequest("POST", "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Content-Encoding", encoding)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Code
	}
	if code := post(`"hi"`, ""); code != 204 || len(got) != 1 || got[0] != "hi" {
		t.Errorf("%d, %v", code, got)
	}
	if code := post(`"`+strings.Repeat("x", 1<<20)+`"`, ""); code != 413 {
		t.Errorf("over 1 MiB: %d", code)
	}
	if code := post(`"hi"`, "gzip"); code != 415 {
		t.Errorf("compressed: %d", code)
	}
}

func FuzzHandler(f *testing.F) {
	f.Add([]byte(`{"callbackUri":"x","results":[{"code":"1"}],"new":[]}`))
	f.Add([]byte(`{"state":1}`))
	h := Handler(HandlerSpec{Method: "POST", ContentType: "application/json"}, ReadModelPointer[call],
		func(_ context.Context, v *call) error {
			_, err := Encode(func(e *Encoder) { WriteModelPointer(e, v) })
			return err
		}, &HandlerOptions{Logger: slog.New(slog.DiscardHandler)})
	f.Fuzz(func(t *testing.T, body []byte) {
		r := httptest.NewRequest("POST", "/", bytes.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != 204 && w.Code != 400 {
			t.Fatalf("%q: %d", body, w.Code)
		}
	})
}
