package source

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/diag"
)

const brokenYAML = `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    parameters: [{$ref: '#/components/parameters/Gone'}, {name: a, in: query}, {in: query}]
    get:
      parameters: [{in: query}, {name: b, in: query, schema: {$ref: '#/components/schemas/Gone'}}, {name: c}]
      responses: {"200": {$ref: '#/components/responses/Gone'}, "404": {$ref: '#/components/responses/Gone'}}
    put: {responses: [1], requestBody: {$ref: '#/components/requestBodies/Gone'}}
  /it's/{x}: {post: {responses: {"201": {content: {application/json: 7}}}}}
  /c: 5
components:
  schemas:
    One: {oneOf: [{$ref: '#/components/schemas/Gone'}, {type: string}, {type: 'null'}]}
    Many: {oneOf: [{$ref: '#/components/schemas/Gone'}, {type: string}, {$ref: '#/components/schemas/Lost'}, {type: integer}]}
    All: {allOf: [{$ref: '#/components/schemas/Gone'}, {properties: {a.b: 5, "c'd": {items: {type: {}}}}}]}
    Self: {$ref: '#/components/schemas/Self'}
    Tree: {discriminator: {}, properties: {children: {items: {$ref: '#/components/schemas/Tree'}}}}
`

// TestRepairOverlay checks that the overlay of all repairs has the same effect as
// the repairs.
func TestRepairOverlay(t *testing.T) {
	doc := read(t, "in.yaml", brokenYAML)
	want, _, repairs, diags := doc.Slice(Selection{})
	if diags.HasErrors() || len(repairs) < 15 {
		t.Fatalf("%d repairs:\n%s", len(repairs), diags)
	}
	text := RepairOverlay(repairs, want)
	overlay, diags := ReadOverlay("overlay.yaml", text)
	if diags.Len() > 0 {
		t.Fatalf("%s\n%s", diags, text)
	}
	fixed, diags := doc.Overlay(overlay)
	if diags.Len() > 0 {
		t.Errorf("%s\n%s", diags, text)
	}
	got, _, repairs, _ := fixed.Slice(Selection{})
	for _, r := range repairs {
		t.Errorf("left to repair: %s", r.Diagnostic(diag.Error))
	}
	for _, p := range []diag.Pointer{"/components/schemas/Many", "/components/schemas/Self", "/paths/~1a"} {
		a, b := jsonText(t, &Document{Root: want.At(p)}), jsonText(t, &Document{Root: got.At(p)})
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s: %s\n%s", p, diff, text)
		}
	}
}

// TestRepairsNameTheOriginal checks that a repair of a later round has the pointer
// of the original description, although an earlier round removed elements before
// it.
func TestRepairsNameTheOriginal(t *testing.T) {
	doc := read(t, "in.yaml", `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    get:
      parameters: [{in: query}, {name: a, in: query}, {$ref: '#/components/parameters/B'}]
      responses: {}
components:
  parameters: {B: {name: b}}
`)
	slice, _, repairs, _ := doc.Slice(Selection{})
	var got []diag.Pointer
	for _, r := range repairs {
		got = append(got, r.At)
	}
	want := []diag.Pointer{"/paths/~1a/get/parameters/0", "/paths/~1a/get/parameters/2", "/components/parameters/B"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if p := slice.Located(Repair{}, "/paths/~1a/get/parameters/0").At; p != "/paths/~1a/get/parameters/1" {
		t.Errorf("got %s", p)
	}
}

func TestRemediesOfOneList(t *testing.T) {
	const text = `{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {"parameters": [
		{"$ref": "#/components/parameters/A"}, {"$ref": "#/components/parameters/B"},
		{"name": "good", "in": "query", "schema": {"type": "string"}}], "responses": {"204": {"description": "OK"}}}}}}`
	_, _, repairs, _ := read(t, "in.json", text).Slice(Selection{})
	want := []string{
		`to accept this, add to an overlay: {target: "$.paths['/a'].get.parameters[1]", remove: true}, ` +
			`{target: "$.paths['/a'].get.parameters[0]", remove: true}`,
		"the overlay for parameter 0 of GET /a includes this change",
	}
	if got := Remedies(repairs); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
