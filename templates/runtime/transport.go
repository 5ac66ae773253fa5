package rest

// This file carries a request to the service: it makes the attempts, waits
// between them, and sorts out how they end. An attempt ends in one of three
// ways: with an answer whose body was read as far as it matters, with a lost
// connection (also in the middle of a body), or with an error that another
// attempt would not mend. Bodies are closed here and nowhere else.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	maxDrain     = 256 << 10 // read of a body nobody wants, to keep the connection
	maxErrorBody = 1 << 20   // read of the body of an error
)

// answer is a final answer.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// ok reports whether the service did what was asked: any 2xx.
func (a *answer) ok() bool { return a.status >= 200 && a.status <= 299 }

// call sends the request, again if need be, and returns the answer when it is
// a 2xx. With keep its body is read, else it is thrown away.
func (q *Request) call(ctx context.Context, keep bool) (*answer, error) {
	if err := q.check(ctx); err != nil {
		return nil, q.wrap(err, nil)
	}
	if q.options.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, q.options.Timeout)
		defer cancel()
	}
	header := q.headers()
	for attempt := 1; ; attempt++ {
		secrets, retry, a, err := q.attempt(ctx, header, attempt, keep)
		if retry != nil {
			if err := q.resource.client.clock.wait(ctx, *retry); err != nil {
				return nil, q.wrap(err, secrets)
			}
			continue
		}
		if a != nil && q.options.Response != nil {
			q.options.Response(&Response{StatusCode: a.status, Header: a.header, Attempts: attempt})
		}
		if err != nil {
			return nil, q.wrap(err, secrets)
		}
		if !a.ok() {
			return nil, q.serviceError(a, secrets)
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
	if base := q.resource.client.base; base.Scheme != "https" && !loopback(base.Hostname()) && q.secret() {
		return fmt.Errorf("refused to send credentials to %s over plain http: use https", base.Host)
	}
	return nil
}

// attempt sends the request once. It returns how long to wait when it is to be
// sent again, else the answer, an error, or both when the body was not read
// to its end.
func (q *Request) attempt(ctx context.Context, header http.Header, number int, keep bool) (secrets []string, retry *time.Duration, a *answer, err error) {
	req, secrets, err := q.build(ctx, header)
	if err != nil {
		return secrets, nil, nil, err
	}
	c := q.resource.client
	begin := time.Now()
	res, err := c.http.Do(req)
	if err != nil {
		err = bare(err)
		q.log(ctx, number, 0, begin, err, secrets)
		if ctx.Err() != nil {
			return secrets, nil, nil, ctx.Err()
		}
		if lost(err) {
			retry = q.retryIn(ctx, outcome{}, number)
		}
		return secrets, retry, nil, err
	}
	defer res.Body.Close()
	q.log(ctx, number, res.StatusCode, begin, nil, secrets)
	o := outcome{status: res.StatusCode}
	o.after, o.asked = retryAfter(res.Header, c.clock.now())
	if retry = q.retryIn(ctx, o, number); retry != nil {
		drain(res.Body)
		return secrets, retry, nil, nil
	}
	a = &answer{status: res.StatusCode, header: res.Header}
	switch {
	case !a.ok():
		a.body, _ = io.ReadAll(io.LimitReader(res.Body, min(c.maxBytes, maxErrorBody)))
	case !keep:
		drain(res.Body)
	default:
		a.body, err = readBody(res, c.maxBytes)
	}
	switch {
	case err == nil:
	case ctx.Err() != nil:
		err = ctx.Err()
	case !errors.As(err, new(tooLargeError)):
		retry = q.retryIn(ctx, outcome{}, number)
	}
	return secrets, retry, a, err
}

// retryIn is again with a pointer for the wait.
func (q *Request) retryIn(ctx context.Context, o outcome, attempt int) *time.Duration {
	if d, ok := q.again(ctx, o, attempt); ok {
		return &d
	}
	return nil
}

// headers returns the headers that are the same for all attempts.
func (q *Request) headers() http.Header {
	h := q.header
	if h == nil {
		h = make(http.Header, 4)
	}
	if q.accept != "" {
		h.Set("Accept", q.accept)
	}
	h.Set("User-Agent", q.resource.client.userAgent)
	if len(q.cookies) > 0 {
		h.Set("Cookie", strings.Join(q.cookies, "; "))
	}
	for name, values := range q.options.Header {
		h[http.CanonicalHeaderKey(name)] = values
	}
	return h
}

// build makes the request of one attempt, with its secrets.
func (q *Request) build(ctx context.Context, header http.Header) (*http.Request, []string, error) {
	c := q.resource.client
	var secrets []string
	address := q.url()
	header = header.Clone()
	if !q.open {
		if c.authorize != nil && header.Get("Authorization") == "" {
			value, err := c.authorize(ctx)
			if err != nil {
				return nil, nil, err
			}
			header.Set("Authorization", value)
		}
		address = q.addKeys(address, header)
	}
	secrets = q.secrets(header)
	var body io.Reader
	if q.hasBody {
		body = bytes.NewReader(q.body)
	}
	req, err := http.NewRequestWithContext(ctx, q.method, address, body)
	if err != nil {
		return nil, secrets, bare(err)
	}
	req.Header = header
	return req, secrets, nil
}

// addKeys puts the API keys where they belong.
func (q *Request) addKeys(address string, header http.Header) string {
	for _, key := range q.resource.client.keys {
		switch key.in {
		case InHeader:
			header.Set(key.name, key.value)
		case InCookie:
			cookie := key.name + "=" + key.value
			if old := header.Get("Cookie"); old != "" {
				cookie = old + "; " + cookie
			}
			header.Set("Cookie", cookie)
		case InQuery:
			separator := "?"
			if strings.Contains(address, "?") {
				separator = "&"
			}
			address += separator + escape(key.name, keepInName) + "=" + escape(key.value, "")
		}
	}
	return address
}

// secrets returns the texts that must not get into errors.
func (q *Request) secrets(header http.Header) []string {
	var secrets []string
	for _, value := range header["Authorization"] {
		secrets = append(secrets, value)
		if _, text, found := strings.Cut(value, " "); found {
			secrets = append(secrets, text)
		}
	}
	if !q.open {
		for _, key := range q.resource.client.keys {
			secrets = append(secrets, key.value, escape(key.value, ""))
		}
	}
	return secrets
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
// can be used again.
func drain(body io.Reader) {
	_, _ = io.Copy(io.Discard, io.LimitReader(body, maxDrain))
}

func (q *Request) log(ctx context.Context, attempt, status int, begin time.Time, err error, secrets []string) {
	logger := q.resource.client.logger
	if logger == nil || !logger.Enabled(ctx, slog.LevelDebug) {
		return
	}
	attrs := []slog.Attr{
		slog.String("method", q.method),
		slog.String("url", q.shownURL()),
		slog.Int("attempt", attempt),
		slog.Duration("duration", time.Since(begin)),
	}
	if err != nil {
		attrs = append(attrs, slog.String("error", scrub(err.Error(), secrets)))
	} else {
		attrs = append(attrs, slog.Int("status", status))
	}
	logger.LogAttrs(ctx, slog.LevelDebug, "rest: attempt", attrs...)
}
