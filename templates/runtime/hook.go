package rest

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// showHook calls the caller's hook with a copy of the request that has no
// credentials. The hook can log the copy safely, and only its headers are used
// afterwards, so changing the URL does not send a token elsewhere.
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
		if err := q.resource.client.confidential(req.Context()); err != nil {
			return err
		}
	} else if given {
		h["Authorization"] = authorization
	}
	req.Header = h
	return nil
}

// canonical returns h with canonical names. It returns an error for headers
// that cannot be sent. If h spells a name in several ways, their values are
// combined.
func canonical(h http.Header) (http.Header, error) {
	same := true
	for name, values := range h {
		if !isToken(name) {
			return nil, errors.New("a header name contains invalid characters")
		}
		if !slices.ContainsFunc(values, func(v string) bool { return !fitsHeader(v) }) {
			same = same && name == http.CanonicalHeaderKey(name)
			continue
		}
		return nil, fmt.Errorf("the value of the header %s contains characters that are invalid in a header", name)
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

// fitsHeader reports whether value has no control characters except tabs.
func fitsHeader(value string) bool {
	for i := range len(value) {
		if c := value[i]; c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// isToken reports whether text is a valid header name.
func isToken(text string) bool {
	for i := range len(text) {
		if c := text[i]; !isAlnum(c) && strings.IndexByte("!#$%&'*+-.^_`|~", c) < 0 {
			return false
		}
	}
	return text != ""
}
