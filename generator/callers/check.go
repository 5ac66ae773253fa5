package callers

// This file type-checks the callers. Only their own functions are checked: of the
// dependencies, which include the standard library and all of the generated code, only
// the declarations matter. Packages that do not depend on generated code are checked once
// for both versions.

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"

	"golang.org/x/tools/go/packages"
)

// cache has the packages that both versions share.
type cache struct {
	set      *token.FileSet
	packages map[string]*types.Package // by ID
}

func newCache() *cache { return &cache{token.NewFileSet(), map[string]*types.Package{}} }

// checked is a package that imports generated code, after the check.
type checked struct {
	set   *token.FileSet
	files []*ast.File
	info  *types.Info
	errs  []types.Error
	index *resolved

	syntax error // the first syntax error
}

// checker checks the packages of a version.
type checker struct {
	*search
	*loaded
	done map[string]*types.Package // packages that depend on generated code, by ID
}

// check checks the packages that depend on generated code. The names are those of the
// symbols of findings in this version.
func (s *search) check(l *loaded, names nameIndex) ([]*checked, error) {
	c := &checker{s, l, map[string]*types.Package{}}
	var out []*checked
	for _, p := range l.roots {
		if !l.touched(p) {
			continue
		}
		if s.ctx.Err() != nil {
			return nil, s.ctx.Err()
		}
		user := &checked{set: s.cache.set, info: &types.Info{
			Uses: map[*ast.Ident]types.Object{}, Types: map[ast.Expr]types.TypeAndValue{},
		}}
		user.files, user.syntax = c.parse(p, true)
		c.types(p, user.files, user.info, func(err error) {
			if e, ok := err.(types.Error); ok {
				user.errs = append(user.errs, e)
			}
		})
		out = append(out, user)
	}
	if s.ctx.Err() != nil {
		return nil, s.ctx.Err()
	}
	found := resolve(c.done, names)
	for _, user := range out {
		user.index = found
	}
	return out, nil
}

// types checks files.
func (c *checker) types(
	p *packages.Package, files []*ast.File, info *types.Info, report func(error),
) *types.Package {
	cfg := &types.Config{
		Importer: importer(func(path string) (*types.Package, error) { return c.dependency(p, path) }),
		Error:    report, Sizes: p.TypesSizes, FakeImportC: true, IgnoreFuncBodies: info == nil,
	}
	if p.Module != nil && p.Module.GoVersion != "" {
		cfg.GoVersion = "go" + p.Module.GoVersion
	}
	pkg, _ := cfg.Check(p.PkgPath, c.cache.set, files, info) // the errors were reported
	return pkg
}

// importer is the importer of a package.
type importer func(path string) (*types.Package, error)

// Import implements [types.Importer].
func (f importer) Import(path string) (*types.Package, error) { return f(path) }

// dependency returns the package that p imports under a path.
func (c *checker) dependency(p *packages.Package, path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	imported := p.Imports[path]
	if imported == nil || len(imported.GoFiles) == 0 {
		return nil, fmt.Errorf("package %s cannot be loaded", path)
	}
	done := c.cache.packages
	if c.touched(imported) {
		done = c.done
	}
	if pkg := done[imported.ID]; pkg != nil {
		return pkg, nil
	}
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	files, _ := c.parse(imported, false)
	pkg := c.types(imported, files, nil, func(error) {})
	done[imported.ID] = pkg
	return pkg, nil
}

// parse parses the files of a package. Without bodies, functions need less memory. A file
// with a syntax error has the part before it.
func (c *checker) parse(p *packages.Package, withBodies bool) (files []*ast.File, err error) {
	for _, name := range p.GoFiles {
		src, changed := c.overlay[name]
		if !changed {
			data, failed := os.ReadFile(name)
			if failed != nil {
				err = cmp.Or(err, failed)
				continue
			}
			src = data
		}
		f, failed := parser.ParseFile(c.cache.set, name, src, parser.SkipObjectResolution)
		err = cmp.Or(err, failed)
		if !withBodies {
			for _, decl := range f.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok {
					fn.Body = nil
				}
			}
		}
		files = append(files, f)
	}
	return files, err
}
