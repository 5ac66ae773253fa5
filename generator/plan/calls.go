package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Calls: the verbs of a builder, their arguments, results and pages.

func (b *builder) fillCall(at *Builder, c *Call) {
	op := c.Operation
	if op.Body != nil {
		c.Body = b.body(op.Body)
	}
	result := b.result(c)
	b.fillOthers(c)
	for _, e := range op.Errors {
		if e.Type == nil || !isJSON(e.ContentType) {
			continue
		}
		if t := b.typ(e.Type.Type); t.Form == Model || t.Form == Interface {
			c.Errors = append(c.Errors, ErrorBody{e.Status, t})
		}
	}
	c.Pages = b.pages(c, result)
	b.fillParams(at, c)
	for _, other := range c.Others {
		other.Required, other.Errors = c.Required, c.Errors
	}
}

// success is the first answer with a body, which is what a call returns.
func success(op *api.Operation) *api.Response {
	for _, r := range op.Success {
		if r.Type != nil {
			return r
		}
	}
	return nil
}

// wayWords are added to a verb for another way that a body or result travels.
var wayWords = map[api.Format]names.Ident{api.JSON: "JSON", api.Text: "Text", api.Form: "Form", api.Multipart: "Multipart", api.Stream: "Bytes"}

// claimOthers makes the calls that send a body, or receive a result, in
// another way than the verb, and claims their names.
func (b *builder) claimOthers(scope *scope, c *Call) {
	op := c.Operation
	claim := func(way Other, format api.Format, role, word names.Ident) {
		other := &Call{Operation: op, Other: way, Options: c.Options}
		c.Others = append(c.Others, other)
		name := c.Method + wayWords[format]
		scope.claim(string(op.Origin.Pointer)+string(role)+string(format), &other.Method, name, name+word)
	}
	for _, body := range op.Others {
		claim(OtherBody, body.Format, roleBody, "Body")
	}
	if r := success(op); r != nil {
		for _, content := range r.Others {
			claim(OtherResult, content.Format, roleResult, "Result")
		}
	}
}

// fillOthers settles the bodies and results of the calls beside the verb.
func (b *builder) fillOthers(c *Call) {
	bodies := len(c.Operation.Others)
	for i, other := range c.Others {
		other.Body, other.Result = c.Body, c.Result
		if other.Other == OtherBody {
			other.Body = b.body(c.Operation.Others[i])
			continue
		}
		content := success(c.Operation).Others[i-bodies]
		other.Result = b.resultOf(&content)
	}
}

// fillParams parts the parameters into arguments and options.
func (b *builder) fillParams(at *Builder, c *Call) {
	own := []names.Ident{"ctx", "body", "options", "q", "err"}
	for _, call := range append([]*Call{c}, c.Others...) {
		own = append(own, b.functions(call)...)
		if call.Body != nil && call.Body.Choose {
			own = append(own, "contentType")
		}
	}
	if c.Pages != nil {
		own = append(own, pageLocals()...)
	}
	arguments := b.locals(at.Self, own...)
	fields := b.memberScope(b.of[c.Operation].home, c.Options.Name, "Options")
	for _, p := range c.Operation.Params {
		param := &Param{API: p, Type: b.paramType(p)}
		if c.Pages != nil && p == c.Operation.Paging.Param {
			c.Pages.Param = param
		}
		if p.Required {
			c.Required = append(c.Required, param)
			b.claimArgument(arguments, param)
			continue
		}
		c.Options.Params = append(c.Options.Params, param)
		word := cmp.Or(b.namer.style.Exported(p.Name), "Param")
		key := paramKey(c.Operation, p.In, p.Name)
		fields.claim(key, &param.Name, word, word+b.namer.style.Exported(string(p.In)))
	}
	arguments.resolve()
	fields.resolve()
}

// functions are the readers and writers of unions and enums that the call
// names, which no argument may hide.
func (b *builder) functions(c *Call) []names.Ident {
	var out []names.Ident
	add := func(t *Type) {
		for t.Elem != nil {
			t = t.Elem
		}
		switch t.Form {
		case Named:
			out = append(out, t.Enum.Read)
		case Interface:
			out = append(out, t.Union.Read, t.Union.Write)
		}
	}
	if c.Body != nil {
		add(c.Body.Type)
	}
	if c.Result != nil {
		add(c.Result.Type)
	}
	for _, e := range c.Errors {
		add(e.Type)
	}
	for _, p := range c.Operation.Params {
		t := b.paramType(p)
		for t.Elem != nil {
			t = t.Elem
		}
		if t.Form == Interface {
			out = append(out, t.Union.Write)
		}
	}
	return out
}

// paramType is the Go type of a parameter that is there; structs go by pointer.
// Null cannot travel as a parameter, not even in a list.
func (b *builder) paramType(p *api.Param) *Type {
	t := b.typ(p.Type.Type)
	if t.Form == Model {
		return &Type{Form: Pointer, Elem: t}
	}
	if t.Form == Slice && t.Elem.Form == Pointer {
		t.Elem = t.Elem.Elem
	}
	return t
}

// body is the body of a request. One that may be left out is nil when it is,
// but for plain text, which says as little when it is empty.
func (b *builder) body(body *api.Body) *Body {
	t, how := b.argument(body.Type), travels[body.Format]
	if how == AsStream {
		t = &Type{Form: Reader}
	}
	if !body.Required && how != AsText && !t.Nilable() {
		t = &Type{Form: Pointer, Elem: t}
	}
	return &Body{API: body, Type: t, Required: body.Required, Travels: how, Choose: body.Choices != nil}
}

var travels = map[api.Format]Travel{api.JSON: AsJSON, api.Text: AsText, api.Form: AsForm, api.Multipart: AsMultipart, api.Stream: AsStream}

// result settles what a call returns. A call whose successes have no body
// returns only an error.
func (b *builder) result(c *Call) *api.Type {
	r := success(c.Operation)
	if r == nil {
		return nil
	}
	c.Result = b.resultOf(&r.Content)
	return r.Type.Type
}

func (b *builder) resultOf(c *api.Content) *Result {
	r := &Result{Type: b.argument(api.Use{Type: c.Type.Type}), Travels: travels[c.Format]}
	if r.Travels == AsStream {
		r.Type = &Type{Form: Stream}
	}
	if c.ContentType != "application/json" {
		r.Accept = c.ContentType
	}
	return r
}

func (s *Struct) field(wire string) *Field {
	i := slices.IndexFunc(s.Fields, func(f *Field) bool { return f.API.Name == wire })
	if i < 0 {
		return nil
	}
	return s.Fields[i]
}

// isJSON reports whether a content type is JSON: application/json, its older
// spelling, or a type with the suffix +json (RFC 6839).
func isJSON(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json") || media == "*/*"
}
