package gosdk

// Calls: the verbs of a builder. A verb makes a request q of the builder's
// resource, puts in what the caller gave (prepare, body, and set in
// builder.go), and sends it; everything else, such as the token, retries and
// errors, is the runtime's. What is optional lives in a type of its own, so
// that another option breaks nobody. Where a result comes in pages, All (pages.go)
// walks through them by calling the verb again.

import (
	"net/http"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// call prints a verb of a builder with its options and, when it pages, All.
func (e *emitter) call(b *plan.Builder, c *plan.Call) []jen.Code {
	results := jen.Error()
	if c.Result != nil {
		results = jen.Params(e.typ(c.Result.Type), jen.Error())
	}
	out := declare(e.callDoc(c),
		jen.Func().Params(receiver(b)).Add(id(c.Method)).Params(e.callParams(c)...).Add(results).BlockFunc(func(g *jen.Group) {
			g.Id("q").Op(":=").Add(id(b.Self)).Dot("at").Dot("Request").Call(method(c.Operation.Method), lit(c.Operation.Path.Template))
			e.prepare(g, c)
			g.Return(e.send(c))
		}))
	if c.Pages != nil {
		out = append(out, e.all(b, c)...)
	}
	if c.Kind != plan.MainCall {
		return out // it has the options of the verb
	}
	return append(out, e.options(c)...)
}

// method is the constant of net/http for an HTTP method.
func method(name string) *jen.Statement {
	switch name {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions:
		return jen.Qual("net/http", "Method"+name[:1]+strings.ToLower(name[1:]))
	}
	return lit(name)
}

// callParams are ctx, what is required, the body and the options.
func (e *emitter) callParams(c *plan.Call) []jen.Code {
	params := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	for _, p := range c.Required {
		params = append(params, id(p.Name).Add(e.typ(p.Type)))
	}
	if c.Body != nil && c.Body.ChooseContentType {
		params = append(params, jen.Id("contentType").String())
	}
	if c.Body != nil {
		params = append(params, jen.Id("body").Add(e.typ(c.Body.Type)))
	}
	return append(params, jen.Id("options").Op("*").Add(id(c.Options.Name)))
}

// prepare fills the request q.
func (e *emitter) prepare(g *jen.Group, c *plan.Call) {
	if c.OwnSecurity {
		g.Id("q").Add(e.security(c.Security))
	}
	for _, p := range c.Required {
		g.Add(e.set(p, id(p.Name)))
	}
	if c.Body != nil {
		e.body(g, c.Body)
	}
	if c.Result != nil && c.Result.Accept != "" {
		g.Id("q").Dot("Accept").Call(lit(c.Result.Accept))
	}
	for _, body := range c.Errors {
		read := e.rest("ErrorModel").Types(e.typ(body.Type))
		if body.Type.Form == plan.Interface {
			read = jen.Func().Params(e.decoder()).Any().Block(jen.Return(e.read(body.Type)))
		}
		g.Id("q").Dot("ErrorBody").Call(lit(body.Status), read)
	}
	g.If(jen.Id("options").Op("!=").Nil()).BlockFunc(func(g *jen.Group) {
		for _, p := range c.Options.Params {
			field := func() *jen.Statement { return jen.Id("options").Dot(string(p.Name)) }
			value := field()
			if !p.Type.Nilable() {
				value = jen.Op("*").Add(field())
			}
			g.If(field().Op("!=").Nil()).Block(e.set(p, value))
		}
		g.Id("q").Dot("Apply").Call(jen.Op("&").Id("options").Dot("Options"))
	})
}

// body sets the body, and lets the request fail early where one is required.
func (e *emitter) body(g *jen.Group, body *plan.Body) {
	set := e.setBody(body)
	switch {
	case !body.Type.Nilable():
		g.Add(set)
	case body.Required:
		g.Id("q").Dot("CheckBody").Call(jen.Id("body").Op("==").Nil())
		g.Add(set)
	default:
		g.If(jen.Id("body").Op("!=").Nil()).Block(set)
	}
}

// setBody is the statement that sets a body that is there.
func (e *emitter) setBody(body *plan.Body) *jen.Statement {
	contentType := lit(body.API.ContentType)
	if body.ChooseContentType {
		contentType = jen.Id("contentType")
	}
	set := func(method string, body jen.Code, more ...jen.Code) *jen.Statement {
		args := append([]jen.Code{contentType, body}, more...)
		lines := jen.Options{Open: "(", Close: ")", Separator: ",", Multi: len(more) > 1}
		return jen.Id("q").Dot(method).Custom(lines, args...)
	}
	switch body.Encoding {
	case plan.AsStream:
		return set("BodyReader", jen.Id("body"))
	case plan.AsText:
		return set("BodyText", jen.Id("body"))
	case plan.AsForm:
		return set("BodyForm", e.writeBody(body.Type, jen.Id("body")), e.encodings(body)...)
	case plan.AsMultipart:
		if t := body.Type.Elem; body.Type.Form == plan.Pointer && t.Form == plan.Model && t.Struct.Type.Parts {
			return set("BodyMultipart", jen.Id("body").Dot("EncodeParts"), e.encodings(body)...)
		}
		return set("BodyMultipart", e.rest("FormParts").Call(e.writeBody(body.Type, jen.Id("body"))), e.encodings(body)...)
	}
	return set("Body", e.writeBody(body.Type, jen.Id("body")))
}

// encodings say how the properties of a form are written that go another way
// than usual.
func (e *emitter) encodings(body *plan.Body) []jen.Code {
	var list []jen.Code
	for _, x := range body.API.Encodings {
		fields := []jen.Code{pair("Name", lit(x.Property))}
		if x.Style != "" {
			fields = append(fields, pair("Style", e.style(x.Style)))
		}
		if x.Explode {
			fields = append(fields, pair("Explode", jen.True()))
		}
		if x.AllowReserved {
			fields = append(fields, pair("AllowReserved", jen.True()))
		}
		if x.ContentType != "" {
			fields = append(fields, pair("ContentType", lit(x.ContentType)))
		}
		list = append(list, e.rest("Param").Values(fields...))
	}
	return list
}

// send is the expression that makes the call.
func (e *emitter) send(c *plan.Call) *jen.Statement {
	ctx := jen.Id("ctx")
	switch {
	case c.Result == nil:
		return jen.Id("q").Dot("Send").Call(ctx)
	case c.Result.Encoding == plan.AsStream:
		return jen.Id("q").Dot("ReceiveStream").Call(ctx)
	case c.Result.Encoding == plan.AsText:
		return jen.Id("q").Dot("ReceiveText").Call(ctx)
	}
	return e.rest("Receive").Call(ctx, jen.Id("q"), e.whole(c.Result.Type))
}

// options prints the type of a call's last argument.
func (e *emitter) options(c *plan.Call) []jen.Code {
	about := doc(own(string(c.Options.Name) + " are the optional parts of " + c.Operation.Method + " " + c.Operation.Path.Template + "."))
	return declare(about, jen.Type().Add(id(c.Options.Name)).StructFunc(func(g *jen.Group) {
		for _, p := range c.Options.Params {
			t := e.typ(p.Type)
			if !p.Type.Nilable() {
				t = jen.Op("*").Add(e.typ(p.Type))
			}
			place(g, doc(paramDoc(p)...))
			g.Add(id(p.Name)).Add(t)
		}
		if len(c.Options.Params) > 0 {
			g.Line()
		}
		g.Add(e.rest("Options"))
	}))
}
