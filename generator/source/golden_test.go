package source

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/diag"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestBadInput reads and slices the description in each testdata/*.txtar and
// compares what is reported with its want.txt. A file select holds one
// selector a line: path GLOB [METHOD…], operation ID, tag NAME, schema NAME,
// subtype NAME.
func TestBadInput(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is not for CI: goldens are reviewed before they are committed")
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no goldens", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, want := report(t, archive)
			switch {
			case got == want:
			case *update:
				archive.Files = append(inputs(archive), txtar.File{Name: "want.txt", Data: []byte(got)})
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			default:
				t.Errorf("go test ./generator/source -update records:\n%s", cmp.Diff(want, got))
			}
		})
	}
}

func inputs(archive *txtar.Archive) []txtar.File {
	var out []txtar.File
	for _, f := range archive.Files {
		if f.Name != "want.txt" {
			out = append(out, f)
		}
	}
	return out
}

// report returns what is said about the description and what is wanted.
func report(t *testing.T, archive *txtar.Archive) (got, want string) {
	t.Helper()
	diags := &diag.List{}
	var doc *Document
	var sel Selection
	for _, f := range archive.Files {
		switch f.Name {
		case "want.txt":
			want = string(f.Data)
		case "select":
			sel = parseSelection(t, string(f.Data))
		case "in.yaml", "in.json":
			var found *diag.List
			doc, found = Read(f.Name, f.Data)
			diags.Merge(found)
		default:
			t.Fatalf("what is %s?", f.Name)
		}
	}
	if doc != nil {
		_, _, found := doc.Slice(sel)
		diags.Merge(found)
	}
	return diags.String(), want
}

func parseSelection(t *testing.T, text string) (sel Selection) {
	t.Helper()
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		words := strings.Fields(line)
		switch words[0] {
		case "path":
			pos := diag.Pos{File: "fragen.yaml", Line: i + 1, Col: 1}
			sel.Paths = append(sel.Paths, PathRule{Glob: words[1], Methods: words[2:], Pos: pos})
		case "operation":
			sel.Operations = append(sel.Operations, words[1])
		case "tag":
			sel.Tags = append(sel.Tags, words[1])
		case "schema":
			sel.Schemas = append(sel.Schemas, words[1])
		case "subtype":
			sel.Subtypes = append(sel.Subtypes, words[1])
		default:
			t.Fatalf("what is %q?", line)
		}
	}
	return sel
}
