package callers

// This file finds the uses of symbols in packages: the identifiers that refer to a symbol of
// a finding, and the composite literals that do not set a field whose empty value matters.

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// nameIndex has the findings about symbols, by import path and name.
type nameIndex map[string]map[string][]*review.Finding

// index has the findings about symbols of both versions.
type index struct {
	old, new nameIndex
	unset    nameIndex // of both versions: fields without which composite literals are uses
}

// newIndex returns the index of the findings that break callers or change the behavior.
func newIndex(r *review.Report) *index {
	x := &index{nameIndex{}, nameIndex{}, nameIndex{}}
	for _, t := range r.Targets {
		for _, f := range t.Findings {
			if !hasCallers(f) {
				continue
			}
			for _, s := range slices.Concat(f.Symbols, f.Related) {
				x.old.add(s.Package, s.Old, f)
				x.new.add(s.Package, s.New, f)
			}
			for _, s := range f.Unset {
				x.unset.add(s.Package, s.New, f)
			}
		}
	}
	return x
}

// hasCallers reports whether the callers of a finding matter.
func hasCallers(f *review.Finding) bool {
	return f.Severity == review.Break || f.Severity == review.Risk
}

func (x nameIndex) add(pkg, name string, f *review.Finding) {
	if name == "" {
		return
	}
	if x[pkg] == nil {
		x[pkg] = map[string][]*review.Finding{}
	}
	if list := x[pkg][name]; !slices.Contains(list, f) {
		x[pkg][name] = append(list, f)
	}
}

// symbol is a symbol of findings.
type symbol struct {
	name     string // "Order.ID"
	findings []*review.Finding
}

// resolved has the symbols of findings in a version.
type resolved struct{ objects map[types.Object]*symbol }

// resolve finds the objects of symbols in packages.
func resolve(packages map[string]*types.Package, names nameIndex) *resolved {
	out := &resolved{map[types.Object]*symbol{}}
	for _, pkg := range packages {
		for name, findings := range names[pkg.Path()] {
			if obj := lookup(pkg, name); obj != nil {
				out.objects[obj] = &symbol{name, findings}
			}
		}
	}
	return out
}

// lookup returns the object of a symbol such as "Order" or "Order.ID", or nil.
func lookup(pkg *types.Package, name string) types.Object {
	top, member, isMember := strings.Cut(name, ".")
	obj := pkg.Scope().Lookup(top)
	if obj == nil || !isMember {
		return obj
	}
	found, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, member)
	if found == nil {
		return nil
	}
	return origin(found)
}

// origin returns the generic declaration of an instance.
func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Var:
		return obj.Origin()
	case *types.Func:
		return obj.Origin()
	}
	return obj
}

// place is a place in a file of the user.
type place struct {
	file   string
	offset int
}

// use is an identifier that refers to the symbol of a finding.
type use struct {
	place
	line, column int
	symbol       *symbol
}

// addUses adds the uses in a package. A place that both versions have is a single use.
func (s *search) addUses(p *checked) {
	for id, obj := range p.info.Uses {
		found := p.index.objects[origin(obj)]
		if found == nil {
			continue
		}
		pos := p.set.PositionFor(id.Pos(), false)
		u := use{place{pos.Filename, pos.Offset}, pos.Line, pos.Column, found}
		if key := (useKey{u.place, found.name}); !s.seen[key] {
			s.seen[key] = true
			s.uses[u.file] = append(s.uses[u.file], u)
		}
	}
}

// addUnset adds the composite literals in a package that do not set a field whose empty
// value matters. They compile with both versions.
func (s *search) addUnset(p *checked) {
	if len(s.index.unset) == 0 {
		return
	}
	for _, f := range p.files {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			t := p.info.Types[lit].Type
			if ptr, ok := types.Unalias(t).(*types.Pointer); ok { // an element of a list of pointers
				t = ptr.Elem()
			}
			if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
				s.addLiteral(p, lit, named.Obj())
			}
			return true
		})
	}
}

// addLiteral adds a composite literal of a named type if it lacks a field.
func (s *search) addLiteral(p *checked, lit *ast.CompositeLit, name *types.TypeName) {
	keys := map[string]bool{}
	for _, e := range lit.Elts {
		pair, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return // it sets all fields
		}
		if id, ok := pair.Key.(*ast.Ident); ok {
			keys[id.Name] = true
		}
	}
	at := lit.Pos()
	if qualified, ok := lit.Type.(*ast.SelectorExpr); ok {
		at = qualified.Sel.Pos()
	}
	pos := p.set.PositionFor(at, false)
	for field, findings := range s.index.unset[name.Pkg().Path()] {
		owner, member, isField := strings.Cut(field, ".")
		u := use{place{pos.Filename, pos.Offset}, pos.Line, pos.Column, &symbol{field, findings}}
		key := useKey{u.place, field}
		if isField && owner == name.Name() && !keys[member] && !s.seen[key] {
			s.seen[key] = true
			s.uses[u.file] = append(s.uses[u.file], u)
		}
	}
}

// useKey identifies a use.
type useKey struct {
	place
	name string
}

// within returns the uses between two positions of a file.
func (s *search) within(p *checked, n ast.Node) []use {
	start, end := p.set.PositionFor(n.Pos(), false), p.set.PositionFor(n.End(), false)
	list := s.uses[start.Filename]
	from, _ := slices.BinarySearchFunc(list, start.Offset, func(u use, offset int) int {
		return cmp.Compare(u.offset, offset)
	})
	to := from
	for to < len(list) && list[to].offset < end.Offset {
		to++
	}
	return list[from:to]
}
