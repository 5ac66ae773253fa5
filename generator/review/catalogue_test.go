package review_test

// This file runs the catalogue of changes, see package cases. The findings of each row
// are recorded, in both directions. A row has a finding of the class go-source exactly if
// it says that callers do not compile, and one of the class wire exactly if it says that
// requests or responses do not fit.
//
// The default run has the rows of a quarter of the files, and FRAGEN_LONG those of all.

import (
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/review"
	"github.com/fragen-go/fragen/generator/review/cases"
)

// shortCatalogue are the files of the default run.
var shortCatalogue = []string{"parameters", "properties"}

func TestCatalogue(t *testing.T) {
	rows := 0
	golden.RunIn(t, "testdata/catalogue", func(t *testing.T, in *txtar.Archive) []txtar.File {
		if !slices.Contains(shortCatalogue, path.Base(t.Name())) && os.Getenv("FRAGEN_LONG") == "" && !golden.Updates(t) {
			t.Skip("only with FRAGEN_LONG")
		}
		list, err := cases.Read(os.DirFS("testdata"), in)
		if err != nil {
			t.Fatal(err)
		}
		var text strings.Builder
		for _, c := range list {
			rows++
			fmt.Fprintf(&text, "%s\n", c.Name)
			before, after := compareCase(t, c)
			checkCase(t, c, before)
			checkExplained(t, c.Name, after)
			writeFindings(&text, "  ", before)
			writeFindings(&text, "  back: ", after)
		}
		return []txtar.File{golden.Result("findings.txt", text.String())}
	})
	t.Logf("%d rows", rows)
}

// compareCase reviews a case in both directions.
func compareCase(t *testing.T, c *cases.Case) (there, back *review.Target) {
	t.Helper()
	old, lock, err := generate(t, c.Old, nil)
	if err != nil {
		t.Fatalf("%s: before: %v", c.Name, err)
	}
	if c.Unlocked {
		lock = nil
	}
	now, _, err := generate(t, c.New, lock)
	if err != nil {
		t.Fatalf("%s: after: %v", c.Name, err)
	}
	return review.Compare(changedFiles(old, now)), review.Compare(changedFiles(now, old))
}

// checkCase compares the classes of the findings with the effect of a case.
func checkCase(t *testing.T, c *cases.Case, target *review.Target) {
	t.Helper()
	has := func(class review.Class) bool {
		return slices.ContainsFunc(target.Findings,
			func(f *review.Finding) bool { return slices.Contains(f.Classes, class) })
	}
	if has(review.GoSource) == c.Compiles {
		t.Errorf("%s: compiles: %t, but the findings say %t", c.Name, c.Compiles, !c.Compiles)
	}
	if has(review.Wire) == c.Wire {
		t.Errorf("%s: wire: %t, but the findings say %t", c.Name, c.Wire, !c.Wire)
	}
	checkExplained(t, c.Name, target)
	for _, f := range target.Findings {
		if _, ok := review.FindRule(f.Rule); !ok {
			t.Errorf("%s: the catalogue has no rule %s", c.Name, f.Rule)
		}
		if strings.Contains(f.Text, "%!") || f.Text == "" || f.Subject == "" {
			t.Errorf("%s: %s has the text %q about %q", c.Name, f.Rule, f.Text, f.Subject)
		}
	}
}

// checkExplained reports symbols that no finding explains.
func checkExplained(t *testing.T, name string, target *review.Target) {
	t.Helper()
	for _, f := range target.Findings {
		if f.Rule == "go.unexplained" {
			t.Errorf("%s: %s: %v", name, f.Text, f.Symbols)
		}
	}
}

func writeFindings(b *strings.Builder, prefix string, target *review.Target) {
	for _, f := range target.Findings {
		fmt.Fprintf(b, "%s%s %s", prefix, f.Severity, f.Rule)
		for _, class := range f.Classes {
			b.WriteString(" " + string(class))
		}
		if strings.HasPrefix(prefix, "  back") {
			b.WriteString("\n")
			continue
		}
		fmt.Fprintf(b, ": %s: %s\n", f.Subject, f.Text)
		for _, s := range f.Symbols {
			if slices.Contains(f.Classes, review.GoSource) && s.Old != "" && s.OldType != s.NewType {
				fmt.Fprintf(b, "    %s: %s -> ", s.Old, s.OldType)
				if s.New != s.Old && s.New != "" {
					b.WriteString(s.New + ": ")
				}
				b.WriteString(s.NewType)
				if s.Edit != nil {
					b.WriteString(" by " + string(s.Edit.Kind))
				}
				b.WriteString("\n")
				break
			}
		}
	}
}
