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

// Send sends a callback or webhook with a payload. See [Server.Deliver]. It is
// for generated code.
func Send[T any](
	ctx context.Context, s *Server, to http.Handler, spec rest.HandlerSpec, payload T, write func(*rest.Encoder, T),
) error {
	body, err := rest.Encode(func(e *rest.Encoder) { write(e, payload) })
	if err != nil {
		return err
	}
	return s.Deliver(ctx, to, spec.Method, spec.ContentType, body)
}

// Deliver sends a request to a handler as the service would send it to the
// program. The request has the given body and, if [Server.Sign] or
// [Server.SignWith] was called before, a token or a signature. Deliver returns when the handler has responded. A status
// other than 2xx is an [*rest.Error]. Use [HandlerAtPath] for a mux and
// [HandlerAt] for a program that runs elsewhere.
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
	if err := s.signer.signWith(r.Header, body); err != nil {
		return err
	}
	w := httptest.NewRecorder()
	to.ServeHTTP(w, r)
	if w.Code >= 200 && w.Code <= 299 {
		return nil
	}
	text := w.Body.String()
	return &rest.Error{
		Method: method, URL: r.URL.String(), StatusCode: w.Code, Header: w.Header(), Excerpt: text, Message: text,
	}
}

// HandlerAtPath returns a handler that passes requests to another handler, such
// as a mux, with the given path.
func HandlerAtPath(path string, handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath, r.RequestURI = path, "", path
		handler.ServeHTTP(w, r)
	})
}

// HandlerAt returns a handler that forwards requests to a URL, for a program
// that runs elsewhere.
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

// pass forwards a request to a URL and copies the response to w.
func pass(w http.ResponseWriter, r *http.Request, target *url.URL) error {
	out := r.Clone(r.Context())
	out.URL, out.Host, out.RequestURI = target, target.Host, ""
	transport := &http.Transport{DisableKeepAlives: true}
	response, err := transport.RoundTrip(out)
	if err != nil {
		return fmt.Errorf("resttest: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	for name, values := range response.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(response.StatusCode)
	_, err = io.Copy(w, response.Body)
	return err
}
