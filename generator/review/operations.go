package review

// This file compares operations and callbacks. Their parameters, bodies, responses
// and texts have files of their own.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

func (c *comparer) compareAPI() {
	a, b := c.old.api, c.now.api
	if a.Version != b.Version {
		c.add(&change{
			rule: "info.version", at: "/info/version", subject: "API", was: a.Version, is: b.Version,
			text: "the version changed from " + quoted(a.Version) + " to " + quoted(b.Version),
		})
	}
	if a.Title != b.Title {
		c.add(&change{
			rule: "info.title", at: "/info/title", subject: "API", was: a.Title, is: b.Title,
			text: "the title changed from " + quoted(a.Title) + " to " + quoted(b.Title),
		})
	}
	c.compareText("/info/description", "API", "the API", a.Description, b.Description)
}

func (c *comparer) compareOperations() {
	var gone, added []*api.Operation
	for _, op := range c.old.api.Operations {
		if c.operations[op] == nil {
			gone = append(gone, op)
		}
	}
	known := map[*api.Operation]bool{}
	for _, op := range c.operations {
		known[op] = true
	}
	for _, op := range c.now.api.Operations {
		if !known[op] {
			added = append(added, op)
		}
	}
	gone, deselected := takeOperations(gone, c.isDeselected)
	added, selected := takeOperations(added, c.isNewlySelected)
	c.selectionChanged(deselected, selected)
	gone, added = c.matchSlashes(gone, added)
	var removed []*api.Operation
	for _, op := range gone {
		if i := slices.IndexFunc(added, func(b *api.Operation) bool { return c.isMoved(op, b) }); i >= 0 {
			c.operationRenamed(op, added[i])
			added = slices.Delete(added, i, i+1)
			continue
		}
		removed = append(removed, op)
	}
	c.operationsRemoved(removed)
	c.operationsAdded(added)
	for old, now := range c.pairedOperations() {
		c.compareOperation(old, now)
	}
}

// matchSlashes matches operations whose paths differ in a slash at the end. It returns
// the other operations.
func (c *comparer) matchSlashes(gone, added []*api.Operation) (restGone, restAdded []*api.Operation) {
	key := func(op *api.Operation) string { return strings.TrimSuffix(operationKey(op), "/") }
	byKey := map[string]*api.Operation{}
	for _, op := range added {
		byKey[key(op)] = op
	}
	taken := map[*api.Operation]bool{}
	for _, op := range gone {
		now := byKey[key(op)]
		if now == nil || taken[now] {
			restGone = append(restGone, op)
			continue
		}
		taken[now] = true
		c.operations[op] = now
		c.matchOperationTypes(op, now)
		x := &change{
			rule: "path.slash", group: "slash", subject: operationLabel(now), was: "with a slash",
			is:   "without a slash",
			text: "the path no longer ends with a slash", wire: Break, quiet: true,
			reach: c.operationReach(now, true, true), oldTree: []any{op}, newTree: []any{now},
		}
		if strings.HasSuffix(now.Path.Template, "/") {
			x.was, x.is, x.text = x.is, x.was, "the path ends with a slash now"
		}
		c.moves[op] = c.add(x.between(&op.Origin, &now.Origin))
	}
	c.matchContents()
	return restGone, slices.DeleteFunc(added, func(op *api.Operation) bool { return taken[op] })
}

func (c *comparer) operationsRemoved(gone []*api.Operation) {
	for _, g := range groupPaths(gone, c.now.api.Operations) {
		x := &change{
			rule: "op.removed", subject: operationLabel(g.list[0]), text: "the operation was removed", wire: Break,
		}
		if len(g.list) > 1 {
			x.rule, x.subject, x.group, x.was = "path.removed", g.prefix, "paths "+g.prefix, g.prefix
			x.text = strconv.Itoa(len(g.list)) + " operations were removed"
		}
		for _, op := range g.list {
			c.extendReach(x, c.operationReach(op, true, true))
			x.oldTree = append(x.oldTree, op)
			if d := op.Doc.Deprecated; d != nil && d.Replacement != "" {
				x.remedy = "use " + d.Replacement
			}
		}
		c.add(x.between(&g.list[0].Origin, nil))
	}
}

func (c *comparer) operationsAdded(added []*api.Operation) {
	for _, g := range groupPaths(added, c.old.api.Operations) {
		x := &change{rule: "op.added", subject: operationLabel(g.list[0]), text: "the operation is new"}
		if len(g.list) > 1 {
			x.rule, x.subject, x.group, x.is = "path.added", g.prefix, "paths "+g.prefix, g.prefix
			x.text = strconv.Itoa(len(g.list)) + " operations are new"
		}
		for _, op := range g.list {
			c.extendReach(x, c.operationReach(op, true, true))
			x.newTree = append(x.newTree, op)
		}
		c.add(x.between(nil, &g.list[0].Origin))
	}
}

// pathGroup is the operations of a path and of the paths below it.
type pathGroup struct {
	prefix string
	list   []*api.Operation
}

// groupPaths groups operations by the shortest beginning of their paths that no operation
// of the other side has. An operation on a path of the other side is a group of its own.
func groupPaths(list, other []*api.Operation) []*pathGroup {
	known := map[string]bool{}
	for _, op := range other {
		for prefix := range prefixes(op) {
			known[prefix] = true
		}
	}
	var groups []*pathGroup
	byPrefix := map[string]*pathGroup{}
	for _, op := range list {
		key, shown := "", ""
		for prefix, text := range prefixes(op) {
			if !known[prefix] {
				key, shown = prefix, text
				break
			}
		}
		g := byPrefix[key]
		if g == nil || key == "" {
			g = &pathGroup{prefix: shown}
			byPrefix[key] = g
			groups = append(groups, g)
		}
		g.list = append(g.list, op)
	}
	return groups
}

// prefixes iterates over the beginnings of an operation's path, the shortest first: without
// the names of parameters, and as in the description.
func prefixes(op *api.Operation) func(yield func(key, text string) bool) {
	return func(yield func(key, text string) bool) {
		text := ""
		for segment := range strings.SplitSeq(strings.TrimPrefix(op.Path.Template, "/"), "/") {
			text += "/" + segment
			if !yield(withoutParameters(text), text) {
				return
			}
		}
	}
}

// isMoved reports whether an operation that is gone is the new one under another
// path: they have the same method, the same result and either the same operationId
// or paths that differ in one segment.
func (c *comparer) isMoved(old, now *api.Operation) bool {
	if old.Method != now.Method || !c.sameResult(old, now) || (old.Body == nil) != (now.Body == nil) {
		return false
	}
	if old.ID != "" && old.ID == now.ID {
		return true
	}
	a := strings.Split(withoutParameters(old.Path.Template), "/")
	b := strings.Split(withoutParameters(now.Path.Template), "/")
	differ := 0
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			differ++
		}
	}
	return len(a) == len(b) && differ == 1
}

// sameResult reports whether two operations have the same type of result.
func (c *comparer) sameResult(old, now *api.Operation) bool {
	a, b := old.Result(), now.Result()
	if a == nil || b == nil {
		return a == b
	}
	return a.Type.Type.Kind == b.Type.Type.Kind && (c.equalTypes(a.Type.Type, b.Type.Type) ||
		declared(*a.Type) != nil && declared(*a.Type).Key == "")
}

func (c *comparer) operationRenamed(old, now *api.Operation) {
	c.operations[old] = now
	c.moved[operationLabel(old)] = operationLabel(now)
	c.matchOperationTypes(old, now)
	c.matchContents()
	c.moves[old] = c.add((&change{
		rule: "path.renamed", subject: operationLabel(old), was: operationLabel(old), is: operationLabel(now),
		text: "the operation moved to " + operationLabel(now), wire: Break, moves: true,
		reach: c.operationReach(old, true, true), oldTree: []any{old}, newTree: []any{now},
	}).between(&old.Origin, &now.Origin))
}

func (c *comparer) compareOperation(old, now *api.Operation) {
	label := operationLabel(now)
	at := func(x *change) *change {
		x.subject, x.reach = label, c.operationReach(now, true, true)
		return x.between(&old.Origin, &now.Origin)
	}
	if old.ID != now.ID {
		c.add(at(&change{rule: "op.id", was: old.ID, is: now.ID, text: idText(old.ID, now.ID)}))
	}
	if !slices.Equal(old.Tags, now.Tags) {
		c.add(at(&change{
			rule: "op.tags", was: strings.Join(old.Tags, ", "), is: strings.Join(now.Tags, ", "),
			text: "the tags are " + orNone(strings.Join(now.Tags, ", ")) + " now, not " +
				orNone(strings.Join(old.Tags, ", ")),
		}))
	}
	if was, is := queryText(old), queryText(now); was != is {
		c.add(at(&change{
			rule: "op.query", was: was, is: is, wire: Break,
			text:    "the constant query is " + orNone(is) + " now, not " + orNone(was),
			oldTree: []any{old}, newTree: []any{now},
		}))
	}
	c.compareDocs(docPlace{subject: label, what: "the operation", pointer: now.Origin.Pointer}, old.Doc, now.Doc,
		deprecation{"op", old.Origin, now.Origin, c.operationReach(now, true, true)})
	c.compareDocs(docPlace{subject: now.Path.Template, what: "the path", pointer: now.Path.Origin.Pointer},
		old.Path.Doc, now.Path.Doc, deprecation{})
	c.compareParams(old, now)
	c.compareBodies(old, now)
	c.compareResponses(old, now)
	c.comparePaging(old, now)
	c.compareNotes(old, now)
}

// idText describes the change of an operationId.
func idText(was, is string) string {
	switch "" {
	case was:
		return "the operation has the operationId " + quoted(is) + " now"
	case is:
		return "the operation no longer has the operationId " + quoted(was)
	}
	return "the operationId is " + quoted(is) + " now, not " + quoted(was)
}

func queryText(op *api.Operation) string {
	var pairs []string
	for _, pair := range op.Query {
		pairs = append(pairs, pair.Name+"="+pair.Value)
	}
	return strings.Join(pairs, "&")
}

// compareNotes compares the permissions and limits of an operation, which are
// documentation.
func (c *comparer) compareNotes(old, now *api.Operation) {
	permissions := func(op *api.Operation) string {
		var list []string
		for _, p := range op.Permissions {
			list = append(list, strings.TrimSpace(p.Kind+": "+strings.Join(p.Names, ", ")+" "+p.Note))
		}
		slices.Sort(list)
		return strings.Join(list, "; ")
	}
	label := operationLabel(now)
	note := func(rule, text, was, is string) {
		if was != is {
			c.add((&change{
				rule: rule, subject: label, text: text, was: was, is: is, reach: c.operationReach(now, true, true),
			}).between(&old.Origin, &now.Origin))
		}
	}
	note("permission.changed", "the required permissions changed", permissions(old), permissions(now))
	note("op.limit", "the limits of the operation changed", limitText(old.Limits), limitText(now.Limits))
}

// comparePaging compares the pages of results.
func (c *comparer) comparePaging(old, now *api.Operation) {
	a, b := old.Paging, now.Paging
	x := &change{
		subject: operationLabel(now), reach: c.operationReach(now, true, true),
		oldTree: []any{pagesOf{old}}, newTree: []any{pagesOf{now}},
	}
	x.was, x.is = pagingText(a), pagingText(b)
	switch {
	case a == nil && b == nil || x.was == x.is:
		return
	case a == nil:
		x.rule, x.text = "paging.gained", "the operation has a method for all pages now"
	case b == nil:
		x.rule, x.text = "paging.lost", "the operation no longer has a method for all pages"
		x.behaviour = Risk
	default:
		x.rule, x.text, x.behaviour = "paging.changed", "pages are requested differently now", Risk
	}
	c.add(x.between(&old.Origin, &now.Origin))
}

func pagingText(p *api.Paging) string {
	if p == nil {
		return ""
	}
	path := func(list []*api.Field) string {
		var names []string
		for _, f := range list {
			names = append(names, f.Name)
		}
		return strings.Join(names, ".")
	}
	parts := []string{string(p.Style), "items " + path(p.Items)}
	for name, value := range pairsOf(
		"next", path(p.Next), "next of item", path(p.NextItem), "next header", p.NextHeader,
		"more", path(p.More), "end", path(p.End),
	) {
		if value != "" {
			parts = append(parts, name+" "+value)
		}
	}
	if p.Param != nil {
		parts = append(parts, "parameter "+p.Param.Name)
	}
	if p.First != 0 {
		parts = append(parts, "from 1")
	}
	return strings.Join(parts, ", ")
}

// pairsOf iterates over the pairs of a list.
func pairsOf(list ...string) func(yield func(a, b string) bool) {
	return func(yield func(a, b string) bool) {
		for i := 0; i+1 < len(list); i += 2 {
			if !yield(list[i], list[i+1]) {
				return
			}
		}
	}
}

// compareCallbacks compares callbacks and webhooks.
func (c *comparer) compareCallbacks() {
	matched := map[*api.Callback]bool{}
	for old, now := range c.pairedCallbacks() {
		matched[old], matched[now] = true, true
		c.compareCallback(old, now)
	}
	for _, cb := range c.old.api.Callbacks {
		if !matched[cb] {
			c.add((&change{
				rule: "webhook.removed", subject: callbackLabel(cb), text: "the service no longer sends it",
				wire:  Break,
				reach: c.callbackReach(cb), oldTree: []any{cb}, bySelection: c.isDeselected(cb.Origin.Pointer),
			}).between(&cb.Origin, nil))
		}
	}
	for _, cb := range c.now.api.Callbacks {
		if !matched[cb] {
			c.add((&change{
				rule: "webhook.added", subject: callbackLabel(cb), text: "the service sends it now",
				reach: c.callbackReach(cb), newTree: []any{cb}, bySelection: c.isNewlySelected(cb.Origin.Pointer),
			}).between(nil, &cb.Origin))
		}
	}
}

func (c *comparer) callbackReach(cb *api.Callback) reach {
	return reach{response: true, receivers: c.labels.of(callbackLabel(cb))}
}

func (c *comparer) compareCallback(old, now *api.Callback) {
	label := callbackLabel(now)
	c.comparePlace(&usePlace{
		rule: "webhook", what: "the payload", subject: label, old: old.Origin, now: now.Origin,
		reach:   c.callbackReach(now),
		oldTree: []any{old}, newTree: []any{now},
	}, old.Payload, now.Payload)
	x := func(rule, text, was, is string) *change {
		return (&change{
			rule: rule, subject: label, text: text, was: was, is: is, reach: c.callbackReach(now),
			oldTree: []any{old}, newTree: []any{now},
		}).between(&old.Origin, &now.Origin)
	}
	if old.Method != now.Method {
		was, is := old.Method, now.Method
		y := x("webhook.method", "the service sends "+is+" requests now, not "+was, was, is)
		y.wire = Break
		c.add(y)
	}
	if old.Status != now.Status {
		was, is := statusText(old.Status), statusText(now.Status)
		c.add(x("webhook.status", "the service expects status "+is+" now, not "+was, was, is))
	}
	if old.ContentType != now.ContentType {
		was, is := old.ContentType, now.ContentType
		y := x("webhook.media", "the content type of the payload is "+is+" now, not "+was, was, is)
		y.wire = Break
		c.add(y)
	}
	if old.MismatchStatus != now.MismatchStatus {
		y := x("webhook.mismatch", "the handler replies to payloads of another format with another status",
			statusText(old.MismatchStatus), statusText(now.MismatchStatus))
		y.behaviour = Risk
		c.add(y)
	}
	if was, is := schemeNames(old.Schemes, c.schemes), schemeNames(now.Schemes, nil); was != is {
		c.add(x("webhook.security", "the request has the credentials "+orNone(is)+" now, not "+orNone(was), was, is))
	}
	c.compareDocs(docPlace{subject: label, what: "the callback", pointer: now.Origin.Pointer}, old.Doc, now.Doc,
		deprecation{"webhook", old.Origin, now.Origin, c.callbackReach(now)})
}
