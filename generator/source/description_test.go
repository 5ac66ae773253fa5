package source

import (
	"os"
	"path/filepath"
	"testing"
)

// TestCorpusInspect looks at every real description. None of them is broken so
// much that it could not be looked at, so that there is no list of exceptions;
// what is wrong with 14 of them has its place.
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
			t.Errorf("%s cannot be looked at:\n%s", filepath.Base(file), diags)
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
	if faulty != 14 || operations < 10000 {
		t.Errorf("%d descriptions have faults, want 14; there are %d operations", faulty, operations)
	}
}

// Faults that keep a description from being used do not keep it from being
// looked at; only what cannot be read is an error.
func TestInspectFaults(t *testing.T) {
	tests := []struct {
		name, data string
		operations int // -1: nothing can be looked at
		want       string
	}{
		{
			"a key that comes twice", "openapi: 3.0.3\ninfo: {title: t, title: u, version: '1'}\npaths: {/a: {get: {responses: {}}}}\n", 1,
			"in.yaml:2:18: warning: duplicate key \"title\", first at 2:8; remove one [duplicate-key]\n",
		},
		{
			"a reference that leads nowhere", "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {parameters: [{$ref: '#/components/parameters/x'}], responses: {}}}}\n", 1,
			"in.yaml:3:40: warning: reference \"#/components/parameters/x\" does not resolve [dangling-ref]\n",
		},
		{"a broken file", "{\"openapi\": \"3.0.3\",\n \"info\": ", -1, "in.yaml:2:1: did not find expected node content [syntax]\n"},
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
				t.Errorf("it says:\n%s", got)
			}
		})
	}
}

// A selection that is wrong is an error, whatever the description's faults.
func TestInspectSelection(t *testing.T) {
	const data = "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {responses: {}}}}\n"
	sel := Selection{Tags: []string{"x*"}}
	found, diags := Description{File: "in.yaml", Text: data}.Inspect(sel)
	if want := "in.yaml: no operation has the tag \"x*\" [selects-nothing]\n"; found != nil || diags.String() != want {
		t.Errorf("found %v, and it says: %s", found, diags)
	}
}
