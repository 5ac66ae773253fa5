package rest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

func TestOperationOf(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	defer server.Close()
	type key struct{}
	var seen []string
	see := func(place string, ctx context.Context) {
		method, template := OperationOf(ctx)
		seen = append(seen, place+" "+method+" "+template)
		if ctx.Value(key{}) != 7 {
			t.Errorf("%s: the caller's value is missing", place)
		}
	}
	c, err := NewClient(server.URL, "", WithToken(func(ctx context.Context) (string, error) {
		see("token", ctx)
		return "t", nil
	}), WithMiddleware(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) {
			see("middleware", r.Context())
			return next.RoundTrip(r)
		})
	}))
	if err != nil {
		t.Fatal(err)
	}
	q := c.Root().Segment("calls").Key("id", "1").Request(http.MethodDelete, "/calls/{id}")
	q.Apply(&Options{Request: func(r *http.Request) error {
		see("hook", r.Context())
		return nil
	}})
	if err := q.Send(context.WithValue(t.Context(), key{}, 7)); err != nil {
		t.Fatal(err)
	}
	if want := []string{"hook DELETE /calls/{id}", "token DELETE /calls/{id}", "middleware DELETE /calls/{id}"}; !slices.Equal(seen, want) {
		t.Errorf("got %q, want %q", seen, want)
	}
	if method, template := OperationOf(t.Context()); method != "" || template != "" {
		t.Errorf("got %q, %q for a context without a call", method, template)
	}
}

// OperationOf must not cost other calls an allocation.
func TestOperationOfAllocates(t *testing.T) {
	q := Resource{}.Request(http.MethodGet, "/calls/{id}")
	ctx := t.Context()
	var method string
	for name, f := range map[string]func(){
		"the context of a call": func() { _ = q.within(ctx) },
		"OperationOf":           func() { method, _ = OperationOf(q.within(ctx)) },
		"another context":       func() { _, _ = OperationOf(ctx) },
	} {
		if n := testing.AllocsPerRun(100, f); n != 0 {
			t.Errorf("%s: %v allocations, want 0", name, n)
		}
	}
	if method != http.MethodGet {
		t.Errorf("method %q", method)
	}
}

// A context derived from that of a call must not need a goroutine: the standard
// library has to recognize the parent behind callContext.
func TestCallContextCancels(t *testing.T) {
	parent, cancel := context.WithCancel(t.Context())
	q := Resource{}.Request(http.MethodGet, "/")
	child, stop := context.WithCancel(q.within(parent))
	defer stop()
	cancel()
	if child.Err() == nil { // a goroutine would need some time
		t.Error("the derived context is not cancelled with its parent")
	}
}
