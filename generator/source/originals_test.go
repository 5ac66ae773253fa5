package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/diag"
)

// TestReferencesAfterARemoval checks that references to elements of a list refer to the
// same elements after the removal of others, in one round and in several.
func TestReferencesAfterARemoval(t *testing.T) {
	const yaml = `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a:
    get:
      parameters:
        - {in: query, schema: {type: integer}}
        - {name: i, in: query, schema: {type: integer}}
        - {$ref: '#/components/parameters/Later'}
        - {name: s, in: query, schema: {type: string, items: {$ref: '#/components/schemas/Any/oneOf/2'}}}
      responses: {}
  /b:
    get:
      parameters:
        - {name: i, in: query, schema: {$ref: '#/paths/~1a/get/parameters/1/schema'}}
        - {name: s, in: query, schema: {$ref: '#/paths/~1a/get/parameters/3/schema'}}
        - {name: g, in: query, schema: {$ref: '#/paths/~1a/get/parameters/0/schema'}}
        - {$ref: '#/paths/~1a/get/parameters/3'}
      responses: {}
components:
  parameters: {Later: {$ref: '#/components/parameters/Gone'}}
  schemas:
    Any: {oneOf: [{type: number}, {$ref: '#/components/schemas/Gone'}, {type: boolean}, {type: string}]}
    'O~k%': {anyOf: [{$ref: '#/components/schemas/Gone'}, {type: object}, {type: string}]}
    Use: {properties: {b: {$ref: '#/components/schemas/Any/oneOf/2'}, o: {$ref: '#/components/schemas/O~0k%25/anyOf/1'}}}
`
	json := jsonText(t, read(t, "in.yaml", yaml))
	for _, text := range []string{yaml, json, strings.ReplaceAll(json, "oneOf/2", `oneOf\/2`)} {
		slice, _, repairs, diags := read(t, "in.yaml", text).Slice(Selection{})
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		for p, want := range map[diag.Pointer]string{
			"/paths/~1b/get/parameters/0/schema/$ref":       "#/paths/~1a/get/parameters/0/schema",
			"/paths/~1b/get/parameters/1/schema/$ref":       "#/paths/~1a/get/parameters/1/schema",
			"/paths/~1b/get/parameters/2/schema/type":       "string", // its target is left out
			"/paths/~1b/get/parameters/3/$ref":              "#/paths/~1a/get/parameters/1",
			"/paths/~1a/get/parameters/1/schema/items/$ref": "#/components/schemas/Any/oneOf/1",
			"/components/schemas/Use/properties/b/$ref":     "#/components/schemas/Any/oneOf/1",
			"/components/schemas/Use/properties/o/$ref":     "#/components/schemas/O~0k%25/anyOf/0",
			"/components/schemas/Any/oneOf/2/type":          "string",
			"/paths/~1a/get/parameters/0/schema/type":       "integer",
		} {
			if got := slice.At(p).stringValue(); got != want {
				t.Errorf("%s: got %q, want %q", p, got, want)
			}
		}
		overlay, diags := ReadOverlay("overlay.yaml", RepairOverlay(repairs, slice))
		if diags.Len() > 0 {
			t.Fatal(diags)
		}
		fixed, diags := read(t, "in.yaml", text).Overlay(overlay)
		if diags.Len() > 0 {
			t.Fatalf("%s\n%s", diags, RepairOverlay(repairs, slice))
		}
		again, _, more, _ := fixed.Slice(Selection{})
		if diff := cmp.Diff(jsonText(t, slice), jsonText(t, again)); diff != "" || len(more) > 0 {
			t.Errorf("%d repairs are left after the overlay: %s", len(more), diff)
		}
		var lost []string
		for _, r := range repairs {
			if strings.HasPrefix(string(r.At), "/paths/~1b/") {
				lost = append(lost, string(r.At)+": "+r.Why)
			}
		}
		want := []string{`/paths/~1b/get/parameters/2/schema: reference "#/paths/~1a/get/parameters/0/schema" ` +
			`does not resolve, because its target is left out`}
		if diff := cmp.Diff(want, lost); diff != "" {
			t.Error(diff)
		}
	}
}

// TestPartsInCopies checks that the overlay of a part names the place at which the
// description has the part, if the slice has a copy.
func TestPartsInCopies(t *testing.T) {
	const yaml = `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a: {$ref: '#/components/pathItems/A', put: {parameters: [{name: q, in: query, schema: {type: [x]}}], responses: {}}}
  /b: {get: {responses: {"200": {$ref: '#/components/requestBodies/R'}}}}
  /c: {get: {parameters: [{name: x, in: query, schema: {$ref: '#/paths/~1d/get/parameters/1/schema'}}], responses: {}}}
  /d: {get: {parameters: [{in: query}, {name: y, in: query, schema: {properties: {z: {type: stro}}}}], responses: {}}}
components:
  requestBodies: {R: {content: {application/json: {schema: {properties: {a: {$ref: '#/components/schemas/Gone'}}}}}}}
  pathItems:
    A: {get: {parameters: [{name: x, in: query, schema: {$ref: '#/components/schemas/Gone'}}], responses: {}}}
`
	sel := Selection{Paths: []PathRule{{Glob: "/a"}, {Glob: "/b"}, {Glob: "/c"}}}
	slice, _, repairs, diags := read(t, "in.yaml", yaml).Slice(sel)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	got := map[diag.Pointer]diag.Pointer{}
	for _, r := range repairs {
		got[r.At] = r.Written
	}
	for _, p := range []diag.Pointer{
		"/paths/~1c/get/parameters/0/schema/properties/z/type", "/paths/~1a/put/parameters/0/schema/type",
	} {
		r := slice.Located(Repair{}, p)
		got[r.At] = r.Written
	}
	want := map[diag.Pointer]diag.Pointer{
		"/paths/~1a/get/parameters/0/schema":      "/components/pathItems/A/get/parameters/0/schema",
		"/paths/~1a/put/parameters/0/schema/type": "/paths/~1a/put/parameters/0/schema/type",
		"/paths/~1b/get/responses/200/content/application~1json/schema/properties/a": "/components/requestBodies/R/" +
			"content/application~1json/schema/properties/a",
		"/paths/~1c/get/parameters/0/schema/properties/z/type": "/paths/~1d/get/parameters/1/schema/properties/z/type",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
