package gosdk

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// Security: in which ways calls prove who makes them, as code, in comments and
// in examples.

// kind sorts a credential by how a client is given it.
type kind int

const (
	byToken kind = iota
	byPassword
	byKey
	byTransport
)

func kindOf(c *plan.Credential) kind {
	switch {
	case c.FromTransport():
		return byTransport
	case c.Scheme.Kind == "apiKey":
		return byKey
	case c.Scheme.Kind == "http" && c.Scheme.Scheme == "basic":
		return byPassword
	}
	return byToken
}

// security is the method of a request that says what the call asks for.
func (e *emitter) security(ways []plan.CredentialSet) *jen.Statement {
	if len(ways) == 1 && len(ways[0].Sent()) == 0 {
		return jen.Dot("Unauthenticated").Call()
	}
	return jen.Dot("Security").Call(e.ways(ways)...)
}

// rootSecurity is the list of arguments with what most calls ask for, one way
// a line where there are several.
func (e *emitter) rootSecurity(ways []plan.CredentialSet) *jen.Statement {
	if len(ways) < 2 {
		return jen.Params(e.ways(ways)...)
	}
	return jen.Custom(jen.Options{Open: "(", Close: ")", Separator: ",", Multi: true}, e.ways(ways)...)
}

// ways are the alternatives, as arguments.
func (e *emitter) ways(ways []plan.CredentialSet) []jen.Code {
	var out []jen.Code
	for _, way := range ways {
		if way = way.Sent(); len(way) == 0 {
			out = append(out, e.rest("RequireNone").Call())
			continue
		}
		code := e.credential(way[0])
		for _, c := range way[1:] {
			code.Dot("And").Call(e.credential(c))
		}
		out = append(out, code)
	}
	return out
}

func (e *emitter) credential(c *plan.Credential) *jen.Statement {
	switch kindOf(c) {
	case byKey:
		return e.rest("RequireKey").Call(e.place(c.Scheme.In), lit(c.Scheme.Param))
	case byPassword:
		return e.rest("RequireBasic").Call()
	}
	return e.rest("RequireBearer").Call(lit(c.Scheme.Name))
}

// place is where a key travels.
func (e *emitter) place(in api.ParamIn) *jen.Statement {
	switch in {
	case api.InQuery:
		return e.rest("InQuery")
	case api.InCookie:
		return e.rest("InCookie")
	}
	return e.rest("InHeader")
}

// clientSecurity says, at New, what most calls ask for and how to give it.
func clientSecurity(c *plan.Client) []paragraph {
	var options []string
	ways := c.Security
	for _, way := range ways {
		for _, c := range way.Sent() {
			option := [...]string{byToken: "rest.WithToken", byPassword: "rest.WithBasicAuth", byKey: "rest.WithAPIKey"}[kindOf(c)]
			if !slices.Contains(options, option) {
				options = append(options, option)
			}
		}
	}
	switch {
	case ways == nil:
		return nil
	case len(options) == 0 && len(ways[0]) == 0:
		return []paragraph{own("Calls need no credentials unless they say so.")}
	case len(options) == 0:
		options = []string{"rest.WithHTTPClient"}
	}
	if slices.Contains(options, "rest.WithToken") && severalTokens(c.API) {
		options = append(options, "rest.WithTokenFor")
	}
	return []paragraph{own("Unless they say otherwise, calls " + waysText(ways, "need", "take") + ": see " + strings.Join(options, ", ") + ".")}
}

// severalTokens reports whether the API has more than one kind of token.
func severalTokens(a *api.API) bool {
	n := 0
	for _, s := range a.Security {
		if kindOf(&plan.Credential{Scheme: s}) == byToken {
			n++
		}
	}
	return n > 1
}

// callSecurity says what a call asks for where New does not.
func callSecurity(c *plan.Call) []paragraph {
	switch {
	case !c.DocumentSecurity:
		return nil
	case len(c.Security) == 1 && len(c.Security[0]) == 0:
		return []paragraph{own("It needs no credentials.")}
	}
	return []paragraph{own("It " + waysText(c.Security, "needs", "takes") + ".")}
}

// waysText says what is needed, or taken where nothing is.
func waysText(ways []plan.CredentialSet, need, take string) string {
	var list []string
	verb := need + " "
	for _, way := range ways {
		var parts []string
		for _, c := range way {
			parts = append(parts, credentialText(c))
		}
		if len(parts) == 0 {
			verb = need + " no credentials, but " + take + " "
			continue
		}
		list = append(list, strings.Join(parts, " together with "))
	}
	return verb + strings.Join(list, ", or ")
}

func credentialText(c *plan.Credential) string {
	s := c.Scheme
	text := ""
	switch kindOf(c) {
	case byKey:
		where := map[api.ParamIn]string{api.InQuery: "query parameter", api.InCookie: "cookie"}[s.In]
		if where == "" {
			where = "header"
		}
		return "the key in the " + where + " " + shown(s.Param)
	case byPassword:
		return "a user and a password"
	case byTransport:
		return shown(strings.TrimSpace(s.Kind+" "+s.Scheme)) + ", which the http.Client has to add"
	}
	switch s.Kind {
	case "oauth2":
		text = "an OAuth 2.0 token (" + shown(s.Name) + ")"
	case "openIdConnect":
		text = "an OpenID Connect token (" + shown(s.Name) + ")"
	default:
		text = "a bearer token (" + shown(s.Name) + ")"
	}
	return text + scopesText(c.Scopes)
}

func scopesText(sets [][]string) string {
	var list []string
	single := true
	for _, set := range sets {
		list = append(list, strings.Join(set, " and "))
		single = single && len(set) == 1
	}
	switch {
	case len(list) == 0:
		return ""
	case len(list) == 1 && single:
		return " with the scope " + list[0]
	case single:
		return " with one of the scopes " + strings.Join(list, ", ")
	}
	return " with the scopes " + strings.Join(list, ", or ")
}

// exampleSecurity are the options that give a client what a call asks for.
func (e *emitter) exampleSecurity(ways []plan.CredentialSet) []jen.Code {
	for _, way := range ways {
		var options []jen.Code
		for _, c := range way.Sent() {
			switch kindOf(c) {
			case byKey:
				options = append(options, e.rest("WithAPIKey").Call(e.place(c.Scheme.In), lit(c.Scheme.Param), lit("key")))
			case byPassword:
				options = append(options, e.rest("WithBasicAuth").Call(lit("user"), lit("password")))
			default:
				options = append(options, e.rest("WithToken").Call(jen.Func().Params(jen.Qual("context", "Context")).Params(jen.String(), jen.Error()).Block(
					jen.Return(lit("token"), jen.Nil()))))
			}
		}
		if options != nil {
			return options
		}
	}
	return nil
}
