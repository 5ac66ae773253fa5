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

// IsLong reports whether a name has more than MaxLength letters.
func IsLong(name Ident) bool { return utf8.RuneCountInString(string(name)) > MaxLength }

// Shorten returns candidates for a name in place of name if that is longer than
// MaxLength. They have its first words, which say where it belongs, and its last ones,
// which describe it:
//
//	ReposBranchesProtectionPutRequestBodyRestrictionsDismissalTeamsItem ->
//	ReposPutRequestBodyRestrictionsDismissalTeamsItem, …
//
// The candidates differ in the number of first words. A name that is short enough is
// the only candidate.
func Shorten(name Ident) []Ident { return ShortenParts([]string{string(name)}, 0) }

// ShortenParts is like Shorten for the name that consists of the given parts, see
// [Style.Parts]. It omits whole parts, or words if it cannot. The candidates leave room for
// a suffix of the given number of letters.
func ShortenParts(parts []string, suffix int) []Ident {
	name := Ident(joinWords(parts))
	if !IsLong(name) {
		return []Ident{name}
	}
	limit := MaxLength - max(suffix, digitsOfNumber)
	for _, words := range [][]string{parts, splitCamelCase([]rune(string(name)))} {
		if candidates := shortenWords(words, limit); candidates != nil {
			return candidates
		}
	}
	return []Ident{Ident([]rune(string(name))[:limit])} // a single word, or almost
}

// shortenWords returns names with at most limit letters that have the first of some words
// and the last ones. It returns nil if there are none.
func shortenWords(words []string, limit int) []Ident {
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
	return candidates
}
