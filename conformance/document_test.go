package main

import (
	"path/filepath"
	"testing"
)

// TestMeasure measures a small description, then takes the result from the cache.
func TestMeasure(t *testing.T) {
	o := &options{cache: t.TempDir()}
	file, err := filepath.Abs(filepath.Join("testdata", "zoo.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d := description{Name: "testdata/zoo.yaml", Main: file}
	r := measure(t.Context(), o, d, "test")
	if r.Stage != "run" || r.Error != "" {
		t.Fatalf("stage %q, error %s", r.Stage, r.Error)
	}
	for _, f := range r.Failures {
		t.Errorf("%s %s: %s\n%s\n%s", f.Kind, f.Where, f.Reason, f.Input, f.Output)
	}
	if r.Instances.Total < 4*minInstances || r.Instances.Good != r.Instances.Total {
		t.Errorf("instances: %+v, want at least %d", r.Instances, 4*minInstances)
	}
	if r.Targets == 0 || r.Exercised != r.Targets {
		t.Errorf("exercised %d of %d choices", r.Exercised, r.Targets)
	}
	if r.Examples.Total != 1 || r.Unfit != 1 {
		t.Errorf("%d examples fit and %d do not, want 1 and 1", r.Examples.Total, r.Unfit)
	}
	if r.Requests != (Tally{20, 20}) || r.Responses != (Tally{20, 20}) {
		t.Errorf("%v requests and %v responses passed, want 20/20 and 20/20", r.Requests, r.Responses)
	}
	for _, name := range []string{"oneOf", "allOf", "discriminator", "nullable", "map", "pattern", "format date-time"} {
		if r.Features[name].Total == 0 {
			t.Errorf("no instance has the feature %q", name)
		}
	}
	if again := measure(t.Context(), o, d, "test"); again.Seconds != r.Seconds {
		t.Error("the second measurement was not taken from the cache")
	}
}
