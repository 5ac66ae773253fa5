package fragen_test

// The law over words keeps this project in the plain technical English of the
// Go documentation. It counts certain words in all prose: comments, emitted
// comments, messages, help texts, documents and descriptions. Each room has a
// budget that may only fall, and the project has a limit per 1,000 lines.
// Package tools/prose defines which text is prose.
//
// To fix a finding, rewrite its sentence. Replacing the word is not enough.

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/tools/prose"
)

// wordLaw limits one kind of words.
type wordLaw struct {
	name     string
	pattern  *regexp.Regexp
	perMille float64 // matches for each 1,000 lines of prose, at most
	budgets  map[string]int
}

// nounsAfterWhat are nouns that "what" may precede, as in "what kind of value".
var nounsAfterWhat = []string{
	"changes", "code", "data", "fields", "file", "form", "format", "kind", "kinds", "name", "names", "order", "part",
	"parts", "size", "status", "type", "types", "value", "values", "version",
}

// wordLaws are the laws. A room that is not listed has the budget 0. A budget
// that is larger than the count is an error, so budgets can only fall.
var wordLaws = []wordLaw{
	{name: "what without a noun", pattern: regexp.MustCompile(`(?i)\bwhat\b`), perMille: 8, budgets: map[string]int{}},
	{name: "stand", pattern: regexp.MustCompile(`(?i)\bstand(s|ing)?\b`), perMille: 3, budgets: map[string]int{}},
	{name: "who", pattern: regexp.MustCompile(`(?i)\b(who|whoever|nobody|somebody)\b`), perMille: 4, budgets: map[string]int{
		"codes.yaml":                3, // participants who do something
		"generated/graph":           3,
		"generated/graph/locale/en": 2,
		"generator/codes":           1, // a list of negations
		"spec/beta":                 7,
		"spec/v1.0":                 4,
	}},
	{name: "dialect", pattern: regexp.MustCompile(`(?i)\b(told|tells|anew|lest|mend\w*|so many|for ever)\b`), perMille: 0, budgets: map[string]int{}},
}

// matches returns the number of places in text that break the law.
func (l wordLaw) matches(text string) int {
	n := 0
	for _, at := range l.pattern.FindAllStringIndex(text, -1) {
		rest := text[at[1]:]
		word, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
		word = strings.ToLower(strings.TrimRight(word, ".,:;?)"))
		if l.pattern.String() == `(?i)\bwhat\b` && (strings.HasPrefix(rest, "?") || slices.Contains(nounsAfterWhat, word)) {
			continue
		}
		n++
	}
	return n
}

// proseOf returns the prose of the repository by room. A room is a folder, or a
// file at the top that has no Go code.
func proseOf(t *testing.T) map[string][]prose.Passage {
	t.Helper()
	passages, err := prose.Read(".", isProse)
	if err != nil {
		t.Fatal(err)
	}
	rooms := map[string][]prose.Passage{}
	for _, p := range passages {
		room := path.Dir(p.File)
		if room == "." && path.Ext(p.File) != ".go" {
			room = p.File
		}
		rooms[room] = append(rooms[room], p)
	}
	return rooms
}

// isProse reports whether the law applies to a file. It excludes this file,
// whose patterns contain the words, and the code of conduct, which has other
// authors.
func isProse(name string) bool {
	return name != "words_test.go" && name != "CODE_OF_CONDUCT.md"
}

func TestWords(t *testing.T) {
	rooms := proseOf(t)
	lines := 0
	for _, passages := range rooms {
		lines += linesOf(passages)
	}
	for _, law := range wordLaws {
		t.Run(law.name, func(t *testing.T) {
			total := 0
			for room, passages := range rooms {
				total += law.check(t, room, passages)
			}
			for room := range law.budgets {
				if rooms[room] == nil {
					t.Errorf("%s has a budget but no prose; remove its line from the table", room)
				}
			}
			rate := float64(total) * 1000 / float64(lines)
			t.Logf("%d in %d lines: %.1f for each 1,000; at most %g", total, lines, rate, law.perMille)
			if rate > law.perMille {
				t.Errorf("%.1f for each 1,000 lines; at most %g", rate, law.perMille)
			}
		})
	}
}

// check compares a room with its budget and returns its number of matches.
func (l wordLaw) check(t *testing.T, room string, passages []prose.Passage) int {
	t.Helper()
	var places []string
	n := 0
	for _, p := range passages {
		if found := l.matches(p.WithoutCode()); found > 0 {
			n += found
			places = append(places, fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text))
		}
	}
	switch budget := l.budgets[room]; {
	case n > budget:
		t.Errorf("%s: %d, budget %d: rewrite the sentences:\n%s", room, n, budget, strings.Join(places, "\n"))
	case n < budget:
		t.Errorf("%s: %d, budget %d: lower the budget", room, n, budget)
	}
	return n
}

// linesOf estimates the lines of prose as comments of 80 columns hold them.
func linesOf(passages []prose.Passage) int {
	n := 0
	for _, p := range passages {
		n += (len(p.Text) + 74) / 75
	}
	return n
}

func TestWordLawsFind(t *testing.T) {
	tests := []struct {
		law  int
		text string
		want int
	}{
		{0, "It returns what is sent.", 1},
		{0, "Report what kind of value it is. So what?", 0},
		{0, "What it does, and what.", 2},
		{1, "a test stands alone; standing there", 2},
		{1, "an outstanding standard", 0},
		{2, "for somebody who asks; a whole", 2},
		{3, "made anew, so many, for ever", 3},
		{3, "a mended fence; amend; recommend", 1},
	}
	for _, test := range tests {
		if got := wordLaws[test.law].matches(test.text); got != test.want {
			t.Errorf("%s in %q: got %d, want %d", wordLaws[test.law].name, test.text, got, test.want)
		}
	}
}
