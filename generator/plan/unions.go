package plan

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans unions, which are sealed interfaces. A polymorphic object is a
// union of its subtypes. A value that is none of them is decoded as the base
// type.

// gatherVariants creates the variants of a union and claims the names of the
// wrappers for types without a Go name.
func (pl *planner) gatherVariants(u *Union) {
	if u.Type.Polymorphic {
		for _, v := range u.Type.Subtypes {
			u.addVariant(v)
		}
		return
	}
	words, keys := map[names.Ident]int{}, map[string]bool{}
	for _, v := range u.Type.Variants {
		variant := u.addVariant(v)
		if variant == nil || carriesMarker(v.Type.Type) {
			continue
		}
		word := wrapperWord(v.Type.Type.Kind)
		plain := wrapperKey(u.Type, v)
		if pl.isOfInnerUnion(u.Type, v) {
			plain = foreignKey(u.Type, v)
		}
		key := plain
		for n := 2; keys[key]; n++ {
			key = plain + strconv.Itoa(n)
		}
		keys[key] = true
		// Locks of format 1 count the alternatives of a kind.
		old := typeKeyPrefix(u.Type) + roleVariant + string(word)
		if words[word]++; words[word] > 1 {
			old += strconv.Itoa(words[word])
		}
		pl.namer.alias(old, key)
		pl.scopeOf(u.Type).claim(key, &variant.Wrapper, u.Name+word, u.Name+word+"Value")
	}
}

// addVariant adds a variant and returns it, or adds its value to the variant of the
// same type and returns nil.
func (u *Union) addVariant(v *api.Variant) *Variant {
	var values []string
	if v.Value != "" {
		values = []string{v.Value}
	}
	for _, known := range u.Variants {
		if known.API.Type.Type == v.Type.Type {
			known.Values = append(known.Values, values...)
			return nil
		}
	}
	variant := &Variant{API: v, Values: values}
	u.Variants = append(u.Variants, variant)
	return variant
}

// wrapperKey returns the key of the wrapper for a variant. For an inline schema it
// contains the content by which lockmatch.go finds the variant.
func wrapperKey(u *api.Type, v *api.Variant) string {
	inside, ok := strings.CutPrefix(string(v.Origin.Pointer), string(u.Origin.Pointer)+"/")
	if !ok {
		return foreignKey(u, v)
	}
	content := diag.Pointer("/" + contentToken).Child(contentOf(v.Type.Type))
	return typeKeyPrefix(u) + "/" + inside + string(content)
}

// foreignKey returns the key of the wrapper for a variant of another union.
func foreignKey(u *api.Type, v *api.Variant) string {
	return typeKeyPrefix(u) + roleVariant + string(v.Origin.Pointer)
}

// isOfInnerUnion reports whether u has a variant from an inline union inside its schema.
// It has if both contain each other.
func (pl *planner) isOfInnerUnion(u *api.Type, v *api.Variant) bool {
	return slices.ContainsFunc(pl.ordered, func(t *api.Type) bool {
		return t.Kind == api.Union && t != u && isBelow(t.Origin.Pointer, u.Origin.Pointer) &&
			isBelow(v.Origin.Pointer, t.Origin.Pointer)
	})
}

// isBelow reports whether p is the pointer of a part of the value at base.
func isBelow(p, base diag.Pointer) bool { return strings.HasPrefix(string(p), string(base)+"/") }

// carriesMarker reports whether the Go type of t can have a marker method.
func carriesMarker(t *api.Type) bool {
	return t.Kind == api.Collection || t.Kind == api.Object || t.Kind == api.Enum || t.Kind == api.Union
}

func wrapperWord(kind api.Kind) names.Ident {
	switch kind {
	case api.Bool:
		return "Bool"
	case api.Int32, api.Int64, api.Uint64:
		return "Int"
	case api.Float64, api.Decimal:
		return "Number"
	case api.DateTime:
		return "Time"
	case api.Date:
		return "Date"
	case api.List:
		return "List"
	case api.Map:
		return "Map"
	case api.Any:
		return "Any"
	}
	return "String"
}

func (pl *planner) fillUnion(u *Union) {
	for _, v := range u.Variants {
		t := pl.typeOf(v.API.Type.Type)
		if u.Type.Polymorphic && t.Form == Interface {
			if hasInnerUnion(u.Type, v.API.Type.Type) {
				v.Inner = t.Union
				addMarker(&v.Inner.Embeds, u.Marker)
			}
			t = &Type{Form: Model, Struct: pl.structs[v.API.Type.Type]}
		}
		v.Type = t
		pl.addMarkers(v.API.Type.Type, u)
	}
	if u.Type.Polymorphic {
		pl.dropRepeatedValues(u)
		u.Base = pl.structs[u.Type]
		pl.addMarkers(u.Type, u)
		u.Bases = pl.basesOf(u)
		return
	}
	pl.planCases(u)
}

// embedOuterMarkers adds the markers of the unions that contain a union to the unions inside
// it, at any depth: the decoder of the outer one returns values of all of them.
func (pl *planner) embedOuterMarkers() {
	var embed func(inner *Union, markers []names.Ident)
	embed = func(inner *Union, markers []names.Ident) {
		before := len(inner.Embeds)
		for _, marker := range markers {
			if marker != inner.Marker && !slices.Contains(inner.Embeds, marker) {
				inner.Embeds = append(inner.Embeds, marker)
			}
		}
		for _, v := range inner.Variants {
			if v.Inner != nil && len(inner.Embeds) > before {
				embed(v.Inner, inner.Embeds)
			}
		}
	}
	for _, t := range pl.ordered {
		if u := pl.unions[t]; u != nil {
			for _, v := range u.Variants {
				if v.Inner != nil {
					embed(v.Inner, u.Embeds)
				}
			}
		}
	}
}

// hasInnerUnion reports whether a property other than the discriminator of outer selects
// one of the subtypes of inner, which is itself a subtype of outer.
func hasInnerUnion(outer, inner *api.Type) bool {
	return inner.Discriminator != outer.Discriminator &&
		!slices.ContainsFunc(inner.Subtypes, func(v *api.Variant) bool { return v.Type.Type == outer })
}

// dropRepeatedValues removes discriminator values that an earlier subtype has too.
func (pl *planner) dropRepeatedValues(u *Union) {
	first := map[string]*Variant{}
	for _, v := range u.Variants {
		v.Values = slices.DeleteFunc(v.Values, func(value string) bool {
			other := first[value]
			if other == nil {
				first[value] = v
				return false
			}
			pl.diags.Warnf(v.API.Origin.Pos, "ambiguous-union",
				"the discriminator value %s of %s at %s selects both %s and %s; it decodes as %s",
				value, u.Type, u.Type.Origin.Pos, other.API.Type, v.API.Type, other.API.Type)
			return true
		})
	}
}

// addMarkers adds the marker method of u to the Go types of t.
func (pl *planner) addMarkers(t *api.Type, u *Union) {
	switch {
	case t.Kind == api.Collection:
		addMarker(&pl.collections[t].Markers, u.Marker)
	case t.Kind == api.Enum:
		addMarker(&pl.enums[t].Markers, u.Marker)
	case t.Kind == api.Union:
		if hasMarker(pl.unions[t].Embeds, u.Marker) {
			return // several unions share t, and its variants have the marker
		}
		addMarker(&pl.unions[t].Embeds, u.Marker)
		for _, v := range t.Variants {
			pl.addMarkers(v.Type.Type, u)
		}
	case t.Kind == api.Object && t.Polymorphic && t != u.Type && !u.Type.Polymorphic:
		addMarker(&pl.unions[t].Embeds, u.Marker)
		for _, v := range t.Subtypes {
			addMarker(&pl.structs[v.Type.Type].Markers, u.Marker)
			if sub := v.Type.Type; sub.Polymorphic && hasInnerUnion(t, sub) {
				addMarker(&pl.unions[sub].Embeds, u.Marker)
			}
		}
		addMarker(&pl.structs[t].Markers, u.Marker)
	case t.Kind == api.Object:
		addMarker(&pl.structs[t].Markers, u.Marker)
	}
}

func addMarker(to *[]names.Ident, marker names.Ident) {
	if !hasMarker(*to, marker) {
		*to = append(*to, marker)
	}
}

// hasMarker reports whether the marker of the current union was added. It could only be the
// last one, because the markers of one union after the other are added.
func hasMarker(list []names.Ident, marker names.Ident) bool {
	return len(list) > 0 && list[len(list)-1] == marker
}

// basesOf returns the base methods of a polymorphic interface. For the topmost
// base type, the method is Base. For others, it is Base followed by the type's
// name so that a type can have the methods of several base types, independent
// of the selected operations.
func (pl *planner) basesOf(u *Union) []*Base {
	own := &Base{Method: pl.baseMethod(u.Type), Struct: pl.structs[u.Type]}
	bases := []*Base{own}
	for _, above := range pl.families[u.Type] {
		bases = append(bases, &Base{Method: pl.baseMethod(above), Struct: pl.structs[above]})
	}
	members := []*Struct{pl.structs[u.Type]}
	for _, v := range u.Type.Subtypes {
		members = append(members, pl.structs[v.Type.Type])
	}
	for _, member := range members {
		for _, base := range bases { // the interface requires all of them
			if !slices.ContainsFunc(member.Bases, func(x *Base) bool { return x.Struct == base.Struct }) {
				member.Bases = append(member.Bases, base)
			}
		}
	}
	return bases
}

func (pl *planner) baseMethod(t *api.Type) names.Ident {
	if len(pl.families[t]) == 0 && !pl.sharesMember(t) {
		return "Base"
	}
	return "Base" + pl.structs[t].Name
}

// findFamilies records for each type the polymorphic types that it extends or
// is a subtype of.
func (pl *planner) findFamilies() {
	pl.families = map[*api.Type][]*api.Type{}
	add := func(t, family *api.Type) {
		if t != family && !slices.Contains(pl.families[t], family) {
			pl.families[t] = append(pl.families[t], family)
		}
	}
	for _, t := range pl.ordered {
		for _, v := range t.Subtypes {
			add(v.Type.Type, t)
		}
		for _, base := range t.Extends {
			if base.Polymorphic {
				add(t, base)
			}
		}
	}
	for _, t := range pl.ordered {
		pl.families[t] = sorted(pl.families[t], func(family *api.Type) string { return string(family.Origin.Pointer) })
	}
}

// sharesMember reports whether a subtype of t belongs to another family that is
// neither a base type nor a subtype of t. Neither family can then use the method
// name Base.
func (pl *planner) sharesMember(t *api.Type) bool {
	for _, v := range t.Subtypes {
		for _, other := range pl.families[v.Type.Type] {
			if other != t && !slices.Contains(pl.families[other], t) && !slices.Contains(pl.families[t], other) {
				return true
			}
		}
	}
	return false
}
