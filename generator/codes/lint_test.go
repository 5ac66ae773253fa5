package codes

// The golden cases in testdata cover the findings of Lint. The tests here cover
// texts that it must accept, and missing negations in many languages.

import "testing"

func TestMissingNegation(t *testing.T) {
	type translations map[string]string
	tests := []struct {
		source string
		kept   translations
		lost   translations
	}{
		{
			"The endpoint could not be reached.",
			translations{
				"de": "Der Endpunkt ist unerreichbar.", "nl": "Het eindpunt is onbereikbaar.", "sv": "Slutpunkten kunde inte nås.", "da": "Slutpunktet kunne ikke nås.",
				"nb": "Endepunktet kunne ikke nås.", "fr": "Le point de terminaison est injoignable.", "es": "No se pudo alcanzar el extremo.", "pt": "Não foi possível acessar o ponto.",
				"it": "Impossibile raggiungere il punto.", "ru": "Оконечное устройство недоступно.", "uk": "Кінцевий пристрій недоступний.", "pl": "Punkt końcowy jest nieosiągalny.",
				"cs": "Koncový bod je nedostupný.", "zh-Hans": "无法访问该终端。", "zh-Hant": "無法存取該端點。", "ja": "エンドポイントに到達できませんでした。", "ko": "엔드포인트에 연결할 수 없습니다.",
				"th": "ไม่สามารถเข้าถึงปลายทางได้", "vi": "Không thể kết nối với điểm cuối.", "id": "Titik akhir tidak dapat dijangkau.",
			},
			translations{
				"de": "Die Unterhaltung mit dem Endpunkt und unserem Server wurde erreicht.", "fr": "Le point de terminaison a été joint.", "ru": "Необходимое устройство было доступно некоторое время.",
				"pl": "Punkt końcowy w niektórych sieciach był osiągalny.", "zh-Hans": "终端已删除，可以访问。", "ja": "まずエンドポイントに到達しました。", "es": "Se alcanzó el extremo.",
			},
		},
		{
			"There was nobody on the list but hidden guests.",
			translations{
				"de": "Außer verborgenen Gästen stand niemand auf der Liste.", "fr": "Il n'y avait personne sur la liste, sauf des invités masqués.", "ru": "В списке не было никого, кроме скрытых гостей.",
				"zh-Hans": "名单中除隐藏的客人外没有其他人。", "es": "Solo había invitados ocultos en la lista.", "pl": "Na liście byli tylko ukryci goście.", "ja": "リストには非表示のゲストのみがいました。",
			},
			translations{
				"de": "Auf der Liste standen keine verborgenen Gäste.", "ru": "В списке нет скрытых гостей.", "zh-Hans": "名单中没有隐藏的客人。", "fr": "Des invités masqués figuraient sur la liste.",
			},
		},
		{
			"It was accepted, but not only once; see no. 5 and say whether or not it works.",
			translations{"de": "Es wurde angenommen, und das mehrmals; siehe Nr. 5, und sagen Sie, ob es geht.", "zh-Hans": "已被接受多次；请参阅第5号，并说明是否有效。"},
			nil,
		},
		{
			"The request failed without a reason and was disabled.",
			translations{"de": "Die Anfrage schlug grundlos fehl und wurde gesperrt.", "ru": "Запрос отклонён и заблокирован.", "zh-Hans": "请求出错并被停用。"},
			nil,
		},
		{"It can’t be sold.", translations{"tr": "Satılamaz.", "de": "Es ist unverkäuflich."}, translations{"de": "Es ist verkauft."}},
	}
	check := func(source, locale, text string, lost bool) {
		got := compareNegations("en", source, locale, text)
		if (got != "") != lost {
			t.Errorf("%s: %s (%s): %q", locale, text, source, got)
		}
	}
	for _, test := range tests {
		for locale, text := range test.kept {
			check(test.source, locale, text, false)
		}
		for locale, text := range test.lost {
			check(test.source, locale, text, true)
		}
	}
}

func compareNegations(from, source, to, text string) string {
	l := newLinter(&Table{Source: from}, nil)
	return missingNegation(l.parse(Text{Locale: to, Text: text}), l.parseSource(Text{Locale: from, Text: source}))
}

// TestMissingNegationOtherSources has sources that are not English.
func TestMissingNegationOtherSources(t *testing.T) {
	for _, test := range []struct {
		from, source, to, text string
		lost                   bool
	}{
		{"ru", "Никого не нашлось.", "en", "Nobody was found.", false},
		{"ru", "Никого не нашлось.", "en", "Somebody was found.", true},
		{"zh-Hans", "未找到任何人。", "de", "Es wurde niemand gefunden.", false},
		{"zh-Hans", "未找到任何人。", "de", "Es wurde jemand gefunden.", true},
		{"zh-Hans", "已删除该客人。", "de", "Der Gast wurde entfernt.", false},
		{"de", "Keine Verbindung.", "en", "Unable to connect.", false},
		{"de", "Keine Verbindung.", "en-GB", "Connected.", true},
		{"tr", "Bulunamadı.", "en", "Found.", false},
	} {
		got := compareNegations(test.from, test.source, test.to, test.text)
		if (got != "") != test.lost {
			t.Errorf("%s: %s (%s): %q", test.to, test.text, test.source, got)
		}
	}
}

// FuzzLint checks arbitrary texts. Lint never panics, every finding has a rule in
// Rules, and a translation that is identical to its source is reported.
func FuzzLint(f *testing.F) {
	for _, seed := range [][2]string{
		{"No 10,000 of {sip} at https://example.com/en-us/a.", "Kein 1万 {spi}，。 ٣"},
		{"The PSTN can’t, but nobody but me.", "никого, кроме İ"},
		{"the callee\u00a0of it", "被叫方 Ⱥ"},
		{"", "\xff\xfe"},
	} {
		for _, locale := range []string{"de", "ru", "zh-Hans", "ja", "x", ""} {
			f.Add(seed[0], seed[1], "callee*", "被叫方*", locale)
			f.Add(seed[0], seed[1], " ", "*", locale)
		}
	}
	f.Fuzz(func(t *testing.T, source, text, term, other, locale string) {
		e := Entry{
			Terms: map[string][]string{"en": {term}, locale: {other}},
			Never: map[string][]string{locale: {term, other}},
		}
		row := &Code{
			ID: "a", Pattern: &Pattern{Low: 100, High: 199, Capture: "sip"},
			Message: []Text{{Locale: "en", Text: source, State: Source}, {Locale: locale, Text: text, State: Machine, SourceHash: "0"}},
		}
		table := &Table{
			Source: "en", Locales: []string{"en", locale}, Release: []string{locale},
			Glossary: []Entry{e}, Codes: []*Code{row},
		}
		found := map[string]bool{}
		for _, d := range Lint([]*Table{table}).Sorted() {
			usual(d.Rule)
			found[d.Rule] = true
		}
		if text == source && text != "" && locale == "de" && !found["text-untranslated"] {
			t.Errorf("%q is not translated, but there is no finding", text)
		}
		table.Answer(text)
		table.Match(locale, text)
	})
}
