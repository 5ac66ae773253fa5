package plan

import (
	"slices"
	"strconv"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// Unions: sealed interfaces over the types a place may hold. A polymorphic
// object is one too: its variants are its subtypes, and what none of them
// covers is read as the object itself.

// gatherVariants makes the variants of a union and claims the wrappers that
// give a name to what has none in Go.
func (b *builder) gatherVariants(u *Union) {
	if u.Type.Polymorphic {
		for _, v := range u.Type.Subtypes {
			u.Variants = append(u.Variants, &Variant{API: v, Value: v.Value})
		}
		return
	}
	words := map[names.Ident]int{}
	for _, v := range u.Type.Variants {
		variant := &Variant{API: v, Value: v.Value}
		u.Variants = append(u.Variants, variant)
		if standsForItself(v.Type.Type) {
			continue
		}
		word := wrapperWord(v.Type.Type.Kind)
		key := typePlace(u.Type) + roleVariant + string(word)
		if words[word]++; words[word] > 1 {
			key += strconv.Itoa(words[word])
		}
		b.scopeOf(u.Type).claim(key, &variant.Wrapper, u.Name+word, u.Name+word+"Value")
	}
}

// standsForItself reports whether the Go type of t can carry a marker method.
func standsForItself(t *api.Type) bool {
	return t.Kind == api.Object || t.Kind == api.Enum || t.Kind == api.Union
}

func wrapperWord(kind api.Kind) names.Ident {
	switch kind {
	case api.Bool:
		return "Bool"
	case api.Int32, api.Int64, api.Uint64:
		return "Int"
	case api.Float32, api.Float64, api.Decimal:
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

func (b *builder) fillUnion(u *Union) {
	b.dropRepeated(u)
	for _, v := range u.Variants {
		t := b.typ(v.API.Type.Type)
		if u.Type.Polymorphic && t.Form == Interface {
			t = &Type{Form: Model, Struct: b.structs[v.API.Type.Type]}
		}
		v.Type = t
		b.mark(v.API.Type.Type, u)
	}
	if u.Type.Polymorphic {
		u.Base = b.structs[u.Type]
		b.mark(u.Type, u)
		u.Bases = b.basesOf(u)
		return
	}
	u.Cases = b.cases(u)
}

// dropRepeated leaves out variants whose value of the discriminator another
// one has already: the first is read.
func (b *builder) dropRepeated(u *Union) {
	first := map[string]*Variant{}
	u.Variants = slices.DeleteFunc(u.Variants, func(v *Variant) bool {
		if v.Value == "" {
			return false
		}
		if other := first[v.Value]; other != nil {
			b.diags.Warnf(v.API.Origin.Pos, "ambiguous-union", "%q stands for %s and for %s: it is read as %s", v.Value, other.API.Type, v.API.Type, other.API.Type)
			return true
		}
		first[v.Value] = v
		return false
	})
}

// mark gives the types behind t the method that puts them into u.
func (b *builder) mark(t *api.Type, u *Union) {
	switch {
	case t.Kind == api.Enum:
		addMarker(&b.enums[t].Markers, u.Marker)
	case t.Kind == api.Union:
		addMarker(&b.unions[t].Embeds, u.Marker)
		for _, v := range t.Variants {
			b.mark(v.Type.Type, u)
		}
	case t.Kind == api.Object && t.Polymorphic && t != u.Type && !u.Type.Polymorphic:
		addMarker(&b.unions[t].Embeds, u.Marker)
		for _, v := range t.Subtypes {
			addMarker(&b.structs[v.Type.Type].Markers, u.Marker)
		}
		addMarker(&b.structs[t].Markers, u.Marker)
	case t.Kind == api.Object:
		addMarker(&b.structs[t].Markers, u.Marker)
	}
}

func addMarker(to *[]names.Ident, marker names.Ident) {
	if !slices.Contains(*to, marker) {
		*to = append(*to, marker)
	}
}

// basesOf gives the methods of a polymorphic interface: Base for the family
// that stands highest, Base and its name for those below, so that a type of
// both can have both, whatever else is selected.
func (b *builder) basesOf(u *Union) []*Base {
	own := &Base{Method: b.baseMethod(u.Type), Struct: b.structs[u.Type]}
	bases := []*Base{own}
	for _, above := range b.above[u.Type] {
		bases = append(bases, &Base{Method: b.baseMethod(above), Struct: b.structs[above]})
	}
	members := []*Struct{b.structs[u.Type]}
	for _, v := range u.Type.Subtypes {
		members = append(members, b.structs[v.Type.Type])
	}
	for _, member := range members {
		for _, base := range bases { // the interface asks for all of them
			if !slices.ContainsFunc(member.Bases, func(x *Base) bool { return x.Struct == base.Struct }) {
				member.Bases = append(member.Bases, base)
			}
		}
	}
	return bases
}

func (b *builder) baseMethod(t *api.Type) names.Ident {
	if len(b.above[t]) == 0 && !b.sharesMember(t) {
		return "Base"
	}
	return "Base" + b.structs[t].Name
}

// findFamilies notes for each type the polymorphic types that it extends or
// is a subtype of.
func (b *builder) findFamilies() {
	b.above = map[*api.Type][]*api.Type{}
	add := func(t, family *api.Type) {
		if t != family && !slices.Contains(b.above[t], family) {
			b.above[t] = append(b.above[t], family)
		}
	}
	for _, t := range b.ordered {
		for _, v := range t.Subtypes {
			add(v.Type.Type, t)
		}
		for _, base := range t.Extends {
			if base.Polymorphic {
				add(t, base)
			}
		}
	}
	for _, t := range b.ordered {
		b.above[t] = sorted(b.above[t], func(family *api.Type) string { return string(family.Origin.Pointer) })
	}
}

// sharesMember reports whether a subtype of t belongs to another family that
// is neither above nor below t: then neither may call its method Base.
func (b *builder) sharesMember(t *api.Type) bool {
	for _, v := range t.Subtypes {
		for _, other := range b.above[v.Type.Type] {
			if other != t && !slices.Contains(b.above[other], t) && !slices.Contains(b.above[t], other) {
				return true
			}
		}
	}
	return false
}
