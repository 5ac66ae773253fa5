package fragen_test

// The Go of the documentation is compiled, and a part of it is run: the
// snippets of docs/sdk.md form a program that talks to graphtest, and the tests
// in snippets run as tests.
//
// A snippet leaves some things out. The test adds them by these rules:
//
//   - a declared variable counts as used
//   - packages are imported by their names, see snippetImports
//   - testdata/readme/glue.go.txt declares the variables and functions that a
//     snippet may use, and a network in which graph.microsoft.com is graphtest
//
// The files exist in an overlay of the go command only. If a snippet does not
// compile, fix it, or declare its variable in the glue.

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/output"
)

// snippetImports are the packages that snippets use, by name.
var snippetImports = map[string]string{
	"context": "context", "errors": "errors", "http": "net/http", "log": "log", "testing": "testing", "time": "time",
	"fragen":    module,
	"graph":     module + "/generated/graph",
	"graphtest": module + "/generated/graph/graphtest",
	"all":       module + "/generated/graph/locale/all",
	"de":        module + "/generated/graph/locale/de",
	"jwt":       module + "/generated/rest/jwt",
	"rest":      module + "/generated/rest",
	"resttest":  module + "/generated/rest/resttest",
	"webhook":   module + "/generated/rest/webhook",
	"policy":    module + "/readme/policy", // replaces the azidentity module
}

// treeImports are the packages of a snippet about the layout tree.
var treeImports = map[string]string{
	"graph":          treeFolder + "/graph",
	"communications": treeFolder + "/graph/communications",
	"models":         treeFolder + "/graph/models",
}

const treeFolder = module + "/testdata/readme"

// programParts name the snippets of docs/sdk.md that form the program, in
// order, each by a string that only it contains.
var programParts = []string{
	"source.Token()", "Delete(ctx, nil)", "call.Reject()", "jwt.New(", "graph.HandleNotifications(",
}

// isQuickStart reports whether a snippet needs the SDK that the quick start
// generates. checkQuickStart compiles it.
func isQuickStart(b block) bool { return strings.Contains(b.text, "shop.New(") }

func checkGo(t *testing.T, list []block) {
	list = slices.DeleteFunc(list, isQuickStart)
	files := map[string]string{
		"glue_test.go":     readDocument(t, "testdata/readme/glue.go.txt"),
		"policy/policy.go": "package policy\n\ntype TokenRequestOptions struct{ Scopes []string }\n",
	}
	for i, b := range list {
		files[fmt.Sprintf("snippet%d_test.go", i)] = standalone(t, b, i)
	}
	files["program_test.go"] = assembleProgram(t, list)
	for name, text := range generateTree(t) {
		files["../"+name] = text
	}
	runOverlay(t, "readme", files, testNames(list))
}

// testNames returns the names of the tests in snippets, and TestProgram.
func testNames(list []block) []string {
	names := []string{"TestProgram"}
	for _, b := range list {
		for _, match := range regexp.MustCompile(`(?m)^func (Test\w+)`).FindAllStringSubmatch(b.text, -1) {
			names = append(names, match[1])
		}
	}
	return names
}

// generateTree generates the SDK of testdata/readme/tree.yaml. It returns the
// files by path.
func generateTree(t *testing.T) map[string]string {
	t.Helper()
	cfg, diags := config.Load("testdata/readme/tree.yaml")
	if cfg == nil || diags.HasErrors() {
		t.Fatal(diags)
	}
	read := func(_, name string) (string, error) { return output.ReadText(name) }
	out, diags, err := generator.Generate(t.Context(), cfg, nil, read, generator.Options{})
	if err != nil || out == nil {
		t.Fatal(err, diags)
	}
	files := map[string]string{}
	for _, f := range out.Tree.Files() {
		files["testdata/readme/"+f.Name()] = string(f.Data)
	}
	return files
}

// isTree reports whether a snippet uses the SDK with the layout tree.
func isTree(b block) bool { return strings.Contains(b.text, "communications.") }

// importsOf returns the packages that a snippet may use.
func importsOf(b block) map[string]string {
	imports := maps.Clone(snippetImports)
	if isTree(b) {
		maps.Copy(imports, treeImports)
	}
	return imports
}

// parameters declare the variables that a snippet of statements may use.
const (
	parameters = "ctx context.Context, client *graph.Client, call graph.CallItemRequestBuilder, verifier *jwt.Verifier, " +
		"token func(context.Context) (string, error), credential credential, source source, " +
		"id, appID, tenantID, secret string, receive func(context.Context, *graph.CommsNotifications) error, err error"
	treeParameters = "ctx context.Context, token func(context.Context) (string, error), id string"
)

// standalone returns a file that holds one snippet. Statements become a
// function with the parameters above.
func standalone(t *testing.T, b block, i int) string {
	t.Helper()
	if _, err := parser.ParseFile(token.NewFileSet(), "", "package readme\n"+b.text, 0); err == nil {
		return goFile(t, b, b.text)
	}
	params := parameters
	if isTree(b) {
		params = treeParameters
	}
	function := fmt.Sprintf("func snippet%d(%s) error {\n{\n%s\n}\nreturn nil\n}\n", i, params, b.text)
	return goFile(t, b, fmt.Sprintf("%s\nvar _ = snippet%d", function, i))
}

// assembleProgram joins the snippets of docs/sdk.md that form the program.
func assembleProgram(t *testing.T, list []block) string {
	t.Helper()
	var body strings.Builder
	for _, part := range programParts {
		i := slices.IndexFunc(list, func(b block) bool { return b.file == "docs/sdk.md" && strings.Contains(b.text, part) })
		if i < 0 {
			t.Fatalf("docs/sdk.md has no snippet with %s", part)
		}
		body.WriteString(list[i].text + "\n")
	}
	signature := "func runProgram(ctx context.Context, source source, id, appID, tenantID string) error"
	return goFile(t, block{}, signature+" {\n"+body.String()+"return err\n}")
}

// goFile returns a file with the given declarations. It adds imports, and uses
// for the declared variables.
func goFile(t *testing.T, b block, code string) string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", "package readme\n\n"+code, parser.ParseComments)
	if err != nil {
		t.Fatalf("%s:%d: the snippet is not valid Go: %v\n%s", b.file, b.line, err, code)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		useVariables(n)
		return true
	})
	var text strings.Builder
	if err := format.Node(&text, set, file); err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(text.String(), "package readme\n")
	out := "package readme\n\nimport (\n"
	imports := importsOf(b)
	for _, name := range slices.Sorted(maps.Keys(imports)) {
		if usesPackage(file, name) {
			out += fmt.Sprintf("\t%s %q\n", name, imports[name])
		}
	}
	out += ")\n"
	if b.line > 0 && !strings.Contains(after, "//go:") {
		after = fmt.Sprintf("\n//line %s:%d\n", b.file, b.line) + strings.TrimLeft(after, "\n")
	}
	return out + after
}

// usesPackage reports whether a file refers to a package by its name.
func usesPackage(file *ast.File, name string) bool {
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok && id.Name == name && id.Obj == nil {
				found = true
			}
		}
		return true
	})
	return found
}

// useVariables adds "_ = x" for each variable x that a statement declares.
func useVariables(n ast.Node) {
	switch n := n.(type) {
	case *ast.BlockStmt:
		var list []ast.Stmt
		for _, stmt := range n.List {
			list = append(append(list, stmt), assignmentUses(stmt)...)
		}
		n.List = list
	case *ast.IfStmt:
		n.Body.List = append(assignmentUses(n.Init), n.Body.List...)
	case *ast.RangeStmt:
		if n.Tok == token.DEFINE {
			n.Body.List = append(variableUses(n.Key, n.Value), n.Body.List...)
		}
	}
}

// assignmentUses returns the uses of the variables that a statement declares
// with :=.
func assignmentUses(stmt ast.Stmt) []ast.Stmt {
	if assign, ok := stmt.(*ast.AssignStmt); ok && assign.Tok == token.DEFINE {
		return variableUses(assign.Lhs...)
	}
	return nil
}

// variableUses returns "_ = x" for each identifier x.
func variableUses(list ...ast.Expr) []ast.Stmt {
	var out []ast.Stmt
	for _, expr := range list {
		if id, ok := expr.(*ast.Ident); ok && id.Name != "_" {
			out = append(out, &ast.AssignStmt{
				Lhs: []ast.Expr{ast.NewIdent("_")},
				Tok: token.ASSIGN,
				Rhs: []ast.Expr{ast.NewIdent(id.Name)},
			})
		}
	}
	return out
}

// runOverlay compiles a package that exists in an overlay only, runs its tests,
// and checks that the named ones passed.
func runOverlay(t *testing.T, folder string, files map[string]string, tests []string) {
	t.Helper()
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		disk := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(disk, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(home, folder, filepath.FromSlash(name))] = disk
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o666); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "readme.test")
	build := exec.Command("go", "test", "-overlay", file, "-vet=off", "-c", "-o", binary, "./"+folder)
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("a snippet does not compile: %v\n%s", err, out)
	}
	run := exec.Command(binary, "-test.v")
	run.Dir = dir // the folder of the package does not exist
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("the snippets fail: %v\n%s", err, out)
	}
	for _, name := range tests {
		if !strings.Contains(string(out), "--- PASS: "+name) {
			t.Errorf("%s did not pass:\n%s", name, out)
		}
	}
}

// quickStartDescription is the description that the quick start assumes.
const quickStartDescription = `openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: https://api.example.com/v1}]
paths:
  /orders/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "200":
          description: The order.
          content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
components:
  schemas:
    Order: {type: object, properties: {id: {type: string}}}
`

// checkQuickStart runs the commands under "Your own API" in README.md in a new
// module and compiles the snippet that follows them.
func checkQuickStart(t *testing.T, list []block, binary string) {
	commands := slices.IndexFunc(list, func(b block) bool {
		return b.file == "README.md" && strings.Contains(b.text, "fragen init openapi.yaml")
	})
	call := slices.IndexFunc(list, isQuickStart)
	if commands < 0 || call < 0 {
		t.Fatal("README.md has no quick start")
	}
	dir := t.TempDir()
	program := fmt.Sprintf(`package main

import (
	"context"

	"example.com/shop/generated/rest"
	"example.com/shop/generated/shop"
)

func run(ctx context.Context, token func(context.Context) (string, error)) error {
//line %s:%d
%s
	_ = order
	return err
}

func main() { _ = run(context.Background(), nil) }
`, list[call].file, list[call].line, list[call].text)
	for name, text := range map[string]string{
		"go.mod":       "module example.com/shop\n\ngo 1.26\n",
		"openapi.yaml": quickStartDescription,
		"main.go":      program,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(list[commands].text) {
		if words := shellWords(line); words[0] == "fragen" {
			runIn(t, dir, binary, words[1:]...)
		}
	}
	runIn(t, dir, "go", "build", "-o", os.DevNull, ".")
}

// runIn runs a command in a folder.
func runIn(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(program), strings.Join(args, " "), err, out)
	}
}
