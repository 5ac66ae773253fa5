package catalog

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// documented is a table with translations of a description.
const documented = neat + `
docs:   # of the description
  "#/paths/~1a~1{id}/get/summary":
    # about de
    de: Etwas holen   # checked
  /info/description: {ru: {text: 'Да', state: mt, from: a.md}}
# after all
`

func TestSetDoc(t *testing.T) {
	const summary, info, fresh = "/paths/~1a~1{id}/get/summary", "/info/description", "/paths/~1b/get/description"
	tests := []struct {
		name, data     string
		edit           func(e *Editor)
		removed, added []string
	}{
		{
			"a text", documented, func(e *Editor) { e.SetDoc(summary, codes.Text{Locale: "de", Text: "Holen: etwas"}) },
			[]string{"    de: Etwas holen   # checked"},
			[]string{"    de: 'Holen: etwas'   # checked"},
		},
		{
			"a text with its state", documented, func(e *Editor) {
				e.SetDoc(summary, codes.Text{Locale: "de", Text: "Etwas holen", State: codes.Machine, SourceHash: "0123456789ab", From: "b.md"})
				e.SetDoc(info, codes.Text{Locale: "ru", Text: "Нет"})
			},
			[]string{"    de: Etwas holen   # checked", "  /info/description: {ru: {text: 'Да', state: mt, from: a.md}}"},
			[]string{"    de: {text: Etwas holen, state: mt, sourceHash: 0123456789ab, from: b.md}   # checked", "  /info/description: {ru: {text: 'Нет', state: reviewed}}"},
		},
		{
			"other languages", documented, func(e *Editor) {
				e.SetDoc(summary, codes.Text{Locale: "ru", Text: "Получить", State: codes.Machine})
				e.SetDoc(info, codes.Text{Locale: "de", Text: "Ja, {so}."})
			},
			[]string{"  /info/description: {ru: {text: 'Да', state: mt, from: a.md}}"},
			[]string{"    ru: {text: Получить, state: mt}", "  /info/description: {de: 'Ja, {so}.', ru: {text: 'Да', state: mt, from: a.md}}"},
		},
		{
			"a pointer", documented, func(e *Editor) {
				e.SetDoc(fresh, codes.Text{Locale: "ru", Text: "Два\nряда", State: codes.Machine})
				e.SetDoc(fresh, codes.Text{Locale: "de", Text: "Neu"})
			},
			nil,
			[]string{"  /paths/~1b/get/description:", "    de: Neu", `    ru: {text: "Два\nряда", state: mt}`},
		},
		{
			"a section", neat, func(e *Editor) {
				e.SetDoc(fresh, codes.Text{Locale: "de", Text: "Neu"})
				e.SetDoc(summary, codes.Text{Locale: "de", Text: "Etwas holen"})
			},
			nil,
			[]string{"docs:", "  /paths/~1b/get/description:", "    de: Neu", "  /paths/~1a~1{id}/get/summary:", "    de: Etwas holen"},
		},
		{
			"a section in brackets", neat + "docs: {} # none\n", func(e *Editor) { e.SetDoc(summary, codes.Text{Locale: "de", Text: "Etwas, holen"}) },
			[]string{"docs: {} # none"},
			[]string{"docs: {'/paths/~1a~1{id}/get/summary': {de: 'Etwas, holen'}} # none"},
		},
		{
			"a language that no table had, and a table", neat, func(e *Editor) {
				e.AddLocale(e.Tables()[0], "fr", codes.Machine)
				e.AddTable(another)
				e.SetDoc(fresh, codes.Text{Locale: "fr", Text: "Neuf", State: codes.Machine})
			},
			nil,
			[]string{
				"      - fr", "      fr: mt",
				"  - domain: shop.returns", "    name: verdict", "    description: 'What: became of it.'", "    source: de",
				"    locales: [de]", "    categories:", "      - {id: all, description: All of them.}",
				"      - id: a", "        code: 1", "        category: all", "          de: Ja.",
				"docs:", "  /paths/~1b/get/description:", "    fr: Neuf",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, eol := range []string{"\n", "\r\n"} {
				data := byteOrderMark + strings.ReplaceAll(test.data, "\n", eol)
				e := open(t, data)
				test.edit(e)
				after := edited(t, e)
				if n := strings.Count(after, "\n") - strings.Count(after, eol); n != 0 {
					t.Errorf("%d lines have another line ending", n)
				}
				removed, added := lines(strings.ReplaceAll(data, eol, "\n"), strings.ReplaceAll(after, eol, "\n"))
				if diff := cmp.Diff([][]string{test.removed, test.added}, [][]string{removed, added}); diff != "" {
					t.Errorf("lines (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// TestSetDocEnds checks that a new section is placed correctly for any end of
// the file, and in a new file.
func TestSetDocEnds(t *testing.T) {
	set := func(e *Editor) string {
		e.SetDoc("/info/description", codes.Text{Locale: "de", Text: "Ja"})
		return edited(t, e)
	}
	const section = "\n\ndocs:\n  /info/description:\n    de: Ja\n"
	whole := strings.TrimRight(neat, "\n")
	for _, end := range []string{"", "\n", "\n\n"} {
		if got := set(open(t, whole+end)); got != whole+section {
			t.Errorf("after %q: got %q", end, got[len(whole):])
		}
	}
	e := Create("codes.yaml")
	table := *another
	table.Source, table.Locales, table.Codes = "en", []string{"en", "de"}, []*codes.Code{{ID: "a", Codes: codekey.Numbers(1), Category: "all", Message: []codes.Text{{Locale: "en", Text: "Yes."}}}}
	table.Description = sourceTexts("en", "What became of it.")
	table.Categories = []*codes.Term{{ID: "all", Description: sourceTexts("en", "All of them.")}}
	e.AddTable(&table)
	if got := set(e); !strings.HasSuffix(got, section) {
		t.Errorf("a new file: got\n%s", got)
	}
}

// TestSetDocRefuses checks that Bytes returns nothing that cannot be parsed.
func TestSetDocRefuses(t *testing.T) {
	shared := neat + "docs:\n  /a: &a {de: Ja}\n  /b: *a\n"
	for _, test := range []struct {
		data    string
		pointer diag.Pointer
		text    codes.Text
		rule    string
	}{
		{shared, "/a", codes.Text{Locale: "de", Text: "Nein"}, "unsafe-change"},
		{shared, "/b", codes.Text{Locale: "de", Text: "Nein"}, "unsafe-change"},
		{neat + "...\n", "/a", codes.Text{Locale: "de", Text: "Nein"}, "invalid-change"},
		{neat, "/a", codes.Text{Locale: "en", Text: "No"}, "source-text"},
		{neat, "/a", codes.Text{Locale: "fr", Text: "Non"}, "undeclared-locale"},
		{neat, "a", codes.Text{Locale: "de", Text: "Nein"}, "invalid-pointer"},
		{neat, "/a", codes.Text{Locale: "de", Text: "a\u202Eb"}, "bidi-character"},
	} {
		e := open(t, test.data)
		e.SetDoc(test.pointer, test.text)
		if out, diags := e.Bytes(); out != nil || !strings.Contains(diags.String(), test.rule) {
			t.Errorf("%s, %+v: got %q and\n%s", test.pointer, test.text, out, diags)
		}
	}
}

// TestApplyDoc applies translations of the description.
func TestApplyDoc(t *testing.T) {
	const summary = "/paths/~1orders/get/summary"
	tests := []struct {
		name, source, target, want string
		described                  *Described
		pointer                    diag.Pointer
	}{
		{"new", "List {all} orders", "{all} auflisten", "added " + summary + " \"{all} auflisten\"\n", shop, summary},
		{"without a description", "List {all} orders", "{all} auflisten", "no-description\n", nil, summary},
		{"of another description", "List", "Auflisten", "unknown-id\n", shop, "/paths/~1others/get/summary"},
		{"of an older one", "List {all}", "{all} auflisten", "changed-source\n", shop, summary},
		{"without its placeholder", "List {all} orders", "auflisten", "text-placeholders\n", shop, summary},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			u := &exchange.Unit{Key: exchange.DescriptionKey(test.pointer), Source: test.source, Target: test.target, Status: exchange.Translated}
			doc := &exchange.Document{Source: "en", Locale: "fr", Units: []*exchange.Unit{u}}
			e := open(t, orders)
			report, diags := ApplyTranslations(e, []*exchange.Document{doc}, ApplyOptions{Described: test.described})
			if got := report.String(); got != test.want || strings.Contains(diags.String(), "[new-locale]") != (len(report.Added) == 1) || diags.Len() > 1 {
				t.Errorf("got %q, want %q\n%s", got, test.want, diags)
			}
			if table := edited(t, e); strings.Contains(table, "fr: {text: '{all} auflisten', sourceHash:") != (len(report.Added) == 1) {
				t.Errorf("the table is\n%s", table)
			}
		})
	}
}
