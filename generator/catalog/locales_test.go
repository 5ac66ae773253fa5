package catalog

import (
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/exchange"
)

// TestLocaleOf finds the locale of an input among those of a table.
func TestLocaleOf(t *testing.T) {
	tests := []struct{ have, want, result string }{
		{"en de", "de-DE", "de"},
		{"en de-DE", "de", "de-DE"},
		{"en de", "de-AT", "de-AT"},
		{"en de-AT de", "de-AT", "de-AT"},
		{"en de", "de-1996", "de-1996"},
		{"en de", "de-x-formal", "de-x-formal"},
		{"en pt-PT", "pt-BR", "pt-BR"},
		{"en pt-PT", "pt", "pt"},
		{"en pt-PT pt", "pt-BR", "pt"},
		{"en es-ES", "es-MX", "es-MX"},
		{"en es", "es-419", "es-419"},
		{"en fr-FR", "fr-CA", "fr-CA"},
		{"en zh-Hant", "zh-TW", "zh-Hant"},
		{"en zh-TW", "zh-Hant", "zh-TW"},
		{"en zh-HK", "zh-TW", "zh-TW"},
		{"en zh-HK", "zh-Hant", "zh-Hant"},
		{"en zh-Hans", "zh-CN", "zh-Hans"},
		{"en zh-Hant", "zh-CN", "zh-CN"},
		{"en sr", "sr-Latn", "sr-Latn"},
		{"en sr-Latn", "sh", "sr-Latn"},
		{"en nb", "no", "nb"},
		{"en he", "iw-IL", "he"},
		{"en fil", "tl-PH", "fil"},
		{"en", "en-US", "en"},
		{"en", "en-GB", "en-GB"},
	}
	for _, test := range tests {
		if got := localeOf(strings.Fields(test.have), test.want); got != test.result {
			t.Errorf("%s among %s: got %s, want %s", test.want, test.have, got, test.result)
		}
	}
}

// TestPageLocale finds or names the locale of a source page.
func TestPageLocale(t *testing.T) {
	tests := []struct{ have, declared, want string }{ // the first locale is the source
		{"en de", "de-DE", "de"},
		{"en", "en-GB", "en"},
		{"en en-GB", "en-GB", "en-GB"},
		{"en-US", "en-GB", "en-GB"},
		{"en", "fr-FR", "fr"},
		{"en", "zh-TW", "zh-Hant"},
		{"en", "es-MX", "es-MX"},
		{"en pt-PT", "pt-BR", "pt-BR"},
		{"en", "sr-Latn-RS", "sr-Latn"},
	}
	for _, test := range tests {
		have := strings.Fields(test.have)
		if got := pageLocale(have, have[0], test.declared); got != test.want {
			t.Errorf("%s beside %s: got %s, want %s", test.declared, test.have, got, test.want)
		}
	}
}

// TestRegions imports a translators' file and a source page for Brazil into a
// table with a text for Portugal, which must stay as it is.
func TestRegions(t *testing.T) {
	e := open(t, orders)
	table, row := e.Tables()[0], e.Tables()[0].Codes[1]
	e.AddLocale(table, "pt-PT", codes.Translated)
	e.SetText(row, Message, codes.Text{Locale: "pt-PT", Text: "Acabou-se.", State: codes.Translated})
	before := edited(t, e)
	po := "msgid \"\"\nmsgstr \"Language: pt_BR\\n\"\n\n" +
		"msgctxt \"shop.orders/gone/message\"\nmsgid \"It's gone\"\nmsgstr \"Já era.\"\n"
	page := "---\nms.contentlocale: pt-BR\nms.translationtype: HT\n---\n" +
		"| Código | Subcódigo | Descrição |\n|--|--|--|\n| 18 | 3 | Já era. |\n"
	files := map[string]func(option string) (string, string){
		"file": func(option string) (string, string) {
			changed, diags := ImportTranslations("codes.yaml", []byte(before),
				[]TranslationFile{{"br.po", []byte(po), exchange.PO}}, ApplyOptions{Locale: option})
			if changed == nil {
				return "", diags.String()
			}
			return string(changed.Data), diags.String()
		},
		"page": func(option string) (string, string) {
			changed, diags := ImportSourcePages("codes.yaml", []byte(before),
				[]SourceFile{{"br.md", []byte(page), ""}}, Options{Locale: option})
			if changed == nil {
				return "", diags.String()
			}
			return string(changed.Data), diags.String()
		},
	}
	for name, read := range files {
		for _, option := range []string{"", "pt-BR"} {
			got, diags := read(option)
			message := open(t, got).Tables()[0].Codes[1].Message
			portugal, brazil := textOf(message, "pt-PT"), textOf(message, "pt-BR")
			if portugal == nil || portugal.Text != "Acabou-se." || brazil == nil || brazil.Text != "Já era." {
				t.Errorf("%s with --locale %q: %s\n%s", name, option, diags, got)
			}
			if !slices.Contains(open(t, got).Tables()[0].Locales, "pt-BR") {
				t.Errorf("%s with --locale %q: the table has no locale pt-BR", name, option)
			}
		}
		if got, diags := read("pt-PT"); got != "" || !strings.Contains(diags, "[wrong-locale]") {
			t.Errorf("%s with --locale pt-PT: %s", name, diags)
		}
	}
}
