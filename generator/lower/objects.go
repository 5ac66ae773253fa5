package lower

// Objects, and the flattening of allOf.
//
// gather collects an object's own properties and those of its allOf entries,
// the nearest last, so that the nearest declaration wins. Each property keeps
// the object that declares it. Inline types in the property belong to that
// object, so they are the same in every object that inherits it.

import (
	"slices"
	"strconv"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// property is a property to be added to an object.
type property struct {
	ref   *openapi3.SchemaRef
	at    diag.Pointer
	owner *api.Type
}

// flat is the state of flattening an object.
type flat struct {
	t        *api.Type
	props    map[string]property
	required map[string]bool
	seen     map[diag.Pointer]bool
}

// object makes an object type and postpones its fields.
func (l *lowerer) object(s site, in place) *api.Type {
	t := l.newType(s, api.Object, in)
	l.later(func() { l.fill(t, s.spot) })
	return t
}

func (l *lowerer) fill(t *api.Type, s spot) {
	f := &flat{t: t, props: map[string]property{}, required: map[string]bool{}, seen: map[diag.Pointer]bool{}}
	l.gather(f, s, t)
	t.Extends = l.bases[t]
	for _, name := range sorted(f.props) {
		t.Fields = append(t.Fields, l.field(name, f.props[name], f.required[name]))
	}
}

// gather adds the declarations of s and its allOf to f. The object owner
// declares the properties of s itself.
func (l *lowerer) gather(f *flat, s spot, owner *api.Type) {
	if f.seen[s.at] {
		return // a diamond, or a cycle that source has reported
	}
	f.seen[s.at] = true
	for i, ref := range s.schema.AllOf {
		l.gatherPart(f, ref, s.at.Child("allOf").Index(i), owner)
	}
	for _, name := range sorted(s.schema.Properties) {
		l.declare(f, name, property{s.schema.Properties[name], s.at.Child("properties").Child(name), owner})
	}
	for _, name := range s.schema.Required {
		f.required[name] = true
	}
}

func (l *lowerer) gatherPart(f *flat, ref *openapi3.SchemaRef, at diag.Pointer, owner *api.Type) {
	part := l.read(ref, at)
	if part.schema == nil {
		return
	}
	if f.seen[part.at] && part.at == l.spots[f.t].at {
		l.errorf(at, "recursive-all-of", "%q extends itself; remove this entry from its allOf", f.t.Key)
		return
	}
	if members, where := alternatives(part.spot); len(members) > 0 && !onlyAssertions(members) {
		l.warnf(where, "unsupported",
			"alternatives inside allOf are not supported; their properties are preserved as additional properties")
	}
	if part.key == "" && part.deep == "" {
		if name := l.typeName(part.spot); name != "object" && name != "" {
			l.errorf(part.at.Child("type"), "all-of-conflict",
				"expected an object, found the type %s, which no value can have at the same time; remove one of the two", name)
		}
		l.addDoc(&f.t.Doc, part.spot)
		l.gather(f, part.spot, owner)
		return
	}
	if !l.objectLike(&openapi3.SchemaRef{Value: part.schema}, part.at, 0) {
		if !empty(part.schema) && len(part.schema.OneOf)+len(part.schema.AnyOf) == 0 && len(part.schema.Required) == 0 {
			l.errorf(at, "all-of-conflict",
				"an object can only extend objects, and %s is not an object; remove this entry", l.pos(part.at))
		}
		return
	}
	if base := l.typeOf(part, place{key: f.t.Key}); base.Kind == api.Object {
		owner = base
		if base != f.t && !slices.Contains(l.bases[f.t], base) {
			l.bases[f.t] = append(l.bases[f.t], base)
		}
	}
	l.gather(f, part.spot, owner)
}

// declare adds a property. It replaces a more distant declaration of the same
// name.
func (l *lowerer) declare(f *flat, name string, p property) {
	old, again := f.props[name]
	f.props[name] = p
	if !again || old.at == p.at {
		return
	}
	far, near := l.propertyUse(name, old), l.propertyUse(name, p)
	if near.Type.Kind == api.Any && far.Type.Kind != api.Any {
		f.props[name] = old
		return
	}
	l.checks = append(l.checks, func() {
		if !l.compatible(far, near) {
			l.errorf(p.at, "all-of-conflict", "property %q is %s here and %s at %s; use one type for both",
				name, kindOf(near.Type), kindOf(far.Type), l.pos(old.at))
		}
	})
}

func (l *lowerer) propertyUse(name string, p property) api.Use {
	return l.use(p.ref, p.at, inType(p.owner, name))
}

// kindOf describes a type for messages, by its name if it has one.
func kindOf(t *api.Type) string {
	switch {
	case t.Key != "":
		return strconv.Quote(t.Key)
	case t.Elem != nil:
		return "a " + string(t.Kind) + " of " + kindOf(t.Elem.Type)
	case t.Kind == api.Object || t.Kind == api.Enum || t.Kind == api.Union:
		return "an inline " + string(t.Kind)
	}
	return string(t.Kind)
}

// compatible reports whether the declaration near may replace far: they have
// the same type, or one narrows the other.
func (l *lowerer) compatible(far, near api.Use) bool {
	a, b := far.Type, near.Type
	switch {
	case a == b || a.Kind == api.Any || b.Kind == api.Any:
		return true
	case a.Kind == api.Object && b.Kind == api.Object:
		return a.Key == "" || b.Key == "" || slices.Contains(l.bases[b], a) || slices.Contains(l.bases[a], b)
	case a.Kind == api.Union || b.Kind == api.Union:
		return holds(a, b) || holds(b, a)
	case openObject(a) && openObject(b):
		return true
	case a.Kind != b.Kind:
		return texts(a) && texts(b) || numbers(a) && numbers(b)
	case a.Elem != nil && b.Elem != nil:
		return l.compatible(*a.Elem, *b.Elem)
	}
	return true
}

func holds(union, t *api.Type) bool {
	return slices.ContainsFunc(union.Variants, func(v *api.Variant) bool { return v.Type.Type == t })
}

// openObject reports whether every JSON object is a value of t.
func openObject(t *api.Type) bool {
	return t.Kind == api.Object || t.Kind == api.Map && t.Elem.Type.Kind == api.Any
}

// texts reports whether values of t are JSON strings.
func texts(t *api.Type) bool {
	switch t.Kind {
	case api.String, api.DateTime, api.Date, api.TimeOfDay, api.Duration, api.Bytes, api.Binary:
		return true
	}
	return t.Kind == api.Enum && t.MemberKind == api.String
}

// numbers reports whether values of t are JSON numbers.
func numbers(t *api.Type) bool {
	switch t.Kind {
	case api.Int32, api.Int64, api.Uint64, api.Float32, api.Float64, api.Decimal:
		return true
	}
	return t.Kind == api.Enum && t.MemberKind != api.String
}

// field lowers a property.
func (l *lowerer) field(name string, p property, required bool) *api.Field {
	s := l.read(p.ref, p.at)
	f := &api.Field{
		Origin:   l.origin(p.at),
		Name:     name,
		Type:     l.useOf(s, inType(p.owner, name)),
		Required: required,
		Doc:      l.fieldDoc(s),
		Limits:   l.limits(s),
		Owner:    p.owner,
	}
	for _, lv := range s.levels {
		f.ReadOnly = f.ReadOnly || lv.schema.ReadOnly
		f.WriteOnly = f.WriteOnly || lv.schema.WriteOnly
	}
	return f
}

// objectLike reports whether a schema is an object, by itself or through its
// allOf. It makes no types.
func (l *lowerer) objectLike(ref *openapi3.SchemaRef, at diag.Pointer, depth int) bool {
	var ignored site
	s, _ := l.locate(ref, at, &ignored, false)
	if s.schema == nil || depth > maxHops {
		return false
	}
	schema := s.schema
	members, membersAt := alternatives(s)
	alternative := len(members) > 0 && !onlyAssertions(members)
	if objectKeywords(schema) && (!alternative || len(schema.Properties) > 0) {
		return true
	}
	typed := false
	for i, part := range schema.AllOf {
		partAt := s.at.Child("allOf").Index(i)
		if l.objectLike(part, partAt, depth+1) {
			return true
		}
		typed = typed || part != nil && (part.Ref != "" || part.Value != nil && !empty(part.Value))
	}
	if alternative {
		ref, inner, _ := l.unwrapAlternatives(members, membersAt)
		return ref != nil && l.objectLike(ref, inner, depth+1)
	}
	return !typed && schema.Type.Includes("object")
}

// combined lowers an allOf that does not describe an object. Its parts narrow
// one another.
func (l *lowerer) combined(s site, in place) *api.Type {
	own := *s.schema
	own.AllOf = nil
	var best *api.Type
	if !own.Type.Is("object") && !empty(&own) {
		best = l.shape(site{spot: spot{s.at, &own}, key: s.key}, in)
	}
	for i, ref := range s.schema.AllOf {
		at := s.at.Child("allOf").Index(i)
		part := l.read(ref, at)
		if part.schema == nil || empty(part.schema) {
			continue
		}
		t := l.typeOf(part, in)
		switch {
		case best == nil || best.Kind == api.Any || narrows(t, best):
			best = t
		case t.Kind == best.Kind || t.Kind == api.Any || narrows(best, t):
		default:
			l.errorf(at, "all-of-conflict", "no value is both %s (here) and %s (%s); remove one of the two",
				kindOf(t), kindOf(best), best.Origin.Pos)
		}
	}
	if best == nil {
		return l.scalar(s, api.Any)
	}
	return best
}

// narrows reports whether every value of the scalar type a is a value of b.
func narrows(a, b *api.Type) bool {
	if texts(a) && texts(b) {
		return b.Kind == api.String
	}
	return numbers(a) && numbers(b) && (b.Kind == api.Float64 || b.Kind == api.Decimal || a.Kind == api.Enum)
}
