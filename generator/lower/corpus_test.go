package lower_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
)

// TestCorpus checks that real-world descriptions lower without a panic, and
// most of them without an error.
func TestCorpus(t *testing.T) {
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not set: the corpus of real-world descriptions is not tested")
	}
	files, err := filepath.Glob(filepath.Join(dir, "openapi", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no descriptions in %s (%v)", dir, err)
	}
	rules := map[string]int{}
	read, clean := 0, 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, _ := load(filepath.Base(file), data)
		if doc == nil {
			continue
		}
		read++
		_, diags := lower.Lower(doc, nil, lower.Options{})
		found := map[string]bool{}
		for _, d := range diags.Sorted() {
			found[d.Severity.String()+" "+d.Rule] = true
			if os.Getenv("FRAGEN_CORPUS_VERBOSE") != "" && d.Severity == diag.Error {
				t.Log(d)
			}
		}
		for rule := range found {
			rules[rule]++
		}
		if !diags.HasErrors() {
			clean++
		}
	}
	t.Logf("%d of %d descriptions read, %d lower without errors", read, len(files), clean)
	for _, rule := range slices.Sorted(maps.Keys(rules)) {
		t.Logf("%4d have %s", rules[rule], rule)
	}
	if clean < 310 {
		t.Errorf("%d descriptions lower without errors, want at least 310", clean)
	}
}
