// Package fragen is the generator as a library: what the command does, for
// programs that generate by themselves.
//
// It takes the name of a fragen.yaml, gives a Result that waits to be compared
// with the disk or committed to it, and may import the generator's rooms. There
// is no logic here: this is the front door.
//
//	cfg, err := fragen.Load("fragen.yaml")
//	if err != nil { … }
//	result, err := fragen.Generate(ctx, cfg, nil)
//	if err != nil { … }
//	defer result.Close()
//	report, err := result.Commit(false)
package fragen

import (
	"context"
	"errors"
	"io/fs"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/cache"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

//go:generate go run ./cmd/fragen generate

type (
	// Config is a fragen.yaml, see Load.
	Config = config.Config
	// Report says what Result.Commit did.
	Report = output.Report
	// Change is a difference between the output and what is on disk.
	Change = output.Change
	// RefusedError is returned by Result.Commit when files are in the way.
	RefusedError = output.RefusedError
	// Progress hears how far a run is: done of total in what stage names. A total
	// of zero is not known.
	Progress = generator.Progress
	// InternalError is a fault of the generator, whatever its input.
	InternalError = generator.InternalError
)

// InputError says that the inputs have errors.
type InputError struct {
	Diagnostics *diag.List // warnings and notes included
}

// Error returns the diagnostics, one a line.
func (e *InputError) Error() string { return e.Diagnostics.String() }

// failed returns list as an error when it has one.
func failed(list *diag.List) error {
	if list.HasErrors() {
		return &InputError{list}
	}
	return nil
}

// Load reads a fragen.yaml and the go.mod about it. An *InputError lists all
// that is wrong. The configuration is nil only when the file cannot be read at
// all; Generate takes a faulty one too, and then reports its faults together
// with those of the descriptions.
func Load(file string) (*Config, error) {
	cfg, diags := config.Load(file)
	return cfg, failed(diags)
}

// ReadText is os.ReadFile for a text, such as a description, which it does not
// copy.
func ReadText(name string) (string, error) { return output.ReadText(name) }

// Options say how a run goes; nil means all of their zero values. What is made
// does not depend on them.
type Options struct {
	Jobs     int      // files that are printed at once; zero: one for each processor
	DiffOnly bool     // the result is for Diff, and Commit is an error: contents are not kept
	Inputs   fs.FS    // holds what cfg names, its top standing for cfg's folder; nil: they are on the disk
	Cache    string   // folder that remembers runs, so that nothing to do is found out fast; "" for none
	Progress Progress // hears how far the run is; nil: nobody wants to know
}

// Result is a finished run.
type Result struct {
	Diagnostics *diag.List // warnings and notes
	out         *output.Output
	fresh       bool   // it was known beforehand that there is nothing to do
	remember    func() // that the disk is as the output's manifest says
}

// Generate makes everything that cfg asks for, in memory or, when it is much, in
// a temporary file in the project's folder, which Result.Close gives up. The
// error is an *InputError, an *InternalError, the context's or the disk's.
func Generate(ctx context.Context, cfg *Config, options *Options) (*Result, error) {
	if options == nil {
		options = &Options{}
	}
	opt := generator.Options{Jobs: options.Jobs, Keep: output.Spill, Progress: options.Progress}
	if options.DiffOnly {
		opt.Keep = output.Hashes
	}
	read, known := reader(cfg, options.Inputs), cache.Open(options.Cache)
	if ctx.Err() == nil {
		if out, diags := generator.Fresh(known, cfg, read); out != nil {
			return &Result{Diagnostics: diags, out: out, fresh: true}, nil
		}
	}
	old, problem := output.ReadManifest(cfg.Dir, generator.LockName(cfg.File))
	out, diags, err := generator.Generate(ctx, cfg, old, read, opt)
	if err != nil {
		return nil, err
	}
	noteLock(diags, generator.LockFile(cfg.File), problem)
	return finish(out, diags, options.Progress, func() { generator.Remember(known, cfg, out, diags) })
}

// finish is a result, or the errors of the inputs.
func finish(out *output.Output, diags *diag.List, progress Progress, remember func()) (*Result, error) {
	if err := failed(diags); err != nil {
		if out != nil {
			err = errors.Join(err, out.Tree.Close())
		}
		return nil, err
	}
	if progress != nil {
		out.Progress = func(done, total int) { progress("writing files", done, total) }
	}
	return &Result{Diagnostics: diags, out: out, remember: remember}, nil
}

// Close gives up what the result keeps on disk. It may be called again.
func (r *Result) Close() error { return r.out.Tree.Close() }

// Commit writes the files that changed and removes those no longer made. When
// files that somebody edited or wrote are in the way, it changes nothing and
// returns a *RefusedError; force overwrites those that carry the header of
// generated files.
func (r *Result) Commit(force bool) (*Report, error) {
	if r.fresh {
		return &Report{Unchanged: r.out.Tree.Len()}, nil
	}
	report, err := r.out.Commit(force)
	if err == nil {
		r.remember()
	}
	return report, err
}

// Diff lists how the files on disk differ from what was made, none when all
// are fresh.
func (r *Result) Diff() ([]Change, error) {
	if r.fresh {
		return nil, nil
	}
	changes, err := r.out.Diff()
	if err == nil && len(changes) == 0 {
		r.remember()
	}
	return changes, err
}
