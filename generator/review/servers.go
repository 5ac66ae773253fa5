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
		case address != "" && address == b.Server.DefaultURL():
			x.rule, x.behaviour = "server.variables", ""
			x.text = "the variables of the address changed, and requests are sent to " + address + " as before"
		}
		c.add(x)
	}
	for _, s := range a.Servers {
		if i := serverIndex(b, s); i >= 0 {
			c.compareServer(s, b.Servers[i])
		} else if s != a.Server {
			c.add((&change{
				rule: "server.removed", subject: s.URL, was: s.URL, text: "the server was removed", quiet: true,
				oldTree: append([]any{s}, client...), bySelection: c.isOfSelected(c.old, usesServer(s)),
			}).between(&s.Origin, nil))
		}
	}
	for _, s := range b.Servers {
		if serverIndex(a, s) < 0 && s != b.Server {
			c.add((&change{
				rule: "server.added", subject: s.URL, is: s.URL, text: "the server is new", quiet: true,
				newTree: append([]any{s}, client...), oldTree: client, bySelection: c.isOfSelected(c.now, usesServer(s)),
			}).between(nil, &s.Origin))
		}
	}
	c.compareOperationServers()
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
			behaviour: Risk, oldTree: parts(old), newTree: parts(now),
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
