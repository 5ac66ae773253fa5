package lower_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/source"
)

var update = flag.Bool("update", false, "rewrite the golden files that differ")

// Each testdata/<behaviour>.txtar holds openapi.yaml (or openapi.json),
// perhaps codes.yaml, and what must come out: want/ir.txt, want/diagnostics.txt
// or both. A comment line "options: odata locales=en,de domains=x" sets the
// options.
func TestGolden(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is not for CI: it would record whatever comes out")
	}
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { golden(t, file) })
	}
}

func golden(t *testing.T, file string) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	input := map[string][]byte{}
	want := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			want.Files = append(want.Files, f)
		} else {
			input[f.Name] = f.Data
		}
	}
	got := &txtar.Archive{Comment: archive.Comment}
	ir, diags := lowerFiles(t, input, options(t, string(archive.Comment)))
	if diags.HasErrors() {
		ir = ""
	}
	for _, f := range []txtar.File{{Name: "want/diagnostics.txt", Data: []byte(diags.String())}, {Name: "want/ir.txt", Data: []byte(ir)}} {
		if len(f.Data) > 0 {
			got.Files = append(got.Files, f)
		}
	}
	diff := cmp.Diff(string(txtar.Format(want)), string(txtar.Format(got)))
	if diff == "" {
		return
	}
	if !*update {
		t.Fatalf("the result differs (-want +got); run with -update when it should:\n%s", diff)
	}
	out := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "want/") {
			out.Files = append(out.Files, f)
		}
	}
	out.Files = append(out.Files, got.Files...)
	if err := os.WriteFile(file, txtar.Format(out), 0o644); err != nil {
		t.Fatal(err)
	}
}

func lowerFiles(t *testing.T, input map[string][]byte, opt lower.Options) (string, *diag.List) {
	t.Helper()
	all := &diag.List{}
	name := "openapi.yaml"
	if input[name] == nil {
		name = "openapi.json"
	}
	doc, diags := load(name, input[name])
	all.Merge(diags)
	if doc == nil {
		return "", all
	}
	var tables []*codes.Table
	if data := input["codes.yaml"]; data != nil {
		var diags *diag.List
		tables, diags = codes.Parse("codes.yaml", data)
		all.Merge(diags)
	}
	a, diags := lower.Lower(doc, tables, opt)
	all.Merge(diags)
	return api.Dump(a), all
}

// load reads a description up to where this room begins.
func load(name string, data []byte) (*openapi.Document, *diag.List) {
	all := &diag.List{}
	whole, diags := source.Read(name, data)
	all.Merge(diags)
	if whole == nil || all.HasErrors() {
		return nil, all
	}
	slice, _, diags := whole.Slice(source.Selection{})
	all.Merge(diags)
	if slice == nil || all.HasErrors() {
		return nil, all
	}
	doc, diags := openapi.Load(slice)
	all.Merge(diags)
	return doc, all
}

func options(t *testing.T, comment string) lower.Options {
	var opt lower.Options
	for line := range strings.Lines(comment) {
		rest, ok := strings.CutPrefix(line, "options:")
		if !ok {
			continue
		}
		for _, word := range strings.Fields(rest) {
			key, value, _ := strings.Cut(word, "=")
			switch key {
			case "odata":
				opt.OData = true
			case "locales":
				opt.Locales = strings.Split(value, ",")
			case "domains":
				opt.Domains = strings.Split(value, ",")
			default:
				t.Fatalf("unknown option %q", word)
			}
		}
	}
	return opt
}
