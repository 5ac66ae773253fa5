package graph_test

// The rows of the table of behaviours that need models: what the SDK must do
// with the input that a service really sends. Those about JSON are in
// json_behaviour_test.go, those about answers in http_behaviour_test.go; what
// needs no model (retries, redirects, limits, secrets) is tested beside the
// runtime.

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generated/rest"
)

func TestBehaviour(t *testing.T) {
	rows := []struct {
		name string
		test func(*testing.T)
	}{
		{"numbers from strings", numbersFromStrings},
		{"path in errors", pathInErrors},
		{"large integers", largeIntegers},
		{"enums", enums},
		{"unknown properties and null elements", unknownProperties},
		{"explicit null", explicitNull},
		{"types filled in", typesFilledIn},
		{"lists nil and empty", lists},
		{"encoding/json", throughEncodingJSON},
		{"path keys", pathKeys},
		{"no client", noClient},
		{"nil body", nilBody},
		{"error bodies", errorBodies},
		{"answers that are no JSON", noJSON},
		{"nothing where a result is due", noResult},
		{"pages", pages},
		{"pages that go astray", pagesAstray},
		{"query options", queryOptions},
		{"header options", headerOptions},
		{"links", links},
	}
	for _, row := range rows {
		t.Run(row.name, row.test)
	}
}

// asError returns the service's error in err.
func asError(t *testing.T, err error) *rest.Error {
	t.Helper()
	var e *rest.Error
	if !errors.As(err, &e) {
		t.Fatalf("the error is a %T, want a *rest.Error: %v", err, err)
	}
	return e
}

// TestFieldsAreDocumented wants a comment on every exported field of a struct
// and every method of an interface; that declarations have one is a law of
// the house.
func TestFieldsAreDocumented(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("found no files: %v", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, name := range bareFields(t, file, nil) {
			t.Errorf("%s has no comment", name)
		}
	}
	if got := bareFields(t, "p.go", "package p\n\ntype t struct {\n\tA int\n\tB, c int // b\n\t// D is.\n\tD int\n\td int\n\tt\n}\n\ntype i interface {\n\tM()\n\tm()\n}\n"); len(got) != 2 {
		t.Errorf("the test finds %v, want t.A and i.M", got)
	}
}

func bareFields(t *testing.T, name string, source any) []string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var bare []string
	ast.Inspect(file, func(n ast.Node) bool {
		var list *ast.FieldList
		switch n := n.(type) {
		case *ast.StructType:
			list = n.Fields
		case *ast.InterfaceType:
			list = n.Methods
		case *ast.FuncDecl:
			return false // what is in there is nobody's business
		default:
			return true
		}
		for _, field := range list.List {
			for _, id := range field.Names {
				if id.IsExported() && field.Doc.Text() == "" && field.Comment.Text() == "" {
					bare = append(bare, set.Position(id.Pos()).String()+" "+id.Name)
				}
			}
		}
		return true
	})
	return bare
}
