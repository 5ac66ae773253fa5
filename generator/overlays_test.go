package generator_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
)

// TestTargetsShareOverlays checks that the targets of a description apply the same overlays
// only once, and that further overlays count for the limit of all overlays.
func TestTargetsShareOverlays(t *testing.T) {
	const costly = `{"overlay":"1.0.0","info":{"title":"t","version":"1"},"actions":[{"target":"$..[?@..a..b]","update":{}}]}`
	files := map[string]string{
		"go.mod":       "module " + moduleName + "/x\n\ngo 1.26\n",
		"openapi.json": described(get("/a"), "")[:1] + `"x":{` + repeat(5000, ",", `"p%d":{"q":[[[[[[1]]]]]]}`) + `},` + described(get("/a"), "")[1:],
		"a.json":       costly,
		"b.json":       costly,
		"c.json":       costly,
	}
	for overlays, want := range map[string]bool{"[a.json] [a.json] [a.json]": true, "[a.json] [b.json] [c.json]": false} {
		files["fragen.yaml"] = "version: 1\nruntime: " + runtimeImport + "\ntargets:\n"
		for i, list := range strings.SplitAfter(overlays, "]") {
			if list != "" {
				name := string(rune('a' + i))
				files["fragen.yaml"] += "  - {name: " + name + ", spec: openapi.json, out: " + name + ", overlays: " + list + "}\n"
			}
		}
		if diags := generateFiles(t, files); diags.HasErrors() == want {
			t.Errorf("overlays %s:\n%s", overlays, diags)
		}
	}
}

// generateFiles generates the project with the given files.
func generateFiles(t *testing.T, files map[string]string) *diag.List {
	t.Helper()
	read := func(_, name string) (string, error) {
		if text, ok := files[filepath.Base(name)]; ok {
			return text, nil
		}
		return "", fs.ErrNotExist
	}
	cfg, diags := config.LoadWith("fragen.yaml", func(name string) ([]byte, error) {
		text, err := read("", name)
		return []byte(text), err
	})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	_, diags, err := generator.Generate(context.Background(), cfg, nil, read, generator.Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	return diags
}
