package catalog

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// orders is a table without translations.
const orders = `version: 1
tables:
  - domain: shop.orders
    name: refusal
    description: Why.
    source: en
    locales: [en, de, ru]
    states: {ru: mt}
    categories: [{id: stock, description: There is too little of it.}]
    codes:
      # first
      - id: sold-out
        code: 17
        category: stock
        message:
          en: It is sold out.   # folded
        user:
          en: All is gone.
        advice:
          en: Order {count} later.

      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone"}} # ok
      - id: draft
        draft: true
        code: 19
        message: {en: A draft.}
# the end
`

// translated returns orders with a text in each state.
func translated(t testing.TB) string {
	e := open(t, orders)
	rows := e.Tables()[0].Codes
	e.SetText(rows[0], Message, codes.Text{Locale: "de", Text: "Ausverkauft: 'alles', \"ganz\".", State: codes.Reviewed, SourceHash: codes.HashText("It is sold out.")})
	e.SetText(rows[0], Message, codes.Text{Locale: "ru", Text: "Нет.", State: codes.Machine, From: "a page.md@0123#01234567"})
	e.SetText(rows[0], Advice, codes.Text{Locale: "de", Text: "{count} später bestellen.", State: codes.Translated, SourceHash: "0123456789ab", From: "b.md"})
	e.SetText(rows[0], User, codes.Text{Locale: "de", Text: "Alles ist weg.", State: codes.Translated})
	e.SetText(rows[1], Message, codes.Text{Locale: "de", Text: "=weg", State: codes.Translated})
	e.SetText(rows[1], Message, codes.Text{Locale: "ru", Text: "ушло", State: codes.Reviewed})
	e.SetText(rows[2], Message, codes.Text{Locale: "de", Text: "Ein Entwurf.", State: codes.Machine})
	e.SetDoc("/info/description", codes.Text{Locale: "de", Text: "=Ein Laden.", State: codes.Reviewed, SourceHash: codes.HashText("=It is a shop.")})
	e.SetDoc("/paths/~1orders/get/description", codes.Text{Locale: "de", Text: "Listet sie.\n\n- neue,\n- \"alte\".\n", State: codes.Translated, SourceHash: "0123456789ab"})
	e.SetDoc("/paths/~1orders/get/summary", codes.Text{Locale: "de", Text: "{all} auflisten", State: codes.Translated})
	e.SetDoc("/paths/~1orders/get/summary", codes.Text{Locale: "ru", Text: "Список {all}", State: codes.Machine, From: "a.md#01234567"})
	table := e.Tables()[0]
	e.setText(&table.Description, codes.Text{Locale: "de", Text: "Warum: darum.", State: codes.Translated})
	e.setText(&table.Description, codes.Text{Locale: "ru", Text: "Почему.", State: codes.Machine})
	e.setText(&table.Categories[0].Description, codes.Text{Locale: "de", Text: "Zu wenig.", State: codes.Reviewed, SourceHash: "0123456789ab"})
	return edited(t, e)
}

// shop is a description for orders.
var shop = &Described{Texts: map[diag.Pointer]string{
	"/paths/~1orders/get/summary":     "List {all} orders",
	"/paths/~1orders/get/description": "Lists them.\n\n- the new ones,\n- the old ones.\n",
	"/info/description":               "=It is a shop.",
}}

func content(t testing.TB, table string) *codes.File {
	e := open(t, table)
	return &codes.File{Tables: e.Tables(), Docs: e.Docs()}
}

// exported returns the exported messages of a table.
func exported(t testing.TB, table, locale string, format exchange.Format, only ...exchange.Status) []byte {
	t.Helper()
	doc, diags := Export("codes.yaml", content(t, table), ExportOptions{Locale: locale, Only: only, Described: shop})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return exchange.Write(doc, format)
}

// taken applies a translators' file to a table.
func taken(t testing.TB, table string, file []byte, format exchange.Format, opt ApplyOptions) (string, *ApplyReport) {
	t.Helper()
	doc, diags := exchange.Read("file", file, format)
	if diags.HasErrors() {
		t.Fatalf("%s\n%s", diags, file)
	}
	e := open(t, table)
	opt.Described = shop
	report, diags := ApplyTranslations(e, []*exchange.Document{doc}, opt)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return edited(t, e), report
}

// TestExchange exports and applies translations in all formats. A table without
// its translations must get them back byte for byte. A table with them must not
// change and must be exported the same way again.
func TestExchange(t *testing.T) {
	want := translated(t)
	for _, format := range exchange.Formats {
		got := orders
		for _, locale := range []string{"de", "ru"} {
			file := exported(t, want, locale, format)
			got, _ = taken(t, got, file, format, ApplyOptions{})
			again, report := taken(t, want, file, format, ApplyOptions{})
			if again != want || report.Same+report.Empty != report.Units {
				t.Errorf("%s: applying the export changes the table: %+v\n%s", format, report, cmp.Diff(want, again))
			}
			if again := exported(t, again, locale, format); string(again) != string(file) {
				t.Errorf("%s: the second export differs: %s", format, cmp.Diff(string(file), string(again)))
			}
		}
		if got != want {
			t.Errorf("%s: %s", format, cmp.Diff(want, got))
		}
	}
}

// TestLostCodes applies files of tools that write codes without their content.
func TestLostCodes(t *testing.T) {
	want := translated(t)
	for format, pattern := range map[exchange.Format]string{
		exchange.XLIFF1: `<ph id="(\d+)"[^>]*>[^<]*</ph>`,
		exchange.XLIFF2: `<ph id="(\d+)"[^>]*/>`,
	} {
		file := exported(t, want, "de", format)
		codes := regexp.MustCompile(pattern)
		if !codes.Match(file) {
			t.Fatalf("%s: found no codes in\n%s", format, file)
		}
		complete, _ := taken(t, orders, file, format, ApplyOptions{})
		got, report := taken(t, orders, codes.ReplaceAll(file, []byte(`<x id="$1"/>`)), format, ApplyOptions{})
		if got != complete {
			t.Errorf("%s: %s\n%+v", format, cmp.Diff(complete, got), report)
		}
	}
}

// TestExchangeOurs is like TestExchange for the project's own table, without the
// lines that contain German texts.
func TestExchangeOurs(t *testing.T) {
	data, err := os.ReadFile("../../codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want := string(data)
	without := regexp.MustCompile(`(?m)^ {10}de: .*\n`).ReplaceAllString(want, "")
	if lost := strings.Count(want, "\n") - strings.Count(without, "\n"); lost < 29 {
		t.Fatalf("removed only %d lines", lost)
	}
	for _, format := range exchange.Formats {
		got, report := taken(t, without, exported(t, want, "de", format), format, ApplyOptions{})
		if got != want || len(report.Refused) > 0 {
			t.Errorf("%s: %s %v", format, cmp.Diff(want, got), report.Refused)
		}
	}
}

// String returns the report for the tests.
func (r *ApplyReport) String() string {
	var b strings.Builder
	for _, kind := range []struct {
		name string
		list []Change
	}{{"added", r.Added}, {"updated", r.Updated}, {"differs", r.Differs}} {
		for _, c := range kind.list {
			fmt.Fprintf(&b, "%s %s %q\n", kind.name, c.Row, c.Now)
		}
	}
	for _, d := range r.Refused {
		fmt.Fprintf(&b, "%s\n", d.Rule)
	}
	return b.String()
}

// TestApply applies single texts: the German text of sold-out, which the table
// has in the state of the test.
func TestApply(t *testing.T) {
	const source = "It is sold out."
	key := exchange.Key{Domain: "shop.orders", Row: "sold-out", Part: "message"}
	was := func(text string, state codes.State) *exchange.Stamp {
		return exchange.NewStamp(&codes.Text{Text: text, State: state})
	}
	old := func(text string, state codes.State, hash string) codes.Text {
		return codes.Text{Locale: "de", Text: text, State: state, SourceHash: hash}
	}
	tests := []struct {
		name string
		have codes.Text
		unit exchange.Unit
		opt  ApplyOptions
		want string
		gets codes.Text // empty if the table does not change
	}{
		{
			"new",
			codes.Text{},
			exchange.Unit{Target: "Weg.", Status: exchange.Translated, Stamp: exchange.NewStamp(nil)},
			ApplyOptions{},
			"added shop.orders/sold-out/message \"Weg.\"\n", old("Weg.", codes.Translated, codes.HashText(source)),
		},
		{"none", codes.Text{}, exchange.Unit{Status: exchange.Missing}, ApplyOptions{}, "", codes.Text{}},
		{
			"unchanged since the export", old("Fort.", codes.Translated, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Translated, Stamp: was("Weg.", codes.Translated)},
			ApplyOptions{},
			"",
			codes.Text{},
		},
		{
			"better", old("Fort.", codes.Translated, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Translated, Stamp: was("Fort.", codes.Translated)},
			ApplyOptions{},
			"updated shop.orders/sold-out/message \"Weg.\"\n", old("Weg.", codes.Translated, codes.HashText(source)),
		},
		{
			"confirmed", old("Fort.", codes.Machine, ""),
			exchange.Unit{Target: "Fort.", Status: exchange.Reviewed, Stamp: was("Fort.", codes.Machine)},
			ApplyOptions{},
			"updated shop.orders/sold-out/message \"Fort.\"\n", old("Fort.", codes.Reviewed, codes.HashText(source)),
		},
		{
			"confirmed as a whole", old("Fort.", codes.Machine, ""),
			exchange.Unit{Target: "Fort.", Status: exchange.Machine, Stamp: was("Fort.", codes.Machine)},
			ApplyOptions{State: codes.Translated},
			"updated shop.orders/sold-out/message \"Fort.\"\n", old("Fort.", codes.Translated, codes.HashText(source)),
		},
		{"reviewed since", old("Fort.", codes.Reviewed, ""), exchange.Unit{Target: "Fort.", Status: exchange.Translated}, ApplyOptions{}, "", codes.Text{}},
		{
			"not reviewed", old("Fort.", codes.Reviewed, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Translated},
			ApplyOptions{},
			"differs shop.orders/sold-out/message \"Weg.\"\n",
			codes.Text{},
		},
		{
			"not reviewed, forced", old("Fort.", codes.Reviewed, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Translated},
			ApplyOptions{Force: true},
			"updated shop.orders/sold-out/message \"Weg.\"\n", old("Weg.", codes.Translated, codes.HashText(source)),
		},
		{
			"reviewed again", old("Fort.", codes.Reviewed, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Reviewed},
			ApplyOptions{},
			"updated shop.orders/sold-out/message \"Weg.\"\n", old("Weg.", codes.Reviewed, codes.HashText(source)),
		},
		{
			"changed on both sides", old("Fort.", codes.Translated, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Translated, Stamp: was("Aus.", codes.Translated)},
			ApplyOptions{},
			"differs shop.orders/sold-out/message \"Weg.\"\n",
			codes.Text{},
		},
		{
			"added on both sides", old("Fort.", codes.Translated, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Translated, Stamp: exchange.NewStamp(nil)},
			ApplyOptions{},
			"differs shop.orders/sold-out/message \"Weg.\"\n",
			codes.Text{},
		},
		{
			"a machine's for a person's", old("Fort.", codes.Translated, ""),
			exchange.Unit{Target: "Weg.", Status: exchange.Machine},
			ApplyOptions{},
			"differs shop.orders/sold-out/message \"Weg.\"\n",
			codes.Text{},
		},
		{
			"a person's for a stale one", old("Fort.", codes.Reviewed, "0123456789ab"),
			exchange.Unit{Target: "Weg.", Status: exchange.Translated},
			ApplyOptions{},
			"updated shop.orders/sold-out/message \"Weg.\"\n", old("Weg.", codes.Translated, codes.HashText(source)),
		},
		{
			"a machine's for a stale one", old("Fort.", codes.Reviewed, "0123456789ab"),
			exchange.Unit{Target: "Weg.", Status: exchange.Machine},
			ApplyOptions{},
			"differs shop.orders/sold-out/message \"Weg.\"\n",
			codes.Text{},
		},
		{
			"a stale one confirmed", old("Fort.", codes.Reviewed, "0123456789ab"),
			exchange.Unit{Target: "Fort.", Status: exchange.Translated},
			ApplyOptions{},
			"updated shop.orders/sold-out/message \"Fort.\"\n", old("Fort.", codes.Translated, codes.HashText(source)),
		},
		{"unfinished", codes.Text{}, exchange.Unit{Target: "We", Status: exchange.Unfinished}, ApplyOptions{}, "unfinished\n", codes.Text{}},
		{"still stale", old("Fort.", codes.Translated, "0123456789ab"), exchange.Unit{Target: "Weg.", Status: exchange.Stale}, ApplyOptions{}, "unfinished\n", codes.Text{}},
		{"other source", codes.Text{}, exchange.Unit{Source: "It was sold out.", Target: "Weg.", Status: exchange.Reviewed}, ApplyOptions{}, "changed-source\n", codes.Text{}},
		{
			"other source, as stale",
			codes.Text{},
			exchange.Unit{Source: "It was sold out.", Target: "Weg.", Status: exchange.Reviewed},
			ApplyOptions{Stale: true},
			"added shop.orders/sold-out/message \"Weg.\"\n", old("Weg.", codes.Reviewed, codes.HashText("It was sold out.")),
		},
		{
			"other source, for a fresh one", old("Fort.", codes.Machine, ""),
			exchange.Unit{Source: "It was sold out.", Target: "Weg.", Status: exchange.Reviewed},
			ApplyOptions{Stale: true},
			"differs shop.orders/sold-out/message \"Weg.\"\n",
			codes.Text{},
		},
		{"placeholder", codes.Text{}, exchange.Unit{Target: "{all} weg.", Status: exchange.Translated}, ApplyOptions{}, "text-placeholders\n", codes.Text{}},
		{"unknown row", codes.Text{}, exchange.Unit{Key: exchange.Key{Domain: "shop.orders", Row: "sold-in", Part: "message"}, Target: "x", Status: exchange.Translated}, ApplyOptions{}, "unknown-id\n", codes.Text{}},
		{"unknown part", codes.Text{}, exchange.Unit{Key: exchange.Key{Domain: "shop.orders", Row: "gone", Part: "advice"}, Target: "x", Status: exchange.Translated}, ApplyOptions{}, "unknown-id\n", codes.Text{}},
		{"unknown domain", codes.Text{}, exchange.Unit{Key: exchange.Key{Domain: "shop.order", Row: "gone", Part: "message"}, Target: "x", Status: exchange.Translated}, ApplyOptions{}, "unknown-id\n", codes.Text{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			table := orders
			if test.have.Text != "" {
				e := open(t, table)
				e.SetText(e.Tables()[0].Codes[0], Message, test.have)
				table = edited(t, e)
			}
			u := test.unit
			if u.Key == (exchange.Key{}) {
				u.Key = key
			}
			if u.Source == "" {
				u.Source = source
			}
			doc := &exchange.Document{Source: "en", Locale: "de-DE", Units: []*exchange.Unit{&u}}
			for _, want := range []string{test.want, ""} {
				e := open(t, table)
				report, diags := ApplyTranslations(e, []*exchange.Document{doc}, test.opt)
				if diags.Len() > 0 {
					t.Fatal(diags)
				}
				if got := report.String(); got != want {
					t.Fatalf("got %q, want %q", got, want)
				}
				table = edited(t, e)
				if test.gets.Text == "" {
					break
				}
				got := *textOf(open(t, table).Tables()[0].Codes[0].Message, "de")
				got.Pos = diag.Pos{}
				if got != test.gets {
					t.Fatalf("got %+v, want %+v", got, test.gets)
				}
			}
		})
	}
}

// TestApplyTwice applies a new locale, and two files with the same text.
func TestApplyTwice(t *testing.T) {
	unit := func(row, target string, status exchange.Status) *exchange.Unit {
		source := map[string]string{"sold-out": "It is sold out.", "gone": "It's gone"}[row]
		return &exchange.Unit{Key: exchange.Key{Domain: "shop.orders", Row: row, Part: "message"}, Source: source, Target: target, Status: status}
	}
	docs := []*exchange.Document{
		{Source: "en", Locale: "fr-FR", Units: []*exchange.Unit{unit("sold-out", "Épuisé.", exchange.Machine), unit("gone", "Parti", exchange.Machine)}},
		{Source: "en", Locale: "fr-FR", Units: []*exchange.Unit{unit("sold-out", "Vendu.", exchange.Translated), unit("gone", "Parti", exchange.Machine)}},
	}
	e := open(t, orders)
	report, diags := ApplyTranslations(e, docs, ApplyOptions{})
	const warning = "codes.yaml:3:5: warning: adding the locale fr-FR, which table shop.orders does not have yet [new-locale]\n"
	got := report.String()
	if diags.String() != warning || !strings.HasSuffix(got, "\ncontradiction\n") || len(report.Added) != 2 {
		t.Errorf("%s%s", diags, got)
	}
	table := edited(t, e)
	for _, want := range []string{"locales: [en, de, ru, fr-FR]", "states: {ru: mt, fr-FR: mt}", "fr-FR: {text: Épuisé., sourceHash: ", "fr-FR: {text: Parti, sourceHash: "} {
		if !strings.Contains(table, want) {
			t.Errorf("%q is missing in the table:\n%s", want, table)
		}
	}
}

// TestApplyLanguages applies documents in locales that do not fit.
func TestApplyLanguages(t *testing.T) {
	tests := []struct{ source, locale, option, want string }{
		{"en", "", "", "missing-locale"},
		{"en", "fr", "de", "wrong-locale"},
		{"en", "d-e", "", "invalid-locale"},
		{"en", "de", "de_DE", ""},
		{"en", "de", "de DE", "invalid-locale"},
		{"fr", "de", "", "wrong-locale"},
		{"en", "en-US", "", "source-locale"},
		{"", "", "de", ""},
		{"en-GB", "de-DE", "", ""},
		{"en", "de-AT", "", "new-locale"},
		{"en", "", "pt_BR", "new-locale"},
		{"en", "", "de_DE@euro", ""},
		{"en", "de-AT", "de", "wrong-locale"},
		{"en", "de-AT", "de-DE", "wrong-locale"},
		{"en", "de", "de-AT", "new-locale"}, // the file names no region
		{"en", "en-GB", "", "new-locale"},
		{"en", "en-GB", "en-GB", "new-locale"},
	}
	for _, test := range tests {
		doc := &exchange.Document{File: "f", Source: test.source, Locale: test.locale, Units: []*exchange.Unit{{
			Key: exchange.Key{Domain: "shop.orders", Row: "gone", Part: "message"}, Source: "It's gone", Target: "weg", Status: exchange.Translated,
		}}}
		report, diags := ApplyTranslations(open(t, orders), []*exchange.Document{doc}, ApplyOptions{Locale: test.option})
		got := ""
		for _, d := range slices.Concat(diags.Sorted(), report.Refused) {
			got += d.Rule
		}
		if got != test.want {
			t.Errorf("%+v: got %s", test, got)
		}
	}
}

// polish is a file with a locale that the table shop.orders does not have.
const polish = `version: 1
tables:
  - domain: shop.cards
    name: cardError
    description: Why a card was refused.
    source: en
    locales: [en, pl]
    categories: [{id: card, description: The card is at fault.}]
    codes:
      - {id: lost, code: 1, category: card, message: {en: The card is lost., pl: Karta zgubiona.}}
`

// TestExport tests the selection of messages and invalid options.
func TestExport(t *testing.T) {
	table := translated(t)
	for only, want := range map[exchange.Status]int{exchange.Missing: 0, exchange.Stale: 3, exchange.Machine: 1, exchange.Translated: 4, exchange.Reviewed: 2} {
		file := string(exported(t, table, "de", exchange.XLIFF2, only))
		if got := strings.Count(file, "<unit "); got != want {
			t.Errorf("%s: %d texts, want %d", only, got, want)
		}
	}
	for _, test := range []struct {
		opt  ExportOptions
		want string
	}{
		{ExportOptions{Locale: "en", Domain: "shop.orders"}, "codes.yaml:3:5: en is the source locale of shop.orders; choose a different locale [source-locale]\n"},
		{ExportOptions{Locale: "zh_c?"}, "expected a language tag such as de, pt-BR or zh-Hans, found \"zh_c?\" [invalid-locale]\n"},
		{ExportOptions{Locale: "de", Domain: "shop.order"}, "codes.yaml: no table has the domain shop.order, did you mean \"shop.orders\"? [unknown-domain]\n"},
		{ExportOptions{Locale: "de_DE.UTF-8"}, ""},
		{ExportOptions{Locale: "sr_RS@latin"}, "codes.yaml: warning: no table has messages in sr-Latn-RS [new-locale]\n"},
		{ExportOptions{Locale: "fr"}, "codes.yaml: warning: no table has messages in fr [new-locale]\n"},
		{ExportOptions{Locale: "pl"}, ""},
		{
			ExportOptions{Locale: "pl", Domain: "shop.orders"},
			"codes.yaml: warning: the table shop.orders has no messages in pl [new-locale]\n",
		},
	} {
		test.opt.Described = shop
		file := content(t, table)
		file.Tables = append(file.Tables, content(t, polish).Tables...)
		doc, diags := Export("codes.yaml", file, test.opt)
		if got := diags.String(); got != test.want || (doc == nil) != diags.HasErrors() {
			t.Errorf("%+v: got %s", test.opt, got)
		}
	}
}
