package review

// This file matches the parts of both descriptions.
//
// Operations match by method and path, whatever the names of path parameters;
// components match by name. An inline type matches the type at the same place:
// the same property, parameter, body, result, element or alternative. A type whose
// component is gone matches a new one that all of its places use instead, if both
// have at least half of their names in common: it was renamed.

import (
	"maps"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
)

// comparer compares two sides.
type comparer struct {
	old, now *side
	labels   *labelTable

	operations map[*api.Operation]*api.Operation // old to new
	types      map[*api.Type]*api.Type           // old to new
	back       map[*api.Type]*api.Type           // new to old
	renamed    map[*api.Type]*api.Type           // of types, old to new
	queue      [][2]*api.Type                    // matched types whose content is to be matched

	schemes map[string]string          // names of renamed security schemes, old to new
	moved   map[string]string          // labels of moved operations, old to new
	moves   map[*api.Operation]*change // of moved operations
	names   *goRenames

	selected   map[*api.Operation]bool // operations that are on one side only because of the selection
	selections map[string]*change      // changes of the selection by rule

	oldSymbols, nowSymbols map[symbolKey]*goSymbol // of files that differ
	firstInFile            map[string]*goSymbol    // of the new side; nil until nearSymbol is called

	used map[*api.Type][]*api.Type // see typesWithin

	places [2]*placeIndex // of the old and the new side; nil until setPlaces is called

	changes []*change
	merged  map[string]*change
	texts   map[string]*change         // changes of documentation, by both texts
	typing  map[[2]*api.Type]bool      // pairs of types in progress, see accepts
	words   map[string]map[string]bool // see wordsOf
}

func newComparer(before, after *Generation) *comparer {
	labels := newLabelTable(apiOf(before), apiOf(after))
	return &comparer{
		labels: labels, old: newSide(before, labels), now: newSide(after, labels),
		operations: map[*api.Operation]*api.Operation{},
		types:      map[*api.Type]*api.Type{}, back: map[*api.Type]*api.Type{},
		renamed: map[*api.Type]*api.Type{}, schemes: map[string]string{}, moved: map[string]string{},
		moves: map[*api.Operation]*change{}, names: newGoRenames(),
		selected: map[*api.Operation]bool{}, selections: map[string]*change{},
		used:   map[*api.Type][]*api.Type{},
		merged: map[string]*change{}, texts: map[string]*change{}, typing: map[[2]*api.Type]bool{},
		words: map[string]map[string]bool{},
	}
}

// apiOf returns the API of a generation, which may be nil.
func apiOf(g *Generation) *api.API {
	if g == nil || g.Plan == nil {
		return &api.API{}
	}
	return g.Plan.API
}

// match matches operations and types.
func (c *comparer) match() {
	c.matchComponents()
	c.matchOperations()
	for old, now := range c.pairedOperations() {
		c.matchOperationTypes(old, now)
	}
	for old, now := range c.pairedCallbacks() {
		c.matchUses(old.Payload, now.Payload)
	}
	c.matchContents()
	c.matchUnused()
}

// matchUnused matches components that no operation uses by their content, if it is the
// content of a single one on each side.
func (c *comparer) matchUnused() {
	unused := func(s *side, matched map[*api.Type]*api.Type) map[string][]*api.Type {
		out := map[string][]*api.Type{}
		for _, t := range s.api.Types {
			names := contentNames(t)
			if t.Key == "" || matched[t] != nil || len(names) == 0 || s.reached.of(t).direction() != "" {
				continue
			}
			key := string(t.Kind) + " " + strings.Join(names, ",")
			out[key] = append(out[key], t)
		}
		return out
	}
	old, now := unused(c.old, c.types), unused(c.now, c.back)
	for _, key := range slices.Sorted(maps.Keys(old)) {
		if len(old[key]) == 1 && len(now[key]) == 1 && c.pair(old[key][0], now[key][0]) {
			c.renamed[old[key][0]] = now[key][0]
		}
	}
	c.matchContents()
}

// matchComponents matches the types that are components with the same name.
func (c *comparer) matchComponents() {
	byKey := map[string]*api.Type{}
	for _, t := range c.now.api.Types {
		if t.Key != "" {
			byKey[t.Key] = t
		}
	}
	for _, t := range c.old.api.Types {
		if now := byKey[t.Key]; now != nil && t.Key != "" {
			c.pair(t, now)
		}
	}
}

// pair matches two types, unless one has a match already.
func (c *comparer) pair(old, now *api.Type) bool {
	if c.types[old] != nil || c.back[now] != nil {
		return false
	}
	c.types[old], c.back[now] = now, old
	c.queue = append(c.queue, [2]*api.Type{old, now})
	return true
}

// matchContents matches the types inside of matched types.
func (c *comparer) matchContents() {
	c.takeQueue()
}

// takeQueue matches the types inside of newly matched types and returns all of them.
func (c *comparer) takeQueue() [][2]*api.Type {
	var all [][2]*api.Type
	for len(c.queue) > 0 {
		old, now := c.queue[0][0], c.queue[0][1]
		all, c.queue = append(all, c.queue[0]), c.queue[1:]
		after := fieldsByName(now)
		for _, f := range old.Fields {
			if other := after[f.Name]; other != nil {
				c.matchUses(f.Type, other.Type)
			}
		}
		for _, pair := range c.variantPairs(old, now) {
			c.matchUses(pair.old.Type, pair.now.Type)
		}
		if old.Content != nil && now.Content != nil {
			c.matchUses(*old.Content.Elem, *now.Content.Elem)
		}
	}
	return all
}

func fieldOf(t *api.Type, name string) *api.Field {
	for _, f := range t.Fields {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// fieldsByName returns the properties of a type by their names. To find one property,
// fieldOf is faster.
func fieldsByName(t *api.Type) map[string]*api.Field {
	fields := make(map[string]*api.Field, len(t.Fields))
	for _, f := range slices.Backward(t.Fields) { // fieldOf returns the first one
		fields[f.Name] = f
	}
	return fields
}

// matchUses matches the types of a place.
func (c *comparer) matchUses(old, now api.Use) {
	for old.Type != nil && now.Type != nil && old.Type.Kind == now.Type.Kind &&
		(old.Type.Kind == api.List || old.Type.Kind == api.Map) {
		old, now = *old.Type.Elem, *now.Type.Elem
	}
	x, y := declared(old), declared(now)
	if x == nil || y == nil || c.types[x] != nil || c.back[y] != nil {
		return
	}
	if x.Key == "" && y.Key == "" || c.isRename(x, y) {
		if c.pair(x, y) && (x.Key != "" || y.Key != "") {
			c.renamed[x] = y
		}
	}
}

// declared returns the declared type of a use, or nil.
func declared(u api.Use) *api.Type {
	switch {
	case u.Type == nil:
		return nil
	case isNamed(u.Type):
		return u.Type
	}
	return u.Type.Enum
}

// isRename reports whether now, which replaces old at a place, is the same type with
// another name.
func (c *comparer) isRename(old, now *api.Type) bool {
	if old.Kind != now.Kind || old.Polymorphic != now.Polymorphic {
		return false
	}
	a, b := contentNames(old), contentNames(now)
	known := make(map[string]bool, len(b))
	for _, name := range b {
		known[name] = true
	}
	common := 0
	for _, name := range a {
		if known[name] {
			common++
		}
	}
	return common*2 >= max(len(a), len(b)) && common > 0
}

// contentNames returns the names by which types are compared: those of properties,
// values or alternatives.
func contentNames(t *api.Type) []string { return contentNamesIn(t, maxContentDepth) }

// maxContentDepth limits the nesting of inline unions, which may contain themselves.
const maxContentDepth = 3

func contentNamesIn(t *api.Type, depth int) []string {
	var list []string
	for _, f := range t.Fields {
		list = append(list, f.Name)
	}
	for _, m := range t.Members {
		list = append(list, m.Value)
	}
	for _, v := range t.Variants {
		if inner := v.Type.Type; isNamed(inner) && inner.Key == "" && depth > 0 {
			list = append(list, string(inner.Kind)+" "+strings.Join(contentNamesIn(inner, depth-1), ","))
		} else {
			list = append(list, v.Type.String())
		}
	}
	if t.Content != nil {
		list = append(list, t.Content.String())
	}
	return list
}

// operationKey identifies an operation whatever the names of its path parameters.
func operationKey(op *api.Operation) string {
	return op.Method + " " + withoutParameters(op.Path.Template)
}

// withoutParameters replaces the parameters of a path by "{}".
func withoutParameters(template string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteString("{}")
		_, template, _ = strings.Cut(rest, "}")
	}
}

func (c *comparer) matchOperations() {
	byKey := map[string]*api.Operation{}
	for _, op := range c.now.api.Operations {
		byKey[operationKey(op)] = op
	}
	for _, op := range c.old.api.Operations {
		if now := byKey[operationKey(op)]; now != nil {
			c.operations[op] = now
		}
	}
}

// pairedOperations iterates over the matched operations in the order of the old API.
func (c *comparer) pairedOperations() func(yield func(old, now *api.Operation) bool) {
	return func(yield func(old, now *api.Operation) bool) {
		for _, op := range c.old.api.Operations {
			if now := c.operations[op]; now != nil && !yield(op, now) {
				return
			}
		}
	}
}

// pairedCallbacks iterates over the callbacks that exist on both sides.
func (c *comparer) pairedCallbacks() func(yield func(old, now *api.Callback) bool) {
	return func(yield func(old, now *api.Callback) bool) {
		for _, cb := range c.old.api.Callbacks {
			if now := c.callbackIn(c.now.api, cb, c.operations); now != nil && !yield(cb, now) {
				return
			}
		}
	}
}

// callbackIn returns the callback of an API that corresponds to cb, or nil.
func (c *comparer) callbackIn(a *api.API, cb *api.Callback, owners map[*api.Operation]*api.Operation) *api.Callback {
	for _, other := range a.Callbacks {
		sameOwner := (cb.Owner == nil) == (other.Owner == nil) && (cb.Owner == nil || owners[cb.Owner] == other.Owner)
		if sameOwner && cb.Name == other.Name && cb.Method == other.Method &&
			cb.RequiredProperty == other.RequiredProperty {
			return other
		}
	}
	if cb.RequiredProperty != "" || len(callbacksLike(cb, c.old.api)) > 1 || len(callbacksLike(cb, c.now.api)) > 1 {
		return nil
	}
	for _, other := range callbacksLike(cb, a) { // with another method
		if (cb.Owner == nil) == (other.Owner == nil) && (cb.Owner == nil || owners[cb.Owner] == other.Owner) {
			return other
		}
	}
	return nil
}

// callbacksLike returns the callbacks of an API with the name of another one.
func callbacksLike(cb *api.Callback, a *api.API) []*api.Callback {
	return slices.DeleteFunc(slices.Clone(a.Callbacks), func(o *api.Callback) bool { return o.Name != cb.Name })
}

// matchOperationTypes matches the types of an operation.
func (c *comparer) matchOperationTypes(old, now *api.Operation) {
	for _, p := range allParams(old) {
		if other := paramOf(now, p.In, p.Name); other != nil {
			c.matchUses(p.Type, other.Type)
		}
	}
	for _, b := range allBodies(old) {
		if other := bodyOf(now, b.Format); other != nil {
			c.matchUses(b.Type, other.Type)
		}
	}
	if old.Body != nil && now.Body != nil {
		c.matchUses(old.Body.Type, now.Body.Type)
	}
	for _, r := range slices.Concat(old.Success, old.Errors) {
		if other := responseOf(now, r.Status); other != nil {
			c.matchResponses(r, other)
		}
	}
	if x, y := old.Result(), now.Result(); x != nil && y != nil {
		c.matchResponses(x, y)
	}
	for _, r := range old.Errors { // "default" became "4XX"
		for _, other := range now.Errors {
			if responseOf(now, r.Status) == nil && r.Type != nil && other.Type != nil {
				x, y := declared(*r.Type), declared(*other.Type)
				if x != nil && y != nil && c.isRename(x, y) {
					c.matchResponses(r, other)
				}
			}
		}
	}
}

func (c *comparer) matchResponses(old, now *api.Response) {
	if old.Type != nil && now.Type != nil {
		c.matchUses(*old.Type, *now.Type)
	}
	for _, content := range old.OtherContents {
		for _, other := range now.OtherContents {
			if content.Format == other.Format && content.Type != nil && other.Type != nil {
				c.matchUses(*content.Type, *other.Type)
			}
		}
	}
	if old.Sequence != nil && now.Sequence != nil {
		for _, e := range old.Sequence.Events {
			for _, other := range now.Sequence.Events {
				if e.Name == other.Name {
					c.matchUses(e.Type, other.Type)
				}
			}
		}
	}
}

// paramOf returns a parameter of an operation, or nil. The case of a header's name has no meaning.
func paramOf(op *api.Operation, in api.ParamIn, name string) *api.Param {
	for _, p := range allParams(op) {
		if p.In == in && (p.Name == name || in == api.InHeader && strings.EqualFold(p.Name, name)) {
			return p
		}
	}
	return nil
}

func bodyOf(op *api.Operation, format api.Format) *api.Body {
	for _, b := range allBodies(op) {
		if b.Format == format {
			return b
		}
	}
	return nil
}

func responseOf(op *api.Operation, status string) *api.Response {
	for _, r := range slices.Concat(op.Success, op.Errors) {
		if r.Status == status {
			return r
		}
	}
	return nil
}

// variantPair is an alternative on both sides.
type variantPair struct{ old, now *api.Variant }

// variantPairs returns the alternatives of unions and the subtypes of polymorphic
// types that exist on both sides: the same component, the same Go name, the same
// value of the discriminator, or else similar inline types.
func (c *comparer) variantPairs(old, now *api.Type) []variantPair {
	x, y := slices.Concat(old.Variants, old.Subtypes), slices.Concat(now.Variants, now.Subtypes)
	pairs, taken := map[*api.Variant]*api.Variant{}, map[*api.Variant]bool{}
	byType := map[*api.Type][]*api.Variant{}
	for _, b := range y {
		byType[b.Type.Type] = append(byType[b.Type.Type], b)
	}
	pairAll := func(candidates func(a *api.Variant) []*api.Variant, same func(a, b *api.Variant) bool) {
		for _, a := range x {
			for _, b := range candidates(a) {
				if pairs[a] == nil && !taken[b] && same(a, b) {
					pairs[a], taken[b] = b, true
				}
			}
		}
	}
	ofType := func(a *api.Variant) []*api.Variant { return byType[c.types[a.Type.Type]] }
	ofUnion := func(a *api.Variant) []*api.Variant {
		if c.types[a.Type.Type] != nil {
			return nil
		}
		return y
	}
	pairAll(ofType, func(a, b *api.Variant) bool { return a.Value == b.Value })
	pairAll(ofType, func(_, _ *api.Variant) bool { return true })
	pairAll(ofUnion, func(a, b *api.Variant) bool { return c.sameType(a.Type.Type, b.Type.Type) })
	pairAll(ofUnion, c.sameVariantName)
	pairAll(ofUnion, c.sameWrapper)
	pairAll(ofUnion, func(a, b *api.Variant) bool {
		return a.Value != "" && a.Value == b.Value && bothInline(a.Type.Type, b.Type.Type)
	})
	pairAll(ofUnion, func(a, b *api.Variant) bool {
		return bothInline(a.Type.Type, b.Type.Type) && c.isRename(a.Type.Type, b.Type.Type)
	})
	isRenamed := func(a, b *api.Variant) bool {
		from, to := a.Type.Type, b.Type.Type
		return isNamed(from) && isNamed(to) && c.types[from] == nil && c.back[to] == nil && c.isRename(from, to)
	}
	pairAll(ofUnion, func(a, b *api.Variant) bool { return a.Value == b.Value && isRenamed(a, b) })
	pairAll(ofUnion, isRenamed)
	var out []variantPair
	for _, a := range x {
		if pairs[a] != nil {
			out = append(out, variantPair{a, pairs[a]})
		}
	}
	return out
}

// sameType reports whether two types are matched, or equal types without a name.
func (c *comparer) sameType(old, now *api.Type) bool {
	if c.types[old] != nil || isNamed(old) || isNamed(now) {
		return c.types[old] == now && now != nil
	}
	return c.equalTypes(old, now)
}

// sameVariantName reports whether the inline types of two alternatives have the same
// Go name. The names in fragen.lock follow an alternative to another index.
func (c *comparer) sameVariantName(a, b *api.Variant) bool {
	x, y := c.old.names[a.Type.Type], c.now.names[b.Type.Type]
	return x != "" && x == y && bothInline(a.Type.Type, b.Type.Type)
}

// sameWrapper reports whether two alternatives without a name are elements of a union with
// the same Go type. A list of strings that became a list of numbers is such an alternative.
func (c *comparer) sameWrapper(a, b *api.Variant) bool {
	x, y := c.old.wrappers[a], c.now.wrappers[b]
	return x != "" && x == y && !isNamed(a.Type.Type) && !isNamed(b.Type.Type) &&
		a.Type.Type.Kind == b.Type.Type.Kind
}

func bothInline(x, y *api.Type) bool { return isNamed(x) && isNamed(y) && x.Key == "" && y.Key == "" }

// equalTypes reports whether two types without a declaration are equal, given the
// matched types.
func (c *comparer) equalTypes(old, now *api.Type) bool {
	if isNamed(old) || isNamed(now) {
		return isNamed(old) && c.types[old] == now && now != nil
	}
	if old.Kind != now.Kind || !slices.Equal(old.Values, now.Values) || !slices.Equal(old.JSONTypes, now.JSONTypes) ||
		(old.Enum == nil) != (now.Enum == nil) || old.Enum != nil && c.types[old.Enum] != now.Enum {
		return false
	}
	if old.Kind == api.List || old.Kind == api.Map {
		return old.Elem.Nullable == now.Elem.Nullable && c.equalTypes(old.Elem.Type, now.Elem.Type)
	}
	return true
}
