package generator_test

// A module in a temporary folder, in which the outputs of many runs stand side
// by side with one runtime, so that one go command checks them all.

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/templates"
)

const (
	houseModule   = "example.com"
	runtimeImport = houseModule + "/rest"
)

type house struct {
	dir    string
	faults map[string][]string // by folder
	tests  []string            // packages to run
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{dir: t.TempDir(), faults: map[string][]string{}}
	write(t, filepath.Join(h.dir, "go.mod"), []byte("module "+houseModule+"\n\ngo 1.26\n"))
	for _, f := range append(templates.Runtime(), templates.With(runtimeImport, templates.Packages()...)...) {
		write(t, filepath.Join(h.dir, "rest", f.Name), f.Data)
	}
	return h
}

// add makes a folder with inputs and returns its path.
func (h *house) add(t *testing.T, name string, inputs map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(h.dir, name)
	for file, data := range inputs {
		if !strings.HasSuffix(file, ".go") {
			write(t, filepath.Join(dir, file), data)
		}
	}
	return dir
}

// move writes an output into the folder, and a test into its first package. It
// returns the number of lines.
func (h *house) move(t *testing.T, name string, out *output.Output, test []byte) int {
	t.Helper()
	lines := 0
	for file, data := range files(out) {
		write(t, filepath.Join(h.dir, name, file), data)
		lines += bytes.Count(data, []byte("\n"))
	}
	if test != nil {
		in := path.Join(name, out.New.Targets[0].Dir)
		write(t, filepath.Join(h.dir, in, "run_test.go"), test)
		h.tests = append(h.tests, "./"+in)
	}
	return lines
}

// inspect holds an output against the laws for generated files.
func (h *house) inspect(name string, out *output.Output) {
	for _, file := range out.Tree.Files() {
		for _, fault := range breaches(file.Name(), file.Data) {
			h.blame(name, fault)
		}
	}
}

func (h *house) blame(name, fault string) { h.faults[name] = append(h.faults[name], fault) }

// check compiles and vets everything.
func (h *house) check(t *testing.T) {
	t.Helper()
	h.attribute(t, h.goCommand("build", "./..."))
	h.attribute(t, h.goCommand("vet", "./..."))
}

// run runs the tests of those that are without fault.
func (h *house) run(t *testing.T) {
	t.Helper()
	var good []string
	for _, pkg := range h.tests {
		if name, _, _ := strings.Cut(strings.TrimPrefix(pkg, "./"), "/"); len(h.faults[name]) == 0 {
			good = append(good, pkg)
		}
	}
	if len(good) > 0 {
		h.attribute(t, h.goCommand(append([]string{"test", "-count=1", "-vet=off", "-ldflags=-s -w"}, good...)...))
	}
}

// goCommand runs the go command in the house and returns what it prints when
// it fails. Paths are trimmed, so that the build cache serves the next run,
// which has another temporary folder.
func (h *house) goCommand(args ...string) string {
	cmd := exec.Command("go", slices.Insert(args, 1, "-trimpath")...)
	cmd.Dir = h.dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "GOPROXY=off")
	text, err := cmd.CombinedOutput()
	if err == nil {
		return ""
	}
	return cmp.Or(string(text), err.Error())
}

// attribute finds out whose fault it is. The go command prints "# PACKAGE"
// before what is wrong with a package's code, and "FAIL PACKAGE" or
// "ok PACKAGE" after what its tests print.
func (h *house) attribute(t *testing.T, text string) {
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
		case current != "":
			found = true
			h.blame(current, line)
		default:
			pending = append(pending, line)
		}
	}
	if !found {
		t.Fatalf("the go command fails:\n%s", text)
	}
}

// folderOf returns the folder of a house that a package is in.
func folderOf(pkg string) string {
	rest, ok := strings.CutPrefix(strings.Trim(pkg, "[]"), houseModule+"/")
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
	h := &house{faults: map[string][]string{}}
	h.attribute(t, `# example.com/a/api
a/api/x.go:1:2: wrong
# example.com/b/api_test [example.com/b/api.test]
vet: b/api/run_test.go:3:4: wrong too
ok  	example.com/c/api	0.01s
--- FAIL: Test (0.00s)
    run_test.go:5: no
FAIL
FAIL	example.com/d/deep/api	0.02s
FAIL
`)
	want := map[string][]string{
		"a": {"a/api/x.go:1:2: wrong"},
		"b": {"vet: b/api/run_test.go:3:4: wrong too"},
		"d": {"--- FAIL: Test (0.00s)", "    run_test.go:5: no", "FAIL", "FAIL\texample.com/d/deep/api\t0.02s"},
	}
	if diff := gocmp.Diff(want, h.faults); diff != "" {
		t.Error(diff)
	}
}
