package gosdk

// This file emits calls: the verbs of a builder. A verb creates a request q of
// the builder's resource, sets the caller's parameters and body, and sends it.
// Tokens, retries and errors are handled by the runtime. Optional parameters
// are fields of an options type so that a new one is not a breaking change. The
// file streams.go emits the parts that concern streams of events and lines. If a
// result has pages, All (pages.go) iterates over them and calls the verb for
// each.

import (
	"net/http"
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func (e *emitter) calls(b *plan.Builder, calls []*plan.Call) []jen.Code {
	var out []jen.Code
	for _, c := range calls {
		out = append(out, e.call(b, c)...)
	}
	return out
}

// call renders a verb of a builder with its options and, if its result has
// pages, All.
func (e *emitter) call(b *plan.Builder, c *plan.Call) []jen.Code {
	var results []jen.Code
	if c.Result != nil {
		results = append(results, e.typ(c.Result.Type))
	}
	if !c.Result.IsSequence() {
		results = append(results, jen.Error())
	}
	resource := e.atServer(at(b), c.Server)
	for _, segment := range c.Path {
		resource = e.step(resource, segment)
	}
	request := call(resource, "Request", httpMethod(c.Operation.Method), lit(c.Operation.Path.Template))
	body := []jen.Code{define("q", request)}
	body = append(body, e.prepare(c)...)
	out := function{
		doc: e.callDoc(c), receiver: receiver(b), name: c.Method,
		params: e.callParams(c), results: results,
		body: append(body, jen.Return(e.send(c))),
	}.declare()
	if c.Pages != nil {
		out = append(out, e.all(b, c)...)
	}
	if c.Kind != plan.MainCall {
		return out // it shares the options of the verb
	}
	return append(out, e.options(b, c)...)
}

// httpMethod is net/http's constant for an HTTP method.
func httpMethod(name string) *jen.Statement {
	switch name {
	case http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
		http.MethodHead, http.MethodOptions, http.MethodTrace:
		return jen.Qual("net/http", "Method"+name[:1]+strings.ToLower(name[1:]))
	}
	return lit(name)
}

// callParams are ctx, the parameters that are arguments, the body and the options.
func (e *emitter) callParams(c *plan.Call) []jen.Code {
	params := []jen.Code{ctxParam()}
	for _, p := range c.Arguments() {
		params = append(params, param(p.Name, e.typ(p.Type)))
	}
	if c.Body != nil && c.Body.ChooseContentType {
		params = append(params, param("contentType", jen.String()))
	}
	if c.Body != nil {
		params = append(params, param("body", e.typ(c.Body.Type)))
	}
	return append(params, param("options", pointerTo(id(c.Options.Name))))
}

// prepare is the statements that fill in the request q.
func (e *emitter) prepare(c *plan.Call) []jen.Code {
	var code []jen.Code
	if c.OwnSecurity {
		code = append(code, jen.Id("q").Add(e.security(c.Security)))
	}
	for _, pair := range c.Operation.Query {
		code = append(code, callVar("q", "Query", lit(pair.Name), lit(pair.Value)))
	}
	for _, p := range c.Constants {
		code = append(code, e.setConstant(p))
	}
	for _, p := range c.Required {
		code = append(code, e.setParam(p, id(p.Name)))
	}
	switch {
	case c.StreamFields != nil && !c.RefusesStream():
		code = append(code, e.streamBody(c, "streamed", true)...)
	case c.DeclinesStream():
		code = append(code, e.streamBody(c, "plain", false)...)
	case c.Body != nil:
		code = append(code, e.body(c.Body)...)
	}
	if c.RefusesStream() {
		code = append(code, e.refuseStream(c))
	}
	if c.Result != nil && c.Result.Accept != "" {
		code = append(code, callVar("q", "Accept", lit(c.Result.Accept)))
	}
	if c.Result.IsSequence() {
		code = append(code, e.streamEnd(c.Result)...)
	}
	code = append(code, e.successes(c)...)
	if c.OwnErrors && len(c.Errors) == 0 {
		code = append(code, callVar("q", "NoErrorBody"))
	} else if c.OwnErrors {
		code = append(code, e.errorBodies("q", c.Errors)...)
	}
	return append(code, ifSet(jen.Id("options"), e.applyOptions(c.Options)...))
}

// successes are the statements that declare the successes of a call that are
// not simply its result.
func (e *emitter) successes(c *plan.Call) []jen.Code {
	if c.Result == nil {
		return nil
	}
	var code []jen.Code
	if c.Result.Nullable {
		code = append(code, callVar("q", "AllowNull"))
	}
	if c.ResultStatuses != nil {
		code = append(code, callVar("q", "ResultStatus", literals(c.ResultStatuses)...))
	}
	for _, other := range c.OtherResults {
		switch status := lit(other.Status); {
		case other.StreamMethod != "":
			code = append(code, callVar("q", "OtherStream", status, lit(string(other.StreamMethod))))
		case other.Encoding == plan.AsStream:
			code = append(code, callVar("q", "OtherBytes", status))
		case other.Encoding == plan.AsText:
			code = append(code, callVar("q", "OtherText", status))
		default:
			code = append(code, callVar("q", "OtherResult", status, e.otherReader(other.Type)))
		}
	}
	if c.NoContent != nil {
		code = append(code, callVar("q", "NoContent", literals(c.NoContent)...))
	}
	return code
}

func literals(values []string) []jen.Code {
	var list []jen.Code
	for _, value := range values {
		list = append(list, lit(value))
	}
	return list
}

// otherReader is a function that reads another success than the result.
func (e *emitter) otherReader(t *plan.Type) *jen.Statement {
	switch {
	case t.Form == plan.Interface:
		return jen.Func().Params(e.decoder()).Any().Block(jen.Return(e.whole(t).Call(jen.Id("d"))))
	case t.Form == plan.Model && !e.plan.RejectStringNumbers:
		return e.rest("ErrorModel").Types(e.typ(t))
	}
	return e.rest("OtherValue").Call(e.whole(t))
}

// applyOptions is the statements that set the optional parameters.
func (e *emitter) applyOptions(o *plan.CallOptions) []jen.Code {
	var code []jen.Code
	for _, p := range o.Params {
		option := field(jen.Id("options"), p.Name)
		value := option.Clone()
		if !p.Type.Nilable() {
			value = pointerTo(value)
		}
		code = append(code, ifSet(option, e.setParam(p, value)))
	}
	if o.Body != nil {
		option := func() *jen.Statement { return field(jen.Id("options"), o.BodyName) }
		code = append(code, jen.If(e.nonZero(o.Body.Type, option())).Block(e.setBody(o.Body, option())))
	}
	return append(code, callVar("q", "Apply", addressOf(field(jen.Id("options"), "Options"))))
}

// body is the statements that set the body. A missing required body makes the
// request fail before it is sent.
func (e *emitter) body(body *plan.Body) []jen.Code {
	set := e.setBody(body, jen.Id("body"))
	switch {
	case !body.Type.Nilable():
		return []jen.Code{set}
	case body.Required:
		code := []jen.Code{callVar("q", "CheckBody", isNil(jen.Id("body"))), set}
		if body.Encoding == plan.AsJSON && body.Type.Form == plan.Interface && !body.API.Type.Nullable {
			code = append(code, callVar("q", "CheckNull"))
		}
		return code
	}
	return []jen.Code{ifSet(jen.Id("body"), set)}
}

// setBody is the statement that sets a body to a value that is not nil.
func (e *emitter) setBody(body *plan.Body, value *jen.Statement) *jen.Statement {
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
		return set("BodyReader", value)
	case plan.AsText:
		if body.Required {
			value = valueOr(body.Type, value, body.Type.Constant)
		}
		return set("BodyText", value)
	case plan.AsForm:
		return set("BodyForm", e.writeBody(body.Type, value), e.encodings(body)...)
	case plan.AsMultipart:
		if t := body.Type.Elem; body.Type.Form == plan.Pointer && t.Form == plan.Model && t.Struct.Type.Parts {
			return set("BodyMultipart", field(value, "EncodeParts"), e.encodings(body)...)
		}
		parts := e.rest("FormParts").Call(e.writeBody(body.Type, value))
		return set("BodyMultipart", parts, e.encodings(body)...)
	}
	return set("Body", e.writeBody(body.Type, value))
}

// encodings describe the properties of a form that are not written in the
// default way, or that are required.
func (e *emitter) encodings(body *plan.Body) []jen.Code {
	var list []jen.Code
	required := body.RequiredParts()
	for _, name := range required {
		styled := func(x *api.Encoding) bool { return x.Property == name }
		if !slices.ContainsFunc(body.API.Encodings, styled) {
			fields := []jen.Code{pair("Name", lit(name)), pair("Explode", jen.True()), pair("Required", jen.True())}
			list = append(list, e.rest("Param").Values(fields...))
		}
	}
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
		if slices.Contains(required, x.Property) {
			fields = append(fields, pair("Required", jen.True()))
		}
		list = append(list, e.rest("Param").Values(fields...))
	}
	return list
}

// send is the expression that sends the request q.
func (e *emitter) send(c *plan.Call) *jen.Statement {
	ctx := jen.Id("ctx")
	switch {
	case c.Result == nil:
		return callVar("q", "Send", ctx)
	case c.Result.IsSequence():
		return e.sequence(c.Result)
	case c.Result.Encoding == plan.AsStream:
		return callVar("q", "ReceiveStream", ctx)
	case c.Result.Encoding == plan.AsText:
		return callVar("q", "ReceiveText", ctx)
	case c.Result.Encoding == plan.AsLocation:
		return callVar("q", "ReceiveLocation", ctx)
	}
	return e.rest("Receive").Call(ctx, jen.Id("q"), e.whole(c.Result.Type))
}

// options renders the type of a call's last argument.
func (e *emitter) options(b *plan.Builder, c *plan.Call) []jen.Code {
	var fields []jen.Code
	for _, p := range c.Options.Params {
		t := e.typ(p.Type)
		if !p.Type.Nilable() {
			t = pointerTo(t)
		}
		fields = append(append(fields, optionDoc(p)...), param(p.Name, t))
	}
	if body := c.Options.Body; body != nil {
		fields = append(append(fields, bodyOptionDoc(c.Options)...), param(c.Options.BodyName, e.typ(body.Type)))
	}
	if len(fields) > 0 {
		fields = append(fields, jen.Line())
	}
	fields = append(fields, e.rest("Options"))
	return declare(optionsDoc(b, c), structType(c.Options.Name, fields...))
}
