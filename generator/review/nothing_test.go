package review_test

// This file checks that changes without a meaning give no findings, that results do
// not depend on chance, and that the catalogue of rules is complete.

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/generator/review/cases"
)

// baseInputs returns the inputs of the catalogue without a change.
func baseInputs(t *testing.T) map[string]string {
	t.Helper()
	inputs := map[string]string{}
	for _, name := range []string{"openapi.yaml", "codes.yaml", "fragen.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata/base", name))
		if err != nil {
			t.Fatal(err)
		}
		inputs[name] = string(data)
	}
	return inputs
}

func TestNothing(t *testing.T) {
	inputs := baseInputs(t)
	for name, edit := range map[string]func(t *testing.T, text string) string{
		"the same":    func(_ *testing.T, text string) string { return text },
		"reordered":   shuffled,
		"JSON":        asJSON,
		"inline $ref": withInlineParameter,
	} {
		t.Run(name, func(t *testing.T) {
			changed := maps.Clone(inputs)
			changed["openapi.yaml"] = edit(t, inputs["openapi.yaml"])
			checkNothing(t, inputs, changed)
		})
	}
	for name, prefix := range map[string]string{"components in a file": "", "schemas in a file": "schemas.yaml#/"} {
		t.Run(name, func(t *testing.T) {
			several := inSeveralFiles(t, inputs, prefix)
			checkNothing(t, inputs, several)
			checkNothing(t, several, inputs)
		})
	}
}

// checkNothing checks that two versions of inputs have no differences.
func checkNothing(t *testing.T, inputs, changed map[string]string) {
	t.Helper()
	old, lock, err := generate(t, inputs, nil)
	if err != nil {
		t.Fatal(err)
	}
	now, _, err := generate(t, changed, lock)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range review.Compare(changedFiles(old, now)).Findings {
		t.Errorf("%s %s: %s: %s", f.Severity, f.Rule, f.Subject, f.Text)
	}
}

// inSeveralFiles moves the schemas of a description to schemas.yaml. The components refer to
// the schemas there. If prefix is not empty, it replaces the beginning of all references to
// the components.
func inSeveralFiles(t *testing.T, inputs map[string]string, prefix string) map[string]string {
	t.Helper()
	var document map[string]any
	if err := yaml.Unmarshal([]byte(inputs["openapi.yaml"]), &document); err != nil {
		t.Fatal(err)
	}
	components := document["components"].(map[string]any)
	schemas := components["schemas"].(map[string]any)
	moved, references := map[string]any{}, map[string]any{}
	for name, schema := range schemas {
		moved[name] = schema
		references[name] = map[string]any{"$ref": "schemas.yaml#/" + name}
	}
	components["schemas"] = references
	const local = "#/components/schemas/"
	text := func(value any, prefix string) string {
		out, err := yaml.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if prefix == "" {
			return string(out)
		}
		return regexp.MustCompile(`'?`+local+`([^'"\s]+)'?`).ReplaceAllString(string(out), `"`+prefix+`$1"`)
	}
	out := maps.Clone(inputs)
	out["openapi.yaml"], out["schemas.yaml"] = text(document, prefix), text(moved, "#/")
	return out
}

// shuffled returns a description with the keys of all objects in another order, except
// properties whose order has a meaning.
func shuffled(t *testing.T, text string) string {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		if n.Kind == yaml.MappingNode {
			pairs := slices.Collect(slices.Chunk(slices.Clone(n.Content), 2))
			random.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
			n.Content = slices.Concat(pairs...)
		}
		for _, child := range n.Content {
			visit(child)
		}
	}
	visit(&document)
	out, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// asJSON returns a description in the syntax of JSON, which is YAML too.
func asJSON(t *testing.T, text string) string {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		t.Fatal(err)
	}
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		n.Style = yaml.FlowStyle
		if n.Kind == yaml.ScalarNode && n.Tag == "!!str" {
			n.Style = yaml.DoubleQuotedStyle
		}
		for _, child := range n.Content {
			visit(child)
		}
	}
	visit(&document)
	out, err := yaml.Marshal(&document)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// withInlineParameter replaces the parameters of a path by references to a component.
func withInlineParameter(t *testing.T, text string) string {
	t.Helper()
	const parameter = "{name: isbn, in: path, required: true, schema: {type: string}}"
	if strings.Count(text, parameter) < 2 {
		t.Fatal("the description has no shared parameter")
	}
	text = strings.ReplaceAll(text, parameter, `{$ref: "#/components/parameters/isbn"}`)
	return strings.Replace(text, "components:\n", "components:\n  parameters: {isbn: "+parameter+"}\n", 1)
}

// allCases returns the cases of the catalogue.
func allCases(t *testing.T) []*cases.Case {
	t.Helper()
	files, err := filepath.Glob("testdata/catalogue/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("there is no catalogue", err)
	}
	var list []*cases.Case
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		more, err := cases.Read(os.DirFS("testdata"), archive)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, more...)
	}
	return list
}

// TestDeterminism compares the findings of several runs. Go iterates over maps in a
// random order. It has every hundredth case, and every 25th with FRAGEN_LONG.
func TestDeterminism(t *testing.T) {
	list, step := allCases(t), 100
	if os.Getenv("FRAGEN_LONG") != "" {
		step = 25
	}
	for i := 0; i < len(list); i += step {
		c := list[i]
		old, lock, err := generate(t, c.Old, nil)
		if err != nil {
			t.Fatal(err)
		}
		now, _, err := generate(t, c.New, lock)
		if err != nil {
			t.Fatal(err)
		}
		first := findingsText(review.Compare(changedFiles(old, now)))
		for range 10 {
			if next := findingsText(review.Compare(changedFiles(old, now))); next != first {
				t.Fatalf("%s: the findings differ between runs:\n%s\n%s", c.Name, first, next)
			}
		}
	}
}

func findingsText(target *review.Target) string {
	data, err := json.Marshal(target)
	if err != nil {
		panic(err)
	}
	return string(data)
}

func TestRules(t *testing.T) {
	last := ""
	for _, r := range review.Rules() {
		if r.ID <= last {
			t.Errorf("%s is not sorted after %s", r.ID, last)
		}
		last = r.ID
		if r.Title == "" || strings.HasSuffix(r.Title, ".") || r.Help != "" && !strings.HasSuffix(r.Help, ".") ||
			strings.HasSuffix(r.Remedy, ".") {
			t.Errorf("%s: wrong final period in %q, %q or %q", r.ID, r.Title, r.Help, r.Remedy)
		}
		if found, ok := review.FindRule(r.ID); !ok || found.Title != r.Title {
			t.Errorf("FindRule(%q) does not find the rule", r.ID)
		}
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct{ was, is, want string }{
		{"up to 1MB in size", "up to 2MB in size", "up to [-1MB -][+2MB +]in size"},
		{"", "new text", "[+new text+]"},
		{"a b c", "a c", "a [-b -]c"},
		{"same", "same", "same"},
	} {
		var b strings.Builder
		for _, w := range review.Words(test.was, test.is) {
			b.WriteString(map[review.WordKind]string{
				review.SameWord: w.Text, review.LostWord: "[-" + w.Text + "-]", review.NewWord: "[+" + w.Text + "+]",
			}[w.Kind])
		}
		if b.String() != test.want {
			t.Errorf("Words(%q, %q): got %q, want %q", test.was, test.is, b.String(), test.want)
		}
	}
}
