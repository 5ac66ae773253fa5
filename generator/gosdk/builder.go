package gosdk

// A builder is a type with two kinds of methods: those that lead on, and the
// calls (call.go). Parameters of both are written here: what is one text, or
// one for each element of a list, by the plain methods of the runtime, and the
// rest by its methods that know OpenAPI's styles.

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// builder prints a request builder with the methods that lead on and the
// calls that can be made.
func (e *emitter) builder(b *plan.Builder) []jen.Code {
	about := []paragraph{own(string(b.Name) + " makes requests to " + b.Path + ".")}
	about = append(about, describe(b.Doc)...)
	out := declare(doc(about...),
		jen.Type().Add(id(b.Name)).Struct(jen.Id("at").Add(e.rest("Resource"))))
	return append(out, e.builderMethods(b)...)
}

// builderMethods prints what a builder, or the Client, can do.
func (e *emitter) builderMethods(b *plan.Builder) []jen.Code {
	out := e.children(b)
	if b.WithURL {
		out = append(out, e.withURL(b)...)
	}
	for _, call := range b.Calls {
		out = append(out, e.call(b, call)...)
	}
	return out
}

// receiver is that of a builder's methods; the Client has a pointer.
func receiver(b *plan.Builder) *jen.Statement {
	if b.Path == "" {
		return id(b.Self).Op("*").Add(id(b.Name))
	}
	return id(b.Self).Add(id(b.Name))
}

func (e *emitter) withURL(b *plan.Builder) []jen.Code {
	result, value := id(b.Name), id(b.Name).Values(id(b.Self).Dot("at").Dot("WithURL").Call(jen.Id("url")))
	if b.Path == "" {
		result, value = jen.Op("*").Add(result), jen.Op("&").Add(value)
	}
	return declare(
		doc(own("WithURL returns a builder for a link that the service gave, such as the next page's. A link to another origin is an error when a call is made. The query parameters of a call's options are not added to it.")),
		jen.Func().Params(receiver(b)).Id("WithURL").Params(jen.Id("url").String()).Add(result).Block(jen.Return(value)))
}

// children prints the methods that lead to the builders below.
func (e *emitter) children(b *plan.Builder) []jen.Code {
	var out []jen.Code
	for _, c := range b.Children {
		out = append(out, declare(e.wayDoc(orRoot(b.Path), c),
			jen.Func().Params(receiver(b)).Add(id(c.Method)).Params(e.segmentParams(c)...).Add(id(c.Builder.Name)).Block(
				jen.Return(id(c.Builder.Name).Values(e.step(id(b.Self).Dot("at"), c))),
			))...)
	}
	return out
}

// wayDoc says where a step from a path leads.
func (e *emitter) wayDoc(from string, c *plan.Child) []jen.Code {
	about := own(string(c.Method) + " leads to " + c.Builder.Path + ".")
	if len(c.Parts) == 1 && c.Parts[0].Param != nil {
		about = own(string(c.Method) + " leads to the item of " + from + " that " + string(c.Parts[0].Param.Name) + " names.")
	}
	paragraphs := []paragraph{about}
	for _, p := range c.Params() {
		paragraphs = append(paragraphs, describe(p.API.Doc)...)
	}
	return doc(paragraphs...)
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
		params = append(params, id(p.Name).Add(e.typ(p.Type)))
	}
	return params
}

// step is the resource one segment further on.
func (e *emitter) step(at *jen.Statement, c *plan.Child) *jen.Statement {
	first := c.Parts[0]
	switch {
	case len(c.Parts) == 1 && first.Param == nil:
		return at.Dot("Segment").Call(lit(first.Literal))
	case slices.ContainsFunc(c.Params(), func(p *plan.Param) bool { return !isPlain(p) || len(c.Parts) == 1 && isList(p) }):
		return at.Dot("StyledSegment").Call(e.styledParts(c)...)
	case len(c.Parts) == 1:
		return at.Dot("Key").Call(lit(first.Param.API.Name), e.pathText(first.Param))
	}
	var parts []jen.Code
	for i, part := range c.Parts {
		if part.Param == nil {
			parts = append(parts, lit(part.Literal))
			continue
		}
		if i == 0 || c.Parts[i-1].Param != nil {
			parts = append(parts, jen.Lit("")) // literals and values stand in turn
		}
		parts = append(parts, e.pathText(part.Param))
	}
	return at.Dot("TemplateSegment").Call(parts...)
}

// styledParts are the pieces of a segment with parameters in styles of their
// own.
func (e *emitter) styledParts(c *plan.Child) []jen.Code {
	var parts []jen.Code
	for _, part := range c.Parts {
		if part.Param == nil {
			parts = append(parts, e.rest("PathText").Call(lit(part.Literal)))
			continue
		}
		parts = append(parts, e.rest("PathParam").Call(e.param(part.Param), e.writeBody(part.Param.Type, id(part.Param.Name))))
	}
	return parts
}

// pathText is a path parameter as text; lists are joined by commas, which is
// what the style "simple" means.
func (e *emitter) pathText(p *plan.Param) *jen.Statement {
	if isList(p) {
		return jen.Qual("strings", "Join").Call(e.formatList(p.Type, id(p.Name)), jen.Lit(","))
	}
	return e.format(p.Type, id(p.Name))
}

func isList(p *plan.Param) bool { return p.Type.Form == plan.Slice }

// isPlain reports whether a parameter is written as one text, or one for each
// element of a list, without a style that the runtime has to know.
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

// set is a statement that puts a parameter into the request q.
func (e *emitter) set(p *plan.Param, v *jen.Statement) *jen.Statement {
	name, list := lit(p.API.Name), isList(p)
	switch {
	case !isPlain(p):
		method := map[api.ParamIn]string{api.InQuery: "QueryParam", api.InHeader: "HeaderParam", api.InCookie: "CookieParam"}[p.API.In]
		return jen.Id("q").Dot(method).Call(e.param(p), e.writeBody(p.Type, v))
	case p.API.In == api.InHeader && list:
		v = jen.Qual("strings", "Join").Call(e.formatList(p.Type, v), jen.Lit(","))
		return jen.Id("q").Dot("Header").Call(name, v)
	case p.API.In == api.InHeader:
		return jen.Id("q").Dot("Header").Call(name, e.format(p.Type, v))
	case p.API.In == api.InCookie:
		return jen.Id("q").Dot("Cookie").Call(name, e.format(p.Type, v))
	case !list:
		return jen.Id("q").Dot("Query").Call(name, e.format(p.Type, v))
	}
	if separator := separators[p.API.Style]; !p.API.Explode && separator != "" {
		return jen.Id("q").Dot("QueryList").Call(name, jen.Lit(separator), e.formatList(p.Type, v).Op("..."))
	}
	return jen.Id("q").Dot("Query").Call(name, e.formatList(p.Type, v).Op("..."))
}

// separators are those of OpenAPI's styles for lists in a query.
var separators = map[string]string{"form": ",", "spaceDelimited": " ", "pipeDelimited": "|"}

// param says to the runtime how a parameter is written.
func (e *emitter) param(p *plan.Param) *jen.Statement {
	fields := []jen.Code{jen.Id("Name").Op(":").Add(lit(p.API.Name)), jen.Id("Style").Op(":").Add(e.style(p.API.Style))}
	for _, flag := range []struct {
		name string
		set  bool
	}{{"Explode", p.API.Explode}, {"AllowReserved", p.API.AllowReserved}, {"Required", p.API.Required && p.Type.Nilable() && !isList(p)}} {
		if flag.set {
			fields = append(fields, jen.Id(flag.name).Op(":").True())
		}
	}
	return e.rest("Param").Values(fields...)
}

// style is the runtime's constant for a style of OpenAPI, "" for none.
func (e *emitter) style(name string) *jen.Statement {
	if name == "json" {
		return e.rest("StyleJSON")
	}
	return e.rest("Style" + strings.ToUpper(name[:1]) + name[1:])
}

// writeBody is a function that writes a value that is known to be there, or
// null where nil stands for it.
func (e *emitter) writeBody(t *plan.Type, v *jen.Statement) *jen.Statement {
	if t.Form == plan.Pointer && t.Elem.Form == plan.Model {
		return v.Dot("EncodeJSON")
	}
	return jen.Func().Params(e.encoder()).Block(e.write(t, v))
}
