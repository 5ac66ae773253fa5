package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator/diag"
)

// corpus returns the folder of real-world descriptions in FRAGEN_CORPUS. It
// skips the test if the variable is not set.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not set: the corpus of real-world descriptions is not tested")
	}
	return dir
}

func readFile(t *testing.T, file string) *Document {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	doc, diags := Read(filepath.Base(file), data)
	if doc == nil || diags.HasErrors() {
		t.Fatalf("%s cannot be read:\n%s", file, diags)
	}
	t.Logf("%s: %.1f MB read in %v", filepath.Base(file), float64(len(data))/1e6, time.Since(start))
	return doc
}

func TestCorpusGraph(t *testing.T) {
	doc := readFile(t, filepath.Join(corpus(t), "graph/graph-v1.0.json"))
	start := time.Now()
	calls := Selection{Paths: []PathRule{{Glob: "/communications/calls/**"}}}
	slice, cuts, _, diags := doc.Slice(calls)
	t.Logf("sliced in %v", time.Since(start))
	if diags.Len() > 0 {
		t.Errorf("diagnostics:\n%s", diags)
	}
	schemas := keysOf(slice.At("/components/schemas"))
	if len(schemas) < 55 || len(schemas) > 75 {
		t.Errorf("the slice has %d schemas, want about 63:\n%s", len(schemas), strings.Join(schemas, "\n"))
	}
	t.Logf("%d operations, %d schemas", len(slice.Operations()), len(schemas))
	if !slices.ContainsFunc(cuts, func(c Cut) bool { return c.Schema == "microsoft.graph.entity" && c.Dropped > 600 }) {
		t.Errorf("the mapping of entity was not cut: %v", cuts)
	}
	checkSamePositions(t, doc, slice)
	checkIdempotent(t, slice, calls)

	start = time.Now()
	whole, cuts, _, diags := doc.Slice(Selection{})
	t.Logf("all of it sliced in %v, %d operations", time.Since(start), len(whole.Operations()))
	if len(cuts) > 0 || diags.HasErrors() {
		t.Errorf("cuts %v, diagnostics:\n%s", cuts, diags)
	}
}

// checkSamePositions reports pointers whose position in the slice differs from
// the original.
func checkSamePositions(t *testing.T, doc, slice *Document) {
	t.Helper()
	for _, section := range slice.Root.Get("components").fields() {
		for _, f := range section.Value.fields() {
			p := diag.Pointer("/components").Child(section.Key).Child(f.Key)
			if got, want := slice.Pos(p), doc.Pos(p); got != want {
				t.Errorf("%s is at %s in the slice, at %s in the original", p, got, want)
			}
		}
	}
}

func checkIdempotent(t *testing.T, slice *Document, sel Selection) {
	t.Helper()
	again, _, _, diags := slice.Slice(sel)
	if diags.HasErrors() {
		t.Errorf("slicing the slice:\n%s", diags)
	}
	if jsonText(t, again) != jsonText(t, slice) {
		t.Error("slicing the slice changes it")
	}
}

func jsonText(t testing.TB, doc *Document) string {
	t.Helper()
	var b strings.Builder
	if err := doc.JSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestCorpusGraphCuts slices Graph with each kind of cut. Every slice must be
// valid and must not change when sliced again.
func TestCorpusGraphCuts(t *testing.T) {
	doc := readFile(t, filepath.Join(corpus(t), "graph/graph-v1.0.json"))
	for _, sel := range []Selection{
		{Navigation: CutNavigation},
		{Depth: new(0)},
		{Depth: new(2), Navigation: CutNavigation},
		{Tags: []string{"users.*"}, Except: []PathRule{{Glob: "/users/*/photo/**"}}, Depth: new(1)},
		{
			Paths: []PathRule{{Glob: "/communications/**"}}, Types: []string{"action"}, Depth: new(3),
			Subtypes: []string{"*Prompt", "*Config"}, Drop: []string{"serviceHostedMediaConfig"},
		},
	} {
		start := time.Now()
		slice, cuts, _, diags := doc.Slice(sel)
		if diags.Len() > 0 {
			t.Fatalf("diagnostics:\n%s", diags)
		}
		schemas := len(keysOf(slice.At("/components/schemas")))
		t.Logf("%d operations, %d schemas, %d cuts, in %v", len(slice.Operations()), schemas, len(cuts), time.Since(start))
		checkIdempotent(t, slice, sel)
	}
}

func TestCorpusAll(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t), "openapi/*.json"))
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	rules := map[string]int{}
	// Rules that real-world descriptions break; each case was reviewed.
	known := []string{"ref", "wrong-kind"}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, diags := Read(filepath.Base(file), data)
		if doc != nil {
			_, _, _, found := doc.Slice(Selection{})
			diags.Merge(found)
		}
		for _, d := range diags.Sorted() {
			rules[d.Severity.String()+" "+d.Rule]++
			if d.Pos.Line == 0 || d.Severity == diag.Error && !slices.Contains(known, d.Rule) {
				t.Errorf("no position, or an unexpected rule: %s", d)
			}
			t.Log(d)
		}
	}
	t.Log(len(files), "files", rules)
}
