// Package generator is the spine: it calls the rooms in order.
//
// It takes a checked configuration, the last run's manifest and a function
// that reads files; it gives an output that waits to be compared or committed,
// or all that is wrong with the inputs. It may import every room and
// templates, and keeps no rule of its own: what a room can decide is decided
// there. Beside the spine stand the small tools that need more than one room:
// inputs.go reads, slice.go cuts out a description, starter.go proposes a
// configuration, tables.go looks tables of codes over.
package generator

import (
	"cmp"
	"context"
	"errors"
	"go/version"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/plan"
)

// ReadFile reads a whole file. Without a root, name is a path that the user
// wrote. With one, something that was read names the file, by a path with
// slashes from the folder root, and no link may lead out of that.
// Descriptions are large, and what is read as a text is never copied.
type ReadFile func(root, name string) (string, error)

// Options say how a run goes. What it makes does not depend on them.
type Options struct {
	Jobs     int         // files that are printed at once; zero: one for each processor
	Keep     output.Keep // where the contents of files are until they are committed
	Progress Progress    // nil: nobody wants to know
}

// Progress hears how far a run is: done of total in what stage names. A total
// of zero is not known.
type Progress func(stage string, done, total int)

// Generate makes everything that cfg asks for. Names that old, the last run's
// manifest, lists stay. The list holds what is to be said of the inputs, the
// configuration included; with an error in it the output is nil. The error
// itself is our own fault, the disk's where contents are spilled, or the
// context's. The output's tree is to be closed.
func Generate(ctx context.Context, cfg *config.Config, old *output.Manifest, read ReadFile, opt Options) (*output.Output, *diag.List, error) {
	if opt.Progress == nil {
		opt.Progress = func(string, int, int) {}
	}
	in := newInputs(cfg, read)
	plans, err := in.plans(ctx, old, opt.Progress)
	in.specs, in.codes = nil, nil // what was read is much, and printing needs none of it
	if err != nil || in.diags.HasErrors() {
		return nil, in.diags, err
	}
	made := &assembly{
		tree:     output.Tree{Keep: opt.Keep, Dir: cfg.Dir},
		manifest: output.Manifest{Inputs: in.hashes()},
	}
	if err := made.all(ctx, cfg, plans, opt); err != nil {
		return nil, in.diags, errors.Join(err, made.tree.Close())
	}
	return &output.Output{Dir: cfg.Dir, Lock: LockName(cfg.File), Old: old, New: &made.manifest, Tree: &made.tree}, in.diags, nil
}

// plans takes all targets to their plans, nil where errors stand in the way.
func (in *inputs) plans(ctx context.Context, old *output.Manifest, progress Progress) ([]*plan.Plan, error) {
	plans := make([]*plan.Plan, len(in.cfg.Targets))
	for i := range in.cfg.Targets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		progress("reading "+in.cfg.Targets[i].Name, 0, 0)
		plans[i] = in.plan(&in.cfg.Targets[i], old)
	}
	return plans, nil
}

// InternalError is a fault of the generator, whatever its input.
type InternalError struct{ Cause error }

// Error says what happened.
func (e *InternalError) Error() string {
	return "internal: " + strings.TrimPrefix(e.Cause.Error(), "internal: ")
}

// Unwrap returns the cause.
func (e *InternalError) Unwrap() error { return e.Cause }

func internal(err error) error { return &InternalError{err} }

// plan takes one target from its description to its plan, nil where errors
// stand in the way.
func (in *inputs) plan(t *config.Target, old *output.Manifest) *plan.Plan {
	doc := in.document(t)
	tables, ok := in.tables(t)
	if doc == nil {
		return nil
	}
	ir, diags := lower.Lower(doc, tables, lowerOptions(t))
	in.diags.Merge(diags)
	if diags.HasErrors() || in.cfg.Diagnostics().HasErrors() || !ok {
		return nil
	}
	p, diags := plan.Build(ir, planOptions(in.cfg, t, ir, old))
	in.diags.Merge(diags)
	return p
}

func lowerOptions(t *config.Target) lower.Options {
	opt := lower.Options{OData: t.Wire.OData, NumbersFromStrings: t.Wire.NumbersFromStrings}
	if t.Codes != nil {
		opt.Locales, opt.Domains = values(t.Codes.Locales), values(t.Codes.Domains)
	}
	for _, rule := range t.Pages {
		opt.Pages = append(opt.Pages, pageRule(rule))
	}
	return opt
}

func pageRule(r config.PageRule) lower.PageRule {
	rule := lower.PageRule{
		Pos: r.Pos, Paths: r.Paths, Operations: r.Operations, Tags: r.Tags, Style: api.PageStyle(r.Style), First: r.First,
		Items: r.Items.Value, Param: r.Param.Value, Next: r.Next.Value, NextItem: r.NextItem.Value, NextHeader: r.NextHeader.Value,
		More: r.More.Value, End: cmp.Or(r.Total.Value, r.Last.Value),
	}
	if r.Style == "none" {
		rule.Style = ""
	}
	return rule
}

func planOptions(cfg *config.Config, t *config.Target, ir *api.API, old *output.Manifest) plan.Options {
	opt := plan.Options{
		Package:   names.Ident(t.Name),
		Import:    plan.ImportPath(cfg.ImportPath(t.Out)),
		Runtime:   plan.ImportPath(cfg.Runtime.Import),
		UserAgent: userAgent(t.Name, ir.Version),
		Strict:    !t.Wire.NumbersFromStrings,
		Fake:      t.Fake,
		Tree:      t.Layout == config.Tree,
		Taken:     cfg.Below(t),
		NewExpr:   version.Compare("go"+cfg.Go, "go1.26") >= 0,
		Renames:   t.Naming.Rename,
		Style:     names.Style{Initialisms: t.Naming.Initialisms},
	}
	if cfg.Runtime.Dir != "" {
		opt.Runtime = plan.ImportPath(cfg.ImportPath(cfg.Runtime.Dir))
	}
	if last := old.Target(t.Out); last != nil {
		for _, s := range last.Symbols {
			opt.Lock = append(opt.Lock, plan.Symbol{Key: s.Key, Name: s.Name})
		}
	}
	return opt
}

// values drops the positions of texts.
func values(texts []diag.Text) []string {
	var out []string
	for _, text := range texts {
		out = append(out, text.Value)
	}
	return out
}
