package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// client renders the Client, New, and the methods for the first path segments.
func (e *emitter) client(c *plan.Client) []jen.Code {
	out := e.generation()
	if c.BaseURL != "" {
		out = append(out, declare(baseURLDoc(), jen.Const().Id("DefaultBaseURL").Op("=").Add(lit(c.BaseURL)))...)
	}
	out = append(out, e.servers(c)...)
	out = append(out, declare(clientDoc(), structType("Client", param("at", e.rest("Resource"))))...)
	out = append(out, e.newClient(c)...)
	if c.Tree != nil {
		out = append(out, function{
			doc: rootDoc(), receiver: param("c", jen.Op("*").Id("Client")), name: "Root",
			results: []jen.Code{e.rest("Resource")},
			body:    []jen.Code{jen.Return(jen.Id("c").Dot("at"))},
		}.declare()...)
	}
	out = append(out, e.customRequest(c)...)
	return append(out, e.builderMethods(c.Root)...)
}

// customRequest is the method for requests that the API description does not list.
func (e *emitter) customRequest(c *plan.Client) []jen.Code {
	return function{
		doc: customRequestDoc(c), receiver: param("c", jen.Op("*").Id("Client")), name: c.Custom,
		params: []jen.Code{
			jen.List(jen.Id("method"), jen.Id("path")).String(),
			param("values", jen.Op("...").String()),
		},
		results: []jen.Code{e.rest("CustomRequest")},
		body: []jen.Code{
			jen.Return(jen.Id("c").Dot("at").Dot("Custom").Call(
				jen.Id("method"), jen.Id("path"), jen.Id("values").Op("..."))),
		},
	}.declare()
}

// generation is a declaration that compiles only with a runtime of the
// generation that the package needs.
func (e *emitter) generation() []jen.Code {
	return declare(generationDoc(), jen.Const().Add(assign(jen.Id("_"), e.rest("Generation2"))))
}

// entry renders the functions that lead into the package of a path.
func (e *emitter) entry(x *plan.Entry) []jen.Code {
	out := e.generation()
	for _, c := range x.Children {
		client := param("client", pointerTo(e.of(x.Client, "Client")))
		out = append(out, function{
			doc: childDoc("/", c), name: c.Method,
			params:  append([]jen.Code{client}, e.segmentParams(c)...),
			results: []jen.Code{id(c.Builder.Name)},
			body:    []jen.Code{jen.Return(id(c.Builder.Name).Values(e.step(callVar("client", "Root"), c)))},
		}.declare()...)
	}
	return out
}

func (e *emitter) newClient(c *plan.Client) []jen.Code {
	baseURL := jen.Lit("")
	if c.BaseURL != "" {
		baseURL = jen.Id("DefaultBaseURL")
	}
	newClient := e.rest("NewClient").Call(baseURL, lit(c.UserAgent), jen.Id("options").Op("..."))
	if c.Servers != nil {
		servers := jen.Id(serversFunction).Call()
		newClient = e.rest("NewServerClient").Call(servers, lit(c.UserAgent), jen.Id("options").Op("..."))
	}
	body := []jen.Code{
		defineTwo(jen.Id("client"), jen.Err(), newClient),
		ifErr(jen.Return(jen.Nil(), jen.Err())),
	}
	body = append(body, e.errorBodies("client", c.Errors)...)
	root := jen.Id("client").Dot("Root").Add(e.rootSecurity(c.Security))
	body = append(body, jen.Return(addressOf(jen.Id("Client").Values(root)), jen.Nil()))
	return function{
		doc: newDoc(c), name: "New",
		params:  []jen.Code{param("options", jen.Op("...").Add(e.rest("Option")))},
		results: []jen.Code{pointerTo(jen.Id("Client")), jen.Error()},
		body:    body,
	}.declare()
}

// errorBodies declares the types of error bodies, for a client or for a request.
func (e *emitter) errorBodies(variable string, bodies []plan.ErrorBody) []jen.Code {
	var code []jen.Code
	for _, body := range bodies {
		var read *jen.Statement
		switch body.Type.Form {
		case plan.Model:
			read = e.rest("ErrorModel").Types(e.typ(body.Type))
		case plan.Interface:
			read = jen.Func().Params(e.decoder()).Any().Block(jen.Return(e.read(body.Type)))
		default:
			read = e.rest("OtherValue").Call(e.whole(body.Type))
		}
		code = append(code, callVar(variable, "ErrorBody", lit(body.Status), read))
	}
	return code
}
