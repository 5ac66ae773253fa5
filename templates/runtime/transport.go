package rest

// This file sends a request. It makes attempts, waits between them, and
// classifies their results. An attempt ends with a response, with a lost
// connection (also in the middle of a body), or with a permanent error. This
// file closes all bodies except those of streams, which the caller reads
// (stream.go).

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	maxDrain     = 256 << 10              // bytes to read from an unused body to keep the connection
	maxDrainTime = 200 * time.Millisecond // time to spend on reading them
	maxErrorBody = 1 << 20                // bytes to read from the body of an error
)

// response is the final response to a call.
type response struct {
	status int
	header http.Header
	body   []byte
	url    *url.URL       // after redirects
	stream *http.Response // the caller reads and closes its body; nil if there is none
	empty  bool           // a success that is declared without a body
}

// keeping selects the handling of the body of a successful response.
type keeping int

const (
	dropBody keeping = iota
	keepBody
	streamBody   // the caller reads it
	keepLocation // the result is the address of a redirect; there is no body to keep
)

// ok reports whether the status is 2xx.
func (a *response) ok() bool { return a.status >= 200 && a.status <= 299 }

// redirects reports whether the response redirects to another address.
func (a *response) redirects() bool {
	return a.status >= 300 && a.status <= 399 && a.header.Get("Location") != ""
}

// call sends the request, with retries, and returns a response with status 2xx,
// or a redirect if that is the result.
func (q *Request) call(ctx context.Context, keep keeping) (*response, error) {
	if err := q.check(ctx); err != nil {
		return nil, q.wrap(err)
	}
	if q.options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, q.options.Timeout)
		defer cancel()
	}
	if q.upload != nil && keep != streamBody {
		defer q.upload.release()
	}
	ctx = q.within(ctx)
	for attempt := 1; ; attempt++ {
		begin := time.Now()
		a, after, err := q.attempt(ctx, attempt, keep)
		q.log(ctx, attempt, a, after, time.Since(begin), err)
		if after >= 0 {
			if err := q.resource.client.clock.wait(ctx, after); err != nil {
				return nil, q.wrap(err)
			}
			continue
		}
		if a != nil && q.options.Response != nil {
			q.options.Response(&Response{StatusCode: a.status, Header: a.header, Attempts: attempt})
		}
		if err != nil {
			return nil, q.wrap(err)
		}
		if !a.ok() && !(keep == keepLocation && a.redirects()) {
			return nil, q.serviceError(a)
		}
		if err := q.otherResult(a); err != nil {
			return nil, err
		}
		if q.options.page != nil {
			q.options.page(a.header, a.url)
		}
		return a, nil
	}
}

// check returns the errors that are known before anything is sent.
func (q *Request) check(ctx context.Context) error {
	switch {
	case q.err != nil:
		return q.err
	case ctx == nil:
		return errors.New("the context is nil")
	case ctx.Err() != nil:
		return ctx.Err()
	}
	if len(q.options.Query) > 0 {
		q.addCallerQuery()
	}
	q.grant = q.choose()
	if q.secret() {
		return q.resource.client.confidential(ctx)
	}
	return nil
}

// confidential returns an error if credentials would be sent unencrypted.
func (c *Client) confidential(ctx context.Context) error {
	if c.base.Scheme != "https" && !c.loopback(ctx, c.base.Hostname()) {
		return fmt.Errorf("refused to send credentials to %s over plain http: use https", c.base.Host)
	}
	return nil
}

// never is the wait after the last attempt.
const never time.Duration = -1

// attempt sends the request once. It returns the wait before the next attempt,
// or never. After the last attempt it returns the response, an error, or both
// if reading the body failed.
func (q *Request) attempt(ctx context.Context, number int, keep keeping) (a *response, after time.Duration, err error) {
	req, err := q.build(ctx)
	if err != nil {
		return nil, never, err
	}
	defer q.idle.begin()()
	c := q.resource.client
	res, err := c.http.Do(req)
	if err != nil {
		if ctx.Err() != nil {
			return nil, never, ctx.Err()
		}
		if err := q.upload.failed(); err != nil {
			return nil, never, err
		}
		if err, after = bare(err), never; lost(err) {
			after = q.again(ctx, outcome{lost: true}, number)
		}
		return nil, after, err
	}
	a = &response{status: res.StatusCode, header: res.Header, url: effective(req, res)}
	switch kind := q.successOf(a.status).kind; kind {
	case resultSuccess:
	case streamSuccess:
		a.body = begin(res.Body)
		_ = res.Body.Close()
		return a, never, nil
	default:
		a.empty, keep = kind == emptySuccess, keepBody
	}
	if keep == streamBody && a.ok() {
		a.stream = res
		return a, never, nil
	}
	defer res.Body.Close()
	o := outcome{status: res.StatusCode}
	o.after, o.asked = retryAfter(res.Header, c.clock.now())
	if after = q.again(ctx, o, number); after >= 0 {
		drain(res)
		return a, after, nil
	}
	switch err = a.read(res, keep, c.maxBytes); {
	case err == nil:
	case ctx.Err() != nil:
		err = ctx.Err()
	case !a.ok(): // the part that was read is enough for an error
		err = nil
	case lost(err):
		after = q.again(ctx, outcome{lost: true}, number)
	}
	return a, after, err
}

// effective returns the URL of the response after redirects. A custom transport
// may not set it.
func effective(req *http.Request, res *http.Response) *url.URL {
	if res.Request != nil && res.Request.URL != nil {
		return res.Request.URL
	}
	return req.URL
}

// read reads the part of the body that is needed.
func (a *response) read(res *http.Response, keep keeping, limit int64) (err error) {
	switch {
	case a.status == http.StatusSwitchingProtocols: // unexpected, and not followed by a body
	case !a.ok():
		a.body, err = io.ReadAll(io.LimitReader(res.Body, min(limit, maxErrorBody)))
	case keep == keepBody:
		a.body, err = readBody(res, limit)
	default:
		drain(res)
	}
	return err
}

// build returns the HTTP request of one attempt. It adds credentials last so
// that the caller's hook does not see them.
func (q *Request) build(ctx context.Context) (*http.Request, error) {
	var body io.Reader
	if q.hasBody && q.upload == nil {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, "", body)
	if err != nil {
		return nil, bare(err)
	}
	*req.URL = q.target()
	req.Host = req.URL.Host
	q.setHeaders(req.Header)
	if q.options.Request != nil {
		if err := q.showHook(req); err != nil {
			return nil, err
		}
	}
	if q.upload != nil { // after the hook, which would read the body
		if err := q.upload.attach(req); err != nil {
			return nil, err
		}
	}
	err = q.grant.addTo(req)
	q.resource.client.remember(q.grant.sent)
	if err != nil {
		return nil, err
	}
	return req, nil
}

// setHeaders sets the headers of one attempt except the client's credentials.
// The values are shared, so their capacity is clipped to prevent appending to
// them.
func (q *Request) setHeaders(h http.Header) {
	for name, values := range q.header {
		h[name] = slices.Clip(values)
	}
	own := &[3]string{q.resource.client.userAgent, q.accept, q.contentType}
	h["User-Agent"] = own[0:1:1]
	if q.accept != "" {
		h["Accept"] = own[1:2:2]
	}
	if q.hasBody {
		h["Content-Type"] = own[2:3:3]
	}
	if len(q.cookies) > 0 {
		h["Cookie"] = []string{strings.Join(q.cookies, "; ")}
	}
	for name, values := range q.options.Header {
		h[name] = slices.Clip(values)
	}
}

// target returns the URL of the request without API keys. It assembles the URL
// from escaped parts, so it does not need to parse it.
func (q *Request) target() url.URL {
	if q.resource.link != nil {
		return *q.resource.link
	}
	base := q.resource.client.base
	u := url.URL{Scheme: base.Scheme, Host: base.Host, RawQuery: string(q.query)}
	u.Path, u.RawPath = splitPath(q.resource.path)
	return u
}

// splitPath returns the Path and the RawPath of a url.URL for an escaped path.
func splitPath(raw string) (path, rawPath string) {
	for i := range len(raw) {
		if c := raw[i]; c != '/' && !keeps(c, "") {
			if text, err := url.PathUnescape(raw); err == nil {
				return text, raw
			}
			break
		}
	}
	return raw, ""
}

// bare removes the method and URL that net/http adds to an error. They are
// added again without secrets.
func bare(err error) error {
	if outer, ok := err.(*url.Error); ok { // only the outermost one is from net/http
		return outer.Err
	}
	return err
}

// tooLargeError reports a response over the limit.
type tooLargeError int64

func (e tooLargeError) Error() string {
	return fmt.Sprintf("the response is longer than %d bytes: see WithMaxResponseBytes", int64(e))
}

// readBody reads a body of at most limit bytes.
func readBody(res *http.Response, limit int64) ([]byte, error) {
	if res.ContentLength > limit {
		return nil, tooLargeError(limit)
	}
	body, err := readAll(res.Body, res.ContentLength, limit)
	switch {
	case int64(len(body)) > limit:
		return nil, tooLargeError(limit)
	case err != nil:
		return nil, fmt.Errorf("the response ended after %d bytes: %w", len(body), err)
	}
	return body, nil
}

// readAll reads at most limit+1 bytes. The length is the expected one, or negative.
//
// The buffer grows in steps that end exactly at the length or at the limit. While it
// grows, the old and the new buffer take at most 1.25 times the length, or 1.5 times
// the limit:
//
//	length 64 MiB             1, 4, 16, 64 MiB
//	limit 64 MiB, no length   512, 1024, … bytes, …, 16, 32, 64 MiB
//
// The first step limits the cost of a false length.
func readAll(r io.Reader, length, limit int64) (body []byte, err error) {
	most, first, factor := limit, int64(512), 1
	if length >= 0 {
		most, first, factor = min(length, limit), 1<<20, 2
	}
	steps := 0
	for most>>steps > first {
		steps += factor
	}
	for err == nil && int64(len(body)) <= limit {
		if len(body) == cap(body) {
			size := min(2*int64(len(body)), limit) // of a body that is longer than most
			if steps >= 0 {
				size = most >> steps
			}
			body = append(make([]byte, 0, size+1), body...)
			steps -= factor
		}
		var n int
		n, err = r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
	}
	if err == io.EOF {
		err = nil
	}
	return body, err
}

// drain reads the rest of a body so that the connection can be reused. It gives
// up if the body is long or slow.
func drain(res *http.Response) {
	if res.Body == http.NoBody || res.ContentLength > maxDrain {
		return
	}
	late := time.AfterFunc(maxDrainTime, func() { _ = res.Body.Close() })
	defer late.Stop()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxDrain))
}

// log logs an attempt and the wait that follows.
func (q *Request) log(ctx context.Context, attempt int, a *response, after, took time.Duration, err error) {
	logger := q.resource.client.logger
	if logger == nil || !logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", q.method),
		slog.String("url", q.shownURL()),
		slog.Int("attempt", attempt),
		slog.Duration("duration", took),
	}
	if a != nil {
		attrs = append(attrs, slog.Int("status", a.status))
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", q.clean(err.Error())))
	}
	if after >= 0 {
		attrs = append(attrs, slog.Duration("retryAfter", after))
	}
	logger.LogAttrs(ctx, slog.LevelDebug, "rest: attempt", attrs...)
}
