package source

import (
	"bytes"
	"strings"
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
	long := strings.Repeat("ü", 500)
	doc, diags := Read("x.yaml", []byte("openapi: 3.1.0\ninfo: {title: T, version: '1', description: D}\npaths: {}\n"+
		"x-empty: [[], {}, [1, 2]]\nx-long: "+long+"\nx-lines: \""+strings.Repeat(`a line\n`, 1000)+"\"\n"+
		"x-"+long+": {"+long+": 1}\nx-number: "+strings.Repeat("1", 500)+"\n"))
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
		{"/x-empty", 10, "x-empty:\n  - []\n  - {}\n  - - 1\n    - 2\n"},
		{"/x-empty", 4, "x-empty:\n  - []\n  - {}\n…\n"},
		{"/x-long", 3, "x-long: " + long[:800] + "…\n"},
		{"/x-lines", 3, "x-lines: |\n  a line\n…\n"},
		{"/x-" + long, 3, "? x-" + long[:796] + "…\n: ? " + long[:800] + "…\n  : 1\n"},
		{"/x-number", 3, "x-number: " + strings.Repeat("1", 400) + "…\n"},
		{"", 3, ""},
	} {
		if got := doc.Excerpt(diag.Pointer(test.at), test.lines); got != test.want {
			t.Errorf("%s in %d lines: got %q, want %q", test.at, test.lines, got, test.want)
		}
	}
}

// TestExcerptOfLargeValue checks that the part of a value that is not in an excerpt is not
// encoded.
func TestExcerptOfLargeValue(t *testing.T) {
	doc, diags := Read("x.yaml", []byte("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"+
		"x-list: ["+strings.Repeat("a, ", 20_000)+"]\n"))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	allocs := testing.AllocsPerRun(1, func() { doc.Excerpt("/x-list", 10) })
	if allocs > 1000 {
		t.Errorf("%.0f allocations", allocs)
	}
}
