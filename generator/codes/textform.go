package codes

// The form of texts: spaces, normalization, ends of sentences, scripts, and
// text that is not translated.

import (
	"fmt"
	"iter"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"

	"github.com/fragen-go/fragen/generator/diag"
)

// besideWide matches spaces beside punctuation that includes a space.
var besideWide = regexp.MustCompile(`[` + widePunctuation + `] |[ ][` + widePunctuation + `]`)

const widePunctuation = "，。；：！？、」』）"

// wrongSpace finds spaces that a text should not have.
func wrongSpace(text Text) string {
	if strings.TrimSpace(text.Text) != text.Text {
		return "leading or trailing space; remove it"
	}
	before := 'x'
	for _, c := range text.Text {
		if unicode.IsSpace(c) && unicode.IsSpace(before) {
			return "two consecutive spaces; remove one"
		}
		before = c
	}
	if !strings.ContainsAny(text.Text, widePunctuation) {
		return ""
	}
	if found := besideWide.FindString(text.Text); found != "" {
		return fmt.Sprintf("space beside %s, which includes one; remove it", strings.TrimSpace(found))
	}
	return ""
}

// notNormal finds texts that are not in Unicode normalization form C.
func notNormal(text Text) string {
	if norm.NFC.IsNormalString(text.Text) {
		return ""
	}
	return fmt.Sprintf("the text is not in Unicode normalization form C, so searches may miss it; write %q",
		diag.Excerpt(norm.NFC.String(text.Text)))
}

// withoutFullStop are languages that do not mark the ends of sentences.
var withoutFullStop = map[string]bool{"th": true, "lo": true, "km": true, "my": true, "bo": true}

// differentEnd finds translations that end with a full stop while their source
// does not, and the reverse.
func differentEnd(text, source *parsedText) string {
	if withoutFullStop[text.base] || withoutFullStop[source.base] {
		return ""
	}
	switch ours, theirs := endsSentence(text.Text.Text), endsSentence(source.Text.Text); {
	case theirs && !ours:
		return "the source ends with a full stop, the translation does not; add one"
	case ours && !theirs:
		return "the translation ends with a full stop, the source does not; remove it"
	}
	return ""
}

// endsSentence reports whether a text ends like a sentence.
func endsSentence(text string) bool {
	text = strings.TrimRight(text, ")]}\"'”’»“）」』 ")
	last, _ := utf8.DecodeLastRuneInString(text)
	return unicode.In(last, unicode.Sentence_Terminal) || last == '…' || last == ':' || last == '：'
}

// untranslated finds texts that are identical to their source, and sequences of
// words that are not translated.
func untranslated(text, source *parsedText) string {
	switch {
	case text.base == source.base:
		return ""
	case text.Text.Text == source.Text.Text:
		return "the text is identical to its source; translate it"
	}
	if words := untranslatedWords(text, source); words != "" && wrongScript(text.Text) == "" {
		return fmt.Sprintf("%q is the same as in the source; translate it", diag.Excerpt(words))
	}
	return ""
}

// untranslatedWords finds consecutive words that both texts have: four, or three
// if the languages use different scripts. Names do not count.
func untranslatedWords(text, source *parsedText) string {
	if source.runs == nil {
		source.runs = make(map[string]bool)
		words := plainWords(source.Text.Text)
		for length := range 2 {
			for run := range runsOf(words, 3+length) {
				source.runs[run] = true
			}
		}
	}
	ours, length := plainWords(text.Text.Text), 4
	for run := range runsOf(ours, 3) {
		if source.runs[run] {
			if !sharesScript(text.Locale, source.Locale) {
				length = 3
			}
			break
		}
	}
	for run := range runsOf(ours, length) {
		if source.runs[run] && !strings.Contains(run, "\x00") {
			return run
		}
	}
	return ""
}

// runsOf returns each sequence of n consecutive words.
func runsOf(words []string, n int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := 0; i+n <= len(words) && yield(strings.Join(words[i:i+n], " ")); i++ {
		}
	}
}

// plainWords returns the words of a text. A zero byte replaces each word that is
// not a common word: names, numbers, URLs.
func plainWords(text string) []string {
	if strings.Contains(text, "://") {
		text = urlForm.ReplaceAllString(text, " 0 ")
	}
	var words []string
	isSeparator := func(c rune) bool { return !isWordCharacter(c) && c != '\'' && c != '’' }
	for _, w := range strings.FieldsFunc(text, isSeparator) {
		first, size := utf8.DecodeRuneInString(w)
		if unicode.IsDigit(first) || w != strings.ToLower(w) && len(words) > 0 ||
			strings.ToLower(w[size:]) != w[size:] {
			w = "\x00"
		}
		words = append(words, strings.ToLower(w))
	}
	return words
}

func sharesScript(a, b string) bool {
	scriptA, _ := language.Make(a).Script()
	scriptB, _ := language.Make(b).Script()
	return scriptA == scriptB
}

// scripts are the letters of each script of ISO 15924. Other scripts are not
// checked.
var scripts = map[string][]*unicode.RangeTable{
	"Arab": {unicode.Arabic}, "Armn": {unicode.Armenian}, "Beng": {unicode.Bengali},
	"Cyrl": {unicode.Cyrillic}, "Deva": {unicode.Devanagari}, "Ethi": {unicode.Ethiopic},
	"Geor": {unicode.Georgian}, "Grek": {unicode.Greek}, "Gujr": {unicode.Gujarati},
	"Guru": {unicode.Gurmukhi}, "Hans": {unicode.Han}, "Hant": {unicode.Han},
	"Hebr": {unicode.Hebrew}, "Jpan": {unicode.Han, unicode.Hiragana, unicode.Katakana},
	"Khmr": {unicode.Khmer}, "Knda": {unicode.Kannada}, "Kore": {unicode.Hangul, unicode.Han},
	"Laoo": {unicode.Lao}, "Latn": {unicode.Latin}, "Mlym": {unicode.Malayalam},
	"Mymr": {unicode.Myanmar}, "Sinh": {unicode.Sinhala}, "Taml": {unicode.Tamil},
	"Telu": {unicode.Telugu}, "Thai": {unicode.Thai},
}

// Common characters that only one of the two Chinese scripts uses.
const (
	onlyHans = "们个这来时会对说过还发经见现问间开关请长电话码应实点与从条务员机动络线连错误处检让无论认证结终"
	onlyHant = "們個這來時會對說過還發經見現問間開關請長電話碼應實點與從條務員機動絡線連錯誤處檢讓無論認證結終"
)

// wrongScript finds texts in a script that their language does not use.
func wrongScript(text Text) string {
	script, confidence := language.Make(text.Locale).Script()
	letters := scripts[script.String()]
	if letters == nil || confidence == language.No {
		return ""
	}
	switch script.String() {
	case "Hans":
		return wrongHan(text.Text, onlyHant, "traditional", onlyHans)
	case "Hant":
		return wrongHan(text.Text, onlyHans, "simplified", onlyHant)
	}
	isOwn := func(c rune) bool { return unicode.In(c, letters...) }
	if !strings.ContainsFunc(text.Text, unicode.IsLetter) || strings.ContainsFunc(text.Text, isOwn) {
		return ""
	}
	return fmt.Sprintf("the text has no letters of the script %s; translate it, or correct the locale", script)
}

// wrongHan finds texts without Chinese characters, and characters of the other
// Chinese script, which has the given name.
func wrongHan(text, others, name, own string) string {
	isHan := func(c rune) bool { return unicode.Is(unicode.Han, c) }
	if strings.ContainsFunc(text, unicode.IsLetter) && !strings.ContainsFunc(text, isHan) {
		return "the text has no Chinese characters; translate it, or correct the locale"
	}
	for _, c := range text {
		if strings.ContainsRune(others, c) && !strings.ContainsRune(own, c) {
			return fmt.Sprintf("%c is a %s character, which the locale does not use; replace it", c, name)
		}
	}
	return ""
}
