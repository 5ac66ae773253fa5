package report

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// largeReport returns a report with n findings of each severity.
func largeReport(n int) *review.Report {
	target := &review.Target{Name: "store", Dir: "sdk/store", Counts: review.Counts{}}
	for _, s := range review.Severities {
		for i := range n {
			f := &review.Finding{
				Fingerprint: fmt.Sprintf("%06x%06x", len(s), i), Rule: "prop.changed", Severity: s, Classes: []review.Class{review.GoSource},
				Subject: fmt.Sprintf("Order%d", i/3), At: review.At{Pointer: "#/x", New: &review.Position{File: "api.yaml", Line: i + 1, Column: 1}},
				Symbols: []review.Symbol{{Package: "example.com/store", New: fmt.Sprintf("Order%d.F%d", i/3, i), NewType: "*string", File: "order.go", NewLine: i + 1}},
				Text:    fmt.Sprintf("the property p%d is new | or not", i), Remedy: "read it",
			}
			target.Findings = append(target.Findings, f)
			target.Counts[s]++
		}
	}
	return &review.Report{Targets: []*review.Target{target}}
}

var (
	moreRows  = regexp.MustCompile(`([\d,]+) more`)
	fieldList = regexp.MustCompile(`: (\d+) fields:`)
)

// TestMarkdownFits checks that a comment fits into its limit, that each list says how
// many findings it lacks, and that the most severe findings remain.
func TestMarkdownFits(t *testing.T) {
	for _, n := range []int{1, 7, 61, 2000} {
		for _, limit := range []int{0, 60_000, 20_000, 5_000, 2_000} {
			r := largeReport(n)
			got := string(render(t, r, Markdown, Options{MaxBytes: limit}))
			most := limit
			if most == 0 {
				most = DefaultMaxBytes
			}
			if len(got) > most {
				t.Errorf("%d findings: %d bytes, limit %d", n, len(got), most)
			}
			if want := fmt.Sprintf("%s break callers", number(n)); n > 1 && !strings.Contains(got, want) {
				t.Errorf("%d findings, limit %d: the title lacks %q", n, most, want)
			}
			if rows := strings.Count(got, "\n| 🔴 |"); n >= 7 && most >= 5_000 && rows < 5 {
				t.Errorf("%d findings, limit %d: only %d rows", n, most, rows)
			}
			checkListCounts(t, got, n)
		}
	}
}

// checkListCounts checks the number of findings in each list of a comment. Every list
// has n findings, the tables have 2n.
func checkListCounts(t *testing.T, comment string, n int) {
	t.Helper()
	for i, list := range strings.Split(comment, "\n\n")[2:] {
		total, want := 0, n
		for line := range strings.Lines(list) {
			switch {
			case moreRows.MatchString(line) && (strings.HasPrefix(line, "| |") || strings.HasPrefix(line, "- …")):
				more, err := strconv.Atoi(strings.ReplaceAll(moreRows.FindStringSubmatch(line)[1], ",", ""))
				if err != nil {
					t.Fatal(err)
				}
				total += more
			case fieldList.MatchString(line):
				fields, err := strconv.Atoi(fieldList.FindStringSubmatch(line)[1])
				if err != nil {
					t.Fatal(err)
				}
				total += fields
			case strings.HasPrefix(line, "| 🔴"), strings.HasPrefix(line, "| 🟠"), strings.HasPrefix(line, "| `0000"), strings.HasPrefix(line, "- "):
				total++
			}
		}
		if strings.HasPrefix(list, "| |") || strings.HasPrefix(list, "| Finding") {
			want = 2 * n
		}
		if total > 0 && total != want {
			t.Errorf("part %d has %d findings, want %d:\n%.300s", i, total, want, list)
		}
	}
}
