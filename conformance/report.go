package main

import "fmt"

// Result is the measurement of one description.
type Result struct {
	Name    string  `json:"name"`
	Stage   string  `json:"stage"` // the last stage that succeeded: "", "generated", "compiled" or "run"
	Error   string  `json:"error,omitempty"`
	Seconds float64 `json:"seconds"`

	Operations int `json:"operations"` // of the SDK
	Types      int `json:"types"`      // with a schema
	Untried    int `json:"untried"`    // types without an instance

	Targets   int `json:"targets"` // optional properties, enum values, variants and nulls
	Exercised int `json:"exercised"`

	Components  Tally `json:"components"` // instances of components
	Listed      Tally `json:"listed"`     // those without unknown properties
	Instances   Tally `json:"instances"`
	Unchecked   Tally `json:"unchecked"` // instances that kin-openapi cannot validate
	Examples    Tally `json:"examples"`  // that fit their schema
	Unfit       int   `json:"unfit"`     // examples that do not
	Requests    Tally `json:"requests"`
	Uncheckable int   `json:"uncheckable"` // requests that kin-openapi cannot check
	Responses   Tally `json:"responses"`

	Features map[string]Tally `json:"features"`
	Failures []Failure        `json:"failures,omitempty"`
}

// Tally counts cases.
type Tally struct {
	Total int `json:"total"`
	Good  int `json:"good"`
}

func (t *Tally) add(good bool) {
	t.Total++
	if good {
		t.Good++
	}
}

// String returns the numbers of good and of all cases, such as "9/10".
func (t Tally) String() string { return fmt.Sprintf("%d/%d", t.Good, t.Total) }

func (t *Tally) merge(u Tally) {
	t.Total += u.Total
	t.Good += u.Good
}

// share returns the percentage of good cases, 100 if there are no cases.
func (t Tally) share() float64 {
	if t.Total == 0 {
		return 100
	}
	share := 100 * float64(t.Good) / float64(t.Total)
	if t.Good < t.Total {
		share = min(share, 99.99) // not rounded to 100.00
	}
	return share
}

// Failure is a case that failed.
type Failure struct {
	Kind   string `json:"kind"`  // "instance", "example", "request", "response" or "call"
	Where  string `json:"where"` // pointer of the type, or method and path
	Reason string `json:"reason"`
	Input  string `json:"input,omitempty"`
	Output string `json:"output,omitempty"`
}

const (
	maxFailures = 200 // of a description
	maxText     = 1500
)

// fail records a failure.
func (r *Result) fail(f Failure) {
	if len(r.Failures) >= maxFailures {
		return
	}
	f.Input, f.Output, f.Reason = shorten(f.Input), shorten(f.Output), shorten(f.Reason)
	r.Failures = append(r.Failures, f)
}

func shorten(text string) string {
	if len(text) > maxText {
		return text[:maxText] + "…"
	}
	return text
}

// count records the outcome of an instance for each of its features.
func (r *Result) count(features []string, good bool) {
	for _, name := range features {
		t := r.Features[name]
		t.add(good)
		r.Features[name] = t
	}
}
