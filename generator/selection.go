package generator

import (
	"cmp"
	"strconv"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// noteCuts tells of what was left out: mappings one by one, for each may want
// an entry under subtypes, properties by their number.
func noteCuts(doc *source.Document, sel source.Selection, cuts []source.Cut, diags *diag.List) {
	models, properties := map[source.CutKind]int{}, map[source.CutKind]int{}
	for _, cut := range cuts {
		if cut.Kind != source.CutMapping {
			models[cut.Kind]++
			properties[cut.Kind] += cut.Dropped
			continue
		}
		name := cmp.Or(cut.Schema, string(cut.Pointer))
		diags.Notef(doc.Pos(cut.Pointer), "subtypes-cut", "the mapping of %q keeps %d of %d subtypes, for nothing selected needs the others; name those you want under subtypes",
			name, cut.Kept, cut.Kept+cut.Dropped)
	}
	note := func(kind source.CutKind, why string) {
		if n := properties[kind]; n > 0 {
			diags.Notef(cmp.Or(sel.Pos[string(kind)], diag.Pos{File: doc.File}), string(kind)+"-cut", "%s left out, of %s%s",
				count(n, "property is", "properties are"), count(models[kind], "schema", "schemas"), why)
		}
	}
	note(source.CutByNavigation, ": navigation is cut")
	if sel.Depth != nil {
		note(source.CutByDepth, ": what is needed there is more than "+count(*sel.Depth, "property", "properties")+" away")
	}
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
