package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// TestLargePage checks that a page with too many findings, each of which has too many
// operations, has the most severe findings and the numbers of the others.
func TestLargePage(t *testing.T) {
	var operations []string
	for i := range 2000 {
		operations = append(operations, fmt.Sprintf("GET /orders/%d", i))
	}
	target := &review.Target{Name: "shop"}
	for i := range maxArticles + 1000 {
		f := &review.Finding{
			Fingerprint: fmt.Sprintf("%012x", i), Rule: "prop.added", Severity: review.Break, Text: "property is new",
			Direction: review.Response,
		}
		if i > 100 {
			f.Severity = review.Add
		} else {
			f.Operations = operations
		}
		target.Findings = append(target.Findings, f)
	}
	r := &review.Report{Targets: []*review.Target{target}}
	page := string(render(t, r, HTML, Options{}))
	if n := strings.Count(page, "<article "); n != maxArticles {
		t.Errorf("%d findings on the page, want %d", n, maxArticles)
	}
	for _, want := range []string{
		"the 5,000 most severe of 6,000 findings", "received by 2,000 operations", "<li>1,950 more</li>",
		`data-total="6000"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not contain %q", want)
		}
	}
	const most = 8 << 20
	if len(page) > most {
		t.Errorf("the page has %d bytes, want at most %d", len(page), most)
	}
	text := string(render(t, r, JSON, Options{}))
	if !strings.Contains(text, `"operationCount": 2000`) || strings.Contains(text, "/orders/50\"") {
		t.Error("JSON lists too many operations")
	}
}
