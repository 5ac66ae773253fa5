package codes

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the goldens that differ; not in CI")

// TestGolden reads in.yaml of each archive and compares what Parse says of it,
// and Lint when Parse finds no errors, with want/diagnostics.txt.
func TestGolden(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("goldens are not rewritten in CI: run the test with -update where you work, and look at the difference")
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no goldens: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(archive.Files))
	for i, f := range archive.Files {
		names[i] = f.Name
	}
	if diff := cmp.Diff([]string{"in.yaml", "want/diagnostics.txt"}, names); diff != "" {
		t.Fatalf("files of the archive (-want +got):\n%s", diff)
	}
	in, want := archive.Files[0].Data, &archive.Files[1].Data
	tables, diags := Parse("codes.yaml", slices.Clone(in))
	if !diags.HasErrors() {
		diags.Merge(Lint(tables))
	}
	got := diags.String()
	if got == "" {
		t.Fatal("there is nothing to say about in.yaml; a golden is about faults")
	}
	if diff := cmp.Diff(string(*want), got); diff == "" {
		return
	} else if !*update {
		t.Fatalf("diagnostics differ; run with -update when they are right (-want +got):\n%s", diff)
	}
	*want = []byte(got)
	if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}
