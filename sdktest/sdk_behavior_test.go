package sdktest

// This file lists the guaranteed behaviors of generated code with their tests. The
// tests about JSON are in json_behavior_test.go, those about requests and responses
// in http_behavior_test.go and transport_behavior_test.go. The runtime has tests of
// the same behaviors, with more cases.

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generated/rest"
)

// behavior is a guaranteed behavior with its tests.
type behavior struct {
	promise string
	tests   []test
}

type test struct {
	name string
	run  func(*testing.T)
}

func TestBehavior(t *testing.T) {
	for _, b := range behaviors {
		t.Run(b.promise, func(t *testing.T) {
			for _, test := range b.tests {
				t.Run(test.name, test.run)
			}
		})
	}
}

var behaviors = []behavior{
	{"numbers and booleans in strings are decoded, other types are errors with a path", []test{
		{"numbers from strings", numbersFromStrings},
		{"path in errors", pathInErrors},
	}},
	{"large integers are exact", []test{
		{"beyond the precision of float64", largeIntegers},
	}},
	{"unknown enum values are preserved, known values match in any case", []test{
		{"alone", unknownEnums},
		{"in lists", enumLists},
		{"letter case", enumCase},
		{"values", enumValues},
	}},
	{"unknown types, properties, and nulls are preserved", []test{
		{"unknown properties and null elements", unknownProperties},
		{"unknown types", unknownTypes},
		{"explicit null", explicitNull},
		{"added types", typesFilledIn},
		{"lists nil and empty", lists},
		{"through encoding/json", throughEncodingJSON},
	}},
	{"empty path keys are errors, others are escaped", []test{
		{"keys", pathKeys},
	}},
	{"every response except 2xx is an error that can be formatted", []test{
		{"typed bodies", errorBodies},
		{"unusual bodies", oddErrorBodies},
		{"responses that are not JSON", noJSON},
		{"missing result", noResult},
	}},
	{"429, and 503 with Retry-After, are retried for any method", []test{
		{"retries", retries},
		{"limits of retries and waits", retryLimits},
	}},
	{"other transient faults are retried for idempotent methods", []test{
		{"502, 503, 504 and lost connections", passingFaults},
		{"policy of the client and the call", retryPolicies},
	}},
	{"redirects to another host are followed without the token, links are refused", []test{
		{"redirect", redirects},
		{"links", links},
		{"faulty links between pages", pagesAstray},
	}},
	{"hanging servers and canceled calls leak no resources", []test{
		{"hanging server", hanging},
		{"canceled while waiting", cancelledWait},
		{"timeout of a call", timeOut},
	}},
	{"bodies over the limit are errors", []test{
		{"limit", bodyLimit},
	}},
	{"without a token no request is sent, and no output contains the token", []test{
		{"token source fails", tokenFails},
		{"token over plain http", tokenOverHTTP},
		{"errors and logs", tokenShows},
	}},
	{"other behaviors", []test{
		{"no client", noClient},
		{"nil body", nilBody},
		{"pages", pages},
		{"query options", queryOptions},
		{"header options", headerOptions},
		{"request hook", requestHook},
	}},
}

// TestBehaviorsAreTheSame checks that this package and the runtime test the same
// behaviors.
func TestBehaviorsAreTheSame(t *testing.T) {
	source, err := os.ReadFile(filepath.FromSlash("../templates/runtime/behavior_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var there, here []string
	for _, match := range regexp.MustCompile(`(?m)^\t\{"(.*)", \[\]test\{\r?$`).FindAllSubmatch(source, -1) {
		there = append(there, string(match[1]))
	}
	for _, b := range behaviors {
		if here = append(here, b.promise); len(b.tests) == 0 {
			t.Errorf("no test for %q", b.promise)
		}
	}
	if !slices.Equal(here, there) || len(here) != 13 {
		t.Errorf("behaviors of the SDK:\n%s\nbehaviors of the runtime:\n%s",
			strings.Join(here, "\n"), strings.Join(there, "\n"))
	}
}

// asError returns the *rest.Error in err.
func asError(t *testing.T, err error) *rest.Error {
	t.Helper()
	var e *rest.Error
	if !errors.As(err, &e) {
		t.Fatalf("error of type %T, want *rest.Error: %v", err, err)
	}
	return e
}

// TestFieldsAreDocumented checks that exported fields and interface methods of package
// graph have comments. Another test checks those of declarations.
func TestFieldsAreDocumented(t *testing.T) {
	files, err := filepath.Glob(filepath.FromSlash("../generated/graph/*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, name := range bareFields(t, file, nil) {
			t.Errorf("%s has no comment", name)
		}
	}
	const sample = `package p

type t struct {
	A    int
	B, c int // b
	// D is.
	D int
	d int
	t
}

type i interface {
	M()
	m()
}
`
	if got := bareFields(t, "p.go", sample); len(got) != 2 {
		t.Errorf("found %v, want t.A and i.M", got)
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
			return false // types inside functions are not exported
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
