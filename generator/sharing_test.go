package generator_test

// This file makes random edits of a description whose inline types share Go types, and
// compares the names before and after each.

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/internal/edit"
)

// TestEditsOfSharedTypes checks that sharing neither adds nor removes a name: an element
// that exists before and after an edit keeps its names, and all of them are declared.
func TestEditsOfSharedTypes(t *testing.T) {
	const name = "inline-types-with-the-same-content"
	checkEditsOfSharedTypes(t, newEditedDocument(t, name, goldenInputs(t, name)), editCount())
}

// enumsInManyPlaces has inline enums with the same content in many places: properties,
// elements, variants and parameters.
const enumsInManyPlaces = `
openapi: 3.1.0
info: {title: Enums, version: "1"}
paths:
  /files/{kind}:
    get: OPERATION
    put: OPERATION
  /users/{kind}:
    get: OPERATION
  /bots/{kind}:
    delete: OPERATION
components:
  schemas:
    Kind: {type: string, enum: [user, bot, a b]}
    Page: SCHEMA
    Sheet: SCHEMA
`

const operationWithEnums = `
      parameters:
        - {name: kind, in: path, required: true, schema: {type: string, enum: [user, bot, a b]}}
        - {name: kinds, in: query, schema: {type: array, items: {type: string, enum: [user, bot, a b]}}}
        - {name: X-Level, in: header, schema: {type: integer, enum: [1, 2]}}
      responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/Page"}}}}}`

const schemaWithEnums = `
      type: object
      properties:
        kind: {type: string, enum: [user, bot, a b]}
        named: {type: string, enum: [u, b], x-enum-varnames: [User, Bot]}
        maybe: {type: [string, "null"], enum: [u, b, null]}
        list: {type: array, items: {type: integer, enum: [1, 2]}}
        map: {type: object, additionalProperties: {type: string, enum: [u, b]}}
        either: {oneOf: [{type: string, enum: [u, b]}, {type: integer}]}
        deep: {type: object, properties: {kind: {type: string, enum: [user, bot, a b]}}}`

// TestEditsOfSharedEnums is TestEditsOfSharedTypes for enums with their constants.
func TestEditsOfSharedEnums(t *testing.T) {
	spec := strings.NewReplacer("OPERATION", operationWithEnums, "SCHEMA", schemaWithEnums).Replace(enumsInManyPlaces)
	inputs := map[string][]byte{"openapi.yaml": []byte(spec)}
	inputs["fragen.yaml"] = []byte("version: 1\nruntime: rest\ntargets:\n" +
		"  - {name: api, spec: openapi.yaml, out: api, select: {paths: ['**'], schemas: ['*']}}\n")
	checkEditsOfSharedTypes(t, newEditedDocument(t, "enums", inputs), editCount()/4)
}

// checkEditsOfSharedTypes makes count edits of a document with shared types.
func checkEditsOfSharedTypes(t *testing.T, d *editedDocument, count int) {
	t.Helper()
	if got := len(sharedNames(d.names())); got < 5 {
		t.Fatalf("%d aliases", got)
	}
	kinds := slices.DeleteFunc(edit.Kinds(), func(k edit.Kind) bool { return k.Tables })
	before, made, changed := d.names(), 0, 0
	for i := 0; made < count && i < 4*count; i++ {
		random := rand.New(rand.NewPCG(uint64(i), 13))
		text, e, err := kinds[i%len(kinds)].Apply(d.inputs["openapi.yaml"], random.IntN)
		if err != nil {
			t.Fatal(err)
		}
		inputs := maps.Clone(d.inputs)
		inputs["openapi.yaml"] = text
		out, diags, err := d.generate(inputs)
		if text == "" || out == nil {
			continue // no place for the edit, or an edit with errors
		}
		if err != nil {
			t.Fatalf("%s: %v\n%v", e, err, diags)
		}
		made++
		after := &editedDocument{files: files(out), lock: out.New}
		now := after.names()
		for key, was := range before {
			isAlternative := strings.Contains(key, "/oneOf/") // whose index the edit may change
			if is, ok := now[key]; ok && is != was && !isAlternative {
				t.Errorf("%s: %s: the name %s became %s", e, key, was, is)
			}
		}
		if !maps.Equal(sharedNames(before), sharedNames(now)) {
			changed++
		}
		declared := surface{}
		for file, data := range after.files {
			if err := addExisting(declared, file, data); err != nil {
				t.Fatal(err)
			}
		}
		for key, is := range now {
			if !strings.Contains(is, ".") && is != "" && declared[is] == "" {
				t.Errorf("%s: %s: no declaration of %s", e, key, is)
			}
		}
	}
	if made < count || changed == 0 {
		t.Errorf("%d edits, of which %d changed aliases", made, changed)
	}
}

// names returns the names in the lock of a document by key. Entries without a name have
// the name "".
func (d *editedDocument) names() map[string]string {
	names := map[string]string{}
	for _, target := range d.lock.Targets {
		for _, s := range target.Symbols {
			names[s.Key] = s.Name
		}
	}
	return names
}

// sharedNames returns the keys of aliases among the keys of a lock.
func sharedNames(names map[string]string) map[string]string {
	shared := map[string]string{}
	for key := range names {
		if strings.Contains(key, "/as/") {
			shared[key] = ""
		}
	}
	return shared
}
