package codes

// Match returns the best locale of the table for language tags in order of
// preference, by the rules of rest.Match, which generated code uses. It has a copy
// of that function's files, langtag.go and langtables.go, which tools/cldr writes:
//
//	zh-TW → zh-Hant, de-CH → de
//
// ok is false if no locale matches and the result is the source locale.
func (t *Table) Match(tags ...string) (locale string, ok bool) {
	i := bestLocale(len(t.Locales), func(i int) string { return t.Locales[i] }, tags)
	if i < 0 {
		return t.Source, false
	}
	return t.Locales[i], true
}
