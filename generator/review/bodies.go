package review

// This file compares the bodies of requests and the responses.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

func (c *comparer) compareBodies(old, now *api.Operation) {
	a, b := old.Body, now.Body
	add := func(x *change, from, to *api.Body) {
		x.subject, x.reach = operationLabel(now), c.operationReach(now, true, false)
		x.oldTree, x.newTree = []any{old}, []any{now}
		var p, q *api.Origin
		if from != nil {
			p = &from.Origin
		}
		if to != nil {
			q = &to.Origin
		}
		c.add(x.between(p, q))
	}
	switch {
	case a == nil && b == nil:
		return
	case a == nil && b.Required:
		add(&change{
			rule: "body.added.required", is: b.ContentType, text: "the request has a required body now", wire: Break,
		}, nil, b)
		return
	case a == nil:
		add(&change{rule: "body.added", is: b.ContentType, text: "the request has an optional body now"}, nil, b)
		return
	case b == nil:
		add(&change{
			rule: "body.removed", was: a.ContentType, text: "the request no longer has a body", wire: Break,
		}, a, nil)
		return
	}
	switch {
	case !a.Required && b.Required:
		add(&change{
			rule: "body.required", was: "optional", is: "required", text: "the body became required", behaviour: Risk,
			wire: Risk,
		}, a, b)
	case a.Required && !b.Required:
		add(&change{
			rule: "body.optional", was: "required", is: "optional", text: "the body became optional", behaviour: Risk,
		}, a, b)
	}
	c.compareFormats(old, now, add)
}

// compareFormats compares the bodies in each format.
func (c *comparer) compareFormats(old, now *api.Operation, add func(*change, *api.Body, *api.Body)) {
	if old.Body.Format != now.Body.Format && bodyOf(now, old.Body.Format) == nil {
		add(&change{
			rule: "body.media", was: old.Body.ContentType, is: now.Body.ContentType,
			text: "the body is " + now.Body.ContentType + " now, not " + old.Body.ContentType, wire: Break,
		}, old.Body, now.Body)
		c.compareBody(old, now, old.Body, now.Body)
		return
	}
	for _, b := range allBodies(old) {
		other := bodyOf(now, b.Format)
		if other == nil {
			add(&change{
				rule: "body.media.removed", was: b.ContentType,
				text: "the body can no longer be " + b.ContentType, wire: Break,
			}, b, nil)
			continue
		}
		if b.ContentType != other.ContentType || !slices.Equal(b.Choices, other.Choices) {
			x := &change{
				rule: "body.media", was: mediaText(b), is: mediaText(other),
				text: "the content type of the body is " + mediaText(other) + " now, not " + mediaText(b), wire: Break,
			}
			if containsAll(append(other.Choices, other.ContentType), append(slices.Clone(b.Choices), b.ContentType)) {
				x.wire = ""
			}
			add(x, b, other)
		}
		c.compareBody(old, now, b, other)
	}
	for _, b := range allBodies(now) {
		if bodyOf(old, b.Format) == nil {
			add(&change{
				rule: "body.media.added", is: b.ContentType, text: "the body can also be " + b.ContentType,
			}, nil, b)
		}
	}
}

func containsAll(list, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(list, w) })
}

func mediaText(b *api.Body) string {
	if b.Choices != nil {
		return strings.Join(b.Choices, ", ")
	}
	return b.ContentType
}

func (c *comparer) compareBody(oldOp, op *api.Operation, old, now *api.Body) {
	label := operationLabel(op)
	reached := c.operationReach(op, true, false)
	c.comparePlace(&usePlace{
		rule: "body", what: "the body", subject: label, old: old.Origin, now: now.Origin, reach: reached,
		oldTree: []any{oldOp}, newTree: []any{op}, isRequired: old.Required && now.Required,
	}, old.Type, now.Type)
	where := docPlace{subject: label, what: "the body", pointer: now.Origin.Pointer}
	c.compareDocs(where, old.Doc, now.Doc, deprecation{})
	c.compareDeprecation(where, old.Deprecated, now.Deprecated, deprecation{"body", old.Origin, now.Origin, reached})
	place := limitPlace{
		rule: "body", what: "the body", subject: label, old: old.Origin, now: now.Origin, reach: reached,
		sameType: c.equalTypes(old.Type.Type, now.Type.Type), like: "body " + c.now.spell(now.Type),
	}
	c.compareConstraints(place, old.Rules, now.Rules)
	c.compareLimits(place, old.Limits, now.Limits)
	c.compareDefault(place, old.Default, now.Default)
	for _, property := range encodedProperties(old, now) {
		was, is := encodingText(old, property), encodingText(now, property)
		if was == is {
			continue
		}
		c.add((&change{
			rule: "body.encoding", subject: label, was: was, is: is, reach: reached, wire: Break,
			text: "property " + quoted(property) + " of the body is encoded differently now",
		}).between(&old.Origin, &now.Origin))
	}
}

func encodedProperties(old, now *api.Body) []string {
	var list []string
	for _, e := range slices.Concat(old.Encodings, now.Encodings) {
		if !slices.Contains(list, e.Property) {
			list = append(list, e.Property)
		}
	}
	return list
}

func encodingText(b *api.Body, property string) string {
	for _, e := range b.Encodings {
		if e.Property == property {
			return strings.TrimSpace(e.ContentType + " " + e.Style + " explode=" + strconv.FormatBool(e.Explode) +
				" reserved=" + strconv.FormatBool(e.AllowReserved))
		}
	}
	return ""
}
