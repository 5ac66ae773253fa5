package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// errNoBody is the error for a success that has nothing to show.
var errNoBody = errors.New("the answer has no body, but a result is due")

// Send sends the request. No result is due: any 2xx is a success, and what
// its body holds is thrown away. An answer with another status is an [*Error].
func (q *Request) Send(ctx context.Context) error {
	_, err := q.call(ctx, false)
	return err
}

// Receive sends the request and reads the JSON result with the given function.
// An answer without a body is an error, as is one that cannot be read, with a
// [*DecodeError] in it. An answer with a status other than 2xx is an [*Error].
func (q *Request) Receive(ctx context.Context, decode func(*Decoder)) error {
	if q.accept == "" {
		q.accept = "application/json"
	}
	a, err := q.call(ctx, true)
	if err != nil {
		return err
	}
	if len(a.body) == 0 {
		return q.wrap(fmt.Errorf("%s: %w", statusText(a.status), errNoBody))
	}
	if err := Decode(a.body, decode); err != nil {
		if kind := a.header.Get("Content-Type"); kind != "" && !strings.Contains(strings.ToLower(kind), "json") {
			err = fmt.Errorf("the answer is %s: %w", excerpt([]byte(kind)), err)
		}
		return q.wrap(err)
	}
	return nil
}

// ReceiveBytes sends the request and returns the body of the answer, empty but
// not nil when it has 0 bytes. An answer with status 204 or 205 is an error,
// since it has no body at all.
func (q *Request) ReceiveBytes(ctx context.Context) ([]byte, error) {
	a, err := q.call(ctx, true)
	if err != nil {
		return nil, err
	}
	if a.status == http.StatusNoContent || a.status == http.StatusResetContent {
		return nil, q.wrap(fmt.Errorf("%s: %w", statusText(a.status), errNoBody))
	}
	if a.body == nil {
		a.body = []byte{}
	}
	return a.body, nil
}

// ReceiveText is [Request.ReceiveBytes] for text in UTF-8.
func (q *Request) ReceiveText(ctx context.Context) (string, error) {
	body, err := q.ReceiveBytes(ctx)
	return string(body), err
}

// statusText returns a status such as 204 No Content.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("%d %s", status, text)
	}
	return fmt.Sprintf("status %d", status)
}
