package rest

import (
	"strings"
	"testing"
)

func texts(locales ...string) []*Texts {
	var list []*Texts
	for _, l := range locales {
		list = append(list, &Texts{Locale: l})
	}
	return list
}

func TestMatch(t *testing.T) {
	all := texts("en", "de", "zh-Hans", "ru")
	more := append(texts("zh-Hant", "pt-BR", "sr-Latn", "de-AT", "de-1996", "zh-HK"), all...)
	tests := []struct {
		tags string
		from []*Texts
		want string
	}{
		{"de", all, "de"},
		{"de-CH", all, "de"},
		{"DE_ch", all, "de"},
		{"de_CH.UTF-8@euro", all, "de"},
		{"de-Latn-CH-1996-u-co-phonebk", all, "de"},
		{"zh", all, "zh-Hans"},
		{"zh-CN", all, "zh-Hans"},
		{"zh-SG", all, "zh-Hans"},
		{"zh-hans-HK", all, "zh-Hans"},
		{"zh-TW", all, "en"},
		{"zh-HK", all, "en"},
		{"zh-Hant", all, "en"},
		{"zh-TW", more, "zh-Hant"},
		{"zh-MO", more, "zh-HK"},
		{"zh-HK", more, "zh-HK"},
		{"zh-Hant-TW", more, "zh-Hant"},
		{"fr", all, "en"},
		{"fr de", all, "de"},
		{"fr-CA zh-TW ru-RU", all, "ru"},
		{"zh-TW fr", all, "en"},
		{"pt", more, "pt-BR"},
		{"pt-br", more, "pt-BR"},
		{"pt-PT", more, "pt-BR"},
		{"sr", more, "en"},
		{"sr-ME", more, "sr-Latn"},
		{"sr-Latn-RS", more, "sr-Latn"},
		{"de-AT", more, "de-AT"},
		{"de-DE-1996", more, "de-1996"},
		{"de-19960", more, "de"},
		{"", all, "en"},
		{"*", all, "en"},
		{"x-de", all, "en"},
		{"d", all, "en"},
		{"de-", all, "en"},
		{"-de", all, "en"},
		{"deutschland", all, "en"},
		{"de\x00", all, "en"},
		{"\u212Ade", all, "en"},
		{strings.Repeat("de-", 1e5), all, "en"},
		{"de", nil, "en"},
		{"nb", texts("no"), "no"},
		{"nb-NO", texts("no"), "no"},
		{"no", texts("nb"), "nb"},
		{"no-NO", texts("nn", "nb"), "nb"},
		{"nn-NO", texts("nb"), "nb"},
		{"nb de", texts("de", "no"), "no"},
		{"da de", texts("no", "de"), "de"},
		{"da", texts("no", "de"), "no"},
		{"gsw", texts("de"), "de"},
		{"iw", texts("he"), "he"},
		{"iw-IL", texts("he"), "he"},
		{"in-ID", texts("id"), "id"},
		{"tl-PH", texts("fil"), "fil"},
		{"mo", texts("ro"), "ro"},
		{"ger", texts("de"), "de"},
		{"sh", texts("sr", "sr-Latn"), "sr-Latn"},
		{"sr_RS@latin", texts("sr", "sr-Latn"), "sr-Latn"},
		{"sr_RS.UTF-8@Latin", texts("sr", "sr-Latn"), "sr-Latn"},
		{"sr", texts("sr-Latn"), "en"},
		{"sr-Latn", texts("sr"), "en"},
		{"uz-Cyrl", texts("uz"), "en"},
		{"az-Latn", texts("az"), "az"},
		{"pa-Guru", texts("pa"), "pa"},
		{"pa-PK", texts("pa"), "en"},
		{"zh-Hant", texts("zh-CN", "zh-TW"), "zh-TW"},
		{"zh-Hant-TW", texts("zh-TW"), "zh-TW"},
		{"zh-Hans", texts("zh-TW", "zh-CN"), "zh-CN"},
		{"zh", texts("zh-TW", "zh-CN"), "zh-CN"},
		{"zh-HK", texts("zh-CN", "zh-TW"), "zh-TW"},
		{"pt", texts("pt-PT", "pt-BR"), "pt-BR"},
		{"pt-AO", texts("pt-BR", "pt-PT"), "pt-PT"},
		{"es-MX", texts("es", "es-419"), "es-419"},
		{"es-AR", texts("es-419", "es-ES"), "es-419"},
		{"es-419", texts("es"), "es"},
		{"es-MX", texts("es-AR", "es-419"), "es-419"},
		{"en-AU", texts("en-US", "en-GB"), "en-GB"},
		{"en-PH", texts("en-GB", "en-US"), "en-US"},
		{"de-DE", texts("de-AT", "de"), "de"},
		{"de-AT", texts("de-CH", "de"), "de"},
		{"de,en;q=0.5", all, "de"},
		{"fr;q=0.9,	de;q=0.8,	ru;q=0.85", all, "ru"},
		{"en;q=0.1,de;q=0.12,ru;q=0.119", all, "de"},
		{"de;q=0,ru;q=0.001", all, "ru"},
		{"de;q=2,ru;q=0.1", all, "ru"},
		{"de;q=1.0001,ru;q=0.1", all, "ru"},
		{"de;level=1,ru;q=0.1", all, "ru"},
		{"*,de;q=0.1", all, "de"},
		{strings.Repeat("fr,", 200) + "de", all, "en"},
		{"toolong" + strings.Repeat(",", 1e6) + "de", all, "en"},
		{"de", []*Texts{nil, {Locale: "?"}}, "en"},
	}
	for _, tt := range tests {
		tags := strings.Split(tt.tags, " ")
		if got := Match(all[0], tt.from, tags...); got.Locale != tt.want {
			t.Errorf("%.40q: got %s, want %s", tt.tags, got.Locale, tt.want)
		}
	}
	if got := Match(nil, all); got != nil {
		t.Errorf("no tags, no fallback: got %v", got)
	}
	if n := testing.AllocsPerRun(10, func() { Match(all[0], all, "fr-CA, tl;q=0.5", "zh_CN") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func TestTexts(t *testing.T) {
	de := &Texts{Locale: "de", Tables: []TableTexts{{Domain: "a"}, {Domain: "b", Messages: []string{"", "eins"}, Users: []string{"zwei"}, Advice: []string{"null"}}}}
	for _, tt := range []struct{ got, want string }{
		{de.Message("b", 1), "eins"},
		{de.Message("b", 0), ""},
		{de.Message("b", 2), ""},
		{de.Message("b", -1), ""},
		{de.Message("c", 1), ""},
		{de.UserMessage("b", 0), "zwei"},
		{de.UserMessage("b", 1), ""},
		{de.UserMessage("a", 0), ""},
		{de.Advice("b", 0), "null"},
		{(*Texts)(nil).Message("b", 1), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"de", "de-CH", "zh_TW.UTF-8", "zh-Hant-HK-x-y", "----", "*", "sr-Latn", "\xff", "fr, de;q=0.5", "sr@latin"} {
		f.Add(seed)
	}
	all := texts("en", "de", "de-AT", "zh-Hans", "sr-Latn")
	f.Fuzz(func(t *testing.T, tag string) {
		got := Match(all[0], all, tag)
		if upper := Match(all[0], all, strings.ToUpper(tag)); isASCII(tag) && upper != got {
			t.Fatalf("%q: %s, but %s in capitals", tag, got.Locale, upper.Locale)
		}
		if listed := Match(all[0], all, "?, "+tag+" ;q=1.0"); !strings.ContainsAny(tag, ",;") && listed != got {
			t.Fatalf("%q: %s, but %s in a list", tag, got.Locale, listed.Locale)
		}
	})
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= 0x80 }) < 0
}
