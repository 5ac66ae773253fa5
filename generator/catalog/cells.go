package catalog

// This file reads single cells of a table of codes. Source pages decorate codes:
// with footnote marks, names, separators between thousands and invisible
// characters. Some cells hold several codes, a range or a class:
//
//	429¹            429
//	200 (OK)        200
//	10 037          10037
//	490, 491        490 and 491
//	4000–4999       a range
//	5xx             a class
//
// A cell that can be read in two ways, such as "301,005" in a column without
// other separators, is not read at all: a wrong code is worse than a missing one.

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
)

// selection is the content of a cell with codes or subcodes. The zero value
// selects nothing.
type selection struct {
	keys    []codekey.Key
	ranges  []numberRange
	classes []int64
}

// numberRange is a range of codes, including both ends.
type numberRange struct{ low, high int64 }

func (s selection) empty() bool { return len(s.keys)+len(s.ranges)+len(s.classes) == 0 }

func (s *selection) add(other selection) {
	for _, key := range other.keys {
		if !slices.Contains(s.keys, key) {
			s.keys = append(s.keys, key)
		}
	}
	s.ranges = append(s.ranges, other.ranges...)
	for _, class := range other.classes {
		if !slices.Contains(s.classes, class) {
			s.classes = append(s.classes, class)
		}
	}
}

// columnForm is the way in which a column writes numbers. A cell that is
// ambiguous by itself is read like the other cells of its column.
type columnForm struct {
	key     codekey.Form
	grouped map[rune]bool // separators that certainly group thousands in another cell
	padded  bool          // a number begins with zeros, so "1,002" can be two numbers
	long    bool          // a number of five or more digits has no separators
	hex     int           // the most digits of a hexadecimal number without a prefix, 0 for none
	zeros   bool          // numbers can begin with zeros
	dotted  bool          // numbers with a dot may be codes with subcodes: 480.101
	pairs   bool          // most words are pairs such as AB12-34, so they are no ranges
}

// superscripts are the superscript digits, which number footnotes and exponents.
const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹"

func isSuperscript(c rune) bool { return strings.ContainsRune(superscripts, c) }

// superscript returns a number, in the digits of any script, in superscript digits.
func superscript(digits string) string {
	list := []rune(superscripts)
	return strings.Map(func(c rune) rune {
		digit, _ := digitValue(c)
		return list[digit]
	}, digits)
}

// footnoteMark matches a footnote mark after a code.
var footnoteMark = regexp.MustCompile(`(?:\s*(?:\[\^?[\p{L}\p{N}_-]{1,20}\]|[*†‡§]+))+$`)

// plainNumber returns a cell of numbers without decoration: with ASCII digits and
// without footnote marks and invisible characters. It preserves the kinds of
// spaces, which show whether a space separates thousands.
func plainNumber(text string) string {
	return strings.Trim(footnoteMark.ReplaceAllString(plainCell(text), ""), "`_ \u00A0")
}

// plainCell is like plainNumber, but preserves footnote marks that are not
// superscript.
func plainCell(text string) string {
	var b strings.Builder
	for _, c := range text {
		digit, isDigit := digitValue(c)
		switch {
		case isSuperscript(c), unicode.Is(unicode.Cf, c):
		case isDigit:
			b.WriteByte('0' + digit)
		case unicode.Is(unicode.Zs, c), unicode.Is(unicode.No, c): // 404₁ is not 4041
			b.WriteRune(c)
		default:
			b.WriteString(norm.NFKC.String(string(c)))
		}
	}
	text = strings.Trim(b.String(), "` \u00A0")
	if strings.HasPrefix(text, "*") { // emphasis, not a footnote
		text = strings.Trim(text, "*` \u00A0")
	}
	return text
}

// digitValue returns the value of a decimal digit of any script.
func digitValue(c rune) (byte, bool) {
	if c <= unicode.MaxASCII {
		return byte(c - '0'), '0' <= c && c <= '9'
	}
	for _, r := range unicode.Nd.R16 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	for _, r := range unicode.Nd.R32 {
		if rune(r.Lo) <= c && c <= rune(r.Hi) {
			return byte((c - rune(r.Lo)) % 10), true
		}
	}
	return 0, false
}

// noSubcode are cell contents that mean no subcode or any subcode.
var noSubcode = []string{
	"", "-", "–", "—", "−", "n/a", "n/d", "na", "none", "any", "keine", "keiner", "entfällt", "нет", "н/д", "无", "不适用",
	"無", "なし", "없음", "ninguno", "nenhum", "aucun", "s/o", "nessuno", "brak",
}

func isNoSubcode(text string) bool {
	return slices.Contains(noSubcode, strings.ToLower(plainNumber(text)))
}

var (
	// nameInParentheses is the name of a code behind it: 200 (OK).
	nameInParentheses = regexp.MustCompile(`\s*\([^()0-9]*\p{L}[^()0-9]*\)`)
	// nameBehind is the name of a code without parentheses: 404 Not Found.
	nameBehind = regexp.MustCompile(`^(\d{1,10}|[1-9][xX]{2})(?:\s*[:–—-])?\s+\p{L}[^0-9]*$`)
	// listSeparator separates the codes of a list, except for a comma without a space.
	listSeparator = regexp.MustCompile(
		`(?i)\s*(?:[;|、，]|,\s|\s(?:or|and|oder|und|ou|et|o|y|e|lub|i|или|и)\s|或|和|および|または|또는|및)\s*`)
	wideRange = regexp.MustCompile(
		`(?i)^(.+?)\s*(?:–|—|−|~|～|\.\.\.?|…|\s(?:to|thru|through|bis|à|a|hasta|do|до)\s|至|から)\s*(.+?)$`)
	// openEnd matches words that make a range of the number before them: 200 onwards.
	openEnd = regexp.MustCompile(`^(?i:and|or|to|thru|through|until|onwards?|upwards?|up|plus|above|below|higher|` +
		`lower|greater|later|earlier|following|ss|sqq?|et\s+seq|etc|except|excluding|unless|but|und|oder|bis|sowie|` +
		`usw|aufwärts|abwärts|folgende?|außer|et|ou|jusqu|sauf|en\s+adelante|hasta|superior|excepto|até|` +
		`em\s+diante|exceto|fino|in\s+poi|eccetto|lub|do|oraz|wzwyż|itd|или|до|далее|выше|ниже|кроме)(?:\P{L}|$)|` +
		`^ff?(?:\P{L}|$)|^[yeouiи]\s|^(?:及|以上|以下|起|等|以降|から|まで|이상|이하|부터)`)
	// openItem matches an item of a list that is no code: 200 and up.
	openItem = regexp.MustCompile(`^(?i:up|plus|above|below|higher|lower|greater|later|earlier|newer|older|others?|` +
		`more|less|onwards?|upwards?|beyond|following|etc\.?|höher|größer|später|weitere|andere|aufwärts|usw\.?|` +
		`superior(?:es)?|otros|outros|altri|autres|выше|ниже|другие|далее|以上|以下|이상|이하)$`)
	classRange = regexp.MustCompile(`^([1-9][xX]{2})\s*-\s*([1-9][xX]{2})$`)
	hyphenated = regexp.MustCompile(`^(\d+)\s*-\s*(\d+)$`)
	classForm  = regexp.MustCompile(`^([1-9])[xX*#]{2}$`)
	twice      = regexp.MustCompile(`^(\S+)\s*\(([^()\s]+)\)$`)
	digits     = regexp.MustCompile(`^\d{1,20}$`)
)

// readCodes reads a cell with codes. It also accepts the names of codes.
func (f columnForm) readCodes(cell Cell) (selection, string) {
	if cell.marked {
		return selection{}, fmt.Sprintf("%q has text above or below the line, which may be no part of it",
			shorten(cell.Text))
	}
	return f.readLines(cell.lines())
}

func (f columnForm) readLines(lines []string) (selection, string) {
	var all selection
	for _, text := range lines {
		if f.key.Kind == codekey.Text {
			words, problem := f.readWords(plainWord(text))
			if problem != "" {
				return selection{}, problem
			}
			all.add(words)
			continue
		}
		text = strings.TrimSpace(nameInParentheses.ReplaceAllString(plainNumber(text), ""))
		text = withoutName(text)
		if text == "" {
			continue
		}
		list, problem := f.readList(text)
		if problem != "" {
			return selection{}, problem
		}
		all.add(list)
	}
	return all, ""
}

// withoutName returns a number without its name: 404 Not Found. Words that make a range
// of it are not its name.
func withoutName(text string) string {
	m := nameBehind.FindStringSubmatch(text)
	if m == nil || openEnd.MatchString(strings.TrimLeft(text[len(m[1]):], " \u00A0:–—-")) {
		return text
	}
	return m[1]
}

// readWords reads a list of words.
func (f columnForm) readWords(text string) (selection, string) {
	var all selection
	if text == "" {
		return all, ""
	}
	for i, word := range listSeparator.Split(text, 1000) {
		key, err := f.key.Parse(word)
		switch {
		case err != nil:
			return selection{}, err.Error()
		case i > 0 && openItem.MatchString(word), isWordRange(word), !f.pairs && isWordPair(word):
			return selection{}, fmt.Sprintf("%q may be a range; write its codes as a list", shorten(text))
		case !wordForm.MatchString(word):
			return selection{}, fmt.Sprintf("expected a code such as card_declined, found %q", shorten(word))
		}
		all.add(selection{keys: []codekey.Key{key}})
	}
	return all, ""
}

// readSubcodes reads a cell with zero or more subcodes. A slash separates subcodes
// but not codes, because 480/10037 is a code with a subcode.
func (f columnForm) readSubcodes(cell Cell) (selection, string) {
	if isNoSubcode(cell.Text) {
		return selection{}, ""
	}
	if cell.marked {
		return f.readCodes(cell)
	}
	var lines []string
	for _, line := range cell.lines() {
		lines = append(lines, strings.Split(line, "/")...)
	}
	all, problem := f.readLines(lines)
	if problem == "" && (all.empty() || len(all.classes) > 0 || len(all.ranges) > 1 ||
		len(all.ranges) > 0 && len(all.keys) > 0) {
		return selection{}, fmt.Sprintf("expected subcodes or a range, found %q", shorten(cell.Text))
	}
	return all, problem
}

// readList reads a list without decoration.
func (f columnForm) readList(text string) (selection, string) {
	var all selection
	for _, item := range listSeparator.Split(text, 1000) {
		one, problem := f.readItem(strings.TrimSpace(item))
		if problem != "" {
			return selection{}, problem
		}
		all.add(one)
	}
	return all, ""
}

// readItem reads a number, a range or a class.
func (f columnForm) readItem(text string) (selection, string) {
	if m := twice.FindStringSubmatch(text); m != nil { // 5 (0x5)
		decimal := f
		decimal.hex = 0
		first, _ := decimal.number(m[1])
		if second, problem := decimal.number(m[2]); problem == "" && first == second {
			return selection{keys: []codekey.Key{first}}, ""
		}
	}
	if key, problem := f.number(text); problem == "" {
		return selection{keys: []codekey.Key{key}}, ""
	} else if _, groups := splitGroups(text); groups != nil || digits.MatchString(text) {
		return selection{}, problem
	}
	if m := classForm.FindStringSubmatch(text); m != nil {
		return selection{classes: []int64{int64(m[1][0] - '0')}}, ""
	}
	ends := wideRange.FindStringSubmatch(text)
	if m := hyphenated.FindStringSubmatch(text); m != nil && len(m[1]) == len(m[2]) {
		ends = m // 480-10037 is more likely a code with a subcode
	}
	if m := classRange.FindStringSubmatch(text); m != nil {
		ends = m
	}
	if ends != nil {
		return f.readRange(ends[1], ends[2], text)
	}
	if parts := strings.Split(text, ","); len(parts) > 1 {
		var all selection
		for _, part := range parts {
			if !digits.MatchString(part) {
				return selection{}, f.unreadable(text)
			}
			key, problem := f.number(part)
			if problem != "" {
				return selection{}, problem
			}
			all.add(selection{keys: []codekey.Key{key}})
		}
		return all, ""
	}
	return selection{}, f.unreadable(text)
}

// unreadable returns why a text is not a number of the form.
func (f columnForm) unreadable(text string) string {
	_, err := f.key.Parse(text)
	if err == nil {
		err = fmt.Errorf("expected a number, found %q", shorten(text))
	}
	return err.Error()
}

// readRange reads a range of numbers or of classes.
func (f columnForm) readRange(first, last, text string) (selection, string) {
	first, last = strings.TrimSpace(first), strings.TrimSpace(last)
	if from, to := classForm.FindStringSubmatch(first), classForm.FindStringSubmatch(last); from != nil && to != nil {
		var all selection
		for class := from[1][0]; class <= to[1][0]; class++ {
			all.classes = append(all.classes, int64(class-'0'))
		}
		if len(all.classes) > 1 {
			return all, ""
		}
		return selection{}, f.unreadable(text)
	}
	from, problem := f.number(first)
	to, second := f.number(last)
	low, high := from.Number(), to.Number()
	if low < 0 && high < low { // -32000 to -32099
		low, high = high, low
	}
	switch {
	case problem != "" || second != "":
		return selection{}, f.unreadable(text)
	case low >= high:
		return selection{}, fmt.Sprintf("the range %q ends before it begins", shorten(text))
	}
	return selection{ranges: []numberRange{{low, high}}}, ""
}

// number reads one number, which may have separators between thousands.
func (f columnForm) number(text string) (codekey.Key, string) {
	sign, unsigned := "", text
	if c, size := utf8.DecodeRuneInString(text); c == '-' || c == '−' || c == '–' {
		sign, unsigned = "-", text[size:]
	}
	if separator, groups := splitGroups(unsigned); groups != nil {
		if separator == '.' && f.dotted {
			return codekey.Key{}, fmt.Sprintf("%q is one number, or a code with a subcode; write a number without "+
				"separators, and a subcode in a column of its own", shorten(text))
		}
		if !f.groups(separator, groups) {
			return codekey.Key{}, fmt.Sprintf("%q is one number or several; write a number without separators, "+
				"and a list with a comma and a space", shorten(text))
		}
		unsigned = strings.Join(groups, "")
	}
	isDigits := digits.MatchString(unsigned)
	switch {
	case isDigits && f.zeros:
		unsigned = cmp.Or(strings.TrimLeft(unsigned, "0"), "0")
	case isDigits && paddedForm.MatchString(unsigned):
		return codekey.Key{}, fmt.Sprintf("%q begins with 0, so it may be a word or an octal number", shorten(text))
	case isDigits && sign == "" && len(unsigned) > 1 && len(unsigned) <= f.hex:
		return codekey.Key{}, fmt.Sprintf("%q is decimal or hexadecimal; write a hexadecimal number with 0x",
			shorten(text))
	}
	key, err := f.key.Parse(sign + unsigned)
	if err != nil {
		return codekey.Key{}, err.Error()
	}
	return f.key.Canonical(key), ""
}

func isDigit(c rune) bool { return '0' <= c && c <= '9' }

// splitGroups splits a number into groups of digits, of which all except the
// first have three: 1 to 3 digits, then a separator and three digits each. groups is
// nil if the text has another form.
func splitGroups(text string) (separator rune, groups []string) {
	group := ""
	for _, c := range text {
		switch {
		case isDigit(c):
			group += string(c)
			continue
		case !isGroupSeparator(c), separator != 0 && separator != c:
			return 0, nil
		}
		separator, groups, group = c, append(groups, group), ""
	}
	groups = append(groups, group)
	for i, group := range groups {
		if len(group) != 3 && (i > 0 || len(group) == 0 || len(group) > 3) {
			return 0, nil
		}
	}
	if len(groups) < 2 || groups[0][0] == '0' {
		return 0, nil
	}
	return separator, groups
}

// isGroupSeparator reports whether a language separates thousands with c.
func isGroupSeparator(c rune) bool { return c == ' ' || c == ',' || c == '.' || onlyGroups(c) }

// onlyGroups reports whether c separates thousands but not the items of a list.
func onlyGroups(c rune) bool {
	return c == '\'' || c == '’' || c == '_' || c == '٬' || c != ' ' && unicode.Is(unicode.Zs, c)
}

// groups reports whether the groups are certainly one number. A group that begins
// with 0 is not a number of a list.
func (f columnForm) groups(separator rune, groups []string) bool {
	startsWithZero := func(group string) bool { return group[0] == '0' }
	return onlyGroups(separator) || !f.padded && slices.ContainsFunc(groups[1:], startsWithZero) ||
		f.grouped[separator] && !f.long && !f.padded
}

// dottedForm matches a number that is one of six digits, or a code with a subcode.
var dottedForm = regexp.MustCompile(`^\d{3}\.\d{3}$`)

// formOf returns the form of the numbers in a column, which are keys of the given
// form.
func (g *Grid) formOf(column int, key codekey.Form) columnForm {
	form := columnForm{key: key, grouped: make(map[rune]bool)}
	for _, row := range g.Rows {
		if column < 0 || column >= len(row) {
			continue
		}
		text := plainNumber(row[column].Text)
		for _, word := range strings.FieldsFunc(text, isNoPartOfNumber) {
			form.padded = form.padded || len(word) > 1 && word[0] == '0' && digits.MatchString(word)
			form.long = form.long || len(word) > 4 && digits.MatchString(word)
		}
	}
	isDotted := func(cell Cell) bool { return dottedForm.MatchString(plainNumber(cell.Text)) }
	if column >= 0 {
		share := g.fraction(column, isDotted)
		form.dotted = share > 0 && share == g.fraction(column, hasDigit)
	}
	for _, row := range g.Rows {
		if column < 0 || column >= len(row) {
			continue
		}
		separator, groups := splitGroups(plainNumber(row[column].Text))
		if groups != nil && form.groups(separator, groups) {
			form.grouped[separator] = true
		}
	}
	form.hex = g.hexDigits(column, key)
	form.pairs = key.Kind == codekey.Text &&
		g.fraction(column, func(cell Cell) bool { return isWordPair(plainWord(cell.Text)) }) > 0.5
	return form
}

// hexDigits returns the most digits of the hexadecimal numbers in a column that may lack
// the prefix 0x. It returns 0 if all numbers with digits only are decimal.
func (g *Grid) hexDigits(column int, key codekey.Form) int {
	if column < 0 || key.Kind == codekey.Text {
		return 0
	}
	most, widest := 0, 0
	for _, row := range g.Rows {
		if column >= len(row) {
			continue
		}
		text := nameInParentheses.ReplaceAllString(plainNumber(row[column].Text), "")
		for _, item := range listSeparator.Split(text, 100) {
			switch item = strings.TrimSpace(item); {
			case hexForm.MatchString(item):
				most = max(most, len(item)-len("0x"))
			case key.Base == 16 && bareHexForm.MatchString(item) && letterForm.MatchString(item):
				most = max(most, len(item))
			case digits.MatchString(strings.TrimPrefix(item, "-")):
				widest = max(widest, len(item))
			}
		}
	}
	size := cmp.Or(key.Bits, 64) / 4
	if key.Base == 16 && (most > 0 || widest <= size) {
		return size
	}
	return most
}

// bareHexForm matches a hexadecimal number without a prefix.
var bareHexForm = regexp.MustCompile(`^[0-9A-Fa-f]{4,16}$`)

// isWordRange reports whether a word may be a range of words: E100-E199, E100/E199,
// E100..E199 or E2xx.
func isWordRange(word string) bool {
	if strings.Contains(word, "..") || wordClass.MatchString(word) {
		return true
	}
	for _, separator := range []string{"-", "/"} {
		from, to := wordEnds(word, separator)
		if from != nil && from[1] == to[1] && from[1] != "" {
			return true
		}
	}
	return false
}

// isWordPair reports whether a word is like AB12-34 or 42000-42999, which is a range if
// the second number can follow the first one.
func isWordPair(word string) bool {
	from, to := wordEnds(word, "-")
	return from != nil && to[1] == ""
}

// wordEnds returns the letters and digits on both sides of a separator, or nil if they
// cannot be the ends of a range.
func wordEnds(word, separator string) (from, to []string) {
	first, last, _ := strings.Cut(word, separator)
	from, to = wordNumber.FindStringSubmatch(first), wordNumber.FindStringSubmatch(last)
	if from == nil || to == nil || len(from[2]) != len(to[2]) || from[2] >= to[2] {
		return nil, nil
	}
	return from, to
}

var (
	wordClass  = regexp.MustCompile(`[0-9](?:x{2,}|X{2,})$`)
	wordNumber = regexp.MustCompile(`^([A-Za-z_.:]*?)([0-9]+)$`)
)

func isNoPartOfNumber(c rune) bool { return !unicode.IsDigit(c) && !isGroupSeparator(c) }

// lines returns the lines of a cell.
func (c Cell) lines() []string {
	if c.parts != nil {
		return c.parts
	}
	return []string{c.Text}
}

// cleanText returns the text of a cell in a locale without footnote marks and characters that
// a table cannot hold. removed lists these characters. problem is not "" if a
// character changes the order of the visible ones.
func cleanText(locale, text string) (clean, removed, problem string) {
	var b strings.Builder
	if rule, _ := codes.Harm(locale, text); rule == "" { // it may have pairs of isolates
		b.WriteString(text)
		text = ""
	}
	for _, c := range text {
		rule, message := codes.Harm(locale, string(c))
		switch {
		case rule == "":
			b.WriteRune(c)
		case '\u202A' <= c && c <= '\u202E':
			return text, "", message
		case c == '\u2028' || c == '\u2029':
			b.WriteByte(' ')
		default:
			if name := fmt.Sprintf("%U", c); !strings.Contains(removed, name) {
				removed += ", " + name
			}
		}
	}
	clean = footnoteInText.ReplaceAllString(b.String(), "$1")
	return normalizeSpace(clean), strings.TrimPrefix(removed, ", "), ""
}

// footnoteInText matches a footnote mark after a word or the end of a sentence. A
// superscript after a digit or a unit is an exponent.
var footnoteInText = regexp.MustCompile(
	`([\p{L}]{3}|[.,;:!?)»”"。，；：！？）])(?:[` + superscripts + `]|\[\^[\p{L}\p{N}_-]{1,20}\])+`)

// visible returns a heading without invisible characters and footnote marks.
func visible(text string) string {
	return strings.Map(func(c rune) rune {
		if isSuperscript(c) || unicode.Is(unicode.Cf, c) {
			return -1
		}
		return c
	}, text)
}

// constantName matches the name of a constant: EM_NO_ERROR, ErrNotFound,
// not_found.
var constantName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(?:[_.:-]+[A-Za-z0-9]+)+$|` +
	`^[A-Za-z]+[a-z0-9][A-Z][A-Za-z0-9]*$|^[A-Z][A-Z0-9]{3,}$`)

func isConstant(text string) bool {
	return constantName.MatchString(strings.Trim(visible(text), "`*_ "))
}

// idOf returns the ID for the name of a constant, or "" if it has none:
//
//	EM_NO_ERROR   em-no-error
//	ErrBadURL     err-bad-url
func idOf(name string) codes.ID {
	name = strings.Trim(visible(name), "`*_ ")
	var b strings.Builder
	var before rune
	for i, c := range name {
		next, _ := utf8.DecodeRuneInString(name[i+utf8.RuneLen(c):])
		switch {
		case c > unicode.MaxASCII:
			return ""
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			starts := unicode.IsUpper(c) && (unicode.IsLower(before) || unicode.IsDigit(before) ||
				unicode.IsUpper(before) && unicode.IsLower(next))
			if starts && b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
				b.WriteByte('-')
			}
			b.WriteRune(unicode.ToLower(c))
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		before = c
	}
	id := strings.Trim(b.String(), "-")
	if !idForm.MatchString(id) || len(id) > 150 {
		return ""
	}
	return codes.ID(id)
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$`)
