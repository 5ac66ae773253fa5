package codes

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/codekey"
)

// glossaryTable returns a table of n rows with a glossary of entries.
func glossaryTable(n int, entries string) string {
	var b strings.Builder
	b.WriteString("version: 1\ntables:\n  - domain: shop.errors\n    name: shopError\n    description: Errors.\n" +
		"    source: en\n    locales: [en, de]\n    categories:\n      - {id: a, description: All errors.}\n" +
		"    glossary:\n" + entries + "    codes:\n")
	for i := range n {
		fmt.Fprintf(&b, "      - {id: row-%d, code: %[1]d, category: a, message: {en: Order %[1]d is late., de: Spät %[1]d.}}\n", i)
	}
	return b.String()
}

// TestFindingsOfGlossary checks that the number of findings does not grow with the number
// of entries that apply to a text.
func TestFindingsOfGlossary(t *testing.T) {
	for rule, entry := range map[string]string{
		"text-forbidden": "      - {never: {de: spät}, terms: {en: term, de: Wort%d}}\n",
		"text-glossary":  "      - terms: {en: order, de: Auftrag%d}\n",
	} {
		const rows, entries = 20, 300
		var list strings.Builder
		for i := range entries {
			fmt.Fprintf(&list, entry, i)
		}
		found, valid := LintFile("codes.yaml", []byte(glossaryTable(rows, list.String())))
		text := found.String()
		if n := strings.Count(text, "["+rule+"]"); !valid || n != rows*(maxOfGlossary+1) {
			t.Errorf("%s: got %d findings for %d rows:\n%.2000s", rule, n, rows, text)
		}
		if rest := fmt.Sprintf(": %d", entries-maxOfGlossary); strings.Count(text, rest) != rows {
			t.Errorf("%s: the findings do not count the rest:\n%.2000s", rule, text)
		}
	}
}

// TestTooManyComparisons checks that a search that stops is reported.
func TestTooManyComparisons(t *testing.T) {
	const rows = 1000
	entries := strings.Repeat("      - terms: {en: order, de: Spät}\n", 2+maxTermSteps/rows)
	found, _ := LintFile("codes.yaml", []byte(glossaryTable(rows, entries)))
	if text := found.String(); strings.Count(text, "[too-costly]") != 1 {
		t.Errorf("got %.1000s", text)
	}
}

// TestScope checks the codes that a category is for.
func TestScope(t *testing.T) {
	table := &Table{Keys: codekey.Forms{Code: codekey.Form{Kind: codekey.Text, Fold: true}}}
	s := newScope(table, &Term{
		Classes: []int64{7}, Prefixes: []string{"card_"},
		Ranges: []*Range{{Low: 50, High: 60}, {Low: 10, High: 100}, {Low: 200, High: 200}, {Low: 55, High: 56}},
	})
	for number, want := range map[int64]bool{9: false, 10: true, 58: true, 100: true, 101: false, 199: false, 200: true, 201: false, 700: true, 799: true, 800: false} {
		if s.has(codekey.Number(number)) != want {
			t.Errorf("%d: got %v", number, !want)
		}
	}
	for word, want := range map[string]bool{"card_lost": true, "CARD_lost": true, "card": false, "": false} {
		if s.has(codekey.Word(word)) != want {
			t.Errorf("%q: got %v", word, !want)
		}
	}
}

// TestTermIndex checks that the index finds the entries that a comparison with each of
// them finds.
func TestTermIndex(t *testing.T) {
	var glossary []Entry
	for _, list := range [][]string{
		{"order"},
		{"order number"},
		{"ord*"},
		{"*der"},
		{"o*r"},
		{"*rde*"},
		{"*"},
		{"number", "late order"},
		{"错误"},
		{"误"},
		{"ORDER*"},
		{"order*"},
		{"*number*late"},
		{"orders"},
		{"die*", "number"},
	} {
		glossary = append(glossary, Entry{Never: map[string][]string{"de": list}})
	}
	glossary = append(glossary, Entry{Never: map[string][]string{"de": {"order"}, "de-CH": {"number"}}})
	words := newWordLists(glossary, func(e Entry) map[string][]string { return e.Never })
	for _, locale := range []string{"de", "de-CH", "de-CH-x-a", "en"} {
		for _, text := range []string{"Order", "The order number", "Number order", "An error 出现错误", "Late order, late", "", "误"} {
			r := &parsedText{Text: Text{Locale: locale, Text: text}, words: tokenize(text), lower: strings.ToLower(text)}
			var want []int
			for i := range glossary {
				if words.of(i, locale).in(r) != "" {
					want = append(want, i)
				}
			}
			if got := words.in(r); len(got)+len(want) > 0 && !reflect.DeepEqual(got, want) {
				t.Errorf("%s %q: got the entries %v, want %v", locale, text, got, want)
			}
		}
	}
}
