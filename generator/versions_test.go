package generator_test

// This file generates an SDK from two versions of a description, one after the other,
// with a case for each kind of edit.
//
// A case is a file testdata/versions/<edit>.txtar with old.yaml, new.yaml and caller.go.
// Its comment describes the edit and the names that stay. It may have a fragen.yaml. The second run gets the
// manifest of the first one, as if it had been committed. caller.go is a program that
// imports the SDK as "example.com/api" and must compile with both versions. A case may
// have caller_test.go too, which must pass with both. The file want/names.txt lists the
// Go names that disappear and the new ones.

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/output"
)

const versionsDir = "testdata/versions"

func TestGoldenVersions(t *testing.T) {
	module := newOutputModule(t)
	cases := map[string][]txtar.File{}
	for _, file := range golden.FilesIn(t, versionsDir) {
		if golden.IsSelected(file) {
			name := strings.TrimSuffix(filepath.Base(file), ".txtar")
			cases[name] = module.addVersions(t, name, file)
		}
	}
	module.check(t)
	module.run(t)
	golden.RunIn(t, versionsDir, func(t *testing.T, _ *txtar.Archive) []txtar.File {
		name := path.Base(t.Name())
		if faults := module.faults[name]; len(faults) > 0 {
			t.Fatalf("the output or its caller has errors:\n%s", strings.Join(faults, "\n"))
		}
		if cases[name] == nil {
			t.Skip("not selected by -run")
		}
		return cases[name]
	})
}

// addVersions generates both versions of a case, adds them and their callers to the
// module, and returns the files that the case records.
func (h *outputModule) addVersions(t *testing.T, name, file string) []txtar.File {
	t.Helper()
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	inputs := map[string][]byte{}
	for _, f := range archive.Files {
		inputs[f.Name] = f.Data
	}
	var outputs []*output.Output
	var old *output.Manifest
	diagnostics := ""
	for _, version := range []string{"old", "new"} {
		spec := map[string][]byte{"openapi.yaml": inputs[version+".yaml"]}
		spec["fragen.yaml"] = append(defaultConfig(spec, true), allSchemas...)
		if data := inputs["fragen.yaml"]; data != nil {
			spec["fragen.yaml"] = data
		}
		dir := path.Join(name, version)
		made := generateAfter(t, h.add(t, dir, spec), old)
		if made.out == nil {
			t.Fatalf("%s: %s.yaml has errors:\n%s", name, version, made.diags)
		}
		old, diagnostics = made.out.New, made.diags.String()
		outputs = append(outputs, made.out)
		h.writeOutput(t, dir, made.out, nil)
		for _, caller := range []string{"caller.go", "caller_test.go"} {
			if data := inputs[caller]; data != nil {
				text := strings.ReplaceAll(string(data), `"`+moduleName+`/api`, `"`+path.Join(moduleName, dir, "api"))
				write(t, filepath.Join(h.dir, dir, "caller", caller), []byte(text))
			}
		}
		if inputs["caller_test.go"] != nil {
			h.tests = append(h.tests, "./"+path.Join(dir, "caller"))
		}
	}
	return []txtar.File{
		golden.Result("diagnostics.txt", diagnostics),
		golden.Result("names.txt", changedNames(outputs[0], outputs[1])),
	}
}

// changedNames returns the Go names that are only in old or only in out.
func changedNames(old, out *output.Output) string {
	before, after := goNames(old), goNames(out)
	var lines []string
	for _, name := range before {
		if !slices.Contains(after, name) {
			lines = append(lines, "- "+name+"\n")
		}
	}
	for _, name := range after {
		if !slices.Contains(before, name) {
			lines = append(lines, "+ "+name+"\n")
		}
	}
	if lines == nil {
		return "no change\n"
	}
	return strings.Join(lines, "")
}

// goNames returns the Go names in the manifest of an output, sorted.
func goNames(out *output.Output) []string {
	var list []string
	for _, target := range out.New.Targets {
		for _, s := range target.Symbols {
			if s.Name != "" {
				list = append(list, s.Name)
			}
		}
	}
	return slices.Sorted(slices.Values(list))
}

// TestOperationsReturn checks that operations that leave a description and return later
// have the names that they had before, also if they were qualified because of a collision.
// In the layout tree, unions inside the types of an operation are in models beside those of
// other operations.
func TestOperationsReturn(t *testing.T) {
	const union = "{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, " +
		"{type: object, required: [b], properties: {b: {type: string}}}]}"
	spec := func(paths ...string) []byte {
		text := "openapi: 3.1.0\ninfo: {title: Shop, version: \"1\"}\nservers: [{url: https://shop.example}]\npaths:\n"
		for _, p := range paths {
			text += "  " + p + ":\n    post:\n      requestBody: {content: {application/json: {schema: " + union + "}}}\n" +
				"      responses: {\"200\": {description: Done., content: {application/json: " +
				"{schema: {type: object, properties: {v: " + union + "}}}}}}\n"
		}
		return []byte(text)
	}
	for _, test := range []struct {
		layout    string
		all, rest []string
	}{
		{"package", []string{"/users", "/pets", "/users/x/y"}, []string{"/pets"}},
		{"tree", []string{"/users", "/pets", "/users/x/y"}, []string{"/pets"}},
		{"package", []string{"/calls/x/mute", "/users/x/mute"}, []string{"/calls/x/mute"}},
		{"tree", []string{"/calls/x/mute", "/calls/y/mute"}, []string{"/calls/y/mute"}},
	} {
		dir := t.TempDir()
		write(t, filepath.Join(dir, "go.mod"), []byte("module example.com\n\ngo 1.26\n"))
		write(t, filepath.Join(dir, "fragen.yaml"), []byte("version: 1\nruntime: rest\ntargets:\n"+
			"  - {name: api, spec: openapi.yaml, out: api, layout: "+test.layout+"}\n"))
		var outputs []*output.Output
		var old *output.Manifest
		for _, paths := range [][]string{test.all, test.rest, test.all} {
			write(t, filepath.Join(dir, "openapi.yaml"), spec(paths...))
			made := generateAfter(t, dir, old)
			if made.out == nil {
				t.Fatal(made.diags)
			}
			old = made.out.New
			outputs = append(outputs, made.out)
		}
		if changed := changedNames(outputs[0], outputs[2]); changed != "no change\n" {
			t.Errorf("layout %s without %s:\n%s", test.layout, test.rest, changed)
		}
	}
}
