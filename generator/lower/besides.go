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

// combination is an object with alternatives beside its own properties.
type combination struct {
	own          []schemaUse // the parts that all variants have
	alternatives []alternative
	selecting    schemaNode // the schema with the discriminator; its schema is nil if there is none
}

// alternative is one of the alternatives of a union, which is at the given pointer. The
// path is the pointer without references, so it differs between the unions that include
// the alternatives of another schema.
type alternative struct {
	use      schemaUse
	at, path diag.Pointer
}

// lowerBeside lowers an object with alternatives beside its properties or allOf. It
// returns nil if that is not a union.
func (l *lowerer) lowerBeside(s schemaUse, in namingContext) *api.Type {
	if s.schema.Discriminator != nil && l.isExtendedByMember(s.schemaNode) {
		return nil // a base type
	}
	c := &combination{}
	if !l.addAlternatives(c, s.schemaNode, s.at, 0) {
		return nil
	}
	return l.newCombination(s, in, c)
}

// lowerWithin lowers an allOf one part of which has alternatives, as if these were
// beside the allOf. It returns nil if that is not a union.
func (l *lowerer) lowerWithin(s schemaUse, in namingContext) *api.Type {
	found, c := -1, &combination{}
	for i, ref := range s.schema.AllOf {
		part := l.resolveUse(ref, s.at.Child("allOf").Index(i))
		if part.schema == nil {
			continue
		}
		members, _ := alternativesOf(part.schemaNode)
		if len(members) == 0 || onlyAssertions(members) {
			continue
		}
		path := s.at.Child("allOf").Index(i)
		if found >= 0 || l.isExtendedByMember(part.schemaNode) || !l.addAlternatives(c, part.schemaNode, path, 0) {
			return nil // several unions, or a base type
		}
		found = i
	}
	if found < 0 || len(s.schema.AllOf) < 2 && len(s.schema.Properties) == 0 {
		return nil
	}
	schema := *s.schema
	schema.AllOf = slices.Clone(schema.AllOf)
	schema.AllOf[found] = &openapi3.SchemaRef{Value: &openapi3.Schema{}}
	c.own = append(c.own, schemaUse{schemaNode: schemaNode{s.at, &schema}})
	return l.newCombination(s, in, c)
}

// addAlternatives adds the alternatives of a schema to c, and the keywords beside them.
// It reports false if not all alternatives are objects.
func (l *lowerer) addAlternatives(c *combination, s schemaNode, path diag.Pointer, depth int) bool {
	schema := *s.schema
	if len(schema.OneOf) > 0 && len(schema.AnyOf) > 0 || depth > maxHops {
		return false
	}
	if schema.Discriminator != nil && depth == 0 {
		c.selecting = s
	}
	members, at := alternativesOf(s)
	schema.OneOf, schema.AnyOf, schema.Discriminator, schema.Title, schema.Description = nil, nil, nil, "", ""
	own := schemaUse{schemaNode: schemaNode{s.at, &schema}}
	if constrainsType(&schema) || len(schema.AllOf) > 0 {
		c.own = append(c.own, own)
	}
	path += at[len(s.at):] // /oneOf or /anyOf
	for i, m := range members {
		if isNull(m) {
			continue
		}
		use := l.resolveUse(m, at.Index(i))
		switch {
		case isUnionUse(use) && !l.isExtendedByMember(use.schemaNode):
			if !l.addAlternatives(c, use.schemaNode, path.Index(i), depth+1) {
				return false
			}
		case l.isObjectPart(joinPart{use: use}) || onlyAssertions(openapi3.SchemaRefs{m}):
			c.alternatives = append(c.alternatives, alternative{use, at.Index(i), path.Index(i)})
		default:
			return false
		}
	}
	return true
}

// isExtendedByMember reports whether one of the alternatives of s extends s, which is
// then a base type that lists its subtypes.
func (l *lowerer) isExtendedByMember(s schemaNode) bool {
	members, at := alternativesOf(s)
	for i, m := range members {
		if l.extendsSchema(l.resolveUse(m, at.Index(i)).schemaNode, s.at, 0) {
			return true
		}
	}
	return false
}

// newCombination makes the union of an object with alternatives. It returns nil if
// there is no object or no alternative.
func (l *lowerer) newCombination(s schemaUse, in namingContext, c *combination) *api.Type {
	isObject := func(own schemaUse) bool { return l.isObjectPart(joinPart{use: own}) }
	if len(c.alternatives) == 0 || !slices.ContainsFunc(c.own, isObject) {
		return nil
	}
	t := l.newType(s, api.Union, in)
	values := map[diag.Pointer][]string{}
	if d := c.selecting.schema; d != nil {
		t.Discriminator = d.Discriminator.PropertyName
		for _, e := range l.mappedSchemas(c.selecting) {
			at := l.resolveUse(l.schemas()[e.name], schemasAt.Child(e.name)).at
			values[at] = append(values[at], api.StringText(e.value))
		}
	}
	l.postpone(func() {
		for i, a := range c.alternatives {
			l.addCombined(t, c.own, a, i+1, values[a.use.at])
		}
	})
	return t
}

// addCombined adds the variant of a union that has the properties of own and those of
// an alternative. The discriminator has one of the given values, if there are any.
func (l *lowerer) addCombined(t *api.Type, own []schemaUse, a alternative, number int, values []string) {
	in := variantContext(t, a.use, number)
	extends := func(part schemaUse) bool { return l.extendsSchema(a.use.schemaNode, part.at, 0) }
	var variant *api.Type
	if slices.ContainsFunc(own, extends) {
		variant = l.typeOf(a.use, in)
	} else {
		if a.use.component != "" {
			in = contextInType(t, a.use.component)
		}
		node := schemaUse{schemaNode: schemaNode{a.path.Child("allOf"), &openapi3.Schema{}}}
		variant = l.newType(node, api.Object, in)
		l.combined[variant] = a.use.component
		l.postpone(func() {
			f := newFlattening(variant)
			for _, part := range own {
				l.gatherUse(f, part, part.at, t)
			}
			l.gatherUse(f, a.use, a.use.at, variant)
			variant.Closed = variant.Closed || l.closesVariants(own) && !isOpen(a.use)
			l.finishObject(f)
		})
	}
	if slices.ContainsFunc(t.Variants, func(v *api.Variant) bool { return v.Type.Type == variant }) {
		return
	}
	if len(values) == 0 {
		values = []string{""} // see stateVariants
	}
	for _, value := range values {
		use := api.Use{Type: variant}
		t.Variants = append(t.Variants, &api.Variant{Origin: l.origin(a.at), Value: value, Type: use})
	}
}

// closesVariants reports whether one of the parts that all variants have allows only the
// properties that these parts and the alternatives list.
func (l *lowerer) closesVariants(own []schemaUse) bool {
	return !slices.ContainsFunc(own, isOpen) && slices.ContainsFunc(own, func(part schemaUse) bool {
		return isFalse(l.doc.Source.At(part.at.Child("unevaluatedProperties")))
	})
}

// isOpen reports whether a schema describes the properties that it does not list.
func isOpen(s schemaUse) bool {
	other := s.schema.AdditionalProperties
	return len(s.schema.PatternProperties) > 0 || other.Schema != nil || other.Has != nil && *other.Has
}
