package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// This file plans the credentials of calls. Most calls of an API require the
// same credentials, so the Client documents those and only other calls document
// their own.

// CredentialSet is a set of credentials sent together. If it is empty, the
// call is anonymous.
type CredentialSet []*Credential

// Credential is a token, a user name with a password, or a key.
type Credential struct {
	Scheme *api.SecurityScheme
	Scopes [][]string // alternatives, each a set of scopes; empty if none are named
}

// key identifies the credential. Credentials that a client cannot distinguish
// have the same key.
func (c *Credential) key() string {
	switch s := c.Scheme; {
	case s.Kind == "apiKey":
		return fmt.Sprintf("%s %q", s.In, s.Param)
	case s.Kind == "http" && s.Scheme == "basic":
		return "basic"
	case c.FromTransport():
		return strings.TrimSpace(s.Kind + " " + s.Scheme)
	default:
		return fmt.Sprintf("bearer %q", s.Name)
	}
}

// FromTransport reports whether the transport provides the credential, such as a
// digest or a client certificate.
func (c *Credential) FromTransport() bool {
	s := c.Scheme
	return s.Kind == "mutualTLS" || s.Kind == "http" && s.Scheme != "basic" && s.Scheme != "bearer"
}

// isBearer reports whether the credential is a bearer token.
func (c *Credential) isBearer() bool { return strings.HasPrefix(c.key(), "bearer ") }

// key identifies the set by the credentials that the client sends.
func (w CredentialSet) key() string {
	var keys []string
	for _, c := range w {
		if !c.FromTransport() {
			keys = append(keys, c.key())
		}
	}
	return strings.Join(keys, " and ")
}

// Sent returns the credentials that the client sends. It omits those provided
// by the transport.
func (w CredentialSet) Sent() CredentialSet {
	var sent CredentialSet
	for _, c := range w {
		if !c.FromTransport() {
			sent = append(sent, c)
		}
	}
	return sent
}

// String returns the credentials with their scopes.
func (w CredentialSet) String() string {
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

// joinSets formats the sets, separated by "or".
func joinSets(sets []CredentialSet, show func(CredentialSet) string) string {
	var parts []string
	for _, w := range sets {
		parts = append(parts, show(w))
	}
	return strings.Join(parts, " or ")
}

// planSecurity sets the credentials of each call, and those of most calls for
// the Client.
func (pl *planner) planSecurity(client *Client) {
	declared := len(pl.api.Security) > 0 ||
		slices.ContainsFunc(pl.api.Operations, func(o *api.Operation) bool { return o.Unsecured })
	if !declared {
		return
	}
	var calls, undeclared []*Call
	for _, r := range pl.allResources() {
		for _, c := range r.calls {
			if c.Operation.Undeclared {
				undeclared = append(undeclared, c)
				continue
			}
			c.Security = pl.credentialSets(c.Operation)
			calls = append(calls, c)
		}
	}
	client.Security = mostCommon(calls)
	for _, c := range undeclared { // the call may need credentials, so it sends those of most calls
		c.Security = client.Security
	}
	common, first := joinSets(client.Security, CredentialSet.key), ""
	alike := true // whether these calls all have the same scopes
	for _, c := range calls {
		c.OwnSecurity = joinSets(c.Security, CredentialSet.key) != common
		if shown := joinSets(c.Security, CredentialSet.String); !c.OwnSecurity {
			alike = alike && (first == "" || first == shown)
			first = shown
		}
	}
	if !alike {
		client.Security = withoutScopes(client.Security)
	}
	for _, c := range calls {
		c.DocumentSecurity = c.OwnSecurity || !alike && joinSets(c.Security, CredentialSet.String) != common
		for _, other := range c.Alternatives {
			other.Security, other.OwnSecurity, other.DocumentSecurity = c.Security, c.OwnSecurity, c.DocumentSecurity
		}
	}
}

// mostCommon returns the credential sets that most calls have. In a tie, the
// call that comes first decides.
func mostCommon(calls []*Call) []CredentialSet {
	count := map[string]int{}
	for _, c := range calls {
		count[joinSets(c.Security, CredentialSet.key)]++
	}
	var most []CredentialSet
	best := 0
	for _, c := range calls {
		if n := count[joinSets(c.Security, CredentialSet.key)]; n > best {
			most, best = c.Security, n
		}
	}
	return most
}

func withoutScopes(sets []CredentialSet) []CredentialSet {
	var out []CredentialSet
	for _, w := range sets {
		var plain CredentialSet
		for _, c := range w {
			plain = append(plain, &Credential{Scheme: c.Scheme})
		}
		out = append(out, plain)
	}
	return out
}

// credentialSets converts the security alternatives of an operation. It merges
// alternatives that differ only in their scopes.
func (pl *planner) credentialSets(op *api.Operation) []CredentialSet {
	var sets []CredentialSet
	indexes := map[string]int{} // by length and key, which omits credentials of the transport
	for _, alternative := range op.Security {
		set := pl.credentialSet(alternative)
		key := strconv.Itoa(len(set)) + " " + set.key()
		same, known := indexes[key]
		if !known {
			indexes[key] = len(sets)
			sets = append(sets, set)
			continue
		}
		for i, c := range sets[same] {
			c.Scopes = append(c.Scopes, set[i].Scopes...)
		}
	}
	if len(sets) == 0 {
		return []CredentialSet{nil}
	}
	return sets
}

// credentialSet converts one security alternative. Two bearer tokens required
// together become one: a request has room for one only, so both schemes must
// mean the same token.
func (pl *planner) credentialSet(alternative api.SecurityAlternative) CredentialSet {
	var set CredentialSet
	for _, requirement := range alternative {
		i := slices.IndexFunc(pl.api.Security, func(s *api.SecurityScheme) bool { return s.Name == requirement.Scheme })
		s := pl.api.Security[i]
		c := &Credential{Scheme: s}
		if len(requirement.Scopes) > 0 {
			c.Scopes = [][]string{requirement.Scopes}
		}
		isSame := func(o *Credential) bool { return o.key() == c.key() || o.isBearer() && c.isBearer() }
		if slices.ContainsFunc(set, isSame) {
			continue
		}
		set = append(set, c)
	}
	return set
}
