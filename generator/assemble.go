package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/templates"
)

// LockName is the name of the manifest beside the configuration in file:
// fragen.lock for fragen.yaml.
func LockName(file string) string {
	base := filepath.Base(file)
	return strings.TrimSuffix(base, filepath.Ext(base)) + ".lock"
}

// LockFile is the manifest's path as the user would write it where fragen runs.
func LockFile(file string) string {
	return filepath.ToSlash(filepath.Join(filepath.Dir(file), LockName(file)))
}

// assembly gathers what is rendered.
type assembly struct {
	tree     output.Tree
	manifest output.Manifest
}

// all prints every plan, and lets go of each when it is done.
func (a *assembly) all(ctx context.Context, cfg *config.Config, plans []*plan.Plan, opt Options) error {
	total := 0
	for _, p := range plans {
		total += gosdk.Count(p)
	}
	for i, p := range plans {
		printed := func() { opt.Progress("printing files", a.tree.Len(), total) }
		if err := a.target(ctx, &cfg.Targets[i], p, opt.Jobs, printed); err != nil {
			return err
		}
		plans[i] = nil
	}
	if cfg.Runtime.Dir == "" {
		return nil
	}
	return a.runtime(cfg)
}

// add puts a file into the tree.
func (a *assembly) add(dir, name string, data []byte) error {
	err := a.tree.Add(dir, name, data)
	if err == nil || errors.As(err, new(*output.SpillError)) {
		return err
	}
	return internal(err)
}

// target adds a target's files and names.
func (a *assembly) target(ctx context.Context, t *config.Target, p *plan.Plan, jobs int, printed func()) error {
	for file, err := range gosdk.Render(ctx, p, jobs) {
		switch {
		case err != nil && ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return internal(err)
		}
		if err := a.add(t.Out, file.Path, file.Data); err != nil {
			return err
		}
		printed()
	}
	entry := output.Target{Name: t.Name, Dir: t.Out, Files: a.tree.Hashes(t.Out)}
	named := map[string]string{}
	for _, s := range p.Symbols {
		if other, ok := named[s.Key]; ok {
			return internal(fmt.Errorf("the names %s and %s have the same key %s", other, s.Name, s.Key))
		}
		named[s.Key] = s.Name
		entry.Symbols = append(entry.Symbols, output.Symbol{Key: s.Key, Name: s.Name})
	}
	a.manifest.Targets = append(a.manifest.Targets, entry)
	return nil
}

// runtime adds the runtime package and the optional ones below it, which all
// targets share and which therefore are a target of their own.
func (a *assembly) runtime(cfg *config.Config) error {
	dir := cfg.Runtime.Dir
	packages := values(cfg.Packages)
	if cfg.HasFake() {
		packages = append(packages, config.FakeRuntime)
	}
	for _, file := range append(templates.Runtime(), templates.With(cfg.ImportPath(dir), packages...)...) {
		data := bytes.Join([][]byte{[]byte(output.Header), nil, file.Data}, []byte("\n"))
		if err := a.add(dir, file.Name, data); err != nil {
			return err
		}
	}
	a.manifest.Targets = append(a.manifest.Targets, output.Target{Name: "runtime", Dir: dir, Files: a.tree.Hashes(dir)})
	return nil
}
