package main

// import and page read the vendor's documentation: one merges the tables of
// codes into a file, the other says what a page holds and writes nothing. import
// takes translators' files, too, see codes_take.go.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
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
	columns             map[string]string
	dryRun, asJSON      bool
	opt                 catalog.Options
	take                takeFlags
}

func newCodesImport(o *options) *cobra.Command {
	f := &importFlags{}
	cmd := &cobra.Command{
		Use:   "import FILE...",
		Short: "Merge documentation pages or translators' files into a table of codes",
		Long: `import reads pages of a vendor's documentation, in Markdown, HTML or plain text and in
any language, finds their tables of codes and merges them into a table by code and
subcode. Texts that a person wrote or read are never overwritten; what differs is
told. New rows are drafts: choose an id and a category for them. A file that does not
exist is made, with --domain.

Title and first paragraph of a page translate what the description says of the
operation whose request the page shows, and its tables of members what it says of
an enum's; they go to the file's section docs, for "fragen docs". The description is
--spec, or what fragen.yaml selects for the targets with this table.

The language, who translated the page and its commit are taken from its front matter.
All of the file that does not change stays as it is, comments too.

Files that translators send back (.xlf, .xliff, .po, .csv) are taken text by text.
What has become better or newer in the table than in the file is kept and told; what
does not fit is refused: unknown ids, changed sources, texts marked as unfinished,
other placeholders.

It exits with 1 when no page has anything for the file, or a text was refused. "-" reads
the standard input.`,
		Example: `  fragen codes import call-delete.md --into codes.yaml --dry-run
  fragen codes import page.txt --locale de --into codes.yaml
  fragen codes import page.html --locale fr --anchor call-end-reason-codes --columns code=1,subcode=2,text=4
  fragen codes import de.xlf --dry-run`,
		RunE: func(cmd *cobra.Command, args []string) error { return runImport(cmd, args, f, o) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.into, "into", "codes.yaml", "the `file` with the tables")
	flags.StringVar(&f.opt.Locale, "locale", "", "the files' `language`; default: what they say")
	flags.StringVar(&f.opt.Domain, "domain", "", "the `domain` of the table; default: the file's only one")
	flags.StringVar(&f.opt.Source, "source", "", "the `language` that a new table is translated from; default: en")
	flags.StringVar(&f.state, "state", "", "`mt, translated or reviewed`; default: what the files say, or mt for pages")
	flags.StringArrayVar(&f.opt.Headings, "heading", nil, "only tables below this `heading`; may be repeated")
	flags.StringArrayVar(&f.opt.Anchors, "anchor", nil, "only tables at this `anchor`; may be repeated")
	flags.StringToStringVar(&f.columns, "columns", nil, "`code=…,subcode=…,text=…`: headings or numbers of columns; default: they are found")
	flags.StringVar(&f.spec, "spec", "", "the `description` whose texts are translated; default: that of fragen.yaml")
	flags.BoolVar(&f.dryRun, "dry-run", false, "print the difference to the file and write nothing")
	flags.StringVar(&f.format, "format", "", "`markdown, html or text`, or xliff, po or csv; default: found by name and content")
	f.take.flags(cmd)
	jsonFlag(cmd, &f.asJSON)
	return cmd
}

// check turns flags into options.
func (f *importFlags) check() error {
	if err := oneOf("state", f.state, "mt", "translated", "reviewed"); err != nil {
		return err
	}
	if err := oneOf("format", f.format, append(slices.Clone(pageFormats), exchangeFormats...)...); err != nil {
		return err
	}
	f.opt.State = codes.State(f.state)
	for key, column := range f.columns {
		if err := oneOf("column", key, "code", "subcode", "text"); err != nil {
			return err
		}
		switch key {
		case "code":
			f.opt.Code = column
		case "subcode":
			f.opt.Subcode = column
		default:
			f.opt.Text = column
		}
	}
	return nil
}

// oneOf reports a value that is neither empty nor known.
func oneOf(what, value string, known ...string) error {
	if value == "" || slices.Contains(known, value) {
		return nil
	}
	remedy := diag.DidYouMean(value, known)
	if remedy == "" {
		remedy = "; known are " + strings.Join(known, ", ")
	}
	return usagef("unknown %s %q%s", what, value, remedy)
}

var pageFormats = []string{"markdown", "html", "text"}

// readPages reads the pages that are named on the command line.
func readPages(cmd *cobra.Command, args []string, format string) ([]catalog.SourceFile, error) {
	if len(args) == 0 {
		return nil, usagef("name at least one page")
	}
	var pages []catalog.SourceFile
	for _, arg := range args {
		file, text, err := readInput(cmd, arg)
		if err != nil {
			return nil, err
		}
		pages = append(pages, catalog.SourceFile{File: file, Data: []byte(text), Format: catalog.Format(format)})
	}
	return pages, nil
}

func runImport(cmd *cobra.Command, args []string, f *importFlags, o *options) error {
	if err := f.check(); err != nil {
		return err
	}
	translations, err := f.translations(cmd, args)
	if err != nil {
		return err
	}
	if translations {
		return f.takeTranslations(cmd, args, o)
	}
	pages, err := readPages(cmd, args, f.format)
	if err != nil {
		return err
	}
	if f.spec != "" || aboutDescription(pages) {
		if err := f.describe(cmd, o); err != nil {
			return err
		}
	}
	before, err := os.ReadFile(f.into)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	imported, diags := catalog.ImportPages(f.into, before, pages, f.opt)
	if err := o.report(cmd, diags); err != nil {
		return err
	}
	if imported.Diff != "" && !f.dryRun {
		if err := output.Replace(f.into, before, imported.Data); err != nil {
			return err
		}
	}
	if err := f.report(cmd, imported, o.quiet); err != nil {
		return err
	}
	if imported.Report.Rows+imported.Report.Docs == 0 {
		return findings{}
	}
	return nil
}

// describe finds what the files may translate beside codes. A configuration that is
// not there, or not right yet, keeps nobody from importing codes.
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
	if _, err := os.Stat(o.config); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	cfg, err := fragen.Load(o.config)
	if err == nil {
		var diags *diag.List
		f.opt.Described, diags = generator.DescribeTargets(cfg, f.into)
		err = diags.Err() // "fragen check" prints the warnings
	}
	if err != nil && !o.quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "fragen: the description of %s cannot be used, so only codes are imported; fragen check tells why\n", o.config)
	}
	return nil
}

// aboutDescription reports whether pages have what may translate a description's
// texts. Faulty pages are told of later.
func aboutDescription(files []catalog.SourceFile) bool {
	pages, diags := catalog.ReadPages(files)
	return !diags.HasErrors() && slices.ContainsFunc(pages, func(page *catalog.Page) bool {
		facts := page.Facts()
		return len(facts.Operations)+len(facts.Enums) > 0
	})
}

// report prints what was done: as JSON, or as a list, which makes room for the
// difference when nothing is written.
func (f *importFlags) report(cmd *cobra.Command, imported *catalog.ImportedPages, quiet bool) error {
	r := imported.Report
	if f.asJSON {
		return writeJSON(cmd.OutOrStdout(), map[string]any{
			"rows": r.Rows, "docs": r.Docs, "same": r.Same, "added": changes(r.Added), "updated": changes(r.Updated),
			"differs": changes(r.Differs), "gone": changes(r.Gone), "diff": imported.Diff,
		})
	}
	list := cmd.OutOrStdout()
	if f.dryRun {
		list = cmd.ErrOrStderr()
		if _, err := io.WriteString(cmd.OutOrStdout(), imported.Diff); err != nil {
			return err
		}
	}
	for _, c := range r.Added {
		what := "text"
		if c.New {
			what = "row"
		}
		fmt.Fprintf(list, "%s: added %s %s: %s: %s\n", c.Pos, what, c.Row, c.Locale, c.Now)
	}
	for _, c := range r.Updated {
		fmt.Fprintf(list, "%s: updated %s: %s: %s (was: %s)\n", c.Pos, c.Row, c.Locale, c.Now, c.Old)
	}
	for _, c := range r.Differs {
		fmt.Fprintf(list, "%s: differs %s: %s: %s (kept: %s)\n", c.Pos, c.Row, c.Locale, c.Now, c.Old)
	}
	for _, c := range r.Gone {
		fmt.Fprintf(list, "%s: on no page %s: %s\n", c.Pos, c.Row, c.ID)
	}
	if !quiet {
		fmt.Fprintf(cmd.ErrOrStderr(), "fragen: %d rows; %d texts added, %d updated, %d kept that differ, %d as they were; %d rows on no page\n",
			r.Rows, len(r.Added), len(r.Updated), len(r.Differs), r.Same, len(r.Gone))
	}
	return nil
}

// textChange is a change as programs read it.
type textChange struct {
	At     string `json:"at"`
	Row    string `json:"row"`
	ID     string `json:"id"`
	New    bool   `json:"new,omitempty"`
	Locale string `json:"locale,omitempty"`
	Old    string `json:"old,omitempty"`
	Now    string `json:"now,omitempty"`
}

func changes(list []catalog.Change) []textChange {
	out := []textChange{}
	for _, c := range list {
		out = append(out, textChange{c.Pos.String(), c.Row, string(c.ID), c.New, c.Locale, c.Old, c.Now})
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
		Short: "Say what documentation pages hold",
		Long: `page reads pages of a vendor's documentation as import does and prints what it finds:
language, translator and commit, operations, permissions, values of enums with their
descriptions, tables with their columns, and texts that are there with what they were
translated from. Nothing is written.`,
		Example: `  fragen codes page call-reject.md
  fragen codes page --json call-delete.md | jq '.[].pairs'`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, pageFormats...); err != nil {
				return err
			}
			files, err := readPages(cmd, args, format)
			if err != nil {
				return err
			}
			pages, diags := catalog.ReadPages(files)
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
	cmd.Flags().StringVar(&format, "format", "", "`markdown, html or text`; default: found by name and content")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// pageContent is what a page holds, as programs read it.
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

func contentOf(file string, page *catalog.Page) pageContent {
	facts := page.Facts()
	c := pageContent{
		File: file, Format: string(page.Format), Locale: page.Locale, State: string(page.State), Commit: page.Commit,
		Operations: []string{}, Permissions: []pagePermission{}, Enums: []pageEnum{}, Tables: []pageTable{}, Pairs: []map[string]string{},
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
		table := pageTable{At: grid.Pos.String(), Anchors: append([]string{}, grid.Anchors...), Columns: []string{}, Rows: len(grid.Rows), Codes: grid.HasCodes()}
		if n := len(grid.Headings); n > 0 {
			table.Heading = grid.Headings[n-1]
		}
		for _, cell := range grid.Header {
			table.Columns = append(table.Columns, cell.Text)
		}
		c.Tables = append(c.Tables, table)
	}
	for _, pair := range page.Pairs {
		c.Pairs = append(c.Pairs, map[string]string{"at": pair.Pos.String(), "id": pair.ID, "text": pair.Text, "source": pair.Source})
	}
	return c
}

// print prints a page's content for people.
func (c pageContent) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %s\n", c.File, strings.Join(strings.Fields(c.Format+" "+c.Locale+" "+c.State+" "+c.Commit), ", "))
	for _, o := range c.Operations {
		fmt.Fprintf(w, "  operation %s\n", o)
	}
	for _, p := range c.Permissions {
		fmt.Fprintf(w, "  permission, %s: %s\n", p.Kind, strings.Join(append(p.Names, strings.Fields(p.Remark)...), " "))
	}
	for _, e := range c.Enums {
		var names []string
		for _, m := range e.Members {
			names = append(names, m.Name)
		}
		fmt.Fprintf(w, "  enum %s: %s\n", strings.Join(strings.Fields(e.Type+" "+e.Property), ", property "), strings.Join(names, ", "))
	}
	for _, t := range c.Tables {
		what := "table"
		if t.Codes {
			what = "table of codes"
		}
		fmt.Fprintf(w, "  %s %q with %d rows: %s\n", what, t.Heading, t.Rows, strings.Join(t.Columns, " | "))
	}
	if len(c.Pairs) > 0 {
		fmt.Fprintf(w, "  %d texts with what they were translated from\n", len(c.Pairs))
	}
	if !slices.ContainsFunc(c.Tables, func(t pageTable) bool { return t.Codes }) {
		fmt.Fprintln(w, "  no table of codes")
	}
}
