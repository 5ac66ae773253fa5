package fragen_test

// This file defines the imports that each package may have. The table rooms has
// a row per package: the packages of this module, the other modules, and the
// guarded packages of the standard library that it may import. Tests may import
// any package. The fields of a plan have types of api and names, so a package that
// reads plans may import these too.
//
// TestRooms reads the imports from the sources, since "go list" skips files with a
// build constraint. TestLinked checks the dependencies of the programs with
// "go list -deps". The linter checks the same table, see depguard_test.go.

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
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/fragen-go/fragen"

// room is a row of the table. If its path ends in "/...", it is a folder with all
// packages below it.
type room struct {
	path    string
	rooms   []string // packages of this module; a folder may also import itself
	modules []string // other modules
	std     []string // of guardedStd; the rest of the standard library is allowed
}

// guardedStd are the packages of the standard library that only some rooms may
// import: they use files, processes, the network or random numbers.
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
	goInternal = "github.com/rogpeppe/go-internal"
	tools      = "golang.org/x/tools"
	yaml       = "gopkg.in/yaml.v3"
)

var rooms = []room{
	{path: ".", rooms: []string{"generator", "generator/..."}},
	// The root package is for runs, the others for the tools that the command offers.
	{
		path: "cmd/fragen",
		rooms: []string{
			".", "generator", "generator/config", "generator/source", "generator/codes", "generator/catalog",
			"generator/exchange", "generator/review", "generator/report", "generator/output", "generator/diag",
		},
		modules: []string{cobra, bar, term, goInternal},
		std:     []string{"os", "os/signal", "runtime/debug", "syscall"},
	},
	{path: "templates"},
	{path: "templates/runtime", std: []string{"crypto/rand", "math/rand/v2", "net", "net/http"}},
	// Fetches keys; it imports no other package of the runtime.
	{path: "templates/runtime/jwt", std: []string{"net", "net/http"}},
	{path: "templates/runtime/webhook", std: []string{"net/http"}},
	// Signs tokens; chooses injected faults by a seed.
	{
		path:  "templates/runtime/resttest",
		rooms: []string{"templates/runtime"},
		std:   []string{"crypto/rand", "math/rand/v2", "net", "net/http"},
	},
	{path: "generator", rooms: []string{"generator/...", "templates"}},
	{path: "generator/diag"},
	{path: "generator/cache", std: []string{"os"}},
	{path: "generator/internal/edit", modules: []string{yaml}},
	{path: "generator/internal/places", modules: []string{yaml}},
	{path: "generator/internal/golden", modules: []string{cmp, goInternal}, std: []string{"os"}},
	{path: "generator/yamlfile", rooms: []string{"generator/diag"}, modules: []string{yaml}},
	{
		path:    "generator/config",
		rooms:   []string{"generator/yamlfile", "generator/source", "generator/names", "generator/diag"},
		modules: []string{mod, text, doublestar},
		std:     []string{"os"},
	},
	{path: "generator/source", rooms: []string{"generator/yamlfile", "generator/diag"}, modules: []string{yaml, doublestar, jsonpath}},
	{path: "generator/openapi", rooms: []string{"generator/source", "generator/diag"}, modules: []string{kin}},
	{path: "generator/codekey"},
	{
		path:    "generator/codes",
		rooms:   []string{"generator/codekey", "generator/yamlfile", "generator/diag"},
		modules: []string{text},
	},
	{path: "generator/exchange", rooms: []string{"generator/codes", "generator/diag"}},
	{
		path:    "generator/catalog",
		rooms:   []string{"generator/exchange", "generator/codekey", "generator/codes", "generator/diag"},
		modules: []string{yaml, text, goldmark, htmlTokens, goInternal + "/diff"},
	},
	{path: "generator/api", rooms: []string{"generator/codekey", "generator/diag"}},
	// source, since kin-openapi drops the siblings of a $ref.
	{
		path: "generator/lower",
		rooms: []string{
			"generator/openapi", "generator/source", "generator/codekey", "generator/codes", "generator/api",
			"generator/diag",
		},
		modules: []string{kin},
		std:     []string{"net/http"},
	},
	{path: "generator/names", rooms: []string{"generator/diag"}},
	{
		path:  "generator/plan",
		rooms: []string{"generator/api", "generator/names", "generator/diag"},
		std:   []string{"net/http"},
	},
	{
		path:    "generator/gosdk",
		rooms:   []string{"generator/plan", "generator/api", "generator/codekey", "generator/names"},
		modules: []string{jennifer, goldmark, htmlTokens},
		std:     []string{"net/http"},
	},
	{
		path:    "generator/docs",
		rooms:   []string{"generator/plan", "generator/api", "generator/codekey", "templates"},
		modules: []string{goldmark, text},
		std:     []string{"net/http"},
	},
	{
		path: "generator/review",
		rooms: []string{
			"generator/plan", "generator/api", "generator/codekey", "generator/names", "generator/yamlfile",
			"generator/diag",
		},
		modules: []string{mod},
	},
	{path: "generator/report", rooms: []string{"generator/review", "generator/diag", "templates"}},
	// Reads the packages of the user.
	{
		path: "generator/callers", rooms: []string{"generator/review", "generator/diag"},
		modules: []string{tools + "/go/packages"}, std: []string{"os"},
	},
	{path: "generator/review/cases", modules: []string{goInternal, yaml}},
	// The locks of the operating system.
	{path: "generator/output", std: []string{"crypto/rand", "os", "syscall", "unsafe"}},
	// Runs git.
	{path: "generator/history", rooms: []string{"generator/diag"}, std: []string{"os", "os/exec"}},
	{path: "tools/prose", modules: []string{yaml}, std: []string{"os"}},
	{path: "tools/cldr", std: []string{"net/http", "os"}}, // downloads the locale data
	{path: "tools/sentences", rooms: []string{"tools/prose"}, std: []string{"os"}},
	{path: "generated/...", std: []string{"crypto/rand", "math/rand/v2", "net", "net/http"}},
	{path: "sdktest", rooms: []string{"generated/..."}, std: []string{"net", "net/http", "os"}},
	{path: "examples/...", rooms: []string{"generated/..."}, std: []string{"net", "net/http", "os", "os/signal"}},
}

// onlyNames restricts the names that a room may use from an imported package.
// gosdk must not create identifiers, since only plan chooses names. The generator
// uses the constants of net/http and must not use the network.
var onlyNames = []struct {
	room, imp string
	names     *regexp.Regexp
}{
	{"generator/gosdk", module + "/generator/names", regexp.MustCompile(`^Ident$`)},
	{"generator", "net/http", regexp.MustCompile(`^(Method|Status|CanonicalHeaderKey$)`)},
}

// TestRooms checks every import of the module against the table.
func TestRooms(t *testing.T) {
	for _, dir := range sourceDirs(t) {
		r, ok := roomOf(dir)
		if !ok {
			t.Errorf("%s: package is not in the table; add a row with its imports to rooms_test.go", dir)
			continue
		}
		for _, file := range goFiles(t, dir) {
			for _, imp := range imports(t, file) {
				if reason := r.forbids(imp); reason != "" {
					t.Errorf("%s: imports %s: %s", file, imp, reason)
				}
			}
		}
	}
}

// TestRoomFolders checks that the folder of each row exists.
func TestRoomFolders(t *testing.T) {
	for _, r := range rooms {
		dir := strings.TrimSuffix(r.path, "/...")
		if info, err := os.Stat(filepath.FromSlash(dir)); err != nil || !info.IsDir() {
			t.Errorf("%s: no such folder; remove the row from rooms_test.go", dir)
		}
	}
}

// TestRoomsForbid checks the decisions of the table on examples.
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
		{"cmd/fragen", module + "/generator/catalog", true},
		{"cmd/fragen", module + "/generator/plan", false},
	}
	for _, test := range tests {
		r, ok := roomOf(test.dir)
		if !ok {
			t.Errorf("%s is not in the table", test.dir)
			continue
		}
		if reason := r.forbids(test.imp); (reason == "") != test.ok {
			t.Errorf("%s imports %s: got %q, want allowed: %v", test.dir, test.imp, reason, test.ok)
		}
	}
	if _, ok := roomOf("generator/attic"); ok {
		t.Error("roomOf finds a row for a package that has none")
	}
}

// TestLinked checks the dependencies of programs: the generated SDK depends only on
// the standard library, and the generator does not depend on its own output.
func TestLinked(t *testing.T) {
	for _, p := range goList(t, "./generated/...") {
		if !p.Standard && !within(p.ImportPath, module+"/generated") {
			t.Errorf("generated code depends on %s; expected only the standard library and generated packages", p.ImportPath)
		}
	}
	for _, p := range goList(t, "./generator/...", "./cmd/...") {
		if within(p.ImportPath, module+"/generated") {
			t.Errorf("the generator depends on its output %s", p.ImportPath)
		}
	}
}

// roomOf returns the row of a folder: its own row, or the row of the nearest folder
// above with "/...".
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

// forbids returns the reason why code in r must not import imp, or "" if it may.
func (r room) forbids(imp string) string {
	switch {
	case imp == "C":
		return "cgo is not allowed"
	case within(imp, module):
		dir := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/")
		if dir == "" {
			dir = "."
		}
		if !allowsDir(append([]string{r.path}, r.rooms...), dir) {
			return fmt.Sprintf("%s may import only %v of this module", r.path, r.rooms)
		}
	case strings.Contains(strings.Split(imp, "/")[0], "."):
		if !slices.ContainsFunc(r.modules, func(m string) bool { return within(imp, m) }) {
			return fmt.Sprintf("%s may import only %v of other modules", r.path, r.modules)
		}
	case slices.Contains(guardedStd, imp) && !slices.Contains(r.std, imp):
		return fmt.Sprintf("%s may import only %v of the guarded standard library", r.path, r.std)
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

// within reports whether an import path or folder is root or below it.
func within(p, root string) bool {
	return p == root || strings.HasPrefix(p, root+"/")
}

// imports returns the import paths of a file.
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

// goList returns the packages that match the patterns and their dependencies.
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
