package instance_test

import (
	"encoding/json"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/conformance/instance"
)

// load returns a description with the schema X.
func load(t *testing.T, schema string) *openapi3.T {
	t.Helper()
	text := `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"paths":{},"components":{"schemas":{"X":` + schema + `}}}`
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestValue checks that instances are valid and that a few of them contain all
// choices of the schema.
func TestValue(t *testing.T) {
	tests := map[string]string{
		"object":    `{"type":"object","required":["a"],"properties":{"a":{"type":"string"},"b":{"type":"integer"},"c":{"type":"boolean"}}}`,
		"enum":      `{"type":"string","enum":["a","b","c","d"]}`,
		"bounds":    `{"type":"integer","minimum":5,"maximum":6,"exclusiveMinimum":true}`,
		"multiple":  `{"type":"number","minimum":1,"maximum":10,"multipleOf":2.5}`,
		"length":    `{"type":"string","minLength":30,"maxLength":31}`,
		"pattern":   `{"type":"string","pattern":"^[a-f0-9]{8}(-x)?$"}`,
		"items":     `{"type":"array","minItems":2,"maxItems":3,"uniqueItems":true,"items":{"type":"integer"}}`,
		"map":       `{"type":"object","minProperties":2,"additionalProperties":{"type":"number"}}`,
		"closed":    `{"type":"object","additionalProperties":false,"properties":{"a":{"type":"string","nullable":true}}}`,
		"allOf":     `{"allOf":[{"type":"object","required":["a"],"properties":{"a":{"type":"string"}}},{"properties":{"a":{"maxLength":1}}}]}`,
		"oneOf":     `{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"array","items":{"type":"boolean"}}]}`,
		"recursive": `{"type":"object","properties":{"a":{"type":"string"},"next":{"$ref":"#/components/schemas/X"}}}`,
	}
	for name, schema := range tests {
		t.Run(name, func(t *testing.T) {
			doc := load(t, schema)
			source, ref := instance.NewDocument(doc), doc.Components.Schemas["X"]
			open := map[instance.Target]bool{}
			for _, target := range source.Targets(ref, instance.Both) {
				open[target] = true
			}
			g := source.Generator(name)
			for i := range 30 {
				v, ok := g.Value(ref, instance.Random)
				if !ok {
					t.Fatalf("instance %d: no value", i)
				}
				text, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				var value any
				if err := json.Unmarshal(text, &value); err != nil {
					t.Fatal(err)
				}
				if err := ref.Value.VisitJSON(value); err != nil {
					t.Errorf("instance %d: %s: %v", i, text, err)
				}
				for _, target := range g.Hits() {
					delete(open, target)
				}
			}
			for target := range open {
				t.Errorf("%s %s is not exercised", target.Kind, target.Value)
			}
		})
	}
}

// TestEndless checks that a schema that requires itself has no value, and that the
// generator stops.
func TestEndless(t *testing.T) {
	doc := load(t, `{"type":"object","required":["next"],"properties":{"next":{"$ref":"#/components/schemas/X"}}}`)
	g := instance.NewDocument(doc).Generator("")
	if v, ok := g.Value(doc.Components.Schemas["X"], instance.Full); ok {
		t.Errorf("got %v, want no value", v)
	}
}
