package rest

import (
	"math"
	"math/bits"
	"testing"
)

// hashed returns the index of a table with the given codes and subcodes.
func hashed(size int, rows ...[2]int32) []CodeSlot {
	index := make([]CodeSlot, size)
	for i, r := range rows {
		hash := (uint64(uint32(r[0]))<<32 | uint64(uint32(r[1]))) * 0x9E3779B97F4A7C15
		at := int(hash >> (64 - bits.TrailingZeros(uint(size))))
		for index[at&(size-1)].Row != 0 {
			at++
		}
		index[at&(size-1)] = CodeSlot{Code: r[0], Subcode: r[1], Row: int32(i + 1)}
	}
	return index
}

func TestLookupCode(t *testing.T) {
	index := hashed(16, [2]int32{200, 5001}, [2]int32{200, -1}, [2]int32{-4, -1}, [2]int32{0, -1}, [2]int32{200, 540000})
	patterns := []CodePattern{{Code: 200, Low: 540000, High: 540999, Row: 6}, {Code: -4, Low: 10, High: 19, Row: 7}}
	tests := []struct {
		code, subcode, row int
		captured           int32
	}{
		{200, 5001, 0, 0},
		{200, 540000, 4, 0},
		{200, 540486, 5, 486},
		{200, 541000, 1, 0},
		{480, 1, 2, 0},
		{480, 12, 6, 2},
		{0, 7, 3, 0},
		{50, 7, -1, 0},
		{500, 1, -1, 0},
		{-4, 1, -1, 0},
		{200, -1, -1, 0},
		{math.MaxInt, 1, -1, 0},
	}
	for _, tt := range tests {
		row, captured := LookupCode(index, patterns, tt.code, tt.subcode)
		if row != tt.row || captured != tt.captured {
			t.Errorf("%s: row %d, captured %d", FormatCode(tt.code, tt.subcode), row, captured)
		}
	}
	if row, _ := LookupCode(nil, nil, 200, 1); row != -1 {
		t.Errorf("an empty table has row %d", row)
	}
}

func TestHasFlag(t *testing.T) {
	for flags, want := range map[string]bool{"": false, "a": true, "b, A ,c": true, "ab": false, ",": false} {
		if HasFlag(flags, "a") != want {
			t.Errorf("%q", flags)
		}
	}
}

func TestFillCode(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"SIP {sip}, {sip}.", "SIP 486, 486."},
		{"SIP {SIP} {}.", "SIP {SIP} {}."},
		{"Nothing.", "Nothing."},
	} {
		if got := ExpandMessage(tt.text, "sip", 486); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.text, got, tt.want)
		}
	}
}
