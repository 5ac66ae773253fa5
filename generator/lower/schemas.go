package lower

// Resolving the use of a schema to the schema that decides its type.
//
// Descriptions often split the meaning of a schema: a property is a reference
// with a description beside it, or "anyOf [X, nullable object]", which only
// means a nullable X. resolveUse goes from such a use inwards to the deciding
// schema. It keeps every layer on the path, because each may hold a
// description, limits or readOnly.
//
// References are followed by pointer through the components, not through
// kin-openapi's resolved values. Those have lost the pointer, and from 3.1 on
// they are copies changed by the keywords beside the reference.

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// maxHops limits the number of references and wrappers around one schema.
const maxHops = 100

// schemaNode is a schema, not a reference, with its pointer.
type schemaNode struct {
	at     diag.Pointer
	schema *openapi3.Schema
}

// useLayer is one layer of a use.
type useLayer struct {
	schemaNode
	ownToUse bool // before the first reference, so it is about this use alone
}

// schemaUse is a use of a schema, resolved to the deciding schema.
type schemaUse struct {
	schemaNode
	nullable    bool
	layers      []useLayer
	component   string       // name of the component that is the deciding schema, "" if it is inline
	innerTarget diag.Pointer // target of the last reference, if that is inside a component
}

// title returns the title of an inline schema. The schema may be wrapped, and then the
// outermost title is the one of the use:
//
//	{title: Circle, allOf: [{type: object, …}], unevaluatedProperties: false}
func (s *schemaUse) title() string {
	for _, layer := range s.layers {
		if layer.schema.Title != "" {
			return layer.schema.Title
		}
	}
	if s.schema == nil {
		return ""
	}
	return s.schema.Title
}

// resolveUse resolves a use to the schema that decides its type.
func (l *lowerer) resolveUse(ref *openapi3.SchemaRef, at diag.Pointer) schemaUse {
	s := schemaUse{schemaNode: schemaNode{at: at}}
	outer := true
	for range maxHops {
		hops := 0
		s.schemaNode, hops = l.followRefs(ref, at, &s, outer)
		outer = outer && hops == 0
		if s.schema == nil {
			return s
		}
		s.layers = append(s.layers, useLayer{s.schemaNode, outer})
		if allowsNull(s.schema) {
			s.nullable = true
		}
		inner, innerAt, null := l.unwrapSchema(s)
		if null {
			s.nullable = true
		}
		if inner == nil {
			s.nullable = s.nullable || l.anyAllowsNull(s.schemaNode)
			return s
		}
		ref, at = inner, innerAt
	}
	l.leaveOut(source.PartSchema, s.at, "recursive-alias", "the schema only refers to itself; give it a type")
	s.schema = nil
	return s
}

// followRefs follows the references that begin at ref and returns their number.
func (l *lowerer) followRefs(ref *openapi3.SchemaRef, at diag.Pointer, s *schemaUse, outer bool) (schemaNode, int) {
	for hops := range maxHops {
		l.spend(&l.readBudget, at)
		if name, ok := componentName(at); ok {
			s.component, s.innerTarget = name, ""
		}
		if ref == nil {
			return schemaNode{at: at}, hops
		}
		if ref.Ref == "" {
			return schemaNode{at, ref.Value}, hops
		}
		beside := l.doc.Source.At(at)
		if note := annotations(beside); note != nil {
			s.layers = append(s.layers, useLayer{schemaNode{at, note}, outer})
			s.nullable = s.nullable || note.Nullable
		}
		target, ok := l.resolveRef(ref.Ref)
		if !ok {
			l.leaveOut(source.PartSchema, at, "unsupported",
				"$ref to %q outside of this document; move the schema to components/schemas", ref.Ref)
			return schemaNode{at: at}, hops
		}
		next := l.schemaAt(target)
		if next == nil {
			next = &openapi3.SchemaRef{Value: ref.Value}
		}
		if own := l.mergedWithRef(ref, next, beside); own != nil {
			return schemaNode{at, own}, hops
		}
		ref, at, outer = next, target, false
		s.component, s.innerTarget = "", target
	}
	l.leaveOut(source.PartSchema, at, "recursive-alias", "the $ref only refers to itself; give the schema a type")
	return schemaNode{at: at}, maxHops
}

// resolveRef returns the pointer that a reference names, following references
// at the target.
func (l *lowerer) resolveRef(ref string) (diag.Pointer, bool) {
	for range maxHops {
		p, ok := pointerOf(ref)
		if !ok {
			return "", false
		}
		if l.schemaAt(p) != nil {
			return p, true
		}
		next := l.doc.Source.At(p).Get("$ref")
		if next == nil || next.Kind != source.String {
			return p, true
		}
		ref = next.Text
	}
	return "", false
}

// pointerOf converts a reference within the document to a pointer.
func pointerOf(ref string) (diag.Pointer, bool) {
	fragment, ok := strings.CutPrefix(ref, "#")
	if !ok || fragment != "" && fragment[0] != '/' {
		return "", false
	}
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	return diag.Pointer(fragment), true
}

// componentName returns the name of the schema component at p.
func componentName(p diag.Pointer) (string, bool) {
	rest, ok := strings.CutPrefix(string(p), string(schemasAt)+"/")
	if !ok || rest == "" || strings.Contains(rest, "/") {
		return "", false
	}
	return p.Tokens()[2], true
}

// schemaAt returns the schema at p, if p is a schema component or inside one.
func (l *lowerer) schemaAt(p diag.Pointer) *openapi3.SchemaRef {
	tokens := p.Tokens()
	if len(tokens) < 3 || tokens[0] != "components" || tokens[1] != "schemas" {
		return nil
	}
	ref := l.schemas()[tokens[2]]
	for rest := tokens[3:]; len(rest) > 0 && ref != nil; {
		if ref.Ref != "" || ref.Value == nil {
			return nil
		}
		ref, rest = stepDown(ref.Value, rest)
	}
	return ref
}

// stepDown takes one step down from s along tokens. It returns the rest of the
// tokens.
func stepDown(s *openapi3.Schema, tokens []string) (*openapi3.SchemaRef, []string) {
	switch tokens[0] {
	case "items":
		return s.Items, tokens[1:]
	case "contentSchema":
		return s.ContentSchema, tokens[1:]
	case "not":
		return s.Not, tokens[1:]
	case "additionalProperties":
		return s.AdditionalProperties.Schema, tokens[1:]
	}
	if len(tokens) < 2 {
		return nil, nil
	}
	switch name := tokens[1]; tokens[0] {
	case "properties":
		return s.Properties[name], tokens[2:]
	case "patternProperties":
		return s.PatternProperties[name], tokens[2:]
	case "$defs":
		return s.Defs[name], tokens[2:]
	case "allOf":
		return memberAt(s.AllOf, name), tokens[2:]
	case "anyOf":
		return memberAt(s.AnyOf, name), tokens[2:]
	case "oneOf":
		return memberAt(s.OneOf, name), tokens[2:]
	}
	return nil, nil
}

func memberAt(list openapi3.SchemaRefs, token string) *openapi3.SchemaRef {
	i, err := strconv.Atoi(token)
	if err != nil || i < 0 || i >= len(list) {
		return nil
	}
	return list[i]
}

// annotations returns the keywords beside a $ref that do not change its type.
// OpenAPI 3.0 ignores them, contrary to the intent of most authors.
func annotations(beside *source.Node) *openapi3.Schema {
	if beside == nil || beside.Kind != source.Map || len(beside.Fields) < 2 {
		return nil
	}
	note := limitsBeside(beside)
	note.Title = scalarText(beside.Get("title"))
	note.Description = scalarText(beside.Get("description"))
	note.Nullable = isTrue(beside.Get("nullable"))
	note.ReadOnly = isTrue(beside.Get("readOnly"))
	note.WriteOnly = isTrue(beside.Get("writeOnly"))
	note.Deprecated = isTrue(beside.Get("deprecated"))
	if docs := beside.Get("externalDocs"); docs != nil {
		note.ExternalDocs = &openapi3.ExternalDocs{
			URL: scalarText(docs.Get("url")), Description: scalarText(docs.Get("description")),
		}
	}
	return note
}

// typeKeywords lists the keywords that change the type of a $ref beside them in
// 3.1.
var typeKeywords = []string{
	"properties", "required", "allOf", "anyOf", "oneOf", "enum", "const",
	"additionalProperties", "items",
}

// mergedWithRef returns the schema that a $ref makes together with structural
// keywords beside it, or nil for a plain reference. OpenAPI 3.0 ignores these
// keywords. In 3.1 kin-openapi appends them to the allOf of a copy of the
// target.
func (l *lowerer) mergedWithRef(ref, target *openapi3.SchemaRef, beside *source.Node) *openapi3.Schema {
	if beside == nil || l.doc.IsOpenAPI30() || ref.Value == nil || target.Value == nil {
		return nil
	}
	if !slices.ContainsFunc(typeKeywords, func(key string) bool { return beside.Get(key) != nil }) {
		return nil
	}
	all := ref.Value.AllOf
	if len(all) == 0 || len(all) == len(target.Value.AllOf) || all[len(all)-1].Value == nil {
		return nil
	}
	own := *all[len(all)-1].Value
	own.AllOf = append(slices.Clone(own.AllOf), &openapi3.SchemaRef{Ref: ref.Ref, Value: target.Value})
	return &own
}

// allowsNull reports whether a schema itself allows null.
func allowsNull(s *openapi3.Schema) bool {
	if s.Nullable || s.Type.IncludesNull() || s.Extensions["x-nullable"] == true {
		return true
	}
	return slices.Contains(s.Enum, any(nil))
}

// anyAllowsNull reports whether one of the alternatives allows null.
func (l *lowerer) anyAllowsNull(s schemaNode) bool {
	members, at := alternativesOf(s)
	for i, m := range members {
		var ignored schemaUse
		inner, _ := l.followRefs(m, at.Index(i), &ignored, false)
		if isNull(m) || ignored.nullable || inner.schema != nil && allowsNull(inner.schema) {
			return true
		}
	}
	return false
}

// unwrapSchema returns the schema inside a mere wrapper, or nil, and reports
// whether the wrapper adds null.
func (l *lowerer) unwrapSchema(s schemaUse) (*openapi3.SchemaRef, diag.Pointer, bool) {
	if members, at := alternativesOf(s.schemaNode); len(members) > 0 && !constrainsType(s.schema) {
		return l.unwrapAlternatives(members, at)
	}
	if len(s.schema.AllOf) > 0 && !constrainsType(s.schema) && len(s.schema.OneOf)+len(s.schema.AnyOf) == 0 {
		return l.unwrapAllOf(s)
	}
	return nil, "", false
}

// matchesNothing reports whether a schema has no values, because it is false, or {not: {}},
// or a reference to one of them.
func (l *lowerer) matchesNothing(ref *openapi3.SchemaRef, at diag.Pointer) bool {
	var ignored schemaUse
	s, _ := l.followRefs(ref, at, &ignored, false)
	if isFalse(l.doc.Source.At(s.at)) {
		return true
	}
	return s.schema != nil && s.schema.Not != nil && s.schema.Not.Ref == "" && s.schema.Not.Value != nil &&
		isUnconstrained(s.schema.Not.Value)
}

func (l *lowerer) unwrapAlternatives(
	members openapi3.SchemaRefs, at diag.Pointer,
) (*openapi3.SchemaRef, diag.Pointer, bool) {
	kept, several, null := -1, false, false
	for i, m := range members {
		switch {
		case isNull(m):
			null = true
		case l.matchesNothing(m, at.Index(i)):
		case kept < 0:
			kept = i
		case !l.isSameReference(m, at.Index(i), members[kept], at.Index(kept)):
			several = true
		}
	}
	if several {
		return nil, "", null
	}
	kept = max(kept, 0) // if all members are null, use the first
	return members[kept], at.Index(kept), null
}

// isSameReference reports whether two references name the same schema and the keywords
// beside them do not distinguish their values:
//
//	{$ref: Pet, properties: {kind: {const: cat}}} and {$ref: Pet, properties: {kind: {const: dog}}}
func (l *lowerer) isSameReference(
	a *openapi3.SchemaRef, aAt diag.Pointer, b *openapi3.SchemaRef, bAt diag.Pointer,
) bool {
	if a == nil || b == nil || a.Ref == "" || a.Ref != b.Ref {
		return false
	}
	return sameContent(l.doc.Source.At(aAt), l.doc.Source.At(bAt))
}

// unwrapAllOf unwraps an allOf with a single significant part. It keeps a
// component that extends an object, because that is a type of its own.
func (l *lowerer) unwrapAllOf(s schemaUse) (*openapi3.SchemaRef, diag.Pointer, bool) {
	kept := -1
	for i, part := range s.schema.AllOf {
		if part != nil && part.Ref == "" && (part.Value == nil || isUnconstrained(part.Value)) {
			continue
		}
		if kept >= 0 {
			return nil, "", false
		}
		kept = i
	}
	if kept < 0 {
		return nil, "", false
	}
	part, at := s.schema.AllOf[kept], s.at.Child("allOf").Index(kept)
	if isFalse(l.doc.Source.At(s.at.Child("unevaluatedProperties"))) && (part.Ref == "" || isAlternative(s.at)) {
		return nil, "", false
	}
	if s.component != "" && l.isObjectLike(part, at, 0) {
		return nil, "", false
	}
	null := slices.ContainsFunc(s.schema.AllOf, func(r *openapi3.SchemaRef) bool {
		return r != nil && r.Ref == "" && r.Value != nil && r.Value.Nullable
	})
	return part, at, null
}

// isAlternative reports whether the schema at p is an entry of oneOf or anyOf.
func isAlternative(p diag.Pointer) bool {
	tokens := p.Tokens()
	return len(tokens) > 1 && (tokens[len(tokens)-2] == "oneOf" || tokens[len(tokens)-2] == "anyOf")
}

// alternativesOf returns the members of oneOf or anyOf and their pointer.
func alternativesOf(s schemaNode) (openapi3.SchemaRefs, diag.Pointer) {
	if len(s.schema.OneOf) > 0 {
		return s.schema.OneOf, s.at.Child("oneOf")
	}
	return s.schema.AnyOf, s.at.Child("anyOf")
}

// constrainsType reports whether a schema constrains its type by more than
// allOf, oneOf or anyOf.
func constrainsType(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || len(s.Required) > 0 || s.AdditionalProperties.Schema != nil ||
		s.Discriminator != nil || s.Items != nil || len(s.Enum) > 0 || s.Const != nil ||
		len(s.PatternProperties) > 0 || s.Not != nil || s.If != nil
}

// isUnconstrained reports whether a schema does not constrain the type. It may
// have descriptions and annotations.
func isUnconstrained(s *openapi3.Schema) bool {
	return !constrainsType(s) && s.Type.IsEmpty() && len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) == 0 && s.Always == nil
}

// isNull reports whether a member of oneOf or anyOf only allows null: "type:
// null", or OData's nullable object without properties.
func isNull(r *openapi3.SchemaRef) bool {
	if r == nil || r.Ref != "" || r.Value == nil {
		return false
	}
	s := r.Value
	if len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) > 0 {
		return false
	}
	if len(s.Enum) > 0 {
		return !slices.ContainsFunc(s.Enum, func(v any) bool { return v != nil })
	}
	if s.Type.Is("null") {
		return true
	}
	return s.Nullable && (s.Type.IsEmpty() || s.Type.Is("object")) && !constrainsType(s)
}

// fieldDoc returns the documentation of this use, without that of a shared
// type.
func (l *lowerer) fieldDoc(s schemaUse) api.Doc {
	var doc api.Doc
	for _, layer := range s.layers {
		if layer.ownToUse {
			l.addDoc(&doc, layer.schemaNode)
		}
	}
	return doc
}

// scalarText returns the text of a scalar node, or "".
func scalarText(n *source.Node) string {
	if n == nil || n.Kind == source.Map || n.Kind == source.Seq {
		return ""
	}
	return n.Text
}

func isTrue(n *source.Node) bool { return n != nil && n.Kind == source.Bool && n.Text == "true" }
