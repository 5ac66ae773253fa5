package review

// This file compares the servers to which requests are sent.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

func (c *comparer) compareServers() {
	a, b := c.old.api, c.now.api
	url := []any{clientPart{"url"}}
	client := append(slices.Clone(url), clientPart{"client"}, clientPart{"new"})
	if was, is := serverURL(a), serverURL(b); was != is {
		x := &change{
			rule: "server.url", at: "/servers", old: serverAt(a), now: serverAt(b),
			subject: "API", was: was, is: is, behaviour: Risk,
			text: "requests are sent to " + is + ", not to " + orNone(was), oldTree: client, newTree: client,
			uses: []any{clientPart{"new"}, clientPart{"url"}, a.Server, b.Server},
		}
		switch address := a.Server.DefaultURL(); {
		case b.Server == nil && a.Server != nil:
			x.text, x.remedy = "there is no default address now; it was "+was, "pass WithBaseURL to New"
		case address != "" && isSameAddress(address, b.Server.DefaultURL()):
			variablesChanged(x, a.Server, b.Server)
		}
		c.add(x)
	}
	c.compareAllServers(client)
	c.compareOperationServers()
}

// isSameAddress reports whether requests are sent to the same URLs for two addresses, which may differ
// in a slash at the end.
func isSameAddress(a, b string) bool { return strings.TrimSuffix(a, "/") == strings.TrimSuffix(b, "/") }

// variablesChanged describes the change of an address that is the same with the defaults of its
// variables. New returns an error for a variable that no server has, and for a value that the
// variable does not allow.
func variablesChanged(x *change, old, now *api.Server) {
	x.behaviour = severityIf(!allowsVariables(old, now), Risk)
	was, is := variablesText(old), variablesText(now)
	if was == is {
		x.text = "the address is " + now.URL + " now, and requests are sent to the same URLs as before"
		return
	}
	x.rule = "server.variables"
	x.text = "the variables of the address changed, and requests are sent to " + old.DefaultURL() + " as before"
	if x.behaviour == "" {
		return
	}
	x.uses = append(x.uses, runtimePart{"WithServerVariable"})
	var gone []string
	for _, v := range old.Variables {
		if !slices.ContainsFunc(now.Variables, func(o *api.ServerVariable) bool { return o.Name == v.Name }) {
			gone = append(gone, quoted(v.Name))
		}
	}
	if len(gone) == 0 {
		x.text = "the variables of the address are " + is + " now, not " + was +
			"; requests with their defaults are sent to " + old.DefaultURL() + " as before"
		return
	}
	list := strings.Join(gone, ", ")
	x.text = "the address no longer has the variable " + list + "; requests with its default are sent to " +
		old.DefaultURL() + " as before"
	x.remedy = "do not pass WithServerVariable for " + list
}

// compareAllServers compares the servers that a client can choose. The parts are those of a client.
func (c *comparer) compareAllServers(client []any) {
	a, b := c.old.api, c.now.api
	replaced := c.replacedServers()
	for _, s := range a.Servers {
		if i := serverIndex(b, s); i >= 0 {
			c.compareServer(s, b.Servers[i])
		} else if now := replaced[s]; now != nil {
			c.serverMoved(s, now, client)
		} else if s != a.Server {
			c.add((&change{
				rule: "server.removed", subject: s.URL, was: s.URL, text: "the server was removed", quiet: true,
				oldTree: append([]any{s}, client...), bySelection: c.isOfSelected(c.old, usesServer(s)),
			}).between(&s.Origin, nil))
		}
	}
	for _, s := range b.Servers {
		if serverIndex(a, s) < 0 && s != b.Server && replaced[s] == nil {
			c.add((&change{
				rule: "server.added", subject: s.URL, is: s.URL, text: "the server is new", quiet: true,
				newTree: append([]any{s}, client...), oldTree: client, bySelection: c.isOfSelected(c.now, usesServer(s)),
			}).between(nil, &s.Origin))
		}
	}
}

// replacedServers returns the servers that have another address now by each other, other than those
// of most operations. Their constants in Go have the same name.
func (c *comparer) replacedServers() map[*api.Server]*api.Server {
	constants := map[symbolKey]*api.Server{}
	isOther := func(a, other *api.API, s *api.Server) bool { return s != a.Server && serverIndex(other, s) < 0 }
	for _, s := range c.old.api.Servers {
		for _, key := range c.old.madeFrom(s) {
			if isOther(c.old.api, c.now.api, s) {
				constants[key] = s
			}
		}
	}
	pairs := map[*api.Server]*api.Server{}
	for _, s := range c.now.api.Servers {
		for _, key := range c.now.madeFrom(s) {
			if old := constants[key]; old != nil && isOther(c.now.api, c.old.api, s) {
				pairs[old], pairs[s] = s, old
			}
		}
	}
	return pairs
}

// serverMoved adds the change of the address of a server.
func (c *comparer) serverMoved(old, now *api.Server, client []any) {
	x := &change{
		rule: "server.url", subject: now.URL, was: old.URL, is: now.URL, behaviour: Risk,
		text:    "the address of the server is " + now.URL + " now, not " + old.URL,
		oldTree: append([]any{old}, client...), newTree: append([]any{now}, client...),
		uses: []any{old, now},
	}
	if isSameAddress(old.URL, now.URL) && allowsVariables(old, now) {
		x.behaviour = ""
	}
	c.add(x.between(&old.Origin, &now.Origin))
}

// serverAt returns the position of the server of most operations.
func serverAt(a *api.API) diag.Pos {
	if a.Server != nil {
		return a.Server.Origin.Pos
	}
	i := slices.IndexFunc(a.Places, func(o api.Origin) bool { return o.Pointer == "/servers" })
	if i < 0 {
		return diag.Pos{}
	}
	return a.Places[i].Pos
}

// serverURL returns the address of most operations.
func serverURL(a *api.API) string {
	if a.Server == nil {
		return a.RelativeURL
	}
	return a.Server.URL
}

func serverIndex(a *api.API, s *api.Server) int {
	return slices.IndexFunc(a.Servers, func(o *api.Server) bool { return o.URL == s.URL })
}

// usesServer returns a function that reports whether an operation has a server of its own.
func usesServer(s *api.Server) func(*api.Operation) bool {
	return func(op *api.Operation) bool { return op.Server == s }
}

func (c *comparer) compareServer(old, now *api.Server) {
	parts := func(s *api.Server) []any { return []any{s, clientPart{"url"}, clientPart{"client"}} }
	if was, is := variablesText(old), variablesText(now); was != is {
		c.add((&change{
			rule: "server.variables", subject: now.URL, was: was, is: is,
			text:      "the variables of the address are " + orNone(is) + " now, not " + orNone(was),
			behaviour: severityIf(!allowsVariables(old, now), Risk), oldTree: parts(old), newTree: parts(now),
		}).between(&old.Origin, &now.Origin))
	}
	for i, v := range old.Variables {
		if i < len(now.Variables) && now.Variables[i].Name == v.Name {
			c.compareText(now.Origin.Pointer.Child("variables").Child(v.Name).Child("description"), now.URL,
				"variable "+quoted(v.Name), v.Description, now.Variables[i].Description)
		}
	}
	if old.Name != now.Name {
		c.add((&change{
			rule: "server.name", subject: now.URL, was: old.Name, is: now.Name,
			text:    "the name of the server is " + quoted(now.Name) + " now, not " + quoted(old.Name),
			oldTree: parts(old), newTree: parts(now),
		}).between(&old.Origin, &now.Origin))
	}
	c.compareDocs(docPlace{subject: now.URL, what: "the server", pointer: now.Origin.Pointer}, old.Doc, now.Doc,
		deprecation{})
}

// allowsVariables reports whether a server has the variables of another with the same defaults, and
// allows all of their values.
func allowsVariables(old, now *api.Server) bool {
	return !slices.ContainsFunc(old.Variables, func(v *api.ServerVariable) bool {
		i := slices.IndexFunc(now.Variables, func(o *api.ServerVariable) bool { return o.Name == v.Name })
		if i < 0 || now.Variables[i].Default != v.Default {
			return true
		}
		values := now.Variables[i].Values
		return len(values) > 0 && (len(v.Values) == 0 || !containsAll(values, v.Values))
	})
}

// variablesText describes the variables of a server: "town=york (york, leeds)".
func variablesText(s *api.Server) string {
	var list []string
	for _, v := range s.Variables {
		text := v.Name + "=" + v.Default
		if len(v.Values) > 0 {
			text += " (" + strings.Join(v.Values, ", ") + ")"
		}
		list = append(list, text)
	}
	return strings.Join(list, "; ")
}

// serverText says to which server the requests of an operation are sent.
func serverText(was, is string) string {
	switch {
	case was == "":
		return "requests are sent to " + is + " now, not to the server of the API"
	case is == "":
		return "requests are sent to the server of the API now, not to " + was
	}
	return "requests are sent to " + is + " now, not to " + was
}

// compareOperationServers compares the servers of single operations.
func (c *comparer) compareOperationServers() {
	address := func(op *api.Operation) string {
		if op.Server == nil {
			return ""
		}
		return op.Server.URL
	}
	for old, now := range c.pairedOperations() {
		if was, is := address(old), address(now); was != is {
			c.add((&change{
				rule: "op.server", group: "servers", subject: operationLabel(now), was: was, is: is, behaviour: Risk,
				text: serverText(was, is), reach: c.operationReach(now, true, false),
				oldTree: []any{old}, newTree: []any{now},
			}).between(&old.Origin, &now.Origin))
		}
	}
}
