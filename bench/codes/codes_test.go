//go:build linux

package main

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestParseBench(t *testing.T) {
	const output = "BenchmarkLookup-2 \t 100 \t 12.5 ns/op \t 0 B/op \t 0 allocs/op\n" +
		"BenchmarkLookup-2 100 14 ns/op 8 B/op 1 allocs/op\nBenchmarkLookup-2 100 10 ns/op 0 B/op 0 allocs/op\nPASS\n"
	got, err := parseBench(output)
	if err != nil || got != (result{12.5, 1}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := parseBench("PASS\n"); err == nil {
		t.Error("got a result without benchmarks")
	}
}

// TestTable checks that the table has all messages and that each contains the
// marker of its locale.
func TestTable(t *testing.T) {
	var doc struct {
		Tables []struct {
			Codes []struct{ Message map[string]string }
		}
	}
	if err := yaml.Unmarshal([]byte(table(kinds[0], 3)), &doc); err != nil {
		t.Fatal(err)
	}
	codes := doc.Tables[0].Codes
	if len(codes) != 3 || len(codes[2].Message) != len(locales) {
		t.Fatalf("got %d codes and %d messages", len(codes), len(codes[2].Message))
	}
	for _, holder := range locales {
		for _, locale := range locales {
			if got := strings.Contains(codes[0].Message[holder], marker(locale)); got != (holder == locale) {
				t.Errorf("the message in %s contains the marker of %s: %v", holder, locale, got)
			}
		}
	}
}
