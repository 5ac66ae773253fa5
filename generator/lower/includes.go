package lower

// Inclusion of schemas.
//
// A schema includes another one if every value of the second is a value of the first.
// For example, the left one includes the right one:
//
//	oneOf: [Card, Transfer, Cash]       oneOf: [Card, Cash]
//	oneOf: [{type: number}, Card]       oneOf: [{type: integer}, GiftCard]
//
// where GiftCard extends Card. Inclusion is decided by the form of the schemas, so
// some schemas that include others are not recognized.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// inclusions finds out whether schemas include others.
type inclusions struct {
	*lowerer
	assumed map[[2]diag.Pointer]bool // pairs that are being compared or were compared
}

// includes reports whether every value of narrow is a value of wide.
func (l *lowerer) includes(wide, narrow schemaUse) bool {
	return inclusions{l, map[[2]diag.Pointer]bool{}}.includes(wide, narrow)
}

func (l inclusions) includes(wide, narrow schemaUse) bool {
	switch {
	case l.isAnything(wide), wide.at == narrow.at:
		return true
	case l.isAnything(narrow):
		return false
	}
	pair := [2]diag.Pointer{wide.at, narrow.at}
	result, again := l.assumed[pair]
	if !again {
		l.assumed[pair] = true // unless proved otherwise, for schemas that contain themselves
		result = l.compare(wide, narrow)
		l.assumed[pair] = result
	}
	return result
}

func (l inclusions) compare(wide, narrow schemaUse) bool {
	if isUnionUse(narrow) {
		excluded := func(m schemaUse) bool { return !l.includes(wide, m) }
		return !slices.ContainsFunc(l.alternatives(narrow), excluded)
	}
	if isUnionUse(wide) {
		included := func(m schemaUse) bool { return l.includes(m, narrow) }
		return slices.ContainsFunc(l.alternatives(wide), included)
	}
	sameText := sameContent(l.doc.Source.At(wide.at), l.doc.Source.At(narrow.at))
	if sameText || l.extendsSchema(narrow.schemaNode, wide.at, 0) {
		return true
	}
	name, inner := l.typeName(wide.schemaNode), l.typeName(narrow.schemaNode)
	if name != inner && (name != "number" || inner != "integer") {
		return false
	}
	switch {
	case name == "object", name == "":
		return false
	case l.isListPart(joinPart{use: wide}) && l.isListPart(joinPart{use: narrow}):
		return l.includesItems(wide, narrow)
	}
	return !constrainsType(wide.schema) && wide.schema.Format == "" && len(wide.schema.AllOf) == 0
}

// becomesUnion reports whether a use has alternatives that are a union in Go. Several
// forms of one scalar are not.
func (l *lowerer) becomesUnion(s schemaUse) bool {
	if !isUnionUse(s) {
		return false
	}
	uses := l.alternatives(s)
	if len(uses) == 0 || slices.ContainsFunc(uses, l.isAnything) {
		return false
	}
	if _, special := l.specialNumber(uses); special {
		return false
	}
	name := l.typeName(uses[0].schemaNode)
	return slices.ContainsFunc(uses, func(m schemaUse) bool {
		other := l.typeName(m.schemaNode)
		return m.at != uses[0].at && (other != name || other == "object" || other == "array" || other == "")
	})
}

// alternatives returns the alternatives of a union except null.
func (l *lowerer) alternatives(union schemaUse) []schemaUse {
	members, at := alternativesOf(union.schemaNode)
	var uses []schemaUse
	for i, m := range members {
		if !isNull(m) {
			uses = append(uses, l.resolveUse(m, at.Index(i)))
		}
	}
	return uses
}

func (l inclusions) includesItems(wide, narrow schemaUse) bool {
	if wide.schema.Items == nil || narrow.schema.Items == nil {
		return wide.schema.Items == nil
	}
	elem := func(s schemaUse) schemaUse { return l.resolveUse(s.schema.Items, s.at.Child("items")) }
	return l.includes(elem(wide), elem(narrow))
}

// sameContent reports whether two schemas are written alike, except for their
// descriptions and the order of their keywords.
func sameContent(a, b *source.Node) bool {
	switch {
	case a == nil || b == nil || a.Kind != b.Kind:
		return false
	case a.Kind == source.Seq:
		return slices.EqualFunc(a.Items, b.Items, sameContent)
	case a.Kind != source.Map:
		return a.Text == b.Text
	}
	return hasMembers(a, b) && hasMembers(b, a)
}

// hasMembers reports whether a has all members of b, except descriptions.
func hasMembers(a, b *source.Node) bool {
	return !slices.ContainsFunc(b.Fields, func(f source.Field) bool {
		return !isDescription(f) && !sameContent(a.Get(f.Key), b.Get(f.Key))
	})
}

// isDescription reports whether a member of a schema describes values without
// restricting them. A map may be a property of the same name.
func isDescription(f source.Field) bool {
	switch f.Key {
	case "title", "description", "example", "examples", "$comment", "deprecated":
		return f.Value.Kind != source.Map
	}
	return false
}
