package config

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/internal/golden"
)

// TestGolden writes the files of each archive, loads its fragen.yaml and compares
// the diagnostics with want/diagnostics.txt.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		t.Chdir(t.TempDir())
		for _, f := range in.Files {
			if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		_, diags := Load("fragen.yaml")
		if !diags.HasErrors() {
			t.Fatal("the configuration has no errors, but a golden case is about errors")
		}
		return []txtar.File{golden.Result("diagnostics.txt", diags.String())}
	})
}

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("../../docs/schema/fragen.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// jsonValue returns YAML text as the value that a JSON validator expects.
func jsonValue(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
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
