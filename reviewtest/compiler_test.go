package reviewtest

// This file compiles a program that uses the old SDK with the new one. A use that does not
// compile must be the symbol of a finding that says so, and such a finding must have a
// symbol whose use does not compile.

import (
	"fmt"
	"go/ast"
	"go/types"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// compileCaller compiles a program that uses a package of the old SDK with the new one. It
// adds the errors to broken.
func compileCaller(pkg *types.Package, now map[string]*types.Package, broken map[symbol][]string) error {
	text, uses := newCaller(pkg).source()
	file, err := parse("caller.go", []byte(text))
	if err != nil {
		return fmt.Errorf("the caller of %s: %w", pkg.Path(), err)
	}
	if now[pkg.Path()] == nil {
		for _, use := range uses {
			broken[symbol{pkg.Path(), use}] = []string{"the package is gone"}
		}
		return nil
	}
	conf := types.Config{Importer: finished(now), Error: func(err error) {
		e := err.(types.Error)
		key := symbol{pkg.Path(), uses[fileSet.Position(e.Pos).Line]}
		if name, ok := strings.CutPrefix(e.Msg, "undefined: p."); ok {
			key.Name, _, _ = strings.Cut(name, " (but have ")
		}
		broken[key] = append(broken[key], e.Msg)
	}}
	_, _ = conf.Check(path.Join(modulePath, "caller"), fileSet, []*ast.File{file}, nil)
	return nil
}

// finished imports checked packages.
type finished map[string]*types.Package

// Import returns the package with an import path.
func (f finished) Import(name string) (*types.Package, error) {
	if pkg := f[name]; pkg != nil {
		return pkg, nil
	}
	return importExported(name)
}

// saysBreaks reports whether a finding says that callers do not compile.
func saysBreaks(f *review.Finding) bool { return slices.Contains(f.Classes, review.GoSource) }

// explains reports whether a finding has a symbol or its type. Another import path breaks
// all symbols.
func explains(f *review.Finding, s symbol) bool {
	return f.Rule == "config.out" || slices.ContainsFunc(f.Symbols, func(other review.Symbol) bool {
		return other.Old != "" && other.Package == s.Package &&
			(s.Name == "" || s.Name == other.Old || strings.HasPrefix(s.Name, other.Old+"."))
	})
}

// proves reports whether a symbol that breaks is one of a finding, or has it as a member.
func proves(s symbol, f *review.Finding) bool {
	return explains(f, s) || slices.ContainsFunc(f.Symbols, func(other review.Symbol) bool {
		return other.Package == s.Package && strings.HasPrefix(other.Old, s.Name+".")
	})
}

func TestCompiler(t *testing.T) {
	exceptions := readExceptions(t, "compiler")
	breaking := 0
	for _, r := range catalogue(t) {
		if (len(r.there.broken) > 0) == r.Compiles {
			t.Errorf("%s: compiles: %t, but the caller has %d errors", r.Name, r.Compiles, len(r.there.broken))
		}
		for _, side := range r.directions() {
			checkCaller(t, side, exceptions)
			if len(side.broken) > 0 {
				breaking++
			}
		}
	}
	t.Logf("%d of %d changes break callers", breaking, 2*len(catalogue(t)))
}

// checkCaller compares the findings with the errors of the caller.
func checkCaller(t *testing.T, side *reviewed, exceptions *exceptions) {
	t.Helper()
	for s, errs := range side.broken {
		if !slices.ContainsFunc(side.Findings, func(f *review.Finding) bool { return saysBreaks(f) && explains(f, s) }) &&
			!exceptions.has(side.row) {
			t.Errorf("%s: no finding says that %s breaks: %v", side.name, s.Name, errs)
		}
	}
	for _, f := range side.Findings {
		if saysBreaks(f) && !isProven(f, side.broken) && !exceptions.has(side.row, f.Rule) {
			t.Errorf("%s: %s says that callers break, but none does: %s: %s", side.name, f.Rule, f.Subject, f.Text)
		}
	}
}

// isProven reports whether a symbol proves a finding.
func isProven[V any](f *review.Finding, symbols map[symbol]V) bool {
	for s := range symbols {
		if proves(s, f) {
			return true
		}
	}
	return false
}
