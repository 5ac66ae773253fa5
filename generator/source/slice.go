package source

// From a document and a selection to the document that the rest of the
// generator sees: selected, closed, pruned, checked.

import (
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Cut tells of a discriminator mapping that lost entries.
type Cut struct {
	Schema  string       // name under components/schemas, "" for a schema that stands elsewhere
	Pointer diag.Pointer // of the mapping
	Kept    int
	Dropped int
}

// Slice cuts out what sel selects with everything it refers to, and checks it:
// references, operationIds, path templates, the kinds of all values.
//
// Discriminator mappings are not followed. Afterwards they keep the entries
// whose schema is there for another reason or is one of sel.Subtypes; the cuts
// tell what was left out. A mapping that loses all entries stays as an empty
// map, for that one is declared decides what Go type its schema gets. When the
// selection is empty all components are there, so nothing is cut.
//
// The slice has the pointers and positions of the original. It is never nil,
// but means nothing when the list has errors. Slicing it by the same selection
// gives it again.
func (d *Document) Slice(sel Selection) (*Document, []Cut, *diag.List) {
	diags := &diag.List{}
	s := &selector{doc: d, sel: sel, diags: diags}
	c := newClosure(d, diags)
	items := s.selectItems()
	for _, name := range s.schemas(sel.Subtypes, "subtype") {
		c.subtypes[name] = true
	}
	for _, name := range s.schemas(sel.Schemas, "schema") {
		c.reach(diag.Pointer("/components/schemas").Child(name), schemaObject)
	}
	c.collect(items, sel.all())
	checkTemplates(d, items, diags)
	ways := &circles{doc: d, diags: diags, state: map[diag.Pointer]int{}}
	for _, t := range c.order {
		ways.visit(t.at, t.class)
	}
	if !sel.all() {
		for _, name := range c.unused() {
			diags.Warnf(s.entryPos("subtype "+name), "unused-subtype", "subtype %q is in no discriminator mapping of the selection", name)
		}
	}
	p := &pruner{closure: c, edits: map[*Node]*Node{}, all: sel.all()}
	cuts := p.cutMappings()
	out := d.with(p.root(items))
	out.Load()
	check := &checker{doc: d, diags: diags, edits: map[*Node]*Node{}}
	check.object(out.Root, rootObject, "")
	p.edits = check.edits
	out.Root = p.rewrite(out.Root)
	return out, cuts, diags
}

// collect visits everything from the roots on.
func (c *closure) collect(items []pathItem, all bool) {
	for _, item := range items {
		section := diag.Pointer("/paths")
		if item.webhook {
			section = "/webhooks"
		}
		c.visit(item.node, pathItemObject, section.Child(item.field.Key))
	}
	if all {
		c.roots()
	}
	c.drain()
	if all || c.ownless {
		for _, requirement := range c.doc.Root.Get("security").items() {
			c.visit(requirement, securityObject, "/security")
		}
	}
	c.drain()
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
