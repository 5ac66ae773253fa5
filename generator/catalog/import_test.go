package catalog

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/golden"
)

// TestGolden imports the source pages of each archive into its codes.yaml, if it
// has one, with the options in options.yaml. It repeats the import, which must
// not change anything.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		var (
			opt    Options
			before []byte
			pages  []*SourcePage
			said   strings.Builder
		)
		diags := new(diag.List)
		for _, file := range in.Files {
			switch file.Name {
			case "options.yaml":
				if err := yaml.Unmarshal(file.Data, &opt); err != nil {
					t.Fatal(err)
				}
			case "described.yaml":
				opt.Described = new(Described)
				if err := yaml.Unmarshal(file.Data, opt.Described); err != nil {
					t.Fatal(err)
				}
			case "codes.yaml":
				before = file.Data
			default:
				page, found := ReadSourcePage(file.Name, unquoted(file), "")
				diags.Merge(found)
				if page != nil {
					pages = append(pages, page)
					fmt.Fprint(&said, page)
				}
			}
		}
		after, report, found := imported(before, pages, opt)
		diags.Merge(found)
		if !diags.HasErrors() && report.Rows+report.Docs > 0 {
			again, second, found := imported(after, pages, opt)
			if found.HasErrors() || len(second.Added)+len(second.Updated) > 0 || !bytes.Equal(after, again) {
				t.Errorf("repeating the import changes the file: %+v\n%s", second, found)
			}
		}
		if bytes.Equal(after, before) || diags.HasErrors() {
			after = nil
		}
		return []txtar.File{
			golden.Result("pages.txt", said.String()), golden.Result("report.txt", report.String()),
			golden.Result("codes.yaml", string(after)), golden.Result("diagnostics.txt", diags.String()),
		}
	})
}

// unquoted returns the data of a file. Data that an archive cannot hold is
// written as a Go string in a file whose name ends in .quoted.
func unquoted(file txtar.File) []byte {
	text := string(file.Data)
	if strings.Contains(file.Name, "quoted") {
		for escape, b := range map[string]string{`\x00`: "\x00", `\xff`: "\xff", `\xfe`: "\xfe", `\u202e`: "\u202e", `\u001b`: "\x1b", `\ufeff`: "\ufeff", `\t`: "\t"} {
			text = strings.ReplaceAll(text, escape, b)
		}
	}
	return []byte(text)
}

func imported(before []byte, pages []*SourcePage, opt Options) ([]byte, *Report, *diag.List) {
	e, diags := Create("codes.yaml"), new(diag.List)
	if before != nil {
		e, diags = Open("codes.yaml", before)
	}
	if e == nil {
		return nil, new(Report), diags
	}
	report, found := Import(e, pages, opt)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, report, diags
	}
	after, found := e.Bytes()
	diags.Merge(found)
	return after, report, diags
}

// String returns the contents of a source page for goldens.
func (p *SourcePage) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s %q %q %q\n", p.Name, p.Format, p.Locale, p.State, p.Commit)
	for _, grid := range p.Tables {
		found, ok := grid.findColumns(nil)
		fmt.Fprintf(&b, "  table at %s: %d rows, columns %s %v, below %q, anchors %q\n", grid.Pos, len(grid.Rows), found, ok, grid.Headings, grid.Anchors)
	}
	for _, pair := range p.Pairs {
		fmt.Fprintf(&b, "  pair %s: %s = %s\n", pair.ID, pair.Text, pair.Source)
	}
	facts := p.Facts()
	for _, o := range facts.Operations {
		fmt.Fprintf(&b, "  operation %s %s\n", o.Method, o.Path)
	}
	for _, e := range facts.Enums {
		var members []struct{ Name, Description string }
		for _, m := range e.Members {
			members = append(members, struct{ Name, Description string }{m.Name, m.Description})
		}
		fmt.Fprintf(&b, "  enum %q of property %q: %q\n", e.Type, e.Property, members)
	}
	for _, p := range facts.Permissions {
		fmt.Fprintf(&b, "  permission %s: %q %q\n", p.Kind, p.Names, p.Remark)
	}
	return b.String()
}

// String returns the report for goldens.
func (r *Report) String() string {
	var b strings.Builder
	for _, t := range r.Tables {
		fmt.Fprintf(&b, "table at %s: %d rows, %d new, %d merged, %d left out, %d structure; columns %v, not imported %v\n",
			t.Pos, t.Rows, t.New, t.Merged, t.LeftOut, t.Structure, t.Columns, t.Ignored)
	}
	if r.Rows > 0 {
		fmt.Fprintf(&b, "%d rows, %d texts as they were\n", r.Rows, r.Same)
	}
	if r.Docs > 0 {
		fmt.Fprintf(&b, "%d texts about the description\n", r.Docs)
	}
	for _, part := range []struct {
		what string
		list []Change
	}{{"added", r.Added}, {"updated", r.Updated}, {"differs", r.Differs}, {"gone", r.Gone}} {
		for _, c := range part.list {
			fmt.Fprintf(&b, "%s %s %s %s new=%v at %s: %q -> %q\n", part.what+partName(c.Part), c.Row, c.ID, c.Locale, c.New, c.Pos, c.Old, c.Now)
		}
	}
	return b.String()
}

// partName returns the name of a part other than the message, after a space.
func partName(part Part) string {
	if part == Message || part == "" {
		return ""
	}
	return " " + string(part)
}

// TestTooLarge tests source pages that exceed the limits on size and nesting.
func TestTooLarge(t *testing.T) {
	for name, test := range map[string]struct {
		format Format
		data   string
		rule   string
	}{
		"page":            {Text, strings.Repeat("a\n", maxPage/2+1), "too-large"},
		"markdown":        {Markdown, strings.Repeat("a\n", maxMarkdown/2+1), "too-large"},
		"marks":           {Markdown, strings.Repeat("[", maxStrung+1), "too-large"},
		"line":            {Markdown, strings.Repeat("a", maxLine+1), "too-large"},
		"quotes":          {Markdown, strings.Repeat("> ", maxDeep+1) + "a", "too-deep"},
		"numbered lists":  {Markdown, strings.Repeat("1. ", maxDeep+1) + "a", "too-deep"},
		"indented lists":  {Markdown, strings.Repeat(" ", 4*(maxDeep+1)) + "- a", "too-deep"},
		"tables in HTML":  {HTML, strings.Repeat("<table><tr><td>", maxDeep+1), "too-deep"},
		"tables in cells": {Markdown, strings.Repeat("<table><tr><td>\n\n", maxDeep+1), "too-deep"},
		"cells that Markdown rows lack": {Markdown, "|" + strings.Repeat(" x |", 1000) + "\n|" + strings.Repeat("--|", 1000) +
			strings.Repeat("\n| 1 |", maxCells/1000), "too-large"},
		"cells that CSV rows lack":  {CSV, "Code" + strings.Repeat(",x", 1000) + strings.Repeat("\n1", maxCells/1000), "too-large"},
		"cells that HTML rows lack": {HTML, "<table><tr>" + strings.Repeat("<th>x", 1000) + strings.Repeat("<tr><td>1", maxCells/1000+1) + "</table>", "too-large"},
		"cells of a grid":           {REST, "+" + strings.Repeat("-+", 1000) + strings.Repeat("\n|1|\n+-+", maxCells/1000+1) + "\n", "too-large"},
		"cells of a simple table":   {REST, strings.Repeat("= ", 1000) + "=" + strings.Repeat("\na", maxCells/1000+1) + "\n", "too-large"},
		"marks of AsciiDoc":         {AsciiDoc, strings.Repeat("`+a", 40_000), "too-large"},
		"cells of AsciiDoc":         {AsciiDoc, "|===\n|Code |Text\n" + strings.Repeat("100*|x\n", maxCells/100+1) + "\n|===\n", "too-large"},
		"cells":                     {HTML, "<table>" + strings.Repeat("<tr><td colspan=100>a", maxCells/100+1), "too-large"},
		"copied cells":              {AsciiDoc, "|===\n" + strings.Repeat("100*|"+strings.Repeat("a", 1000)+"\n", maxCopied/99/1000+1) + "|===\n", "too-large"},
		"open literals":             {AsciiDoc, strings.Repeat("`+a ", 200_000), "too-large"},
		"open footnotes":            {AsciiDoc, strings.Repeat("footnote:[ `x` ", 50_000), "too-large"},
		"tall cells":                {HTML, "<table><tr><td rowspan=200>" + strings.Repeat("a", maxSpreadText/100) + strings.Repeat("<tr><td>b", 199) + "</table>", "too-large"},
	} {
		t.Run(name, func(t *testing.T) {
			page, diags := ReadSourcePage("page", []byte("\n"+test.data), test.format)
			if page != nil || !strings.Contains(diags.String(), "["+test.rule+"]") {
				t.Errorf("got %v and\n%s", page, diags)
			}
		})
	}
}

// TestRepeatedCells checks that cells beyond the limit, which is an error, need no memory.
func TestRepeatedCells(t *testing.T) {
	table := &asciidocTable{columns: 2}
	for range 3 * maxCells / 100 {
		table.addLine(textLine{text: "100*|"})
	}
	if n := 2 * len(table.rows); n > maxCells+2 {
		t.Errorf("the table has %d cells, the limit is %d", n, maxCells)
	}
}

// corpus reads a real source page.
func corpus(t *testing.T, name string) *SourcePage {
	t.Helper()
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not the name of a folder with real pages")
	}
	files, err := filepath.Glob(filepath.Join(dir, "docs", name+"_*.txt"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	page, diags := ReadSourcePage(files[0], data, "")
	if page == nil {
		t.Fatal(diags)
	}
	return page
}

// realRows are the rows of the table on the real source pages.
const realRows = `200/4097 200/4521 200/5000 200/5001 200/5002 200/5003 200/5007 200/5010 200/5012 200/5013 200/5014 200/5020 200/5030
200/5300 200/5855 200/7000 200/7015 200/10550 200/18503 200/540000,560000 408/8537 408/1106 408/10057 410/301005 480/10037 480/10076
480/10134 480/10199 500/1005`

func TestCorpusTables(t *testing.T) {
	german, chinese := corpus(t, "000"), corpus(t, "001")
	first, report, diags := imported(nil, []*SourcePage{german}, Options{Domain: "calls", Locale: "de"})
	if diags.HasErrors() || report.Rows != 29 || len(report.Added) != 29 {
		t.Fatalf("%+v\n%s", report, diags)
	}
	second, report, diags := imported(first, []*SourcePage{chinese}, Options{})
	if diags.HasErrors() || report.Rows != 29 || len(report.Added) != 29 || len(report.Gone) != 0 {
		t.Fatalf("%+v\n%s", report, diags)
	}
	for _, page := range []*SourcePage{german, chinese} {
		third, report, diags := imported(second, []*SourcePage{page}, Options{Locale: map[*SourcePage]string{german: "de"}[page]})
		if diags.HasErrors() || report.Same != 29 || !bytes.Equal(second, third) {
			t.Errorf("repeated: %+v\n%s", report, diags)
		}
	}
	tables, diags := codes.Parse("codes.yaml", second)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var rows []string
	for _, row := range tables[0].Codes {
		rows = append(rows, strings.ReplaceAll(tables[0].Written(row), ", ", ","))
		for i, want := range []struct {
			locale string
			page   *SourcePage
		}{{"de", german}, {"zh-Hans", chinese}} {
			text := row.Message[i]
			if text.Locale != want.locale || text.State != codes.Machine || !slices.ContainsFunc(want.page.Tables[len(want.page.Tables)-1].Rows, func(cells []Cell) bool {
				return cells[2].Text == text.Text
			}) {
				t.Errorf("%s: %+v differs from the source page", rows[len(rows)-1], text)
			}
		}
	}
	if diff := cmp.Diff(strings.Fields(realRows), rows); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

// TestCorpusOwn imports a real source page into the project's own table. It must
// change nothing and find a row of the table for each row of the page.
func TestCorpusOwn(t *testing.T) {
	own, err := os.ReadFile("../../codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, locale := range map[string]string{"000": "de", "001": ""} {
		after, report, diags := imported(own, []*SourcePage{corpus(t, name)}, Options{Locale: locale})
		if diags.HasErrors() || !bytes.Equal(own, after) || report.Rows != 29 || len(report.Added)+len(report.Updated) > 0 || len(report.Differs)+report.Same != 29 {
			t.Errorf("%+v\n%s", report, diags)
		}
	}
}

func TestCorpusPairs(t *testing.T) {
	page := corpus(t, "004")
	if len(page.Pairs) != 34 {
		t.Errorf("got %d pairs, want 34", len(page.Pairs))
	}
	for _, pair := range page.Pairs {
		if pair.Text == "" || pair.Source == "" || strings.ContainsAny(pair.Text+pair.Source, "<>") {
			t.Errorf("%+v", pair)
		}
	}
	if got := page.Pairs[len(page.Pairs)-1]; got.ID != "68479-139" || got.Text != "Уведомление — прервано" || got.Source != "Notification - terminated" {
		t.Errorf("the last pair is %+v", got)
	}
	_, report, diags := imported(nil, []*SourcePage{page}, Options{Domain: "calls"})
	if report.Rows != 0 || !strings.Contains(diags.String(), "no table of codes, only 34 translations") {
		t.Errorf("%+v\n%s", report, diags)
	}
}

func TestCorpusFacts(t *testing.T) {
	for name, want := range map[string]string{
		"000": "permission application: [\"Calls.Initiate.All\" \"Calls.AccessMedia.All\"]",
		"001": "permission application: [\"Calls.Initiate.All\" \"Calls.AccessMedia.All\"]",
		"002": `enum "rejectReason" of property "reason": [{"None" ""} {"Busy" ""} {"Forbidden" ""}]`,
		"003": "permission application: [\"Calls.JoinGroupCall.All\" \"Calls.JoinGroupCallasGuest.All\"]",
	} {
		page := corpus(t, name)
		if !strings.Contains(page.String(), want) {
			t.Errorf("%s is missing in\n%s", want, page)
		}
		if hasTable := name < "002"; slices.ContainsFunc(page.Tables, (*Grid).HasCodes) != hasTable {
			t.Errorf("%s: has a table of codes: got %v, want %v", name, !hasTable, hasTable)
		}
	}
}

// FuzzMarkdown, FuzzHTML and FuzzText read any source page. If it has a table,
// the import must be complete, and repeating it must change nothing.
func FuzzMarkdown(f *testing.F) { fuzzPage(f, Markdown) }

// FuzzHTML is like FuzzMarkdown for HTML.
func FuzzHTML(f *testing.F) { fuzzPage(f, HTML) }

// FuzzText is like FuzzMarkdown for plain text.
func FuzzText(f *testing.F) { fuzzPage(f, Text) }

// FuzzREST is like FuzzMarkdown for reStructuredText.
func FuzzREST(f *testing.F) { fuzzPage(f, REST) }

// FuzzAsciiDoc is like FuzzMarkdown for AsciiDoc.
func FuzzAsciiDoc(f *testing.F) { fuzzPage(f, AsciiDoc) }

// FuzzCSV is like FuzzMarkdown for comma-separated values.
func FuzzCSV(f *testing.F) { fuzzPage(f, CSV) }

// FuzzMDX is like FuzzMarkdown for MDX.
func FuzzMDX(f *testing.F) { fuzzPage(f, "mdx") }

func fuzzPage(f *testing.F, format Format) {
	for _, file := range seeds(f) {
		f.Add(file.Data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		file := "page"
		if format == "mdx" {
			file, format = "page.mdx", Markdown
		}
		page, diags := ReadSourcePage(file, data, format)
		if (page == nil) != diags.HasErrors() {
			t.Fatalf("expected either a page or errors: %s", diags)
		}
		if page == nil {
			return
		}
		page.Facts()
		opt := Options{Domain: "calls"}
		if page.Locale == "" {
			opt.Locale = "de"
		}
		first, report, diags := imported(nil, []*SourcePage{page}, opt)
		if report.Rows == 0 || diags.HasErrors() {
			if strings.Contains(diags.String(), "change]") {
				t.Fatal(diags)
			}
			return
		}
		tables, diags := codes.Parse("codes.yaml", first)
		if diags.HasErrors() || len(tables[0].Codes) == 0 {
			t.Fatalf("%d rows became\n%s\n%s", report.Rows, first, diags)
		}
		second, report, diags := imported(first, []*SourcePage{page}, opt)
		if diags.HasErrors() || len(report.Added)+len(report.Updated)+len(report.Differs)+len(report.Gone) > 0 || !bytes.Equal(first, second) {
			t.Fatalf("repeating the import changes the file: %+v\n%s\n%s", report, diags, first)
		}
	})
}

// FuzzGather imports two source pages, one of them a translation, into one table. The
// result must be valid, and repeating the import must change nothing.
func FuzzGather(f *testing.F) {
	files := seeds(f)
	for i, file := range files {
		f.Add(file.Data, files[(i+1)%len(files)].Data)
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		pages, diags := ReadSourcePages([]SourceFile{
			{File: "first.md", Data: first, Format: Markdown}, {File: "second.html", Data: second, Format: HTML},
		})
		if diags.HasErrors() || len(pages) != 2 {
			return
		}
		pages[0].Locale, pages[1].Locale = "en", "de"
		opt := Options{Domain: "calls"}
		file, report, diags := imported(nil, pages, opt)
		if report.Rows == 0 || diags.HasErrors() {
			return
		}
		if tables, diags := codes.Parse("codes.yaml", file); diags.HasErrors() || len(tables[0].Codes) == 0 {
			t.Fatalf("%d rows became\n%s\n%s", report.Rows, file, diags)
		}
		again, report, diags := imported(file, pages, opt)
		if diags.HasErrors() || len(report.Added)+len(report.Updated) > 0 || !bytes.Equal(file, again) {
			t.Fatalf("repeating the import changes the file: %+v\n%s\n%s", report, diags, file)
		}
	})
}

// seeds returns the source pages of the golden cases.
func seeds(f *testing.F) []txtar.File {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatal("no cases", err)
	}
	var files []txtar.File
	for _, name := range names {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if !strings.HasPrefix(file.Name, "want/") && filepath.Ext(file.Name) != ".yaml" {
				files = append(files, file)
			}
		}
	}
	return files
}
