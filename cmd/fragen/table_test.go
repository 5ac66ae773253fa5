package main

import (
	"strings"
	"testing"
)

func TestThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 11422: "11,422", 1234567: "1,234,567"} {
		if got := thousands(n); got != want {
			t.Errorf("thousands(%d) = %s, want %s", n, got, want)
		}
	}
}

// Names from a description cannot control the terminal or break the table.
func TestTable(t *testing.T) {
	var b strings.Builder
	table{[]int{1}, [][]string{{"NAME", "BYTES", ""}, {shown("a\x1b[31m\tb\n"), "7", "x"}, {"déjà", "1,000", ""}}}.write(&b)
	const want = "NAME            BYTES\na\\x1b[31m\\tb\\n      7  x\ndéjà            1,000\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}
