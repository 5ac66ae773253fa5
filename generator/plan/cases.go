package plan

// This file plans how the variants of a oneOf or anyOf without a discriminator
// are distinguished: by the kind of JSON value (its shape), and objects also by
// their required members.
//
// Each variant yields one case, or several if it is itself a union. The cases
// are sorted so that the most specific ones are tried first and those that
// accept any value of their shape last. A variant that no value can select is
// reported.

import (
	"cmp"
	"slices"

	"github.com/fragen-go/fragen/generator/api"
)

// candidate is a case together with its type. That is the variant's type, or
// for a nested union one of its variants' types.
type candidate struct {
	Case
	leaf *api.Type
}

// unionCases returns the cases of a union in the order in which they are tried.
func (pl *planner) unionCases(u *Union) []Case {
	var cases []candidate
	for _, v := range u.Variants {
		if v.Value != "" {
			continue
		}
		for _, leaf := range leaves(v.API.Type.Type, map[*api.Type]bool{}) {
			cases = append(cases, candidate{Case{shapeOf(leaf), requiredKeys(leaf), v}, leaf})
		}
	}
	dropNeedlessKeys(cases)
	slices.SortStableFunc(cases, func(x, y candidate) int {
		return cmp.Or(cmp.Compare(x.Shape, y.Shape), cmp.Compare(specificity(x), specificity(y)))
	})
	return pl.reachable(cases, u.Type.ByEvent)
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

// shapeOf returns the kind of JSON value that encodes a type.
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

// requiredKeys returns the required members of an object.
func requiredKeys(t *api.Type) []string {
	var keys []string
	for _, f := range t.Fields {
		if f.Required {
			keys = append(keys, f.Name)
		}
	}
	return keys
}

// dropNeedlessKeys removes the required members from all cases if only one
// variant has objects: every object then selects that variant.
func dropNeedlessKeys(cases []candidate) {
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

// specificity ranks cases of one shape; lower ranks are tried first. Objects
// with many required members come before objects with few or none, and those
// before maps. Types that accept only some strings or numbers come after types
// that accept all of them: a value that does not parse would otherwise be an
// error although the API description allows it.
func specificity(c candidate) int {
	switch t := c.leaf; {
	case c.Shape == ObjectShape && len(c.Keys) > 0:
		return -len(c.Keys)
	case t.Kind == api.Map, t.Kind == api.DateTime, t.Kind.IsBytes(),
		t.Kind == api.Int32, t.Kind == api.Int64, t.Kind == api.Uint64,
		t.Kind == api.Enum && t.MemberKind != api.String:
		return 1
	}
	return 0
}

// reachable removes cases that an earlier case always precedes, and reports
// variants that lose all their cases, unless the type of an event selects them.
func (pl *planner) reachable(cases []candidate, byEvent bool) []Case {
	var kept []Case
	shadowedBy := map[*Variant]Case{} // by variant that lost a case
	for _, c := range cases {
		i := slices.IndexFunc(kept, func(k Case) bool {
			return k.Shape == c.Shape && (len(k.Keys) == 0 || slices.Equal(k.Keys, c.Keys))
		})
		if i < 0 {
			kept = append(kept, c.Case)
		} else if _, again := shadowedBy[c.Variant]; !again {
			shadowedBy[c.Variant] = kept[i]
		}
	}
	for _, c := range cases {
		if byEvent {
			break
		}
		to, ok := shadowedBy[c.Variant]
		delete(shadowedBy, c.Variant)
		if !ok || slices.ContainsFunc(kept, func(k Case) bool { return k.Variant == c.Variant }) {
			continue
		}
		pl.diags.Warnf(c.Variant.API.Origin.Pos, "ambiguous-union",
			"cannot distinguish %s from %s: both are %s%s; both decode as %s; add a discriminator",
			c.Variant.API.Type, to.Variant.API.Type, shapeWords[c.Shape],
			joinAfter(" with", to.Keys), to.Variant.API.Type)
	}
	return kept
}

var shapeWords = map[Shape]string{
	BoolShape: "booleans", NumberShape: "numbers", StringShape: "strings", ArrayShape: "arrays", ObjectShape: "objects",
}
