// Package instance generates random JSON values that fit a schema.
//
// A [Generator] chooses the optional properties, enum values, variants and nulls
// that it has used least so that a few instances exercise all of them. [Targets]
// lists these choices for a schema, and [Generator.Hits] returns those that the
// last instance contains. The result is a guess: the caller must validate it,
// because a generator ignores some keywords, such as not.
//
// The files:
//   - instance.go chooses types, enum values and nulls.
//   - shape.go joins the schemas that apply to one value.
//   - object.go generates objects and arrays.
//   - scalar.go generates strings and numbers, pattern.go strings for patterns.
//   - targets.go lists the choices of a schema.
package instance

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"path"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// Direction is the direction in which a value is sent.
type Direction int

// The directions.
const (
	Both     Direction = iota // all properties
	Request                   // no read-only properties
	Response                  // no write-only properties
)

// Mode selects the optional properties of an instance.
type Mode int

// The modes.
const (
	Random  Mode = iota
	Full         // all optional properties, but only some of nested objects
	Minimal      // none
)

// Words selects the strings of instances.
type Words int

// The sets of strings.
const (
	All   Words = iota // also characters that JSON escapes and characters beyond ASCII
	Plain              // ASCII letters and digits, for parameters and forms
)

// Generator generates instances of the schemas of one document. The sequence of
// instances depends only on the seed.
type Generator struct {
	Direction Direction
	Words     Words

	doc      *Document
	rand     *rand.Rand
	used     map[Target]int
	hits     []Target
	current  map[Target]int // the same targets, counted
	features map[string]bool
	heights  map[*openapi3.Schema]int
	mode     Mode
	budget   int // remaining values of the instance that are not required
}

// Document is a description with schemas.
type Document struct {
	schemas openapi3.Schemas // the components
	keys    map[string]bool  // names of discriminating properties
	modern  bool             // OpenAPI 3.1 or later

	stated map[*openapi3.Schema]string // discriminating property of a variant or subtype
}

// NewDocument returns a document for [Document.Generator].
func NewDocument(doc *openapi3.T) *Document {
	d := &Document{keys: map[string]bool{}, stated: map[*openapi3.Schema]string{}, modern: doc.IsOpenAPI31OrLater()}
	if doc.Components != nil {
		d.schemas = doc.Components.Schemas
	}
	_ = doc.WalkSchemas(func(_ string, ref *openapi3.SchemaRef) error {
		if ref.Value != nil && ref.Value.Discriminator != nil {
			d.addDiscriminator(ref.Value)
		}
		return nil
	})
	return d
}

// addDiscriminator records the schemas that a discriminator distinguishes.
func (d *Document) addDiscriminator(s *openapi3.Schema) {
	name := s.Discriminator.PropertyName
	d.keys[name] = true
	for _, ref := range slices.Concat(s.OneOf, s.AnyOf) {
		d.stated[ref.Value] = name
	}
	for _, to := range s.Discriminator.Mapping {
		d.stated[d.mapped(to)] = name
	}
}

// mapped returns the schema that a mapping refers to, or nil.
func (d *Document) mapped(to openapi3.MappingRef) *openapi3.Schema {
	if to.Value != nil {
		return to.Value
	}
	if ref := d.schemas[path.Base(to.Ref)]; ref != nil {
		return ref.Value
	}
	return nil
}

// Generator returns a generator.
func (d *Document) Generator(seed string) *Generator {
	hash := fnv.New64a()
	hash.Write([]byte(seed))
	return &Generator{
		doc: d, rand: rand.New(rand.NewPCG(hash.Sum64(), 1)),
		used: map[Target]int{}, heights: map[*openapi3.Schema]int{},
	}
}

const (
	maxDepth  = 14  // deeper values are given up
	flatDepth = 5   // deeper objects have no optional properties
	maxValues = 100 // optional values of an instance below its own properties
)

// Value returns an instance of a schema. It reports false if it found none.
func (g *Generator) Value(ref *openapi3.SchemaRef, mode Mode) (any, bool) {
	g.hits, g.current, g.features = nil, map[Target]int{}, map[string]bool{}
	g.mode, g.budget = mode, maxValues
	v, ok := g.value(ref, 0)
	if !ok {
		return nil, false
	}
	for _, t := range g.hits {
		g.used[t]++
	}
	return v, true
}

// Hits returns the choices that the last instance contains.
func (g *Generator) Hits() []Target { return g.hits }

// Features returns the sorted names of the features of the last instance, such as
// "oneOf" or "format date-time".
func (g *Generator) Features() []string {
	var out []string
	for name := range g.features {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

func (g *Generator) feature(name string) { g.features[name] = true }

func (g *Generator) hit(t Target) {
	g.hits = append(g.hits, t)
	g.current[t]++
}

// chance reports true with a probability of p.
func (g *Generator) chance(p float64) bool { return g.rand.Float64() < p }

// choose returns the index of the target that was used least, or sometimes another.
func (g *Generator) choose(targets []Target) int {
	if len(targets) == 1 {
		return 0
	}
	if g.chance(0.2) {
		return g.rand.IntN(len(targets))
	}
	best, ties := 0, 0
	for i, t := range targets {
		switch count := g.uses(t); {
		case i == 0 || count < g.uses(targets[best]):
			best, ties = i, 1
		case count == g.uses(targets[best]):
			ties++
			if g.rand.IntN(ties) == 0 {
				best = i
			}
		}
	}
	return best
}

// uses counts the uses of a target, also in the current instance.
func (g *Generator) uses(t Target) int { return g.used[t] + g.current[t] }

// value returns a value of a schema at a depth below the instance.
func (g *Generator) value(ref *openapi3.SchemaRef, depth int) (any, bool) {
	if ref == nil || ref.Value == nil || depth > maxDepth {
		return nil, false
	}
	shape := g.expand(ref.Value, depth)
	if shape.never {
		return nil, false
	}
	if v, ok, chosen := g.fixedValue(shape, depth); chosen {
		return v, ok
	}
	if owner := shape.nullable(g.doc.modern); owner != nil && depth > 0 && g.chooseNull(owner) {
		return nil, true
	}
	switch g.chooseType(shape) {
	case "null":
		return nil, true
	case "object":
		return g.object(shape, depth)
	case "array":
		return g.array(shape, depth)
	case "string":
		return g.text(shape)
	case "integer":
		return g.integer(shape)
	case "number":
		return g.number(shape)
	case "boolean":
		g.feature("boolean")
		return g.chance(0.5), true
	case "any":
		g.feature("any value")
		return g.anything(depth), true
	}
	return nil, false
}

// fixedValue returns a value of the enums or constants of a shape. If there are
// none, chosen is false.
func (g *Generator) fixedValue(shape *shape, depth int) (v any, ok, chosen bool) {
	values, owner := shape.enum()
	if owner == nil {
		return nil, false, false
	}
	var targets []Target
	var allowed []any
	for i, v := range values {
		if v == nil && depth == 0 || !shape.permits(v) {
			continue
		}
		allowed = append(allowed, v)
		targets = append(targets, Target{owner, enumTarget, fmt.Sprint(i)})
	}
	if len(allowed) == 0 {
		return nil, false, true
	}
	i := g.choose(targets)
	g.hit(targets[i])
	g.feature("enum")
	if owner.Const != nil {
		g.feature("const")
	}
	return allowed[i], true, true
}

// chooseNull decides whether a nullable value is null.
func (g *Generator) chooseNull(owner *openapi3.Schema) bool {
	t := Target{owner, nullTarget, ""}
	g.feature("nullable")
	if g.uses(t) == 0 && g.chance(0.4) || g.chance(0.05) {
		g.hit(t)
		return true
	}
	return false
}

// chooseType returns one of the types that all schemas of a shape permit, "any" if
// no schema has a type and none implies one, or "" if no type is permitted.
func (g *Generator) chooseType(shape *shape) string {
	types := shape.types()
	if types == nil {
		return shape.impliedType()
	}
	var targets []Target
	for _, name := range types {
		targets = append(targets, Target{shape.parts[0], typeTarget, name})
	}
	if len(types) == 0 {
		return ""
	}
	if len(types) > 1 {
		g.feature("several types")
	}
	i := g.choose(targets)
	g.hit(targets[i])
	return types[i]
}

// anything returns a value of a schema that permits all values.
func (g *Generator) anything(depth int) any {
	n := 6
	if depth > 3 {
		n = 4
	}
	switch g.rand.IntN(n) {
	case 0:
		return g.word()
	case 1:
		return json.Number("12.5")
	case 2:
		return true
	case 3:
		return int64(g.rand.IntN(1000))
	case 4:
		return []any{g.word(), int64(1), nil}
	default:
		return map[string]any{"a": g.word(), "b": []any{}, "c": map[string]any{}, "d": nil}
	}
}
