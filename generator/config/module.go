package config

// Which Go modules the output lies in. The nearest go.mod at or above a folder
// decides, as it does for Go itself; usually that is one module for all, but
// generated/ may have a go.mod of its own.

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

// Load reads the configuration in file and the go.mod files that say which
// import paths its output has. As with Parse, the configuration is nil when
// the file cannot be read, and whole when the list has no errors.
func Load(file string) (*Config, *diag.List) {
	data, err := os.ReadFile(file)
	if err != nil {
		diags := &diag.List{}
		diags.Errorf(diag.Pos{File: file}, "read", "%s", readProblem(file, err))
		return nil, diags
	}
	config, diags := Parse(file, data)
	if config == nil {
		return nil, diags
	}
	config.findModules(diags)
	return config, diags
}

func readProblem(file string, err error) string {
	if errors.Is(err, fs.ErrNotExist) {
		if other := otherEnding(file); other != "" {
			return fmt.Sprintf("there is no such file, but %s is there; rename it or name it with --config", other)
		}
		return "there is no such file; name it with --config, or let `fragen init DESCRIPTION` write one"
	}
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		err = pathError.Err // the path is said already
	}
	return err.Error()
}

// otherEnding returns the name of the file beside file that ends in .yml and
// not in .yaml, or nothing when there is none.
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
	path string
	dir  string // with slashes, relative to Config.Dir; "" when it is Dir or above it
	rest string // where it is above: Dir below the module's folder, with slashes
}

// ImportPath returns the import path of the package in dir, a folder below
// Config.Dir with slashes.
func (c *Config) ImportPath(dir string) string {
	for _, m := range c.modules {
		if m.dir == "" {
			return path.Join(m.path, m.rest, dir)
		}
		if dir == m.dir || strings.HasPrefix(dir, m.dir+"/") {
			return path.Join(m.path, strings.TrimPrefix(dir, m.dir))
		}
	}
	panic("internal: import path of " + dir + " asked for before the modules are known")
}

// findModules sets all that depends on go.mod files.
func (c *Config) findModules(diags *diag.List) {
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
		for dir := out; dir != "."; dir = path.Dir(dir) {
			c.addModule(dir, diags)
		}
	}
	slices.SortFunc(c.modules, func(a, b goModule) int { return strings.Compare(b.dir, a.dir) }) // the deepest first
	c.addMainModule(diags)
}

// addModule notes the module whose go.mod is in dir, if there is one.
func (c *Config) addModule(dir string, diags *diag.List) {
	file := filepath.Join(c.Dir, filepath.FromSlash(dir), "go.mod")
	if slices.ContainsFunc(c.modules, func(m goModule) bool { return m.dir == dir }) {
		return
	}
	if mod := readModule(file, diags); mod != nil {
		c.modules = append(c.modules, goModule{path: mod.Module.Mod.Path, dir: dir})
	}
}

// addMainModule finds the module that Dir is in, and takes its Go version
// where the configuration names none.
func (c *Config) addMainModule(diags *diag.List) {
	top, err := filepath.Abs(c.Dir)
	if err != nil {
		diags.Errorf(diag.Pos{File: c.File}, "read", "%v", err)
		return
	}
	for dir := top; ; dir = filepath.Dir(dir) {
		file := filepath.Join(dir, "go.mod")
		if up, err := filepath.Rel(top, file); err == nil {
			file = filepath.Join(c.Dir, up) // shown relative, as the user gave it
		}
		before := diags.Len()
		mod := readModule(file, diags)
		if mod == nil && diags.Len() == before && dir != filepath.Dir(dir) {
			continue
		}
		if mod == nil {
			if diags.Len() == before {
				diags.Errorf(diag.Pos{File: c.File}, "no-module", "there is no go.mod in its folder or above, which import paths are made from; run `go mod init MODULE`")
			}
			return
		}
		rest, err := filepath.Rel(dir, top)
		if err != nil {
			panic("internal: " + err.Error()) // dir is top or above it
		}
		c.Module, c.ModuleDir = mod.Module.Mod.Path, filepath.Dir(file)
		c.modules = append(c.modules, goModule{path: c.Module, rest: filepath.ToSlash(rest)})
		c.setGo(mod, file, diags)
		return
	}
}

func (c *Config) setGo(mod *modfile.File, file string, diags *diag.List) {
	if c.Go != "" {
		return
	}
	if mod.Go == nil {
		diags.Errorf(diag.Pos{File: file}, "go-version", `there is no go line, which means Go 1.16; generated code needs Go %s or later: run "go mod edit -go=%s"`, MinGo, MinGo)
		return
	}
	if tooOld(mod.Go.Version) {
		at := mod.Go.Syntax.Start
		diags.Errorf(diag.Pos{File: file, Line: at.Line, Col: at.LineRune}, "go-version", "generated code needs Go %s or later, and the module says %s", MinGo, mod.Go.Version)
		return
	}
	c.Go = mod.Go.Version
}

// readModule reads a go.mod. It returns nil when there is none or when it
// reported what is wrong with it.
func readModule(file string, diags *diag.List) *modfile.File {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		diags.Errorf(diag.Pos{File: file}, "read", "%s", readProblem(file, err))
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
		diags.Errorf(diag.Pos{File: file}, "go-mod", "there is no module line; run `go mod edit -module MODULE`")
	default:
		return mod
	}
	return nil
}
