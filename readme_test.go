package fragen_test

// The README's Go is compiled, and what it says about the SDK is run: a program
// is made of its snippets and nothing else, and works against graphtest.
//
// A snippet leaves things to its reader, and these are the rules by which the
// program fills them in:
//
//   - "…" alone on a line stands for "if err != nil { return err }", and
//     "{ … }" for a block with nothing in it that matters here;
//   - what a snippet declares counts as used;
//   - packages are imported by their names (readmeImports), in a snippet about a
//     tree those of the one that testdata/readme/tree.yaml asks for;
//   - testdata/readme/glue.go.txt has the variables that a snippet may speak
//     of, a bot to test, and a network in which graph.microsoft.com is
//     graphtest.
//
// The files stand in a folder that exists in an overlay only. A snippet that
// does not compile fails the test: mend it, or give it its variable in the
// glue.

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

// readmeImports are the packages that snippets use, by name.
var readmeImports = map[string]string{
	"bytes": "bytes", "context": "context", "errors": "errors", "fmt": "fmt", "http": "net/http", "io": "io", "log": "log",
	"os": "os", "slog": "log/slog", "strings": "strings", "testing": "testing", "time": "time",
	"fragen":    module,
	"graph":     module + "/generated/graph",
	"graphtest": module + "/generated/graph/graphtest",
	"all":       module + "/generated/graph/locale/all",
	"de":        module + "/generated/graph/locale/de",
	"jwt":       module + "/generated/rest/jwt",
	"rest":      module + "/generated/rest",
	"resttest":  module + "/generated/rest/resttest",
	"policy":    module + "/readme/policy", // stands in for the module that the snippet names
}

// treeImports are those of the tree.
var treeImports = map[string]string{
	"graph":          treeFolder + "/graph",
	"communications": treeFolder + "/graph/communications",
	"models":         treeFolder + "/graph/models",
}

const treeFolder = module + "/testdata/readme"

// program are the snippets, by what they hold, of which one function is made.
var program = []string{"source.Token()", "graph.New(", "call.Reject()", "jwt.New(", "graph.HandleNotifications("}

func TestReadme(t *testing.T) {
	snippets := readSnippets(t, "README.md")
	if len(snippets) < 9 {
		t.Fatalf("the README has %d snippets", len(snippets))
	}
	glue, err := os.ReadFile("testdata/readme/glue.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{
		"glue_test.go":     string(glue),
		"policy/policy.go": "package policy\n\ntype TokenRequestOptions struct{ Scopes []string }\n",
	}
	for i, s := range snippets {
		files[fmt.Sprintf("snippet%d_test.go", i)] = s.alone(t, i)
	}
	files["program_test.go"] = assemble(t, snippets)
	for name, text := range tree(t) {
		files["../"+name] = text
	}
	runOverlay(t, "readme", files)
}

// tree makes the SDK of testdata/readme/tree.yaml, by path.
func tree(t *testing.T) map[string]string {
	t.Helper()
	cfg, diags := config.Load("testdata/readme/tree.yaml")
	if cfg == nil || diags.HasErrors() {
		t.Fatal(diags)
	}
	out, diags, err := generator.Generate(t.Context(), cfg, nil, func(_, name string) (string, error) { return output.ReadText(name) }, generator.Options{})
	if err != nil || out == nil {
		t.Fatal(err, diags)
	}
	files := map[string]string{}
	for _, f := range out.Tree.Files() {
		files["testdata/readme/"+f.Name()] = string(f.Data)
	}
	return files
}

// snippet is a block of Go in the README.
type snippet struct {
	line int
	text string
}

// isTree reports whether the snippet is about an SDK that is a tree.
func (s snippet) isTree() bool { return strings.Contains(s.text, "communications.") }

// imports are the packages that the snippet may use.
func (s snippet) imports() map[string]string {
	all := maps.Clone(readmeImports)
	if s.isTree() {
		maps.Copy(all, treeImports)
	}
	return all
}

var goBlock = regexp.MustCompile("(?ms)^```go\n(.*?)^```$")

func readSnippets(t *testing.T, file string) []snippet {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []snippet
	for _, at := range goBlock.FindAllSubmatchIndex(data, -1) {
		list = append(list, snippet{strings.Count(string(data[:at[2]]), "\n") + 1, string(data[at[2]:at[3]])})
	}
	return list
}

var alone = regexp.MustCompile(`(?m)^(\s*)…$`)

// code fills in what the snippet leaves out.
func (s snippet) code() string {
	text := alone.ReplaceAllString(s.text, "${1}if err != nil { return err }")
	return strings.ReplaceAll(text, "{ … }", "{}")
}

// alone is a file with the snippet and nothing else. Statements become a
// function, with the program's variables about it.
func (s snippet) alone(t *testing.T, i int) string {
	t.Helper()
	if _, err := parser.ParseFile(token.NewFileSet(), "", "package readme\n"+s.code(), 0); err == nil {
		return goFile(t, s, s.code())
	}
	params := parameters
	if s.isTree() {
		params = "ctx context.Context, token func(context.Context) (string, error), id string"
	}
	return goFile(t, s, fmt.Sprintf("func snippet%d(%s) error {\n{\n%s\n}\nreturn nil\n}\n\nvar _ = snippet%d", i, params, s.code(), i))
}

// parameters are what statements may speak of.
const parameters = "ctx context.Context, reader reader, client *graph.Client, call graph.CallItemRequestBuilder, verifier *jwt.Verifier, " +
	"token func(context.Context) (string, error), credential credential, source source, id, appID, tenantID string, err error"

// assemble makes the program: the snippets one after the other.
func assemble(t *testing.T, snippets []snippet) string {
	t.Helper()
	var body strings.Builder
	for _, holds := range program {
		i := slices.IndexFunc(snippets, func(s snippet) bool { return strings.Contains(s.text, holds) })
		if i < 0 {
			t.Fatalf("no snippet has %s", holds)
		}
		body.WriteString(snippets[i].code() + "\n")
	}
	return goFile(t, snippet{}, "func runProgram(ctx context.Context, source source, id, appID, tenantID string) error {\n"+body.String()+"return err\n}")
}

// goFile makes a file of declarations: with imports, and with all that is
// declared used.
func goFile(t *testing.T, s snippet, code string) string {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, "", "package readme\n\n"+code, parser.ParseComments)
	if err != nil {
		t.Fatalf("README.md:%d: the snippet is no Go: %v\n%s", s.line, err, code)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		use(n)
		return true
	})
	var text strings.Builder
	if err := format.Node(&text, set, file); err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(text.String(), "package readme\n")
	out := "package readme\n\nimport (\n"
	imports := s.imports()
	for _, name := range slices.Sorted(maps.Keys(imports)) {
		if mentions(file, name) {
			out += fmt.Sprintf("\t%s %q\n", name, imports[name])
		}
	}
	out += ")\n"
	if s.line > 0 && !strings.Contains(after, "//go:") {
		after = fmt.Sprintf("\n//line README.md:%d\n", s.line) + strings.TrimLeft(after, "\n")
	}
	return out + after
}

// mentions reports whether a file uses a package.
func mentions(file *ast.File, name string) bool {
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

// use adds "_ = x" for each variable x that a statement declares.
func use(n ast.Node) {
	switch n := n.(type) {
	case *ast.BlockStmt:
		var list []ast.Stmt
		for _, stmt := range n.List {
			list = append(append(list, stmt), uses(stmt)...)
		}
		n.List = list
	case *ast.IfStmt:
		n.Body.List = append(uses(n.Init), n.Body.List...)
	case *ast.RangeStmt:
		if n.Tok == token.DEFINE {
			n.Body.List = append(blanks(n.Key, n.Value), n.Body.List...)
		}
	}
}

func uses(stmt ast.Stmt) []ast.Stmt {
	if assign, ok := stmt.(*ast.AssignStmt); ok && assign.Tok == token.DEFINE {
		return blanks(assign.Lhs...)
	}
	return nil
}

func blanks(list ...ast.Expr) []ast.Stmt {
	var out []ast.Stmt
	for _, expr := range list {
		if id, ok := expr.(*ast.Ident); ok && id.Name != "_" {
			out = append(out, &ast.AssignStmt{Lhs: []ast.Expr{ast.NewIdent("_")}, Tok: token.ASSIGN, Rhs: []ast.Expr{ast.NewIdent(id.Name)}})
		}
	}
	return out
}

// runOverlay runs the tests of a package that exists in the overlay only.
func runOverlay(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	replace := map[string]string{}
	for name, text := range files {
		real := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(real, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		replace[filepath.Join(home, folder, filepath.FromSlash(name))] = real
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
	if out, err := exec.Command("go", "test", "-overlay", file, "-vet=off", "-c", "-o", binary, "./"+folder).CombinedOutput(); err != nil {
		t.Fatalf("the README does not compile: %v\n%s", err, out)
	}
	run := exec.Command(binary, "-test.v")
	run.Dir = dir // the package's own folder does not exist
	out, err := run.CombinedOutput()
	if err != nil {
		t.Fatalf("the README does not work: %v\n%s", err, out)
	}
	for _, name := range []string{"TestProgram", "TestBusy"} {
		if !strings.Contains(string(out), "--- PASS: "+name) {
			t.Errorf("%s did not run:\n%s", name, out)
		}
	}
}
