package plan_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/plan"
	"github.com/fragen-go/fragen/generator/source"
)

// TestAllOfGraph plans all of Microsoft Graph as a tree of packages and checks
// that every operation has a call.
func TestAllOfGraph(t *testing.T) {
	dir := os.Getenv("FRAGEN_CORPUS")
	if dir == "" {
		t.Skip("FRAGEN_CORPUS is not set: all of Graph is NOT planned")
	}
	data, err := os.ReadFile(filepath.Join(dir, "graph", "graph-v1.0.json"))
	if err != nil {
		t.Fatal(err)
	}
	whole, diags := source.Read("graph.json", data)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	slice, _, repairs, diags := whole.Slice(source.Selection{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	doc, diags := openapi.Load(slice, repairs, diag.Limits{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	ir, diags := lower.Lower(doc, nil, lower.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	p, diags := plan.Build(ir, plan.Options{
		Package: "graph", Import: "example.com/graph", Runtime: "example.com/rest", Tree: true,
	})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	declared := countOperations(t, data)
	if calls := countCalls(p); calls != declared || calls < 10_000 {
		t.Errorf("got %d calls for %d operations", calls, declared)
	}
	t.Logf("%d operations in %d packages", declared, len(p.Packages))
}

// countOperations returns the number of operations in an OpenAPI document.
func countOperations(t *testing.T, data []byte) int {
	t.Helper()
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, item := range doc.Paths {
		for _, method := range []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"} {
			if item[method] != nil {
				n++
			}
		}
	}
	return n
}

// countCalls returns the number of main calls that can be reached from the
// Client and the entry functions.
func countCalls(p *plan.Plan) int {
	seen := map[*plan.Builder]bool{}
	n := 0
	var walk func(b *plan.Builder)
	walk = func(b *plan.Builder) {
		if seen[b] {
			return
		}
		seen[b] = true
		for _, c := range b.Calls {
			if c.Kind == plan.MainCall {
				n++
			}
		}
		for _, child := range b.Children {
			walk(child.Builder)
		}
	}
	for _, pkg := range p.Packages {
		for _, file := range pkg.Files {
			for _, d := range file.Decls {
				switch d := d.(type) {
				case *plan.Client:
					walk(d.Root)
				case *plan.Entry:
					for _, child := range d.Children {
						walk(child.Builder)
					}
				}
			}
		}
	}
	return n
}
