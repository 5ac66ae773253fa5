package lower

// Alternatives beside properties.
//
// An object may have properties of its own and alternatives with further ones:
//
//	{properties: {amount: …}, oneOf: [{$ref: Card}, {properties: {iban: …}}]}
//
// It is a union whose variants have the properties of both: a card with an amount, or
// an amount with an IBAN. The same holds for an allOf beside the alternatives, and for
// alternatives within an allOf.

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// lowerBeside lowers an object with alternatives beside its properties or allOf. It
// returns nil if that is not a union.
func (l *lowerer) lowerBeside(
	s schemaUse, in namingContext, members openapi3.SchemaRefs, at diag.Pointer,
) *api.Type {
	schema := *s.schema
	schema.OneOf, schema.AnyOf, schema.Title, schema.Description = nil, nil, "", ""
	own := schemaUse{schemaNode: schemaNode{s.at, &schema}}
	if s.schema.Discriminator != nil || len(s.schema.OneOf) > 0 && len(s.schema.AnyOf) > 0 ||
		!l.isObjectPart(joinPart{use: own}) {
		return nil
	}
	var uses []schemaUse
	for i, m := range members {
		if isNull(m) {
			continue
		}
		use := l.resolveUse(m, at.Index(i))
		if !l.isObjectPart(joinPart{use: use}) && !onlyAssertions(openapi3.SchemaRefs{m}) {
			return nil
		}
		uses = append(uses, use)
	}
	if len(uses) == 0 {
		return nil
	}
	t := l.newType(s, api.Union, in)
	l.postpone(func() {
		for i, use := range uses {
			l.addBeside(t, own, use, at.Index(i), i+1)
		}
	})
	return t
}

// addBeside adds the variant of a union that has the properties of own and those of
// an alternative, which is at the given pointer.
func (l *lowerer) addBeside(t *api.Type, own, use schemaUse, at diag.Pointer, number int) {
	in := variantContext(t, use, number)
	var variant *api.Type
	if l.extendsSchema(use.schemaNode, own.at, 0) {
		variant = l.typeOf(use, in)
	} else {
		if use.component != "" {
			in = contextInType(t, use.component)
		}
		node := schemaUse{schemaNode: schemaNode{at.Child("allOf"), &openapi3.Schema{}}}
		variant = l.newType(node, api.Object, in)
		l.postpone(func() {
			f := newFlattening(variant)
			l.gatherUse(f, own, own.at, t)
			l.gatherUse(f, use, use.at, variant)
			l.finishObject(f)
		})
	}
	if !slices.ContainsFunc(t.Variants, func(v *api.Variant) bool { return v.Type.Type == variant }) {
		t.Variants = append(t.Variants, &api.Variant{Origin: l.origin(at), Type: api.Use{Type: variant}})
	}
}

// withinAllOf returns s with the alternatives of an inline part of its allOf, as if
// they were beside the allOf. It reports false if there are none.
func withinAllOf(s schemaUse) (schemaUse, openapi3.SchemaRefs, diag.Pointer, bool) {
	found := -1
	for i, part := range s.schema.AllOf {
		if part == nil || part.Ref != "" || part.Value == nil {
			continue
		}
		members, _ := alternativesOf(schemaNode{"", part.Value})
		if len(members) == 0 || onlyAssertions(members) {
			continue
		}
		if found >= 0 || part.Value.Discriminator != nil {
			return s, nil, "", false // several unions, or a base type
		}
		found = i
	}
	if found < 0 || len(s.schema.AllOf) < 2 && len(s.schema.Properties) == 0 {
		return s, nil, "", false
	}
	at := s.at.Child("allOf").Index(found)
	members, membersAt := alternativesOf(schemaNode{at, s.schema.AllOf[found].Value})
	part := *s.schema.AllOf[found].Value
	part.OneOf, part.AnyOf = nil, nil
	schema := *s.schema
	schema.AllOf = slices.Clone(schema.AllOf)
	schema.AllOf[found] = &openapi3.SchemaRef{Value: &part}
	s.schema = &schema
	return s, members, membersAt, true
}
