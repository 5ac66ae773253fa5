package source

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

func TestRefersOut(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "$ref": true, `{"$ref":"#/a"}`: false, `{"$ref" : "a.json"}`: true, "$ref: '#/a'\n": false, "$ref: >-\n  #/a\n": false,
		"'$ref': b.yaml\n": true, `"$ref": "#/a", "$ref": "./a"`: true,
		`"/users/{id}/$ref": {}`: false, `{"$ref":"#/a"},{$ref: b}`: true,
	} {
		if got := refersOut(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// TestGatheredPositions checks that a pointer into an imported node has a
// position in that node's file.
func TestGatheredPositions(t *testing.T) {
	files := fstest.MapFS{"s.json": {Data: []byte("{\"A\":\n  {\"type\": 1}, \"B\": {\"$ref\": \"in.yaml#/components/schemas/A\"}}")}}
	doc, _ := Read("in.yaml", []byte("openapi: 3.0.3\ninfo: {}\npaths: {}\ncomponents:\n  schemas:\n    A: {$ref: 's.json#/A'}\n    B: {items: {$ref: s.json#/B}}\n"))
	doc, diags := doc.Gather("in.yaml", openIn(files))
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	for p, want := range map[diag.Pointer]string{
		"/components/schemas/A": "s.json:1:2", "/components/schemas/A/type": "s.json:2:4", "/components/schemas/B": "in.yaml:7:5",
		"/components/schemas/s_B": "s.json:2:16", "/components/schemas/s_B/$ref": "s.json:2:22",
	} {
		if got := doc.Pos(p).String(); got != want {
			t.Errorf("%s is at %s, want %s", p, got, want)
		}
	}
	if got := doc.At("/components/schemas/s_B/$ref").Text; got != "#/components/schemas/A" {
		t.Errorf("B refers to %s", got)
	}
}

// TestGatherLimit checks descriptions of a few kilobytes whose references to other files would
// make gigabytes of copies.
func TestGatherLimit(t *testing.T) {
	const levels = 40
	diamonds := fstest.MapFS{}
	for i := range levels {
		below := fmt.Sprintf("{type: object, properties: {$ref: 's%d.yaml#/properties'}}", i+1)
		text := "properties:\n  l: " + below + "\n  r: " + below + "\n"
		diamonds[fmt.Sprintf("s%d.yaml", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	diamonds[fmt.Sprintf("s%d.yaml", levels)] = &fstest.MapFile{Data: []byte("properties: {}\n")}
	repeated := func(format string) (lines string) {
		for i := range 1000 {
			lines += fmt.Sprintf(format, i)
		}
		return lines
	}
	item := "get: {parameters: [" + strings.Repeat("{name: a, in: query},", 1000) + "], responses: {}}"
	for name, test := range map[string]struct {
		rest  string
		files fstest.MapFS
	}{
		"a path item": {
			"paths:\n" + repeated("  /a%d: {$ref: item.yaml}\n"), fstest.MapFS{"item.yaml": {Data: []byte(item)}},
		},
		"an operation": {
			"paths:\n" + repeated("  /a%d: {get: {$ref: item.yaml#/get}}\n"), fstest.MapFS{"item.yaml": {Data: []byte(item)}},
		},
		"a text": {
			"paths:\n" + repeated("  /a%d: {get: {description: {$ref: README.md}}}\n"),
			fstest.MapFS{"README.md": {Data: []byte(strings.Repeat("word ", 100_000))}},
		},
		"properties of properties": {"paths: {}\ncomponents: {schemas: {A: {$ref: s0.yaml}}}\n", diamonds},
	} {
		doc, _ := Read("in.yaml", []byte("openapi: 3.0.3\ninfo: {title: t, version: '1'}\n"+test.rest))
		_, diags := doc.Gather("in.yaml", openIn(test.files))
		if got := diags.Sorted(); len(got) != 1 || got[0].Rule != "too-much-work" {
			t.Errorf("%s: got %s", name, diags)
		}
	}
}

func openIn(files fs.FS) Opener {
	return func(name string) (string, string, error) {
		data, err := fs.ReadFile(files, name)
		return name, string(data), err
	}
}

// FuzzGather looks for panics, for paths that leave the folder, for references
// that neither resolve nor are reported, and for nodes without a file.
func FuzzGather(f *testing.F) {
	for _, ref := range []string{
		"other.yaml#/A", "other.yaml", "./other.yaml#/A/properties/a", "../../../etc/passwd", "file:///etc/passwd", "//host/x", "%2e%2e/x", "x%00y", `..\x`, "C:/x",
		"https://example.com/x#/A", "spec/../other.yaml#/A", "in.yaml#/components/schemas/S", "#/A", "other.yaml#/A/allOf/0", "other.yaml#/", "?", "other.yaml?x#/A", "/", "..", ".",
	} {
		f.Add(ref, ref, "other.yaml#/A")
	}
	const text = "openapi: 3.0.3\ninfo: {}\npaths:\n  /a: {$ref: %1}\n  /b: {get: {responses: {'200': {$ref: %2}}}}\ncomponents:\n  schemas:\n    S: {$ref: %1, x: 1}\n    T: {$ref: %2}\n    U: {discriminator: {propertyName: k, mapping: {a: %1, b: %2}}}\n"
	f.Fuzz(func(t *testing.T, one, two, three string) {
		quoted := func(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
		put := func(s string) []byte {
			return []byte(strings.NewReplacer("%1", quoted(one), "%2", quoted(two), "%3", quoted(three)).Replace(s))
		}
		if data := put(text); !utf8.Valid(data) {
			return
		}
		doc, diags := Read("in.yaml", put(text))
		if doc == nil || diags.HasErrors() {
			return
		}
		open := func(name string) (string, string, error) {
			switch {
			case !fs.ValidPath(name):
				t.Fatalf("Gather opens %q", name)
			case name == "other.yaml":
				return name, string(put("A: {type: object, properties: {a: {$ref: %3}}, allOf: [{$ref: '#/A'}]}\nB: {$ref: %1}\n")), nil
			}
			return name, "", errors.New("no such file")
		}
		doc, diags = doc.Gather("in.yaml", open)
		slice, _, repairs, found := doc.Slice(Selection{})
		diags.Merge(found)
		diags.Merge(RepairWarnings(repairs))
		for _, d := range diags.Sorted() {
			if d.Pos.File != "in.yaml" && d.Pos.File != "other.yaml" || d.Pos.Line < 1 {
				t.Errorf("no position: %s", d)
			}
		}
		if diags.HasErrors() {
			return
		}
		ends := &refChecker{t: t, doc: slice}
		ends.check(slice.Root, rootObject, "")
	})
}

// refChecker checks that all references of a document resolve.
type refChecker struct {
	t   *testing.T
	doc *Document
}

func (e *refChecker) check(n *Node, k class, p diag.Pointer) {
	if ref := refOf(n, k); ref != nil {
		if at, problem := resolveRef(ref.Text); problem != "" || e.doc.At(at) == nil {
			e.t.Errorf("%s: %s does not resolve: %s", p, ref.Text, problem)
		}
	}
	eachChild(n, k, p, e.check)
}
