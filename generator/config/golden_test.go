package config

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

var update = flag.Bool("update", false, "rewrite the goldens that differ; not in CI")

// TestGolden loads fragen.yaml of each archive, with the archive's other files
// about it, and compares what is said with want/diagnostics.txt.
func TestGolden(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("goldens are not rewritten in CI: run the test with -update where you work, and look at the difference")
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, file := range files {
		file, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, file) })
	}
}

const goldenName = "want/diagnostics.txt"

func golden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	var want *txtar.File
	for i, f := range archive.Files {
		if f.Name == goldenName {
			want = &archive.Files[i]
			continue
		}
		if err := os.WriteFile(f.Name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if want == nil {
		t.Fatalf("%s is missing in the archive", goldenName)
	}
	_, diags := Load("fragen.yaml")
	got := diags.String()
	if !diags.HasErrors() {
		t.Fatal("nothing is wrong with this configuration; a golden is about faults")
	}
	if diff := cmp.Diff(string(want.Data), got); diff == "" {
		return
	} else if !*update {
		t.Fatalf("diagnostics differ; run with -update when they are right (-want +got):\n%s", diff)
	}
	want.Data = []byte(got)
	if err := os.WriteFile(file, txtar.Format(archive), 0o666); err != nil {
		t.Fatal(err)
	}
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

// jsonValue is YAML text as a validator of JSON sees it.
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
