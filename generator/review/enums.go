package review

// This file compares the values of enums.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

func (c *comparer) compareEnum(old, now *api.Type) {
	c.compareEnumTraits(old, now)
	if was, is := namesText(old, now), namesText(now, old); was != is {
		x := c.typeChange(old, now, change{
			rule: "enum.names", was: was, is: is, text: "the description gives the values other names",
		})
		c.add(x)
	}
	var gone, added []*api.Member
	before, after := membersByValue(old), membersByValue(now)
	for _, m := range old.Members {
		if other := after[m.Value]; other != nil {
			c.compareMember(old, now, m, other)
		} else {
			gone = append(gone, m)
		}
	}
	for _, m := range now.Members {
		if before[m.Value] == nil {
			added = append(added, m)
		}
	}
	if old.MemberKind != now.MemberKind {
		return
	}
	gone, added = c.compareCase(old, now, gone, added)
	for _, m := range slices.Clone(gone) {
		if other := renamedMember(old, now, m, gone, added); other != nil {
			gone = slices.DeleteFunc(gone, func(x *api.Member) bool { return x == m })
			added = slices.DeleteFunc(added, func(x *api.Member) bool { return x == other })
			c.memberRenamed(old, now, m, other)
		}
	}
	if len(gone) > 0 {
		c.membersRemoved(old, now, gone)
	}
	if len(added) > 0 {
		c.membersAdded(old, now, added)
	}
	if len(gone)+len(added) == 0 && len(old.Members) == len(now.Members) {
		c.compareOrder(old, now)
	}
}

// compareCase reports the values that have only another case now. It returns the other
// values that are gone and new.
func (c *comparer) compareCase(old, now *api.Type, gone, added []*api.Member) (otherGone, otherAdded []*api.Member) {
	before, after := membersByCase(gone), membersByCase(added)
	paired := map[*api.Member]bool{}
	for _, m := range gone {
		folded := foldCase(m.Value)
		if len(before[folded]) == 1 && len(after[folded]) == 1 {
			other := after[folded][0]
			paired[m], paired[other] = true, true
			c.memberRenamed(old, now, m, other)
		}
	}
	isPaired := func(m *api.Member) bool { return paired[m] }
	return slices.DeleteFunc(gone, isPaired), slices.DeleteFunc(added, isPaired)
}

// membersByCase returns the members whose values differ only in case.
func membersByCase(list []*api.Member) map[string][]*api.Member {
	members := make(map[string][]*api.Member, len(list))
	for _, m := range list {
		folded := foldCase(m.Value)
		members[folded] = append(members[folded], m)
	}
	return members
}

// membersAdded adds the change of all new values of an enum.
func (c *comparer) membersAdded(old, now *api.Type, added []*api.Member) {
	x := c.memberChange(old, now, nil, added[0], change{rule: "enum.value.added"})
	var values []string
	x.newTree = nil
	for _, m := range added {
		values = append(values, m.Value)
		x.newTree = append(x.newTree, m)
	}
	x.is = strings.Join(values, ", ")
	x.text = "value " + quoted(values[0]) + " is new"
	if len(added) > 1 {
		x.text = strconv.Itoa(len(added)) + " values are new: " + andMore(quotedTexts(values), maxValues, "")
	}
	if c.refuse(x, c.checkedEnum(old)) {
		x.rule = "enum.value.refused"
		x.text += "; the old SDK accepts only " + old.Constant()
	}
	c.add(x)
}

// membersRemoved adds the change of all values of an enum that are gone.
func (c *comparer) membersRemoved(old, now *api.Type, gone []*api.Member) {
	x := c.memberChange(old, now, gone[0], nil, change{rule: "enum.value.removed"})
	var values []string
	x.oldTree = nil
	for _, m := range gone {
		values = append(values, m.Value)
		x.oldTree = append(x.oldTree, m)
	}
	x.was = strings.Join(values, ", ")
	x.text = "value " + quoted(values[0]) + " was removed"
	if len(gone) > 1 {
		x.text = strconv.Itoa(len(gone)) + " values were removed: " + andMore(quotedTexts(values), maxValues, "")
	}
	x.wire = severityIf(x.reach.request && !now.Open, Break)
	if x.wire != "" {
		x.remedy = "use another value; the service refuses the old one"
		if len(gone) > 1 {
			x.remedy = "use other values; the service refuses the old ones"
		}
	}
	c.add(x)
}

// namesText lists the names of the values that another enum has too.
func namesText(t, other *api.Type) string {
	var list []string
	others := membersByValue(other)
	for _, m := range t.Members {
		if others[m.Value] != nil && m.Name != "" {
			list = append(list, m.Value+"="+m.Name)
		}
	}
	return sortedText(list)
}

// membersByValue returns the first member of an enum for each value.
func membersByValue(t *api.Type) map[string]*api.Member {
	members := make(map[string]*api.Member, len(t.Members))
	for _, m := range slices.Backward(t.Members) {
		members[m.Value] = m
	}
	return members
}

// memberChange returns a change of a value.
func (c *comparer) memberChange(old, now *api.Type, a, b *api.Member, x change) *change {
	y := c.typeChange(old, now, x)
	y.oldTree, y.newTree = nil, nil
	if a != nil {
		y.old, y.oldTree = a.Origin.Pos, []any{a}
	}
	if b != nil {
		y.now, y.newTree = b.Origin.Pos, []any{b}
	}
	return y
}

// compareEnumTraits compares whether an enum has other values and how they are
// combined.
func (c *comparer) compareEnumTraits(old, now *api.Type) {
	add := func(x change) *change {
		y := c.typeChange(old, now, x)
		c.add(y)
		return y
	}
	if old.MemberKind != now.MemberKind {
		y := c.typeChange(old, now, change{
			rule: "enum.kind", was: string(old.MemberKind), is: string(now.MemberKind),
			text: "the values are of type " + string(now.MemberKind) + " now, not " + string(old.MemberKind),
		})
		for _, m := range old.Members {
			y.oldTree = append(y.oldTree, m)
		}
		for _, m := range now.Members {
			y.newTree = append(y.newTree, m)
		}
		if y.reach.request && !acceptsScalar(old, now) || y.reach.response && !acceptsScalar(now, old) {
			y.wire = Break
		}
		c.add(y)
	}
	if old.Flags != now.Flags {
		add(change{
			rule: "enum.flags", was: flagsText(old), is: flagsText(now),
			text:      "a value holds " + flagsText(now) + " now",
			behaviour: Risk,
		})
	}
	switch {
	case old.Open && !now.Open:
		add(change{
			rule: "enum.values.closed", was: "open", is: "closed", text: "other values are no longer allowed",
		}).
			wire = c.typeReach(old, now).sent(Risk)
	case !old.Open && now.Open:
		y := c.typeChange(old, now, change{
			rule: "enum.values.open", was: "closed", is: "open", text: "other values are allowed now",
		})
		c.refuse(y, c.checkedEnum(old))
		c.add(y)
	}
}

func flagsText(t *api.Type) string {
	if t.Flags {
		return "several members"
	}
	return "one member"
}

func (c *comparer) compareMember(old, now *api.Type, a, b *api.Member) {
	reached := c.typeReach(old, now)
	c.compareDocs(docPlace{
		subject: c.now.goName(now), what: "value " + quoted(b.Value), pointer: b.Origin.Pointer,
	}, a.Doc, b.Doc, deprecation{"enum.value", a.Origin, b.Origin, reached})
}

// renamedMember returns the new value that replaces a value: the one at the same
// place, or one with at most two other letters.
func renamedMember(old, now *api.Type, m *api.Member, gone, added []*api.Member) *api.Member {
	if old.MemberKind != api.String {
		return nil
	}
	if len(gone) == 1 && len(added) == 1 && len(old.Members) == len(now.Members) &&
		slices.Index(old.Members, m) == slices.Index(now.Members, added[0]) {
		return added[0]
	}
	return onlyPair(m, gone, added, func(a, b *api.Member) bool {
		return len(a.Value) > 2 && distance(a.Value, b.Value) <= 2
	})
}

func (c *comparer) memberRenamed(old, now *api.Type, a, b *api.Member) {
	x := c.memberChange(old, now, a, b, change{
		rule: "enum.value.renamed", was: a.Value, is: b.Value,
		text: "value " + quoted(a.Value) + " is " + quoted(b.Value) + " now",
	})
	x.wire = severityIf(x.reach.request && !now.Open, Break)
	if x.wire != "" {
		x.remedy = "rename the constant; the service refuses the old value"
	}
	if strings.EqualFold(a.Value, b.Value) {
		x.rule, x.text = "enum.value.case", "value "+quoted(a.Value)+" is written "+quoted(b.Value)+" now"
		x.wire, x.remedy = severityIf(x.reach.request, Risk), ""
	}
	if x.rule == "enum.value.renamed" { // the decoder ignores case
		c.refuse(x, c.checkedEnum(old))
	}
	c.add(x)
}

// compareOrder compares the order of the values, which the function that lists them
// returns.
func (c *comparer) compareOrder(old, now *api.Type) {
	after := membersByValue(now)
	for i, m := range old.Members {
		if m.Value != now.Members[i].Value && after[m.Value] != nil {
			x := c.typeChange(old, now, change{
				rule: "enum.order", was: valuesText(old), is: valuesText(now),
				text:      "the values are listed in another order",
				behaviour: None,
			})
			x.oldTree, x.newTree = nil, nil
			c.add(x)
			return
		}
	}
}

// valuesText lists the values of an enum.
func valuesText(t *api.Type) string {
	var list []string
	for _, m := range t.Members {
		list = append(list, m.Value)
	}
	return strings.Join(list, ", ")
}
