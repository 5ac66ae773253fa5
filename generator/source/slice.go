package source

// Slice: from a document and a selection to the document for the rest of the
// generator. The steps are select, close, prune and check.

import (
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
// and properties whose types are too deep.
const (
	CutMapping      CutKind = "subtypes"
	CutByNavigation CutKind = "navigation"
	CutByDepth      CutKind = "depth"
)

// Slice returns the part of d that sel selects, with everything that part
// refers to. It checks references, operationIds, path templates and the kinds
// of all values.
//
// References in discriminator mappings are not followed. A mapping keeps the
// entries whose schema is in the slice for another reason or is listed in
// sel.Subtypes. The cuts list the rest. A mapping without any entry left stays
// as an empty map, because the presence of a mapping decides the Go type of
// its schema. The empty selection keeps all components, so it cuts nothing.
//
// With a depth limit, schemas beyond it are left out together with the
// properties that need them; depth.go defines the depth of a schema.
//
// Pointers and positions in the slice are those of the original. The slice is
// never nil, but it is meaningless if the list has errors. Slicing a slice by
// the same selection returns an equal slice.
func (d *Document) Slice(sel Selection) (*Document, []Cut, *diag.List) {
	diags := &diag.List{}
	out, cuts := d.resolveSelection(sel, diags).sliceSelected(diags)
	return out, cuts, diags
}

func (w *resolvedSelection) sliceSelected(diags *diag.List) (*Document, []Cut) {
	d := w.doc
	c := w.closeSelection(diags)
	checkTemplates(d, w.items, diags)
	ways := &cycleFinder{doc: d, diags: diags, state: map[diag.Pointer]int{}}
	for _, t := range c.visited {
		ways.visit(t.at, t.class)
	}
	w.reportSubtypes(c)
	p := &pruner{closure: c, edits: map[*Node]*Node{}, keepAll: w.sel.keepsComponents() && len(w.drop.names) == 0}
	cuts := append(p.cutMappings(), p.cutProperties()...)
	out := d.withRoot(p.pruneRoot(w.items))
	out.Load()
	check := &checker{doc: d, diags: diags, edits: map[*Node]*Node{}}
	check.object(out.Root, rootObject, "")
	for _, t := range c.visited {
		if whole, _ := component(t.at); whole == t.at {
			continue
		}
		if part := out.At(t.at); part != nil { // it may be outside the grammar
			check.object(part, t.class, lastToken(t.at))
		}
	}
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
func (w *resolvedSelection) closeSelection(diags *diag.List) *closure {
	c := newClosure(w.doc, w.sel, diags)
	w.reachSelected(c)
	return c
}

func (w *resolvedSelection) reachSelected(c *closure) {
	c.subtypes, c.drop = w.subtypes.byName, w.drop.byName
	for _, name := range w.schemas.names {
		c.reach(diag.Pointer("/components/schemas").Child(name), schemaObject, "")
	}
	for _, item := range w.items {
		section := diag.Pointer("/paths")
		if item.webhook {
			section = "/webhooks"
		}
		c.visit(item.node, pathItemObject, section.Child(item.field.Key))
	}
	c.visitReached()
	whole := w.sel.keepsComponents()
	if whole {
		c.reachRemaining()
		c.visitReached()
	}
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
		for _, entry := range w.sel.Subtypes {
			matches := slices.ContainsFunc(w.subtypes.names, func(name string) bool {
				return slices.Contains(w.subtypes.byName[name], entry)
			})
			if !c.usedSubtypes[entry] && matches {
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

// checkTemplates notes operations whose requests differ only in the names of
// path parameters.
func checkTemplates(d *Document, items []pathItem, diags *diag.List) {
	first := map[string]Field{}
	for _, item := range items {
		shape := braces.ReplaceAllString(item.field.Key, "{}")
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
				"%s %q differs from %q at %s only in parameter names; each operation gets a request builder of its own",
				strings.ToUpper(method), item.field.Key, f.Key, d.keyPos(f))
		}
	}
}
