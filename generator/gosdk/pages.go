package gosdk

// This file emits All, the method that iterates over the items of all pages. It
// calls the verb for each page with the link, cursor, offset or number of the
// next one; the runtime drives the loop. The caller's options are copied and
// never changed, because a sequence may be used several times, also
// concurrently.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// all renders the iterator over the items of all pages.
func (e *emitter) all(b *plan.Builder, c *plan.Call) []jen.Code {
	w := &pager{e, b, c, c.Pages}
	var sequence jen.Code
	switch c.Pages.Style {
	case api.ByCursor:
		sequence = w.byCursor()
	case api.ByOffset, api.ByPage:
		sequence = w.byNumber()
	default:
		sequence = w.byLink()
	}
	return function{
		doc: allDoc(c.Pages), receiver: receiver(b), name: c.Pages.Method, params: e.callParams(c),
		results: []jen.Code{jen.Qual("iter", "Seq2").Types(e.typ(c.Pages.Item), jen.Error())},
		body:    []jen.Code{jen.Return(sequence)},
	}.declare()
}

// pager renders the body of an All method.
type pager struct {
	*emitter
	b *plan.Builder
	c *plan.Call
	*plan.Pages
}

// byLink follows the link in the page or in the header Link.
func (w *pager) byLink() jen.Code {
	link, next := jen.Id("link"), w.value(w.Next)
	follow := jen.If(compare(link, "!=", jen.Lit(""))).Block(assign(jen.Id("at"), callVar("at", "WithURL", link)))
	body := []jen.Code{define("at", id(w.b.Self)), follow}
	options := jen.Id("options")
	if w.Style == api.ByLink {
		options, next = addressOf(jen.Id("o")), pointerTo(jen.Id("next"))
		header := w.rest("CaptureNextLink").Call(addressOf(field(jen.Id("o"), "Options")))
		body = []jen.Code{
			defineTwo(jen.Id("at"), jen.Id("o"), jen.List(id(w.b.Self), w.copied())),
			follow,
			define("next", header),
		}
	}
	body = append(body, w.get(jen.Id("at"), options, jen.Lit(""))...)
	body = append(body, jen.Return(w.items(), next, jen.Nil()))
	return w.rest("All").Call(jen.Id("ctx"), w.fetch("link", jen.String(), jen.String(), body))
}

// byCursor passes on the cursor of the previous page: from the page, from its
// last item or from a header.
func (w *pager) byCursor() jen.Code {
	cursor, none := w.typ(plainType(w.Param.Type)), jen.Lit("")
	if isInteger(plainType(w.Param.Type).Kind) {
		none = jen.Lit(0)
	}
	setCursor := assign(w.option(), addressOf(jen.Id("cursor")))
	body := []jen.Code{
		define("o", w.copied()),
		jen.If(compare(jen.Id("cursor"), "!=", none)).Block(setCursor),
	}
	if w.NextHeader != "" {
		header := w.rest("CaptureHeader").Call(addressOf(field(jen.Id("o"), "Options")), lit(w.NextHeader))
		body = append(body, define("next", header))
	}
	body = append(body, w.get(id(w.b.Self), addressOf(jen.Id("o")), none)...)
	items := w.items()
	if w.NextItem != nil && len(w.Items) > 0 {
		body = append(body, define("items", items))
		items = jen.Id("items")
	}
	if last := w.lastByCursor(); last != nil {
		body = append(body, jen.If(last).Block(jen.Return(items, none, jen.Nil())))
	}
	body = append(body, jen.Return(items, w.cursor(cursor), jen.Nil()))
	return w.rest("All").Call(jen.Id("ctx"), w.fetch("cursor", cursor, cursor, body))
}

// lastByCursor is the condition that identifies the last page without its
// cursor. It is nil if there is none.
func (w *pager) lastByCursor() *jen.Statement {
	isEmpty := compare(jen.Len(jen.Id("items")), "==", jen.Lit(0))
	switch {
	case w.NextItem == nil && w.More == nil:
		return nil
	case w.NextItem == nil:
		return w.noMore()
	case w.More == nil:
		return isEmpty
	}
	return compare(isEmpty, "||", w.noMore())
}

// cursor is the cursor of the next page, with the parameter's type t.
func (w *pager) cursor(t *jen.Statement) *jen.Statement {
	path, from := w.Next, w.value(w.Next)
	switch {
	case w.NextHeader != "":
		return pointerTo(jen.Id("next"))
	case w.NextItem != nil:
		path = w.NextItem
		last := jen.Id("items").Index(compare(jen.Len(jen.Id("items")), "-", jen.Lit(1)))
		from = w.valueOf(last, path)
	}
	if plainType(path[len(path)-1].Type).Kind != plainType(w.Param.Type).Kind {
		return jen.Add(t).Call(from)
	}
	return from
}

// byNumber counts items or pages.
func (w *pager) byNumber() jen.Code {
	all, number := "AllByOffset", names.Ident("offset")
	if w.Style == api.ByPage {
		all, number = "AllByPage", "number"
	}
	first, options := id(w.Param.Name), jen.Id("options")
	var body []jen.Code
	if !w.Param.API.Required {
		first = w.rest("Value").Call(field(w.copied(), w.Param.Name))
		if w.First != 0 {
			first = w.rest("ValueOr").Call(field(w.copied(), w.Param.Name), jen.Lit(w.First))
		}
		options = addressOf(jen.Id("o"))
		body = []jen.Code{define("o", w.copied()), assign(w.option(), addressOf(id(number)))}
	}
	body = append(body, w.get(id(w.b.Self), options, jen.False())...)
	body = append(body, jen.Return(w.items(), w.lastByNumber(number), jen.Nil()))
	fetch := w.fetch(number, w.typ(plainType(w.Param.Type)), jen.Bool(), body)
	return w.rest(all).Call(jen.Id("ctx"), first, fetch)
}

// lastByNumber is the condition for the last page.
func (w *pager) lastByNumber(number names.Ident) *jen.Statement {
	if w.End == nil {
		if w.More == nil {
			return jen.False()
		}
		return w.noMore()
	}
	counted, before := jen.Lit(1), id(number)
	if w.Style == api.ByOffset {
		counted = jen.Len(w.items())
	}
	if w.First != 0 {
		before = compare(before, "-", jen.Lit(w.First))
	}
	atEnd := w.rest("IsLastPage").Call(before, counted, w.value(w.End))
	if w.More == nil {
		return atEnd
	}
	return compare(w.noMore(), "||", atEnd)
}

// fetch is the function that fetches the page that arg identifies. Its second
// result has the type more.
func (w *pager) fetch(arg names.Ident, t, more jen.Code, body []jen.Code) *jen.Statement {
	return jen.Func().Params(ctxParam(), param(arg, t)).
		Params(jen.Index().Add(w.typ(w.Item)), more, jen.Error()).Block(body...)
}

// get is the statements that call the verb on the builder at. If the call
// fails, they return none as the second result.
func (w *pager) get(at, options, none jen.Code) []jen.Code {
	args := []jen.Code{jen.Id("ctx")}
	for _, p := range w.c.Arguments() {
		arg := id(p.Name)
		if p == w.Param {
			arg = jen.Id(map[api.PageStyle]string{api.ByOffset: "offset", api.ByPage: "number"}[w.Style])
		}
		args = append(args, arg)
	}
	if w.c.Body != nil {
		args = append(args, jen.Id("body"))
	}
	get := call(at, string(w.c.Method), append(args, options)...)
	code := []jen.Code{
		defineTwo(w.result(), jen.Err(), get),
		ifErr(jen.Return(jen.Nil(), none, jen.Err())),
	}
	if w.c.MayBeEmpty() && len(w.Items) > 0 {
		code = append(code, ifNil(w.result(), jen.Return(jen.Nil(), none, jen.Nil())))
	}
	return code
}

// result is the variable that holds the verb's result.
func (w *pager) result() *jen.Statement {
	if len(w.Items) == 0 {
		return jen.Id("items")
	}
	return jen.Id("page")
}

// copied is a copy of the caller's options. It is empty if they are nil.
func (w *pager) copied() *jen.Statement { return w.rest("Value").Call(jen.Id("options")) }

// option is the paging parameter in the copied options.
func (w *pager) option() *jen.Statement { return field(jen.Id("o"), w.Param.Name) }

func (w *pager) items() *jen.Statement { return w.fieldOf(w.result(), w.Items) }

// noMore is the condition that the response announces no further page.
func (w *pager) noMore() *jen.Statement {
	more := w.fieldOf(w.result(), w.More)
	if w.More[len(w.More)-1].Type.Form == plan.Pointer {
		return w.rest("IsFalse").Call(more)
	}
	return not(more)
}

func (w *pager) value(path plan.FieldPath) *jen.Statement { return w.valueOf(w.result(), path) }

// valueOf is the value of a field. It is zero if the field or a struct before
// it is missing.
func (w *pager) valueOf(from *jen.Statement, path plan.FieldPath) *jen.Statement {
	value := w.fieldOf(from, path)
	if n := len(path); n > 0 && path[n-1].Type.Form == plan.Pointer {
		return w.rest("Value").Call(value)
	}
	return value
}

// fieldOf is a field behind structs that may be missing.
func (w *pager) fieldOf(from *jen.Statement, path plan.FieldPath) *jen.Statement {
	for i, f := range path {
		if i > 0 && path[i-1].Type.Form == plan.Pointer {
			from = w.rest("Value").Call(from)
		}
		from = field(from, f.Name)
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
