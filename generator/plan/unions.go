package plan

import (
	"cmp"
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
		b.scope.claim(key, &variant.Wrapper, u.Name+word, u.Name+word+"Value")
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
	for _, v := range u.Variants {
		t := b.typ(v.API.Type.Type)
		if u.Type.Polymorphic && t.Form == Interface {
			t = &Type{Form: Model, Name: b.structs[v.API.Type.Type].Name}
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
	b.tellApart(u)
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
	for _, above := range b.familiesAbove(u.Type) {
		bases = append(bases, &Base{Method: b.baseMethod(above), Struct: b.structs[above]})
	}
	members := []*Struct{b.structs[u.Type]}
	for _, v := range u.Type.Subtypes {
		members = append(members, b.structs[v.Type.Type])
	}
	for _, member := range members {
		if !slices.ContainsFunc(member.Bases, func(x *Base) bool { return x.Struct == own.Struct }) {
			member.Bases = append(member.Bases, own)
		}
	}
	return bases
}

func (b *builder) baseMethod(t *api.Type) names.Ident {
	if len(b.familiesAbove(t)) == 0 && !b.sharesMember(t) {
		return "Base"
	}
	return "Base" + b.structs[t].Name
}

// familiesAbove are the polymorphic types that t extends or is a subtype of.
func (b *builder) familiesAbove(t *api.Type) []*api.Type {
	return slices.DeleteFunc(slices.Clone(b.ordered), func(above *api.Type) bool {
		return above == t || !above.Polymorphic || !slices.Contains(t.Extends, above) && !holdsSubtype(above, t)
	})
}

func holdsSubtype(family, t *api.Type) bool {
	return slices.ContainsFunc(family.Subtypes, func(v *api.Variant) bool { return v.Type.Type == t })
}

// sharesMember reports whether a subtype of t belongs to another family that
// is neither above nor below t: then neither may call its method Base.
func (b *builder) sharesMember(t *api.Type) bool {
	for _, v := range t.Subtypes {
		for _, other := range b.familiesAbove(v.Type.Type) {
			if other != t && !slices.Contains(b.familiesAbove(other), t) && !slices.Contains(b.familiesAbove(t), other) {
				return true
			}
		}
	}
	return false
}

// tellApart decides how a oneOf without a discriminator finds its variant:
// first by the kind of JSON, then objects by the members they must have. The
// object that asks for most is tried first.
func (b *builder) tellApart(u *Union) {
	byShape := func(v *Variant) bool { return v.Value == "" && v.API.Type.Type.Kind == api.Object }
	seen := map[string]*Variant{}
	objects := slices.DeleteFunc(slices.Clone(u.Variants), func(v *Variant) bool { return !byShape(v) })
	for _, v := range objects {
		if len(objects) == 1 { // no other can be meant
			continue
		}
		for _, f := range v.API.Type.Type.Fields {
			if f.Required {
				v.Keys = append(v.Keys, f.Name)
			}
		}
		key := joined(v.Keys)
		if first := seen[key]; first != nil {
			b.diags.Warnf(v.API.Origin.Pos, "ambiguous-union", "%s and %s require the same members and there is no discriminator: both are read as %s", v.Type.Name, first.Type.Name, first.Type.Name)
			continue
		}
		seen[key] = v
	}
	rank := func(v *Variant) int {
		if byShape(v) {
			return -len(v.Keys)
		}
		return -1 << 20
	}
	slices.SortStableFunc(u.Variants, func(x, y *Variant) int { return cmp.Compare(rank(x), rank(y)) })
}

func joined(list []string) string {
	out := ""
	for _, s := range list {
		out += s + "\x00"
	}
	return out
}
