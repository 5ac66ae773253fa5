package source

// Applying repairs to a document. Operations are left out by their selection and
// not by an edit so that references into them still resolve. All other parts
// are edited in a copy that shares every unchanged node with the original.

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// maxRepairRounds limits the number of slices until nothing is left to repair.
// Each round leaves out at least one part.
const maxRepairRounds = 1000

// repairer collects the repairs of a document and applies them.
type repairer struct {
	doc     *Document
	repairs []Repair
	known   map[repaired]bool // the parts in repairs
	slips   diag.List         // errors in harmless parts
}

// repaired identifies the part of a Repair.
type repaired struct {
	at   diag.Pointer
	part Part
}

// repair leaves out the parts that contain the faults. It returns the faults of
// which no part can be left out.
func (r *repairer) repair(list []fault) *diag.List {
	rest := &diag.List{}
	edits := &editTree{}
	doc := r.doc.withRoot(r.doc.Root)
	doc.original = cmp.Or(r.doc.original, r.doc)
	doc.leftOut, doc.removedItems = map[diag.Pointer]bool{}, map[diag.Pointer][]int{}
	maps.Copy(doc.leftOut, r.doc.leftOut)
	for list, indexes := range r.doc.removedItems {
		doc.removedItems[list] = slices.Clone(indexes)
	}
	var parts []Repair
	for _, f := range list {
		part, ok := r.doc.partAt(f.at, f.class)
		if !ok || slices.Contains(r.doc.overlays, f.pos.File) { // an overlay is the user's own file
			rest.Errorf(f.pos, f.rule, "%s", f.why)
			continue
		}
		part.Pos, part.Rule, part.Why = f.pos, f.rule, f.why
		for _, part := range r.doc.operationsOf(part) {
			if OperationPart(part.At) == part.At {
				doc.leftOut[part.At] = true
			}
			parts = append(parts, part)
		}
	}
	r.doc.openUnions(parts)
	for _, part := range parts {
		within := doc.leftOut[OperationPart(part.At)]
		if within && OperationPart(part.At) == part.At || !within && edits.add(part.At.Tokens(), part.Instead) {
			r.record(part)
		}
	}
	doc.Root = edits.apply(doc, doc.Root, 0, nil)
	doc.recordRemoved(r.doc, edits, "")
	doc.shiftRefs(r.doc, edits)
	r.doc = doc
	return rest
}

// openUnions changes the repairs of alternatives that would leave a union with
// fewer than two. The union would then be the type of its last alternative, and
// values of the others would be read as that type. Such a union accepts any value
// instead.
func (d *Document) openUnions(parts []Repair) {
	removed := map[diag.Pointer]int{}
	for _, part := range parts {
		if part.Part == PartAlternative {
			removed[parentOf(part.At)]++
		}
	}
	for i, part := range parts {
		if part.Part != PartAlternative {
			continue
		}
		union := parentOf(part.At)
		left := -removed[union]
		for _, item := range d.At(union).items() {
			if item.Get("type").stringValue() != "null" {
				left++
			}
		}
		if left < 2 {
			parts[i].Instead = anyValue
		}
	}
}

func parentOf(p diag.Pointer) diag.Pointer {
	return p[:strings.LastIndexByte(string(p), '/')]
}

// operationsOf returns the operations of a path that is left out so that each
// of them is reported. If the path has operations beside a reference, only the
// reference is left out. It returns other parts as they are.
func (d *Document) operationsOf(r Repair) []Repair {
	if r.Part != PartPath {
		return []Repair{r}
	}
	var out []Repair
	item := d.resolveItem(d.At(r.At))
	if item.Get("$ref") != nil && slices.ContainsFunc(item.Fields, func(f Field) bool { return isMethod(f.Key) }) {
		r.At, r.Part = r.At.Child("$ref"), PartReference
		return []Repair{r}
	}
	if len(r.At.Tokens()) != 2 {
		return []Repair{r}
	}
	keepOperations(item, r.At, func(_ Field, at diag.Pointer) bool {
		one := r
		one.At, one.Part = at, PartOperation
		out = append(out, one)
		return true
	})
	if len(out) == 0 {
		return []Repair{r}
	}
	return out
}

// record adds a repair with its pointer in the original description. Several
// errors in one part are one repair.
func (r *repairer) record(part Repair) {
	if part.Part == partHarmless {
		r.slips.Warnf(part.Pos, part.Rule, "%s; it is ignored", part.Why)
		return
	}
	part = r.doc.Located(part, part.At)
	key := repaired{part.At, part.Part}
	if r.known[key] {
		return
	}
	if r.known == nil {
		r.known = map[repaired]bool{}
	}
	r.known[key] = true
	r.repairs = append(r.repairs, part)
}

// editTree holds the edits of a document by the tokens of their pointers.
type editTree struct {
	done     bool // the node is replaced by instead, or removed if that is nil
	instead  *Node
	isList   bool // set by apply
	children map[string]*editTree
}

// add adds an edit. It returns false if an edit covers the node already.
func (t *editTree) add(tokens []string, instead *Node) bool {
	for _, token := range tokens {
		if t.done {
			return false
		}
		if t.children == nil {
			t.children = map[string]*editTree{}
		}
		if t.children[token] == nil {
			t.children[token] = &editTree{}
		}
		t = t.children[token]
	}
	if t.done {
		return false
	}
	t.done, t.instead, t.children = true, instead, nil
	return true
}

// apply returns the node n with the edits of t. The tokens are the path to n.
func (t *editTree) apply(d *Document, n *Node, depth int, tokens []string) *Node {
	if len(t.children) == 0 || n == nil {
		return n
	}
	n.loaded()
	isOwn := func(f Field) bool { return f.Key != "$ref" && t.children[f.Key] != nil }
	if n.Kind == Map && !slices.ContainsFunc(n.Fields, isOwn) {
		n = d.resolveItem(n) // the slice has a copy of the target here
	}
	out := n.emptyCopy()
	t.isList = n.Kind == Seq
	edit := func(key string, child *Node) (*Node, bool) {
		e := t.children[key]
		switch {
		case e == nil:
			return child, true
		case !e.done:
			return e.apply(d, child, depth+1, append(slices.Clip(tokens), key)), true
		case e.instead == nil:
			return nil, false
		}
		return e.instead.placedLike(child), true
	}
	for _, f := range n.Fields {
		if value, keep := edit(f.Key, f.Value); keep {
			out.Fields = append(out.Fields, f.withValue(value))
		}
	}
	for i, item := range n.Items {
		if value, keep := edit(strconv.Itoa(i), item); keep {
			out.Items = append(out.Items, value)
		}
	}
	out.Text = n.Text
	return out
}

// placedLike returns a copy of n, with everything below it, at the position of
// another node.
func (n *Node) placedLike(at *Node) *Node {
	out := *n
	out.File, out.Line, out.Col = at.File, at.Line, at.Col
	out.Fields = slices.Clone(n.Fields)
	for i, f := range out.Fields {
		out.Fields[i] = Field{Key: f.Key, Line: at.Line, Col: at.Col, Value: f.Value.placedLike(at)}
	}
	out.Items = slices.Clone(n.Items)
	for i, item := range out.Items {
		out.Items[i] = item.placedLike(at)
	}
	return &out
}

// WithRepairs returns d, a slice, without the parts that contain the errors in
// list, with the repairs. It is for errors that a later step finds. The
// diagnostics are warnings about slips, and the errors of which no part can be
// left out.
func (d *Document) WithRepairs(list []Fault) (*Document, []Repair, *diag.List) {
	r := &repairer{doc: d}
	var own []fault
	for _, f := range list {
		own = append(own, fault{at: f.At, pos: cmp.Or(f.Pos, d.Pos(f.At)), rule: f.Rule, why: f.Why})
	}
	rest := r.repair(own)
	out := r.doc.WithOperations(func(p diag.Pointer) bool { return !r.doc.leftOut[p] })
	rest.Merge(&r.slips)
	return out, r.repairs, rest
}

// WithOperations returns d with the operations for which keep returns true.
func (d *Document) WithOperations(keep func(diag.Pointer) bool) *Document {
	edits := &editTree{}
	for _, item := range d.pathItems(nil) {
		for _, f := range item.node.fields() {
			if at := item.pointer().Child(f.Key); isMethod(f.Key) && !keep(at) {
				edits.add(at.Tokens(), nil)
			}
		}
	}
	return d.withRoot(edits.apply(d, d.Root, 0, nil))
}

// Fault is an error that a later step found in a slice.
type Fault struct {
	At   diag.Pointer
	Pos  diag.Pos // zero for the position of At
	Rule string
	Why  string
}

// OperationPart returns the pointer of the operation that contains p, or "".
func OperationPart(p diag.Pointer) diag.Pointer {
	return pointerTo(p.Tokens()[:operationTokens(p.Tokens())])
}

// operationTokens returns the number of tokens of the operation that contains the
// pointer with these tokens, or 0: 3 for /paths/~1a/get/responses and 4 for
// /paths/~1a/additionalOperations/COPY.
func operationTokens(tokens []string) int {
	switch {
	case len(tokens) < 3 || tokens[0] != "paths" && tokens[0] != "webhooks":
		return 0
	case isMethod(tokens[2]):
		return 3
	case len(tokens) > 3 && tokens[2] == additionalKey:
		return 4
	}
	return 0
}

// SortRepairs sorts repairs by position, then pointer.
func SortRepairs(list []Repair) {
	slices.SortStableFunc(list, func(a, b Repair) int {
		return cmp.Or(strings.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col), strings.Compare(string(a.At), string(b.At)))
	})
}
