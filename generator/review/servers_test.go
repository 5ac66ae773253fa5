package review_test

import (
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// TestServerVariables checks the severity of changes of an address that is the same with the
// defaults of its variables. New returns an error for variables that are missing and for values
// that are not allowed.
func TestServerVariables(t *testing.T) {
	const (
		region = `{url: "https://{region}.a.example/", variables: {region: {default: eu, enum: [eu, us]}}}`
		bare   = `{url: "https://{region}.a.example", variables: {region: {default: eu, enum: [eu, us]}}}`
		fixed  = `{url: "https://eu.a.example"}`
		zone   = `{url: "https://{region}.{zone}/", variables: {region: {default: eu%s}, zone: {default: a.example}}}`
		first  = `{url: "https://first.example"}, `
	)
	narrow, wide := strings.Replace(zone, "%s", ", enum: [eu]", 1), strings.Replace(zone, "%s", "", 1)
	for _, test := range []struct{ name, old, now, rule, text string }{
		{"slash", region, bare, "none server.url", "sent to the same URLs as before"},
		{"slash and variable", region, fixed, "risk server.variables", `no longer has the variable "region"`},
		{"narrower enum", region, narrow, "risk server.variables", "region=eu (eu); zone=a.example now, not region=eu (eu, us)"},
		{"wider enum", region, wide, "none server.variables", "sent to https://eu.a.example/ as before"},
		{"slash of another server", first + region, first + bare, "none server.url", "https://{region}.a.example now"},
		{
			"narrower enum of another server", first + region, first + strings.Replace(bare, ", us", "", 1),
			"risk server.url", "https://{region}.a.example now",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := reviewEdits(t, "[{set: /servers, to: ["+test.old+"]}]", "[{set: /servers, to: ["+test.now+"]}]")
			severity, rule, _ := strings.Cut(test.rule, " ")
			f := onlyFinding(t, target, rule)
			if f.Severity != review.Severity(severity) || !strings.Contains(f.Text, test.text) {
				t.Errorf("the finding is %s: %s, expected %s: %q", f.Severity, f.Text, severity, test.text)
			}
		})
	}
}
