package review

// This file reports the changes that another version of fragen causes: it generated the
// committed files from the same inputs.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// AddTool adds a finding about the files that another version of fragen generated
// differently. committed has these files, and regenerated has the files that this version
// generates from the same inputs.
func (t *Target) AddTool(committed, regenerated *Generation) {
	c := newComparer(committed, regenerated)
	x := &change{
		rule: "generator.bytes", subject: "fragen", order: "~tool", severity: None,
		text:    fmt.Sprintf("another version of fragen generated %s", differently(committed, regenerated)),
		symbols: c.diffSymbols(),
	}
	if len(x.symbols) > 0 {
		x.rule, x.severity = "generator.go", Add
		x.text += fmt.Sprintf("; regenerating changes %s", quantity(len(x.symbols), "Go symbol"))
	}
	hash := sha256.New()
	for _, s := range x.symbols {
		fmt.Fprintf(hash, "%s %s %s\n", s.Key.Dir, s.Key.Name, c.symbol(s).NewType)
	}
	x.is = hex.EncodeToString(hash.Sum(nil)[:4]) // another change has another fingerprint
	f := c.finding(x)
	f.Is = ""
	i := slices.IndexFunc(t.Findings, func(other *Finding) bool { return rank(other.Severity) > rank(f.Severity) })
	if i < 0 {
		i = len(t.Findings)
	}
	t.Findings = slices.Insert(t.Findings, i, f)
	if t.Counts == nil {
		t.Counts = Counts{}
	}
	t.Counts[f.Severity]++
}

// differently returns a phrase such as "2 files differently".
func differently(committed, regenerated *Generation) string {
	names := map[string]bool{}
	for name := range committed.Files {
		names[name] = true
	}
	for name := range regenerated.Files {
		names[name] = true
	}
	text := quantity(len(names), "file")
	if committed.Name == "runtime" {
		text += " of the runtime"
	}
	return text + " differently"
}

// quantity returns a number with its noun: "1 file", "2 files".
func quantity(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
