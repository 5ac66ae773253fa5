package source

// The size of a description, and the work that its references cause.
//
// A reference costs a few bytes, but each reader of the description reads its target again,
// or copies it: path items in Slice, and path items and parts of unknown types in
// kin-openapi. Both are counted before any of it happens, because references to references
// can double the number of copies with each level.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Size returns the number of values in the document: maps, lists and scalars. It counts
// at most one value for each valueBytes bytes, so that a long list of short numbers does
// not raise the limits of work that grow with the size. The size of a slice does not
// include parts that it repeats.
func (d *Document) Size() int {
	values, bytes := d.Root.loaded().size()
	size := min(values, 1+bytes/valueBytes)
	if d.maxSize > 0 {
		size = min(size, d.maxSize)
	}
	return size
}

// repeatsItems reports whether several path items are references to the same one.
func repeatsItems(items []pathItem) bool {
	seen := map[string]bool{}
	for _, item := range items {
		if ref := item.field.Value.Get("$ref").stringValue(); ref != "" {
			if seen[ref] {
				return true
			}
			seen[ref] = true
		}
	}
	return false
}

// itemsExceed reports path items that are references to the same ones if their copies
// exceed the limit.
func (d *Document) itemsExceed(items []pathItem, diags *diag.List) bool {
	known := map[string]int{} // costs of copies by reference
	var limit *copyLimit
	for _, item := range items {
		ref := item.field.Value.Get("$ref").stringValue()
		cost, repeated := known[ref]
		switch {
		case ref == "":
			continue
		case !repeated:
			known[ref] = item.node.copyCost()
			continue
		case limit == nil:
			limit = d.newCopyLimit(d.Size(), diags, "the size of all references to path items")
		}
		if !limit.spend(cost, d.keyPos(item.field)) {
			return true
		}
	}
	return false
}

// valueBytes is less than the average length of a value in a real description, with its
// key.
const valueBytes = 16

// size returns the number of values and the length of their texts and keys in n.
func (n *Node) size() (values, bytes int) {
	values, bytes = 1, 2
	if n.Kind < Seq {
		bytes += len(n.Text)
	}
	for i := range n.childCount() {
		v, b := n.childAt(i).size()
		values, bytes = values+v, bytes+b
		if n.Kind == Map {
			bytes += len(n.Fields[i].Key)
		}
	}
	return values, bytes
}

// copyCost returns the work of a copy of n, which can be nil, in readings of schemas. A copied
// value takes about a kilobyte of memory.
func (n *Node) copyCost() int {
	if n == nil {
		return 0
	}
	values, bytes := n.size()
	return values*costOfValue + bytes/bytesOfCost
}

// The parts of copyCost.
const (
	costOfValue = 8
	bytesOfCost = 64
)

// copyLimit limits the copies that a step makes. It reports the first one that exceeds the
// limit.
type copyLimit struct {
	doc      *Document
	budget   diag.Budget
	diags    *diag.List
	cause    string // the beginning of the message
	exceeded bool
}

func (d *Document) newCopyLimit(size int, diags *diag.List, cause string) *copyLimit {
	return &copyLimit{doc: d, budget: diag.NewReadBudget(d.Limits, size), diags: diags, cause: cause}
}

// spend counts a copy of the given cost. It returns false if the limit is exceeded.
func (c *copyLimit) spend(cost int, pos diag.Pos) bool {
	if c.budget.Spend(cost) && !c.exceeded {
		c.exceeded = true
		c.diags.Exceeded(pos, c.cause, &c.budget)
	}
	return !c.exceeded
}

// textLength returns the approximate length of n as text. It loads no stubs.
func (n *Node) textLength() int {
	length := 2
	if n.Kind != Seq && n.Kind != Map {
		return length + len(n.Text)
	}
	for _, f := range n.Fields {
		length += len(f.Key) + f.Value.textLength()
	}
	for _, item := range n.Items {
		length += item.textLength()
	}
	return length
}

// schemas returns the number of maps in n, which can be nil, that can be schemas. Two
// entries of a mapping count as one, because kin-openapi sorts them for each reference.
func (n *Node) schemas() int {
	if n == nil {
		return 0
	}
	count := 0
	if n.Kind == Map {
		count = 1
	}
	for i := range n.childCount() {
		if n.Kind == Map && (isExtension(n.Fields[i].Key) || slices.Contains(valueKeys, n.Fields[i].Key)) {
			if n.Fields[i].Key == "discriminator" {
				count += n.childAt(i).Get("mapping").childCount() / 2
			}
			continue
		}
		count += n.childAt(i).schemas()
	}
	return count
}

// valueKeys are the keys of schemas whose values contain no schemas.
var valueKeys = []string{"default", "discriminator", "enum", "example", "examples"}

// ExceedsSize reports whether the targets of all references together have more than
// limit schemas, each counted once for each reference to it. Copies count as in copyCost. The
// pointer is that of the reference with which they exceed it.
func (d *Document) ExceedsSize(limit int) (diag.Pointer, bool) {
	r := referencedSize{doc: d, left: limit, limit: limit, targets: map[string]int{}, copies: map[string]int{}}
	return r.exceedingReference(d.Root)
}

// referencedSize is the state of ExceedsSize.
type referencedSize struct {
	doc         *Document
	left, limit int
	targets     map[string]int // schemas by reference, with those of further references
	copies      map[string]int // costs of the copies for a reference, see copied
}

// exceedingReference returns the pointer below n of the reference that exceeds the
// limit.
func (r *referencedSize) exceedingReference(n *Node) (diag.Pointer, bool) {
	if ref := n.Get("$ref").stringValue(); ref != "" {
		if r.left -= r.cost(ref); r.left < 0 {
			return "", true
		}
	}
	for i := range n.childCount() {
		below, exceeds := r.exceedingReference(n.childAt(i))
		switch {
		case !exceeds:
		case n.Kind == Map:
			return diag.Pointer("").Child(n.Fields[i].Key) + below, true
		default:
			return diag.Pointer("").Index(i) + below, true
		}
	}
	return "", false
}

// cost returns the work of a reference.
func (r *referencedSize) cost(ref string) int {
	if isCopied(ref) {
		return r.copied(ref)
	}
	return r.target(ref)
}

// target returns the number of schemas in the target of a reference.
func (r *referencedSize) target(ref string) int {
	if size, known := r.targets[ref]; known {
		return size
	}
	r.targets[ref] = 0 // for a cycle
	n := r.find(ref)
	size := n.schemas()
	if next := n.Get("$ref").stringValue(); next != "" {
		size += r.target(next)
	}
	r.targets[ref] = size
	return size
}

// find returns the target of a reference, or nil.
func (r *referencedSize) find(ref string) *Node {
	fragment, local := strings.CutPrefix(ref, "#")
	if !local {
		return nil
	}
	return r.doc.At(diag.Pointer(fragment))
}

// sharedSections are the sections of components whose members kin-openapi shares.
var sharedSections = []string{
	"callbacks", "examples", "headers", "links", "parameters", "requestBodies", "responses", "schemas", "securitySchemes",
}

// isCopied reports whether kin-openapi may copy the target of each reference to it, in which
// it resolves the references again: a path item, or a part for which it has no type. Parts of
// components and of operations count too, although it shares most of them.
func isCopied(ref string) bool {
	tokens := strings.Split(ref, "/")
	return len(tokens) != 4 || tokens[1] != "components" || !slices.Contains(sharedSections, tokens[2])
}

// copied returns the cost of the copy for a reference, with the copies for the references in
// it, but at most one more than the limit.
func (r *referencedSize) copied(ref string) int {
	if size, known := r.copies[ref]; known {
		return size
	}
	r.copies[ref] = 0 // for a cycle
	n := r.find(ref)
	size := min(n.copyCost()+r.copiedBelow(n), r.limit+1)
	r.copies[ref] = size
	return size
}

// copiedBelow returns the cost of the copies for the references in n.
func (r *referencedSize) copiedBelow(n *Node) int {
	if n == nil {
		return 0
	}
	size := 0
	if ref := n.Get("$ref").stringValue(); ref != "" && isCopied(ref) {
		size += r.copied(ref)
	}
	for i := range n.childCount() {
		size = min(size+r.copiedBelow(n.childAt(i)), r.limit+1)
	}
	return size
}
