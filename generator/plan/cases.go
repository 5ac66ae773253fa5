package plan

// This file plans how the variants of a oneOf or anyOf are distinguished.
//
// A stated value of the discriminator decides alone. Otherwise the kind of JSON
// value decides if a single variant has it and the variant is a scalar or a list. The
// decoder compares an object, and a value of a kind that several variants have, with
// their shapes, see shapes.go. A pair of variants with equal shapes is reported, because
// the second is never chosen.

import (
	"cmp"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// planCases sets the cases of a union and the shapes that they need.
func (pl *planner) planCases(u *Union) {
	rest := u.Variants
	if stated := statedVariants(u); len(stated) > 0 {
		u.Stated = casesByValue(stated)
		isStated := func(v *api.Variant) bool { return v.Value != "" && !v.Implied }
		u.ByNames = len(u.Objects()) > 1 && !slices.ContainsFunc(u.Type.Variants, isStated)
		always := func(v *Variant) bool { return isStatedAlways(v.API.Type.Type, u.Type.Discriminator) }
		isNull := func(v *Variant) bool { return statesNull(v.API.Type.Type, u.Type.Discriminator) }
		u.ByShape = u.ByNames || slices.ContainsFunc(stated, func(v *Variant) bool { return !always(v) }) ||
			slices.ContainsFunc(rest, isNull)
		rest = slices.DeleteFunc(slices.Clone(rest), func(v *Variant) bool {
			return len(v.Values) > 0 && !hasScalars(v.API.Type.Type) || isNull(v)
		})
	}
	var groups [][]*Variant
	for _, c := range u.Stated {
		groups = append(groups, c.Variants)
	}
	u.Rest = sortVariants(rest)
	if u.ByKind = u.oneOfEachKind(); u.ByKind == nil {
		groups = append(groups, u.Rest)
	}
	pl.setShapes(u, groups)
}

// compared returns the variants that need a shape: those in a group of several, objects
// whose discriminator may be missing, and objects that no stated value selects.
func (u *Union) compared(groups [][]*Variant) map[*Variant]bool {
	var objects []*Variant
	switch {
	case u.ByNames:
		objects = u.Objects()
	case u.ByShape:
		objects = u.Undecided()
	}
	out := map[*Variant]bool{}
	for _, group := range append(slices.Clone(groups), objects) {
		for _, v := range group {
			out[v] = out[v] || len(group) > 1
		}
	}
	for _, v := range slices.Concat(u.Rest, objects) {
		out[v] = out[v] || v.IsChecked()
	}
	return out
}

// IsChecked reports whether an object of a variant is compared with the variant's shape
// even if no other variant may be an object. The values of a union and of a polymorphic
// type are objects of other types too, so their own decoders choose.
func (v *Variant) IsChecked() bool {
	switch t := v.API.Type.Type.Underlying(); {
	case t.Kind == api.Map:
		return restricts(*t.Elem)
	case t.Kind == api.Object && !t.Polymorphic:
		isLimited := func(f *api.Field) bool { return f.Required || restricts(f.Type) }
		return t.Closed || len(t.Absent)+len(t.Required) > 0 || slices.ContainsFunc(t.Fields, isLimited)
	}
	return false
}

// restricts reports whether not every JSON value is a value of a type.
func restricts(u api.Use) bool { return u.Type.Kind != api.Any || u.Type.JSONTypes != nil }

// Objects returns the variants that may be objects.
func (u *Union) Objects() []*Variant {
	return slices.DeleteFunc(slices.Clone(u.Variants), func(v *Variant) bool { return !v.IsObject() })
}

// IsObject reports whether a value of a variant may be an object.
func (v *Variant) IsObject() bool {
	return len(v.Values) > 0 || slices.ContainsFunc(leaves(v.API.Type.Type, map[*api.Type]bool{}), func(t *api.Type) bool {
		return jsonKindOf(t) == ObjectKind
	})
}

// Undecided returns the variants that an object without the discriminator may be. A map
// with a value for the discriminator is not among them: it would be encoded with the value.
func (u *Union) Undecided() []*Variant {
	isMap := func(v *Variant) bool { return v.API.Type.Type.Kind == api.Map && len(v.Values) > 0 }
	return slices.DeleteFunc(u.Objects(), isMap)
}

// MapValue returns the JSON text of the discriminator of a variant that is a map, or "" if
// the map may have several values, or elements of another type.
func (v *Variant) MapValue() string {
	t := v.API.Type.Type
	if t.Kind != api.Map || len(v.Values) != 1 {
		return ""
	}
	value := v.Values[0]
	for _, leaf := range leaves(t.Elem.Type, map[*api.Type]bool{}) {
		kind := jsonKindOf(leaf)
		if kind == "" || kind == jsonKindOfText(value) {
			return value
		}
	}
	return ""
}

// jsonKindOfText returns the kind of a scalar with the given JSON text.
func jsonKindOfText(text string) JSONKind {
	switch text[0] {
	case '"':
		return StringKind
	case 't', 'f':
		return BoolKind
	}
	return NumberKind
}

// statedVariants returns the variants of a union with stated values.
func statedVariants(u *Union) []*Variant {
	return slices.DeleteFunc(slices.Clone(u.Variants), func(v *Variant) bool { return len(v.Values) == 0 })
}

// casesByValue groups values that select the same variants.
func casesByValue(variants []*Variant) []Case {
	of := map[string][]*Variant{}
	var values []string
	for _, v := range variants {
		for _, value := range v.Values {
			if of[value] == nil {
				values = append(values, value)
			}
			of[value] = append(of[value], v)
		}
	}
	var cases []Case
	for _, value := range values {
		same := func(c Case) bool { return slices.Equal(c.Variants, of[value]) }
		if i := slices.IndexFunc(cases, same); i >= 0 {
			cases[i].Values = append(cases[i].Values, value)
		} else {
			cases = append(cases, Case{Values: []string{value}, Variants: of[value]})
		}
	}
	return cases
}

// Constant is a property with a single value.
type Constant struct {
	Name string
	Text string // in JSON
}

// Constants returns the constants of an object that is a variant. If the discriminator
// has selected the variant, it is not among them.
func (u *Union) Constants(v *Variant, selected bool) []Constant {
	var list []Constant
	for _, f := range v.API.Type.Type.Fields {
		if f.Constant != "" && (!selected || f.Name != u.Type.Discriminator) {
			list = append(list, Constant{f.Name, f.Constant})
		}
	}
	return list
}

// MayNotFit reports whether a variant that is no object may be unable to hold a value
// of its JSON kind.
func (v *Variant) MayNotFit() bool {
	t := v.API.Type.Type
	if v.Type.Constant != "" {
		return true
	}
	switch t.Underlying().Kind {
	case api.Any, api.Bool, api.Decimal, api.String, api.Date, api.TimeOfDay, api.Duration,
		api.Union, api.Object, api.Map:
		return false
	case api.Enum:
		return t.MemberKind != api.String
	}
	return true
}

// isStatedAlways reports whether every object among the values of t has a property that
// is not null.
func isStatedAlways(t *api.Type, property string) bool {
	for _, leaf := range leaves(t, map[*api.Type]bool{}) {
		required := func(f *api.Field) bool { return f.Name == property && f.Required && !mayBeNull(f.Type) }
		if leaf.Kind == api.Object && !slices.ContainsFunc(leaf.Fields, required) {
			return false
		}
	}
	return true
}

// statesNull reports whether the values of t are objects in which a property can only be
// null.
func statesNull(t *api.Type, property string) bool {
	return !slices.ContainsFunc(leaves(t, map[*api.Type]bool{}), func(leaf *api.Type) bool {
		return !slices.ContainsFunc(leaf.Fields, func(f *api.Field) bool {
			return f.Name == property && slices.Equal(f.Type.Type.JSONTypes, []string{"null"})
		})
	})
}

// mayBeNull reports whether null is a value of a type that lists its values.
func mayBeNull(u api.Use) bool { return u.Nullable || slices.Contains(u.Type.JSONTypes, "null") }

// hasScalars reports whether a value of t may be something other than an object.
func hasScalars(t *api.Type) bool {
	return slices.ContainsFunc(leaves(t, map[*api.Type]bool{}), func(leaf *api.Type) bool {
		return jsonKindOf(leaf) != ObjectKind
	})
}

// leaves returns the types that t may be, with unions replaced by their
// variants. It adds these types to seen and returns each of them once.
func leaves(t *api.Type, seen map[*api.Type]bool) []*api.Type {
	if seen[t] {
		return nil
	}
	seen[t] = true
	if t.Kind != api.Union {
		return []*api.Type{t}
	}
	var out []*api.Type
	for _, v := range t.Variants {
		out = append(out, leaves(v.Type.Type, seen)...)
	}
	return out
}

// jsonKindOf returns the kind of JSON value that encodes a type, or "" for any.
func jsonKindOf(t *api.Type) JSONKind {
	kind := t.Underlying().Kind
	if kind == api.Enum {
		kind = t.MemberKind
	}
	switch kind {
	case api.Any:
		return ""
	case api.Object, api.Map:
		return ObjectKind
	case api.Bool:
		return BoolKind
	case api.List:
		return ArrayKind
	case api.Int32, api.Int64, api.Uint64, api.Float64, api.Decimal:
		return NumberKind
	}
	return StringKind
}

// sortVariants returns variants with those that take all numbers after integers: an
// integer fits both, and a float would lose its digits.
func sortVariants(variants []*Variant) []*Variant {
	rank := func(v *Variant) int {
		switch v.API.Type.Type.Kind {
		case api.Float64, api.Decimal:
			return 1
		}
		return 0
	}
	return slices.SortedStableFunc(slices.Values(variants), func(a, b *Variant) int {
		return cmp.Compare(rank(a), rank(b))
	})
}

// oneOfEachKind returns the variants of Rest by their kind of JSON value, or nil if
// several variants have a kind in common.
func (u *Union) oneOfEachKind() map[JSONKind]*Variant {
	of := map[JSONKind]*Variant{}
	for _, v := range u.Rest {
		for _, leaf := range leaves(v.API.Type.Type, map[*api.Type]bool{}) {
			kind := jsonKindOf(leaf)
			if kind == ObjectKind && u.Stated != nil && len(v.Values) > 0 {
				continue // its values decide
			}
			if kind == "" || of[kind] != nil && of[kind] != v {
				return nil
			}
			of[kind] = v
		}
	}
	return of
}

// openLoneBase removes the members from the shape of a polymorphic type if no other variant
// may be an object: its discriminator decides, even if a required member is missing.
func (u *Union) openLoneBase() {
	objects := slices.DeleteFunc(slices.Clone(u.Shaped), func(v *Variant) bool { return !v.IsObject() })
	if len(objects) == 1 && objects[0].API.Type.Type.Polymorphic {
		objects[0].Shape.Members = nil
	}
}

// setShapes sets the shapes of variants. It reports variants of a group that have
// equal shapes, unless the type of an event selects them.
func (pl *planner) setShapes(u *Union, groups [][]*Variant) {
	compared := u.compared(groups)
	u.Shaped = slices.DeleteFunc(sortVariants(u.Variants), func(v *Variant) bool { return !compared[v] })
	shapesOfVariants(u.Shaped)
	u.openLoneBase()
	if u.Type.ByEvent {
		return
	}
	groupsOf := map[*Variant][]int{}
	for i, group := range groups {
		for _, v := range group {
			groupsOf[v] = append(groupsOf[v], i)
		}
	}
	alike := map[string][]*Variant{} // preceding variants by the text of their shapes
	for _, v := range u.Shaped {
		shape := v.Shape.String()
		rivals := alike[shape]
		alike[shape] = append(rivals, v)
		for _, first := range rivals {
			if haveCommonNumber(groupsOf[first], groupsOf[v]) && first.Shape.equals(v.Shape) {
				pl.diags.Warnf(v.API.Origin.Pos, "ambiguous-union",
					"the union %s at %s cannot distinguish %s from %s: both have the same values; both decode as %s; "+
						"add a discriminator", u.Type, u.Type.Origin.Pos, v.API.Type, first.API.Type, first.API.Type)
				break
			}
		}
	}
}

// haveCommonNumber reports whether two ascending lists have an element in common.
func haveCommonNumber(a, b []int) bool {
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] == b[0]:
			return true
		case a[0] < b[0]:
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}
