package rest

// This file carries a request to the service: it makes the attempts, waits
// between them, and sorts out how they end. An attempt ends in one of three
// ways: with an answer whose body was read as far as it matters, with a lost
// connection (also in the middle of a body), or with an error that another
// attempt would not mend. Bodies are closed here and nowhere else, but for those
// that the caller reads (stream.go).

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
	maxDrain     = 256 << 10              // read of a body nobody wants, to keep the connection
	maxDrainTime = 200 * time.Millisecond // spent on that
	maxErrorBody = 1 << 20                // read of the body of an error
)

// answer is a final answer.
type answer struct {
	status int
	header http.Header
	body   []byte
	url    *url.URL       // of the request, after redirects
	stream *http.Response // whose body the caller reads and closes; nil for none
}

// keeping says what becomes of the body of a success.
type keeping int

const (
	dropBody keeping = iota
	keepBody
	streamBody // it is left to be read
)

// ok reports whether the service did what was asked: any 2xx.
func (a *answer) ok() bool { return a.status >= 200 && a.status <= 299 }

// call sends the request, again if need be, and returns the answer when it is
// a 2xx.
func (q *Request) call(ctx context.Context, keep keeping) (*answer, error) {
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
		if !a.ok() {
			return nil, q.serviceError(a)
		}
		if q.options.page != nil {
			q.options.page(a.header, a.url)
		}
		return a, nil
	}
}

// check finds what is wrong before anything is sent, the token source asked
// included.
func (q *Request) check(ctx context.Context) error {
	switch {
	case q.err != nil:
		return q.err
	case ctx == nil:
		return errors.New("the context is nil")
	case ctx.Err() != nil:
		return ctx.Err()
	}
	q.grant = q.choose()
	if q.secret() {
		return q.resource.client.confidential()
	}
	return nil
}

// confidential returns an error when others on the way can read what is sent.
func (c *Client) confidential() error {
	if c.base.Scheme != "https" && !loopback(c.base.Hostname()) {
		return fmt.Errorf("refused to send credentials to %s over plain http: use https", c.base.Host)
	}
	return nil
}

// never is the wait of an attempt that is the last one.
const never time.Duration = -1

// attempt sends the request once. It returns after what wait it is to be sent
// again, or never; then the answer, an error, or both when the body could not
// be read to its end.
func (q *Request) attempt(ctx context.Context, number int, keep keeping) (a *answer, after time.Duration, err error) {
	req, err := q.build(ctx)
	if err != nil {
		return nil, never, err
	}
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
			after = q.again(ctx, outcome{}, number)
		}
		return nil, after, err
	}
	a = &answer{status: res.StatusCode, header: res.Header, url: effective(req, res)}
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
	case !a.ok(): // what came of it is enough for an error
		err = nil
	case !errors.As(err, new(tooLargeError)):
		after = q.again(ctx, outcome{}, number)
	}
	return a, after, err
}

// effective is the address that answered, after redirects. A transport that is
// not net/http's may forget to name it.
func effective(req *http.Request, res *http.Response) *url.URL {
	if res.Request != nil && res.Request.URL != nil {
		return res.Request.URL
	}
	return req.URL
}

// read takes the body as far as it matters.
func (a *answer) read(res *http.Response, keep keeping, limit int64) (err error) {
	switch {
	case a.status == http.StatusSwitchingProtocols: // nobody asked, and what follows is no body
	case !a.ok():
		a.body, err = io.ReadAll(io.LimitReader(res.Body, min(limit, maxErrorBody)))
	case keep == keepBody:
		a.body, err = readBody(res, limit)
	default:
		drain(res)
	}
	return err
}

// build makes the request of one attempt. Credentials come last, so that the
// caller's hook does not see them.
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
	if q.upload != nil { // after the hook, which would read it
		if err := q.upload.attach(req); err != nil {
			return nil, err
		}
	}
	if err := q.grant.addTo(req); err != nil {
		return nil, err
	}
	q.credential = req.Header.Get("Authorization")
	return req, nil
}

// setHeaders fills the headers of one attempt but for the client's
// credentials. They share their values with those of others, so the capacity
// is cut: nobody can append to them.
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

// target returns the address of the request, without the keys that go into its
// query. It is put together and not parsed, since its parts are known and
// escaped.
func (q *Request) target() url.URL {
	if q.resource.link != nil {
		return *q.resource.link
	}
	base := q.resource.client.base
	u := url.URL{Scheme: base.Scheme, Host: base.Host, RawQuery: string(q.query)}
	u.Path, u.RawPath = splitPath(q.resource.path)
	return u
}

// splitPath returns the Path and RawPath of a url.URL for an escaped path.
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

// scrub takes secrets out of a text that came from outside.
func scrub(text string, secrets []string) string {
	for _, secret := range secrets {
		if len(secret) >= 4 { // a shorter one would garble the text and hide nothing
			text = strings.ReplaceAll(text, secret, "***")
		}
	}
	return text
}

// bare takes the method and URL off an error of net/http, since they are
// added again without secrets.
func bare(err error) error {
	if outer, ok := err.(*url.Error); ok { // only the outermost is net/http's
		return outer.Err
	}
	return err
}

// tooLargeError is the error for an answer over the limit.
type tooLargeError int64

func (e tooLargeError) Error() string {
	return fmt.Sprintf("the answer is longer than %d bytes: see WithMaxResponseBytes", int64(e))
}

// readBody reads a body of at most limit bytes.
func readBody(res *http.Response, limit int64) ([]byte, error) {
	if res.ContentLength > limit {
		return nil, tooLargeError(limit)
	}
	var b bytes.Buffer
	if n := res.ContentLength; n > 0 {
		b.Grow(int(min(n, 1<<20)) + bytes.MinRead) // a false length costs no more than this
	}
	n, err := b.ReadFrom(io.LimitReader(res.Body, limit+1))
	switch {
	case n > limit:
		return nil, tooLargeError(limit)
	case err != nil:
		return nil, fmt.Errorf("the answer was cut after %d bytes: %w", n, err)
	}
	return b.Bytes(), nil
}

// drain reads what is left of a body, within reason, so that the connection
// can be used again. One that is long or slow is dearer than a connection.
func drain(res *http.Response) {
	if res.Body == http.NoBody || res.ContentLength > maxDrain {
		return
	}
	late := time.AfterFunc(maxDrainTime, func() { _ = res.Body.Close() })
	defer late.Stop()
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxDrain))
}

// log tells of an attempt and of what follows.
func (q *Request) log(ctx context.Context, attempt int, a *answer, after, took time.Duration, err error) {
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
		attrs = append(attrs, slog.String("error", q.clean(err)))
	}
	if after >= 0 {
		attrs = append(attrs, slog.Duration("retryAfter", after))
	}
	logger.LogAttrs(ctx, slog.LevelDebug, "rest: attempt", attrs...)
}
