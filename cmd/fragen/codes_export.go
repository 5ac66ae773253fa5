package main

// This file has the command "codes export", which writes the messages of a code
// table, and optionally the texts of a description, to a translators' file. The
// command "codes import" reads the translated file.

import (
	"errors"
	"fmt"
	"io/fs"

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
		Short: "Write the messages in a code table to a file for translators",
		Long: `export writes the messages in a code table to a file for translation into one language.
The format is XLIFF 2.1 or 1.2 for translation tools, gettext PO, or CSV or TSV for
spreadsheets. For each message, the file contains the current translation and its state,
the result codes, the category, and the glossary's translations of the terms in the
message. To import the translated file, use "fragen codes import".

--docs also exports the descriptions in the API description, but only from the parts that
fragen.yaml selects for the targets that use this code table. --spec also exports all
descriptions in the given API description.

FILE is a file that contains code tables. The default is the file listed in fragen.yaml.
Unless --force is set, export does not overwrite a file that may contain a translator's
work.`,
		Example: `  fragen codes export --locale de --only missing,stale -o de.xlf
  fragen codes export codes.yaml --locale pt-BR --format po > pt_BR.po
  fragen codes export --locale ru --format csv --bom -o ru.csv   # for Excel`,
		RunE: func(cmd *cobra.Command, args []string) error { return runExport(cmd, args, f, o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.opt.Locale, "locale", "", "target `language`")
	flags.StringVar(&f.format, "format", "",
		"`xliff2, xliff1, po, csv or tsv` (default: determined by the file name in -o, or else xliff2)")
	flags.StringSliceVar(&f.only, "only", nil,
		"export only messages in these states: `missing, stale, mt, translated or reviewed`, separated by commas")
	flags.StringVar(&f.opt.Domain, "domain", "", "export only the table with this `domain`")
	flags.BoolVar(&f.docs, "docs", false,
		"also export the descriptions in the API description that fragen.yaml specifies")
	flags.StringVar(&f.spec, "spec", "", "also export the descriptions in this API `description`")
	flags.StringVarP(&f.out, "output", "o", "", "write to this `file`")
	flags.BoolVar(&f.opt.Mark, "bom", false, "start with a byte order mark so that Excel detects UTF-8")
	flags.BoolVar(&f.force, "force", false, "overwrite an existing file")
	return cmd
}

// check converts the flags to options and returns the format.
func (f *exportFlags) check() (exchange.Format, error) {
	if f.opt.Locale == "" {
		return "", usagef("set --locale to the target language")
	}
	if err := oneOf("format", f.format, stringsOf(exchange.Formats)...); err != nil {
		return "", err
	}
	for _, status := range f.only {
		if err := oneOf("status", status, stringsOf(exchange.Statuses)...); err != nil {
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

// stringsOf converts values to strings.
func stringsOf[T ~string](list []T) []string {
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
		return usagef("expected one code-table file, found %d", len(files))
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
			fmt.Fprintln(cmd.ErrOrStderr(), "fragen: there is nothing to translate")
		}
		return nil
	}
	if f.out == "" {
		_, err := cmd.OutOrStdout().Write(out)
		return err
	}
	return f.write(cmd, out)
}

// describe finds the texts of the description, if --docs or --spec is set.
func (f *exportFlags) describe(cmd *cobra.Command, table string, o *options) error {
	switch {
	case f.opt.Domain != "" && (f.docs || f.spec != ""):
		return usagef("--domain exports only one code table; remove it, or remove --docs and --spec")
	case f.spec != "":
		from, err := readDescription(cmd, f.spec)
		if err != nil {
			return err
		}
		described, diags := generator.Describe(from)
		f.opt.Described = described
		return diags.Err()
	case f.docs:
		cfg, err := fragen.Load(o.configFile())
		if err != nil {
			return err
		}
		described, diags := generator.DescribeTargets(cfg, table)
		f.opt.Described = described
		return diags.Err()
	}
	return nil
}

// write writes the file, unless it exists with other content and --force is not
// set.
func (f *exportFlags) write(cmd *cobra.Command, out []byte) error {
	before, err := output.ReadFile(f.out)
	switch {
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	case err == nil && !f.force && string(before) != string(out):
		_ = tidy(cmd, f.out) // the error below is more useful
		return fmt.Errorf("%s exists and may contain translations; "+
			"import it with \"fragen codes import\", choose a different file, or set --force", f.out)
	}
	return replace(cmd, f.out, before, out)
}
