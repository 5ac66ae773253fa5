package callers

// This file lists the packages that match the patterns of the user, with a version of the
// generated code. A pattern that matches no packages is an error.

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/fragen-go/fragen/generator/diag"
)

// loaded is the list of packages with a version of the generated code.
type loaded struct {
	overlay   map[string][]byte
	roots     []*packages.Package // that match the patterns, without generated packages
	isTouched map[string]bool     // whether a package depends on generated code, by ID
	generated []string
	foreign   map[string]string // folders of packages with symbols of findings, but without generated code
}

// load lists the packages that match the patterns, and their dependencies.
func (s *search) load(overlay map[string][]byte) (*loaded, error) {
	list, err := packages.Load(&packages.Config{
		Context: s.ctx, Dir: s.opt.Dir, Tests: true, Overlay: overlay,
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedImports | packages.NeedDeps |
			packages.NeedModule | packages.NeedForTest | packages.NeedTypesSizes,
	}, s.opt.Patterns...)
	if s.ctx.Err() != nil {
		return nil, s.ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("finding callers with the go command: %w", err)
	}
	if err := s.checkPatterns(list); err != nil {
		return nil, err
	}
	l := &loaded{overlay: overlay, isTouched: map[string]bool{}, foreign: map[string]string{}, generated: s.opt.Generated}
	defer s.findForeign(l, list)
	hasTests := map[string]bool{}
	for _, p := range list {
		if p.ForTest == p.PkgPath {
			hasTests[p.PkgPath] = true
		}
	}
	for _, p := range list {
		isMain := p.ForTest == "" && strings.HasSuffix(p.ID, ".test")
		isPart := p.ForTest == "" && hasTests[p.PkgPath] // the package with its tests contains it
		if !isMain && !isPart && !l.isGenerated(p) {
			l.roots = append(l.roots, p)
		}
	}
	return l, nil
}

// checkPatterns returns an error about a pattern that matches no packages.
func (s *search) checkPatterns(list []*packages.Package) error {
	for _, pattern := range s.opt.Patterns {
		dir, isTree := strings.CutSuffix(pattern, "...")
		if !strings.HasPrefix(pattern, ".") {
			if len(list) == 0 {
				return fmt.Errorf("no packages match %s", pattern)
			}
			continue
		}
		dir, err := filepath.Abs(filepath.Join(s.opt.Dir, dir))
		if err != nil {
			return err
		}
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			dir = real
		} else if !isTree || strings.HasSuffix(pattern, "/...") {
			return fmt.Errorf("no packages match %s%s", pattern, s.nearPattern(pattern))
		}
		matches := func(p *packages.Package) bool {
			folder := p.Dir
			if real, err := filepath.EvalSymlinks(folder); err == nil {
				folder = real
			}
			return strings.HasPrefix(folder, dir) || len(p.Errors) > 0
		}
		if !slices.ContainsFunc(list, matches) {
			return fmt.Errorf("no packages match %s", pattern)
		}
	}
	return nil
}

// nearPattern suggests a pattern for one with a folder that does not exist.
func (s *search) nearPattern(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		parent := filepath.Join(append([]string{s.opt.Dir, "."}, parts[:i]...)...)
		if _, err := os.Stat(filepath.Join(parent, part)); err == nil {
			continue
		}
		entries, err := os.ReadDir(parent)
		if err != nil {
			return ""
		}
		var folders []string
		for _, e := range entries {
			if e.IsDir() {
				folders = append(folders, e.Name())
			}
		}
		near := diag.Near(part, folders)
		if near == "" {
			return ""
		}
		parts[i] = near
		return fmt.Sprintf(", did you mean %q?", strings.Join(parts, "/"))
	}
	return ""
}

// findForeign finds packages that have the import path of generated code and are in another
// folder, such as the module cache. They are the same in both versions.
func (s *search) findForeign(l *loaded, list []*packages.Package) {
	packages.Visit(list, nil, func(p *packages.Package) {
		if (s.index.old[p.PkgPath] != nil || s.index.new[p.PkgPath] != nil) && p.Dir != "" && !l.isGenerated(p) {
			l.foreign[p.PkgPath] = p.Dir
		}
	})
}

// isGenerated reports whether a package is in a folder of generated code.
func (l *loaded) isGenerated(p *packages.Package) bool {
	for _, dir := range l.generated {
		if p.Dir == dir || strings.HasPrefix(p.Dir, dir+string(filepath.Separator)) {
			return true
		}
	}
	return false
}

// touched reports whether a package is generated or depends on generated code. Only these
// packages can differ between the versions.
func (l *loaded) touched(p *packages.Package) bool {
	if yes, ok := l.isTouched[p.ID]; ok {
		return yes
	}
	yes := l.isGenerated(p)
	for _, imported := range p.Imports {
		yes = l.touched(imported) || yes
	}
	l.isTouched[p.ID] = yes
	return yes
}
