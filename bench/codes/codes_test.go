//go:build linux

package main

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestParseBench(t *testing.T) {
	got, err := parseBench("BenchmarkLookup-2 \t 100 \t 12.5 ns/op \t 0 B/op \t 0 allocs/op\nBenchmarkLookup-2 100 14 ns/op 8 B/op 1 allocs/op\nBenchmarkLookup-2 100 10 ns/op 0 B/op 0 allocs/op\nPASS\n")
	if err != nil || got != (result{12.5, 1}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := parseBench("PASS\n"); err == nil {
		t.Error("no benchmark gives figures")
	}
}

// TestTable shows that the table has every text, and that a text tells its
// language.
func TestTable(t *testing.T) {
	var doc struct {
		Tables []struct {
			Codes []struct{ Message map[string]string }
		}
	}
	if err := yaml.Unmarshal([]byte(table(3)), &doc); err != nil {
		t.Fatal(err)
	}
	codes := doc.Tables[0].Codes
	if len(codes) != 3 || len(codes[2].Message) != len(locales) {
		t.Fatalf("%d codes, %d texts", len(codes), len(codes[2].Message))
	}
	for _, holder := range locales {
		for _, locale := range locales {
			if got := strings.Contains(codes[0].Message[holder], marker(locale)); got != (holder == locale) {
				t.Errorf("the text in %s holds the marker of %s: %v", holder, locale, got)
			}
		}
	}
}
