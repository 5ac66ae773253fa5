package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
)

// printProgress prints one line about a description. If verbose is set, it also
// prints the failures.
func printProgress(i, n int, r *Result, verbose bool) {
	state := r.Stage
	if r.Error != "" {
		state = "FAILED after " + cmp.Or(r.Stage, "start") + ": " + firstLine(r.Error)
	}
	for _, t := range []struct {
		name  string
		tally Tally
	}{
		{"instances", r.Instances},
		{"examples", r.Examples},
		{"requests", r.Requests},
		{"responses", r.Responses},
		{"exercised", Tally{r.Targets, r.Exercised}},
	} {
		if t.tally.Total > 0 {
			state += fmt.Sprintf("; %s %v", t.name, t.tally)
		}
	}
	fmt.Fprintf(os.Stderr, "%3d/%d %s: %s; %.0f s\n", i+1, n, r.Name, state, r.Seconds)
	if !verbose {
		return
	}
	seen := map[string]int{}
	for _, f := range r.Failures {
		if seen[f.Kind+f.Where]++; seen[f.Kind+f.Where] > 2 {
			continue
		}
		fmt.Fprintf(os.Stderr, "    %s %s: %s\n        in:  %.400s\n        out: %.400s\n",
			f.Kind, f.Where, f.Reason, f.Input, f.Output)
	}
}

// summary is the sum of all results.
type summary struct {
	Total     Result    `json:"total"`
	Documents int       `json:"documents"`
	Generated int       `json:"generated"`
	Compiled  int       `json:"compiled"`
	Run       int       `json:"run"`
	Results   []*Result `json:"results"`
}

func newSummary(results []*Result) *summary {
	s := &summary{Documents: len(results), Results: results}
	t := &s.Total
	t.Name, t.Features = "total", map[string]Tally{}
	for _, r := range results {
		s.Generated += count(r.Stage != "")
		s.Compiled += count(r.Stage == "compiled" || r.Stage == "run")
		s.Run += count(r.Stage == "run")
		t.Seconds += r.Seconds
		t.Operations += r.Operations
		t.Types += r.Types
		t.Untried += r.Untried
		t.Targets += r.Targets
		t.Exercised += r.Exercised
		t.Unfit += r.Unfit
		t.Uncheckable += r.Uncheckable
		t.Instances.merge(r.Instances)
		t.Components.merge(r.Components)
		t.Listed.merge(r.Listed)
		t.Unchecked.merge(r.Unchecked)
		t.Examples.merge(r.Examples)
		t.Requests.merge(r.Requests)
		t.Responses.merge(r.Responses)
		for name, tally := range r.Features {
			sum := t.Features[name]
			sum.merge(tally)
			t.Features[name] = sum
		}
	}
	return s
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s *summary) exercised() Tally { return Tally{s.Total.Targets, s.Total.Exercised} }

// row is a row in the table of totals.
type row struct {
	name  string
	tally Tally
	least float64 // minimum percentage, or 0 if there is none
}

// rows returns the rows of the table. Measures without cases have none.
func (s *summary) rows() []row {
	t := &s.Total
	return slices.DeleteFunc([]row{
		{"descriptions for which an SDK is generated", Tally{s.Documents, s.Generated}, 0},
		{"SDKs that compile", Tally{s.Generated, s.Compiled}, 100},
		{"SDKs that run", Tally{s.Generated, s.Run}, 100},
		{"instances that are equal and valid after a round trip", t.Instances, 99.9},
		{"instances that are equal after a round trip but that kin-openapi cannot validate", t.Unchecked, 0},
		{"optional properties, enum values, variants and nulls that at least one instance contains", s.exercised(), 95},
		{"examples that are equal after a round trip", t.Examples, 99.5},
		{"requests that kin-openapi accepts", t.Requests, 99.5},
		{"responses that calls return as equal values", t.Responses, 0},
	}, func(r row) bool { return r.tally.Total == 0 })
}

// print prints the totals and the features.
func (s *summary) print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer w.Flush()
	for _, r := range s.rows() {
		fmt.Fprintf(w, "%s\t%d of %d\t%.2f %%\n", r.name, r.tally.Good, r.tally.Total, r.tally.share())
	}
	if s.Total.Targets > 0 {
		fmt.Fprintf(w, "types without a valid instance\t%d of %d\n", s.Total.Untried, s.Total.Types)
		fmt.Fprintf(w, "calls without a valid argument or response\t%d\n", s.Total.Uncheckable)
	}
	fmt.Fprintf(w, "examples that are not valid against their schema\t%d\n", s.Total.Unfit)
	for _, name := range slices.Sorted(maps.Keys(s.Total.Features)) {
		t := s.Total.Features[name]
		fmt.Fprintf(w, "%s\t%d of %d\t%.2f %%\n", name, t.Good, t.Total, t.share())
	}
}

func (s *summary) writeJSON(file string) error {
	if file == "" {
		return nil
	}
	data, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o666)
}

// check returns an error that lists the missed bounds.
func (s *summary) check() error {
	var missed []string
	for _, r := range s.rows() {
		if r.tally.share() < r.least {
			missed = append(missed, fmt.Sprintf("%s: %.2f %%, want %g %%", r.name, r.tally.share(), r.least))
		}
	}
	if missed != nil {
		return fmt.Errorf("%w: %s", errOverBound, strings.Join(missed, "; "))
	}
	return nil
}
