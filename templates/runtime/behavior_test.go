package rest

// These tests run a client against a local server, one test for each promise of
// the SDK. Waits between attempts are recorded instead of waited for.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const secretToken = "eyJ.secret-token.xyz"

// world is a server and a client for it.
type world struct {
	t      *testing.T
	server *httptest.Server
	client *Client
	mu     sync.Mutex
	waits  []time.Duration
	calls  []string // method, path and body of each request
}

func newWorld(t *testing.T, handle http.HandlerFunc, options ...Option) *world {
	t.Helper()
	w := &world{t: t}
	w.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		w.mu.Lock()
		w.calls = append(w.calls, strings.TrimSpace(r.Method+" "+r.RequestURI+" "+string(body)))
		w.mu.Unlock()
		handle(rw, r)
	}))
	t.Cleanup(w.server.Close)
	w.client = w.newClient(w.server.URL, options...)
	return w
}

func (w *world) newClient(base string, options ...Option) *Client {
	w.t.Helper()
	transport := &http.Transport{}
	w.t.Cleanup(transport.CloseIdleConnections)
	all := []Option{WithHTTPClient(&http.Client{Transport: transport}), WithToken(giveToken)}
	c, err := NewClient(base, "fragen-test/1", append(all, options...)...)
	if err != nil {
		w.t.Fatal(err)
	}
	c.clock.random = func() float64 { return 0 }
	c.clock.wait = func(ctx context.Context, d time.Duration) error {
		w.mu.Lock()
		w.waits = append(w.waits, d)
		w.mu.Unlock()
		return ctx.Err()
	}
	return c
}

// sent returns the requests received so far.
func (w *world) sent() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.calls)
}

func giveToken(context.Context) (string, error) { return secretToken, nil }

// request returns a request, with a body if the method has one.
func (w *world) request(method string) *Request {
	q := w.client.Root().Segment("calls").Request(method, "")
	if method == "POST" || method == "PUT" || method == "PATCH" {
		q.Body("application/json", func(e *Encoder) { e.Object(nil); e.Key("reason"); e.String("busy"); e.End() })
	}
	return q
}

func (w *world) send(method string) error { return w.request(method).Send(context.Background()) }

func (w *world) get() (RawJSON, error) {
	var raw RawJSON
	err := w.request("GET").Receive(context.Background(), func(d *Decoder) { raw = d.Raw() })
	return raw, err
}

// isClean fails if an error or a log contains the secret.
func (w *world) isClean(texts ...any) {
	w.t.Helper()
	for _, text := range texts {
		if s := fmt.Sprintf("%v %+v %#v", text, text, text); strings.Contains(s, secretToken) {
			w.t.Errorf("the secret shows: %s", s)
		}
	}
}

func status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// turns calls one handler after the other, and the last one for all further
// requests.
func turns(handlers ...http.HandlerFunc) http.HandlerFunc {
	var n atomic.Int64
	return func(w http.ResponseWriter, r *http.Request) {
		handlers[min(int(n.Add(1)), len(handlers))-1](w, r)
	}
}

func body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, text)
	}
}

// hangUp closes the connection without a response.
func hangUp(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// cutBody sends less than its Content-Length.
func cutBody(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "100")
	_, _ = io.WriteString(w, `{"a":`)
}

// behavior is a promise of the SDK with its tests. The package sdktest tests
// the same promises for generated code and compares the two lists.
type behavior struct {
	promise string
	tests   []test
}

type test struct {
	name string
	run  func(*testing.T)
}

func TestBehavior(t *testing.T) {
	for _, b := range behaviors {
		t.Run(b.promise, func(t *testing.T) {
			for _, test := range b.tests {
				t.Run(test.name, test.run)
			}
		})
	}
}

var behaviors = []behavior{
	{"numbers and booleans in strings are decoded, other types are errors with a path", []test{
		{"tolerated kinds", testKinds},
	}},
	{"large integers are exact", []test{
		{"beyond the exact floats", testLargeIntegers},
	}},
	{"unknown enum values are preserved, known values match in any case", []test{
		{"alone and in lists", testEnums},
	}},
	{"unknown types, properties, and nulls are preserved", []test{
		{"there and back", testUnknown},
	}},
	{"empty path keys are errors, others are escaped", []test{
		{"keys", testKeys},
	}},
	{"every response except 2xx is an error that can be formatted", []test{
		{"any 2xx is a success", testSuccess},
		{"errors are errors", testErrors},
		{"typed error bodies", testTypedErrors},
		{"error bodies of the client", testClientErrorBodies},
		{"cut error bodies", testCutErrorBody},
		{"a missing result", testNoBody},
		{"malformed responses", testOddAnswers},
	}},
	{"429, and 503 with Retry-After, are retried for any method", []test{
		{"retries", testRetries},
		{"bodies are drained", testDrain},
		{"bodies are drained up to a limit", testDrainLimits},
		{"at most thrice, and not over the cap or the deadline", testRetryLimits},
		{"the time-out covers the waits", testTimeoutCoversWaits},
	}},
	{"other transient faults are retried for idempotent methods", []test{
		{"502, 503, 504 and lost connections", testPassingFaults},
		{"policy of the client and the call", testRetryPolicy},
		{"cut bodies", testCut},
		{"permanent errors", testHopeless},
		{"HTTP/2", testHTTP2},
	}},
	{"redirects to another host are followed without the token, links are refused", []test{
		{"redirect", testRedirect},
		{"redirect with a body", testRedirectBody},
		{"redirect and back", testRedirectBack},
		{"redirect that changes the method", testRedirectMethod},
		{"redirect and the caller's http client", testRedirectOwnClient},
		{"link to another host", testForeignLink},
		{"link of the same origin", testLink},
	}},
	{"hanging servers and canceled calls leak no resources", []test{
		{"hanging server", testHanging},
		{"hanging bodies", testHangingBodies},
		{"cancelled while waiting", testCancelWait},
		{"time-out of the call", testTimeout},
		{"contexts that are nil or over", testOddContexts},
		{"no goroutine and no connection", testNoLeak},
	}},
	{"bodies over the limit are errors", []test{
		{"plain", testLimit},
		{"compressed", testCompressedLimit},
	}},
	{"without a token no request is sent, and no output contains the token", []test{
		{"token source fails", testTokenFails},
		{"token for each attempt", testTokenPerAttempt},
		{"token over plain http", testPlainHTTP},
		{"secrets do not show", testSecrets},
		{"addresses in errors of others", testAddressesInErrors},
		{"API keys", testAPIKeys},
	}},
	{"other behaviors", []test{
		{"request as documented", testRequest},
		{"body is nil", testNilBody},
		{"headers of the call", testHeaders},
		{"request hook", testRequestHook},
		{"request hook that signs or fails", testRequestHookWays},
		{"response hook", testHook},
		{"log", testLog},
		{"hooks that panic", testHookPanics},
		{"middleware", testMiddleware},
		{"middleware that breaks the rules", testBadMiddleware},
		{"expect continue", testExpectContinue},
		{"connections are shared", testSharedConnections},
		{"concurrent use", testConcurrent},
	}},
}

// testKinds reads the JSON values that services send for a number.
func testKinds(t *testing.T) {
	for _, tt := range []struct{ answer, want string }{
		{`{"resultInfo":{"code":"200","subcode":5001},"isMuted":"false"}`, ""},
		{`{"results":[{"code":1},{"code":"two"}]}`, `json: results[1].code: expected a 32-bit integer, found the string "two" (offset 31)`},
		{`{"results":[{"code":{}}]}`, "json: results[0].code: expected a 32-bit integer, found an object (offset 20)"},
		{`{"isMuted":"perhaps"}`, `json: isMuted: expected a boolean, found the string "perhaps" (offset 11)`},
		{`{"results":`, "json: results: expected an array, found the end (offset 11)"},
	} {
		w := newWorld(t, body(tt.answer))
		var v call
		err := w.request("GET").Receive(context.Background(), v.DecodeJSON)
		if tt.want == "" {
			if err != nil || v.Result.Code != 200 || *v.Result.Subcode != 5001 || v.Muted == nil || *v.Muted {
				t.Errorf("%s: %+v, %v", tt.answer, v, err)
			}
			continue
		}
		var e *DecodeError
		if !errors.As(err, &e) || err.Error() != "rest: GET "+w.server.URL+"/calls: "+tt.want {
			t.Errorf("%s: got %v, want %s", tt.answer, err, tt.want)
		}
	}
}

// thereAndBack reads a call from the service and sends it back.
func thereAndBack(t *testing.T, text string) (v call, sent string) {
	t.Helper()
	w := newWorld(t, body(text))
	if err := w.request("GET").Receive(context.Background(), v.DecodeJSON); err != nil {
		t.Fatal(err)
	}
	q := w.client.Root().Request("PUT", "")
	q.Body("application/json", v.EncodeJSON)
	if err := q.Send(context.Background()); err != nil {
		t.Fatal(err)
	}
	return v, strings.TrimPrefix(w.sent()[1], "PUT / ")
}

func testLargeIntegers(t *testing.T) {
	const exact = 9007199254740993
	w := newWorld(t, body(fmt.Sprintf("[%d,\"%d\"]", exact, exact)))
	var got []int64
	if err := w.request("GET").Receive(context.Background(), func(d *Decoder) { got = ReadList(d, (*Decoder).Int64) }); err != nil || !slices.Equal(got, []int64{exact, exact}) {
		t.Errorf("read %d, %v", got, err)
	}
	if _, sent := thereAndBack(t, `{"total":9007199254740993}`); !strings.Contains(sent, `"total":9007199254740993`) {
		t.Errorf("sent %s", sent)
	}
}

func testEnums(t *testing.T) {
	v, sent := thereAndBack(t, `{"state":"onTheMoon","states":["Established","hologram","TERMINATED"]}`)
	if *v.State != "onTheMoon" || !slices.Equal(v.States, []callState{"established", "hologram", "terminated"}) {
		t.Errorf("read %v, %v", *v.State, v.States)
	}
	if !strings.Contains(sent, `"state":"onTheMoon","states":["established","hologram","terminated"]`) {
		t.Errorf("sent %s", sent)
	}
}

func testUnknown(t *testing.T) {
	const unknown = `"moon":{"phase":[0.50,null,{"a":"\u00e9"}]},"sun":null`
	if _, sent := thereAndBack(t, "{"+unknown+"}"); !strings.Contains(sent, unknown) {
		t.Errorf("sent %s", sent)
	}
}

func testKeys(t *testing.T) {
	w := newWorld(t, status(204))
	send := func(key string) error {
		return w.client.Root().Segment("calls").Key("call-id", key).Segment("reject").Request("POST", "").Send(context.Background())
	}
	for _, key := range []string{"", ".", ".."} {
		if err := send(key); err == nil || !strings.Contains(err.Error(), "the path parameter call-id is") || len(w.sent()) != 0 {
			t.Errorf("the key %q: %v", key, err)
		}
	}
	if err := send("../../users/me?x=1#f"); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"POST /calls/..%2F..%2Fusers%2Fme%3Fx=1%23f/reject"}, w.sent()); diff != "" {
		t.Error(diff)
	}
}

func testRequest(t *testing.T) {
	var got http.Header
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) { got = r.Header; rw.WriteHeader(202) })
	q := w.client.Root().Segment("communications").Segment("calls").Key("call-id", "a/b c").Segment("reject").Request("POST", "")
	q.Query("$select", "id", "state")
	q.QueryList("tags", ",", "a,b", "c d")
	q.Body("application/json", func(e *Encoder) { e.Object(nil); e.Key("reason"); e.String("busy"); e.End() })
	q.Accept("application/json")
	q.Header("If-Match", "old")
	q.Cookie("session", "1")
	q.Apply(&Options{Header: http.Header{"if-match": {"W/1"}}})
	if err := q.Send(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := []string{`POST /communications/calls/a%2Fb%20c/reject?$select=id&$select=state&tags=a%2Cb,c%20d {"reason":"busy"}`}
	if diff := cmp.Diff(want, w.sent()); diff != "" {
		t.Error(diff)
	}
	wantHeader := http.Header{
		"Accept": {"application/json"}, "Content-Type": {"application/json"}, "If-Match": {"W/1"}, "Cookie": {"session=1"},
		"User-Agent": {"fragen-test/1"}, "Authorization": {"Bearer " + secretToken}, "Content-Length": {"17"}, "Accept-Encoding": {"gzip"},
	}
	if diff := cmp.Diff(wantHeader, got); diff != "" {
		t.Error(diff)
	}
}

func testSuccess(t *testing.T) {
	for _, code := range []int{200, 201, 202, 204, 206, 299} {
		w := newWorld(t, status(code))
		if err := w.send("POST"); err != nil {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func testErrors(t *testing.T) {
	tests := []struct {
		status                int
		kind, body            string
		header                string // value of request-id
		code, message, id, is string
	}{
		{
			401, "application/json", `{"error":{"code":"InvalidAuthenticationToken","message":"expired","innerError":{"request-id":"r1","code":"inner","message":"inner"}}}`, "",
			"InvalidAuthenticationToken", "expired", "r1", "401 Unauthorized: InvalidAuthenticationToken: expired (request id r1)",
		},
		{403, "application/json", `{"code":7,"message":"no"}`, "r2", "7", "no", "r2", "403 Forbidden: 7: no (request id r2)"},
		{404, "application/problem+json", `{"type":"https://x/lost","title":"Lost","detail":"call is gone","status":404}`, "", "https://x/lost", "call is gone", "", "404 Not Found: https://x/lost: call is gone"},
		{409, "application/problem+json", `{"type":"about:blank","title":"Conflict"}`, "", "", "Conflict", "", "409 Conflict: Conflict"},
		{400, "application/json", `{"error":"invalid_grant","error_description":"line\none"}`, "", "invalid_grant", "line\none", "", "400 Bad Request: invalid_grant: line one"},
		{412, "application/json", `{"Fehler":1}`, "", "", "", "", `412 Precondition Failed: "{\"Fehler\":1}"`},
		{500, "text/html", "<html>\n<b>oops</b>", "r3", "", "", "r3", `500 Internal Server Error: "<html>\n<b>oops</b>" (request id r3)`},
		{500, "application/json", `{"error":{"code":["x"],"message":{"en":"m"}},"x":`, "", "", "", "", `500 Internal Server Error: "{\"error\":{\"code\":[\"x\"],\"message\":{\"en\":\""…`},
		{500, "application/json", `{"error":{"code":"cut"`, "", "cut", "", "", `500 Internal Server Error: cut`},
		{501, "", "", "", "", "", "", "501 Not Implemented"},
		{599, "", "null", "", "", "", "", `status 599: "null"`},
		{304, "", "", "", "", "", "", "304 Not Modified"},
	}
	for _, tt := range tests {
		w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Content-Type", tt.kind)
			if tt.header != "" {
				rw.Header().Set("request-id", tt.header)
			}
			rw.WriteHeader(tt.status)
			_, _ = io.WriteString(rw, tt.body)
		})
		err := w.send("POST")
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%d: %v", tt.status, err)
			continue
		}
		got := []string{e.Code, e.Message, e.RequestID, err.Error(), e.Excerpt}
		want := []string{tt.code, tt.message, tt.id, "POST " + w.server.URL + "/calls: " + tt.is, tt.body}
		if diff := cmp.Diff(want, got); diff != "" || e.StatusCode != tt.status || e.Method != "POST" {
			t.Errorf("%d: %s", tt.status, diff)
		}
	}
	for _, e := range []*Error{nil, {}, {Code: "\n", Message: "\x00\u2028", Excerpt: "\xff"}} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
			if s := fmt.Sprintf(format, e); strings.Contains(s, "PANIC") {
				t.Errorf("printing %s panics: %s", format, s)
			}
		}
	}
}

func testTypedErrors(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		code := 400
		_, _ = fmt.Sscanf(r.Header.Get("X-Status"), "%d", &code)
		rw.WriteHeader(code)
		_, _ = io.WriteString(rw, r.Header.Get("X-Body"))
	})
	get := func(code, text string) error {
		q := w.request("GET")
		q.Header("X-Status", code)
		q.Header("X-Body", text)
		q.ErrorBody("default", func(d *Decoder) any { return ReadModelPointer[call](d) })
		q.ErrorBody("4xx", func(d *Decoder) any { return ReadModelPointer[resultInfo](d) })
		q.ErrorBody("404", func(d *Decoder) any { v := d.String(); return &v })
		return q.Send(context.Background())
	}
	if v, ok := BodyAs[string](get("404", `"gone"`)); !ok || *v != "gone" {
		t.Errorf("404: %v, %v", v, ok)
	}
	if v, ok := BodyAs[resultInfo](fmt.Errorf("wrapped: %w", get("409", `{"code":"7"}`))); !ok || v.Code != 7 {
		t.Errorf("409: %v, %v", v, ok)
	}
	if v, ok := BodyAs[call](get("500", `{"callbackUri":"x"}`)); !ok || v.CallbackURI != "x" {
		t.Errorf("500: %v, %v", v, ok)
	}
	for _, text := range []string{"", "null", "<html>", `{"code":`, `{"code":"x"}`} {
		if v, ok := BodyAs[resultInfo](get("409", text)); ok {
			t.Errorf("body %s is read as %v", text, v)
		}
	}
	if _, ok := BodyAs[string](errors.New("other")); ok {
		t.Error("an error of another kind has a body")
	}
}

// A client's error bodies apply to requests that declare none.
func testClientErrorBodies(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(404)
		_, _ = io.WriteString(rw, `{"code":"7"}`)
	})
	w.client.ErrorBody("4XX", ErrorModel[resultInfo])
	send := func(declare func(*Request)) error {
		q := w.client.Root(RequireNone()).Request("GET", "/")
		declare(q)
		return q.Send(context.Background())
	}
	if v, ok := BodyAs[resultInfo](send(func(*Request) {})); !ok || v.Code != 7 {
		t.Errorf("client's body: %v, %v", v, ok)
	}
	err := send(func(q *Request) { q.ErrorBody("404", ErrorModel[call]) })
	if _, ok := BodyAs[call](err); !ok {
		t.Errorf("request's own body is not decoded: %v", err)
	}
	err = send(func(q *Request) { q.ErrorBody("5XX", ErrorModel[call]) })
	if _, ok := BodyAs[resultInfo](err); ok {
		t.Error("the client's body is decoded although the request declares its own")
	}
	if v, ok := BodyAs[resultInfo](send((*Request).NoErrorBody)); ok {
		t.Errorf("NoErrorBody: decoded %v", v)
	}
}

func testNoBody(t *testing.T) {
	for _, code := range []int{200, 202, 204} {
		w := newWorld(t, status(code))
		raw, err := w.get()
		want := fmt.Sprintf("rest: GET %s/calls: %d %s: the response has no body; expected a result", w.server.URL, code, http.StatusText(code))
		if raw != nil || err == nil || err.Error() != want {
			t.Errorf("got %s, %v, want %s", raw, err, want)
		}
	}
	w := newWorld(t, turns(status(204), status(204), status(200), body("text")))
	if s, err := w.request("GET").ReceiveStream(context.Background()); s != nil || err == nil {
		t.Errorf("204: %v, %v", s, err)
	}
	if s, err := w.request("GET").ReceiveText(context.Background()); s != "" || err == nil {
		t.Errorf("204: %q, %v", s, err)
	}
	if s, err := w.request("GET").ReceiveText(context.Background()); s != "" || err != nil {
		t.Errorf("200 without content: %q, %v", s, err)
	}
	if s, err := w.request("GET").ReceiveText(context.Background()); s != "text" || err != nil {
		t.Errorf("200: %q, %v", s, err)
	}
	w = newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(rw, "<html>log in")
	})
	_, err := w.get()
	want := "rest: GET " + w.server.URL + `/calls: the response is "text/html": json: expected a value, found '<' (offset 0)`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

var allMethods = []string{"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH"}

// fault is the result of the first attempt and the expected wait before the
// second one, if any.
type fault struct {
	name    string
	handle  http.HandlerFunc
	wait    time.Duration
	methods []string // methods that are retried
}

// holdFaults tries every fault with every method.
func holdFaults(t *testing.T, now time.Time, faults []fault) {
	for _, f := range faults {
		for _, method := range allMethods {
			w := newWorld(t, turns(f.handle, status(204)))
			w.client.clock.now = func() time.Time { return now }
			err := w.send(method)
			calls, waits := 1, []time.Duration(nil)
			if slices.Contains(f.methods, method) {
				calls, waits = 2, []time.Duration{f.wait}
			}
			sent := w.sent()
			if len(sent) != calls || (err == nil) != (calls == 2) || !slices.Equal(w.waits, waits) {
				t.Errorf("%s %s: %d requests, waits %v, %v", method, f.name, len(sent), w.waits, err)
			}
			if last := sent[len(sent)-1]; last != sent[0] {
				t.Errorf("%s %s: resent as %q after %q", method, f.name, last, sent[0])
			}
		}
	}
}

func testRetries(t *testing.T) {
	now := time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC)
	at := func(after time.Duration) http.HandlerFunc {
		return status(503, "Date", now.Format(http.TimeFormat), "Retry-After", now.Add(after).Format(http.TimeFormat))
	}
	holdFaults(t, now.Add(-3*time.Hour), []fault{ // the service's clock counts
		{"429", status(429), 500 * time.Millisecond, allMethods},
		{"429 with seconds", status(429, "Retry-After", "7"), 7 * time.Second, allMethods},
		{"429 with 0", status(429, "Retry-After", "0"), 0, allMethods},
		{"429 with less than 0", status(429, "Retry-After", "-5"), 500 * time.Millisecond, allMethods},
		{"429 with nonsense", status(429, "Retry-After", "soon"), 500 * time.Millisecond, allMethods},
		{"429 with the cap", status(429, "Retry-After", "60"), time.Minute, allMethods},
		{"429 with more than the cap", status(429, "Retry-After", "61"), 0, nil},
		{"503 with seconds", status(503, "Retry-After", "7"), 7 * time.Second, allMethods},
		{"503 with a date", at(30 * time.Second), 30 * time.Second, allMethods},
		{"503 with a date in the past", at(-time.Hour), 0, allMethods},
		{"503 with a date beyond the cap", at(time.Hour), 0, nil},
		{"503 with 0", status(503, "Retry-After", "0"), 0, allMethods},
	})
}

func testPassingFaults(t *testing.T) {
	idempotent := []string{"GET", "HEAD", "OPTIONS", "PUT", "DELETE"}
	holdFaults(t, time.Now(), []fault{
		{"503", status(503), 500 * time.Millisecond, idempotent},
		{"503 with nonsense", status(503, "Retry-After", "soon"), 500 * time.Millisecond, idempotent},
		{"502", status(502), 500 * time.Millisecond, idempotent},
		{"504", status(504), 500 * time.Millisecond, idempotent},
		{"504 with seconds", status(504, "Retry-After", "7"), 7 * time.Second, idempotent},
		{"lost connection", hangUp, 500 * time.Millisecond, idempotent},
		{"reset connection", reset, 500 * time.Millisecond, idempotent},
		{"500", status(500), 0, nil},
		{"501", status(501), 0, nil},
		{"408", status(408), 0, nil},
	})
}

// A body that is not read completely costs the connection.
func testDrain(t *testing.T) {
	connections := map[string]bool{}
	large := func(code int) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			connections[r.RemoteAddr] = true
			rw.WriteHeader(code)
			_, _ = io.WriteString(rw, strings.Repeat("x", 100_000))
		}
	}
	w := newWorld(t, turns(large(429), large(429), large(200), large(400)))
	if err := w.send("POST"); err != nil {
		t.Error(err)
	}
	if err := w.send("POST"); err == nil {
		t.Error("400 is a success")
	}
	if len(connections) != 1 || len(w.sent()) != 4 {
		t.Errorf("%d connections for %d requests", len(connections), len(w.sent()))
	}
}

func testRetryLimits(t *testing.T) {
	w := newWorld(t, status(429))
	var e *Error
	if err := w.send("POST"); !errors.As(err, &e) || e.StatusCode != 429 || len(w.sent()) != 4 {
		t.Errorf("%d requests, %v", len(w.sent()), err)
	}
	if diff := cmp.Diff([]time.Duration{5e8, 1e9, 2e9}, w.waits); diff != "" {
		t.Error(diff)
	}
	for _, after := range []string{"61", "99999999999999999999999", time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)} {
		w = newWorld(t, status(429, "Retry-After", after))
		if err := w.send("POST"); !errors.As(err, &e) || len(w.sent()) != 1 || e.RetryAfter <= 60*time.Second {
			t.Errorf("over the cap: %d requests, %v", len(w.sent()), err)
		}
	}
	w = newWorld(t, status(503, "Retry-After", "30"))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := w.request("POST").Send(ctx); !errors.As(err, &e) || len(w.sent()) != 1 || len(w.waits) != 0 {
		t.Errorf("over the deadline: %d requests, %v", len(w.sent()), err)
	}
}

func testRetryPolicy(t *testing.T) {
	attempts := func(o *RetryPolicy, options ...Option) int {
		w := newWorld(t, hangUp, options...)
		q := w.request("POST")
		q.Apply(&Options{Retry: o})
		if err := q.Send(context.Background()); err == nil {
			t.Error("no error for a lost connection")
		}
		return len(w.sent())
	}
	if n := attempts(&RetryPolicy{MaxRetries: 2, NonIdempotent: true}); n != 3 {
		t.Errorf("the call's policy: %d requests", n)
	}
	if n := attempts(nil, WithRetry(RetryPolicy{MaxRetries: 1, NonIdempotent: true})); n != 2 {
		t.Errorf("the client's policy: %d requests", n)
	}
	if n := attempts(&RetryPolicy{}, WithRetry(RetryPolicy{MaxRetries: 1, NonIdempotent: true})); n != 1 {
		t.Errorf("no retries: %d requests", n)
	}
	w := newWorld(t, turns(hangUp, status(204)))
	q := w.request("POST")
	q.Header("Idempotency-Key", "k1")
	if err := q.Send(context.Background()); err != nil || len(w.sent()) < 2 {
		t.Errorf("with an idempotency key: %d requests, %v", len(w.sent()), err)
	}
}

func testTokenPerAttempt(t *testing.T) {
	var n atomic.Int64
	var seen []string
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		rw.WriteHeader(429)
	}, WithToken(func(context.Context) (string, error) { return fmt.Sprintf("t%d", n.Add(1)), nil }))
	q := w.request("GET")
	q.Apply(&Options{Retry: &RetryPolicy{MaxRetries: 1}})
	_ = q.Send(context.Background())
	q = w.request("GET")
	q.Unauthenticated()
	q.Apply(&Options{Retry: &RetryPolicy{}})
	_ = q.Send(context.Background())
	if diff := cmp.Diff([]string{"Bearer t1", "Bearer t2", ""}, seen); diff != "" {
		t.Error(diff)
	}
}

func testRedirect(t *testing.T) {
	var got http.Header
	var path string
	other := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		got, path = r.Header, r.RequestURI
		body(`{"ok":true}`)(rw, r)
	}))
	defer other.Close()
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, other.URL+"/there", http.StatusTemporaryRedirect)
	}, WithAPIKey(InHeader, "X-Key", secretToken), WithAPIKey(InQuery, "key", secretToken), WithAPIKey(InCookie, "c", secretToken))
	raw, err := w.get()
	if err != nil || string(raw) != `{"ok":true}` || path != "/there" {
		t.Fatalf("%s, %v, %s", raw, err, path)
	}
	want := http.Header{"Accept": {"application/json"}, "User-Agent": {"fragen-test/1"}, "Accept-Encoding": {"gzip"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sent to another host: %s", diff)
	}

	w = newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/calls" {
			http.Redirect(rw, r, "/moved", http.StatusPermanentRedirect)
			return
		}
		got = r.Header
	})
	if err := w.send("POST"); err != nil || got.Get("Authorization") != "Bearer "+secretToken {
		t.Errorf("redirect on the same host: %v, %v", err, got)
	}
	if diff := cmp.Diff([]string{`POST /calls {"reason":"busy"}`, `POST /moved {"reason":"busy"}`}, w.sent()); diff != "" {
		t.Error(diff)
	}

	w = newWorld(t, func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/calls", http.StatusFound) })
	want2 := "rest: GET " + w.server.URL + "/calls: stopped after 10 redirects"
	if _, err := w.get(); err == nil || err.Error() != want2 || len(w.sent()) != 10 {
		t.Errorf("a loop: %d requests, %v", len(w.sent()), err)
	}
}

// A redirect to another host and back must not send the token to a URL that the
// other host chose.
func testRedirectBack(t *testing.T) {
	var last http.Header
	home := newWorld(t, nil)
	away := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, home.server.URL+"/chosen", http.StatusFound)
	}))
	defer away.Close()
	home.server.Config.Handler = http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if last = r.Header; r.URL.Path == "/calls" {
			http.Redirect(rw, r, away.URL, http.StatusFound)
		}
	})
	if err := home.send("GET"); err != nil || last.Get("Authorization") != "" {
		t.Errorf("there and back: %v, %v", err, last)
	}
}

func testRedirectMethod(t *testing.T) {
	for code, want := range map[int]int{301: 1, 302: 1, 303: 2, 307: 2, 308: 2} {
		w := newWorld(t, turns(func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/login", code) }, status(200)))
		err := w.send("DELETE")
		var e *Error
		if got := len(w.sent()); got != want || (err == nil) != (want == 2) || err != nil && (!errors.As(err, &e) || e.StatusCode != code) {
			t.Errorf("%d: %d requests, %v", code, got, err)
		}
	}
	// The target of a 303 may redirect again.
	w := newWorld(t, turns(status(303, "Location", "/result"), status(302, "Location", "/moved"), status(200)))
	if err := w.send("POST"); err != nil || len(w.sent()) != 3 {
		t.Errorf("303, then 302: %v, %v", err, w.sent())
	}
}

func testRedirectOwnClient(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, strings.Replace("http://"+r.Host, "127.0.0.1", "localhost", 1)+"/away", http.StatusFound)
	})
	var seen []string
	own := &http.Client{CheckRedirect: func(req *http.Request, _ []*http.Request) error {
		seen = append(seen, req.URL.Hostname()+req.Header.Get("Authorization"))
		return http.ErrUseLastResponse
	}}
	w.client = w.newClient(w.server.URL, WithHTTPClient(own))
	var e *Error
	if err := w.send("GET"); !errors.As(err, &e) || e.StatusCode != 302 {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff([]string{"localhost"}, seen); diff != "" {
		t.Error(diff)
	}
}

func testForeignLink(t *testing.T) {
	w := newWorld(t, status(204))
	host := w.server.Listener.Addr().String()
	for _, link := range []string{
		"https://" + host + "/x", "http://evil.example/x", "//evil.example/x", "http://" + host + "1/x", "http://user@" + host + "/x",
		"http://user:" + secretToken + "@evil.example/", "http://" + host + "\\@evil.example/", "", "mailto:x", "http://%zz/" + secretToken,
		"http://evil.example/?token=" + secretToken,
	} {
		err := w.client.Root().Segment("calls").WithURL(link).Request("GET", "").Send(context.Background())
		if err == nil {
			t.Errorf("%s is followed", link)
		}
		w.isClean(err)
	}
	_, err := NewClient("http://user:"+secretToken+"@localhost", "")
	w.isClean(err)
	if err == nil || len(w.sent()) != 0 {
		t.Errorf("%v was sent, %v", w.sent(), err)
	}
}

func testLink(t *testing.T) {
	w := newWorld(t, status(204))
	upper := strings.Replace(w.server.URL, "http", "HTTP", 1)
	for _, link := range []string{w.server.URL + "/calls?$skiptoken=a%2Fb#f", upper + "/calls?$skiptoken=a%2Fb", "/calls?$skiptoken=a%2Fb"} {
		q := w.client.Root().Segment("other").WithURL(link).Request("GET", "")
		q.Query("$top", "5")
		if err := q.Send(context.Background()); err != nil {
			t.Errorf("%s: %v", link, err)
		}
	}
	want := "GET /calls?$skiptoken=a%2Fb"
	if diff := cmp.Diff([]string{want, want, want}, w.sent()); diff != "" {
		t.Error(diff)
	}
	if err := w.client.Root().WithURL("/x").Segment("y").Request("GET", "").Send(context.Background()); err == nil {
		t.Error("a segment behind a link is accepted")
	}
}

func testHanging(t *testing.T) {
	for _, start := range []bool{false, true} {
		release := make(chan bool)
		w := newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
			if start {
				rw.WriteHeader(200)
				rw.(http.Flusher).Flush()
			}
			<-release
		})
		ctx, cancel := context.WithCancel(context.Background())
		time.AfterFunc(20*time.Millisecond, cancel)
		begin := time.Now()
		err := w.request("GET").Receive(ctx, func(d *Decoder) { d.Skip() })
		want := "rest: GET " + w.server.URL + "/calls: context canceled"
		if !errors.Is(err, context.Canceled) || err.Error() != want || time.Since(begin) > 2*time.Second || len(w.waits) != 0 {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		close(release)
	}
	w := newWorld(t, status(204))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.request("GET").Send(ctx); !errors.Is(err, context.Canceled) || len(w.sent()) != 0 {
		t.Errorf("cancelled before: %d requests, %v", len(w.sent()), err)
	}
}

func testCancelWait(t *testing.T) {
	w := newWorld(t, status(429, "Retry-After", "50"))
	w.client.clock.wait = wait
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(20*time.Millisecond, cancel)
	begin := time.Now()
	if err := w.request("GET").Send(ctx); !errors.Is(err, context.Canceled) || time.Since(begin) > 2*time.Second {
		t.Errorf("after %v: %v", time.Since(begin), err)
	}
	if err := wait(context.Background(), time.Microsecond); err != nil {
		t.Error(err)
	}
}

func testTimeout(t *testing.T) {
	release := make(chan bool)
	w := newWorld(t, func(http.ResponseWriter, *http.Request) { <-release })
	defer close(release)
	q := w.request("GET")
	q.Apply(&Options{Timeout: 20 * time.Millisecond})
	if err := q.Send(context.Background()); !errors.Is(err, context.DeadlineExceeded) || len(w.sent()) != 1 {
		t.Errorf("%d requests, %v", len(w.sent()), err)
	}
}

func testNoLeak(t *testing.T) {
	before := runtime.NumGoroutine()
	var open atomic.Int64
	server := httptest.NewUnstartedServer(turns(status(429), status(503, "Retry-After", "1"), hangUp, cutBody, body(`{}`), status(500)))
	server.Config.ConnState = func(_ net.Conn, s http.ConnState) {
		switch s {
		case http.StateNew:
			open.Add(1)
		case http.StateClosed:
			open.Add(-1)
		}
	}
	server.Start()
	transport := &http.Transport{}
	w := &world{t: t}
	c := w.newClient(server.URL, WithHTTPClient(&http.Client{Transport: transport}))
	for i := range 50 {
		ctx, cancel := context.WithCancel(context.Background())
		if i%5 == 4 {
			time.AfterFunc(time.Duration(i)*50*time.Microsecond, cancel)
		}
		_ = c.Root().Request("GET", "").Receive(ctx, func(d *Decoder) { d.Skip() })
		cancel()
	}
	if n := open.Load(); n > 4 {
		t.Errorf("%d connections are open: bodies are not drained", n)
	}
	transport.CloseIdleConnections()
	server.Close()
	for range 100 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stack := make([]byte, 1<<20)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stack[:runtime.Stack(stack, true)])
}

func testLimit(t *testing.T) {
	var sent atomic.Int64
	endless := func(rw http.ResponseWriter, _ *http.Request) {
		for range 64 << 10 {
			n, err := rw.Write(bytes.Repeat([]byte(" "), 1024))
			if sent.Add(int64(n)); err != nil {
				return
			}
		}
	}
	w := newWorld(t, endless, WithMaxResponseBytes(1000))
	_, err := w.get()
	want := "rest: GET " + w.server.URL + "/calls: the response is longer than 1000 bytes: see WithMaxResponseBytes"
	if err == nil || err.Error() != want || len(w.sent()) != 1 || sent.Load() > 32<<20 {
		t.Errorf("got %v after %d requests and %d bytes, want %s", err, len(w.sent()), sent.Load(), want)
	}
	w = newWorld(t, status(200, "Content-Length", "1001"), WithMaxResponseBytes(1000))
	if _, err := w.get(); err == nil || !strings.Contains(err.Error(), "longer than 1000") {
		t.Errorf("by Content-Length: %v", err)
	}
	w = newWorld(t, body(`[`+strings.Repeat(" ", 998)+`]`), WithMaxResponseBytes(1000))
	if _, err := w.get(); err != nil {
		t.Errorf("of just the limit: %v", err)
	}
	w = newWorld(t, func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(400)
		_, _ = io.WriteString(rw, strings.Repeat("é", 5000))
	})
	var e *Error
	if err := w.send("GET"); !errors.As(err, &e) || len(e.Excerpt) != 4096 || len(err.Error()) > 300 {
		t.Errorf("%d bytes of excerpt, %v", len(e.Excerpt), err)
	}
}

func testCut(t *testing.T) {
	w := newWorld(t, turns(cutBody, body(`{"a":1}`)))
	if raw, err := w.get(); err != nil || string(raw) != `{"a":1}` || len(w.sent()) != 2 {
		t.Errorf("GET: %s, %v", raw, err)
	}
	w = newWorld(t, cutBody)
	err := w.request("POST").Receive(context.Background(), func(d *Decoder) { d.Skip() })
	want := "rest: POST " + w.server.URL + "/calls: the response ended after 5 bytes: unexpected EOF"
	if err == nil || err.Error() != want || !errors.Is(err, io.ErrUnexpectedEOF) || len(w.sent()) != 1 {
		t.Errorf("POST: %v after %d requests", err, len(w.sent()))
	}
	if err := w.send("POST"); err != nil {
		t.Errorf("a truncated unused body: %v", err)
	}
}

func testTokenFails(t *testing.T) {
	failure := errors.New("no credentials")
	for _, tt := range []struct {
		token string
		err   error
		want  string
	}{
		{"", failure, "token source: no credentials"},
		{"", nil, "token source: the token is empty"},
		{secretToken + "\n", nil, "token source: the token contains characters that are invalid in a header"},
	} {
		w := newWorld(t, status(204), WithToken(func(context.Context) (string, error) { return tt.token, tt.err }))
		err := w.send("GET")
		if want := "rest: GET " + w.server.URL + "/calls: " + tt.want; err == nil || err.Error() != want || !errors.Is(err, tt.err) && tt.err != nil {
			t.Errorf("got %v, want %s", err, want)
		}
		if w.isClean(err); len(w.sent()) != 0 {
			t.Error("a request was sent")
		}
	}
}

func testPlainHTTP(t *testing.T) {
	asked := false
	token := WithToken(func(context.Context) (string, error) { asked = true; return secretToken, nil })
	sent := WithMiddleware(func(http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 204, Body: http.NoBody, Request: r}, nil
		})
	})
	call := func(base string, o *Options, options ...Option) error {
		c, err := NewClient(base, "", append(options, sent)...)
		if err != nil {
			t.Fatal(err)
		}
		q := c.Root().Request("GET", "")
		q.Apply(o)
		return q.Send(context.Background())
	}
	err := call("http://api.example.com", nil, token)
	want := "rest: GET http://api.example.com: refused to send credentials to api.example.com over plain http: use https"
	if err == nil || err.Error() != want || asked {
		t.Errorf("got %v, asked for a token: %v", err, asked)
	}
	header := &Options{Header: http.Header{"authorization": {"Bearer x"}}}
	for i, err := range []error{
		call("http://api.example.com", nil, WithBasicAuth("u", "p")), call("http://10.0.0.1", nil, WithAPIKey(InQuery, "k", "v")),
		call("http://localhost.example.com", header), call("http://127.0.0.1.example.com", nil, token),
	} {
		if err == nil {
			t.Errorf("credentials of case %d were sent", i)
		}
	}
	for _, base := range []string{"http://localhost:1", "http://127.0.0.9", "http://[::1]:80", "https://api.example.com"} {
		if err := call(base, nil, token); err != nil {
			t.Errorf("%s: %v", base, err)
		}
	}
	if err := call("http://api.example.com", nil); err != nil {
		t.Errorf("without credentials: %v", err)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func testSecrets(t *testing.T) {
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	echo := func(rw http.ResponseWriter, r *http.Request) {
		rw.WriteHeader(400)
		_, _ = fmt.Fprintf(rw, `{"error":{"code":"%s","message":"bad %s in %s"}}`, secretToken, r.Header.Get("Authorization"), r.RequestURI)
	}
	w := newWorld(t, turns(echo, hangUp), WithLogger(logger), WithAPIKey(InQuery, "api-version-key", secretToken))
	q := w.request("POST")
	q.Query("access_token", secretToken)
	q.Query("top", "5")
	err := q.Send(context.Background())
	var e *Error
	if !errors.As(err, &e) || e.Message != "bad Bearer *** in /calls?access_token=***&top=5&api-version-key=***" {
		t.Errorf("got %v", err)
	}
	if want := w.server.URL + "/calls?access_token=***&top=5"; e.URL != want {
		t.Errorf("the URL is %s, want %s", e.URL, want)
	}
	lostErr := w.send("POST")
	leaky := w.newClient(w.server.URL, WithLogger(logger), WithMiddleware(func(http.RoundTripper) http.RoundTripper {
		return roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("cannot send %v", r.Header)
		})
	}))
	leakErr := leaky.Root().Request("GET", "").Send(context.Background())
	w.isClean(err.Error(), e.Excerpt, e.Code, lostErr.Error(), leakErr.Error(), log.String())
	for _, want := range []string{"level=DEBUG", "method=POST", "attempt=1", "status=400", "access_token=***", "error=EOF"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log lacks %s:\n%s", want, log.String())
		}
	}
}

func testAPIKeys(t *testing.T) {
	var got *http.Request
	w := newWorld(t, func(_ http.ResponseWriter, r *http.Request) { got = r },
		WithBasicAuth("user", "päss"), WithAPIKey(InHeader, "X-Key", "1"), WithAPIKey(InQuery, "q&", "a b"), WithAPIKey(InCookie, "c", "3"))
	q := w.request("GET")
	q.Query("top", "5")
	q.Cookie("session", "s")
	if err := q.Send(context.Background()); err != nil {
		t.Fatal(err)
	}
	user, password, _ := got.BasicAuth()
	have := []string{user, password, got.Header.Get("X-Key"), got.RequestURI, got.Header.Get("Cookie")}
	if diff := cmp.Diff([]string{"user", "päss", "1", "/calls?top=5&q%26=a%20b", "session=s; c=3"}, have); diff != "" {
		t.Error(diff)
	}
	q = w.request("GET")
	q.Unauthenticated()
	_ = q.Send(context.Background())
	if got.Header.Get("Authorization")+got.Header.Get("X-Key")+got.Header.Get("Cookie") != "" || got.RequestURI != "/calls" {
		t.Errorf("sent without need: %v %v", got.RequestURI, got.Header)
	}
}

func testHook(t *testing.T) {
	w := newWorld(t, turns(status(429), status(202, "Location", "/op/1"), status(404), hangUp))
	var got []Response
	o := &Options{Response: func(r *Response) {
		got = append(got, Response{r.StatusCode, http.Header{"Location": r.Header["Location"]}, r.Attempts})
	}}
	for range 3 {
		q := w.request("POST")
		q.Apply(o)
		_ = q.Send(context.Background())
	}
	want := []Response{{202, http.Header{"Location": {"/op/1"}}, 2}, {404, http.Header{"Location": nil}, 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func testNilBody(t *testing.T) {
	w := newWorld(t, status(204))
	q := w.client.Root().Request("POST", "")
	q.CheckBody(true)
	want := "rest: POST " + w.server.URL + ": the body is nil, but the operation requires one"
	if err := q.Send(context.Background()); err == nil || err.Error() != want || len(w.sent()) != 0 {
		t.Errorf("got %v, want %s", err, want)
	}
	q = w.client.Root().Request("POST", "")
	q.Body("application/json", func(e *Encoder) { e.Null() })
	q.CheckNull()
	if err := q.Send(context.Background()); err == nil || err.Error() != want || len(w.sent()) != 0 {
		t.Errorf("got %v, want %s", err, want)
	}
	q = w.client.Root().Request("POST", "")
	q.Body("application/json", func(e *Encoder) { e.Raw(RawJSON("{")) })
	if err := q.Send(context.Background()); err == nil || len(w.sent()) != 0 {
		t.Errorf("a body that cannot be encoded: %v", err)
	}
	q = w.client.Root().Request("GET", "")
	q.Cookie("c", "a;b")
	if err := q.Send(context.Background()); err == nil || len(w.sent()) != 0 {
		t.Errorf("a cookie that cannot be sent: %v", err)
	}
	q = w.client.Root().Request("GET", "")
	q.Header("X", "a\r\nAuthorization: x")
	if err := q.Send(context.Background()); err == nil || len(w.sent()) != 0 {
		t.Errorf("a header that cannot be sent: %v", err)
	}
	if err := (Resource{}).Segment("x").Request("GET", "").Send(context.Background()); err == nil {
		t.Error("a builder without a client works")
	}
}

func testMiddleware(t *testing.T) {
	var order []string
	add := func(name string) Option {
		return WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
			return roundTrip(func(r *http.Request) (*http.Response, error) {
				order = append(order, name)
				return next.RoundTrip(r)
			})
		})
	}
	w := newWorld(t, status(204), add("outer"), add("inner"))
	if err := w.send("GET"); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"outer", "inner"}, order); diff != "" {
		t.Error(diff)
	}
}

// A client and the options of a call may be used concurrently.
func testConcurrent(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "7") {
			rw.WriteHeader(500)
		}
		body(`{"code":"1"}`)(rw, r)
	}, WithAPIKey(InCookie, "c", "1"), WithLogger(slog.New(slog.NewTextHandler(io.Discard, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	calls := w.client.Root().Segment("calls")
	var answers atomic.Int64
	shared := &Options{
		Header:   http.Header{"x-a": {"1"}, "Cookie": make([]string, 1, 9)},
		Request:  func(r *http.Request) error { r.Header.Add("X-A", "2"); return nil },
		Response: func(*Response) { answers.Add(1) },
		Timeout:  time.Minute,
	}
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			q := calls.Key("id", fmt.Sprint(i)).Request("GET", "")
			q.Apply(shared)
			var v resultInfo
			if err := q.Receive(context.Background(), v.DecodeJSON); (err != nil) != (i%10 == 7) {
				t.Errorf("%d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if answers.Load() != 40 {
		t.Errorf("the hook saw %d responses", answers.Load())
	}
}

func TestNewClient(t *testing.T) {
	_, err := NewClient("", "", WithToken(nil), WithMiddleware(nil), WithMaxResponseBytes(0), WithAPIKey("body", "", ""), WithBasicAuth("a:b", ""))
	want := `rest: WithToken: the function is nil
WithMiddleware: the function is nil
WithMaxResponseBytes: 0 is not positive
WithAPIKey: unknown location "body"; use header, query or cookie
WithAPIKey: the name is empty
WithAPIKey: the key is empty
WithBasicAuth: the user contains a colon
the base URL is empty; set it with WithBaseURL`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	for _, base := range []string{"api.example.com", "ftp://x", "https://", "https://x?a", "https://x?", "https://x#a", "https://u:p@x", "https://x:y"} {
		if _, err := NewClient(base, ""); err == nil {
			t.Errorf("%s is accepted", base)
		}
	}
	c, err := NewClient("https://one", "", nil, WithBaseURL("https://two/v1.0/"), WithHTTPClient(nil))
	if err != nil || c.BaseURL() != "https://two/v1.0" {
		t.Errorf("got %v, %v", c, err)
	}
}

// The caller's http.Client must not change.
func TestHTTPClientIsCopied(t *testing.T) {
	own := &http.Client{Timeout: time.Hour}
	if _, err := NewClient("https://x", "", WithHTTPClient(own), WithMiddleware(func(n http.RoundTripper) http.RoundTripper { return n })); err != nil {
		t.Fatal(err)
	}
	if own.CheckRedirect != nil || own.Transport != nil {
		t.Error("it was changed")
	}
}

func TestShownURL(t *testing.T) {
	c, _ := NewClient("https://x/v1", "", WithAPIKey(InQuery, "Mine", "v"))
	q := c.Root().Segment("a").Request("GET", "")
	for _, name := range []string{"SIG", "Api-Key", "mine", "client_secret", "$skiptoken", "X-Amz-Signature"} {
		q.Query(name, "s1")
	}
	want := "https://x/v1/a?SIG=***&Api-Key=***&mine=***&client_secret=***&$skiptoken=s1&X-Amz-Signature=***"
	if got := q.shownURL(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if _, err := url.Parse(q.url()); err != nil {
		t.Error(err)
	}
}

func TestErrorIsSmallInJSON(t *testing.T) {
	if _, err := json.Marshal(&Error{Method: "GET", Body: &resultInfo{}}); err != nil {
		t.Errorf("an error cannot be logged as JSON: %v", err)
	}
}
