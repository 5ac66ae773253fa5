package instance

import (
	"math"
	"reflect"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// shape is the set of schemas that apply to one value: a schema, the members of its
// allOf, and the chosen variants of its oneOf and anyOf.
type shape struct {
	parts []*openapi3.Schema
	never bool // the schema false
}

// expand returns the shape of a schema.
func (g *Generator) expand(s *openapi3.Schema, depth int) *shape {
	out := &shape{}
	g.addPart(out, s, depth, false)
	return out
}

// addPart adds a schema to a shape. An inherited schema is a member of an allOf, so
// its subtypes do not replace it.
func (g *Generator) addPart(out *shape, s *openapi3.Schema, depth int, inherited bool) {
	if s == nil || slices.Contains(out.parts, s) {
		return
	}
	if s.Always != nil {
		out.never = out.never || !*s.Always
		return
	}
	out.parts = append(out.parts, s)
	for _, ref := range s.AllOf {
		g.feature("allOf")
		g.addPart(out, ref.Value, depth, true)
	}
	g.addVariant(out, s, "oneOf", s.OneOf, depth)
	g.addVariant(out, s, "anyOf", s.AnyOf, depth)
	if !inherited && depth > 0 && len(s.OneOf)+len(s.AnyOf) == 0 {
		g.addSubtype(out, s, depth)
	}
}

// addVariant adds a variant of a oneOf or anyOf.
func (g *Generator) addVariant(out *shape, s *openapi3.Schema, keyword string, refs openapi3.SchemaRefs, depth int) {
	if len(refs) == 0 {
		return
	}
	g.feature(keyword)
	if s.Discriminator != nil {
		g.feature("discriminator")
	}
	var targets []Target
	for i := range refs {
		targets = append(targets, Target{s, keyword, strconv.Itoa(i)})
	}
	i := g.choose(targets)
	if depth > flatDepth {
		i = g.lowest(refs)
	}
	g.hit(targets[i])
	g.addPart(out, refs[i].Value, depth, false)
}

// lowest returns the index of the schema whose smallest instance is least nested.
func (g *Generator) lowest(refs openapi3.SchemaRefs) int {
	best := 0
	for i := range refs {
		if g.height(refs[i].Value) < g.height(refs[best].Value) {
			best = i
		}
	}
	return best
}

// addSubtype adds one of the subtypes that a discriminator's mapping lists.
func (g *Generator) addSubtype(out *shape, s *openapi3.Schema, depth int) {
	if s.Discriminator == nil || len(s.Discriminator.Mapping) == 0 {
		return
	}
	g.feature("subtypes")
	var targets []Target
	for key := range s.Discriminator.Mapping {
		targets = append(targets, Target{s, subtypeTarget, key})
	}
	slices.SortFunc(targets, Target.compare)
	i := g.choose(targets)
	if sub := g.doc.mapped(s.Discriminator.Mapping[targets[i].Value]); sub != nil && sub != s {
		g.hit(targets[i])
		g.addPart(out, sub, depth, true)
	}
}

// discriminators returns the values of the discriminating properties that the
// schemas of a shape have, by property.
func (g *Generator) discriminators(shape *shape) map[string]string {
	out := map[string]string{}
	for _, s := range shape.parts {
		if s.Discriminator != nil && out[s.Discriminator.PropertyName] == "" {
			if value := g.discriminatorValue(shape, s); value != "" {
				out[s.Discriminator.PropertyName] = value
			}
		}
	}
	return out
}

// discriminatorValue returns the value that selects another schema of the shape, or
// else s itself, or "".
func (g *Generator) discriminatorValue(shape *shape, s *openapi3.Schema) string {
	own := ""
	best, found := -1, ""
	note := func(value string, target *openapi3.Schema) {
		if target == s {
			own = value
			return
		}
		// An explicit mapping and the most derived schema come first in the shape.
		if i := slices.Index(shape.parts, target); i >= 0 && (best < 0 || i < best || i == best && value < found) {
			best, found = i, value
		}
	}
	for key, to := range s.Discriminator.Mapping {
		note(key, g.doc.mapped(to))
	}
	if found == "" {
		for name, ref := range g.doc.schemas {
			note(name, ref.Value)
		}
	}
	if found != "" {
		return found
	}
	return own
}

// nullable returns the schema that permits null if all schemas of the shape do, or
// nil. OpenAPI 3.1 has no nullable.
func (s *shape) nullable(modern bool) *openapi3.Schema {
	var owner *openapi3.Schema
	for _, part := range s.parts {
		switch {
		case part.Nullable && !modern, part.Type.Includes("null"):
			owner = part
		case !part.Type.IsEmpty() || len(part.Enum) > 0:
			return nil
		}
	}
	return owner
}

// enum returns the values that all enums and constants of the shape have in common,
// and the schema of the first. The schema is nil if there are none.
func (s *shape) enum() (values []any, owner *openapi3.Schema) {
	for _, part := range s.parts {
		list := part.Enum
		if part.Const != nil {
			list = []any{part.Const}
		}
		switch {
		case len(list) == 0:
		case owner == nil:
			values, owner = list, part
		default:
			values = slices.DeleteFunc(slices.Clone(values), func(v any) bool { return !hasValue(list, v) })
		}
	}
	return values, owner
}

func hasValue(list []any, v any) bool {
	return slices.ContainsFunc(list, func(w any) bool { return reflect.DeepEqual(v, w) })
}

// permits reports whether the types of the shape permit a value of an enum.
func (s *shape) permits(v any) bool {
	if v == nil {
		return true
	}
	types := s.types()
	if types == nil {
		return true
	}
	name := ""
	switch v := v.(type) {
	case string:
		name = "string"
	case bool:
		name = "boolean"
	case float64:
		name = "number"
		if v == math.Trunc(v) && slices.Contains(types, "integer") {
			name = "integer"
		}
	case []any:
		name = "array"
	default:
		name = "object"
	}
	return slices.Contains(types, name)
}

// types returns the types other than null that all schemas of the shape permit. It
// returns nil if no schema has types.
func (s *shape) types() []string {
	var out []string
	for _, part := range s.parts {
		if part.Type.IsEmpty() {
			continue
		}
		own := slices.Clone(part.Type.Slice())
		if out == nil {
			out = own
			continue
		}
		out = slices.DeleteFunc(out, func(name string) bool {
			return !slices.Contains(own, name) && (name != "integer" || !slices.Contains(own, "number"))
		})
		if slices.Contains(own, "integer") && !slices.Contains(out, "integer") && slices.Contains(out, "number") {
			out = append(out, "integer")
		}
	}
	if len(out) > 1 {
		out = slices.DeleteFunc(out, func(name string) bool { return name == "null" })
	}
	return out
}

// impliedType returns the type that the keywords of a shape without types imply.
func (s *shape) impliedType() string {
	for _, part := range s.parts {
		switch {
		case len(part.Properties) > 0, len(part.Required) > 0,
			part.AdditionalProperties.Schema != nil, part.AdditionalProperties.Has != nil:
			return "object"
		case part.Items != nil:
			return "array"
		case part.Pattern != "", part.MinLength > 0, part.MaxLength != nil, part.Format != "":
			return "string"
		case part.Min != nil, part.Max != nil:
			return "number"
		}
	}
	return "any"
}

const endless = 100 // height of a schema without finite instances

// height returns the nesting of the smallest instance of a schema.
func (g *Generator) height(s *openapi3.Schema) int {
	if s == nil {
		return 0
	}
	if h, ok := g.heights[s]; ok {
		return h
	}
	g.heights[s] = endless // until it is known: a schema that requires itself is endless
	h := 0
	for _, ref := range s.AllOf {
		h = max(h, g.height(ref.Value))
	}
	for _, refs := range []openapi3.SchemaRefs{s.OneOf, s.AnyOf} {
		least := endless
		for _, ref := range refs {
			least = min(least, g.height(ref.Value))
		}
		if len(refs) > 0 {
			h = max(h, least)
		}
	}
	for _, name := range s.Required {
		if ref := s.Properties[name]; ref != nil {
			h = max(h, 1+g.height(ref.Value))
		}
	}
	if s.MinItems > 0 && s.Items != nil {
		h = max(h, 1+g.height(s.Items.Value))
	}
	g.heights[s] = min(h, endless)
	return g.heights[s]
}
