package resttest

// This file finds the operation of a request. It compares the escaped path
// segment by segment so that an escaped slash stays within its key. If several
// templates match, the most specific one wins, compared from the left: a
// literal is more specific than a segment that contains parameters, which is
// more specific than a key.

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/templates/runtime"
)

// Operation identifies an operation by its method and path template, such as
// "POST /communications/calls/{call-id}/reject".
type Operation string

// Service describes the operations of an API. It is for generated code.
type Service struct {
	Security []Credentials // for operations that declare no security requirements
	Errors   ErrorForm     // for operations that declare no error format
	Routes   []Route
}

// Route describes an operation. It is for generated code.
type Route struct {
	Operation   Operation
	Status      int                 // of a success
	ContentType string              // of its result
	Result      func(*rest.Encoder) // writes a minimal result; nil if the result is not JSON
	Stream      string              // content type of its stream; "" if it has none

	StreamStatus int      // of the stream; 0 means Status
	Dataless     []string // types of the stream's events that may have no data

	Security []Credentials // security alternatives; nil means Service.Security
	Open     bool          // requires no credentials
	Server   string        // relative URL of its server, such as /v2; "" if it has none
	Errors   ErrorForm     // 0 means Service.Errors
}

// Credentials lists the credentials that a request must contain together. It is
// for generated code.
type Credentials []Credential

// Credential is a required credential. It and the functions that return a
// Credential are for generated code.
type Credential struct {
	In     rest.KeyLocation
	Name   string // name of the header, query parameter or cookie that contains the credential
	Scheme string // prefix of the header value, such as Bearer; "" allows any value
}

// Bearer requires a bearer token. It is for generated code.
func Bearer() Credential { return Credential{rest.InHeader, "Authorization", "Bearer"} }

// Basic requires a user name and a password. It is for generated code.
func Basic() Credential { return Credential{rest.InHeader, "Authorization", "Basic"} }

// Key requires an API key. It is for generated code.
func Key(in rest.KeyLocation, name string) Credential { return Credential{in, name, ""} }

func (c Credential) shown(r *http.Request) bool {
	switch c.In {
	case rest.InQuery:
		return r.URL.Query().Get(c.Name) != ""
	case rest.InCookie:
		cookie, err := r.Cookie(c.Name)
		return err == nil && cookie.Value != ""
	}
	value := r.Header.Get(c.Name)
	if c.Scheme == "" {
		return value != ""
	}
	scheme, secret, _ := strings.Cut(value, " ")
	return strings.EqualFold(scheme, c.Scheme) && secret != ""
}

// route is a Route in a form that can be matched with paths.
type route struct {
	Route
	method   string
	segments []segment
	query    url.Values // of the template; "{x}" is any value
}

// segment is the part of a template between two slashes: a literal, a key, or a
// mix of both.
type segment struct {
	literal string
	key     string
	plain   string // key without the operators of a key that may contain slashes
	mix     *regexp.Regexp
	keys    []string // of mix
	quoted  []bool   // parallel to keys: the value is between apostrophes
}

func newRoute(r Route, s *Service) *route {
	if r.Security == nil && !r.Open {
		r.Security = s.Security
	}
	r.Errors = cmp.Or(r.Errors, s.Errors, WrappedErrors)
	method, template, _ := strings.Cut(string(r.Operation), " ")
	list := &route{Route: r, method: method}
	template, list.query = splitTemplate(template)
	if r.Server != "" { // relative to the server's own URL, which has no path
		server := (&url.URL{Path: "/"}).ResolveReference(&url.URL{Path: r.Server}).Path
		template = strings.TrimRight(server, "/") + template
	}
	for text := range strings.SplitSeq(strings.TrimPrefix(template, "/"), "/") {
		list.segments = append(list.segments, newSegment(text))
	}
	return list
}

// splitTemplate splits a template into its path and its query. A fragment, which
// no request has, and the optional parameters of {?a,b} are dropped. Any other
// question mark within braces is part of a key.
func splitTemplate(template string) (path string, query url.Values) {
	template = queryExpressions.ReplaceAllString(template, "$1")
	plain := keyPattern.ReplaceAllStringFunc(template, func(key string) string { return strings.Repeat("_", len(key)) })
	end := strings.IndexAny(plain, "?#")
	if end < 0 {
		return template, nil
	}
	text, _, _ := strings.Cut(template[end:], "#")
	query, _ = url.ParseQuery(strings.TrimPrefix(text, "?"))
	return template[:end], query
}

// hasQuery reports whether a request's query has the pairs of the route's
// template.
func (r *route) hasQuery(query url.Values) bool {
	for name, values := range r.query {
		given, ok := query[name]
		if !ok || !strings.Contains(values[0], "{") && !slices.Contains(given, values[0]) {
			return false
		}
	}
	return true
}

// queryExpressions matches the expressions of RFC 6570 at the end of a template.
var queryExpressions = regexp.MustCompile(`(?:\{[?&][^{}]*\})*(?:\{#[^{}]*\})?(#.*)?$`)

var keyPattern = regexp.MustCompile(`\{([^{}]*)\}`)

func newSegment(text string) segment {
	found := keyPattern.FindAllStringSubmatchIndex(text, -1)
	switch {
	case len(found) == 0:
		return segment{literal: unescapeLiteral(text)}
	case len(found) == 1 && found[0][0] == 0 && found[0][1] == len(text):
		key := text[1 : len(text)-1]
		return segment{key: key, plain: strings.Trim(strings.TrimSuffix(key, ":path"), "*+")}
	}
	var s segment
	var pattern strings.Builder
	at := 0
	for _, f := range found {
		pattern.WriteString(regexp.QuoteMeta(unescapeLiteral(text[at:f[0]])) + "(.+?)")
		at = f[1]
		s.keys = append(s.keys, text[f[2]:f[3]])
		s.quoted = append(s.quoted, strings.HasSuffix(text[:f[0]], "'") && strings.HasPrefix(text[at:], "'"))
	}
	s.mix = regexp.MustCompile("(?s)^" + pattern.String() + regexp.QuoteMeta(unescapeLiteral(text[at:])) + "$")
	return s
}

// unescapeLiteral decodes the percent-encoding of a literal in a template. It
// returns a literal with invalid percent-encoding as it is.
func unescapeLiteral(text string) string {
	if plain, err := url.PathUnescape(text); err == nil {
		return plain
	}
	return text
}

// match compares a path segment with s and stores the values of its keys in
// keys. The rank is higher for a more specific segment; it is 0 if the segment
// does not match.
func (s *segment) match(text string, keys map[string]string) (rank byte) {
	switch {
	case s.key != "":
		if text == "" {
			return 0
		}
		keys[s.key], keys[s.plain] = text, text
		return 1
	case s.mix != nil:
		values := s.mix.FindStringSubmatch(text)
		if values == nil {
			return 0
		}
		for i, name := range s.keys {
			value := values[i+1]
			if s.quoted[i] {
				value = strings.ReplaceAll(value, "''", "'")
			}
			keys[name] = value
		}
		return 2
	case s.literal == text:
		return 4
	case sameAction(s.literal, text):
		return 3
	}
	return 0
}

// sameAction reports whether two names differ only by a namespace. OData
// services treat reject and microsoft.graph.reject as equal.
func sameAction(a, b string) bool { return plain(a) == b || a == plain(b) }

func plain(name string) string {
	if strings.Count(name, ".") < 2 {
		return name
	}
	return name[strings.LastIndexByte(name, '.')+1:]
}

// joinGreedy joins the segments of a path that belong to a key with slashes.
func (r *route) joinGreedy(path []string) []string {
	more := len(path) - len(r.segments)
	at := slices.IndexFunc(r.segments, func(s segment) bool { return s.plain != s.key })
	if at < 0 || more <= 0 {
		return path
	}
	return slices.Replace(slices.Clone(path), at, at+more+1, strings.Join(path[at:at+more+1], "/"))
}

// match compares a path with the route. The rank is nil if it does not match.
func (r *route) match(path []string) (keys map[string]string, rank []byte) {
	if path = r.joinGreedy(path); len(path) != len(r.segments) {
		return nil, nil
	}
	keys = map[string]string{}
	for i := range r.segments {
		n := r.segments[i].match(path[i], keys)
		if n == 0 {
			return nil, nil
		}
		rank = append(rank, n)
	}
	return keys, rank
}

// find returns the operation of a request and the keys in its path. If there is
// none, it returns the methods of the path.
func (s *Server) find(r *http.Request) (found *route, keys map[string]string, others []string) {
	path, err := segments(r.URL)
	if err != nil {
		return nil, nil, nil
	}
	var best []byte
	for _, route := range slices.Concat(s.routes, s.moved) {
		values, rank := route.match(path)
		switch {
		case rank == nil, !route.hasQuery(r.URL.Query()):
		case route.method != r.Method:
			if !slices.Contains(others, route.method) {
				others = append(others, route.method)
			}
		case found == nil || cmp.Or(slices.Compare(rank, best), len(route.query)-len(found.query)) > 0:
			found, keys, best = route, values, rank
		}
	}
	return found, keys, others
}

// segments splits a path at its slashes. Escaped slashes are part of a segment.
func segments(u *url.URL) ([]string, error) {
	var list []string
	for text := range strings.SplitSeq(strings.TrimPrefix(u.EscapedPath(), "/"), "/") {
		text, err := url.PathUnescape(text)
		if err != nil {
			return nil, fmt.Errorf("the path %s: %w", u.EscapedPath(), err)
		}
		list = append(list, text)
	}
	return list, nil
}

// admits reports whether a request has the credentials that the operation
// requires. It accepts any value.
func (r *route) admits(req *http.Request) bool {
	return len(r.Security) == 0 || slices.ContainsFunc(r.Security, func(needed Credentials) bool {
		return !slices.ContainsFunc(needed, func(c Credential) bool { return !c.shown(req) })
	})
}
