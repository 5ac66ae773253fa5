package review

// This file finds Go names that differ although their parts are on both sides. The names
// in fragen.lock do not change, so they differ only without the lock of the old side, or
// because of naming in fragen.yaml:
//
//	CallsRequestBuilder → CommunicationsCallsRequestBuilder
//
// A name that contains the name of another part belongs to the change of that part: the
// options of a call to its request builder, and a request builder to the first one of its
// path. Names that differ only in the case of letters are one change.

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// goRename is a Go name that differs between the sides.
type goRename struct {
	key      string // in fragen.lock; "" for a name that the lock does not have
	old, now symbolKey
	cause    *change
}

// goRenames are the names that differ.
type goRenames struct {
	byOld, byNow map[symbolKey]*goRename
	byPointer    map[string]*goRename // of types, request builders and calls, by the key without its role
	oldWords     map[string]*goRename // of packages, for the types of other symbols
	nowWords     map[string]*goRename
	ofChange     map[*change][]*goRename
	params       map[string]*change // of path parameters with other names, by path
	sameLetters  *goRename          // the first name that differs only in case
}

func newGoRenames() *goRenames {
	return &goRenames{
		byOld: map[symbolKey]*goRename{}, byNow: map[symbolKey]*goRename{}, byPointer: map[string]*goRename{},
		params:   map[string]*change{},
		oldWords: map[string]*goRename{}, nowWords: map[string]*goRename{}, ofChange: map[*change][]*goRename{},
	}
}

// compareGoNames adds the changes of the names in fragen.lock.
func (c *comparer) compareGoNames() {
	if layoutOf(c.old.gen.Plan) != layoutOf(c.now.gen.Plan) {
		return // names of other packages, and of other kinds of calls
	}
	list := c.differentNames()
	for _, r := range list {
		isMember := strings.Contains(r.old.Name, ".")
		if !isMember {
			c.names.oldWords[r.old.Name], c.names.nowWords[r.now.Name] = r, r
		}
		if c.names.byPointer[pointerOf(r.key)] == nil && (!isMember || isCall(r.key)) { // a key without a role is first
			c.names.byPointer[pointerOf(r.key)] = r
		}
	}
	for _, x := range c.changes {
		if x.rule == "path.param.renamed" {
			c.names.params[x.group] = x
		}
	}
	for _, r := range list {
		c.nameChanged(r)
	}
	for _, t := range c.old.api.Types {
		u, v := c.old.unions[t], c.now.unions[c.types[t]]
		if u != nil && v != nil && len(u.Bases) > 0 && len(v.Bases) > 0 {
			c.compareBaseMethod(t, u.Bases[0], v.Bases[0])
		}
	}
	for x := range c.names.ofChange {
		c.describeNames(x)
	}
}

// layoutOf describes the kinds of packages and calls.
func layoutOf(p *plan.Plan) string {
	for _, pkg := range p.Packages {
		for _, f := range pkg.Files {
			for _, d := range f.Decls {
				if client, ok := d.(*plan.Client); ok {
					return layoutText(client)
				}
			}
		}
	}
	return ""
}

func layoutText(client *plan.Client) string {
	calls, packages := "request builders", "one package"
	if client.Root != nil && client.Root.Operations {
		calls = "methods of clients"
	}
	if client.Tree != nil {
		packages = "several packages"
	}
	return calls + " in " + packages
}

// alternative matches an index in a key. Alternatives with the same index need not be the
// same, so their names are compared with their types.
var alternative = regexp.MustCompile(`/(oneOf|anyOf|allOf)/[0-9]+`)

// differentNames returns the names that differ under the same key. A member is not in the
// list if only the name of its type differs.
func (c *comparer) differentNames() []*goRename {
	var list []*goRename
	was, is := c.old.gen.Plan.Symbols, c.now.gen.Plan.Symbols // sorted by key
	for len(was) > 0 && len(is) > 0 {
		a, b := was[0], is[0]
		if a.Key <= b.Key {
			was = was[1:]
		}
		if b.Key <= a.Key {
			is = is[1:]
		}
		if a.Key != b.Key || a.Name == "" || b.Name == "" || lastName(a.Name) == lastName(b.Name) ||
			alternative.MatchString(a.Key) {
			continue
		}
		r := &goRename{key: a.Key, old: c.old.symbolOf(a.Name), now: c.now.symbolOf(b.Name)}
		if r.old.Dir == r.now.Dir {
			list = append(list, r)
		}
	}
	return list
}

// lastName returns a name in fragen.lock without its package and its type.
func lastName(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// symbolOf returns the symbol of a name in fragen.lock, which begins with the package
// unless that is the package of the target.
func (s *side) symbolOf(name string) symbolKey {
	first, rest, found := strings.Cut(name, ".")
	if _, isPackage := s.imports[first]; found && isPackage {
		return symbolKey{first, rest}
	}
	return symbolKey{"", name}
}

// pointerOf returns a key in fragen.lock without the role of the name, such as "@options".
func pointerOf(key string) string {
	if i := strings.LastIndexByte(key, '@'); i > 0 && key[i-1] != '/' {
		return key[:i]
	}
	return key
}

// isCall reports whether a key is that of the method that sends the request of an operation.
func isCall(key string) bool {
	rest, ok := strings.CutPrefix(key, "/paths/")
	_, method, found := strings.Cut(rest, "/")
	return ok && found && !strings.ContainsAny(method, "/@")
}

// isOtherArgument reports whether a method has the name of a path parameter that has
// another name now, which is a change of the parameter.
func (c *comparer) isOtherArgument(r *goRename) bool {
	first := func(parts []any) string {
		if len(parts) > 0 {
			if p, ok := parts[0].(*api.Param); ok && p.In == api.InPath {
				return p.Name
			}
		}
		return ""
	}
	return first(c.old.owners[r.old]) != first(c.now.owners[r.now])
}

// nameChanged adds a name to the change that it belongs to, or to a new one.
func (c *comparer) nameChanged(r *goRename) {
	if r.cause == nil {
		r.cause = c.causeOfName(r)
	}
	n := c.names
	n.byOld[r.old], n.byNow[r.now] = r, r
	n.ofChange[r.cause] = append(n.ofChange[r.cause], r)
	if was, is := c.old.hooks[r.old], c.now.hooks[r.now]; was != is {
		c.nameChanged(&goRename{old: symbolKey{r.old.Dir, was}, now: symbolKey{r.now.Dir, is}, cause: r.cause})
	}
}

// causeOfName returns the change that a name belongs to. It may be a new one.
func (c *comparer) causeOfName(r *goRename) *change {
	if x := cmp.Or(c.valueNames(r), c.tableNames(r)); x != nil {
		return x
	}
	if above := c.nameAbove(r); above != nil {
		if above.cause == nil {
			above.cause = c.causeOfName(above)
		}
		return above.cause
	}
	if template, ok := strings.CutPrefix(pointerOf(r.key), "/paths/"); ok {
		x := c.names.params[strings.ReplaceAll(template, "~1", "/")]
		if x != nil && (strings.HasSuffix(r.key, "@builder") || c.isOtherArgument(r)) {
			return x
		}
	}
	if strings.EqualFold(lastName(r.old.Name), lastName(r.now.Name)) {
		if first := c.names.sameLetters; first != nil {
			return first.cause
		}
		c.names.sameLetters = r
	}
	return c.add(c.nameChange(r))
}

// valueNames returns the change of the names that the description has for the values of
// an enum, if r is the name of a value and there is such a change.
func (c *comparer) valueNames(r *goRename) *change {
	parts := c.old.owners[r.old]
	if len(parts) < 2 {
		return nil
	}
	if _, ok := parts[0].(*api.Member); !ok {
		return nil
	}
	i := slices.IndexFunc(c.changes, func(x *change) bool {
		return x.rule == "enum.names" && slices.Contains(x.oldTree, parts[1])
	})
	if i < 0 {
		return nil
	}
	return c.changes[i]
}

// tableNames returns the change of the name of a code table, if r is a name of the table and
// there is such a change.
func (c *comparer) tableNames(r *goRename) *change {
	for _, part := range c.old.owners[r.old] {
		if _, ok := part.(*api.Table); !ok {
			continue
		}
		if i := slices.IndexFunc(c.changes, func(x *change) bool {
			return x.rule == "codes.table.renamed" && slices.Contains(x.oldTree, part)
		}); i >= 0 {
			return c.changes[i]
		}
	}
	return nil
}

// nameAbove returns the name that another one contains, or nil: that of a type, call or
// request builder that contains its part.
func (c *comparer) nameAbove(r *goRename) *goRename {
	pointer := pointerOf(r.key)
	isMember := strings.Contains(r.old.Name, ".")
	if path, ok := strings.CutPrefix(pointer, "/paths/"); ok {
		return c.nameAbovePath(r, path, isMember)
	}
	for ; pointer != "" && !isMember; pointer = string(above(diag.Pointer(pointer))) {
		if other := c.names.byPointer[pointer]; other != nil && other != r && extendsName(r, other) {
			return other
		}
	}
	return nil
}

// nameAbovePath is nameAbove for a pointer below /paths/.
func (c *comparer) nameAbovePath(r *goRename, pointer string, isMember bool) *goRename {
	template, rest, _ := strings.Cut(pointer, "/")
	for path := range templatesAbove(template) {
		above := c.names.byPointer["/paths/"+path]
		if above == r {
			return nil
		}
		if above != nil && !isMember {
			return above
		}
	}
	method, _, _ := strings.Cut(rest, "/")
	if above := c.names.byPointer["/paths/"+template+"/"+method]; above != r {
		return above
	}
	return nil
}

// templatesAbove iterates over the beginnings of a path template in a pointer, the shortest
// first.
func templatesAbove(template string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for i := 1; i < len(template); i++ {
			if strings.HasPrefix(template[i:], "~1") && !yield(template[:i]) {
				return
			}
		}
		yield(template)
	}
}

// extendsName reports whether a name contains the name of another part on both sides, with
// the rest being equal.
func extendsName(r, above *goRename) bool {
	rest, ok := strings.CutPrefix(r.old.Name, above.old.Name)
	other, same := strings.CutPrefix(r.now.Name, above.now.Name)
	return ok && same && rest == other ||
		strings.ReplaceAll(r.old.Name, above.old.Name, above.now.Name) == r.now.Name
}

// nameChange returns the change of a name.
func (c *comparer) nameChange(r *goRename) *change {
	x := &change{
		rule: "name.changed", subject: r.now.Name, was: r.old.Name, is: r.now.Name, group: pointerOf(r.key),
		oldTree: []any{r}, newTree: []any{r}, at: diag.Pointer(pointerOf(r.key)),
		remedy: "use " + r.now.Name + ", or keep the old names with fragen.lock or naming in fragen.yaml",
	}
	for _, s := range []*side{c.old, c.now} {
		key, position := r.old, &x.old
		if s == c.now {
			key, position = r.now, &x.now
		}
		parts := s.owners[key]
		if len(parts) > 0 {
			if o := partOrigin(parts[0]); o != nil {
				*position = o.Pos
			}
		}
		for _, part := range parts {
			c.extendReach(x, c.partReach(s, part))
		}
	}
	return x
}

// partOrigin returns the origin of a part of the API, or nil.
func partOrigin(part any) *api.Origin {
	switch part := part.(type) {
	case *api.Type:
		return &part.Origin
	case *api.Field:
		return &part.Origin
	case *api.Member:
		return &part.Origin
	case *api.Operation:
		return &part.Path.Origin
	case *api.Param:
		return &part.Origin
	case *api.Callback:
		return &part.Origin
	case *api.Variant:
		return &part.Origin
	}
	return nil
}

// partReach returns the operations that reach a part.
func (c *comparer) partReach(s *side, part any) reach {
	switch part := part.(type) {
	case *api.Type:
		return s.reached.of(part)
	case *api.Operation:
		return c.operationReach(part, true, true)
	case *api.Callback:
		return c.callbackReach(part)
	}
	return reach{}
}

// compareBaseMethod adds the change of the name of the method that returns the fields of a
// polymorphic type. The name depends on the base types of its subtypes.
func (c *comparer) compareBaseMethod(t *api.Type, old, now *plan.Base) {
	if old.Method == now.Method {
		return
	}
	x := c.typeChange(t, c.types[t], change{
		rule: "name.changed", was: string(old.Method), is: string(now.Method),
		text:   "the method " + string(old.Method) + " is " + string(now.Method) + " now",
		remedy: "rename the calls",
	})
	x.oldTree, x.newTree = []any{old}, []any{now}
	x = c.add(x)
	add := func(pkg *plan.Package, was, is names.Ident) {
		c.nameChanged(&goRename{
			old: symbolKey{pkg.Dir, string(was) + "." + string(old.Method)},
			now: symbolKey{pkg.Dir, string(is) + "." + string(now.Method)}, cause: x,
		})
	}
	hasBase := func(bases []*plan.Base, base *plan.Base) bool {
		return slices.ContainsFunc(bases, func(b *plan.Base) bool { return b.Struct == base.Struct })
	}
	for _, t := range c.old.api.Types {
		if a, b := c.old.structs[t], c.now.structs[c.types[t]]; a != nil && b != nil && hasBase(a.Bases, old) &&
			hasBase(b.Bases, now) {
			add(a.Package, a.Name, b.Name)
		}
		if a, b := c.old.unions[t], c.now.unions[c.types[t]]; a != nil && b != nil && hasBase(a.Bases, old) &&
			hasBase(b.Bases, now) {
			add(a.Package, a.Name, b.Name)
		}
	}
}

// describeNames sets the text of a change of names.
func (c *comparer) describeNames(x *change) {
	if x.rule != "name.changed" {
		return
	}
	list := c.names.ofChange[x]
	for _, r := range list {
		if other := c.names.byNow[r.old]; other != nil && other != r {
			x.behaviour = Break // callers compile, and use another part of the API
		}
	}
	if x.text != "" {
		return
	}
	x.text = x.was + " is " + x.is + " now"
	isSet := c.renamedBySetting(x, x.group)
	if first := c.names.sameLetters; !isSet && first != nil && first.cause == x && len(list) > 1 {
		x.text = strconv.Itoa(len(list)) + " names differ only in the case of letters, such as " +
			x.was + " and " + x.is
		x.subject, x.remedy = "names", "rename the uses, or restore naming.initialisms in fragen.yaml"
		c.atSetting(x, "naming")
		return
	}
	if more := len(list) - 1; more > 0 {
		x.text += ", and " + countMore(more, "name") + " changed with it"
	}
	if x.behaviour == Break {
		x.text += "; the old name has another meaning"
		x.remedy = "check the uses of " + x.was + ", which compile but have another meaning"
	}
}

// counterpart returns the change of the name of a symbol that is on one side only, if the
// symbol of the other side is the same except for names. The symbol is renamed itself, or
// it is a member of a type that is.
func (c *comparer) counterpart(s *symbolChange) *change {
	renames, symbols, here := c.names.byOld, c.nowSymbols, s.Old
	other := func(r *goRename) symbolKey { return r.now }
	if s.Old == nil {
		renames, symbols, here = c.names.byNow, c.oldSymbols, s.New
		other = func(r *goRename) symbolKey { return r.old }
	}
	if r := renames[s.Key]; r != nil {
		if there := symbols[other(r)]; there == nil || c.sameButNames(here, there, s.Old == nil) {
			return r.cause
		}
	}
	receiver, member, isMember := strings.Cut(s.Key.Name, ".")
	r := renames[symbolKey{s.Key.Dir, receiver}]
	if !isMember || r == nil {
		return nil
	}
	key := other(r)
	if there := symbols[symbolKey{key.Dir, key.Name + "." + member}]; there != nil &&
		c.sameButNames(here, there, s.Old == nil) {
		return r.cause
	}
	return nil
}

// renamedMarker returns the change of the name of a union whose members have a marker that
// is on one side only, if the type has the marker with the other name on the other side.
func (c *comparer) renamedMarker(s *symbolChange) *change {
	here, there, renames, symbols := c.old, c.now, c.names.byOld, c.nowSymbols
	matches := c.types
	if s.Old == nil {
		here, there, renames, symbols = c.now, c.old, c.names.byNow, c.oldSymbols
		matches = c.back
	}
	receiver, marker, _ := strings.Cut(s.Key.Name, ".")
	union, ok := here.markers[marker].(*api.Type)
	if !ok || here.unions[union] == nil || there.unions[matches[union]] == nil {
		return nil
	}
	r := renames[symbolKey{s.Key.Dir, string(here.unions[union].Name)}]
	if own := renames[symbolKey{s.Key.Dir, receiver}]; own != nil {
		receiver = own.now.Name
		if s.Old == nil {
			receiver = own.old.Name
		}
	}
	other := symbolKey{s.Key.Dir, receiver + "." + string(there.unions[matches[union]].Marker)}
	if r == nil || symbols[other] == nil {
		return nil
	}
	return r.cause
}

// sameButNames reports whether two symbols have the same kind and type except for renamed
// types. If reversed is true, the first one is the new one.
func (c *comparer) sameButNames(a, b *goSymbol, reversed bool) bool {
	if reversed {
		a, b = b, a
	}
	words := splitWords(a.Type)
	for i, word := range words {
		if r := c.names.oldWords[word]; r != nil {
			words[i] = r.now.Name
		}
	}
	return a.Kind == b.Kind && strings.Join(words, "") == b.Type
}

// ofName returns the changes of the names of a symbol that is on both sides under the same
// name, which is the name of another part now.
func (c *comparer) ofName(s *symbolChange) []*change {
	var found []*change
	receiver, _, _ := strings.Cut(s.Key.Name, ".")
	for _, key := range []symbolKey{s.Key, {s.Key.Dir, receiver}} {
		for _, renames := range []map[symbolKey]*goRename{c.names.byOld, c.names.byNow} {
			if r := renames[key]; r != nil && !slices.Contains(found, r.cause) {
				found = append(found, r.cause)
			}
		}
	}
	return found
}

// compareNames adds the changes of the names of matched types that the lock has under
// different keys.
func (c *comparer) compareNames() {
	if layoutOf(c.old.gen.Plan) != layoutOf(c.now.gen.Plan) {
		return
	}
	for _, old := range c.old.api.Types {
		now := c.types[old]
		was, is := c.old.names[old], c.now.names[now]
		if now == nil || was == is || was == "" || is == "" || c.renamed[old] == now || old.Kind != now.Kind ||
			c.names.oldWords[was] != nil && c.names.oldWords[was].now.Name == is || c.follows(old, now) {
			continue
		}
		c.add((&change{
			rule: "name.changed", subject: is, was: was, is: is, text: was + " is " + is + " now", naming: true,
			reach: c.typeReach(old, now), oldTree: []any{old}, newTree: []any{now},
			remedy: "use " + is + ", or keep the name with renames in fragen.yaml",
		}).between(&old.Origin, &now.Origin))
	}
}

// follows reports whether another change renames the Go types: that of a property,
// component or operation in whose name they are.
func (c *comparer) follows(old, now *api.Type) bool {
	for p, q := old.Parent, now.Parent; p != nil && q != nil; p, q = p.Type.Parent, q.Type.Parent {
		if x := c.moves[p.Operation]; x != nil && c.operations[p.Operation] == q.Operation {
			x.oldTree, x.newTree, x.naming = append(x.oldTree, old), append(x.newTree, now), true
			return true
		}
		if p.Role != q.Role || p.Type == nil || q.Type == nil {
			return c.explains(old, now)
		}
		if c.renamed[p.Type] == q.Type {
			return c.addTo("schema.", p.Type, old, now)
		}
	}
	return false
}
