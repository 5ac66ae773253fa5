package rest

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// showHook lets the caller see an attempt and change its headers. The caller
// gets a copy without credentials: logging it tells no secret, and changing its
// address does not send the token elsewhere.
func (q *Request) showHook(req *http.Request) error {
	seen := req.Clone(req.Context())
	seen.Body = http.NoBody
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return err
		}
		defer body.Close()
		seen.Body = body
	}
	authorization, given := seen.Header["Authorization"]
	delete(seen.Header, "Authorization")
	if err := q.options.Request(seen); err != nil {
		return fmt.Errorf("request hook: %w", err)
	}
	h, err := canonical(seen.Header)
	switch {
	case err != nil:
		return fmt.Errorf("request hook: %w", err)
	case h == nil:
		h = make(http.Header)
	}
	if _, own := h["Authorization"]; own {
		if err := q.resource.client.confidential(); err != nil {
			return err
		}
	} else if given {
		h["Authorization"] = authorization
	}
	req.Header = h
	return nil
}

// canonical returns headers with their names as net/http wants them, and an
// error for what cannot be sent. The values of several spellings of a name
// come one after the other.
func canonical(h http.Header) (http.Header, error) {
	same := true
	for name, values := range h {
		if !isToken(name) {
			return nil, errors.New("a header has a name with characters that a header cannot carry")
		}
		if !slices.ContainsFunc(values, func(v string) bool { return !fitsHeader(v) }) {
			same = same && name == http.CanonicalHeaderKey(name)
			continue
		}
		return nil, fmt.Errorf("the value of the header %s has characters that a header cannot carry", name)
	}
	if same {
		return h, nil
	}
	other := make(http.Header, len(h))
	for _, name := range slices.Sorted(maps.Keys(h)) {
		key := http.CanonicalHeaderKey(name)
		other[key] = append(slices.Clip(other[key]), h[name]...)
	}
	return other, nil
}

// fitsHeader reports whether a header can carry a value: no control characters
// but tabs.
func fitsHeader(value string) bool {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// isToken reports whether a text can be a header's name.
func isToken(text string) bool {
	for i := range len(text) {
		if c := text[i]; !isAlnum(c) && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return text != ""
}
