package rest

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// errNoBody reports a successful response without the expected body.
var errNoBody = errors.New("the response has no body; expected a result")

// errNoRedirect reports a successful response where a redirect is expected.
var errNoRedirect = errors.New("the response is not a redirect; expected the header Location")

// Send sends the request and ignores the body of the response. If the status
// is not 2xx, Send returns an [*Error].
func (q *Request) Send(ctx context.Context) error {
	_, err := q.call(ctx, dropBody)
	return err
}

// Receive sends the request and decodes the JSON result. A response without a
// body is an error unless [Request.NoContent] declares its status; then decode
// is not called. If decoding fails, the error wraps a [*DecodeError]. If the
// status is not 2xx, Receive returns an [*Error].
func (q *Request) Receive(ctx context.Context, decode func(*Decoder)) error {
	if q.accept == "" {
		q.accept = "application/json"
	}
	a, err := q.call(ctx, keepBody)
	if err != nil {
		return err
	}
	if a.empty {
		return nil
	}
	if len(a.body) == 0 {
		return q.wrap(fmt.Errorf("%s: %w", statusText(a.status), errNoBody))
	}
	if err := Decode(a.body, decode); err != nil {
		if kind := a.header.Get("Content-Type"); kind != "" && !strings.Contains(strings.ToLower(kind), "json") {
			err = fmt.Errorf("the response is %s: %w", excerpt([]byte(q.masker().maskBody(kind))), err)
		}
		return q.wrap(err)
	}
	return nil
}

// ReceiveText sends the request and returns the body of the response as text.
// It converts ISO-8859-1 and US-ASCII to UTF-8. Any other charset is an error.
// The statuses 204 and 205, which have no body, are errors unless
// [Request.NoContent] declares them.
func (q *Request) ReceiveText(ctx context.Context) (string, error) {
	a, err := q.call(ctx, keepBody)
	if err != nil {
		explain[string](err)
		return "", err
	}
	if a.empty {
		return "", nil
	}
	if a.status == http.StatusNoContent || a.status == http.StatusResetContent {
		return "", q.wrap(fmt.Errorf("%s: %w", statusText(a.status), errNoBody))
	}
	text, err := decodeText(a.body, a.header.Get("Content-Type"))
	if err != nil {
		return "", q.wrap(err)
	}
	return text, nil
}

// ReceiveLocation sends the request and returns the absolute URL to which the
// service redirects. The call does not follow the redirect. A response that is
// not a redirect is an error.
func (q *Request) ReceiveLocation(ctx context.Context) (string, error) {
	q.context.operation.stay = true
	a, err := q.call(ctx, keepLocation)
	if err != nil {
		return "", err
	}
	if !a.redirects() {
		return "", q.wrap(fmt.Errorf("%s: %w", statusText(a.status), errNoRedirect))
	}
	location, err := a.url.Parse(a.header.Get("Location"))
	if err != nil {
		return "", q.wrap(fmt.Errorf("the header Location is not a URL: %w", bare(err)))
	}
	return location.String(), nil
}

// decodeText converts a text from the charset of its content type.
func decodeText(data []byte, contentType string) (string, error) {
	_, params, _ := mime.ParseMediaType(contentType)
	switch charset := strings.ToLower(params["charset"]); charset {
	case "", "utf-8", "utf8":
		return string(data), nil
	case "us-ascii", "ascii", "iso-8859-1", "latin1": // US-ASCII is a subset of ISO-8859-1
		runes := make([]rune, len(data))
		for i, c := range data {
			runes[i] = rune(c)
		}
		return string(runes), nil
	default:
		return "", fmt.Errorf("unknown charset %s of the response", excerpt([]byte(charset)))
	}
}

// statusText returns a status with its name, such as 204 No Content.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("%d %s", status, text)
	}
	return fmt.Sprintf("status %d", status)
}
