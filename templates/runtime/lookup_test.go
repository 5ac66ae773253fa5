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

// rowIndex returns the index of a table with the given codes, by row.
func rowIndex[I uint16 | uint32](size int, rows ...[]CodeKey[string]) []I {
	index := make([]I, size)
	for i, keys := range rows {
		for _, key := range keys {
			at := int(key.hash * hashFactor >> (64 - bits.TrailingZeros(uint(size))))
			for index[at&(size-1)] != 0 {
				at++
			}
			index[at&(size-1)] = I(i + 1)
		}
	}
	return index
}

func TestLookupRow(t *testing.T) {
	for _, fold := range []bool{false, true} {
		key := WordKey
		if fold {
			key = FoldedKey
		}
		rows := [][]CodeKey[string]{{key("lost")}, {key("Stolen"), key("taken"), key("GONE")}, {}, {key("card_expired")}}
		codes := []string{"lost", "Stolen", "", "card_expired"}
		further := []FurtherCode[string]{{Row: 2, Code: "taken"}, {Row: 2, Code: "GONE"}}
		ranges := []CodeRange[string]{{Low: "card_", Row: 3}}
		codeOf := func(row int) string { return codes[row] }
		small, large := rowIndex[uint16](16, rows...), rowIndex[uint32](16, rows...)
		folded := map[bool]int{false: -1, true: 1}[fold]
		for code, want := range map[string]int{
			"lost": 0, "Stolen": 1, "taken": 1, "GONE": 1, "card_expired": 3, "card_new": 2, "": -1, "los": -1,
			"stolen": folded, "TAKEN": folded,
		} {
			for _, got := range []int{
				LookupRow(small, further, ranges, key(code), codeOf), LookupRow(large, further, ranges, key(code), codeOf),
			} {
				if got != want {
					t.Errorf("fold %t, %q: row %d, want %d", fold, code, got, want)
				}
			}
		}
	}
	if row := LookupRow[uint16](nil, nil, nil, NumberKey(1), nil); row != -1 {
		t.Errorf("an empty table has row %d", row)
	}
	numbers := []CodeRange[int64]{{Low: -5, High: 5, Row: 1}}
	if row := LookupRow[uint16](nil, nil, numbers, NumberKey(-5), nil); row != 0 {
		t.Errorf("-5 is in row %d", row)
	}
}
