package codes

// This file finds what the file's rules allow but nobody means. Only what is
// cheap and certain is here: a warning that is sometimes wrong is soon read by
// no one. Each check takes a text and its source and answers with a message,
// "" when all is well.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/diag"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Lint returns warnings about the texts of tables that Parse read without
// errors. The list is never nil.
func Lint(tables []*Table) *diag.List {
	diags := new(diag.List)
	for _, table := range tables {
		for _, row := range table.Codes {
			if row.Draft {
				diags.Warnf(row.Pos, "draft", "%s is a draft, from which nothing is generated; give it an id for ever, a category and its texts, and take draft out", row.ID)
			}
			lintTexts(diags, table, row.Message)
			lintTexts(diags, table, row.Advice)
		}
	}
	return diags
}

// checks lists the rules for single texts. source is the text that it was
// translated from; a source text is checked against none but itself.
var checks = []struct {
	rule  string
	check func(text, source Text) string
}{
	{"text-spaces", spaces},
	{"text-not-nfc", notNormal},
	{"text-untranslated", untranslated},
	{"text-script", wrongScript},
	{"text-numbers", lostNumbers},
	{"text-machine-translated", machine},
}

func lintTexts(diags *diag.List, table *Table, texts []Text) {
	i := slices.IndexFunc(texts, func(t Text) bool { return t.Locale == table.Source })
	for _, text := range texts {
		source := text
		if i >= 0 {
			source = texts[i]
		}
		for _, c := range checks {
			if message := c.check(text, source); message != "" {
				diags.Warnf(text.Pos, c.rule, "%s: %s", text.Locale, message)
			}
		}
	}
}

func spaces(text, _ Text) string {
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
	return ""
}

func notNormal(text, _ Text) string {
	if norm.NFC.IsNormalString(text.Text) {
		return ""
	}
	return fmt.Sprintf("the text is not in Unicode's form NFC, so that searching may miss it; write %q", short(norm.NFC.String(text.Text)))
}

func untranslated(text, source Text) string {
	if text.Locale == source.Locale || text.Text != source.Text || sameLanguage(text.Locale, source.Locale) {
		return ""
	}
	return "the text is the same as its source; translate it"
}

func sameLanguage(a, b string) bool {
	baseA, _ := language.Make(a).Base()
	baseB, _ := language.Make(b).Base()
	return baseA == baseB
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

func wrongScript(text, _ Text) string {
	script, confidence := language.Make(text.Locale).Script()
	letters := scripts[script.String()]
	if letters == nil || confidence == language.No {
		return ""
	}
	isOwn := func(c rune) bool { return unicode.In(c, letters...) }
	if !strings.ContainsFunc(text.Text, unicode.IsLetter) || strings.ContainsFunc(text.Text, isOwn) {
		return ""
	}
	return fmt.Sprintf("the text has no letter of the script %s; it is hardly in this language", script)
}

var number = regexp.MustCompile(`\p{Nd}+`)

// lostNumbers compares the numbers of both texts. Digits of other scripts count
// as the same digits. A translation may have more of them: "two" may become 2.
func lostNumbers(text, source Text) string {
	have := numbers(text.Text)
	for _, n := range numbers(source.Text) {
		if !slices.Contains(have, n) {
			return fmt.Sprintf("the number %s of the source is missing", short(n))
		}
	}
	return ""
}

func numbers(text string) []string {
	return number.FindAllString(strings.Map(asciiDigit, text), -1)
}

// asciiDigit returns the digit 0 to 9 with the value of c. Unicode puts the
// digits of a script next to each other, from 0 to 9.
func asciiDigit(c rune) rune {
	if c < 0x80 || !unicode.Is(unicode.Nd, c) {
		return c
	}
	value := rune(0)
	for unicode.Is(unicode.Nd, c-value-1) && value < 9 {
		value++
	}
	return '0' + value
}

func machine(text, _ Text) string {
	if text.State != Machine {
		return ""
	}
	return "the text was translated by a machine; let someone read it and set its state to reviewed"
}
