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
		merge   bool
	)
	cmd := &cobra.Command{
		Use:   "docs",
		Short: "Write reference pages for the SDK in each locale",
		Long: `docs writes reference pages for the operations, types and code tables of the SDK. For
each operation, a page describes the permissions, parameters, request body and responses,
and shows examples. docs writes a static HTML site for each target and locale, and the
same pages in Markdown. The site works without a server or a network connection. To read
the site, open its index.html file.

Translations of the API description are stored under the docs key of the code-table file.
Text that has no translation is shown in the source language and marked as untranslated.

Reference pages are written to a separate folder, which has its own fragen.lock and
fragen.sum. Like generate, docs renders all pages before it writes the first one, and
removes pages that are no longer generated. If a page was edited by hand, docs stops
unless --force is set.`,
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
				return usagef("--out requires a folder")
			}
			return o.docs(cmd, &fragen.ReferenceOptions{Dir: dir, Formats: formats, MergeLock: merge}, force)
		},
	}
	cmd.Flags().StringVar(&dir, "out", fragen.ReferenceDir,
		"output `folder`, relative to the folder that contains fragen.yaml")
	cmd.Flags().StringSliceVar(&formats, "format", fragen.ReferenceFormats, "output formats: `html, markdown` or both")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite reference pages that were edited by hand")
	mergeFlag(cmd, &merge)
	completeWords(cmd, "format", fragen.ReferenceFormats)
	return cmd
}

func (o *options) docs(cmd *cobra.Command, options *fragen.ReferenceOptions, force bool) error {
	cfg, err := fragen.Load(o.configFile())
	if cfg == nil {
		return err
	}
	options.Waiting = waiting(cmd, nil)
	return untilCurrent(func() error {
		result, err := fragen.Reference(cmd.Context(), cfg, options)
		switch {
		case errors.As(err, new(*fragen.OptionError)):
			return usageError{err}
		case err != nil:
			return err
		}
		o.warn(cmd, result.Diagnostics)
		return o.commit(cmd, result, force, nil)
	})
}
