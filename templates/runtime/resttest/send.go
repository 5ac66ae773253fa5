package resttest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/fragen-go/fragen/templates/runtime"
)

// Send makes a request of the service's own: a callback or webhook with a
// payload. See [Server.Deliver].
func Send[T any](ctx context.Context, s *Server, to http.Handler, spec rest.HandlerSpec, payload T, write func(*rest.Encoder, T)) error {
	body, err := rest.Encode(func(e *rest.Encoder) { write(e, payload) })
	if err != nil {
		return err
	}
	return s.Deliver(ctx, to, spec.Method, spec.ContentType, body)
}

// Deliver gives a request to a handler, as the service would send it to the
// program: with these bytes as its body and, after [Server.Sign], a token. It
// returns when the handler has answered; an answer that is not 2xx is an
// [*rest.Error]. See [HandlerAtPath] for a mux, and [HandlerAt] for a program elsewhere.
func (s *Server) Deliver(ctx context.Context, to http.Handler, method, contentType string, body []byte) error {
	const address = "https://receiver.invalid/"
	r := httptest.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("User-Agent", "resttest")
	token, err := s.signer.current()
	if err != nil {
		return err
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	to.ServeHTTP(w, r)
	if w.Code >= 200 && w.Code <= 299 {
		return nil
	}
	return &rest.Error{Method: method, URL: r.URL.String(), StatusCode: w.Code, Header: w.Header(), Excerpt: w.Body.String(), Message: w.Body.String()}
}

// HandlerAtPath is a handler that gives requests to another one, such as a mux, under
// a path.
func HandlerAtPath(path string, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath, r.RequestURI = path, "", path
		handler.ServeHTTP(w, r)
	})
}

// HandlerAt is a handler that passes requests on to a program at a URL, for one that
// runs by itself.
func HandlerAt(address string) http.Handler {
	target, err := url.Parse(address)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		if err := pass(w, r, target); err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
}

// pass sends a request to a URL, and what comes back to w.
func pass(w http.ResponseWriter, r *http.Request, target *url.URL) error {
	out := r.Clone(r.Context())
	out.URL, out.Host, out.RequestURI = target, target.Host, ""
	transport := &http.Transport{DisableKeepAlives: true}
	answer, err := transport.RoundTrip(out)
	if err != nil {
		return fmt.Errorf("resttest: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	for name, values := range answer.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(answer.StatusCode)
	_, err = io.Copy(w, answer.Body)
	return err
}
