package review

// This file finds the Go symbols of a place in the description that are the same on both
// sides. The search for callers needs them for changes without a trace in the Go code:
//
//	a parameter has a lower limit  →  the field of the options, or else the method

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// related returns the Go symbols whose uses a finding affects although they do not differ:
// those of the parts in uses and, unless the finding has symbols of the old side, those of its
// places. A lower limit or another default value changes no symbol.
func (c *comparer) related(x *change, f *Finding) []Symbol {
	if f.Severity != Break && f.Severity != Risk {
		return nil
	}
	out := c.symbolsOfUses(x)
	if slices.ContainsFunc(f.Symbols, func(s Symbol) bool { return s.Old != "" }) {
		return out
	}
	return append(c.symbolsOfPlaces(x), out...)
}

// runtimePart is a function of the runtime.
type runtimePart struct{ name string }

// symbolsOfUses returns the Go symbols of both sides that were made from the parts whose
// uses a change affects.
func (c *comparer) symbolsOfUses(x *change) []Symbol {
	var out []Symbol
	for i, part := range x.uses {
		if slices.Contains(x.uses[:i], part) {
			continue
		}
		if f, ok := part.(runtimePart); ok {
			out = append(out, Symbol{Package: string(c.old.gen.Plan.Runtime), Old: f.name},
				Symbol{Package: string(c.now.gen.Plan.Runtime), New: f.name})
			continue
		}
		for _, key := range c.old.madeFrom(part) {
			out = append(out, Symbol{Package: c.old.imports[key.Dir], Old: key.Name})
		}
		for _, key := range c.now.madeFrom(part) {
			out = append(out, Symbol{Package: c.now.imports[key.Dir], New: key.Name})
		}
	}
	return out
}

// madeFrom returns the symbols for which a part of the API is the most specific one.
func (s *side) madeFrom(part any) []symbolKey {
	if s.made == nil {
		s.made = map[any][]symbolKey{}
		for key, owners := range s.owners {
			if len(owners) > 0 {
				s.made[owners[0]] = append(s.made[owners[0]], key)
			}
		}
		for _, keys := range s.made {
			slices.SortFunc(keys, func(a, b symbolKey) int {
				return cmp.Or(strings.Compare(a.Dir, b.Dir), strings.Compare(a.Name, b.Name))
			})
		}
	}
	return s.made[part]
}

// symbolsOfPlaces returns the Go symbols of both sides that were made from the places of
// a change.
func (c *comparer) symbolsOfPlaces(x *change) []Symbol {
	var out []Symbol
	seen := map[Symbol]bool{}
	add := func(s *side, isNew bool) {
		for _, p := range append([]diag.Pointer{x.at}, x.also...) {
			for _, key := range s.symbolsAt(p) {
				symbol := Symbol{Package: s.imports[key.Dir], Old: key.Name}
				if isNew {
					symbol.Old, symbol.New = "", key.Name
				}
				if !seen[symbol] {
					seen[symbol] = true
					out = append(out, symbol)
				}
			}
		}
	}
	add(c.old, false)
	add(c.now, true)
	return out
}

// symbolsAt returns the symbols that were made from the part of the API at a pointer, or
// else from the closest part that contains it.
func (s *side) symbolsAt(p diag.Pointer) []symbolKey {
	if s.places == nil {
		s.places = map[diag.Pointer][]symbolKey{}
		s.addPlaces()
	}
	for p != "" {
		if keys := s.places[p]; keys != nil {
			return keys
		}
		p = above(p)
	}
	return nil
}

func (s *side) addPlaces() {
	if s.gen == nil || s.gen.Plan == nil {
		return
	}
	for _, pkg := range s.gen.Plan.Packages {
		x := placeIndexer{s, pkg.Dir}
		for _, f := range pkg.Files {
			for _, d := range f.Decls {
				x.decl(d)
			}
		}
	}
}

// placeIndexer adds the symbols of a package to the places of a side.
type placeIndexer struct {
	*side
	dir string
}

func (x placeIndexer) add(at api.Origin, owner string, name names.Ident) {
	key := symbolKey{x.dir, string(name)}
	if owner != "" {
		key.Name = owner + "." + key.Name
	}
	if name != "" {
		x.places[at.Pointer] = append(x.places[at.Pointer], key)
	}
}

func (x placeIndexer) decl(d plan.Decl) {
	switch d := d.(type) {
	case *plan.Client:
		if d.Root != nil {
			x.builder(d.Root)
		}
	case *plan.Builder:
		x.builder(d)
	case *plan.Struct:
		x.model(d)
	case *plan.Enum:
		x.add(d.Type.Origin, "", d.Name)
		for _, m := range d.Members {
			x.add(m.API.Origin, "", m.Name)
		}
	case *plan.Union:
		x.add(d.Type.Origin, "", d.Name)
	case *plan.Collection:
		x.add(d.Type.Origin, "", d.Name)
	case *plan.Aliases:
		for _, s := range d.Structs {
			x.model(s)
		}
		for _, e := range d.Enums {
			x.add(e.Type.Origin, "", e.Name)
		}
		for _, u := range d.Unions {
			x.add(u.Type.Origin, "", u.Name)
		}
	case *plan.Callback:
		x.add(d.API.Origin, "", d.Handle)
		x.add(d.API.Origin, "", d.Decode)
	case *plan.CodeTable:
		x.add(d.API.Origin, "", d.Lookup)
		for _, row := range d.Rows {
			x.add(row.API.Origin, "", row.Name)
		}
	}
}

func (x placeIndexer) model(s *plan.Struct) {
	x.add(s.Type.Origin, "", s.Name)
	for _, f := range s.Fields {
		x.add(f.API.Origin, string(s.Name), f.Name)
	}
}

func (x placeIndexer) builder(b *plan.Builder) {
	for _, child := range b.Children {
		x.child(string(b.Name), child)
	}
	for _, call := range b.Calls {
		x.call(string(b.Name), call)
	}
}

// child adds the method for path parameters. The paths that begin alike can declare them at
// different places.
func (x placeIndexer) child(builder string, child *plan.Child) {
	own := map[*api.Param]bool{}
	for _, p := range child.Params() {
		own[p.API] = true
	}
	if len(own) == 0 {
		return
	}
	owned, places := map[string]bool{}, map[string][]api.Origin{} // by group
	for _, part := range operationsBelow(child.Builder) {
		op, ok := part.(*api.Operation)
		if !ok {
			continue
		}
		for _, p := range allParams(op) {
			if p.In == api.InPath {
				group := paramGroup(op, p)
				owned[group] = owned[group] || own[p]
				places[group] = append(places[group], p.Origin)
			}
		}
	}
	seen := map[diag.Pointer]bool{}
	for group, list := range places {
		for _, origin := range list {
			if owned[group] && !seen[origin.Pointer] {
				seen[origin.Pointer] = true
				x.add(origin, builder, child.Method)
			}
		}
	}
}

func (x placeIndexer) call(builder string, call *plan.Call) {
	x.add(call.Operation.Origin, builder, call.Method)
	x.add(call.Operation.Origin, builder, call.StreamMethod)
	if call.Pages != nil {
		x.add(call.Operation.Origin, builder, call.Pages.Method)
	}
	if o := call.Options; o != nil {
		for _, p := range o.Params {
			x.add(p.API.Origin, string(o.Name), p.Name)
		}
	}
	for _, other := range call.Alternatives {
		x.call(builder, other)
	}
}
