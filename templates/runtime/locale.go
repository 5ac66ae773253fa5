package rest

// Match returns the texts in the language that best matches the tags, which are in
// order of preference. If no tag matches, it returns the fallback parameter.
//
// A tag is a BCP 47 language tag, or an Accept-Language header such as
// "de-CH, de;q=0.9, en;q=0.8". Underscores and the suffixes of POSIX locales are
// accepted, as in de_CH.UTF-8 and sr_RS@latin.
//
// The first tag that matches decides, so "de, en" is German if there are German
// texts. A tag matches texts in the same language and script by the distances of
// CLDR: old and new codes of a language are the same (iw and he), the script is the
// likely one if a tag has none (zh-TW is in Hant), and of several regions the
// closest one is best:
//
//	available        tag      match
//	de               de-CH    de
//	no               nb-NO    no
//	zh-Hans, zh-TW   zh-HK    zh-TW
//	es, es-419       es-MX    es-419
//	pt-BR            pt       pt-BR
//	sr-Latn          sr       none: the likely script is Cyrl
//
// If no tag matches, texts in a language that readers of a tag also read match, as
// Norwegian ones do for Danish.
func Match(fallback *Texts, available []*Texts, tags ...string) *Texts {
	locale := func(i int) string {
		if available[i] == nil {
			return ""
		}
		return available[i].Locale
	}
	if i := bestLocale(len(available), locale, tags); i >= 0 {
		return available[i]
	}
	return fallback
}
