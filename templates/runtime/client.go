package rest

// This file builds clients: it checks the base URL, combines the caller's
// http.Client with the middleware, and decides which headers a redirect may
// carry. The file transport.go sends requests.

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// DefaultMaxResponseBytes is the default size limit for response bodies: 64
// MiB. [WithMaxResponseBytes] sets another limit.
const DefaultMaxResponseBytes = 64 << 20

// Client sends requests to a service. It is safe for concurrent use and does
// not need to be closed. It is for generated code; programs use the generated
// Client type, which contains one.
type Client struct {
	base      *url.URL
	origin    string // scheme and host of the base URL
	path      string // escaped path of the base URL, without a trailing slash
	http      *http.Client
	token     func(context.Context) (string, error) // value of Authorization; nil if the client has no token
	tokens    map[string]func(context.Context) (string, error)
	basic     func(context.Context) (string, error)
	authorize func(context.Context) (string, error) // token or basic, the one that was set last
	keys      []apiKey
	secrets   []string                // must not appear in errors
	users     []string                // names that must not appear in errors
	sent      *atomic.Pointer[string] // latest value of Authorization; errors of later calls must not show it
	security  []Security              // for operations without requirements of their own; nil: send all credentials
	errors    []errorBody             // for calls that declare no error bodies
	userAgent string
	logger    *slog.Logger
	retry     RetryPolicy
	maxBytes  int64
	clock     clock

	addresses map[Server]serverAddress // of servers other than the default one
	servers   map[Server]*Client       // clients for addresses; set by Root
	err       error                    // of calls to this server
}

// clock lets tests replace time, randomness and the resolver.
type clock struct {
	now    func() time.Time
	wait   func(context.Context, time.Duration) error
	random func() float64 // in [0, 1)

	resolve func(ctx context.Context, network, host string) ([]netip.Addr, error)
}

// NewClient returns a client for the service at baseURL. [WithBaseURL] and
// [WithUserAgent] override baseURL and userAgent. The error reports all
// invalid options at once. It is for generated code; programs call the New
// function in the generated package instead.
func NewClient(baseURL, userAgent string, options ...Option) (*Client, error) {
	return newClient([]ServerInfo{{URL: baseURL}}, userAgent, options)
}

func newClient(servers []ServerInfo, userAgent string, options []Option) (*Client, error) {
	s := &settings{}
	s.client = Client{
		userAgent: userAgent,
		sent:      new(atomic.Pointer[string]),
		maxBytes:  DefaultMaxResponseBytes,
		retry:     DefaultRetryPolicy(),
		clock:     clock{now: time.Now, wait: wait, random: rand.Float64, resolve: net.DefaultResolver.LookupNetIP},
	}
	for _, option := range options {
		if option != nil {
			option(s)
		}
	}
	c := s.client
	base, others := s.resolveServers(servers)
	c.http = s.transport()
	if len(s.errs) > 0 {
		return nil, fmt.Errorf("rest: %w", errors.Join(s.errs...))
	}
	c.setBase(base)
	c.addresses = others
	return &c, nil
}

// Root returns the resource at the base URL. The security parameter lists
// alternative credentials: each call sends the first alternative for which the
// client has every credential. [Request.Security] overrides the alternatives
// for one call. If the list is empty, calls send all of the client's
// credentials. It is for generated code.
func (c *Client) Root(security ...Security) Resource {
	if len(security) > 0 {
		secured := *c
		secured.security = security
		c = &secured
	}
	return Resource{client: c.withServers(), path: c.path}
}

// ErrorBody declares how the client decodes the body of an error response for
// calls that do not declare their own error bodies. The status is a number, a
// range such as "4XX", or "default". The decode function must return a
// pointer; [BodyAs] returns that pointer. Generated code calls ErrorBody
// before the first request and before [Client.Root].
func (c *Client) ErrorBody(status string, decode func(*Decoder) any) {
	c.errors = append(c.errors, newErrorBody(status, decode))
}

// BaseURL returns the base URL of the default server, without a trailing slash.
func (c *Client) BaseURL() string { return c.origin + c.path }

func parseBase(raw string) (*url.URL, error) {
	if raw == "" {
		return nil, errors.New("the base URL is empty; set it with WithBaseURL")
	}
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, errors.New("the base URL is invalid") // err would quote its secrets
	case u.User != nil:
		return nil, errors.New("the base URL contains a user; use WithBasicAuth")
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, fmt.Errorf("the base URL %q must begin with https:// or http:// and have a host", raw)
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("the base URL must have no query and no fragment")
	}
	u.Host = strings.TrimSuffix(u.Host, ":")
	return u, nil
}

// transport returns a copy of the caller's http.Client that uses the middleware
// and removes secrets from redirected requests.
func (s *settings) transport() *http.Client {
	var h http.Client
	if s.http != nil {
		h = *s.http
	}
	for i := len(s.middleware) - 1; i >= 0; i-- {
		next := h.Transport
		if next == nil {
			next = http.DefaultTransport
		}
		if h.Transport = s.middleware[i](next); h.Transport == nil {
			s.fault("WithMiddleware: the function returns nil")
		}
	}
	h.CheckRedirect = checkRedirect(h.CheckRedirect, s.client.keys)
	return &h
}

// redirectError marks an error that another attempt would only repeat.
type redirectError struct{ error }

func (e redirectError) Unwrap() error { return e.error }

// redirectPolicy is the type of CheckRedirect of an http.Client.
type redirectPolicy func(req *http.Request, via []*http.Request) error

// checkRedirect removes all headers except harmless ones from a request that is
// redirected to another origin, and from every later request of that chain.
// net/http compares only domains, so it would send a token to another port, to
// a subdomain, or from https to http. checkRedirect also removes API keys that
// the service copied from the query into the new URL. If this URL still contains a
// credential of the call, it does not follow the redirect.
//
// It does not follow the redirect of a call whose result is its address, nor a
// redirect that changes the method to GET, except for
// status 303. Otherwise a page that replies 200 to GET would look as if a
// DELETE had succeeded.
func checkRedirect(next redirectPolicy, keys []apiKey) redirectPolicy {
	return func(req *http.Request, via []*http.Request) error {
		if o, ok := req.Context().Value(operationKey{}).(*operation); ok && o.stay {
			return http.ErrUseLastResponse
		}
		changed := req.Method != via[len(via)-1].Method
		if changed && req.Response != nil && req.Response.StatusCode != http.StatusSeeOther {
			return http.ErrUseLastResponse
		}
		away := !sameOrigin(req.URL, via[0].URL)
		for _, v := range via {
			away = away || !sameOrigin(v.URL, via[0].URL)
		}
		if away {
			for name := range req.Header {
				if !harmless(name) {
					delete(req.Header, name)
				}
			}
			for _, k := range keys {
				if k.in == InQuery {
					req.URL.RawQuery = withoutParameter(req.URL.RawQuery, k.name)
				}
			}
			if err := checkTarget(req); err != nil {
				return err
			}
		}
		if next != nil {
			err := next(req, via)
			if err != nil && err != http.ErrUseLastResponse {
				err = redirectError{err}
			}
			return err
		}
		if len(via) >= 10 {
			return redirectError{errors.New("stopped after 10 redirects")}
		}
		return nil
	}
}

// checkTarget returns an error if the URL to which a call is redirected contains one of
// its secrets as a whole, in any form in which errors would not show it. A short secret may
// be a part of an ordinary URL, so it is not looked for.
func checkTarget(req *http.Request) error {
	q, ok := req.Context().Value(requestKey{}).(*Request)
	if !ok {
		return nil
	}
	address := req.URL.String()
	if len(address) > maxLink {
		return redirectError{fmt.Errorf("refused to follow a redirect to a URL of more than %d bytes", maxLink)}
	}
	short := func(secret string) bool { return len(secret) < minPart }
	whole := slices.DeleteFunc(q.secrets(), short) // other tokens may begin with the same bytes
	if newMasker(nil, whole...).mask(address) == address {
		return nil
	}
	return redirectError{fmt.Errorf(
		"refused to follow a redirect to %s: its URL contains a credential of the call", origin(req.URL))}
}

func harmless(header string) bool {
	switch header {
	case "Accept", "Accept-Language", "Content-Type", "User-Agent":
		return true
	}
	return false
}

// loopback reports whether a host is this machine, where plain http is safe. The
// names below localhost are reserved for loopback addresses, but a resolver may
// not know that, so they are looked up.
func (c *Client) loopback(ctx context.Context, host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.HasSuffix(host, ".localhost") {
		ip := net.ParseIP(host)
		return host == "localhost" || ip != nil && ip.IsLoopback()
	}
	ips, err := c.clock.resolve(ctx, "ip", host)
	other := func(ip netip.Addr) bool { return !ip.Unmap().IsLoopback() }
	return err == nil && len(ips) > 0 && !slices.ContainsFunc(ips, other)
}
