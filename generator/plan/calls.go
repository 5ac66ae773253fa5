package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// Calls: the verbs of a builder, their arguments, results and pages.

func (b *builder) fillCall(c *Call) {
	op := c.Operation
	c.Anonymous = len(op.Security) == 0 && len(b.api.Security) > 0
	b.fillParams(c)
	if op.Body != nil {
		c.Body = &Body{API: op.Body, Type: b.argument(op.Body.Type), Required: op.Body.Required}
	}
	c.Result = b.result(op)
	for _, e := range op.Errors {
		if e.Type == nil || !isJSON(e.ContentType) {
			continue
		}
		if t := b.typ(e.Type.Type); t.Form == Model || t.Form == Interface {
			c.Errors = append(c.Errors, ErrorBody{e.Status, t})
		}
	}
	c.Pages = b.pages(c)
}

// fillParams parts the parameters into arguments and options.
func (b *builder) fillParams(c *Call) {
	arguments := b.namer.scope("", "b", "ctx", "body", "options", "rest", "context", "http", "q", "out", "err", "time", "iter")
	fields := b.namer.scope(string(c.Options.Name)+".", "Options")
	for _, p := range c.Operation.Params {
		param := &Param{API: p, Type: b.typ(p.Type.Type)}
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

// result is the type of the first success that has a body; a call whose
// successes have none returns only an error.
func (b *builder) result(op *api.Operation) *Result {
	for _, r := range op.Success {
		if r.Type != nil {
			return &Result{Type: b.argument(api.Use{Type: r.Type.Type}), ContentType: r.ContentType}
		}
	}
	return nil
}

// pages finds the fields of the page that hold the items and the next link.
func (b *builder) pages(c *Call) *Pages {
	paging := c.Operation.Paging
	if paging == nil || c.Result == nil || c.Result.Type.Form != Pointer || c.Result.Type.Elem.Form != Model {
		return nil
	}
	var page *Struct
	for _, t := range b.ordered {
		if s := b.structs[t]; s != nil && s.Name == c.Result.Type.Elem.Name {
			page = s
		}
	}
	items, link := page.field(paging.Items), page.field(paging.NextLink)
	if items == nil || link == nil || items.Type.Form != Slice || !isText(link.Type) {
		b.diags.Warnf(c.Operation.Origin.Pos, "not-pageable", "%s %s: the result has no list %q or no text %q, so it gets no All method", c.Operation.Method, c.Operation.Path.Template, paging.Items, paging.NextLink)
		return nil
	}
	return &Pages{Method: "All", Item: items.Type.Elem, Items: items.Name, NextLink: link.Name, LinkType: link.Type, Page: page.Name}
}

func (s *Struct) field(wire string) *Field {
	i := slices.IndexFunc(s.Fields, func(f *Field) bool { return f.API.Name == wire })
	if i < 0 {
		return nil
	}
	return s.Fields[i]
}

func isText(t *Type) bool {
	if t.Form == Pointer {
		t = t.Elem
	}
	return t.Form == Scalar && t.Kind == api.String
}

// isJSON reports whether a content type is JSON: application/json, or a type
// with the suffix +json (RFC 6839).
func isJSON(contentType string) bool {
	media, _, _ := strings.Cut(contentType, ";")
	media = strings.ToLower(strings.TrimSpace(media))
	return media == "application/json" || strings.HasSuffix(media, "+json") || media == "*/*"
}
