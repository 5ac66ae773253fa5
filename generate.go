// Package fragen is the library behind the fragen command, for programs that
// run the generator themselves.
//
// [Load] reads a fragen.yaml. [Generate] renders the SDKs that the file
// describes, and [Reference] renders their reference pages. Both return a
// [Result], which can be compared with the files on disk or written to disk.
//
//	cfg, err := fragen.Load("fragen.yaml")
//	if err != nil {
//		return err
//	}
//	result, err := fragen.Generate(ctx, cfg, nil)
//	if err != nil {
//		return err
//	}
//	defer result.Close()
//	report, err := result.Commit(false)
//
// # Files
//
//   - generate.go: the SDK
//   - reference.go: the reference pages
//   - review.go: the comparison of two states of a project
package fragen

import (
	"context"
	"errors"
	"io/fs"
	"path"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/cache"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

//go:generate go run ./cmd/fragen generate

type (
	// Config is the content of a fragen.yaml, see [Load].
	Config = config.Config
	// Report lists the files that [Result.Commit] wrote and removed.
	Report = output.Report
	// Change is a difference between the output and the files on disk.
	Change = output.Change
	// RefusedError is returned by [Result.Commit] if it would overwrite files
	// that were edited or that fragen did not write.
	RefusedError = output.RefusedError
	// StaleError is returned by a Result if another run has written the files since
	// Generate read fragen.lock. Generating again resolves it.
	StaleError = output.StaleError
	// Progress receives the progress of a run: done of total steps of a stage. A
	// total of 0 means that the number of steps is unknown.
	Progress = generator.Progress
	// InputError reports that the inputs have errors.
	InputError = diag.InputError
	// InternalError reports a bug in the generator.
	InternalError = generator.InternalError
)

// Load reads a fragen.yaml and the go.mod files that apply to its output. If
// they have errors, the error is an [*InputError] that lists all of them. The
// configuration is nil only if the file cannot be read or parsed. [Generate]
// accepts a configuration with errors, to report them together with the errors
// of the other inputs.
func Load(file string) (*Config, error) {
	cfg, diags := config.LoadWith(file, output.ReadFile)
	return cfg, diags.Err()
}

// FindConfig returns the path of the fragen.yaml that applies to the current
// folder: the one in this folder or in the nearest folder above it, up to the
// folder that contains go.mod. If there is none, it returns "fragen.yaml".
func FindConfig() string { return config.Find() }

// Options control how [Generate] proceeds. The output does not depend on them.
type Options struct {
	// Jobs is the number of files to render in parallel. If it is 0, Generate
	// uses the number of CPUs.
	Jobs int
	// DiffOnly reduces the memory that the result needs: it stores hashes
	// instead of contents. Result.Commit then returns an error.
	DiffOnly bool
	// Inputs holds the input files. Its root is the folder that contains
	// fragen.yaml. If it is nil, Generate reads the files from the disk.
	Inputs fs.FS
	// Cache is the folder in which the results of runs are recorded so that a
	// run without changes is fast. If it is "", there is no cache.
	Cache string
	// MergeLock accepts merge conflicts in fragen.lock and fragen.sum: Generate
	// keeps the names from both sides, and Commit rewrites the files that both
	// sides changed.
	MergeLock bool
	// Progress, if not nil, receives the progress of the run.
	Progress Progress
	// Waiting, if not nil, is called once if another process writes the files and
	// must end first. The argument is its process ID, or 0 if it is not known.
	Waiting func(pid int)
}

// Result is the output of a run.
type Result struct {
	Diagnostics *diag.List // warnings and notes
	out         *output.Output
	fresh       bool   // the cache knows that the files on disk are equal to out
	remember    func() // stores in the cache that the files on disk are equal to out
}

// Generate renders the SDKs that cfg describes. It does not write the SDKs to
// disk; large outputs are stored in a temporary file in the folder of fragen.yaml,
// which [Result.Close] removes. A nil options means the zero value of [Options].
// The error is an [*InputError], an [*InternalError], the context's error or an
// error of the disk.
func Generate(ctx context.Context, cfg *Config, options *Options) (*Result, error) {
	if options == nil {
		options = &Options{}
	}
	opt := generator.Options{Jobs: options.Jobs, Keep: output.Spill, Progress: options.Progress}
	if options.DiffOnly {
		opt.Keep = output.Hashes
	}
	read, known := generator.Reader(cfg, options.Inputs), cache.Open(options.Cache)
	if ctx.Err() == nil {
		if out, diags := generator.Fresh(known, cfg, read); out != nil {
			return &Result{Diagnostics: diags, out: out, fresh: true}, nil
		}
	}
	old, lockErr := readManifest(options.MergeLock, cfg.Dir, output.LockName(cfg.File))
	out, diags, err := generator.Generate(ctx, cfg, old, read, opt)
	if err != nil {
		return nil, err
	}
	lasting := &diag.List{} // without those about the manifest, which this run writes
	lasting.Merge(diags)
	checkManifest(diags, output.LockFile(cfg.File), "fragen generate", old, lockErr)
	if lockErr == nil && !output.Interrupted(cfg.Dir, output.LockName(cfg.File)) {
		generator.CheckNames(cfg, old, out, diags)
	}
	remember := func() { generator.Remember(known, cfg, out, lasting) }
	checkJournal(diags, output.LockFile(cfg.File), output.CheckJournal(cfg.Dir, output.LockName(cfg.File)))
	result, err := newResult(out, diags, options.Progress, remember)
	if result != nil {
		result.out.Waiting = options.Waiting
	}
	return result, err
}

// newResult returns a result, or the errors of the inputs.
func newResult(out *output.Output, diags *diag.List, progress Progress, remember func()) (*Result, error) {
	if err := diags.Err(); err != nil {
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

// readManifest reads a manifest, with conflict markers if merge is set.
func readManifest(merge bool, dir, name string) (*output.Manifest, error) {
	if merge {
		return output.MergeManifest(dir, name)
	}
	return output.ReadManifest(dir, name)
}

// checkManifest reports the files of a manifest that are missing or cannot be
// read. lock is the path of the lock, and command writes the manifest.
func checkManifest(diags *diag.List, lock, command string, m *output.Manifest, err error) {
	for _, e := range output.FileErrors(err) {
		pos := diag.Pos{File: path.Join(path.Dir(lock), e.File), Line: e.Line}
		if e.Line > 0 {
			pos.Col = 1
		}
		remedy := ""
		if e.Rule == output.RuleConflict {
			remedy = "; run `" + command + " --merge-lock` to keep the names of both sides"
		}
		diags.Errorf(pos, e.Rule, "%s%s", e.Reason, remedy)
	}
	if m != nil && m.NoSum {
		diags.Warnf(diag.Pos{File: output.SumName(lock)}, "missing-sum",
			"no such file, so generated files that differ are not overwritten or removed; "+
				"restore it from version control or use --force")
	}
}

// checkJournal reports a journal that cannot be read.
func checkJournal(diags *diag.List, lock string, err error) {
	for _, e := range output.FileErrors(err) {
		pos := diag.Pos{File: path.Join(path.Dir(lock), e.File), Line: e.Line}
		if e.Line > 0 {
			pos.Col = 1
		}
		diags.Errorf(pos, e.Rule, "%s", e.Reason)
	}
}

// Summary returns a line for each SDK that lacks parts of its API description, for
// example "graph: 1,221 of 1,223 operations; left out: GET /pets, DELETE /pets". It
// returns nil if there are none, or if the run had nothing to do.
func (r *Result) Summary() []string { return r.out.Summary }

// Close removes temporary files. It can be called more than once.
func (r *Result) Close() error { return r.out.Tree.Close() }

// Commit writes the files that differ from the files on disk and removes files
// that are no longer generated. If it would overwrite or remove a file that was
// edited, or a file that fragen did not write, it changes nothing and returns a
// [*RefusedError]. With force it overwrites edited files; files without the
// header of generated files remain an error.
//
// One process at a time writes: Commit waits while another one does, until the
// context of [Generate] is done. If that process has changed fragen.lock, the error
// is a [*StaleError]. If a commit is interrupted, even by the end of the process,
// the next one completes the work.
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

// Preview returns the report and the errors that [Result.Commit] would return, and
// writes nothing.
func (r *Result) Preview(force bool) (*Report, error) {
	if r.fresh {
		return &Report{Unchanged: r.out.Tree.Len()}, nil
	}
	return r.out.Preview(force)
}

// Contents returns the content of a changed file on disk and in the output. If one
// of them does not exist, it is nil. It returns an error if [Options] has DiffOnly.
func (r *Result) Contents(change Change) (onDisk, generated []byte, err error) {
	return r.out.Contents(change)
}

// Diff returns the differences between the output and the files on disk. It
// returns none if the files on disk are up to date.
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
