package codes

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/codekey"
	rest "github.com/fragen-go/fragen/templates/runtime"
)

func TestAnswer(t *testing.T) {
	tables, diags := Parse("codes.yaml", []byte(strings.Replace(smallest, "      - id: sold-out\n        code: 17\n", `      - id: exact
        code: 480
        subcode: 5486
        category: stock
        message: {en: Exactly this.}
      - id: either
        code: 480
        subcodes: [7, 8]
        category: stock
        message: {en: Either of them., de: Eines davon.}
      - id: family
        classes: [4, 5, 7]
        pattern: "5{sip:3}"
        category: stock
        message: {en: Busy somewhere.}
      - id: any-481
        code: 481
        category: stock
        message: {en: Whatever it is., de: 忙}
      - id: all-of-9
        class: 9
        category: stock
        message: {en: All of them.}
      - id: sold-out
        code: 17
`, 1)))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, test := range []struct{ asked, found, near string }{
		{"480 5486", "480/5486 exact: code and subcode", ""},
		{"480/7", "480/7, 8 either: code and one of its subcodes", ""},
		{"480, 5487", "4xx-5xx, 7xx/5{sip:3} family: pattern of the code's class, 487", ""},
		{"481 1", "481 any-481: code with any subcode", ""},
		{"999 1", "9xx all-of-9: class of the code", ""},
		{"999", "9xx all-of-9: class of the code", ""},
		{"481", "481 any-481: code with any subcode; 4xx-5xx, 7xx/5{sip:3} family: search", ""},
		{"480", "480/5486 exact: search; 480/7, 8 either: search; 4xx-5xx, 7xx/5{sip:3} family: search", ""},
		{"17", "17 sold-out: code with any subcode", ""},
		{"71", "", "17 sold-out"},
		{"180", "", "480/5486 exact; 480/7, 8 either"},
		{"600", "", ""},
		{"5486", "", "480/5486 exact; 4xx-5xx, 7xx/5{sip:3} family"},
		{"480 9", "", "480/7, 8 either; 480/5486 exact"},
		{"480 99", "", "480/5486 exact; 480/7, 8 either"},
		{"300 7", "", "480/7, 8 either"},
		{"sip 486", "4xx-5xx, 7xx/5{sip:3} family: search, 486", ""},
		{"SIP 4860", "", ""},
		{"busy here", "4xx-5xx, 7xx/5{sip:3} family: search", ""},
		{"either eines", "480/7, 8 either: search", ""},
		{"all-of", "9xx all-of-9: search", ""},
		{"忙", "481 any-481: search", ""},
		{"ome", "", ""},
		{"4294967296 1", "", ""},
		{"1 2 3", "", ""},
		{"busy_line", "", "4xx-5xx, 7xx/5{sip:3} family"}, // looks like a code, not like words
	} {
		answer := tables[0].Answer(strings.Fields(test.asked)...)
		var found, near []string
		for _, m := range answer.Found {
			text := fmt.Sprintf("%s %s: %s", tables[0].Written(m.Row), m.Row.ID, m.Fit)
			if m.Subcode > 0 {
				text += fmt.Sprintf(", %d", m.Captured)
			}
			found = append(found, text)
		}
		for _, m := range answer.Near {
			near = append(near, fmt.Sprintf("%s %s", tables[0].Written(m.Row), m.Row.ID))
		}
		got := []string{strings.Join(found, "; "), strings.Join(near, "; ")}
		if diff := cmp.Diff([]string{test.found, test.near}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.asked, diff)
		}
	}
}

func TestIsTypoOf(t *testing.T) {
	for _, pair := range [][2]int64{{10037, 10073}, {10037, 1037}, {10037, 100377}, {10037, 10038}, {1, 2}, {12, 21}} {
		if !isTypoOf(codekey.Number(pair[0]))(codekey.Number(pair[1])) || !isTypoOf(codekey.Number(pair[1]))(codekey.Number(pair[0])) {
			t.Errorf("%d and %d do not count as a typing error", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]int64{{10037, 10046}, {10037, 7}, {123, 321}, {1234, 2143}} {
		if isTypoOf(codekey.Number(pair[0]))(codekey.Number(pair[1])) {
			t.Errorf("%d and %d count as a typing error", pair[0], pair[1])
		}
	}
}

// TestMatch compares Match with the function that generated code uses.
func TestMatch(t *testing.T) {
	tags := []string{
		"", "de", "DE", "de-CH", "de_CH.UTF-8", "de@euro", "de-CH-1996", "de-1996", "de-x-private",
		"de-u-co-phonebk", "de--CH", "x-klingon", "i-klingon", "d", "en", "en-US", "en-GB", "en-GB-oxendict", "fr",
		"zh", "zh-CN", "zh-SG", "zh-TW", "zh-HK", "zh-MO", "zh-Hans", "zh-Hant", "zh-Hans-TW", "zh-Hant-CN",
		"zh_Hant_TW", "sr", "sr-Latn", "sr-ME", "sr-Cyrl-RS", "uz", "uz-Cyrl", "az-Latn", "bs", "es-419", "es-MX",
		"pt", "pt-BR", "pt-PT", "sl-rozaj-biske", "sl-rozaj", "sl", "toolongsubtag", "дe", "de-DE-", "-de", "a-b",
	}
	for _, locales := range [][]string{
		{"en", "de", "ru", "zh-Hans"},
		{"en", "zh-Hant", "zh-Hans", "zh-TW"},
		{"en", "en-GB", "pt-BR", "pt", "es-419", "es"},
		{"fr", "sr", "sr-Latn", "uz-Cyrl", "az", "bs-Latn"},
		{"de-1996", "de", "sl-rozaj", "sl-rozaj-biske", "de-CH"},
		{"x", "de-AT", "zh"},
	} {
		table := &Table{Source: locales[0], Locales: locales}
		var available []*rest.Texts
		for _, locale := range locales {
			available = append(available, &rest.Texts{Locale: locale})
		}
		for _, first := range tags {
			for _, second := range []string{"", "de", "zh-TW"} {
				want := rest.Match(available[0], available, first, second).Locale
				if got, _ := table.Match(first, second); got != want {
					t.Errorf("Match(%q, %q) of %v = %s, generated code returns %s", first, second, locales, got, want)
				}
			}
		}
	}
	if _, ok := (&Table{Source: "en", Locales: []string{"en", "de"}}).Match("ja"); ok {
		t.Error("no locale matches ja, but ok is true")
	}
}
