package names

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxLength is the maximum number of letters of an exported name. Renames and the
// names in fragen.lock may be longer.
const MaxLength = 60

// digitsOfNumber is the room for the number of a name that several claims want.
const digitsOfNumber = 3

// IsLong reports whether a name has more than MaxLength letters.
func IsLong(name Ident) bool { return utf8.RuneCountInString(string(name)) > MaxLength }

// Shorten returns candidates for a name in place of name if that is longer than
// MaxLength. They have its first words, which say where it belongs, and its last ones,
// which describe it:
//
//	ReposBranchesProtectionPutRequestBodyRestrictionsDismissalTeamsItem ->
//	ReposPutRequestBodyRestrictionsDismissalTeamsItem, …
//
// The candidates differ in the number of first words, and leave room for a suffix of the
// given number of letters. A name that is short enough is the only candidate.
func Shorten(name Ident, suffix int) []Ident {
	if !IsLong(name) {
		return []Ident{name}
	}
	limit := MaxLength - max(suffix, digitsOfNumber)
	words := splitCamelCase([]rune(string(name)))
	var candidates []Ident
	for first := 1; first <= 3 && first < len(words); first++ {
		length := 0
		for _, word := range words[:first] {
			length += utf8.RuneCountInString(word)
		}
		last := len(words)
		for last > first && length+utf8.RuneCountInString(words[last-1]) <= limit {
			last--
			length += utf8.RuneCountInString(words[last])
		}
		if last > first && last < len(words) && isID(words[last]) {
			last++ // its noun is left out
		}
		if last == len(words) {
			break
		}
		candidates = append(candidates, Ident(joinWords(slices.Concat(words[:first], words[last:]))))
	}
	if candidates == nil { // a single word, or almost
		return []Ident{Ident([]rune(string(name))[:limit])}
	}
	return candidates
}

// isID reports whether a word is ID or IDs.
func isID(word string) bool { return strings.EqualFold(strings.TrimSuffix(word, "s"), "ID") }
