package reviewtest

// This file compares the findings with the incompatible changes that apidiff finds.

import (
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// symbolOf returns the symbol of a message of apidiff, such as
// "(*Book).Base: removed" or "Genre: value changed from …".
func symbolOf(pkg, message string) symbol {
	name, _, _ := strings.Cut(message, ": ")
	name, _, _ = strings.Cut(name, ", ") // "Medium, method set of *Disc"
	return symbol{pkg, strings.NewReplacer("(*", "", ")", "").Replace(name)}
}

func TestApidiff(t *testing.T) {
	exceptions := readExceptions(t, "apidiff")
	incompatible := 0
	for _, r := range catalogue(t) {
		for _, side := range r.directions() {
			incompatible += len(side.changes)
			checkApidiff(t, side, exceptions)
		}
	}
	t.Logf("%d incompatible changes", incompatible)
}

// checkApidiff reports incompatible changes without a finding, and findings without an
// incompatible change.
func checkApidiff(t *testing.T, side *reviewed, exceptions *exceptions) {
	t.Helper()
	for _, s := range unexplained(side) {
		if !exceptions.has(side.row) {
			t.Errorf("%s: no finding explains %s", side.name, side.changes[s])
		}
	}
	for _, f := range side.Findings {
		if saysBreaks(f) && !isProven(f, side.changes) && !exceptions.has(side.row, f.Rule) {
			t.Errorf("%s: apidiff finds nothing for %s: %s: %s %v", side.name, f.Rule, f.Subject, f.Text, f.Symbols)
		}
	}
}

// unexplained returns the symbols that apidiff finds and that belong to no finding.
func unexplained(side *reviewed) []symbol {
	var list []symbol
	for s := range side.changes {
		if !slices.ContainsFunc(side.Findings, func(f *review.Finding) bool {
			return f.Rule != "go.unexplained" && explains(f, s)
		}) {
			list = append(list, s)
		}
	}
	return list
}
