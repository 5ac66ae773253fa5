package review

// This file compares types: the type of a place (a property, a parameter, a body, a
// result), and the kind of a declared type. The contents of objects, enums and
// unions have files of their own.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
)

// usePlace is a place with a type.
type usePlace struct {
	rule     string // prefix of the rules: "prop", "param", "body", "result", …
	what     string // names the place in a sentence
	subject  string
	old, now api.Origin
	reach    reach
	oldTree  []any
	newTree  []any
	group    string // as in change
	like     string // as in change
	onlyNull bool   // the types are compared elsewhere, except whether null is allowed

	isRequired bool // a request always has the place, whose empty value is sent

	isText             bool       // values are sent as text, such as those of a query
	field              *fieldPair // nil if the place is not a property
	oldRules, nowRules []api.Constraint
}

// change returns a change at a place.
func (p *usePlace) change(x change) *change {
	x.subject, x.reach, x.group, x.like = p.subject, p.reach, p.group, p.like
	x.oldTree, x.newTree = slices.Clone(p.oldTree), slices.Clone(p.newTree)
	return x.between(&p.old, &p.now)
}

// comparePlace compares the types of a place.
func (c *comparer) comparePlace(p *usePlace, old, now api.Use) {
	if old.Type == nil || now.Type == nil {
		return
	}
	switch {
	case !old.Nullable && now.Nullable:
		x := p.change(change{
			rule: p.rule + ".nullable", was: "not null", is: "may be null", text: p.what + " may be null now",
		})
		c.refuse(x, c.refusesNull(p.field))
		kind := now.Type.Underlying().Kind
		if (kind == api.List || kind == api.Map) && p.isRequired && p.reach.request {
			x.behaviour = Risk
			x.text += ", and a nil " + string(kind) + " is sent as null"
			x.remedy = "pass an empty " + string(kind) + " to send one"
		}
		c.add(x)
	case old.Nullable && !now.Nullable:
		x := change{
			rule: p.rule + ".notnull", was: "may be null", is: "not null", text: p.what + " may no longer be null",
		}
		if p.rule != "param" { // parameters are never sent as null
			x.wire = p.reach.sent(Risk)
		}
		c.add(p.change(x))
	}
	old, now = plain(old), plain(now)
	if p.onlyNull || c.equalTypes(old.Type, now.Type) {
		return
	}
	c.typeChanged(p, old, now)
}

// typeChanged adds the change of the type at a place.
func (c *comparer) typeChanged(p *usePlace, old, now api.Use) {
	x := p.change(change{was: c.old.spell(old), is: c.now.spell(now)})
	x.rule = p.rule + ".type"
	x.text = p.what + " is " + x.is + " now, not " + x.was
	if x.was == x.is {
		x.was, x.is = x.was+", "+c.old.contentText(old), x.is+", "+c.now.contentText(now)
		x.text = p.what + " has a different type with the name " + c.now.spell(now) + " now"
		if old.Type.Kind == api.Any {
			x.was, x.is = jsonTypes(old.Type), jsonTypes(now.Type)
			x.text = p.what + " may be " + x.is + " now, not " + x.was
		}
	}
	sent, received := c.forward(), c.backward()
	sent.isText, received.unchecked = p.isText, c.isUnchecked(p.field)
	if p.reach.request && !c.accepts(old, now, sent) && !isWithin(old.Type, now.Type, p.oldRules) {
		x.wire = Break
	}
	if p.reach.response && !c.accepts(now, old, received) && !isWithin(now.Type, old.Type, p.nowRules) {
		x.wire = Break
	}
	if p.reach.response && gainsNull(old, now) {
		x.behaviour, x.remedy = Risk, "check the elements for nil"
	}
	from, to := declaredWithin(old), declaredWithin(now)
	if kind := c.componentRule(old, now); kind != "" {
		c.moveToComponent(x, kind, from, to, p)
	}
	if from != nil && c.types[from] == nil {
		x.oldTree, x.naming = append(x.oldTree, from), true
		if from.Key != "" && from == old.Type && x.rule == p.rule+".type" {
			x.replaced = from
		}
	}
	if to != nil && c.back[to] == nil {
		x.newTree, x.naming = append(x.newTree, to), true
	}
	c.add(x)
}

// jsonTypes lists the JSON types of a value without a Go type: "string or null".
func jsonTypes(t *api.Type) string {
	if len(t.JSONTypes) == 0 {
		return "any value"
	}
	return strings.Join(t.JSONTypes, " or ")
}

// moveToComponent moves the change of a place to the component that is gone or new, so
// that the changes of all of its places are one.
func (c *comparer) moveToComponent(x *change, rule string, from, to *api.Type, p *usePlace) {
	x.rule = rule
	switch {
	case from != nil && c.types[from] == nil && from.Key != "":
		x.subject, x.at, x.was, x.old = c.old.goName(from), from.Origin.Pointer, c.old.goName(from), from.Origin.Pos
	case to != nil && c.back[to] == nil && to.Key != "":
		x.subject, x.at, x.is, x.now = c.now.goName(to), to.Origin.Pointer, c.now.goName(to), to.Origin.Pos
	default:
		return
	}
	x.also, x.group, x.text = []diag.Pointer{p.now.Pointer}, "", x.was+" became "+x.is
}

// joinComponents joins the changes of all places of a component that is gone and that
// have the same other type now.
func (c *comparer) joinComponents() {
	type key struct {
		from *api.Type
		is   string
	}
	places := map[key][]*change{}
	for _, x := range c.changes {
		if x.replaced != nil {
			places[key{x.replaced, x.is}] = append(places[key{x.replaced, x.is}], x)
		}
	}
	gone := map[*change]bool{}
	for _, x := range c.changes {
		list := places[key{x.replaced, x.is}]
		if x.replaced == nil || len(list) < 2 || list[0] != x {
			continue
		}
		x.also = append(x.also, x.at)
		x.rule, x.at, x.old, x.group = "schema.kind", x.replaced.Origin.Pointer, x.replaced.Origin.Pos, ""
		x.subject, x.was = c.old.goName(x.replaced), c.old.goName(x.replaced)
		x.text = "each use of the type is " + x.is + " now"
		for _, other := range list[1:] {
			c.join(x, other)
			gone[other] = true
		}
	}
	c.changes = slices.DeleteFunc(c.changes, func(x *change) bool { return gone[x] })
}

// declaredWithin returns the declared type of a use or of the elements of its lists
// and maps, or nil.
func declaredWithin(u api.Use) *api.Type {
	if list := namedTypes(u); len(list) > 0 {
		return list[0]
	}
	return nil
}

// componentRule returns the rule for a declared type that became another kind, such
// as an enum that became a string. It returns "" for other changes of types.
func (c *comparer) componentRule(old, now api.Use) string {
	from, to := old.Type, now.Type
	isNew := isNamed(to) && c.back[to] == nil
	isGone := isNamed(from) && c.types[from] == nil
	switch {
	case isGone && from.Kind == api.Enum && !isNamed(to):
		return "enum.open"
	case isNew && to.Kind == api.Enum && !isNamed(from):
		return "enum.closed"
	case isGone && from.Kind == api.Union:
		return "union.became.other"
	case isNew && to.Kind == api.Union:
		return "union.became"
	}
	return ""
}

// sameUse reports whether two uses have the same type.
func (c *comparer) sameUse(old, now api.Use) bool {
	return old.Nullable == now.Nullable && c.equalTypes(old.Type, now.Type)
}

// sameKind reports whether two uses have equal types, or inline types of one kind.
func (c *comparer) sameKind(old, now api.Use) bool {
	return c.equalTypes(old.Type, now.Type) ||
		old.Type.Kind == now.Type.Kind && (old.Type.Kind == api.Enum || old.Type.Kind == api.Object) &&
			old.Type.Key == "" && now.Type.Key == ""
}

// direction of a comparison: forward compares the values of old types with new
// types.
type typeOrder struct {
	match   map[*api.Type]*api.Type
	reading bool // by the old SDK, which preserves unknown values of enums

	unchecked bool // the old decoder does not check the only value of the old type
	isText    bool // as in usePlace
}

func (c *comparer) forward() typeOrder  { return typeOrder{match: c.types} }
func (c *comparer) backward() typeOrder { return typeOrder{match: c.back, reading: true} }

// isInterface reports whether the Go type of a value is an interface, which null decodes to nil.
func isInterface(t *api.Type) bool { return t.Kind == api.Union || t.Polymorphic }

// gainsNull reports whether the elements of a list or map may be null now and are of an interface type.
func gainsNull(old, now api.Use) bool {
	if old.Type.Kind != now.Type.Kind || old.Type.Kind != api.List && old.Type.Kind != api.Map {
		return false
	}
	a, b := *old.Type.Elem, *now.Type.Elem
	return !a.Nullable && b.Nullable && isInterface(b.Type) || gainsNull(a, b)
}

// accepts reports whether every value of one type is a value of another. The changes
// of matched types are reported with these types, so the types accept each other.
func (c *comparer) accepts(from, to api.Use, order typeOrder) bool {
	if from.Nullable && !to.Nullable && to.Type.Kind != api.Any && !(order.reading && isInterface(to.Type)) {
		return false
	}
	a, b := from.Type.Underlying(), to.Type.Underlying()
	key := [2]*api.Type{a, b}
	if order.match[from.Type] == to.Type && isNamed(from.Type) || c.typing[key] {
		return true
	}
	c.typing[key] = true
	defer delete(c.typing, key)
	switch {
	case b.Kind == api.Any:
		return len(b.JSONTypes) == 0
	case a.Kind == api.Any:
		return false
	case a.Kind == api.Union:
		return !slices.ContainsFunc(a.Variants, func(v *api.Variant) bool { return !c.accepts(v.Type, to, order) })
	case b.Kind == api.Union:
		return slices.ContainsFunc(b.Variants, func(v *api.Variant) bool { return c.accepts(from, v.Type, order) })
	case a.Kind == api.List || b.Kind == api.List:
		return a.Kind == b.Kind && c.accepts(*a.Elem, *b.Elem, order)
	case isObject(a) || isObject(b):
		return isObject(a) && isObject(b) && c.acceptsObject(a, b, order)
	}
	if acceptsScalar(a, b) || order.isText && b.Kind == api.String && b.ValueTexts() == nil {
		return true
	}
	return order.reading && (a.ValueTexts() != nil || b.ValueTexts() != nil) && scalarKind(a) == scalarKind(b) &&
		(b.Constant() == "" || order.unchecked)
}

// isWithin reports whether all integers of type a that its limits allow are of type b:
//
//	int64 with minimum 1 and maximum 200  →  int32
func isWithin(a, b *api.Type, limits []api.Constraint) bool {
	bounds := func(keywords ...string) bool {
		return slices.ContainsFunc(limits, func(r api.Constraint) bool {
			_, err := strconv.ParseInt(r.Value, 10, 32)
			return err == nil && slices.Contains(keywords, r.Keyword)
		})
	}
	return a.Kind == api.Int64 && b.Kind == api.Int32 && a.Enum == nil && b.Enum == nil &&
		b.ValueTexts() == nil && bounds("minimum", "exclusiveMinimum") && bounds("maximum", "exclusiveMaximum")
}

func isObject(t *api.Type) bool { return t.Kind == api.Object || t.Kind == api.Map }

func (c *comparer) acceptsObject(a, b *api.Type, order typeOrder) bool {
	inA, inB := fieldsByName(a), fieldsByName(b)
	for _, f := range b.Fields {
		g := inA[f.Name]
		switch {
		case g == nil && f.Required, g != nil && f.Required && !g.Required:
			return false
		case g != nil && !c.accepts(g.Type, f.Type, order):
			return false
		case g == nil && a.Kind == api.Map && !c.accepts(*a.Elem, f.Type, order):
			return false
		}
	}
	for _, g := range a.Fields {
		switch {
		case inB[g.Name] != nil:
		case b.Kind == api.Map && !c.accepts(g.Type, *b.Elem, order), b.Closed && b.Kind == api.Object:
			return false
		}
	}
	return a.Kind != api.Map || b.Kind != api.Map || c.accepts(*a.Elem, *b.Elem, order)
}

// acceptsScalar reports whether the values of a scalar or enum are values of another.
func acceptsScalar(a, b *api.Type) bool {
	if texts := b.ValueTexts(); texts != nil {
		mine := a.ValueTexts()
		return mine != nil && containsAll(texts, mine)
	}
	from, to := scalarKind(a), scalarKind(b)
	if from == to {
		return true
	}
	return slices.Contains(widerKinds[from], to)
}

// scalarKind returns the kind of a scalar's values in JSON.
func scalarKind(t *api.Type) api.Kind {
	switch {
	case t.Kind == api.Enum:
		return t.MemberKind
	case t.Kind == api.BytesURL || t.Kind == api.Binary || t.Kind == api.File:
		return api.Bytes
	}
	return t.Kind
}

// widerKinds are the kinds that have all values of a kind.
var widerKinds = map[api.Kind][]api.Kind{
	api.Int32:     {api.Int64, api.Float64, api.Decimal},
	api.Int64:     {api.Float64, api.Decimal},
	api.Uint64:    {api.Float64, api.Decimal},
	api.Float64:   {api.Decimal},
	api.Decimal:   {api.Float64},
	api.DateTime:  {api.String},
	api.Date:      {api.String},
	api.TimeOfDay: {api.String},
	api.Duration:  {api.String},
	api.Bytes:     {api.String},
}

// compareTypes compares the matched types and adds the components without a match.
func (c *comparer) compareTypes() {
	for _, t := range c.old.api.Types {
		if now := c.types[t]; now != nil {
			c.compareType(t, now)
		}
	}
	c.addOrphans()
}

// addOrphans adds the components that no other change explains.
func (c *comparer) addOrphans() {
	explained := map[any]bool{}
	for _, x := range c.changes {
		for _, part := range slices.Concat(x.oldTree, x.newTree) {
			explained[part] = true
		}
	}
	for _, t := range c.old.api.Types {
		if c.types[t] == nil && t.Key != "" && !explained[t] {
			c.add((&change{
				rule: "schema.removed", subject: c.old.goName(t), was: t.Key, text: "the type was removed",
				reach: c.old.reached.of(t), oldTree: []any{t}, bySelection: c.isDeselected(t.Origin.Pointer),
			}).between(&t.Origin, nil))
		}
	}
	for _, t := range c.now.api.Types {
		if c.back[t] == nil && t.Key != "" && !explained[t] {
			c.add((&change{
				rule: "schema.added", subject: c.now.goName(t), is: t.Key, text: "the type is new",
				reach: c.now.reached.of(t), newTree: []any{t}, bySelection: c.isNewlySelected(t.Origin.Pointer),
			}).between(nil, &t.Origin))
		}
	}
}

// typeReach returns the operations that reach a type on either side.
func (c *comparer) typeReach(old, now *api.Type) reach {
	return c.old.reached.of(old).with(c.now.reached.of(now))
}

// typeChange returns a change of a declared type.
func (c *comparer) typeChange(old, now *api.Type, x change) *change {
	x.subject, x.reach = c.now.goName(now), c.typeReach(old, now)
	x.oldTree, x.newTree, x.within = []any{old}, []any{now}, now
	return x.between(&old.Origin, &now.Origin)
}

func (c *comparer) compareType(old, now *api.Type) {
	if c.renamed[old] == now {
		c.typeRenamed(old, now)
	}
	if old.Kind != now.Kind {
		c.kindChanged(old, now)
		return
	}
	reached := c.typeReach(old, now)
	c.compareDocs(docPlace{subject: c.now.goName(now), what: "the type", pointer: now.Origin.Pointer}, old.Doc, now.Doc,
		deprecation{"schema", old.Origin, now.Origin, reached})
	switch old.Kind {
	case api.Object:
		c.compareObject(old, now)
	case api.Enum:
		c.compareEnum(old, now)
	case api.Union:
		c.compareUnion(old, now)
	case api.Collection:
		c.comparePlace(&usePlace{
			rule: "schema", what: "the elements", subject: c.now.goName(now), old: old.Origin, now: now.Origin,
			reach: reached, oldTree: []any{old}, newTree: []any{now},
		}, *old.Content.Elem, *now.Content.Elem)
	}
}

func (c *comparer) typeRenamed(old, now *api.Type) {
	x := c.typeChange(old, now, change{rule: "schema.renamed", was: old.Key, is: now.Key, naming: true})
	x.text = "the schema " + quoted(old.Key) + " is " + quoted(now.Key) + " now"
	switch {
	case old.Key == "":
		x.rule, x.was = "schema.moved", "inline"
		x.text = "the inline schema became the component " + quoted(now.Key)
	case now.Key == "":
		x.rule, x.is = "schema.moved", "inline"
		x.text = "the component " + quoted(old.Key) + " became an inline schema"
	}
	if was, is := c.old.goName(old), c.now.goName(now); was != is {
		x.remedy = "use " + is + " in place of " + was + ", for example through type " + was + " = " + is
	}
	c.add(x)
}

// kindChanged adds the change of a declared type that has another kind now.
func (c *comparer) kindChanged(old, now *api.Type) {
	x := c.typeChange(old, now, change{
		rule: "schema.kind", was: string(old.Kind), is: string(now.Kind), naming: true,
		text: "the schema is " + c.now.kindText(now) + " now, not " + c.old.kindText(old),
	})
	switch {
	case old.Kind == api.Union:
		x.rule = "union.became.other"
	case now.Kind == api.Union:
		x.rule = "union.became"
	}
	a, b := api.Use{Type: old}, api.Use{Type: now}
	if x.reach.request && !c.accepts(a, b, typeOrder{}) || x.reach.response && !c.accepts(b, a,
		typeOrder{reading: true}) {
		x.wire = Break
	}
	x.behaviour = severityIf(old.Kind == api.Union || now.Kind == api.Union, Risk)
	c.add(x)
}

// contentText describes the type of a use that has the name of another type.
func (s *side) contentText(u api.Use) string {
	t := declaredWithin(u)
	if t == nil {
		return "a " + string(u.Type.Kind)
	}
	return s.kindText(t) + " of " + strings.Join(contentNames(t), ", ")
}

// kindText describes a declared type with an article.
func (s *side) kindText(t *api.Type) string {
	switch t.Kind {
	case api.Object:
		return "an object"
	case api.Enum:
		return "an enum"
	case api.Union:
		var list []string
		for _, v := range t.Variants {
			list = append(list, s.spell(plain(v.Type)))
		}
		return "one of " + strings.Join(list, ", ")
	}
	return "a " + string(t.Underlying().Kind)
}
