package callers

import (
	"cmp"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// maxCallers limits the callers of a finding. The result counts the others.
const maxCallers = 1000

// result sets the callers of the findings, sorted by position.
func (s *search) result(r *review.Report) {
	out := &review.CallerSearch{Patterns: s.opt.Patterns, Packages: s.users, Other: s.other}
	slices.SortFunc(out.Other, func(a, b review.CallerError) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	seen, broken := map[place]bool{}, map[[2]any]bool{}
	for _, file := range slices.Sorted(maps.Keys(s.uses)) {
		list := s.uses[file]
		sortUses(list)
		for _, u := range list {
			compiles := !s.broken[u.place]
			if !seen[u.place] {
				seen[u.place] = true
				out.Uses++
			}
			if !compiles {
				broken[[2]any{u.file, u.line}] = true
			}
			s.addCaller(u, compiles)
		}
	}
	out.Broken = len(broken)
	for _, e := range out.Other {
		if key := ([2]any{e.File, e.Line}); !broken[key] {
			broken[key] = true
			out.Broken++
		}
	}
	for _, t := range r.Targets {
		for _, f := range t.Findings {
			slices.SortStableFunc(f.Callers, func(a, b review.Caller) int {
				return compareBool(a.Compiles, b.Compiles)
			})
			f.Callers = f.Callers[:min(len(f.Callers), maxCallers)]
		}
	}
	r.Callers = out
}

// addCaller adds a use to the findings about its symbol.
func (s *search) addCaller(u use, compiles bool) {
	caller := review.Caller{
		File: s.relative(u.file), Line: u.line, Column: u.column, Uses: u.symbol.name, Compiles: compiles,
	}
	differs := func(f *review.Finding) bool {
		isSymbol := func(c review.Symbol) bool { return c.Old == u.symbol.name || c.New == u.symbol.name }
		return slices.ContainsFunc(f.Symbols, isSymbol)
	}
	explained := slices.ContainsFunc(u.symbol.findings, differs)
	for _, f := range u.symbol.findings {
		caller.Compiles = compiles || explained && !differs(f) // the error is due to another finding
		if n := len(f.Callers); n == 0 || f.Callers[n-1] != caller {
			f.Callers = append(f.Callers, caller)
		}
	}
}

func sortUses(list []use) {
	slices.SortFunc(list, func(a, b use) int {
		return cmp.Or(cmp.Compare(a.offset, b.offset), strings.Compare(a.symbol.name, b.symbol.name))
	})
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// relative returns the path of a file relative to the base folder, with slashes.
func (s *search) relative(file string) string {
	if file == "" || s.opt.Base == "" {
		return filepath.ToSlash(file)
	}
	if rel, err := filepath.Rel(s.opt.Base, file); err == nil {
		file = rel
	}
	return filepath.ToSlash(file)
}
