package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file emits security: the credentials that calls require, as code and in
// examples. docs_call.go describes them in comments.

// credentialKind is how a client is given a credential.
type credentialKind int

const (
	byToken credentialKind = iota
	byPassword
	byKey
	byTransport
)

func kindOf(c *plan.Credential) credentialKind {
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

// security is the method of a request that sets the credentials of the call.
func (e *emitter) security(ways []plan.CredentialSet) *jen.Statement {
	if len(ways) == 1 && len(ways[0].Sent()) == 0 {
		return jen.Dot("Unauthenticated").Call()
	}
	return jen.Dot("Security").Call(e.ways(ways)...)
}

// rootSecurity is the argument list with the credentials of most calls, with
// each of several alternatives on a line.
func (e *emitter) rootSecurity(ways []plan.CredentialSet) *jen.Statement {
	if len(ways) < 2 {
		return jen.Params(e.ways(ways)...)
	}
	return multiline("(", ")", e.ways(ways)...)
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
			code = call(code, "And", e.credential(c))
		}
		out = append(out, code)
	}
	return out
}

func (e *emitter) credential(c *plan.Credential) *jen.Statement {
	switch kindOf(c) {
	case byKey:
		return e.rest("RequireKey").Call(e.keyLocation(c.Scheme.In), lit(c.Scheme.Param))
	case byPassword:
		return e.rest("RequireBasic").Call()
	}
	return e.rest("RequireBearer").Call(lit(c.Scheme.Name))
}

// keyLocation is the part of a request that holds a key.
func (e *emitter) keyLocation(in api.ParamIn) *jen.Statement {
	switch in {
	case api.InQuery:
		return e.rest("InQuery")
	case api.InCookie:
		return e.rest("InCookie")
	}
	return e.rest("InHeader")
}

// exampleSecurity is the options that give a client the credentials of a call.
func (e *emitter) exampleSecurity(ways []plan.CredentialSet) []jen.Code {
	token := jen.Func().Params(jen.Qual("context", "Context")).Params(jen.String(), jen.Error()).Block(
		jen.Return(lit("token"), jen.Nil()))
	for _, way := range ways {
		var options []jen.Code
		for _, c := range way.Sent() {
			switch kindOf(c) {
			case byKey:
				location := e.keyLocation(c.Scheme.In)
				options = append(options, e.rest("WithAPIKey").Call(location, lit(c.Scheme.Param), lit("key")))
			case byPassword:
				options = append(options, e.rest("WithBasicAuth").Call(lit("user"), lit("password")))
			default:
				options = append(options, e.rest("WithToken").Call(token))
			}
		}
		if options != nil {
			return options
		}
	}
	return nil
}
