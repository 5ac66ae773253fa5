package source

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCorpusInspect checks that every real-world description can be inspected,
// and that the errors in 14 of them have positions.
func TestCorpusInspect(t *testing.T) {
	faulty, operations := 0, 0
	files, err := filepath.Glob(filepath.Join(corpus(t), "openapi", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("the corpus has no descriptions (%v)", err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found, diags := Description{File: filepath.Base(file), Text: string(data)}.Inspect(Selection{})
		if found == nil || diags.HasErrors() {
			t.Errorf("%s cannot be inspected:\n%s", filepath.Base(file), diags)
			continue
		}
		operations += len(found.Operations)
		for _, d := range diags.Sorted() {
			if d.Pos.Line == 0 || d.Pos.Col == 0 {
				t.Errorf("no position: %s", d)
			}
		}
		if diags.Len() > 0 {
			faulty++
		}
	}
	if faulty != 10 || operations < 10000 {
		t.Errorf("%d descriptions have errors, want 10; %d operations in total", faulty, operations)
	}
}

// TestInspectErrors checks that errors in a description become warnings, unless
// the description cannot be read.
func TestInspectErrors(t *testing.T) {
	tests := []struct {
		name, data string
		operations int // -1: no overview
		want       string
	}{
		{
			"duplicate key",
			"openapi: 3.0.3\ninfo: {title: t, title: u, version: '1'}\npaths: {/a: {get: {responses: {}}}}\n", 1,
			"in.yaml:2:18: warning: duplicate key \"title\", first at 2:8; remove one [duplicate-key]\n",
		},
		{
			"unresolved reference",
			"openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {parameters: [{$ref: '#/components/parameters/x'}], responses: {}}}}\n", 1,
			"in.yaml:3:40: warning: reference \"#/components/parameters/x\" does not resolve; " +
				"parameter 0 of GET /a is left out; to accept this, add to an overlay: " +
				"{target: \"$.paths['/a'].get.parameters[0]\", remove: true} [dangling-ref]\n",
		},
		{
			"a path that is not a map",
			`{"openapi":"3.0.0","info":null,"paths":{"0":1}}`, 0,
			"in.yaml:1:45: warning: \"0\": expected a map, found a number; path 0 is left out; " +
				"to accept this, add to an overlay with \"overlay: 1.1.0\": " +
				"{target: \"$.paths['0']\", remove: true} [wrong-kind]\n",
		},
		{"a broken file", "{\"openapi\": \"3.0.3\",\n \"info\": ", -1, "in.yaml:2:2: expected a value [syntax]\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			found, diags := Description{File: "in.yaml", Text: test.data}.Inspect(Selection{})
			operations := -1
			if found != nil {
				operations = len(found.Operations)
			}
			if operations != test.operations || diags.HasErrors() != (found == nil) {
				t.Errorf("%d operations, want %d", operations, test.operations)
			}
			if got := diags.String(); got != test.want {
				t.Errorf("got:\n%s", got)
			}
		})
	}
}

// TestInspectSelection checks that an error in the selection is an error, not a
// warning.
func TestInspectSelection(t *testing.T) {
	const data = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: {}}}}\n"
	sel := Selection{Tags: []string{"x*"}}
	found, diags := Description{File: "in.yaml", Text: data}.Inspect(sel)
	if want := "in.yaml: no operation has the tag \"x*\" [selects-nothing]\n"; found != nil || diags.String() != want {
		t.Errorf("got %v and the diagnostics: %s", found, diags)
	}
}
