package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestMeasureExamples measures the examples of a description in which some do not fit their
// schemas, and one union has a variant for each kind of value.
func TestMeasureExamples(t *testing.T) {
	o := &options{cache: t.TempDir(), examples: true}
	file, err := filepath.Abs(filepath.Join("testdata", "examples.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r := measure(t.Context(), o, description{Name: "testdata/examples.yaml", Main: file}, "test")
	if r.Stage != "run" || r.Error != "" {
		t.Fatalf("stage %q, error %s", r.Stage, r.Error)
	}
	var failures []string
	for _, f := range r.Failures {
		failures = append(failures, f.Where+": "+f.Reason)
	}
	if len(failures) != 1 || !strings.Contains(failures[0], "Moment/properties/icon: : got \"YWJjZA==\"") {
		t.Errorf("failures: %v", failures)
	}
	if r.Examples != (Tally{14, 13}) || r.Unfit != 2 {
		t.Errorf("%v examples passed and %d do not fit, want 13/14 and 2", r.Examples, r.Unfit)
	}
}

func TestPlace(t *testing.T) {
	p := place{key: "#/a"}.in("items").in(element).in("name")
	text, err := p.wrap([]byte(`"x"`))
	if want := `{"items":[{"name":"x"}]}`; err != nil || string(text) != want {
		t.Errorf("got %s, %v, want %s", text, err, want)
	}
	for whole, want := range map[string]string{
		string(text): `"x"`, `{"items":[{}]}`: "null", `{"items":[]}`: "null", `1`: "null",
	} {
		if got := p.value([]byte(whole)); string(got) != want {
			t.Errorf("%s: got %s, want %s", whole, got, want)
		}
	}
}
