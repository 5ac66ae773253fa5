package reviewtest

// This file reviews successive versions of real descriptions, in both directions. Each
// incompatible change that apidiff finds, and each use that does not compile, must belong
// to a finding. Findings that other findings explain are not causes: there must be far
// fewer causes than Go symbols.

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// pair is a pair of versions of a description.
type pair struct {
	Name, Old, New string // the files are relative to FRAGEN_CORPUS
	Select         string // selection in fragen.yaml; "" for everything
}

var pairs = []pair{
	{"revolut merchant, 1.0 to 2023-09-01", revolut + "merchant-1.0.yaml", revolut + "merchant-2023-09-01.yaml", ""},
	{
		"revolut merchant, 2023-09-01 to 2026-03-12",
		revolut + "merchant-2023-09-01.yaml", revolut + "merchant-2026-03-12.yaml", "",
	},
	{
		"revolut merchant, 2026-03-12 to 2026-04-20",
		revolut + "merchant-2026-03-12.yaml", revolut + "merchant-2026-04-20.yaml", "",
	},
	{"revolut crypto-ramp, 1.0 to 2.0", revolut + "crypto-ramp-1.0.yaml", revolut + "crypto-ramp-2.0.yaml", ""},
	{
		"hubspot communications, 2026-03 to 2026-09",
		hubspot + "2026-03-communications.json", hubspot + "2026-09-communications.json", "",
	},
	{"notion", "openapi/notion.com.json", "vendors/makenotion__notion-openapi.json", ""},
	{"svix", "openapi/svix.com.json", "vendors/svix__openapi.json", ""},
	{
		"Microsoft Graph calls, v1.0 to beta", "graph/graph-v1.0.json", "graph/graph-beta.json",
		`{paths: ["/communications/calls/**"]}`,
	},
}

const (
	revolut = "vendors/revolut-engineering__"
	hubspot = "vendors/hubspot__CRM-Communications-Rollouts-424-"
)

// generate generates both versions.
func (p pair) generate(corpus string) (old, now *sdk, err error) {
	inputs := func(name string) (map[string]string, error) {
		text, err := os.ReadFile(filepath.Join(corpus, filepath.FromSlash(name)))
		spec := "spec" + filepath.Ext(name)
		config := "version: 1\nruntime: " + modulePath + "/rest\ntargets:\n  - name: sdk\n    out: sdk\n    spec: " + spec + "\n"
		if p.Select != "" {
			config += "    select: " + p.Select + "\n"
		}
		return map[string]string{spec: string(text), "fragen.yaml": config}, err
	}
	before, err := inputs(p.Old)
	if err != nil {
		return nil, nil, err
	}
	after, err := inputs(p.New)
	if err != nil {
		return nil, nil, err
	}
	if old, err = generateSDK(before, nil); err != nil {
		return nil, nil, err
	}
	now, err = generateSDK(after, old.lock)
	return old, now, err
}

// causesOf returns the findings that break callers and that no other finding explains.
func causesOf(findings []*review.Finding) []*review.Finding {
	var follow []string
	for _, f := range findings {
		follow = append(follow, f.Causes...)
	}
	return slices.DeleteFunc(slices.Clone(findings), func(f *review.Finding) bool {
		return !saysBreaks(f) || slices.Contains(follow, f.Fingerprint)
	})
}

func TestPairs(t *testing.T) {
	corpus := os.Getenv("FRAGEN_CORPUS")
	if corpus == "" {
		t.Skip("SKIPPED: no real descriptions: set FRAGEN_CORPUS to their folder")
	}
	exceptions := readExceptions(t, "pairs")
	var table []string
	for _, p := range pairs {
		if *only != "" && !regexp.MustCompile(*only).MatchString(p.Name) {
			continue
		}
		old, now, err := p.generate(corpus)
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		for _, sides := range [][2]*sdk{{old, now}, {now, old}} {
			r, err := compareSDKs(sides[0], sides[1])
			if err != nil {
				t.Errorf("%s: %v", p.Name, err)
				continue
			}
			r.name, r.row = p.Name, p.Name
			if sides[0] == now {
				r.name += ", reversed"
			}
			table = append(table, checkPair(t, r, exceptions))
		}
	}
	t.Logf("\n%s", strings.Join(table, ""))
	if *update && *only == "" && !t.Failed() {
		text := pairsHead + strings.Join(table, "")
		if err := os.WriteFile("../docs/review-tests.md", []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// pairsHead is the page with the table, up to its rows.
const pairsHead = `<!-- Written by: go -C reviewtest test -run TestPairs -update -->

# Reviews of real descriptions

This table shows reviews of successive versions of published API descriptions, in both
directions. The [reviewtest](../reviewtest) module compares them with the results of
[apidiff](https://pkg.go.dev/golang.org/x/exp/apidiff), and with a program that uses all
exported symbols of the old SDK:

- *Causes* are the findings that break callers and do not follow from another finding.
- *Symbols* are the incompatible changes that apidiff reports.
- *Uses* are the symbols of the old SDK that do not compile with the new SDK.
- *Ratio* is the number of causes for each symbol, if there are more than 20 symbols.
- *Unexplained* symbols belong to no finding.

| description | causes | symbols | uses | ratio | unexplained |
|---|---:|---:|---:|---:|---:|
`

// maxRatio is the maximum number of causes for each symbol of a pair with many symbols.
const maxRatio = 0.25

// checkPair checks a pair and returns its row of the table.
func checkPair(t *testing.T, r *reviewed, exceptions *exceptions) string {
	t.Helper()
	without := unexplained(r)
	for _, s := range without {
		t.Errorf("%s: no finding explains %s", r.name, r.changes[s])
	}
	for s, errs := range r.broken {
		if !slices.ContainsFunc(r.Findings, func(f *review.Finding) bool { return saysBreaks(f) && explains(f, s) }) {
			t.Errorf("%s: no finding says that %s breaks: %v", r.name, s.Name, errs)
		}
	}
	for _, f := range r.Findings {
		if saysBreaks(f) && !isProven(f, r.broken) && !isProven(f, r.changes) {
			t.Errorf("%s: %s says that callers break, but none does: %s: %s %v", r.name, f.Rule, f.Subject, f.Text, f.Symbols)
		}
	}
	causes := causesOf(r.Findings)
	ratio := "–"
	if n := len(r.changes); n > 20 {
		ratio = fmt.Sprintf("%.2f", float64(len(causes))/float64(n))
		if float64(len(causes)) > maxRatio*float64(n) && !exceptions.has(r.name) {
			t.Errorf("%s: %d causes for %d symbols: %s", r.name, len(causes), n, ratio)
			for _, f := range causes {
				t.Logf("  %s %s: %s (%d)", f.Rule, f.Subject, f.Text, len(f.Symbols))
			}
		}
	}
	return fmt.Sprintf("| %s | %d | %d | %d | %s | %d |\n",
		r.name, len(causes), len(r.changes), len(r.broken), ratio, len(without))
}
