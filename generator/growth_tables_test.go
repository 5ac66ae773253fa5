package generator_test

// This file checks that the work for tables of codes, translators' files, source pages
// and overlays grows at most linearly with the input. Like growth_test.go, it counts
// allocated bytes. FRAGEN_LONG measures larger inputs, whose CPU time must grow linearly
// too, and prints their time and memory.

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/generator/source"
)

// inputFamily is a kind of inputs that are read without a description. The function
// build returns the texts for a parameter.
type inputFamily struct {
	name  string
	n     int // the smallest tested parameter
	build func(n int) []string
	read  func(texts []string) *diag.List
	large bool // the work is limited by a budget that only a large input exceeds
}

func TestGrowthOfTables(t *testing.T) {
	never := func() bool { return false } // bounded
	for _, f := range inputFamilies {
		if f.large {
			continue
		}
		t.Run(strings.ReplaceAll(f.name, " ", "-"), func(t *testing.T) {
			work := func(n int) float64 {
				texts := f.build(n)
				bytes, diags := allocated(func() *diag.List { return f.read(texts) })
				if exceedsLimit(diags) {
					t.Fatalf("n = %d exceeds a limit: %v", n, diags)
				}
				return bytes
			}
			if bytes, linear := isLinear(f.n, work, never); !linear {
				t.Errorf("the work grows faster than the input: %.0f bytes", bytes)
			}
		})
	}
}

// TestLargeTables reads inputs of each family with slightly less than a megabyte.
func TestLargeTables(t *testing.T) {
	if os.Getenv("FRAGEN_LONG") == "" {
		t.Skip("FRAGEN_LONG is not set")
	}
	for _, f := range inputFamilies {
		t.Run(strings.ReplaceAll(f.name, " ", "-"), func(t *testing.T) {
			n := f.n
			for size(f.build(n*5/4)) < 1000<<10 {
				n = n * 5 / 4
			}
			before := 0.0
			for _, n := range []int{n / 4, n / 2, n} {
				texts := f.build(n)
				begin := cpuSeconds()
				bytes, diags := allocated(func() *diag.List { return f.read(texts) })
				took := cpuSeconds() - begin
				t.Logf("n = %6d, %4d KB: %5.0f MB allocated, %6.2f s of CPU, %d diagnostics, exceeds a limit: %v",
					n, size(texts)>>10, bytes/(1<<20), took, diags.Len(), exceedsLimit(diags))
				if took > 10 || before > 0 && took > max(2, 3*before) || bytes > 8<<30 {
					t.Errorf("%v s, of half of the input %v s, and %.0f bytes", took, before, bytes)
				}
				before = took
			}
		})
	}
}

// allocated returns the number of bytes that a function allocates.
func allocated(read func() *diag.List) (bytes float64, diags *diag.List) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	diags = read()
	runtime.ReadMemStats(&after)
	return float64(after.TotalAlloc - before.TotalAlloc), diags
}

// cpuSeconds returns the CPU time of the process on Linux, and otherwise the time of the
// clock.
func cpuSeconds() float64 {
	const ticks = 100 // in a second
	data, _ := os.ReadFile("/proc/self/stat")
	_, text, _ := strings.Cut(string(data), ") ")
	if fields := strings.Fields(text); len(fields) > 11 {
		if user, err := strconv.ParseFloat(fields[11], 64); err == nil {
			return user / ticks
		}
	}
	return float64(time.Now().UnixMilli()) / 1000
}

// exceedsLimit reports whether a diagnostic names a limit.
func exceedsLimit(diags *diag.List) bool {
	for _, d := range diags.Sorted() {
		if strings.Contains(d.Message, "limit") || d.Rule == "too-costly" || d.Rule == "too-large" {
			return true
		}
	}
	return false
}

func size(texts []string) (n int) {
	for _, text := range texts {
		n += len(text)
	}
	return n
}

// page returns a family of source pages with a table.
func page(name string, format catalog.Format, n int, table func(n int) string) inputFamily {
	read := func(texts []string) *diag.List {
		_, diags := catalog.ImportSourcePages("codes.yaml", nil,
			[]catalog.SourceFile{{File: "page", Data: []byte(texts[0]), Format: format}},
			catalog.Options{Domain: "shop.errors", Locale: "en"})
		return diags
	}
	return inputFamily{name: name, n: n, build: func(n int) []string { return []string{table(n)} }, read: read}
}

// largePage returns a family of HTML pages whose work only a budget limits.
func largePage(name string, n int, table func(n int) string) inputFamily {
	f := page(name, catalog.HTML, n, table)
	f.large = true
	return f
}

// translations returns a family of translators' files for a table of n rows.
func translations(name string, format exchange.Format, n int, file func(n int) string) inputFamily {
	read := func(texts []string) *diag.List {
		_, diags := catalog.ImportTranslations("codes.yaml", []byte(texts[0]),
			[]catalog.TranslationFile{{File: "de", Data: []byte(texts[1]), Format: format}}, catalog.ApplyOptions{})
		return diags
	}
	return inputFamily{name: name, n: n, build: func(n int) []string { return []string{codeTable(n), file(n)} }, read: read}
}

// largeOverlay returns a family of overlays whose work only a budget limits.
func largeOverlay(name string, n int, target string, description func(n int) string) inputFamily {
	f := overlay(name, n, target, description)
	f.large = true
	return f
}

// generated returns a family of files named codes.yaml from which an SDK is generated.
func generated(name string, n int, build func(n int) string) inputFamily {
	return inputFamily{name: name, n: n, build: func(n int) []string { return []string{build(n)} }, read: func(texts []string) *diag.List {
		cfg, read := memoryProject(pathsOf(get("/a")), "codes: {table: codes.yaml, locales: [en]}", texts[0])
		_, diags, err := generator.Generate(context.Background(), cfg, nil, read, generator.Options{Jobs: 1})
		if err != nil || diags.HasErrors() {
			panic(fmt.Sprint(err, diags))
		}
		return diags
	}}
}

// reviewed returns a family of pairs of descriptions that a review compares. Its budget is
// the number of compared pairs.
func reviewed(name string, n int, build func(n int, side string) string) inputFamily {
	plan := func(description string) *review.Generation {
		cfg, read := memoryProject(description, "", "")
		planned, diags, err := generator.Explore(context.Background(), cfg, nil, read)
		if err != nil || diags.HasErrors() {
			panic(fmt.Sprint(err, diags))
		}
		return &review.Generation{Name: "api", Dir: "api", Plan: planned[0].Plan}
	}
	return inputFamily{
		name: name, n: n, large: true,
		build: func(n int) []string { return []string{build(n, "a"), build(n, "b")} },
		read: func(texts []string) *diag.List {
			review.Compare(plan(texts[0]), plan(texts[1]))
			return &diag.List{}
		},
	}
}

// memoryProject returns the configuration of a project with one target, which has the
// given keys, and a function that reads its files.
func memoryProject(description, keys, codes string) (*config.Config, generator.ReadFile) {
	const file = "fragen.yaml"
	files := map[string]string{
		"go.mod":       "module " + moduleName + "/x\n\ngo 1.26\n",
		"openapi.yaml": description,
		"codes.yaml":   codes,
		file: "version: 1\nruntime: " + runtimeImport +
			"\ntargets:\n  - {name: api, spec: openapi.yaml, out: api, " + keys + "}\n",
	}
	read := func(_, name string) (string, error) {
		text, ok := files[filepath.Base(name)]
		if !ok {
			return "", fs.ErrNotExist
		}
		return text, nil
	}
	cfg, diags := config.LoadWith(file, func(name string) ([]byte, error) {
		text, err := read("", name)
		return []byte(text), err
	})
	if diags.HasErrors() {
		panic(diags.String())
	}
	return cfg, read
}

// overlay returns a family of overlays of a description.
func overlay(name string, n int, target string, description func(n int) string) inputFamily {
	read := func(texts []string) *diag.List {
		o, diags := source.ReadOverlay("overlay.json", `{"overlay":"1.1.0","info":{"title":"t","version":"1"},"actions":[`+
			`{"target":"`+target+`","remove":true}]}`)
		doc, found := source.Open("openapi.json", texts[0])
		diags.Merge(found)
		if o != nil && doc != nil {
			_, found = doc.Overlay(o)
			diags.Merge(found)
		}
		return diags
	}
	return inputFamily{name: name, n: n, build: func(n int) []string { return []string{description(n)} }, read: read}
}

// manyActions returns a family of overlays of many actions, each in a file of its own.
func manyActions(name string, n int, format string) inputFamily {
	f := inputFamily{name: name, n: n, large: true}
	f.build = func(n int) []string { return []string{manyPaths(n), repeat(n, "\n", format)} }
	f.read = func(texts []string) *diag.List {
		doc, diags := source.Open("openapi.json", texts[0])
		for actions := range slices.Chunk(strings.Split(texts[1], "\n"), 20) {
			if diags.HasErrors() {
				break
			}
			o, found := source.ReadOverlay("overlay.json",
				`{"overlay":"1.1.0","info":{"title":"t","version":"1"},"actions":[`+strings.Join(actions, ",")+`]}`)
			diags.Merge(found)
			doc, found = doc.Overlay(o)
			diags.Merge(found)
		}
		return diags
	}
	return f
}

func lint(texts []string) *diag.List {
	diags, _ := codes.LintFile("codes.yaml", []byte(texts[0]))
	return diags
}

func codeTable(n int) string {
	return tableOf(repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a, message: {en: Order %[1]d is late.}}\n"))
}

func tableOf(rows string) string {
	return `version: 1
tables:
  - domain: shop.errors
    name: shopError
    description: The errors of the shop.
    source: en
    locales: [en, de]
    categories:
      - {id: a, description: All errors.}
    codes:
` + rows
}

// twoTexts returns a table with a row of a source text and a translation.
func twoTexts(source, translation string) string {
	return tableOf("      - {id: row, code: 1, category: a, message: {en: '" + source + "', de: '" + translation + "'}}\n")
}

// withGlossary returns a table of n rows, with a glossary of n equal entries that apply to
// each of them.
func withGlossary(n int, entry string) string {
	rows := repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a, message: {en: Order %[1]d is late., de: Spät %[1]d.}}\n")
	return strings.Replace(tableOf(rows), "    codes:\n", "    glossary:\n"+strings.Repeat(entry, n)+"    codes:\n", 1)
}

// export exports the messages of a table to German, and writes them as PO.
func export(texts []string) *diag.List {
	content, diags := codes.Read("codes.yaml", []byte(texts[0]))
	if diags.HasErrors() {
		panic(diags.String())
	}
	doc, diags := catalog.Export("codes.yaml", content, catalog.ExportOptions{Locale: "de"})
	exchange.Write(doc, exchange.PO)
	return diags
}

const poHeader = `msgid ""
msgstr ""
"Language: de\n"
"X-Source-Language: en\n"
"Content-Type: text/plain; charset=UTF-8\n"
`

// table returns a family of files named codes.yaml.
func table(name string, n int, build func(n int) string) inputFamily {
	return inputFamily{name: name, n: n, build: func(n int) []string { return []string{build(n)} }, read: lint}
}

var inputFamilies = []inputFamily{
	table("rows of a code table", 100, codeTable),
	table("ranges of a code table", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, codeRange: %[1]d0-%[1]d9, category: a, message: {en: Order %[1]d is late.}}\n"))
	}),
	table("subcodes of one code", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: 1, subcode: %[1]d, category: a, message: {en: Order %[1]d is late.}}\n"))
	}),
	table("codes of one row", 200, func(n int) string {
		return tableOf("      - {id: row, code: [0" + repeat(n, "", ", 1%d") + "], category: a, message: {en: Late.}}\n")
	}),
	generated("generated subcodes of one row", 200, func(n int) string {
		return tableOf("      - {id: row, code: 1, subcodes: [0" + repeat(n, "", ", 1%d") + "], category: a, message: {en: Late.}}\n")
	}),
	{name: "codes and subcodes of one row", n: 50, large: true, read: lint, build: func(n int) []string {
		list := "[0" + repeat(n, "", ", 1%d") + "]"
		return []string{tableOf("      - {id: row, code: " + list + ", subcodes: " + list + ", category: a, message: {en: Late.}}\n")}
	}},
	table("patterns of one code", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: 1, pattern: '1%[1]d{sip:1}', category: a, message: {en: Order %[1]d is late.}}\n"))
	}),
	table("subcode ranges of one code", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: 1, range: 1%[1]d0-1%[1]d9, category: a, message: {en: Order %[1]d is late.}}\n"))
	}),
	table("rows with equal texts", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a, message: {en: The order is late.}}\n"))
	}),
	table("rows with equal IDs", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row, code: 1, category: a, message: {en: Order %d is late.}}\n"))
	}),
	table("placeholders that other rows capture", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a, message: {en: 'Order {last} is late.'}}\n") +
			"      - {id: last, code: 1000000, pattern: '1{last:2}', category: a, message: {en: 'Order {last} is late.'}}\n")
	}),
	table("codes outside of the ranges of a category", 100, func(n int) string {
		return strings.Replace(codeTable(n), "description: All errors.", "description: All errors., ranges: [2000000-2000001"+
			repeat(n, "", ", 3%06d0-3%06[1]d1")+"]", 1)
	}),
	table("unknown categories", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: %[1]d, category: aa%[1]d, message: {en: Late.}}\n"))
	}),
	table("rows that unknown rows replace", 100, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a, replacedBy: rows-%[1]d, message: {en: Late.}}\n"))
	}),
	table("exceptions of a rule", 100, func(n int) string {
		return strings.Replace(codeTable(n), "tables:\n", "lint:\n  text-glossary:\n    except:\n"+
			repeat(n, "", "      - rows-%d\n")+"tables:\n", 1)
	}),
	{name: "missing terms of a glossary", n: 30, large: true, read: lint, build: func(n int) []string {
		rows := repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a, message: {en: 'Order term%[1]d is late.', de: Spät.}}\n")
		terms := repeat(n, "", "      - terms: {en: term%d, de: Begriff%[1]d}\n")
		return []string{strings.Replace(tableOf(rows), "    codes:\n", "    glossary:\n"+terms+"    codes:\n", 1)}
	}},
	table("terms of a glossary", 50, func(n int) string {
		return strings.Replace(codeTable(n), "    codes:\n", "    glossary:\n"+
			repeat(n, "", "      - terms: {en: term%d, de: Begriff%[1]d}\n")+"    codes:\n", 1)
	}),
	table("words of two texts", 200, func(n int) string {
		return twoTexts(repeat(n, "", "w%dx "), repeat(n, "", "v%dx "))
	}),
	table("identifiers of two texts", 200, func(n int) string {
		return twoTexts(repeat(n, "", "AB%d "), repeat(n, "", "XAB%dX "))
	}),
	table("placeholders of two texts", 200, func(n int) string {
		return twoTexts(repeat(n, "", "{a%d} "), repeat(n, "", "{a%d} "))
	}),
	{name: "forbidden words of equal entries", n: 50, large: true, read: lint, build: func(n int) []string {
		return []string{withGlossary(n, "      - never: {de: spät}\n")}
	}},
	{name: "terms of equal entries", n: 50, large: true, read: lint, build: func(n int) []string {
		return []string{withGlossary(n, "      - terms: {en: order, de: Auftrag}\n")}
	}},
	{name: "notes about terms of equal entries", n: 50, large: true, build: func(n int) []string {
		return []string{withGlossary(n, "      - terms: {en: order, de: Auftrag}\n")}
	}, read: export},
	{name: "notes about a long category", n: 50, read: export, build: func(n int) []string {
		return []string{strings.Replace(codeTable(n), "All errors.", "All errors."+strings.Repeat(" Word", 10*n), 1)}
	}},
	table("languages", 50, func(n int) string {
		return strings.Replace(codeTable(n), "[en, de]", "[en"+repeat(n, "", ", de-x-a%d")+"]", 1)
	}),
	table("aliases of a code table", 50, func(n int) string {
		return strings.Replace(codeTable(n), "All errors.", "&all All errors.", 1) +
			repeat(n, "", "      - {id: more-%d, code: 1000%[1]d, category: a, message: {en: *all}}\n")
	}),
	generated("generated rows of words", 50, func(n int) string {
		return strings.Replace(tableOf(repeat(n, "", "      - {id: row-%d, code: order_%[1]d, category: a, message: {en: Late.}}\n")),
			"    description", "    keys: {code: text}\n    description", 1)
	}),
	generated("generated rows that others replace", 50, func(n int) string {
		return tableOf(repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a, replacedBy: last, message: {en: Late.}}\n") +
			"      - {id: last, code: 1000000, category: a, message: {en: Late.}}\n")
	}),
	generated("generated categories", 50, func(n int) string {
		categories := "categories:\n" + repeat(n, "", "      - {id: a%d, description: Errors.}\n")
		return strings.Replace(
			tableOf(repeat(n, "", "      - {id: row-%d, code: %[1]d, category: a%[1]d, message: {en: Late.}}\n")),
			"categories:\n", categories, 1)
	}),
	page("CSV table", catalog.CSV, catalogRows, func(n int) string {
		return "Code,Description\n" + repeat(n, "", "%d,Order %[1]d is late.\n")
	}),
	page("Markdown table", catalog.Markdown, catalogRows, func(n int) string {
		return "# Errors\n\n| Code | Description |\n|--|--|\n" + repeat(n, "", "| %d | Order %[1]d is late. |\n")
	}),
	page("Markdown tables", catalog.Markdown, catalogRows/2, func(n int) string {
		return repeat(n, "", "# Errors %d\n\n| Code | Description |\n|--|--|\n| %[1]d | Order %[1]d is late. |\n\n")
	}),
	page("text page, a cell a line", catalog.Text, catalogRows, func(n int) string {
		return "Errors\nCode\nDescription\n" + repeat(n, "", "%d\nOrder %[1]d is late.\n")
	}),
	page("text page, a row a line", catalog.Text, catalogRows, func(n int) string {
		return "Errors\nCode\tDescription\n" + repeat(n, "", "%d\tOrder %[1]d is late.\n")
	}),
	page("text page, a text of many lines", catalog.Text, catalogRows, func(n int) string {
		return "Errors\nCode  Description\n400   The order is late\n" + repeat(n, "", "      and late %d\n") + "401   The order is lost.\n"
	}),
	page("ranges of codes", catalog.Markdown, catalogRows, func(n int) string {
		return "# Errors\n\n| Code | Description |\n|--|--|\n" + repeat(n, "", "| %d0-%[1]d9 | Order %[1]d is late. |\n")
	}),
	page("text page without codes", catalog.Text, catalogRows, func(n int) string { return repeat(n, "", "Line %d\n") }),
	page("HTML table", catalog.HTML, catalogRows, func(n int) string {
		return "<h1>Errors</h1><table><tr><th>Code</th><th>Description</th></tr>" + repeat(n, "", "<tr><td>%d</td><td>Order %[1]d is late.</td></tr>") + "</table>"
	}),
	page("HTML rows with spans", catalog.HTML, catalogRows, func(n int) string {
		return fmt.Sprintf("<table><tr><th>Code</th><th>Description</th></tr><tr><td rowspan=%d>1</td><td>Late.</td></tr>", n) +
			repeat(n, "", "<tr><td>Order %d is late.</td></tr>") + "</table>"
	}),
	largePage("HTML cells with spans of rows and columns", 20, func(n int) string {
		return "<table><tr><th>Code<th>Description</tr>" +
			repeat(n, "", "<tr><td rowspan=65534 colspan=1000>%d<td rowspan=65534 colspan=1000>Order %[1]d is late.</tr>") + "</table>"
	}),
	page("reStructuredText grid", catalog.REST, catalogRows, func(n int) string {
		return "Errors\n======\n\n+------+---------------+\n| Code | Description   |\n+======+===============+\n" +
			repeat(n, "", "| %4d | Late.         |\n+------+---------------+\n")
	}),
	page("reStructuredText grid with many columns", catalog.REST, catalogRows, func(n int) string {
		return "Errors\n======\n\n+" + strings.Repeat("-+", 20) + "\n" +
			strings.Repeat("|"+strings.Repeat("1|", 20)+"\n+"+strings.Repeat("-+", 20)+"\n", n)
	}),
	page("reStructuredText grid, a wide row", catalog.REST, 2*catalogRows, func(n int) string {
		border := "+" + strings.Repeat("-+", n) + "\n"
		return border + "|" + strings.Repeat("1|", n) + "\n" + border
	}),
	page("CSV table, a wide header", catalog.CSV, 5*catalogRows, func(n int) string {
		return "Code,Text" + strings.Repeat(",Other", n) + "\n1,Late." + strings.Repeat(",x", n) + "\n"
	}),
	page("CSV table without columns of codes", catalog.CSV, 5*catalogRows, func(n int) string {
		return "x" + strings.Repeat(",x", n) + "\n1" + strings.Repeat(",1", n) + "\n"
	}),
	page("rows with a single cell", catalog.CSV, catalogRows, func(n int) string {
		return "Code,Description\n" + repeat(n, "", "word%d\n")
	}),
	page("reStructuredText simple table", catalog.REST, catalogRows, func(n int) string {
		return "Errors\n======\n\n======  ===========\nCode    Description\n======  ===========\n" +
			repeat(n, "", "%-6d  Late.\n") + "======  ===========\n"
	}),
	page("AsciiDoc table", catalog.AsciiDoc, catalogRows, func(n int) string {
		return "= Errors\n\n[options=\"header\"]\n|===\n|Code |Description\n" + repeat(n, "", "|%d |Order %[1]d is late.\n") + "|===\n"
	}),
	page("AsciiDoc link targets and tables", catalog.AsciiDoc, catalogRows, func(n int) string {
		return "= Errors\n\n" + repeat(n, "", "[[a%d]]\n") + repeat(n, "", "|===\n|Code |Text\n\n|%d |Late.\n|===\n")
	}),
	page("AsciiDoc line of markup", catalog.AsciiDoc, catalogRows, func(n int) string {
		return "= Errors\n\n" + repeat(n, "", "`+a%d+` *b* ")
	}),
	page("rows with equal codes", catalog.CSV, catalogRows, func(n int) string {
		return "Code,Description\n" + repeat(n, "", "1,Order %d is late.\n")
	}),
	page("rows of several codes", catalog.CSV, catalogRows, func(n int) string {
		return "Code,Description\n" + repeat(n, "", "\"%d, 9%[1]d\",Order %[1]d is late.\n")
	}),
	page("rows without a code", catalog.CSV, catalogRows, func(n int) string {
		return "Code,Description\n" + repeat(n, "", "x%d?,Order %[1]d is late.\n")
	}),
	{name: "table that is imported twice", n: catalogRows, build: func(n int) []string {
		return []string{codeTable(n), "Code,Description\n" + repeat(n, "", "%d,Order %[1]d is very late.\n")}
	}, read: func(texts []string) *diag.List {
		_, diags := catalog.ImportSourcePages("codes.yaml", []byte(texts[0]),
			[]catalog.SourceFile{{File: "page.csv", Data: []byte(texts[1]), Format: catalog.CSV}}, catalog.Options{Locale: "en"})
		return diags
	}},
	translations("PO entries", exchange.PO, catalogRows, func(n int) string {
		return poHeader + repeat(n, "", "\nmsgctxt \"shop.errors/row-%d/message\"\nmsgid \"Order %[1]d is late.\"\nmsgstr \"Spät.\"\n")
	}),
	translations("PO entries of unknown rows", exchange.PO, catalogRows, func(n int) string {
		return poHeader + repeat(n, "", "\nmsgctxt \"shop.errors/rows-%d/message\"\nmsgid \"Order %[1]d is late.\"\nmsgstr \"Spät.\"\n")
	}),
	translations("PO entries without a change", exchange.PO, catalogRows, func(n int) string {
		return poHeader + repeat(n, "", "\nmsgctxt \"shop.errors/row-%d/message\"\nmsgid \"Order %[1]d is late.\"\nmsgstr \"\"\n")
	}),
	{name: "PO lines", n: 500, build: func(n int) []string {
		return []string{poHeader + "\nmsgctxt \"shop.errors/row-0/message\"\nmsgid \"\"\n" + strings.Repeat("\"x\"\n", n) + "msgstr \"y\"\n"}
	}, read: func(texts []string) *diag.List {
		_, diags := exchange.Read("de.po", []byte(texts[0]), exchange.PO)
		return diags
	}},
	translations("CSV translations", exchange.CSV, catalogRows, func(n int) string {
		return "id,source:en,target:de,status\n" + repeat(n, "", "shop.errors/row-%d/message,Order %[1]d is late.,Spät.,translated\n")
	}),
	reviewed("renamed values", 200, func(n int, side string) string {
		return returning(`{"type":"string","enum":[` + repeat(n, ",", `"`+side+`-%d"`) + `]}`)
	}),
	reviewed("values in another case", 200, func(n int, side string) string {
		format := map[string]string{"a": `"a%d"`, "b": `"A%d"`}[side]
		return returning(`{"type":"string","enum":[` + repeat(n, ",", format) + `]}`)
	}),
	reviewed("renamed properties", 200, func(n int, side string) string {
		return returning(`{"type":"object","properties":{` + repeat(n, ",", `"`+side+`%d":{"type":"string"}`) + `}}`)
	}),
	{name: "words in another order", n: 200, large: true, build: func(n int) []string {
		return []string{repeat(n, "", "%d "), repeat(n, "", "%d0 ")}
	}, read: func(texts []string) *diag.List {
		review.Words(texts[0], texts[1])
		return &diag.List{}
	}},
	overlay("overlay: filter", 50, "$.paths[?@.get]", manyPaths),
	overlay("overlay: count of children", 50, "$.paths[?count(@..*)>2]", manyPaths),
	largeOverlay("overlay: count of descendants", 50, "$..[?count(@..*)>2]", manyPaths),
	largeOverlay("overlay: count of all nodes", 50, "$.paths[?count($..*)>2]", manyPaths),
	largeOverlay("overlay: count of paths", 50, "$.paths[?count($.paths.*)>2]", manyPaths),
	largeOverlay("overlay: counts of all nodes", 50, "$..[?count($..*)>count(@..*)]", manyPaths),
	largeOverlay("overlay: long filter", 20, "$..[?"+strings.Repeat("@.a==1||", 1000)+"@.a]", manyPaths),
	largeOverlay("overlay: nested filters of all nodes", 20, "$..[?$..[?$..[?@.a=='z']]]", manyPaths),
	largeOverlay("overlay: comparison of all nodes", 20, "$..[?$.paths==$.paths]", manyPaths),
	largeOverlay("overlay: regular expression", 20, "$..[?search(@,'(.*a.{0,900})*b')]", longNames),
	largeOverlay("overlay: length of a text", 20, "$..[?length($.info.description)>1]", func(n int) string {
		return strings.Replace(manyPaths(n), `"info":{`, `"info":{"description":"`+strings.Repeat("a", 40*n)+`",`, 1)
	}),
	manyActions("overlay: updates of a large map", 100, `{"target":"$.paths['/a%d']","update":{"x":1}}`),
	manyActions("overlay: removed members of a large map", 100, `{"target":"$.paths['/a%d']","remove":true}`),
	manyActions("overlay: descendants", 100, `{"target":"$..x%d","remove":true}`),
	manyActions("overlay: filters of new nodes", 100, `{"target":"$.paths[?@..*]","update":{"x%d":1}}`),
	overlay("overlay: long path in a filter", 20, "$..[?$"+strings.Repeat(".a", 1000)+"]", func(n int) string {
		return described(get("/a"), `"x-a":1,`+repeat(n, ",", `"x%d":1`)) + strings.Repeat(" ", n)
	}),
}

// catalogRows is the smallest tested number of rows that are imported.
const catalogRows = 30

// returning returns a description with an operation that returns a component.
func returning(schema string) string {
	return described(`"/a":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":`+
		refTo("A", 0)+`}}}}}}`, `"schemas":{"A0":`+schema+`}`)
}

func longNames(n int) string {
	return described(repeat(n, ",", `"/a%d":{"get":{"summary":"`+strings.Repeat("a", 200)+
		`","responses":{"204":{"description":"d"}}}}`), "")
}

func manyPaths(n int) string { return pathsOf(repeat(n, ",", `"/a%d":`+noContent)) }
