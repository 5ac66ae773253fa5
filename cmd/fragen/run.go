package main

// What generate and check share: a run of the generator, and the flags that
// say how it goes.

import (
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

// howTo are the flags of a run.
type howTo struct {
	*options
	jobs    int
	noCache bool
	bar     *progress // of the run, nil when nobody watches
}

// flags adds them to a command.
func (h *howTo) flags(cmd *cobra.Command) {
	cmd.Flags().IntVar(&h.jobs, "jobs", 0, "print so many files at once; the `number` changes nothing in them (default: that of processors)")
	cmd.Flags().BoolVar(&h.noCache, "no-cache", false, "make everything anew, even when an earlier run is known to have made it")
}

// generate loads the configuration and makes everything it asks for. Faults of
// the configuration come out together with those of the other inputs. The bar is
// the caller's to end.
func (h *howTo) generate(cmd *cobra.Command, diffOnly bool) (*fragen.Result, error) {
	if h.jobs < 0 {
		return nil, usagef("--jobs %d: there must be someone to do the work; 0 means as many as there are processors", h.jobs)
	}
	cfg, err := fragen.Load(h.config)
	if cfg == nil {
		return nil, err
	}
	if err := cmd.ErrOrStderr(); !h.quiet && watched(err) {
		h.bar = newProgress(err, patience)
	}
	result, err := fragen.Generate(cmd.Context(), cfg, &fragen.Options{
		Jobs: h.jobs, DiffOnly: diffOnly, Cache: h.cache(), Progress: h.bar.hear,
	})
	if err != nil {
		h.bar.end()
		return nil, err
	}
	h.bar.pause()
	h.warn(cmd, result.Diagnostics)
	return result, nil
}

// cache is the folder in which runs are remembered, "" where the user has none.
func (h *howTo) cache() string {
	dir, err := os.UserCacheDir()
	if h.noCache || err != nil {
		return ""
	}
	return filepath.Join(dir, "fragen")
}
