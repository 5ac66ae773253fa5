package rest

import (
	"math/bits"
	"strconv"
	"strings"
)

// CodeSlot is a slot in the hash table that indexes the codes in a code table.
// Row is the row's number, starting at 1, or 0 in an empty slot. A row for all
// subcodes of a code has the subcode -1. A row for a class of codes has the
// negated class as its code: -4 for the codes 400 to 499. It is for generated
// code.
type CodeSlot struct {
	Code, Subcode, Row int32
}

// CodePattern maps the subcodes from Low to High to a row. They are subcodes of
// one code or of a class of codes. It is for generated code.
type CodePattern struct {
	Code      int32
	Low, High int32
	Row       int32 // counted from 1
}

// LookupCode returns the row for a code and its subcode. The most specific row
// wins: first the exact pair, then a pattern of the code or its class, then
// the code alone, then its class alone. Rows are numbered from 0. If no row
// matches, row is -1. If a pattern matched, captured is the variable part of
// the subcode. The length of the index is a power of two, and at most half of
// its slots are used. It is for generated code.
func LookupCode(index []CodeSlot, patterns []CodePattern, code, subcode int) (row int, captured int32) {
	c, s := int32(code), int32(subcode)
	if int(c) != code || int(s) != subcode || c < 0 || s < 0 {
		return -1, 0
	}
	if row := findCode(index, c, s); row >= 0 {
		return row, 0
	}
	class := -(c / 100) // codes below 100 have no class
	for _, p := range patterns {
		if (p.Code == c || p.Code == class && class < 0) && p.Low <= s && s <= p.High {
			return int(p.Row) - 1, s - p.Low
		}
	}
	if row := findCode(index, c, -1); row >= 0 {
		return row, 0
	}
	if class == 0 {
		return -1, 0
	}
	return findCode(index, class, -1), 0
}

func findCode(index []CodeSlot, code, subcode int32) int {
	if len(index) == 0 {
		return -1
	}
	hash := (uint64(uint32(code))<<32 | uint64(uint32(subcode))) * 0x9E3779B97F4A7C15
	for at := hash >> (64 - bits.TrailingZeros(uint(len(index)))); ; at++ {
		slot := &index[int(at)&(len(index)-1)]
		switch {
		case slot.Row == 0:
			return -1
		case slot.Code == code && slot.Subcode == subcode:
			return int(slot.Row) - 1
		}
	}
}

// FormatCode returns a code and its subcode, such as "480/10037". It is for
// generated code.
func FormatCode(code, subcode int) string {
	return strconv.Itoa(code) + "/" + strconv.Itoa(subcode)
}

// ExpandMessage replaces the placeholder {name} in a message with a number. For
// example, it replaces {sip} with 486. It is for generated code.
func ExpandMessage(text, name string, number int32) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return strings.ReplaceAll(text, "{"+name+"}", strconv.Itoa(int(number)))
}
