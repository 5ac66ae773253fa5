package names

import (
	"slices"
	"unicode/utf8"
)

// MaxLength is the maximum number of letters of an exported name. Renames and the
// names in fragen.lock may be longer.
const MaxLength = 60

// digitsOfNumber is the room for the number of a name that several claims want.
const digitsOfNumber = 3

// Shorten returns candidates for a name in place of name if that is longer than
// MaxLength. They have its first words, which say where it belongs, and its last ones,
// which describe it:
//
//	ReposBranchesProtectionPutRequestBodyRestrictionsDismissalTeamsItem ->
//	ReposPutRequestBodyRestrictionsDismissalTeamsItem, …
//
// The candidates differ in the number of first words. A name that is short enough is
// the only candidate.
func Shorten(name Ident) []Ident {
	const limit = MaxLength - digitsOfNumber
	if utf8.RuneCountInString(string(name)) <= MaxLength {
		return []Ident{name}
	}
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
