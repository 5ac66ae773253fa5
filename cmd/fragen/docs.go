package main

import (
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

func newDocs(o *options) *cobra.Command {
	var (
		dir     string
		formats []string
		force   bool
	)
	cmd := &cobra.Command{
		Use:   "docs",
		Short: "Write reference pages of the SDK, in each language of the codes",
		Long: `docs writes pages for readers: the operations with their permissions, parameters,
bodies, answers and examples, the types, and the tables of codes. For each target
and each of its locales there is a static site in HTML, which needs neither a server
nor a network, and the same pages in Markdown. Open index.html of the folder.

Texts of the description in other languages stand in the file of codes, under docs.
What is not translated is shown in its own language, and marked.

The pages have a folder and a lock file of their own. They are written as generate
writes: everything is made first, pages that are no longer due are removed, and files
that somebody edited stop the run unless --force is given.`,
		Example: `  fragen docs
  fragen docs --format html --out site
  fragen docs && xdg-open docs/reference/index.html`,
		Args: noFile,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, format := range formats {
				if !slices.Contains(fragen.ReferenceFormats, format) {
					return usagef("unknown format %q%s", format, orKnown(format, fragen.ReferenceFormats))
				}
			}
			if cmd.Flags().Changed("out") && dir == "" {
				return usagef("--out needs a folder")
			}
			return o.docs(cmd, &fragen.ReferenceOptions{Dir: dir, Formats: formats}, force)
		},
	}
	cmd.Flags().StringVar(&dir, "out", fragen.ReferenceDir, "the `folder` to write to, below that of fragen.yaml")
	cmd.Flags().StringSliceVar(&formats, "format", fragen.ReferenceFormats, "`html, markdown` or both")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite pages that were edited by hand")
	completeWords(cmd, "format", fragen.ReferenceFormats)
	return cmd
}

func (o *options) docs(cmd *cobra.Command, options *fragen.ReferenceOptions, force bool) error {
	cfg, err := fragen.Load(o.config)
	if cfg == nil {
		return err
	}
	result, err := fragen.Reference(cmd.Context(), cfg, options)
	switch {
	case errors.As(err, new(*fragen.OptionError)):
		return usageError{err}
	case err != nil:
		return err
	}
	o.warn(cmd, result.Diagnostics)
	return o.commit(cmd, result, force, nil)
}
