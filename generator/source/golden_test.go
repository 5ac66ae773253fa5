package source

import (
	"errors"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/golden"
)

// TestBadInput reads and slices the description in each testdata/*.txtar and
// compares the diagnostics with want/diagnostics.txt. A file named select has
// one selector on each line: path GLOB [METHOD…], operation ID, tag NAME,
// schema NAME, subtype NAME, except GLOB [METHOD…], type NAME, drop NAME.
// Overlays are applied in the order of the archive. The description may be in
// a folder and refer to other files of the archive; stdin.yaml may not. With
// the comment "show: slice", the slice is compared too.
func TestBadInput(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		slice, diags := report(t, in)
		out := []txtar.File{golden.Result("diagnostics.txt", diags.String())}
		if strings.Contains(string(in.Comment), "show: slice") {
			if slice == nil {
				t.Fatalf("no slice to show:\n%s", diags)
			}
			var text strings.Builder
			if err := slice.YAML(&text); err != nil {
				t.Fatal(err)
			}
			out = append(out, golden.Result("slice.yaml", text.String()))
		}
		return out
	})
}

// report returns the slice of the archive's description and all diagnostics.
func report(t *testing.T, archive *txtar.Archive) (*Document, *diag.List) {
	t.Helper()
	diags := &diag.List{}
	said := func(found *diag.List) { diags.Merge(found) }
	var doc *Document
	var overlays []*Overlay
	var sel Selection
	for _, f := range archive.Files {
		var found *diag.List
		switch base := path.Base(f.Name); {
		case f.Name == "select":
			sel = parseSelection(t, string(f.Data))
		case base == "in.yaml" || base == "in.json":
			doc, found = Read(f.Name, f.Data)
			said(found)
			if doc != nil {
				doc, found = doc.Gather(f.Name, opener(archive))
			}
		case base == "stdin.yaml":
			doc, found = Read("<stdin>", f.Data)
		case strings.HasPrefix(base, "overlay"):
			overlay, list := ReadOverlay(f.Name, string(f.Data))
			overlays, found = append(overlays, overlay), list
		}
		said(found)
	}
	if doc == nil || slices.Contains(overlays, nil) {
		return nil, diags
	}
	for _, overlay := range overlays {
		overlaid, found := doc.Overlay(overlay)
		said(found)
		doc = overlaid
	}
	if diags.HasErrors() && len(overlays) > 0 {
		return nil, diags
	}
	slice, _, repairs, found := doc.Slice(sel)
	said(found)
	diags.Merge(RepairWarnings(repairs))
	return slice, diags
}

// opener returns an Opener for the files of the archive.
func opener(archive *txtar.Archive) Opener {
	return func(name string) (string, string, error) {
		for _, f := range archive.Files {
			if f.Name == name {
				return name, string(f.Data), nil
			}
		}
		return name, "", errors.New("no such file")
	}
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
		case "except":
			pos := diag.Pos{File: "fragen.yaml", Line: i + 1, Col: 1}
			sel.Except = append(sel.Except, PathRule{Glob: words[1], Methods: words[2:], Pos: pos})
		case "type":
			sel.Types = append(sel.Types, words[1])
		case "drop":
			sel.Drop = append(sel.Drop, words[1])
		default:
			t.Fatalf("unknown selector %q", line)
		}
	}
	return sel
}
