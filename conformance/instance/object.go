package instance

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// property is a property of a shape with the schemas that declare it.
type property struct {
	name     string
	owners   []*openapi3.Schema
	refs     openapi3.SchemaRefs
	required bool
}

// schema returns the conjunction of all schemas of the property.
func (p *property) schema() *openapi3.SchemaRef {
	if len(p.refs) == 1 {
		return p.refs[0]
	}
	return &openapi3.SchemaRef{Value: &openapi3.Schema{AllOf: p.refs}}
}

// properties returns the properties of a shape in alphabetical order.
func (s *shape) properties() []*property {
	byName := map[string]*property{}
	var out []*property
	add := func(name string) *property {
		if byName[name] == nil {
			byName[name] = &property{name: name}
			out = append(out, byName[name])
		}
		return byName[name]
	}
	for _, part := range s.parts {
		for name, ref := range part.Properties {
			p := add(name)
			p.owners = append(p.owners, part)
			if !slices.Contains(p.refs, ref) {
				p.refs = append(p.refs, ref)
			}
		}
		for _, name := range part.Required {
			add(name).required = true
		}
	}
	slices.SortFunc(out, func(a, b *property) int { return strings.Compare(a.name, b.name) })
	return out
}

// object returns an object of a shape.
func (g *Generator) object(shape *shape, depth int) (any, bool) {
	g.feature("object")
	out, fixed := map[string]any{}, g.discriminators(shape)
	for _, p := range shape.properties() {
		include := p.required && !g.hidden(p) || !p.required && (g.states(shape, p) || g.wants(p, depth))
		if !include {
			continue
		}
		v, ok := g.property(shape, p, fixed, depth)
		if !ok && p.required {
			return nil, false
		}
		if !ok {
			continue
		}
		out[p.name] = v
		for _, owner := range p.owners {
			g.hit(Target{owner, propertyTarget, p.name})
		}
	}
	for name, value := range fixed {
		out[name] = value
	}
	return out, g.addUnlisted(shape, out, depth)
}

// property returns a value of a property.
func (g *Generator) property(shape *shape, p *property, fixed map[string]string, depth int) (any, bool) {
	if value, ok := fixed[p.name]; ok {
		return value, true
	}
	if len(p.refs) == 0 { // required, but not declared
		if extra := shape.unlisted(); extra != nil {
			return g.value(extra, depth+1)
		}
		return g.word(), true
	}
	v, ok := g.value(p.schema(), depth+1)
	if v == "" && g.doc.keys[p.name] {
		return "unknown", ok // an SDK replaces an empty discriminator
	}
	return v, ok
}

// hidden reports whether the direction excludes a property.
func (g *Generator) hidden(p *property) bool {
	for _, ref := range p.refs {
		switch {
		case ref.Value == nil:
		case g.Direction == Request && ref.Value.ReadOnly, g.Direction == Response && ref.Value.WriteOnly:
			return true
		}
	}
	return false
}

// states reports whether a property discriminates between the schemas of a union
// that one of the shape's schemas belongs to. An SDK fills in such a property, so
// instances always have it.
func (g *Generator) states(shape *shape, p *property) bool {
	for _, part := range shape.parts {
		if g.doc.stated[part] == p.name {
			return true
		}
	}
	return false
}

// wants decides whether an optional property is included.
func (g *Generator) wants(p *property, depth int) bool {
	if g.hidden(p) || g.mode == Minimal || depth >= flatDepth {
		return false
	}
	if len(p.refs) > 0 && g.height(p.schema().Value) >= endless {
		return false
	}
	if depth == 0 && g.mode == Full {
		return true
	}
	if g.budget--; g.budget < 0 && depth > 0 {
		return false
	}
	chance := 0.5
	if depth > 1 {
		chance = 0.3
	}
	if len(p.owners) > 0 && g.uses(Target{p.owners[0], propertyTarget, p.name}) == 0 {
		chance += 0.3
	}
	return g.chance(chance)
}

// unlisted returns the schema of properties that are not listed, if there is one.
func (s *shape) unlisted() *openapi3.SchemaRef {
	for _, part := range s.parts {
		if part.AdditionalProperties.Schema != nil {
			return part.AdditionalProperties.Schema
		}
	}
	return nil
}

// closed reports whether a shape forbids properties that are not listed.
func (s *shape) closed() bool {
	for _, part := range s.parts {
		if has := part.AdditionalProperties.Has; has != nil && !*has || part.UnevaluatedProperties.Has != nil {
			return true
		}
	}
	return false
}

// addUnlisted adds properties that a shape does not list: the members of a map, and
// sometimes an unknown property. It reports false if the object has too few
// properties.
func (g *Generator) addUnlisted(shape *shape, out map[string]any, depth int) bool {
	least, most := shape.propertyBounds()
	extra := 0
	schema := shape.unlisted()
	switch {
	case shape.closed():
	case schema != nil && depth <= flatDepth && g.height(schema.Value) < endless && g.mode != Minimal:
		extra = 1 + g.rand.IntN(2)
	case schema == nil && depth < 2 && g.Words == All && g.mode == Random && g.chance(0.1):
		g.feature("unknown property")
		extra = 1
	}
	extra = max(extra, least-len(out))
	for i := 0; i < extra && len(out) < most; i++ {
		name := fmt.Sprintf("%s%d", g.word(), i)
		v := g.anything(depth)
		if schema != nil {
			g.feature("map")
			var ok bool
			if v, ok = g.value(schema, depth+1); !ok {
				break
			}
		}
		out[name] = v
	}
	return len(out) >= least
}

func (s *shape) propertyBounds() (least, most int) {
	most = 1 << 30
	for _, part := range s.parts {
		least = max(least, int(part.MinProps))
		if part.MaxProps != nil {
			most = min(most, int(*part.MaxProps))
		}
	}
	return least, most
}

// array returns an array of a shape.
func (g *Generator) array(shape *shape, depth int) (any, bool) {
	g.feature("array")
	least, most, unique := 0, 1<<30, false
	var items *openapi3.SchemaRef
	var prefix openapi3.SchemaRefs
	for _, part := range shape.parts {
		least = max(least, int(part.MinItems))
		if part.MaxItems != nil {
			most = min(most, int(*part.MaxItems))
		}
		unique = unique || part.UniqueItems
		if part.Items != nil {
			items = part.Items
		}
		if len(part.PrefixItems) > 0 {
			prefix = part.PrefixItems
		}
	}
	n := len(prefix) + g.itemCount(items, depth)
	n = max(least, min(most, n))
	out, seen := []any{}, map[string]bool{}
	for tries := 0; len(out) < n && tries < 4*n; tries++ {
		v, ok := g.item(items, prefix, len(out), depth)
		if !ok {
			break
		}
		text, _ := json.Marshal(v)
		if unique && seen[string(text)] {
			continue
		}
		seen[string(text)] = true
		out = append(out, v)
	}
	return out, len(out) >= least
}

// itemCount chooses a number of items.
func (g *Generator) itemCount(items *openapi3.SchemaRef, depth int) int {
	if g.mode == Minimal || depth > flatDepth || items != nil && g.height(items.Value) >= endless {
		return 0
	}
	if depth <= 1 {
		return 1 + g.rand.IntN(3)
	}
	return g.rand.IntN(2)
}

func (g *Generator) item(items *openapi3.SchemaRef, prefix openapi3.SchemaRefs, i, depth int) (any, bool) {
	switch {
	case i < len(prefix):
		g.feature("prefixItems")
		return g.value(prefix[i], depth+1)
	case items != nil:
		return g.value(items, depth+1)
	}
	return g.anything(depth), true
}
