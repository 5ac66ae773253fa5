package rest

// This file looks up codes that are words, large or negative numbers, or pairs of
// words and numbers. The file lookup.go does so for pairs of small numbers, with
// an index of half the size.
//
// The index of a table without subcodes has only row numbers; the codes are in the
// rows. In a table of 10,000 words, it is a sixth of the size of an index with codes,
// and a lookup takes half the time, because less memory competes for the CPU's caches.

import (
	"errors"
	"math"
	"math/bits"
	"sort"
	"strconv"
	"strings"
)

// CodeKey is a code or a subcode with its hash. K is string or int64. It is for
// generated code.
type CodeKey[K comparable] struct {
	value  K
	hash   uint64
	folded bool // the case of ASCII letters is ignored
}

// WordKey returns the key of a word. It is for generated code.
func WordKey(word string) CodeKey[string] { return CodeKey[string]{value: word, hash: hashWord(word)} }

// FoldedKey returns the key of a word whose case is ignored. It is for generated
// code.
func FoldedKey(word string) CodeKey[string] {
	return CodeKey[string]{value: word, hash: hashFolded(word), folded: true}
}

// NumberKey returns the key of a number. It is for generated code.
func NumberKey(number int64) CodeKey[int64] {
	return CodeKey[int64]{value: number, hash: uint64(number) * hashFactor}
}

// KeySlot is a slot in the hash table that indexes the codes in a code table.
// Row is the row's number, starting at 1, or 0 in an empty slot. Any marks a row
// for all subcodes of a code. It is for generated code.
type KeySlot[C, S comparable] struct {
	Code    C
	Subcode S
	Any     bool
	Row     int32
}

// KeyRange maps the codes from Low to High to a row. For words it maps the word
// Low or, if High is empty, all words that begin with Low. Unless Any is set, the
// row is for the subcodes from SubLow to SubHigh. It is for generated code.
type KeyRange[C, S comparable] struct {
	Low, High       C
	SubLow, SubHigh S
	Any             bool
	Row             int32 // counted from 1
}

// CodeRange maps the codes from Low to High to a row of a table without subcodes. For
// words, High is empty and it maps all words that begin with Low. It is for generated
// code.
type CodeRange[C comparable] struct {
	Low, High C
	Row       int32 // counted from 1
}

// FurtherCode is a code of a row with several codes, except for the first. It is for
// generated code.
type FurtherCode[C comparable] struct {
	Row  int32 // counted from 1
	Code C
}

// LookupRow returns the row for a code in a table without subcodes. Rows are numbered
// from 0. If no row matches, LookupRow returns -1. The index is a hash table of row
// numbers, counted from 1. Its length is a power of two, and at most half of its slots
// are used. The further codes are sorted by row, the ranges by decreasing precision.
// codeOf returns the first code of a row. It is for generated code.
func LookupRow[I uint16 | uint32, C comparable](
	index []I, further []FurtherCode[C], ranges []CodeRange[C], code CodeKey[C], codeOf func(row int) C,
) int {
	if len(index) > 0 {
		for at := code.Slot(len(index)); ; at++ {
			row := int(index[at&(len(index)-1)]) - 1
			if row < 0 {
				break
			}
			first := codeOf(row)
			if first == code.value || code.folded && code.equals(first) || code.isFurther(further, row) {
				return row
			}
		}
	}
	for i := range ranges {
		if r := &ranges[i]; code.isIn(r.Low, r.High) {
			return int(r.Row) - 1
		}
	}
	return -1
}

// Slot returns the slot at which [LookupRow] begins its search in an index of the given
// size. It is for generated code.
func (k CodeKey[K]) Slot(size int) int {
	return int(k.hash * hashFactor >> (64 - bits.TrailingZeros(uint(size))))
}

// isFurther reports whether the key is one of the further codes of a row.
func (k CodeKey[C]) isFurther(further []FurtherCode[C], row int) bool {
	at := sort.Search(len(further), func(i int) bool { return int(further[i].Row) > row })
	for ; at < len(further) && int(further[at].Row) == row+1; at++ {
		if code := further[at].Code; code == k.value || k.folded && k.equals(code) {
			return true
		}
	}
	return false
}

// LookupKey returns the row for a code and its subcode, as LookupCode does. The
// ranges are sorted by decreasing precision. It is for generated code.
func LookupKey[C, S comparable](
	index []KeySlot[C, S], ranges []KeyRange[C, S], code CodeKey[C], subcode CodeKey[S],
) (row int, captured int32) {
	if row := findKey(index, code, subcode, false); row >= 0 {
		return row, 0
	}
	for i := range ranges {
		r := &ranges[i]
		if !r.Any && subcode.isIn(r.SubLow, r.SubHigh) && code.isIn(r.Low, r.High) {
			return int(r.Row) - 1, subcode.offset(r.SubLow)
		}
	}
	if row := findKey(index, code, subcode, true); row >= 0 {
		return row, 0
	}
	for i := range ranges {
		if r := &ranges[i]; r.Any && code.isIn(r.Low, r.High) {
			return int(r.Row) - 1, 0
		}
	}
	return -1, 0
}

const (
	hashFactor = 0x9E3779B97F4A7C15

	// anySubcode takes the place of a subcode's hash in the keys of rows for all
	// subcodes.
	anySubcode = 0xD6E8FEB86659FD93
)

func findKey[C, S comparable](index []KeySlot[C, S], code CodeKey[C], subcode CodeKey[S], all bool) int {
	if len(index) == 0 {
		return -1
	}
	hash := code.hash ^ bits.RotateLeft64(subcode.hash, 32)
	if all {
		hash = code.hash ^ anySubcode
	}
	for at := hash * hashFactor >> (64 - bits.TrailingZeros(uint(len(index)))); ; at++ {
		slot := &index[int(at)&(len(index)-1)]
		switch {
		case slot.Row == 0:
			return -1
		case slot.Any == all && (slot.Code == code.value || code.folded && code.equals(slot.Code)) &&
			(all || slot.Subcode == subcode.value || subcode.folded && subcode.equals(slot.Subcode)):
			return int(slot.Row) - 1
		}
	}
}

// equals reports whether a folded key is equal to a word.
func (k CodeKey[K]) equals(other K) bool {
	a, ok := any(k.value).(string)
	b, _ := any(other).(string)
	return ok && len(a) == len(b) && beginsFolded(a, b)
}

// isIn reports whether the key is a number from low to high, or a word that is low
// or, if high is empty, begins with low.
func (k CodeKey[K]) isIn(low, high K) bool {
	switch value := any(k.value).(type) {
	case int64:
		return any(low).(int64) <= value && value <= any(high).(int64)
	case string:
		low := any(low).(string)
		switch {
		case any(high).(string) != "":
			return value == low || k.folded && len(value) == len(low) && beginsFolded(value, low)
		case k.folded:
			return beginsFolded(value, low)
		}
		return strings.HasPrefix(value, low)
	}
	return true
}

// offset returns the difference between a number and low.
func (k CodeKey[K]) offset(low K) int32 {
	if value, ok := any(k.value).(int64); ok {
		return int32(value - any(low).(int64))
	}
	return 0
}

// beginsFolded reports whether a word begins with a prefix, without regard to the
// case of ASCII letters.
func beginsFolded(word, prefix string) bool {
	if len(word) < len(prefix) {
		return false
	}
	for i := range len(prefix) {
		if word[i] != prefix[i] && lowerBytes(uint64(word[i])) != lowerBytes(uint64(prefix[i])) {
			return false
		}
	}
	return true
}

// hashWord returns the hash of a word. It reads eight bytes at a time; the last
// ones overlap the ones before.
func hashWord(word string) uint64 {
	hash := uint64(len(word)) * hashFactor
	for rest := word; len(rest) > 8; rest = rest[8:] {
		hash = mixHash(hash ^ eightBytes(rest))
	}
	return mixHash(hash ^ lastBytes(word))
}

// hashFolded returns the hash of a word in lower case.
func hashFolded(word string) uint64 {
	hash := uint64(len(word)) * hashFactor
	for rest := word; len(rest) > 8; rest = rest[8:] {
		hash = mixHash(hash ^ lowerBytes(eightBytes(rest)))
	}
	return mixHash(hash ^ lowerBytes(lastBytes(word)))
}

func mixHash(hash uint64) uint64 {
	high, low := bits.Mul64(hash, hashFactor)
	return high ^ low
}

// lastBytes returns the last eight bytes of a word, or all bytes of a shorter one.
func lastBytes(word string) uint64 {
	switch n := len(word); {
	case n >= 8:
		return eightBytes(word[n-8:])
	case n >= 4:
		return fourBytes(word) | fourBytes(word[n-4:])<<32
	case n == 0:
		return 0
	}
	return uint64(word[0]) | uint64(word[len(word)/2])<<8 | uint64(word[len(word)-1])<<16
}

func fourBytes(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24
}

func eightBytes(s string) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// lowerBytes returns eight bytes with the ASCII letters among them in lower case.
func lowerBytes(part uint64) uint64 {
	const ones = 0x0101010101010101
	seven := part & (0x7F * ones)
	isUpper := ^part & (seven + (0x80-'A')*ones) & ^(seven + (0x7F-'Z')*ones) & (0x80 * ones)
	return part | isUpper>>2
}

// Signed32 returns the signed 32-bit number with the same bits as code. Other
// numbers are returned unchanged. It is for generated code.
func Signed32(code int64) int64 {
	if code < math.MinInt32 || code > math.MaxUint32 {
		return code
	}
	return int64(int32(uint32(code)))
}

// Unsigned32 returns the unsigned 32-bit number with the same bits as code. Other
// numbers are returned unchanged. It is for generated code.
func Unsigned32(code int64) int64 {
	if code < math.MinInt32 || code > math.MaxUint32 {
		return code
	}
	return int64(uint32(code))
}

// FormatNumber returns a code in decimal notation. It is for generated code.
func FormatNumber(code int64) string { return strconv.FormatInt(code, 10) }

// FormatHex32 returns a 32-bit code in hexadecimal notation, such as 0x80070005.
// It is for generated code.
func FormatHex32(code int64) string {
	code = Unsigned32(code)
	if code < 0 || code > math.MaxUint32 {
		return FormatHex(code)
	}
	digits := strings.ToUpper(strconv.FormatInt(code, 16))
	return "0x" + "00000000"[len(digits):] + digits
}

// FormatHex returns a code in hexadecimal notation, such as 0x1F. It is for
// generated code.
func FormatHex(code int64) string {
	return "0x" + strings.ToUpper(strconv.FormatUint(uint64(code), 16))
}

// FormatWord returns a code on one line. A code that is not in the table comes
// from the service and may be long. It is for generated code.
func FormatWord(code string) string { return oneLine(cut(code, maxCode)) }

// FormatPair returns a code and its subcode, such as card_declined/stolen_card. It
// is for generated code.
func FormatPair(code, subcode string) string {
	if subcode == "" {
		return code
	}
	return code + "/" + subcode
}

// ErrorStatus returns the HTTP status of the [*Error] in err. It is for generated
// code.
func ErrorStatus[N int | int64](err error) (status N, ok bool) {
	var e *Error
	if !errors.As(err, &e) || e == nil {
		return 0, false
	}
	return N(e.StatusCode), true
}

// ErrorCode returns the code of the [*Error] in err, or "". It is for generated
// code.
func ErrorCode(err error) string {
	var e *Error
	if !errors.As(err, &e) || e == nil {
		return ""
	}
	return e.Code
}

// ErrorMessage returns the service's message of the [*Error] in err, or "". It is for
// generated code.
func ErrorMessage(err error) string {
	var e *Error
	if !errors.As(err, &e) || e == nil {
		return ""
	}
	return e.Message
}

// ErrorNumber returns the code of the [*Error] in err if it is a number. It is for
// generated code.
func ErrorNumber[N int | int64](err error) (code N, ok bool) {
	text := ErrorCode(err)
	number, parseErr := strconv.ParseInt(text, 10, 64)
	if hex, isHex := strings.CutPrefix(text, "0x"); isHex {
		var unsigned uint64
		unsigned, parseErr = strconv.ParseUint(hex, 16, 64)
		number = int64(unsigned)
	}
	if parseErr != nil || int64(N(number)) != number {
		return 0, false
	}
	return N(number), true
}
