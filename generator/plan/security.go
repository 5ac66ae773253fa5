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
	var secured []securedCall
	var undeclared []*Call
	lists := map[*api.SecurityAlternative]*credentialList{}
	for _, r := range pl.allResources() {
		for _, c := range r.calls {
			if c.Operation.Undeclared {
				undeclared = append(undeclared, c)
				continue
			}
			list := pl.credentialList(lists, c.Operation.Security)
			c.Security = list.sets
			secured = append(secured, securedCall{c, list})
		}
	}
	common := mostCommon(secured)
	client.Security = common.sets
	for _, c := range undeclared { // the call may need credentials, so it sends those of most calls
		c.Security = client.Security
	}
	first, alike := "", true // whether these calls all have the same scopes
	for _, c := range secured {
		c.call.OwnSecurity = c.key != common.key
		if !c.call.OwnSecurity {
			alike = alike && (first == "" || first == c.text)
			first = c.text
		}
	}
	if !alike {
		client.Security = withoutScopes(client.Security)
	}
	for _, s := range secured {
		c := s.call
		c.DocumentSecurity = c.OwnSecurity || !alike && s.text != common.key
		for _, other := range c.Alternatives {
			other.Security, other.OwnSecurity, other.DocumentSecurity = c.Security, c.OwnSecurity, c.DocumentSecurity
		}
	}
}

// credentialList is a planned list of security alternatives. Operations that share the
// alternatives share it.
type credentialList struct {
	sets []CredentialSet
	key  string // identifies the sets without their scopes
	text string // identifies them with their scopes
}

// securedCall is a call with its credentials.
type securedCall struct {
	call *Call
	*credentialList
}

// credentialList plans the alternatives. The map has the known lists by the address of
// their first alternative, because most operations of an API share one list.
func (pl *planner) credentialList(
	known map[*api.SecurityAlternative]*credentialList, alternatives []api.SecurityAlternative,
) *credentialList {
	var first *api.SecurityAlternative
	if len(alternatives) > 0 {
		first = &alternatives[0]
	}
	if known[first] == nil {
		sets := pl.credentialSets(alternatives)
		known[first] = &credentialList{
			sets: sets, key: joinSets(sets, CredentialSet.key), text: joinSets(sets, CredentialSet.String),
		}
	}
	return known[first]
}

// mostCommon returns the credentials that most calls have. In a tie, the call that
// comes first decides.
func mostCommon(calls []securedCall) *credentialList {
	count := map[string]int{}
	for _, c := range calls {
		count[c.key]++
	}
	most, best := &credentialList{}, 0
	for _, c := range calls {
		if n := count[c.key]; n > best {
			most, best = c.credentialList, n
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

// credentialSets converts security alternatives. It merges alternatives that differ
// only in their scopes.
func (pl *planner) credentialSets(alternatives []api.SecurityAlternative) []CredentialSet {
	var sets []CredentialSet
	indexes := map[string]int{} // by length and key, which omits credentials of the transport
	for _, alternative := range alternatives {
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
	seen := map[string]bool{} // keys of credentials in the set
	for _, requirement := range alternative {
		i, _ := pl.api.FindScheme(requirement.Scheme)
		c := &Credential{Scheme: pl.api.Security[i]}
		if len(requirement.Scopes) > 0 {
			c.Scopes = [][]string{requirement.Scopes}
		}
		key := c.key()
		if c.isBearer() {
			key = "bearer"
		}
		if !seen[key] {
			seen[key] = true
			set = append(set, c)
		}
	}
	return set
}
