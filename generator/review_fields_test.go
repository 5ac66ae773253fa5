package generator_test

// This file checks that a review has a finding for each field of OpenAPI that changes the
// generated files, given the examples of docs/openapi.md. The default run has a third of
// them, and FRAGEN_LONG has all.

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/review"
)

func TestReviewFieldEffects(t *testing.T) {
	examples := readFieldExamples(t)
	base, err := os.ReadFile(filepath.Join(fieldsDir, "base.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	runs := fieldRuns{base: string(base), dir: t.TempDir(), byInput: map[string]*fieldRun{}}
	for i, row := range readFieldRows(t) {
		if i%3 > 0 && os.Getenv("FRAGEN_LONG") == "" {
			continue
		}
		t.Run(row.String(), func(t *testing.T) {
			example := examples.example(t, row.object, row.field)
			version, _, _ := strings.Cut(row.since, " ")
			before, after := runs.run(t, version, example, false), runs.run(t, version, example, true)
			if before.files == nil || after.files == nil {
				return // the field is an error
			}
			old, lock := generationOf(t, before, nil)
			now, _ := generationOf(t, after, lock)
			target := review.Compare(old, now)
			if !equalFiles(before.files, after.files, bytes.Clone) && len(target.Findings) == 0 {
				t.Errorf("the field has the effect %q and no finding", row.effect)
			}
			for _, f := range target.Findings {
				if f.Rule == "go.unexplained" {
					t.Errorf("%s: %s", f.Subject, f.Text)
				}
			}
		})
	}
}

// generationOf plans and renders the description of a run.
func generationOf(t *testing.T, run *fieldRun, lock *output.Manifest) (*review.Generation, *output.Manifest) {
	t.Helper()
	planned, diags, err := generator.Explore(context.Background(), run.cfg, lock, generator.ReadDisk)
	if err != nil || planned == nil {
		t.Fatal(err, diags)
	}
	p := planned[0].Plan
	g := &review.Generation{
		Name: "api", Dir: "api", Plan: p, Files: map[string][]byte{}, Diags: diags.Sorted(),
	}
	for f, err := range gosdk.Render(context.Background(), p, 1) {
		if err != nil {
			t.Fatal(err)
		}
		g.Files[f.Path] = bytes.Clone(f.Data)
	}
	m := output.Target{Name: "api", Dir: "api"}
	for _, s := range p.Symbols {
		m.Symbols = append(m.Symbols, output.Symbol{Key: s.Key, Name: s.Name, Number: s.Number})
	}
	return g, &output.Manifest{Targets: []output.Target{m}}
}
