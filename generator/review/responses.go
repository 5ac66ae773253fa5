package review

// This file compares the responses of operations: the result, the statuses, the
// bodies of errors, other formats and headers.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

func (c *comparer) compareResponses(old, now *api.Operation) {
	c.compareResult(old, now)
	c.compareStatuses(old, now)
	c.compareErrors(old, now)
	for _, r := range slices.Concat(old.Success, old.Errors) {
		other := responseOf(now, r.Status)
		if other == nil {
			continue
		}
		c.compareHeaders(now, r, other)
		c.compareDocs(docPlace{
			subject: operationLabel(now), what: responseName(r.Status), pointer: other.Origin.Pointer,
		}, r.Doc, other.Doc, deprecation{})
	}
}

// statusText returns a status as text, "" for 0.
func statusText(status int) string {
	if status == 0 {
		return ""
	}
	return strconv.Itoa(status)
}

// resultChange returns a change of the result of an operation.
func (c *comparer) resultChange(old, now *api.Operation, x *change) *change {
	x.subject, x.reach = operationLabel(now), c.operationReach(now, false, true)
	x.oldTree, x.newTree = []any{old}, []any{now}
	a, b := origin(old, old.Result()), origin(now, now.Result())
	return x.between(a, b)
}

// origin returns the origin of a response, or that of its operation.
func origin(op *api.Operation, r *api.Response) *api.Origin {
	if r == nil {
		return &op.Origin
	}
	return &r.Origin
}

func (c *comparer) compareResult(old, now *api.Operation) {
	a, b := old.Result(), now.Result()
	switch {
	case a == nil && b == nil:
		return
	case a == nil:
		c.add(c.resultChange(old, now, &change{
			rule: "result.added", is: c.now.spell(*b.Type), text: "the call returns a result now",
		}))
		return
	case b == nil:
		c.add(c.resultChange(old, now, &change{
			rule: "result.removed", was: c.old.spell(*a.Type), text: "the call no longer returns a result", wire: Break,
		}))
		return
	case a.Format != b.Format && b.In(a.Format).Format != a.Format:
		c.add(c.resultChange(old, now, &change{
			rule: "result.media", was: a.ContentType, is: b.ContentType, wire: Break,
			text: "the response is " + b.ContentType + " now, not " + a.ContentType,
		}))
	}
	place := func(what string) *usePlace {
		return &usePlace{
			rule: "result", what: what, subject: operationLabel(now), old: a.Origin, now: b.Origin,
			reach: c.operationReach(now, false, true), oldTree: []any{old}, newTree: []any{now},
		}
	}
	for _, x := range contentsOf(a) {
		y := b.In(x.Format)
		if x.Type == nil || y.Type == nil || y.Format != x.Format {
			continue
		}
		if x.ContentType != y.ContentType {
			c.add(c.resultChange(old, now, &change{
				rule: "result.type.media", was: x.ContentType, is: y.ContentType, behaviour: Risk, quiet: true,
				text: "the content type of the response is " + y.ContentType + " now, not " + x.ContentType,
			}))
		}
		c.comparePlace(place("the result"), *x.Type, *y.Type)
		limits := limitPlace{
			rule: "result", what: "the result", subject: operationLabel(now), old: a.Origin, now: b.Origin,
			reach: c.operationReach(now, false, true), sameType: c.equalTypes(x.Type.Type, y.Type.Type),
		}
		c.compareConstraints(limits, x.Rules, y.Rules)
		c.compareLimits(limits, x.Limits, y.Limits)
		c.compareSequences(old, now, x.Sequence, y.Sequence, place)
	}
	c.compareOtherFormats(old, now, a, b)
}

// contentsOf returns the contents of a response, the preferred one first.
func contentsOf(r *api.Response) []api.Content {
	return append([]api.Content{r.Content}, r.OtherContents...)
}

// compareOtherFormats compares the formats in which a result can be requested.
func (c *comparer) compareOtherFormats(old, now *api.Operation, a, b *api.Response) {
	has := func(r *api.Response, format api.Format) bool { return r.In(format).Format == format }
	for _, x := range contentsOf(a) {
		if !has(b, x.Format) && a.Format != x.Format {
			c.add(c.resultChange(old, now, &change{
				rule: "result.media.removed", was: x.ContentType, wire: Break,
				text: "the response can no longer be " + x.ContentType,
			}))
		}
	}
	for _, y := range contentsOf(b) {
		if !has(a, y.Format) && (b.Format != y.Format || has(b, a.Format)) {
			c.add(c.resultChange(old, now, &change{
				rule: "result.media.added", is: y.ContentType, text: "the response can also be " + y.ContentType,
			}))
		}
	}
}

// compareSequences compares the items of streams.
func (c *comparer) compareSequences(
	old, now *api.Operation, a, b *api.Sequence, place func(what string) *usePlace,
) {
	if a == nil || b == nil {
		return
	}
	if a.End != b.End || a.Text != b.Text || a.HasError != b.HasError {
		c.add(c.resultChange(old, now, &change{
			rule: "stream.changed", was: a.End, is: b.End, behaviour: Risk,
			text: "the items of the stream are read differently now",
		}))
	}
	for _, e := range a.Events {
		i := slices.IndexFunc(b.Events, func(o api.EventData) bool { return o.Name == e.Name })
		if i < 0 {
			c.add(c.resultChange(old, now, &change{
				rule: "stream.event.removed", was: e.Name, behaviour: Risk,
				text: "the stream no longer has the event " + quoted(e.Name),
			}))
			continue
		}
		c.comparePlace(place("the data of event "+quoted(e.Name)), e.Type, b.Events[i].Type)
	}
	for _, e := range b.Events {
		if !slices.ContainsFunc(a.Events, func(o api.EventData) bool { return o.Name == e.Name }) {
			c.add(c.resultChange(old, now, &change{
				rule: "stream.event.added", is: e.Name, behaviour: Risk,
				text: "the stream has the new event " + quoted(e.Name),
			}))
		}
	}
	c.compareDataless(old, now, a, b)
}

// compareDataless compares the types of events without data.
func (c *comparer) compareDataless(old, now *api.Operation, a, b *api.Sequence) {
	for _, name := range a.Dataless {
		if !slices.Contains(b.Dataless, name) {
			c.add(c.resultChange(old, now, &change{
				rule: "stream.event.removed", was: name, behaviour: Risk,
				text: "the stream no longer has the event " + quoted(name) + " without data",
			}))
		}
	}
	for _, name := range b.Dataless {
		if !slices.Contains(a.Dataless, name) {
			c.add(c.resultChange(old, now, &change{
				rule: "stream.event.added", is: name, behaviour: Risk,
				text: "the stream has the new event " + quoted(name) + " without data",
			}))
		}
	}
}

// compareStatuses compares the statuses of successes.
func (c *comparer) compareStatuses(old, now *api.Operation) {
	statuses := func(list []*api.Response) string {
		var out []string
		for _, r := range list {
			out = append(out, r.Status)
		}
		slices.Sort(out)
		return strings.Join(out, ", ")
	}
	if was, is := statuses(old.Success),
		statuses(now.Success); was != is && (old.Result() == nil) == (now.Result() == nil) {
		x := c.resultChange(old, now, &change{
			rule: "resp.status", was: was, is: is, text: statusesText(was, is),
		})
		x.oldTree, x.newTree = nil, nil
		c.add(x)
	}
	if was, is := strings.Join(old.Redirects, ", "), strings.Join(now.Redirects, ", "); was != is {
		x := c.resultChange(old, now, &change{
			rule: "resp.status", was: was, is: is,
			text: "the statuses of redirects are " + orNone(is) + " now, not " + orNone(was),
		})
		x.oldTree, x.newTree, x.group = nil, nil, operationKey(now)+" redirects"
		c.add(x)
	}
	if x, y := c.old.calls[old], c.now.calls[now]; x != nil && y != nil && x.MayBeEmpty() != y.MayBeEmpty() {
		x := &change{
			rule: "result.present", quiet: true, was: "may be nil", is: "never nil",
			text: "the result is never nil now",
		}
		if y.MayBeEmpty() {
			x.rule, x.was, x.is = "result.nil", "never nil", "may be nil"
			x.behaviour, x.wire = Risk, Risk // the old SDK returns an error
			x.text = "the result may be nil without an error now"
		}
		c.add(c.resultChange(old, now, x))
	}
	c.compareOtherResults(old, now)
}

// compareOtherResults compares the successes that a call returns as an error.
func (c *comparer) compareOtherResults(old, now *api.Operation) {
	list := func(side *side, op *api.Operation) []string {
		var out []string
		if call := side.calls[op]; call != nil {
			for _, r := range call.OtherResults {
				out = append(out, r.Status+" "+r.Type.String())
			}
		}
		return out
	}
	was, is := list(c.old, old), list(c.now, now)
	if !slices.Equal(was, is) {
		c.add(c.resultChange(old, now, &change{
			rule: "resp.other", was: strings.Join(was, ", "), is: strings.Join(is, ", "), behaviour: Risk,
			text: otherResultsText(was, is), quiet: true,
		}))
	}
}

// otherResultsText describes the successes that a call returns as an error. Both lists have
// the status and the type of each success.
func otherResultsText(was, is []string) string {
	switch {
	case len(is) == 0:
		return "the call no longer returns the success " + strings.Join(was, ", ") + " as an error"
	case len(was) == 0:
		return "the call returns the success " + strings.Join(is, ", ") + " as an error with its body"
	}
	return "the call returns the success " + strings.Join(is, ", ") + ", not " + strings.Join(was, ", ") +
		", as an error with its body"
}

// compareErrors compares the bodies of errors.
func (c *comparer) compareErrors(old, now *api.Operation) {
	for _, status := range errorStatuses(old, now) {
		a, b := errorIn(old, status), errorIn(now, status)
		add := func(x *change, from, to *api.Origin) {
			x.subject, x.reach = operationLabel(now), c.operationReach(now, false, true)
			x.types = typesOfBodies(a, b)
			c.add(x.between(from, to))
		}
		switch {
		case !hasBody(a) && !hasBody(b):
			if (a == nil) != (b == nil) {
				x := &change{
					rule: "resp.error.status", is: status, group: "errors",
					text: errorName(status) + " is described now",
				}
				if b == nil {
					x.was, x.is, x.text = status, "", errorName(status)+" is no longer described"
				}
				add(x, originOf(a), originOf(b))
			}
		case !hasBody(a):
			add(&change{
				rule: "resp.error.added", is: status + " " + spellError(c.now, *b.Type),
				text: errorName(status) + " has its own body now", newTree: c.newInline(*b.Type), severity: Add,
				group: "errors",
			}, nil, &b.Origin)
		case !hasBody(b):
			x := &change{
				rule: "resp.error.removed", was: status + " " + spellError(c.old, *a.Type),
				text: errorName(status) + " no longer has its own body", oldTree: c.oldInline(*a.Type),
				group: "errors",
			}
			x.behaviour = severityIf(!c.coveredError(old, now, a), Risk)
			add(x, &a.Origin, nil)
		default:
			c.compareError(old, now, a, b)
		}
	}
}

func (c *comparer) compareError(old, now *api.Operation, a, b *api.Response) {
	if c.sameUse(*a.Type, *b.Type) {
		return
	}
	was, is := spellError(c.old, *a.Type), spellError(c.now, *b.Type)
	c.add((&change{
		rule: "resp.error.type", subject: operationLabel(now), was: was, is: is, group: "errors",
		text:      "the body of " + errorName(a.Status) + " is " + is + " now, not " + was,
		behaviour: severityIf(c.types[a.Type.Type] != b.Type.Type, Risk), reach: c.operationReach(now, false, true),
		oldTree: c.oldInline(*a.Type), newTree: c.newInline(*b.Type), types: typesOfBodies(a, b),
	}).between(&a.Origin, &b.Origin))
}

// typesOfBodies returns the declared types of the bodies of responses, each of which may be
// nil.
func typesOfBodies(list ...*api.Response) []*api.Type {
	var out []*api.Type
	for _, r := range list {
		if hasBody(r) {
			if t := declaredWithin(*r.Type); t != nil {
				out = append(out, t)
			}
		}
	}
	return out
}

// errorName names an error by its status.
func errorName(status string) string {
	if status == "default" {
		return "the default error"
	}
	return "error " + status
}

// responseName names a response by its status.
func responseName(status string) string {
	if status == "default" {
		return "the default response"
	}
	return "response " + status
}

// statusesText describes the statuses of successes.
func statusesText(was, is string) string {
	if strings.Contains(was+is, ",") {
		return "the success statuses are " + is + " now, not " + was
	}
	return "the success status is " + is + " now, not " + was
}

// spellError returns the type of an error's body. Inline types of different operations
// have the same text.
func spellError(s *side, u api.Use) string {
	if t := declaredWithin(u); t != nil && t.Key == "" {
		return "an inline schema"
	}
	return s.spell(u)
}

// oldInline returns the inline type of a use without a match, as parts of the old API.
func (c *comparer) oldInline(u api.Use) []any {
	if t := declaredWithin(u); t != nil && t.Key == "" && c.types[t] == nil {
		return []any{t}
	}
	return nil
}

// newInline is oldInline for the new API.
func (c *comparer) newInline(u api.Use) []any {
	if t := declaredWithin(u); t != nil && t.Key == "" && c.back[t] == nil {
		return []any{t}
	}
	return nil
}

func originOf(r *api.Response) *api.Origin {
	if r == nil {
		return nil
	}
	return &r.Origin
}

func hasBody(r *api.Response) bool { return r != nil && r.Type != nil }

func errorStatuses(old, now *api.Operation) []string {
	var list []string
	for _, r := range slices.Concat(old.Errors, now.Errors) {
		if !slices.Contains(list, r.Status) {
			list = append(list, r.Status)
		}
	}
	return list
}

func errorIn(op *api.Operation, status string) *api.Response {
	i := slices.IndexFunc(op.Errors, func(r *api.Response) bool { return r.Status == status })
	if i < 0 {
		return nil
	}
	return op.Errors[i]
}

// coveredError reports whether another response of the new operation has the body of
// an error that is gone, for its status.
func (c *comparer) coveredError(old, now *api.Operation, gone *api.Response) bool {
	return slices.ContainsFunc(now.Errors, func(r *api.Response) bool {
		covers := r.Status == "default" || strings.HasSuffix(r.Status, "XX") && r.Status[0] == gone.Status[0]
		return hasBody(r) && covers && c.sameUse(*gone.Type, *r.Type)
	}) && old != nil
}

// compareHeaders compares the headers of a response.
func (c *comparer) compareHeaders(op *api.Operation, old, now *api.Response) {
	find := func(r *api.Response, name string) *api.Param {
		i := slices.IndexFunc(r.Headers, func(h *api.Param) bool { return strings.EqualFold(h.Name, name) })
		if i < 0 {
			return nil
		}
		return r.Headers[i]
	}
	add := func(rule, text, was, is string, a, b *api.Param) {
		x := &change{
			group: "header " + headerName(a, b),
			rule:  rule, subject: operationLabel(op), text: text, was: was, is: is,
			reach: c.operationReach(op, false, true),
		}
		var p, q *api.Origin
		if a != nil {
			p, x.oldTree = &a.Origin, headerParts(a)
		}
		if b != nil {
			q, x.newTree = &b.Origin, headerParts(b)
		}
		c.add(x.between(p, q))
	}
	for _, h := range old.Headers {
		other := find(now, h.Name)
		switch {
		case other == nil:
			add("header.removed", "response header "+quoted(h.Name)+" was removed", h.Name, "", h, nil)
		default:
			if !c.sameUse(h.Type, other.Type) {
				add("header.type", "response header "+quoted(h.Name)+" is "+c.now.spell(other.Type)+" now, not "+
					c.old.spell(h.Type), h.Name, c.now.spell(other.Type), h, other)
			}
			c.compareDocs(docPlace{
				subject: operationLabel(op), what: "response header " + quoted(h.Name), pointer: other.Origin.Pointer,
			}, h.Doc, other.Doc, deprecation{"header", h.Origin, other.Origin, c.operationReach(op, false, true)})
		}
	}
	for _, h := range now.Headers {
		if find(old, h.Name) == nil {
			add("header.added", "response header "+quoted(h.Name)+" is new", "", h.Name, nil, h)
		}
	}
}

// headerName returns the name of a header in lower case.
func headerName(a, b *api.Param) string {
	if a != nil {
		return strings.ToLower(a.Name)
	}
	return strings.ToLower(b.Name)
}

func headerParts(h *api.Param) []any {
	return []any{headerPart{strings.ToLower(h.Name)}, clientPart{"headers"}}
}
