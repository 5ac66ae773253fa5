package rest

// This file holds all that a caller can choose: the options of a client, which
// gather what is wrong with them so that NewClient reports it at once, and the
// options of a single call.

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Option changes how a client works. See the functions With….
type Option func(*settings)

// settings gathers what the options say.
type settings struct {
	client     Client
	baseURL    string
	http       *http.Client
	middleware []func(http.RoundTripper) http.RoundTripper
	errs       []error
}

func (s *settings) fault(format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf(format, args...))
}

// WithBaseURL sets the address of the service, such as
// https://api.example.com/v1. It must have no query.
func WithBaseURL(base string) Option {
	return func(s *settings) { s.baseURL = base }
}

// WithHTTPClient sends requests through a client of the caller's: its
// transport, cookies and time-out, and its CheckRedirect, which sees redirects
// after the secrets were taken off. The client is copied, not changed.
func WithHTTPClient(h *http.Client) Option {
	return func(s *settings) { s.http = h }
}

// WithToken authorizes requests with a bearer token. The function is called
// for each attempt, so it should keep the token until it expires; it must be
// safe for concurrent use.
//
// A client may hold tokens, a user with a password, and keys. A call sends
// those that its operation asks for, and of alternatives the first that the
// client holds whole. Where the API's description asks for nothing anywhere,
// all keys are sent, and the one of WithToken and [WithBasicAuth] that was
// given last.
func WithToken(token func(ctx context.Context) (string, error)) Option {
	return func(s *settings) {
		if token == nil {
			s.fault("WithToken: the function is nil")
			return
		}
		s.client.token = bearerOf(token)
		s.client.authorize = s.client.token
	}
}

// WithTokenFor is [WithToken] for operations that ask for the security scheme
// of the given name, where an API has several: the comment of New names them.
// The token of WithToken is for all others.
func WithTokenFor(scheme string, token func(ctx context.Context) (string, error)) Option {
	return func(s *settings) {
		if token == nil || scheme == "" {
			s.fault("WithTokenFor: the scheme's name is empty or the function is nil")
			return
		}
		if s.client.tokens == nil {
			s.client.tokens = map[string]func(context.Context) (string, error){}
		}
		s.client.tokens[scheme] = bearerOf(token)
	}
}

// bearerOf gives the value of Authorization with a token of the given source.
func bearerOf(token func(context.Context) (string, error)) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		text, err := token(ctx)
		if err != nil {
			return "", fmt.Errorf("token source: %w", err)
		}
		if err := checkSecret(text); err != nil {
			return "", fmt.Errorf("token source: the token %w", err)
		}
		return "Bearer " + text, nil
	}
}

// WithBasicAuth authorizes requests with a user and a password. See
// [WithToken] for which requests these are.
func WithBasicAuth(user, password string) Option {
	return func(s *settings) {
		if strings.Contains(user, ":") {
			s.fault("WithBasicAuth: the user holds a colon")
		}
		value := "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
		s.client.basic = func(context.Context) (string, error) { return value, nil }
		s.client.authorize = s.client.basic
		s.client.keep(user)
		s.client.keep(password)
	}
}

// KeyLocation says where an API key is sent.
type KeyLocation string

// The places for [WithAPIKey].
const (
	InHeader KeyLocation = "header"
	InQuery  KeyLocation = "query"
	InCookie KeyLocation = "cookie"
)

// WithAPIKey sends a key in the header, the query or the cookie of the given
// name. It may be given several times; of one place and name the last counts.
// See [WithToken] for which requests carry it.
func WithAPIKey(in KeyLocation, name, value string) Option {
	return func(s *settings) {
		if in != InHeader && in != InQuery && in != InCookie {
			s.fault("WithAPIKey: the place %q is none of header, query, cookie", in)
		}
		if name == "" {
			s.fault("WithAPIKey: the name is empty")
		}
		if err := checkSecret(value); err != nil {
			s.fault("WithAPIKey: the key %w", err)
		}
		if in == InCookie && !fitsCookie(value) {
			s.fault("WithAPIKey: the key has characters that a cookie cannot carry")
		}
		s.client.keys = slices.DeleteFunc(s.client.keys, func(k apiKey) bool { return k.is(in, name) })
		s.client.keys = append(s.client.keys, apiKey{in, name, value})
		s.client.keep(value)
	}
}

// checkSecret returns what is wrong with a token, without naming it.
func checkSecret(text string) error {
	if text == "" {
		return errors.New("is empty")
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return errors.New("has characters that a header cannot carry")
		}
	}
	return nil
}

// WithUserAgent sets the User-Agent header; "" sends none.
func WithUserAgent(userAgent string) Option {
	return func(s *settings) { s.client.userAgent = userAgent }
}

// WithLogger logs each attempt at debug level: method, URL and error with
// their secrets masked, status, duration, and the wait for the next attempt; no
// headers and no bodies.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) { s.client.logger = logger }
}

// WithRetry sets the policy for calls that have none in their [Options].
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) { s.client.retry = policy }
}

// WithMiddleware wraps the transport. Of several the first sees a request
// first. It sees each attempt, with the secrets in it.
func WithMiddleware(middleware func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) {
		if middleware == nil {
			s.fault("WithMiddleware: the function is nil")
			return
		}
		s.middleware = append(s.middleware, middleware)
	}
}

// WithMaxResponseBytes sets how long the body of an answer may be, after
// decompression. A longer one is an error, and reading stops.
func WithMaxResponseBytes(n int64) Option {
	return func(s *settings) {
		if n <= 0 {
			s.fault("WithMaxResponseBytes: %d is not positive", n)
		}
		s.client.maxBytes = min(n, math.MaxInt64-1) // one more is read
	}
}

// Options are for a single call. The zero value changes nothing.
type Options struct {
	// Header is sent beside the headers of the operation and replaces those
	// of the same name, Authorization included.
	Header http.Header
	// Request is called before each attempt and may set headers of it, such as
	// a signature; an error ends the call. Changes of anything else have no
	// effect. The credentials of the client and the header Authorization are
	// not there yet, so the request can be logged; an Authorization that is set
	// here replaces them, and a body that is streamed is not there at all. To see
	// requests as they are sent use [WithMiddleware].
	Request func(*http.Request) error
	// Response is called once, with the final answer, whatever its status,
	// before the call returns. It is not called when there was no answer.
	Response func(*Response)
	// Retry is used instead of the client's policy when it is not nil.
	Retry *RetryPolicy
	// Timeout limits the whole call with its retries and waits; 0 is no
	// limit beside that of the context.
	Timeout time.Duration

	page func(http.Header, *url.URL) // see CaptureNextLink
}

// Response is what [Options.Response] sees of an answer.
type Response struct {
	StatusCode int         // such as 204
	Header     http.Header // must not be changed
	Attempts   int         // requests that were sent, 1 without retries
}
