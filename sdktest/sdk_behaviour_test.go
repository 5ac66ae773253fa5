package sdktest

// The promises of the SDK, made of generated code, each with the tests that hold
// it to them: what it does with the input that a service really sends. Those
// about JSON are in json_behaviour_test.go, those about answers in
// http_behaviour_test.go and transport_behaviour_test.go. The same promises are
// tested once more, and in all corners, beside the runtime.

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

// behaviour is a promise with its tests.
type behaviour struct {
	promise string
	tests   []test
}

type test struct {
	name string
	run  func(*testing.T)
}

func TestBehaviour(t *testing.T) {
	for _, b := range behaviours {
		t.Run(b.promise, func(t *testing.T) {
			for _, test := range b.tests {
				t.Run(test.name, test.run)
			}
		})
	}
}

var behaviours = []behaviour{
	{"numbers and booleans in text are read, other kinds are errors with their path", []test{
		{"numbers from strings", numbersFromStrings},
		{"path in errors", pathInErrors},
	}},
	{"large integers are exact", []test{
		{"beyond the exact floats", largeIntegers},
	}},
	{"unknown enum values are kept, odd case is the constant", []test{
		{"alone", unknownEnums},
		{"in lists", enumLists},
		{"odd case", enumCase},
		{"values", enumValues},
	}},
	{"unknown types, properties and nulls are kept", []test{
		{"unknown properties and null elements", unknownProperties},
		{"unknown types", unknownTypes},
		{"explicit null", explicitNull},
		{"types filled in", typesFilledIn},
		{"lists nil and empty", lists},
		{"through encoding/json", throughEncodingJSON},
	}},
	{"empty path keys are errors, hostile ones are escaped", []test{
		{"keys", pathKeys},
	}},
	{"every answer but 2xx is an error that can be printed", []test{
		{"typed bodies", errorBodies},
		{"odd bodies of every status", oddErrorBodies},
		{"answers that are no JSON", noJSON},
		{"nothing where a result is due", noResult},
	}},
	{"429, and 503 with Retry-After, are retried for any method", []test{
		{"retries", retries},
		{"at most thrice, and not over the cap or the deadline", retryLimits},
	}},
	{"other passing faults are retried for idempotent methods", []test{
		{"502, 503, 504 and lost connections", passingFaults},
		{"policy of the client and the call", retryPolicies},
	}},
	{"redirects to another host go without the token, links there are refused", []test{
		{"redirect", redirects},
		{"links", links},
		{"pages that go astray", pagesAstray},
	}},
	{"hanging servers and cancelled calls leave nothing behind", []test{
		{"hanging server", hanging},
		{"cancelled while waiting", cancelledWait},
		{"time-out of the call", timeOut},
	}},
	{"bodies over the limit are errors", []test{
		{"limit", bodyLimit},
	}},
	{"no token, no request; and the token shows nowhere", []test{
		{"token source fails", tokenFails},
		{"token over plain http", tokenOverHTTP},
		{"errors and log", tokenShows},
	}},
	{"beside the table", []test{
		{"no client", noClient},
		{"nil body", nilBody},
		{"pages", pages},
		{"query options", queryOptions},
		{"header options", headerOptions},
		{"request hook", requestHook},
	}},
}

// TestBehavioursAreTheSame wants every promise to be tested twice: beside the
// runtime and here.
func TestBehavioursAreTheSame(t *testing.T) {
	source, err := os.ReadFile(filepath.FromSlash("../templates/runtime/behaviour_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var there, here []string
	for _, match := range regexp.MustCompile(`(?m)^\t\{"(.*)", \[\]test\{\r?$`).FindAllSubmatch(source, -1) {
		there = append(there, string(match[1]))
	}
	for _, b := range behaviours {
		if here = append(here, b.promise); len(b.tests) == 0 {
			t.Errorf("nothing tests that %s", b.promise)
		}
	}
	if !slices.Equal(here, there) || len(here) != 13 {
		t.Errorf("promised here:\n%s\npromised of the runtime:\n%s", strings.Join(here, "\n"), strings.Join(there, "\n"))
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
	files, err := filepath.Glob(filepath.FromSlash("../generated/graph/*.go"))
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
