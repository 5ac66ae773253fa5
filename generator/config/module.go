package config

// The Go modules that contain the output. As for Go itself, the nearest go.mod
// at or above a folder decides. Usually one module contains all folders, but
// generated/ may have its own go.mod.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/fragen-go/fragen/generator/diag"
)

// Load reads the configuration in file, and the go.mod files that determine the
// import paths of its output. The configuration is nil if the file cannot be
// read, and complete if the list has no errors.
func Load(file string) (*Config, *diag.List) { return LoadWith(file, os.ReadFile) }

// LoadWith is like [Load], but reads files with read, for example to load an earlier
// version of the configuration. read takes the paths that Load would open. Its error is
// fs.ErrNotExist if the file does not exist.
func LoadWith(file string, read func(name string) ([]byte, error)) (*Config, *diag.List) {
	data, err := read(file)
	if err != nil {
		diags := &diag.List{}
		diags.Errorf(diag.Pos{File: file}, "read", "%s", readProblem(file, err))
		return nil, diags
	}
	config, diags := Parse(file, data)
	if config == nil {
		return nil, diags
	}
	config.findModules(read, diags)
	return config, diags
}

func readProblem(file string, err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		if other := otherEnding(file); other != "" {
			return fmt.Sprintf("no such file, but there is a %s; rename it or set --config", other)
		}
		return "no such file; set --config, or run `fragen init DESCRIPTION` to write one"
	}
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		err = pathError.Err // the diagnostic begins with the path
	}
	return err.Error()
}

// otherEnding returns the base name of the file next to file that ends in .yml
// instead of .yaml, "" if there is none.
func otherEnding(file string) string {
	base, ok := strings.CutSuffix(file, ".yaml")
	if !ok {
		return ""
	}
	if _, err := os.Stat(base + ".yml"); err != nil {
		return ""
	}
	return filepath.Base(base) + ".yml"
}

// goModule is a Go module.
type goModule struct {
	path     string
	requires []string // paths of the modules in its go.mod
	dir      string   // with slashes, relative to Config.Dir; "" if it is Dir or above it
	rest     string   // path from the module's folder to Dir, with slashes, if it is above
}

// ImportPath returns the import path of the package in dir, which is relative to
// Config.Dir and uses slashes.
func (c *Config) ImportPath(dir string) string {
	m := c.moduleOf(dir)
	if m.dir == "" {
		return path.Join(m.path, m.rest, dir)
	}
	return path.Join(m.path, strings.TrimPrefix(dir, m.dir))
}

// ModuleOf returns the path of the module that contains dir, and the folder of the
// module. Both folders are relative to Config.Dir and use slashes.
func (c *Config) ModuleOf(dir string) (module, folder string) {
	m := c.moduleOf(dir)
	switch {
	case m.dir != "":
		return m.path, m.dir
	case m.rest == ".":
		return m.path, "."
	}
	return m.path, path.Clean(strings.Repeat("../", strings.Count(m.rest, "/")+1))
}

// moduleOf returns the module that contains dir.
func (c *Config) moduleOf(dir string) goModule {
	for _, m := range c.modules {
		if m.dir == "" || dir == m.dir || strings.HasPrefix(dir, m.dir+"/") {
			return m
		}
	}
	panic("internal: module of " + dir + " used before Load")
}

// findModules sets the fields that depend on go.mod files.
func (c *Config) findModules(read readFile, diags *diag.List) {
	outs := []string{"."}
	if c.Runtime.Dir != "" {
		outs = append(outs, c.Runtime.Dir)
	}
	for _, target := range c.Targets {
		if target.Out != "" {
			outs = append(outs, target.Out)
		}
	}
	for _, out := range outs {
		for dir := out; dir != "." && path.Base(dir) != ".."; dir = path.Dir(dir) {
			c.addModule(dir, read, diags)
		}
	}
	slices.SortFunc(c.modules, func(a, b goModule) int { return strings.Compare(b.dir, a.dir) }) // the deepest first
	c.addMainModule(read, diags)
}

// readFile returns the content of a file.
type readFile = func(name string) ([]byte, error)

// addModule adds the module whose go.mod is in dir, if there is one.
func (c *Config) addModule(dir string, read readFile, diags *diag.List) {
	file := filepath.Join(c.Dir, filepath.FromSlash(dir), "go.mod")
	if slices.ContainsFunc(c.modules, func(m goModule) bool { return m.dir == dir }) {
		return
	}
	if mod := readModule(file, read, diags); mod != nil {
		c.modules = append(c.modules, goModule{path: mod.Module.Mod.Path, requires: requires(mod), dir: dir})
	}
}

// addMainModule finds the module that contains Dir. Its Go version is the
// default for the configuration's.
func (c *Config) addMainModule(read readFile, diags *diag.List) {
	top, err := filepath.Abs(c.Dir)
	if err != nil {
		diags.Errorf(diag.Pos{File: c.File}, "read", "%v", err)
		return
	}
	for dir := top; ; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, "go.mod")
		if up, err := filepath.Rel(top, file); err == nil {
			file = filepath.Join(c.Dir, up) // relative, as the user wrote Dir
		}
		before := diags.Len()
		mod := readModule(file, read, diags)
		if mod == nil && diags.Len() == before && dir != filepath.Dir(dir) {
			continue
		}
		if mod == nil {
			if diags.Len() == before {
				diags.Errorf(diag.Pos{File: c.File}, "no-module",
					"no go.mod in the folder that contains this file or in any folder above "+
						"it; run `go mod init MODULE`")
			}
			return
		}
		rest, err := filepath.Rel(dir, top)
		if err != nil {
			panic("internal: " + err.Error()) // dir is top or above it
		}
		c.Module, c.ModuleDir = mod.Module.Mod.Path, filepath.Dir(file)
		c.ModuleRest = filepath.ToSlash(rest)
		c.modules = append(c.modules, goModule{path: c.Module, requires: requires(mod), rest: c.ModuleRest})
		c.checkInside(diags)
		c.checkRuntimeModule(diags)
		c.setGo(mod, file, diags)
		return
	}
}

// checkInside reports output folders outside the module, and paths that leave Dir
// and enter it again.
func (c *Config) checkInside(diags *diag.List) {
	for _, folder := range c.above {
		full := path.Join(c.ModuleRest, folder.path.Value)
		inside, err := filepath.Rel(filepath.FromSlash(c.ModuleRest), filepath.FromSlash(full))
		switch {
		case full == ".." || strings.HasPrefix(full, "../"):
			diags.Errorf(folder.path.Pos, "path", "%s: %q is outside the module %s; choose a folder in the module",
				folder.label, folder.path.Value, c.Module)
		case err == nil && filepath.IsLocal(inside):
			diags.Errorf(folder.path.Pos, "path", "%s: write %q as %q", folder.label, folder.path.Value,
				filepath.ToSlash(inside))
		}
	}
}

// checkRuntimeModule warns about targets that cannot import the runtime, because
// their module does not require the module of the runtime.
func (c *Config) checkRuntimeModule(diags *diag.List) {
	if c.Runtime.Dir == "" {
		return
	}
	runtime := c.moduleOf(c.Runtime.Dir).path
	for _, target := range c.Targets {
		if target.Out == "" {
			continue
		}
		if m := c.moduleOf(target.Out); m.path != runtime && !slices.Contains(m.requires, runtime) {
			diags.Warnf(target.Pos, "other-module",
				"%q is in the module %s, which does not require the module %s of the runtime; "+
					"choose folders in the same module, or require %[3]s in %[4]s",
				target.Out, m.path, runtime, path.Join(m.dir, "go.mod"))
		}
	}
}

func requires(mod *modfile.File) []string {
	var paths []string
	for _, r := range mod.Require {
		paths = append(paths, r.Mod.Path)
	}
	return paths
}

func (c *Config) setGo(mod *modfile.File, file string, diags *diag.List) {
	if c.Go != "" {
		return
	}
	if mod.Go == nil {
		diags.Errorf(diag.Pos{File: file}, "go-version",
			"the go line is missing, which means Go 1.16; generated code requires Go %s or later: "+
				"run `go mod edit -go=%[1]s`", MinGo)
		return
	}
	if isOld(mod.Go.Version) {
		at := mod.Go.Syntax.Start
		diags.Errorf(diag.Pos{File: file, Line: at.Line, Col: at.LineRune}, "go-version",
			"generated code requires Go %s or later, found %s", MinGo, mod.Go.Version)
		return
	}
	c.Go = mod.Go.Version
}

// readModule reads a go.mod. It returns nil if there is none or if it reported
// an error.
func readModule(file string, read readFile, diags *diag.List) *modfile.File {
	data, err := read(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		diags.Errorf(diag.Pos{File: file}, "read", "%s", readProblem(file, err))
		return nil
	}
	if diags.MergeConflicts(file, string(data)) {
		return nil
	}
	mod, err := modfile.ParseLax(file, data, nil)
	var list modfile.ErrorList
	switch {
	case errors.As(err, &list):
		for _, e := range list {
			diags.Errorf(diag.Pos{File: file, Line: e.Pos.Line, Col: e.Pos.LineRune}, "go-mod", "%v", e.Err)
		}
	case err != nil:
		diags.Errorf(diag.Pos{File: file}, "go-mod", "%v", err)
	case mod.Module == nil:
		diags.Errorf(diag.Pos{File: file}, "go-mod", "missing module line; run `go mod edit -module MODULE`")
	default:
		return mod
	}
	return nil
}
