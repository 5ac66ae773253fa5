package lower

// Joining the declarations that an allOf combines.
//
// Several parts of an allOf may declare the same property, and a part may be a
// list whose elements another part narrows. A value satisfies all of these
// declarations, so its type comes from all of them:
//
//	items: {$ref: Item} and items: {properties: {price: …}} → an Item with a price
//	oneOf: [integer, date-time] and type: string            → a string
//	enum: [a, b, c] and enum: [a, b]                        → the nearer enum
//
// Objects are joined into an object with the properties of all parts, unless
// one part extends the others. Lists and maps join their elements. Of other
// types, the narrower one is used. Declarations that no value satisfies are
// reported, and the value is any JSON value.

import (
	"cmp"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// joinPart is one of several declarations of the same value.
type joinPart struct {
	use       schemaUse
	in        namingContext // of a type that only this declaration has
	inherited bool          // another object declares it
}

// joinParts returns the type of a value that satisfies all parts, the nearest
// last. The pointer is that of the nearest declaration.
func (l *lowerer) joinParts(parts []joinPart, at diag.Pointer) *api.Type {
	nearest := parts[len(parts)-1]
	var kept []joinPart
	for _, p := range parts {
		again := func(k joinPart) bool { return k.use.at == p.use.at }
		if !l.isAnything(p.use) && !slices.ContainsFunc(kept, again) {
			kept = append(kept, p)
		}
	}
	if kept = l.narrowestParts(kept); len(kept) == 0 {
		return l.typeOf(nearest.use, nearest.in)
	}
	if len(kept) == 1 {
		return l.typeOf(kept[0].use, kept[0].in)
	}
	if l.joining[at] {
		return l.typeOf(nearest.use, nearest.in) // a list of itself
	}
	l.joining[at] = true
	defer delete(l.joining, at)
	switch {
	case allParts(kept, l.isListPart):
		return l.joinElements(kept, at, api.List)
	case allParts(kept, isMapPart):
		return l.joinElements(kept, at, api.Map)
	case allParts(kept, l.isObjectPart):
		return l.joinObjects(kept, at)
	}
	best := kept[0]
	for _, next := range kept[1:] {
		narrower, ok := l.narrowerPart(best, next)
		if !ok {
			l.reportConflict(best, next, at)
			return l.newScalar(nearest.use, api.Any)
		}
		best = narrower
	}
	var enums []*api.Type
	for _, p := range kept {
		if p.use.component != "" && len(p.use.schema.Enum) > 0 {
			enums = append(enums, l.typeOf(p.use, p.in))
		}
	}
	return namedBy(l.typeOf(best.use, best.in), enums)
}

// reportConflict reports that no type expresses the values that satisfy both parts.
func (l *lowerer) reportConflict(far, near joinPart, at diag.Pointer) {
	if l.becomesUnion(far.use) && l.becomesUnion(near.use) {
		l.leaveOut(source.PartSchema, at, "all-of-conflict", combineAlternatives, l.pos(far.use.at))
		return
	}
	a, b := l.typeOf(far.use, far.in), l.typeOf(near.use, near.in)
	l.leaveOut(source.PartSchema, at, "all-of-conflict", "the value is %s here and %s at %s",
		describeType(b), describeType(a), a.Origin.Pos)
}

// combineAlternatives is the message for two unions that a value must both satisfy.
const combineAlternatives = "the alternatives here cannot be combined with those at %s; " +
	"list the combinations in one oneOf"

func allParts(parts []joinPart, is func(joinPart) bool) bool {
	return !slices.ContainsFunc(parts, func(p joinPart) bool { return !is(p) })
}

// isAnything reports whether a use allows any value.
func (l *lowerer) isAnything(s schemaUse) bool {
	return s.schema == nil || s.schema.Always != nil || isUnconstrained(s.schema)
}

func (l *lowerer) isListPart(p joinPart) bool {
	return len(p.use.schema.AllOf) == 0 && len(p.use.schema.PrefixItems) == 0 && l.typeName(p.use.schemaNode) == "array"
}

func (l *lowerer) isObjectPart(p joinPart) bool {
	if p.use.schema == nil {
		return false
	}
	return l.isObjectLike(&openapi3.SchemaRef{Value: p.use.schema}, p.use.at, 0)
}

// isMapPart reports whether a part is a map with a schema for its values.
func isMapPart(p joinPart) bool {
	s := p.use.schema
	return s.AdditionalProperties.Schema != nil && len(s.Properties) == 0 && s.Discriminator == nil && len(s.AllOf) == 0
}

// isUnionPart reports whether a part has alternatives and nothing beside them.
func isUnionPart(p joinPart) bool {
	members, _ := alternativesOf(p.use.schemaNode)
	return len(members) > 0 && !onlyAssertions(members) && !constrainsType(p.use.schema) && len(p.use.schema.AllOf) == 0
}

// isUnionUse is isUnionPart for a use, which may have a discriminator.
func isUnionUse(s schemaUse) bool {
	if s.schema == nil {
		return false
	}
	schema := *s.schema
	schema.Discriminator = nil
	s.schema = &schema
	return isUnionPart(joinPart{use: s})
}

// narrowestParts drops objects that others extend and, beside objects with
// properties, objects without any.
func (l *lowerer) narrowestParts(parts []joinPart) []joinPart {
	isOpen := func(p joinPart) bool {
		s := p.use.schema
		return l.isObjectPart(p) && !hasObjectKeywords(s) && len(s.AllOf) == 0 && len(s.OneOf)+len(s.AnyOf) == 0
	}
	closed := slices.ContainsFunc(parts, func(p joinPart) bool { return l.isObjectPart(p) && !isOpen(p) })
	return slices.DeleteFunc(slices.Clone(parts), func(p joinPart) bool {
		extended := func(other joinPart) bool {
			return other.use.at != p.use.at && l.extendsSchema(other.use.schemaNode, p.use.at, 0)
		}
		return closed && isOpen(p) || slices.ContainsFunc(parts, extended)
	})
}

// extendsSchema reports whether s has the schema at base in its allOf, directly
// or indirectly.
func (l *lowerer) extendsSchema(s schemaNode, base diag.Pointer, depth int) bool {
	if s.schema == nil || depth > maxHops {
		return false
	}
	for i, ref := range s.schema.AllOf {
		part := l.resolveUse(ref, s.at.Child("allOf").Index(i))
		if part.at == base || l.extendsSchema(part.schemaNode, base, depth+1) {
			return true
		}
	}
	return false
}

// joinElements joins the elements of lists or maps.
func (l *lowerer) joinElements(parts []joinPart, at diag.Pointer, kind api.Kind) *api.Type {
	nearest := parts[len(parts)-1]
	t := &api.Type{Origin: l.origin(nearest.use.at), Kind: kind}
	var elems []joinPart
	for _, p := range parts {
		ref, here := p.use.schema.Items, p.use.at.Child("items")
		if kind == api.Map {
			ref, here = p.use.schema.AdditionalProperties.Schema, p.use.at.Child("additionalProperties")
		}
		if ref == nil {
			continue
		}
		in := p.in
		if p.use.component != "" {
			in = namingContext{key: p.use.component}
		}
		elem := l.resolveUse(ref, here)
		elems = append(elems, joinPart{elem, in.elementContext(), p.inherited})
		at = here
	}
	if elems == nil {
		t.Elem = &api.Use{Type: l.newScalar(nearest.use, api.Any), Nullable: true}
		return t
	}
	t.Elem = &api.Use{Type: l.joinParts(elems, at), Nullable: elems[len(elems)-1].use.nullable}
	return t
}

// joinedList returns the type of s, whose keywords beside allOf are own, if all
// of its parts are lists. Otherwise, it returns nil.
func (l *lowerer) joinedList(s schemaUse, own *openapi3.Schema, in namingContext) *api.Type {
	var parts []joinPart
	if s.component != "" {
		in = namingContext{key: s.component}
	}
	if !isUnconstrained(own) {
		parts = append(parts, joinPart{use: schemaUse{schemaNode: schemaNode{s.at, own}}, in: in})
	}
	for i, ref := range s.schema.AllOf {
		if part := l.resolveUse(ref, s.at.Child("allOf").Index(i)); !l.isAnything(part) {
			parts = append(parts, joinPart{use: part, in: in})
		}
	}
	if len(parts) < 2 || !allParts(parts, l.isListPart) {
		return nil
	}
	return l.joinElements(parts, s.at, api.List)
}

// narrowestUnion returns the pointer of the narrowest union among the parts of an
// allOf, or "" if there is none. It reports false if neither of two unions includes the
// other. Their combination has no Go type, so it is reported.
func (l *lowerer) narrowestUnion(s schemaUse) (diag.Pointer, bool) {
	var best schemaUse
	for i, ref := range s.schema.AllOf {
		part := l.resolveUse(ref, s.at.Child("allOf").Index(i))
		switch {
		case !isUnionUse(part):
		case best.schema == nil:
			best = part
		default:
			narrower, ok := l.narrowerUnion(best, part)
			if !ok {
				l.leaveOut(source.PartSchema, s.at, "all-of-conflict", combineAlternatives, l.pos(best.at))
				return "", false
			}
			best = narrower
		}
	}
	return best.at, true
}

// joinedEnum returns the type of s, whose keywords beside allOf are own, if
// several of its parts are enums of the same kind. It has the values that all of
// them list. The result is nil if there is no need for another type: if one part
// of an inline schema lists exactly these values, or if the only value is a
// constant of a component.
func (l *lowerer) joinedEnum(s schemaUse, own *openapi3.Schema, in namingContext) *api.Type {
	parts := []schemaUse{{schemaNode: schemaNode{s.at, own}}}
	for i, ref := range s.schema.AllOf {
		part := l.resolveUse(ref, s.at.Child("allOf").Index(i))
		if !slices.ContainsFunc(parts, func(p schemaUse) bool { return p.at == part.at }) {
			parts = append(parts, part)
		}
	}
	name := ""
	var enums []schemaUse
	for _, p := range parts {
		if p.schema == nil || isUnconstrained(p.schema) {
			continue
		}
		jsonType := l.typeName(p.schemaNode)
		isEnum := len(p.schema.Enum) > 0 || p.schema.Const != nil
		if len(p.schema.AllOf) > 0 || jsonType != "" && name != "" && jsonType != name || jsonType == "" && !isEnum {
			return nil
		}
		name = cmp.Or(name, jsonType)
		if isEnum {
			enums = append(enums, p)
		}
	}
	if len(enums) < 2 {
		return nil
	}
	return l.commonValues(s, enums, in)
}

// commonValues is joinedEnum for the enums among the parts.
func (l *lowerer) commonValues(s schemaUse, enums []schemaUse, in namingContext) *api.Type {
	kind := l.memberKind(enums[0].schemaNode)
	if kind == "" {
		return nil
	}
	members := l.lowerMembers(enums[0].schemaNode, kind)
	shortest := len(members)
	for _, e := range enums[1:] {
		if other := l.memberKind(e.schemaNode); other == "" || (other == api.String) != (kind == api.String) {
			return nil
		}
		others := l.lowerMembers(e.schemaNode, kind)
		shortest = min(shortest, len(others))
		members = slices.DeleteFunc(members, func(m *api.Member) bool {
			return !slices.ContainsFunc(others, func(o *api.Member) bool { return o.Value == m.Value })
		})
	}
	if len(members) == 0 {
		l.leaveOut(source.PartSchema, s.at, "all-of-conflict",
			"the enums at %s and %s have no value in common; remove one of them",
			l.pos(enums[0].at), l.pos(enums[len(enums)-1].at))
		return l.newScalar(s, api.Any)
	}
	isComponent := func(e schemaUse) bool { return e.component != "" }
	constant := len(members) == 1 && slices.ContainsFunc(enums, isComponent)
	if len(members) == shortest && (s.component == "" || constant) {
		return nil
	}
	t := l.newType(s, api.Enum, in)
	t.MemberKind, t.Members, t.Flags = kind, members, l.allowsFlags(s.at)
	return t
}

// joinObjects makes an object with the properties of all parts. It is not the
// type of the nearest declaration alone, which other schemas may refer to.
func (l *lowerer) joinObjects(parts []joinPart, at diag.Pointer) *api.Type {
	key := at.Child("allOf")
	if t := l.types[key]; t != nil {
		return t
	}
	nearest := parts[len(parts)-1]
	s := schemaUse{schemaNode: schemaNode{key, &openapi3.Schema{}}}
	t := l.newType(s, api.Object, nearest.in)
	l.postpone(func() {
		f := newFlattening(t)
		for _, p := range parts {
			owner := t
			if p.inherited {
				if own := l.typeOf(p.use, p.in); own.Kind == api.Object {
					owner = own
				}
			}
			l.gatherUse(f, p.use, p.use.at, owner)
		}
		l.finishObject(f)
	})
	return t
}

// narrowerPart returns the part that decides the type of a value which
// satisfies both. It reports false if there is no such value.
func (l *lowerer) narrowerPart(far, near joinPart) (joinPart, bool) {
	switch {
	case isUnionPart(near) && l.isObjectPart(far):
		return l.narrowerThanUnion(near, far)
	case isUnionPart(far) && l.isObjectPart(near):
		return l.narrowerThanUnion(far, near)
	}
	if l.becomesUnion(far.use) && l.becomesUnion(near.use) {
		return l.narrowerUnionPart(far, near)
	}
	a, b := l.typeOf(far.use, far.in), l.typeOf(near.use, near.in)
	switch {
	case a == b, a.Kind == api.Any:
		return near, true
	case b.Kind == api.Any:
		return far, true
	case a.Kind == api.Union && b.Kind == api.Union:
		return l.narrowerUnionPart(far, near)
	case a.Kind == api.Union:
		return l.narrowerThanUnion(far, near)
	case b.Kind == api.Union:
		return l.narrowerThanUnion(near, far)
	case isNarrower(a, b):
		return far, true
	case isNarrower(b, a), a.Kind == b.Kind, isJSONString(a) && isJSONString(b), isJSONNumber(a) && isJSONNumber(b):
		return near, true
	case isOpenObject(a) && isOpenObject(b):
		return near, true
	}
	return joinPart{}, false
}

// narrowerUnion returns the union that decides the type of a value which satisfies
// both. It reports false if neither includes the other.
func (l *lowerer) narrowerUnion(far, near schemaUse) (schemaUse, bool) {
	switch {
	case !l.includes(far, near):
		return far, l.includes(near, far)
	case near.schema.Discriminator == nil && far.schema.Discriminator != nil && l.includes(near, far):
		return far, true // the same variants, distinguished by their values
	}
	return near, true
}

// narrowerUnionPart is narrowerPart for two unions.
func (l *lowerer) narrowerUnionPart(far, near joinPart) (joinPart, bool) {
	best, ok := l.narrowerUnion(far.use, near.use)
	if best.at == far.use.at {
		return far, ok
	}
	return near, ok
}

// narrowerThanUnion is narrowerPart for a union and another type.
func (l *lowerer) narrowerThanUnion(union, other joinPart) (joinPart, bool) {
	if l.isObjectPart(other) && l.hasNamedObject(union.use) {
		return union, true // the variants say more than the object
	}
	return other, l.fitsUnion(union.use, other.use)
}

// hasNamedObject reports whether one of the variants of a union is a component
// that is an object.
func (l *lowerer) hasNamedObject(union schemaUse) bool {
	members, at := alternativesOf(union.schemaNode)
	for i, m := range members {
		variant := l.resolveUse(m, at.Index(i))
		if variant.component != "" && l.isObjectPart(joinPart{use: variant}) {
			return true
		}
	}
	return false
}

// fitsUnion reports whether a value of another type can be a variant of a union.
func (l *lowerer) fitsUnion(union, other schemaUse) bool {
	object := l.isObjectPart(joinPart{use: other})
	members, at := alternativesOf(union.schemaNode)
	for i, m := range members {
		variant := l.resolveUse(m, at.Index(i))
		switch {
		case l.isAnything(variant), object && l.isObjectPart(joinPart{use: variant}):
			return true
		case !object && l.sameJSONType(variant.schemaNode, other.schemaNode):
			return true
		}
	}
	return false
}

// sameJSONType reports whether two schemas have the same JSON type, which may only be
// that of the values that they list. Integers are numbers.
func (l *lowerer) sameJSONType(a, b schemaNode) bool {
	x := cmp.Or(l.typeName(a), l.typeOfListed(a))
	y := cmp.Or(l.typeName(b), l.typeOfListed(b))
	return x == y || commonType(x, y) != ""
}
