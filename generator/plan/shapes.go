package plan

// This file plans the shapes of variants: data for the runtime, which compares a
// value with them. A shape has the kinds of values, the listed scalars, and for
// objects the members. It contains the shapes of members, unless all objects among
// the variants have a member of the same type: that cannot distinguish them. Shapes
// are cut at a depth so that they stay small. A type that contains itself is repeated up
// to this depth: an IntFilter with the members equals and not, which is another
// IntFilter, has the shape
//
//	{equals Int64, not Object{equals Int64, not Object{…}}}

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// Shape describes the values of a type, or a member of an object with its values.
type Shape struct {
	Name               string // of a member
	Required, ReadOnly bool
	Kinds              []ValueKind
	Values             []string // JSON texts of the only scalars; nil if all are possible
	Members            []*Shape
	Closed             bool   // there are no other members
	Elem               *Shape // of a list or map
	AnyOf              []*Shape
}

// ValueKind is the kind of a value in a Shape.
type ValueKind string

// The kinds of values, as in the runtime.
const (
	nullValue   ValueKind = "Null"
	boolValue   ValueKind = "Bool"
	int32Value  ValueKind = "Int32"
	int64Value  ValueKind = "Int64"
	uint64Value ValueKind = "Uint64"
	numberValue ValueKind = "Number"
	stringValue ValueKind = "String"
	timeValue   ValueKind = "Time"
	bytesValue  ValueKind = "Bytes"
	arrayValue  ValueKind = "Array"
	objectValue ValueKind = "Object"
	anyValue    ValueKind = "Any"
)

var valueKinds = map[api.Kind]ValueKind{
	api.Any: anyValue, api.Bool: boolValue, api.Int32: int32Value, api.Int64: int64Value, api.Uint64: uint64Value,
	api.Float64: numberValue, api.Decimal: numberValue, api.DateTime: timeValue,
	api.Bytes: bytesValue, api.BytesURL: bytesValue, api.List: arrayValue, api.Map: objectValue, api.Object: objectValue,
}

const (
	maxShapeDepth = 4   // nested objects, lists and maps
	maxShapeSize  = 400 // shapes in a union, beyond which the repetitions, then the depth are reduced

	maxFlatSize     = 20_000 // shapes in a union with the least depth
	maxNestedUnions = 8      // unions and objects around a union
)

// shapesOfVariants sets the shapes of the variants of a union.
func shapesOfVariants(variants []*Variant) {
	var objects []*api.Type
	for _, v := range variants {
		for _, leaf := range leaves(v.API.Type.Type, map[*api.Type]bool{}) {
			if kind := leaf.Underlying().Kind; kind == api.Object || kind == api.Map {
				objects = append(objects, leaf)
			}
		}
	}
	depth, repeats, mixed := maxShapeDepth, maxShapeDepth-1, map[*api.Type]bool{}
	for depth > 0 {
		b := &shapeBuilder{objects: objects, repeats: repeats, mixed: mixed, limit: maxShapeSize}
		if depth == 1 {
			b.limit = maxFlatSize
		}
		for _, v := range variants {
			v.Shape = b.shape(api.Use{Type: v.API.Type.Type}, depth, true)
		}
		if b.size <= maxShapeSize {
			return
		}
		if b.repeated {
			repeats--
		} else {
			depth--
		}
	}
}

// shapeBuilder makes the shapes of a union.
type shapeBuilder struct {
	objects  []*api.Type        // among the variants
	above    []*api.Type        // types that contain the current one
	repeats  int                // how often above may contain a type
	repeated bool               // above contained a type twice
	mixed    map[*api.Type]bool // whether several variants of a union are objects or lists
	size     int
	limit    int // of size, beyond which shapes have no content
}

// shape returns the shape of a type, which is that of a variant if top is true.
func (b *shapeBuilder) shape(u api.Use, depth int, top bool) *Shape {
	t := u.Type
	b.size++
	s := &Shape{}
	switch {
	case t.Kind == api.Union && b.mayContain(t) && depth > 0 && len(b.above) < maxNestedUnions && b.size < b.limit:
		b.addVariants(s, t, depth, top)
		if u.Nullable {
			s.AnyOf = append(s.AnyOf, &Shape{Kinds: []ValueKind{nullValue}})
		}
		return s
	case t.Kind == api.Union:
		s.Kinds = []ValueKind{anyValue}
		return s
	}
	s.Kinds = kindsOfValue(t)
	s.Values = t.ValueTexts()
	if u.Nullable && !slices.Contains(s.Kinds, anyValue) && !slices.Contains(s.Kinds, nullValue) {
		s.Kinds = append(s.Kinds, nullValue)
	}
	if depth == 0 || !b.mayContain(t) || b.size > b.limit {
		return s
	}
	b.above = append(b.above, t)
	b.addContent(s, t, depth, top)
	b.above = b.above[:len(b.above)-1]
	return s
}

// mayContain reports whether the current type may contain t: not too many types above
// it are t.
func (b *shapeBuilder) mayContain(t *api.Type) bool {
	times := 0
	for _, other := range b.above {
		if other == t {
			times++
		}
	}
	b.repeated = b.repeated || times > 0 && times <= b.repeats
	return times <= b.repeats
}

// addVariants adds the variants of a union to its shape. If several of them are objects
// or lists, no type is repeated within them: the runtime would compare a value with all
// variants at each level.
func (b *shapeBuilder) addVariants(s *Shape, t *api.Type, depth int, top bool) {
	repeats := b.repeats
	if b.isMixed(t) {
		b.repeats = 0
	}
	b.above = append(b.above, t)
	for _, v := range t.Variants {
		part := b.shape(v.Type, depth, top)
		part.state(t.Discriminator, statedFor(t, v.Type.Type))
		if !slices.ContainsFunc(s.AnyOf, part.equals) {
			s.AnyOf = append(s.AnyOf, part)
		}
	}
	b.above = b.above[:len(b.above)-1]
	b.repeats = repeats
}

// isMixed reports whether several variants of a union are objects or lists.
func (b *shapeBuilder) isMixed(t *api.Type) bool {
	mixed, known := b.mixed[t]
	if !known {
		structures := slices.DeleteFunc(leaves(t, map[*api.Type]bool{}), func(leaf *api.Type) bool {
			kind := jsonKindOf(leaf)
			return kind != ObjectKind && kind != ArrayKind
		})
		mixed = len(structures) > 1
		b.mixed[t] = mixed
	}
	return mixed
}

// statedFor returns the values of the discriminator of a union that select a variant, or
// nil if the description states none.
func statedFor(union, variant *api.Type) []string {
	var values []string
	for _, v := range union.Variants {
		if v.Type.Type == variant && v.Value != "" && !v.Implied {
			values = append(values, v.Value)
		}
	}
	return values
}

// valuesIn returns the values of the discriminator of a base type that select an object:
// itself or one of its subtypes, or a single subtype. The name of the object selects it too.
// It returns nil if only the name does, because many services send other values than names.
func valuesIn(base, t *api.Type) []string {
	var values []string
	if t == base {
		values = append(slices.Clone(t.BaseValues), t.Value)
	}
	for _, v := range base.Subtypes {
		if t == base || v.Type.Type == t {
			values = append(values, v.Value)
		}
	}
	values = slices.DeleteFunc(values, func(value string) bool { return value == "" })
	isString := func(value string) bool { return jsonKindOfText(value) == StringKind }
	if t.Key != "" && slices.ContainsFunc(values, isString) {
		values = append(values, api.StringText(t.Key))
	}
	slices.Sort(values)
	values = slices.Compact(values)
	isConstant := func(f *api.Field) bool { return f.Name == base.Discriminator && f.Constant != "" }
	if len(values) == 1 || slices.ContainsFunc(t.Fields, isConstant) {
		return nil
	}
	return values
}

// state restricts a member of an object to the values that select the object in a union.
func (s *Shape) state(discriminator string, values []string) {
	for _, m := range s.Members {
		if discriminator != "" && m.Name == discriminator && values != nil && m.AnyOf == nil {
			m.Values = values
		}
	}
}

// kindsOfTypes are the kinds of the values of the type keyword.
var kindsOfTypes = map[string]ValueKind{
	"null": nullValue, "boolean": boolValue, "integer": int64Value, "number": numberValue, "string": stringValue,
	"array": arrayValue, "object": objectValue,
}

// kindsOfValue returns the kinds of the values of t, which is not a union.
func kindsOfValue(t *api.Type) []ValueKind {
	if t.Kind != api.Any || len(t.JSONTypes) == 0 {
		return []ValueKind{kindOfValue(t)}
	}
	var kinds []ValueKind
	for _, name := range t.JSONTypes {
		kinds = append(kinds, kindsOfTypes[name])
	}
	return kinds
}

func kindOfValue(t *api.Type) ValueKind {
	kind := t.Underlying().Kind
	if kind == api.Enum {
		kind = t.MemberKind
	}
	if k, ok := valueKinds[kind]; ok {
		return k
	}
	return stringValue
}

// addContent adds the members or the elements of t to its shape.
func (b *shapeBuilder) addContent(s *Shape, t *api.Type, depth int, top bool) {
	if elem := t.Underlying().Elem; elem != nil && restricts(*elem) {
		s.Elem = b.shape(*elem, depth-1, false)
	}
	s.Closed = t.Closed && !t.Polymorphic
	for _, f := range t.Fields {
		inner := depth - 1
		if top && b.isCommon(f) {
			inner = 0
		}
		if slices.Contains(t.Absent, f.Name) {
			continue
		}
		m := b.shape(f.Type, inner, false)
		m.Name, m.Required, m.ReadOnly = f.Name, f.Required && !f.WriteOnly, f.Required && f.ReadOnly
		s.Members = append(s.Members, m)
	}
	for _, name := range t.Absent {
		s.Members = append(s.Members, &Shape{Name: name}) // without kinds, it fits no value
	}
	for _, name := range t.Required {
		s.Members = append(s.Members, &Shape{Name: name, Required: true, Kinds: []ValueKind{anyValue}})
	}
	for _, base := range slices.Concat(t.Extends, []*api.Type{t}) {
		if base.Polymorphic {
			s.state(base.Discriminator, valuesIn(base, t))
		}
	}
}

// isCommon reports whether several objects are among the variants and all have a property
// of the same type as f.
func (b *shapeBuilder) isCommon(f *api.Field) bool {
	return len(b.objects) > 1 && !slices.ContainsFunc(b.objects, func(t *api.Type) bool {
		return !slices.ContainsFunc(t.Fields, func(other *api.Field) bool {
			return other.Name == f.Name && other.Type.Nullable == f.Type.Nullable && other.Type.Type.Equal(f.Type.Type)
		})
	})
}

// equals reports whether two shapes are equal.
func (s *Shape) equals(other *Shape) bool {
	return s.Name == other.Name && s.Required == other.Required && s.ReadOnly == other.ReadOnly &&
		s.Closed == other.Closed && slices.Equal(s.Kinds, other.Kinds) && slices.Equal(s.Values, other.Values) &&
		slices.EqualFunc(s.Members, other.Members, (*Shape).equals) &&
		slices.EqualFunc(s.AnyOf, other.AnyOf, (*Shape).equals) &&
		(s.Elem == nil) == (other.Elem == nil) && (s.Elem == nil || s.Elem.equals(other.Elem))
}
