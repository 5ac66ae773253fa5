package jwt

// This file fetches and caches keys. Keys are fetched when they are first
// needed, when they have expired, and when they do not verify a token, for
// example after the issuer introduced a new one or replaced one. An attacker could
// trigger the last case at will, so only one fetch runs at a time and a pause follows
// each.
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
	number int       // of the fetch that returned them, from 1
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

// find returns the key that verifies the signature of t. It fetches keys if necessary.
//
// The issuer may have introduced a key, or replaced one without a new ID. So if the
// cached keys do not verify a token, they are fetched again. A token that fails with keys
// from the last 5 minutes is invalid, unless it names a key that is not among them.
func (c *cache) find(ctx context.Context, t *token, now func() time.Time) (*key, error) {
	cached, err := c.load(ctx, 0, now)
	if err != nil {
		return nil, err
	}
	found, known, fault := t.verifiedBy(cached.keys)
	if fault == nil {
		return found, nil
	}
	fresh, err := c.load(ctx, cached.number, now)
	if err != nil {
		return nil, err
	}
	if fresh.number != cached.number {
		if found, known, fault = t.verifiedBy(fresh.keys); fault == nil {
			return found, nil
		}
	}
	unknown := !known && t.keyID != "" && !cached.waited && fresh.number == cached.number
	if unknown || fresh.fault != nil {
		return nil, &unavailable{fault}
	}
	return nil, fault
}

// verifiedBy returns the key that verifies the signature of t. known reports whether there
// is a key with the ID.
func (t *token) verifiedBy(keys []key) (found *key, known bool, err error) {
	if found, known, err = pick(keys, t.keyID, t.algorithm); err == nil {
		err = t.algorithm.verify(found.public, t.signed, t.signature)
	}
	return found, known, err
}

// loaded is the result of the latest fetches.
type loaded struct {
	keys   []key
	number int   // of the fetch that returned the keys
	fault  error // of the last fetch
	waited bool
}

// load returns the cached keys. If they have expired, or if they are those of the fetch
// with the given number, which do not suffice, it first waits for other ones.
func (c *cache) load(ctx context.Context, insufficient int, now func() time.Time) (loaded, error) {
	l, wait := c.look(ctx, insufficient, now)
	if wait != nil {
		select {
		case <-wait.done:
		case <-ctx.Done():
			return l, &unavailable{fmt.Errorf("waiting for keys: %w", ctx.Err())}
		}
		c.mu.Lock()
		l = loaded{c.keys, c.number, c.fault, true}
		c.mu.Unlock()
	}
	if l.keys == nil {
		return l, &unavailable{fmt.Errorf("no keys are available: %w", l.fault)}
	}
	return l, nil
}

// look returns the cached keys. If they do not suffice, it also returns a flight to wait
// for, unless it is too soon for another fetch.
func (c *cache) look(ctx context.Context, insufficient int, now func() time.Time) (l loaded, wait *flight) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := now()
	switch {
	case c.number != insufficient && at.Before(c.old):
	case c.flight != nil:
		wait = c.flight
	case at.Before(c.next):
	default:
		c.flight = &flight{done: make(chan struct{})}
		wait = c.flight
		go c.fly(context.WithoutCancel(ctx), now)
	}
	return loaded{c.keys, c.number, c.fault, false}, wait
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
		c.number++
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
