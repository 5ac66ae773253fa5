package generator_test

import (
	"slices"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/review"
)

// TestReviewSettings checks that changes of the selection and of names in fragen.yaml are
// reported as such, at their lines, and not as changes of the API.
func TestReviewSettings(t *testing.T) {
	p := newProject(t, ".")
	p.edit("spec/shop.yaml", "components:", `  /bills:
    get: {operationId: bills, responses: {"200": {description: OK, content: {application/json: {schema: {$ref: "#/components/schemas/Bill"}}}}}}
webhooks:
  paid:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"204": {description: OK}}
components:`)
	write(t, "codes.yaml", []byte(`version: 1
tables:
  - domain: shop
    name: refusal
    description: The reason for a refusal.
    source: en
    locales: [en, de]
    categories: [{id: final, description: It is final.}]
    codes: [{id: sold, code: 1, category: final, message: {en: It was sold., de: Es wurde verkauft.}}]
`))
	p.edit("spec/shop.yaml", "    Order:", "    Bill: {type: object, properties: {sum: {type: integer}}}\n    Order:")
	p.commit()
	findings := func(from string) []*review.Finding {
		t.Helper()
		return p.review("fragen.yaml", generator.ReviewOptions{From: from}).Report.Targets[0].Findings
	}
	const line = "    out: gen/shop\n"
	for _, test := range []struct {
		name, setting, rule string
		line                int
		there, back         []string // rules in both directions
	}{
		{
			"except", "    select: {except: [/bills]}\n", "config.deselected", 7,
			[]string{"config.deselected", "schema.removed"},
			[]string{"config.selected", "schema.added"},
		},
		{
			"paths", "    select:\n      paths:\n        - /orders\n", "config.deselected", 9,
			[]string{"config.deselected", "schema.removed", "webhook.removed"},
			[]string{"config.selected", "schema.added", "webhook.added"},
		},
		{
			"webhook", "    select: {except: [webhooks/paid]}\n", "config.deselected", 7,
			[]string{"config.deselected", "webhook.removed"},
			[]string{"config.selected", "webhook.added"},
		},
		{
			"code tables", "    codes: {table: codes.yaml}\n", "codes.table.added", 7,
			[]string{"codes.table.added"},
			[]string{"codes.table.removed"},
		},
		{
			"rename", "    naming:\n      rename: {\"#/components/schemas/Bill\": Invoice}\n", "name.changed", 8,
			[]string{"name.changed"},
			[]string{"name.changed"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			p.edit("fragen.yaml", line, line+test.setting)
			there := findings("HEAD")
			p.commit()
			p.edit("fragen.yaml", test.setting, "")
			back := findings("HEAD")
			p.commit()
			for i, list := range [][]string{test.there, test.back} {
				if got := rules([][]*review.Finding{there, back}[i]); !slices.Equal(got, list) {
					t.Errorf("the rules are %q, expected %q", got, list)
				}
			}
			f := there[0]
			if at := f.At.New; f.Rule != test.rule || at == nil || at.File != "fragen.yaml" || at.Line != test.line {
				t.Errorf("%s is at %+v, expected line %d of fragen.yaml", f.Rule, at, test.line)
			}
			for _, f := range append(there, back...) {
				if slices.Contains(f.Classes, "wire") {
					t.Errorf("%s says that requests or responses no longer fit", f.Rule)
				}
			}
			if len(there) > 1 && !slices.Contains(there[0].Causes, there[1].Fingerprint) {
				t.Errorf("%s does not follow from %s", there[1].Rule, there[0].Rule)
			}
		})
	}
}

// rules returns the rules of findings in order.
func rules(list []*review.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.Rule)
	}
	return out
}
