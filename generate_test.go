package fragen_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/output"
)

const (
	splitConfig = "version: 1\nruntime: rest\ntargets:\n  - {name: api, spec: spec/api.yaml, overlays: [spec/fix.yaml], out: api}\n"
	splitAPI    = "openapi: 3.0.3\ninfo: {title: Pets, version: '1'}\nservers: [{url: https://pets.example.com}]\npaths:\n  /pets: {$ref: '../parts/pets.json'}\n"
	splitPets   = `{"get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"type": "text"}}}}}}}`
	splitFix    = "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n  - {target: $..schema.type, update: string}\n"
)

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEmbeddedInputs generates from embedded inputs and from files. The output is the
// same, including the hashes of the inputs.
func TestEmbeddedInputs(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"go.mod": "module example.com/x\n\ngo 1.26\n", "fragen.yaml": splitConfig})
	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	embedded := fstest.MapFS{"spec/api.yaml": {Data: []byte(splitAPI)}, "parts/pets.json": {Data: []byte(splitPets)}, "spec/fix.yaml": {Data: []byte(splitFix)}}
	result, err := fragen.Generate(t.Context(), cfg, &fragen.Options{Inputs: embedded})
	if err != nil {
		t.Fatal(err)
	}
	defer result.Close()
	if _, err := result.Commit(false); err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(dir, "fragen.sum"))
	if err != nil {
		t.Fatal(err)
	}
	for _, input := range []string{"fragen.yaml", "spec/api.yaml", "spec/fix.yaml", "parts/pets.json"} {
		if !strings.Contains(string(sums), input) {
			t.Errorf("fragen.sum has no hash of %s", input)
		}
	}

	var input *fragen.InputError
	if _, err = fragen.Generate(t.Context(), cfg, nil); !errors.As(err, &input) || !strings.Contains(err.Error(), "spec/api.yaml: no such file") {
		t.Errorf("without the files on the disk: %v", err)
	}
	write(t, dir, map[string]string{"spec/api.yaml": splitAPI, "parts/pets.json": splitPets, "spec/fix.yaml": splitFix})
	result, err = fragen.Generate(t.Context(), cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	if changes, err := result.Diff(); err != nil || len(changes) > 0 {
		t.Errorf("the output from the disk differs: %v, %v", changes, err)
	}

	// A change of a file that is only referenced changes the output.
	write(t, dir, map[string]string{"parts/pets.json": strings.Replace(splitPets, `"get"`, `"post"`, 1)})
	result, err = fragen.Generate(t.Context(), cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	changes, err := result.Diff()
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(changes, func(c fragen.Change) bool { return strings.HasSuffix(c.Path, ".go") }) {
		t.Errorf("a referenced file has changed, but the output has not: %v", changes)
	}
}

// TestReferencesStayInside checks that a reference cannot read a file outside of the
// folder, by a path or a symbolic link.
func TestReferencesStayInside(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "in")
	write(t, top, map[string]string{"secret.json": splitPets, "in/go.mod": "module example.com/x\n\ngo 1.26\n", "in/fragen.yaml": splitConfig, "in/spec/api.yaml": splitAPI, "in/spec/fix.yaml": splitFix, "in/parts/other": ""})
	if err := os.Symlink(filepath.Join(top, "secret.json"), filepath.Join(dir, "parts", "pets.json")); err != nil {
		t.Skip("this system has no symbolic links: ", err)
	}
	cfg, err := fragen.Load(filepath.Join(dir, "fragen.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err = fragen.Generate(t.Context(), cfg, nil); err == nil || !strings.Contains(err.Error(), `api.yaml:5:17: reference "../parts/pets.json": the file cannot be read: path escapes from parent [ref]`) {
		t.Errorf("a symbolic link leads out of the folder: %v", err)
	}
	if _, err := fs.ReadFile(output.Dir(dir), "parts/pets.json"); err == nil {
		t.Error("Dir follows a symbolic link out of the folder")
	}
	if _, err := fs.ReadFile(output.Dir(dir), "../secret.json"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("Dir reads a path outside of the folder: %v", err)
	}
	if data, err := fs.ReadFile(output.Dir(dir), "spec/api.yaml"); err != nil || string(data) != splitAPI {
		t.Errorf("Dir does not read a file in the folder: %v", err)
	}
}
