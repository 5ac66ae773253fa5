package gosdk

// This file emits servers: their constants, the function that describes them to
// the runtime, and the sentences about them.

import (
	"cmp"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

const serversFunction = "servers"

// servers renders the constants of the servers and the function that describes
// them.
func (e *emitter) servers(c *plan.Client) []jen.Code {
	if c.Servers == nil {
		return nil
	}
	var list []jen.Code
	for _, s := range c.Servers {
		if s.Name == "" {
			continue
		}
		constant := assign(param(s.Name, e.rest("Server")), lit(s.Value))
		list = append(list, append(serverConstantDoc(c, s), constant)...)
	}
	var out []jen.Code
	if list != nil {
		text := about("Servers of the API, for [rest.WithServer] and [rest.WithServerURL].")
		out = declare(text, constants(list...))
	}
	infos := jen.Index().Add(e.rest("ServerInfo"))
	return append(out, function{
		name: serversFunction, results: []jen.Code{infos},
		body: []jen.Code{jen.Return(jen.Add(infos).Add(braces(e.serverInfos(c)...)))},
	}.declare()...)
}

// serverInfos describes the servers to the runtime, the default one first.
func (e *emitter) serverInfos(c *plan.Client) []jen.Code {
	var list []jen.Code
	if c.Server == nil {
		list = append(list, jen.Values())
	} else {
		list = append(list, e.serverInfo(c, c.Server))
	}
	for _, s := range c.Servers {
		if s != c.Server {
			list = append(list, e.serverInfo(c, s))
		}
	}
	return list
}

func (e *emitter) serverInfo(c *plan.Client, s *plan.Server) jen.Code {
	var fields []jen.Code
	if s.Name != "" {
		fields = append(fields, pair("Server", id(s.Name)))
	}
	fields = append(fields, pair("URL", lit(cmp.Or(s.API.Relative, s.API.URL))))
	if len(s.API.Variables) > 0 {
		var variables []jen.Code
		for _, v := range s.API.Variables {
			variables = append(variables, serverVariable(v))
		}
		fields = append(fields, pair("Variables", jen.Index().Add(e.rest("ServerVariable")).Add(braces(variables...))))
	}
	if replaced := replacedBy(c, s); replaced != nil {
		fields = append(fields, pair("Replaces", jen.Index().Add(e.rest("Server")).Values(replaced...)))
	}
	return jen.Values(fields...)
}

// replacedBy lists the default servers that a server can replace.
func replacedBy(c *plan.Client, s *plan.Server) []jen.Code {
	var list []jen.Code
	if slices.Contains(c.API.Replacements, s.API) {
		if c.Server == nil {
			list = append(list, jen.Lit(""))
		} else {
			list = append(list, id(c.Server.Name))
		}
	}
	for _, other := range s.API.Replaces {
		for _, replaced := range c.Servers {
			if replaced.API == other {
				list = append(list, id(replaced.Name))
			}
		}
	}
	return list
}

func serverVariable(v *api.ServerVariable) jen.Code {
	fields := []jen.Code{pair("Name", lit(v.Name))}
	if v.Default != "" {
		fields = append(fields, pair("Default", lit(v.Default)))
	}
	if v.Values != nil {
		fields = append(fields, pair("Values", jen.Index().String().Values(literals(v.Values)...)))
	}
	return jen.Values(fields...)
}

// atServer is the resource at on the server of a call.
func (e *emitter) atServer(at *jen.Statement, s *plan.Server) *jen.Statement {
	if s == nil {
		return at
	}
	return call(at, "Server", e.of(s.Package, s.Name))
}

// serverConstantDoc is the comment of a server's constant: its URL, its
// operations and its description.
func serverConstantDoc(c *plan.Client, s *plan.Server) []jen.Code {
	text := string(s.Name) + " is " + shown(cmp.Or(s.API.Relative, s.API.URL))
	switch calls := callsAt(c, s); {
	case s == c.Server:
		text += ", the default server"
	case len(calls) == 1:
		text += ", the server of " + operation(calls[0])
	case len(calls) > 1:
		text += ", the server of some operations"
	}
	text += "."
	if s.API.Relative != "" {
		text += " The URL is relative to the base URL of the client."
	}
	return doc(fixed(text), described(s.API.Doc.Description))
}

// callsAt returns the operations whose default server is s.
func callsAt(c *plan.Client, s *plan.Server) []*api.Operation {
	var list []*api.Operation
	for _, op := range c.API.Operations {
		if op.Server == s.API {
			list = append(list, op)
		}
	}
	return list
}

// serversDoc describes, at New, how to choose a server.
func serversDoc(c *plan.Client) []paragraph {
	var out []paragraph
	if len(c.Servers) > 1 {
		out = append(out, fixed("The API has several servers. [rest.WithServer] selects one of them,"+
			" [rest.WithServerURL] sets the address of one server, and [rest.WithBaseURL] sets the address"+
			" of all servers."))
	}
	seen := map[string]bool{}
	for _, s := range c.Servers {
		for _, v := range s.API.Variables {
			if seen[v.Name] {
				continue
			}
			seen[v.Name] = true
			out = append(out, variableDoc(v))
		}
	}
	return out
}

// variableDoc describes a server variable.
func variableDoc(v *api.ServerVariable) paragraph {
	text := "The server variable " + shown(v.Name)
	switch {
	case v.Default == "":
		text += " is required"
	default:
		text += " is " + shown(v.Default) + " by default"
	}
	if len(v.Values) > 1 {
		text += " and may be " + orList(shownAll(v.Values))
	}
	text += "; see [rest.WithServerVariable]."
	if v.Description == "" {
		return fixed(text)
	}
	return labeled(text+" ", v.Description)
}

func shownAll(values []string) []string {
	var list []string
	for _, value := range values {
		list = append(list, shown(value))
	}
	return list
}

// serverDocOf is the sentence about the server of a call.
func (e *emitter) serverDocOf(s *plan.Server) []paragraph {
	if s == nil {
		return nil
	}
	name := s.Name
	if s.Package != e.pkg {
		name = s.Package.Name + "." + name
	}
	return []paragraph{sentencef("The request goes to the server %s.", link(name))}
}
