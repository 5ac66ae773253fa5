package generator_test

// This file counts changed lines as "diff -U0" does: the added and the removed lines of
// a shortest edit script.

import (
	"slices"
	"strings"
	"testing"
)

// changedLines returns the number of added and removed lines between two texts. It
// finds the shortest edit script by Myers's algorithm: ends[k] is the furthest line of a
// that a script with the current number of edits reaches on the diagonal k, where a is k
// lines ahead of b.
func changedLines(before, after string) int {
	a, b := textLines(before), textLines(after)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	ends := map[int]int{1: 0}
	for edits := 0; ; edits++ {
		for k := -edits; k <= edits; k += 2 {
			x := ends[k-1] + 1 // remove a line of a
			if k == -edits || k != edits && ends[k-1] < ends[k+1] {
				x = ends[k+1] // add a line of b
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			if x >= len(a) && x-k >= len(b) {
				return edits
			}
			ends[k] = x
		}
	}
}

func textLines(text string) []string { return slices.Collect(strings.Lines(text)) }

func TestChangedLines(t *testing.T) {
	tests := []struct {
		before, after string
		want          int
	}{
		{"", "", 0},
		{"", "a\nb\n", 2},
		{"a\nb\n", "", 2},
		{"a\nb\nc\n", "a\nb\nc\n", 0},
		{"a\nb\nc\n", "a\nx\nc\n", 2},
		{"a\nb\nc\n", "a\nb\nx\ny\nc\n", 2},
		{"a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n", 5},
		{"a", "a\n", 2},
	}
	for _, test := range tests {
		if got := changedLines(test.before, test.after); got != test.want {
			t.Errorf("%q and %q: got %d, want %d", test.before, test.after, got, test.want)
		}
	}
}
