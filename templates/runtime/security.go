package rest

// This file decides which of a client's credentials a call carries. Generated
// code says which ways an operation knows to prove who calls, in Root for most
// operations and in Request.Security for one that differs; the client may hold
// a token, tokens of single schemes, a user with a password, and keys. The
// choice is made once for a call, before anything is sent.
//
// The first way of which the client holds everything is taken, and nothing
// else is sent. If there is none, the caller may leave the rest to the
// transport, so what the client holds of the first way that it holds anything
// of goes along. A header that the caller gave for this call counts as held.

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Security is one way to prove who calls: what is needed together. See
// [RequireBearer], [RequireBasic], [RequireKey], [Security.And] and [RequireNone].
type Security []scheme

// scheme is a single credential that an operation asks for.
type scheme struct {
	kind schemeKind
	name string      // a bearer scheme's as the description has it, or the key's
	in   KeyLocation // of a key
}

type schemeKind uint8

const (
	bearer schemeKind = iota
	basic
	key
)

// RequireBearer is a bearer token: that of [WithTokenFor] with the scheme's name, else
// that of [WithToken].
func RequireBearer(name string) Security { return Security{{kind: bearer, name: name}} }

// RequireBasic is a user with a password. See [WithBasicAuth].
func RequireBasic() Security { return Security{{kind: basic}} }

// RequireKey is an API key. See [WithAPIKey].
func RequireKey(in KeyLocation, name string) Security {
	return Security{{kind: key, name: name, in: in}}
}

// And is several credentials together.
func (s Security) And(more Security) Security { return slices.Concat(s, more) }

// RequireNone is to send no credentials: where it is one way of several, they are
// sent if the client holds them.
func RequireNone() Security { return Security{} }

// Security says in which ways the call may prove who calls, instead of those
// given to [Client.Root].
func (q *Request) Security(ways ...Security) { q.security = ways }

// Unauthenticated sends no credentials: the operation needs none.
func (q *Request) Unauthenticated() { q.security = []Security{nil} }

// grant is what a call carries of the client's credentials.
type grant struct {
	authorize func(context.Context) (string, error) // value of Authorization; nil for none
	keys      []apiKey
	own       bool     // the caller gave a credential as a header of the call
	ownKeys   []string // the values of such headers but for Authorization
}

// choose settles what the call carries.
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
	case ways == nil: // the description says nothing: whatever the caller gave
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

// held gathers what the client holds of one way, and counts it.
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
			if g.authorize == nil { // there is one header for all
				g.authorize = authorize
			}
		}
	}
	return g, held
}

// grantKey adds a key to g and returns 1 if it is held.
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

// secret reports whether something is sent that nobody else may see.
func (q *Request) secret() bool {
	return q.grant.authorize != nil || len(q.grant.keys) > 0 || q.grant.own
}

func (q *Request) ownAuthorization() bool {
	return q.ownHeader("Authorization") || q.header.Get("Authorization") != ""
}

// ownHeader reports whether the caller gave a header for this call.
func (q *Request) ownHeader(name string) bool {
	_, given := q.options.Header[http.CanonicalHeaderKey(name)]
	return given
}

// apiKey is a key that the client holds.
type apiKey struct {
	in          KeyLocation
	name, value string
}

// is reports whether the key is the one of a place and name. Names of headers
// have no case.
func (k apiKey) is(in KeyLocation, name string) bool {
	return k.in == in && (k.name == name || in == InHeader && strings.EqualFold(k.name, name))
}

// addTo puts the credentials on a request, but for those whose header is there
// already. A link of the service may have a key in its query.
func (g *grant) addTo(req *http.Request) error {
	h := req.Header
	if _, given := h["Authorization"]; !given && g.authorize != nil {
		value, err := g.authorize(req.Context())
		if err != nil {
			return err
		}
		h["Authorization"] = []string{value}
	}
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
			query := withoutKey(req.URL.RawQuery, k)
			if query != "" {
				query += "&"
			}
			req.URL.RawQuery = query + escape(k.name, keepInName) + "=" + escape(k.value, "")
		}
	}
	return nil
}

// withoutKey takes a key off a query, whatever its value.
func withoutKey(query string, k apiKey) string {
	if query == "" || k.in != InQuery {
		return query
	}
	pairs := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		text, err := url.QueryUnescape(name)
		return err == nil && text == k.name
	})
	return strings.Join(pairs, "&")
}

// secrets returns the texts that must not get into errors.
func (q *Request) secrets() []string {
	if q.resource.client == nil {
		return nil
	}
	secrets := []string{q.credential}
	if _, text, found := strings.Cut(q.credential, " "); found {
		secrets = append(secrets, text)
	}
	return slices.Concat(secrets, q.grant.ownKeys, q.resource.client.secrets)
}

// keep notes a secret in the forms in which it may come back.
func (c *Client) keep(secret string) {
	for _, form := range []string{secret, escape(secret, ""), url.QueryEscape(secret)} {
		if !slices.Contains(c.secrets, form) {
			c.secrets = append(c.secrets, form)
		}
	}
}
