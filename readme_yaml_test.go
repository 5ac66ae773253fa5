package fragen_test

// The YAML of the documentation. A block is an overlay, a fragen.yaml or a
// codes.yaml, recognized by its keys. A fragen.yaml may leave out the version
// and the runtime. A codes.yaml may be a part of one: then it is validated
// against the JSON Schema without its required keys.

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	yamlv3 "gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	descriptions "github.com/fragen-go/fragen/generator/source"
)

func checkYAML(t *testing.T, list []block) {
	schema := partialCodesSchema(t)
	for _, b := range list {
		var keys map[string]any
		if err := yamlv3.Unmarshal([]byte(b.text), &keys); err != nil {
			t.Errorf("%s:%d: %v", b.file, b.line, err)
			continue
		}
		diags := new(diag.List)
		switch {
		case keys["overlay"] != nil:
			_, diags = descriptions.ReadOverlay(b.file, b.text)
		case keys["targets"] != nil:
			_, diags = config.Parse(b.file, completeConfig(keys, b.text))
		case keys["tables"] != nil && isCompleteTable(keys):
			_, diags = codes.Read(b.file, []byte(b.text))
		case keys["tables"] != nil || keys["docs"] != nil:
			if err := schema.Validate(jsonValue(t, keys)); err != nil {
				t.Errorf("%s:%d: %v", b.file, b.line, err)
			}
		case b.file == recipesFile: // checked by readme_recipes_test.go
		default:
			t.Errorf("%s:%d: the block is neither an overlay nor a fragen.yaml or codes.yaml", b.file, b.line)
		}
		if diags.HasErrors() {
			t.Errorf("%s:%d: %v", b.file, b.line, diags)
		}
	}
}

// completeConfig adds the required keys that the text of a fragen.yaml leaves
// out.
func completeConfig(keys map[string]any, text string) []byte {
	for key, line := range map[string]string{"version": "version: 1", "runtime": "runtime: generated/rest"} {
		if keys[key] == nil {
			text = strings.TrimSuffix(text, "\n") + "\n" + line + "\n"
		}
	}
	return []byte(text)
}

// isCompleteTable reports whether the first table has rows.
func isCompleteTable(keys map[string]any) bool {
	tables, _ := keys["tables"].([]any)
	if len(tables) == 0 {
		return false
	}
	table, _ := tables[0].(map[string]any)
	return table["codes"] != nil
}

// partialCodesSchema compiles the schema of codes.yaml without its required
// keys.
func partialCodesSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	const file = "docs/schema/codes.schema.json"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var root map[string]any
	if err := json.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	delete(root, "required")
	table := root["$defs"].(map[string]any)["table"].(map[string]any)
	delete(table, "required")
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("partial.json", root); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("partial.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// jsonValue converts a value decoded from YAML to one decoded from JSON.
func jsonValue(t *testing.T, value any) any {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	value, err = jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return value
}
