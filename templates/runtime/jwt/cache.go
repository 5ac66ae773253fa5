package jwt

// This file fetches and caches keys. Keys are fetched when they are first
// needed, when they have expired, and when a token names an unknown key, for
// example after the issuer introduced a new one. An attacker could trigger the
// last case at will, so only one fetch runs at a time and a pause follows each.
//
// A fetch does not belong to any of the requests that wait for it. It runs for
// at most 10 seconds on its own, so a cancelled request does not affect others.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	fetchWithin  = 10 * time.Second
	minRefresh   = 5 * time.Minute  // between two successful fetches
	retryAfter   = 30 * time.Second // after a failed fetch
	maxDocument  = 1 << 20          // bytes
	maxRedirects = 5
)

// cache fetches and stores keys.
type cache struct {
	address string
	client  *http.Client
	refresh time.Duration

	mu     sync.Mutex
	keys   []key     // replaced, never modified
	fault  error     // error of the last fetch
	old    time.Time // time at which the keys expire
	next   time.Time // no fetch starts before this time
	flight *flight   // running fetch, or nil
}

// unavailable reports that a token could not be verified because its key could not
// be fetched. A later attempt may succeed.
type unavailable struct{ cause error }

func (e *unavailable) Error() string   { return e.cause.Error() }
func (e *unavailable) Unwrap() error   { return e.cause }
func (e *unavailable) Temporary() bool { return true }

// flight is a running fetch.
type flight struct {
	done chan struct{} // closed at the end
}

// init applies the configuration.
func (c *cache) init(config *Config) error {
	c.address, c.refresh = config.OpenIDConfiguration, config.Refresh
	if c.refresh <= 0 {
		c.refresh = DefaultRefresh
	}
	c.refresh = max(c.refresh, minRefresh)
	address, err := url.Parse(c.address)
	if err != nil || address.Host == "" {
		return errors.New("jwt: the URL of the OpenID configuration is invalid")
	}
	if err := secure(address); err != nil {
		return fmt.Errorf("jwt: the OpenID configuration: %w", err)
	}
	var client http.Client
	if config.HTTPClient != nil {
		client = *config.HTTPClient
	}
	follow := client.CheckRedirect
	client.CheckRedirect = func(r *http.Request, via []*http.Request) error {
		if err := secure(r.URL); err != nil {
			return err
		}
		if follow != nil {
			return follow(r, via)
		}
		if len(via) >= maxRedirects {
			return errors.New("too many redirects")
		}
		return nil
	}
	c.client = &client
	return nil
}

// secure returns an error unless the connection to u is protected against
// attackers on the network.
func secure(u *url.URL) error {
	host := u.Hostname()
	ip := net.ParseIP(host)
	if u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("%s does not use https", quote(u.Scheme+"://"+u.Host))
}

// find returns the key with the given ID for signatures with a. It fetches keys
// if necessary.
func (c *cache) find(ctx context.Context, id string, a *algorithm, now func() time.Time) (*key, error) {
	keys, wait, fault := c.look(ctx, id, a, now)
	fresh := wait != nil
	if fresh {
		select {
		case <-wait.done:
		case <-ctx.Done():
			return nil, &unavailable{fmt.Errorf("waiting for keys: %w", ctx.Err())}
		}
		c.mu.Lock()
		keys, fault = c.keys, c.fault
		c.mu.Unlock()
	}
	if keys == nil {
		return nil, &unavailable{fmt.Errorf("no keys are available: %w", fault)}
	}
	found, known, err := pick(keys, id, a)
	if err != nil && !known && id != "" && (!fresh || fault != nil) { // the issuer may have introduced the key
		return nil, &unavailable{err}
	}
	return found, err
}

// look returns the cached keys. If they do not suffice, it also returns a
// flight to wait for.
func (c *cache) look(
	ctx context.Context, id string, a *algorithm, now func() time.Time,
) (keys []key, wait *flight, fault error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := now()
	_, known, _ := pick(c.keys, id, a)
	switch {
	case known && at.Before(c.old):
	case c.flight != nil:
		wait = c.flight
	case at.Before(c.next): // too soon for another fetch
	default:
		c.flight = &flight{done: make(chan struct{})}
		wait = c.flight
		go c.fly(context.WithoutCancel(ctx), now)
	}
	return c.keys, wait, c.fault
}

// fly fetches keys and stores them.
func (c *cache) fly(ctx context.Context, now func() time.Time) {
	ctx, cancel := context.WithTimeout(ctx, fetchWithin)
	defer cancel()
	keys, age, err := c.fetch(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	at := now()
	c.fault = err
	if err == nil {
		c.keys, c.old, c.next = keys, at.Add(age), at.Add(minRefresh)
	} else {
		c.next = at.Add(retryAfter)
	}
	close(c.flight.done)
	c.flight = nil
}

// fetch reads the OpenID configuration and its keys. It also returns how long
// the keys may be used.
func (c *cache) fetch(ctx context.Context) (keys []key, age time.Duration, err error) {
	defer func() {
		if v := recover(); v != nil { // a panic of the transport would end the program
			err = fmt.Errorf("the transport panicked: %v", v)
		}
	}()
	data, _, err := c.get(ctx, c.address)
	if err != nil {
		return nil, 0, err
	}
	var document struct {
		Keys string `json:"jwks_uri"`
	}
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, 0, errors.New("the OpenID configuration is not a JSON object")
	}
	address, err := url.Parse(document.Keys)
	if err != nil || address.Host == "" {
		return nil, 0, errors.New("the OpenID configuration has no URL of keys (jwks_uri)")
	}
	if err := secure(address); err != nil {
		return nil, 0, fmt.Errorf("the URL of the keys: %w", err)
	}
	data, header, err := c.get(ctx, document.Keys)
	if err != nil {
		return nil, 0, err
	}
	keys, err = readKeys(data)
	if err != nil {
		return nil, 0, fmt.Errorf("the key set at %s: %w", address.Redacted(), err)
	}
	return keys, c.age(header), nil
}

// get fetches a document.
func (c *cache) get(ctx context.Context, address string) ([]byte, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Accept", "application/json")
	response, err := c.client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("%s: unexpected status %d", r.URL.Redacted(), response.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, maxDocument+1))
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%s: %w", r.URL.Redacted(), err)
	case len(data) > maxDocument:
		return nil, nil, fmt.Errorf("%s: more than %d bytes", r.URL.Redacted(), maxDocument)
	}
	return data, response.Header, nil
}

// age returns how long a response with the given header may be used, within
// bounds.
func (c *cache) age(header http.Header) time.Duration {
	for _, line := range header.Values("Cache-Control") {
		for directive := range strings.SplitSeq(line, ",") {
			name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
			if !strings.EqualFold(name, "max-age") {
				continue
			}
			if seconds, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil && seconds >= 0 {
				return min(max(time.Duration(min(seconds, 1<<30))*time.Second, minRefresh), c.refresh)
			}
		}
	}
	return c.refresh
}
