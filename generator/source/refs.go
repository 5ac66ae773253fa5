package source

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// resolveRef turns the text of a reference into a pointer, or says why it
// cannot, with the remedy.
func resolveRef(text string) (target diag.Pointer, problem string) {
	name, target, problem := splitRef(text)
	if problem == "" && name != "" {
		problem = "only a description that is a file leads to other files, an overlay or the standard input does not; name the description's file, or move the target into it"
	}
	return target, problem
}

// refersOut reports whether a reference in text may lead to another file. It
// looks at the text alone, so as not to read what nobody needs: every "$ref"
// that can be a key should be followed by "#". OData has paths that end in $ref.
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

// refOf returns the reference that n, of class c, is; nil when it is none.
func refOf(n *Node, c class) *Node {
	if ref := n.Get("$ref"); ref != nil && ref.Kind == String && references[c] {
		return ref
	}
	return nil
}

// component returns the part of p that names a component, such as
// /components/schemas/Pet, and the class of the components there.
func component(p diag.Pointer) (diag.Pointer, class) {
	tokens := p.Tokens()
	if len(tokens) < 3 || tokens[0] != "components" {
		return "", none
	}
	r, known := grammar[componentsObject][tokens[1]]
	if !known {
		return "", none
	}
	return diag.Pointer("").Child("components").Child(tokens[1]).Child(tokens[2]), r.class
}

// schemaName returns the name of the component schema that p lies in, "" when
// it lies elsewhere.
func schemaName(p diag.Pointer) string {
	if tokens := p.Tokens(); len(tokens) >= 3 && tokens[0] == "components" && tokens[1] == "schemas" {
		return tokens[2]
	}
	return ""
}

// dangling says that target does not exist and what is near: a sibling of the
// first part that is missing.
func (d *Document) dangling(target diag.Pointer) string {
	n := d.Root
	for _, token := range target.Tokens() {
		next, _, _ := d.child(n, token)
		if next == nil {
			return diag.DidYouMean(token, keysOf(n))
		}
		n = next
	}
	return ""
}

// circles finds references that lead back to themselves without anything in
// between: chains of nothing but references, and schemas that extend
// themselves by allOf. References through properties or items are fine, that
// is how trees are described.
type circles struct {
	doc   *Document
	diags *diag.List
	state map[diag.Pointer]int // 1: on the way, 2: done
	way   []diag.Pointer
}

// visit looks at what stands at p, of class c.
func (s *circles) visit(p diag.Pointer, c class) {
	if s.state[p] != 0 {
		return
	}
	s.state[p] = 1
	s.way = append(s.way, p)
	s.includes(s.doc.At(p), c)
	s.way = s.way[:len(s.way)-1]
	s.state[p] = 2
}

// includes follows what n consists of.
func (s *circles) includes(n *Node, c class) {
	if ref := refOf(n, c); ref != nil {
		s.follow(ref, c)
		return
	}
	if c == schemaObject {
		for _, part := range n.Get("allOf").items() {
			s.includes(part, c)
		}
	}
}

func (s *circles) follow(ref *Node, c class) {
	target, problem := resolveRef(ref.Text)
	if problem != "" {
		return
	}
	if s.state[target] != 1 {
		s.visit(target, c)
		return
	}
	var names []string
	for _, p := range s.way[slices.Index(s.way, target):] {
		names = append(names, "#"+string(p))
	}
	names = append(names, "#"+string(target))
	s.diags.Errorf(s.doc.at(ref), "circular-ref", "circular reference: %s; break the circle", strings.Join(names, " → "))
}
