// Package generator calls the packages in order, from the input files to the
// rendered output.
//
// It takes a checked configuration, the manifest of the last run and a function
// that reads files. It gives an output to compare or commit, or the errors of
// the inputs. It may import templates and every package in this folder. A rule that
// belongs to one of these packages is in that package.
//
// # Files
//
//   - generator.go: a run, from configuration to output
//   - inputs.go: reads each input file once, and keeps snapshots of descriptions
//   - leftout.go: reports the parts of a description that an SDK lacks, and writes an
//     overlay that removes them
//   - options.go: turns fragen.yaml and the last manifest into the options of each package
//   - tree.go: collects the rendered files and the new manifest
//   - fresh.go: recognizes a run that would change nothing
//   - reference.go: renders the reference pages, and finds the texts that can be translated
//   - review.go: compares two states of a project
//   - callers.go: collects the generated code with which a review finds callers
//   - sides.go: opens the two sides of a review, from the disk or from git
//   - settings.go: the settings of a target that a review needs
package generator

import (
	"context"
	"errors"
	"strings"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
)

// Options control how a run proceeds. The output does not depend on them.
type Options struct {
	Jobs     int         // files rendered in parallel; 0: the number of CPUs
	Keep     output.Keep // where the content of files is stored until it is committed
	Progress Progress    // nil: no progress reports
}

// Progress receives the progress of a run: done of total steps of a stage. A
// total of 0 means that the number of steps is unknown.
type Progress func(stage string, done, total int)

// Generate renders the targets of cfg. Names listed in old, the manifest of the
// last run, do not change. The list holds the diagnostics of all inputs,
// including the configuration. If it has an error, the output is nil. The
// returned error is an *InternalError, the context's error, or a disk error
// from storing the content. The caller must close the output's tree.
func Generate(
	ctx context.Context, cfg *config.Config, old *output.Manifest, read ReadFile, opt Options,
) (*output.Output, *diag.List, error) {
	if opt.Progress == nil {
		opt.Progress = func(string, int, int) {}
	}
	in, named := newInputs(cfg, untilDone(ctx, read)), movedLock(cfg, old)
	plans, err := in.plans(ctx, named, opt.Progress)
	in.specs, in.wholes, in.codes = nil, nil, nil // free the documents: rendering does not need them
	if err != nil || in.diags.HasErrors() {
		return nil, in.diags, err
	}
	made := &assembly{
		old:      named,
		tree:     output.Tree{Keep: opt.Keep, Dir: cfg.Dir, Context: ctx},
		manifest: output.Manifest{Inputs: in.hashes()},
	}
	made.setBudget(in)
	if err := made.addAll(ctx, cfg, plans, in.snapshots, opt); err != nil {
		return nil, in.diags, errors.Join(made.reportOverflow(in, err), made.tree.Close())
	}
	out := &output.Output{
		Dir: cfg.Dir, Lock: output.LockName(cfg.File), Top: cfg.ModuleDir, Below: cfg.ModuleRest,
		Old: old, New: &made.manifest, Tree: &made.tree, Summary: in.summary, Context: ctx,
	}
	return out, in.diags, nil
}

// plans returns the plan of each target, or nil for a target with errors.
func (in *inputs) plans(ctx context.Context, old *output.Manifest, progress Progress) ([]*plan.Plan, error) {
	plans := make([]*plan.Plan, len(in.cfg.Targets))
	for i := range in.cfg.Targets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		progress("reading "+in.cfg.Targets[i].Name, 0, 0)
		plans[i] = in.plan(ctx, &in.cfg.Targets[i], old)
	}
	return plans, ctx.Err()
}

// plan returns the plan of a target, or nil if there are errors or ctx is done.
func (in *inputs) plan(ctx context.Context, t *config.Target, old *output.Manifest) *plan.Plan {
	doc := in.document(t)
	if ctx.Err() != nil {
		return nil
	}
	in.keepSnapshot(t, doc)
	return in.planOf(ctx, t, doc, old)
}

// planOf returns the plan of a target with the description doc. If doc is nil, it
// still reads the code tables to report their errors.
func (in *inputs) planOf(
	ctx context.Context, t *config.Target, doc *openapi.Document, old *output.Manifest,
) *plan.Plan {
	tables, ok := in.tables(t)
	if doc == nil || ctx.Err() != nil {
		return nil
	}
	opt := lowerOptions(t, old)
	opt.Schemas = func() ([]string, bool) { return in.schemas(t) }
	ir, diags := lower.Lower(doc, tables, opt)
	in.diags.Merge(diags)
	in.reportLeftOut(t, ir, old.Target(t.Out))
	if diags.HasErrors() || in.cfg.Diagnostics().HasErrors() || !ok || ctx.Err() != nil {
		return nil
	}
	p, diags := plan.Build(ir, planOptions(in.cfg, t, ir, old))
	in.diags.Merge(diags)
	return p
}

// InternalError is a bug of the generator.
type InternalError struct{ Cause error }

// Error returns the message of the cause, with the prefix "internal: ".
func (e *InternalError) Error() string {
	return "internal: " + strings.TrimPrefix(e.Cause.Error(), "internal: ")
}

// Unwrap returns the cause.
func (e *InternalError) Unwrap() error { return e.Cause }

func internal(err error) error { return &InternalError{err} }

// Planned is a target that has not been rendered.
type Planned struct {
	Document *openapi.Document // the selected part of the description
	Plan     *plan.Plan
}

// Explore plans the targets of cfg as [Generate] does. The result is nil if the
// list has errors. The error is the context's error.
func Explore(
	ctx context.Context, cfg *config.Config, old *output.Manifest, read ReadFile,
) ([]Planned, *diag.List, error) {
	in := newInputs(cfg, untilDone(ctx, read))
	old = movedLock(cfg, old)
	var out []Planned
	for i := range cfg.Targets {
		if err := ctx.Err(); err != nil {
			return nil, in.diags, err
		}
		if doc := in.document(&cfg.Targets[i]); doc != nil {
			out = append(out, Planned{doc, in.planOf(ctx, &cfg.Targets[i], doc, old)})
		}
	}
	if err := ctx.Err(); err != nil || in.diags.HasErrors() {
		return nil, in.diags, err
	}
	return out, in.diags, nil
}
