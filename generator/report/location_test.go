package report

import (
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// TestPlacesOfRemovedParts checks that no format has a line of an old file as a line of the
// new one: the place of a part that is gone is that of the closest part that remains.
func TestPlacesOfRemovedParts(t *testing.T) {
	symbol := review.Symbol{Package: "example.com/shop", Old: "Order.Note", File: "order.go", OldLine: 77}
	finding := func(s review.Symbol, near *review.Position) *review.Report {
		f := &review.Finding{
			Fingerprint: "0123456789ab", Rule: "prop.removed", Severity: review.Break, Text: "it was removed",
			At: review.At{
				Pointer: "#/components/schemas/Order/properties/note",
				Old:     &review.Position{File: "api.yaml", Line: 55, Column: 9}, Near: near,
			},
			Symbols: []review.Symbol{s},
		}
		target := &review.Target{Name: "shop", Dir: "shop", Findings: []*review.Finding{f}}
		return &review.Report{Targets: []*review.Target{target}}
	}
	inGo := symbol
	inGo.NearFile, inGo.NearLine = "order.go", 12
	near := &review.Position{File: "api.yaml", Line: 33, Column: 5}
	setting := finding(inGo, nil)
	setting.Targets[0].Findings[0].At.New = &review.Position{File: "fragen.yaml", Line: 8, Column: 3}
	for _, test := range []struct {
		name   string
		report *review.Report
		want   string
	}{
		{"the type remains", finding(inGo, near), "file=shop/order.go,line=12,"},
		{"the file is gone", finding(symbol, near), "file=api.yaml,line=33,col=5,"},
		{"the configuration changed", setting, "file=fragen.yaml,line=8,col=3,"},
		{"the description is gone", finding(symbol, nil), "file=fragen.yaml,line=1,"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := string(render(t, test.report, GitHub, Options{})); !strings.Contains(got, test.want) {
				t.Errorf("the annotation is not at %s:\n%s", test.want, got)
			}
			for _, format := range []Format{SARIF, CodeQuality} {
				got := string(render(t, test.report, format, Options{}))
				if strings.Contains(got, `"startLine": 77`) || strings.Contains(got, `"startLine": 55`) ||
					strings.Contains(got, `"begin": 77`) || strings.Contains(got, `"begin": 55`) {
					t.Errorf("%s has a line of an old file:\n%s", format, got)
				}
			}
			text := string(render(t, test.report, Text, Options{}))
			if !strings.Contains(text, "order.go:77 (old)") || !strings.Contains(text, "api.yaml:55") {
				t.Errorf("the text does not have the old places:\n%s", text)
			}
		})
	}
}

// TestOperationsPhrase checks the phrases about the operations of a finding.
func TestOperationsPhrase(t *testing.T) {
	one, two := []string{"POST /orders"}, []string{"GET /orders", "POST /orders"}
	for want, f := range map[string]*review.Finding{
		"":                     {Subject: "POST /orders", Operations: one, Rule: "param.removed"},
		"and 1 more operation": {Subject: "POST /orders", Operations: two, Rule: "param.removed"},
		"sent by POST /orders": {Subject: "Order", Operations: one, Rule: "prop.limit", Direction: review.Request},
		"sent and received by 2 operations": {
			Subject: "Order", Operations: two, Rule: "prop.limit", Direction: review.Both,
		},
		"sent by POST /orders, received by 2 operations": {
			Subject: "Order", Operations: two, Rule: "prop.type", Direction: review.Both, SentBy: one, ReceivedBy: two,
		},
		"for 2 operations": {Subject: "credentials", Operations: two, Rule: "security.added", Direction: review.Request},
	} {
		if got := operationsPhrase(f); got != want {
			t.Errorf("the phrase is %q, expected %q", got, want)
		}
	}
}
