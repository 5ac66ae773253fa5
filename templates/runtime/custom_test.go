package rest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestCustomURL(t *testing.T) {
	c, err := NewServerClient([]ServerInfo{
		{URL: "https://x/v1"}, {Server: "upload", URL: "https://upload.x"}, {Server: "beta", URL: "https://x/v1/beta"},
	}, "", WithToken(func(context.Context) (string, error) { return "secret", nil }))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		path   string
		values []string
		want   string // URL or error
	}{
		{"/calls", nil, "https://x/v1/calls"},
		{"/", nil, "https://x/v1/"},
		{"/calls/", nil, "https://x/v1/calls/"},
		{"/a b/%41%zz", nil, "https://x/v1/a%20b/%41%25zz"},
		{"/files/{name}/lock", []string{"../a b?#"}, "https://x/v1/files/..%2Fa%20b%3F%23/lock"},
		{"/r(from='{a}',to={b})", []string{"1", "2/3"}, "https://x/v1/r(from='1',to=2%2F3)"},
		{"/r(a='{a}',to={b})", []string{"O'N,(1)", "1,b=(2)"}, "https://x/v1/r(a='O''N,(1)',to=1%2Cb%3D%282%29)"},
		{"/calls?expand=a,b&x= %20", nil, "https://x/v1/calls?expand=a,b&x=%20%20"},
		{"//evil.example/x", nil, "https://x/v1//evil.example/x"},
		{"https://upload.x/files?part=1", nil, "https://upload.x/files?part=1"},

		{"", nil, `the path "" must begin with a slash`},
		{"calls", nil, `the path "calls" must begin with a slash`},
		{"calls?key=secret", nil, `the path "calls" must begin with a slash`},
		{"https://x/v1", nil, "https://x/v1"},
		{"HTTPS://X:443/v1/calls", nil, "https://X:443/v1/calls"},
		{"https://x/v1/beta/calls", nil, "https://x/v1/beta/calls"},
		{"https://x/v1/{id}", []string{"1"}, "a URL cannot have placeholders; pass a path below the base URL instead"},
		{"https://x/v1/calls", []string{"1"}, "a URL cannot have placeholders"},
		{"https://x/v1/calls?x={id}", nil, "a URL cannot have placeholders"},
		{"https://evil.example/x?key=s", nil, "the URL is at https://evil.example:443/x, but requests must be below https://x/v1"},
		{"https://x.evil.example/v1/x", nil, "the URL is at https://x.evil.example:443/v1/x"},
		{"https://x:444/v1/x", nil, "the URL is at https://x:444/v1/x"},
		{"http://x/v1/calls", nil, "the URL is at http://x:80/v1/calls"},
		{"https:///v1/calls", nil, "the URL is at https://:443/v1/calls"},
		{"https://x/admin", nil, "the URL is at https://x:443/admin, but requests must be below https://x/v1"},
		{"https://x/v10", nil, "the URL is at https://x:443/v10"},
		{"https://x/v1/../admin", nil, `the URL: a segment is "..", which addresses another resource`},
		{"https://x/v1/%2E%2e/admin", nil, `the URL: a segment is "..", which addresses another resource`},
		{"https://x/v1/.", nil, `the URL: a segment is "."`},
		{"https://user:secret@x/v1/calls", nil, "the URL contains a user; the client sends its own credentials"},
		{"https://x/v1/%zz?key=secret", nil, "the URL is invalid"},
		{"https://x/v1/calls#top", nil, "the URL has a fragment"},
		{"/calls/../users", nil, `the path "/calls/../users": a segment is "..", which addresses another resource`},
		{"/calls/%2e%2E/users", nil, `a segment is "..", which addresses another resource`},
		{"/calls/{id}", []string{".."}, `a segment is "..", which addresses another resource`},
		{"/calls/{id}.{ext}", []string{".", ""}, "the value for the placeholder {ext} is empty"},
		{"/calls/{id}", []string{""}, "the value for the placeholder {id} is empty"},
		{"/calls/{id}", nil, "missing value for the placeholder {id}"},
		{"/calls/{id", []string{"1"}, "missing } after a placeholder"},
		{"/calls/{id}", []string{"1", "2"}, "has 1 placeholders, but there are 2 values"},
		{"/calls#top", nil, "has a fragment"},
		{"/calls?id={id}", nil, "the query has a placeholder; set Options.Query instead"},
	}
	for _, test := range tests {
		request := c.Root().Custom(http.MethodGet, test.path, test.values...).newRequest(nil)
		got := request.url()
		if request.err != nil {
			got = request.err.Error()
		}
		if strings.Contains(got, "secret") {
			t.Errorf("%s: the error quotes a secret: %s", test.path, got)
		}
		if got != test.want && (request.err == nil || !strings.Contains(got, test.want)) {
			t.Errorf("%s %q: got %s, want %s", test.path, test.values, got, test.want)
		}
	}
	if err := c.Root().Custom("", "/calls").Do(t.Context(), nil, nil); err == nil || !strings.Contains(err.Error(), "the method is empty") {
		t.Errorf("an empty method: %v", err)
	}
}

// TestCustomRequest checks that custom requests have the credentials, the retries,
// the errors and the user agent of other calls.
func TestCustomRequest(t *testing.T) {
	attempts := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		attempts++
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		got := r.Method + " " + r.URL.String() + " " + r.Header.Get("Authorization") + " " + r.Header.Get("User-Agent") +
			" " + r.Header.Get("Content-Type") + " " + string(body)
		want := `POST /v1/rooms/a%2Fb/lock?dry=true&trace=1 Bearer secret agent application/json {"for":"me"}`
		switch {
		case got != want:
			t.Errorf("got  %s\nwant %s", got, want)
		case attempts == 1:
			w.Header().Set("Retry-After", "0")
			w.WriteHeader(http.StatusTooManyRequests)
		case attempts == 2:
			_, _ = io.WriteString(w, `{"locked":true}`)
		case attempts == 4:
			w.WriteHeader(http.StatusConflict)
			_, _ = io.WriteString(w, `{"error":{"code":"locked","message":"It is locked."}}`)
		}
	}))
	defer server.Close()
	c, err := NewClient(server.URL+"/v1", "agent", WithToken(func(context.Context) (string, error) { return "secret", nil }))
	if err != nil {
		t.Fatal(err)
	}
	lock := c.Root().Custom(http.MethodPost, "/rooms/{id}/lock?dry=true", "a/b").JSON(RawJSON(`{"for":"me"}`))
	options := &Options{Query: url.Values{"trace": {"1"}}}
	var result RawJSON
	if err := lock.Do(t.Context(), &result, options); err != nil || string(result) != `{"locked":true}` {
		t.Errorf("got %s, %v", result, err)
	}
	if err := lock.Do(t.Context(), &result, options); err == nil || !strings.Contains(err.Error(), "no body") {
		t.Errorf("a response without a body: %v", err)
	}
	var e *Error
	if err := lock.Do(t.Context(), nil, options); !errors.As(err, &e) || e.Code != "locked" {
		t.Errorf("an error of the service: %v", err)
	}
	if err := lock.Do(t.Context(), nil, options); err != nil || attempts != 5 {
		t.Errorf("no result: %v after %d attempts", err, attempts)
	}
	lock = lock.Body("application/json", strings.NewReader(`{"for":"me"}`))
	stream, err := lock.Stream(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Close(); err != nil {
		t.Error(err)
	}
	lock = lock.JSON(failingMarshaler{})
	if err := lock.Do(t.Context(), nil, nil); err == nil || !strings.Contains(err.Error(), "cannot be encoded") || attempts != 6 {
		t.Errorf("a value that cannot be encoded: %v after %d attempts", err, attempts)
	}
}

type failingMarshaler struct{}

func (failingMarshaler) MarshalJSON() ([]byte, error) { return nil, errors.New("cannot be encoded") }

// TestCustomCredentials checks that a custom request to another origin is not
// sent, and that the template is the label of the operation.
func TestCustomCredentials(t *testing.T) {
	stranger := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		t.Errorf("the stranger received %s %s", r.URL, r.Header)
	}))
	defer stranger.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if key := r.URL.Query()["key"]; len(key) != 1 || key[0] != "secret" {
			t.Errorf("the key is %q", key)
		}
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	template := ""
	c, err := NewClient(server.URL, "", WithAPIKey(InQuery, "key", "secret"), WithMiddleware(
		func(next http.RoundTripper) http.RoundTripper {
			return roundTripper(func(r *http.Request) (*http.Response, error) {
				_, template = OperationOf(r.Context())
				return next.RoundTrip(r)
			})
		}))
	if err != nil {
		t.Fatal(err)
	}
	root := c.Root()
	user := strings.Replace(server.URL, "://", "://me@", 1)
	for _, path := range []string{stranger.URL + "/x", user + "/x", server.URL + "/x/%2e%2e/y", "/x/../y", server.URL + "/%zz", "x"} {
		if err := root.Custom(http.MethodGet, path).Do(t.Context(), nil, nil); err == nil {
			t.Errorf("no error for %s", path)
		}
	}
	options := &Options{Query: url.Values{"key": {"other"}}}
	if err := root.Custom(http.MethodGet, "/x/{id}?y=1", "1").Do(t.Context(), nil, options); err != nil || template != "/x/{id}" {
		t.Errorf("%v, template %q", err, template)
	}
	if err := root.Custom(http.MethodGet, server.URL+"/x?key=old").Do(t.Context(), nil, nil); err != nil || template != "" {
		t.Errorf("%v, template %q", err, template)
	}
}

// TestOptionsQuery checks that query parameters of the caller replace those of
// the operation but not those of a link.
func TestOptionsQuery(t *testing.T) {
	c, err := NewClient("https://x", "")
	if err != nil {
		t.Fatal(err)
	}
	options := &Options{Query: url.Values{"b": {"1 &", "2"}, "a[]": {"x"}, "top": {"5"}}}
	operation := c.Root().Segment("calls").Request(http.MethodGet, "/calls")
	operation.Query("top", "10")
	operation.Query("c", "3")
	link := c.Root().WithURL("https://x/calls?top=10&sig=a%2Fb").Request(http.MethodGet, "/calls")
	for want, q := range map[string]*Request{
		"https://x/calls?c=3&a%5B%5D=x&b=1%20%26&b=2&top=5":        operation,
		"https://x/calls?top=10&sig=a%2Fb&a%5B%5D=x&b=1%20%26&b=2": link,
	} {
		q.Apply(options)
		if err := q.check(t.Context()); err != nil || q.url() != want {
			t.Errorf("got %s, %v; want %s", q.url(), err, want)
		}
	}
	if got := c.Root().WithURL("https://x/calls?top=10&sig=a%2Fb").link.RawQuery; got != "top=10&sig=a%2Fb" {
		t.Errorf("the link has changed: %s", got)
	}
}
