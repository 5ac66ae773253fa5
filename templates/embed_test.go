package templates

import (
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

func TestRuntime(t *testing.T) {
	files := Runtime()
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
		if strings.HasSuffix(f.Name, "_test.go") || strings.Contains(f.Name, "/") {
			t.Errorf("%s is not of the package rest", f.Name)
		}
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "client.go") || !slices.Contains(names, "doc.go") {
		t.Errorf("files %q", names)
	}
}

// Each import is a deliberate choice because it is linked into programs. The
// runtime is compiled into every program with an SDK. It imports only log/slog,
// iter and dependencies of net/http. Optional packages may import more.
func TestImports(t *testing.T) {
	allowed := map[string][]string{
		"rest": strings.Fields(`bytes compress/flate compress/gzip context crypto/rand crypto/tls crypto/x509 encoding/base64
			encoding/binary errors fmt io iter log/slog maps math math/big math/bits math/rand/v2 mime net net/http net/netip
			net/textproto net/url reflect runtime slices sort strconv strings sync sync/atomic time unicode/utf16 unicode/utf8`),
		"jwt": strings.Fields(`bytes context crypto crypto/ecdh crypto/ecdsa crypto/ed25519 crypto/rsa crypto/sha256 crypto/sha512
			crypto/x509 encoding/base64 encoding/json errors fmt io math math/big net net/http net/url slices strconv strings sync
			time unicode/utf8`),
		"resttest": strings.Fields(`bytes cmp context crypto crypto/rand crypto/rsa crypto/sha256 encoding/base64 encoding/json errors
			example.com/rest fmt io iter maps math math/big math/rand/v2 mime/multipart net net/http net/http/httptest net/url regexp runtime
			slices strconv strings sync time`),
		"webhook": strings.Fields(`bytes crypto/hmac crypto/sha256 encoding/base64 errors fmt io net/http strconv strings time`),
	}
	for _, f := range append(Runtime(), With("example.com/rest", Packages()...)...) {
		name := "rest"
		if dir := path.Dir(f.Name); dir != "." {
			name = dir
		}
		file, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Data, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		if file.Name.Name != name {
			t.Errorf("%s is of package %s", f.Name, file.Name.Name)
		}
		for _, spec := range file.Imports {
			if path := strings.Trim(spec.Path.Value, `"`); !slices.Contains(allowed[name], path) {
				t.Errorf("%s imports %s", f.Name, path)
			}
			if spec.Name != nil && spec.Name.Name != "_" {
				t.Errorf("%s gives %s a name, which need not fit where its copy ends up", f.Name, spec.Path.Value)
			}
		}
	}
}

func TestWith(t *testing.T) {
	if files := With("example.com/rest"); files != nil {
		t.Errorf("nothing was asked for, got %d files", len(files))
	}
	var names []string
	for _, f := range With("example.com/rest", "jwt", "jwt") {
		names = append(names, f.Name)
		if path.Dir(f.Name) != "jwt" || strings.HasSuffix(f.Name, "_test.go") {
			t.Errorf("%s is not a source of the package jwt", f.Name)
		}
	}
	if !slices.IsSorted(names) || !slices.Contains(names, "jwt/verifier.go") || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Errorf("files %q", names)
	}
	if !slices.Contains(Packages(), "jwt") {
		t.Errorf("packages %q", Packages())
	}
}

// Only the imports change, and only those of the runtime and the packages below
// it.
func TestMoved(t *testing.T) {
	const source = `// A comment with "github.com/fragen-go/fragen/templates/runtime" in it.
package resttest

import (
	"net/http"

	"github.com/fragen-go/fragen/templates/runtime"
	tokens "github.com/fragen-go/fragen/templates/runtime/jwt" // signed
	"github.com/fragen-go/fragen/templates/runtimes"
)

const origin = "github.com/fragen-go/fragen/templates/runtime"
`
	want := strings.Replace(source, "\t\"github.com/fragen-go/fragen/templates/runtime\"", "\t\"example.com/my/rest\"", 1)
	want = strings.Replace(want, "github.com/fragen-go/fragen/templates/runtime/jwt", "example.com/my/rest/jwt", 1)
	got, needs := moved([]byte(source), "example.com/my/rest")
	if string(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if !slices.Equal(needs, []string{"jwt"}) {
		t.Errorf("needs %q", needs)
	}
}
