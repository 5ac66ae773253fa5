package source

// Checks that every value has the kind that OpenAPI requires. All errors are
// reported at once and with positions. kin-openapi stops at the first error
// and has no positions.

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

type checker struct {
	doc   *Document
	diags *diag.List
	edits map[*Node]*Node // replacements for numbers and booleans where OpenAPI requires a string
}

// object checks n, the value of key, as an object of class c, and everything
// below it.
func (k *checker) object(n *Node, c class, key string) {
	if n.Kind == Bool && c == schemaObject {
		return
	}
	if n.Kind != Map {
		k.wrongKind(n, key, "a map")
		return
	}
	if refOf(n, c) == nil {
		k.checkRequired(n, c)
	}
	for _, f := range n.Fields {
		r, known := ruleOf(c, f.Key)
		switch {
		case !known:
			k.checkUnknown(f, c, n)
		case f.Value.Kind == Null: // a null member counts as absent
		default:
			k.member(f.Value, r, f.Key)
		}
	}
}

// checkRequired reports required members that are missing.
func (k *checker) checkRequired(n *Node, c class) {
	for _, key := range requiredKeys[c] {
		if n.Get(key) == nil {
			k.diags.Errorf(k.doc.nodePos(n), "missing-key", "missing key %q%s", key, suggestMisspelled(key, n))
		}
	}
}

// suggestMisspelled returns `; is "x" a misspelling of it?` for the key x of n
// that resembles key, or "" if none does.
func suggestMisspelled(key string, n *Node) string {
	if near := diag.Near(key, keysOf(n)); near != "" {
		return fmt.Sprintf("; is %q a misspelling of it?", near)
	}
	return ""
}

// checkUnknown warns about a key that looks like a typing error: it differs
// from a known key in case only, or it resembles a known key that is absent.
// Other unknown keys are allowed, because they may be extensions or keys of a
// later version.
func (k *checker) checkUnknown(f Field, c class, beside *Node) {
	if isExtension(f.Key) {
		return
	}
	near := diag.Near(f.Key, slices.Sorted(maps.Keys(grammar[c])))
	switch {
	case near == "":
	case strings.EqualFold(near, f.Key):
		k.diags.Warnf(k.doc.keyPos(f), "key-case", "key %q should be %q", f.Key, near)
	case beside.Get(near) == nil && !slices.Contains(requiredKeys[c], near) && !slices.Contains(unruledKeys, f.Key):
		k.diags.Warnf(k.doc.keyPos(f), "unknown-key", "key %q is not defined by OpenAPI; did you mean %q?", f.Key, near)
	}
}

func (k *checker) wrongKind(n *Node, key, expected string) {
	k.diags.Errorf(k.doc.nodePos(n), "wrong-kind", "%q: expected %s, found %s", key, expected, n.Kind)
}

// member checks n, the value of key, against the rule for its position.
func (k *checker) member(n *Node, r rule, key string) {
	switch r.form {
	case stringForm, boolForm, numberForm, countForm, boundForm:
		k.scalar(n, r.form, key)
	case stringOrListForm:
		if n.Kind != Seq {
			k.scalar(n, stringForm, key)
			return
		}
		fallthrough
	case stringListForm:
		k.elements(n, key, func(item *Node) { k.scalar(item, stringForm, key) })
	case listForm:
		k.elements(n, key, func(*Node) {})
	case objectListForm:
		k.elements(n, key, func(item *Node) { k.object(item, r.class, key) })
	case objectForm:
		k.object(n, r.class, key)
	case stringMapForm:
		k.entries(n, r, key, func(f Field) { k.scalar(f.Value, stringForm, f.Key) })
	case stringListMapForm:
		k.entries(n, r, key, func(f Field) { k.member(f.Value, rule{form: stringListForm}, f.Key) })
	case objectMapForm, patternMapForm:
		k.entries(n, r, key, func(f Field) { k.object(f.Value, r.class, f.Key) })
	}
}

func (k *checker) elements(n *Node, key string, check func(*Node)) {
	if n.Kind != Seq {
		k.wrongKind(n, key, "a list")
		return
	}
	for _, item := range n.Items {
		check(item)
	}
}

func (k *checker) entries(n *Node, r rule, key string, check func(Field)) {
	if n.Kind != Map {
		k.wrongKind(n, key, "a map")
		return
	}
	for _, f := range n.Fields {
		if r.form != patternMapForm || !isExtension(f.Key) {
			check(f)
		}
	}
}

// scalar checks a single value. YAML reads an unquoted version as a number, so
// a number or boolean in place of a string is accepted with a warning and
// keeps its spelling.
func (k *checker) scalar(n *Node, f form, key string) {
	switch {
	case key == "$ref" && n.Kind != String:
		// Converted to a string, the value would be a reference to a file.
		k.wrongKind(n, key, "a string")
	case f == stringForm && (n.Kind == Number || n.Kind == Bool):
		k.diags.Warnf(k.doc.nodePos(n), "unquoted", "%q: %s is read as a string; put it in quotes", key, n.Text)
		edit := n.emptyCopy()
		edit.Kind, edit.Text = String, n.Text
		k.edits[n] = edit
	case f == stringForm && n.Kind != String:
		k.wrongKind(n, key, "a string")
	case f == boolForm && n.Kind != Bool:
		k.wrongKind(n, key, "true or false")
	case (f == numberForm || f == countForm) && n.Kind != Number, f == boundForm && n.Kind != Number && n.Kind != Bool:
		k.wrongKind(n, key, "a number")
	case f == countForm:
		if _, err := strconv.ParseUint(n.Text, 10, 64); err != nil {
			k.diags.Errorf(k.doc.nodePos(n), "wrong-kind", "%q: expected a non-negative integer, found %s", key, n.Text)
		}
	}
}
