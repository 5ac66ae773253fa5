package templates

import (
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

func TestRuntime(t *testing.T) {
	files := Runtime()
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		if strings.HasSuffix(f.Name, "_test.go") {
			t.Errorf("%s is a test", f.Name)
		}
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "client.go") || !slices.Contains(names, "doc.go") {
		t.Errorf("files %q", names)
	}
}

// The runtime is compiled into every program that uses an SDK, so each import
// is a decision: all of these are among the dependencies of net/http, but for
// log/slog and iter.
func TestRuntimeImports(t *testing.T) {
	allowed := strings.Fields(`bytes context crypto/tls encoding/base64 encoding/binary errors fmt io iter log/slog math math/big
		math/bits math/rand/v2 mime net net/http net/url runtime slices strconv strings time unicode/utf16 unicode/utf8`)
	for _, f := range Runtime() {
		file, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Data, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		if file.Name.Name != "rest" {
			t.Errorf("%s is of package %s", f.Name, file.Name.Name)
		}
		for _, spec := range file.Imports {
			if path := strings.Trim(spec.Path.Value, `"`); !slices.Contains(allowed, path) {
				t.Errorf("%s imports %s", f.Name, path)
			}
		}
	}
}
