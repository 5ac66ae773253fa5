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
		k.wrong(n, key, "a map")
		return
	}
	if refOf(n, c) == nil {
		k.needed(n, c)
	}
	for _, f := range n.Fields {
		r, known := ruleOf(c, f.Key)
		switch {
		case !known:
			k.unknown(f, c, n)
		case f.Value.Kind == Null: // a null member counts as absent
		default:
			k.member(f.Value, r, f.Key)
		}
	}
}

// needed reports required members that are missing.
func (k *checker) needed(n *Node, c class) {
	for _, key := range needed[c] {
		if n.Get(key) == nil {
			k.diags.Errorf(k.doc.at(n), "missing-key", "missing key %q%s", key, slip(key, n))
		}
	}
}

// slip returns "; did you mistype it as …?" for the key of n that resembles
// key, or "" if none does.
func slip(key string, n *Node) string {
	if near := diag.Near(key, keysOf(n)); near != "" {
		return fmt.Sprintf("; is %q a misspelling of it?", near)
	}
	return ""
}

// unknown warns about a key that looks like a typing error: it differs from a
// known key in case only, or it resembles a known key that is absent. Other
// unknown keys are allowed, because they may be extensions or keys of a later
// version.
func (k *checker) unknown(f Field, c class, beside *Node) {
	if isExtension(f.Key) {
		return
	}
	near := diag.Near(f.Key, slices.Sorted(maps.Keys(grammar[c])))
	switch {
	case near == "":
	case strings.EqualFold(near, f.Key):
		k.diags.Warnf(k.doc.key(f), "key-case", "key %q should be %q", f.Key, near)
	case beside.Get(near) == nil && !slices.Contains(needed[c], near) && !slices.Contains(unread, f.Key):
		k.diags.Warnf(k.doc.key(f), "unknown-key", "key %q is not defined by OpenAPI; did you mean %q?", f.Key, near)
	}
}

func (k *checker) wrong(n *Node, key, expected string) {
	k.diags.Errorf(k.doc.at(n), "wrong-kind", "%q: expected %s, found %s", key, expected, n.Kind)
}

// member checks n, the value of key, against the rule for its position.
func (k *checker) member(n *Node, r rule, key string) {
	switch r.form {
	case text, boolean, number, count, bound:
		k.scalar(n, r.form, key)
	case oneText:
		if n.Kind != Seq {
			k.scalar(n, text, key)
			return
		}
		fallthrough
	case texts:
		k.elements(n, key, func(item *Node) { k.scalar(item, text, key) })
	case list:
		k.elements(n, key, func(*Node) {})
	case objects:
		k.elements(n, key, func(item *Node) { k.object(item, r.class, key) })
	case object:
		k.object(n, r.class, key)
	case textTable:
		k.entries(n, r, key, func(f Field) { k.scalar(f.Value, text, f.Key) })
	case textsTable:
		k.entries(n, r, key, func(f Field) { k.member(f.Value, rule{form: texts}, f.Key) })
	case table, patterns:
		k.entries(n, r, key, func(f Field) { k.object(f.Value, r.class, f.Key) })
	}
}

func (k *checker) elements(n *Node, key string, check func(*Node)) {
	if n.Kind != Seq {
		k.wrong(n, key, "a list")
		return
	}
	for _, item := range n.Items {
		check(item)
	}
}

func (k *checker) entries(n *Node, r rule, key string, check func(Field)) {
	if n.Kind != Map {
		k.wrong(n, key, "a map")
		return
	}
	for _, f := range n.Fields {
		if r.form != patterns || !isExtension(f.Key) {
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
		k.wrong(n, key, "a string")
	case f == text && (n.Kind == Number || n.Kind == Bool):
		k.diags.Warnf(k.doc.at(n), "unquoted", "%q: %s is read as a string; put it in quotes", key, n.Text)
		edit := n.blank()
		edit.Kind, edit.Text = String, n.Text
		k.edits[n] = edit
	case f == text && n.Kind != String:
		k.wrong(n, key, "a string")
	case f == boolean && n.Kind != Bool:
		k.wrong(n, key, "true or false")
	case (f == number || f == count) && n.Kind != Number, f == bound && n.Kind != Number && n.Kind != Bool:
		k.wrong(n, key, "a number")
	case f == count:
		if _, err := strconv.ParseUint(n.Text, 10, 64); err != nil {
			k.diags.Errorf(k.doc.at(n), "wrong-kind", "%q: expected a non-negative integer, found %s", key, n.Text)
		}
	}
}
