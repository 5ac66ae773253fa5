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
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/output"
)

// ReferenceFormats are the formats that [Reference] can write.
var ReferenceFormats = []string{string(docs.HTML), string(docs.Markdown)}

// ReferenceDir is the default folder of reference pages.
const ReferenceDir = "docs/reference"

// ReferenceOptions select the reference pages to render.
type ReferenceOptions struct {
	// Dir is the slash-separated path of the output folder, relative to the folder
	// that contains fragen.yaml. If it is "", the folder is ReferenceDir.
	Dir string
	// Formats lists the formats to render. Each of them must be in
	// ReferenceFormats. If it is nil, Reference renders all formats.
	Formats []string
	// Inputs holds the input files, as in Options.
	Inputs fs.FS
	// MergeLock accepts merge conflicts in the manifest of the pages, as in
	// Options.
	MergeLock bool
	// Waiting is as in Options.
	Waiting func(pid int)
}

// OptionError reports an invalid option.
type OptionError struct{ reason string }

// Error returns the reason.
func (e *OptionError) Error() string { return e.reason }

func optionErrorf(format string, args ...any) error {
	return &OptionError{fmt.Sprintf(format, args...)}
}

// Reference renders the reference pages of the SDKs that cfg describes: a static
// site and the same pages in Markdown, for each locale of the codes. The pages
// have their own folder and manifest, independent of those of [Generate]. A nil
// options means the zero value of [ReferenceOptions]. The error is an
// [*OptionError] or an error as returned by [Generate].
func Reference(ctx context.Context, cfg *Config, options *ReferenceOptions) (*Result, error) {
	if options == nil {
		options = &ReferenceOptions{}
	}
	opt, err := checkReference(cfg, options)
	if err != nil {
		return nil, err
	}
	lock := output.LockName(cfg.File)
	old, oldErr := output.ReadManifest(cfg.Dir, lock)
	last, lastErr := readManifest(options.MergeLock, filepath.Join(cfg.Dir, filepath.FromSlash(opt.Dir)), lock)
	out, diags, err := generator.Reference(ctx, cfg, old, last, generator.Reader(cfg, options.Inputs), opt)
	if err != nil {
		return nil, err
	}
	file := output.LockFile(cfg.File)
	checkManifest(diags, file, "fragen generate", nil, oldErr)
	checkManifest(diags, path.Join(path.Dir(file), opt.Dir, lock), "fragen docs", last, lastErr)
	at := filepath.Join(cfg.Dir, filepath.FromSlash(opt.Dir))
	checkJournal(diags, path.Join(path.Dir(file), opt.Dir, lock), output.CheckJournal(at, lock))
	result, err := newResult(out, diags, nil, func() {}) // the cache holds no reference pages
	if result != nil {
		result.out.Waiting = options.Waiting
	}
	return result, err
}

// checkReference checks the options and sets the defaults.
func checkReference(cfg *Config, options *ReferenceOptions) (generator.ReferenceOptions, error) {
	opt := generator.ReferenceOptions{Dir: path.Clean(cmp.Or(options.Dir, ReferenceDir)), Keep: output.Spill}
	if !filepath.IsLocal(filepath.FromSlash(opt.Dir)) {
		return opt, optionErrorf(
			"reference pages cannot be written to %s: it is outside the folder that contains fragen.yaml", opt.Dir)
	}
	if owner := generator.ReferenceOwner(cfg, opt.Dir); owner != "" {
		return opt, optionErrorf(
			"reference pages cannot be written to %s: it is the folder of %s; choose another folder", opt.Dir, owner)
	}
	for _, format := range options.Formats {
		if !slices.Contains(ReferenceFormats, format) {
			return opt, optionErrorf("unknown format %q; the formats are %s", format, strings.Join(ReferenceFormats,
				" and "))
		}
		opt.Formats = append(opt.Formats, docs.Format(format))
	}
	if opt.Formats == nil {
		opt.Formats = docs.Formats
	}
	return opt, nil
}
