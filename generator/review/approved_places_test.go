package review_test

// This file checks the places of findings: a fingerprint identifies all types that a change
// affects, and the symbols of these places are those whose callers are searched.

import (
	"os"
	"slices"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/generator/review/cases"
)

// reviewEdits reviews an edit of the base of the catalogue. Both arguments are lists of
// edits in YAML, and those in before are made on both sides.
func reviewEdits(t *testing.T, before, edits string) *review.Target {
	t.Helper()
	inputs := func(lists ...string) map[string]string {
		files := map[string]string{}
		for _, name := range []string{"fragen.yaml", "openapi.yaml", "codes.yaml"} {
			data, err := os.ReadFile("testdata/base/" + name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(data)
		}
		for _, text := range lists {
			var list []cases.Edit
			if err := yaml.Unmarshal([]byte(text), &list); err != nil {
				t.Fatal(err)
			}
			for _, e := range list {
				name := e.File
				if name == "" {
					name = "openapi.yaml"
				}
				text, err := e.Apply(files[name])
				if err != nil {
					t.Fatal(err)
				}
				files[name] = text
			}
		}
		return files
	}
	old, lock, err := generate(t, inputs(before), nil)
	if err != nil {
		t.Fatal(err)
	}
	now, _, err := generate(t, inputs(before, edits), lock)
	if err != nil {
		t.Fatal(err)
	}
	return review.Compare(changedFiles(old, now))
}

// findingOf returns the only finding with a rule and an old value.
func findingOf(t *testing.T, target *review.Target, rule, was string) *review.Finding {
	t.Helper()
	var found []*review.Finding
	for _, f := range target.Findings {
		if f.Rule == rule && f.Was == was {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d findings with the rule %s, expected 1", len(found), rule)
	}
	return found[0]
}

// TestFingerprintOfHolders checks that the approval of a change for one type does not accept
// the same change for more types.
func TestFingerprintOfHolders(t *testing.T) {
	const removeRef = `[{remove: /components/schemas/Disc/allOf/0}]`
	const removeMade = `[{remove: /components/schemas/Carrier/properties/made}]`
	const withMade = `[{set: /components/schemas/Carrier/properties/made, to: {type: string}}]`
	const other = `[{set: /components/schemas/Carrier/properties/made, to: {type: string}},` +
		` {insert: /components/schemas/Disc/allOf/0, to: {type: object, properties: {label: {type: string}}}},` +
		` {copy: /components/schemas/Carrier/properties/id, to: /components/schemas/Carrier/properties/early}]`
	one := findingOf(t, reviewEdits(t, withMade, removeRef), "prop.removed", "made")
	all := findingOf(t, reviewEdits(t, withMade, removeMade), "prop.removed", "made")
	if one.Fingerprint == all.Fingerprint {
		t.Errorf("both findings have the fingerprint %s", one.Fingerprint)
	}
	if one.Subject != "Disc" || one.At.Pointer != "#/components/schemas/Disc/allOf" {
		t.Errorf("the finding is about %s at %s, expected Disc at its allOf", one.Subject, one.At.Pointer)
	}
	moved := findingOf(t, reviewEdits(t, other, removeMade), "prop.removed", "made")
	if moved.Fingerprint != all.Fingerprint {
		t.Errorf("the fingerprint changes with the positions in the description")
	}
}

// TestFingerprintOfEqualTypes checks the same for equal properties of several types, which
// are one finding.
func TestFingerprintOfEqualTypes(t *testing.T) {
	const both = `[{set: /components/schemas/Refusal/properties/hint, to: {type: string}},` +
		` {set: /components/schemas/BookPage/properties/hint, to: {type: string}}]`
	const first = `[{remove: /components/schemas/BookPage/properties/hint}]`
	const second = `[{remove: /components/schemas/BookPage/properties/hint},` +
		` {remove: /components/schemas/Refusal/properties/hint}]`
	one := findingOf(t, reviewEdits(t, both, first), "prop.removed", "hint")
	two := findingOf(t, reviewEdits(t, both, second), "prop.removed", "hint")
	if one.Fingerprint == two.Fingerprint {
		t.Errorf("both findings have the fingerprint %s", one.Fingerprint)
	}
}

// TestFingerprintOfPaths checks the same for a path parameter that several paths share.
func TestFingerprintOfPaths(t *testing.T) {
	const first = `{set: "/paths/~1books~1{isbn}/parameters/0/schema/maxLength", to: 13}`
	const second = `{set: "/paths/~1books~1{isbn}~1cover/parameters/0/schema/maxLength", to: 13}`
	seen := map[string]bool{}
	for _, edits := range []string{first, second, first + ", " + second} {
		seen[findingOf(t, reviewEdits(t, "", "["+edits+"]"), "param.limit", "").Fingerprint] = true
	}
	if len(seen) != 3 {
		t.Errorf("%d fingerprints for 3 changes", len(seen))
	}
}

// TestRelated checks the symbols whose uses a change affects although they do not differ.
func TestRelated(t *testing.T) {
	for _, test := range []struct{ name, before, edits, rule, symbol string }{
		{
			"a row is retryable", "", `[{file: codes.yaml, set: /tables/0/codes/0/retryable, to: true}]`,
			"codes.retryable.changed", "OutcomeCode.Retryable",
		},
		{
			"constant of a row", "", `[{file: codes.yaml, set: /tables/0/codes/0/retryable, to: true}]`,
			"codes.retryable.changed", "OutcomeCodeReturned",
		},
		{
			"limit of a path parameter", "",
			`[{set: "/paths/~1books~1{isbn}/parameters/0/schema/maxLength", to: 13}]`,
			"param.limit", "BooksRequestBuilder.ByISBN",
		},
		{
			"limit of a path parameter in a longer path", "",
			`[{set: "/paths/~1books~1{isbn}~1cover/parameters/0/schema/maxLength", to: 13}]`,
			"param.limit", "BooksRequestBuilder.ByISBN",
		},
		{"server", "", `[{set: /servers/0/url, to: "https://new.example"}]`, "server.url", "New"},
		{
			"security scheme", `[{set: /security/0, to: {desk: []}}]`,
			`[{set: /components/securitySchemes/desk/name, to: X-Key}]`, "security.scheme", "WithAPIKey",
		},
		{"security", "", `[{set: /security/0/desk, to: []}]`, "security.added", "New"},
		{
			"value of a member", "",
			`[{set: /components/schemas/Disc/allOf/1/properties/form/enum/0, to: platter}]`, "prop.fill", "Disc",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			target := reviewEdits(t, test.before, test.edits)
			var names, rules []string
			for _, f := range target.Findings {
				rules = append(rules, f.Rule)
				for _, s := range f.Related {
					if f.Rule == test.rule && s.Old != "" {
						names = append(names, s.Old)
					}
				}
			}
			if !slices.Contains(names, test.symbol) {
				t.Errorf("%s is related to %q, expected %s; the findings are %q", test.rule, names, test.symbol, rules)
			}
		})
	}
}
