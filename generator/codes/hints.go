package codes

import "strings"

// Hint is the translation of a term in a source text.
type Hint struct {
	Term  string   // as in the text
	Terms []string // translations, the preferred one first; may be empty
	Never []string // forbidden translations; may be empty
}

// Hints returns a function that finds the terms of the glossary in a source text,
// with their translations to locale.
func (t *Table) Hints(locale string) func(source string) []Hint {
	sources := make([]*termMatcher, len(t.Glossary))
	for i, e := range t.Glossary {
		if list := e.Terms[t.Source]; list != nil {
			sources[i] = compileTerms(list)
		}
	}
	return func(source string) []Hint {
		var hints []Hint
		r := &parsedText{Text: Text{Text: source}, words: tokenize(source), lower: strings.ToLower(source)}
		for i, e := range t.Glossary {
			hint := Hint{sources[i].in(r), forLocale(e.Terms, locale), forLocale(e.Never, locale)}
			if hint.Term != "" && len(hint.Terms)+len(hint.Never) > 0 {
				hints = append(hints, hint)
			}
		}
		return hints
	}
}
