package codes

import "strings"

// Hint is what a term of a source text is called in another language.
type Hint struct {
	Term  string   // as it stands in the text
	Terms []string // in the language, the best first; may be empty
	Never []string // what it must not be called, may be empty
}

// Hints returns a function that finds the glossary's terms in a source text, and
// what they are called in locale.
func (t *Table) Hints(locale string) func(source string) []Hint {
	sources := make([]*terms, len(t.Glossary))
	for i, e := range t.Glossary {
		if list := e.Terms[t.Source]; list != nil {
			sources[i] = compile(list)
		}
	}
	return func(source string) []Hint {
		var hints []Hint
		r := &reading{Text: Text{Text: source}, words: tokenize(source), lower: strings.ToLower(source)}
		for i, e := range t.Glossary {
			hint := Hint{sources[i].in(r), find(e.Terms, locale), find(e.Never, locale)}
			if hint.Term != "" && len(hint.Terms)+len(hint.Never) > 0 {
				hints = append(hints, hint)
			}
		}
		return hints
	}
}
