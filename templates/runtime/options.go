package rest

// This file defines the options of a client and of a single call. The options
// of a client collect their errors so that NewClient reports all of them at
// once.

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

// Option configures a client. Functions such as [WithToken] return options.
type Option func(*settings)

// settings collects the options of a client.
type settings struct {
	client     Client
	baseURL    *string           // replaces the addresses of all servers
	addresses  map[Server]string // replace those of single servers
	chosen     []Server          // in the order of the options
	variables  map[string]string
	http       *http.Client
	middleware []func(http.RoundTripper) http.RoundTripper
	errs       []error
}

func (s *settings) fault(format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf(format, args...))
}

// WithBaseURL sets the address of the service, such as
// https://api.example.com/v1. The address must not have a query. It replaces
// the addresses of all of the API's servers, including addresses set with
// [WithServer] or an earlier [WithServerURL]. If the API description declares a
// relative URL for a server, such as /v2, it is resolved against base.
func WithBaseURL(base string) Option {
	return func(s *settings) { s.baseURL, s.addresses = &base, nil }
}

// WithHTTPClient sends requests with a copy of h and therefore uses its
// transport, cookie jar and timeout. Secrets are removed from a redirected
// request before it is passed to h.CheckRedirect.
func WithHTTPClient(h *http.Client) Option {
	return func(s *settings) { s.http = h }
}

// WithToken authorizes requests with a bearer token. The client calls the token
// function for each attempt, so the function should cache its result until the
// token expires. It must be safe for concurrent use.
//
// A client may hold tokens, a user name with a password, and API keys. A call
// sends only the credentials that its operation requires. If the API
// description offers alternatives, the call uses the first one for which the
// client has every credential. If the description requires no credentials for
// any operation, calls send all API keys and either the token or the user name
// and password, whichever was set last.
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

// WithTokenFor is like [WithToken], but only for operations that require the
// security scheme with the given name. The comment on the generated New
// function lists the schemes. Operations that require other schemes use the
// token set with WithToken.
func WithTokenFor(scheme string, token func(ctx context.Context) (string, error)) Option {
	return func(s *settings) {
		if token == nil || scheme == "" {
			s.fault("WithTokenFor: the scheme is empty or the function is nil")
			return
		}
		if s.client.tokens == nil {
			s.client.tokens = map[string]func(context.Context) (string, error){}
		}
		s.client.tokens[scheme] = bearerOf(token)
	}
}

// bearerOf returns a function that returns the value of Authorization for a
// token.
func bearerOf(token func(context.Context) (string, error)) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		text, err := token(ctx)
		if err != nil { // which may quote the token
			return "Bearer " + text, maskError("token source: ", err, maskTokens)
		}
		if err := checkSecret(text); err != nil {
			return "", fmt.Errorf("token source: the token %w", err)
		}
		return "Bearer " + text, nil
	}
}

// WithBasicAuth authorizes requests with a user name and a password.
// [WithToken] explains which requests contain these credentials.
func WithBasicAuth(user, password string) Option {
	return func(s *settings) {
		if strings.Contains(user, ":") {
			s.fault("WithBasicAuth: the user contains a colon")
		}
		value := "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
		s.client.basic = func(context.Context) (string, error) { return value, nil }
		s.client.authorize = s.client.basic
		s.client.secrets = append(s.client.secrets, password)
		if password == "" { // the user is a key
			s.client.secrets = append(s.client.secrets, user)
		} else {
			s.client.users = append(s.client.users, user)
		}
	}
}

// KeyLocation is the part of a request that carries an API key.
type KeyLocation string

// The locations for [WithAPIKey].
const (
	InHeader KeyLocation = "header"
	InQuery  KeyLocation = "query"
	InCookie KeyLocation = "cookie"
)

// WithAPIKey sends an API key in the header, query parameter or cookie with the
// given name. To set several keys, use the option several times. If two keys
// have the same location and name, the last one wins. [WithToken] explains
// which requests contain the key.
func WithAPIKey(in KeyLocation, name, value string) Option {
	return func(s *settings) {
		if in != InHeader && in != InQuery && in != InCookie {
			s.fault("WithAPIKey: unknown location %q; use header, query or cookie", in)
		}
		if name == "" {
			s.fault("WithAPIKey: the name is empty")
		}
		if err := checkSecret(value); err != nil {
			s.fault("WithAPIKey: the key %w", err)
		}
		if in == InCookie && !fitsCookie(value) {
			s.fault("WithAPIKey: the key contains characters that are invalid in a cookie")
		}
		s.client.keys = slices.DeleteFunc(s.client.keys, func(k apiKey) bool { return k.is(in, name) })
		s.client.keys = append(s.client.keys, apiKey{in, name, value})
		s.client.secrets = append(s.client.secrets, value)
	}
}

// checkSecret returns an error that does not quote the secret.
func checkSecret(text string) error {
	if text == "" {
		return errors.New("is empty")
	}
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' {
			return errors.New("contains characters that are invalid in a header")
		}
	}
	return nil
}

// WithUserAgent sets the User-Agent header. If userAgent is empty, requests do
// not have this header.
func WithUserAgent(userAgent string) Option {
	return func(s *settings) { s.client.userAgent = userAgent }
}

// WithLogger logs each attempt at debug level: its method, URL, status,
// duration and error, and the wait before the next attempt. Secrets in URLs and
// errors are masked. Headers and bodies are not logged.
func WithLogger(logger *slog.Logger) Option {
	return func(s *settings) { s.client.logger = logger }
}

// WithRetry sets the retry policy for calls whose [Options] do not set one.
func WithRetry(policy RetryPolicy) Option {
	return func(s *settings) { s.client.retry = policy }
}

// WithMiddleware wraps the transport. If there are several middlewares, the
// first one is the outermost. A middleware sees each attempt, including its
// credentials. [OperationOf] returns the operation of a request.
func WithMiddleware(middleware func(http.RoundTripper) http.RoundTripper) Option {
	return func(s *settings) {
		if middleware == nil {
			s.fault("WithMiddleware: the function is nil")
			return
		}
		s.middleware = append(s.middleware, middleware)
	}
}

// WithMaxResponseBytes limits the body of a response to n bytes after
// decompression. If a body is longer, the client stops reading and the call
// returns an error.
func WithMaxResponseBytes(n int64) Option {
	return func(s *settings) {
		if n <= 0 {
			s.fault("WithMaxResponseBytes: %d is not positive", n)
		}
		s.client.maxBytes = min(n, math.MaxInt64-1) // readBody reads one byte more
	}
}

// Options configures a single call. The zero value means that only the client's
// options apply.
type Options struct {
	// Header holds headers to send in addition to the operation's own headers.
	// They replace headers of the same name, including Authorization.
	Header http.Header
	// Query holds query parameters to send in addition to the operation's own
	// parameters, such as parameters that the API description does not list. They
	// replace parameters with the same names. They do not replace parameters in a
	// link that the service sent.
	Query url.Values
	// Request is called before each attempt and may set headers, such as a
	// signature. An error ends the call. Other changes to the request have
	// no effect.
	//
	// The request does not yet contain the client's credentials, so it can
	// be logged. If the function sets Authorization, that value replaces
	// the credentials. A streamed body is not available. To see requests as
	// they are sent, use [WithMiddleware].
	Request func(*http.Request) error
	// Response is called once with the final response, whatever its status,
	// before the call returns. It is not called if the service did not respond.
	Response func(*Response)
	// Retry is the retry policy of the call. If it is nil, the client's
	// retry policy applies.
	Retry *RetryPolicy
	// Timeout limits the duration of the whole call, including retries and waits.
	// If it is 0, only the context limits the call. A call that returns a stream
	// lasts until the stream ends.
	Timeout time.Duration
	// Stream configures calls that return a stream of events or lines.
	Stream StreamOptions

	page func(http.Header, *url.URL) // see CaptureNextLink
}

// Response describes the response of a call for [Options.Response].
type Response struct {
	StatusCode int         // such as 204
	Header     http.Header // must not be modified
	Attempts   int         // number of requests sent; 1 without retries
}
