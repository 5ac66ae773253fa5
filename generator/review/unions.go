package review

// This file compares unions and polymorphic types: their members, the property that
// distinguishes these, and the member as which a value is read.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func (c *comparer) compareUnion(old, now *api.Type) {
	c.compareDiscriminator(old, now)
	c.compareVariants(old, now, variantRules{
		added: "union.member.added", removed: "union.member.removed", value: "union.value", noun: "member",
	}, old.Variants, now.Variants)
	if !slices.Equal(c.order(old, now), slices.Sorted(slices.Values(c.order(old, now)))) && old.Discriminator == "" &&
		!(c.old.unions[old] != nil && isDecided(c.old.unions[old])) {
		x := c.typeChange(old, now, change{
			rule: "union.order", was: c.variantNames(c.old, old), is: c.variantNames(c.now, now),
			text: "the members are in another order",
		})
		x.oldTree, x.newTree = nil, nil
		x.behaviour, x.only = x.reach.received(Risk), Response
		c.add(x)
	}
}

// order returns the positions of the common members in the new union, in the order of
// the old one.
func (c *comparer) order(old, now *api.Type) []int {
	var positions []int
	for _, pair := range c.variantPairs(old, now) {
		positions = append(positions, slices.Index(now.Variants, pair.now))
	}
	return positions
}

func (c *comparer) variantNames(s *side, t *api.Type) string {
	var list []string
	for _, v := range t.Variants {
		list = append(list, s.spell(v.Type))
	}
	return strings.Join(list, ", ")
}

// variantRules are the rules about members of a union or subtypes of a type.
type variantRules struct{ added, removed, value, noun string }

func (c *comparer) compareVariants(old, now *api.Type, rules variantRules, from, to []*api.Variant) {
	matched := map[*api.Variant]bool{}
	for _, pair := range c.variantPairs(old, now) {
		matched[pair.old], matched[pair.now] = true, true
		if pair.old.Value != pair.now.Value && old.Discriminator == now.Discriminator {
			c.variantValue(old, now, rules, pair)
		}
		if isNamed(pair.old.Type.Type) || isNamed(pair.now.Type.Type) {
			continue
		}
		c.comparePlace(&usePlace{
			rule: "union.member", what: "member " + c.memberName(pair.now), subject: c.now.goName(now),
			old: pair.old.Origin, now: pair.now.Origin,
			reach: c.typeReach(old, now), oldTree: []any{pair.old}, newTree: []any{pair.now},
		}, pair.old.Type, pair.now.Type)
		c.compareConstraints(limitPlace{
			rule: "prop", what: "member " + c.memberName(pair.now), subject: c.now.goName(now),
			old: pair.old.Origin, now: pair.now.Origin,
			reach: c.typeReach(old, now), sameType: c.equalTypes(pair.old.Type.Type, pair.now.Type.Type),
		}, pair.old.Rules, pair.now.Rules)
	}
	known := map[*api.Type]bool{}
	for v := range matched {
		known[v.Type.Type] = true
	}
	for _, v := range from {
		if !matched[v] && known[v.Type.Type] && isNamed(v.Type.Type) {
			c.variantValue(old, now, rules, variantPair{v, &api.Variant{Type: api.Use{Type: c.types[v.Type.Type]}}})
		} else if !matched[v] {
			name := c.old.modelName(v.Type)
			x := c.typeChange(old, now, change{
				rule: rules.removed, was: name, text: rules.noun + " " + name + " was removed",
			})
			x.wire = severityIf(x.reach.request && rules.removed == "union.member.removed", Break)
			x.behaviour = x.reach.received(Risk)
			x.oldTree = append([]any{v, memberPart{old, v.Type.Type}}, inlinePart(v.Type.Type, x.oldTree)...)
			x.old = v.Origin.Pos
			x.bySelection = rules.noun == "subtype" && isSelectedSubtype(v, c.types, c.isDeselected)
			c.add(x)
		}
	}
	for _, v := range to {
		if !matched[v] && known[v.Type.Type] && isNamed(v.Type.Type) {
			c.variantValue(old, now, rules, variantPair{&api.Variant{Type: api.Use{Type: c.back[v.Type.Type]}}, v})
		} else if !matched[v] {
			name := c.now.modelName(v.Type)
			x := c.typeChange(old, now, change{rule: rules.added, is: name, text: rules.noun + " " + name + " is new"})
			x.behaviour, x.only = x.reach.received(Risk), Response
			x.oldTree = nil
			x.newTree = append([]any{v, memberPart{now, v.Type.Type}}, inlinePart(v.Type.Type, x.newTree)...)
			x.now = v.Origin.Pos
			x.bySelection = rules.noun == "subtype" && isSelectedSubtype(v, c.back, c.isNewlySelected)
			c.add(x)
		}
	}
}

// memberName returns the Go name of a member of a union that has no type of its own.
func (c *comparer) memberName(v *api.Variant) string {
	return cmp.Or(c.now.wrappers[v], c.now.spell(v.Type))
}

// inlinePart adds the type of an alternative to the parts of a union if it has no name
// of its own.
func inlinePart(t *api.Type, parts []any) []any {
	if isNamed(t) && t.Key == "" {
		return append(parts, t)
	}
	return parts
}

// modelName returns the Go name of the type of a union's member.
func (s *side) modelName(u api.Use) string {
	if m := s.structs[u.Type]; m != nil {
		return string(m.Name)
	}
	return s.spell(u)
}

func (c *comparer) variantValue(old, now *api.Type, rules variantRules, pair variantPair) {
	name := c.now.modelName(pair.now.Type)
	x := c.typeChange(old, now, change{
		rule: rules.value, was: pair.old.Value, is: pair.now.Value, behaviour: Risk,
		text: fmt.Sprintf("%s has the value %s now, not %s", name, orNone(pair.now.Value), orNone(pair.old.Value)),
	})
	x.oldTree, x.newTree = nil, nil
	switch {
	case pair.old.Value == "" && allowsValue(pair.now.Type.Type, now.Discriminator, pair.now.Value):
		x.severity, x.behaviour = Add, x.reach.received(Risk)
		x.text = name + " also has the value " + pair.now.Value + " now"
	case pair.now.Value == "" && allowsValue(pair.old.Type.Type, old.Discriminator, pair.old.Value):
		x.wire, x.text = x.reach.sent(Break), name+" no longer has the value "+pair.old.Value
	case pair.old.Value == "" && pair.old.Origin.Pointer == "": // it has another value, too
		x.wire = x.reach.sent(Break) // the mapping may no longer have the other value
		x.text = name + " also has the value " + pair.now.Value + " now, which its schema does not allow"
	default:
		x.wire = x.reach.sent(Break) // the old SDK sends the old value
	}
	x.uses = []any{pair.old.Type.Type, pair.now.Type.Type}
	x.was, x.is = name+"="+pair.old.Value, name+"="+pair.now.Value
	c.add(x)
}

// allowsValue reports whether the schema of a discriminator in a member allows a value.
func allowsValue(t *api.Type, discriminator, value string) bool {
	f := fieldOf(t, discriminator)
	if f == nil {
		return false
	}
	texts := f.Type.Type.ValueTexts()
	return texts == nil || slices.Contains(texts, value)
}

func orNone(value string) string {
	if value == "" {
		return "none"
	}
	return value
}

// compareDiscriminator compares the property that distinguishes the members.
func (c *comparer) compareDiscriminator(old, now *api.Type) {
	if old.Discriminator == now.Discriminator && old.ByEvent == now.ByEvent {
		return
	}
	x := c.typeChange(old, now, change{
		rule: "union.discriminator", was: old.Discriminator, is: now.Discriminator, behaviour: Risk,
	})
	switch {
	case old.Discriminator == "":
		x.text = "property " + quoted(now.Discriminator) + " distinguishes the members now"
	case now.Discriminator == "":
		x.text = "the members are no longer distinguished by a property, but by their content"
	default:
		x.text = "property " + quoted(now.Discriminator) + ", not " + quoted(old.Discriminator) +
			", distinguishes the members now"
	}
	c.add(x)
}

// comparePolymorphism compares whether a reference to an object may hold its
// subtypes, and which.
func (c *comparer) comparePolymorphism(old, now *api.Type) {
	switch {
	case !old.Polymorphic && now.Polymorphic:
		c.polymorphic(old, now, "poly.became", "a reference to the type may hold one of its subtypes now")
		return
	case old.Polymorphic && !now.Polymorphic:
		c.polymorphic(old, now, "poly.became.not", "a reference to the type no longer holds subtypes")
		return
	case !old.Polymorphic:
		return
	}
	c.compareDiscriminator(old, now)
	c.compareVariants(old, now, variantRules{
		added: "poly.added", removed: "poly.removed", value: "poly.value", noun: "subtype",
	}, old.Subtypes, now.Subtypes)
}

// compareBases compares the types that an object extends if its Go type has methods for
// them.
func (c *comparer) compareBases(old, now *api.Type) {
	for _, base := range old.Extends {
		if !slices.Contains(now.Extends, c.types[base]) && c.old.hasBase(old, base) {
			x := c.typeChange(old, now, change{
				rule: "schema.base.removed", was: c.old.goName(base),
				text: "the type no longer extends " + c.old.goName(base),
			})
			x.oldTree, x.newTree, x.types = []any{memberPart{base, old}}, nil, []*api.Type{base}
			c.add(x)
		}
	}
	for _, base := range now.Extends {
		if !slices.Contains(old.Extends, c.back[base]) && c.now.hasBase(now, base) {
			x := c.typeChange(old, now, change{
				rule: "schema.base.added", is: c.now.goName(base),
				text:     "the type extends " + c.now.goName(base) + " now",
				severity: None,
			})
			x.oldTree, x.newTree, x.types = nil, []any{memberPart{base, now}}, []*api.Type{base}
			c.add(x)
		}
	}
}

// hasBase reports whether the Go type of t has a method that returns the fields of base.
func (s *side) hasBase(t, base *api.Type) bool {
	m := s.structs[t]
	return m != nil && slices.ContainsFunc(m.Bases, func(b *plan.Base) bool { return b.Struct.Type == base })
}

func (c *comparer) polymorphic(old, now *api.Type, rule, text string) {
	x := c.typeChange(old, now, change{rule: rule, text: text, naming: true})
	x.behaviour = x.reach.received(Risk)
	for _, v := range old.Subtypes {
		x.oldTree = append(x.oldTree, memberPart{old, v.Type.Type})
	}
	for _, v := range now.Subtypes {
		x.newTree = append(x.newTree, memberPart{now, v.Type.Type})
	}
	c.add(x)
}

// compareDecoding compares how values of unions are assigned to members. A property
// that becomes required can change that without any change of the union.
func (c *comparer) compareDecoding() {
	direct := map[*api.Type]bool{}
	byType := map[*api.Type][]*change{}
	for _, x := range c.changes {
		for _, part := range slices.Concat(x.oldTree, x.newTree) {
			if f, ok := part.(*api.Field); ok && f.Owner != nil && f.Owner != x.within && decides(x.rule) {
				byType[f.Owner] = append(byType[f.Owner], x)
			}
		}
		if x.within != nil && decides(x.rule) {
			byType[x.within] = append(byType[x.within], x)
		}
		if strings.HasPrefix(x.rule, "union.") {
			if t := c.typeAt(x); t != nil {
				direct[t] = true
			}
		}
	}
	for _, t := range c.old.api.Types {
		u, v := c.old.unions[t], c.now.unions[c.types[t]]
		if u == nil || v == nil || direct[c.types[t]] || u.Type.Kind != api.Union || v.Type.Kind != api.Union {
			continue
		}
		if was, is := c.decoding(u, c.typeNames(c.old)), c.decoding(v, c.typeNames(c.now)); was != is {
			c.decodingChanged(u, v, byType, differentLines(was, is))
		}
	}
}

// differentLines returns the lines that are in only one of two texts.
func differentLines(was, is string) []string {
	old, now := map[string]bool{}, map[string]bool{}
	for line := range strings.SplitSeq(was, "\n") {
		old[line] = true
	}
	var added []string
	for line := range strings.SplitSeq(is, "\n") {
		now[line] = true
		if !old[line] {
			added = append(added, line)
		}
	}
	lines := slices.DeleteFunc(strings.Split(was, "\n"), func(line string) bool { return now[line] })
	return append(append(lines, ""), added...)
}

// decides reports whether a change of a property or an enum can change as which member of a
// union a value is read.
func decides(rule string) bool {
	switch rule {
	case "prop.required", "prop.optional", "prop.added.required", "prop.removed", "prop.type", "prop.renamed",
		"enum.open", "enum.closed", "prop.nullable", "prop.notnull", "prop.added",
		"prop.constant", "prop.fill", "prop.readonly", "prop.notreadonly", "prop.writeonly", "prop.notwriteonly",
		"enum.value.added", "enum.value.removed", "enum.value.renamed", "enum.value.refused", "enum.value.case",
		"enum.values.open", "enum.values.closed", "enum.kind", "schema.closed", "schema.opened", "schema.required":
		return true
	}
	return false
}

// typeAt returns the new union of a change, or nil. A change of a member is at the member.
func (c *comparer) typeAt(x *change) *api.Type {
	at := x.at
	if i := max(strings.LastIndex(string(at), "/oneOf/"), strings.LastIndex(string(at), "/anyOf/")); i >= 0 &&
		x.rule == "union.member.type" {
		at = at[:i]
	}
	for _, t := range c.now.api.Types {
		if t.Origin.Pointer == at {
			return t
		}
	}
	return nil
}

// decodingChanged adds the change of how the values of a union are assigned. The lines are the parts of
// its description that differ, and byType has the changes that can be the cause.
func (c *comparer) decodingChanged(u, v *plan.Union, byType map[*api.Type][]*change, lines []string) {
	x := c.typeChange(u.Type, v.Type, change{
		rule: "union.decode", text: "some values are read as a different member now", identity: lines,
	})
	x.oldTree, x.newTree = nil, nil
	x.behaviour, x.only = x.reach.received(Risk), Response
	var causes []*change
	for _, t := range append(c.typesWithin(v.Type), c.typesWithin(u.Type)...) {
		causes = append(causes, byType[t]...)
	}
	text := strings.Join(lines, "\n")
	isNamed := func(y *change) bool { // its property or value is in the lines
		words := append(strings.Split(y.was+", "+y.is, ", "), strings.TrimPrefix(string(y.at[len(above(y.at)):]), "/"))
		return slices.ContainsFunc(words, func(word string) bool { return word != "" && strings.Contains(text, word) })
	}
	if i := slices.IndexFunc(causes, isNamed); i >= 0 {
		x.cause = causes[i]
	} else if len(causes) > 0 {
		x.cause = causes[0]
	}
	c.add(x)
}

// typesWithin returns the declared types of the values of a type, the closest first.
func (c *comparer) typesWithin(t *api.Type) []*api.Type {
	list, seen := []*api.Type{t}, map[*api.Type]bool{t: true}
	for i := 0; i < len(list); i++ {
		used, ok := c.used[list[i]]
		if !ok {
			used = typesUsedBy(list[i])
			c.used[list[i]] = used
		}
		for _, inner := range used {
			if !seen[inner] {
				seen[inner] = true
				list = append(list, inner)
			}
		}
	}
	return list
}

// typeNames returns a function that names types alike on both sides.
func (c *comparer) typeNames(s *side) func(t *api.Type) string {
	return func(t *api.Type) string {
		if s == c.old && c.types[t] != nil {
			t = c.types[t]
			return c.now.goName(t)
		}
		if isNamed(t) {
			return s.goName(t)
		}
		return s.spell(api.Use{Type: t})
	}
}

// decoding describes how a union assigns values to its members: by the discriminator,
// by the kind of a value, or by the required and constant properties of objects.
// Optional properties only break ties.
func (c *comparer) decoding(u *plan.Union, name func(*api.Type) string) string {
	var b strings.Builder
	var cases, shaped []string
	for _, stated := range u.Stated {
		b.Reset()
		b.WriteString(strings.Join(stated.Values, "|") + " ")
		for _, v := range stated.Variants {
			b.WriteString(name(v.API.Type.Type) + " ")
		}
		cases = append(cases, b.String())
	}
	b.Reset()
	var kinds []string
	for kind, v := range u.ByKind {
		kinds = append(kinds, string(kind)+" "+name(v.API.Type.Type))
	}
	slices.Sort(kinds)
	for _, v := range u.Shaped {
		b.Reset()
		b.WriteString(name(v.API.Type.Type) + " ")
		writeShape(&b, v.Shape)
		shaped = append(shaped, b.String())
	}
	slices.Sort(cases)
	if isDecidedByValues(u) {
		slices.Sort(shaped)
	}
	return fmt.Sprintln(cases, u.ByShape, u.ByNames, kinds, shaped)
}

// isDecidedByValues reports whether each value of a discriminator selects one member of a
// union and each member has such a value. The order of the members does not matter then.
func isDecidedByValues(u *plan.Union) bool {
	decided := map[*plan.Variant]bool{}
	for _, stated := range u.Stated {
		if len(stated.Variants) != 1 {
			return false
		}
		decided[stated.Variants[0]] = true
	}
	isOpen := func(v *plan.Variant) bool { return !decided[v] }
	return !slices.ContainsFunc(u.Variants, isOpen)
}

// isDecided reports whether the order of the members of a union does not matter: each value of a
// discriminator or each kind of JSON value selects one member.
func isDecided(u *plan.Union) bool {
	return isDecidedByValues(u) || len(u.Stated) == 0 && u.ByKind != nil
}

// writeShape writes the parts of a shape that a value must have.
func writeShape(b *strings.Builder, s *plan.Shape) {
	if s == nil {
		return
	}
	fmt.Fprintf(b, "%s %v %v %v(", s.Name, s.Kinds, slices.Sorted(slices.Values(s.Values)), s.Closed)
	for _, m := range s.Members {
		if m.Required || m.ReadOnly || len(m.Values) > 0 {
			writeShape(b, m)
		}
	}
	for _, m := range s.AnyOf {
		writeShape(b, m)
	}
	b.WriteString(")\n")
}
