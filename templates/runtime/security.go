package rest

// This file chooses the credentials of a call. Generated code lists the
// alternatives: Client.Root for most operations, Request.Security for an
// operation that differs. A client may hold a token, tokens of single schemes,
// a user with a password, and API keys. The choice is made once for a call,
// before anything is sent.
//
// A call uses the first alternative for which the client has every credential.
// If there is none, the transport may add the missing credentials. So the call
// sends the available credentials of the first alternative for which the client
// has at least one. A header that the caller sets for the call counts as a
// credential.

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Security is one alternative of an operation's security requirements: the
// credentials that must be sent together. It is for generated code. See
// [RequireBearer], [RequireBasic], [RequireKey], [RequireNone] and
// [Security.And].
type Security []scheme

// scheme is a single required credential.
type scheme struct {
	kind schemeKind
	name string      // of a bearer scheme or an API key
	in   KeyLocation // of an API key
}

type schemeKind uint8

const (
	bearer schemeKind = iota
	basic
	key
)

// RequireBearer requires a bearer token: the token set with [WithTokenFor] for
// the scheme with the given name, or else the token set with [WithToken]. It is
// for generated code.
func RequireBearer(name string) Security { return Security{{kind: bearer, name: name}} }

// RequireBasic requires a user name and a password. See [WithBasicAuth]. It is
// for generated code.
func RequireBasic() Security { return Security{{kind: basic}} }

// RequireKey requires an API key. See [WithAPIKey]. It is for generated code.
func RequireKey(in KeyLocation, name string) Security {
	return Security{{kind: key, name: name, in: in}}
}

// And returns a copy of s that also contains the given requirements.
func (s Security) And(more Security) Security { return slices.Concat(s, more) }

// RequireNone is the alternative that requires no credentials. The call still
// sends credentials if the client can satisfy a different alternative. It is
// for generated code.
func RequireNone() Security { return Security{} }

// Security sets the alternatives for this call. They replace the alternatives
// passed to [Client.Root].
func (q *Request) Security(ways ...Security) { q.security = ways }

// Unauthenticated makes the call send no credentials.
func (q *Request) Unauthenticated() { q.security = []Security{nil} }

// grant is the set of credentials that a call sends.
type grant struct {
	authorize func(context.Context) (string, error) // value of Authorization; nil if none
	keys      []apiKey
	own       bool     // the caller set a credential as a header of the call
	ownKeys   []string // values of these headers, except Authorization
	sent      []string // values of Authorization in all attempts
}

// choose returns the credentials that the call sends.
func (q *Request) choose() grant {
	c := q.resource.client
	ways := q.security
	if ways == nil {
		ways = c.security
	}
	chosen := grant{own: q.ownAuthorization()}
	switch {
	case ways == nil && chosen.own:
		return grant{keys: c.keys, own: true}
	case ways == nil: // no requirements: use all credentials
		return grant{authorize: c.authorize, keys: c.keys}
	}
	begun, optional := false, false
	for _, way := range ways {
		switch g, held := q.held(way); {
		case len(way) == 0:
			optional = true
		case held == len(way):
			return g
		case held > 0 && !begun:
			chosen, begun = g, true
		}
	}
	if optional {
		return grant{own: chosen.own, ownKeys: chosen.ownKeys}
	}
	return chosen
}

// held returns the credentials of one alternative that the client has, and
// their number.
func (q *Request) held(way Security) (g grant, held int) {
	c := q.resource.client
	authorized := q.ownAuthorization()
	g.own = authorized
	for _, s := range way {
		authorize := c.basic
		switch {
		case s.kind == key:
			held += q.grantKey(&g, s)
			continue
		case authorized:
			held++
			continue
		case s.kind == bearer:
			authorize = c.token
			if own := c.tokens[s.name]; own != nil {
				authorize = own
			}
		}
		if authorize != nil {
			held++
			if g.authorize == nil { // there is only one Authorization header
				g.authorize = authorize
			}
		}
	}
	return g, held
}

// grantKey adds a key to g. It returns 1 if the client has the key, otherwise
// 0.
func (q *Request) grantKey(g *grant, s scheme) int {
	if s.in == InHeader && q.ownHeader(s.name) {
		g.own = true
		g.ownKeys = append(g.ownKeys, q.options.Header[http.CanonicalHeaderKey(s.name)]...)
		return 1
	}
	keys := q.resource.client.keys
	i := slices.IndexFunc(keys, func(k apiKey) bool { return k.is(s.in, s.name) })
	if i < 0 {
		return 0
	}
	if g.keys == nil {
		g.keys = keys[i : i+1 : i+1]
	} else {
		g.keys = append(g.keys, keys[i])
	}
	return 1
}

// secret reports whether the call sends credentials.
func (q *Request) secret() bool {
	return q.grant.authorize != nil || len(q.grant.keys) > 0 || q.grant.own
}

func (q *Request) ownAuthorization() bool {
	return q.ownHeader("Authorization") || q.header.Get("Authorization") != ""
}

// ownHeader reports whether the caller set a header for this call.
func (q *Request) ownHeader(name string) bool {
	_, given := q.options.Header[http.CanonicalHeaderKey(name)]
	return given
}

// apiKey is an API key of the client.
type apiKey struct {
	in          KeyLocation
	name, value string
}

// is reports whether k has the location and name. Header names are
// case-insensitive.
func (k apiKey) is(in KeyLocation, name string) bool {
	return k.in == in && (k.name == name || in == InHeader && strings.EqualFold(k.name, name))
}

// addTo adds the credentials to a request, except those whose header is already
// set. It replaces a key in the query of a link.
func (g *grant) addTo(req *http.Request) error {
	h := req.Header
	if _, given := h["Authorization"]; !given && g.authorize != nil {
		value, err := g.authorize(req.Context())
		g.remember(value)
		if err != nil {
			return err
		}
		h["Authorization"] = []string{value}
	}
	g.remember(h.Get("Authorization"))
	for _, k := range g.keys {
		switch k.in {
		case InHeader:
			name := http.CanonicalHeaderKey(k.name)
			if _, given := h[name]; !given {
				h[name] = []string{k.value}
			}
		case InCookie:
			cookies := slices.Clip(h["Cookie"])
			h["Cookie"] = []string{strings.Join(append(cookies, k.name+"="+k.value), "; ")}
		case InQuery:
			query := withoutParameter(req.URL.RawQuery, k.name)
			if query != "" {
				query += "&"
			}
			req.URL.RawQuery = query + escape(k.name, keepInName) + "=" + escape(k.value, "")
		}
	}
	return nil
}

// remember records a value of Authorization, so that errors do not show it.
func (g *grant) remember(value string) {
	if value != "" && !slices.Contains(g.sent, value) {
		g.sent = append(g.sent, value)
	}
}

// remember records the latest value of Authorization. The service may repeat it in
// a link, so the call that follows the link must not show it even if it fails before
// it has a token of its own.
func (c *Client) remember(sent []string) {
	if len(sent) == 0 {
		return
	}
	if before := c.sent.Load(); before == nil || *before != sent[len(sent)-1] {
		latest := sent[len(sent)-1] // allocated only here
		c.sent.Store(&latest)
	}
}

// withoutParameter removes a parameter from a query.
func withoutParameter(query, name string) string {
	if query == "" {
		return query
	}
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		escaped, _, _ := strings.Cut(pair, "=")
		text, err := url.QueryUnescape(escaped)
		return err == nil && text == name
	})
	return strings.Join(pairs, "&")
}

// secrets returns the strings that must not appear in errors.
func (q *Request) secrets() []string {
	c, sent := q.resource.client, q.grant.sent
	if latest := c.sent.Load(); latest != nil {
		sent = append(slices.Clip(sent), *latest)
	}
	secrets := slices.Concat(q.grant.ownKeys, c.secrets)
	for _, value := range sent {
		if _, text, found := strings.Cut(value, " "); found { // the scheme is no secret
			value = strings.TrimSpace(text)
		}
		secrets = append(secrets, value)
	}
	return secrets
}
