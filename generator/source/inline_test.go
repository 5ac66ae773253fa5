package source

import "testing"

// TestRefersOddly checks the decision whether Gather reads all of a description. A
// property may have the name of a key, such as "content", and refer to a schema.
func TestRefersOddly(t *testing.T) {
	tests := []struct {
		name, text string
		want       bool
	}{
		{"schema", `{"schema": {"$ref": "#/components/schemas/Pet"}}`, false},
		{"property called content", `{"content": {"$ref": "#/components/schemas/Pet"}}`, false},
		{"property called get in YAML", "get:\n  $ref: '#/components/schemas/Pet'\n", false},
		{"operation in a file", "get:\n  $ref: operations/list.yaml\n", true},
		{"part of a schema as a text", `{"description": {"$ref": "#/components/schemas/Pet/description"}}`, true},
		{"section", "schemas: {$ref: schemas/index.yaml}", true},
		{"media type", `{"application/json": {"$ref": "#/components/schemas/Pet"}}`, true},
		{"cut text", `{"content": {"$ref": "#/components/schemas/`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := refersOddly(test.text); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
