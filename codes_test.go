package fragen_test

// This file takes code tables of five kinds the whole way: from a source page to
// codes.yaml, to a translator and back, through lint, and into an SDK and its
// reference pages. The kinds are words (decline codes of a payment service), words
// with leading zeros (SQLSTATE), hexadecimal numbers (HRESULT), negative numbers with
// a range (JSON-RPC), and numbers from -1 (Kafka). With FRAGEN_LONG, a program of the
// SDK looks up every code.

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/exchange"
)

// vendor is a vendor's table of codes.
type vendor struct {
	domain  string
	rows    int
	pages   map[string]string // by locale
	columns map[string]string // as on the command line; nil if fragen recognizes the table
	keys    string            // of the table, after the import
	lookup  string            // generated function
	codes   []string          // looked up, as Go literals
}

// locales of the decline codes, with a message for each row.
var declineText = map[string]string{
	"en": "The bank declined the payment for reason %d.", "de": "Die Bank hat die Zahlung aus Grund %d abgelehnt.",
	"ru": "Банк отклонил платёж по причине %d.", "zh-Hans": "银行因原因 %d 拒绝付款。",
}

func vendors() []vendor {
	declines := vendor{
		domain: "shop.declines", rows: 40, keys: "keys: {code: text}", lookup: "LookupShopDeclinesResult",
		pages: map[string]string{},
	}
	for locale, text := range declineText {
		page := "# Declines\n\n| Decline code | Description | Next steps |\n|---|---|---|\n"
		for i := range 40 {
			page += fmt.Sprintf("| `%s` | %s | %s |\n", declineCode(i), fmt.Sprintf(text, i+100), fmt.Sprintf(text, i+200))
		}
		declines.pages[locale] = page
	}
	for i := range 40 {
		declines.codes = append(declines.codes, fmt.Sprintf("%q", declineCode(i)))
	}
	state := vendor{domain: "sql.state", rows: 262, keys: "keys: {code: text}", lookup: "LookupSQLStateResult"}
	page := "<h1>States</h1><table><thead><tr><th>Error Code</th><th>Condition Name</th></tr></thead><tbody>\n"
	for i := range 262 {
		if i%6 == 0 {
			page += fmt.Sprintf("<tr><td colspan=\"2\"><b>Class %s</b></td></tr>\n", sqlState(i)[:2])
		}
		page += fmt.Sprintf("<tr><td><code>%s</code></td><td>condition number %d</td></tr>\n", sqlState(i), i)
		state.codes = append(state.codes, fmt.Sprintf("%q", sqlState(i)))
	}
	state.columns = map[string]string{"code": "Error Code", "text": "Condition Name"}
	state.pages = map[string]string{"en": page + "</tbody></table>"}
	kafka := vendor{domain: "kafka.errors", rows: 129, keys: "keys: {code: number, subcode: none}", lookup: "LookupKafkaErrorsResult"}
	page = "# Errors\n\n| Code | Description |\n|---|---|\n"
	for i := range 129 {
		page += fmt.Sprintf("| %d | The server reported problem %d. |\n", i-1, i+500)
		kafka.codes = append(kafka.codes, fmt.Sprint(i-1))
	}
	kafka.pages = map[string]string{"en": page}
	return []vendor{declines, state, kafka, {
		domain: "windows.results", rows: 3, keys: "base: 16", lookup: "LookupWindowsResultsResult",
		codes: []string{"0", "0x80070005", "-2147024891", "0x80004005"},
		pages: map[string]string{"en": "# HRESULT\n\n| Code | Description |\n|---|---|\n| 0x00000000 | The call succeeded. |\n" +
			"| 0x80070005 | Access is denied. |\n| 0x80004005 | An unspecified error occurred. |\n"},
	}, {
		domain: "json.rpc", rows: 3, keys: "keys: {code: number, subcode: none}", lookup: "LookupJSONRPCResult",
		codes: []string{"-32700", "-32601", "-32050"},
		pages: map[string]string{"en": "# JSON-RPC\n\n| Code | Meaning |\n|---|---|\n| -32700 | The text is no JSON. |\n" +
			"| -32601 | There is no such method. |\n| -32000 to -32099 | Reserved for servers. |\n"},
	}}
}

func declineCode(i int) string {
	stems := []string{"card_declined", "insufficient_funds", "expired_card", "try_again_later"}
	return fmt.Sprintf("%s_%c", stems[i%4], 'a'+i/4)
}

// sqlState returns one of 262 states such as 00000, 0100C and XX002, in classes of six.
func sqlState(i int) string {
	const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return fmt.Sprintf("%c%c%c0%c", digits[i/6*11/10/10%36], digits[i/6*7%36], digits[i%3*17], digits[i%6*2])
}

// importVendors imports the pages of all vendors into one file, with all rows
// completed.
func importVendors(t *testing.T, list []vendor) []byte {
	t.Helper()
	var data []byte
	for _, v := range list {
		for _, locale := range []string{"en", "de", "ru", "zh-Hans"} {
			if v.pages[locale] == "" {
				continue
			}
			name := "page.md"
			if strings.HasPrefix(v.pages[locale], "<") {
				name = "page.html"
			}
			files := []catalog.SourceFile{{File: name, Data: []byte(v.pages[locale])}}
			opt := catalog.Options{Domain: v.domain, Locale: locale, State: codes.Translated, Columns: v.columns}
			if locale == "en" {
				opt.State = ""
			}
			imported, diags := catalog.ImportSourcePages("codes.yaml", data, files, opt)
			if diags.HasErrors() || imported.Report.LeftOut > 0 || imported.Report.Rows != v.rows {
				t.Fatalf("%s in %s: %v", v.domain, locale, diags)
			}
			data = imported.Data
		}
		if !strings.Contains(string(data), v.keys) {
			t.Errorf("%s: the file has no %q:\n%.600s", v.domain, v.keys, data)
		}
	}
	return []byte(strings.ReplaceAll(string(data), "draft: true", "category: unsorted"))
}

// translate exports the messages that lack a German translation, and imports the
// translated file.
func translate(t *testing.T, data []byte) []byte {
	t.Helper()
	file, diags := catalog.ExportTranslations("codes.yaml", data, exchange.XLIFF2, catalog.ExportOptions{
		Locale: "de", Only: []exchange.Status{exchange.Missing},
	})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	doc, diags := exchange.Read("de.xlf", file, exchange.XLIFF2)
	if diags.HasErrors() || len(doc.Units) != 262+129+3+3+5*2 { // each table and category has a description
		t.Fatalf("%d messages to translate: %v", len(doc.Units), diags)
	}
	for _, unit := range doc.Units {
		unit.Target, unit.Status = "Auf Deutsch: "+strings.ToLower(unit.Source), exchange.Translated
	}
	translated := catalog.TranslationFile{
		File: "de.xlf", Data: exchange.Write(doc, exchange.XLIFF2), Format: exchange.XLIFF2,
	}
	applied, diags := catalog.ImportTranslations("codes.yaml", data, []catalog.TranslationFile{translated},
		catalog.ApplyOptions{})
	if diags.HasErrors() || len(applied.Report.Added) != len(doc.Units) {
		t.Fatalf("%d translations: %v", len(applied.Report.Added), diags)
	}
	return applied.Data
}

// TestCodesWholeWay takes the tables of all vendors from their pages to an SDK.
func TestCodesWholeWay(t *testing.T) {
	list := vendors()
	data := translate(t, importVendors(t, list))
	found, valid := codes.LintFile("codes.yaml", data)
	if !valid {
		t.Fatalf("the file has errors:\n%s", found)
	}
	for _, d := range found.Sorted() {
		switch d.Rule {
		case "text-negation", "text-untranslated", "text-words", "text-numbers", "missing-text": // invented messages
		default:
			t.Errorf("finding: %s", d)
		}
	}
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"go.mod": "module example.com/x\n\ngo 1.26\n", "codes.yaml": string(data), "api.yaml": "openapi: 3.0.3\n" +
			"info: {title: Codes, version: '1'}\nservers: [{url: https://x.example.com}]\npaths:\n" +
			"  /x: {get: {responses: {'204': {description: d}}}}\n",
		"fragen.yaml": "version: 1\nruntime: rest\ntargets:\n  - {name: api, spec: api.yaml, out: api, codes: {table: codes.yaml}}\n",
	})
	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	result, err := fragen.Generate(t.Context(), cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	if _, err := result.Commit(false); err != nil {
		t.Fatal(err)
	}
	pages, err := fragen.Reference(t.Context(), cfg, &fragen.ReferenceOptions{Dir: "docs", Formats: []string{"markdown"}})
	if err != nil {
		t.Fatal(err)
	}
	defer pages.Close()
	if _, err := pages.Commit(false); err != nil {
		t.Fatal(err)
	}
	checkReferencePages(t, filepath.Join(dir, "docs"))
	if os.Getenv("FRAGEN_LONG") != "" {
		runLookups(t, dir, list)
	}
}

// checkReferencePages checks that the pages show codes of each kind, in two languages.
func checkReferencePages(t *testing.T, dir string) {
	t.Helper()
	all := ""
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			var text []byte
			text, err = os.ReadFile(path)
			all += string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	all = strings.ReplaceAll(all, `\`, "")
	for _, want := range []string{
		"card_declined_a", "Банк отклонил", sqlState(1), "0x80070005", "-32601", "-1 | ", "Auf Deutsch",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("no reference page contains %q", want)
		}
	}
}

// runLookups runs a program that looks up all codes.
func runLookups(t *testing.T, dir string, list []vendor) {
	t.Helper()
	program := "package main\n\nimport \"example.com/x/api\"\n\nfunc main() {\n"
	for _, v := range list {
		for _, code := range v.codes {
			program += fmt.Sprintf("\tif r, ok := api.%s(%s); !ok || r.Message() == \"\" {\n\t\tpanic(r)\n\t}\n", v.lookup, code)
		}
	}
	write(t, dir, map[string]string{"run/main.go": program + "}\n"})
	run := exec.CommandContext(t.Context(), "go", "run", "./run")
	run.Dir = dir
	run.Env = append(os.Environ(), "GOWORK=off")
	if out, err := run.CombinedOutput(); err != nil {
		t.Errorf("%v\n%.2000s", err, out)
	}
}
