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
}

// fillParams parts the parameters into arguments and options.
func (b *builder) fillParams(at *Builder, c *Call) {
	own := append(b.functions(c), "ctx", "body", "options", "q", "err")
	if c.Pages != nil {
		own = append(own, pageLocals()...)
	}
	arguments := b.locals(at, own...)
	fields := b.namer.scope(string(c.Options.Name)+".", "Options")
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
		out = append(out, t.ReadFunc(), t.WriteFunc())
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
			out = append(out, t.WriteFunc())
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
	t, how := b.argument(body.Type), travel(body.ContentType, body.Type.Type)
	if !body.Required && how != AsText && !t.Nilable() {
		t = &Type{Form: Pointer, Elem: t}
	}
	return &Body{API: body, Type: t, Required: body.Required, Travels: how}
}

// travel says how a body of a content type is written.
func travel(contentType string, t *api.Type) Travel {
	switch {
	case t.Kind == api.Binary:
		return AsBytes
	case t.Kind == api.String && contentType != "" && !isJSON(contentType):
		return AsText
	}
	return AsJSON
}

// result settles what a call returns: the first success that has a body. A
// call whose successes have none returns only an error.
func (b *builder) result(c *Call) *api.Type {
	for _, r := range c.Operation.Success {
		if r.Type == nil {
			continue
		}
		t := r.Type.Type
		c.Result = &Result{Type: b.argument(api.Use{Type: t}), Travels: travel(r.ContentType, t)}
		if r.ContentType != "application/json" && r.ContentType != "application/octet-stream" {
			c.Result.Accept = r.ContentType
		}
		return t
	}
	return nil
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
