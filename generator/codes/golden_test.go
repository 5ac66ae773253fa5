package codes

import (
	"slices"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/internal/golden"
)

// TestGolden reads in.yaml of each archive and compares the diagnostics of Read,
// and of Lint if there are no errors, with want/diagnostics.txt.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		if len(in.Files) != 1 || in.Files[0].Name != "in.yaml" {
			t.Fatal("a case has the files in.yaml and want/diagnostics.txt only")
		}
		file, diags := Read("codes.yaml", slices.Clone(in.Files[0].Data))
		if !diags.HasErrors() {
			diags.Merge(Lint(file.Tables))
			diags.Merge(LintDocs(file))
		}
		return []txtar.File{golden.Result("diagnostics.txt", diags.String())}
	})
}
