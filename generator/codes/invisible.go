package codes

// This file finds invisible characters in texts. Some writing systems need them:
// marks of direction beside numbers and Latin words in Hebrew and Arabic, and
// zero-width spaces where Thai may break a line. Elsewhere they make two texts
// look the same that are not, or show them in another order.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/language"

	"github.com/fragen-go/fragen/generator/yamlfile"
)

// lineBreak is the message of Harm about a line break.
const lineBreak = "contains a line break; remove it"

// The characters that some scripts need.
const (
	softHyphen     = '\u00AD'
	zeroWidthSpace = '\u200B'
	nonJoiner      = '\u200C'
	joiner         = '\u200D'
	popIsolate     = '\u2069'

	directionMarks = "\u200E\u200F\u061C"
	isolates       = "\u2066\u2067\u2068" // each ends with popIsolate
)

// The scripts that need them, by ISO 15924.
var (
	rightToLeft = []string{"Adlm", "Arab", "Aran", "Hebr", "Mand", "Mend", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}
	unspaced    = []string{"Khmr", "Laoo", "Mymr", "Thai"}
)

// Harm finds invisible characters that change how text is displayed, and line
// breaks. It returns the broken rule and a message that continues a sentence
// about the text, such as "contains U+202E, …". Both are empty if text has none
// of these characters, or only those that the writing system of the locale needs.
// If locale is "", it needs none.
func Harm(locale, text string) (rule, message string) {
	if strings.ContainsRune(text, blackFlag) {
		text = flagOfRegion.ReplaceAllString(text, "")
	}
	open := 0 // isolates
	for _, c := range text {
		switch {
		case ' ' <= c && c <= '~':
		case strings.ContainsRune("\n\r\u2028\u2029\u0085", c):
			return "control-character", lineBreak
		case strings.ContainsRune(directionMarks, c) && isWrittenIn(locale, rightToLeft):
		case strings.ContainsRune(isolates, c) && isWrittenIn(locale, rightToLeft):
			open++
		case c == popIsolate && open > 0:
			open--
		case unicode.Is(unicode.Bidi_Control, c):
			return "bidi-character", fmt.Sprintf("contains %U, which changes the direction of writing; remove it", c)
		case c == zeroWidthSpace && isWrittenIn(locale, unspaced):
		case !yamlfile.IsPlain(c) || isHidden(c):
			return "control-character", fmt.Sprintf("contains the invisible character %U; remove it", c)
		}
	}
	if open > 0 {
		return "bidi-character", "contains a directional isolate that does not end; add U+2069 after it"
	}
	return "", ""
}

// blackFlag begins the flag of a region such as Scotland. Invisible letters and an
// end mark follow.
const blackFlag = '\U0001F3F4'

var flagOfRegion = regexp.MustCompile(`\x{1F3F4}[\x{E0020}-\x{E007E}]+\x{E007F}`)

// isWrittenIn reports whether the language of a locale uses one of the scripts.
func isWrittenIn(locale string, scripts []string) bool {
	if locale == "" {
		return false
	}
	script, _ := language.Make(locale).Script()
	return slices.Contains(scripts, script.String())
}

// isHidden reports whether c is a format character that no script requires.
func isHidden(c rune) bool {
	return unicode.Is(unicode.Cf, c) && c != softHyphen && c != nonJoiner && c != joiner &&
		!unicode.Is(unicode.Prepended_Concatenation_Mark, c)
}

// joining are the scripts whose letters change their shape beside a joiner or a
// non-joiner.
var joining = []string{
	"Adlm", "Arab", "Aran", "Beng", "Deva", "Gujr", "Guru", "Khmr", "Knda", "Laoo", "Mlym", "Mong", "Mymr", "Nkoo",
	"Orya", "Rohg", "Sinh", "Syrc", "Taml", "Telu", "Thai", "Tibt",
}

// strayJoiner finds joiners and non-joiners in texts of scripts that do not use
// them. Joiners also combine emoji.
func strayJoiner(text Text) string {
	if !strings.ContainsAny(text.Text, "\u200C\u200D") || isWrittenIn(text.Locale, joining) {
		return ""
	}
	before := ' '
	for _, c := range text.Text {
		if c == nonJoiner || c == joiner && !isEmoji(before) {
			return fmt.Sprintf("contains the invisible character %U, which the script does not use; remove it", c)
		}
		before = c
	}
	return ""
}

// isEmoji reports whether a joiner can follow c in an emoji: it is a symbol, a
// modifier of its color or its variant.
func isEmoji(c rune) bool {
	return unicode.In(c, unicode.So, unicode.Sk) || c == '\uFE0F'
}
