package sdktest

// Behaviour: what a call does when the service or the way to it fails, against
// a local server. Every corner of it is tested beside the runtime; here the
// calls are those of the SDK.

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
	"sync/atomic"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generated/graph"
	"github.com/fragen-go/fragen/generated/rest"
)

// quick retries at once where the service names no wait.
var quick = rest.RetryPolicy{MaxRetries: 3, MinWait: time.Microsecond}

// first answers the first requests in its own ways and the rest well.
func first(answers ...http.HandlerFunc) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		if i := int(n.Add(1)); i <= len(answers) {
			answers[i-1](w, r)
			return
		}
		_, _ = io.WriteString(w, `{"@odata.type":"#microsoft.graph.inviteParticipantsOperation","id":"7"}`)
	}
}

// refuseWith answers with a status and Retry-After.
func refuseWith(code int, after string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", after)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `{"error":{"code":"busy","message":"later"}}`)
	}
}

func lost(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// calls are one call for each method that the SDK has.
var calls = []struct {
	method, body string
	idempotent   bool
	send         func(context.Context, *graph.Client, rest.Options) error
}{
	{"GET", "", true, func(ctx context.Context, c *graph.Client, o rest.Options) error {
		_, err := c.Communications().Calls().ByCallId("1").Get(ctx, &graph.CallItemGetOptions{Options: o})
		return err
	}},
	{"DELETE", "", true, func(ctx context.Context, c *graph.Client, o rest.Options) error {
		return c.Communications().Calls().ByCallId("1").Delete(ctx, &graph.CallItemDeleteOptions{Options: o})
	}},
	{"POST", `{"reason":"busy"}`, false, func(ctx context.Context, c *graph.Client, o rest.Options) error {
		body := &graph.RejectPostRequestBody{Reason: new(graph.RejectReasonBusy)}
		return c.Communications().Calls().ByCallId("1").Reject().Post(ctx, body, &graph.RejectPostOptions{Options: o})
	}},
	{"POST", `{"participants":[]}`, false, func(ctx context.Context, c *graph.Client, o rest.Options) error {
		_, err := c.Communications().Calls().ByCallId("1").Participants().Invite().Post(ctx, &graph.InvitePostRequestBody{}, &graph.InvitePostOptions{Options: o})
		return err
	}},
}

func retries(t *testing.T) {
	past := "Mon, 02 Jan 2006 15:04:05 GMT"
	for name, fault := range map[string]http.HandlerFunc{
		"429": status(429, ""), "429 with 0": refuseWith(429, "0"), "503 with 0": refuseWith(503, "0"), "503 with a date": refuseWith(503, past),
	} {
		for _, call := range calls {
			client, rec := serve(t, first(fault, fault), rest.WithRetry(quick))
			err := call.send(context.Background(), client, rest.Options{})
			if err != nil || rec.count() != 3 {
				t.Errorf("%s %s: %d requests, %v", call.method, name, rec.count(), err)
			}
			for _, got := range rec.requests {
				if got.method != call.method || got.body != call.body || got.path != rec.requests[0].path || got.header.Get("Authorization") == "" {
					t.Errorf("%s %s: sent %+v", call.method, name, got)
				}
			}
		}
	}
}

func retryLimits(t *testing.T) {
	for _, test := range []struct {
		name     string
		answer   http.HandlerFunc
		deadline time.Duration
		requests int
		status   int
	}{
		{"always 429", refuseWith(429, "0"), time.Hour, 4, 429},
		{"over the cap", refuseWith(429, "61"), time.Hour, 1, 429},
		{"over the cap, 503", refuseWith(503, "99999999999999999999"), time.Hour, 1, 503},
		{"over the deadline", refuseWith(429, "30"), 20 * time.Second, 1, 429},
		{"over the deadline, 503", refuseWith(503, "30"), 20 * time.Second, 1, 503},
	} {
		for _, call := range calls {
			client, rec := serve(t, test.answer, rest.WithRetry(rest.DefaultRetryPolicy()))
			ctx, cancel := context.WithTimeout(context.Background(), test.deadline)
			begin := time.Now()
			e := asError(t, call.send(ctx, client, rest.Options{}))
			cancel()
			if e.StatusCode != test.status || rec.count() != test.requests || time.Since(begin) > 5*time.Second {
				t.Errorf("%s %s: %d requests in %v, %v", call.method, test.name, rec.count(), time.Since(begin), e)
			}
		}
	}
}

func passingFaults(t *testing.T) {
	for name, fault := range map[string]http.HandlerFunc{"502": status(502, ""), "503": status(503, ""), "504": status(504, "<html>"), "lost": lost} {
		for _, call := range calls {
			client, rec := serve(t, first(fault), rest.WithRetry(quick))
			err := call.send(context.Background(), client, rest.Options{})
			if want := map[bool]int{true: 2, false: 1}[call.idempotent]; rec.count() != want || (err == nil) != call.idempotent {
				t.Errorf("%s %s: %d requests, %v", call.method, name, rec.count(), err)
			}
		}
	}
}

func retryPolicies(t *testing.T) {
	twice := quick
	twice.NonIdempotent = true
	for _, test := range []struct {
		client   rest.RetryPolicy
		call     *rest.RetryPolicy
		requests int
	}{{quick, nil, 1}, {twice, nil, 4}, {quick, &twice, 4}, {twice, &rest.RetryPolicy{}, 1}, {twice, &rest.RetryPolicy{MaxRetries: 1, MinWait: 1, NonIdempotent: true}, 2}} {
		client, rec := serve(t, status(502, ""), rest.WithRetry(test.client))
		if err := calls[2].send(context.Background(), client, rest.Options{Retry: test.call}); err == nil || rec.count() != test.requests {
			t.Errorf("%+v: %d requests, %v", test, rec.count(), err)
		}
	}
}

func redirects(t *testing.T) {
	var got http.Header
	var sent string
	away := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got, sent = r.Header, string(body)
	}))
	defer away.Close()
	client, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, away.URL+"/there", http.StatusTemporaryRedirect)
	})
	if err := calls[2].send(context.Background(), client, rest.Options{}); err != nil || sent != calls[2].body {
		t.Errorf("sent %s, %v", sent, err)
	}
	for name := range got {
		switch name {
		case "Accept", "Accept-Encoding", "Content-Length", "Content-Type", "User-Agent":
		default:
			t.Errorf("%s went to another host", name)
		}
	}
	client, rec := serve(t, first(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/moved", http.StatusPermanentRedirect)
	}))
	if err := calls[2].send(context.Background(), client, rest.Options{}); err != nil || rec.requests[1].header.Get("Authorization") == "" || rec.requests[1].body != calls[2].body {
		t.Errorf("on the same host: %+v, %v", rec.requests, err)
	}
}

func hanging(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"before the answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"in the body": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"id":`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
	} {
		client, rec := serve(t, answer, rest.WithRetry(quick))
		ctx, cancel := context.WithCancel(context.Background())
		stop := time.AfterFunc(30*time.Millisecond, cancel)
		begin := time.Now()
		err := calls[0].send(ctx, client, rest.Options{})
		if !errors.Is(err, context.Canceled) || time.Since(begin) > 5*time.Second || rec.count() != 1 {
			t.Errorf("%s: %d requests in %v, %v", name, rec.count(), time.Since(begin), err)
		}
		stop.Stop()
		cancel()
	}
	client, rec := serve(t, status(204, ""))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, call := range calls {
		if err := call.send(ctx, client, rest.Options{}); !errors.Is(err, context.Canceled) || rec.count() != 0 {
			t.Errorf("%s cancelled before: %d requests, %v", call.method, rec.count(), err)
		}
	}
}

func cancelledWait(t *testing.T) {
	client, rec := serve(t, refuseWith(429, "50"), rest.WithRetry(rest.DefaultRetryPolicy()))
	ctx, cancel := context.WithCancel(context.Background())
	defer time.AfterFunc(30*time.Millisecond, cancel).Stop()
	begin := time.Now()
	if err := calls[2].send(ctx, client, rest.Options{}); !errors.Is(err, context.Canceled) || time.Since(begin) > 5*time.Second || rec.count() != 1 {
		t.Errorf("%d requests in %v, %v", rec.count(), time.Since(begin), err)
	}
}

func timeOut(t *testing.T) {
	client, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	begin := time.Now()
	err := calls[2].send(context.Background(), client, rest.Options{Timeout: 30 * time.Millisecond})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
}

func bodyLimit(t *testing.T) {
	page := `{"value":[{"id":"` + strings.Repeat("x", 1000) + `"}]}`
	var written atomic.Int64
	endless := func(w http.ResponseWriter, _ *http.Request) {
		for {
			n, err := io.WriteString(w, strings.Repeat(" ", 1<<16))
			if written.Add(int64(n)); err != nil || written.Load() > 1<<30 {
				return
			}
		}
	}
	for name, answer := range map[string]http.HandlerFunc{"announced": status(200, page), "endless": endless} {
		client, rec := serve(t, answer, rest.WithRetry(quick), rest.WithMaxResponseBytes(1000))
		got, err := client.Communications().Calls().Get(context.Background(), nil)
		if got != nil || err == nil || !strings.Contains(err.Error(), "longer than 1000 bytes") || rec.count() != 1 {
			t.Errorf("%s: %v after %d requests", name, err, rec.count())
		}
	}
	if written.Load() > 1<<28 {
		t.Errorf("read on for %d bytes", written.Load())
	}
	client, _ := serve(t, status(200, page), rest.WithMaxResponseBytes(int64(len(page))))
	if _, err := client.Communications().Calls().Get(context.Background(), nil); err != nil {
		t.Errorf("of just the limit: %v", err)
	}
}

func tokenFails(t *testing.T) {
	failure := errors.New("no credentials")
	for _, source := range []func(context.Context) (string, error){
		func(context.Context) (string, error) { return "", failure },
		func(context.Context) (string, error) { return "", nil },
		func(context.Context) (string, error) { return "secret-token\r\nX: y", nil },
	} {
		client, rec := serve(t, status(204, ""), rest.WithRetry(quick), rest.WithToken(source))
		for _, call := range calls {
			err := call.send(context.Background(), client, rest.Options{})
			if err == nil || !strings.Contains(err.Error(), "token source: ") || strings.Contains(err.Error(), "secret-token") || rec.count() != 0 {
				t.Errorf("%s: %d requests, %v", call.method, rec.count(), err)
			}
		}
	}
}

func tokenOverHTTP(t *testing.T) {
	asked := false
	transport := &refusingTransport{}
	client, err := graph.New(rest.WithBaseURL("http://graph.example.com/v1.0"), rest.WithHTTPClient(&http.Client{Transport: transport}),
		rest.WithToken(func(context.Context) (string, error) { asked = true; return "secret-token", nil }))
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range calls {
		err := call.send(context.Background(), client, rest.Options{})
		if err == nil || !strings.Contains(err.Error(), "over plain http") || asked || transport.used {
			t.Errorf("%s: %v, asked %v, sent %v", call.method, err, asked, transport.used)
		}
	}
}

type refusingTransport struct{ used bool }

func (r *refusingTransport) RoundTrip(*http.Request) (*http.Response, error) {
	r.used = true
	return nil, errors.New("no network here")
}

func tokenShows(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	echo := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(401)
		_, _ = fmt.Fprintf(w, `{"error":{"code":"bad","message":"the token %s is bad"}}`, r.Header.Get("Authorization"))
	}
	astray := func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://127.0.0.1:1/?access_token=secret-token", http.StatusTemporaryRedirect)
	}
	for name, answer := range map[string]http.HandlerFunc{"echo": echo, "redirect": astray, "lost": lost, "html": status(500, "<b>secret-token")} {
		client, _ := serve(t, answer, rest.WithLogger(logger), rest.WithRetry(quick))
		for _, call := range calls {
			err := call.send(context.Background(), client, rest.Options{})
			if err == nil {
				t.Errorf("%s: no error", name)
				continue
			}
			var e *rest.Error
			text := fmt.Sprintf("%v %+v %q", err, err, err)
			if errors.As(err, &e) {
				text += e.Excerpt + e.Message + e.Code + e.URL
			}
			if strings.Contains(text, "secret-token") {
				t.Errorf("%s: the token shows in %s", name, text)
			}
		}
	}
	if text := log.String(); strings.Contains(text, "secret-token") || strings.Count(text, "\n") < 16 {
		t.Errorf("the log shows the token or is too short:\n%s", text)
	}
}

// oddErrorBodies answers with every kind of body for every status that is an
// error, and prints what comes of it in every way.
func oddErrorBodies(t *testing.T) {
	bodies := []string{
		"", " ", "null", "[]", "7", `"text"`, "<html><b>oops", `{"message":"no error key"}`, `{"error":null}`, `{"error":[]}`, `{"error":{"code":7}}`,
		`{"error":{"code":"cut`, `{"error":{"code":"a","message":"b\u0000\n\u2028"}}`, "\xff\xfe", strings.Repeat("[", 5000), strings.Repeat("x", 9000),
	}
	for _, code := range []int{300, 304, 400, 401, 403, 404, 405, 409, 410, 412, 413, 422, 423, 451, 500, 501, 502, 503, 504, 507, 599} {
		for _, body := range bodies {
			client, _ := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(code)
				_, _ = io.WriteString(w, body)
			})
			_, err := client.Communications().Calls().ByCallId("1").Get(context.Background(), nil)
			e := asError(t, err)
			if e.StatusCode != code || len(e.Excerpt) > 4<<10 {
				t.Errorf("%d with %.40q: %+v", code, body, e)
			}
			for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
				if text := fmt.Sprintf(format, err); strings.Contains(text, "PANIC") || format == "%v" && strings.ContainsAny(text, "\n\x00\u2028") {
					t.Errorf("%d with %.40q prints %.200s", code, body, text)
				}
			}
			if typed, ok := rest.BodyAs[graph.ODataError](err); ok && typed == nil {
				t.Errorf("%d with %.40q: a body that is none", code, body)
			}
		}
	}
	var none *rest.Error
	if fmt.Sprint(none, &rest.Error{}) == "" {
		t.Error("no text")
	}
}

func requestHook(t *testing.T) {
	client, rec := serve(t, first(refuseWith(429, "0")), rest.WithRetry(quick))
	attempts := 0
	err := calls[2].send(context.Background(), client, rest.Options{Request: func(r *http.Request) error {
		attempts++
		if r.Header.Get("Authorization") != "" || r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/calls/1/reject") {
			t.Errorf("the hook sees %s %s %v", r.Method, r.URL, r.Header)
		}
		r.Header.Set("Client-Request-Id", fmt.Sprint("c-", attempts))
		return nil
	}})
	if err != nil || rec.count() != 2 || rec.requests[0].header.Get("Client-Request-Id") != "c-1" || rec.requests[1].header.Get("Client-Request-Id") != "c-2" {
		t.Errorf("%+v, %v", rec.requests, err)
	}
}
