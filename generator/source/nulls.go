package source

// Members that are null. They count as absent, but a description rarely means
// that: "get:" without a value loses an operation. A null that could hide a part
// of an SDK is therefore a warning. Some programs write every absent member as
// null, so only the first ones with the same key are reported.

import (
	"fmt"
	"maps"
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
)

// nullMembers are the members with the same key whose value is null.
type nullMembers struct {
	expected string
	at       []diag.Pos
}

// maxNulls is the number of members with the same key that are reported.
const maxNulls = 10

// formNames names the forms of members in messages.
var formNames = map[form]string{
	stringForm: "a string", boolForm: "a boolean", numberForm: "a number", countForm: "a number",
	boundForm: "a number", stringListForm: "a list", stringOrListForm: "a string or a list", listForm: "a list",
	objectListForm: "a list", stringMapForm: "a map", objectForm: "a map", objectMapForm: "a map",
	patternMapForm: "a map", stringListMapForm: "a map",
}

// null checks a member of class c that is null. An operation that is null is left
// out like one of the wrong kind. An overlay removes a member by null, and "$ref"
// is null where an overlay replaces a reference.
func (k *checker) null(f Field, r rule, c class, p diag.Pointer) {
	pos := k.doc.nodePos(f.Value)
	switch {
	case slices.Contains(harmlessKeys[c], f.Key), f.Key == "$ref", slices.Contains(k.doc.overlays, pos.File):
		return
	case r.class == operationObject:
		k.wrongKind(f.Value, f.Key, formNames[r.form], p)
		return
	}
	if k.nulls[f.Key] == nil {
		k.nulls[f.Key] = &nullMembers{expected: formNames[r.form]}
	}
	k.nulls[f.Key].at = append(k.nulls[f.Key].at, pos)
}

// readNull reads a response or media type that is null as an empty one, as it is
// meant in YAML: "200:" declares a response without content.
func (k *checker) readNull(f Field) {
	pos := k.doc.nodePos(f.Value)
	k.diags.Warnf(pos, "wrong-kind", "%q: expected a map, found null; it is read as {}", f.Key)
	k.edits[f.Value] = anyValue.placedLike(f.Value)
}

// isOnlyNull reports whether f is the constant null or an enum without other values.
func isOnlyNull(f Field) bool {
	isOther := func(item *Node) bool { return item.Kind != Null }
	return f.Key == "const" && f.Value.Kind == Null ||
		f.Key == "enum" && len(f.Value.Items) > 0 && !slices.ContainsFunc(f.Value.Items, isOther)
}

// readAsNull reads a schema whose constant or enum only allows null as {type: "null"},
// because kin-openapi does not distinguish the constant from a missing one. A schema
// whose type excludes null has no values, so it stays.
func (k *checker) readAsNull(schema *Node, key string) {
	isNull := func(item *Node) bool { return item.Text == "null" }
	if t := schema.Get("type"); t != nil && !isNull(t) && !slices.ContainsFunc(t.Items, isNull) {
		return
	}
	edit := *schema
	edit.Fields = nil
	for _, f := range schema.Fields {
		if f.Key == key {
			f.Key, f.Value = "type", nullType.placedLike(f.Value)
		} else if f.Key == "type" {
			continue
		}
		edit.Fields = append(edit.Fields, f)
	}
	k.edits[schema] = &edit
}

// nullType is the name of the type of null.
var nullType = &Node{Kind: String, Text: "null"}

// reportNulls reports the members that are null.
func (k *checker) reportNulls() {
	for _, key := range slices.Sorted(maps.Keys(k.nulls)) {
		seen, others, outcome := k.nulls[key], "", "the key is ignored"
		if key == "type" {
			outcome += `; write "null" in quotes for the type of null`
		}
		for i, pos := range seen.at[:min(len(seen.at), maxNulls)] {
			if more := len(seen.at) - maxNulls; i == maxNulls-1 && more > 0 {
				others = fmt.Sprintf(" (%d more)", more)
			}
			k.diags.Warnf(pos, "wrong-kind", "%q: expected %s, found null; %s%s", key, seen.expected, outcome, others)
		}
	}
}
