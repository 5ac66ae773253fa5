package lower

// Unions that contain themselves.
//
// A union may list itself among its variants, directly or through another
// union. A value of such a union is a value of one of the other variants, so
// the cycle adds nothing: each union of a cycle gets the variants that lie
// outside of it. For example, if A is B or Cat, and B is A or Dog, then A and B
// are both Cat or Dog.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/source"
)

// resolveUnionCycles replaces variants that contain their own union. It runs
// when all unions have their variants.
func (l *lowerer) resolveUnionCycles() {
	resolved := map[*api.Type][]*api.Variant{}
	for _, t := range l.api.Types {
		if t.Kind == api.Union && l.unionReaches(t, t, map[*api.Type]bool{}) {
			resolved[t] = l.variantsOutside(t, t, map[*api.Type]bool{})
			if len(resolved[t]) == 0 {
				l.leaveOut(source.PartSchema, t.Origin.Pointer, "recursive-alias",
					"the schema only refers to itself; give it a type")
				t.Kind = api.Any
			}
		}
	}
	for t, variants := range resolved {
		t.Variants = variants
	}
	// A value of any type has no declaration.
	l.api.Types = slices.DeleteFunc(l.api.Types, func(t *api.Type) bool { return t.Kind == api.Any })
}

// unionReaches reports whether the union from has the union to among its
// variants, directly or through other unions. Visited unions are in seen.
func (l *lowerer) unionReaches(from, to *api.Type, seen map[*api.Type]bool) bool {
	l.spend(&l.readBudget, from.Origin.Pointer)
	return slices.ContainsFunc(from.Variants, func(v *api.Variant) bool {
		next := v.Type.Type
		if next == to {
			return true
		}
		if next.Kind != api.Union || seen[next] {
			return false
		}
		seen[next] = true
		return l.unionReaches(next, to, seen)
	})
}

// variantsOutside returns the variants of u and of the unions that form a cycle
// with top, without these unions. Only values of the discriminator of top are
// meaningful in top.
func (l *lowerer) variantsOutside(u, top *api.Type, seen map[*api.Type]bool) []*api.Variant {
	seen[u] = true
	var out []*api.Variant
	add := func(v *api.Variant) {
		known := slices.ContainsFunc(out, func(o *api.Variant) bool {
			same := o.Type.Type == v.Type.Type || isPlainScalar(o.Type.Type) && o.Type.Type.Kind == v.Type.Type.Kind
			return same && (o.Value == v.Value || v.Value == "")
		})
		if !known {
			l.spend(&l.memberBudget, top.Origin.Pointer)
			out = append(out, v)
		}
	}
	for _, v := range u.Variants {
		next := v.Type.Type
		switch {
		case seen[next]:
		case next.Kind == api.Union && l.unionReaches(next, top, map[*api.Type]bool{}):
			for _, inner := range l.variantsOutside(next, top, seen) {
				add(inner)
			}
		case u.Discriminator == top.Discriminator:
			add(v)
		default:
			add(&api.Variant{Origin: v.Origin, Type: v.Type})
		}
	}
	return out
}

// isPlainScalar reports whether the values of t are all strings, numbers or booleans of
// its kind.
func isPlainScalar(t *api.Type) bool {
	scalar := t.Kind == api.Bool || isJSONString(t) || isJSONNumber(t)
	return scalar && t.Kind != api.Enum && t.Enum == nil && t.Values == nil
}
