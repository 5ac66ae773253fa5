package codes

// What a translation keeps as it is in the source: numbers, addresses,
// acronyms, names from programs, placeholders.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/diag"
)

var (
	number    = regexp.MustCompile(`\p{Nd}+`)
	grouped   = regexp.MustCompile(`\b\d{1,3}(?:[.,'’ \x{A0}\x{2009}\x{202F}٬]\d{3})+\b`)
	separator = regexp.MustCompile(`[^0-9]`)
	myriad    = regexp.MustCompile(`(\d+) ?([万萬만億亿억])`)
)

// lostNumbers compares the numbers of both texts. Digits of other scripts count
// as the same digits, groups may be divided in any way, and small numbers may
// be written as words. A translation may have more numbers: "two" may become 2.
func lostNumbers(text, source *reading) string {
	if len(source.numbers) == 0 {
		return ""
	}
	have := numbers(text.Text.Text)
	for _, n := range source.numbers {
		if !slices.Contains(have, n) && !spelled(text, n) {
			return fmt.Sprintf("the number %s of the source is missing", short(n))
		}
	}
	return ""
}

func numbers(text string) []string {
	if !strings.ContainsFunc(text, unicode.IsDigit) {
		return nil
	}
	text = strings.Map(asciiDigit, address.ReplaceAllString(text, " "))
	text = grouped.ReplaceAllStringFunc(text, func(n string) string { return separator.ReplaceAllString(n, "") })
	found := number.FindAllString(text, -1)
	for _, parts := range myriad.FindAllStringSubmatch(text, -1) {
		zeros := "0000"
		if strings.Contains("億亿억", parts[2]) {
			zeros = "00000000"
		}
		found = append(found, parts[1]+zeros)
	}
	return found
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

// numerals are the words for 1 to 12 in some languages, by how they begin.
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

// spelled reports whether a text has a small number as a word.
func spelled(text *reading, n string) bool {
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
	address = regexp.MustCompile(`https?://[A-Za-z0-9\-._~:/?#@!$&*+,;=%]+`)
	region  = regexp.MustCompile(`/[a-z]{2,3}(?:-[a-z]{4})?(?:-[a-z]{2})?(/|$)`)
)

// lostLinks compares the addresses of both texts. The part of an address that
// names a language may be another.
func lostLinks(text, source *reading) string {
	if !strings.Contains(source.lower, "http") {
		return ""
	}
	have := addresses(text.Text.Text)
	for i, link := range have {
		have[i] = anyRegion(link)
	}
	for _, link := range addresses(source.Text.Text) {
		if !slices.Contains(have, anyRegion(link)) {
			return fmt.Sprintf("the address %s of the source is missing", short(link))
		}
	}
	return ""
}

func anyRegion(link string) string { return region.ReplaceAllString(strings.ToLower(link), "/") }

func addresses(text string) []string {
	found := address.FindAllString(text, -1)
	for i, link := range found {
		found[i] = strings.TrimRight(link, ".,;:!?")
	}
	return found
}

// word is what may be an acronym or a name from a program.
var word = regexp.MustCompile(`[A-Za-z][A-Za-z0-9]*(?:[_.][A-Za-z0-9]+)*`)

// translatable are acronyms that other languages have their own for.
var translatable = []string{"AI", "API", "CPU", "EU", "FAQ", "ID", "IDS", "IT", "NGO", "OK", "PC", "TV", "UK", "UN", "US", "USA", "VAT"}

// lostWords looks for acronyms (PSTN) and names from programs (keepAlive) of the
// source. What the glossary has a term for is told by its own rule.
func (l *linter) lostWords(text, source *reading) string {
	for _, w := range source.names {
		one := strings.TrimSuffix(w, "s")
		if !strings.Contains(text.lower, strings.ToLower(one)) && !l.hasTerm(w, text.Locale) && !l.hasTerm(one, text.Locale) {
			return fmt.Sprintf("%q of the source is missing", short(w))
		}
	}
	return ""
}

// keptWords lists the words of a text that a translation keeps.
func keptWords(text string) []string {
	words := word.FindAllString(address.ReplaceAllString(text, " "), -1)
	return slices.DeleteFunc(words, func(w string) bool { return !isKept(w) })
}

// hasTerm reports whether the glossary says what a word is called in a locale.
func (l *linter) hasTerm(word, locale string) bool {
	alone := l.read(Text{Text: word})
	return slices.ContainsFunc(l.glossary, func(e entry) bool {
		return e.terms[l.table.Source].in(alone) != "" && find(e.terms, locale) != nil
	})
}

func isKept(w string) bool {
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
	acronym := upper >= 2 && (lower == 0 || plural) && !slices.Contains(translatable, strings.ToUpper(w))
	return acronym || inner || strings.Contains(w, "_")
}

// Placeholder matches what programs fill in: {name}, or a verb of printf.
var Placeholder = regexp.MustCompile(`\{[A-Za-z_][\w.]*\}|\{[0-9]+\}|%(?:[0-9]+\$)?[sdvqxf]\b`)

// otherPlaceholders compares the placeholders of both texts.
func otherPlaceholders(text, source *reading) string {
	if !strings.ContainsAny(text.lower+source.lower, "{%") {
		return ""
	}
	have, want := Placeholder.FindAllString(text.Text.Text, -1), Placeholder.FindAllString(source.Text.Text, -1)
	for _, p := range want {
		if !slices.Contains(have, p) {
			return fmt.Sprintf("the placeholder %s of the source is missing", short(p))
		}
	}
	for _, p := range have {
		if !slices.Contains(want, p) {
			return fmt.Sprintf("the source has no placeholder %s; remove it", short(p))
		}
	}
	return ""
}

// nearCapture finds a placeholder that is almost what the row's pattern captures.
func nearCapture(row *Code, text Text) string {
	if row.Pattern == nil || row.Pattern.IsRange() {
		return ""
	}
	for _, p := range Placeholder.FindAllString(text.Text, -1) {
		name := strings.Trim(p, "{}")
		if name != row.Pattern.Capture && diag.Near(name, []string{row.Pattern.Capture}) != "" {
			return fmt.Sprintf("nothing fills in %s; the pattern captures {%s}", p, row.Pattern.Capture)
		}
	}
	return ""
}

// Fill puts what the row's pattern captured into a text: 486 for {sip}.
func (c *Code) Fill(text string, captured int64) string {
	if c.Pattern == nil || c.Pattern.IsRange() {
		return text
	}
	return strings.ReplaceAll(text, "{"+c.Pattern.Capture+"}", strconv.FormatInt(captured, 10))
}
