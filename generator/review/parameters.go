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
			(haveCommonWord(a.Name, b.Name) || a.Doc.Description != "" && a.Doc.Description == b.Doc.Description)
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
	switch {
	case !old.Required && now.Required:
		add(&change{
			rule: "param.required", was: "optional", is: "required", text: name + " became required", wire: Break,
		})
	case old.Required && !now.Required:
		add(&change{rule: "param.optional", was: "required", is: "optional", text: name + " became optional"})
	}
	if was, is := c.old.isConstant(oldOp, old), c.now.isConstant(op, now); was != is && old.Required &&
		now.Required && c.equalTypes(old.Type.Type, now.Type.Type) {
		x := &change{rule: "param.constant", was: old.Type.Type.Constant(), is: now.Type.Type.Constant()}
		x.text = name + " has several values now, so it is an argument"
		if is {
			x.text = name + " has a single value now, so it is no longer an argument"
		}
		add(x)
	}
	c.compareEncoding(old, now, add)
	c.comparePlace(&usePlace{
		rule: "param", what: name, subject: operationLabel(op), old: old.Origin, now: now.Origin,
		reach: c.operationReach(op, true, false), oldTree: paramParts(oldOp, old), newTree: paramParts(op, now),
		group: paramGroup(op, now), like: likeness(c.now, now),
		isText: old.Style != "json" && now.Style != "json", oldRules: old.Rules,
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
