package source

// Checks that every value has the kind that OpenAPI wants in its place, so
// that all slips are reported at once and with their positions; kin-openapi
// stops at the first and knows no place.

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

type checker struct {
	doc   *Document
	diags *diag.List
	edits map[*Node]*Node // numbers where strings are due, as strings
}

// object checks n, which should be an object of class c, and all below.
func (k *checker) object(n *Node, c class) {
	if n.Kind == Bool && c == schemaObject {
		return
	}
	if n.Kind != Map {
		k.wrong(n, "a map")
		return
	}
	if refOf(n, c) == nil {
		k.needed(n, c)
	}
	for _, f := range n.Fields {
		r, known := ruleOf(c, f.Key)
		switch {
		case !known:
			k.unknown(f, c)
		case f.Value.Kind == Null: // as good as absent
		default:
			k.member(f.Value, r)
		}
	}
}

// needed reports members that must be there and are not.
func (k *checker) needed(n *Node, c class) {
	for _, key := range needed[c] {
		if n.Get(key) == nil {
			k.diags.Errorf(k.doc.at(n), "missing-key", "the key %q is missing here%s", key, diag.DidYouMean(key, keysOf(n)))
		}
	}
}

// unknown warns of keys that differ from a known one in case only. All else
// may be there: an extension, a later version's key.
func (k *checker) unknown(f Field, c class) {
	if _, known := grammar[c][strings.ToLower(f.Key)]; known {
		k.diags.Warnf(k.doc.pos(f.Line, f.Col), "key-case", "key %q should be %q", f.Key, strings.ToLower(f.Key))
	}
}

func (k *checker) wrong(n *Node, due string) {
	k.diags.Errorf(k.doc.at(n), "wrong-kind", "%s is due here, not %s", due, n.Kind)
}

// member checks a value by the rule for its place.
func (k *checker) member(n *Node, r rule) {
	switch r.form {
	case text, flag, number, count, bound:
		k.scalar(n, r.form)
	case oneText:
		if n.Kind != Seq {
			k.scalar(n, text)
			return
		}
		fallthrough
	case texts:
		k.elements(n, func(item *Node) { k.scalar(item, text) })
	case list:
		k.elements(n, func(*Node) {})
	case objects:
		k.elements(n, func(item *Node) { k.object(item, r.class) })
	case object:
		k.object(n, r.class)
	case textTable:
		k.entries(n, false, func(v *Node) { k.scalar(v, text) })
	case textsTable:
		k.entries(n, false, func(v *Node) { k.member(v, rule{form: texts}) })
	case table, patterns:
		k.entries(n, r.form == patterns, func(v *Node) { k.object(v, r.class) })
	}
}

func (k *checker) elements(n *Node, check func(*Node)) {
	if n.Kind != Seq {
		k.wrong(n, "a list")
		return
	}
	for _, item := range n.Items {
		check(item)
	}
}

func (k *checker) entries(n *Node, extensible bool, check func(*Node)) {
	if n.Kind != Map {
		k.wrong(n, "a map")
		return
	}
	for _, f := range n.Fields {
		if !extensible || !isExtension(f.Key) {
			check(f.Value)
		}
	}
}

// scalar checks a single value. A number or boolean where a string is due is
// what YAML makes of an unquoted version; it is taken as it was written.
func (k *checker) scalar(n *Node, f form) {
	switch {
	case f == text && (n.Kind == Number || n.Kind == Bool):
		k.diags.Warnf(k.doc.at(n), "unquoted", "%s is read as a string here; put it in quotes", n.Text)
		k.edits[n] = &Node{Kind: String, Text: n.Text, Line: n.Line, Col: n.Col}
	case f == text && n.Kind != String:
		k.wrong(n, "a string")
	case f == flag && n.Kind != Bool:
		k.wrong(n, "true or false")
	case (f == number || f == count) && n.Kind != Number, f == bound && n.Kind != Number && n.Kind != Bool:
		k.wrong(n, "a number")
	case f == count:
		if _, err := strconv.ParseUint(n.Text, 10, 64); err != nil {
			k.diags.Errorf(k.doc.at(n), "wrong-kind", "a whole number that is not negative is due here, not %s", cmp.Or(n.Text, "nothing"))
		}
	}
}
