package rest

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"
)

// errNoBody is the error for a success that has nothing to show.
var errNoBody = errors.New("the answer has no body, but a result is due")

// Send sends the request. No result is due: any 2xx is a success, and what
// its body holds is thrown away. An answer with another status is an [*Error].
func (q *Request) Send(ctx context.Context) error {
	_, err := q.call(ctx, dropBody)
	return err
}

// Receive sends the request and reads the JSON result with the given function.
// An answer without a body is an error, as is one that cannot be read, with a
// [*DecodeError] in it. An answer with a status other than 2xx is an [*Error].
func (q *Request) Receive(ctx context.Context, decode func(*Decoder)) error {
	if q.accept == "" {
		q.accept = "application/json"
	}
	a, err := q.call(ctx, keepBody)
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

// ReceiveText sends the request and returns the text of the answer. Text that
// is declared to be in ISO-8859-1 or US-ASCII is converted; any other charset
// than UTF-8 is an error. An answer with status 204 or 205 is one too, since it
// has no body at all.
func (q *Request) ReceiveText(ctx context.Context) (string, error) {
	a, err := q.call(ctx, keepBody)
	if err != nil {
		return "", err
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

// decodeText returns a text in the charset that its content type names.
func decodeText(data []byte, contentType string) (string, error) {
	_, params, _ := mime.ParseMediaType(contentType)
	switch charset := strings.ToLower(params["charset"]); charset {
	case "", "utf-8", "utf8":
		return string(data), nil
	case "us-ascii", "ascii", "iso-8859-1", "latin1": // the first is part of the last
		runes := make([]rune, len(data))
		for i, c := range data {
			runes[i] = rune(c)
		}
		return string(runes), nil
	default:
		return "", fmt.Errorf("the answer is text in the charset %s, which is not known", excerpt([]byte(charset)))
	}
}

// statusText returns a status such as 204 No Content.
func statusText(status int) string {
	if text := http.StatusText(status); text != "" {
		return fmt.Sprintf("%d %s", status, text)
	}
	return fmt.Sprintf("status %d", status)
}
