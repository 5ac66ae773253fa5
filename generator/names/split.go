package names

// How a text becomes words. A text is first cut into parts at everything that
// is neither letter nor digit ("call-id"), and parts are cut into words at
// camel humps ("callId", "HTTPServer"). Characters that are no more than
// decoration of their neighbours (apostrophes, accents that stand alone,
// direction marks) vanish without cutting. Digits stay with what they follow:
// "oauth2Token" is oauth2 and Token.

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Words returns the words of text as they are written in it: "callbackUri" is
// callback and Uri, "userIDs" user and IDs, "ODataError" OData and Error. A
// text of symbols alone gives their names ("*" is Star).
func Words(text string) []string {
	var out []string
	for _, part := range split(text) {
		out = append(out, part...)
	}
	return out
}

// split returns the words of text, grouped by part.
func split(text string) [][]string {
	var parts [][]string
	if sign, ok := leadingSign(text); ok {
		parts = append(parts, []string{sign})
	}
	var part strings.Builder
	flush := func() {
		if part.Len() > 0 {
			parts = append(parts, humps([]rune(part.String())))
			part.Reset()
		}
	}
	for _, r := range text {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			part.WriteRune(r)
		case !decoration(r):
			flush()
		}
	}
	flush()
	if len(parts) == 0 {
		return spell(text)
	}
	return parts
}

// decoration reports whether r belongs to the word around it although no
// identifier may hold it.
func decoration(r rune) bool {
	return r == '\'' || r == '’' || r == utf8.RuneError ||
		unicode.In(r, unicode.M, unicode.Cf) || unicode.IsControl(r) && !unicode.IsSpace(r)
}

// leadingSign returns the name of the sign that text begins with, when a
// letter or digit follows: -1 and 1, or -created and created, often stand in
// one enumeration.
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

// kind is what a rune means for camel humps.
type kind uint8

const (
	caseless kind = iota
	small
	capital
	digit
)

func kindOf(r rune) kind {
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

// humps cuts a part into its words.
func humps(part []rune) []string {
	var words []string
	start := 0
	for i := 0; i < len(part); i++ {
		if i > start && hump(part, i) {
			words = append(words, string(part[start:i]))
			start = i
		}
		if n := atom(part, i); n > 0 && i == start {
			i += n - 1
		}
	}
	return append(words, string(part[start:]))
}

// hump reports whether a word begins at part[i], i > 0.
func hump(part []rune, i int) bool {
	if kindOf(part[i]) != capital {
		return false
	}
	before := runKind(part, i)
	if before != capital {
		return true
	}
	if i+1 == len(part) || kindOf(part[i+1]) != small {
		return false
	}
	return !pluralAt(part, i+1)
}

// runKind returns the kind of what stands before part[i], where digits count
// as what they follow: P2P is one run of capitals.
func runKind(part []rune, i int) kind {
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

// atoms are words with a hump inside that is none.
var atoms = [][]rune{
	[]rune("OData"), []rune("OAuth"), []rune("GraphQL"), []rune("IPv4"), []rune("IPv6"),
}

// atom returns the length of the atom at part[i], 0 when there is none.
func atom(part []rune, i int) int {
	for _, a := range atoms {
		end := i + len(a)
		if end > len(part) || string(part[i:end]) != string(a) {
			continue
		}
		if end == len(part) || kindOf(part[end]) != small {
			return len(a)
		}
	}
	return 0
}

// spell names the symbols of a text that holds nothing else. Space, control
// and direction characters have no name.
func spell(text string) [][]string {
	var parts [][]string
	for _, r := range text {
		if unicode.IsSpace(r) || decoration(r) && r != '\'' && r != '’' || !unicode.IsPrint(r) {
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

// symbols are the names of ASCII's punctuation and of a few beyond it.
var symbols = map[rune]string{
	'!': "Not", '"': "DoubleQuote", '#': "Hash", '$': "Dollar", '%': "Percent", '&': "And",
	'\'': "Quote", '(': "LeftParen", ')': "RightParen", '*': "Star", '+': "Plus", ',': "Comma",
	'-': "Minus", '.': "Dot", '/': "Slash", ':': "Colon", ';': "Semicolon", '<': "Less",
	'=': "Equal", '>': "Greater", '?': "Question", '@': "At", '[': "LeftBracket",
	'\\': "Backslash", ']': "RightBracket", '^': "Caret", '_': "Underscore", '`': "Backtick",
	'{': "LeftBrace", '|': "Or", '}': "RightBrace", '~': "Tilde", '’': "Quote",
	'§': "Section", '°': "Degree", '×': "Times", '€': "Euro", '−': "Minus", '£': "Pound", '¥': "Yen",
}
