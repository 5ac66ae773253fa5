package lower

// The values by which the variants of a union are distinguished.
//
// A property of an object has stated values if the description lists them: by the
// mapping of a discriminator, a const, or an enum. For example, these objects state
// "cat", and "dog" or "wolf":
//
//	{properties: {kind: {const: cat}}}
//	{properties: {kind: {enum: [dog, wolf]}}}
//
// The property of a union's discriminator distinguishes its variants. Without a
// discriminator, a property for which all objects among the variants state values
// does so, provided that the values differ. The values are found when all types
// exist, because a variant may be any type.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// stateVariants sets the values of the variants of all unions.
func (l *lowerer) stateVariants() {
	seen := map[*api.Type]bool{}
	for _, t := range l.api.Types {
		l.stateUnion(t, seen)
	}
	added := map[valueClaim]bool{}
	for _, c := range l.mappedClaims {
		if c.value = ""; !added[c] { // any value
			added[c] = true
			l.addUnlisted(c.target, c.property)
		}
	}
}

// addUnlisted adds a discriminator to an object that a mapping selects by it but that does
// not list it as a property. Without the property, its value would not be sent. A closed
// object gets it only if it requires it.
func (l *lowerer) addUnlisted(t *api.Type, property string) {
	switch {
	case t.Kind != api.Object || !l.lacksProperty(t, property) || slices.Contains(t.Absent, property):
		return
	case t.Closed && !slices.Contains(t.Required, property):
		l.warnf(t.Origin.Pointer, "unlisted-discriminator",
			"the discriminator %q is not a property of %s, which allows no other properties, so it is not sent; "+
				"add the property", property, describeType(t))
		return
	}
	isName := func(name string) bool { return name == property }
	origin := l.origin(t.Origin.Pointer.Child("properties").Child(property))
	i, _ := slices.BinarySearchFunc(t.Fields, property, func(f *api.Field, name string) int {
		return strings.Compare(f.Name, name)
	})
	t.Fields = slices.Insert(t.Fields, i, &api.Field{
		Origin: origin, Name: property, Owner: t, Required: slices.ContainsFunc(t.Required, isName),
		Type: api.Use{Type: &api.Type{Origin: origin, Kind: api.String}},
	})
	t.Required = slices.DeleteFunc(t.Required, isName)
}

// stateUnion sets the values of the variants of a union, those of the unions among them
// first. It does nothing for other types.
func (l *lowerer) stateUnion(t *api.Type, seen map[*api.Type]bool) {
	if t.Kind != api.Union || seen[t] {
		return
	}
	seen[t] = true
	for _, v := range t.Variants {
		l.stateUnion(v.Type.Type, seen)
	}
	declared := t.Discriminator != ""
	if !declared {
		t.Discriminator = l.statingProperty(t)
		if s := l.nodes[t].schema; s != nil && len(s.OneOf) > 0 {
			l.fillConstants(t)
		}
	}
	if t.Discriminator != "" {
		t.Variants = l.withValues(t, declared)
	}
}

// fillConstants records the optional constants of the objects among the variants of a
// union that the encoder must send, because they alone tell an object from another
// variant:
//
//	{properties: {k: {const: a}, x: {}}} and {properties: {k: {const: b}, x: {}}}
//
// The union is a oneOf: an object without the constant would match both schemas and be
// invalid. In an anyOf it is valid, so the constant is not added. A component has the
// constant outside of the union too, where it is valid as well.
func (l *lowerer) fillConstants(union *api.Type) {
	objects := slices.DeleteFunc(l.leaves(union), func(t *api.Type) bool { return t.Kind != api.Object })
	for _, t := range objects {
		for _, f := range t.Fields {
			if f.Required || f.Type.Type.Constant() == "" {
				continue
			}
			resembles := func(other *api.Type) bool { return separates(f, other) && holds(other, t, f.Name) }
			if slices.ContainsFunc(objects, resembles) {
				l.fills.add(valueClaim{t, f.Name, f.Type.Type.Constant()})
			}
		}
	}
}

// separates reports whether f is a constant that other does not allow.
func separates(f *api.Field, other *api.Type) bool {
	constant, values := f.Type.Type.Constant(), valuesOfField(other, f.Name)
	return constant != "" && values != nil && !slices.Contains(values, constant)
}

// holds reports whether other knows all properties of t and requires no others, so that
// an object of type t without the given property is one of type other too.
func holds(other, t *api.Type, property string) bool {
	lacks := func(t *api.Type, name string) bool {
		isNamed := func(f *api.Field) bool { return f.Name == name }
		return !slices.ContainsFunc(t.Fields, isNamed) && !slices.Contains(t.Required, name)
	}
	required := func(name string) bool { return name == property || lacks(t, name) }
	return !slices.ContainsFunc(other.Required, required) &&
		!slices.ContainsFunc(other.Fields, func(f *api.Field) bool { return f.Required && required(f.Name) }) &&
		!slices.ContainsFunc(t.Fields, func(f *api.Field) bool { return lacks(other, f.Name) })
}

// withValues returns the variants of a union with one entry for each value. The
// name of a component is its value if nothing else states one and the discriminator
// is declared.
func (l *lowerer) withValues(t *api.Type, declared bool) []*api.Variant {
	var out []*api.Variant
	for _, v := range t.Variants {
		if v.Value != "" {
			v.Value = l.valueText(v.Type.Type, t.Discriminator, api.StringValue(v.Value))
			out = append(out, v)
			l.claimInUnion(v.Type.Type, t.Discriminator, v.Value, true)
			continue
		}
		values, implied := l.statedValues(v.Type.Type, t.Discriminator), false
		if values == nil && declared && l.hasName(v.Type.Type) {
			values = []string{l.valueText(v.Type.Type, t.Discriminator, l.implicitValue(v.Type.Type, t.Discriminator))}
			implied = l.declaredValue(l.nodes[v.Type.Type]) == ""
			l.warnUnlisted(v, t.Discriminator)
		}
		if len(values) == 0 {
			out = append(out, v)
		}
		for _, value := range values {
			out = append(out, &api.Variant{Origin: v.Origin, Value: value, Implied: implied, Type: v.Type})
			if declared && len(values) == 1 {
				l.claimInUnion(v.Type.Type, t.Discriminator, value, false)
			}
		}
	}
	return l.withSubtypes(l.withConstants(out, t.Discriminator), t.Discriminator)
}

// warnUnlisted reports a variant that no mapping selects and that does not list the
// discriminator.
func (l *lowerer) warnUnlisted(v *api.Variant, property string) {
	if l.lacksProperty(v.Type.Type, property) {
		l.warnf(v.Origin.Pointer, "unlisted-discriminator",
			"the discriminator %q is neither a property of %s nor mapped to it, so it is not sent; add the property",
			property, describeType(v.Type.Type))
	}
}

// claimInUnion records that the discriminator of a union has a value for one of its
// variants. If another property distinguishes the types that the variant may have, the
// value is the same for all of them:
//
//	type: hosted, engine: web → a Hosted by the type, and of the variants of Hosted the Web
//
// A mapped value is one that the mapping of the union states.
func (l *lowerer) claimInUnion(variant *api.Type, property, value string, mapped bool) {
	claim := valueClaim{variant, property, value}
	l.unionClaims.add(claim)
	l.claimInside(claim, mapped, map[*api.Type]bool{})
}

// claimInside records the value of a property for its type, and for the variants and the
// subtypes of the type that state no values for the property themselves.
func (l *lowerer) claimInside(c valueClaim, mapped bool, seen map[*api.Type]bool) {
	if seen[c.target] {
		return
	}
	seen[c.target] = true
	l.spend(&l.memberBudget, c.target.Origin.Pointer)
	l.claimValue(c.target, c.property, c.value)
	if mapped {
		l.mappedClaims = append(l.mappedClaims, c)
	}
	if c.target.Discriminator == c.property {
		return
	}
	for _, v := range slices.Concat(c.target.Variants, c.target.Subtypes) {
		if t := v.Type.Type; t.Kind == api.Union || l.valuesOfObject(t, c.property) == nil {
			l.claimInside(valueClaim{t, c.property, c.value}, mapped, seen)
		}
	}
}

// withSubtypes adds the values that the mapping of a base type states for objects that
// extend a variant and are not variants themselves. Such a value selects the variant.
func (l *lowerer) withSubtypes(variants []*api.Variant, property string) []*api.Variant {
	for _, c := range l.baseClaims.all {
		known := func(v *api.Variant) bool { return v.Value == c.value || v.Type.Type == c.target }
		if c.property != property || slices.ContainsFunc(variants, known) {
			continue
		}
		for _, base := range c.target.Extends {
			extended := func(v *api.Variant) bool { return v.Type.Type == base && v.Value != "" }
			listed := valuesOfField(base, property)
			i := slices.IndexFunc(variants, extended)
			if i >= 0 && (listed == nil || slices.Contains(listed, c.value)) {
				v := variants[i]
				variants = append(variants, &api.Variant{Origin: v.Origin, Value: c.value, Type: v.Type})
				break
			}
		}
	}
	return variants
}

// hasName reports whether t is a component, or an object with the properties of one,
// so that its name is the default value of a discriminator.
func (l *lowerer) hasName(t *api.Type) bool {
	return t.Key != "" && isComponent(t) || l.combined[t] != ""
}

// withConstants adds the constants of variants whose mapping has only other values: both
// select the variant. A constant that selects another variant is not added.
func (l *lowerer) withConstants(variants []*api.Variant, property string) []*api.Variant {
	var out []*api.Variant
	for i, v := range variants {
		out = append(out, v)
		constant := l.ownConstant(v.Type.Type, property)
		selects := func(other *api.Variant) bool { return other.Value == constant }
		again := func(other *api.Variant) bool { return other.Type.Type == v.Type.Type }
		if v.Value != "" && constant != "" && !slices.ContainsFunc(variants, selects) &&
			!slices.ContainsFunc(variants[:i], again) {
			out = append(out, &api.Variant{Origin: v.Origin, Value: constant, Type: v.Type})
		}
	}
	return out
}

// ownConstant returns the only value that the schema of a property lists, or "". A
// type that inherits the property from a base type with a mapping has none.
func (l *lowerer) ownConstant(t *api.Type, property string) string {
	if values := valuesOfField(t, property); len(values) == 1 && !t.Polymorphic && !l.hasBaseClaim(t, property) {
		return values[0]
	}
	return ""
}

// valueText returns the JSON text of a value of a property for t, which a mapping or a
// name gives as text. It is a number or boolean if that is the type of the property:
//
//	mapping: {"1": Text} → 1 for the property {type: integer}
func (l *lowerer) valueText(t *api.Type, property, text string) string {
	for _, leaf := range l.leaves(t) {
		if leaf.Kind == api.Map {
			return textOfKind(leaf.Elem.Type, text)
		}
		for _, f := range leaf.Fields {
			if f.Name == property {
				return textOfKind(f.Type.Type, text)
			}
		}
	}
	return api.StringText(text)
}

// textOfKind returns the JSON text of a value of t.
func textOfKind(t *api.Type, text string) string {
	switch {
	case isJSONNumber(t) && isNumberOf(t, text):
		return api.NumberText(text)
	case (t.Kind == api.Bool || t.MemberKind == api.Bool) && (text == "true" || text == "false"):
		return text
	}
	return api.StringText(text)
}

// isNumberOf reports whether text is a number that a value of t can be.
func isNumberOf(t *api.Type, text string) bool {
	number, kind := api.NumberText(text), t.Kind
	if kind == api.Enum {
		kind = t.MemberKind
	}
	var err error
	switch kind {
	case api.Int32:
		_, err = strconv.ParseInt(number, 10, 32)
	case api.Int64:
		_, err = strconv.ParseInt(number, 10, 64)
	case api.Uint64:
		_, err = strconv.ParseUint(number, 10, 64)
	}
	return number != "" && err == nil
}

// statingProperty returns a property whose stated values distinguish at least some
// of the objects among the variants of a union, or "". It prefers the one that
// separates most variants, then a required one, then the first by name.
func (l *lowerer) statingProperty(t *api.Type) string {
	var objects []*api.Type
	for _, v := range t.Variants {
		if slices.ContainsFunc(l.leaves(v.Type.Type), isJSONObject) {
			objects = append(objects, v.Type.Type)
		}
	}
	if len(objects) < 2 {
		return ""
	}
	var fields []*api.Field
	for _, o := range objects {
		fields = append(fields, firstObject(l.leaves(o)).Fields...)
	}
	best, most := "", 0
	groups := map[string]int{} // that a property separates
	for _, f := range fields {
		if _, known := groups[f.Name]; !known {
			groups[f.Name] = l.countGroups(objects, f.Name)
		}
		score := 2 * groups[f.Name]
		if score > 2 && f.Required {
			score++
		}
		if score > max(most, 2) {
			best, most = f.Name, score
		}
	}
	return best
}

// countGroups returns the number of groups that a property separates: objects in
// different groups have no value of it in common. It returns 0 if the property does
// not separate objects, because one has other values or shares only some of them.
// Objects without the property need no values if the mapping of a base type states
// those of the others.
func (l *lowerer) countGroups(objects []*api.Type, property string) int {
	groupOf := map[string]string{} // by value
	groups := map[string]bool{}
	for _, o := range objects {
		values := l.statedValues(o, property)
		slices.Sort(values)
		if values == nil && l.lacksProperty(o, property) && l.isMapped(objects, property) {
			continue
		}
		if values == nil {
			return 0
		}
		group := strings.Join(values, "\x00")
		for _, value := range values {
			if other, taken := groupOf[value]; taken && other != group {
				return 0
			}
			groupOf[value] = group
		}
		groups[group] = true
	}
	return len(groups)
}

// lacksProperty reports whether no object among the values of t has a property.
func (l *lowerer) lacksProperty(t *api.Type, property string) bool {
	return !slices.ContainsFunc(l.leaves(t), func(leaf *api.Type) bool {
		isProperty := func(f *api.Field) bool { return f.Name == property }
		return isJSONObject(leaf) && (leaf.Kind != api.Object || slices.ContainsFunc(leaf.Fields, isProperty))
	})
}

// isMapped reports whether the mappings of base types state the values of a property
// for all objects that have it.
func (l *lowerer) isMapped(objects []*api.Type, property string) bool {
	return l.baseClaims.properties[property] && !slices.ContainsFunc(objects, func(o *api.Type) bool {
		return !l.lacksProperty(o, property) && !slices.ContainsFunc(l.leaves(o), func(leaf *api.Type) bool {
			return l.hasBaseClaim(leaf, property)
		})
	})
}

// hasBaseClaim reports whether the mapping of a base type states a value of a property
// of t.
func (l *lowerer) hasBaseClaim(t *api.Type, property string) bool {
	return l.baseClaims.states(t, property)
}

// statedValues returns the values other than null that every object among the values of
// t has for a property, or nil if an object may have other values. For a union, its
// discriminator states them.
func (l *lowerer) statedValues(t *api.Type, property string) []string {
	var all []string
	known := map[string]bool{}
	add := func(values []string) {
		for _, value := range values {
			if !known[value] {
				known[value] = true
				all = append(all, value)
			}
		}
	}
	if t.Kind == api.Union && t.Discriminator == property && l.isStated(t) {
		for _, v := range t.Variants {
			if v.Value != "" {
				add([]string{v.Value})
			}
		}
		return all
	}
	for _, leaf := range l.leaves(t) {
		if !isJSONObject(leaf) {
			continue
		}
		values := l.valuesOfObject(leaf, property)
		switch {
		case values == nil && !isNullProperty(leaf, property):
			return nil
		case all == nil:
			all = []string{}
		}
		add(values)
	}
	return all
}

// isStated reports whether the description states a value for each variant of a union
// that may be an object.
func (l *lowerer) isStated(union *api.Type) bool {
	return !slices.ContainsFunc(union.Variants, func(v *api.Variant) bool {
		return (v.Value == "" || v.Implied) && slices.ContainsFunc(l.leaves(v.Type.Type), isJSONObject)
	})
}

// isNullProperty reports whether null is the only value of a property of t.
func isNullProperty(t *api.Type, property string) bool {
	return slices.ContainsFunc(t.Fields, func(f *api.Field) bool {
		return f.Name == property && hasOnlyNull(f)
	})
}

// hasOnlyNull reports whether null is the only value of a property.
func hasOnlyNull(f *api.Field) bool { return slices.Equal(f.Type.Type.JSONTypes, []string{"null"}) }

// valuesOfObject is statedValues for an object: by the mapping of a base type, or
// else by the property itself.
func (l *lowerer) valuesOfObject(t *api.Type, property string) []string {
	var values []string
	for _, c := range l.baseClaims.of[t] {
		if c.property == property && !slices.Contains(values, c.value) {
			values = append(values, c.value)
		}
	}
	if values != nil && t.Polymorphic && t.Discriminator == property {
		for _, v := range t.Subtypes {
			values = append(values, v.Value)
		}
	}
	if values != nil {
		return values
	}
	return valuesOfField(t, property)
}

// valuesOfField returns the values other than null that the schema of a property lists,
// or nil.
func valuesOfField(t *api.Type, property string) []string {
	for _, f := range t.Fields {
		if f.Name == property {
			return f.Type.Type.ValueTexts()
		}
	}
	return nil
}

// leaves returns the types that a value of t may have: the variants of a union, and
// of the unions among them, or else t itself.
func (l *lowerer) leaves(t *api.Type) []*api.Type {
	return l.appendLeaves(nil, t, map[*api.Type]bool{})
}

// appendLeaves appends the leaves of t that are not in seen. Each union in a union is read
// for each of the unions around it, so the work counts.
func (l *lowerer) appendLeaves(out []*api.Type, t *api.Type, seen map[*api.Type]bool) []*api.Type {
	if seen[t] {
		return out
	}
	seen[t] = true
	if t.Kind != api.Union {
		return append(out, t)
	}
	for _, v := range t.Variants {
		l.spend(&l.readBudget, t.Origin.Pointer)
		out = l.appendLeaves(out, v.Type.Type, seen)
	}
	return out
}

// isJSONObject reports whether a value of t may be a JSON object.
func isJSONObject(t *api.Type) bool {
	kind := t.Underlying().Kind
	return kind == api.Object || kind == api.Map || kind == api.Any
}

func firstObject(list []*api.Type) *api.Type { return list[slices.IndexFunc(list, isJSONObject)] }
