package plan

// This file decides which inline types share one Go type. Descriptions that were
// generated from programs repeat the same inline object, enum or union in many
// places. Each place keeps its names, but only one of them declares the type:
//
//	type RepoPostBodyOwner struct { … }            the smallest pointer
//	type OrgPostBodyOwner = RepoPostBodyOwner      another place with the same content
//
// Types are the same if all that the generated code depends on is equal; texts are
// not, so the comments are those of the place that declares the type. An inline type
// with the content of a named schema in the same package shares the type of that
// schema. Types that contain others are compared after these, so a union can compare
// its variants by the types that they share.
//
// fragen.lock records for each alias the name of its type:
//
//	…/properties/owner/as/RepoPostBodyOwner        the entry has no name
//
// Places that an earlier run kept apart stay apart, and the place that declares a
// type remains the same while it exists. If the content of a place changes, it
// declares a type of its own again. Therefore sharing neither adds nor removes a name.

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
)

const sharedToken = "as"

// sharer finds the types that are the same.
type sharer struct {
	*planner
	locked   map[string]string         // names of types in the lock, by the key prefix of an alias
	index    map[*api.Type]int         // of the types in pl.ordered
	level    map[*api.Type]int         // number of levels of inline types in a type
	holders  map[*api.Type][]*api.Type // unions that a type is a variant of, also indirectly
	declared map[*api.Type]*api.Type   // types that another place declares → the type there
}

// shareTypes makes inline types with the same content aliases of one of them.
func (pl *planner) shareTypes() {
	s := &sharer{
		planner: pl, locked: pl.lockedAliases(), index: map[*api.Type]int{}, level: map[*api.Type]int{},
		holders: map[*api.Type][]*api.Type{}, declared: map[*api.Type]*api.Type{},
	}
	levels := map[int][]*api.Type{}
	highest := 0
	for i, t := range pl.ordered {
		s.index[t] = i
		s.addHolder(t, t, map[*api.Type]bool{})
	}
	for _, t := range pl.ordered {
		level := s.levelOf(t)
		levels[level] = append(levels[level], t)
		highest = max(highest, level)
	}
	for level := range highest + 1 {
		s.shareLevel(levels[level])
	}
	for _, t := range pl.ordered {
		if to := s.declared[t]; to != nil {
			pl.makeAlias(t, to)
			pl.aliasOf[t] = to
		}
	}
	pl.joinMarkers()
}

// lockedAliases returns the names of the types that aliases in the lock have.
func (pl *planner) lockedAliases() map[string]string {
	aliases := map[string]string{}
	for key := range pl.namer.lock.all {
		at := strings.LastIndex(key, "/"+sharedToken+"/")
		if at < 0 {
			continue
		}
		if tokens := diag.Pointer(key[at:]).Tokens(); len(tokens) == 2 {
			aliases[key[:at]] = tokens[1]
		}
	}
	return aliases
}

// sharedSymbols returns the entries with the names of the types of aliases.
func (pl *planner) sharedSymbols() []Symbol {
	var list []Symbol
	for _, t := range pl.ordered {
		if to := pl.aliasOf[t]; to != nil {
			name := diag.Pointer("/" + sharedToken).Child(pl.symbolName(to, *pl.nameOf(to)))
			list = append(list, Symbol{Key: typeKeyPrefix(t) + string(name), Number: 1})
		}
	}
	return list
}

// symbolName returns the name of a type as fragen.lock has it.
func (pl *planner) symbolName(t *api.Type, name names.Ident) string {
	return pl.scopeOf(t).owner + string(name)
}

// addHolder records that union holds the variants of t. The variants of a union must
// have different Go types.
func (s *sharer) addHolder(union, t *api.Type, seen map[*api.Type]bool) {
	if seen[t] {
		return
	}
	seen[t] = true
	for _, v := range t.Variants {
		s.holders[v.Type.Type] = append(s.holders[v.Type.Type], union)
		s.addHolder(union, v.Type.Type, seen)
	}
}

// levelOf returns the number of levels of inline types in t. A named type has level
// 0, since others refer to it as such.
func (s *sharer) levelOf(t *api.Type) int {
	if known, ok := s.level[t]; ok {
		return known
	}
	s.level[t] = 0 // if t refers to itself
	level := 0
	eachPart(t, func(part *api.Type) {
		if s.isInline(part) {
			level = max(level, s.levelOf(part)+1)
		}
	})
	s.level[t] = level
	return level
}

// eachPart calls visit for each object, enum and union that t refers to.
func eachPart(t *api.Type, visit func(*api.Type)) {
	use := func(u api.Use) {
		part := u.Type
		for part.Elem != nil {
			part = part.Elem.Type
		}
		visit(part)
	}
	for _, f := range t.Fields {
		use(f.Type)
	}
	for _, v := range t.Variants {
		use(v.Type)
	}
}

// isInline reports whether t may become an alias.
func (s *sharer) isInline(t *api.Type) bool { return t.Parent != nil && s.canShare(t) }

// canShare reports whether another place can share the type t. The functions of
// types that other packages decode are exported, and a multipart body is encoded as
// its operation declares.
func (s *sharer) canShare(t *api.Type) bool {
	switch {
	case t.Polymorphic || t.Parts || len(s.families[t]) > 0:
		return false
	case s.enums[t] != nil:
		return !s.enums[t].Open
	case s.unions[t] != nil:
		return !s.unions[t].Open
	}
	return s.structs[t] != nil
}

// shareLevel shares the types of a level, whose parts have been shared.
func (s *sharer) shareLevel(types []*api.Type) {
	classes := map[string][]*api.Type{}
	var order []string
	for _, t := range types {
		if !s.canShare(t) {
			continue
		}
		content := s.textOf(t)
		if classes[content] == nil {
			order = append(order, content)
		}
		classes[content] = append(classes[content], t)
	}
	for _, content := range order {
		if class := classes[content]; len(class) > 1 {
			s.shareClass(class)
		}
	}
}

// sharing is the places of one Go type.
type sharing struct {
	name   string // of the type in the lock, or ""
	places []*api.Type
}

// shareClass shares types with the same content, sorted by pointer. Each named schema
// has its own type. A locked place stays with those that it shared its type with. A new
// place joins the first of the others that has no rival of it.
func (s *sharer) shareClass(class []*api.Type) {
	var groups []*sharing
	var added []*api.Type
	for _, t := range class {
		if t.Parent == nil {
			groups = append(groups, &sharing{s.lockedName(t), []*api.Type{t}})
		}
	}
	for _, t := range class {
		switch own := s.namer.lock.names[typeKey(t)]; {
		case t.Parent == nil:
		case own == "":
			added = append(added, t)
		default:
			name := cmp.Or(s.locked[typeKeyPrefix(t)], s.lockedName(t))
			groups = s.join(groups, t, name, func(g *sharing) bool { return g.name == name })
		}
	}
	for _, t := range added {
		groups = s.join(groups, t, "", func(*sharing) bool { return true })
	}
	for _, g := range groups {
		to := g.declaring(s)
		for _, t := range g.places {
			if t != to {
				s.declared[t] = to
			}
		}
	}
}

// lockedName returns the name of t in the lock, or else its name now.
func (s *sharer) lockedName(t *api.Type) string {
	return s.symbolName(t, cmp.Or(s.namer.lock.names[typeKey(t)], *s.nameOf(t)))
}

// join adds t to the first group that fits and has no rival of it, or to a new one
// with the given name.
func (s *sharer) join(groups []*sharing, t *api.Type, name string, fits func(*sharing) bool) []*sharing {
	for _, g := range groups {
		if fits(g) && !slices.ContainsFunc(g.places, func(other *api.Type) bool { return s.areRivals(t, other) }) {
			g.places = append(g.places, t)
			return groups
		}
	}
	return append(groups, &sharing{name, []*api.Type{t}})
}

// declaring returns the place that declares the type of the group: the one that does
// in the lock, or else the first.
func (g *sharing) declaring(s *sharer) *api.Type {
	for _, t := range g.places {
		if s.lockedName(t) == g.name {
			return t
		}
	}
	return g.places[0]
}

// areRivals reports whether two types are variants of one union.
func (s *sharer) areRivals(a, b *api.Type) bool {
	return slices.ContainsFunc(s.holders[a], func(u *api.Type) bool { return slices.Contains(s.holders[b], u) })
}

// textOf returns a text that is equal for types that can share a Go type. It
// contains all members of the IR except texts and positions. The order of fields and
// of the values of an enum does not matter.
func (s *sharer) textOf(t *api.Type) string {
	var b strings.Builder
	b.WriteString(s.homeOf[t].scope.owner)
	content := *t
	content.Members = sorted(t.Members, func(m *api.Member) string { return m.Value })
	content.Fields = sorted(t.Fields, func(f *api.Field) string { return f.Name })
	s.writeContent(&b, t, reflect.ValueOf(content))
	if x := s.structs[t]; x != nil {
		for _, f := range sorted(x.Fields, func(f *Field) string { return f.API.Name }) {
			// A rename may have changed the name, and only a recursive type has a pointer.
			fmt.Fprintf(&b, " %s %d", f.Name, f.Type.Form)
		}
	}
	return b.String()
}

// unshared are the members of the IR that do not affect the Go type.
var unshared = map[string]bool{
	"Origin": true, "Doc": true, "Limits": true, "Rules": true, "Key": true, "Parent": true,
}

func (s *sharer) writeContent(b *strings.Builder, of *api.Type, v reflect.Value) {
	if t, ok := v.Interface().(*api.Type); ok && t != nil {
		s.writeType(b, of, t)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			s.writeContent(b, of, v.Elem())
		}
	case reflect.Slice:
		b.WriteByte('[')
		for i := range v.Len() {
			s.writeContent(b, of, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Struct:
		b.WriteByte('{')
		for i := range v.NumField() {
			if !unshared[v.Type().Field(i).Name] {
				s.writeContent(b, of, v.Field(i))
				b.WriteByte(';')
			}
		}
		b.WriteByte('}')
	case reflect.String:
		fmt.Fprintf(b, "%q", v.String())
	default:
		fmt.Fprint(b, v.Interface())
	}
}

// writeType writes a reference of the type of to the type t.
func (s *sharer) writeType(b *strings.Builder, of, t *api.Type) {
	switch i, named := s.index[t]; {
	case t == of:
		b.WriteString("self")
	case s.declared[t] != nil:
		s.writeType(b, of, s.declared[t])
	case named:
		fmt.Fprintf(b, "#%d", i)
	case len(t.Fields) > 0: // an object that only its fields refer to
		fmt.Fprintf(b, "%p", t)
	default:
		s.writeContent(b, of, reflect.ValueOf(*t))
	}
}

// makeAlias makes the declaration of t an alias of that of to.
func (pl *planner) makeAlias(t, to *api.Type) {
	switch {
	case pl.enums[t] != nil:
		alias, shared := pl.enums[t], pl.enums[to]
		alias.Shared, alias.Read, alias.Known = shared, shared.Read, shared.Known
		shared.Markers = append(shared.Markers, alias.Markers...)
	case pl.unions[t] != nil:
		alias, shared := pl.unions[t], pl.unions[to]
		alias.Shared, alias.Read, alias.Write = shared, shared.Read, shared.Write
		shared.Embeds = append(shared.Embeds, alias.Embeds...)
	default:
		alias, shared := pl.structs[t], pl.structs[to]
		alias.Shared, alias.Members = shared, shared.Members
		shared.Markers = append(shared.Markers, alias.Markers...)
	}
}

// joinMarkers replaces the marker methods of unions that are aliases by those of the
// unions that declare their types.
func (pl *planner) joinMarkers() {
	declared := map[names.Ident]names.Ident{}
	for _, t := range pl.ordered {
		if u := pl.unions[t]; u != nil && u.Shared != nil {
			declared[u.Marker] = u.Shared.Marker
			u.Marker = u.Shared.Marker
		}
	}
	join := func(markers []names.Ident, own names.Ident) []names.Ident {
		var out []names.Ident
		for _, m := range markers {
			if m = cmp.Or(declared[m], m); m != own && !slices.Contains(out, m) {
				out = append(out, m)
			}
		}
		return out
	}
	for _, t := range pl.ordered {
		if e := pl.enums[t]; e != nil {
			e.Markers = join(e.Markers, "")
		}
		if s := pl.structs[t]; s != nil {
			s.Markers = join(s.Markers, "")
		}
		if u := pl.unions[t]; u != nil {
			u.Embeds = join(u.Embeds, u.Marker)
		}
	}
}
