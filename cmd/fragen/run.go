package main

// This file has the run of the generator that generate and check share, and its
// flags.

import (
	"errors"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

// runFlags are the flags of a run.
type runFlags struct {
	*options
	jobs      int
	noCache   bool
	strict    bool
	mergeLock bool
	bar       *progress // nil if the run shows no progress
}

// addTo adds the flags to a command.
func (f *runFlags) addTo(cmd *cobra.Command) {
	cmd.Flags().IntVar(&f.jobs, "jobs", 0,
		"render up to `n` files in parallel; the output is the same for any n (default: number of CPUs)")
	cmd.Flags().BoolVar(&f.strict, "strict", false,
		"report an error, not a warning, for each part of an API description that cannot be generated")
	cmd.Flags().BoolVar(&f.noCache, "no-cache", false,
		"render all files, even if no input has changed since an earlier run")
}

// mergeFlag adds the flag that accepts merge conflicts in a manifest.
func mergeFlag(cmd *cobra.Command, merge *bool) {
	cmd.Flags().BoolVar(merge, "merge-lock", false,
		"resolve merge conflicts in fragen.lock by keeping the names from both sides")
}

// generate loads the configuration and renders the SDKs. It reports errors of the
// configuration together with those of the other inputs. The caller must end the
// progress bar.
func (f *runFlags) generate(cmd *cobra.Command, diffOnly bool) (*fragen.Result, error) {
	if f.jobs < 0 {
		return nil, usagef("--jobs is %d; it must be at least 0, which means the number of CPUs", f.jobs)
	}
	cfg, err := fragen.Load(f.configFile())
	if cfg == nil {
		return nil, err
	}
	if f.strict {
		cfg.SetStrict()
	}
	if err := cmd.ErrOrStderr(); !f.quiet && isInteractive(err) {
		f.bar = newProgress(err, progressDelay)
	}
	result, err := fragen.Generate(cmd.Context(), cfg, &fragen.Options{
		Jobs: f.jobs, DiffOnly: diffOnly, MergeLock: f.mergeLock, Cache: f.cache(), Progress: f.bar.update,
		Waiting: waiting(cmd, f.bar),
	})
	if err != nil {
		f.bar.end()
		return nil, err
	}
	f.bar.pause()
	f.warn(cmd, result.Diagnostics)
	return result, nil
}

// untilCurrent calls run again while another process changes fragen.lock during the
// run. It gives up if that happens several times.
func untilCurrent(run func() error) error {
	for range 5 {
		if err := run(); !errors.As(err, new(*fragen.StaleError)) {
			return err
		}
	}
	return run()
}

// cache returns the folder in which runs are remembered, or "" for no cache.
func (f *runFlags) cache() string {
	dir, err := os.UserCacheDir()
	if f.noCache || f.strict || err != nil { // a remembered run may have had warnings
		return ""
	}
	return filepath.Join(dir, "fragen")
}
