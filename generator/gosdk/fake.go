package gosdk

// This file emits a fake: constants that name the operations, a Server with the
// routes of the API description, and for each operation a method that sets its
// hook. Such a method only parses a request and assembles a response; the
// runtime's package resttest does the rest. The fake is a package of its own, so
// it reads enums and unions through the exported names of the SDK.

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// restTest is the import path of the runtime's package for fakes.
func (e *emitter) restTest() string { return string(e.plan.Runtime) + "/resttest" }

// restTested is a name in that package.
func (e *emitter) restTested(name string) *jen.Statement { return jen.Qual(e.restTest(), name) }

// onServer is the receiver "s *Server".
func onServer() jen.Code { return param("s", pointerTo(jen.Id("Server"))) }

// fake renders the package.
func (e *emitter) fake(f *plan.Fake) []jen.Code {
	var out []jen.Code
	if f.Groups == nil {
		out = e.fakeOperations(f.Hooks, operationsDoc(false))
	}
	out = append(out, e.fakeServer(f)...)
	out = append(out, e.fakeClient(f)...)
	out = append(out, e.fakeRoutes(f)...)
	if f.Groups == nil {
		out = append(out, e.hooks(f.Hooks)...)
	}
	for _, s := range f.Senders {
		out = append(out, e.sender(s)...)
	}
	return out
}

// hookGroup renders a group of hooks with the functions that New and service
// call.
func (e *emitter) hookGroup(g *plan.HookGroup) []jen.Code {
	routes := jen.Index().Add(e.restTested("Route"))
	return slices.Concat(
		e.fakeOperations(g.Hooks, operationsDoc(true)),
		function{
			name: g.Name + routesSuffix, results: []jen.Code{routes},
			body: []jen.Code{jen.Return(jen.Add(routes).Add(braces(e.routeList(g.Fake, g.Hooks)...)))},
		}.declare(),
		function{receiver: onServer(), name: g.Name + hooksSuffix, body: unsetHooks(g.Hooks)}.declare(),
		e.hooks(g.Hooks),
	)
}

// The suffixes of a group's functions. They cannot be names of imports, which
// have no capitals.
const (
	routesSuffix = "Routes"
	hooksSuffix  = "Hooks"
)

func (e *emitter) hooks(hooks []*plan.Hook) (out []jen.Code) {
	for _, h := range hooks {
		out = append(out, e.hook(h)...)
	}
	return out
}

// fakeOperations renders the constants.
func (e *emitter) fakeOperations(hooks []*plan.Hook, about []jen.Code) []jen.Code {
	if len(hooks) == 0 {
		return nil
	}
	var list []jen.Code
	for _, h := range hooks {
		if h.Shares != nil {
			continue
		}
		constant := param(h.Operation, e.restTested("Operation"))
		list = append(list, assign(constant, lit(operation(h.Call.Operation))))
	}
	return declare(about, constants(list...))
}

// operation is an operation's method and path.
func operation(op *api.Operation) string { return op.Method + " " + op.Path.Template }

// fakeServer renders the Server and New.
func (e *emitter) fakeServer(f *plan.Fake) []jen.Code {
	out := declare(serverDoc(), structType("Server", pointerTo(e.restTested("Server"))))
	return append(out, function{
		doc: newServerDoc(), name: "New", params: []jen.Code{param("t", e.restTested("TB"))},
		results: []jen.Code{pointerTo(jen.Id("Server"))}, body: e.newServer(f),
	}.declare()...)
}

// fakeClient renders the method that returns a client of the server.
func (e *emitter) fakeClient(f *plan.Fake) []jen.Code {
	client := pointerTo(e.of(f.Client.Package, "Client"))
	defaults := callVar("s", "ClientOptions", e.credentials(f)...)
	must := e.restTested("Must").Types(client).Call(field(jen.Id("s"), "Server"))
	newClient := e.of(f.Client.Package, "New").Call(jen.Id("all").Op("..."))
	return function{
		doc: fakeClientDoc(), receiver: onServer(), name: "Client",
		params:  []jen.Code{param("options", jen.Op("...").Add(e.rest("Option")))},
		results: []jen.Code{client},
		body: []jen.Code{
			define("all", jen.Append(defaults, jen.Id("options").Op("..."))),
			jen.Return(jen.Add(must).Call(newClient)),
		},
	}.declare()
}

// newServer is the statements that start the server. Each operation gets an
// empty hook so that the server checks its requests even if the test sets none.
func (e *emitter) newServer(f *plan.Fake) []jen.Code {
	server := jen.Id("Server").Values(e.restTested("NewServer").Call(jen.Id("t"), jen.Id("service").Call()))
	code := []jen.Code{define("s", addressOf(server))}
	for _, g := range f.Groups {
		code = append(code, callVar("s", string(g.Name)+hooksSuffix))
	}
	if f.Groups == nil {
		code = append(code, unsetHooks(f.Hooks)...)
	}
	return append(code, jen.Return(jen.Id("s")))
}

// unsetHooks is the statements that set empty hooks.
func unsetHooks(hooks []*plan.Hook) (code []jen.Code) {
	for _, h := range hooks {
		code = append(code, callVar("s", string(h.Method), jen.Nil()))
	}
	return code
}

// credentials lists the credentials that calls send, each once.
func (e *emitter) credentials(f *plan.Fake) []jen.Code {
	var list []jen.Code
	type credential struct { // as the server distinguishes it
		kind  credentialKind
		in    api.ParamIn
		param string
	}
	seen := map[credential]bool{}
	add := func(ways []plan.CredentialSet) {
		for _, way := range ways {
			for _, c := range way.Sent() {
				same := credential{kind: kindOf(c)}
				if same.kind == byKey {
					same.in, same.param = c.Scheme.In, c.Scheme.Param
				}
				if !seen[same] {
					seen[same] = true
					list = append(list, e.fakeCredential(c))
				}
			}
		}
	}
	add(f.Client.Security)
	for _, h := range f.Hooks {
		if h.Call.OwnSecurity {
			add(h.Call.Security)
		}
	}
	return list
}

// fakeCredential is a credential that the server accepts.
func (e *emitter) fakeCredential(c *plan.Credential) *jen.Statement {
	switch kindOf(c) {
	case byKey:
		return e.restTested("Key").Call(e.keyLocation(c.Scheme.In), lit(c.Scheme.Param))
	case byPassword:
		return e.restTested("Basic").Call()
	}
	return e.restTested("Bearer").Call()
}

// fakeRoutes renders the function that describes the operations.
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
			parts = append(parts, id(g.Name+routesSuffix).Call())
		}
		routes = jen.Qual("slices", "Concat").Call(parts...)
	}
	fields = append(fields, pair("Routes", routes))
	return function{
		name: "service", results: []jen.Code{e.restTested("Service")},
		body: []jen.Code{jen.Return(e.restTested("Service").Add(braces(fields...)))},
	}.declare()
}

// errorForms are the runtime's names of the forms of errors.
var errorForms = map[plan.ErrorForm]string{
	plan.WrappedErrors: "WrappedErrors", plan.PlainErrors: "PlainErrors", plan.ProblemErrors: "ProblemErrors",
	plan.CodedProblemErrors: "CodedProblemErrors",
}

func (e *emitter) routeList(f *plan.Fake, hooks []*plan.Hook) []jen.Code {
	var list []jen.Code
	for _, h := range hooks {
		if h.Shares != nil {
			continue
		}
		fields := []jen.Code{pair("Operation", id(h.Operation)), pair("Status", jen.Lit(h.Status))}
		if s := h.Call.Server; s != nil && s.API.Relative != "" {
			fields = append(fields, pair("Server", lit(s.API.Relative)))
		}
		if stream := h.Call.StreamCall(); stream != nil {
			name, _, _ := strings.Cut(stream.Result.Accept, ",")
			fields = append(fields, pair("Stream", lit(name)))
			if h.StreamStatus != h.Status {
				fields = append(fields, pair("StreamStatus", jen.Lit(h.StreamStatus)))
			}
			if types := stream.Result.Sequence.Dataless; types != nil {
				fields = append(fields, pair("Dataless", jen.Index().String().Values(literals(types)...)))
			}
		}
		if h.Result != nil && !h.Result.IsSequence() {
			if h.ContentType != "" && h.ContentType != "application/json" {
				fields = append(fields, pair("ContentType", lit(h.ContentType)))
			}
			if h.Result.Encoding == plan.AsJSON {
				fields = append(fields, pair("Result", e.defaultResult(h.Result)))
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

// needsCredentials reports whether the service refuses a request without
// credentials.
func needsCredentials(ways []plan.CredentialSet) bool {
	sendsNone := func(w plan.CredentialSet) bool { return len(w.Sent()) == 0 }
	return len(ways) > 0 && !slices.ContainsFunc(ways, sendsNone)
}

// admission lists the alternative credentials that admit a request.
func (e *emitter) admission(ways []plan.CredentialSet) jen.Code {
	var alternatives []jen.Code
	for _, way := range ways {
		var together []jen.Code
		for _, c := range way.Sent() {
			together = append(together, e.fakeCredential(c))
		}
		alternatives = append(alternatives, jen.Values(together...))
	}
	return jen.Index().Add(e.restTested("Credentials")).Values(alternatives...)
}

// defaultResult is a function that writes the smallest valid result.
func (e *emitter) defaultResult(r *plan.HookResult) *jen.Statement {
	t := r.Zero
	switch {
	case t.Form == plan.Model:
		return field(jen.New(e.typ(t)), "EncodeJSON")
	case t.Form == plan.Interface:
		return e.defaultVariant(t.Union)
	case t.Form == plan.Slice, t.Form == plan.Defined && t.Kind == api.List:
		return e.restTested("EmptyList")
	case t.Form == plan.StringMap, t.Form == plan.Defined, t.Form == plan.Scalar && t.Kind == api.Any:
		return e.restTested("EmptyObject")
	case t.Form == plan.Scalar && t.Kind.IsBytes():
		return e.restTested("EmptyString")
	}
	return e.restTested("ZeroValue").Call(e.writer(t))
}

// defaultVariant is a method that writes the first object of a union, with its
// constants.
func (e *emitter) defaultVariant(u *plan.Union) *jen.Statement {
	for _, v := range u.Variants {
		if v.Type.Form == plan.Model {
			return field(jen.New(e.typ(v.Type)), "EncodeJSON")
		}
	}
	return field(e.of(u.Package, u.Unknown).Call(lit("{}")), "EncodeJSON")
}

// hook renders the method that sets the hook of an operation.
func (e *emitter) hook(h *plan.Hook) []jen.Code {
	results, on := jen.Error(), "On"
	if h.Result != nil && h.Result.IsSequence() {
		results, on = e.typ(h.Result.Type), "HandleStream"
	} else if h.Result != nil {
		results = jen.Params(e.hookType(h.Result.Type, h.Result.Raw), jen.Error())
	}
	handle := jen.Func().Params(param("q", pointerTo(e.restTested("Request")))).Error().Block(e.hookBody(h)...)
	return function{
		doc: hookDoc(h), receiver: onServer(), name: h.Method,
		params: []jen.Code{jen.Id("hook").Func().Params(e.hookParams(h)...).Add(results)},
		body:   []jen.Code{callVar("s", on, id(h.Operation), handle)},
	}.declare()
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
		return pointerTo(jen.Qual("mime/multipart", "Form"))
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
		params = append(params, param(a.Name, t))
	}
	if h.Body != nil {
		params = append(params, param("body", e.hookBodyType(h.Body)))
	}
	if len(h.Call.Options.Params) > 0 {
		params = append(params, param("options", pointerTo(e.of(h.Package, h.Call.Options.Name))))
	}
	return params
}

// hookBody is the statements that parse the request, call the hook and respond.
func (e *emitter) hookBody(h *plan.Hook) []jen.Code {
	var code, args []jen.Code
	for _, a := range h.Args {
		code = append(code, define(a.Name, e.argument(a)))
		args = append(args, id(a.Name))
	}
	if h.Body != nil {
		code = append(code, define("body", e.requestBody(h.Body)))
		args = append(args, jen.Id("body"))
	}
	if len(h.Call.Options.Params) > 0 {
		options := e.of(h.Package, h.Call.Options.Name).Add(braces(e.optionFields(h)...))
		code = append(code, define("options", addressOf(options)))
		args = append(args, jen.Id("options"))
	}
	failed := compare(notNil(jen.Err()), "||", isNil(jen.Id("hook")))
	code = append(code, jen.If(define("err", callVar("q", "Err")), failed).Block(jen.Return(jen.Err())))
	result := jen.Id("hook").Call(args...)
	if h.Result != nil {
		result = e.hookResult(h.Result).Call(result)
	}
	return append(code, jen.Return(result))
}

// isPlainKey reports whether a parameter is a string in the path.
func isPlainKey(p *plan.Param) bool {
	return p.API.In == api.InPath && p.Type.Form == plan.Scalar && p.Type.Kind == api.String
}

// argument is the expression that reads a required parameter.
func (e *emitter) argument(a *plan.HookArg) *jen.Statement {
	switch p := a.Param; {
	case isPlainKey(p):
		return callVar("q", "Key", lit(p.API.Name))
	case a.AsReceived:
		return callVar("q", "Text", e.in(p), lit(p.API.Name))
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

// optionFields are the fields of the options with their values in the request.
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
		fields = append(fields, pair(p.Name, value))
	}
	options := e.rest("Options").Values(pair("Header", callVar("q", "Header")))
	return append(fields, pair("Options", options))
}

// in is the runtime's constant for the part of a request that holds a parameter.
func (e *emitter) in(p *plan.Param) *jen.Statement {
	return e.restTested(map[api.ParamIn]string{
		api.InPath: "InPath", api.InHeader: "InHeader", api.InCookie: "InCookie", api.InQuery: "InQuery",
	}[p.API.In])
}

func (e *emitter) requestBody(b *plan.HookBody) *jen.Statement {
	switch {
	case b.As == plan.HookBytes:
		return callVar("q", "Bytes")
	case b.As == plan.HookForms:
		return callVar("q", "Form")
	case b.As == plan.HookParts:
		return callVar("q", "Parts")
	case b.Encoding == plan.AsText:
		return e.restTested("TextBody").Types(e.typ(b.Type)).Call(jen.Id("q"))
	case b.Required:
		return e.restTested("Body").Call(jen.Id("q"), e.whole(b.Type))
	}
	return e.restTested("OptionalBody").Call(jen.Id("q"), e.whole(b.Type))
}

// hookResult is a function that writes the hook's result as the response.
func (e *emitter) hookResult(r *plan.HookResult) *jen.Statement {
	if r.Encoding == plan.AsLocation {
		return e.restTested("LocationResult").Call(jen.Id("q"))
	}
	if r.IsSequence() {
		return e.hookStream(r)
	}
	if r.Raw || r.Encoding == plan.AsText {
		return e.restTested("BytesResult").Types(e.hookType(r.Type, r.Raw)).Call(jen.Id("q"))
	}
	name := "Result"
	if r.Nullable {
		name = "NullableResult"
	}
	return e.restTested(name).Call(jen.Id("q"), e.writer(r.Type))
}

// sender renders the method that sends a request of the service.
func (e *emitter) sender(s *plan.Sender) []jen.Code {
	c := s.Callback
	spec := e.rest("HandlerSpec").Values(
		pair("Method", httpMethod(strings.ToUpper(c.API.Method))), pair("ContentType", lit(c.API.ContentType)))
	send := e.restTested("Send").Call(jen.Id("ctx"), field(jen.Id("s"), "Server"), jen.Id("to"), jen.Id("spec"),
		jen.Id("payload"), e.writer(c.Payload))
	return function{
		doc: senderDoc(s), receiver: onServer(), name: s.Method,
		params: []jen.Code{
			ctxParam(), param("to", jen.Qual("net/http", "Handler")), param("payload", e.typ(c.Payload)),
		},
		results: []jen.Code{jen.Error()},
		body:    []jen.Code{define("spec", spec), jen.Return(send)},
	}.declare()
}
