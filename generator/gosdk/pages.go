package gosdk

// Pages: the method All, which goes through the items of all pages. It calls
// the verb again and again, each time with the link, cursor, offset or number
// of the next page; when to go on is the runtime's business. The caller's
// options are copied, never changed, since a sequence may be ranged over
// several times and by several at once.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// all prints the iterator over the items of all pages.
func (e *emitter) all(b *plan.Builder, c *plan.Call) []jen.Code {
	text := string(c.Pages.Method) + " goes through the items of all pages, with one page in memory at a time. It ends after the first error, and stops when the loop does."
	if c.Pages.Style == api.ByOffset || c.Pages.Style == api.ByPage {
		text += " Items that are added or removed meanwhile may come twice or not at all."
	}
	w := &walk{e, b, c, c.Pages}
	var walk jen.Code
	switch c.Pages.Style {
	case api.ByCursor:
		walk = w.byCursor()
	case api.ByOffset, api.ByPage:
		walk = w.byNumber()
	default:
		walk = w.byLink()
	}
	return declare(doc(own(text)),
		jen.Func().Params(receiver(b)).Add(id(c.Pages.Method)).Params(e.callParams(c)...).Qual("iter", "Seq2").Types(e.typ(c.Pages.Item), jen.Error()).Block(
			jen.Return(walk)))
}

// walk prints one All method.
type walk struct {
	*emitter
	b *plan.Builder
	c *plan.Call
	*plan.Pages
}

// byLink follows links, from the page or from the header Link.
func (w *walk) byLink() jen.Code {
	return w.rest("All").Call(jen.Id("ctx"), w.fetch("link", jen.String(), jen.String(), func(g *jen.Group) {
		header := w.Style == api.ByLink
		options := jen.Id("options")
		switch {
		case header:
			g.List(jen.Id("at"), jen.Id("o")).Op(":=").List(id(w.b.Self), w.copied())
			options = jen.Op("&").Id("o")
		default:
			g.Id("at").Op(":=").Add(id(w.b.Self))
		}
		g.If(jen.Id("link").Op("!=").Lit("")).Block(jen.Id("at").Op("=").Id("at").Dot("WithURL").Call(jen.Id("link")))
		if header {
			g.Id("next").Op(":=").Add(w.rest("CaptureNextLink")).Call(jen.Op("&").Id("o").Dot("Options"))
		}
		w.get(g, jen.Id("at"), options, jen.Lit(""))
		next := jen.Op("*").Id("next")
		if !header {
			next = w.value(w.Next)
		}
		g.Return(w.items(), next, jen.Nil())
	}))
}

// byCursor passes on the cursor of the page before: from the page, from its
// last item or from a header.
func (w *walk) byCursor() jen.Code {
	cursor, none := w.typ(plainType(w.Param.Type)), jen.Lit("")
	if isInteger(plainType(w.Param.Type).Kind) {
		none = jen.Lit(0)
	}
	return w.rest("All").Call(jen.Id("ctx"), w.fetch("cursor", cursor, cursor, func(g *jen.Group) {
		g.Id("o").Op(":=").Add(w.copied())
		g.If(jen.Id("cursor").Op("!=").Add(none)).Block(w.option().Op("=").Op("&").Id("cursor"))
		if w.NextHeader != "" {
			g.Id("next").Op(":=").Add(w.rest("CaptureHeader")).Call(jen.Op("&").Id("o").Dot("Options"), lit(w.NextHeader))
		}
		w.get(g, id(w.b.Self), jen.Op("&").Id("o"), none)
		items := w.items()
		if w.NextItem != nil && len(w.Items) > 0 {
			g.Id("items").Op(":=").Add(items)
			items = jen.Id("items")
		}
		if last := w.lastByCursor(); last != nil {
			g.If(last).Block(jen.Return(items, none, jen.Nil()))
		}
		g.Return(items, w.cursor(cursor), jen.Nil())
	}))
}

// lastByCursor is the condition for a page that is known to be the last one
// before its cursor is looked at.
func (w *walk) lastByCursor() *jen.Statement {
	switch {
	case w.NextItem == nil && w.More == nil:
		return nil
	case w.NextItem == nil:
		return w.noMore()
	case w.More == nil:
		return jen.Len(jen.Id("items")).Op("==").Lit(0)
	}
	return jen.Len(jen.Id("items")).Op("==").Lit(0).Op("||").Add(w.noMore())
}

// cursor is that of the next page, as the parameter's type.
func (w *walk) cursor(t *jen.Statement) *jen.Statement {
	path, from := w.Next, w.value(w.Next)
	switch {
	case w.NextHeader != "":
		return jen.Op("*").Id("next")
	case w.NextItem != nil:
		path = w.NextItem
		from = w.valueOf(jen.Id("items").Index(jen.Len(jen.Id("items")).Op("-").Lit(1)), path)
	}
	if plainType(path[len(path)-1].Type).Kind != plainType(w.Param.Type).Kind {
		return jen.Add(t).Call(from)
	}
	return from
}

// byNumber counts items or pages.
func (w *walk) byNumber() jen.Code {
	all, number := "AllByOffset", "offset"
	if w.Style == api.ByPage {
		all, number = "AllByPage", "number"
	}
	first := id(w.Param.Name)
	if !w.Param.API.Required {
		first = w.rest("Value").Call(w.copied().Dot(string(w.Param.Name)))
		if w.First != 0 {
			first = w.rest("ValueOr").Call(w.copied().Dot(string(w.Param.Name)), jen.Lit(w.First))
		}
	}
	return w.rest(all).Call(jen.Id("ctx"), first, w.fetch(number, w.typ(plainType(w.Param.Type)), jen.Bool(), func(g *jen.Group) {
		options := jen.Id("options")
		if !w.Param.API.Required {
			g.Id("o").Op(":=").Add(w.copied())
			g.Add(w.option()).Op("=").Op("&").Id(number)
			options = jen.Op("&").Id("o")
		}
		w.get(g, id(w.b.Self), options, jen.False())
		g.Return(w.items(), w.lastByNumber(number), jen.Nil())
	}))
}

// lastByNumber is the condition for the last page.
func (w *walk) lastByNumber(number string) *jen.Statement {
	var last *jen.Statement
	if w.More != nil {
		last = w.noMore()
	}
	if w.End != nil {
		counted, before := jen.Lit(1), jen.Id(number)
		if w.Style == api.ByOffset {
			counted = jen.Len(w.items())
		}
		if w.First != 0 {
			before.Op("-").Lit(w.First)
		}
		atEnd := w.rest("IsLastPage").Call(before, counted, w.value(w.End))
		if last == nil {
			return atEnd
		}
		return last.Op("||").Add(atEnd)
	}
	if last == nil {
		return jen.False()
	}
	return last
}

// fetch is the function that fetches a page.
func (w *walk) fetch(arg string, t, more *jen.Statement, body func(*jen.Group)) *jen.Statement {
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id(arg).Add(t)).
		Params(jen.Index().Add(w.typ(w.Item)), more, jen.Error()).BlockFunc(body)
}

// get calls the verb.
func (w *walk) get(g *jen.Group, at, options, none *jen.Statement) {
	args := []jen.Code{jen.Id("ctx")}
	for _, p := range w.c.Required {
		arg := id(p.Name)
		if p == w.Param {
			arg = jen.Id(map[api.PageStyle]string{api.ByOffset: "offset", api.ByPage: "number"}[w.Style])
		}
		args = append(args, arg)
	}
	if w.c.Body != nil {
		args = append(args, jen.Id("body"))
	}
	g.List(w.result(), jen.Err()).Op(":=").Add(at).Dot(string(w.c.Method)).Call(append(args, options)...)
	g.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), none, jen.Err()))
}

// result is the variable with what the verb returned.
func (w *walk) result() *jen.Statement {
	if len(w.Items) == 0 {
		return jen.Id("items")
	}
	return jen.Id("page")
}

// copied is a copy of the caller's options, empty where there are none.
func (w *walk) copied() *jen.Statement { return w.rest("Value").Call(jen.Id("options")) }

// option is the paging parameter in the copied options.
func (w *walk) option() *jen.Statement { return jen.Id("o").Dot(string(w.Param.Name)) }

func (w *walk) items() *jen.Statement { return w.fieldOf(w.result(), w.Items) }

// noMore is the condition that the service says so.
func (w *walk) noMore() *jen.Statement {
	field := w.fieldOf(w.result(), w.More)
	if w.More[len(w.More)-1].Type.Form == plan.Pointer {
		return w.rest("IsFalse").Call(field)
	}
	return jen.Op("!").Add(field)
}

func (w *walk) value(path plan.FieldPath) *jen.Statement { return w.valueOf(w.result(), path) }

// valueOf is the value of a field, zero where it or what it stands in is
// missing.
func (w *walk) valueOf(from *jen.Statement, path plan.FieldPath) *jen.Statement {
	field := w.fieldOf(from, path)
	if n := len(path); n > 0 && path[n-1].Type.Form == plan.Pointer {
		return w.rest("Value").Call(field)
	}
	return field
}

// fieldOf is a field behind structs that may be missing.
func (w *walk) fieldOf(from *jen.Statement, path plan.FieldPath) *jen.Statement {
	for i, f := range path {
		if i > 0 && path[i-1].Type.Form == plan.Pointer {
			from = w.rest("Value").Call(from)
		}
		from = from.Dot(string(f.Name))
	}
	return from
}

// plainType is a type without the pointer for null.
func plainType(t *plan.Type) *plan.Type {
	if t.Form == plan.Pointer {
		return t.Elem
	}
	return t
}

func isInteger(kind api.Kind) bool {
	return kind == api.Int32 || kind == api.Int64 || kind == api.Uint64
}
