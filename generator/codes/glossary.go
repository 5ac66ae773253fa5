package codes

// The glossary of a table: the translations of its terms, and words that texts
// must not use. A term consists of one or more words. * matches any letters, to
// allow for inflection, and case is ignored:
//
//	вызываем* абонент*   matches "вызываемого абонента"
//
// In scripts without spaces a term matches any part of a text.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// Entry is an entry of a glossary.
type Entry struct {
	Pos   diag.Pos
	Terms map[string][]string // by locale, the preferred term first
	Never map[string][]string // forbidden words, by locale
}

// forLocale returns the value for a locale or, if there is none, for a more
// general one: de for de-CH.
func forLocale[T any](by map[string]T, locale string) (none T) {
	if found, ok := by[locale]; ok || len(by) == 0 {
		return found
	}
	for locale := range moreGeneral(locale) {
		if found, ok := by[locale]; ok {
			return found
		}
	}
	return none
}

// glossary reads the key "glossary".
func (p *parser) glossary(n yamlfile.Node, t *pendingTable) {
	n.NonEmptyList(`"glossary"`, func(item yamlfile.Node) {
		e := Entry{Pos: item.Pos(), Terms: make(map[string][]string), Never: make(map[string][]string)}
		if !item.Map("glossary entry",
			yamlfile.Optional("terms", func(v yamlfile.Node) { p.termsByLocale(v, "terms", e.Terms) }),
			yamlfile.Optional("never", func(v yamlfile.Node) { p.termsByLocale(v, "never", e.Never) }),
		) {
			return
		}
		if len(e.Terms) == 0 && len(e.Never) == 0 {
			item.Errorf("missing-key", `missing key "terms" in glossary entry; add it, or add "never" to forbid words`)
			return
		}
		t.Glossary = append(t.Glossary, e)
	})
}

// checkGlossary reports entries without a term in the source locale. They would
// never apply.
func (p *parser) checkGlossary(t *pendingTable) {
	for _, e := range t.Glossary {
		if t.Source != "" && len(e.Terms) > 0 && e.Terms[t.Source] == nil {
			p.diags.Errorf(e.Pos, "missing-source-text", "the entry has no terms in %s, the source locale; add them",
				t.Source)
		}
	}
}

func (p *parser) termsByLocale(n yamlfile.Node, name string, to map[string][]string) {
	n.Members(quote(name), func(key, value yamlfile.Node) {
		tag, ok := p.localeTag(key, "key")
		if !ok {
			return
		}
		var list []string
		read := func(v yamlfile.Node) {
			text, ok := v.String("term")
			switch {
			case !ok || !isHarmless(v, "term", tag, text.Value):
			case !strings.ContainsFunc(text.Value, isWordCharacter) || len(text.Value) > 200:
				v.Errorf("invalid-term",
					`invalid term %q; write a few words, in which * matches any letters, such as "breakout room*"`,
					diag.Excerpt(text.Value))
			default:
				list = append(list, text.Value)
			}
		}
		if value.IsList() {
			value.NonEmptyList("list of terms", read)
		} else {
			read(value)
		}
		if len(list) > 0 {
			to[tag] = list
		}
	})
}

// maxOfGlossary is the maximum number of findings of a rule about the glossary for one
// text. Each of them has its own message, and an entry of a few bytes may apply to each text.
const maxOfGlossary = 5

// checkTerms reports terms of the source that the translation does not have. If
// it has a forbidden word instead, checkForbidden reports that.
func (l *linter) checkTerms(row *Code, text, source *parsedText) {
	count := 0
	for _, i := range source.entries {
		ours := l.terms.of(i, text.Locale)
		if ours == nil || ours.in(text) != "" || l.never.of(i, text.Locale).in(text) != "" {
			continue
		}
		if l.search.exceeded() {
			return
		}
		if count++; count > maxOfGlossary {
			continue
		}
		instead := ""
		if other := l.confusedTerm(i, text, source); other != "" {
			instead = " instead of " + quoteTerm(other)
		}
		l.report("text-glossary", row, text.Locale, text.Pos,
			"%s: the translation of the source term %s differs from the glossary; use %s%s",
			text.Locale, quoteTerm(l.terms.of(i, l.table.Source).in(source)), quoteTerm(ours.first), instead)
	}
	if more := count - maxOfGlossary; more > 0 {
		l.report("text-glossary", row, text.Locale, text.Pos,
			"%s: number of other source terms whose translations differ from the glossary: %d", text.Locale, more)
	}
}

// maxCompared limits the search for confused terms, whose result is only a part of a
// message. 1,000 missing terms of a glossary of 1,000 terms reach it.
const maxCompared = 1_000_000

// confusedTerm returns a term in the translation of another entry, whose name in
// the source is similar to that of the missing one, such as caller and callee.
func (l *linter) confusedTerm(missing int, text, source *parsedText) string {
	name := l.terms.of(missing, l.table.Source).first
	if l.compared += len(l.table.Glossary); l.compared > maxCompared {
		return ""
	}
	for i := range l.table.Glossary {
		theirs := l.terms.of(i, l.table.Source)
		if theirs == nil || slices.Contains(source.entries, i) || diag.Near(name, []string{theirs.first}) == "" {
			continue
		}
		if other := l.terms.of(i, text.Locale).in(text); other != "" {
			return other
		}
	}
	return ""
}

// checkForbidden reports words that the glossary forbids.
func (l *linter) checkForbidden(row *Code, text *parsedText) {
	found := l.never.in(text)
	if l.search.exceeded() {
		return
	}
	for _, i := range found[:min(len(found), maxOfGlossary)] {
		remedy := "use a different word"
		if better := l.terms.of(i, text.Locale); better != nil {
			remedy = "use " + quoteTerm(better.first)
		}
		l.report("text-forbidden", row, text.Locale, text.Pos, "%s: the glossary forbids %s; %s",
			text.Locale, quoteTerm(l.never.of(i, text.Locale).in(text)), remedy)
	}
	if more := len(found) - maxOfGlossary; more > 0 {
		l.report("text-forbidden", row, text.Locale, text.Pos,
			"%s: number of other words that the glossary forbids: %d; use different words", text.Locale, more)
	}
}

// checkSearch reports that the texts were not compared with the whole glossary.
func (l *linter) checkSearch() {
	if l.search.exceeded() {
		l.diags.Warnf(l.table.Glossary[0].Pos, "too-costly", "the comparison of the messages with the glossary takes "+
			"more than %d steps, so the rules text-glossary and text-forbidden are incomplete; "+
			"remove entries with equal terms, or shorten the glossary", maxTermSteps)
	}
}

func quoteTerm(text string) string { return strconv.Quote(diag.Excerpt(text)) }
