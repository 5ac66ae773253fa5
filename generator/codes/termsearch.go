package codes

// The search for the terms of a glossary in a text. An index by the beginnings of the
// terms finds the entries that may have a term in a text, so that a text is not compared
// with the whole glossary.

import (
	"iter"
	"maps"
	"slices"
	"strings"
)

// maxTermSteps limits the comparisons of texts with terms in one table. Tables in which
// each text has ten words and five terms reach it with 500,000 texts.
const maxTermSteps = 30_000_000

// termSearch counts the comparisons of texts with terms.
type termSearch struct{ steps int }

// spend counts n comparisons. It reports whether they are within the limit.
func (s *termSearch) spend(n int) bool {
	if s == nil {
		return true
	}
	s.steps += n
	return s.steps <= maxTermSteps
}

// exceeded reports whether the search has stopped, so that it misses terms.
func (s *termSearch) exceeded() bool { return s.steps > maxTermSteps }

// wordLists are the terms of the entries of a glossary, or the words that they forbid.
type wordLists struct {
	matchers []map[string]*termMatcher // by entry, then by locale
	indexes  map[string]*termIndex     // by locale
}

// newWordLists compiles the lists of words of the entries.
func newWordLists(glossary []Entry, listsOf func(Entry) map[string][]string) *wordLists {
	w := &wordLists{indexes: make(map[string]*termIndex)}
	for i, e := range glossary {
		by := make(map[string]*termMatcher)
		for locale, list := range listsOf(e) {
			by[locale] = compileTerms(list)
			if w.indexes[locale] == nil {
				w.indexes[locale] = newTermIndex()
			}
			w.indexes[locale].add(i, by[locale])
		}
		w.matchers = append(w.matchers, by)
	}
	return w
}

// of returns the matcher of an entry for a locale, or nil.
func (w *wordLists) of(entry int, locale string) *termMatcher {
	return forLocale(w.matchers[entry], locale)
}

// in returns the entries that have a word in a text, in their order.
func (w *wordLists) in(r *parsedText) []int {
	var list []int
	for locale := range moreGeneral(r.Locale) {
		if index := w.indexes[locale]; index != nil {
			list = append(list, index.candidates(r)...)
		}
	}
	slices.Sort(list)
	list = slices.Compact(list)
	return slices.DeleteFunc(list, func(i int) bool { return w.of(i, r.Locale).in(r) == "" })
}

// moreGeneral returns a locale and the more general ones: de-CH, de.
func moreGeneral(locale string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			i := strings.LastIndexByte(locale, '-')
			if !yield(locale) || i < 0 {
				return
			}
			locale = locale[:i]
		}
	}
}

// termIndex has the entries of a glossary by the beginnings of their terms.
type termIndex struct {
	words    map[string][]int // by the first word
	prefixes map[string][]int // by the letters before the first *
	suffixes map[string][]int // by the letters after the last * of a word that begins with *
	letters  map[rune][]int   // by the first letter, for scripts without spaces
	others   []int            // of terms that begin with a word such as *a*
	longest  int              // number of bytes of the longest prefix or suffix
}

func newTermIndex() *termIndex {
	return &termIndex{
		words: make(map[string][]int), prefixes: make(map[string][]int), suffixes: make(map[string][]int),
		letters: make(map[rune][]int),
	}
}

// add adds the terms of an entry.
func (x *termIndex) add(entry int, terms *termMatcher) {
	for _, p := range terms.phrases {
		first, last := p[0][0], p[0][len(p[0])-1]
		switch {
		case len(p[0]) == 1:
			x.words[first] = append(x.words[first], entry)
		case first != "":
			x.prefixes[first] = append(x.prefixes[first], entry)
			x.longest = max(x.longest, len(first))
		case last != "":
			x.suffixes[last] = append(x.suffixes[last], entry)
			x.longest = max(x.longest, len(last))
		default:
			x.others = append(x.others, entry)
		}
	}
	for _, term := range terms.free {
		for _, c := range term {
			x.letters[c] = append(x.letters[c], entry)
			break
		}
	}
}

// candidates returns the entries that may have a term in a text, some of them twice. It
// stops at the limit of the search.
func (x *termIndex) candidates(r *parsedText) []int {
	list := slices.Clone(x.others)
	add := func(entries []int) bool {
		list = append(list, entries...)
		return r.search.spend(len(entries))
	}
	if !r.search.spend(len(list)) {
		return nil
	}
	seen := make(map[string]bool)
	for _, word := range r.words {
		if !seen[word.text] && (!add(x.words[word.text]) || !x.parts(word.text, add)) {
			return nil
		}
		seen[word.text] = true
	}
	if len(x.letters) == 0 {
		return list
	}
	letters := make(map[rune]bool)
	for _, c := range r.lower {
		letters[c] = true
	}
	for _, c := range slices.Sorted(maps.Keys(letters)) {
		if !add(x.letters[c]) {
			return nil
		}
	}
	return list
}

// parts adds the entries by the prefixes and suffixes of a word.
func (x *termIndex) parts(word string, add func(entries []int) bool) bool {
	for n := 1; n <= min(len(word), x.longest); n++ {
		if !add(x.prefixes[word[:n]]) || !add(x.suffixes[word[len(word)-n:]]) {
			return false
		}
	}
	return true
}
