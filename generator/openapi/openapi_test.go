package openapi

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

const schemas = diag.Pointer("/components/schemas")

const head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"

func load(t *testing.T, text string) (*Document, string) {
	t.Helper()
	doc, diags := source.Read("in.yaml", []byte(text))
	if doc == nil {
		t.Fatalf("cannot be read:\n%s", diags)
	}
	loaded, found := Load(doc, nil, diag.Limits{})
	diags.Merge(found)
	if loaded != nil {
		for _, r := range loaded.Repairs {
			diags.Add(r.Diagnostic(diag.Warning))
		}
	}
	return loaded, diags.String()
}

func TestLoadErrors(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{
			"several parts",
			head + "paths: {}\ncomponents:\n  schemas:\n    A:\n      properties:\n        x: {maxLength: -1}\n    B: {allOf: [{required: 7}]}\n",
			"in.yaml:8:9: warning: A is invalid: cannot unmarshal number -1 into field Schema.maxLength of type uint64; " +
				`.x of A accepts any value; to accept this, add to an overlay: {target: "$.components.schemas.A.properties.x", ` +
				`remove: true}, {target: "$.components.schemas.A.properties", update: {"x": {}}} [openapi]` + "\n" +
				"in.yaml:9:17: warning: B is invalid: cannot unmarshal number into field Schema.required of type []string; " +
				"a schema of B accepts any value; to accept this, add to an overlay: " +
				`{target: "$.components.schemas.B.allOf[0]", remove: true} [openapi]` + "\n",
		},
		{
			"an operation",
			head + "paths:\n  /a:\n    get: {tags: 5}\n",
			"in.yaml:5:5: warning: /a is invalid: cannot unmarshal number into field Operation.tags of type []string; " +
				`GET /a is left out; to accept this, add {path: "/a", methods: [get]} under except [openapi]` + "\n",
		},
		{
			"a reference",
			head + "paths: {}\ncomponents:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n",
			`in.yaml:6:15: warning: reference cannot be resolved: failed to resolve "B" in fragment in URI: ` +
				`"#/components/schemas/B": map key "B" not found; A accepts any value; to accept this, add to an overlay: ` +
				`{target: "$.components.schemas.A", remove: true}, {target: "$.components.schemas", update: {"A": {}}} [openapi]` +
				"\n",
		},
		{
			"the top", head + "servers: 3\n",
			"in.yaml:1:1: the description is invalid: cannot unmarshal number into field T.servers of type openapi3.Servers [openapi]\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, got := load(t, test.text)
			if (doc == nil) == strings.Contains(got, ": warning: ") {
				t.Errorf("got the document %v", doc)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestUnresolvedNamesItsFile checks that a reference that kin-openapi rejects
// is reported in the file that contains it.
func TestUnresolvedNamesItsFile(t *testing.T) {
	doc, diags := source.Read("in.yaml", []byte(head+"paths: {}\ncomponents: {schemas: {A: {$ref: 'more.yaml#/A'}}}\n"))
	doc, found := doc.Gather("in.yaml", func(name string) (string, string, error) {
		return name, "A:\n  not: {$ref: 'in.yaml#/paths'}\n", nil
	})
	diags.Merge(found)
	loaded, _ := Load(doc, nil, diag.Limits{})
	got := loaded.Repairs[0].Diagnostic(diag.Warning).String()
	if !strings.HasPrefix(got, "more.yaml:2:15: warning: reference cannot be resolved: ") {
		t.Error(got)
	}
}

// TestManyUnresolved checks that references to many parts that kin-openapi cannot find are
// left out, although it names only one of them in each attempt.
func TestManyUnresolved(t *testing.T) {
	const parts = 300
	text := head + "components:\n  headers:\n"
	for i := range parts {
		text += fmt.Sprintf("    H%d: {schema: {type: string}}\n", i)
	}
	text += "  schemas:\n    A:\n      properties:\n"
	for i := range parts {
		text += fmt.Sprintf("        p%d: {$ref: '#/components/headers/H%[1]d/schema'}\n", i)
	}
	loaded, diags := load(t, text)
	if loaded == nil || len(loaded.Repairs) != parts {
		t.Errorf("expected %d repairs:\n%s", parts, diags)
	}
}

// TestManyUnreadableOperations checks that the search for operations that cannot be read ends,
// and finds all of them.
func TestManyUnreadableOperations(t *testing.T) {
	const operations = 300
	text := head + "paths:\n"
	for i := range operations {
		text += fmt.Sprintf("  /a%d: {get: {operationId: o%[1]d, responses: {'200': {$ref: '#/components/responses/R/content'}}}}\n", i)
	}
	text += "components: {responses: {R: {description: d, content: {}}}}\n"
	doc, diags := source.Read("in.yaml", []byte(text))
	_, problem := read(doc)
	if problem == nil {
		t.Fatal(diags)
	}
	if found := guiltyOperations(doc, problem, 20); len(found) != operations {
		t.Errorf("found %d operations, expected %d", len(found), operations)
	}
}

func TestLoad(t *testing.T) {
	doc, diags := load(t, head+`
components:
  schemas:
    Cut: {discriminator: {propertyName: k, mapping: {}}}
    Bare: {discriminator: {propertyName: k}}
    Plain: {type: [string, 'null'], const: x}
    Beside: {description: own, $ref: '#/components/schemas/Plain'}
webhooks:
  hook: {post: {}}
`)
	if diags != "" {
		t.Fatal(diags)
	}
	hasMapping := func(name string) bool { return doc.HasMapping(schemas.Child(name)) }
	if !hasMapping("Cut") || hasMapping("Bare") || hasMapping("Gone") {
		t.Error("HasMapping must be true for an empty mapping, false for none")
	}
	if got := doc.Origin("/components/schemas/Plain/const").String(); got != "in.yaml:8:37" {
		t.Errorf("const is at %s", got)
	}
	if doc.Paths == nil || doc.Paths.Len() != 0 || doc.Webhooks["hook"].Post == nil {
		t.Error("want an empty, non-nil Paths and the webhook")
	}
	if got := doc.Components.Schemas["Beside"]; got.Ref == "" || got.Value.Description != "own" {
		t.Errorf("a reference with members beside it: %+v", got)
	}
}

// TestCorpus loads every real-world description that source accepts.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not set: the corpus of real-world descriptions is not tested")
	}
	files, err := filepath.Glob(filepath.Join(dir, "openapi/*.json"))
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, diags := source.Read(filepath.Base(file), data)
		if doc == nil || diags.HasErrors() {
			continue
		}
		slice, _, _, diags := doc.Slice(source.Selection{})
		if diags.HasErrors() {
			continue
		}
		if loaded, diags := Load(slice, nil, diag.Limits{}); diags.Len() > 0 || len(loaded.Repairs) > 0 {
			t.Errorf("source accepts the description, kin-openapi does not:\n%s", strings.TrimSpace(diags.String()))
		}
	}
}
