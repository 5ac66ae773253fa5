package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOnlyUsed slices a description to the schemas that its operations use.
func TestOnlyUsed(t *testing.T) {
	const components = `
components:
  securitySchemes: {key: {type: apiKey, in: header, name: K}}
  responses:
    Lost: {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/OfLost"}}}}
  schemas:
    Pet: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Cat: {allOf: [{$ref: "#/components/schemas/Pet"}, {properties: {friend: {$ref: "#/components/schemas/Friend"}}}]}
    Kitten: {allOf: [{description: d}, {allOf: [{$ref: "#/components/schemas/Cat"}]}]}
    Friend: {type: string}
    Base: {type: object}
    Mixed: {allOf: [{$ref: "#/components/schemas/Base"}]}
    Shape:
      oneOf: [{$ref: "#/components/schemas/Round"}]
      discriminator: {propertyName: kind, mapping: {square: Square}}
    Round: {type: object}
    Square: {type: object}
    Hook: {type: string}
    OfLost: {type: string}
    Note: {type: object, properties: {self: {$ref: "#/components/schemas/Note"}}}
`
	get := func(name string) string {
		return "{get: {responses: {'200': {description: d, content: {application/json: " +
			"{schema: {$ref: '#/components/schemas/" + name + "'}}}}}}}"
	}
	for name, test := range map[string]struct {
		operations string
		sel        Selection
		want       string
	}{
		"references":           {"paths: {/a: " + get("Friend") + "}", Selection{}, "Friend"},
		"subtypes of a base":   {"paths: {/a: " + get("Pet") + "}", Selection{}, "Pet Cat Kitten Friend"},
		"bases of a subtype":   {"paths: {/a: " + get("Kitten") + "}", Selection{}, "Pet Cat Kitten Friend"},
		"no discriminator":     {"paths: {/a: " + get("Base") + "}", Selection{}, "Base"},
		"mapping":              {"paths: {/a: " + get("Shape") + "}", Selection{}, "Shape Round Square"},
		"dropped subtypes":     {"paths: {/a: " + get("Pet") + "}", Selection{Drop: []string{"Kitten"}}, "Pet Cat Friend"},
		"dropped from mapping": {"paths: {/a: " + get("Shape") + "}", Selection{Drop: []string{"Square"}}, "Shape Round"},
		"webhook":              {"paths: {}\nwebhooks: {w: " + get("Hook") + "}", Selection{}, "Hook"},
		"callback": {"paths: {/a: {get: {responses: {'204': {description: d}}, callbacks: {c: {'{$url}': " +
			get("Hook") + "}}}}}", Selection{}, "Hook"},
		"all schemas": {
			"paths: {/a: " + get("Friend") + "}",
			Selection{Schemas: []string{"*"}},
			"Pet Cat Kitten Friend Base Mixed Shape Round Square Hook OfLost Note",
		},
		"no operation": {
			"paths: {}",
			Selection{},
			"Pet Cat Kitten Friend Base Mixed Shape Round Square Hook OfLost Note",
		},
	} {
		t.Run(name, func(t *testing.T) {
			doc := read(t, "in.yaml", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"+test.operations+components)
			test.sel.OnlyUsed = true
			slice, cuts, _, diags := doc.Slice(test.sel)
			if diags.Len() > 0 {
				t.Fatal(diags)
			}
			if diff := cmp.Diff(test.want, strings.Join(keysOf(slice.At("/components/schemas")), " ")); diff != "" {
				t.Errorf("schemas (-want +got):\n%s", diff)
			}
			if len(keysOf(slice.At("/components/securitySchemes"))) != 1 {
				t.Error("the slice has no security scheme")
			}
			left := 12 - len(strings.Fields(test.want)) - len(test.sel.Drop)
			if (len(cuts) > 0 && cuts[len(cuts)-1].Kind == CutUnused) != (left > 0) {
				t.Errorf("%d schemas left out, cuts %v", left, cuts)
			}
			again, _, _, _ := slice.Slice(test.sel)
			if diff := cmp.Diff(keysOf(slice.At("/components/schemas")), keysOf(again.At("/components/schemas"))); diff != "" {
				t.Errorf("the slice of the slice (-want +got):\n%s", diff)
			}
		})
	}
}
