package source

// Anchors: names of schemas that references contain instead of pointers.
//
//	Node: {$anchor: node, …}           $ref: "#node"        → $ref: "#/components/schemas/Node"
//	Tree: {$dynamicAnchor: tree, …}    $dynamicRef: "#tree" → $ref: "#/components/schemas/Tree"
//
// If several schemas have an anchor, the target of a reference depends on identifiers,
// or on the schemas that a validator came through. Such a reference stays as it is and
// is reported later.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// hasAnchors reports whether a description may declare an anchor.
func hasAnchors(text string) bool {
	return strings.Contains(text, "$anchor") || strings.Contains(text, "$dynamicAnchor")
}

// resolveAnchors replaces the references to anchors by pointers.
func (d *Document) resolveAnchors() {
	a := &anchors{targets: map[string][]diag.Pointer{}, seen: map[*Node]bool{}, edits: map[*Node]*Node{}}
	a.find(d.Root, "")
	if len(a.targets) == 0 {
		return
	}
	clear(a.seen)
	a.resolve(d.Root)
	d.Root = (&pruner{edits: a.edits}).applyEdits(d.Root)
}

type anchors struct {
	targets map[string][]diag.Pointer // schemas by anchor
	seen    map[*Node]bool            // nodes that were walked; aliases share them
	edits   map[*Node]*Node
}

// find records the anchors of n, which is at p, and of the nodes below it.
func (a *anchors) find(n *Node, p diag.Pointer) {
	if a.seen[n] {
		return
	}
	a.seen[n] = true
	for _, f := range n.fields() {
		value := f.Value.loaded()
		if value.Kind == String && (f.Key == "$anchor" || f.Key == "$dynamicAnchor") &&
			!slices.Contains(a.targets[value.Text], p) {
			a.targets[value.Text] = append(a.targets[value.Text], p)
		}
		a.find(value, p.Child(f.Key))
	}
	for i, item := range n.items() {
		a.find(item, p.Index(i))
	}
}

// resolve records the edits of references in n and below it.
func (a *anchors) resolve(n *Node) {
	if a.seen[n] {
		return
	}
	a.seen[n] = true
	for i, f := range n.fields() {
		a.resolve(f.Value)
		text, ok := a.pointerTo(f.Value.stringValue())
		switch {
		case !ok:
		case f.Key == "$ref":
			if text != f.Value.Text {
				a.edits[f.Value] = f.Value.withText(text)
			}
		case f.Key == "$dynamicRef" && n.fieldIndex("$ref") < 0:
			holder := *n
			holder.Fields = slices.Clone(n.Fields)
			holder.Fields[i].Key = "$ref"
			holder.Fields[i].Value = f.Value.withText(text)
			a.edits[n] = &holder
		}
	}
	for _, item := range n.items() {
		a.resolve(item)
	}
}

// pointerTo returns the reference by a pointer that is equal to a reference to an
// anchor. It reports false if no schema or several schemas have the anchor.
func (a *anchors) pointerTo(ref string) (string, bool) {
	name, ok := strings.CutPrefix(ref, "#")
	if !ok || name == "" {
		return "", false
	}
	if name[0] == '/' {
		return ref, true // a dynamic reference may have a pointer
	}
	targets := a.targets[name]
	if len(targets) != 1 {
		return "", false
	}
	return "#" + strings.ReplaceAll(string(targets[0]), "%", "%25"), true
}

// withText returns a copy of a string node with another value.
func (n *Node) withText(text string) *Node {
	out := n.emptyCopy()
	out.Text = text
	return out
}
