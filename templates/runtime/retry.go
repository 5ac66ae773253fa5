package rest

// This file decides whether an attempt is followed by another one and when. It
// sends nothing: transport.go asks after each attempt, and waits.

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryPolicy says when a call is sent again.
//
// An answer with status 429, or with 503 and a Retry-After header, is retried
// whatever the method: the service did not work on it. 502, 503, 504 and a
// lost connection are retried for idempotent requests only: GET, HEAD,
// OPTIONS, PUT, DELETE, and those with a header Idempotency-Key.
//
// A call without a policy of its own, Options.Retry being nil, uses the
// client's, and a client without one uses [DefaultRetryPolicy]. In a policy
// that is given every field counts: MaxRetries 0 means no retries, so
// RetryPolicy{} turns them off.
type RetryPolicy struct {
	// MaxRetries is how many times a call is sent again; 0 or less is never.
	MaxRetries int
	// MinWait is the wait before the first retry when the service names
	// none. It doubles each time, and a random part of up to a half is taken
	// off, so that callers do not come back all at once. 0 is 500 ms.
	MinWait time.Duration
	// MaxWait is the longest wait. When the service asks for a longer one,
	// or the context ends before it, the answer is returned at once. 0 is 60 s.
	MaxWait time.Duration
	// NonIdempotent also retries 502, 503, 504 and lost connections for
	// requests that the service may then carry out twice.
	NonIdempotent bool
}

// DefaultRetryPolicy returns the policy of a client that was given none: at
// most 3 retries, waits from 500 ms to 60 s.
func DefaultRetryPolicy() RetryPolicy {
	return RetryPolicy{MaxRetries: 3, MinWait: 500 * time.Millisecond, MaxWait: 60 * time.Second}
}

// outcome is how an attempt ended, as far as retries go.
type outcome struct {
	status int           // 0 for a lost connection
	after  time.Duration // from Retry-After
	asked  bool          // there was a Retry-After
}

// retries reports whether an attempt with this outcome is worth another one.
func (p RetryPolicy) retries(o outcome, idempotent bool) bool {
	switch {
	case o.status == http.StatusTooManyRequests, o.status == http.StatusServiceUnavailable && o.asked:
		return true
	case o.status == 0, o.status == http.StatusBadGateway,
		o.status == http.StatusServiceUnavailable, o.status == http.StatusGatewayTimeout:
		return idempotent || p.NonIdempotent
	}
	return false
}

// wait returns how long to wait before the given retry, the first being 1,
// and false when that is too long.
func (p RetryPolicy) wait(o outcome, retry int, random float64) (time.Duration, bool) {
	longest := p.MaxWait
	if longest <= 0 {
		longest = 60 * time.Second
	}
	if o.asked {
		return o.after, o.after <= longest
	}
	d := p.MinWait
	if d <= 0 {
		d = 500 * time.Millisecond
	}
	for ; retry > 1 && d < longest; retry-- {
		d *= 2
	}
	d = min(d, longest)
	return d - time.Duration(random*float64(d/2)), true
}

// again returns after what wait the call is to be sent once more, or never.
func (q *Request) again(ctx context.Context, o outcome, attempt int) time.Duration {
	if q.upload != nil && !q.upload.repeatable() {
		return never
	}
	c := q.resource.client
	policy := c.retry
	if q.options.Retry != nil {
		policy = *q.options.Retry
	}
	if attempt > policy.MaxRetries || !policy.retries(o, q.idempotent()) {
		return never
	}
	d, ok := policy.wait(o, attempt, c.clock.random())
	if deadline, has := ctx.Deadline(); !ok || has && !c.clock.now().Add(d).Before(deadline) {
		return never
	}
	return d
}

// lost reports whether an error of the transport is a lost connection, or
// something else that may be gone the next time. Faults of addresses,
// certificates, redirects and of servers without TLS stay.
func lost(err error) bool {
	var (
		redirect    redirectError
		certificate *tls.CertificateVerificationError
		dns         *net.DNSError
	)
	switch {
	case errors.As(err, &redirect), errors.As(err, &certificate), errors.Is(err, http.ErrSchemeMismatch):
		return false
	case errors.As(err, &dns):
		return dns.IsTemporary || dns.IsTimeout
	}
	return true
}

// retryAfter returns what a Retry-After header says, seconds or a date; ok is
// false when there is none or it makes no sense. A date goes by the service's
// clock, of which the header Date tells.
func retryAfter(h http.Header, now time.Time) (d time.Duration, ok bool) {
	const most = 1 << 31 // seconds; more would overflow some day
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0, false
	}
	if strings.Trim(text, "0123456789") == "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || n > most {
			n = most
		}
		return time.Duration(n) * time.Second, true
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0, false
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(at.Sub(now), 0), true
}

// wait waits for d or until the context ends. No timer is left behind.
func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
