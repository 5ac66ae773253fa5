package main

// This file has the part of "codes import" that reads translators' files. These
// files name the rows that they translate, so they need other flags than source
// pages.

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
	"github.com/fragen-go/fragen/generator/output"
)

// takeFlags are the flags of "codes import" for translators' files.
type takeFlags struct{ stale, force bool }

func (t *takeFlags) flags(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&t.force, "force", false,
		"overwrite messages even if they are better or newer than the messages in the translators' files")
	cmd.Flags().BoolVar(&t.stale, "stale", false,
		"import a translation even if the source text has changed since the export, and mark it as stale")
}

// pageFlags are the flags for source pages only, translationFlags those for
// translators' files only.
var (
	pageFlags        = []string{"domain", "source", "heading", "anchor", "columns"}
	translationFlags = []string{"force", "stale"}
)

// translations reports whether the files are translators' files. It returns an error
// if a flag does not apply to the files.
func (f *importFlags) translations(cmd *cobra.Command, files []inputFile) (bool, error) {
	count := 0
	for _, file := range files {
		if f.isTranslation(file) {
			count++
		}
	}
	wrong, kind := translationFlags, "translators' files"
	if count > 0 {
		wrong, kind = pageFlags, "source pages"
	}
	for _, name := range wrong {
		if cmd.Flags().Changed(name) {
			return false, usagef("--%s applies only to %s", name, kind)
		}
	}
	if count > 0 && count < len(files) {
		return false, usagef("cannot import source pages and translators' files together; " +
			"run \"fragen codes import\" for each kind")
	}
	return count > 0, nil
}

// isTranslation reports whether a file is a translators' file.
func (f *importFlags) isTranslation(file inputFile) bool {
	format := f.format
	if format == "" {
		format = string(exchange.FormatOf(file.arg))
	}
	if format == string(exchange.CSV) || format == string(exchange.TSV) {
		return exchange.IsTranslation([]byte(file.text))
	}
	return format != "" && !slices.Contains(pageFormats, format)
}

// translationFiles returns translators' files for the catalog.
func (f *importFlags) translationFiles(inputs []inputFile) []catalog.TranslationFile {
	var files []catalog.TranslationFile
	for _, input := range inputs {
		format := exchange.Format(f.format)
		switch f.format {
		case "":
			format = exchange.FormatOf(input.arg)
		case "xliff": // the file states the version
			format = exchange.Formats[0]
		}
		files = append(files, catalog.TranslationFile{File: input.name, Data: []byte(input.text), Format: format})
	}
	return files
}

// takeTranslations imports translators' files.
func (f *importFlags) takeTranslations(cmd *cobra.Command, inputs []inputFile, o *options) error {
	files := f.translationFiles(inputs)
	if slices.ContainsFunc(files, func(file catalog.TranslationFile) bool {
		return strings.Contains(string(file.Data), exchange.Description)
	}) {
		if err := f.describe(cmd, o); err != nil {
			return err
		}
	}
	opt := catalog.ApplyOptions{
		Locale: f.opt.Locale, State: f.opt.State, Stale: f.take.stale, Force: f.take.force, Described: f.opt.Described,
	}
	var taken *catalog.ImportedTranslations
	var diags *diag.List
	err := again(func() error {
		before, err := output.ReadFile(f.into)
		if err != nil {
			return err
		}
		taken, diags = catalog.ImportTranslations(f.into, before, files, opt)
		if diags.HasErrors() {
			return diags.Err()
		}
		return f.write(cmd, before, taken.FileChange, len(taken.Report.Refused))
	})
	if diags != nil && !diags.HasErrors() {
		o.warn(cmd, diags)
	}
	if err != nil {
		return err
	}
	rejected := len(taken.Report.Refused)
	if err := f.reportTaken(cmd, taken, o); err != nil {
		return err
	}
	if f.refuses(rejected) {
		if !o.quiet {
			printRefusal(cmd, counted(rejected, "message")+" would be left out")
		}
		return findings{}
	}
	return nil
}

func (f *importFlags) reportTaken(cmd *cobra.Command, taken *catalog.ImportedTranslations, o *options) error {
	r := taken.Report
	if f.asJSON {
		refused := []finding{}
		for _, d := range r.Refused {
			refused = append(refused, findingOf(d))
		}
		return writeJSON(cmd.OutOrStdout(), map[string]any{
			"written": taken.Diff != "" && !f.dryRun && !f.refuses(len(r.Refused)),
			"texts":   r.Units, "empty": r.Empty, "same": r.Same, "added": changes(r.Added), "updated": changes(r.Updated),
			"differs": changes(r.Differs), "refused": refused, "diff": taken.Diff,
		})
	}
	var b strings.Builder
	for _, c := range r.Added {
		printLine(&b, "%s: added %s: %s: %s", c.Pos, c.Row, c.Locale, c.Now)
	}
	for _, c := range r.Updated {
		if c.Old == c.Now {
			printLine(&b, "%s: confirmed %s: %s: %s", c.Pos, c.Row, c.Locale, c.Now)
			continue
		}
		printLine(&b, "%s: updated %s: %s: %s (was: %s)", c.Pos, c.Row, c.Locale, c.Now, c.Old)
	}
	for _, c := range r.Differs {
		printLine(&b, "%s: differs %s: %s: %s (kept: %s)", c.Pos, c.Row, c.Locale, c.Now, c.Old)
	}
	list := cmd.OutOrStdout()
	if f.dryRun {
		list = cmd.ErrOrStderr()
		if err := o.printDiff(cmd.OutOrStdout(), taken.Diff); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(list, b.String()); err != nil {
		return err
	}
	for _, d := range r.Refused {
		fmt.Fprintln(cmd.ErrOrStderr(), d)
	}
	if !o.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "fragen: %d messages; %d added, %d updated, %d different but not changed, "+
			"%d rejected, %d unchanged, %d without a translation\n",
			r.Units, len(r.Added), len(r.Updated), len(r.Differs), len(r.Refused), r.Same, r.Empty)
	}
	return nil
}
