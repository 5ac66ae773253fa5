package report

import (
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// breaking returns a report about one finding.
func breaking(f review.Finding) *review.Report {
	f.Fingerprint, f.Severity = "0123456789ab", review.Break
	target := &review.Target{Name: "shop", Dir: "shop", Findings: []*review.Finding{&f}}
	return &review.Report{Targets: []*review.Target{target}}
}

// TestSchemeNamedLikeItsKind checks that the title of a finding begins with the name of the
// security scheme although the text has the same word for the kind.
func TestSchemeNamedLikeItsKind(t *testing.T) {
	r := breaking(review.Finding{
		Rule: "security.scheme", Subject: "bearer", Text: "the credentials are sent as http bearer, not as http basic",
	})
	got := string(render(t, r, Markdown, Options{}))
	if want := "| **bearer**: the credentials are sent as http bearer, not as http basic |"; !strings.Contains(got, want) {
		t.Errorf("the table does not contain %q:\n%s", want, got)
	}
}

// TestConfigurationName checks that a finding about the configuration is in its file, whatever
// its name is.
func TestConfigurationName(t *testing.T) {
	setting := review.Finding{
		Rule: "name.changed", Text: "the name changed",
		At:      review.At{New: &review.Position{File: "shop.yaml", Line: 8, Column: 3}},
		Symbols: []review.Symbol{{Old: "Order", New: "Purchase", File: "order.go", OldLine: 3, NewLine: 3}},
	}
	for want, f := range map[string]review.Finding{
		"file=sdk/shop.yaml,line=8,": setting,
		"file=sdk/shop.yaml,line=1,": {Rule: "target.removed", Text: "the target was removed"},
	} {
		got := string(render(t, breaking(f), GitHub, Options{Prefix: "sdk/", Config: "shop.yaml"}))
		if !strings.Contains(got, want) {
			t.Errorf("the annotation is not at %s:\n%s", want, got)
		}
	}
}
