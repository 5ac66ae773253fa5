package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// Security: what callers show to prove who they are. Most calls of an API ask
// for the same, so that stands once, with the Client, and only the others say
// what they ask for.

// Way is credentials that are sent together; empty: none.
type Way []*Credential

// Credential is a token, a user with a password, or a key.
type Credential struct {
	Scheme *api.SecurityScheme
	Scopes [][]string // any one of these sets will do; empty: none is named
}

// key tells credentials apart as far as a client does.
func (c *Credential) key() string {
	switch s := c.Scheme; {
	case s.Kind == "apiKey":
		return fmt.Sprintf("%s %q", s.In, s.Param)
	case s.Kind == "http" && s.Scheme == "basic":
		return "basic"
	case c.Foreign():
		return strings.TrimSpace(s.Kind + " " + s.Scheme)
	default:
		return fmt.Sprintf("bearer %q", s.Name)
	}
}

// Foreign reports whether the credential is the transport's business, such as
// a digest or a certificate.
func (c *Credential) Foreign() bool {
	s := c.Scheme
	return s.Kind == "mutualTLS" || s.Kind == "http" && s.Scheme != "basic" && s.Scheme != "bearer"
}

// isBearer reports whether the credential is a token.
func (c *Credential) isBearer() bool { return strings.HasPrefix(c.key(), "bearer ") }

// key tells ways apart as far as a client does.
func (w Way) key() string {
	var keys []string
	for _, c := range w {
		if !c.Foreign() {
			keys = append(keys, c.key())
		}
	}
	return strings.Join(keys, " and ")
}

// Sent is what of a way a client sends by itself.
func (w Way) Sent() Way {
	var sent Way
	for _, c := range w {
		if !c.Foreign() {
			sent = append(sent, c)
		}
	}
	return sent
}

// String shows a way with its scopes.
func (w Way) String() string {
	if len(w) == 0 {
		return "nothing"
	}
	var parts []string
	for _, c := range w {
		part := c.key()
		for _, scopes := range c.Scopes {
			part += "(" + strings.Join(scopes, " ") + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " and ")
}

func showWays(ways []Way, show func(Way) string) string {
	var parts []string
	for _, w := range ways {
		parts = append(parts, show(w))
	}
	return strings.Join(parts, " or ")
}

// planSecurity settles what each call asks for, and what most do.
func (b *builder) planSecurity(client *Client) {
	if len(b.api.Security) == 0 && !slices.ContainsFunc(b.api.Operations, func(o *api.Operation) bool { return o.Open }) {
		return
	}
	var calls []*Call
	for _, r := range b.allResources() {
		for _, c := range r.calls {
			c.Security = b.ways(c.Operation)
			calls = append(calls, c)
		}
	}
	client.Security = mostCommon(calls)
	common, first := showWays(client.Security, Way.key), ""
	alike := true // the scopes of all these
	for _, c := range calls {
		c.OwnSecurity = showWays(c.Security, Way.key) != common
		if shown := showWays(c.Security, Way.String); !c.OwnSecurity {
			alike = alike && (first == "" || first == shown)
			first = shown
		}
	}
	if !alike {
		client.Security = withoutScopes(client.Security)
	}
	for _, c := range calls {
		c.TellSecurity = c.OwnSecurity || !alike && showWays(c.Security, Way.String) != common
		for _, other := range c.Others {
			other.Security, other.OwnSecurity, other.TellSecurity = c.Security, c.OwnSecurity, c.TellSecurity
		}
	}
}

// mostCommon returns the ways that most calls have, of two such the one that
// comes first.
func mostCommon(calls []*Call) []Way {
	count := map[string]int{}
	for _, c := range calls {
		count[showWays(c.Security, Way.key)]++
	}
	var most []Way
	best := 0
	for _, c := range calls {
		if n := count[showWays(c.Security, Way.key)]; n > best {
			most, best = c.Security, n
		}
	}
	return most
}

func withoutScopes(ways []Way) []Way {
	var out []Way
	for _, w := range ways {
		var plain Way
		for _, c := range w {
			plain = append(plain, &Credential{Scheme: c.Scheme})
		}
		out = append(out, plain)
	}
	return out
}

// ways turns the alternatives of an operation into what a client can send.
// Those that differ only by their scopes are one.
func (b *builder) ways(op *api.Operation) []Way {
	var ways []Way
	for _, alternative := range op.Security {
		way := b.way(alternative)
		same := slices.IndexFunc(ways, func(w Way) bool { return len(w) == len(way) && w.key() == way.key() })
		if same < 0 {
			ways = append(ways, way)
			continue
		}
		for i, c := range ways[same] {
			c.Scopes = append(c.Scopes, way[i].Scopes...)
		}
	}
	if len(ways) == 0 {
		return []Way{nil}
	}
	return ways
}

// way lists the credentials of an alternative. Two tokens that are needed
// together are one: there is room for one, and the schemes are two names for
// it.
func (b *builder) way(alternative api.SecurityAlternative) Way {
	var way Way
	for _, requirement := range alternative {
		i := slices.IndexFunc(b.api.Security, func(s *api.SecurityScheme) bool { return s.Name == requirement.Scheme })
		s := b.api.Security[i]
		c := &Credential{Scheme: s}
		if len(requirement.Scopes) > 0 {
			c.Scopes = [][]string{requirement.Scopes}
		}
		if slices.ContainsFunc(way, func(o *Credential) bool { return o.key() == c.key() || o.isBearer() && c.isBearer() }) {
			continue
		}
		way = append(way, c)
	}
	return way
}
