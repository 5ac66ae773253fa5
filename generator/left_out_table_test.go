package generator

// This file writes the last section of docs/conformance.md: the parts that are left out of
// the SDKs of published descriptions, by rule.

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// leftOutReasons says for each rule why a part is left out.
var leftOutReasons = map[string]string{
	"all-of-conflict": "No value satisfies all members of the `allOf`. " +
		"For example, one schema requires an integer and another schema requires a string.",
	"dangling-ref":      "The reference has no target, so the type is unknown.",
	"dangling-security": "The description does not declare the security scheme, so its credential cannot be sent.",
	"missing-key":       "A discriminator without `propertyName` does not distinguish variants.",
	"path-parameter":    "The path does not contain the parameter, so its value cannot be sent.",
	"ref": "The target is on the network, which fragen does not access, or it is a component of a different kind, " +
		"such as a response in place of a schema.",
	"unsupported": "A parameter without a name cannot be sent.",
	"wrong-kind":  "A keyword has a value of the wrong kind, such as a map in place of a list of schemas.",
}

const (
	leftOutFile = "../docs/conformance.md"
	leftOutHead = "\n## Parts that are left out\n"
)

// ruleCount counts the parts that one rule leaves out.
type ruleCount struct {
	rule                         string
	operations, parts, documents int
}

// checkLeftOutTable checks that the section has the measured rules, and each rule a reason.
// With -update it writes the section. The test does not compare the numbers, because they
// change with the corpus.
func checkLeftOutTable(t *testing.T, results []measure) {
	data, err := os.ReadFile(leftOutFile)
	if err != nil {
		t.Fatal(err)
	}
	before, section, _ := strings.Cut(string(data), leftOutHead)
	counts := countRules(results)
	if update := flag.Lookup("update"); update != nil && update.Value.String() == "true" {
		text := before + leftOutHead + leftOutSection(counts, results)
		if err := os.WriteFile(leftOutFile, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, c := range counts {
		t.Logf("%s: %d operations, %d other parts, %d descriptions", c.rule, c.operations, c.parts, c.documents)
		if leftOutReasons[c.rule] == "" {
			t.Errorf("the rule %s has no reason; add one to leftOutReasons", c.rule)
		}
	}
	for _, c := range counts[:min(len(counts), maxRules)] {
		if !strings.Contains(section, "`"+c.rule+"`") {
			t.Errorf("%s lacks the rule %s; run this test with -update", leftOutFile, c.rule)
		}
	}
}

// maxRules is the number of rules in the table.
const maxRules = 10

// leftOutSection returns the section without its heading.
func leftOutSection(counts []*ruleCount, results []measure) string {
	total, emitted, whole := 0, 0, 0
	for _, m := range results {
		total, emitted, whole = total+m.total, emitted+m.emitted, whole+m.whole
	}
	var b strings.Builder
	fmt.Fprintf(&b, leftOutText, len(results), emitted, total, whole)
	for _, c := range counts[:min(len(counts), maxRules)] {
		fmt.Fprintf(&b, "| `%s` | %d | %d | %d | %s |\n", c.rule, c.operations, c.parts, c.documents, leftOutReasons[c.rule])
	}
	return b.String()
}

const leftOutText = `
fragen leaves out [parts with errors](configuration.md#parts-that-are-left-out). For %d
published descriptions, the SDKs have %d of %d operations, and %d of these operations are
complete. The table lists the most frequent rules.

| rule | operations | other parts | descriptions | reason |
|---|---:|---:|---:|---|
`

// countRules returns the counts, the most frequent rule first.
func countRules(results []measure) []*ruleCount {
	byRule := map[string]*ruleCount{}
	var counts []*ruleCount
	for _, m := range results {
		counted := map[string]bool{}
		for _, part := range m.leftOut {
			c := byRule[part.Rule]
			if c == nil {
				c = &ruleCount{rule: part.Rule}
				byRule[part.Rule] = c
				counts = append(counts, c)
			}
			if part.Operation {
				c.operations++
			} else {
				c.parts++
			}
			if !counted[part.Rule] {
				counted[part.Rule] = true
				c.documents++
			}
		}
	}
	slices.SortFunc(counts, func(a, b *ruleCount) int {
		return cmp.Or(cmp.Compare(b.operations+b.parts, a.operations+a.parts), strings.Compare(a.rule, b.rule))
	})
	return counts
}
