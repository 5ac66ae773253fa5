package review

// This file decides whether a part that is gone and a new one are the same under
// another name.

import (
	"slices"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/api"
)

// maxPairs limits the pairs of elements that onlyPair compares, so that its time does not
// grow with the square of the input. If there are more, such as 101 elements that are gone
// and 100 new ones, no element is another one under a new name.
const maxPairs = 10_000

// onlyPair returns the element of added that is similar to x. It returns the zero value if
// there are several, or if the element is similar to several of gone.
func onlyPair[T comparable](x T, gone, added []T, similar func(a, b T) bool) T {
	var none, found T
	if len(gone)*len(added) > maxPairs {
		return none
	}
	for _, b := range added {
		if !similar(x, b) {
			continue
		}
		if found != none {
			return none
		}
		found = b
	}
	if found == none {
		return none
	}
	for _, a := range gone {
		if a != x && similar(a, found) {
			return none
		}
	}
	return found
}

// foldCase returns a text that is equal for all texts that strings.EqualFold regards as
// equal.
func foldCase(text string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			least = min(least, other)
		}
		return least
	}, text)
}

// haveCommonWord reports whether two names have a word in common that is not a mere
// filler, such as taxId and taxIdentificationNumber.
func (c *comparer) haveCommonWord(a, b string) bool {
	words := c.wordsOf(b)
	for word := range c.wordsOf(a) {
		if words[word] {
			return true
		}
	}
	return false
}

// wordsOf returns the words of a name except for fillers.
func (c *comparer) wordsOf(name string) map[string]bool {
	words, known := c.words[name]
	if known {
		return words
	}
	words = map[string]bool{}
	for _, word := range nameWords(name) {
		if !slices.Contains(fillers, word) {
			words[word] = true
		}
	}
	c.words[name] = words
	return words
}

// haveSameContent reports whether two inline types have the same properties or values,
// and at least two of them.
func haveSameContent(a, b api.Use) bool {
	x, y := declaredWithin(a), declaredWithin(b)
	if x == nil || y == nil || x.Key != "" || y.Key != "" {
		return false
	}
	names := contentNames(x)
	return len(names) > 1 && slices.Equal(names, contentNames(y))
}

// fillers are words that unrelated names have in common.
var fillers = []string{"id", "ids", "is", "has", "type", "name", "at", "by", "of", "to", "from", "in", "on", "url"}

// nameWords splits a name in any common spelling into lower-case words.
func nameWords(name string) []string {
	var b strings.Builder
	lower := false
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			b.WriteByte(' ')
			lower = false
			continue
		case unicode.IsUpper(r) && lower:
			b.WriteByte(' ')
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r)
		b.WriteRune(unicode.ToLower(r))
	}
	return strings.Fields(b.String())
}

// distance returns the number of inserted, deleted and replaced letters between two
// words, at most 3. Words with more than 250 bytes have this distance.
func distance(a, b string) int {
	const most, maxBytes = 3, 250
	if len(a) > maxBytes || len(b) > maxBytes {
		return most
	}
	x, y := []rune(a), []rune(b)
	if len(x)-len(y) >= most || len(y)-len(x) >= most {
		return most
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		first := max(0, i-most) // the distance is larger outside of a band around the diagonal
		before := row[first]
		row[first] = i + 1
		least := row[first]
		for j := first; j < min(i+most, len(y)); j++ {
			next := before
			if x[i] != y[j] {
				next = 1 + min(before, row[j], row[j+1])
			}
			before, row[j+1] = row[j+1], next
			least = min(least, next)
		}
		if least >= most {
			return most
		}
	}
	return min(row[len(y)], most)
}
