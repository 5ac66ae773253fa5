package plan

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Pages says how All walks through the pages of a call.
type Pages struct {
	Method     names.Ident // All
	Style      api.PageStyle
	Item       *Type
	Items      FieldPath // of the page; empty: the result itself
	Param      *Param    // cursor, offset or page number, among the call's
	Next       FieldPath // cursor or link
	NextItem   FieldPath // of the last item: the cursor
	NextHeader string
	More       FieldPath // false on the last page
	End        FieldPath // number of all items, or pages
	First      int
}

// FieldPath leads through structs to a field.
type FieldPath []*Field

// ByLink reports whether pages are fetched by their URLs.
func (p *Pages) ByLink() bool { return p.Style == api.ByLink || p.Style == api.ByNextLink }

// pageLocals are the variables of an All method, which no argument may hide.
func pageLocals() []names.Ident {
	return []names.Ident{"at", "cursor", "first", "items", "link", "next", "number", "o", "offset", "page"}
}

// pages finds the fields by which the pages of a call are walked through.
func (b *builder) pages(c *Call, result *api.Type) *Pages {
	paging := c.Operation.Paging
	if paging == nil || result == nil {
		return nil
	}
	p := &Pages{
		Method: "All", Style: paging.Style, NextHeader: paging.NextHeader, First: paging.First,
		Items: b.fieldPath(result, paging.Items),
		Next:  b.fieldPath(result, paging.Next),
		More:  b.fieldPath(result, paging.More),
		End:   b.fieldPath(result, paging.End),
	}
	list := c.Result.Type
	if n := len(p.Items); n > 0 {
		list = p.Items[n-1].Type
		result = p.Items[n-1].API.Type.Type
	}
	p.Item = list.Elem
	p.NextItem = b.fieldPath(result.Elem.Type, paging.NextItem)
	return p
}

func (b *builder) fieldPath(t *api.Type, path []*api.Field) FieldPath {
	var out FieldPath
	for _, step := range path {
		fields := b.structs[t].Fields
		i := slices.IndexFunc(fields, func(f *Field) bool { return f.API == step })
		out = append(out, fields[i])
		t = step.Type.Type
	}
	return out
}
