package main

import (
	"slices"
	"testing"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/review"
)

// TestFails checks which findings make a review fail at each level.
func TestFails(t *testing.T) {
	if !slices.Equal(failLevels, config.FailLevels) {
		t.Errorf("--fail-on accepts %q, fragen.yaml accepts %q", failLevels, config.FailLevels)
	}
	for _, test := range []struct {
		severity review.Severity
		class    review.Class
		want     []string
	}{
		{review.Break, review.GoSource, []string{"break", "risk", "any"}},
		{review.Risk, review.GoBehaviour, []string{"risk", "any"}},
		{review.Risk, review.Wire, []string{"risk", "wire", "any"}},
		{review.Break, review.Codes, []string{"break", "risk", "codes", "any"}},
		{review.Add, review.Codes, []string{"any"}},
		{review.Text, review.Docs, []string{"any"}},
		{review.None, review.Wire, nil},
	} {
		finding := &review.Finding{Severity: test.severity, Classes: []review.Class{test.class}}
		var got []string
		for _, level := range failLevels {
			if fails(finding, level) {
				got = append(got, level)
			}
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s %s fails at %q, want %q", test.severity, test.class, got, test.want)
		}
		if finding.Approved = (&review.Approval{}); fails(finding, "any") {
			t.Errorf("%s %s fails, although it is approved", test.severity, test.class)
		}
	}
}
