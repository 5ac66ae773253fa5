package jwt

// Keys are fetched when they are first needed, again when they are old, and
// again when a token names one that is not among them, as after the issuer has
// begun to use a new key. The last must not be in a stranger's hand: whatever
// tokens come in, there is one fetch at a time and a pause after each.
//
// A fetch belongs to none of the requests that wait for it. It runs on its own
// until it is done or 10 seconds are over, so that a request that is cancelled
// spoils nothing for the others.

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
	minRefresh   = 5 * time.Minute  // between two fetches that went well
	retryAfter   = 30 * time.Second // after one that failed
	maxDocument  = 1 << 20          // bytes
	maxRedirects = 5
)

// cache fetches and keeps keys.
type cache struct {
	address string
	client  *http.Client
	refresh time.Duration

	mu     sync.Mutex
	keys   []key     // never changed, only replaced
	fault  error     // of the last fetch
	old    time.Time // from then on, keys are fetched anew
	next   time.Time // before, nothing is fetched
	flight *flight   // under way
}

// unavailable is the error for a token that could not be verified, since there
// are no keys. Another time it may be good.
type unavailable struct{ cause error }

func (e *unavailable) Error() string   { return e.cause.Error() }
func (e *unavailable) Unwrap() error   { return e.cause }
func (e *unavailable) Temporary() bool { return true }

// flight is a fetch that is under way.
type flight struct {
	done chan struct{} // closed at the end
}

// init reads what config says of keys.
func (c *cache) init(config *Config) error {
	c.address, c.refresh = config.OpenIDConfiguration, config.Refresh
	if c.refresh <= 0 {
		c.refresh = DefaultRefresh
	}
	c.refresh = max(c.refresh, minRefresh)
	address, err := url.Parse(c.address)
	if err != nil || address.Host == "" {
		return errors.New("jwt: the address of the OpenID configuration is no URL")
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

// secure wants addresses that nobody on the way can answer for.
func secure(u *url.URL) error {
	host := u.Hostname()
	ip := net.ParseIP(host)
	if u.Scheme == "https" || u.Scheme == "http" && (host == "localhost" || ip != nil && ip.IsLoopback()) {
		return nil
	}
	return fmt.Errorf("%s is not https", quote(u.Scheme+"://"+u.Host))
}

// find returns the key called id for signatures with a, fetching keys when
// that may help.
func (c *cache) find(ctx context.Context, id string, a *algorithm, now func() time.Time) (*key, error) {
	keys, wait, fault := c.look(ctx, id, a, now)
	if wait != nil {
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
		return nil, &unavailable{fmt.Errorf("there are no keys: %w", fault)}
	}
	found, _, err := pick(keys, id, a)
	return found, err
}

// look returns the keys at hand, and a flight to wait for when they will not
// do.
func (c *cache) look(ctx context.Context, id string, a *algorithm, now func() time.Time) (keys []key, wait *flight, fault error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := now()
	_, known, _ := pick(c.keys, id, a)
	switch {
	case known && at.Before(c.old):
	case c.flight != nil:
		wait = c.flight
	case at.Before(c.next): // nothing new so soon
	default:
		c.flight = &flight{done: make(chan struct{})}
		wait = c.flight
		go c.fly(context.WithoutCancel(ctx), now)
	}
	return c.keys, wait, c.fault
}

// fly fetches keys and puts them in place.
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

// fetch reads the OpenID configuration and the keys it leads to, and returns
// how long these may be used.
func (c *cache) fetch(ctx context.Context) (keys []key, age time.Duration, err error) {
	defer func() {
		if v := recover(); v != nil { // of a transport; nobody else would catch it
			err = fmt.Errorf("fetching keys panicked: %v", v)
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
		return nil, 0, errors.New("the OpenID configuration is no JSON object")
	}
	address, err := url.Parse(document.Keys)
	if err != nil || address.Host == "" {
		return nil, 0, errors.New("the OpenID configuration has no address of keys, jwks_uri")
	}
	if err := secure(address); err != nil {
		return nil, 0, fmt.Errorf("the address of the keys: %w", err)
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

// get reads a document.
func (c *cache) get(ctx context.Context, address string) ([]byte, http.Header, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Accept", "application/json")
	answer, err := c.client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("%s answers %d", r.URL.Redacted(), answer.StatusCode)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxDocument+1))
	switch {
	case err != nil:
		return nil, nil, fmt.Errorf("%s: %w", r.URL.Redacted(), err)
	case len(data) > maxDocument:
		return nil, nil, fmt.Errorf("%s: more than %d bytes", r.URL.Redacted(), maxDocument)
	}
	return data, answer.Header, nil
}

// age is how long an answer with header may be used, within bounds.
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
