package source

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Size returns the number of values in the document: maps, lists and scalars. It counts
// at most one value for each valueBytes bytes, so that a long list of short numbers does
// not raise the limits of work that grow with the size.
func (d *Document) Size() int {
	values, bytes := d.Root.loaded().size()
	return min(values, 1+bytes/valueBytes)
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

// schemas returns the number of maps in n that can be schemas.
func (n *Node) schemas() int {
	count := 0
	if n.Kind == Map {
		count = 1
	}
	for i := range n.childCount() {
		if n.Kind == Map && (isExtension(n.Fields[i].Key) || slices.Contains(valueKeys, n.Fields[i].Key)) {
			continue
		}
		count += n.childAt(i).schemas()
	}
	return count
}

// valueKeys are the keys of schemas whose values contain no schemas.
var valueKeys = []string{"default", "discriminator", "enum", "example", "examples"}

// ExceedsSize reports whether the targets of all references together have more than
// limit schemas, each counted once for each reference to it. The pointer is that of the
// reference with which they exceed it.
func (d *Document) ExceedsSize(limit int) (diag.Pointer, bool) {
	r := referencedSize{doc: d, left: limit, targets: map[string]int{}}
	return r.exceedingReference(d.Root)
}

// referencedSize is the state of ExceedsSize.
type referencedSize struct {
	doc     *Document
	left    int
	targets map[string]int // schemas by reference, with those of further references
}

// exceedingReference returns the pointer below n of the reference that exceeds the
// limit.
func (r *referencedSize) exceedingReference(n *Node) (diag.Pointer, bool) {
	if ref := n.Get("$ref").stringValue(); ref != "" {
		if r.left -= r.target(ref); r.left < 0 {
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

// target returns the number of schemas in the target of a reference.
func (r *referencedSize) target(ref string) int {
	if size, known := r.targets[ref]; known {
		return size
	}
	r.targets[ref] = 0 // for a cycle
	fragment, local := strings.CutPrefix(ref, "#")
	if !local {
		return 0
	}
	n := r.doc.At(diag.Pointer(fragment))
	if n == nil {
		return 0
	}
	size := n.schemas()
	if next := n.Get("$ref").stringValue(); next != "" {
		size += r.target(next)
	}
	r.targets[ref] = size
	return size
}
