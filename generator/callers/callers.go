// Package callers finds the places in Go packages of the user that use the symbols of
// a review.
//
// It takes the findings of a review, the generated code of both versions and patterns
// of packages. It gives the callers of each finding, the lines that no longer compile
// for another reason, and diagnostics. It may import review and diag. It is the only
// importer of golang.org/x/tools/go/packages.
//
// The packages on disk are checked twice, once with the old and once with the new
// generated code. The first check has the uses of symbols that change, and the second
// one has the compile errors:
//
//	bot/bot.go:176:66: unknown field Reason in struct literal of type RejectPostRequestBody
//
// This error belongs to the findings about RejectPostRequestBody.Reason, because the
// first check found a use of that field there. No files are written, except that
// package packages hands the generated code to the go command in a temporary folder.
//
// # Files
//
//   - callers.go, this file, runs the steps.
//   - load.go lists packages with the go command. check.go type-checks them.
//   - symbols.go finds the uses of the symbols of findings.
//   - blame.go relates compile errors to these uses.
//   - result.go sets the callers of findings.
package callers

import (
	"context"
	"errors"
	"fmt"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/review"
)

// Options select the packages to search.
type Options struct {
	Patterns []string // of the go command, such as "./..."
	Dir      string   // folder to which the patterns are relative; "" for the current folder
	Base     string   // folder to which the files in the result are relative

	// Generated are the folders of the generated code, as absolute paths. Packages in
	// these folders are not callers.
	Generated []string
	// Old and New have the generated files that differ from those on disk, by absolute
	// path. A file that a version lacks contains only a package clause.
	Old, New map[string][]byte
}

// Find sets the callers of the findings that break callers or change the behavior. The
// diagnostics are about packages that cannot be loaded, and about errors that the
// packages have with both versions. The error is the context's error, an error of the go
// command or an error about a pattern that matches no packages.
func Find(ctx context.Context, r *review.Report, opt Options) (*diag.List, error) {
	s := &search{
		ctx: ctx, opt: opt, diags: &diag.List{}, index: newIndex(r),
		cache: newCache(), uses: map[string][]use{}, seen: map[useKey]bool{}, known: map[string]bool{},
	}
	if err := s.run(); err != nil {
		return nil, err
	}
	s.result(r)
	return s.diags, nil
}

// search is the state of Find.
type search struct {
	ctx   context.Context
	opt   Options
	diags *diag.List
	index *index
	cache *cache

	uses   map[string][]use // by file, of both versions
	seen   map[useKey]bool
	known  map[string]bool // errors of the old version, as text
	broken map[place]bool  // uses that do not compile with the new version
	other  []review.CallerError
	users  int // packages that import generated code
}

// run checks the packages with both versions.
func (s *search) run() error {
	before, err := s.load(s.opt.Old)
	if err != nil {
		return err
	}
	olds, err := s.check(before, s.index.old)
	if err != nil {
		return err
	}
	for _, p := range olds {
		s.addUses(p)
		for _, e := range p.errs {
			s.known[s.describe(e)] = true
		}
	}
	after, err := s.load(s.opt.New)
	if err != nil {
		return err
	}
	news, err := s.check(after, s.index.new)
	if err != nil {
		return err
	}
	s.users = len(news)
	for _, p := range news {
		s.addUses(p)
	}
	for _, list := range s.uses {
		sortUses(list)
	}
	s.blame(news)
	for _, p := range news {
		s.addUnset(p)
	}
	s.reportLoaded(after, news)
	return nil
}

// reportLoaded adds the diagnostics about the packages of the new version.
func (s *search) reportLoaded(l *loaded, users []*checked) {
	selected := strings.Join(s.opt.Patterns, " ")
	for _, path := range slices.Sorted(maps.Keys(l.foreign)) {
		s.diags.Warnf(diag.Pos{}, "callers", "the packages import %s from %s, which is not the generated code; "+
			"add the module with the generated code to go.work, or replace it in go.mod",
			path, s.relative(l.foreign[path]))
	}
	switch {
	case len(l.roots) == 0:
		s.diags.Notef(diag.Pos{}, "callers", "%s matches only generated packages", selected)
	case len(users) == 0 && !s.reportErrors(l.roots):
		s.diags.Notef(diag.Pos{}, "callers", "no package that matches %s imports the generated code", selected)
	case len(users) > 0:
		s.reportErrors(l.roots)
	}
	for _, p := range users {
		var list scanner.ErrorList
		if errors.As(p.syntax, &list) {
			s.diags.Warnf(s.pos(list[0].Pos), "callers",
				"%s; the callers in the package are not complete", list[0].Msg)
		}
		shown := 0
		for _, e := range p.errs {
			if s.known[s.describe(e)] && shown < maxKnown && list == nil {
				shown++
				s.diags.Notef(s.pos(p.set.PositionFor(e.Pos, false)), "callers",
					"%s; the error is not a result of the changes", firstLine(e.Msg))
			}
		}
	}
}

// reportErrors reports the errors of the go command about packages and their imports. It
// returns whether there are any.
func (s *search) reportErrors(roots []*packages.Package) bool {
	seen := map[packages.Error]bool{}
	report := func(p *packages.Package) {
		for _, e := range p.Errors {
			if !seen[e] {
				seen[e] = true
				s.diags.Warnf(s.position(e.Pos), "callers", "%s", firstLine(e.Msg))
			}
		}
	}
	for _, p := range roots {
		report(p)
		for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
			report(p.Imports[path])
		}
	}
	return len(seen) > 0
}

// pos returns a position for a diagnostic.
func (s *search) pos(p token.Position) diag.Pos {
	return diag.Pos{File: s.relative(p.Filename), Line: p.Line, Col: p.Column}
}

// maxKnown limits the diagnostics about the errors of a package.
const maxKnown = 3

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// position reads a position such as "bot.go:3:1" of package packages.
func (s *search) position(text string) diag.Pos {
	var pos diag.Pos
	parts := strings.Split(text, ":")
	for len(parts) > 1 && pos.Line == 0 { // the file may contain colons
		last := parts[len(parts)-1]
		n := 0
		if _, err := fmt.Sscanf(last, "%d", &n); err != nil {
			break
		}
		if len(parts) > 2 && isNumber(parts[len(parts)-2]) {
			pos.Col = n
			parts = parts[:len(parts)-1]
			continue
		}
		pos.Line = n
		parts = parts[:len(parts)-1]
	}
	if pos.Line > 0 {
		pos.File = s.relative(strings.Join(parts, ":"))
	}
	return pos
}

func isNumber(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }
