package source

// Applying an overlay to a description.
//
// Actions run on the whole tree before the selection. An action can therefore
// change the tags and operationIds that a selection matches, add paths, and
// copy from operations that are not selected. Only the parts of the tree that
// an action matches are loaded.
//
// Nodes are shared and immutable. An action copies the nodes on the paths from
// the root to its targets, each node once. Inserted nodes are shared by all
// targets, and stubs that no action touches stay unread. Inserted nodes keep
// the overlay's file and line, so later diagnostics about them name the
// overlay.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
)

// maxInserted limits the number of nodes that all actions of an overlay
// insert. Shared nodes count each time: `copy: $` doubles a description with
// every action.
const maxInserted = 1 << 20

// Overlay returns the description with the actions of o applied in order. The
// result is meaningless if the list has errors.
func (d *Document) Overlay(o *Overlay) (*Document, *diag.List) {
	out := d.with(d.Root)
	out.more = append(slices.Clone(d.more), o.doc.File)
	a := &applier{
		overlay: o, file: uint16(len(out.more)), diags: &diag.List{}, stamped: map[*Node]*Node{}, said: map[*Node]bool{},
		finder: finder{doc: out, values: map[*Node]any{}, sizes: map[*Node]extent{}},
	}
	for _, act := range o.actions {
		if a.inserted <= maxInserted {
			a.carryOut(act)
		}
	}
	if !a.diags.HasErrors() {
		a.doc.checkVersion(a.diags)
	}
	return a.doc, a.diags
}

type applier struct {
	finder
	overlay  *Overlay
	file     uint16          // file number of the overlay
	stamped  map[*Node]*Node // copies of the overlay's nodes that carry its file number
	inserted int
	diags    *diag.List
	said     map[*Node]bool // nodes of the overlay that already have a diagnostic

	remove bool  // whether the current action removes its targets
	value  *Node // node merged into the targets of the current action
}

func (a *applier) errorf(n *Node, rule, format string, args ...any) {
	if !a.said[n] {
		a.said[n] = true
		a.diags.Errorf(a.overlay.doc.at(n), rule, format, args...)
	}
}

// carryOut applies one action.
func (a *applier) carryOut(act action) {
	root, targets, ok := a.search(act.target)
	switch {
	case !ok:
		return
	case len(targets) == 0:
		a.diags.Warnf(a.overlay.doc.at(act.target.node), "matches-nothing",
			"target %q matches nothing in the description", act.target.node.Text)
		return
	}
	a.remove, a.value = act.remove, nil
	switch {
	case act.remove:
	case act.update != nil:
		a.value = a.stamp(act.update)
	case act.copy != nil:
		if a.value = a.source(*act.copy); a.value == nil {
			return
		}
	default:
		return
	}
	if !a.fits(act, targets) {
		return
	}
	if out := a.rewrite(root); out != a.doc.Root {
		a.doc = a.doc.with(out)
	}
}

func (a *applier) search(q query) (*spot, []*spot, bool) {
	root, found, ok := a.find(q.path.Query())
	if !ok {
		a.errorf(q.node, "too-costly",
			"%q visits too many nodes; spell out more of the path, or use .. only once", q.node.Text)
	}
	return root, found, ok
}

// source returns the node that q, the value of "copy", selects. It returns nil
// unless q selects exactly one node.
func (a *applier) source(q query) *Node {
	_, found, ok := a.search(q)
	switch {
	case !ok:
	case len(found) == 1:
		return found[0].node
	case len(found) == 0:
		a.errorf(q.node, "copy", "%q matches nothing to copy", q.node.Text)
	default:
		a.errorf(q.node, "copy", "%q matches %d nodes; select exactly one node to copy", q.node.Text, len(found))
	}
	return nil
}

// fits checks the kinds of an action's targets and the number of nodes that it
// would insert.
func (a *applier) fits(act action, targets []*spot) bool {
	first, node := targets[0].node, act.target.node
	for _, s := range targets {
		if !a.overlay.scalars && s.node.Kind < Seq {
			a.errorf(node, "overlay-version",
				`%q matches %s, at %s, which needs overlay version 1.1; `+
					`write "overlay: 1.1.0", or change the map that holds the value`,
				node.Text, s.node.Kind, a.doc.at(s.node))
			return false
		}
		if !a.remove && shape(s.node.Kind) != shape(first.Kind) {
			a.errorf(node, "mixed", "%q matches %s, at %s, and %s, at %s; split the action into two",
				node.Text, first.Kind, a.doc.at(first), s.node.Kind, a.doc.at(s.node))
			return false
		}
	}
	if a.remove {
		return true
	}
	size, depth := a.extent(a.value), 0
	for _, s := range targets {
		steps := 0
		for ; s != nil; s = s.up {
			steps++
		}
		depth = max(depth, steps)
	}
	a.inserted += min(size.nodes, maxInserted) * len(targets)
	if a.inserted > maxInserted || depth+size.depth > maxDepth {
		a.errorf(node, "too-large", "the action would make the description too large or too deep; change fewer nodes")
		return false
	}
	return true
}

// shape maps all scalar kinds to String, so that scalars compare as one kind.
func shape(k Kind) Kind { return max(k, String) }

// rewrite returns the node at s with the action applied to all selected nodes.
// It returns nil if the action removed s itself.
func (a *applier) rewrite(s *spot) *Node {
	if s.chosen && a.remove {
		return nil
	}
	n := s.node
	if changed := a.below(s); changed != nil {
		n = changed
	}
	if s.chosen {
		return a.merge(n, a.value)
	}
	return n
}

// below returns a copy of the node at s with its children rewritten. It
// returns nil if nothing below s is selected.
func (a *applier) below(s *spot) *Node {
	if !slices.ContainsFunc(s.below, func(b *spot) bool { return b != nil && b.way }) {
		return nil
	}
	out := s.node.blank()
	for i, f := range s.node.Fields {
		if value := a.rewritten(s, i, f.Value); value != nil {
			out.Fields = append(out.Fields, f.holding(value))
		}
	}
	for i, item := range s.node.Items {
		if item := a.rewritten(s, i, item); item != nil {
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// rewritten returns the replacement for old, the i-th child of s.
func (a *applier) rewritten(s *spot, i int, old *Node) *Node {
	if b := s.below[i]; b != nil && b.way {
		return a.rewrite(b)
	}
	return old
}

// holding returns a copy of the field with another value. If the value comes
// from another file, the key takes the value's position there.
func (f Field) holding(value *Node) Field {
	if value.File != f.Value.File {
		f.Line, f.Col = value.Line, value.Col
	}
	f.Value = value
	return f
}

// merge merges value into n: maps member by member, lists by appending. A
// scalar replaces a scalar.
func (a *applier) merge(n, value *Node) *Node {
	switch {
	case n.Kind == Map && value.Kind == Map:
		out := n.blank()
		out.Fields = slices.Clone(n.Fields)
		for _, f := range value.Fields {
			i := out.index(f.Key)
			switch {
			case i < 0:
				out.Fields = append(out.Fields, f)
			case shape(f.Value.now().Kind) == String && shape(out.Fields[i].Value.now().Kind) == String:
				out.Fields[i] = f
			default:
				out.Fields[i].Value = a.mergeInner(out.Fields[i].Value, f.Value, f.Key)
			}
		}
		return out
	case n.Kind == Seq:
		out := n.blank()
		out.Items = slices.Clone(n.Items)
		if value.Kind == Seq {
			out.Items = append(out.Items, value.Items...)
		} else {
			out.Items = append(out.Items, value)
		}
		return out
	case shape(n.Kind) == String && shape(value.Kind) == String:
		return value
	}
	a.clash(n, value, "the target")
	return n
}

// mergeInner is merge for a member of a map, where a list merges only with a
// list.
func (a *applier) mergeInner(n, value *Node, key string) *Node {
	if n.Kind != value.Kind {
		a.clash(n, value, `"`+key+`"`)
		return n
	}
	return a.merge(n, value)
}

func (a *applier) clash(n, value *Node, target string) {
	if !a.said[value] {
		a.said[value] = true
		a.diags.Errorf(a.doc.at(value), "wrong-kind",
			"%s is %s in the description, at %s, and cannot be merged with %s; remove it in an earlier action",
			target, n.Kind, a.doc.at(n), value.Kind)
	}
}

// stamp returns a copy of the overlay's node n that carries the overlay's file
// number.
func (a *applier) stamp(n *Node) *Node {
	if known := a.stamped[n]; known != nil {
		return known
	}
	out := *n
	out.File = a.file
	out.Fields = slices.Clone(n.Fields)
	out.Items = slices.Clone(n.Items)
	for i := range out.Fields {
		out.Fields[i].Value = a.stamp(out.Fields[i].Value)
	}
	for i := range out.Items {
		out.Items[i] = a.stamp(out.Items[i])
	}
	a.stamped[n] = &out
	return &out
}
