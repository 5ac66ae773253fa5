package plan

// How a oneOf or anyOf is told apart where no discriminator does it: first by
// the kind of JSON, its shape, then objects by the members they must have.
// Every variant is cut into the cases that lead to it; a union among the
// variants leads to its own variants' cases. The cases are then put in the
// order in which they are tried: what asks for most first, what reads
// everything last. A variant that no value can reach is reported.

import (
	"cmp"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// candidate is a case with the type that it is about: that of the variant, or
// one within it.
type candidate struct {
	Case
	leaf *api.Type
}

// cases are those of a union, in the order to try.
func (b *builder) cases(u *Union) []Case {
	var cases []candidate
	for _, v := range u.Variants {
		if v.Value != "" {
			continue
		}
		for _, leaf := range leaves(v.API.Type.Type, nil) {
			cases = append(cases, candidate{Case{shapeOf(leaf), requiredKeys(leaf), v}, leaf})
		}
	}
	loosenLonely(cases)
	slices.SortStableFunc(cases, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(x.Shape, y.Shape), cmp.Compare(rank(x), rank(y)))
	})
	return b.reachable(cases)
}

// leaves are the types other than unions that t may be.
func leaves(t *api.Type, within []*api.Type) []*api.Type {
	if t.Kind != api.Union {
		return []*api.Type{t}
	}
	if slices.Contains(within, t) {
		return nil
	}
	var out []*api.Type
	for _, v := range t.Variants {
		out = append(out, leaves(v.Type.Type, append(within, t))...)
	}
	return out
}

// shapeOf is the kind of JSON that a type starts with.
func shapeOf(t *api.Type) Shape {
	kind := t.Kind
	if kind == api.Enum {
		kind = t.MemberKind
	}
	switch kind {
	case api.Object, api.Map:
		return ObjectShape
	case api.Bool:
		return BoolShape
	case api.List:
		return ArrayShape
	case api.Int32, api.Int64, api.Uint64, api.Float32, api.Float64, api.Decimal:
		return NumberShape
	}
	return StringShape
}

// requiredKeys are the members that an object must have.
func requiredKeys(t *api.Type) []string {
	var keys []string
	for _, f := range t.Fields {
		if f.Required {
			keys = append(keys, f.Name)
		}
	}
	return keys
}

// loosenLonely asks nothing of the objects of a variant that is the only one
// with objects: no other can be meant.
func loosenLonely(cases []candidate) {
	var only *Variant
	for _, c := range cases {
		if c.Shape == ObjectShape {
			if only != nil && only != c.Variant {
				return
			}
			only = c.Variant
		}
	}
	for i := range cases {
		cases[i].Keys = nil
	}
}

// rank says what is tried first among cases of one shape: objects that ask for
// much, then those that ask for nothing, then maps. Texts and numbers that not
// every text or number can be read as come after those that can be anything,
// which would otherwise make an error of what the description allows.
func rank(c candidate) int {
	switch t := c.leaf; {
	case c.Shape == ObjectShape && len(c.Keys) > 0:
		return -len(c.Keys)
	case t.Kind == api.Map, t.Kind == api.DateTime, t.Kind == api.Bytes, t.Kind == api.Binary,
		t.Kind == api.Int32, t.Kind == api.Int64, t.Kind == api.Uint64, t.Kind == api.Enum && t.MemberKind != api.String:
		return 1
	}
	return 0
}

// reachable leaves out cases that an earlier one always wins over, and reports
// variants that are left without any.
func (b *builder) reachable(cases []candidate) []Case {
	var kept []Case
	lost := map[*Variant]Case{} // to which it lost
	for _, c := range cases {
		i := slices.IndexFunc(kept, func(k Case) bool {
			return k.Shape == c.Shape && (len(k.Keys) == 0 || slices.Equal(k.Keys, c.Keys))
		})
		if i < 0 {
			kept = append(kept, c.Case)
		} else if _, again := lost[c.Variant]; !again {
			lost[c.Variant] = kept[i]
		}
	}
	for _, c := range cases {
		to, ok := lost[c.Variant]
		delete(lost, c.Variant)
		if !ok || slices.ContainsFunc(kept, func(k Case) bool { return k.Variant == c.Variant }) {
			continue
		}
		b.diags.Warnf(c.Variant.API.Origin.Pos, "ambiguous-union", "%s cannot be told from %s, as there is no discriminator and both are %s%s: both are read as %s",
			c.Variant.API.Type, to.Variant.API.Type, shapeWords[c.Shape], list(" with", to.Keys), to.Variant.API.Type)
	}
	return kept
}

var shapeWords = map[Shape]string{BoolShape: "booleans", NumberShape: "numbers", StringShape: "strings", ArrayShape: "arrays", ObjectShape: "objects"}
