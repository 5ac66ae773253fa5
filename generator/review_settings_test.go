package generator_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/review"
)

// TestReviewSettings checks that changes of the selection and of names in fragen.yaml are
// reported as such, at their lines, and not as changes of the API.
func TestReviewSettings(t *testing.T) {
	p := newProject(t, ".")
	p.edit("spec/shop.yaml", "components:", `  /bills:
    get: {operationId: bills, responses: {"200": {description: OK, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Bill"}}}}}}}
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
		{
			"pages", "    pages:\n      - {style: link, paths: [/bills]}\n", "paging.gained", 7,
			[]string{"paging.gained"},
			[]string{"paging.lost"},
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

// TestReviewSelectionAndAPI checks that changes of the API are not attributed to a selection
// that changed at the same time, and that the changes that the selection causes are.
func TestReviewSelectionAndAPI(t *testing.T) {
	p := newProject(t, ".")
	p.edit("spec/shop.yaml", "paths:", `servers: [{url: "https://one.example"}, {url: "https://two.example"}, {url: "https://three.example"}]
paths:
  /bills:
    servers: [{url: "https://bills.example"}]
    get:
      security: [{clerk: []}]
      responses: {"200": {description: OK, content: {application/json: {schema: {$ref: "#/components/schemas/Person"}}}}}
  /payments:
    post:
      security: [{reader: []}]
      requestBody: {required: true, content: {application/json: {schema: {oneOf: [{$ref: "#/components/schemas/Card"}, {$ref: "#/components/schemas/Cash"}, {$ref: "#/components/schemas/Coupon"}]}}}}
      responses: {"200": {description: OK, content: {application/json: {schema: {$ref: "#/components/schemas/Person"}}}}}`)
	p.edit("spec/shop.yaml", "components:", `components:
  securitySchemes:
    clerk: {type: http, scheme: basic}
    reader: {type: apiKey, in: header, name: Key}`)
	p.edit("spec/shop.yaml", "    Order:", `    Named: {type: object, properties: {name: {type: string}}}
    Card: {allOf: [{$ref: "#/components/schemas/Named"}, {type: object, required: [number], properties: {number: {type: string}}}]}
    Cash: {type: object, required: [sum], properties: {sum: {type: integer}}}
    Coupon: {type: object, required: [code], properties: {code: {type: string}}}
    Person:
      type: object
      required: [role]
      properties: {role: {type: string}}
      discriminator: {propertyName: role, mapping: {guard: "#/components/schemas/Guard", porter: "#/components/schemas/Porter"}}
    Guard: {allOf: [{$ref: "#/components/schemas/Person"}, {type: object, properties: {keys: {type: integer}}}]}
    Porter: {allOf: [{$ref: "#/components/schemas/Person"}, {type: object, properties: {door: {type: string}}}]}
    Order:`)
	p.edit("fragen.yaml", "    out: gen/shop\n", "    out: gen/shop\n    select: {subtypes: [Guard, Porter]}\n")
	p.commit()
	for _, e := range [][3]string{
		{"fragen.yaml", "{subtypes: [Guard, Porter]}", "{subtypes: [Porter], except: [/bills]}"},
		{"spec/shop.yaml", `, {url: "https://two.example"}`, ""},
		{"spec/shop.yaml", `, {$ref: "#/components/schemas/Coupon"}`, ""},
		{"spec/shop.yaml", `[{$ref: "#/components/schemas/Named"}, {type: object, required: [number]`, "[{type: object, required: [number]"},
		{"spec/shop.yaml", `, porter: "#/components/schemas/Porter"`, ""},
		{"spec/shop.yaml", "security: [{reader: []}]", "security: []"},
	} {
		p.edit(e[0], e[1], e[2])
	}
	check := func(list []*review.Finding, selection string, follows map[string]bool) {
		t.Helper()
		causes := list[slices.IndexFunc(list, func(f *review.Finding) bool { return f.Rule == selection })].Causes
		for _, f := range list {
			part := f.Rule + " " + f.Was + f.Is
			want, listed := follows[part]
			if got := slices.Contains(causes, f.Fingerprint); listed && got != want {
				t.Errorf("%s follows from the selection: %t, expected %t", part, got, want)
			}
			if strings.HasPrefix(part, "union.member.removed") && !slices.Contains(f.Classes, review.Wire) {
				t.Errorf("%s does not have the class wire", part)
			}
			delete(follows, part)
		}
		for part := range follows {
			t.Errorf("there is no finding %s; the rules are %q", part, rules(list))
		}
	}
	there := p.review("fragen.yaml", generator.ReviewOptions{From: "HEAD"}).Report.Targets[0].Findings
	check(there, "config.deselected", map[string]bool{
		"union.member.removed Coupon": false, "server.removed https://two.example": false, "prop.removed name": false,
		"poly.removed Porter": false, "poly.removed Guard": true, "server.removed https://bills.example": true,
		"security.scheme.removed apiKey header Key": false, "security.scheme.removed http basic": true,
	})
	p.git("stash", "-q")
	p.git("checkout", "-q", "-b", "new")
	p.git("stash", "pop", "-q")
	p.commit()
	p.git("checkout", "-q", "work")
	back := p.review("fragen.yaml", generator.ReviewOptions{From: "new"}).Report.Targets[0].Findings
	check(back, "config.selected", map[string]bool{
		"union.member.added Coupon": false, "server.added https://two.example": false, "prop.added name": false,
		"poly.added Porter": false, "poly.added Guard": true, "server.added https://bills.example": true,
		"security.scheme.added apiKey header Key": false, "security.scheme.added http basic": true,
	})
}

// rules returns the rules of findings in order.
func rules(list []*review.Finding) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.Rule)
	}
	return out
}
