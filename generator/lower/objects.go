package lower

// Objects, and the flattening of allOf.
//
// gatherProperties collects an object's own properties and those of its allOf
// entries, the nearest last so that the nearest declaration wins. Each
// property keeps the object that declares it. Inline types in the property
// belong to that object, so they are the same in every object that inherits
// it.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// pendingProperty is a property to be added to an object.
type pendingProperty struct {
	ref   *openapi3.SchemaRef
	at    diag.Pointer
	owner *api.Type

	farther []pendingProperty // other declarations of the property, the nearest last
}

// flattening is the state of flattening an object.
type flattening struct {
	object     *api.Type
	properties map[string]pendingProperty
	required   map[string]bool
	absent     map[string]bool // properties with the schema false
	seen       map[diag.Pointer]bool
}

// newObject makes an object type and postpones its fields.
func (l *lowerer) newObject(s schemaUse, in namingContext) *api.Type {
	t := l.newType(s, api.Object, in)
	l.postpone(func() { l.fillObject(t, s.schemaNode) })
	return t
}

func newFlattening(t *api.Type) *flattening {
	return &flattening{
		object: t, properties: map[string]pendingProperty{},
		required: map[string]bool{}, absent: map[string]bool{}, seen: map[diag.Pointer]bool{},
	}
}

func (l *lowerer) fillObject(t *api.Type, s schemaNode) {
	f := newFlattening(t)
	l.gatherProperties(f, s, t)
	l.finishObject(f)
}

// finishObject makes the fields of an object from the gathered properties.
func (l *lowerer) finishObject(f *flattening) {
	t := f.object
	t.Extends = l.bases[t]
	for _, name := range sorted(f.properties) {
		t.Fields = append(t.Fields, l.lowerField(name, f.properties[name], f.required[name]))
		delete(f.required, name)
	}
	t.Required = sorted(f.required)
	t.Absent = sorted(f.absent)
}

// isClosed reports whether an object allows no properties other than the listed
// ones. An object with patternProperties allows names that match a pattern.
func (l *lowerer) isClosed(s schemaNode) bool {
	isFalse := func(b openapi3.BoolSchema, keyword string) bool {
		return b.Has != nil && !*b.Has || b.Schema != nil && l.matchesNothing(b.Schema, s.at.Child(keyword))
	}
	return len(s.schema.PatternProperties) == 0 && (isFalse(s.schema.AdditionalProperties, "additionalProperties") ||
		isFalse(s.schema.UnevaluatedProperties, "unevaluatedProperties"))
}

// gatherProperties adds the declarations of s and its allOf to f. The object
// owner declares the properties of s itself.
func (l *lowerer) gatherProperties(f *flattening, s schemaNode, owner *api.Type) {
	if f.seen[s.at] {
		return // a diamond, or a cycle that source has reported
	}
	f.seen[s.at] = true
	for i, ref := range s.schema.AllOf {
		l.gatherPart(f, ref, s.at.Child("allOf").Index(i), owner)
	}
	for _, name := range sorted(s.schema.Properties) {
		at := s.at.Child("properties").Child(name)
		if l.matchesNothing(s.schema.Properties[name], at) {
			f.absent[name] = true
			continue
		}
		l.declareProperty(f, name, pendingProperty{ref: s.schema.Properties[name], at: at, owner: owner})
	}
	for _, name := range s.schema.Required {
		f.required[name] = true
	}
	if owner == f.object && l.isClosed(s) {
		f.object.Closed = true
	}
	f.object.Rules = l.addObjectConstraints(f.object.Rules, s)
	if values := l.otherValues(s); values != "" {
		f.object.Rules = append(f.object.Rules, api.Constraint{Keyword: "additionalProperties", Value: values})
	}
}

// otherValues returns the JSON types of the properties that an object does not list, such
// as "integer", or "" if any type is allowed. The SDK preserves values of any type.
func (l *lowerer) otherValues(s schemaNode) string {
	ref := s.schema.AdditionalProperties.Schema
	if ref == nil {
		return ""
	}
	values := l.resolveUse(ref, s.at.Child("additionalProperties"))
	if values.schema == nil {
		return ""
	}
	isNull := func(name string) bool { return name == "null" }
	list := slices.DeleteFunc(slices.Clone(values.schema.Type.Slice()), isNull)
	slices.Sort(list)
	return strings.Join(list, " or ")
}

func (l *lowerer) gatherPart(f *flattening, ref *openapi3.SchemaRef, at diag.Pointer, owner *api.Type) {
	l.gatherUse(f, l.resolveUse(ref, at), at, owner)
}

// gatherUse adds the declarations of a part of an object, which is at the given
// pointer, to f.
func (l *lowerer) gatherUse(f *flattening, part schemaUse, at diag.Pointer, owner *api.Type) {
	if part.schema == nil {
		return
	}
	if f.seen[part.at] && part.at == l.nodes[f.object].at {
		l.leaveOut(source.PartSchema, at, "recursive-all-of",
			"%q extends itself; remove this entry from its allOf", f.object.Key)
		return
	}
	members, where := alternativesOf(part.schemaNode)
	if len(members) > 0 && !onlyAssertions(members) && !l.listsSubtypes(part.schemaNode) {
		l.warnf(where, "unsupported",
			"alternatives inside allOf are not supported; their properties are preserved as additional properties")
	}
	if part.component == "" && (part.innerTarget == "" || l.isOwnPart(f.object, part)) {
		if name := l.typeName(part.schemaNode); name != "object" && name != "" {
			l.leaveOut(source.PartKeyword, part.at.Child("type"), "all-of-conflict",
				"no value is both an object and of type %s; remove one of the two", name)
		}
		l.addDoc(&f.object.Doc, part.schemaNode)
		l.gatherProperties(f, part.schemaNode, owner)
		return
	}
	if !l.isObjectLike(&openapi3.SchemaRef{Value: part.schema}, part.at, 0) {
		asserts := len(part.schema.OneOf)+len(part.schema.AnyOf)+len(part.schema.Required) > 0
		if !isUnconstrained(part.schema) && !asserts {
			l.leaveOut(source.PartSchema, at, "all-of-conflict",
				"an object can only extend objects, and %s is not an object; remove this entry", l.pos(part.at))
		}
		return
	}
	in := namingContext{key: f.object.Key}
	if in.key == "" {
		in = contextInType(f.object, "base")
	}
	if base := l.typeOf(part, in); base.Kind == api.Object {
		owner = base
		if base != f.object && !slices.Contains(l.bases[f.object], base) {
			l.bases[f.object] = append(l.bases[f.object], base)
		}
	}
	l.gatherProperties(f, part.schemaNode, owner)
}

// isOwnPart reports whether a part of an inline object is a reference to another entry
// of its allOf, which is no base type.
func (l *lowerer) isOwnPart(object *api.Type, part schemaUse) bool {
	own := string(l.nodes[object].at.Child("allOf")) + "/"
	return object.Key == "" && strings.HasPrefix(string(part.at), own)
}

// declareProperty adds a property. More distant declarations of the same name
// are joined with it.
func (l *lowerer) declareProperty(f *flattening, name string, p pendingProperty) {
	l.spend(&l.memberBudget, f.object.Origin.Pointer)
	old, again := f.properties[name]
	switch {
	case !again || old.at == p.at:
		f.properties[name] = p
	case l.isAnything(l.resolveUse(p.ref, p.at)) && !l.isAnything(l.resolveUse(old.ref, old.at)):
	default:
		farther := old.farther
		old.farther = nil
		p.farther = append(farther, old)
		f.properties[name] = p
	}
}

// propertyType returns the type of a property, which is s without its more
// distant declarations.
func (l *lowerer) propertyType(name string, p pendingProperty, s schemaUse) *api.Type {
	nearest := joinPart{s, contextOfProperty(p.owner, name), false}
	if len(p.farther) == 0 {
		return l.typeOf(s, nearest.in)
	}
	var parts []joinPart
	for _, far := range p.farther {
		inherited := far.owner != p.owner
		parts = append(parts, joinPart{l.resolveUse(far.ref, far.at), contextOfProperty(far.owner, name), inherited})
	}
	return l.joinParts(append(parts, nearest), p.at)
}

// describeType describes a type for messages: by its quoted name if it has
// one, otherwise for example as "a list of string" or "an inline object".
func describeType(t *api.Type) string {
	switch {
	case t.Key != "":
		return strconv.Quote(t.Key)
	case t.Elem != nil:
		return "a " + string(t.Kind) + " of " + describeType(t.Elem.Type)
	case t.Kind == api.Collection || t.Kind == api.Object || t.Kind == api.Enum || t.Kind == api.Union:
		return "an inline " + string(t.Kind)
	}
	return string(t.Kind)
}

// isOpenObject reports whether every JSON object is a value of t.
func isOpenObject(t *api.Type) bool {
	return t.Kind == api.Object || t.Kind == api.Map && t.Elem.Type.Kind == api.Any
}

// isJSONString reports whether values of t are JSON strings.
func isJSONString(t *api.Type) bool {
	switch t.Kind {
	case api.String, api.DateTime, api.Date, api.TimeOfDay, api.Duration,
		api.Bytes, api.BytesURL, api.Binary:
		return true
	}
	return t.Kind == api.Enum && t.MemberKind == api.String
}

// isJSONNumber reports whether values of t are JSON numbers.
func isJSONNumber(t *api.Type) bool {
	switch t.Kind {
	case api.Int32, api.Int64, api.Uint64, api.Float64, api.Decimal:
		return true
	}
	return t.Kind == api.Enum && t.MemberKind != api.String && t.MemberKind != api.Bool
}

// lowerField lowers a property.
func (l *lowerer) lowerField(name string, p pendingProperty, required bool) *api.Field {
	s := l.resolveUse(p.ref, p.at)
	f := &api.Field{
		Origin:   l.origin(p.at),
		Name:     name,
		Type:     api.Use{Type: l.propertyType(name, p, s), Nullable: s.nullable},
		Required: required,
		Doc:      l.fieldDoc(s),
		Limits:   l.limitsOf(s),
		Rules:    l.constraintsOf(s),
		Default:  l.defaultOf(s),
		Owner:    p.owner,
	}
	if mayBeFile(s) {
		l.fileUses[&f.Type] = s
	}
	if s.nullable && l.listsNoNull(p, s) {
		l.neverNull[f] = true
	}
	for _, layer := range s.layers {
		f.ReadOnly = f.ReadOnly || layer.schema.ReadOnly
		f.WriteOnly = f.WriteOnly || layer.schema.WriteOnly
	}
	return f
}

// listsNoNull reports whether a property, which is s without its more distant
// declarations, lists values but not null, although its type allows null:
//
//	{type: [integer, "null"], enum: [5]}
func (l *lowerer) listsNoNull(p pendingProperty, s schemaUse) bool {
	for _, far := range p.farther {
		if other := l.resolveUse(far.ref, far.at); !other.nullable && len(l.enumValues(other.schemaNode)) > 0 {
			return true
		}
	}
	isNull := func(n *source.Node) bool { return n.Kind == source.Null }
	values := l.enumValues(s.schemaNode)
	if len(values) == 0 || slices.ContainsFunc(values, isNull) {
		return false
	}
	wrappers := s.layers[:len(s.layers)-1]
	return !slices.ContainsFunc(wrappers, func(layer useLayer) bool {
		return allowsNull(layer.schema) || l.anyAllowsNull(layer.schemaNode)
	})
}

// isObjectLike reports whether a schema is an object, by itself or through its
// allOf. It makes no types.
func (l *lowerer) isObjectLike(ref *openapi3.SchemaRef, at diag.Pointer, depth int) bool {
	var ignored schemaUse
	s, _ := l.followRefs(ref, at, &ignored, false)
	if s.schema == nil || depth > maxHops {
		return false
	}
	schema := s.schema
	members, membersAt := alternativesOf(s)
	alternative := len(members) > 0 && !onlyAssertions(members)
	if hasObjectKeywords(schema) && (!alternative || len(schema.Properties) > 0) {
		return true
	}
	typed := false
	for i, part := range schema.AllOf {
		partAt := s.at.Child("allOf").Index(i)
		if l.isObjectLike(part, partAt, depth+1) {
			return true
		}
		typed = typed || part != nil && (part.Ref != "" || part.Value != nil && !isUnconstrained(part.Value))
	}
	if alternative {
		ref, inner, _ := l.unwrapAlternatives(members, membersAt)
		return ref != nil && l.isObjectLike(ref, inner, depth+1)
	}
	return !typed && schema.Type.Includes("object")
}

// narrowedType lowers an allOf that does not describe an object. Its parts
// narrow one another.
func (l *lowerer) narrowedType(s schemaUse, in namingContext) *api.Type {
	own := *s.schema
	own.AllOf = nil
	if t := l.joinedList(s, &own, in); t != nil {
		return t
	}
	narrowest, ok := l.narrowestUnion(s)
	if !ok {
		return l.newScalar(s, api.Any)
	}
	if t := l.joinedEnum(s, &own, in); t != nil {
		return t
	}
	var best *api.Type
	var bestUse schemaUse
	var parts []*api.Type
	if !own.Type.Is("object") && !isUnconstrained(&own) {
		bestUse = schemaUse{schemaNode: schemaNode{s.at, &own}, component: s.component}
		best = l.typeFromKeywords(bestUse, in)
	}
	for i, ref := range s.schema.AllOf {
		at := s.at.Child("allOf").Index(i)
		part := l.resolveUse(ref, at)
		if part.schema == nil || isUnconstrained(part.schema) || isUnionUse(part) && part.at != narrowest {
			continue
		}
		t := l.typeOf(part, in)
		parts = append(parts, t)
		if t.Parent != nil || t.Key != "" && t.Key == in.key {
			in = in.formatContext("part " + strconv.Itoa(i+2)) // the name is taken
		}
		switch {
		case best == nil || best.Kind == api.Any || isNarrower(t, best):
			best, bestUse = t, part
		case t.Kind == best.Kind || t.Kind == api.Any || isNarrower(best, t):
		case best.Kind == api.Union && l.fitsUnion(bestUse, part):
			best, bestUse = t, part
		case t.Kind == api.Union && l.fitsUnion(part, bestUse):
		default:
			l.leaveOut(source.PartSchema, at, "all-of-conflict",
				"no value is both %s (here) and %s (%s); remove one of the two",
				describeType(t), describeType(best), best.Origin.Pos)
			return l.newScalar(s, api.Any)
		}
	}
	if best == nil {
		return l.newScalar(s, api.Any)
	}
	return namedBy(best, parts)
}

// isNarrower reports whether every value of the scalar type a is a value of b.
func isNarrower(a, b *api.Type) bool {
	if few := b.ValueTexts(); few != nil && (a.Values != nil || b.Values != nil) {
		return a.Values != nil && len(a.Values) < len(few)
	}
	if a.Values != nil && (a.Kind == b.Kind || isJSONNumber(a) && isJSONNumber(b)) {
		return true
	}
	if isJSONString(a) && isJSONString(b) {
		return b.Kind == api.String
	}
	wide := b.Kind == api.Float64 || b.Kind == api.Decimal || a.Kind == api.Enum
	return isJSONNumber(a) && isJSONNumber(b) && wide
}
