package codes

// What texts look like: spaces, normal forms, ends of sentences, scripts, and
// whether they are translated at all.

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// besideWide are spaces beside punctuation that brings its own.
var besideWide = regexp.MustCompile(`[` + wide + `] |[ ][` + wide + `]`)

const wide = "，。；：！？、」』）"

func spaces(text Text) string {
	if strings.TrimSpace(text.Text) != text.Text {
		return "the text begins or ends with a space; remove it"
	}
	before := 'x'
	for _, c := range text.Text {
		if unicode.IsSpace(c) && unicode.IsSpace(before) {
			return "there are two spaces in a row; remove one"
		}
		before = c
	}
	if !strings.ContainsAny(text.Text, wide) {
		return ""
	}
	if found := besideWide.FindString(text.Text); found != "" {
		return fmt.Sprintf("a space stands beside %s, which brings its own; remove it", strings.TrimSpace(found))
	}
	return ""
}

func notNormal(text Text) string {
	if norm.NFC.IsNormalString(text.Text) {
		return ""
	}
	return fmt.Sprintf("the text is not in Unicode's form NFC, so that searching may miss it; write %q", short(norm.NFC.String(text.Text)))
}

// unended are languages that do not mark the ends of sentences.
var unended = map[string]bool{"th": true, "lo": true, "km": true, "my": true, "bo": true}

func otherEnd(text, source *reading) string {
	if unended[text.base] || unended[source.base] {
		return ""
	}
	switch ours, theirs := ends(text.Text.Text), ends(source.Text.Text); {
	case theirs && !ours:
		return "the sentence has no end, but that of the source has; add a full stop"
	case ours && !theirs:
		return "the text ends as a sentence, but the source does not; remove the full stop"
	}
	return ""
}

func ends(text string) bool {
	text = strings.TrimRight(text, ")]}\"'”’»“）」』 ")
	last, _ := utf8.DecodeLastRuneInString(text)
	return unicode.In(last, unicode.Sentence_Terminal) || last == '…' || last == ':' || last == '：'
}

// untranslated finds texts that are their source, and words of the source that
// were left standing.
func untranslated(text, source *reading) string {
	switch {
	case text.base == source.base:
		return ""
	case text.Text.Text == source.Text.Text:
		return "the text is the same as its source; translate it"
	}
	if rest := leftover(text, source); rest != "" && wrongScript(text.Text) == "" {
		return fmt.Sprintf("%q stands there as in the source; translate it", short(rest))
	}
	return ""
}

// leftover finds words in a row that both texts have: four, or three where
// the languages have no letters in common. Names do not count.
func leftover(text, source *reading) string {
	ours, most := plainWords(text.Text.Text), 4
	for i := 0; i+3 <= len(ours) && most == 4; i++ {
		if strings.Contains(source.plain, strings.Join(ours[i:i+3], " ")) && !sharesLetters(text.Locale, source.Locale) {
			most = 3
		}
	}
	for i := 0; i+most <= len(ours); i++ {
		run := strings.Join(ours[i:i+most], " ")
		if strings.Contains(source.plain, " "+run+" ") && !strings.Contains(run, "\x00") {
			return run
		}
	}
	return ""
}

// plainWords are the words of a text, with a zero byte for what is no common
// word: names, numbers, what stands between quotation marks.
func plainWords(text string) []string {
	if strings.Contains(text, "://") {
		text = address.ReplaceAllString(text, " 0 ")
	}
	var words []string
	for _, w := range strings.FieldsFunc(text, func(c rune) bool { return !isWord(c) && c != '\'' && c != '’' }) {
		first, size := utf8.DecodeRuneInString(w)
		if unicode.IsDigit(first) || w != strings.ToLower(w) && len(words) > 0 || strings.ToLower(w[size:]) != w[size:] {
			w = "\x00"
		}
		words = append(words, strings.ToLower(w))
	}
	return words
}

func sharesLetters(a, b string) bool {
	scriptA, _ := language.Make(a).Script()
	scriptB, _ := language.Make(b).Script()
	return scriptA == scriptB
}

// scripts says which letters a script of ISO 15924 is written in, for those
// where its name is not that of the letters. Others are not checked.
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

// Common characters that are written in one of the two Chinese scripts only.
const (
	onlyHans = "们个这来时会对说过还发经见现问间开关请长电话码应实点与从条务员机动络线连错误处检让无论认证结终"
	onlyHant = "們個這來時會對說過還發經見現問間開關請長電話碼應實點與從條務員機動絡線連錯誤處檢讓無論認證結終"
)

func wrongScript(text Text) string {
	script, confidence := language.Make(text.Locale).Script()
	letters := scripts[script.String()]
	if letters == nil || confidence == language.No {
		return ""
	}
	switch script.String() {
	case "Hans":
		return otherHan(text.Text, onlyHant, "traditional", onlyHans)
	case "Hant":
		return otherHan(text.Text, onlyHans, "simplified", onlyHant)
	}
	isOwn := func(c rune) bool { return unicode.In(c, letters...) }
	if !strings.ContainsFunc(text.Text, unicode.IsLetter) || strings.ContainsFunc(text.Text, isOwn) {
		return ""
	}
	return fmt.Sprintf("the text has no letter of the script %s; it is hardly in this language", script)
}

// otherHan looks for Chinese characters at all, and for those of the other
// script.
func otherHan(text, others, which, own string) string {
	if strings.ContainsFunc(text, unicode.IsLetter) && !strings.ContainsFunc(text, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
		return "the text has no Chinese character; it is hardly in this language"
	}
	for _, c := range text {
		if strings.ContainsRune(others, c) && !strings.ContainsRune(own, c) {
			return fmt.Sprintf("%c is a %s character, and the locale is not written so", c, which)
		}
	}
	return ""
}
