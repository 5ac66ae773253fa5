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
		Short: "Write reference pages of the SDK in each locale",
		Long: `docs writes reference pages. They describe the operations with their permissions,
parameters, request bodies, responses and examples, the types, and the code tables. For
each target and locale, docs writes a static HTML site and the same pages in Markdown.
The site works without a server or a network. To read it, open its file index.html.

Translations of the description are in the file of code tables, under the key docs. A
text without a translation is shown in the source language and marked.

The reference pages have their own folder, fragen.lock and fragen.sum. docs writes files
in the same way as generate: it renders all pages before it writes the first one, and it
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
	cmd.Flags().StringSliceVar(&formats, "format", fragen.ReferenceFormats, "`html, markdown` or both")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite reference pages that were edited")
	mergeFlag(cmd, &merge)
	completeWords(cmd, "format", fragen.ReferenceFormats)
	return cmd
}

func (o *options) docs(cmd *cobra.Command, options *fragen.ReferenceOptions, force bool) error {
	cfg, err := fragen.Load(o.configFile())
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
