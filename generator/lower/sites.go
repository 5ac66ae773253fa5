package lower

// Resolving the use of a schema to the schema that decides its type.
//
// Descriptions often split the meaning of a schema: a property is a reference
// with a description beside it, or "anyOf [X, nullable object]", which only
// means a nullable X. read goes from such a use inwards to the deciding
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

// spot is a schema, not a reference, with its pointer.
type spot struct {
	at     diag.Pointer
	schema *openapi3.Schema
}

// level is one layer of a use.
type level struct {
	spot
	outer bool // before the first reference, so it is about this use alone
}

// site is a use of a schema, resolved to the deciding schema.
type site struct {
	spot
	nullable bool
	levels   []level
	key      string // name of the component that is the deciding schema, "" if it is inline
	deep     diag.Pointer // target of the last reference, if that is inside a component
}

// read resolves a use to the schema that decides its type.
func (l *lowerer) read(ref *openapi3.SchemaRef, at diag.Pointer) site {
	s := site{spot: spot{at: at}}
	outer := true
	for range maxHops {
		hops := 0
		s.spot, hops = l.locate(ref, at, &s, outer)
		outer = outer && hops == 0
		if s.schema == nil {
			return s
		}
		s.levels = append(s.levels, level{s.spot, outer})
		if nullable(s.schema) {
			s.nullable = true
		}
		inner, innerAt, null := l.unwrap(s)
		if null {
			s.nullable = true
		}
		if inner == nil {
			s.nullable = s.nullable || l.anyNullable(s.spot)
			return s
		}
		ref, at = inner, innerAt
	}
	l.errorf(s.at, "recursive-alias", "the schema only refers to itself; give it a type")
	s.schema = nil
	return s
}

// locate follows the references that begin at ref and returns their number.
func (l *lowerer) locate(ref *openapi3.SchemaRef, at diag.Pointer, s *site, outer bool) (spot, int) {
	for hops := range maxHops {
		if name, ok := componentName(at); ok {
			s.key, s.deep = name, ""
		}
		if ref == nil {
			return spot{at: at}, hops
		}
		if ref.Ref == "" {
			return spot{at, ref.Value}, hops
		}
		beside := l.doc.Source.At(at)
		if note := annotations(beside); note != nil {
			s.levels = append(s.levels, level{spot{at, note}, outer})
			s.nullable = s.nullable || note.Nullable
		}
		target, ok := l.target(ref.Ref)
		if !ok {
			l.errorf(at, "unsupported", "$ref to %q outside of this document; move the schema to components/schemas", ref.Ref)
			return spot{at: at}, hops
		}
		next := l.schemaAt(target)
		if next == nil {
			next = &openapi3.SchemaRef{Value: ref.Value}
		}
		if own := l.besideRef(ref, next, beside); own != nil {
			return spot{at, own}, hops
		}
		ref, at, outer = next, target, false
		s.key, s.deep = "", target
	}
	l.errorf(at, "recursive-alias", "the $ref only refers to itself; give the schema a type")
	return spot{at: at}, maxHops
}

// target returns the pointer that a reference names, following references at
// the target.
func (l *lowerer) target(ref string) (diag.Pointer, bool) {
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
		ref, rest = below(ref.Value, rest)
	}
	return ref
}

// below takes one step down from s along tokens. It returns the rest of the
// tokens.
func below(s *openapi3.Schema, tokens []string) (*openapi3.SchemaRef, []string) {
	switch tokens[0] {
	case "items":
		return s.Items, tokens[1:]
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
		return nth(s.AllOf, name), tokens[2:]
	case "anyOf":
		return nth(s.AnyOf, name), tokens[2:]
	case "oneOf":
		return nth(s.OneOf, name), tokens[2:]
	}
	return nil, nil
}

func nth(list openapi3.SchemaRefs, token string) *openapi3.SchemaRef {
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
	note := &openapi3.Schema{
		Title:       text(beside.Get("title")),
		Description: text(beside.Get("description")),
		Nullable:    truth(beside.Get("nullable")),
		ReadOnly:    truth(beside.Get("readOnly")),
		WriteOnly:   truth(beside.Get("writeOnly")),
		Deprecated:  truth(beside.Get("deprecated")),
	}
	if docs := beside.Get("externalDocs"); docs != nil {
		note.ExternalDocs = &openapi3.ExternalDocs{URL: text(docs.Get("url")), Description: text(docs.Get("description"))}
	}
	return note
}

// structural lists the keywords that change the type of a $ref beside them in
// 3.1.
var structural = []string{"properties", "required", "allOf", "anyOf", "oneOf", "enum", "const", "additionalProperties", "items"}

// besideRef returns the schema that a $ref makes together with structural
// keywords beside it, or nil for a plain reference. OpenAPI 3.0 ignores these
// keywords. In 3.1 kin-openapi appends them to the allOf of a copy of the
// target.
func (l *lowerer) besideRef(ref, target *openapi3.SchemaRef, beside *source.Node) *openapi3.Schema {
	if beside == nil || l.doc.IsOpenAPI30() || ref.Value == nil || target.Value == nil {
		return nil
	}
	if !slices.ContainsFunc(structural, func(key string) bool { return beside.Get(key) != nil }) {
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

// nullable reports whether a schema itself allows null.
func nullable(s *openapi3.Schema) bool {
	if s.Nullable || s.Type.IncludesNull() || s.Extensions["x-nullable"] == true {
		return true
	}
	return slices.Contains(s.Enum, any(nil))
}

// anyNullable reports whether one of the alternatives allows null.
func (l *lowerer) anyNullable(s spot) bool {
	members, at := alternatives(s)
	for i, m := range members {
		var ignored site
		inner, _ := l.locate(m, at.Index(i), &ignored, false)
		if isNull(m) || ignored.nullable || inner.schema != nil && nullable(inner.schema) {
			return true
		}
	}
	return false
}

// unwrap returns the schema inside a mere wrapper, or nil, and reports whether
// the wrapper adds null.
func (l *lowerer) unwrap(s site) (*openapi3.SchemaRef, diag.Pointer, bool) {
	if members, at := alternatives(s.spot); len(members) > 0 && !structured(s.schema) {
		return l.unwrapAlternatives(members, at)
	}
	if len(s.schema.AllOf) > 0 && !structured(s.schema) && len(s.schema.OneOf)+len(s.schema.AnyOf) == 0 {
		return l.unwrapAll(s)
	}
	return nil, "", false
}

func (l *lowerer) unwrapAlternatives(
	members openapi3.SchemaRefs, at diag.Pointer,
) (*openapi3.SchemaRef, diag.Pointer, bool) {
	kept, several, null := -1, false, false
	for i, m := range members {
		switch {
		case isNull(m):
			null = true
		case kept < 0:
			kept = i
		case m == nil || members[kept] == nil || m.Ref == "" || m.Ref != members[kept].Ref:
			several = true
		}
	}
	if several {
		return nil, "", null
	}
	kept = max(kept, 0) // if all members are null, use the first
	return members[kept], at.Index(kept), null
}

// unwrapAll unwraps an allOf with a single significant part. It keeps a
// component that extends an object, because that is a type of its own.
func (l *lowerer) unwrapAll(s site) (*openapi3.SchemaRef, diag.Pointer, bool) {
	kept := -1
	for i, part := range s.schema.AllOf {
		if part != nil && part.Ref == "" && (part.Value == nil || empty(part.Value)) {
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
	if s.key != "" && l.objectLike(part, at, 0) {
		return nil, "", false
	}
	null := slices.ContainsFunc(s.schema.AllOf, func(r *openapi3.SchemaRef) bool {
		return r != nil && r.Ref == "" && r.Value != nil && r.Value.Nullable
	})
	return part, at, null
}

// alternatives returns the members of oneOf or anyOf and their pointer.
func alternatives(s spot) (openapi3.SchemaRefs, diag.Pointer) {
	if len(s.schema.OneOf) > 0 {
		return s.schema.OneOf, s.at.Child("oneOf")
	}
	return s.schema.AnyOf, s.at.Child("anyOf")
}

// structured reports whether a schema constrains its type by more than allOf,
// oneOf or anyOf.
func structured(s *openapi3.Schema) bool {
	return len(s.Properties) > 0 || len(s.Required) > 0 || s.AdditionalProperties.Schema != nil ||
		s.Discriminator != nil || s.Items != nil || len(s.Enum) > 0 || s.Const != nil ||
		len(s.PatternProperties) > 0 || s.Not != nil || s.If != nil
}

// empty reports whether a schema does not constrain the type. It may have
// descriptions and annotations.
func empty(s *openapi3.Schema) bool {
	return !structured(s) && s.Type.IsEmpty() && len(s.AllOf)+len(s.OneOf)+len(s.AnyOf) == 0 && s.Always == nil
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
	return s.Nullable && (s.Type.IsEmpty() || s.Type.Is("object")) && !structured(s)
}

// fieldDoc returns the documentation of this use, without that of a shared
// type.
func (l *lowerer) fieldDoc(s site) api.Doc {
	var doc api.Doc
	for _, lv := range s.levels {
		if lv.outer {
			l.addDoc(&doc, lv.spot)
		}
	}
	return doc
}

// text returns the text of a scalar node, or "".
func text(n *source.Node) string {
	if n == nil || n.Kind == source.Map || n.Kind == source.Seq {
		return ""
	}
	return n.Text
}

func truth(n *source.Node) bool { return n != nil && n.Kind == source.Bool && n.Text == "true" }
