package edit

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/diff"
)

// description has a place for each kind of edit of a description. It is written as an
// edit writes it.
const description = `openapi: 3.0.3
info:
    title: Pets
    version: "1"
paths:
    /pets/{pet-id}:
        get:
            description: Returns a single pet of the shop.
            parameters:
                - $ref: '#/components/parameters/pet-id'
                - name: owner
                  in: query
                  required: true
                  schema: {type: string}
                - name: shop
                  in: query
                  required: true
                  schema: {type: string}
            responses:
                "204": {description: None.}
components:
    parameters:
        pet-id: {name: pet-id, in: path, required: true, schema: {type: string}}
    schemas:
        Size:
            type: string
            enum: [small, large]
            x-enum-varnames: [Little, Big]
        Pet:
            type: object
            required: [name]
            properties:
                name: {type: string}
                size: {$ref: '#/components/schemas/Size'}
        Cat:
            allOf:
                - $ref: '#/components/schemas/Pet'
                - type: object
                  example: {properties: {a: {}, b: {}}}
        Any:
            oneOf:
                - $ref: '#/components/schemas/Pet'
                - $ref: '#/components/schemas/Cat'
        Payment:
            anyOf:
                - {type: object, properties: {card: {type: string}}}
                - {type: object, properties: {iban: {type: string}}}
`

const tables = `version: 1
tables:
    - domain: pets
      locales: [en, de]
      codes:
        - {id: found, code: 9000, category: home, resolvedBy: owner, message: {en: Found.}}
`

// TestKinds checks the first edit of each kind: the added and removed lines and the place.
func TestKinds(t *testing.T) {
	tests := map[string]string{
		"add-property": `/components/schemas/Pet aZq [/components/schemas/Pet /components/schemas/Cat]
+                aZq: {type: string, description: A new property.}`,
		"add-required-property": `/components/schemas/Pet aZq [/components/schemas/Pet /components/schemas/Cat]
-            required: [name]
+            required: [name, aZq]
+                aZq: {type: string, description: A new property.}`,
		"remove-property": `/components/schemas/Pet name [/components/schemas/Pet /components/schemas/Cat]
-            required: [name]
-                name: {type: string}`,
		"toggle-required": `/components/schemas/Pet name [/components/schemas/Pet /components/schemas/Cat]
-            required: [name]`,
		"add-enum-value": `/components/schemas/Size zq [/components/schemas/Size]
-            enum: [small, large]
-            x-enum-varnames: [Little, Big]
+            enum: [zq, small, large]
+            x-enum-varnames: [zq, Little, Big]`,
		"remove-enum-value": `/components/schemas/Size small [/components/schemas/Size]
-            enum: [small, large]
-            x-enum-varnames: [Little, Big]
+            enum: [large]
+            x-enum-varnames: [Big]`,
		"reorder-enum": `/components/schemas/Size small [/components/schemas/Size]
-            enum: [small, large]
-            x-enum-varnames: [Little, Big]
+            enum: [large, small]
+            x-enum-varnames: [Big, Little]`,
		"add-word": `/paths/~1pets~1{pet-id}/get/description
-            description: Returns a single pet of the shop.
+            description: Returns a single certainly pet of the shop.`,
		"change-word": `/paths/~1pets~1{pet-id}/get/description
-            description: Returns a single pet of the shop.
+            description: xxxxxxx a single pet of the shop.`,
		"change-version": `/info/version
-    version: "1"
+    version: 9.9.9`,
		"add-tag": `/tags
+tags: [{name: zq}]`,
		"rename-schema": `/components/schemas/Size SizeZq
-        Size:
+        SizeZq:
-                size: {$ref: '#/components/schemas/Size'}
+                size: {$ref: '#/components/schemas/SizeZq'}`,
		"add-union-member": `/components/schemas/Any oneOf
+                - {$ref: "#/components/schemas/ZqMember"}
+        ZqMember: {type: object, required: [zqKey], properties: {zqKey: {type: string}}}`,
		"reorder-union": `/components/schemas/Any oneOf
-                - $ref: '#/components/schemas/Pet'
+                - $ref: '#/components/schemas/Pet'`,
		"insert-alternative": `/components/schemas/Payment anyOf
+                - {title: Zq kind, type: object, required: [zqKey], properties: {zqKey: {type: string}}}`,
		"add-operation": `/paths/~1pets~1{pet-id}~1zqNew/post /pets/{pet-id}/zqNew
+    /pets/{pet-id}/zqNew:
+        post: {description: Does a new thing., responses: {'204': {description: Done.}}, parameters: [{$ref: '#/components/parameters/pet-id'}]}`,
		"delete-operation": `/paths/~1pets~1{pet-id}/get /pets/{pet-id}
-paths:
-    /pets/{pet-id}:
-        get:
-            description: Returns a single pet of the shop.
-            parameters:
-                - $ref: '#/components/parameters/pet-id'
-                - name: owner
-                  in: query
-                  required: true
-                  schema: {type: string}
-                - name: shop
-                  in: query
-                  required: true
-                  schema: {type: string}
-            responses:
-                "204": {description: None.}
+paths: {}`,
		"deprecate-operation": `/paths/~1pets~1{pet-id}/get /pets/{pet-id}
+            deprecated: true`,
		"add-optional-parameter": `/paths/~1pets~1{pet-id}/get zq
+                - {name: zq, in: query, schema: {type: string}, description: A new parameter.}`,
		"add-required-parameter": `/paths/~1pets~1{pet-id}/get zq
+                - {name: zq, in: query, required: true, schema: {type: string}}`,
		"swap-required-parameters": `/paths/~1pets~1{pet-id}/get
-                - name: owner
-                  in: query
-                  required: true
-                  schema: {type: string}
+                - name: owner
+                  in: query
+                  required: true
+                  schema: {type: string}`,
		"rename-path-parameter": `/paths/~1pets~1{pet-id} pet-id
-    /pets/{pet-id}:
+    /pets/{zq}:
-                - $ref: '#/components/parameters/pet-id'
+                - {name: zq, in: path, required: true, schema: {type: string}}`,
		"add-code-row": `/tables/0 zq-new
+        - {id: zq-new, code: 9001, retryable: false, message: {en: A new message in en., de: A new message in de.}, category: home, resolvedBy: owner}`,
	}
	for _, kind := range Kinds() {
		t.Run(kind.Name, func(t *testing.T) {
			text := description
			if kind.Tables {
				text = tables
			}
			edited, e, err := kind.Apply(text, func(int) int { return 0 })
			if err != nil {
				t.Fatal(err)
			}
			got := strings.TrimPrefix(e.String(), kind.Name+" ")
			if e.Owners != nil {
				got += " [" + strings.Join(e.Owners, " ") + "]"
			}
			got += difference(text, edited)
			if d := cmp.Diff(tests[kind.Name], got); d != "" {
				t.Error(d)
			}
		})
	}
}

// difference returns the removed and added lines of an edit.
func difference(before, after string) string {
	var b strings.Builder
	for line := range strings.Lines(string(diff.Diff("", []byte(before), "", []byte(after)))) {
		isHeader := strings.HasPrefix(line, "---") || strings.HasPrefix(line, "+++")
		if (line[0] == '-' || line[0] == '+') && !isHeader {
			b.WriteString("\n" + strings.TrimSuffix(line, "\n"))
		}
	}
	return b.String()
}

// TestSameEdit checks that an edit depends only on the text and the random numbers, and
// that most of the edits of a kind differ.
func TestSameEdit(t *testing.T) {
	for _, kind := range Kinds() {
		text := description
		if kind.Tables {
			text = tables
		}
		for seed := range uint64(20) {
			first, _, err := kind.Apply(text, rand.New(rand.NewPCG(seed, 0)).IntN)
			if err != nil {
				t.Fatal(err)
			}
			again, _, _ := kind.Apply(text, rand.New(rand.NewPCG(seed, 0)).IntN)
			if first != again {
				t.Errorf("%s: two edits with the seed %d differ", kind.Name, seed)
			}
		}
	}
}

// TestNoPlace checks that an edit without a place returns no text, and that errors are
// reported.
func TestNoPlace(t *testing.T) {
	for _, kind := range Kinds() {
		text, _, err := kind.Apply("openapi: 3.0.3\n", func(int) int { return 0 })
		if err != nil || text != "" && kind.Name != "add-tag" {
			t.Errorf("%s: got %q, %v", kind.Name, text, err)
		}
		for _, bad := range []string{"", "- a\n", "a: [\n"} {
			if _, _, err := kind.Apply(bad, func(int) int { return 0 }); err == nil {
				t.Errorf("%s: no error for %q", kind.Name, bad)
			}
		}
	}
}
