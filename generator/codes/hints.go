package codes

import "strings"

// Hint is the translation of a term in a source text.
type Hint struct {
	Term  string   // as in the text
	Terms []string // translations, the preferred one first; may be empty
	Never []string // forbidden translations; may be empty
}

// Hints finds the terms of a table's glossary in source texts, with their translations to
// a locale.
type Hints struct {
	table  *Table
	locale string
	terms  *wordLists
	search termSearch
}

// Hints returns the hints for translators into a locale.
func (t *Table) Hints(locale string) *Hints {
	sources := func(e Entry) map[string][]string {
		if list := e.Terms[t.Source]; list != nil {
			return map[string][]string{t.Source: list}
		}
		return nil
	}
	return &Hints{table: t, locale: locale, terms: newWordLists(t.Glossary, sources)}
}

// For returns the hints for a source text, and the number of terms beyond the first 100.
func (h *Hints) For(source string) (hints []Hint, more int) {
	const most = 100
	r := &parsedText{
		Text:  Text{Locale: h.table.Source, Text: source},
		words: tokenize(source), lower: strings.ToLower(source), search: &h.search,
	}
	for _, i := range h.terms.in(r) {
		e := h.table.Glossary[i]
		terms, never := forLocale(e.Terms, h.locale), forLocale(e.Never, h.locale)
		switch {
		case len(terms)+len(never) == 0:
		case len(hints) == most:
			more++
		default:
			hints = append(hints, Hint{h.terms.of(i, h.table.Source).in(r), terms, never})
		}
	}
	return hints, more
}

// Limit returns the maximum number of comparisons of texts with terms. exceeded reports
// whether more would have been necessary, so that hints are missing.
func (h *Hints) Limit() (limit int, exceeded bool) { return maxTermSteps, h.search.exceeded() }
