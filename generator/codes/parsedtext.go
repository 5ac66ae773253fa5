package codes

// A text split into words for Lint. It is split once, because many rules use the
// words, and those of a source are compared with each of its translations.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// parsedText is a text with the values that rules use.
type parsedText struct {
	Text
	words   []token
	lower   string
	base    string          // language of the locale
	numbers []string        // see numbersIn
	names   []string        // see untranslatableWords
	runs    map[string]bool // three or four consecutive plainWords of a source, see untranslatedWords
	denials int             // number of negations, see negation.count
	entries []int           // indexes of the glossary entries with a term in a source
	search  *termSearch     // counts comparisons with terms, or nil
}

// token is a word in lower case, with its offsets in the text.
type token struct {
	text       string
	start, end int
}

func (l *linter) parse(text Text) *parsedText {
	return &parsedText{
		Text:   text,
		words:  tokenize(text.Text),
		lower:  strings.ToLower(text.Text),
		base:   l.base(text.Locale),
		search: &l.search,
	}
}

// parseSource is like parse for a source text, which translations are compared
// with. The result is nil if the text is empty.
func (l *linter) parseSource(text Text) *parsedText {
	if text.Text == "" {
		return nil
	}
	r := l.parse(text)
	r.numbers, r.names = unique(numbersIn(text.Text)), unique(untranslatableWords(text.Text))
	if n, ok := negations[r.base]; ok {
		r.denials = n.count(text.Text, n.strong)
	}
	r.entries = l.terms.in(r)
	return r
}

// tokenize splits a text into words.
func tokenize(text string) []token {
	var tokens []token
	start := -1
	for i, c := range text {
		switch inWord := isWordCharacter(c); {
		case inWord && start < 0:
			start = i
		case !inWord && start >= 0:
			tokens = append(tokens, token{strings.ToLower(text[start:i]), start, i})
			start = -1
		}
	}
	if start >= 0 {
		tokens = append(tokens, token{strings.ToLower(text[start:]), start, len(text)})
	}
	return tokens
}

// isWordCharacter reports whether c is part of a word.
func isWordCharacter(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return unicode.In(c, unicode.L, unicode.M, unicode.Nd)
}

// wildcard is a word in which * matches any letters, split at each *.
type wildcard []string

func newWildcard(word string) wildcard { return strings.Split(strings.ToLower(word), "*") }

// matches reports whether w matches a whole word.
func (w wildcard) matches(word string) bool {
	first, rest := w[0], w[1:]
	if len(rest) == 0 {
		return word == first
	}
	word, ok := strings.CutPrefix(word, first)
	if !ok {
		return false
	}
	last := rest[len(rest)-1]
	if word, ok = strings.CutSuffix(word, last); !ok {
		return false
	}
	for _, part := range rest[:len(rest)-1] {
		i := strings.Index(word, part)
		if i < 0 {
			return false
		}
		word = word[i+len(part):]
	}
	return true
}

// phrase is a term of one or more words.
type phrase []wildcard

// in returns the words of a text that p matches, "" if there are none.
func (p phrase) in(r *parsedText) string {
	for i := 0; i+len(p) <= len(r.words); i++ {
		j := 0
		for j < len(p) && p[j].matches(r.words[i+j].text) {
			j++
		}
		if !r.search.spend(j + 1) {
			return ""
		}
		if j == len(p) {
			return r.Text.Text[r.words[i].start:r.words[i+len(p)-1].end]
		}
	}
	return ""
}

// unspacedScripts are the scripts without spaces between words.
var unspacedScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// isUnspaced reports whether a text has letters of a script without spaces.
func isUnspaced(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool {
		return c >= utf8.RuneSelf && unicode.In(c, unspacedScripts...)
	})
}

// termMatcher matches any of the terms of a locale.
type termMatcher struct {
	first   string // the preferred term, as in the file
	phrases []phrase
	free    []string // terms in scripts without spaces, which match anywhere
}

func compileTerms(list []string) *termMatcher {
	t := &termMatcher{first: list[0]}
	for _, term := range list {
		if isUnspaced(term) {
			t.free = append(t.free, strings.ToLower(strings.ReplaceAll(term, "*", "")))
			continue
		}
		var p phrase
		for _, word := range strings.FieldsFunc(term, func(c rune) bool { return !isWordCharacter(c) && c != '*' }) {
			p = append(p, newWildcard(word))
		}
		if len(p) > 0 {
			t.phrases = append(t.phrases, p)
		}
	}
	return t
}

// in returns the words of a text that one of the terms matches, "" if there are
// none. A nil matcher matches nothing.
func (t *termMatcher) in(r *parsedText) string {
	if t == nil {
		return ""
	}
	for _, p := range t.phrases {
		if found := p.in(r); found != "" {
			return found
		}
	}
	contains := func(term string) bool {
		const bytesPerStep = 100 // strings.Contains is fast
		return r.search.spend(1+len(r.lower)/bytesPerStep) && strings.Contains(r.lower, term)
	}
	if i := slices.IndexFunc(t.free, contains); i >= 0 {
		return t.free[i]
	}
	return ""
}
