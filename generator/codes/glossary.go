package codes

// The glossary of a table: what its terms are called in each language, and what
// they must not be called. A term is one or several words, in which * stands
// for any letters, since words are inflected: "вызываем* абонент*". Capitals do
// not matter. In scripts without spaces a term may begin and end anywhere.

import (
	"regexp"
	"strings"
	"unicode"

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

// terms are those of a locale: any of them will do, the first is the best.
type terms struct {
	first   string // as it is written, with its *
	pattern *regexp.Regexp
}

// in returns where the first of the terms stands in a text, "" when none does.
// It may be called on nil.
func (t *terms) in(text string) string {
	if t == nil {
		return ""
	}
	if found := t.pattern.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	return ""
}

// find is in for the locale, or else for what it is a kind of: de for de-CH.
func find(by map[string]*terms, locale string) *terms {
	for {
		if found := by[locale]; found != nil {
			return found
		}
		i := strings.LastIndexByte(locale, '-')
		if i < 0 {
			return nil
		}
		locale = locale[:i]
	}
}

// unspaced are the scripts that put no spaces between words.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

func isUnspaced(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return unicode.In(c, unspaced...) })
}

// compile makes a pattern of terms. The group is the term.
func compile(list []string) *terms {
	var spaced, free []string
	for _, term := range list {
		var words []string
		for _, word := range strings.Fields(term) {
			word = regexp.QuoteMeta(word)
			words = append(words, strings.ReplaceAll(word, `\*`, `[\p{L}\p{M}\p{Nd}]*`))
		}
		pattern := strings.Join(words, `[\s\x{A0}\x{202F}]+`)
		if isUnspaced(term) {
			free = append(free, pattern)
		} else {
			spaced = append(spaced, pattern)
		}
	}
	var either []string
	if len(spaced) > 0 {
		either = append(either, `(?:^|[^\p{L}\p{M}\p{Nd}])(`+strings.Join(spaced, "|")+`)(?:$|[^\p{L}\p{M}\p{Nd}])`)
	}
	if len(free) > 0 {
		either = append(either, `(`+strings.Join(free, "|")+`)`)
	}
	return &terms{list[0], regexp.MustCompile(`(?i)` + strings.Join(either, "|"))}
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
			case !strings.ContainsFunc(text, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }) || len(text) > 200:
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
func (l *linter) terms(row *Code, text, source Text) {
	for _, e := range l.glossary {
		theirs := e.terms[l.table.Source].in(source.Text)
		ours := find(e.terms, text.Locale)
		if theirs == "" || ours == nil || ours.in(text.Text) != "" || find(e.never, text.Locale).in(text.Text) != "" {
			continue
		}
		said := ""
		if other := l.mistaken(e, text, source); other != "" {
			said = ", but of " + quoted(other)
		}
		l.report("text-glossary", row, text.Locale, text.Pos, "%s: the source speaks of %s, the translation does not speak of %s%s",
			text.Locale, quoted(theirs), quoted(ours.first), said)
	}
}

// mistaken returns a term that the translation has instead of that of an entry:
// one whose name in the source looks alike, as caller and callee do.
func (l *linter) mistaken(missing entry, text, source Text) string {
	name := missing.terms[l.table.Source].first
	for _, e := range l.glossary {
		theirs := e.terms[l.table.Source]
		if theirs == nil || theirs.in(source.Text) != "" || diag.Near(name, []string{theirs.first}) == "" {
			continue
		}
		if other := find(e.terms, text.Locale).in(text.Text); other != "" {
			return other
		}
	}
	return ""
}

// forbidden looks for words that are not to be used.
func (l *linter) forbidden(row *Code, text Text) {
	for _, e := range l.glossary {
		word := find(e.never, text.Locale).in(text.Text)
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
