package main

// export gives texts to translators: those of a table of codes and, when they are
// asked for, those of the description. What comes back is for codes_take.go.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/exchange"
	"github.com/fragen-go/fragen/generator/output"
)

// exportFlags are the flags of export.
type exportFlags struct {
	format, out string
	spec        string
	docs        bool
	only        []string
	force       bool
	opt         catalog.ExportOptions
}

func newCodesExport(o *options) *cobra.Command {
	f := &exportFlags{}
	cmd := &cobra.Command{
		Use:   "export [FILE] --locale LOCALE",
		Short: "Give the texts of a table of codes to translators",
		Long: `export writes the texts of a table for translation into one language: as XLIFF 2.1
or 1.2, which tools for translators read, as gettext PO, or as CSV for a spreadsheet.
Each text comes with its translation so far and how far that is, the codes it is for,
its category, and what the glossary calls its terms. "fragen codes import" takes the
translated file back.

With --docs, the texts of the description come along: those of what fragen.yaml
selects for the targets with this table, or with --spec those of another description.

FILE is a table; default: that of fragen.yaml. A file that is there is not overwritten
without --force: somebody may have worked in it.`,
		Example: `  fragen codes export --locale de --only missing,stale -o de.xlf
  fragen codes export codes.yaml --locale pt-BR --format po > pt_BR.po
  fragen codes export --locale ru --format csv --bom -o ru.csv   # for Excel`,
		RunE: func(cmd *cobra.Command, args []string) error { return runExport(cmd, args, f, o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.opt.Locale, "locale", "", "the `language` to be translated to")
	flags.StringVar(&f.format, "format", "", "`xliff2, xliff1, po or csv`; default: by the name of -o, or xliff2")
	flags.StringSliceVar(&f.only, "only", nil, "only texts that are `missing, stale, mt, translated or reviewed`; several with commas")
	flags.StringVar(&f.opt.Domain, "domain", "", "only the table of this `domain`")
	flags.BoolVar(&f.docs, "docs", false, "the texts of fragen.yaml's description, too")
	flags.StringVar(&f.spec, "spec", "", "the texts of this `description`, too")
	flags.StringVarP(&f.out, "output", "o", "", "write to this `file`")
	flags.BoolVar(&f.opt.Mark, "bom", false, "begin with a byte order mark, by which Excel knows UTF-8")
	flags.BoolVar(&f.force, "force", false, "overwrite the file")
	return cmd
}

// check turns flags into options and returns the format.
func (f *exportFlags) check() (exchange.Format, error) {
	if f.opt.Locale == "" {
		return "", usagef("say by --locale which language is to be translated to")
	}
	if err := oneOf("format", f.format, names(exchange.Formats)...); err != nil {
		return "", err
	}
	for _, status := range f.only {
		if err := oneOf("status", status, names(exchange.Statuses)...); err != nil {
			return "", err
		}
		f.opt.Only = append(f.opt.Only, exchange.Status(status))
	}
	format := exchange.Format(f.format)
	if format == "" {
		format = exchange.FormatOf(f.out)
	}
	if format == "" {
		format = exchange.Formats[0]
	}
	return format, nil
}

// names are values as the command line has them.
func names[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, value := range list {
		out[i] = string(value)
	}
	return out
}

func runExport(cmd *cobra.Command, args []string, f *exportFlags, o *options) error {
	format, err := f.check()
	if err != nil {
		return err
	}
	files, err := o.tableFiles(args)
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return usagef("name one file, not %d", len(files))
	}
	file, text, err := readInput(cmd, files[0])
	if err != nil {
		return err
	}
	if err := f.describe(cmd, file, o); err != nil {
		return err
	}
	out, diags := catalog.ExportTranslations(file, []byte(text), format, f.opt)
	if err := o.report(cmd, diags); err != nil {
		return err
	}
	if len(out) == 0 {
		if !o.quiet {
			fmt.Fprintln(cmd.ErrOrStderr(), "fragen: there is nothing to be translated")
		}
		return nil
	}
	if f.out == "" {
		_, err := cmd.OutOrStdout().Write(out)
		return err
	}
	return f.write(out)
}

// describe finds the description's texts, when they are asked for.
func (f *exportFlags) describe(cmd *cobra.Command, table string, o *options) error {
	switch {
	case f.opt.Domain != "" && (f.docs || f.spec != ""):
		return usagef("--domain is for codes; leave it out, or --docs and --spec")
	case f.spec != "":
		from, err := readDescription(cmd, f.spec)
		if err != nil {
			return err
		}
		described, diags := generator.Describe(from)
		f.opt.Described = described
		return diags.Err()
	case f.docs:
		cfg, err := fragen.Load(o.config)
		if err != nil {
			return err
		}
		described, diags := generator.DescribeTargets(cfg, table)
		f.opt.Described = described
		return diags.Err()
	}
	return nil
}

// write writes the file, when none is there or it may be overwritten.
func (f *exportFlags) write(out []byte) error {
	before, err := os.ReadFile(f.out)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && string(before) == string(out):
		return nil
	case err == nil && !f.force:
		return fmt.Errorf("%s is there already, and somebody may have worked in it; take it back by fragen codes import, name another file, or say --force", f.out)
	}
	return output.Replace(f.out, before, out)
}
