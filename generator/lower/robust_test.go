package lower_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/source"
)

// descriptions returns those of the golden cases and our own.
func descriptions(t testing.TB) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata (%v)", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			if f.Name == "openapi.yaml" {
				found[filepath.Base(file)] = f.Data
			}
		}
	}
	for _, version := range []string{"v1.0", "beta"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "spec", version, "communications.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		found[version] = data
	}
	return found
}

// dumpWithoutPositions dumps a with only the pointers of the parts that it lacks,
// since the descriptions of these parts contain positions.
func dumpWithoutPositions(a *api.API) string {
	var lost []string
	for _, part := range a.LeftOut {
		lost = append(lost, string(part.Origin.Pointer)+" "+part.Rule+"\n")
	}
	slices.Sort(lost)
	whole := *a
	whole.LeftOut = nil
	return api.Dump(&whole) + strings.Join(lost, "")
}

// TestKeyOrderDoesNotMatter checks that the result does not depend on the order
// of keys and is deterministic.
func TestKeyOrderDoesNotMatter(t *testing.T) {
	for name, data := range descriptions(t) {
		t.Run(name, func(t *testing.T) {
			doc, _ := load("openapi.yaml", data)
			if doc == nil {
				t.Skip("the description has errors before Lower")
			}
			doc.Repairs = nil // reversed lacks these parts
			a, diags := lower.Lower(doc, nil, lower.Options{OData: true})
			want := dumpWithoutPositions(a)
			for range 3 {
				reversed := reload(t, reverse(doc.Source.Root))
				b, again := lower.Lower(reversed, nil, lower.Options{OData: true})
				if diff := cmp.Diff(want, dumpWithoutPositions(b)); diff != "" {
					t.Fatalf("reversing the keys changes the result (-want +got):\n%s", diff)
				}
				if diags.Len() > 0 && again.Len() == 0 {
					t.Error("reversing the keys hides the diagnostics")
				}
			}
		})
	}
}

func reverse(n *source.Node) *source.Node {
	out := *n
	out.Fields, out.Items = nil, nil
	for _, f := range slices.Backward(n.Fields) {
		f.Value = reverse(f.Value)
		out.Fields = append(out.Fields, f)
	}
	for _, item := range n.Items {
		out.Items = append(out.Items, reverse(item))
	}
	return &out
}

func reload(t *testing.T, root *source.Node) *openapi.Document {
	t.Helper()
	var text bytes.Buffer
	if err := (&source.Document{File: "reversed.json", Root: root}).JSON(&text); err != nil {
		t.Fatal(err)
	}
	doc, diags := load("reversed.json", text.Bytes())
	if doc == nil {
		t.Fatalf("cannot read the reversed description:\n%s", diags)
	}
	return doc
}

// TestEveryTypeIsWhole checks that the IR has no missing types.
func TestEveryTypeIsWhole(t *testing.T) {
	for name, data := range descriptions(t) {
		doc, _ := load("openapi.yaml", data)
		if doc == nil {
			continue
		}
		a, diags := lower.Lower(doc, nil, lower.Options{})
		if diags.HasErrors() {
			continue
		}
		for _, problem := range looseEnds(a) {
			t.Errorf("%s: %s", name, problem)
		}
	}
}

// looseEnds returns the errors in the structure of an IR: missing, unlisted and
// empty types.
func looseEnds(a *api.API) []string {
	var problems []string
	listed := map[*api.Type]bool{}
	pointers := map[string]bool{}
	for _, t := range a.Types {
		listed[t] = true
		if p := string(t.Origin.Pointer); pointers[p] {
			problems = append(problems, "two types at "+p)
		} else {
			pointers[p] = true
		}
		if (t.Key == "") != (t.Parent != nil) {
			problems = append(problems, "want either a key or a parent: "+string(t.Origin.Pointer))
		}
	}
	for _, t := range a.Types {
		if p := t.Parent; p != nil && p.Type != nil && !listed[p.Type] {
			problems = append(problems, "the parent is not listed: "+string(t.Origin.Pointer))
		}
	}
	check := func(name string, u api.Use) { problems = append(problems, useErrors(name, u, listed)...) }
	for _, t := range a.Types {
		for _, f := range t.Fields {
			check(t.Name()+"."+f.Name, f.Type)
		}
		for _, v := range slices.Concat(t.Variants, t.Subtypes) {
			check(t.Name(), v.Type)
		}
		if t.Kind == api.Enum && len(t.Members) == 0 || t.Kind == api.Union && len(t.Variants) == 0 {
			problems = append(problems, t.Name()+" is empty")
		}
	}
	for _, o := range a.Operations {
		for _, p := range o.Params {
			check(o.Path.Template+" "+p.Name, p.Type)
		}
		if o.Body != nil {
			check(o.Path.Template+" body", o.Body.Type)
		}
		for _, r := range slices.Concat(o.Success, o.Errors) {
			if r.Type != nil {
				check(o.Path.Template+" "+r.Status, *r.Type)
			}
		}
	}
	return problems
}

// useErrors returns the errors in the use of a type.
func useErrors(name string, u api.Use, listed map[*api.Type]bool) []string {
	switch {
	case u.Type == nil:
		return []string{name + " has no type"}
	case u.Type.Elem != nil:
		return useErrors(name+"[]", *u.Type.Elem, listed)
	case u.Type.Kind == api.Object || u.Type.Kind == api.Enum || u.Type.Kind == api.Union:
		if !listed[u.Type] {
			return []string{name + " has a type that is not listed"}
		}
	}
	return nil
}

// TestValuesOfSubtypes checks that n unions of a base type with n subtypes, which have n²
// values of discriminators, exceed the budget.
func TestValuesOfSubtypes(t *testing.T) {
	const n = 320
	var text strings.Builder
	text.WriteString(`{"openapi":"3.0.3","info":{"title":"T","version":"1"},"paths":{},"components":{"schemas":{` +
		`"B":{"type":"object","properties":{"k":{"type":"string"}},"discriminator":{"propertyName":"k"}}`)
	for i := range n {
		fmt.Fprintf(&text, `,"S%d":{"allOf":[{"$ref":"#/components/schemas/B"}]}`, i)
		fmt.Fprintf(&text, `,"U%d":{"oneOf":[{"$ref":"#/components/schemas/B"}],"discriminator":{"propertyName":"u",`, i)
		text.WriteString(`"mapping":{"b":"B"}}}`)
	}
	text.WriteString("}}}")
	doc, _ := load("openapi.json", []byte(text.String()))
	if _, diags := lower.Lower(doc, nil, lower.Options{}); !strings.Contains(diags.String(), "limits.members") {
		t.Errorf("the values exceed no limit:\n%.1000s", diags)
	}
}

func FuzzLower(f *testing.F) {
	for _, data := range descriptions(f) {
		if len(data) < 4<<10 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, _ := load("openapi.yaml", data)
		if doc == nil {
			return
		}
		a, diags := lower.Lower(doc, nil, lower.Options{OData: true})
		api.Dump(a)
		if diags.HasErrors() {
			return
		}
		for _, problem := range looseEnds(a) {
			t.Error(problem)
		}
	})
}

// FuzzSchemas builds components from random keywords, to reach combinations
// that random bytes rarely form.
func FuzzSchemas(f *testing.F) {
	for seed := range int64(50) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed int64) {
		g := generator{rand.New(rand.NewSource(seed))}
		var text strings.Builder
		text.WriteString(`{"openapi":"` + g.pick("3.0.3", "3.1.0") + `","info":{"title":"T","version":"1"},"paths":{},` +
			`"components":{"schemas":{`)
		for i := range 6 {
			fmt.Fprintf(&text, `%s"S%d":%s`, g.comma(i), i, g.schema(0))
		}
		text.WriteString("}}}")
		doc, _ := load("openapi.json", []byte(text.String()))
		if doc == nil {
			return
		}
		doc.Repairs = nil // the reversed document lacks these parts
		a, diags := lower.Lower(doc, nil, lower.Options{OData: true})
		want := dumpWithoutPositions(a)
		if diags.HasErrors() {
			return
		}
		for _, problem := range looseEnds(a) {
			t.Errorf("%s\n%s", problem, text.String())
		}
		b, _ := lower.Lower(reload(t, reverse(doc.Source.Root)), nil, lower.Options{OData: true})
		if diff := cmp.Diff(want, dumpWithoutPositions(b)); diff != "" {
			t.Errorf("reversing the keys changes the result (-want +got):\n%s\n%s", diff, text.String())
		}
	})
}

type generator struct{ *rand.Rand }

func (g generator) pick(options ...string) string { return options[g.Intn(len(options))] }

func (g generator) comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

func (g generator) schema(depth int) string {
	if g.Intn(4) == 0 || depth > 3 {
		return `{"$ref":"#/components/schemas/S` + g.pick("0", "1", "2", "3", "4", "5", "0/properties/p", "1/items") + `"}`
	}
	var members []string
	for range 1 + g.Intn(3) {
		key := g.pick("type", "type", "properties", "properties", "allOf", "oneOf", "anyOf",
			"enum", "items", "additionalProperties", "nullable", "discriminator", "required", "description")
		if !slices.ContainsFunc(members, func(m string) bool { return strings.HasPrefix(m, `"`+key+`"`) }) {
			members = append(members, `"`+key+`":`+g.value(key, depth))
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func (g generator) value(key string, depth int) string {
	switch key {
	case "type":
		return g.pick(`"string"`, `"integer"`, `"number"`, `"boolean"`, `"array"`, `"object"`, `"object"`)
	case "properties":
		return `{"p":` + g.schema(depth+1) + `,"q":` + g.schema(depth+1) + `}`
	case "allOf", "oneOf", "anyOf":
		return "[" + g.schema(depth+1) + g.pick("", ","+g.schema(depth+1), `,{"type":"object","nullable":true}`) + "]"
	case "enum":
		return g.pick(`["a","b"]`, `[1,2]`, `["a",null]`, `[null]`, `["INF"]`, `[true]`, `[]`)
	case "items", "additionalProperties":
		return g.schema(depth + 1)
	case "nullable":
		return g.pick("true", "false")
	case "discriminator":
		return g.pick(`{"propertyName":"p"}`, `{"propertyName":"p","mapping":{}}`,
			`{"propertyName":"p","mapping":{"x":"#/components/schemas/S1","y":"S2"}}`)
	case "required":
		return `["p"]`
	}
	return `"Text."`
}
