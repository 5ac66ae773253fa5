package source

// Slice: from a document and a selection to the document for the rest of the
// generator. The steps are select, close, prune and check.

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Cut describes a schema that lost entries.
type Cut struct {
	Kind    CutKind
	Schema  string       // name under components/schemas, "" for an inline schema
	Pointer diag.Pointer // pointer of the mapping or the properties
	Kept    int
	Dropped int
}

// CutKind is the reason for a cut.
type CutKind string

// The kinds of cuts: entries of discriminator mappings, navigation properties,
// properties whose types are too deep, and schemas that no operation uses.
const (
	CutMapping      CutKind = "subtypes"
	CutByNavigation CutKind = "navigation"
	CutByDepth      CutKind = "depth"
	CutUnused       CutKind = "unused-schemas"
)

// Slice returns the part of d that sel selects, with everything that part
// refers to. It checks references, operationIds, path templates and the kinds
// of all values.
//
// References in discriminator mappings are not followed. A mapping keeps the
// entries whose schema is in the slice for another reason or is listed in
// sel.Subtypes. The cuts list the rest. A mapping without any entry left stays
// as an empty map, because the presence of a mapping decides the Go type of
// its schema. The empty selection keeps all components, so it cuts nothing; with
// sel.OnlyUsed, it leaves out the schemas that no operation uses (unused.go).
//
// With a depth limit, schemas beyond it are left out together with the
// properties that need them; depth.go defines the depth of a schema.
//
// If a part of the selected description has an error, Slice leaves out the
// smallest part that contains it, and slices again until there is no error. The
// repairs list these parts by position. The list has only errors of the selection
// and errors that no part contains.
//
// Pointers and positions in the slice are those of the original, except that
// indexes after a removed element of a list are lower. The slice is never nil, but
// it is meaningless if the list has errors. Slicing a slice by the same selection
// returns an equal slice.
func (d *Document) Slice(sel Selection) (*Document, []Cut, []Repair, *diag.List) {
	x := d.repairAndSlice(sel)
	x.diags.Merge(&x.unrepaired)
	if !x.unrepaired.HasErrors() {
		x.reportEmpty()
	}
	return x.slice, x.cuts, x.sorted(x.found), x.diags
}

// attempt is the last slice of a document, with the parts that had to be left out.
type attempt struct {
	*repairer
	selected   *resolvedSelection
	slice      *Document
	cuts       []Cut
	found      *faults
	diags      *diag.List // about the selection, and warnings about the description
	unselected bool       // the selection has errors
	unrepaired diag.List  // errors that no part contains
}

// repairAndSlice slices d, and leaves out parts with errors, until there is none
// or leaving out a part does not help.
func (d *Document) repairAndSlice(sel Selection) *attempt {
	x := &attempt{repairer: &repairer{doc: d}}
	for round := 0; ; round++ {
		x.diags, x.found = &diag.List{}, &faults{}
		x.selected = x.doc.resolveSelection(sel, x.diags)
		x.unselected = x.diags.HasErrors()
		if x.doc.itemsExceed(x.selected.items, x.diags) {
			x.slice = x.doc
			return x
		}
		x.slice, x.cuts = x.selected.sliceSelected(x.diags, x.found)
		if len(x.found.list) > 0 && round < maxRepairRounds {
			if rest := x.repair(x.found.list); rest.HasErrors() {
				x.unrepaired.Merge(rest)
				return x
			}
			continue
		}
		x.unrepaired.Merge((&faults{list: x.found.list}).diagnostics(diag.Error))
		x.diags.Merge(&x.slips)
		return x
	}
}

// reportEmpty reports that no operation is left although the description has paths.
func (x *attempt) reportEmpty() {
	if x.diags.HasErrors() || x.selected.sel.hasOnlySchemas() || len(x.slice.Operations()) > 0 {
		return
	}
	isPath := func(r Repair) bool { return r.Part == PartPath && len(r.At.Tokens()) == 2 }
	paths := x.doc.Root.Get("paths")
	switch {
	case len(x.doc.leftOut) > 0, slices.ContainsFunc(x.repairs, isPath):
		x.diags.Errorf(diag.Pos{File: x.slice.File}, "nothing-left",
			"every selected operation is left out; fix the errors or select other operations")
	case paths != nil && paths.Kind != Map:
		x.diags.Errorf(x.doc.nodePos(paths), "nothing-left",
			`"paths": expected a map, found %s; if the API has no operations, write "paths: {}"`, paths.Kind)
	}
}

// sorted returns the repairs by position, with the security requirements that
// cannot be met.
func (r *repairer) sorted(found *faults) []Repair {
	for _, unmet := range found.unmet {
		r.record(unmet)
	}
	SortRepairs(r.repairs)
	return r.repairs
}

func (w *resolvedSelection) sliceSelected(diags *diag.List, found *faults) (*Document, []Cut) {
	d := w.doc
	c := w.closeSelection(diags, found)
	checkTemplates(d, w.items, diags)
	w.leaveOutAdditional(found)
	cycles := &cycleFinder{doc: d, faults: found, state: map[diag.Pointer]int{}}
	for _, t := range c.visited {
		cycles.visit(cycleEdge{target: t.at}, t.class)
	}
	w.reportSubtypes(c)
	p := &pruner{
		closure: c, edits: c.refEdits, keepAll: w.sel.keepsComponents() && len(w.drop.names) == 0,
		onlyUsed: w.leavesOutUnused(),
	}
	cuts := append(p.cutMappings(), p.cutProperties()...)
	if p.onlyUsed {
		cuts = append(cuts, c.unusedSchemas()...)
	}
	out := d.withRoot(p.pruneRoot(w.items))
	out.original = cmp.Or(d.original, d)
	if len(c.outsideRefs) > 0 || repeatsItems(w.items) {
		out.maxSize = d.Size()
	}
	out.Load()
	check := &checker{doc: d, diags: diags, faults: found, edits: map[*Node]*Node{}, nulls: map[string]*nullMembers{}}
	check.object(out.Root, rootObject, "", "")
	for _, t := range c.visited {
		if whole, _ := component(t.at); whole == t.at {
			continue
		}
		if part := out.At(t.at); part != nil { // it may be outside the grammar
			check.object(part, t.class, lastToken(t.at), t.at)
		}
	}
	check.reportNulls()
	p.edits = check.edits
	out.Root = p.applyEdits(out.Root)
	return out, cuts
}

// resolvedSelection is a selection resolved against a document.
type resolvedSelection struct {
	*selector
	items    []pathItem
	schemas  schemaNames
	subtypes schemaNames
	drop     schemaNames
}

func (d *Document) resolveSelection(sel Selection, diags *diag.List) *resolvedSelection {
	s := newSelector(d, sel, diags)
	return &resolvedSelection{
		selector: s,
		items:    s.selectItems(),
		subtypes: s.findSchemas("subtype", sel.Subtypes),
		schemas:  s.findSchemas("schema", sel.Schemas),
		drop:     s.findSchemas("drop", sel.Drop),
	}
}

// closeSelection returns the closure of everything selected.
func (w *resolvedSelection) closeSelection(diags *diag.List, found *faults) *closure {
	c := newClosure(w.doc, w.sel, diags, found)
	w.reachSelected(c)
	return c
}

func (w *resolvedSelection) reachSelected(c *closure) {
	c.subtypes, c.drop = w.subtypes.byName, w.drop.byName
	for _, name := range w.schemas.names {
		c.reach(diag.Pointer("/components/schemas").Child(name), schemaObject, "")
	}
	for _, item := range w.items {
		c.visit(item.node, pathItemObject, item.pointer())
	}
	onlyUsed, whole := w.leavesOutUnused(), w.sel.keepsComponents()
	switch {
	case onlyUsed:
		c.reachSchemes()
		c.reachUsed()
	case whole:
		c.visitReached()
		c.reachRemaining()
	}
	c.visitReached()
	if whole || c.needsRootSecurity {
		for _, requirement := range c.doc.Root.Get("security").items() {
			c.visit(requirement, securityObject, "/security")
		}
	}
	c.visitReached()
	c.decideDeepProperties()
}

// reportSubtypes warns about entries of Subtypes and Drop without effect.
func (w *resolvedSelection) reportSubtypes(c *closure) {
	if !w.sel.keepsComponents() {
		matching, used := map[string]bool{}, map[string]bool{}
		for name, entries := range w.subtypes.byName {
			for _, entry := range entries {
				matching[entry] = true
				used[entry] = used[entry] || c.usedSubtypes[name]
			}
		}
		for _, entry := range w.sel.Subtypes {
			if matching[entry] && !used[entry] {
				w.diags.Warnf(w.entryPos("subtype "+entry), "unused-subtype",
					"no discriminator mapping in the selection has the subtype %q; remove it", entry)
			}
		}
	}
	for _, name := range w.drop.names {
		at := diag.Pointer("/components/schemas").Child(name)
		if c.reached(at) {
			w.diags.Warnf(w.entryPos("drop "+w.drop.byName[name][0]), "unused-drop",
				"schema %q is not dropped, because %s refers to it", name, w.doc.Pos(c.reachedFrom[at]))
		}
	}
}

// pathNames matches the names of parameters in a template, but not those in an
// expression such as {?lat,lon}.
var pathNames = regexp.MustCompile(`\{[^{}?&#/][^{}]*\}`)

// checkTemplates notes operations whose requests differ only in the names of
// path parameters.
func checkTemplates(d *Document, items []pathItem, diags *diag.List) {
	first := map[string]Field{}
	for _, item := range items {
		shape := pathNames.ReplaceAllString(item.field.Key, "{}")
		if item.webhook || !strings.Contains(shape, "{}") {
			continue
		}
		for _, method := range methodKeys {
			if item.node.Get(method) == nil {
				continue
			}
			f, taken := first[method+" "+shape]
			if !taken {
				first[method+" "+shape] = item.field
				continue
			}
			diags.Notef(d.keyPos(item.field), "duplicate-path",
				"%s %q differs from %q at %s only in parameter names; the SDK has a separate "+
					"request builder for each operation",
				strings.ToUpper(method), item.field.Key, f.Key, d.keyPos(f))
		}
	}
}
