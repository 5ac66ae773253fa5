package fragen

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/output"
)

// PageFormats are those in which Pages can write.
var PageFormats = []string{string(docs.HTML), string(docs.Markdown)}

// PageOptions say how reference pages are made; nil means all of their zero
// values.
type PageOptions struct {
	Dir     string   // folder below that of the configuration, with slashes; "": docs/reference
	Formats []string // of PageFormats; nil: all
	Inputs  fs.FS    // as in Options
}

// OptionError says that an option makes no sense.
type OptionError struct{ reason string }

// Error says why.
func (e *OptionError) Error() string { return e.reason }

func wrongOption(format string, args ...any) error {
	return &OptionError{fmt.Sprintf(format, args...)}
}

// PagesDir is where reference pages are written unless something else is said.
const PagesDir = "docs/reference"

// Pages makes the reference pages of all that cfg asks for: for each language of
// the codes a static site and the same pages in Markdown. They go to a folder of
// their own with a manifest of their own; Generate and its results know nothing
// of them. The error is as with Generate, or an *OptionError.
func Pages(ctx context.Context, cfg *Config, options *PageOptions) (*Result, error) {
	if options == nil {
		options = &PageOptions{}
	}
	dir := path.Clean(cmp.Or(options.Dir, PagesDir))
	if !filepath.IsLocal(filepath.FromSlash(dir)) {
		return nil, wrongOption("pages cannot be written to %s: it leads out of the configuration's folder", dir)
	}
	if owner := generator.PagesTaken(cfg, dir); owner != "" {
		return nil, wrongOption("pages cannot be written to %s, the folder of %s: they need one of their own", dir, owner)
	}
	opt := generator.PageOptions{Dir: dir, Keep: output.Spill}
	for _, format := range options.Formats {
		if !slices.Contains(PageFormats, format) {
			return nil, wrongOption("there is no format %q; there are %s", format, strings.Join(PageFormats, ", "))
		}
		opt.Formats = append(opt.Formats, docs.Format(format))
	}
	if opt.Formats == nil {
		opt.Formats = docs.Formats
	}
	old, problem := output.ReadManifest(cfg.Dir, generator.LockName(cfg.File))
	last, lastProblem := output.ReadManifest(filepath.Join(cfg.Dir, filepath.FromSlash(dir)), generator.LockName(cfg.File))
	out, diags, err := generator.Pages(ctx, cfg, old, last, reader(cfg, options.Inputs), opt)
	if err != nil {
		return nil, err
	}
	lock := generator.LockFile(cfg.File)
	noteLock(diags, lock, problem)
	noteLock(diags, path.Join(path.Dir(lock), dir, path.Base(lock)), lastProblem)
	return finish(out, diags, nil, func() {}) // what is made of pages is not remembered
}

// noteLock reports a manifest that cannot be read.
func noteLock(diags *diag.List, file string, problem error) {
	if problem != nil {
		diags.Errorf(diag.Pos{File: file}, "lock", "%v", problem)
	}
}
