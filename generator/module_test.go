package generator_test

// This file has a Go module in a temporary folder. Tests write the outputs of many runs
// to it, beside one runtime so that one go command checks all of them.

import (
	"bytes"
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/templates"
)

const (
	moduleName    = "example.com"
	runtimeImport = moduleName + "/rest"
)

// outputModule is the module. Its folders have the names of the cases.
type outputModule struct {
	dir       string
	faults    map[string][]string // by folder
	behaviors []behavior
	tests     []string // other packages with tests
}

// behavior is a test of the package of a case. It is a package of its own so that one
// program can run all of them: linking a program for each takes most of the time.
type behavior struct {
	name  string   // of the case
	path  string   // import path
	tests []string // names of the test functions
}

func newOutputModule(t *testing.T) *outputModule {
	t.Helper()
	h := &outputModule{dir: moduleFolder(t), faults: map[string][]string{}}
	write(t, filepath.Join(h.dir, "go.mod"), []byte("module "+moduleName+"\n\ngo 1.26\n"))
	for _, f := range append(templates.Runtime(), templates.With(runtimeImport, templates.Packages()...)...) {
		write(t, filepath.Join(h.dir, "rest", f.Name), f.Data)
	}
	return h
}

// moduleFolder returns a new folder whose path is the same in each run: the go command
// reuses a compiled package only if its folder is the same. The -trimpath flag would do
// without, but has the go command compile the standard library again. While another run has
// the folder, the folder is a temporary one.
func moduleFolder(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(os.TempDir(), "fragen-"+strings.ReplaceAll(t.Name(), "/", "-"))
	if info, err := os.Lstat(dir); err == nil && time.Since(info.ModTime()) > time.Hour {
		_ = os.RemoveAll(dir) // a killed run left it
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// add creates a folder with inputs and returns its path.
func (h *outputModule) add(t *testing.T, name string, inputs map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(h.dir, name)
	for file, data := range inputs {
		if !strings.HasSuffix(file, ".go") {
			write(t, filepath.Join(dir, file), data)
		}
	}
	return dir
}

// writeOutput writes an output to the folder of a case, and a test to the first package
// of the output. It returns the number of lines.
func (h *outputModule) writeOutput(t *testing.T, name string, out *output.Output, test []byte) int {
	t.Helper()
	lines := 0
	for file, data := range files(out) {
		write(t, filepath.Join(h.dir, name, file), data)
		lines += bytes.Count(data, []byte("\n"))
	}
	if test != nil {
		h.addTest(t, name, path.Join(name, out.New.Targets[0].Dir), test)
	}
	return lines
}

// addTest adds a test of the package in a folder. A test in the package itself runs on
// its own.
func (h *outputModule) addTest(t *testing.T, name, folder string, test []byte) {
	t.Helper()
	const file = "run_test.go"
	parsed, err := parser.ParseFile(token.NewFileSet(), file, test, parser.SkipObjectResolution)
	if err != nil || !strings.HasSuffix(parsed.Name.Name, "_test") {
		write(t, filepath.Join(h.dir, folder, file), test)
		h.tests = append(h.tests, "./"+folder)
		return
	}
	b := behavior{name: name, path: path.Join(moduleName, name, "behavior")}
	for _, decl := range parsed.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
			b.tests = append(b.tests, f.Name.Name)
		}
	}
	at := int(parsed.Name.Pos()) - 1
	test = slices.Concat(test[:at], []byte("behavior"), test[at+len(parsed.Name.Name):])
	write(t, filepath.Join(h.dir, name, "behavior", "run.go"), test)
	h.behaviors = append(h.behaviors, b)
}

// inspect checks the rules for generated code, see generated_code_test.go.
func (h *outputModule) inspect(name string, out *output.Output) {
	for _, file := range out.Tree.Files() {
		for _, fault := range violations(file.Name(), file.Data) {
			h.addFault(name, fault)
		}
	}
}

func (h *outputModule) addFault(name, fault string) { h.faults[name] = append(h.faults[name], fault) }

// check checks the types of all packages and their tests. With FRAGEN_CORPUS or
// FRAGEN_LONG, it compiles and vets them, which takes much longer.
func (h *outputModule) check(t *testing.T) {
	t.Helper()
	if os.Getenv("FRAGEN_CORPUS") == "" && os.Getenv("FRAGEN_LONG") == "" {
		h.checkTypes(t)
		return
	}
	h.attribute(t, h.goCommand("build", "./..."))
	h.attribute(t, h.goCommand("vet", "./..."))
}

// checkTypes checks the types of the packages in each folder except the runtime.
func (h *outputModule) checkTypes(t *testing.T) {
	t.Helper()
	types := newTypeChecker(t)
	folders, err := os.ReadDir(h.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		name := folder.Name()
		if !folder.IsDir() || name == path.Base(runtimeImport) {
			continue
		}
		run := types.start()
		err := fs.WalkDir(os.DirFS(h.dir), name, func(file string, entry fs.DirEntry, err error) error {
			if err != nil || path.Ext(file) != ".go" {
				return err
			}
			data, err := os.ReadFile(filepath.Join(h.dir, filepath.FromSlash(file)))
			run.add(file, data)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if faults, _ := run.check(); len(faults) > 0 {
			h.faults[name] = append(h.faults[name], faults...)
		}
	}
}

// run runs the tests of the cases without errors.
func (h *outputModule) run(t *testing.T) {
	t.Helper()
	var passing []string
	for _, pkg := range h.tests {
		if name, _, _ := strings.Cut(strings.TrimPrefix(pkg, "./"), "/"); len(h.faults[name]) == 0 {
			passing = append(passing, pkg)
		}
	}
	if len(passing) > 0 {
		h.attribute(t, h.goTest(passing...))
	}
	h.runBehaviors(t)
}

// runBehaviors runs the behaviors in one program. If it fails, it runs each on its own,
// to find the ones that fail.
func (h *outputModule) runBehaviors(t *testing.T) {
	t.Helper()
	var imports, calls strings.Builder
	list := slices.DeleteFunc(slices.Clone(h.behaviors), func(b behavior) bool { return len(h.faults[b.name]) > 0 })
	for i, b := range list {
		fmt.Fprintf(&imports, "\tb%d %q\n", i, b.path)
		fmt.Fprintf(&calls, "\tt.Run(%q, func(t *testing.T) {\n", b.name)
		for _, test := range b.tests {
			fmt.Fprintf(&calls, "\t\tt.Run(%q, b%d.%s)\n", test, i, test)
		}
		calls.WriteString("\t})\n")
	}
	if len(list) == 0 {
		return
	}
	write(t, filepath.Join(h.dir, "behaviors", "all_test.go"), []byte("package behaviors\n\nimport (\n\t\"testing\"\n\n"+
		imports.String()+")\n\nfunc Test(t *testing.T) {\n"+calls.String()+"}\n"))
	all := h.goTest("./behaviors")
	if all == "" {
		return
	}
	found := false
	for _, b := range list {
		if text := h.goTest("./behaviors", "-run", "^Test$/^"+b.name+"$"); text != "" {
			h.addFault(b.name, text)
			found = true
		}
	}
	if !found {
		t.Errorf("behaviors fail together, but not on their own:\n%s", all)
	}
}

func (h *outputModule) goTest(args ...string) string {
	return h.goCommand(append([]string{
		"test", "-count=1", "-vet=off", "-ldflags=-s -w",
		"-gcflags=" + moduleName + "/...=-N -l -dwarf=0", // compiles faster
	}, args...)...)
}

// goCommand runs the go command in the module. If it fails, goCommand returns its output.
func (h *outputModule) goCommand(args ...string) string {
	cmd := exec.Command("go", args...)
	cmd.Dir = h.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	text, err := cmd.CombinedOutput()
	if err == nil {
		return ""
	}
	return cmp.Or(string(text), err.Error())
}

// attribute assigns the lines of an output of the go command to cases. The command
// prints "# PACKAGE" before the errors of a package, and "FAIL PACKAGE" or "ok PACKAGE"
// after the output of its tests. Warnings of go vet may begin with the path of a file.
func (h *outputModule) attribute(t *testing.T, text string) {
	t.Helper()
	if text == "" {
		return
	}
	found := false
	current := ""
	var pending []string
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		words := strings.Fields(line)
		switch {
		case len(words) > 1 && words[0] == "#":
			current = folderOf(words[1])
		case len(words) > 1 && (words[0] == "FAIL" || words[0] == "ok"):
			if name := folderOf(words[1]); words[0] == "FAIL" && name != "" {
				found = true
				h.faults[name] = append(h.faults[name], append(pending, line)...)
			}
			pending, current = nil, ""
		case current == "" && h.hasFolder(line):
			found = true
			h.addFault(folderOf(path.Join(moduleName, line)), line)
		case current != "":
			found = true
			h.addFault(current, line)
		default:
			pending = append(pending, line)
		}
	}
	if !found {
		t.Fatalf("the go command fails:\n%s", text)
	}
}

// hasFolder reports whether a line begins with the path of a file in a case's folder.
func (h *outputModule) hasFolder(line string) bool {
	name, _, ok := strings.Cut(line, "/")
	if !ok || name == "" {
		return false
	}
	info, err := os.Stat(filepath.Join(h.dir, name))
	return err == nil && info.IsDir()
}

// folderOf returns the folder of the module that contains a package.
func folderOf(pkg string) string {
	rest, ok := strings.CutPrefix(strings.Trim(pkg, "[]"), moduleName+"/")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "/")
	return strings.TrimSuffix(name, "_test")
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestAttribute(t *testing.T) {
	h := &outputModule{faults: map[string][]string{}}
	h.attribute(t, `# example.com/a/api
a/api/x.go:1:2: wrong
# example.com/b/api_test [example.com/b/api.test]
vet: b/api/run_test.go:3:4: also wrong
ok  	example.com/c/api	0.01s
--- FAIL: Test (0.00s)
    run_test.go:5: no
FAIL
FAIL	example.com/d/deep/api	0.02s
FAIL
`)
	want := map[string][]string{
		"a": {"a/api/x.go:1:2: wrong"},
		"b": {"vet: b/api/run_test.go:3:4: also wrong"},
		"d": {"--- FAIL: Test (0.00s)", "    run_test.go:5: no", "FAIL", "FAIL\texample.com/d/deep/api\t0.02s"},
	}
	if diff := gocmp.Diff(want, h.faults); diff != "" {
		t.Error(diff)
	}
}
