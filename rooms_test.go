package fragen_test

// The house has rooms, and this file holds its doors: which package may
// import which. The table below is the law; it says for each room which other
// rooms, which modules and which guarded parts of the standard library its
// code may import. Tests may import what they like. The types that plan's
// fields have are those of api and names, so who reads plans sees these too.
//
// The imports are read from the sources and not from `go list`, so that a
// file behind a build tag cannot slip through; what a program is finally
// linked with is then checked with `go list -deps`.

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/fragen-go/fragen"

// room is one package, or with a path that ends in "/..." a whole folder.
type room struct {
	path    string
	rooms   []string // of ours, besides itself when it is a whole folder
	modules []string // of others
	std     []string // of guardedStd; the rest of the standard library is free
}

// guardedStd is what reaches out of the process. Files are read on the left
// of the house and written by output, the network belongs to the runtime, and
// a run's result must not depend on chance.
var guardedStd = []string{
	"crypto/rand", "io/ioutil", "math/rand", "math/rand/v2", "net", "net/http", "os", "os/exec", "os/signal",
	"os/user", "plugin", "runtime/debug", "syscall", "unsafe",
}

const (
	bar        = "github.com/schollz/progressbar/v3"
	cmp        = "github.com/google/go-cmp"
	cobra      = "github.com/spf13/cobra"
	doublestar = "github.com/bmatcuk/doublestar/v4"
	goldmark   = "github.com/yuin/goldmark"
	htmlTokens = "golang.org/x/net/html"
	jennifer   = "github.com/dave/jennifer"
	kin        = "github.com/getkin/kin-openapi"
	jsonpath   = "github.com/theory/jsonpath"
	mod        = "golang.org/x/mod"
	term       = "golang.org/x/term"
	text       = "golang.org/x/text"
	txtar      = "github.com/rogpeppe/go-internal"
	yaml       = "gopkg.in/yaml.v3"
)

var rooms = []room{
	{path: ".", rooms: []string{"generator", "generator/..."}},
	// The library runs the generator; the other rooms are those whose tools the command offers.
	{path: "cmd/fragen", rooms: []string{".", "generator", "generator/source", "generator/codes", "generator/catalog", "generator/exchange", "generator/output", "generator/diag"}, modules: []string{cobra, bar, term}, std: []string{"os", "os/signal", "runtime/debug"}},
	{path: "templates"},
	{path: "templates/runtime", std: []string{"crypto/rand", "math/rand/v2", "net", "net/http"}},
	{path: "templates/runtime/jwt", std: []string{"net", "net/http"}},                                                                           // fetches keys; self-contained
	{path: "templates/runtime/resttest", rooms: []string{"templates/runtime"}, std: []string{"crypto/rand", "math/rand/v2", "net", "net/http"}}, // signs; chooses faults by a seed
	{path: "generator", rooms: []string{"generator/...", "templates"}},
	{path: "generator/diag"},
	{path: "generator/cache", std: []string{"os"}},
	{path: "generator/internal/golden", modules: []string{cmp, txtar}, std: []string{"os"}},
	{path: "generator/yamlfile", rooms: []string{"generator/diag"}, modules: []string{yaml}},
	{path: "generator/config", rooms: []string{"generator/yamlfile", "generator/source", "generator/names", "generator/diag"}, modules: []string{mod, text, doublestar}, std: []string{"os"}},
	{path: "generator/source", rooms: []string{"generator/diag"}, modules: []string{yaml, doublestar, jsonpath}},
	{path: "generator/openapi", rooms: []string{"generator/source", "generator/diag"}, modules: []string{kin}},
	{path: "generator/codes", rooms: []string{"generator/diag"}, modules: []string{yaml, text}},
	{path: "generator/exchange", rooms: []string{"generator/codes", "generator/diag"}},
	{path: "generator/catalog", rooms: []string{"generator/exchange", "generator/codes", "generator/diag"}, modules: []string{yaml, text, goldmark, htmlTokens, txtar + "/diff"}},
	{path: "generator/api", rooms: []string{"generator/diag"}},
	// source, since kin-openapi drops what stands beside a $ref.
	{path: "generator/lower", rooms: []string{"generator/openapi", "generator/source", "generator/codes", "generator/api", "generator/diag"}, modules: []string{kin}, std: []string{"net/http"}},
	{path: "generator/names", rooms: []string{"generator/diag"}},
	{path: "generator/plan", rooms: []string{"generator/api", "generator/names", "generator/diag"}, std: []string{"net/http"}},
	{path: "generator/gosdk", rooms: []string{"generator/plan", "generator/api", "generator/names"}, modules: []string{jennifer, goldmark, htmlTokens}, std: []string{"net/http"}},
	{path: "generator/docs", rooms: []string{"generator/plan", "generator/api", "templates"}, modules: []string{goldmark, text}, std: []string{"net/http"}},
	{path: "generator/output", std: []string{"crypto/rand", "os"}},
	{path: "generator/review", rooms: []string{"generator/api", "generator/plan", "generator/names", "generator/diag"}},
	{path: "tools/prose", modules: []string{yaml}, std: []string{"os"}},
	{path: "tools/sentences", rooms: []string{"tools/prose"}, std: []string{"os"}},
	{path: "generated/...", std: []string{"crypto/rand", "math/rand/v2", "net", "net/http"}},
	{path: "sdktest", rooms: []string{"generated/..."}, std: []string{"net", "net/http", "os"}},
	{path: "examples/...", rooms: []string{"generated/..."}, std: []string{"net", "net/http", "os", "os/signal"}},
}

// onlyNames are packages that the generator may import for some of their
// names only. gosdk knows identifiers and makes none, since names are made in
// one place; of net/http there are the names of methods, statuses and headers,
// and nothing is fetched.
var onlyNames = []struct {
	room, imp string
	names     *regexp.Regexp
}{
	{"generator/gosdk", module + "/generator/names", regexp.MustCompile(`^Ident$`)},
	{"generator", "net/http", regexp.MustCompile(`^(Method|Status|CanonicalHeaderKey$)`)},
}

// TestRooms reads every import of the module's code and looks it up in the
// table.
func TestRooms(t *testing.T) {
	for _, dir := range sourceDirs(t) {
		r, ok := roomOf(dir)
		if !ok {
			t.Errorf("%s: this package is not in the table of rooms; say in rooms_test.go what it may import", dir)
			continue
		}
		for _, file := range goFiles(t, dir) {
			for _, imp := range imports(t, file) {
				if why := r.forbids(imp); why != "" {
					t.Errorf("%s: imports %s: %s", file, imp, why)
				}
			}
		}
	}
}

// TestRoomsForbid shows that the table does say no.
func TestRoomsForbid(t *testing.T) {
	tests := []struct {
		dir, imp string
		ok       bool
	}{
		{"generator/gosdk", jennifer + "/jen", true},
		{"generator/plan", jennifer + "/jen", false},
		{"generator/gosdk", goldmark + "/extension", true},
		{"generator/gosdk", htmlTokens, true},
		{"generator/gosdk", "golang.org/x/net/http2", false},
		{"generator/docs", goldmark, true},
		{"generator/docs", jennifer + "/jen", false},
		{"generator/openapi", kin + "/openapi3", true},
		{"generator/lower", kin + "/openapi3", true},
		{"generator/source", kin + "/openapi3", false},
		{"generator/source", yaml, true},
		{"generator/source", "gopkg.in/yaml.v3extra", false},
		{"generator/plan", "os", false},
		{"generator/plan", "sort", true},
		{"generator/output", "os", true},
		{"generator/output", module + "/generator/diag", false},
		{"generator", module + "/generator/plan", true},
		{"generator", module + "/generated/graph", false},
		{"generator/gosdk", module + "/generated/rest", false},
		{"generator/gosdk", module + "/generator/lower", false},
		{"generated/graph", module + "/generated/rest", true},
		{"generated/graph/locale/de", module + "/generated/graph", true},
		{"generated/graph", module + "/generator/api", false},
		{"generated/graph", "github.com/google/uuid", false},
		{"cmd/fragen", module, true},
		{"cmd/fragen", module + "/generator/plan", false},
	}
	for _, test := range tests {
		r, ok := roomOf(test.dir)
		if !ok {
			t.Errorf("%s is not in the table", test.dir)
			continue
		}
		if why := r.forbids(test.imp); (why == "") != test.ok {
			t.Errorf("%s imports %s: got %q, want allowed: %v", test.dir, test.imp, why, test.ok)
		}
	}
	if _, ok := roomOf("generator/attic"); ok {
		t.Error("a package that is not in the table was found in it")
	}
}

// TestLinked holds what ends up in a program: the generated SDK brings
// nothing along but the standard library, and the generator never holds what
// it makes.
func TestLinked(t *testing.T) {
	for _, p := range goList(t, "./generated/...") {
		if !p.Standard && !within(p.ImportPath, module+"/generated") {
			t.Errorf("generated code is linked with %s, which is neither the standard library nor generated", p.ImportPath)
		}
	}
	for _, p := range goList(t, "./generator/...", "./cmd/...") {
		if within(p.ImportPath, module+"/generated") {
			t.Errorf("the generator is linked with %s, which it makes", p.ImportPath)
		}
	}
}

// roomOf finds the table's row for a folder: its own, or that of the nearest
// folder above with "/...".
func roomOf(dir string) (room, bool) {
	for _, r := range rooms {
		if r.path == dir {
			return r, true
		}
	}
	for d := dir; d != "."; d = path.Dir(d) {
		for _, r := range rooms {
			if r.path == d+"/..." {
				return r, true
			}
		}
	}
	return room{}, false
}

// forbids says why code in r may not import imp, or nothing.
func (r room) forbids(imp string) string {
	switch {
	case imp == "C":
		return "no cgo here"
	case within(imp, module):
		dir := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/")
		if dir == "" {
			dir = "."
		}
		if !allowsDir(append([]string{r.path}, r.rooms...), dir) {
			return fmt.Sprintf("%s may import of our rooms only %v", r.path, r.rooms)
		}
	case strings.Contains(strings.Split(imp, "/")[0], "."):
		if !slices.ContainsFunc(r.modules, func(m string) bool { return within(imp, m) }) {
			return fmt.Sprintf("%s may import of other modules only %v", r.path, r.modules)
		}
	case slices.Contains(guardedStd, imp) && !slices.Contains(r.std, imp):
		return fmt.Sprintf("%s may import of what reaches out of the process only %v", r.path, r.std)
	}
	return ""
}

func allowsDir(allowed []string, dir string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		if folder, whole := strings.CutSuffix(a, "/..."); whole {
			return within(dir, folder)
		}
		return a == dir
	})
}

// within says whether an import path or folder is root or below it.
func within(p, root string) bool {
	return p == root || strings.HasPrefix(p, root+"/")
}

// imports returns what a file imports.
func imports(t *testing.T, file string) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, spec := range f.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	return list
}

type listed struct {
	ImportPath string
	Standard   bool
}

// goList returns the packages that match and everything they are linked with.
func goList(t *testing.T, patterns ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-json=ImportPath,Standard"}, patterns...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var list []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		list = append(list, p)
	}
	if len(list) == 0 {
		t.Errorf("go list found no package in %v", patterns)
	}
	return list
}
