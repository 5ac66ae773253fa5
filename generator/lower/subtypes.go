package lower

// Base types and their subtypes.
//
// A discriminator on an object means that any of its subtypes may appear in
// place of the object. The subtypes are those in its mapping or, without a
// mapping, the components whose allOf names the object. They are linked after
// all types exist, because a mapping may name any type.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// claimValue records that a discriminator has value for t. If a type has two
// values, neither is filled in, because only the caller knows which one to
// send.
func (l *lowerer) claimValue(t *api.Type, property, value string) {
	if t.Kind != api.Object || property == "" || value == "" {
		return
	}
	l.claims = append(l.claims, valueClaim{t, property, value})
}

// valueClaim is a value of a discriminator for a type.
type valueClaim struct {
	target   *api.Type
	property string
	value    string // JSON text
}

// claimList is a list of claims in the order in which they were found.
type claimList struct {
	all []valueClaim
	of  map[*api.Type][]valueClaim // by target

	properties map[string]bool // of all claims
}

func (c *claimList) add(claim valueClaim) {
	if c.of == nil {
		c.of, c.properties = map[*api.Type][]valueClaim{}, map[string]bool{}
	}
	c.properties[claim.property] = true
	c.all = append(c.all, claim)
	c.of[claim.target] = append(c.of[claim.target], claim)
}

// states reports whether a claim states a value of a property of t.
func (c *claimList) states(t *api.Type, property string) bool {
	return slices.ContainsFunc(c.of[t], func(claim valueClaim) bool { return claim.property == property })
}

// mappingEntry is an entry of a discriminator's mapping.
type mappingEntry struct {
	value  string
	at     diag.Pointer
	target *api.Type
	schema diag.Pointer // that decides the type of the target
}

// objects returns the objects of the API, by pointer.
func (l *lowerer) objects() []*api.Type {
	objects := slices.DeleteFunc(slices.Clone(l.api.Types), func(t *api.Type) bool { return t.Kind != api.Object })
	slices.SortFunc(objects, func(a, b *api.Type) int { return compareOrigins(a.Origin, b.Origin) })
	return objects
}

// linkSubtypes links subtypes to their bases and determines the discriminator
// value of each.
func (l *lowerer) linkSubtypes() {
	bases := l.objects()
	direct := map[*api.Type][]mappingEntry{}
	extending := map[*api.Type][]*api.Type{} // components by the objects that they extend
	for _, t := range bases {
		if isComponent(t) {
			for _, base := range l.bases[t] {
				extending[base] = append(extending[base], t)
			}
		}
	}
	var mapped []*api.Type // base types with a mapping
	for _, t := range bases {
		s, ok := l.findDiscriminator(l.nodes[t])
		if !ok {
			continue
		}
		t.Polymorphic = true
		t.Discriminator = s.schema.Discriminator.PropertyName
		if l.doc.HasMapping(s.at) {
			direct[t] = l.mappingEntries(s)
			mapped = append(mapped, t)
		} else {
			direct[t] = l.implicitEntries(t, extending[t])
		}
	}
	l.addUnmapped(direct, mapped, extending)
	for _, t := range bases {
		l.addSubtypes(t, t, nil, direct, map[*api.Type]bool{}, map[valueClaim]bool{})
		slices.SortFunc(t.Subtypes, func(a, b *api.Variant) int {
			return cmp.Or(cmp.Compare(a.Value, b.Value), compareOrigins(a.Type.Type.Origin, b.Type.Type.Origin))
		})
	}
	l.linkInnerBases(bases)
	l.noteInnerBases(bases)
}

// linkInnerBases makes components base types that extend a base type and that subtypes of
// it extend, although they declare no discriminator:
//
//	Node: {discriminator: …}, Branch: {allOf: [Node]}, BigBranch: {allOf: [Branch]}
//
// A Branch may be a BigBranch, which the discriminator of Node selects.
func (l *lowerer) linkInnerBases(objects []*api.Type) {
	isBase := func(t *api.Type) bool { return t.Polymorphic }
	bases := map[*api.Type]*api.Type{} // components that may become base types, with their nearest base
	for _, t := range objects {
		nearest := slices.IndexFunc(t.Extends, isBase)
		isLocked := l.opt.HasOnlyStruct != nil && l.opt.HasOnlyStruct(t.Origin.Pointer)
		if !t.Polymorphic && isComponent(t) && !isLocked && nearest >= 0 {
			bases[t] = t.Extends[nearest]
		}
	}
	for _, base := range objects {
		for _, v := range base.Subtypes {
			for _, t := range v.Type.Type.Extends {
				if bases[t] == base {
					t.Polymorphic, t.Discriminator = true, base.Discriminator
					t.Subtypes = append(t.Subtypes, v)
				}
			}
		}
	}
}

// noteInnerBases reports the objects that are properties, parameters or bodies although
// only the discriminator of their base type distinguishes the objects that extend them:
//
//	Node: {discriminator: …}, Branch: {allOf: [Node]}, BigBranch: {allOf: [Branch]}
//
// If fragen.lock has Branch as a struct, a Branch holds no BigBranch: linkInnerBases would
// change the types of an existing SDK.
func (l *lowerer) noteInnerBases(objects []*api.Type) {
	used := map[*api.Type]bool{}
	use := func(t *api.Type) {
		for t.Elem != nil {
			t = t.Elem.Type
		}
		used[t] = true
	}
	for _, t := range objects {
		for _, f := range t.Fields {
			use(f.Type.Type)
		}
	}
	for _, o := range l.api.Operations {
		eachUse(o, use)
	}
	noted := map[*api.Type]bool{}
	for _, base := range objects {
		isSubtype := map[*api.Type]bool{}
		for _, v := range base.Subtypes {
			isSubtype[v.Type.Type] = true
		}
		for _, v := range base.Subtypes {
			for _, t := range v.Type.Type.Extends {
				if noted[t] || !used[t] || t.Polymorphic || !isSubtype[t] {
					continue
				}
				noted[t] = true
				l.notef(t.Origin.Pointer, "hidden-subtypes",
					"a value of type %s is never %s, which extends it, because only %s has a discriminator; "+
						"to allow both, refer to %s or add the discriminator to %s",
					describeType(t), describeType(v.Type.Type), describeType(base), describeType(base), describeType(t))
			}
		}
	}
}

// listsSubtypes reports whether the alternatives of s are the objects that extend s:
// a base type may list its subtypes.
func (l *lowerer) listsSubtypes(s schemaNode) bool {
	members, at := alternativesOf(s)
	for i, m := range members {
		if !l.extendsSchema(l.resolveUse(m, at.Index(i)).schemaNode, s.at, 0) {
			return false
		}
	}
	return true
}

// findDiscriminator finds the object's own discriminator, on its schema or on
// an inline part of its allOf.
func (l *lowerer) findDiscriminator(s schemaNode) (schemaNode, bool) {
	if s.schema == nil {
		return schemaNode{}, false
	}
	if s.schema.Discriminator != nil && s.schema.Discriminator.PropertyName != "" {
		return s, true
	}
	for i, part := range s.schema.AllOf {
		if part != nil && part.Ref == "" && part.Value != nil {
			if found, ok := l.findDiscriminator(schemaNode{s.at.Child("allOf").Index(i), part.Value}); ok {
				return found, true
			}
		}
	}
	return schemaNode{}, false
}

// mappedSchema is an entry of a discriminator's mapping with the name of the component.
type mappedSchema struct {
	value, name string
	at          diag.Pointer
}

// mappingEntries returns the entries of the discriminator mapping of s, sorted
// by value.
func (l *lowerer) mappingEntries(s schemaNode) []mappingEntry {
	var entries []mappingEntry
	for _, e := range l.mappedSchemas(s) {
		use := l.resolveUse(l.schemas()[e.name], schemasAt.Child(e.name))
		entries = append(entries, mappingEntry{e.value, e.at, l.typeOf(use, namingContext{key: e.name}), use.at})
	}
	return entries
}

// mappedSchemas returns the components in the discriminator mapping of s, sorted by
// value.
func (l *lowerer) mappedSchemas(s schemaNode) []mappedSchema {
	at := s.at.Child("discriminator").Child("mapping")
	var found []mappedSchema
	for _, value := range sorted(s.schema.Discriminator.Mapping) {
		ref := s.schema.Discriminator.Mapping[value].Ref
		if n := l.doc.Source.At(at.Child(value)); n != nil && n.Kind == source.String {
			ref = n.Text // resolving references in kin-openapi changes the text
		}
		name, ok := ref, l.schemas()[ref] != nil
		if !ok {
			if p, isPointer := pointerOf(ref); isPointer {
				name, ok = componentName(p)
				ok = ok && l.schemas()[name] != nil
			}
		}
		if !ok {
			name := ref[strings.LastIndex(ref, "/")+1:]
			l.leaveOut(source.PartKeyword, at.Child(value), "unknown-mapping",
				"no schema %q under components/schemas%s",
				ref, l.suggester.DidYouMean(name, func() []string { return sorted(l.schemas()) }))
			continue
		}
		found = append(found, mappedSchema{value, name, at.Child(value)})
	}
	return found
}

// addUnmapped adds the components that extend a base type with a mapping but are in no
// mapping. Their values are their own constants or else their names. It leaves out
// components that are base types themselves: often, there are no objects of them.
func (l *lowerer) addUnmapped(
	direct map[*api.Type][]mappingEntry, mapped []*api.Type, extending map[*api.Type][]*api.Type,
) {
	isTarget, values := map[*api.Type]bool{}, map[*api.Type]map[string]bool{}
	for t, entries := range direct {
		values[t] = map[string]bool{}
		for _, e := range entries {
			isTarget[e.target], values[t][e.value] = true, true
		}
	}
	for _, t := range mapped {
		for _, e := range l.implicitEntries(t, extending[t]) {
			skipped := e.target.Polymorphic || isTarget[e.target] || values[t][e.value]
			if e.target != t && !skipped && t.Discriminator != odataType {
				direct[t] = append(direct[t], e)
			}
		}
	}
}

// implicitEntries returns t and the components that extend it, for a discriminator
// without a mapping.
func (l *lowerer) implicitEntries(t *api.Type, extending []*api.Type) []mappingEntry {
	var entries []mappingEntry
	for _, sub := range extending {
		l.spend(&l.memberBudget, sub.Origin.Pointer)
		entries = append(entries, l.implicitEntry(t, sub))
	}
	if isComponent(t) {
		entries = append(entries, l.implicitEntry(t, t))
	}
	return entries
}

// implicitEntry returns the entry of an object for the discriminator of a base type.
func (l *lowerer) implicitEntry(base, t *api.Type) mappingEntry {
	return mappingEntry{value: l.implicitValue(t, base.Discriminator), at: t.Origin.Pointer, target: t}
}

// implicitValue returns the value of t for a discriminator without a mapping: the
// declared one, the only string that the property allows, or the name of t.
func (l *lowerer) implicitValue(t *api.Type, property string) string {
	if value := l.declaredValue(l.nodes[t]); value != "" {
		return value
	}
	if values := valuesOfField(t, property); len(values) == 1 && api.StringValue(values[0]) != "" {
		return api.StringValue(values[0])
	}
	return cmp.Or(t.Key, l.combined[t])
}

// declaredValue returns x-ms-discriminator-value of a schema or an inline part
// of its allOf, or "".
func (l *lowerer) declaredValue(s schemaNode) string {
	if s.schema == nil {
		return ""
	}
	if n := l.extension(s.at, "x-ms-discriminator-value"); n != nil {
		return scalarText(n)
	}
	for i, part := range s.schema.AllOf {
		if part != nil && part.Ref == "" {
			if value := l.declaredValue(schemaNode{s.at.Child("allOf").Index(i), part.Value}); value != "" {
				return value
			}
		}
	}
	return ""
}

// addSubtypes adds the subtypes of from, direct and indirect, to t. If another property
// distinguishes the subtypes of from, they have the values of t's discriminator that
// select from, and that property then selects one of them:
//
//	type: dog, breed: poodle → a Dog by the type, and of the dogs the Poodle
//
// The visited types are in seen, and the subtypes that t has are in known.
func (l *lowerer) addSubtypes(
	t, from *api.Type, inherited []string, direct map[*api.Type][]mappingEntry,
	seen map[*api.Type]bool, known map[valueClaim]bool,
) {
	if seen[from] {
		return
	}
	seen[from] = true
	values := map[*api.Type][]string{} // that select a target
	for _, e := range direct[from] {
		values[e.target] = append(values[e.target], l.valueText(e.target, from.Discriminator, e.value))
	}
	for _, e := range direct[from] {
		l.spend(&l.memberBudget, e.at)
		if e.target.Kind != api.Object {
			l.warnf(e.at, "unknown-mapping",
				"a discriminator mapping must refer to objects, but %s is not an object; remove the entry",
				describeType(e.target))
			continue
		}
		value := l.valueText(e.target, from.Discriminator, e.value)
		l.claimValue(e.target, from.Discriminator, value)
		l.baseClaims.add(valueClaim{e.target, from.Discriminator, value})
		inner := values[e.target]
		if from.Discriminator != t.Discriminator {
			value, inner = "", inherited
			for _, outer := range inherited {
				l.spend(&l.memberBudget, e.at)
				l.claimValue(e.target, t.Discriminator, outer)
				l.baseClaims.add(valueClaim{e.target, t.Discriminator, outer})
			}
		}
		switch subtype := (valueClaim{e.target, t.Discriminator, value}); {
		case known[subtype]:
		case e.target == t && value == "": // another property selects it
		case e.target == t:
			known[subtype] = true
			t.BaseValues = append(t.BaseValues, value)
		default:
			known[subtype] = true
			t.Subtypes = append(t.Subtypes, &api.Variant{
				Origin: l.origin(e.at), Value: value,
				Type: api.Use{Type: e.target},
			})
		}
		l.addSubtypes(t, e.target, inner, direct, seen, known)
	}
}

// choicesOf returns the values of a field from which the caller must choose one, because
// the unions and base types of the object state several values for it. For an optional
// field, another property may distinguish the object in another union, which does not
// need the value.
func (l *lowerer) choicesOf(t *api.Type, f *api.Field, stated []string) []string {
	isOther := func(c valueClaim) bool { return c.property != f.Name }
	shared := !f.Required && f.Type.Type.Constant() == "" &&
		l.unionClaims.states(t, f.Name) && slices.ContainsFunc(l.unionClaims.of[t], isOther)
	if t.Polymorphic || len(stated) < 2 && !shared || !isTextual(f.Type.Type) {
		return nil
	}
	stated = slices.Sorted(slices.Values(stated))
	why := "several values select the object"
	if len(stated) == 1 {
		why = "another property selects the object in another union"
	}
	l.notef(f.Origin.Pointer, "several-values",
		"the property %q of %s has no default, because %s; callers must set it to %s",
		f.Name, describeType(t), why, strings.Join(stated, " or "))
	return stated
}

// isTextual reports whether the values of t are strings in Go.
func isTextual(t *api.Type) bool {
	return t.Kind == api.String || t.Kind == api.Enum && t.MemberKind == api.String
}

// assignValues sets the discriminator value of each object, and the fields
// that hold it.
func (l *lowerer) assignValues() {
	values, known := map[*api.Type]map[string][]string{}, map[valueClaim]bool{}
	for _, c := range l.claims {
		if values[c.target] == nil {
			values[c.target] = map[string][]string{}
		}
		if !known[c] {
			known[c] = true
			values[c.target][c.property] = append(values[c.target][c.property], c.value)
		}
	}
	for _, t := range l.objects() {
		single := map[string]string{}
		for _, property := range sorted(values[t]) {
			if found := values[t][property]; len(found) == 1 {
				single[property] = cmp.Or(l.ownConstant(t, property), found[0])
				t.Discriminator = cmp.Or(t.Discriminator, property)
			}
		}
		if l.opt.OData && isComponent(t) {
			single[odataType] = cmp.Or(single[odataType], api.StringText("#"+t.Key))
		}
		if t.Discriminator != "" {
			if declared := l.declaredValue(l.nodes[t]); single[t.Discriminator] == "" && declared != "" {
				single[t.Discriminator] = l.valueText(t, t.Discriminator, declared)
			}
			t.Value = single[t.Discriminator]
		}
		for _, f := range t.Fields {
			f.Constant = constantOf(t, f, values[t][f.Name])
			f.Choices = l.choicesOf(t, f, values[t][f.Name])
			if f.Choices == nil {
				f.Fill = l.fillOf(f, cmp.Or(single[f.Name], l.separatingConstant(t, f.Name)))
			}
			if f.Required && !f.Type.Nullable {
				f.Fill = cmp.Or(f.Fill, l.structures[f.Type.Type])
			}
		}
	}
}

// fillOf returns the value of an empty field when it is sent, as JSON text: the stated
// value, which selects the variant of a union, or else the only value of a required
// property.
func (l *lowerer) fillOf(f *api.Field, stated string) string {
	switch {
	case stated != "":
		return stated
	case f.Required && (!f.Type.Nullable || l.neverNull[f]):
		return f.Constant
	}
	return ""
}

// separatingConstant returns the optional constant without which an object of type t
// could be another variant of a union, or "".
func (l *lowerer) separatingConstant(t *api.Type, property string) string {
	for _, c := range l.fills.of[t] {
		if c.property == property {
			return c.value
		}
	}
	return ""
}

// constantOf returns the JSON text of the only value of a property, or "". The
// discriminator of t may have more values than its schema allows: those of the
// mappings, and for a base type those of unknown subtypes.
func constantOf(t *api.Type, f *api.Field, mapped []string) string {
	if hasOnlyNull(f) {
		return "null"
	}
	constant := f.Type.Type.Constant()
	isOther := func(value string) bool { return value != constant }
	if t.Polymorphic && t.Discriminator == f.Name || slices.ContainsFunc(mapped, isOther) {
		return ""
	}
	return constant
}

const odataType = "@odata.type"
