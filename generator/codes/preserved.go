package codes

// Parts of a source that a translation must contain unchanged: numbers, URLs,
// acronyms, identifiers and placeholders.

import (
	"fmt"
	"index/suffixarray"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/diag"
)

var (
	digits    = regexp.MustCompile(`\p{Nd}+`)
	grouped   = regexp.MustCompile(`\b\d{1,3}(?:[.,'’ \x{A0}\x{2009}\x{202F}٬]\d{3})+\b`)
	separator = regexp.MustCompile(`[^0-9]`)
	myriad    = regexp.MustCompile(`(\d+) ?([万萬만億亿억])`)
)

// missingNumber finds a number of the source that the translation lacks. Digits
// of any script and any digit grouping are equivalent, and small numbers may be
// written as words. A translation may have additional numbers: "two" may become
// "2".
func missingNumber(text, source *parsedText) string {
	if len(source.numbers) == 0 {
		return ""
	}
	have := setOf(numbersIn(text.Text.Text))
	for _, n := range source.numbers {
		if !have[n] && !spellsOut(text, n) {
			return fmt.Sprintf("the number %s of the source is missing; add it", diag.Excerpt(n))
		}
	}
	return ""
}

// numbersIn returns the numbers in a text, in ASCII digits without grouping.
func numbersIn(text string) []string {
	if !strings.ContainsFunc(text, unicode.IsDigit) {
		return nil
	}
	text = strings.Map(asciiDigit, urlForm.ReplaceAllString(text, " "))
	text = grouped.ReplaceAllStringFunc(text, func(n string) string { return separator.ReplaceAllString(n, "") })
	found := digits.FindAllString(text, -1)
	for _, parts := range myriad.FindAllStringSubmatch(text, -1) {
		zeros := "0000"
		if strings.Contains("億亿억", parts[2]) {
			zeros = "00000000"
		}
		found = append(found, parts[1]+zeros)
	}
	return found
}

// asciiDigit returns the ASCII digit with the value of c, or c itself if it is
// not a digit. In Unicode the digits of a script are consecutive, from 0 to 9.
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

// numerals are the beginnings of the words for 1 to 12 in some languages.
var numerals = map[string]string{
	"en": "one two three four five six seven eight nine ten eleven twelve",
	"de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
	"fr": "un deux trois quatre cinq six sept huit neuf dix onze douze",
	"es": "un dos tres cuatro cinco seis siete ocho nueve diez once doce",
	"pt": "um dois três quatro cinco seis sete oito nove dez onze doze",
	"it": "un due tre quattro cinque sei sette otto nove dieci undici dodici",
	"nl": "een twee drie vier vijf zes zeven acht negen tien elf twaalf",
	"ru": "од дв тр четыр пят шест сем восем девят десят одиннадцат двенадцат",
	"uk": "од дв тр чотир п'ят шіст сім вісім дев'ят десят одинадцят дванадцят",
	"cs": "jed dv tř čtyř pět šest sedm osm devět deset jedenáct dvanáct",
	"sv": "en två tre fyra fem sex sju åtta nio tio elva tolv",
	"da": "en to tre fire fem seks syv otte ni ti elleve tolv",
	"nb": "en to tre fire fem seks sju åtte ni ti elleve tolv",
	"vi": "một hai ba bốn năm sáu bảy tám chín mười",
	"id": "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
	"pl": "jed dw trz czter pię sze sied osiem dziewię dziesię jedena dwana",
	"zh": "一 二 三 四 五 六 七 八 九 十 十一 十二",
	"ja": "一 二 三 四 五 六 七 八 九 十 十一 十二",
}

// spellsOut reports whether a text has the number n as a word.
func spellsOut(text *parsedText, n string) bool {
	value, err := strconv.Atoi(n)
	words := strings.Fields(numerals[text.base])
	if err != nil || value < 1 || value > len(words) {
		return false
	}
	word := words[value-1]
	if strings.ContainsFunc(word, func(c rune) bool { return unicode.Is(unicode.Han, c) }) {
		return strings.Contains(text.lower, word) || value == 2 && strings.ContainsAny(text.lower, "两兩")
	}
	return strings.Contains(" "+text.lower, " "+word)
}

var (
	urlForm = regexp.MustCompile(`https?://[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+`)
	region  = regexp.MustCompile(`/[a-z]{2,3}(?:-[a-z]{4})?(?:-[a-z]{2})?(/|$)`)
)

// missingURL finds a URL of the source that the translation lacks. The path
// segment that names a language, as in /en-us/, may differ.
func missingURL(text, source *parsedText) string {
	if !strings.Contains(source.lower, "http") {
		return ""
	}
	have := make(map[string]bool)
	for _, link := range urlsIn(text.Text.Text) {
		have[withoutRegion(link)] = true
	}
	for _, link := range urlsIn(source.Text.Text) {
		if !have[withoutRegion(link)] {
			return fmt.Sprintf("the URL %s of the source is missing; add it", diag.Excerpt(link))
		}
	}
	return ""
}

func withoutRegion(link string) string { return region.ReplaceAllString(strings.ToLower(link), "/") }

func urlsIn(text string) []string {
	found := urlForm.FindAllString(text, -1)
	for i, link := range found {
		found[i] = strings.TrimRight(link, ".,;:!?")
	}
	return found
}

// asciiWord matches words that may be acronyms or identifiers.
var asciiWord = regexp.MustCompile(`[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)*`)

// translatableAcronyms are acronyms that other languages translate.
var translatableAcronyms = []string{
	"AI", "API", "CPU", "EU", "FAQ", "ID", "IDS", "IT", "NGO", "OK", "PC", "TV", "UK", "UN", "US", "USA", "VAT",
}

// missingWord finds an acronym (PSTN) or identifier (keepAlive) of the source
// that the translation lacks. Words with a term in the glossary have a rule of
// their own.
func (l *linter) missingWord(text, source *parsedText) string {
	isThere := text.searcher(len(source.names))
	for _, w := range source.names {
		singular := strings.TrimSuffix(w, "s")
		if !isThere(strings.ToLower(singular)) && !l.hasTerm(w, text.Locale) && !l.hasTerm(singular, text.Locale) {
			return fmt.Sprintf("the word %q of the source is missing; add it", diag.Excerpt(w))
		}
	}
	return ""
}

// searcher returns a function that reports whether a text contains a string, ignoring
// case. It is called n times. An index is faster if n is large.
func (r *parsedText) searcher(n int) func(lower string) bool {
	const many = 100
	if n < many {
		return func(lower string) bool { return strings.Contains(r.lower, lower) }
	}
	index := suffixarray.New([]byte(r.lower))
	return func(lower string) bool { return len(index.Lookup([]byte(lower), 1)) > 0 }
}

// untranslatableWords returns the words of a text that a translation must contain.
func untranslatableWords(text string) []string {
	words := asciiWord.FindAllString(urlForm.ReplaceAllString(text, " "), -1)
	return slices.DeleteFunc(words, func(w string) bool { return !isUntranslatable(w) })
}

// hasTerm reports whether the glossary translates a word to a locale.
func (l *linter) hasTerm(word, locale string) bool {
	alone := l.parse(Text{Locale: l.table.Source, Text: word})
	return slices.ContainsFunc(l.terms.in(alone), func(entry int) bool { return l.terms.of(entry, locale) != nil })
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, s := range list {
		set[s] = true
	}
	return set
}

// unique returns a list without repetitions. A long text may repeat one word, and the
// search for each of them reads the whole translation.
func unique(list []string) []string {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(s string) bool {
		again := seen[s]
		seen[s] = true
		return again
	})
}

// isUntranslatable reports whether a word is an acronym or an identifier.
func isUntranslatable(w string) bool {
	upper, lower, inner := 0, 0, false
	for i, c := range w {
		switch {
		case unicode.IsUpper(c):
			upper++
			inner = inner || i > 0 && lower > 0
		case unicode.IsLower(c):
			lower++
		}
	}
	plural := upper >= 2 && lower == 1 && strings.HasSuffix(w, "s")
	acronym := upper >= 2 && (lower == 0 || plural) && !slices.Contains(translatableAcronyms, strings.ToUpper(w))
	return acronym || inner || strings.Contains(w, "_")
}

// Placeholder matches placeholders: {name}, {0}, or a verb of printf.
var Placeholder = regexp.MustCompile(`\{[A-Za-z_][\w.]*\}|\{[0-9]+\}|%(?:[0-9]+\$)?[sdvqxf]\b`)

// differentPlaceholder finds a placeholder that only one of the texts has.
func differentPlaceholder(text, source *parsedText) string {
	if !strings.ContainsAny(text.lower+source.lower, "{%") {
		return ""
	}
	have, want := Placeholder.FindAllString(text.Text.Text, -1), Placeholder.FindAllString(source.Text.Text, -1)
	inText, inSource := setOf(have), setOf(want)
	for _, p := range want {
		if !inText[p] {
			return fmt.Sprintf("the placeholder %s of the source is missing; add it", diag.Excerpt(p))
		}
	}
	for _, p := range have {
		if !inSource[p] {
			return fmt.Sprintf("the source has no placeholder %s; remove it", diag.Excerpt(p))
		}
	}
	return ""
}

// unfilledPlaceholder finds a placeholder other than the one that programs fill. In a
// translation, it is only one that resembles it: the rule for translations reports the
// others. Placeholders in paths and queries are literal.
//
//	Sent by {sipp}.        in a row whose pattern captures {sip}
//	Unknown code {kode}    in "unknown", which has {code}
//	Plain {sip} text.      in a row without a pattern
func unfilledPlaceholder(text Text, filled string, isSource bool) string {
	for _, at := range Placeholder.FindAllStringIndex(text.Text, -1) {
		name, before := text.Text[at[0]:at[1]], text.Text[:at[0]]
		isLiteral := strings.HasSuffix(before, "/") || strings.HasSuffix(before, "=")
		isNear := filled != "" && diag.Near(strings.Trim(name, "{}"), []string{filled}) != ""
		if name != "{"+filled+"}" && (isNear || isSource && !isLiteral) {
			return name
		}
	}
	return ""
}

// capture returns the name of the number that the row's pattern captures, or "".
func (c *Code) capture() string {
	if c.Pattern == nil || c.Pattern.IsRange() {
		return ""
	}
	return c.Pattern.Capture
}

// Fill returns a text with the number that the row's pattern captured in place of
// its placeholder: 486 for {sip}.
func (c *Code) Fill(text string, captured int64) string {
	if c.Pattern == nil || c.Pattern.IsRange() {
		return text
	}
	return strings.ReplaceAll(text, "{"+c.Pattern.Capture+"}", strconv.FormatInt(captured, 10))
}
