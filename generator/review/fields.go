package review

// This file compares the properties of objects. A property that several types inherit
// is one change.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func (c *comparer) compareObject(old, now *api.Type) {
	c.comparePolymorphism(old, now)
	c.compareBases(old, now)
	var gone, added []*api.Field
	before, after := fieldsByName(old), fieldsByName(now)
	for _, f := range old.Fields {
		if other := after[f.Name]; other != nil {
			c.compareField(fieldPair{old, now, f, other})
		} else {
			gone = append(gone, f)
		}
	}
	for _, f := range now.Fields {
		if before[f.Name] == nil {
			added = append(added, f)
		}
	}
	for _, f := range slices.Clone(gone) {
		if other := c.renamedField(f, gone, added); other != nil {
			gone = slices.DeleteFunc(gone, func(x *api.Field) bool { return x == f })
			added = slices.DeleteFunc(added, func(x *api.Field) bool { return x == other })
			c.fieldRenamed(fieldPair{old, now, f, other})
		}
	}
	for _, f := range gone {
		c.fieldRemoved(old, f)
	}
	for _, f := range added {
		c.fieldAdded(now, f)
	}
	c.compareClosed(old, now)
	c.compareConstraints(limitPlace{
		rule: "schema", what: "the object", subject: c.now.goName(now), old: old.Origin, now: now.Origin,
		reach: c.typeReach(old, now), sameType: true,
	}, rulesBeside(old.Rules, old, now), rulesBeside(now.Rules, old, now))
}

// rulesBeside returns the rules of an object without the type of its other properties if one
// of the sides allows none, which compareClosed reports.
func rulesBeside(rules []api.Constraint, old, now *api.Type) []api.Constraint {
	if !old.Closed && !now.Closed {
		return rules
	}
	return slices.DeleteFunc(slices.Clone(rules), func(r api.Constraint) bool { return r.Keyword == otherProperties })
}

// fieldPair is a property on both sides.
type fieldPair struct {
	oldType, nowType *api.Type
	old, now         *api.Field
}

// declarer returns the type that declares a property of t.
func declarer(t *api.Type, f *api.Field) *api.Type {
	if f.Owner != nil {
		return f.Owner
	}
	return t
}

func (c *comparer) fieldReach(p fieldPair) reach {
	var a, b reach
	if p.old != nil {
		a = c.old.reached.ofField(p.oldType, p.old)
	}
	if p.now != nil {
		b = c.now.reached.ofField(p.nowType, p.now)
	}
	return a.with(b)
}

// fieldChange returns a change of a property.
func (c *comparer) fieldChange(p fieldPair, x change) *change {
	x.reach, x.within = c.fieldReach(p), p.oldType
	if p.now != nil {
		x.within = p.nowType
	}
	x.holders = []string{holderOf(x.within)}
	var from, to *api.Origin
	if p.old != nil {
		x.subject, from = c.subjectOf(declarer(p.oldType, p.old)), &p.old.Origin
		x.oldTree = append(x.oldTree, p.old)
		x.like = c.fieldLikeness(p.old, x.reach)
	}
	if p.now != nil {
		x.subject, to = c.now.goName(declarer(p.nowType, p.now)), &p.now.Origin
		x.newTree = append(x.newTree, p.now)
	}
	x.isDeclarer = p.now != nil && declarer(p.nowType, p.now) == p.nowType ||
		p.now == nil && declarer(p.oldType, p.old) == p.oldType
	return x.between(from, to)
}

// subjectOf returns the Go name of a type of the old API, or its new name if it has one.
func (c *comparer) subjectOf(t *api.Type) string {
	if now := c.types[t]; now != nil {
		return c.now.goName(now)
	}
	return c.old.goName(t)
}

// fieldLikeness returns a text that a property has in common with those of other types that
// are the same and travel in the same direction.
func (c *comparer) fieldLikeness(f *api.Field, r reach) string {
	return string(r.direction()) + " " + f.Name + " " + c.old.spell(f.Type) + " " + f.Doc.Description
}

func (c *comparer) fieldRemoved(t *api.Type, f *api.Field) {
	x := c.fieldChange(fieldPair{oldType: t, old: f}, change{
		rule: "prop.removed", was: f.Name, text: "property " + quoted(f.Name) + " was removed",
	})
	x.wire, x.bySelection = x.reach.sent(Break), isOfKnown(t, f, c.types) && c.isDeselected(x.at)
	if edge := edgeOf(t, f, c.types); edge != nil {
		now := c.types[edge]
		x.atEdge(c.old, edge, &edge.Origin, &now.Origin)
		if owner := declarer(t, f); !slices.Contains(now.Extends, c.types[owner]) {
			x.text += "; the type no longer extends " + c.old.goName(owner)
		}
	}
	c.add(x)
}

// isOfKnown reports whether the type that declares a property of t is on both sides. If it is
// not, t may no longer extend it.
func isOfKnown(t *api.Type, f *api.Field, other map[*api.Type]*api.Type) bool {
	return other[declarer(t, f)] != nil
}

// edgeOf returns the type at which a property is gone or new: t or a type that t extends.
// It returns nil if the type that declares the property lacks it on the other side too.
func edgeOf(t *api.Type, f *api.Field, other map[*api.Type]*api.Type) *api.Type {
	owner := declarer(t, f)
	lacks := func(x *api.Type) bool { return other[x] == nil || fieldOf(other[x], f.Name) == nil }
	if owner == t || lacks(owner) {
		return nil
	}
	edge := t
	for _, base := range t.Extends {
		inherited := fieldOf(base, f.Name)
		if inherited != nil && declarer(base, inherited) == owner && other[base] != nil && lacks(base) {
			edge = base
		}
	}
	return edge
}

// atEdge sets the place of a change to the list of types that a type extends.
func (x *change) atEdge(s *side, edge *api.Type, old, now *api.Origin) {
	x.subject, x.isDeclarer = s.goName(edge), holderOf(x.within) == holderOf(edge)
	x.bySelection = false // both descriptions have the property, but not the edge
	x.between(old, now)
	x.at = x.at.Child("allOf")
}

func (c *comparer) fieldAdded(t *api.Type, f *api.Field) {
	x := c.fieldChange(fieldPair{nowType: t, now: f}, change{
		rule: "prop.added", is: f.Name, text: "property " + quoted(f.Name) + " is new",
	})
	x.bySelection = isOfKnown(t, f, c.back) && c.isNewlySelected(x.at)
	wasSent := c.back[t] != nil && c.old.reached.of(c.back[t]).request
	switch {
	case !f.Required || !x.reach.request:
	case f.Fill == "":
		x.rule, x.text = "prop.added.required", "property "+quoted(f.Name)+" is new and required"
		if wasSent {
			x.wire, x.behaviour = Break, Break
			x.remedy = "set " + c.now.fieldName(t, f) + "; its empty value is sent otherwise"
		}
	case wasSent: // the encoder sends the value, but that of the old SDK does not
		x.rule, x.text = "prop.added.required", "property "+quoted(f.Name)+" is new and required"
		x.wire = Break
		x.remedy = "regenerate and release, since requests of the old SDK lack the property"
	}
	if edge := edgeOf(t, f, c.back); edge != nil {
		x.atEdge(c.now, edge, &c.back[edge].Origin, &edge.Origin)
	}
	c.add(x)
}

// fieldName returns the Go name of a field, such as "NewItem.Color".
func (s *side) fieldName(t *api.Type, f *api.Field) string {
	if field := s.field(t, f); field != nil {
		return string(s.structs[t].Name) + "." + string(field.Name)
	}
	return quoted(f.Name)
}

// fieldType returns the Go type of a field, or "" if the type has no struct.
func (s *side) fieldType(t *api.Type, f *api.Field) string {
	if field := s.field(t, f); field != nil {
		return field.Type.String()
	}
	return ""
}

// field returns the planned field of a property, or nil.
func (s *side) field(t *api.Type, f *api.Field) *plan.Field {
	m := s.structs[t]
	if m == nil {
		return nil
	}
	if s.fields[m] == nil {
		s.fields[m] = make(map[*api.Field]*plan.Field, len(m.Fields))
		for _, field := range slices.Backward(m.Fields) {
			s.fields[m][field.API] = field
		}
	}
	return s.fields[m][f]
}

// renamedField returns the new property that replaces f, or nil: the only one of the
// same kind with a word of its name or its description in common.
func (c *comparer) renamedField(f *api.Field, gone, added []*api.Field) *api.Field {
	return onlyPair(f, gone, added, func(a, b *api.Field) bool {
		return c.sameKind(a.Type, b.Type) && (c.haveCommonWord(a.Name, b.Name) || haveSameContent(a.Type, b.Type) ||
			a.Doc.Description != "" && a.Doc.Description == b.Doc.Description)
	})
}

func (c *comparer) fieldRenamed(p fieldPair) {
	c.matchUses(p.old.Type, p.now.Type)
	x := c.fieldChange(p, change{
		rule: "prop.renamed", was: p.old.Name, is: p.now.Name,
		text: "property " + quoted(p.old.Name) + " is " + quoted(p.now.Name) + " now",
	})
	x.wire = worse(x.reach.sent(Break), x.reach.received(Break))
	if was := c.old.fieldName(p.oldType, p.old); was == c.now.fieldName(p.nowType, p.now) {
		x.remedy = "regenerate and release, since the old SDK uses the name " + quoted(p.old.Name)
	}
	x.naming = c.addInner(x, p)
	c.add(x)
	for _, pair := range c.takeQueue() {
		c.compareType(pair[0], pair[1])
	}
	c.compareField(p)
}

// addInner adds the inline types of a renamed property, whose Go names contain its
// name. It reports whether there are any.
func (c *comparer) addInner(x *change, p fieldPair) bool {
	from, to := declaredWithin(p.old.Type), declaredWithin(p.now.Type)
	if from == nil || to == nil || from.Key != "" || to.Key != "" {
		return false
	}
	x.oldTree, x.newTree = append(x.oldTree, from), append(x.newTree, to)
	return true
}

func (c *comparer) compareField(p fieldPair) {
	name := "property " + quoted(p.now.Name)
	c.compareRequired(p, name)
	c.compareAccess(p, name)
	reached := c.fieldReach(p)
	subject := c.now.goName(declarer(p.nowType, p.now))
	c.comparePlace(&usePlace{
		rule: "prop", what: name, subject: subject, old: p.old.Origin, now: p.now.Origin, reach: reached,
		oldTree: []any{p.old}, newTree: []any{p.now}, onlyNull: c.isConstant(p),
		field: &p, oldRules: p.old.Rules, nowRules: p.now.Rules, isRequired: p.old.Required && p.now.Required,
	}, p.old.Type, p.now.Type)
	place := limitPlace{
		rule: "prop", what: name, subject: subject, old: p.old.Origin, now: p.now.Origin,
		reach: reached,
	}
	place.sameType = c.equalTypes(p.old.Type.Type, p.now.Type.Type)
	c.compareConstraints(place, p.old.Rules, p.now.Rules)
	c.compareLimits(place, p.old.Limits, p.now.Limits)
	c.compareDefault(place, p.old.Default, p.now.Default)
	c.compareConstant(p, name)
	c.compareDocs(docPlace{subject: subject, what: name, pointer: p.now.Origin.Pointer}, p.old.Doc, p.now.Doc,
		deprecation{"prop", p.old.Origin, p.now.Origin, reached})
}

// maxValues is the number of values that a text lists.
const maxValues = 5

// isConstant reports whether a property has a single value on one side and the same plain
// Go type on both.
func (c *comparer) isConstant(p fieldPair) bool {
	return hasConstant(p.old.Type.Type, p.now.Type.Type)
}

// compareConstant compares the only value of a property and the value that is sent for an
// empty field.
func (c *comparer) compareConstant(p fieldPair, name string) {
	reached := c.fieldReach(p)
	sent := c.old.reached.ofField(p.oldType, p.old).request && reached.request
	refused := c.isConstant(p) && !acceptsScalar(p.old.Type.Type, p.now.Type.Type)
	switch {
	case p.old.Fill != p.now.Fill &&
		(p.old.Fill != "" || c.isConstant(p) || c.equalTypes(p.old.Type.Type, p.now.Type.Type)):
		c.fillChanged(p, name, sent, refused)
	case c.isConstant(p) && p.old.Type.Type.Constant() != p.now.Type.Type.Constant():
		x := c.fieldChange(p, change{
			rule: "prop.constant", was: p.old.Type.Type.Constant(), is: p.now.Type.Type.Constant(),
		})
		x.wire = severityIf(sent && refused, Break)
		x.text = name + " has the only value " + x.is + " now"
		if x.is == "" {
			x.text = name + " no longer has a fixed value"
		}
		c.refuse(x, c.refused(p))
		c.add(x)
	case p.old.Constant != p.now.Constant && p.old.Fill == p.now.Fill &&
		c.equalTypes(p.old.Type.Type, p.now.Type.Type) && p.now.Type.Type.Kind != api.Enum:
		x := change{rule: "prop.constant", was: p.old.Constant, is: p.now.Constant}
		x.text = name + " has the only value " + p.now.Constant + " now"
		if p.now.Constant == "" {
			x.text = name + " no longer has a fixed value"
		}
		c.add(c.fieldChange(p, x))
	}
}

// fillChanged adds the change of the value that is sent for an empty property. If sent is
// true, the SDK sends the property; if refused is true, the service refuses its old values.
func (c *comparer) fillChanged(p fieldPair, name string, sent, refused bool) {
	x := c.fieldChange(p, change{rule: "prop.fill", was: p.old.Fill, is: p.now.Fill, quiet: true})
	if p.old.Fill != "" {
		refused = p.now.Fill != "" || refusesEmpty(p.now)
	}
	x.wire = severityIf(sent && refused, Break)
	field := c.now.fieldName(p.nowType, p.now)
	switch {
	case p.now.Fill == "":
		x.text, x.remedy = "an empty "+name+" is no longer sent as "+p.old.Fill, "set "+field+" to "+p.old.Fill
		if values := p.now.Type.Type.ValueTexts(); len(values) > 1 {
			x.text += "; its values are " + andMore(values, maxValues, "")
			x.remedy += " or another value"
		}
		x.behaviour, x.unset = severityIf(sent, Break), sent
	case p.old.Fill == "":
		x.text = "an empty " + name + " is sent as " + p.now.Fill + " now, its only value"
		x.remedy = "do not set " + field + " to another value"
	default:
		x.text = "an empty " + name + " is sent as " + p.now.Fill + " now, not as " + p.old.Fill
	}
	x.uses = []any{p.oldType, p.nowType}
	if sent {
		x.only = Request
	}
	if c.isConstant(p) {
		c.refuse(x, c.refused(p))
	}
	c.add(x)
}

// refusesEmpty reports whether the service refuses the empty value of a property.
func refusesEmpty(f *api.Field) bool {
	texts := f.Choices
	if texts == nil {
		texts = f.Type.Type.ValueTexts()
	}
	return texts != nil && !slices.ContainsFunc(texts, func(text string) bool {
		return slices.Contains([]string{`""`, "0", "false", "null"}, text)
	})
}

// atRequired sets the place of a change of whether a property is required. If the type that declares
// it is as before, the place is the key required of the type that extends this one:
//
//	Order: {allOf: [{$ref: Base}, {required: [createdAt]}]}
func (c *comparer) atRequired(x *change, p fieldPair) *change {
	differs := func(t *api.Type) bool {
		now := c.types[t]
		if now == nil {
			return true
		}
		a, b := fieldOf(t, p.old.Name), fieldOf(now, p.now.Name)
		return a == nil || b == nil || a.Required != b.Required
	}
	owner := declarer(p.oldType, p.old)
	if owner == p.oldType || differs(owner) {
		return x
	}
	edge := p.oldType
	for _, base := range p.oldType.Extends {
		f := fieldOf(base, p.old.Name)
		if f != nil && declarer(base, f) == owner && c.types[base] != nil && differs(base) {
			edge = base
		}
	}
	now := c.types[edge]
	x.subject, x.isDeclarer = c.now.goName(now), holderOf(x.within) == holderOf(now)
	x.between(&edge.Origin, &now.Origin)
	x.at = x.at.Child("required").Child(p.now.Name)
	return x
}

func (c *comparer) compareRequired(p fieldPair, name string) {
	switch {
	case !p.old.Required && p.now.Required:
		x := c.fieldChange(p, change{
			rule: "prop.required", was: "optional", is: "required", text: name + " became required",
		})
		x.wire, x.behaviour = x.reach.sent(Break), x.reach.sent(Break)
		if !x.reach.request && c.becomesPointer(p) {
			x.remedy = "remove the pointer"
		}
		if field := c.now.fieldName(p.nowType, p.now); x.reach.request && p.now.Fill == "" {
			x.unset = c.now.structs[p.nowType] != nil
			x.remedy = "set " + field + "; its empty value is sent otherwise"
			if c.becomesPointer(p) {
				x.remedy = "remove the pointer, and set " + field + "; its empty value is sent otherwise"
			}
		}
		c.add(c.atRequired(x, p))
	case p.old.Required && !p.now.Required:
		x := c.fieldChange(p, change{
			rule: "prop.optional", was: "required", is: "optional", text: name + " became optional",
		})
		if !c.becomesPointer(p) && x.reach.request {
			x.behaviour = Risk
			x.remedy = "check the callers that send the empty value, which is omitted now"
		}
		c.add(c.atRequired(x, p))
	}
}

// becomesPointer reports whether the Go type of a field differs between the sides.
func (c *comparer) becomesPointer(p fieldPair) bool {
	was, is := c.old.fieldType(p.oldType, p.old), c.now.fieldType(p.nowType, p.now)
	return strings.HasPrefix(was, "*") != strings.HasPrefix(is, "*")
}

// compareAccess compares whether a property is sent and received.
func (c *comparer) compareAccess(p fieldPair, name string) {
	add := func(rule, text string, behaviour Severity) {
		c.add(c.fieldChange(p, change{rule: rule, text: name + " " + text, behaviour: behaviour}))
	}
	old, now := c.old.reached.of(p.oldType), c.now.reached.of(p.nowType)
	switch {
	case !p.old.ReadOnly && p.now.ReadOnly:
		add("prop.readonly", "became read-only", old.sent(Risk))
	case p.old.ReadOnly && !p.now.ReadOnly:
		c.becameWritable(p, name, now.request && p.now.Required && p.old.Required)
	}
	switch {
	case !p.old.WriteOnly && p.now.WriteOnly:
		add("prop.writeonly", "became write-only", old.received(Risk))
	case p.old.WriteOnly && !p.now.WriteOnly:
		add("prop.notwriteonly", "can be read now", "")
	}
}

// becameWritable adds the change of a property that callers may set now. If must is true, the
// service requires it, but the old SDK omits it unless it is a constant.
func (c *comparer) becameWritable(p fieldPair, name string, must bool) {
	x := c.fieldChange(p, change{
		rule: "prop.notreadonly", text: name + " can be written now", behaviour: severityIf(must, Risk),
	})
	if must && p.old.Fill == "" {
		x.wire, x.only = Break, Request
	}
	c.add(x)
}

// compareClosed compares the properties that an object does not list.
func (c *comparer) compareClosed(old, now *api.Type) {
	switch {
	case !old.Closed && now.Closed:
		x := c.typeChange(old, now, change{
			rule: "schema.closed", was: "open", is: "closed", text: "other properties are no longer allowed",
		})
		x.oldTree, x.newTree = nil, nil
		x.wire, x.only = x.reach.sent(Risk), Request
		c.add(x)
	case old.Closed && !now.Closed:
		x := c.typeChange(old, now, change{
			rule: "schema.opened", was: "closed", is: "open", text: "other properties are allowed now",
		})
		x.oldTree, x.newTree = nil, nil
		c.add(x)
	}
	if was, is := sortedText(old.Required), sortedText(now.Required); was != is {
		x := c.typeChange(old, now, change{
			rule: "schema.required", was: was, is: is,
			text: "the schema requires properties that it does not list",
		})
		x.oldTree, x.newTree = nil, nil
		if !containsAll(old.Required, now.Required) {
			x.wire, x.only = x.reach.sent(Risk), Request
		}
		c.add(x)
	}
	if old.Parts != now.Parts {
		x := c.typeChange(old, now, change{
			rule: "schema.parts", text: "the object is encoded differently in forms now",
		})
		x.behaviour = Risk
		c.add(x)
	}
}
