package source

// Anchors and identifiers: names of schemas that references contain instead of pointers.
//
//	Node: {$anchor: node, …}           $ref: "#node"        → $ref: "#/components/schemas/Node"
//	Tree: {$dynamicAnchor: tree, …}    $dynamicRef: "#tree" → $ref: "#/components/schemas/Tree"
//	Pet:  {$id: "https://x/pet", …}    $ref: "/pet"         → $ref: "#/components/schemas/Pet"
//
// Below a schema with an identifier, a reference such as "#/$defs/Name" refers to a part
// of that schema, if the schema has the part.
//
// If several schemas have an anchor, the target of a reference depends on identifiers,
// or on the schemas that a validator came through. A schema that refers to another one
// and has a dynamic anchor for it is a copy of the other one:
//
//	Page:  {properties: {items: {type: array, items: {$dynamicRef: "#item"}}}}
//	Users: {$ref: "#/components/schemas/Page", $defs: {item: {$dynamicAnchor: item, …}}}
//
// Any other reference to several anchors stays as it is and is reported later.

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// hasAnchors reports whether a description may declare an anchor or an identifier.
func hasAnchors(text string) bool {
	return slices.ContainsFunc([]string{"$anchor", "$dynamicAnchor", `"$id"`, "$id:"}, func(key string) bool {
		return strings.Contains(text, key)
	})
}

// resolveAnchors replaces the references to anchors and identifiers by pointers.
func (d *Document) resolveAnchors() {
	a := &anchors{
		doc: d, targets: map[string][]diag.Pointer{}, ids: map[string][]diag.Pointer{},
		seen: map[*Node]bool{}, edits: map[*Node]*Node{},
	}
	a.find(d.Root, "", resource{base: &url.URL{}})
	if len(a.targets)+len(a.ids) == 0 {
		return
	}
	clear(a.seen)
	a.resolve(d.Root, "", resource{base: &url.URL{}})
	d.Root = (&pruner{edits: a.edits}).applyEdits(d.Root)
}

type anchors struct {
	doc      *Document
	targets  map[string][]diag.Pointer // schemas by anchor
	ids      map[string][]diag.Pointer // schemas by absolute identifier
	seen     map[*Node]bool            // nodes that were walked; aliases share them
	edits    map[*Node]*Node
	searched int // number of nodes that were searched for dynamic references
}

// resource is the innermost schema with an identifier around a node.
type resource struct {
	base *url.URL     // the identifier
	at   diag.Pointer // "" for the whole description
}

// enter returns the resource of n, which is at p in the resource r.
func (r resource) enter(n *Node, p diag.Pointer) resource {
	id, err := url.Parse(n.Get("$id").stringValue())
	if err != nil || *id == (url.URL{}) || p == "" {
		return r
	}
	id = r.base.ResolveReference(id)
	id.Fragment = ""
	return resource{id, p}
}

// find records the anchors and identifiers of n, which is at p, and of the nodes below.
func (a *anchors) find(n *Node, p diag.Pointer, within resource) {
	if a.seen[n] {
		return
	}
	a.seen[n] = true
	if inner := within.enter(n, p); inner != within {
		within = inner
		a.ids[inner.base.String()] = append(a.ids[inner.base.String()], p)
	}
	for _, f := range n.fields() {
		value := f.Value.loaded()
		if value.Kind == String && (f.Key == "$anchor" || f.Key == "$dynamicAnchor") &&
			!slices.Contains(a.targets[value.Text], p) {
			a.targets[value.Text] = append(a.targets[value.Text], p)
		}
		a.find(value, p.Child(f.Key), within)
	}
	for i, item := range n.items() {
		a.find(item, p.Index(i), within)
	}
}

// resolve records the edits of references in n, which is at p, and below it.
func (a *anchors) resolve(n *Node, p diag.Pointer, within resource) {
	if a.seen[n] {
		return
	}
	a.seen[n] = true
	within = within.enter(n, p)
	for i, f := range n.fields() {
		a.resolve(f.Value, p.Child(f.Key), within)
		target, ok := a.targetOf(f.Value.stringValue(), within)
		switch {
		case !ok:
		case f.Key == "$ref":
			if bound := a.bind(n, p, target); bound != nil {
				a.edits[n] = bound
			} else if text := refTo(target); text != f.Value.Text {
				a.edits[f.Value] = f.Value.withText(text)
			}
		case f.Key == "$dynamicRef" && n.fieldIndex("$ref") < 0:
			a.edits[n] = n.withField(i, "$ref", f.Value.withText(refTo(target)))
		}
	}
	for i, item := range n.items() {
		a.resolve(item, p.Index(i), within)
	}
}

// targetOf returns the target of a reference in a resource. It reports false if there is
// none in the description, or if several schemas have the anchor or identifier.
func (a *anchors) targetOf(ref string, within resource) (diag.Pointer, bool) {
	u, err := url.Parse(ref)
	if err != nil || ref == "" {
		return "", false
	}
	fragment, isLocal := u.Fragment, ref[0] == '#'
	if !isLocal {
		u.Fragment = ""
		known := a.ids[within.base.ResolveReference(u).String()]
		if len(known) != 1 {
			return "", false
		}
		within.at = known[0]
	}
	switch {
	case fragment == "":
		return within.at, within.at != ""
	case fragment[0] != '/':
		return a.anchored(fragment, within.at, isLocal)
	case a.doc.At(within.at+diag.Pointer(fragment)) != nil:
		return within.at + diag.Pointer(fragment), true
	}
	return diag.Pointer(fragment), isLocal
}

// anchored returns the only schema with an anchor in the resource at p, or, if anywhere is
// true, in the description.
func (a *anchors) anchored(name string, p diag.Pointer, anywhere bool) (diag.Pointer, bool) {
	targets := a.targets[name]
	if len(targets) == 1 && anywhere {
		return targets[0], true
	}
	if p == "" {
		return "", false
	}
	targets = slices.DeleteFunc(slices.Clone(targets), func(at diag.Pointer) bool {
		return !strings.HasPrefix(string(at)+"/", string(p)+"/")
	})
	if len(targets) != 1 {
		return "", false
	}
	return targets[0], true
}

// bind returns n, which is at p and refers to target, with a copy of the target in place
// of the reference, if n has dynamic anchors for references in the target. Otherwise, it
// returns nil.
func (a *anchors) bind(n *Node, p, target diag.Pointer) *Node {
	bound := map[string]diag.Pointer{}
	add := func(schema *Node, at diag.Pointer) {
		if name := schema.Get("$dynamicAnchor").stringValue(); len(a.targets[name]) > 1 {
			bound[name] = at
		}
	}
	add(n, p)
	for _, f := range n.Get("$defs").fields() {
		add(f.Value.loaded(), p.Child("$defs").Child(f.Key))
	}
	from := a.doc.At(target)
	if len(bound) == 0 || from == nil || strings.HasPrefix(string(p)+"/", string(target)+"/") {
		return nil
	}
	b := &binder{anchors: a, bound: bound, copies: map[*Node]*Node{}}
	copied := b.copyOf(from)
	if copied == from {
		return nil
	}
	out := n.emptyCopy()
	parts := &Node{Kind: Seq, File: n.File, Line: n.Line, Col: n.Col, Items: []*Node{copied}}
	for _, f := range n.Fields {
		switch f.Key {
		case "$ref":
			f.Key, f.Value = "allOf", parts
			out.Fields = append(out.Fields, f)
		case "allOf":
			parts.Items = append(parts.Items, f.Value.items()...)
		default:
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// binder copies a schema with references instead of dynamic references.
type binder struct {
	*anchors
	bound  map[string]diag.Pointer // targets by dynamic anchor
	copies map[*Node]*Node
}

// maxBound limits the number of nodes that are searched for dynamic references in one
// description. The references in other nodes are reported later.
const maxBound = 10_000_000

// copyOf returns a copy of n, or n itself if it has no reference to a bound anchor.
func (b *binder) copyOf(n *Node) *Node {
	n = n.loaded()
	if known := b.copies[n]; known != nil || b.searched > maxBound {
		return cmp.Or(known, n)
	}
	b.searched++
	b.copies[n] = n
	if i := n.fieldIndex("$dynamicRef"); i >= 0 && n.fieldIndex("$ref") < 0 {
		name, _ := strings.CutPrefix(n.Fields[i].Value.stringValue(), "#")
		if at, ok := b.bound[name]; ok {
			b.copies[n] = n.withField(i, "$ref", n.Fields[i].Value.withText(refTo(at)))
			return b.copies[n]
		}
	}
	out := n
	for i, f := range n.fields() {
		if value := b.copyOf(f.Value); value != f.Value {
			out = out.withField(i, f.Key, value)
		}
	}
	for i, item := range n.items() {
		if value := b.copyOf(item); value != item {
			if out == n {
				out = n.emptyCopy()
				out.Items = slices.Clone(n.Items)
			}
			out.Items[i] = value
		}
	}
	b.copies[n] = out
	return out
}

// refTo returns a reference to a pointer.
func refTo(p diag.Pointer) string { return "#" + strings.ReplaceAll(string(p), "%", "%25") }

// withField returns a copy of a map with another field at an index.
func (n *Node) withField(i int, key string, value *Node) *Node {
	out := *n
	out.Fields = slices.Clone(n.Fields)
	out.Fields[i].Key, out.Fields[i].Value = key, value
	return &out
}

// withText returns a copy of a string node with another value.
func (n *Node) withText(text string) *Node {
	out := n.emptyCopy()
	out.Text = text
	return out
}
