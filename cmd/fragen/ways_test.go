package main

// This file tests how other modules run fragen. Each test creates a module in a
// temporary folder. The module replaces fragen by this checkout, and has the
// requirements and go.sum lines that "go get -tool" would write, so the test needs no
// network.

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"
)

const fragenModule = "github.com/fragen-go/fragen"

// userModule creates a module that has the requirements of fragen in its go.mod or, if
// apart is true, in tools.mod.
func userModule(t *testing.T, apart bool) string {
	t.Helper()
	dir := t.TempDir()
	top, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile(filepath.Join(top, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(top, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	mod := string(toolMod(t, own, top))
	bare := "module example.com/shop\n\ngo 1.26.0\n"
	files := map[string]string{"go.mod": mod, "go.sum": string(sums)}
	if apart {
		files = map[string]string{"go.mod": bare, "tools.mod": mod, "tools.sum": string(sums)}
	}
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// toolMod returns the go.mod of a module that has fragen, in the folder top, as a tool.
func toolMod(t *testing.T, own []byte, top string) []byte {
	t.Helper()
	mod, err := modfile.Parse("go.mod", own, nil)
	if err != nil {
		t.Fatal(err)
	}
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	check(mod.AddModuleStmt("example.com/shop"))
	check(mod.AddRequire(fragenModule, "v0.0.0"))
	check(mod.AddReplace(fragenModule, "", filepath.ToSlash(top), ""))
	check(mod.AddTool(fragenModule + "/cmd/fragen"))
	out, err := mod.Format()
	check(err)
	return out
}

// inModule runs the go command in dir, without network and workspace.
func inModule(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOSUMDB=off", "GOWORK=off", "GOTOOLCHAIN=local")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func TestWays(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the command for other modules")
	}
	tests := []struct {
		name      string
		apart     bool
		folder    string // of doc.go
		directive string // in doc.go
		args      []string
	}{
		{"go run", false, ".", "", []string{"run", fragenModule + "/cmd/fragen", "generate"}},
		{"go generate in a folder", false, "internal/orders", "go tool fragen generate", []string{"generate", "./..."}},
		{"go generate, requirements apart", true, ".", "go tool -modfile=tools.mod fragen generate", []string{"generate", "./..."}},
		{"go tool", false, ".", "", []string{"tool", "fragen", "generate"}},
		{"go generate with go run", false, ".", "go run " + fragenModule + "/cmd/fragen generate", []string{"generate", "./..."}},
		{"go tool, requirements apart", true, ".", "", []string{"tool", "-modfile=tools.mod", "fragen", "generate"}},
	}
	if os.Getenv("FRAGEN_LONG") == "" {
		tests = tests[1:3] // each links the command
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := userModule(t, test.apart)
			before, err := os.ReadFile(filepath.Join(dir, "go.mod"))
			if err != nil {
				t.Fatal(err)
			}
			doc := "package shop\n"
			if test.directive != "" {
				doc = "//go:generate " + test.directive + "\n\n" + doc
			}
			folder := filepath.Join(dir, filepath.FromSlash(test.folder))
			if err := os.MkdirAll(folder, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(folder, "doc.go"), []byte(doc), 0o666); err != nil {
				t.Fatal(err)
			}
			if out := inModule(t, dir, test.args...); !strings.Contains(out, "files written, 0 removed, 0 unchanged") {
				t.Errorf("unexpected output: %s", out)
			}
			inModule(t, dir, "build", "./...")
			after, err := os.ReadFile(filepath.Join(dir, "go.mod"))
			if err != nil {
				t.Fatal(err)
			}
			if test.apart && string(after) != string(before) {
				t.Errorf("go.mod was changed to\n%s", after)
			}
		})
	}
}
