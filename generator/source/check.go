package source

// Checks that every value has the kind that OpenAPI wants in its place, so
// that all slips are reported at once and with their positions; kin-openapi
// stops at the first and knows no place.

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
	edits map[*Node]*Node // numbers where strings are due, as strings
}

// object checks n, which stands under key and should be an object of class c,
// and all below.
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
		case f.Value.Kind == Null: // as good as absent
		default:
			k.member(f.Value, r, f.Key)
		}
	}
}

// needed reports members that must be there and are not.
func (k *checker) needed(n *Node, c class) {
	for _, key := range needed[c] {
		if n.Get(key) == nil {
			k.diags.Errorf(k.doc.at(n), "missing-key", "the key %q is missing here%s", key, slip(key, n))
		}
	}
}

// slip names the key of n that could be meant to be key.
func slip(key string, n *Node) string {
	if near := diag.Near(key, keysOf(n)); near != "" {
		return fmt.Sprintf("; is %q a slip of the pen?", near)
	}
	return ""
}

// unknown warns of keys that look like a slip of the pen: they differ from a
// known one in case only, or in little from one that is not there. All else may
// be there: an extension, a later version's key.
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
		k.diags.Warnf(k.doc.key(f), "unknown-key", "key %q is none of OpenAPI's, did you mean %q?", f.Key, near)
	}
}

func (k *checker) wrong(n *Node, key, due string) {
	k.diags.Errorf(k.doc.at(n), "wrong-kind", "%q: %s is due here, not %s", key, due, n.Kind)
}

// member checks a value that stands under key by the rule for its place.
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

// scalar checks a single value. A number or boolean where a string is due is
// what YAML makes of an unquoted version; it is taken as it was written.
func (k *checker) scalar(n *Node, f form, key string) {
	switch {
	case key == "$ref" && n.Kind != String:
		k.wrong(n, key, "a string") // taken as one, it would be a reference to a file
	case f == text && (n.Kind == Number || n.Kind == Bool):
		k.diags.Warnf(k.doc.at(n), "unquoted", "%q: %s is read as a string here; put it in quotes", key, n.Text)
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
			k.diags.Errorf(k.doc.at(n), "wrong-kind", "%q: a whole number that is not negative is due here, not %s", key, n.Text)
		}
	}
}
