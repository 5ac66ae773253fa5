package review

// This file finds the values that the old SDK cannot decode. Its decoder checks the only
// value of a property, a list's element or a result:
//
//	genre: novel  →  genre: novel or poetry    a book with the genre poetry is an error
//
// A member of a union is different: an object with another value is not of this member, so
// the union preserves it. A field also accepts other values if a discriminator has them.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// decoded returns the reach of a type in the responses that are decoded as this type, not
// as a union or base type that selects it.
func (g *reachGraph) decoded(t *api.Type) reach {
	labels, found := g.labels.newBits(), len(g.receivedBy[t]) > 0
	for _, number := range g.receivedBy[t] {
		labels.add(number)
	}
	for _, above := range g.received[t] {
		if !selects(above, t) && collectReach(above, g.received, g.receivedBy, labels) {
			found = true
		}
	}
	if !found {
		return reach{}
	}
	return reach{response: true, receivers: g.labels.set(labels)}
}

// selects reports whether t is a member of a union or a subtype of a polymorphic type.
func selects(above, t *api.Type) bool {
	return slices.ContainsFunc(slices.Concat(above.Variants, above.Subtypes), func(v *api.Variant) bool {
		return v.Type.Type == t
	})
}

// checkedField returns the reach of the responses in which the old decoder checks the only
// value of a property.
func (c *comparer) checkedField(t *api.Type, f *api.Field) reach {
	if f.Constant == "" || f.WriteOnly {
		return reach{}
	}
	return c.old.reached.decoded(t)
}

// checkedEnum returns the reach of the responses in which the old decoder checks the only
// value of an enum.
func (c *comparer) checkedEnum(t *api.Type) reach {
	if t.Constant() == "" {
		return reach{}
	}
	g, labels := c.old.reached, c.labels.newBits()
	for _, number := range g.receivedBy[t] {
		labels.add(number)
	}
	var checked reach
	if len(g.receivedBy[t]) > 0 {
		checked = reach{response: true, receivers: c.labels.set(labels)}
	}
	for _, above := range slices.Compact(slices.Clone(g.received[t])) {
		for _, f := range above.Fields {
			switch {
			case f.Type.Type == t:
				checked = checked.with(c.checkedField(above, f))
			case slices.Contains(namedTypes(f.Type), t) && !f.WriteOnly: // elements of a list or map
				checked = checked.with(g.decoded(above))
			}
		}
	}
	return checked
}

// refused returns the reach of the responses in which the old decoder refuses the new values
// of a property.
func (c *comparer) refused(p fieldPair) reach {
	texts := p.now.Type.Type.ValueTexts()
	isOther := func(text string) bool { return !strings.EqualFold(text, p.old.Constant) }
	if p.now.WriteOnly || texts != nil && !slices.ContainsFunc(texts, isOther) {
		return reach{}
	}
	return c.checkedField(p.oldType, p.old)
}

// refusesNull returns the reach of the responses in which the old decoder refuses a property
// that is null.
func (c *comparer) refusesNull(p *fieldPair) reach {
	if p == nil || !p.old.Required || p.old.Type.Nullable {
		return reach{}
	}
	return c.checkedField(p.oldType, p.old)
}

// isUnchecked reports whether the old decoder does not check the only value of a property,
// because it only decodes members of a union or because a discriminator has other values.
func (c *comparer) isUnchecked(p *fieldPair) bool {
	return p != nil && p.old.Type.Type.Constant() != "" && !c.checkedField(p.oldType, p.old).response
}

// refuse adds the evidence that the old SDK cannot decode some responses. It reports whether
// there are any.
func (c *comparer) refuse(x *change, responses reach) bool {
	if !responses.response {
		return false
	}
	if x.only == "" && x.wire == "" {
		x.only = Response
	} else {
		x.only = ""
	}
	x.wire, x.refused = Break, responses
	return true
}

// affected returns the operations that a change affects. If symbols break, these are all
// operations that reach the place, since their callers stop compiling. Otherwise, they are
// those of the directions and responses to which the effect is limited.
func (x *change) affected() reach {
	if x.breaksCallers() {
		return x.reach
	}
	r := x.reach
	if x.refused.response {
		r.response, r.receivers = true, x.refused.receivers
	}
	return r.in(x.only)
}

// breaksCallers reports whether callers stop compiling.
func (x *change) breaksCallers() bool {
	return x.source || slices.ContainsFunc(x.symbols, (*symbolChange).breaks)
}
