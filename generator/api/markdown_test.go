package api_test

import (
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/api"
)

func TestCanParse(t *testing.T) {
	table := strings.Repeat("a|", 100) + "\n" + strings.Repeat("-|", 100) + "\n"
	tests := []struct {
		name, text string
		want       bool
	}{
		{"words", strings.Repeat("word ", 3000), true},
		{"a quote", "> > quoted\n", true},
		{"nested quotes", strings.Repeat(">", 33), false},
		{"nested lists", strings.Repeat("- ", 33) + "x", false},
		{"nested numbers", strings.Repeat("1. ", 33) + "x", false},
		{"a list", strings.Repeat("- item\n", 2000), true},
		{"a rule", strings.Repeat("-", 200), true},
		{"links", strings.Repeat("[a](b) ", 2000), true},
		{"open brackets", strings.Repeat("[", 101), false},
		{"open links", strings.Repeat("[a](", 101), false},
		{"brackets in paragraphs", strings.Repeat("[\n\n", 200), true},
		{"a table", table + strings.Repeat("1|2|3\n", 50), true},
		{"a table with short rows", table + strings.Repeat("1\n", 100), false},
		{"two tables", strings.Repeat(table+strings.Repeat("1\n", 50)+"\n", 4), true},
		{"a long table", "a|b\n-|-\n" + strings.Repeat("1|2\n", 4000), true},
	}
	for _, tt := range tests {
		if got := api.CanParse(tt.text); got != tt.want {
			t.Errorf("%s: CanParse = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestMemo(t *testing.T) {
	computed := 0
	length := func(text string) int { computed++; return len(text) }
	var memo api.Memo[int]
	for range 3 {
		for _, text := range []string{"", "a", "ab"} {
			if got := memo.Get(text, length); got != len(text) {
				t.Errorf("Get(%q) = %d", text, got)
			}
		}
	}
	if computed != 3 {
		t.Errorf("3 texts are computed %d times", computed)
	}
	for range 3 { // together longer than the memory
		memo.Get(strings.Repeat("x", 3<<20), length)
		memo.Get(strings.Repeat("y", 3<<20), length)
	}
	if got := memo.Get("a", length); got != 1 {
		t.Errorf("Get = %d after the memo forgot its texts", got)
	}
}
