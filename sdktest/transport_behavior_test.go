package sdktest

// This file tests failures of the service and of the network against a local server,
// with calls of the SDK. The runtime's tests have more cases.

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

// quick is a retry policy with almost no waits.
var quick = rest.RetryPolicy{MaxRetries: 3, MinWait: time.Microsecond}

// answerFirst returns a handler that uses answers for the first requests, and succeeds
// afterwards.
func answerFirst(answers ...http.HandlerFunc) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		if i := int(n.Add(1)); i <= len(answers) {
			answers[i-1](w, r)
			return
		}
		_, _ = io.WriteString(w, `{"@odata.type":"#microsoft.graph.inviteParticipantsOperation","id":"7"}`)
	}
}

// refuseWith returns a handler that responds with a status and Retry-After.
func refuseWith(code int, after string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", after)
		w.WriteHeader(code)
		_, _ = io.WriteString(w, `{"error":{"code":"busy","message":"later"}}`)
	}
}

func lost(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// calls has a call for each HTTP method of the SDK, and a POST with a result.
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
		participants := c.Communications().Calls().ByCallId("1").Participants()
		_, err := participants.Invite().Post(ctx, &graph.InvitePostRequestBody{}, &graph.InvitePostOptions{Options: o})
		return err
	}},
}

func retries(t *testing.T) {
	past := "Mon, 02 Jan 2006 15:04:05 GMT"
	for name, fault := range map[string]http.HandlerFunc{
		"429": status(429, ""), "429 with 0": refuseWith(429, "0"),
		"503 with 0": refuseWith(503, "0"), "503 with a date": refuseWith(503, past),
	} {
		for _, call := range calls {
			client, rec := serve(t, answerFirst(fault, fault), rest.WithRetry(quick))
			err := call.send(context.Background(), client, rest.Options{})
			if err != nil || rec.count() != 3 {
				t.Errorf("%s %s: %d requests, %v", call.method, name, rec.count(), err)
			}
			for _, got := range rec.requests {
				sameCall := got.method == call.method && got.body == call.body && got.path == rec.requests[0].path
				if !sameCall || got.header.Get("Authorization") == "" {
					t.Errorf("%s %s: request %+v", call.method, name, got)
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
			start := time.Now()
			e := asError(t, call.send(ctx, client, rest.Options{}))
			cancel()
			if e.StatusCode != test.status || rec.count() != test.requests || time.Since(start) > 5*time.Second {
				t.Errorf("%s %s: %d requests in %v, %v", call.method, test.name, rec.count(), time.Since(start), e)
			}
		}
	}
}

func passingFaults(t *testing.T) {
	for name, fault := range map[string]http.HandlerFunc{
		"502": status(502, ""), "503": status(503, ""), "504": status(504, "<html>"), "lost": lost,
	} {
		for _, call := range calls {
			client, rec := serve(t, answerFirst(fault), rest.WithRetry(quick))
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
	}{
		{quick, nil, 1},
		{twice, nil, 4},
		{quick, &twice, 4},
		{twice, &rest.RetryPolicy{}, 1},
		{twice, &rest.RetryPolicy{MaxRetries: 1, MinWait: 1, NonIdempotent: true}, 2},
	} {
		client, rec := serve(t, status(502, ""), rest.WithRetry(test.client))
		err := calls[2].send(context.Background(), client, rest.Options{Retry: test.call})
		if err == nil || rec.count() != test.requests {
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
		t.Errorf("body %s, %v", sent, err)
	}
	for name := range got {
		switch name {
		case "Accept", "Accept-Encoding", "Content-Length", "Content-Type", "User-Agent":
		default:
			t.Errorf("the header %s was sent to another host", name)
		}
	}
	client, rec := serve(t, answerFirst(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/moved", http.StatusPermanentRedirect)
	}))
	err := calls[2].send(context.Background(), client, rest.Options{})
	moved := rec.requests[1]
	if err != nil || moved.header.Get("Authorization") == "" || moved.body != calls[2].body {
		t.Errorf("redirect on the same host: %+v, %v", rec.requests, err)
	}
}

func hanging(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"before the response": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		"in the body": func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"id":`)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		},
	} {
		client, rec := serve(t, answer, rest.WithRetry(quick))
		ctx, cancel := context.WithCancel(context.Background())
		stop := time.AfterFunc(30*time.Millisecond, cancel)
		start := time.Now()
		err := calls[0].send(ctx, client, rest.Options{})
		if !errors.Is(err, context.Canceled) || time.Since(start) > 5*time.Second || rec.count() != 1 {
			t.Errorf("%s: %d requests in %v, %v", name, rec.count(), time.Since(start), err)
		}
		stop.Stop()
		cancel()
	}
	client, rec := serve(t, status(204, ""))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, call := range calls {
		if err := call.send(ctx, client, rest.Options{}); !errors.Is(err, context.Canceled) || rec.count() != 0 {
			t.Errorf("%s with a canceled context: %d requests, %v", call.method, rec.count(), err)
		}
	}
}

func cancelledWait(t *testing.T) {
	client, rec := serve(t, refuseWith(429, "50"), rest.WithRetry(rest.DefaultRetryPolicy()))
	ctx, cancel := context.WithCancel(context.Background())
	defer time.AfterFunc(30*time.Millisecond, cancel).Stop()
	start := time.Now()
	err := calls[2].send(ctx, client, rest.Options{})
	if !errors.Is(err, context.Canceled) || time.Since(start) > 5*time.Second || rec.count() != 1 {
		t.Errorf("%d requests in %v, %v", rec.count(), time.Since(start), err)
	}
}

func timeOut(t *testing.T) {
	client, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	start := time.Now()
	err := calls[2].send(context.Background(), client, rest.Options{Timeout: 30 * time.Millisecond})
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
		t.Errorf("after %v: %v", time.Since(start), err)
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
		t.Errorf("%d bytes were read", written.Load())
	}
	client, _ := serve(t, status(200, page), rest.WithMaxResponseBytes(int64(len(page))))
	if _, err := client.Communications().Calls().Get(context.Background(), nil); err != nil {
		t.Errorf("a body of exactly the limit: %v", err)
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
			explained := err != nil && strings.Contains(err.Error(), "token source: ")
			if !explained || strings.Contains(err.Error(), "secret-token") || rec.count() != 0 {
				t.Errorf("%s: %d requests, %v", call.method, rec.count(), err)
			}
		}
	}
}

func tokenOverHTTP(t *testing.T) {
	called := false
	transport := &refusingTransport{}
	client, err := graph.New(
		rest.WithBaseURL("http://graph.example.com/v1.0"),
		rest.WithHTTPClient(&http.Client{Transport: transport}),
		rest.WithToken(func(context.Context) (string, error) { called = true; return "secret-token", nil }))
	if err != nil {
		t.Fatal(err)
	}
	for _, call := range calls {
		err := call.send(context.Background(), client, rest.Options{})
		if err == nil || !strings.Contains(err.Error(), "over plain http") || called || transport.used {
			t.Errorf("%s: %v, token source called %v, sent %v", call.method, err, called, transport.used)
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
	for name, answer := range map[string]http.HandlerFunc{
		"echo": echo, "redirect": astray, "lost": lost, "html": status(500, "<b>secret-token"),
	} {
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
				t.Errorf("%s: the token is in %s", name, text)
			}
		}
	}
	if text := log.String(); strings.Contains(text, "secret-token") || strings.Count(text, "\n") < 16 {
		t.Errorf("the log contains the token or is too short:\n%s", text)
	}
}

// oddErrorBodies combines error statuses with unusual bodies, and formats the errors
// with all verbs.
func oddErrorBodies(t *testing.T) {
	bodies := []string{
		"", " ", "null", "[]", "7", `"text"`, "<html><b>oops", `{"message":"no error key"}`, `{"error":null}`, `{"error":[]}`, `{"error":{"code":7}}`,
		`{"error":{"code":"cut`, `{"error":{"code":"a","message":"b\u0000\n\u2028"}}`, "\xff\xfe", strings.Repeat("[", 5000), strings.Repeat("x", 9000),
	}
	for _, code := range []int{
		300, 304, 400, 401, 403, 404, 405, 409, 410, 412, 413, 422, 423, 451, 500, 501, 502, 503, 504, 507, 599,
	} {
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
				text := fmt.Sprintf(format, err)
				if strings.Contains(text, "PANIC") || format == "%v" && strings.ContainsAny(text, "\n\x00\u2028") {
					t.Errorf("%d with %.40q prints %.200s", code, body, text)
				}
			}
			if typed, ok := rest.BodyAs[graph.ODataError](err); ok && typed == nil {
				t.Errorf("%d with %.40q: BodyAs returned nil", code, body)
			}
		}
	}
	var none *rest.Error
	if fmt.Sprint(none, &rest.Error{}) == "" {
		t.Error("empty text for an empty error")
	}
}

func requestHook(t *testing.T) {
	client, rec := serve(t, answerFirst(refuseWith(429, "0")), rest.WithRetry(quick))
	attempts := 0
	err := calls[2].send(context.Background(), client, rest.Options{Request: func(r *http.Request) error {
		attempts++
		reject := r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/calls/1/reject")
		if !reject || r.Header.Get("Authorization") != "" {
			t.Errorf("the hook received %s %s %v", r.Method, r.URL, r.Header)
		}
		r.Header.Set("Client-Request-Id", fmt.Sprint("c-", attempts))
		return nil
	}})
	if err != nil || rec.count() != 2 {
		t.Fatalf("%d requests, %v", rec.count(), err)
	}
	first, second := rec.requests[0].header.Get("Client-Request-Id"), rec.requests[1].header.Get("Client-Request-Id")
	if first != "c-1" || second != "c-2" {
		t.Errorf("%+v, %v", rec.requests, err)
	}
}
