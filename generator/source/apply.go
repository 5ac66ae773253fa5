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
	"strconv"

	"github.com/fragen-go/fragen/generator/diag"
)

// maxInserted limits the number of nodes that all actions of all overlays
// insert. Shared nodes count each time: `copy: $` doubles a description with
// every action.
const maxInserted = 1 << 20

// Overlay returns the description with the actions of o applied in order. The
// result is meaningless if the list has errors.
func (d *Document) Overlay(o *Overlay) (*Document, *diag.List) {
	if d.overlayWork == nil {
		d.overlayWork = &overlayWork{limit: maxEffort + effortPerNode*float64(d.Root.textLength()/valueBytes)}
	}
	out := d.withRoot(d.Root)
	out.otherFiles = append(slices.Clone(d.otherFiles), o.doc.File)
	out.overlays = append(slices.Clone(d.overlays), o.doc.File)
	a := &applier{
		overlay: o, fileNumber: uint16(len(out.otherFiles)), diags: &diag.List{},
		ownNodes: map[*Node]*Node{}, reported: map[*Node]bool{},
		finder: finder{doc: out, work: d.overlayWork, converted: map[*Node]any{}, extents: map[*Node]extent{}},
	}
	o.functions.spend = a.spend
	defer func() { o.functions.spend = nil }() // the overlay may live longer than the applier
	for _, act := range o.actions {
		a.apply(act)
		if a.doc.inserted > maxInserted || a.work.steps > a.work.limit {
			break // an error has been reported
		}
	}
	if !a.diags.HasErrors() {
		a.doc.checkVersion(a.diags)
	}
	return a.doc, a.diags
}

type applier struct {
	finder
	overlay    *Overlay
	fileNumber uint16          // file number of the overlay
	ownNodes   map[*Node]*Node // copies of the overlay's nodes that carry its file number
	diags      *diag.List
	reported   map[*Node]bool // nodes of the overlay that already have a diagnostic

	removing bool  // whether the current action removes its targets
	merging  *Node // node merged into the targets of the current action
}

func (a *applier) errorf(n *Node, rule, format string, args ...any) {
	if !a.reported[n] {
		a.reported[n] = true
		a.diags.Errorf(a.overlay.doc.nodePos(n), rule, format, args...)
	}
}

// apply applies one action.
func (a *applier) apply(act action) {
	root, targets, ok := a.search(act.target)
	switch {
	case !ok:
		return
	case len(targets) == 0:
		a.diags.Warnf(a.overlay.doc.nodePos(act.target.node), "matches-nothing",
			"target %q matches nothing in the description", act.target.node.Text)
		return
	}
	a.removing, a.merging = act.remove, nil
	switch {
	case act.remove:
	case act.update != nil:
		a.merging = a.ownNode(act.update)
	case act.copy != nil:
		if a.merging = a.copySource(*act.copy); a.merging == nil {
			return
		}
	default:
		return
	}
	if !a.checkTargets(act, targets) {
		return
	}
	out := a.rewriteNode(root)
	switch {
	case a.exhausted:
		a.reportCostly(act.target)
	case out != a.doc.Root:
		a.doc = a.doc.withRoot(out)
	}
}

func (a *applier) search(q query) (*queryNode, []*queryNode, bool) {
	a.forgetOld()
	root, found, ok := a.find(q.path.Query())
	if !ok {
		a.reportCostly(q)
	}
	return root, found, ok
}

func (a *applier) reportCostly(q query) {
	subject, limit := strconv.Quote(q.node.Text)+" needs", float64(maxEffort)
	if a.work.steps > a.work.limit {
		subject, limit = "the actions of all overlays up to "+strconv.Quote(q.node.Text)+" need", a.work.limit
	}
	a.errorf(q.node, "too-costly", "%s more than %.0f steps, such as visits of nodes; "+
		"spell out more of the path, use .. only once, or simplify the regular expression", subject, limit)
}

// copySource returns the node that q, the value of "copy", selects. It returns
// nil unless q selects exactly one node.
func (a *applier) copySource(q query) *Node {
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

// checkTargets checks the kinds of an action's targets and the number of nodes
// that it would insert.
func (a *applier) checkTargets(act action, targets []*queryNode) bool {
	first, node := targets[0].node, act.target.node
	for _, s := range targets {
		if !a.overlay.scalars && s.node.Kind < Seq {
			a.errorf(node, "overlay-version",
				`%q matches %s, at %s, which requires overlay version 1.1; `+
					`write "overlay: 1.1.0", or change the map that contains the value`,
				node.Text, s.node.Kind, a.doc.nodePos(s.node))
			return false
		}
		if !a.removing && comparableKind(s.node.Kind) != comparableKind(first.Kind) {
			a.errorf(node, "mixed", "%q matches %s, at %s, and %s, at %s; split the action into two",
				node.Text, first.Kind, a.doc.nodePos(first), s.node.Kind, a.doc.nodePos(s.node))
			return false
		}
	}
	if a.removing {
		return true
	}
	size, depth := a.extent(a.merging), 0
	for _, s := range targets {
		steps := 0
		for ; s != nil; s = s.parent {
			steps++
		}
		depth = max(depth, steps)
	}
	a.doc.inserted += min(size.nodes, maxInserted) * len(targets)
	if a.doc.inserted > maxInserted || depth+size.depth > maxDepth {
		a.errorf(node, "too-large", "the action would make the description too large or too deep; change fewer nodes")
		return false
	}
	return true
}

// comparableKind maps all scalar kinds to String so that scalars compare as
// one kind.
func comparableKind(k Kind) Kind { return max(k, String) }

// rewriteNode returns the node at s with the action applied to all selected
// nodes. It returns nil if the action removed s itself.
func (a *applier) rewriteNode(s *queryNode) *Node {
	if s.selected && a.removing {
		return nil
	}
	n := s.node
	if changed := a.rewriteChildren(s); changed != nil {
		n = changed
	}
	if s.selected {
		return a.mergeNodes(n, a.merging)
	}
	return n
}

// rewriteChildren returns a copy of the node at s with its children rewritten.
// It returns nil if nothing below s is selected.
func (a *applier) rewriteChildren(s *queryNode) *Node {
	if !slices.ContainsFunc(s.children, func(b *queryNode) bool { return b != nil && b.onPath }) {
		return nil
	}
	if !a.spend(float64(s.node.childCount()) * copySteps) {
		return nil
	}
	out := s.node.emptyCopy()
	out.Fields = make([]Field, 0, len(s.node.Fields))
	out.Items = make([]*Node, 0, len(s.node.Items))
	for i, f := range s.node.Fields {
		if value := a.rewriteChild(s, i, f.Value); value != nil {
			out.Fields = append(out.Fields, f.withValue(value))
		}
	}
	for i, item := range s.node.Items {
		if item := a.rewriteChild(s, i, item); item != nil {
			out.Items = append(out.Items, item)
		}
	}
	return out
}

// rewriteChild returns the replacement for old, the i-th child of s.
func (a *applier) rewriteChild(s *queryNode, i int, old *Node) *Node {
	if b := s.children[i]; b != nil && b.onPath {
		return a.rewriteNode(b)
	}
	return old
}

// withValue returns a copy of the field with another value. If the value comes
// from another file, the key takes the value's position there.
func (f Field) withValue(value *Node) Field {
	if value.File != f.Value.File {
		f.Line, f.Col = value.Line, value.Col
	}
	f.Value = value
	return f
}

// mergeNodes merges value into n: maps member by member, lists by appending. A
// scalar replaces a scalar.
func (a *applier) mergeNodes(n, value *Node) *Node {
	switch {
	case !a.spend(float64(n.childCount()+value.childCount()) * copySteps):
		return n
	case n.Kind == Map && value.Kind == Map:
		return a.mergeMaps(n, value)
	case n.Kind == Seq:
		out := n.emptyCopy()
		added := value.Items
		if value.Kind != Seq {
			added = []*Node{value}
		}
		out.Items = slices.Concat(n.Items, added)
		return out
	case comparableKind(n.Kind) == String && comparableKind(value.Kind) == String:
		return value
	}
	a.reportClash(n, value, "the target")
	return n
}

func (a *applier) mergeMaps(n, value *Node) *Node {
	out := n.emptyCopy()
	out.Fields = append(make([]Field, 0, len(n.Fields)+len(value.Fields)), n.Fields...)
	for _, f := range value.Fields {
		if i := a.fieldIndex(n, f.Key, len(value.Fields)); i >= 0 {
			out.Fields[i] = a.mergeFields(out.Fields[i], f)
		} else {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// mergeFields merges two members with the same key. A list merges only with a list.
func (a *applier) mergeFields(f, other Field) Field {
	n, value := f.Value.loaded(), other.Value.loaded()
	switch {
	case comparableKind(n.Kind) == String && comparableKind(value.Kind) == String:
		return other
	case n.Kind != value.Kind:
		a.reportClash(n, value, `"`+f.Key+`"`)
	default:
		f.Value = a.mergeNodes(n, value)
	}
	return f
}

func (a *applier) reportClash(n, value *Node, target string) {
	if !a.reported[value] {
		a.reported[value] = true
		a.diags.Errorf(a.doc.nodePos(value), "wrong-kind",
			"%s is %s in the description, at %s, and cannot be merged with %s; remove it in an earlier action",
			target, n.Kind, a.doc.nodePos(n), value.Kind)
	}
}

// ownNode returns a copy of the overlay's node n that carries the overlay's
// file number.
func (a *applier) ownNode(n *Node) *Node {
	if known := a.ownNodes[n]; known != nil {
		return known
	}
	out := *n
	out.File = a.fileNumber
	out.Fields = slices.Clone(n.Fields)
	out.Items = slices.Clone(n.Items)
	for i := range out.Fields {
		out.Fields[i].Value = a.ownNode(out.Fields[i].Value)
	}
	for i := range out.Items {
		out.Items[i] = a.ownNode(out.Items[i])
	}
	a.ownNodes[n] = &out
	return &out
}
