package codes

// A text as the lint reads it: taken apart once, since many rules look at the
// same words, and at those of a source again for each of its translations.

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// reading is a text and what rules want of it.
type reading struct {
	Text
	words   []token
	lower   string
	base    string   // language of the locale
	numbers []string // see numbers
	names   []string // see keptWords
	plain   string   // see plainWords
	denials int      // see count
	spoken  []int    // entries of the glossary that a source speaks of
}

// token is a word, in lower case, and where it stands.
type token struct {
	text       string
	start, end int
}

func (l *linter) read(text Text) *reading {
	return &reading{Text: text, words: tokenize(text.Text), lower: strings.ToLower(text.Text), base: l.base(text.Locale)}
}

// readSource is read for what translations are compared with, nil when nobody
// has written it yet.
func (l *linter) readSource(text Text) *reading {
	if text.Text == "" {
		return nil
	}
	r := l.read(text)
	r.numbers, r.names = numbers(text.Text), keptWords(text.Text)
	r.plain = " " + strings.Join(plainWords(text.Text), " ") + " "
	if n, ok := negations[r.base]; ok {
		r.denials = n.count(text.Text, n.strong)
	}
	for i, e := range l.glossary {
		if e.terms[l.table.Source].in(r) != "" {
			r.spoken = append(r.spoken, i)
		}
	}
	return r
}

func tokenize(text string) []token {
	var tokens []token
	start := -1
	for i, c := range text {
		switch isWord := isWord(c); {
		case isWord && start < 0:
			start = i
		case !isWord && start >= 0:
			tokens = append(tokens, token{strings.ToLower(text[start:i]), start, i})
			start = -1
		}
	}
	if start >= 0 {
		tokens = append(tokens, token{strings.ToLower(text[start:]), start, len(text)})
	}
	return tokens
}

// isWord reports whether c is part of a word.
func isWord(c rune) bool {
	if c < utf8.RuneSelf {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
	}
	return unicode.In(c, unicode.L, unicode.M, unicode.Nd)
}

// wildcard is a word in which * stands for any letters, taken apart at them.
type wildcard []string

func newWildcard(word string) wildcard { return strings.Split(strings.ToLower(word), "*") }

func (w wildcard) fits(word string) bool {
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

// phrase is a term of one or several words.
type phrase []wildcard

// in returns where a phrase stands in a text, "" when it does not.
func (p phrase) in(r *reading) string {
	for i := 0; i+len(p) <= len(r.words); i++ {
		fits := true
		for j := 0; fits && j < len(p); j++ {
			fits = p[j].fits(r.words[i+j].text)
		}
		if fits {
			return r.Text.Text[r.words[i].start:r.words[i+len(p)-1].end]
		}
	}
	return ""
}

// unspaced are the scripts that put no spaces between words.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

func isUnspaced(text string) bool {
	return strings.ContainsFunc(text, func(c rune) bool { return c >= utf8.RuneSelf && unicode.In(c, unspaced...) })
}

// terms are those of a locale: any of them will do, the first is the best.
type terms struct {
	first   string // as it is written, with its *
	phrases []phrase
	free    []string // of scripts without spaces: they may stand anywhere
}

func compile(list []string) *terms {
	t := &terms{first: list[0]}
	for _, term := range list {
		if isUnspaced(term) {
			t.free = append(t.free, strings.ToLower(strings.ReplaceAll(term, "*", "")))
			continue
		}
		var p phrase
		for _, word := range strings.FieldsFunc(term, func(c rune) bool { return !isWord(c) && c != '*' }) {
			p = append(p, newWildcard(word))
		}
		if len(p) > 0 {
			t.phrases = append(t.phrases, p)
		}
	}
	return t
}

// in returns where one of the terms stands in a text, "" when none does. It may
// be called on nil.
func (t *terms) in(r *reading) string {
	if t == nil {
		return ""
	}
	for _, p := range t.phrases {
		if found := p.in(r); found != "" {
			return found
		}
	}
	if i := slices.IndexFunc(t.free, func(term string) bool { return strings.Contains(r.lower, term) }); i >= 0 {
		return t.free[i]
	}
	return ""
}
