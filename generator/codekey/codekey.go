// Package codekey defines the keys of code tables: numbers such as 480, -32601
// and 0x80070005, and words such as card_declined and 42P01.
//
// It takes keys as written in a file or on a command line, gives [Key] values
// and their canonical notation, and may import only the standard library. The
// rooms codes, api and those after them share its types, so a table of words
// passes through the same code as a table of numbers.
package codekey

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/bits"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWord is the length of the longest word in bytes.
const maxWord = 200

// Key is a code or a subcode. Keys are comparable. The zero Key is the number 0.
type Key struct {
	word   string // "" for a number
	number int64
}

// Number returns the key of a number.
func Number(n int64) Key { return Key{number: n} }

// Numbers returns the keys of numbers.
func Numbers(list ...int64) []Key {
	var keys []Key
	for _, n := range list {
		keys = append(keys, Number(n))
	}
	return keys
}

// Word returns the key of a word, which must not be empty.
func Word(word string) Key { return Key{word: word} }

// IsWord reports whether k is a word.
func (k Key) IsWord() bool { return k.word != "" }

// Number returns the number, 0 for a word.
func (k Key) Number() int64 { return k.number }

// Word returns the word, "" for a number.
func (k Key) Word() string { return k.word }

// String returns the word, or the number in decimal notation.
func (k Key) String() string {
	if k.IsWord() {
		return k.word
	}
	return strconv.FormatInt(k.number, 10)
}

// Compare orders numbers by value before words by bytes.
func Compare(a, b Key) int {
	return cmp.Or(cmp.Compare(a.number, b.number), strings.Compare(a.word, b.word))
}

// Kind is the kind of a table's codes or subcodes.
type Kind int

// The kinds. The zero Kind is Numeric.
const (
	Numeric Kind = iota
	Text         // words
	None         // the table has no subcodes
)

// Form describes how a table writes its codes, or its subcodes. The zero Form
// has the numbers from 0 to 2³¹-1 in decimal notation.
type Form struct {
	Kind   Kind
	Signed bool // numbers from -2³¹ to 2³¹-1
	Bits   int  // 32 or 64: numbers of this size, signed and unsigned notations being the same; 0: see Signed
	Base   int  // 16: numbers are written in hexadecimal; otherwise in decimal
	Fold   bool // the case of ASCII letters in words is ignored
}

// Forms are the forms of a table's codes and subcodes.
type Forms struct{ Code, Subcode Form }

// IsDefault reports whether a table that does not state its forms has these.
func (f Forms) IsDefault() bool { return f == Forms{} }

// HasSubcodes reports whether the table has subcodes.
func (f Forms) HasSubcodes() bool { return f.Subcode.Kind != None }

// String describes the forms for a message: "words without subcodes".
func (f Forms) String() string {
	switch {
	case !f.HasSubcodes():
		return f.Code.String() + " without subcodes"
	case f.Code == f.Subcode:
		return f.Code.String()
	}
	return f.Code.String() + " with " + f.Subcode.String() + " as subcodes"
}

// String describes the form for a message: "64-bit numbers".
func (f Form) String() string {
	text := "numbers"
	switch {
	case f.Kind == Text && f.Fold:
		return "words without regard to case"
	case f.Kind == Text:
		return "words"
	case f.Bits > 0:
		text = fmt.Sprintf("%d-bit numbers", f.Bits)
	case f.Signed:
		text = "positive and negative numbers"
	}
	if f.Base == 16 {
		text += " in hexadecimal notation"
	}
	return text
}

var (
	decimal     = regexp.MustCompile(`^-?(0|[1-9][0-9]{0,19})$`)
	hexadecimal = regexp.MustCompile(`^0[xX]([0-9A-Fa-f]{1,16})$`)
)

// Parse reads a key in the notation of the form. The result is canonical, except
// that a word keeps its case. The error completes a message that names the value:
// expected an integer from 0 to 2147483647, found x.
func (f Form) Parse(text string) (Key, error) {
	switch f.Kind {
	case Text:
		if why := invalidWord(text); why != "" {
			return Key{}, fmt.Errorf("expected a word, found %s", why)
		}
		return Word(text), nil
	case None:
		return Key{}, errors.New("the table has no subcodes")
	}
	n, ok := parseNumber(text)
	if !ok && !decimal.MatchString(text) {
		return Key{}, fmt.Errorf("expected an integer, found %s", excerpt(text))
	}
	if n, ok = f.wrap(n, ok); !ok {
		low, high := f.limits()
		return Key{}, rangeError(fmt.Sprintf("expected an integer from %s to %s, found %s", low, high, excerpt(text)))
	}
	return Number(n), nil
}

// ErrRange is the error of Parse for a number that is too small or too large.
var ErrRange = errors.New("out of range")

// rangeError is a message with the kind ErrRange.
type rangeError string

func (e rangeError) Error() string { return string(e) }

func (e rangeError) Is(target error) bool { return target == ErrRange }

// parseNumber parses a decimal or hexadecimal integer of at most 64 bits.
func parseNumber(text string) (int64, bool) {
	if parts := hexadecimal.FindStringSubmatch(text); parts != nil {
		n, err := strconv.ParseUint(parts[1], 16, 64)
		return int64(n), err == nil
	}
	if !decimal.MatchString(text) {
		return 0, false
	}
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil
}

// wrap returns the canonical notation of n: of the 32-bit numbers that have the
// same bits, the unsigned one in hexadecimal tables, otherwise the signed one.
// ok is false if n is out of range.
func (f Form) wrap(n int64, ok bool) (int64, bool) {
	switch {
	case !ok:
		return 0, false
	case f.Bits == 64:
		return n, true
	case f.Bits == 32 && f.Base == 16:
		return int64(uint32(n)), n >= math.MinInt32 && n <= math.MaxUint32
	case f.Bits == 32:
		return int64(int32(uint32(n))), n >= math.MinInt32 && n <= math.MaxUint32
	case f.Signed:
		return n, n >= math.MinInt32 && n <= math.MaxInt32
	}
	return n, n >= 0 && n <= math.MaxInt32
}

// limits returns the smallest and the largest number of the form.
func (f Form) limits() (low, high string) {
	switch {
	case f.Bits == 64:
		return "-9223372036854775808", "9223372036854775807"
	case f.Bits == 32:
		return "-2147483648", "4294967295"
	case f.Signed:
		return "-2147483648", "2147483647"
	}
	return "0", "2147483647"
}

// Format returns a key in the notation of the form.
func (f Form) Format(k Key) string {
	if k.IsWord() || f.Base != 16 {
		return k.String()
	}
	if f.Bits == 32 {
		return fmt.Sprintf("0x%08X", uint32(k.number))
	}
	return fmt.Sprintf("0x%X", uint64(k.number))
}

// Canonical returns the key that all keys with the same meaning have in common.
func (f Form) Canonical(k Key) Key {
	switch {
	case k.IsWord() && f.Fold:
		return Word(Fold(k.word))
	case k.IsWord():
		return k
	}
	if n, ok := f.wrap(k.number, true); ok {
		return Number(n)
	}
	return k
}

// Fold returns a word with lower-case ASCII letters.
func Fold(word string) string {
	return strings.Map(func(c rune) rune {
		if 'A' <= c && c <= 'Z' {
			return c + 'a' - 'A'
		}
		return c
	}, word)
}

// invalidWord describes text if it cannot be a code, "" if it can. A word is
// compared byte by byte, so characters that no one sees are not allowed.
func invalidWord(text string) string {
	switch {
	case strings.TrimSpace(text) == "":
		return "an empty string"
	case len(text) > maxWord:
		return fmt.Sprintf("%d bytes; the longest word has %d", len(text), maxWord)
	case !utf8.ValidString(text):
		return "bytes that are not UTF-8"
	case strings.TrimSpace(text) != text:
		return fmt.Sprintf("a space at the beginning or the end of %q", text)
	}
	for _, c := range text {
		if c != ' ' && !unicode.IsGraphic(c) || c != ' ' && unicode.IsSpace(c) || unicode.Is(invisible, c) {
			return fmt.Sprintf("the invisible character %U", c)
		}
	}
	return ""
}

// invisible are graphic characters without a shape.
var invisible = &unicode.RangeTable{R16: []unicode.Range16{
	{0x034F, 0x034F, 1},
	{0x115F, 0x1160, 1},
	{0x17B4, 0x17B5, 1},
	{0x3164, 0x3164, 1},
	{0xFE00, 0xFE0F, 1},
	{0xFFA0, 0xFFA0, 1},
}, R32: []unicode.Range32{{0xE0100, 0xE01EF, 1}}}

// excerpt shortens a text for a message.
func excerpt(text string) string {
	const most = 40
	if utf8.RuneCountInString(text) <= most {
		return strings.ToValidUTF8(text, "?")
	}
	return string([]rune(text)[:most]) + "…"
}

// ID returns a row ID made from keys of the form, in kebab case:
//
//	card_declined  card-declined
//	42P01          code-42p01
//	-32601         code-minus-32601
//	0x80070005     code-0x80070005 in base 16, otherwise code-2147942405
//
// Different keys can have the same ID. The ID of keys without ASCII letters and
// digits is "code".
func (f Form) ID(keys ...Key) string {
	const most = 150
	var b strings.Builder
	for _, key := range keys {
		text := key.String()
		switch {
		case key.IsWord():
		case f.Base == 16:
			text = strings.ToLower(f.Format(key))
		case key.number < 0:
			text = "minus " + text[1:]
		}
		b.WriteString(" " + text)
	}
	id := kebab(b.String())
	if id == "" || id[0] >= '0' && id[0] <= '9' || strings.HasPrefix(id, "minus-") {
		id = strings.TrimRight("code-"+id, "-")
	}
	return strings.TrimRight(id[:min(len(id), most)], "-")
}

// kebab returns the words of a text in kebab case: CardDeclined gives
// card-declined, and HTTPError gives http-error.
func kebab(text string) string {
	var b strings.Builder
	isLower := func(c rune) bool { return 'a' <= c && c <= 'z' }
	isUpper := func(c rune) bool { return 'A' <= c && c <= 'Z' }
	list := []rune(text)
	for i, c := range list {
		isWord := isLower(c) || isUpper(c) || '0' <= c && c <= '9'
		starts := isUpper(c) && i > 0 && (isLower(list[i-1]) ||
			isUpper(list[i-1]) && i+1 < len(list) && isLower(list[i+1]))
		if (!isWord || starts) && b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
		if isWord {
			b.WriteString(strings.ToLower(string(c)))
		}
	}
	return strings.Trim(b.String(), "-")
}

// hashFactor is 2⁶⁴ divided by the golden ratio.
const hashFactor = 0x9E3779B97F4A7C15

// anySubcode takes the place of a subcode's hash in the key of a row for all
// subcodes.
const anySubcode = 0xD6E8FEB86659FD93

// Slot returns the slot of a code and a subcode in an index of 2ᵇⁱᵗˢ slots, from
// their hashes. The file lookupkeys.go in templates/runtime computes the same.
func Slot(code, subcode uint64, indexBits int) int {
	return int((code ^ bits.RotateLeft64(subcode, 32)) * hashFactor >> (64 - indexBits))
}

// SlotOfAny is like Slot for a row for all subcodes.
func SlotOfAny(code uint64, indexBits int) int {
	return int((code ^ anySubcode) * hashFactor >> (64 - indexBits))
}

// Hash returns the hash of a key. It is 0 for tables without subcodes.
func (f Form) Hash(k Key) uint64 {
	switch f.Kind {
	case None:
		return 0
	case Numeric:
		return uint64(k.number) * hashFactor
	}
	word := f.Canonical(k).word
	hash := uint64(len(word)) * hashFactor
	for rest := word; len(rest) > 8; rest = rest[8:] {
		hash = mix(hash ^ littleEndian(rest[:8]))
	}
	switch n := len(word); {
	case n >= 8:
		return mix(hash ^ littleEndian(word[n-8:]))
	case n >= 4:
		return mix(hash ^ littleEndian(word[:4]+word[n-4:]))
	case n > 0:
		return mix(hash ^ littleEndian(string([]byte{word[0], word[n/2], word[n-1]})))
	}
	return mix(hash)
}

func mix(hash uint64) uint64 {
	high, low := bits.Mul64(hash, hashFactor)
	return high ^ low
}

// littleEndian returns up to eight bytes as a number.
func littleEndian(text string) uint64 {
	n := uint64(0)
	for i := range len(text) {
		n |= uint64(text[i]) << (8 * i)
	}
	return n
}
