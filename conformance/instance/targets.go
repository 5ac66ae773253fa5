package instance

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"
)

// Target is a choice that an instance can contain: an optional property, a value of
// an enum, a variant, one of several types, or null.
type Target struct {
	Schema *openapi3.Schema // the schema that declares it
	Kind   string
	Value  string // the property's name, or the index of the value or variant
}

// The kinds of targets. Variants have the kinds "oneOf" and "anyOf".
const (
	propertyTarget = "property"
	enumTarget     = "enum"
	nullTarget     = "null"
	typeTarget     = "type"
	subtypeTarget  = "subtype"
)

// compare orders the targets of one schema.
func (t Target) compare(u Target) int {
	return cmp.Or(cmp.Compare(t.Kind, u.Kind), cmp.Compare(t.Value, u.Value))
}

// Targets returns the choices of a schema and of its inline schemas. The choices of
// a component count only for the component itself, unless it is a member of an
// allOf.
func (d *Document) Targets(ref *openapi3.SchemaRef, direction Direction) []Target {
	c := &collector{doc: d, seen: map[*openapi3.Schema]bool{}, direction: direction}
	c.schema(ref.Value, 0)
	return c.targets
}

type collector struct {
	doc       *Document
	seen      map[*openapi3.Schema]bool
	direction Direction
	targets   []Target
}

func (c *collector) add(s *openapi3.Schema, kind, value string) {
	c.targets = append(c.targets, Target{s, kind, value})
}

// inline collects the targets of a schema that is not a component.
func (c *collector) inline(ref *openapi3.SchemaRef, depth int) {
	if ref != nil && ref.Ref == "" && depth < flatDepth {
		c.schema(ref.Value, depth)
	}
}

func (c *collector) schema(s *openapi3.Schema, depth int) {
	if s == nil || c.seen[s] {
		return
	}
	c.seen[s] = true
	for i, v := range s.Enum {
		if v != nil && hasType(s, v) {
			c.add(s, enumTarget, strconv.Itoa(i))
		}
	}
	null := s.Nullable && !c.doc.modern || s.Type.Includes("null")
	if null && depth > 0 && len(s.Enum) == 0 {
		c.add(s, nullTarget, "")
	}
	for _, ref := range s.AllOf {
		c.schema(ref.Value, depth)
	}
	for i, ref := range s.OneOf {
		c.add(s, "oneOf", strconv.Itoa(i))
		c.inline(ref, depth)
	}
	for i, ref := range s.AnyOf {
		c.add(s, "anyOf", strconv.Itoa(i))
		c.inline(ref, depth)
	}
	c.properties(s, depth)
	c.inline(s.Items, depth+1)
	c.inline(s.AdditionalProperties.Schema, depth+1)
}

func (c *collector) properties(s *openapi3.Schema, depth int) {
	for name, ref := range s.Properties {
		v := ref.Value
		if v == nil || c.direction == Request && v.ReadOnly || c.direction == Response && v.WriteOnly {
			continue
		}
		if !slices.Contains(s.Required, name) {
			c.add(s, propertyTarget, name)
		}
		c.inline(ref, depth+1)
	}
}

// hasType reports whether a value of an enum has the type of its schema. Other
// values are slips of the description.
func hasType(s *openapi3.Schema, v any) bool {
	return (&shape{parts: []*openapi3.Schema{s}}).permits(v)
}
