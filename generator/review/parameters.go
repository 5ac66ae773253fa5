package review

// This file compares the parameters of operations.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

func (c *comparer) compareParams(old, now *api.Operation) {
	var gone, added []*api.Param
	for _, p := range allParams(old) {
		if other := c.paramOn(now, p, old); other != nil {
			c.compareParam(old, now, p, other)
		} else {
			gone = append(gone, p)
		}
	}
	for _, p := range allParams(now) {
		if c.paramOn(old, p, now) == nil {
			added = append(added, p)
		}
	}
	for _, p := range slices.Clone(gone) {
		if other := c.movedParam(p, gone, added); other != nil {
			gone = slices.DeleteFunc(gone, func(x *api.Param) bool { return x == p })
			added = slices.DeleteFunc(added, func(x *api.Param) bool { return x == other })
			c.paramRenamed(old, now, p, other)
		}
	}
	for _, p := range gone {
		c.add((&change{
			rule: "param.removed", subject: operationLabel(now), was: p.Name, text: paramText(p) + " was removed",
			wire:  Break,
			reach: c.operationReach(now, true, false), oldTree: paramParts(old, p),
			group: paramGroup(old, p), like: likeness(c.old, p),
		}).between(&p.Origin, nil))
	}
	for _, p := range added {
		c.paramAdded(now, p)
	}
	c.compareArguments(old, now)
}

// compareArguments compares the order of the required parameters that both calls have. It is that of
// fragen.lock, so it changes only without the lock of the old side:
//
//	Get(ctx, from string, to string)  →  Get(ctx, to string, from string)
func (c *comparer) compareArguments(old, now *api.Operation) {
	x, y := c.old.calls[old], c.now.calls[now]
	if x == nil || y == nil {
		return
	}
	position := map[*api.Param]int{}
	for i, p := range y.Required {
		position[p.API] = i + 1
	}
	var was []*api.Param // of the new call, in the order of the old one
	for _, p := range x.Required {
		if other := c.paramOn(now, p.API, old); position[other] > 0 {
			was = append(was, other)
		}
	}
	is := slices.SortedFunc(slices.Values(was), func(a, b *api.Param) int { return position[a] - position[b] })
	if slices.Equal(was, is) {
		return
	}
	from, to := paramNames(was), paramNames(is)
	c.add((&change{
		rule: "param.order", subject: operationLabel(now), was: from, is: to,
		text:    "the order of the arguments is " + to + " now, not " + from,
		reach:   c.operationReach(now, true, false),
		oldTree: []any{old}, newTree: []any{now},
	}).between(&old.Origin, &now.Origin))
}

// paramNames lists the names of parameters.
func paramNames(list []*api.Param) string {
	var names []string
	for _, p := range list {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// paramOn returns the parameter of op that corresponds to p of the operation other.
// Parameters of a path correspond by position.
func (c *comparer) paramOn(op *api.Operation, p *api.Param, other *api.Operation) *api.Param {
	if p.In != api.InPath {
		return paramOf(op, p.In, p.Name)
	}
	isPath := func(p *api.Param) bool { return p.In != api.InPath }
	mine, theirs := slices.DeleteFunc(allParams(other), isPath), slices.DeleteFunc(allParams(op), isPath)
	if i := slices.Index(mine, p); i >= 0 && len(mine) == len(theirs) {
		return theirs[i]
	}
	return paramOf(op, p.In, p.Name)
}

// paramGroup identifies a parameter without its index. Parameters of a path are shared
// by the operations whose paths begin alike.
func paramGroup(op *api.Operation, p *api.Param) string {
	if p.In != api.InPath {
		return operationKey(op) + " " + string(p.In) + " " + p.Name
	}
	before, _, _ := strings.Cut(op.Path.Template, "{"+p.Name+"}")
	return withoutParameters(before) + "{}"
}

// likeness returns a text that a parameter of one operation has in common with those of
// other operations that are the same. Parameters of paths have groups instead.
func likeness(s *side, p *api.Param) string {
	if p.In == api.InPath {
		return ""
	}
	return string(p.In) + " " + p.Name + " " + s.spell(p.Type) + " " + p.Doc.Description
}

// paramParts returns the parts of the API whose symbols a parameter changes. A required
// parameter is an argument of the call, an optional one a field of its options.
func paramParts(op *api.Operation, p *api.Param) []any {
	if p.Required {
		return []any{p, op}
	}
	return []any{p, optionsOf{op}}
}

// paramText names a parameter in a sentence.
func paramText(p *api.Param) string {
	return map[api.ParamIn]string{
		api.InPath: "path", api.InQuery: "query", api.InHeader: "header", api.InCookie: "cookie",
	}[p.In] + " parameter " + quoted(p.Name)
}

func (c *comparer) paramAdded(op *api.Operation, p *api.Param) {
	x := &change{
		rule: "param.added", subject: operationLabel(op), is: p.Name, text: paramText(p) + " is new",
		reach: c.operationReach(op, true, false), newTree: paramParts(op, p),
		group: paramGroup(op, p), like: likeness(c.now, p),
	}
	if p.Required {
		x.rule, x.text, x.wire = "param.added.required", paramText(p)+" is new and required", Break
	}
	c.add(x.between(nil, &p.Origin))
}

// movedParam returns the new parameter that replaces p: the only one of the same
// type with a word of its name in common, or with the same name in another place.
func (c *comparer) movedParam(p *api.Param, gone, added []*api.Param) *api.Param {
	similar := func(a, b *api.Param) bool {
		if a.Name == b.Name {
			return true
		}
		return a.In == b.In && c.sameKind(a.Type, b.Type) &&
			(c.haveCommonWord(a.Name, b.Name) || a.Doc.Description != "" && a.Doc.Description == b.Doc.Description)
	}
	return onlyPair(p, gone, added, similar)
}

func (c *comparer) paramRenamed(oldOp, op *api.Operation, old, now *api.Param) {
	x := &change{
		rule: "param.renamed", subject: operationLabel(op), was: old.Name, is: now.Name,
		text: paramText(old) + " is " + quoted(now.Name) + " now", wire: Break,
		reach: c.operationReach(op, true, false), oldTree: paramParts(oldOp, old), newTree: paramParts(op, now),
		group: paramGroup(op, now), like: likeness(c.now, now), quiet: old.Required && now.Required,
	}
	if slices.Equal(c.old.symbolsAt(old.Origin.Pointer), c.now.symbolsAt(now.Origin.Pointer)) {
		x.remedy = "regenerate and release, since the old SDK uses the name " + quoted(old.Name)
	}
	if old.Name == now.Name {
		x.remedy = ""
		x.rule, x.was, x.is = "param.in", string(old.In), string(now.In)
		x.text = paramText(old) + " is a " + string(now.In) + " parameter now"
	}
	c.add(x.between(&old.Origin, &now.Origin))
	c.matchUses(old.Type, now.Type)
	c.matchContents()
	c.compareParam(oldOp, op, old, now)
}

func (c *comparer) compareParam(oldOp, op *api.Operation, old, now *api.Param) {
	add := func(x *change) {
		x.subject, x.reach = operationLabel(op), c.operationReach(op, true, false)
		x.oldTree, x.newTree, x.group = paramParts(oldOp, old), paramParts(op, now), paramGroup(op, now)
		x.like = likeness(c.now, now)
		c.add(x.between(&old.Origin, &now.Origin))
	}
	name := paramText(now)
	if old.Name != now.Name && now.In == api.InPath {
		add(&change{
			rule: "path.param.renamed", was: old.Name, is: now.Name, quiet: true,
			text: paramText(old) + " is " + quoted(now.Name) + " now",
		})
	}
	if old.Name != now.Name && now.In == api.InHeader && strings.EqualFold(old.Name, now.Name) {
		add(&change{
			rule: "param.renamed", was: old.Name, is: now.Name, quiet: true,
			text: paramText(old) + " is written " + quoted(now.Name) + " now, which is the same header",
		})
	}
	switch {
	case !old.Required && now.Required:
		add(&change{
			rule: "param.required", was: "optional", is: "required", text: name + " became required", wire: Break,
		})
	case old.Required && !now.Required:
		add(&change{rule: "param.optional", was: "required", is: "optional", text: name + " became optional"})
	}
	isConstant := hasConstant(old.Type.Type, now.Type.Type)
	c.compareParamConstant(oldOp, op, old, now, add)
	c.compareEncoding(old, now, add)
	c.comparePlace(&usePlace{
		rule: "param", what: name, subject: operationLabel(op), old: old.Origin, now: now.Origin,
		reach: c.operationReach(op, true, false), oldTree: paramParts(oldOp, old), newTree: paramParts(op, now),
		group: paramGroup(op, now), like: likeness(c.now, now),
		isText: old.Style != "json" && now.Style != "json", oldRules: old.Rules, onlyNull: isConstant,
	}, old.Type, now.Type)
	place := limitPlace{
		rule: "param", what: name, subject: operationLabel(op), old: old.Origin, now: now.Origin,
		reach: c.operationReach(op, true, false), sameType: c.equalTypes(old.Type.Type, now.Type.Type),
		group: paramGroup(op, now), like: likeness(c.now, now),
	}
	c.compareConstraints(place, old.Rules, now.Rules)
	c.compareLimits(place, old.Limits, now.Limits)
	c.compareDefault(place, old.Default, now.Default)
	c.compareDocs(docPlace{subject: operationLabel(op), what: name, pointer: now.Origin.Pointer}, old.Doc, now.Doc,
		deprecation{"param", old.Origin, now.Origin, c.operationReach(op, true, false)})
}

// compareParamConstant compares the single value of a parameter, and whether a call sends it without an
// argument.
func (c *comparer) compareParamConstant(oldOp, op *api.Operation, old, now *api.Param, add func(*change)) {
	from, to := old.Type.Type, now.Type.Type
	was, is := c.old.isConstant(oldOp, old), c.now.isConstant(op, now)
	isPlain := hasConstant(from, to)
	isMoved := was != is && old.Required && now.Required && (isPlain || c.equalTypes(from, to))
	if !isMoved && !(isPlain && from.Constant() != to.Constant()) {
		return
	}
	name := paramText(now)
	x := &change{rule: "param.constant", was: from.Constant(), is: to.Constant()}
	x.wire = severityIf(isPlain && !acceptsScalar(from, to), Break)
	switch {
	case isMoved && is:
		x.text = name + " has a single value now, so it is no longer an argument"
	case isMoved:
		x.text = name + " has several values now, so it is an argument"
	case is:
		x.text = "the call sends " + x.is + " for " + name + " now, not " + orNone(x.was)
		x.remedy = "regenerate and release, since the service refuses the old value"
	case x.is == "":
		x.text, x.remedy = name+" no longer has a single value", ""
	default:
		x.text, x.remedy = name+" has the only value "+x.is+" now", "pass "+x.is
	}
	add(x)
}

// hasConstant reports whether a single value of a scalar differs from all values, or from another one,
// with the same plain Go type.
func hasConstant(from, to *api.Type) bool {
	return (from.Constant() != "" || to.Constant() != "") && from.Kind == to.Kind &&
		from.Kind != api.Enum && from.Kind != api.Any && from.Enum == nil && to.Enum == nil
}

// isConstant reports whether a call sends the single value of a parameter.
func (s *side) isConstant(op *api.Operation, p *api.Param) bool {
	call := s.calls[op]
	return call != nil && slices.ContainsFunc(call.Constants, func(other *plan.Param) bool { return other.API == p })
}

// explodeText describes the change of the keyword explode of a parameter.
func explodeText(name string, explode bool) string {
	if explode {
		return "the values of " + name + " are sent one by one now, not joined"
	}
	return "the values of " + name + " are joined now, not sent one by one"
}

// compareEncoding compares the encoding of a parameter in the request.
func (c *comparer) compareEncoding(old, now *api.Param, add func(*change)) {
	name := paramText(now)
	isList := func(p *api.Param) bool {
		kind := p.Type.Type.Underlying().Kind
		return kind == api.List || kind == api.Map || kind == api.Object || kind == api.Union || kind == api.Any
	}
	differs := isList(old) && isList(now) && c.sameKind(old.Type, now.Type)
	if old.Style != now.Style && (differs || old.Style == "json" || now.Style == "json" || old.Style == "label" ||
		now.Style == "label" || old.Style == "matrix" || now.Style == "matrix") && old.In == now.In {
		add(&change{
			rule: "param.style", was: old.Style, is: now.Style,
			text: "the style of " + name + " is " + now.Style + " now, not " + old.Style,
			wire: Break,
		})
	} else if old.Explode != now.Explode && differs && old.In == now.In {
		add(&change{
			rule: "param.explode", was: strconv.FormatBool(old.Explode), is: strconv.FormatBool(now.Explode),
			text: explodeText(name, now.Explode), wire: Break,
		})
	}
	if old.AllowReserved != now.AllowReserved || old.Slashes != now.Slashes {
		add(&change{
			rule: "param.reserved", was: strconv.FormatBool(old.AllowReserved || old.Slashes),
			is:   strconv.FormatBool(now.AllowReserved || now.Slashes),
			text: "reserved characters in " + name + " are escaped differently now", wire: Break,
		})
	}
}
