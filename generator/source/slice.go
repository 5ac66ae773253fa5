package source

// From a document and a selection to the document that the rest of the
// generator sees: selected, closed, pruned, checked.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Cut tells of something that lost entries, and why.
type Cut struct {
	Kind    CutKind
	Schema  string       // name under components/schemas, "" for a schema that stands elsewhere
	Pointer diag.Pointer // of the mapping or the properties
	Kept    int
	Dropped int
}

// CutKind says what is left out.
type CutKind string

// The kinds of cuts: entries of discriminator mappings, navigation properties,
// properties with types that are too deep.
const (
	CutMapping      CutKind = "subtypes"
	CutByNavigation CutKind = "navigation"
	CutByDepth      CutKind = "depth"
)

// Slice cuts out what sel selects with everything it refers to, and checks it:
// references, operationIds, path templates, the kinds of all values.
//
// Discriminator mappings are not followed. Afterwards they keep the entries
// whose schema is there for another reason or is one of sel.Subtypes; the cuts
// tell what was left out. A mapping that loses all entries stays as an empty
// map, for that one is declared decides what Go type its schema gets. When the
// selection is empty all components are there, so nothing is cut.
//
// With a depth, schemas that are more properties away from an operation are
// left out, and so are properties that need them; depth.go says how it is
// counted.
//
// The slice has the pointers and positions of the original. It is never nil,
// but means nothing when the list has errors. Slicing it by the same selection
// gives it again.
func (d *Document) Slice(sel Selection) (*Document, []Cut, *diag.List) {
	diags := &diag.List{}
	out, cuts := d.want(sel, diags).slice(diags)
	return out, cuts, diags
}

func (w *want) slice(diags *diag.List) (*Document, []Cut) {
	d := w.doc
	c := w.close(diags)
	checkTemplates(d, w.items, diags)
	ways := &circles{doc: d, diags: diags, state: map[diag.Pointer]int{}}
	for _, t := range c.order {
		ways.visit(t.at, t.class)
	}
	w.reportSubtypes(c)
	p := &pruner{closure: c, edits: map[*Node]*Node{}, all: w.sel.whole() && len(w.drop.names) == 0}
	cuts := append(p.cutMappings(), p.cutProperties()...)
	out := d.with(p.root(w.items))
	out.Load()
	check := &checker{doc: d, diags: diags, edits: map[*Node]*Node{}}
	check.object(out.Root, rootObject, "")
	for _, t := range c.order {
		if whole, _ := component(t.at); whole == t.at {
			continue
		}
		if part := out.At(t.at); part != nil { // where the grammar may not lead
			check.object(part, t.class, lastToken(t.at))
		}
	}
	p.edits = check.edits
	out.Root = p.rewrite(out.Root)
	return out, cuts
}

// want is a selection as it was found in a document.
type want struct {
	*selector
	items    []pathItem
	schemas  schemaNames
	subtypes schemaNames
	drop     schemaNames
}

func (d *Document) want(sel Selection, diags *diag.List) *want {
	s := newSelector(d, sel, diags)
	return &want{
		selector: s, items: s.selectItems(),
		subtypes: s.schemas("subtype", sel.Subtypes), schemas: s.schemas("schema", sel.Schemas), drop: s.schemas("drop", sel.Drop),
	}
}

// close follows all that is wanted.
func (w *want) close(diags *diag.List) *closure {
	c := newClosure(w.doc, w.sel, diags)
	w.follow(c)
	return c
}

func (w *want) follow(c *closure) {
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
	c.drain()
	whole := w.sel.whole()
	if whole {
		c.roots()
		c.drain()
	}
	if whole || c.ownless {
		for _, requirement := range c.doc.Root.Get("security").items() {
			c.visit(requirement, securityObject, "/security")
		}
	}
	c.drain()
	c.settle()
}

// reportSubtypes warns of entries that kept or dropped nothing.
func (w *want) reportSubtypes(c *closure) {
	if !w.sel.whole() {
		for _, entry := range w.sel.Subtypes {
			if !c.used[entry] && slices.ContainsFunc(w.subtypes.names, func(name string) bool { return slices.Contains(w.subtypes.byName[name], entry) }) {
				w.diags.Warnf(w.entryPos("subtype "+entry), "unused-subtype", "subtype %q is in no discriminator mapping of the selection", entry)
			}
		}
	}
	for _, name := range w.drop.names {
		at := diag.Pointer("/components/schemas").Child(name)
		if c.reached(at) {
			w.diags.Warnf(w.entryPos("drop "+w.drop.byName[name][0]), "unused-drop", "schema %q is not dropped, for something else refers to it at %s",
				name, w.doc.Pos(c.from[at]))
		}
	}
}

// checkTemplates reports paths that differ in nothing but the names of their
// parameters: no server could tell them apart.
func checkTemplates(d *Document, items []pathItem, diags *diag.List) {
	first := map[string]Field{}
	for _, item := range items {
		shape := braces.ReplaceAllString(item.field.Key, "{}")
		f, taken := first[shape]
		switch {
		case item.webhook:
		case !taken:
			first[shape] = item.field
		case strings.Contains(shape, "{}"):
			diags.Errorf(d.key(item.field), "duplicate-path",
				"path %q is the same as %q at %s but for the names of its parameters; join them",
				item.field.Key, f.Key, d.key(f))
		}
	}
}
