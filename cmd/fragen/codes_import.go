package main

// This file has two commands that read source pages, the pages of a vendor's
// documentation: "codes import" merges their tables into a file of code tables,
// and "codes page" prints their content. "codes import" also reads translators'
// files, see codes_take.go.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

// importFlags are the flags of import.
type importFlags struct {
	into, state, format string
	spec                string
	dryRun, asJSON      bool
	allowPartial        bool
	columns             []string
	opt                 catalog.Options
	take                takeFlags
}

func newCodesImport(o *options) *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Merge source pages or translators' files into a code table",
		Long: `import reads source pages, which are pages of a vendor's documentation in Markdown, MDX,
HTML, reStructuredText, AsciiDoc, CSV or plain text and in any language. import finds tables of result codes on these pages and
merges their rows into a code table. Rows are matched by code and subcode. import never
overwrites a message that a person wrote or reviewed; it reports the difference instead.
New rows are drafts: give each of them an ID and a category. If --into specifies a file
that does not exist, import creates the file with a code table for the domain that
--domain specifies.

The report lists the columns that import reads from each table, and the rows that are
new, merged or left out. If a row cannot be read, or if two rows contradict each other,
import writes nothing. With --allow-partial, import writes the other rows.

import also reads translations of the API description. The title and the first paragraph
of a source page are translations of the description of the operation on that page. The
tables of enum values on the page contain translations of the descriptions of these
values. import adds all these translations to the docs section of the code-table file, and
"fragen docs" reads them from there. --spec specifies the API description. The default is
the API description that fragen.yaml specifies for the targets that use this code table.

import reads the language of a source page, its translator and its commit from the
page's front matter. import leaves the rest of the code-table file unchanged, including
comments.

Translators' files (.xlf, .xliff, .po, .csv, .tsv) are imported one message at a time. If the
code table has a better or newer message than the translators' file, import does not
change the message in the code table and reports the difference. import rejects a message
if its ID is unknown, its source message has changed, its translation is unfinished, or
its placeholders differ from the placeholders in the source message.

If a message is rejected, import writes nothing unless --allow-partial is set.

The exit code is 1 if the source pages contain nothing to import, or if nothing was
written because a row would be left out or a message was rejected. To read standard input,
use "-" as the file name.`,
		Example: `  fragen codes import call-delete.md --into codes.yaml --dry-run
  fragen codes import page.txt --locale de --into codes.yaml
  fragen codes import page.html --locale fr --anchor call-end-reason-codes --columns code=1,subcode=2,text=4
  fragen codes import errors.md --columns code=Code,text=Reason,id=Constant,advice=Fix --allow-partial
  fragen codes import de.xlf --dry-run`,
		RunE: func(cmd *cobra.Command, args []string) error { return runImport(cmd, args, f, o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.into, "into", "codes.yaml", "`file` that contains the code tables")
	flags.StringVar(&f.opt.Locale, "locale", "",
		"`language` of the files (default: the language that each file declares)")
	flags.StringVar(&f.opt.Domain, "domain", "", "`domain` of the code table (default: the only domain in the file)")
	flags.StringVar(&f.opt.Source, "source", "", "source `language` of a new code table (default: en)")
	flags.StringVar(&f.state, "state", "",
		"state of the messages: `mt, translated or reviewed` (default: the state that the file declares, "+
			"or mt for pages)")
	flags.StringArrayVar(&f.opt.Headings, "heading", nil, "import only tables below this `heading`; can be repeated")
	flags.StringArrayVar(&f.opt.Anchors, "anchor", nil, "import only tables at this `anchor`; can be repeated")
	flags.StringSliceVar(&f.columns, "columns", nil,
		"column headings or numbers, as in `code=1,text=4,advice=Fix` (default: detected)")
	flags.StringVar(&f.spec, "spec", "", "translated API `description` (default: the one in fragen.yaml)")
	flags.BoolVar(&f.allowPartial, "allow-partial", false,
		"write the other rows or messages even if some are left out")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print the changes as a diff and write nothing")
	flags.StringVar(&f.format, "format", "",
		"format of the files: `markdown, html, text, rest, asciidoc, csv, xliff or po` (default: detected "+
			"from the file name and content)")
	f.take.flags(cmd)
	jsonFlag(cmd, &f.asJSON)
	return cmd
}

// check converts the flags to options.
func (f *importFlags) check() error {
	if err := oneOf("state", f.state, "mt", "translated", "reviewed"); err != nil {
		return err
	}
	if err := oneOf("format", f.format, append(slices.Clone(pageFormats), "xliff", "po")...); err != nil {
		return err
	}
	f.opt.State = codes.State(f.state)
	for _, column := range joinHeadings(f.columns) {
		name, heading, ok := strings.Cut(column, "=")
		name, heading = strings.TrimSpace(name), strings.TrimSpace(heading)
		if !ok || name == "" || heading == "" {
			return usagef("expected a column such as code=1 or text=Description, found %q", column)
		}
		if err := oneOf("column", name, catalog.ColumnNames...); err != nil {
			return err
		}
		if other := f.opt.Columns[name]; other != "" {
			return usagef("--columns has two columns for %s: %q and %q", name, other, heading)
		}
		if f.opt.Columns == nil {
			f.opt.Columns = make(map[string]string)
		}
		f.opt.Columns[name] = heading
	}
	return nil
}

// joinHeadings joins the parts of columns whose headings contain a comma: a part without "="
// continues the part before it.
//
//	code=Code,text=Error, reason  →  code=Code and text=Error, reason
func joinHeadings(parts []string) []string {
	var columns []string
	for _, part := range parts {
		if last := len(columns) - 1; last >= 0 && !strings.Contains(part, "=") {
			columns[last] += "," + part
			continue
		}
		columns = append(columns, part)
	}
	return columns
}

// oneOf returns an error if a value is neither empty nor known. The noun names the
// value in the message.
func oneOf(noun, value string, known ...string) error {
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	remedy := diag.DidYouMean(value, known)
	if remedy == "" {
		remedy = "; expected " + strings.Join(known, ", ")
	}
	return usagef("unknown %s %q%s", noun, value, remedy)
}

// pageFormats are the formats of source pages. The format "csv" is also one of
// translators' files, which are recognized by their columns.
var pageFormats = []string{"markdown", "html", "text", "rest", "asciidoc", "csv"}

// inputFile is a file that was read.
type inputFile struct{ arg, name, text string }

// readInputs reads the files named in args.
func readInputs(cmd *cobra.Command, args []string) ([]inputFile, error) {
	var files []inputFile
	for _, arg := range args {
		name, text, err := readInput(cmd, arg)
		if err != nil {
			return nil, err
		}
		files = append(files, inputFile{arg, name, text})
	}
	return files, nil
}

// sourceFiles returns source pages for the catalog.
func sourceFiles(files []inputFile, format string) ([]catalog.SourceFile, error) {
	if len(files) == 0 {
		return nil, usagef("specify at least one source page")
	}
	var pages []catalog.SourceFile
	for _, file := range files {
		data := []byte(file.text)
		pages = append(pages, catalog.SourceFile{File: file.name, Data: data, Format: catalog.Format(format)})
	}
	return pages, nil
}

func runImport(cmd *cobra.Command, args []string, f *importFlags, o *options) error {
	if err := f.check(); err != nil {
		return err
	}
	files, err := readInputs(cmd, args)
	if err != nil {
		return err
	}
	translations, err := f.translations(cmd, files)
	if err != nil {
		return err
	}
	if translations {
		return f.takeTranslations(cmd, files, o)
	}
	return f.takePages(cmd, files, o)
}

// takePages imports source pages.
func (f *importFlags) takePages(cmd *cobra.Command, files []inputFile, o *options) error {
	pages, err := sourceFiles(files, f.format)
	if err != nil {
		return err
	}
	if f.spec != "" || aboutDescription(pages) {
		if err := f.describe(cmd, o); err != nil {
			return err
		}
	}
	var imported *catalog.ImportedSourcePages
	var diags *diag.List
	err = again(func() error {
		before, err := output.ReadFile(f.into)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		imported, diags = catalog.ImportSourcePages(f.into, before, pages, f.opt)
		if diags.HasErrors() {
			return diags.Err()
		}
		return f.write(cmd, before, imported.FileChange, imported.Report.LeftOut)
	})
	if diags != nil && !diags.HasErrors() {
		o.warn(cmd, diags)
	}
	if err != nil {
		return err
	}
	leftOut := imported.Report.LeftOut
	if err := f.report(cmd, imported, o); err != nil {
		return err
	}
	if imported.Report.Rows+imported.Report.Docs == 0 || f.refuses(leftOut) {
		if leftOut > 0 && !o.quiet {
			printRefusal(cmd, counted(leftOut, "row")+" would be left out")
		}
		return findings{}
	}
	return nil
}

// refuses reports whether nothing is written because n parts of the files would be
// left out.
func (f *importFlags) refuses(n int) bool { return n > 0 && !f.allowPartial }

// write writes the changed file, unless a flag or n parts that would be left out
// prevent it. If the file does not change, it only removes the temporary file of an
// interrupted import.
func (f *importFlags) write(cmd *cobra.Command, before []byte, change catalog.FileChange, n int) error {
	switch {
	case f.dryRun || f.refuses(n):
		return nil
	case change.Diff == "":
		return replace(cmd, f.into, before, before)
	}
	return replace(cmd, f.into, before, change.Data)
}

// printRefusal prints why nothing was written.
func printRefusal(cmd *cobra.Command, why string) {
	fmt.Fprintf(cmd.ErrOrStderr(), "fragen: nothing is written because %s; correct the file, "+
		"or set --allow-partial to import the rest\n", why)
}

// describe finds the texts of the description, which source pages can translate. If
// fragen.yaml is missing or has errors, only codes are imported.
func (f *importFlags) describe(cmd *cobra.Command, o *options) error {
	if f.spec != "" {
		from, err := readDescription(cmd, f.spec)
		if err != nil {
			return err
		}
		described, diags := generator.Describe(from)
		f.opt.Described = described
		return diags.Err() // "fragen inspect" prints the warnings
	}
	file := o.configFile()
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	cfg, err := fragen.Load(file)
	if err == nil {
		var diags *diag.List
		f.opt.Described, diags = generator.DescribeTargets(cfg, f.into)
		err = diags.Err() // "fragen check" prints the warnings
	}
	if err != nil && !o.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "fragen: the description in %s has errors, so only codes are imported; "+
			"run \"fragen check\" to see the errors\n", file)
	}
	return nil
}

// aboutDescription reports whether source pages have translations for texts of a
// description. If a page has errors, it returns false: the import reports them.
func aboutDescription(files []catalog.SourceFile) bool {
	pages, diags := catalog.ReadSourcePages(files)
	return !diags.HasErrors() && slices.ContainsFunc(pages, func(page *catalog.SourcePage) bool {
		facts := page.Facts()
		return len(facts.Operations)+len(facts.Examples)+len(facts.Enums)+len(page.Pairs) > 0
	})
}

// report prints the changes as JSON or as a list. With --dry-run, the diff is printed
// to standard output and the list to standard error.
func (f *importFlags) report(cmd *cobra.Command, imported *catalog.ImportedSourcePages, o *options) error {
	r := imported.Report
	if f.asJSON {
		return writeJSON(cmd.OutOrStdout(), map[string]any{
			"tables": tableReports(r.Tables), "written": imported.Diff != "" && !f.dryRun && !f.refuses(r.LeftOut),
			"rows": r.Rows, "leftOut": r.LeftOut, "docs": r.Docs, "same": r.Same,
			"added": changes(r.Added), "updated": changes(r.Updated),
			"differs": changes(r.Differs), "gone": changes(r.Gone), "diff": imported.Diff,
		})
	}
	list := cmd.OutOrStdout()
	if f.dryRun {
		list = cmd.ErrOrStderr()
		if err := o.printDiff(cmd.OutOrStdout(), imported.Diff); err != nil {
			return err
		}
	}
	for _, c := range r.Added {
		kind := "message"
		if c.Part == catalog.Advice || c.Part == catalog.User {
			kind = string(c.Part)
		} else if c.New {
			kind = "row"
		}
		printLine(list, "%s: added %s %s: %s: %s", c.Pos, kind, c.Row, c.Locale, c.Now)
	}
	for _, c := range r.Updated {
		printLine(list, "%s: updated %s: %s: %s (was: %s)", c.Pos, c.Row, c.Locale, c.Now, c.Old)
	}
	for _, c := range r.Differs {
		printLine(list, "%s: differs %s: %s: %s (kept: %s)", c.Pos, c.Row, c.Locale, c.Now, c.Old)
	}
	for _, c := range r.Gone {
		printLine(list, "%s: not on any page %s: %s", c.Pos, c.Row, c.ID)
	}
	if !o.quiet {
		printTables(cmd.ErrOrStderr(), r)
	}
	return nil
}

// printTables prints the use of each table, and the sums.
func printTables(w io.Writer, r *catalog.Report) {
	fresh, merged := 0, 0
	for _, t := range r.Tables {
		fresh, merged = fresh+t.New, merged+t.Merged
		var used, ignored []string
		for _, c := range t.Columns {
			used = append(used, c.Use+" = "+columnName(c))
		}
		for _, c := range t.Ignored {
			ignored = append(ignored, columnName(c))
		}
		others := ""
		if ignored != nil {
			others = "; not imported: " + strings.Join(ignored, ", ")
		}
		printLine(w, "%s: table %q: %s%s; %d new, %d merged, %d left out",
			t.Pos, t.Name, strings.Join(used, ", "), others, t.New, t.Merged, t.LeftOut)
	}
	fmt.Fprintf(w, "fragen: %s: %d new, %d merged, %d left out; "+
		"messages: %d added, %d updated, %d different but not changed, %d unchanged; %d rows not on any page\n",
		counted(fresh+merged+r.LeftOut, "row"), fresh, merged, r.LeftOut,
		len(r.Added), len(r.Updated), len(r.Differs), r.Same, len(r.Gone))
}

// columnName returns the number and the heading of a column.
func columnName(c catalog.ColumnUse) string {
	name := fmt.Sprintf("column %d", c.Number)
	if c.Heading != "" {
		name += " " + strconv.Quote(c.Heading)
	}
	return name
}

// tableReport is the JSON form of catalog.TableReport.
type tableReport struct {
	At      string            `json:"at"`
	Heading string            `json:"heading,omitempty"`
	Columns map[string]column `json:"columns"`
	Ignored []column          `json:"ignored"`
	New     int               `json:"new"`
	Merged  int               `json:"merged"`
	LeftOut int               `json:"leftOut"`
}

// column is the JSON form of catalog.ColumnUse.
type column struct {
	Number  int    `json:"number"`
	Heading string `json:"heading,omitempty"`
}

func tableReports(list []*catalog.TableReport) []tableReport {
	out := []tableReport{}
	for _, t := range list {
		report := tableReport{
			At: t.Pos.String(), Heading: t.Name, Columns: map[string]column{}, Ignored: []column{},
			New: t.New, Merged: t.Merged, LeftOut: t.LeftOut,
		}
		for _, c := range t.Columns {
			report.Columns[c.Use] = column{c.Number, c.Heading}
		}
		for _, c := range t.Ignored {
			report.Ignored = append(report.Ignored, column{c.Number, c.Heading})
		}
		out = append(out, report)
	}
	return out
}

// textChange is the JSON form of catalog.Change.
type textChange struct {
	At     string `json:"at"`
	Row    string `json:"row"`
	ID     string `json:"id"`
	Part   string `json:"part,omitempty"`
	New    bool   `json:"new,omitempty"`
	Locale string `json:"locale,omitempty"`
	Old    string `json:"old,omitempty"`
	Now    string `json:"now,omitempty"`
}

func changes(list []catalog.Change) []textChange {
	out := []textChange{}
	for _, c := range list {
		at, id, part := c.Pos.String(), string(c.ID), string(c.Part)
		out = append(out, textChange{at, c.Row, id, part, c.New, c.Locale, c.Old, c.Now})
	}
	return out
}

func newCodesPage(o *options) *cobra.Command {
	var (
		format string
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "page PAGE...",
		Short: "Print the content that import finds on source pages",
		Long: `page prints the content that "fragen codes import" finds on source pages: the language,
the translator and the commit; operations and permissions; enum values with their
descriptions; tables with their columns; and translations with their source messages.
page writes no files.`,
		Example: `  fragen codes page call-reject.md
  fragen codes page --json call-delete.md | jq '.[].pairs'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, pageFormats...); err != nil {
				return err
			}
			inputs, err := readInputs(cmd, args)
			if err != nil {
				return err
			}
			files, err := sourceFiles(inputs, format)
			if err != nil {
				return err
			}
			pages, diags := catalog.ReadSourcePages(files)
			if err := o.report(cmd, diags); err != nil {
				return err
			}
			out := []pageContent{}
			for i, page := range pages {
				out = append(out, contentOf(files[i].File, page))
			}
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), out)
			}
			for _, content := range out {
				content.print(cmd.OutOrStdout())
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "",
		"`markdown, html, text, rest, asciidoc or csv` (default: detected from the file name and content)")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// pageContent is the JSON form of a source page.
type pageContent struct {
	File        string              `json:"file"`
	Format      string              `json:"format"`
	Locale      string              `json:"locale,omitempty"`
	State       string              `json:"state,omitempty"`
	Commit      string              `json:"commit,omitempty"`
	Operations  []string            `json:"operations"`
	Permissions []pagePermission    `json:"permissions"`
	Enums       []pageEnum          `json:"enums"`
	Tables      []pageTable         `json:"tables"`
	Pairs       []map[string]string `json:"pairs"`
}

type pagePermission struct {
	Kind   string   `json:"kind"`
	Names  []string `json:"names"`
	Remark string   `json:"remark,omitempty"`
}

type pageEnum struct {
	At       string       `json:"at"`
	Type     string       `json:"type,omitempty"`
	Property string       `json:"property,omitempty"`
	Members  []pageMember `json:"members"`
}

type pageMember struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
}

type pageTable struct {
	At      string   `json:"at"`
	Heading string   `json:"heading,omitempty"`
	Anchors []string `json:"anchors"`
	Columns []string `json:"columns"`
	Rows    int      `json:"rows"`
	Codes   bool     `json:"codes"`
}

func contentOf(file string, page *catalog.SourcePage) pageContent {
	facts := page.Facts()
	c := pageContent{
		File: file, Format: string(page.Format), Locale: page.Locale, State: string(page.State), Commit: page.Commit,
		Operations: []string{}, Permissions: []pagePermission{}, Enums: []pageEnum{}, Tables: []pageTable{},
		Pairs: []map[string]string{},
	}
	for _, o := range facts.Operations {
		c.Operations = append(c.Operations, o.Method+" "+o.Path)
	}
	for _, p := range facts.Permissions {
		c.Permissions = append(c.Permissions, pagePermission{string(p.Kind), append([]string{}, p.Names...), p.Remark})
	}
	for _, e := range facts.Enums {
		enum := pageEnum{At: e.Pos.String(), Type: e.Type, Property: e.Property}
		for _, m := range e.Members {
			enum.Members = append(enum.Members, pageMember{m.Name, m.Description})
		}
		c.Enums = append(c.Enums, enum)
	}
	for _, grid := range page.Tables {
		table := pageTable{
			At: grid.Pos.String(), Anchors: append([]string{}, grid.Anchors...), Columns: []string{},
			Rows: len(grid.Rows), Codes: grid.HasCodes(),
		}
		if n := len(grid.Headings); n > 0 {
			table.Heading = grid.Headings[n-1]
		}
		for _, cell := range grid.Header {
			table.Columns = append(table.Columns, cell.Text)
		}
		c.Tables = append(c.Tables, table)
	}
	for _, pair := range page.Pairs {
		c.Pairs = append(c.Pairs, map[string]string{
			"at": pair.Pos.String(), "id": pair.ID, "text": pair.Text,
			"source": pair.Source,
		})
	}
	return c
}

// print prints the content as text.
func (c pageContent) print(w io.Writer) {
	origin := strings.Fields(c.Format + " " + c.Locale + " " + c.State + " " + c.Commit)
	printLine(w, "%s: %s", c.File, strings.Join(origin, ", "))
	for _, o := range c.Operations {
		printLine(w, "  operation %s", o)
	}
	for _, p := range c.Permissions {
		words := append(p.Names, strings.Fields(p.Remark)...)
		printLine(w, "  permission, %s: %s", p.Kind, strings.Join(words, " "))
	}
	for _, e := range c.Enums {
		var names []string
		for _, m := range e.Members {
			names = append(names, m.Name)
		}
		place := strings.Join(strings.Fields(e.Type+" "+e.Property), ", property ")
		printLine(w, "  enum %s: %s", place, strings.Join(names, ", "))
	}
	for _, t := range c.Tables {
		kind := "table"
		if t.Codes {
			kind = "table of codes"
		}
		printLine(w, "  %s %q with %d rows: %s", kind, t.Heading, t.Rows, strings.Join(t.Columns, " | "))
	}
	if len(c.Pairs) > 0 {
		printLine(w, "  %d messages with their source messages", len(c.Pairs))
	}
	if !slices.ContainsFunc(c.Tables, func(t pageTable) bool { return t.Codes }) {
		fmt.Fprintln(w, "  no table of codes")
	}
}
