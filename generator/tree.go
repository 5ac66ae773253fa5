package generator

// This file renders the plans and the runtime, and collects the files in a tree. The
// manifest of the tree lists the files of each target with their hashes.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/templates"
)

// assembly collects the rendered files and the manifest that lists them.
type assembly struct {
	old      *output.Manifest // of the last run; may be nil
	tree     output.Tree
	manifest output.Manifest
	budget   diag.Budget // of bytes
}

// Without a limit, the output may have a base and some bytes for each byte of the
// inputs.
const baseOutput, outputForByte = 16 << 20, 10

// setBudget sets the budget of the output.
func (a *assembly) setBudget(in *inputs) {
	a.budget = diag.NewBudget("limits.output", "bytes", in.cfg.Limits.Output, baseOutput+outputForByte*in.size)
}

// overflow is the error of an output that exceeds its budget with a file.
type overflow struct{ file string }

func (o *overflow) Error() string { return "the output up to " + o.file }

// reportOverflow reports an output that exceeds its budget. It returns any other error.
func (a *assembly) reportOverflow(in *inputs, err error) error {
	var over *overflow
	if !errors.As(err, &over) {
		return err
	}
	in.diags.Exceeded(diag.Pos{File: in.cfg.File}, over.Error(), &a.budget)
	return nil
}

// addAll renders each plan and then the runtime. It sets each rendered plan to
// nil so that its memory can be reused.
func (a *assembly) addAll(
	ctx context.Context, cfg *config.Config, plans []*plan.Plan, snapshots []snapshot, opt Options,
) error {
	total := 0
	for _, s := range snapshots { // first, since they may be in the folder of a target
		if err := a.add(path.Dir(s.file), path.Base(s.file), s.text); err != nil {
			return err
		}
	}
	for _, p := range plans {
		total += gosdk.Count(p)
	}
	for i, p := range plans {
		rendered := func() { opt.Progress("rendering files", a.tree.Len(), total) }
		if err := a.addTarget(ctx, &cfg.Targets[i], p, opt.Jobs, rendered); err != nil {
			return err
		}
		plans[i] = nil
	}
	if cfg.Runtime.Dir != "" {
		if err := a.addRuntime(cfg); err != nil {
			return err
		}
	}
	for _, s := range snapshots {
		if dir := path.Dir(s.file); a.manifest.Target(dir) == nil {
			a.manifest.Targets = append(a.manifest.Targets, output.Target{Dir: dir, Files: a.tree.Hashes(dir)})
		}
	}
	return nil
}

// add adds a file to the tree. An error of the tree is a bug, except for a
// failure to store the content on disk. A file that exceeds the budget is an
// *overflow.
func (a *assembly) add(dir, name string, data []byte) error {
	if a.budget.Spend(len(data)) {
		return &overflow{path.Join(dir, name)}
	}
	err := a.tree.Add(dir, name, data)
	if err == nil || errors.As(err, new(*output.SpillError)) {
		return err
	}
	return internal(err)
}

// addTarget adds the files and the Go names of a target. It calls rendered
// after each file.
func (a *assembly) addTarget(
	ctx context.Context, t *config.Target, p *plan.Plan, jobs int, rendered func(),
) error {
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
		rendered()
	}
	entry := output.Target{Name: t.Name, Dir: t.Out, Files: a.tree.Hashes(t.Out)}
	named := map[string]string{}
	for _, s := range p.Symbols {
		if other, ok := named[s.Key]; ok {
			return internal(fmt.Errorf("the names %s and %s have the same key %s", other, s.Name, s.Key))
		}
		named[s.Key] = s.Name
		entry.Symbols = append(entry.Symbols, output.Symbol{Key: s.Key, Name: s.Name, Number: s.Number})
	}
	keepLeftOut(&entry, p.API.LeftOut, a.old.Target(t.Out))
	a.manifest.Targets = append(a.manifest.Targets, entry)
	return nil
}

// addRuntime adds the runtime package and its optional packages. They are a
// target of their own in the manifest, since all targets share them.
func (a *assembly) addRuntime(cfg *config.Config) error {
	dir := cfg.Runtime.Dir
	for _, file := range runtimeFiles(cfg) {
		if err := a.add(dir, file.Name, file.Data); err != nil {
			return err
		}
	}
	a.manifest.Targets = append(a.manifest.Targets, output.Target{Name: "runtime", Dir: dir, Files: a.tree.Hashes(dir)})
	return nil
}

// runtimeFiles returns the files of the runtime package and its optional packages.
func runtimeFiles(cfg *config.Config) []templates.File {
	packages := values(cfg.Packages)
	if cfg.HasFake() {
		packages = append(packages, config.FakeRuntime)
	}
	files := append(templates.Runtime(), templates.With(cfg.ImportPath(cfg.Runtime.Dir), packages...)...)
	for i := range files {
		files[i].Data = bytes.Join([][]byte{[]byte(output.Header), nil, files[i].Data}, []byte("\n"))
	}
	return files
}
