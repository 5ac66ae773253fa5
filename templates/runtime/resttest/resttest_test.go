package resttest

// These tests run the fake against the runtime's client. The generator's case
// "fakes" and package sdktest test it with generated code.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fragen-go/fragen/templates/runtime"
	"github.com/fragen-go/fragen/templates/runtime/jwt"
	"github.com/fragen-go/fragen/templates/runtime/webhook"
)

const (
	list   Operation = "GET /things"
	create Operation = "POST /things"
	read   Operation = "GET /things/{id}"
	named  Operation = "GET /things/latest"
	act    Operation = "POST /things/{id}/my.own.act"
	report Operation = "GET /report(from='{from}',to={to})"
	root   Operation = "GET /"
	escape Operation = "GET /a%2Fb/%7Bx%7D"
	mixed  Operation = "GET /a%20b:{id}"
)

func service() Service {
	return Service{
		Security: []Credentials{{Bearer()}},
		Routes: []Route{
			{Operation: list, Status: 200, Result: EmptyList},
			{Operation: create, Status: 201, Result: EmptyObject},
			{Operation: read, Status: 200, Result: EmptyObject},
			{Operation: named, Status: 200, Result: EmptyString},
			{Operation: act, Status: 202},
			{Operation: report, Status: 200, ContentType: "text/plain", Open: true},
			{Operation: root, Status: 200, Result: EmptyObject, Open: true},
			{Operation: escape, Status: 204},
			{Operation: mixed, Status: 204},
		},
	}
}

func start(t *testing.T) (*Server, rest.Resource) {
	t.Helper()
	s := NewServer(t, service())
	return s, Must[*rest.Client](s)(rest.NewClient("", "test", s.ClientOptions(Bearer())...)).Root()
}

// get reads a thing.
func get(at rest.Resource, id string) (string, error) {
	q := at.Segment("things").Key("id", id).Request(http.MethodGet, "")
	raw, err := rest.Receive(context.Background(), q, (*rest.Decoder).Raw)
	return string(raw), err
}

func post(at rest.Resource, body string) error {
	q := at.Segment("things").Request(http.MethodPost, "")
	q.BodyText("application/json", body)
	return q.Send(context.Background())
}

func status(err error) int {
	if e := (*rest.Error)(nil); errors.As(err, &e) {
		return e.StatusCode
	}
	return 0
}

func TestFind(t *testing.T) {
	s := NewServer(t, service())
	tests := []struct {
		method, path string
		want         Operation
		keys         string
	}{
		{"GET", "/things", list, ""},
		{"POST", "/things", create, ""},
		{"GET", "/things/1", read, "id=1"},
		{"GET", "/things/a%2Fb%20c", read, "id=a/b c"},
		{"GET", "/things/latest", named, ""},
		{"POST", "/things/1/my.own.act", act, "id=1"},
		{"POST", "/things/1/act", act, "id=1"},
		{"POST", "/things/latest/act", act, "id=latest"},
		{"POST", "/things/1/own.act", "", ""},
		{"GET", "/report(from='O''Hara',to=3)", report, "from=O'Hara to=3"},
		{"GET", "/report(from='a%2Fb',to=x,y)", report, "from=a/b to=x,y"},
		{"GET", "/report(from='',to=3)", "", ""},
		{"GET", "/", root, ""},
		{"GET", "/a%2Fb/%7Bx%7D", escape, ""},
		{"GET", "/a%2fb/%7bx%7d", escape, ""},
		{"GET", "/a%252Fb/%257Bx%257D", "", ""},
		{"GET", "/a%20b:%2520", mixed, "id=%20"},
		{"GET", "/things/", "", ""},
		{"GET", "/things//act", "", ""},
		{"PUT", "/things", "", "GET POST"},
		{"GET", "/nowhere", "", ""},
	}
	for _, test := range tests {
		r := httptest.NewRequest(test.method, test.path, nil)
		found, keys, others := s.find(r)
		var op Operation
		parts := others
		if found != nil {
			op, parts = found.Operation, nil
			for name, value := range keys {
				parts = append(parts, name+"="+value)
			}
			slices.Sort(parts)
		}
		if op != test.want || strings.Join(parts, " ") != test.keys {
			t.Errorf("%s %s: %q %q, want %q %q", test.method, test.path, op, parts, test.want, test.keys)
		}
	}
}

func TestHandle(t *testing.T) {
	s, at := start(t)
	s.Handle(read, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", "1")
		w.WriteHeader(http.StatusAccepted)
		_, _ = fmt.Fprintf(w, "%q", r.PathValue("id"))
	}))
	if text, err := get(at, "x/y"); err != nil || text != `"x/y"` {
		t.Errorf("%s, %v", text, err)
	}
	s.Handle(read, nil)
	if text, err := get(at, "x"); err != nil || text != "{}" {
		t.Errorf("%s, %v", text, err)
	}
	if ops := s.Operations(); len(ops) != 9 || ops[0] != list {
		t.Errorf("%v", ops)
	}
}

// TestList reads lists as the runtime writes them. An escaped separator within
// a value does not separate.
func TestList(t *testing.T) {
	s, at := start(t)
	want := []string{"a,b", "c d", "e&f+g", "%2C", ""}
	s.On(list, func(q *Request) error {
		for _, name := range []string{"joined", "repeated"} {
			separator := map[string]string{"joined": ","}[name]
			if got := List(q, InQuery, name, separator, (*rest.Decoder).String); !slices.Equal(got, want) {
				t.Errorf("%s: got %q, want %q", name, got, want)
			}
		}
		if got := List(q, InQuery, "none", ",", (*rest.Decoder).String); got != nil {
			t.Errorf("got %q of nothing", got)
		}
		return q.Err()
	})
	q := at.Segment("things").Request(http.MethodGet, "")
	q.QueryList("joined", ",", want...)
	q.Query("repeated", want...)
	if err := q.Send(context.Background()); err != nil {
		t.Error(err)
	}
}

// failing is a test that records its errors.
type failing struct {
	failures []string
	cleanup  func()
}

func (f *failing) Helper()           {}
func (f *failing) Cleanup(fn func()) { f.cleanup = fn }
func (f *failing) Errorf(format string, args ...any) {
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}
func (f *failing) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func TestWhatFailsTheTest(t *testing.T) {
	for _, lenient := range []bool{false, true} {
		f := &failing{}
		s := NewServer(f, service())
		if lenient {
			s.Lenient()
		}
		at := Must[*rest.Client](s)(rest.NewClient("", "test", s.ClientOptions(Bearer())...)).Root()
		if err := at.Segment("elsewhere").Request(http.MethodGet, "").Send(context.Background()); status(err) != 404 {
			t.Error(err)
		}
		s.On(create, func(q *Request) error {
			Body(q, (*rest.Decoder).Int32)
			return q.Err()
		})
		if err := post(at, `"x"`); status(err) != 400 {
			t.Error(err)
		}
		s.Handle("GET /unheard/of", http.NotFoundHandler())
		f.cleanup()
		want := 3
		if lenient {
			want = 1 // a hook for an unknown operation is an error of the test
		}
		if len(f.failures) != want {
			t.Errorf("lenient %v: %q", lenient, f.failures)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a client with an invalid option does not fail the test")
		}
	}()
	f := &failing{}
	s := NewServer(f, service())
	defer s.Close()
	Must[*rest.Client](s)(rest.NewClient("nonsense", "test"))
}

func TestForms(t *testing.T) {
	s, at := start(t)
	s.Lenient()
	var got []string
	send := func(contentType, body string) error {
		q := at.Segment("things").Request(http.MethodPost, "")
		q.BodyText(contentType, body)
		return q.Send(context.Background())
	}
	s.On(create, func(q *Request) error {
		form := q.Form()
		got = form["a"]
		return q.Err()
	})
	if err := send("application/x-www-form-urlencoded", "a=1&b=x&a=2%20"); err != nil || !slices.Equal(got, []string{"1", "2 "}) {
		t.Errorf("%q, %v", got, err)
	}
	if err := send("application/x-www-form-urlencoded", "a=%zz"); status(err) != 400 {
		t.Error(err)
	}
	s.On(create, func(q *Request) error {
		parts := q.Parts()
		got = parts.Value["a"]
		if err := q.Err(); err != nil {
			return err
		}
		file, err := parts.File["f"][0].Open()
		if err != nil {
			return err
		}
		data, err := io.ReadAll(file)
		got = append(got, string(data))
		return err
	})
	const body = "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x\r\nContent-Disposition: form-data; name=\"f\"; filename=\"g\"\r\n\r\ndata\r\n--x--\r\n"
	if err := send("multipart/form-data; boundary=x", body); err != nil || !slices.Equal(got, []string{"1", "data"}) {
		t.Errorf("%q, %v", got, err)
	}
	if err := send("multipart/form-data", body); status(err) != 400 {
		t.Error(err)
	}
}

func TestErrors(t *testing.T) {
	tests := []struct {
		name string
		err  error
		form ErrorForm
		body string
		code int
	}{
		{"wrapped", Status(404, "c", "m"), WrappedErrors, `{"error":{"code":"c","message":"m"}}`, 404},
		{"plain", Status(409, "c", "m"), PlainErrors, `{"code":"c","message":"m"}`, 409},
		{"problem", Status(422, "c", "m"), ProblemErrors, `{"type":"c","title":"Unprocessable Entity","status":422,"detail":"m"}`, 422},
		{"problem without a code", Status(409, "", "m"), ProblemErrors, `{"title":"Conflict","status":409,"detail":"m"}`, 409},
		{"problem with a member for the code", Status(422, "c", "m"), CodedProblemErrors, `{"code":"c","title":"Unprocessable Entity","status":422,"detail":"m"}`, 422},
		{"without a body", Status(403, "", ""), PlainErrors, ``, 403},
		{"any error", errors.New("boom"), PlainErrors, `{"code":"internalServerError","message":"boom"}`, 500},
		{"one within", fmt.Errorf("outer: %w", Status(410, "c", "m")), PlainErrors, `{"code":"c","message":"m"}`, 410},
		{"a strange status", Status(7, "c", "m"), PlainErrors, `{"code":"internalServerError","message":"rest: "}`, 500},
		{"with more", &rest.Error{StatusCode: 429, Code: "c", RetryAfter: 1500 * time.Millisecond, Header: http.Header{"X-A": {"b"}}}, PlainErrors, `{"code":"c","message":""}`, 429},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var a response
			a.fail(test.form, test.err)
			if body := string(a.body); a.status != test.code || body != test.body && test.code != 500 {
				t.Errorf("%d %s", a.status, body)
			}
			if test.code == 429 && (a.header.Get("Retry-After") != "2" || a.header.Get("X-A") != "b") {
				t.Errorf("%v", a.header)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name  string
		fault Fault
		want  string // part of the error; "" if the client recovers
		calls int
	}{
		{"429", TooManyRequests(0), "", 2},
		{"503 with a wait", UnavailableFor(0), "", 2},
		{"503", Unavailable(), "", 2},
		{"502", BadGateway(), "", 2},
		{"504", GatewayTimeout(), "", 2},
		{"a wait that is too long", TooManyRequests(2 * time.Hour), "429 Too Many Requests", 1},
		{"another response", Response(418, "text/plain", "short and stout"), "418 I'm a teapot", 1},
		{"redirect", Redirect("/things/2"), "", 2},
		{"slow", Slow(time.Millisecond), "", 1},
		{"cut body", CutBody(), "", 2},
		{"garbage", Garbage(), "json: ", 1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, at := start(t)
			s.Fail(test.fault, read)
			text, err := get(at, "1")
			switch {
			case test.want == "" && (err != nil || text != "{}"):
				t.Errorf("%s, %v", text, err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("%v", err)
			}
			calls := s.Calls(read)
			if len(calls) != test.calls || calls[0].Fault != test.fault.String() {
				t.Errorf("%+v", calls)
			}
		})
	}
}

func TestFaultReset(t *testing.T) {
	s, at := start(t)
	s.FailTimes(2, Reset())
	err := post(at, "{}")
	if err == nil || status(err) != 0 || s.Count(create) != 1 || s.Calls()[0].Status != 0 {
		t.Errorf("%v %+v", err, s.Calls())
	}
	s.Reset()
	if err := post(at, "{}"); err != nil || s.Count() != 1 {
		t.Errorf("%v, %d calls", err, s.Count())
	}
}

// TestFaultHang checks that neither the program nor the end of the test waits.
func TestFaultHang(t *testing.T) {
	s := NewServer(nil, service())
	at := Must[*rest.Client](s)(rest.NewClient("", "test", s.ClientOptions(Bearer())...)).Root()
	s.FailTimes(-1, Hang())
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	if err := at.Segment("things").Request(http.MethodGet, "").Send(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	done := make(chan error)
	go func() { done <- post(at, "{}") }()
	for s.Count(create) == 0 {
		time.Sleep(time.Millisecond)
	}
	s.Close()
	if err := <-done; err == nil {
		t.Error("the call succeeds")
	}
}

func TestFaultsComeInOrder(t *testing.T) {
	s, at := start(t)
	s.Fail(Response(418, "", ""), create)
	s.FailTimes(2, Response(419, "", ""), read, list)
	s.Fail(Response(420, "", ""))
	var got []int
	for range 4 {
		_, err := get(at, "1")
		got = append(got, status(err))
	}
	got = append(got, status(post(at, "{}")), status(post(at, "{}")))
	if want := []int{419, 419, 420, 0, 418, 0}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFailRate(t *testing.T) {
	run := func(seed uint64) string {
		s, at := start(t)
		s.FailRate(0.3, seed, Response(418, "", ""), Response(419, "", ""))
		for range 100 {
			_, _ = get(at, "1")
		}
		var faults strings.Builder
		for _, c := range s.Calls() {
			faults.WriteString(c.Fault + ",")
		}
		return faults.String()
	}
	one := run(1)
	if n := strings.Count(one, "41"); n < 15 || n > 45 || !strings.Contains(one, "418") || !strings.Contains(one, "419") {
		t.Errorf("%d of 100 fail", n)
	}
	if run(1) != one || run(2) == one {
		t.Error("the seed does not decide")
	}
}

func TestRecords(t *testing.T) {
	s, at := start(t)
	if err := post(at, `{"a":1}`); err != nil {
		t.Fatal(err)
	}
	q := at.Segment("things").Request(http.MethodGet, "")
	q.Query("top", "1")
	if err := q.Send(context.Background()); err != nil {
		t.Fatal(err)
	}
	calls := s.Calls()
	if len(calls) != 2 || calls[0].String() != `POST /things {"a":1}` || calls[1].String() != "GET /things?top=1" || calls[0].Status != 201 {
		t.Fatalf("%v", calls)
	}
	var body struct{ A int }
	if err := calls[0].Decode(&body); err != nil || body.A != 1 {
		t.Errorf("%v, %v", body, err)
	}
	if err := calls[1].Decode(&body); err == nil {
		t.Error("Decode succeeds without a body")
	}
}

func TestWaitFor(t *testing.T) {
	s, at := start(t)
	var work sync.WaitGroup
	for range 20 {
		work.Go(func() {
			if _, err := get(at, "1"); err != nil {
				t.Error(err)
			}
		})
	}
	calls, err := s.WaitFor(context.Background(), 20, read)
	if err != nil || len(calls) != 20 || calls[7].Status != 200 {
		t.Errorf("%d, %v", len(calls), err)
	}
	work.Wait()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer cancel()
	if _, err := s.WaitFor(ctx, 1, create); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

// receiver counts the requests that the verifier accepts.
func receiver(verify func(*http.Request) error) http.Handler {
	spec := rest.HandlerSpec{Method: http.MethodPost, ContentType: "application/json"}
	return rest.Handler(spec, (*rest.Decoder).Int32, func(_ context.Context, n int32) error {
		if n == 0 {
			return errors.New("nothing")
		}
		return nil
	}, &rest.HandlerOptions{Verify: verify})
}

func TestSend(t *testing.T) {
	s, _ := start(t)
	ctx := context.Background()
	spec := rest.HandlerSpec{Method: http.MethodPost, ContentType: "application/json"}
	there := httptest.NewServer(receiver(nil))
	defer there.Close()
	mux := http.NewServeMux()
	mux.Handle("POST /api/things", receiver(nil))
	for name, to := range map[string]http.Handler{"here": receiver(nil), "there": HandlerAt(there.URL), "in a mux": HandlerAtPath("/api/things", mux)} {
		if err := Send(ctx, s, to, spec, 1, (*rest.Encoder).Int32); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := Send(ctx, s, to, spec, 0, (*rest.Encoder).Int32); status(err) != 500 {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Deliver(ctx, to, http.MethodPost, "text/plain", []byte("1")); status(err) != 415 {
			t.Errorf("%s: %v", name, err)
		}
	}
	there.Close()
	for _, to := range []http.Handler{HandlerAt(there.URL), HandlerAt("::")} {
		if err := Send(ctx, s, to, spec, 1, (*rest.Encoder).Int32); status(err) != 502 {
			t.Error(err)
		}
	}
}

func TestSignWith(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	s, _ := start(t)
	verifier, err := webhook.New(webhook.Config{Secrets: []string{secret}})
	if err != nil {
		t.Fatal(err)
	}
	send := func() error {
		return s.Deliver(t.Context(), receiver(verifier.Verify), http.MethodPost, "application/json", []byte("1"))
	}
	if got := status(send()); got != 401 {
		t.Errorf("without a signature: %d", got)
	}
	s.SignWith(func(h http.Header, body []byte) error { return webhook.Sign(h, secret, "msg_1", time.Now(), body) })
	if err := send(); err != nil {
		t.Errorf("with a signature: %v", err)
	}
	failure := errors.New("no signature")
	s.SignWith(func(http.Header, []byte) error { return failure })
	if err := send(); !errors.Is(err, failure) {
		t.Errorf("an error of the function: %v", err)
	}
	s.SignWith(nil)
	if got := status(send()); got != 401 {
		t.Errorf("without a signature again: %d", got)
	}
}

func TestSign(t *testing.T) {
	s, _ := start(t)
	verifier, err := jwt.New(jwt.Config{OpenIDConfiguration: s.OpenIDConfiguration(), Issuers: []string{"https://issuer"}, Audiences: []string{"app"}})
	if err != nil {
		t.Fatal(err)
	}
	send := func() int {
		return status(s.Deliver(context.Background(), receiver(verifier.Verify), http.MethodPost, "application/json", []byte("1")))
	}
	if got := send(); got != 401 {
		t.Errorf("without a token: %d", got)
	}
	s.Sign("https://issuer", "app")
	if got := send(); got != 0 {
		t.Errorf("with a token: %d", got)
	}
	s.Sign("https://issuer", "another")
	if got := send(); got != 401 {
		t.Errorf("for another audience: %d", got)
	}
	s.SignClaims(Claims{"iss": "https://issuer", "aud": "app", "exp": time.Now().Add(-time.Hour).Unix()})
	if got := send(); got != 401 {
		t.Errorf("too late: %d", got)
	}
	if err := s.RotateKeys(); err != nil {
		t.Fatal(err)
	}
	token, err := s.Token(Claims{"iss": "https://issuer", "aud": "app", "name": "x"})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Count(token, ".") != 2 {
		t.Errorf("token %q", token)
	}
	fresh, err := jwt.New(jwt.Config{OpenIDConfiguration: s.OpenIDConfiguration(), Issuers: []string{"https://issuer"}, Audiences: []string{"app"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fresh.VerifyToken(context.Background(), token); err != nil {
		t.Errorf("with the second key: %v", err)
	}
	s.SignClaims(nil)
	if got := send(); got != 401 {
		t.Errorf("without a token again: %d", got)
	}
	if _, err := s.Token(Claims{"f": func() {}}); err == nil {
		t.Error("a claim that is not JSON is signed")
	}
	response, err := http.Get(s.OpenIDConfiguration())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	if text, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(text), s.URL) {
		t.Errorf("%s, %v", text, err)
	}
	if s.Count() != 0 {
		t.Errorf("the keys count as calls: %v", s.Calls())
	}
}
