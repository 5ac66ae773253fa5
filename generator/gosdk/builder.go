package gosdk

// This file emits request builders: a type for each resource, with methods for
// the next path segments and for the calls (call.go). It also emits how a
// parameter becomes text. A parameter that is a single text, or one text for
// each element of a list, uses the plain methods of the runtime. Any other
// parameter uses the methods that implement OpenAPI's styles.

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// builder renders the request builder of a resource with its methods.
func (e *emitter) builder(b *plan.Builder) []jen.Code {
	out := declare(builderDoc(b), structType(b.Name, param("at", e.rest("Resource"))))
	return append(out, e.builderMethods(b)...)
}

// builderMethods renders the methods of a builder or of the Client.
func (e *emitter) builderMethods(b *plan.Builder) []jen.Code {
	out := e.children(b)
	if b.WithURL {
		out = append(out, e.withURL(b)...)
	}
	if b.Operations { // each in a file of its own
		return out
	}
	return append(out, e.calls(b, b.Calls)...)
}

// receiver is the receiver of a builder's methods. The Client's is a pointer.
func receiver(b *plan.Builder) *jen.Statement {
	if b.Path == "" {
		return param(b.Self, pointerTo(id(b.Name)))
	}
	return param(b.Self, id(b.Name))
}

// at is the resource of the builder that is the receiver.
func at(b *plan.Builder) *jen.Statement { return field(id(b.Self), "at") }

func (e *emitter) withURL(b *plan.Builder) []jen.Code {
	to := call(e.atServer(at(b), b.Server), "WithURL", jen.Id("url"))
	if b.Operations {
		to = call(at(b), "FixedURL", jen.Id("url"))
	}
	result, value := id(b.Name), id(b.Name).Values(to)
	if b.Path == "" {
		result, value = pointerTo(result), addressOf(value)
	}
	return function{
		doc: withURLDoc(e.plan.API, b), receiver: receiver(b), name: "WithURL",
		params: []jen.Code{param("url", jen.String())}, results: []jen.Code{result},
		body: []jen.Code{jen.Return(value)},
	}.declare()
}

// children renders the methods that return the builders of the next segments.
func (e *emitter) children(b *plan.Builder) []jen.Code {
	var out []jen.Code
	for _, c := range b.Children {
		out = append(out, function{
			doc: childDoc(orRoot(b.Path), c), receiver: receiver(b), name: c.Method,
			params:  e.segmentParams(c),
			results: []jen.Code{id(c.Builder.Name)},
			body:    []jen.Code{jen.Return(id(c.Builder.Name).Values(e.step(at(b), c)))},
		}.declare()...)
	}
	return out
}

func orRoot(path string) string {
	if path == "" {
		return "/"
	}
	return path
}

func (e *emitter) segmentParams(c *plan.Child) []jen.Code {
	var params []jen.Code
	for _, p := range c.Params() {
		params = append(params, param(p.Name, e.typ(p.Type)))
	}
	return params
}

// step is the resource that is one segment below at.
func (e *emitter) step(at *jen.Statement, c *plan.Child) *jen.Statement {
	if c.SamePath {
		return at
	}
	first := c.Parts[0]
	needsStyle := func(p *plan.Param) bool { return !isPlain(p) || isList(p) }
	switch {
	case len(c.Parts) == 1 && first.Param == nil:
		return call(at, "Segment", lit(first.Literal))
	case slices.ContainsFunc(c.Params(), needsStyle):
		return call(at, "StyledSegment", e.styledParts(c)...)
	case len(c.Parts) == 1 && first.Param.API.Slashes:
		return call(at, "KeyPath", lit(first.Param.API.Name), e.pathText(first.Param))
	case len(c.Parts) == 1:
		return call(at, "Key", lit(first.Param.API.Name), e.pathText(first.Param))
	}
	var parts []jen.Code
	for i, part := range c.Parts {
		if part.Param == nil {
			parts = append(parts, lit(part.Literal))
			continue
		}
		if i == 0 || c.Parts[i-1].Param != nil {
			parts = append(parts, jen.Lit("")) // literals and values alternate
		}
		parts = append(parts, e.pathText(part.Param))
	}
	return call(at, "TemplateSegment", parts...)
}

// styledParts are the parts of a segment whose parameters need a style.
func (e *emitter) styledParts(c *plan.Child) []jen.Code {
	var parts []jen.Code
	for _, part := range c.Parts {
		if part.Param == nil {
			parts = append(parts, e.rest("PathText").Call(lit(part.Literal)))
			continue
		}
		write := e.writeBody(part.Param.Type, id(part.Param.Name))
		parts = append(parts, e.rest("PathParam").Call(e.param(part.Param), write))
	}
	return parts
}

// pathText is a path parameter as text. The elements of a list are joined by
// commas, as the style "simple" requires.
func (e *emitter) pathText(p *plan.Param) *jen.Statement {
	return e.format(p.Type, id(p.Name))
}

// joined is the text of a list with commas between the elements.
func (e *emitter) joined(p *plan.Param, value *jen.Statement) *jen.Statement {
	return jen.Qual("strings", "Join").Call(e.formatList(p.Type, value), jen.Lit(","))
}

func isList(p *plan.Param) bool { return p.Type.Form == plan.Slice }

// isPlain reports whether a parameter is a single text, or one for each element
// of a list, and needs none of the styles that the runtime implements.
func isPlain(p *plan.Param) bool {
	t := p.Type
	if isList(p) {
		t = t.Elem
	}
	switch {
	case t.Form != plan.Scalar && t.Form != plan.Named, t.Kind == api.Any, p.API.AllowReserved:
		return false
	case p.API.In == api.InCookie:
		return !isList(p) && p.API.Style == "form"
	}
	return p.API.Style == "simple" || separators[p.API.Style] != ""
}

// setParam is the statement that sets a parameter of the request q.
func (e *emitter) setParam(p *plan.Param, value *jen.Statement) *jen.Statement {
	name, list := lit(p.API.Name), isList(p)
	switch {
	case !isPlain(p):
		return callVar("q", paramMethods[p.API.In]+"Param", e.param(p), e.writeBody(p.Type, value))
	case p.API.In == api.InHeader && list:
		return callVar("q", "Header", name, e.joined(p, value))
	case !list:
		return callVar("q", paramMethods[p.API.In], name, e.format(p.Type, value))
	}
	values := e.formatList(p.Type, value).Op("...")
	if separator := separators[p.API.Style]; !p.API.Explode && separator != "" {
		return callVar("q", "QueryList", name, jen.Lit(separator), values)
	}
	return callVar("q", "Query", name, values)
}

// setConstant is the statement that sets a parameter with a single value.
func (e *emitter) setConstant(p *plan.Param) *jen.Statement {
	text, method := p.API.Type.Type.Constant(), paramMethods[p.API.In]
	if !isPlain(p) {
		write := jen.Func().Params(e.encoder()).Block(callVar("e", "Raw", e.rest("RawJSON").Call(jsonText(text))))
		return callVar("q", method+"Param", e.param(p), write)
	}
	if strings.HasPrefix(text, `"`) {
		text = api.StringValue(text)
	}
	return callVar("q", method, lit(p.API.Name), lit(text))
}

// paramMethods are the methods of a request that set parameters.
var paramMethods = map[api.ParamIn]string{api.InQuery: "Query", api.InHeader: "Header", api.InCookie: "Cookie"}

// separators are those of OpenAPI's styles for lists in a query.
var separators = map[string]string{"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}

// param is the runtime's description of how a parameter is written.
func (e *emitter) param(p *plan.Param) *jen.Statement {
	fields := []jen.Code{pair("Name", lit(p.API.Name)), pair("Style", e.style(p.API.Style))}
	if p.API.Explode {
		fields = append(fields, pair("Explode", jen.True()))
	}
	if p.API.AllowReserved {
		fields = append(fields, pair("AllowReserved", jen.True()))
	}
	if p.API.Required && p.Type.Nilable() && !isList(p) {
		fields = append(fields, pair("Required", jen.True()))
	}
	return e.rest("Param").Values(fields...)
}

// style is the runtime's constant for a style of OpenAPI.
func (e *emitter) style(name string) *jen.Statement {
	if name == "json" {
		return e.rest("StyleJSON")
	}
	return e.rest("Style" + strings.ToUpper(name[:1]) + name[1:])
}

// writeBody is a function that writes a value to an encoder. A nil value is
// written as null.
func (e *emitter) writeBody(t *plan.Type, value *jen.Statement) *jen.Statement {
	if t.Form == plan.Pointer && t.Elem.Form == plan.Model {
		return field(value, "EncodeJSON")
	}
	return jen.Func().Params(e.encoder()).Block(e.write(t, value))
}
