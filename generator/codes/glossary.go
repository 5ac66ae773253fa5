package codes

// The glossary of a table: what its terms are called in each language, and what
// they must not be called. A term is one or several words, in which * stands
// for any letters, since words are inflected: "вызываем* абонент*". Capitals do
// not matter. In scripts without spaces a term may begin and end anywhere.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"gopkg.in/yaml.v3"
)

// Entry is an entry of a glossary.
type Entry struct {
	Pos   diag.Pos
	Terms map[string][]string // by locale; the first of several is the best
	Never map[string][]string // the same, of words that no text may have
}

// entry is an entry ready for searching.
type entry struct{ terms, never map[string]*terms }

func (e Entry) compile() entry {
	all := func(lists map[string][]string) map[string]*terms {
		by := make(map[string]*terms, len(lists))
		for locale, list := range lists {
			by[locale] = compile(list)
		}
		return by
	}
	return entry{all(e.Terms), all(e.Never)}
}

// find returns the terms for a locale, or else for what it is a kind of: de for
// de-CH.
func find[T any](by map[string]T, locale string) (none T) {
	for len(by) > 0 {
		if found, ok := by[locale]; ok {
			return found
		}
		i := strings.LastIndexByte(locale, '-')
		if i < 0 {
			return none
		}
		locale = locale[:i]
	}
	return none
}

// glossary reads the entries.
func (p *parser) glossary(n *yaml.Node, d *draft) {
	p.items(n, "glossary", func(item *yaml.Node) {
		e := Entry{Pos: p.pos(item), Terms: make(map[string][]string), Never: make(map[string][]string)}
		if !p.object(item, "an entry of the glossary", []field{
			{"terms", false, func(v *yaml.Node) { p.termsByLocale(v, "terms", e.Terms) }},
			{"never", false, func(v *yaml.Node) { p.termsByLocale(v, "never", e.Never) }},
		}) {
			return
		}
		if len(e.Terms) == 0 && len(e.Never) == 0 {
			p.errorf(item, "missing-key", `an entry of the glossary needs the key "terms" or "never"`)
			return
		}
		d.Glossary = append(d.Glossary, e)
	})
}

// checkGlossary sees that terms can be met at all: by what the source says.
func (p *parser) checkGlossary(d *draft) {
	for _, e := range d.Glossary {
		if d.Source != "" && len(e.Terms) > 0 && e.Terms[d.Source] == nil {
			p.diags.Errorf(e.Pos, "missing-source-text", "the entry has no terms in %s, by which it is known what to look for; add them", d.Source)
		}
	}
}

func (p *parser) termsByLocale(n *yaml.Node, what string, into map[string][]string) {
	p.members(n, what, func(key, value *yaml.Node) {
		tag, ok := p.localeTag(key, "the key")
		if !ok {
			return
		}
		var list []string
		one := func(v *yaml.Node) {
			text, ok := p.text(v, "a term")
			switch {
			case !ok || !p.harmless(resolve(v), "a term"):
			case !strings.ContainsFunc(text, isWord) || len(text) > 200:
				p.errorf(resolve(v), "invalid-term", `term %q must be a few words, in which * stands for any letters, such as "breakout room*"`, short(text))
			default:
				list = append(list, text)
			}
		}
		if resolve(value).Kind == yaml.SequenceNode {
			p.items(value, "terms", one)
		} else {
			one(value)
		}
		if len(list) > 0 {
			into[tag] = list
		}
	})
}

// terms looks for terms that the source has and the translation has not. Where
// a forbidden word stands for them, that is told, see forbidden.
func (l *linter) terms(row *Code, text, source *reading) {
	for _, i := range source.spoken {
		e := l.glossary[i]
		ours := find(e.terms, text.Locale)
		if ours == nil || ours.in(text) != "" || find(e.never, text.Locale).in(text) != "" {
			continue
		}
		said := ""
		if other := l.mistaken(e, text, source); other != "" {
			said = ", but of " + quoted(other)
		}
		l.report("text-glossary", row, text.Locale, text.Pos, "%s: the source speaks of %s, the translation does not speak of %s%s",
			text.Locale, quoted(e.terms[l.table.Source].in(source)), quoted(ours.first), said)
	}
}

// mistaken returns a term that the translation has instead of that of an entry:
// one whose name in the source looks alike, as caller and callee do.
func (l *linter) mistaken(missing entry, text, source *reading) string {
	name := missing.terms[l.table.Source].first
	for i, e := range l.glossary {
		theirs := e.terms[l.table.Source]
		if theirs == nil || slices.Contains(source.spoken, i) || diag.Near(name, []string{theirs.first}) == "" {
			continue
		}
		if other := find(e.terms, text.Locale).in(text); other != "" {
			return other
		}
	}
	return ""
}

// forbidden looks for words that are not to be used.
func (l *linter) forbidden(row *Code, text *reading) {
	for _, e := range l.glossary {
		word := find(e.never, text.Locale).in(text)
		if word == "" {
			continue
		}
		remedy := "find another word"
		if better := find(e.terms, text.Locale); better != nil {
			remedy = "write " + quoted(better.first)
		}
		l.report("text-forbidden", row, text.Locale, text.Pos, "%s: %s is not used here; %s", text.Locale, quoted(word), remedy)
	}
}

func quoted(text string) string { return `"` + short(text) + `"` }
