package source

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/diag"
)

// TestCanonicalYAML checks that the order of members and the format do not matter, and
// that values without a defined order keep theirs.
func TestCanonicalYAML(t *testing.T) {
	const want = `openapi: 3.1.0
info:
  title: T
  version: "1"
servers:
  - url: https://example.com
components:
  schemas:
    A:
      example:
        z: 1
        a: 2
      properties:
        b:
          type: string
        c:
          allOf:
            - description: D
              type: object
      required:
        - c
        - b
paths:
  /a:
    get:
      responses:
        "200":
          description: OK
        default:
          description: Error
  /b: {}
`
	for _, text := range []string{
		`{"paths":{"/b":{},"/a":{"get":{"responses":{"default":{"description":"Error"},"200":{"description":"OK"}}}}},
"components":{"schemas":{"A":{"required":["c","b"],"properties":{"c":{"allOf":[{"type":"object","description":"D"}]},
"b":{"type":"string"}},"example":{"z":1,"a":2}}}},"servers":[{"url":"https://example.com"}],
"info":{"version":"1","title":"T"},"openapi":"3.1.0"}`,
		want,
	} {
		doc, diags := Read("x.yaml", []byte(text))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		var got bytes.Buffer
		if err := doc.CanonicalYAML(&got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got.String()); diff != "" {
			t.Error(diff)
		}
	}
}

func TestExcerpt(t *testing.T) {
	doc, diags := Read("x.yaml", []byte("openapi: 3.1.0\ninfo: {title: T, version: '1', description: D}\npaths: {}\n"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, test := range []struct {
		at    string
		lines int
		want  string
	}{
		{"/info", 10, "info:\n  title: T\n  version: \"1\"\n  description: D\n"},
		{"/info", 4, "info:\n  title: T\n  version: \"1\"\n  description: D\n"},
		{"/info", 3, "info:\n  title: T\n…\n"},
		{"/info/title", 3, "title: T\n"},
		{"/none", 3, ""},
		{"", 3, ""},
	} {
		if got := doc.Excerpt(diag.Pointer(test.at), test.lines); got != test.want {
			t.Errorf("%s in %d lines: got %q, want %q", test.at, test.lines, got, test.want)
		}
	}
}
