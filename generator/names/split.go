package names

// This file splits a string into words. It first cuts the string into parts at
// every character that is neither a letter nor a digit ("call-id"), then cuts
// each part at camel-case boundaries ("callId", "HTTPServer"). Characters that
// only modify their neighbors (apostrophes, combining accents, direction marks)
// are dropped without a cut. Digits belong to the preceding word: "oauth2Token"
// becomes "oauth2" and "Token".

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words returns the words of text with their casing unchanged: "callbackUri" is
// "callback" and "Uri", "userIDs" is "user" and "IDs", "ODataError" is "OData"
// and "Error". If text consists of symbols only, Words returns their names:
// "*" is "Star".
func Words(text string) []string {
	var out []string
	for _, part := range splitParts(text) {
		out = append(out, part...)
	}
	return out
}

// splitParts returns the words of text, grouped by part.
func splitParts(text string) [][]string {
	var parts [][]string
	if sign, ok := leadingSign(text); ok {
		parts = append(parts, []string{sign})
	}
	var part strings.Builder
	flush := func() {
		if part.Len() > 0 {
			parts = append(parts, splitCamelCase([]rune(part.String())))
			part.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			part.WriteRune(r)
		case !isDecoration(r):
			flush()
		}
	}
	flush()
	if len(parts) == 0 {
		return spellSymbols(text)
	}
	return parts
}

// isDecoration reports whether r is dropped without separating words, although
// it is not valid in an identifier.
func isDecoration(r rune) bool {
	return r == '\'' || r == '’' || r == utf8.RuneError ||
		unicode.In(r, unicode.M, unicode.Cf) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

// leadingSign returns the name of the sign at the start of text if a letter or
// digit follows. Enumerations often contain both -1 and 1, or -created and
// created.
func leadingSign(text string) (string, bool) {
	sign, size := utf8.DecodeRuneInString(text)
	next, _ := utf8.DecodeRuneInString(text[size:])
	if !unicode.IsLetter(next) && !unicode.IsDigit(next) {
		return "", false
	}
	switch sign {
	case '+':
		return "Plus", true
	case '-', '−':
		return "Minus", true
	}
	return "", false
}

// letterKind classifies a rune for splitting camel case.
type letterKind uint8

const (
	caseless letterKind = iota
	small
	capital
	digit
)

func kindOf(r rune) letterKind {
	switch {
	case unicode.IsUpper(r) || unicode.IsTitle(r):
		return capital
	case unicode.IsLower(r):
		return small
	case unicode.IsDigit(r):
		return digit
	}
	return caseless
}

// splitCamelCase splits a part into words.
func splitCamelCase(part []rune) []string {
	var words []string
	start := 0
	for i := 0; i < len(part); i++ {
		if i > start && startsWord(part, i) {
			words = append(words, string(part[start:i]))
			start = i
		}
		if n := atomLength(part, i); n > 0 && i == start {
			i += n - 1
		}
	}
	return append(words, string(part[start:]))
}

// startsWord reports whether a word begins at part[i]. i must be positive.
func startsWord(part []rune, i int) bool {
	if kindOf(part[i]) != capital {
		return false
	}
	before := kindBefore(part, i)
	if before != capital {
		return true
	}
	if i+1 == len(part) || kindOf(part[i+1]) != small {
		return false
	}
	return !pluralAt(part, i+1)
}

// kindBefore returns the kind of the rune before part[i]. It skips digits, so
// P2P is one run of capitals.
func kindBefore(part []rune, i int) letterKind {
	for i > 0 {
		i--
		if k := kindOf(part[i]); k != digit {
			return k
		}
	}
	return digit
}

// pluralAt reports whether part[i] is the s of a plural such as IDs.
func pluralAt(part []rune, i int) bool {
	return part[i] == 's' && (i+1 == len(part) || kindOf(part[i+1]) == capital)
}

// atoms are words that contain a capital but are not split there.
var atoms = [][]rune{
	[]rune("OData"), []rune("OAuth"), []rune("GraphQL"), []rune("IPv4"), []rune("IPv6"),
}

// atomLength returns the length of the atom at part[i], or 0.
func atomLength(part []rune, i int) int {
	for _, a := range atoms {
		end := i + len(a)
		if end > len(part) || !slices.Equal(part[i:end], a) {
			continue
		}
		if end == len(part) || kindOf(part[end]) != small {
			return len(a)
		}
	}
	return 0
}

// spellSymbols returns the names of the symbols in a text without letters and
// digits. Space, control and direction characters have no name.
func spellSymbols(text string) [][]string {
	var parts [][]string
	for _, r := range text {
		if unicode.IsSpace(r) || isDecoration(r) && r != '\'' && r != '’' || !unicode.IsPrint(r) {
			continue
		}
		name, ok := symbols[r]
		if !ok {
			name = fmt.Sprintf("U%04X", r)
		}
		parts = append(parts, []string{name})
	}
	return parts
}

// symbols are the names of ASCII punctuation and a few other characters.
var symbols = map[rune]string{
	'!': "Not", '"': "DoubleQuote", '#': "Hash", '$': "Dollar", '%': "Percent", '&': "And",
	'\'': "Quote", '(': "LeftParen", ')': "RightParen", '*': "Star", '+': "Plus", ',': "Comma",
	'-': "Minus", '.': "Dot", '/': "Slash", ':': "Colon", ';': "Semicolon", '<': "Less",
	'=': "Equal", '>': "Greater", '?': "Question", '@': "At", '[': "LeftBracket",
	'\\': "Backslash", ']': "RightBracket", '^': "Caret", '_': "Underscore", '`': "Backtick",
	'{': "LeftBrace", '|': "Or", '}': "RightBrace", '~': "Tilde", '’': "Quote",
	'§': "Section", '°': "Degree", '×': "Times", '€': "Euro", '−': "Minus", '£': "Pound", '¥': "Yen",
}
