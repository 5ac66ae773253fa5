package plan

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Pages describes how the All method iterates over the pages of a call's
// results.
type Pages struct {
	Method     names.Ident // All; AccountsListAll if the call has a Path
	Style      api.PageStyle
	Item       *Type
	Items      FieldPath // list of items in the page; empty if the result is the list
	Param      *Param    // the call's parameter for the cursor, offset or page number
	Next       FieldPath // next cursor or link
	NextItem   FieldPath // field of the last item that holds the next cursor
	NextHeader string
	More       FieldPath // false on the last page
	End        FieldPath // total number of items or pages
	First      int       // number of the first page
}

// FieldPath is a path of fields through nested structs.
type FieldPath []*Field

// ByLink reports whether the service returns the URL of the next page.
func (p *Pages) ByLink() bool { return p.Style == api.ByLink || p.Style == api.ByNextLink }

// pageLocals returns the local variables of an All method. An argument must not
// shadow them.
func pageLocals() []names.Ident {
	return []names.Ident{"at", "cursor", "first", "items", "link", "next", "number", "o", "offset", "page"}
}

// callPages finds the fields that control paging of a call. It returns nil if
// the call has no pages.
func (pl *planner) callPages(c *Call, result *api.Type) *Pages {
	paging := c.Operation.Paging
	if paging == nil || result == nil {
		return nil
	}
	pages := &Pages{
		Method: c.all, Style: paging.Style, NextHeader: paging.NextHeader, First: paging.First,
		Items: pl.fieldPath(result, paging.Items),
		Next:  pl.fieldPath(result, paging.Next),
		More:  pl.fieldPath(result, paging.More),
		End:   pl.fieldPath(result, paging.End),
	}
	list := c.Result.Type
	if n := len(pages.Items); n > 0 {
		list = pages.Items[n-1].Type
		result = pages.Items[n-1].API.Type.Type
	}
	pages.Item = list.Elem
	pages.NextItem = pl.fieldPath(result.Elem.Type, paging.NextItem)
	return pages
}

func (pl *planner) fieldPath(t *api.Type, path []*api.Field) FieldPath {
	var out FieldPath
	for _, step := range path {
		fields := pl.structs[t].Fields
		i := slices.IndexFunc(fields, func(f *Field) bool { return f.API == step })
		out = append(out, fields[i])
		t = step.Type.Type
	}
	return out
}
