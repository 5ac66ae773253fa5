package rest

import (
	"math/bits"
	"strconv"
	"strings"
)

// CodeSlot is a place in the index of a code table: a code, a subcode, and the
// row that they mean, counted from 1. Row 0 is an empty place. A row that
// holds for any subcode has the subcode -1; a class of codes, such as 400 to
// 499, has its negative number, -4, as code.
type CodeSlot struct {
	Code, Subcode, Row int32
}

// CodePattern is a family of subcodes, Low to High, under one code or class.
type CodePattern struct {
	Code      int32
	Low, High int32
	Row       int32 // counted from 1
}

// LookupCode finds the most precise row for a pair: the pair itself, a pattern
// of the code or its class, the code alone, its class alone. The row counts
// from 0 and is -1 when there is none; captured is the part of the subcode
// that a pattern leaves open. The index is a hash table of a power of two
// places, at most half full.
func LookupCode(index []CodeSlot, patterns []CodePattern, code, subcode int) (row int, captured int32) {
	c, s := int32(code), int32(subcode)
	if int(c) != code || int(s) != subcode || c < 0 || s < 0 {
		return -1, 0
	}
	if row := findCode(index, c, s); row >= 0 {
		return row, 0
	}
	class := -(c / 100) // 0, of codes below 100, is no class
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

// FormatCode returns a pair as text: "480/10037".
func FormatCode(code, subcode int) string {
	return strconv.Itoa(code) + "/" + strconv.Itoa(subcode)
}

// ExpandMessage puts a number that a subcode carries into a text, where its name
// stands in braces: 486 for {sip}.
func ExpandMessage(text, name string, number int32) string {
	if !strings.Contains(text, "{") {
		return text
	}
	return strings.ReplaceAll(text, "{"+name+"}", strconv.Itoa(int(number)))
}
