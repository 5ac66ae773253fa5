package lower

// Code tables: the selected tables and locales. The file bindings.go binds them to
// the properties that hold codes.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// lowerTables lowers the tables of the selected domains.
func (l *lowerer) lowerTables(tables []*codes.Table) {
	var domains []string
	for _, t := range tables {
		domains = append(domains, t.Domain)
		isWanted := func(domain diag.Text) bool { return domain.Value == t.Domain }
		if len(l.opt.Domains) == 0 || slices.ContainsFunc(l.opt.Domains, isWanted) {
			l.api.Tables = append(l.api.Tables, l.lowerTable(t))
		}
	}
	for _, want := range l.opt.Domains {
		if !slices.Contains(domains, want.Value) {
			l.diags.Errorf(want.Pos, "unknown-domain", "no table has the domain %q%s",
				want.Value, diag.DidYouMean(want.Value, domains))
		}
	}
}

func (l *lowerer) lowerTable(t *codes.Table) *api.Table {
	out := &api.Table{
		Origin:      api.Origin{Pos: t.Pos},
		Domain:      t.Domain,
		Name:        t.Name,
		Keys:        t.Keys,
		Description: messageIn(t.Description, t.Source),
		Link:        t.Link,
		Source:      t.Source,
		Locales:     l.selectLocales(t),
	}
	out.Described = translationsOf(t.Description, out.Locales)
	out.Unknown = unknownMessages(t, out.Locales)
	out.Categories, out.Resolvers = categoriesOf(t.Categories, out.Locales), categoriesOf(t.Resolvers, out.Locales)
	for _, c := range t.Codes {
		if c.Draft {
			l.noteDraft(t, c)
			continue
		}
		out.Codes = append(out.Codes, lowerCode(c, out.Locales))
	}
	for _, b := range t.Bindings {
		out.Bindings = append(out.Bindings, l.lowerBinding(t, b)...)
	}
	l.describeEnums(t, out)
	return out
}

// selectLocales returns the locales to keep: the source first, then the others
// in the configured order.
func (l *lowerer) selectLocales(t *codes.Table) []string {
	kept := []string{t.Source}
	chosen := l.opt.Locales
	if len(chosen) == 0 {
		for _, locale := range t.Locales {
			chosen = append(chosen, diag.Text{Value: locale})
		}
	}
	for _, locale := range chosen {
		i := slices.IndexFunc(t.Locales, func(have string) bool { return strings.EqualFold(have, locale.Value) })
		switch {
		case i < 0:
			l.diags.Errorf(locale.Pos, "unknown-locale", "table %q has no messages in %q%s",
				t.Domain, locale.Value, diag.DidYouMean(locale.Value, t.Locales))
		case !slices.Contains(kept, t.Locales[i]):
			kept = append(kept, t.Locales[i])
		}
	}
	return kept
}

// noteDraft reports a row that is left out because it is a draft, at most as a
// warning.
func (l *lowerer) noteDraft(t *codes.Table, c *codes.Code) {
	severity, isOn := t.Severity("draft", c)
	if isOn {
		l.diags.Add(diag.Diagnostic{
			Pos: c.Pos, Severity: min(severity, diag.Warning), Rule: "draft",
			Message: fmt.Sprintf("row %s of %s is a draft, so it is left out; complete its id, category and messages, "+
				"then remove \"draft\"", c.ID, t.Domain),
		})
	}
}

// categoriesOf lowers categories or resolvers. Descriptions begin with the one in the
// source locale, the first of locales.
func categoriesOf(list []*codes.Term, locales []string) []api.Category {
	var out []api.Category
	for _, t := range list {
		out = append(out, api.Category{
			ID:          t.ID,
			Description: messageIn(t.Description, locales[0]),
			Described:   translationsOf(t.Description, locales),
		})
	}
	return out
}

// translationsOf returns the texts in the locales except for the first, the source.
func translationsOf(texts []codes.Text, locales []string) map[string]string {
	out := map[string]string{}
	for _, locale := range locales[1:] {
		if text := messageIn(texts, locale); text != "" {
			out[locale] = text
		}
	}
	return out
}

// unknownMessages returns the messages for codes without a row: those of the table
// or, if it has none in any language, unknownWords.
func unknownMessages(t *codes.Table, locales []string) map[string]string {
	out := map[string]string{}
	for _, locale := range locales {
		text := messageIn(t.Unknown, locale)
		for tag := locale; text == "" && len(t.Unknown) == 0 && tag != ""; {
			text = unknownWords[tag]
			tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
		}
		if text != "" {
			out[locale] = text
		}
	}
	return out
}

// unknownWords are the messages for codes without a row, by language.
var unknownWords = map[string]string{
	"ar":      "رمز غير معروف ({code})",
	"bg":      "Неизвестен код ({code})",
	"bs":      "Nepoznat kod ({code})",
	"ca":      "Codi desconegut ({code})",
	"cs":      "Neznámý kód ({code})",
	"da":      "Ukendt kode ({code})",
	"de":      "Unbekannter Code ({code})",
	"el":      "Άγνωστος κωδικός ({code})",
	"en":      "Unknown code ({code})",
	"es":      "Código desconocido ({code})",
	"et":      "Tundmatu kood ({code})",
	"fa":      "کد ناشناخته ({code})",
	"fi":      "Tuntematon koodi ({code})",
	"fr":      "Code inconnu ({code})",
	"gl":      "Código descoñecido ({code})",
	"he":      "קוד לא מוכר ({code})",
	"hi":      "अज्ञात कोड ({code})",
	"hr":      "Nepoznat kod ({code})",
	"hu":      "Ismeretlen kód ({code})",
	"id":      "Kode tidak dikenal ({code})",
	"in":      "Kode tidak dikenal ({code})",
	"it":      "Codice sconosciuto ({code})",
	"iw":      "קוד לא מוכר ({code})",
	"ja":      "不明なコード（{code}）",
	"ko":      "알 수 없는 코드({code})",
	"lt":      "Nežinomas kodas ({code})",
	"lv":      "Nezināms kods ({code})",
	"mk":      "Непознат код ({code})",
	"ms":      "Kod tidak diketahui ({code})",
	"nb":      "Ukjent kode ({code})",
	"nl":      "Onbekende code ({code})",
	"nn":      "Ukjend kode ({code})",
	"no":      "Ukjent kode ({code})",
	"pl":      "Nieznany kod ({code})",
	"pt":      "Código desconhecido ({code})",
	"ro":      "Cod necunoscut ({code})",
	"ru":      "Неизвестный код ({code})",
	"sh":      "Nepoznat kod ({code})",
	"sk":      "Neznámy kód ({code})",
	"sl":      "Neznana koda ({code})",
	"sr":      "Непознат код ({code})",
	"sr-Latn": "Nepoznat kod ({code})",
	"sr-ME":   "Nepoznat kod ({code})",
	"sv":      "Okänd kod ({code})",
	"th":      "รหัสที่ไม่รู้จัก ({code})",
	"tr":      "Bilinmeyen kod ({code})",
	"uk":      "Невідомий код ({code})",
	"vi":      "Mã không xác định ({code})",
	"zh":      "未知代码（{code}）",
	"zh-HK":   "未知代碼（{code}）",
	"zh-Hant": "未知代碼（{code}）",
	"zh-MO":   "未知代碼（{code}）",
	"zh-TW":   "未知代碼（{code}）",
}

func lowerCode(c *codes.Code, locales []string) *api.Code {
	out := &api.Code{
		Origin:     api.Origin{Pos: c.Pos},
		ID:         string(c.ID),
		Codes:      slices.Clone(c.Codes),
		Prefix:     c.Prefix,
		Classes:    slices.Clone(c.Classes),
		Subcodes:   slices.Clone(c.Subcodes),
		Category:   c.Category,
		Retryable:  c.Retryable,
		ResolvedBy: c.ResolvedBy,
		Link:       c.Link,
		Since:      c.Since,
		Deprecated: c.Old,
		Successor:  string(c.Successor),
	}
	if r := c.Range; r != nil {
		out.Range = &api.CodeRange{Low: r.Low, High: r.High}
	}
	if p := c.Pattern; p != nil {
		out.Pattern = &api.Pattern{Low: p.Low, High: p.High, Capture: p.Capture}
	}
	for _, locale := range locales {
		out.Texts = append(out.Texts, api.CodeText{
			Locale:  locale,
			Message: messageIn(c.Message, locale),
			User:    messageIn(c.User, locale),
			Advice:  messageIn(c.Advice, locale),
		})
	}
	return out
}

func messageIn(texts []codes.Text, locale string) string {
	for _, t := range texts {
		if t.Locale == locale {
			return t.Text
		}
	}
	return ""
}
