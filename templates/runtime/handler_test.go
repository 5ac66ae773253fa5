package rest

import (
	"bytes"
	"context"
	"errors"
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
		header                   string // Authorization
		verify                   func(*http.Request) error
		status                   int
		log                      string // part of it, "" for none
	}{
		{"fine", "POST", "application/json; charset=utf-8", `{"code":"200"}`, "", nil, 202, ""},
		{"verified", "POST", "Application/JSON", `{"code":200}`, "Bearer good", bearer, 202, ""},
		{"verified by body", "POST", "application/json", `{"code":200}`, "", bySignature, 202, ""},
		{"stranger", "POST", "application/json", `{"code":200}`, "", bearer, 401, "stranger"},
		{"forged", "POST", "application/json", `{"cod":200}`, "", bySignature, 401, "forged"},
		{"method", "GET", "application/json", "", "", nil, 405, ""},
		{"type", "POST", "text/plain", `{}`, "", nil, 415, ""},
		{"no type", "POST", "", `{}`, "", nil, 415, ""},
		{"too large", "POST", "application/json", `"` + strings.Repeat("x", 200) + `"`, "", nil, 413, ""},
		{"too large for the verifier", "POST", "application/json", `"` + strings.Repeat("x", 200) + `"`, "", bySignature, 413, ""},
		{"no JSON", "POST", "application/json", `{"code":`, "", nil, 400, "want a 32-bit integer, got the end"},
		{"empty", "POST", "application/json", ``, "", nil, 400, "want an object, got the end"},
		{"null", "POST", "application/json", ` null `, "", nil, 400, "the body is null"},
		{"two values", "POST", "application/json", `{} {}`, "", nil, 400, "want the end"},
		{"receiver fails", "POST", "application/json", `{"code":13}`, "", nil, 500, "unlucky"},
		{"receiver panics", "POST", "application/json", `{"code":66}`, "", nil, 500, "panic=boom"},
	}
	receive := func(ctx context.Context, v resultInfo) error {
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
		h := Handler(HandlerSpec{"POST", "application/json", 202}, ReadModel[resultInfo], receive,
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
			h.ServeHTTP(w, r)
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
	h := Handler(HandlerSpec{Method: "POST", ContentType: "application/json"}, ReadModelPtr[call],
		func(_ context.Context, v *call) error {
			_, err := Encode(func(e *Encoder) { WriteModelPtr(e, v) })
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
