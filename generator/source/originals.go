package source

// Pointers and references after parts were removed or copied.
//
// Removing an element of a list lowers the indexes of later elements. A reference
// that contains such an index still refers to the same element, because shiftRefs
// lowers the index in the reference too:
//
//	#/paths/~1pets/get/parameters/2/schema → #/paths/~1pets/get/parameters/1/schema
//
// A slice also has copies: it replaces a path item that is a reference, or a
// reference to an operation that is not selected, by the target. Located converts a
// pointer into a slice to that of the original description, and finds the place at
// which the description has the part, where an overlay can change it.

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// Located returns r for the part at p, which is in d, with its pointers in the
// original description.
func (d *Document) Located(r Repair, p diag.Pointer) Repair {
	r.At, r.Written = d.originalOf(p)
	n := cmp.Or(d.original, d).At(r.written())
	r.scalar = n != nil && n.Kind != Map && n.Kind != Seq
	return r
}

// originalOf converts a pointer into d to one into the original description, whose
// lists have the elements that repairs removed. The second result is the pointer of
// the same part where the original has it, if the first one is below a reference.
func (d *Document) originalOf(p diag.Pointer) (at, written diag.Pointer) {
	original := d
	if d.original != nil {
		original = d.original
	}
	for _, token := range p.Tokens() {
		removed := d.removedItems[at]
		if removed == nil {
			removed = d.removedItems[written]
		}
		token = beforeRemoval(token, removed)
		at = at.Child(token)
		written = original.followTo(written, token)
	}
	return at, written
}

// beforeRemoval returns the index of an element of a list from which the elements
// with the ascending indexes in removed were removed. Other tokens stay the same.
func beforeRemoval(token string, removed []int) string {
	if len(removed) == 0 || !isIndex(token) {
		return token
	}
	i, _ := strconv.Atoi(token)
	for _, r := range removed {
		if r <= i {
			i++
		}
	}
	return strconv.Itoa(i)
}

// followTo returns the pointer of the member or element token of the node at p. If
// that is a reference without such a member, the result is a part of the target. Of a
// chain of references, "$ref" is that of the last one.
func (d *Document) followTo(p diag.Pointer, token string) diag.Pointer {
	for at, hops := p, 0; hops < maxSectionHops; hops++ {
		n := d.At(at)
		ref, _, _ := d.childToken(n, "$ref") // the paths of a description can be many
		text := ref.stringValue()
		target, problem := resolveRef(text)
		isLast := text == "" || problem != "" || d.At(target) == nil
		if next, _, _ := d.childToken(n, token); next != nil && (token != "$ref" || isLast) {
			return at.Child(token)
		}
		if ref == nil || problem != "" {
			break
		}
		at = target
	}
	return p.Child(token)
}

// recordRemoved adds the elements of lists that the edits of t remove to
// d.removedItems. The pointer at is that of t in the document before, which is
// from.
func (d *Document) recordRemoved(from *Document, t *editTree, at diag.Pointer) {
	for key, child := range t.children {
		below := at.Child(key)
		if t.isList && child.done && child.instead == nil {
			list, _ := from.originalOf(at)
			element, _ := from.originalOf(below)
			i, _ := strconv.Atoi(lastToken(element))
			d.removedItems[list] = append(d.removedItems[list], i)
			slices.Sort(d.removedItems[list])
		}
		d.recordRemoved(from, child, below)
	}
}

// shiftRefs updates the references of d to elements of lists from which t removed
// elements. The document before the edits is from. A reference to a removed element
// no longer resolves.
func (d *Document) shiftRefs(from *Document, t *editTree) {
	lists := map[diag.Pointer][]int{}
	t.removedBelow("", lists)
	if len(lists) == 0 {
		return
	}
	s := &refShifter{
		doc: d, lists: lists, keys: shiftedKeys(lists), edits: map[*Node]*Node{}, problems: map[*Node]problem{},
	}
	d.movedRefs = maps.Clone(d.movedRefs)
	s.walk(d.Root, "")
	if len(s.edits) == 0 {
		return
	}
	for ref, why := range from.problems {
		s.problems[ref] = why
	}
	d.problems = s.problems
	d.Root = (&pruner{edits: s.edits}).applyEdits(d.Root)
}

// removedBelow adds the lists from which t removes elements, with the ascending
// indexes of these elements. The pointer of t is at.
func (t *editTree) removedBelow(at diag.Pointer, lists map[diag.Pointer][]int) {
	for key, child := range t.children {
		if t.isList && child.done && child.instead == nil {
			i, _ := strconv.Atoi(key)
			lists[at] = append(lists[at], i)
		}
		child.removedBelow(at.Child(key), lists)
	}
	slices.Sort(lists[at])
}

// refShifter updates references to elements of lists.
type refShifter struct {
	doc      *Document
	lists    map[diag.Pointer][]int // lists → ascending indexes of removed elements
	keys     *regexp.Regexp         // matches text that may have such a reference
	edits    map[*Node]*Node        // texts of references → their replacements
	problems map[*Node]problem
}

// shiftedKeys matches the key of one of the lists and an index in the text of a
// reference. It avoids reading all of a large description.
func shiftedKeys(lists map[diag.Pointer][]int) *regexp.Regexp {
	var keys []string
	for at := range lists {
		keys = append(keys, regexp.QuoteMeta(lastToken(at)))
	}
	slices.Sort(keys)
	return regexp.MustCompile(`(?:` + strings.Join(slices.Compact(keys), "|") + `)\\?/[0-9]`)
}

// walk updates the references in n, which is at p, and below it.
func (s *refShifter) walk(n *Node, p diag.Pointer) {
	if n.Kind > Map && !s.keys.MatchString(n.Text) {
		return // unread
	}
	n.loaded()
	for _, f := range n.Fields {
		if f.Key == "$ref" && f.Value.loaded().Kind == String {
			s.shift(f.Value, p)
		}
		s.walk(f.Value, p.Child(f.Key))
	}
	for i, item := range n.Items {
		s.walk(item, p.Index(i))
	}
}

// shift updates the reference whose text is ref and whose holder is at p.
func (s *refShifter) shift(ref *Node, p diag.Pointer) {
	target, unresolved := resolveRef(ref.Text)
	if unresolved != "" {
		return
	}
	var at, now diag.Pointer
	gone := false
	for _, token := range target.Tokens() {
		shifted := token
		if removed := s.lists[at]; removed != nil && isIndex(token) {
			i, _ := strconv.Atoi(token)
			before, is := slices.BinarySearch(removed, i)
			shifted = strconv.Itoa(i - before)
			if is {
				shifted, gone = "-", true // in JSON Pointer, the element after the last one
			}
		}
		at, now = at.Child(token), now.Child(shifted)
	}
	if now == target {
		return
	}
	edit := ref.emptyCopy()
	edit.Text = "#" + strings.ReplaceAll(string(now), "%", "%25")
	s.edits[ref] = edit
	if gone {
		s.problems[edit] = problem{rule: "dangling-ref", ref: ref.Text, text: ", because its target is left out"}
		return
	}
	holder, _ := s.doc.originalOf(p)
	if s.doc.movedRefs == nil {
		s.doc.movedRefs = map[diag.Pointer]string{}
	}
	s.doc.movedRefs[holder] = edit.Text
}
