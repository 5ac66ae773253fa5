package rest

// This file decides whether and when an attempt is repeated. The file
// transport.go calls it after each attempt and waits.

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// RetryPolicy defines when a call is sent again.
//
// A response with status 429, or with status 503 and a Retry-After header, is
// retried for any method because the service did not process the request. The
// statuses 502, 503 and 504 and lost connections are retried only for
// idempotent requests: GET, HEAD, OPTIONS, PUT, DELETE, and requests with an
// Idempotency-Key header.
//
// If [Options.Retry] is nil, a call uses the policy of the client. A client
// without a policy uses [DefaultRetryPolicy]. In an explicit policy, MaxRetries
// 0 means no retries, so RetryPolicy{} turns retries off.
type RetryPolicy struct {
	// MaxRetries is the maximum number of retries of a call. If it is 0 or
	// less, calls are not retried.
	MaxRetries int
	// MinWait is the wait before the first retry if the response does not
	// specify one. It doubles with each retry. Up to half of it is
	// subtracted at random so that clients do not retry at the same time. 0
	// means 500 ms.
	MinWait time.Duration
	// MaxWait is the longest wait before a retry. If the response specifies
	// a longer wait, or if the context would end during the wait, the call
	// returns the response at once. 0 means 60 s.
	MaxWait time.Duration
	// NonIdempotent extends retries after 502, 503, 504 and lost connections to
	// requests that are not idempotent. The service may execute a retried request
	// twice.
	NonIdempotent bool
}

// DefaultRetryPolicy returns the default policy of a client: at most 3 retries
// with waits from 500 ms to 60 s.
func DefaultRetryPolicy() RetryPolicy {
	return RetryPolicy{MaxRetries: 3, MinWait: 500 * time.Millisecond, MaxWait: 60 * time.Second}
}

// outcome is the result of an attempt, as far as it affects retries.
type outcome struct {
	lost   bool          // the connection was lost
	status int           // of the response
	after  time.Duration // from the header Retry-After
	asked  bool          // the response has the header Retry-After
}

// retries reports whether an attempt with this outcome may be repeated.
func (p RetryPolicy) retries(o outcome, idempotent bool) bool {
	switch {
	case o.status == http.StatusTooManyRequests, o.status == http.StatusServiceUnavailable && o.asked:
		return true
	case o.lost, o.status == http.StatusBadGateway,
		o.status == http.StatusServiceUnavailable, o.status == http.StatusGatewayTimeout:
		return idempotent || p.NonIdempotent
	}
	return false
}

// wait returns how long to wait before a retry. The first retry is number 1.
// The result is false if the wait is too long.
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

// again returns how long to wait before the next attempt, or never.
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

// retryAfter returns the wait that the header Retry-After requests in seconds
// or as a date. It reports false if the header is missing or invalid. A date is
// relative to the service's clock, which the header Date shows.
func retryAfter(h http.Header, now time.Time) (d time.Duration, ok bool) {
	const most = 1 << 31 // in seconds; prevents an overflow
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

// wait waits for d or until the context ends. It leaves no timer behind.
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
