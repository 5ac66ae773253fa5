package gosdk

// The fake: constants that name the operations, a Server with the routes that
// the description gives, and for each operation a method that sets its hook.
// A method only takes a request apart and puts a result together, with the
// runtime's resttest, which does all the rest. The package stands outside the
// SDK's own, so it reads enums and unions by what the SDK exports.

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// restTest is the import path of the package that serves fakes.
func (e *emitter) restTest() string { return string(e.plan.Runtime) + "/resttest" }

// restTested names something in it.
func (e *emitter) restTested(name string) *jen.Statement { return jen.Qual(e.restTest(), name) }

// fake prints the whole package.
func (e *emitter) fake(f *plan.Fake) []jen.Code {
	var out []jen.Code
	if f.Groups == nil {
		out = e.fakeOperations(f.Hooks, "The operations, for faults and records.")
	}
	out = append(out, e.fakeServer(f)...)
	out = append(out, e.fakeRoutes(f)...)
	if f.Groups == nil {
		out = append(out, e.hooks(f.Hooks)...)
	}
	for _, s := range f.Senders {
		out = append(out, e.sender(s)...)
	}
	return out
}

// hookGroup prints a part of the hooks with what New and service need of it.
func (e *emitter) hookGroup(g *plan.HookGroup) []jen.Code {
	routes := jen.Index().Add(e.restTested("Route"))
	return slices.Concat(
		e.fakeOperations(g.Hooks, "Some of the operations, for faults and records."),
		[]jen.Code{
			jen.Func().Add(routesOf(g)).Params().Add(routes).Block(jen.Return(routes.Clone().Add(braces(e.routeList(g.Fake, g.Hooks)...)))), jen.Line(),
			jen.Func().Params(jen.Id("s").Op("*").Id("Server")).Add(hooksOf(g)).Params().Block(unset(g.Hooks)...), jen.Line(),
		},
		e.hooks(g.Hooks),
	)
}

// routesOf and hooksOf name the functions of a part. No import is called so,
// for names of packages have no capitals.
func routesOf(g *plan.HookGroup) *jen.Statement { return id(g.Name + "Routes") }
func hooksOf(g *plan.HookGroup) *jen.Statement  { return id(g.Name + "Hooks") }

func (e *emitter) hooks(hooks []*plan.Hook) (out []jen.Code) {
	for _, h := range hooks {
		out = append(out, e.hook(h)...)
	}
	return out
}

// fakeOperations prints the constants.
func (e *emitter) fakeOperations(hooks []*plan.Hook, about string) []jen.Code {
	if len(hooks) == 0 {
		return nil
	}
	return declare(doc(own(about)), jen.Const().DefsFunc(func(g *jen.Group) {
		for _, h := range hooks {
			g.Add(id(h.Operation)).Add(e.restTested("Operation")).Op("=").Add(lit(operation(h.Call.Operation)))
		}
	}))
}

// operation is the name of an operation on the wire.
func operation(op *api.Operation) string { return op.Method + " " + op.Path.Template }

// fakeServer prints the Server, New and Client.
func (e *emitter) fakeServer(f *plan.Fake) []jen.Code {
	out := declare(doc(own("Server stands in for the service. See resttest.Server for its records, its faults and how it signs what it sends.")),
		jen.Type().Id("Server").Struct(jen.Op("*").Add(e.restTested("Server"))))
	out = append(out, declare(doc(own("New starts a server, which is closed when the test ends. Without a test, t being nil, it is the caller's to close.")),
		jen.Func().Id("New").Params(jen.Id("t").Add(e.restTested("TB"))).Op("*").Id("Server").Block(
			e.newServer(f)...,
		))...)
	client := e.of(f.Client.Package, "Client")
	return append(out, declare(doc(own("Client returns a client of the server that has what its operations need of credentials. It waits only a moment before it tries again. More options come after these, and win.")),
		jen.Func().Params(jen.Id("s").Op("*").Id("Server")).Id("Client").Params(jen.Id("options").Op("...").Add(e.rest("Option"))).Op("*").Add(client).Block(
			jen.Id("all").Op(":=").Append(jen.Id("s").Dot("ClientOptions").Call(e.credentials(f)...), jen.Id("options").Op("...")),
			jen.Return(e.restTested("Must").Types(jen.Op("*").Add(client)).Call(jen.Id("s").Dot("Server")).Call(
				e.of(f.Client.Package, "New").Call(jen.Id("all").Op("...")))),
		))...)
}

// newServer starts the server. Operations have a hook from the beginning, so
// that requests are looked at also where nobody set one.
func (e *emitter) newServer(f *plan.Fake) []jen.Code {
	code := []jen.Code{jen.Id("s").Op(":=").Op("&").Id("Server").Values(e.restTested("NewServer").Call(jen.Id("t"), jen.Id("service").Call()))}
	for _, g := range f.Groups {
		code = append(code, jen.Id("s").Op(".").Add(hooksOf(g)).Call())
	}
	if f.Groups == nil {
		code = append(code, unset(f.Hooks)...)
	}
	return append(code, jen.Return(jen.Id("s")))
}

// unset leaves the answers of all operations to the description.
func unset(hooks []*plan.Hook) (code []jen.Code) {
	for _, h := range hooks {
		code = append(code, jen.Id("s").Dot(string(h.Method)).Call(jen.Nil()))
	}
	return code
}

// credentials are those that calls send, each once.
func (e *emitter) credentials(f *plan.Fake) []jen.Code {
	var list []jen.Code
	seen := map[string]bool{}
	add := func(ways []plan.CredentialSet) {
		for _, way := range ways {
			for _, c := range way.Sent() {
				code := e.shows(c)
				if text := code.GoString(); !seen[text] {
					seen[text] = true
					list = append(list, code)
				}
			}
		}
	}
	add(f.Client.Security)
	for _, h := range f.Hooks {
		add(h.Call.Security)
	}
	return list
}

// shows is what a request with a credential shows.
func (e *emitter) shows(c *plan.Credential) *jen.Statement {
	switch kindOf(c) {
	case byKey:
		return e.restTested("Key").Call(e.place(c.Scheme.In), lit(c.Scheme.Param))
	case byPassword:
		return e.restTested("Basic").Call()
	}
	return e.restTested("Bearer").Call()
}

// fakeRoutes prints what the description says of the operations.
func (e *emitter) fakeRoutes(f *plan.Fake) []jen.Code {
	var fields []jen.Code
	if needsCredentials(f.Client.Security) {
		fields = append(fields, pair("Security", e.admission(f.Client.Security)))
	}
	if f.Errors != plan.WrappedErrors {
		fields = append(fields, pair("Errors", e.restTested(errorForms[f.Errors])))
	}
	routes := jen.Index().Add(e.restTested("Route")).Add(braces(e.routeList(f, f.Hooks)...))
	if f.Groups != nil {
		var parts []jen.Code
		for _, g := range f.Groups {
			parts = append(parts, routesOf(g).Call())
		}
		routes = jen.Qual("slices", "Concat").Call(parts...)
	}
	fields = append(fields, pair("Routes", routes))
	return []jen.Code{
		jen.Func().Id("service").Params().Add(e.restTested("Service")).Block(
			jen.Return(e.restTested("Service").Add(braces(fields...)))),
		jen.Line(),
	}
}

// errorForms are the runtime's names for the forms of errors.
var errorForms = map[plan.ErrorForm]string{
	plan.WrappedErrors: "WrappedErrors", plan.PlainErrors: "PlainErrors", plan.ProblemErrors: "ProblemErrors",
}

func (e *emitter) routeList(f *plan.Fake, hooks []*plan.Hook) []jen.Code {
	var list []jen.Code
	for _, h := range hooks {
		fields := []jen.Code{pair("Operation", id(h.Operation)), pair("Status", jen.Lit(h.Status))}
		if h.Result != nil {
			if h.ContentType != "" && h.ContentType != "application/json" {
				fields = append(fields, pair("ContentType", lit(h.ContentType)))
			}
			if h.Result.Encoding == plan.AsJSON {
				fields = append(fields, pair("Result", e.least(h.Result)))
			}
		}
		switch {
		case !h.Call.OwnSecurity:
		case needsCredentials(h.Call.Security):
			fields = append(fields, pair("Security", e.admission(h.Call.Security)))
		default:
			fields = append(fields, pair("Open", jen.True()))
		}
		if h.Errors != f.Errors {
			fields = append(fields, pair("Errors", e.restTested(errorForms[h.Errors])))
		}
		list = append(list, jen.Values(fields...))
	}
	return list
}

// needsCredentials reports whether a request that shows nothing is refused.
func needsCredentials(ways []plan.CredentialSet) bool {
	return len(ways) > 0 && !slices.ContainsFunc(ways, func(w plan.CredentialSet) bool { return len(w.Sent()) == 0 })
}

// admission lists the ways to be let in.
func (e *emitter) admission(ways []plan.CredentialSet) jen.Code {
	return jen.Index().Add(e.restTested("Credentials")).ValuesFunc(func(g *jen.Group) {
		for _, way := range ways {
			g.ValuesFunc(func(g *jen.Group) {
				for _, c := range way.Sent() {
					g.Add(e.shows(c))
				}
			})
		}
	})
}

// least is a function that writes the smallest result that is valid.
func (e *emitter) least(r *plan.HookResult) *jen.Statement {
	t := r.Zero
	switch {
	case t.Form == plan.Model:
		return jen.New(e.typ(t)).Dot("EncodeJSON")
	case t.Form == plan.Interface:
		return e.of(t.Union.Package, t.Union.Unknown).Call(lit("{}")).Dot("EncodeJSON")
	case t.Form == plan.Slice:
		return e.restTested("EmptyList")
	case t.Form == plan.StringMap, t.Form == plan.Scalar && t.Kind == api.Any:
		return e.restTested("EmptyObject")
	case t.Form == plan.Scalar && (t.Kind == api.Bytes || t.Kind == api.Binary):
		return e.restTested("EmptyString")
	}
	return e.restTested("ZeroValue").Call(e.writer(t))
}

// hook prints the method that sets the hook of an operation.
func (e *emitter) hook(h *plan.Hook) []jen.Code {
	results := jen.Error()
	if h.Result != nil {
		results = jen.Params(e.hookType(h.Result.Type, h.Result.Raw), jen.Error())
	}
	return declare(doc(e.hookDoc(h)...),
		jen.Func().Params(jen.Id("s").Op("*").Id("Server")).Add(id(h.Method)).Params(
			jen.Id("hook").Func().Params(e.hookParams(h)...).Add(results),
		).Block(jen.Id("s").Dot("On").Call(id(h.Operation), jen.Func().Params(jen.Id("q").Op("*").Add(e.restTested("Request"))).Error().BlockFunc(func(g *jen.Group) {
			e.hookBody(g, h)
		}))))
}

func (e *emitter) hookDoc(h *plan.Hook) []paragraph {
	text := string(h.Method) + " sets what answers " + operation(h.Call.Operation) + "; nil leaves it to the description."
	var unread []string // stays out of the options
	for _, p := range h.Call.Options.Params {
		if !slices.ContainsFunc(h.Options, func(o *plan.HookArg) bool { return o.Param == p }) {
			unread = append(unread, string(p.Name))
		}
	}
	switch {
	case len(unread) > 0:
		text += " The options have the headers of the request and the optional parameters but for " + strings.Join(unread, ", ") + ": see the server's records."
	case len(h.Call.Options.Params) > 0:
		text += " The options have the optional parameters and the headers of the request."
	}
	return []paragraph{own(text)}
}

func (e *emitter) hookType(t *plan.Type, raw bool) *jen.Statement {
	if raw {
		return jen.Index().Byte()
	}
	return e.typ(t)
}

func (e *emitter) hookBodyType(b *plan.HookBody) *jen.Statement {
	switch b.As {
	case plan.HookForms:
		return jen.Qual("net/url", "Values")
	case plan.HookParts:
		return jen.Op("*").Qual("mime/multipart", "Form")
	}
	return e.hookType(b.Type, b.As == plan.HookBytes)
}

func (e *emitter) hookParams(h *plan.Hook) []jen.Code {
	var params []jen.Code
	for _, a := range h.Args {
		t := jen.String()
		if !a.AsReceived {
			t = e.typ(a.Param.Type)
		}
		params = append(params, id(a.Name).Add(t))
	}
	if h.Body != nil {
		params = append(params, jen.Id("body").Add(e.hookBodyType(h.Body)))
	}
	if len(h.Call.Options.Params) > 0 {
		params = append(params, jen.Id("options").Op("*").Add(e.of(h.Package, h.Call.Options.Name)))
	}
	return params
}

// hookBody takes the request apart, calls the hook and answers.
func (e *emitter) hookBody(g *jen.Group, h *plan.Hook) {
	var args []jen.Code
	for _, a := range h.Args {
		g.Add(id(a.Name)).Op(":=").Add(e.argument(a))
		args = append(args, id(a.Name))
	}
	if h.Body != nil {
		g.Id("body").Op(":=").Add(e.requestBody(h.Body))
		args = append(args, jen.Id("body"))
	}
	if len(h.Call.Options.Params) > 0 {
		g.Id("options").Op(":=").Op("&").Add(e.of(h.Package, h.Call.Options.Name)).Add(braces(e.optionFields(h)...))
		args = append(args, jen.Id("options"))
	}
	g.If(jen.Err().Op(":=").Id("q").Dot("Err").Call(), jen.Err().Op("!=").Nil().Op("||").Id("hook").Op("==").Nil()).Block(jen.Return(jen.Err()))
	call := jen.Id("hook").Call(args...)
	if h.Result == nil {
		g.Return(call)
		return
	}
	g.Return(e.hookResult(h.Result).Call(call))
}

// isPlainKey reports whether a parameter is a text in the path, which is
// always there.
func isPlainKey(p *plan.Param) bool {
	return p.API.In == api.InPath && p.Type.Form == plan.Scalar && p.Type.Kind == api.String
}

// argument reads a parameter that must be there.
func (e *emitter) argument(a *plan.HookArg) *jen.Statement {
	switch p := a.Param; {
	case isPlainKey(p):
		return jen.Id("q").Dot("Key").Call(lit(p.API.Name))
	case a.AsReceived:
		return jen.Id("q").Dot("Text").Call(e.in(p), lit(p.API.Name))
	case p.Type.Form == plan.Slice:
		return e.listArgument(p)
	default:
		return e.restTested("Param").Call(jen.Id("q"), e.in(p), lit(p.API.Name), e.reader(p.Type))
	}
}

func (e *emitter) listArgument(p *plan.Param) *jen.Statement {
	separator := ","
	if p.API.In == api.InQuery {
		separator = separators[p.API.Style]
		if p.API.Explode {
			separator = ""
		}
	}
	return e.restTested("List").Call(jen.Id("q"), e.in(p), lit(p.API.Name), lit(separator), e.reader(p.Type.Elem))
}

// optionFields are the fields of the options that were sent.
func (e *emitter) optionFields(h *plan.Hook) []jen.Code {
	var fields []jen.Code
	for _, o := range h.Options {
		p := o.Param
		value := e.restTested("Optional").Call(jen.Id("q"), e.in(p), lit(p.API.Name), e.reader(p.Type))
		switch {
		case p.Type.Form == plan.Slice:
			value = e.listArgument(p)
		case p.Type.Nilable():
			value = e.rest("Value").Call(value)
		}
		fields = append(fields, pair(string(p.Name), value))
	}
	return append(fields, pair("Options", e.rest("Options").Values(pair("Header", jen.Id("q").Dot("Header").Call()))))
}

// in is where a parameter travels.
func (e *emitter) in(p *plan.Param) *jen.Statement {
	return e.restTested(map[api.ParamIn]string{api.InPath: "InPath", api.InHeader: "InHeader", api.InCookie: "InCookie", api.InQuery: "InQuery"}[p.API.In])
}

func (e *emitter) requestBody(b *plan.HookBody) *jen.Statement {
	switch {
	case b.As == plan.HookBytes:
		return jen.Id("q").Dot("Bytes").Call()
	case b.As == plan.HookForms:
		return jen.Id("q").Dot("Form").Call()
	case b.As == plan.HookParts:
		return jen.Id("q").Dot("Parts").Call()
	case b.Encoding == plan.AsText:
		return e.restTested("TextBody").Types(e.typ(b.Type)).Call(jen.Id("q"))
	case b.Required:
		return e.restTested("Body").Call(jen.Id("q"), e.whole(b.Type))
	}
	return e.restTested("OptionalBody").Call(jen.Id("q"), e.whole(b.Type))
}

// hookResult makes an answer of what the hook returns.
func (e *emitter) hookResult(r *plan.HookResult) *jen.Statement {
	if r.Raw || r.Encoding == plan.AsText {
		return e.restTested("BytesResult").Types(e.hookType(r.Type, r.Raw)).Call(jen.Id("q"))
	}
	return e.restTested("Result").Call(jen.Id("q"), e.writer(r.Type))
}

// sender prints the method that sends a request of the service's own.
func (e *emitter) sender(s *plan.Sender) []jen.Code {
	c := s.Callback
	about := own(string(s.Method) + " sends a " + c.API.Name + " request to a handler, such as that of " + string(c.Handle) + ", or by resttest.At to a program at a URL. An answer that is not 2xx is an *rest.Error.")
	return declare(doc(about),
		jen.Func().Params(jen.Id("s").Op("*").Id("Server")).Add(id(s.Method)).Params(
			jen.Id("ctx").Qual("context", "Context"), jen.Id("to").Qual("net/http", "Handler"), jen.Id("payload").Add(e.typ(c.Payload)),
		).Error().Block(
			jen.Id("spec").Op(":=").Add(e.rest("HandlerSpec")).Values(
				pair("Method", method(strings.ToUpper(c.API.Method))), pair("ContentType", lit(c.API.ContentType))),
			jen.Return(e.restTested("Send").Call(jen.Id("ctx"), jen.Id("s").Dot("Server"), jen.Id("to"), jen.Id("spec"), jen.Id("payload"), e.writer(c.Payload))),
		))
}
