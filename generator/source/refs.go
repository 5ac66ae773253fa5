package source

// References: their text, their targets, and cycles of references that no value
// can satisfy.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// resolveRef converts the text of a reference to a pointer. If the reference
// cannot be followed, problem is the reason with a remedy.
func resolveRef(text string) (target diag.Pointer, problem string) {
	name, target, problem := splitRef(text)
	if problem == "" && name != "" {
		problem = otherFile
	}
	return target, problem
}

// otherFile is the problem of a reference to a file without a folder to find it
// in.
const otherFile = "an overlay or a description on standard input cannot refer to other files; " +
	"read the description from a file, or move the target into it"

// refersOut reports whether a reference in text may name another file. It
// scans the raw text so that stubs stay unread: a reference within the
// document has a "#" after "$ref". A "$ref" inside a longer word is ignored,
// because OData has paths that end in $ref.
func refersOut(text string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], "$ref")
		if i < 0 {
			return false
		}
		i += at
		at = i + len("$ref")
		after := text[at:min(at+80, len(text))]
		if i > 0 && strings.IndexByte("\"' \t\r\n{,", text[i-1]) < 0 {
			continue
		}
		if !strings.HasPrefix(strings.TrimLeft(after, "\"' \t\r\n:>|-"), "#") {
			return true
		}
	}
}

// refOf returns the reference that n, an object of class c, consists of, or
// nil.
func refOf(n *Node, c class) *Node {
	if ref := n.Get("$ref"); ref != nil && ref.Kind == String && referableClasses[c] {
		return ref
	}
	return nil
}

// component returns the prefix of p that names a component, such as
// /components/schemas/Pet, and the class of that component.
func component(p diag.Pointer) (diag.Pointer, class) {
	tokens := p.Tokens()
	if len(tokens) < 3 || tokens[0] != "components" {
		return "", noClass
	}
	r, known := grammar[componentsObject][tokens[1]]
	if !known {
		return "", noClass
	}
	return diag.Pointer("").Child("components").Child(tokens[1]).Child(tokens[2]), r.class
}

// schemaName returns the name of the component schema that contains p, or "".
func schemaName(p diag.Pointer) string {
	if tokens := p.Tokens(); len(tokens) >= 3 && tokens[0] == "components" && tokens[1] == "schemas" {
		return tokens[2]
	}
	return ""
}

// dangling returns a suggestion for a target that does not exist: a name near
// the first missing token.
func (d *Document) dangling(target diag.Pointer) string {
	n := d.Root
	for _, token := range target.Tokens() {
		next, _, _ := d.childToken(n, token)
		if next == nil {
			return d.suggester.DidYouMean(token, func() []string { return keysOf(n) })
		}
		n = next
	}
	return ""
}

// cycleFinder finds cyclic references that no value can satisfy: chains of
// references only, and schemas that extend themselves by allOf. A cycle
// through properties or items is valid, because it describes a tree.
type cycleFinder struct {
	doc    *Document
	faults *faults
	state  map[diag.Pointer]int // 1: on the current path, 2: done
	path   []cycleEdge          // the current path
}

// cycleEdge is a reference on the current path, with its holder and its target.
type cycleEdge struct {
	ref    *Node        // nil for the first object of the path
	holder diag.Pointer // of the reference
	target diag.Pointer
}

// visit checks the object of class c, which the path's last reference names.
func (s *cycleFinder) visit(edge cycleEdge, c class) {
	if s.state[edge.target] != 0 {
		return
	}
	s.state[edge.target] = 1
	s.path = append(s.path, edge)
	s.followParts(s.doc.At(edge.target), c, edge.target)
	s.path = s.path[:len(s.path)-1]
	s.state[edge.target] = 2
}

// followParts follows the references and allOf entries that n, which is at p,
// consists of.
func (s *cycleFinder) followParts(n *Node, c class, p diag.Pointer) {
	if ref := refOf(n, c); ref != nil {
		s.follow(ref, c, p)
		return
	}
	if c == schemaObject {
		for i, part := range n.Get("allOf").items() {
			s.followParts(part, c, p.Child("allOf").Index(i))
		}
	}
}

func (s *cycleFinder) follow(ref *Node, c class, holder diag.Pointer) {
	target, problem := resolveRef(ref.Text)
	if problem != "" {
		return
	}
	edge := cycleEdge{ref, holder, target}
	if s.state[target] != 1 {
		s.visit(edge, c)
		return
	}
	start := slices.IndexFunc(s.path, func(e cycleEdge) bool { return e.target == target })
	s.report(append(slices.Clone(s.path[start+1:]), edge))
}

// report adds a fault at the reference of the cycle with the least pointer so
// that the fault does not depend on the order of the description.
func (s *cycleFinder) report(cycle []cycleEdge) {
	least := 0
	for i, e := range cycle {
		if e.holder < cycle[least].holder {
			least = i
		}
	}
	cycle = append(cycle[least:len(cycle):len(cycle)], cycle[:least]...)
	names := []string{"#" + string(cycle[len(cycle)-1].target)}
	for _, e := range cycle {
		names = append(names, "#"+string(e.target))
	}
	s.faults.addf(cycle[0].holder, s.doc.nodePos(cycle[0].ref), "circular-ref",
		"circular reference: %s; break the cycle", strings.Join(names, " → "))
}
