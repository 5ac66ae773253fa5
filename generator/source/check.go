package source

// Checks that every value has the kind that OpenAPI requires. All errors are
// reported at once and with positions. kin-openapi stops at the first error
// and has no positions.
//
// An error in a member that no part of an SDK depends on, such as a title or a
// limit, is a slip: it is a warning, and the slice does not have the member. A
// slip whose intent is clear is read as intended, for example the number "5"
// or the boolean "true". Other errors are faults, for which Slice leaves out a
// part.

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

type checker struct {
	doc    *Document
	diags  *diag.List
	faults *faults
	edits  map[*Node]*Node // replacements for slips; nil removes the member
	nulls  map[string]*nullMembers
}

// object checks n, the value of key at p, as an object of class c, and
// everything below it.
func (k *checker) object(n *Node, c class, key string, p diag.Pointer) {
	switch {
	case n.Kind == Bool && c == schemaObject:
		return
	case n.Kind != Map:
		k.wrongKind(n, key, "a map", p)
		return
	case refOf(n, c) == nil:
		k.checkRequired(n, c, p)
	}
	for _, f := range n.Fields {
		r, known := ruleOf(c, f.Key)
		switch {
		case c == schemaObject && isOnlyNull(f):
			k.readAsNull(n, f.Key)
		case !known:
			k.checkUnknown(f, c, n)
			k.anyValue(f, p.Child(f.Key))
		case f.Value.Kind == Null:
			k.null(f, r, c, p.Child(f.Key))
		case slices.Contains(harmlessKeys[c], f.Key):
			k.harmless(f, r, p.Child(f.Key))
		case slices.Contains(optionalKeys[c], f.Key):
			k.optional(f, r, p.Child(f.Key))
		default:
			k.member(f.Value, r, f.Key, p.Child(f.Key))
		}
	}
}

// harmless checks a member that no part depends on. If it has an error, it is
// left out with a warning. A list of objects loses only the elements with errors.
func (k *checker) harmless(f Field, r rule, p diag.Pointer) {
	for _, x := range k.faultsOf(f, r, p) {
		ignored, outcome := f.Value, fmt.Sprintf("the key %q is ignored", f.Key)
		if i := len(p.Tokens()); r.form == objectListForm && len(x.at.Tokens()) > i {
			index := x.at.Tokens()[i]
			ignored, _, _ = k.doc.childToken(f.Value, index)
			outcome = fmt.Sprintf("element %s of %q is ignored", index, f.Key)
		}
		k.ignore(ignored, x, outcome)
	}
}

// optional checks a member at p that is left out alone, with a warning, if its
// value has the wrong kind.
func (k *checker) optional(f Field, r rule, p diag.Pointer) {
	for _, x := range k.faultsOf(f, r, p) {
		if x.at == p {
			k.ignore(f.Value, x, fmt.Sprintf("the key %q is ignored", f.Key))
		} else {
			k.faults.list = append(k.faults.list, x)
		}
	}
}

// faultsOf returns the errors in a member at p.
func (k *checker) faultsOf(f Field, r rule, p diag.Pointer) []fault {
	own := &checker{doc: k.doc, diags: k.diags, faults: &faults{}, edits: k.edits, nulls: k.nulls}
	own.member(f.Value, r, f.Key, p)
	return own.faults.list
}

// ignore leaves out n because of the error x, with a warning.
func (k *checker) ignore(n *Node, x fault, outcome string) {
	k.diags.Warnf(x.pos, x.rule, "%s; %s", x.why, outcome)
	k.edits[n] = nil
}

// checkRequired reports required members that are missing.
func (k *checker) checkRequired(n *Node, c class, p diag.Pointer) {
	for _, key := range requiredKeys[c] {
		if n.Get(key) != nil {
			continue
		}
		why := fmt.Sprintf("missing key %q%s", key, suggestMisspelled(key, n))
		if slices.Contains(harmlessClasses, c) {
			k.diags.Warnf(k.doc.nodePos(n), "missing-key", "%s", why)
			continue
		}
		k.faults.addf(p, k.doc.nodePos(n), "missing-key", "%s", why)
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
	if outcome := unsupportedKeys[c][f.Key]; outcome != "" {
		k.diags.Warnf(k.doc.keyPos(f), "unsupported", "the key %q is not supported; %s", f.Key, outcome)
		return
	}
	if instead := swaggerKeys[c][f.Key]; instead != "" {
		k.diags.Warnf(k.doc.keyPos(f), "unknown-key",
			"the key %q is from Swagger 2.0 and is ignored; write %s", f.Key, instead)
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

func (k *checker) wrongKind(n *Node, key, expected string, p diag.Pointer) {
	ref := n.Get("$ref")
	if problem, ok := k.doc.problems[ref]; ok {
		k.faults.addf(p, k.doc.nodePos(ref), problem.rule, "%s", problem.message(ref))
		return
	}
	k.faults.addf(p, k.doc.nodePos(n), "wrong-kind", "%q: expected %s, found %s", key, expected, n.Kind)
}

// member checks n, the value of key at p, against the rule for its position.
func (k *checker) member(n *Node, r rule, key string, p diag.Pointer) {
	switch r.form {
	case stringForm, boolForm, numberForm, countForm, boundForm:
		k.scalar(n, r.form, key, p)
	case stringOrListForm:
		if n.Kind != Seq {
			k.scalar(n, stringForm, key, p)
			return
		}
		fallthrough
	case stringListForm:
		k.elements(n, key, p, func(item *Node, _ diag.Pointer) { k.scalar(item, stringForm, key, p) })
	case listForm:
		k.elements(n, key, p, func(item *Node, _ diag.Pointer) { k.numbers(item, key, p) })
	case objectListForm:
		k.elements(n, key, p, func(item *Node, at diag.Pointer) { k.object(item, r.class, key, at) })
	case objectForm:
		k.object(n, r.class, key, p)
	case stringMapForm:
		k.entries(n, r, key, p, func(f Field) { k.scalar(f.Value, stringForm, f.Key, p) })
	case stringListMapForm:
		k.entries(n, r, key, p, func(f Field) { k.member(f.Value, rule{form: stringListForm}, f.Key, p) })
	case objectMapForm, patternMapForm:
		k.entries(n, r, key, p, func(f Field) {
			if f.Value.Kind == Null && (r.class == responseObject || r.class == mediaObject) {
				k.readNull(f)
				return
			}
			if r.form == patternMapForm && r.class == responseObject {
				k.checkStatus(f)
			}
			k.object(f.Value, r.class, f.Key, p.Child(f.Key))
		})
	}
}

// checkStatus warns about a response whose key is no status.
func (k *checker) checkStatus(f Field) {
	if f.Key == "default" || f.Key != "" && f.Key[0] >= '1' && f.Key[0] <= '5' {
		return
	}
	hint := cmp.Or(diag.DidYouMean(f.Key, []string{"default"}), "; write a status such as 200 or 4XX, or default")
	k.diags.Warnf(k.doc.keyPos(f), "unknown-key", "response %q has no HTTP status and is ignored%s", f.Key, hint)
}

func (k *checker) elements(n *Node, key string, p diag.Pointer, check func(*Node, diag.Pointer)) {
	if n.Kind != Seq {
		k.wrongKind(n, key, "a list", p)
		return
	}
	for i, item := range n.Items {
		check(item, p.Index(i))
	}
}

// entries checks a map. Some languages write an empty map as an empty list so
// that is read as one.
func (k *checker) entries(n *Node, r rule, key string, p diag.Pointer, check func(Field)) {
	if n.Kind == Seq && len(n.Items) == 0 {
		k.diags.Warnf(k.doc.nodePos(n), "wrong-kind", "%q: the empty list is read as an empty map; write {}", key)
		edit := n.emptyCopy()
		edit.Kind = Map
		k.edits[n] = edit
		return
	}
	if n.Kind != Map {
		k.wrongKind(n, key, "a map", p)
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
// keeps its spelling. A number or boolean in quotes is accepted too.
func (k *checker) scalar(n *Node, f form, key string, p diag.Pointer) {
	switch {
	case key == "$ref" && n.Kind != String:
		// Converted to a string, the value would be a reference to a file.
		k.wrongKind(n, key, "a string", p)
	case f == stringForm && (n.Kind == Number || n.Kind == Bool):
		k.diags.Warnf(k.doc.nodePos(n), "unquoted", "%q: %s is read as a string; put it in quotes", key, n.Text)
		k.readAs(n, String, n.Text)
	case f == stringForm && n.Kind != String:
		k.wrongKind(n, key, "a string", p)
	case f == boolForm && n.Kind == String && (n.Text == "true" || n.Text == "false"):
		k.readQuoted(n, Bool, key, n.Text)
	case f == boolForm && n.Kind != Bool:
		k.wrongKind(n, key, "true or false", p)
	case f == countForm:
		k.count(n, key, p)
	case (f == numberForm || f == boundForm) && (n.Kind == Number || n.Kind == String) && isTooLarge(n.Text):
		k.tooLarge(n, key, p)
	case (f == numberForm || f == boundForm) && n.Kind == String && isNumberText(n.Text):
		k.readQuoted(n, Number, key, n.Text)
	case f == numberForm && n.Kind != Number, f == boundForm && n.Kind != Number && n.Kind != Bool:
		k.wrongKind(n, key, "a number", p)
	}
}

// anyValue checks a member of any value. Without the member, a schema with a constant
// would accept other values, so its error is a fault. The others only describe.
func (k *checker) anyValue(f Field, p diag.Pointer) {
	own := &checker{doc: k.doc, faults: &faults{}}
	own.numbers(f.Value, f.Key, p)
	for _, x := range own.faults.list {
		if f.Key == "const" {
			k.faults.list = append(k.faults.list, x)
		} else {
			k.ignore(f.Value, x, fmt.Sprintf("the key %q is ignored", f.Key))
		}
	}
}

// numbers reports the first number in n that is too large.
func (k *checker) numbers(n *Node, key string, p diag.Pointer) {
	if found := findTooLarge(n); found != nil {
		k.tooLarge(found, key, p)
	}
}

func (k *checker) tooLarge(n *Node, key string, p diag.Pointer) {
	k.faults.addf(p, k.doc.nodePos(n), "wrong-kind", "%q: the number %s is too large", key, shortNumber(n.Text))
}

func findTooLarge(n *Node) *Node {
	if n.Kind == Number && isTooLarge(n.Text) {
		return n
	}
	for _, f := range n.Fields {
		if found := findTooLarge(f.Value); found != nil {
			return found
		}
	}
	for _, item := range n.Items {
		if found := findTooLarge(item); found != nil {
			return found
		}
	}
	return nil
}

// isTooLarge reports whether a number is beyond 64-bit floating point, so that common
// readers of JSON refuse it.
func isTooLarge(text string) bool {
	_, err := strconv.ParseFloat(text, 64)
	return errors.Is(err, strconv.ErrRange)
}

// shortNumber returns a number for a message.
func shortNumber(text string) string {
	const limit = 30
	if len(text) > limit {
		return text[:limit] + "..."
	}
	return text
}

// count checks a non-negative integer, which may be written as "5", 5.0 or 5e0.
func (k *checker) count(n *Node, key string, p diag.Pointer) {
	if n.Kind != Number && (n.Kind != String || !isNumberText(n.Text)) {
		k.wrongKind(n, key, "a number", p)
		return
	}
	text := n.Text
	if _, err := strconv.ParseUint(text, 10, 64); err != nil {
		value, err := strconv.ParseFloat(text, 64)
		if err != nil || value < 0 || value != math.Trunc(value) || value > 1<<53 {
			k.faults.addf(p, k.doc.nodePos(n), "wrong-kind",
				"%q: expected a non-negative integer, found %s", key, shortNumber(n.Text))
			return
		}
		text = strconv.FormatFloat(value, 'f', -1, 64)
	}
	switch {
	case n.Kind == String:
		k.readQuoted(n, Number, key, text)
	case text != n.Text:
		k.readAs(n, Number, text)
	}
}

func isNumberText(text string) bool {
	return json.Valid([]byte(text)) && text != "" && strings.Trim(text[:1], "-0123456789") == ""
}

// readQuoted reads a string as a number or boolean, with a warning.
func (k *checker) readQuoted(n *Node, kind Kind, key, text string) {
	k.diags.Warnf(k.doc.nodePos(n), "quoted", "%q: %q is read as %s; remove the quotes", key, n.Text, kind)
	k.readAs(n, kind, text)
}

func (k *checker) readAs(n *Node, kind Kind, text string) {
	edit := n.emptyCopy()
	edit.Kind, edit.Text = kind, text
	k.edits[n] = edit
}
