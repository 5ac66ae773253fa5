package source

// Comparison of the fast readers with the full ones: equal trees with equal
// positions, equal slices, and no stubs in a slice.

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// firstDifference describes the first difference between two trees, positions
// included, or returns "". cmp is too slow for trees of a million nodes.
func firstDifference(a, b *Node) string {
	if a.Kind != b.Kind || a.Text != b.Text || a.Line != b.Line || a.Col != b.Col ||
		len(a.Fields) != len(b.Fields) || len(a.Items) != len(b.Items) {
		return fmt.Sprintf(": %v %.80q at %d:%d with %d members, %d elements; want %v %.80q at %d:%d with %d members, %d elements",
			a.Kind, a.Text, a.Line, a.Col, len(a.Fields), len(a.Items), b.Kind, b.Text, b.Line, b.Col, len(b.Fields), len(b.Items))
	}
	for i, f := range a.Fields {
		g := b.Fields[i]
		if f.Key != g.Key || f.Line != g.Line || f.Col != g.Col {
			return fmt.Sprintf(": key %q at %d:%d, want %q at %d:%d", f.Key, f.Line, f.Col, g.Key, g.Line, g.Col)
		}
		if where := firstDifference(f.Value, g.Value); where != "" {
			return "/" + f.Key + where
		}
	}
	for i, item := range a.Items {
		if where := firstDifference(item, b.Items[i]); where != "" {
			return fmt.Sprintf("/%d%s", i, where)
		}
	}
	return ""
}

// findStub returns the location of a stub below n, or "".
func findStub(n *Node) string {
	if n.Kind > Map {
		return " is unread"
	}
	for _, f := range n.Fields {
		if where := findStub(f.Value); where != "" {
			return "/" + f.Key + where
		}
	}
	for i, item := range n.Items {
		if where := findStub(item); where != "" {
			return fmt.Sprintf("/%d%s", i, where)
		}
	}
	return ""
}

// checkSkim compares the fast and the full reading of text. It reports whether
// the fast reader accepted the text.
func checkSkim(t *testing.T, name, text string) bool {
	t.Helper()
	fast := readFast(name, text)
	full, diags := readTree(name, text)
	if fast == nil {
		return false
	}
	if full == nil || diags.HasErrors() {
		t.Fatalf("%s: the fast reader accepts a text that the full one rejects:\n%s\n%.2000s", name, diags, text)
	}
	sameSlices(t, &Document{File: name, Root: readFast(name, text)}, &Document{File: name, Root: full})
	fast.loadAll()
	if where := firstDifference(fast, full); where != "" {
		t.Fatalf("%s: the readers differ at %s\n%.2000s", name, where, text)
	}
	return true
}

// sameSlices compares the slices of both documents for a few selections.
func sameSlices(t *testing.T, fast, full *Document) {
	t.Helper()
	if full.Root.Kind != Map {
		return
	}
	for _, sel := range selections(full) {
		a, cuts, _, diags := fast.Slice(sel)
		b, wantCuts, _, want := full.Slice(sel)
		if diags.String() != want.String() || fmt.Sprint(cuts) != fmt.Sprint(wantCuts) {
			t.Errorf("%s by %+v: cuts %v, want %v; diagnostics:\n%s\nwant:\n%s", full.File, sel, cuts, wantCuts, diags, want)
		}
		if where := findStub(a.Root); where != "" {
			t.Errorf("%s by %+v: %s", full.File, sel, where)
		}
		if where := firstDifference(a.Root, b.Root); where != "" {
			t.Errorf("%s by %+v: the slices differ at %s", full.File, sel, where)
		}
	}
}

// selections returns some selections that fit the document. The last one is
// empty.
func selections(doc *Document) []Selection {
	all := []Selection{{Paths: []PathRule{{Glob: "/communications/calls/**"}}}, {Schemas: []string{"Pet"}, Subtypes: []string{"Error"}}}
	if operations := doc.Operations(); len(operations) > 0 {
		some := operations[len(operations)/2]
		all = append(all, Selection{Paths: []PathRule{{Glob: some.Path, Methods: []string{some.Method}}}},
			Selection{Operations: []string{some.ID}}, Selection{Tags: some.Tags})
	}
	return append(all, Selection{})
}

// TestUnread checks which parts of a document a slice loads.
func TestUnread(t *testing.T) {
	for name, text := range map[string]string{"in.json": skimmedJSON, "in.yaml": skimmedYAML} {
		t.Run(name, func(t *testing.T) {
			doc := openFile(t, name, text)
			unread := func(p diag.Pointer) bool {
				n := doc.Root
				for _, token := range p.Tokens() {
					n = n.Fields[n.fieldIndex(token)].Value
				}
				return n.Kind > Map
			}
			slice, _, _, diags := doc.Slice(Selection{Paths: []PathRule{{Glob: "/a"}}})
			if diags.Len() > 0 {
				t.Fatal(diags)
			}
			for p, want := range map[diag.Pointer]bool{
				"/paths/~1a": false, "/paths/~1b": true, "/webhooks/w": true, "/components/schemas/A": false, "/components/schemas/B": true,
				"/components/schemas/C": true, "/components/x-own/any": false, "/paths/x-own": false, "/info": false,
			} {
				if got := unread(p); got != want {
					t.Errorf("%s is unread: %v, want %v", p, got, want)
				}
			}
			if where := findStub(slice.Root); where != "" {
				t.Errorf("in the slice %s", where)
			}
			if n := doc.At("/components/schemas/C"); n == nil || n.Kind != Map {
				t.Errorf("At finds %+v", n)
			}
			doc.Load()
			if where := findStub(doc.Root); where != "" {
				t.Errorf("after Load %s", where)
			}
		})
	}
}

// skimmedJSON has references in every position where stubs could leak: to
// whole sections, into other operations, and in mappings.
const skimmedJSON = `{"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
 "paths": {"x-own": {"a": 1},
  "/a": {"get": {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}}}},
  "/b": {"get": {"operationId": "b", "tags": ["t"], "responses": {"200": {"description": "d", "content": {
    "a/b": {"schema": {"$ref": "#/paths"}}, "c/d": {"schema": {"$ref": "#/components/schemas"}}}}}}}},
 "webhooks": {"w": {"post": {"responses": {}, "parameters": [{"$ref": "#/paths/~1b/get"}]}}},
 "components": {"x-own": {"any": {"a": 1}},
  "schemas": {
   "A": {"type": "object", "discriminator": {"propertyName": "k", "mapping": {"b": "#/components/schemas/B", "c": "C"}}},
   "B": {"allOf": [{"$ref": "#/components/schemas/A"}], "x-\u0061": {"type": "x"}},
   "C": {"type": "object", "properties": {"a": {}, "b": {}}}}}}
`

// skimmedYAML is the same description in block style, with every construct of
// the fast reader.
const skimmedYAML = `---
# a comment
openapi: 3.1.0 # and another
info:
  title: 'it''s'
  version: "1"
  description: plain text
    that goes on
paths:
  x-own:
    a: 1
  /a:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/A'
  /b:
    get:
      operationId: b
      tags:
      - t
      responses:
        "200":
          description: d
          content:
            a/b:
              schema: {}
            c/d:
              schema:
                $ref: '#/components/schemas'
webhooks:
  w:
    post:
      responses: {}
      parameters:
        - $ref: '#/paths/~1b/get'
components:
  x-own:
    any:
      a: 1
  schemas:
    A:
      type: object
      discriminator:
        propertyName: k
        mapping:
          b: '#/components/schemas/B'
          c: C
    B:
      allOf:
        - $ref: '#/components/schemas/A'

    # before C
    C:
      type: object
      properties:
        a: {}
        b: {}
`

func TestSkimSmall(t *testing.T) {
	for _, text := range []string{skimmedJSON, strings.ReplaceAll(skimmedJSON, `{"`, "{\r\n\t\""), `{"paths":{"/a":null,"/b":[{}]},"components":{"schemas":1}}`} {
		if !checkSkim(t, "in.json", text) {
			t.Errorf("the fast reader gave up: %s", text)
		}
	}
}

// TestSkimCorpus reads every real-world description with both readers.
// Descriptions in JSON are also read as YAML, once as written by us and once
// in random styles.
func TestSkimCorpus(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(corpus(t), "*/*.[jy][sa]*"))
	if err != nil || len(files) < 100 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	styles, slow := 0, 0
	for i, file := range files {
		name := filepath.Base(file)
		text := strings.TrimPrefix(corpusText(t, filepath.Join(filepath.Base(filepath.Dir(file)), name)), "\uFEFF")
		if !checkSkim(t, name, text) {
			if isJSON := filepath.Ext(name) == ".json"; isJSON || filepath.Base(filepath.Dir(file)) != "vendors" {
				t.Errorf("the fast reader gave up on %s", file)
			}
			slow++ // hand-written YAML with flow style, anchors or tags
			continue
		}
		root := readFast(name, text)
		if root.loadAll(); filepath.Ext(name) != ".json" || len(text) > 10e6 {
			continue
		}
		var printed strings.Builder
		if err := (&Document{Root: root}).YAML(&printed); err != nil {
			t.Fatal(err)
		}
		if !checkSkim(t, "in.yaml", printed.String()) {
			t.Errorf("the fast reader gave up on the YAML form of %s", file)
		}
		if checkSkim(t, "in.yaml", styled(root, uint64(i))) {
			styles++
		}
	}
	t.Logf("%d files, %d of them without the fast reader; %d in random styles", len(files), slow, styles)
	if slow > 10 {
		t.Errorf("the fast reader gave up on %d files, want at most 10", slow)
	}
}

// FuzzSkimJSON checks that the fast reader accepts exactly the valid texts,
// and reads the same trees as the full one.
func FuzzSkimJSON(f *testing.F) {
	for _, seed := range []string{
		skimmedJSON, `{"paths":{"\/a":{"x":[1,-0.5e+3,true,null,"x\u00e9\ud83d\ude00\ud800\n"]},"/a":{}}}`, `{"paths":{"/a":{"a":1,"a":2}}}`,
		`{"webhooks":{"a":{}},"webhooks":{}}`, "{\"components\" :\r\n {\"schemas\":{\"A\":\n\n{ \"a\" : 01}}}}", `{"paths":{"/a":{"b":"\x"}}}`, `{"a":[1,]}`, `[]`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) {
			return
		}
		text := string(data)
		full, diags := readJSON("in.json", text)
		valid := full != nil && !diags.HasErrors()
		if fast := checkSkim(t, "in.json", text); fast != valid {
			t.Fatalf("the fast reader accepts: %v, valid: %v\n%s", fast, valid, diags)
		}
	})
}

// fastYAML lists YAML texts that the fast reader accepts.
var fastYAML = []string{
	skimmedYAML, "a:\n  b: 1\n", "paths:\n  /a:\n    x: 1\n    y:\n    - a: b\n      c: d\n    -\n    - - e\n      - f\n    - g\n  /b:\n  /c: {}\n  /d: []\n",
	"a: [] # x\nb:   {}\nc:\n\n  # x\n  d: e\n# y\n", "a:", "a:\n  b:\nc:   # x\nd: ~\n", "a:\n  - # x\n    b: c\n  -   d: e\n      f: g\n",
	"a: 200\nb: 0x1F\nc: 0o17\nd: 017\ne: .5\nf: 1_000\ng: 1e400\nh: .inf\ni: -.INF\nj: .nan\nk: 2020-01-02\nl: +5\nm: 12345678901234567890\nn: -0b11\no: -1.5e-3\np: 1.2.3\nq: 08\n",
	"a: true\nb: True\nc: yes\nd: null\ne: NULL\nf: ~\ng: no\nh: off\ni: tRue\n200: x\nnull: y\n~: z\n",
	"a: one\n  two\n\n   three # x\nb:\n  four\n  five:x #y\n", "a: -b\n-c: ?d\n?e: :f\n:g: -'h\nb: a#b\nc: http://x/y?z#w\nd: \u00e9\u2014\U0001f600\n",
	"a: 'x''y\n\n  z  \n  w'\nb: \"x \\\n   y\\tz\\x41\\u00e9\\U0001F600\\_ \\\n\n  \\  w\"\n'c d': e\n\"f\\\"g\": h\n", "a: \"x\\\n\"\nb: 'tab\there'\n",
	"a: |\n  x\n   y\n\n  z\nb: >-\n\n  x\n  y\n\n   z\n  w\n\n\nc: |+\n  x\n\n\nd: >2 # x\n   x\n  y\ne: |1-\n  x\nf: |\ng: >+\n\n",
	"a:\n  |\n  x\nb:\n- >\n x\n- |\n  y", "a: |\n  x\ttab\n  # no comment\n # a comment\n", "a:\n    - b\n    -  c\n",
	"? a\n: b\n?   'c d'  # x\n# y\n: - e\n  - f\ng:\n  ? h\n  : i: j\n    k: l\n  ? m\n  :\n  ? n\n  :\n  - o\n", "paths:\n  ? /a\n  : b: c\n    d: e\n  ? /f\n  : {}\n",
	strings.ReplaceAll(skimmedYAML, "\n", "\r\n"), "a: b\r\n  c\r\n\r\nd: |+\r\n  e\r\n  f \r\n\r\ng: \"h \\\r\n  i\r\n\r\n j\"", "a: >\r\n b\r\n\r\n\r\n c\r\n  d",
	"\n\na: b\n", "a: b\n   \n  # x", "a: 'b' \nc: d  \n", "a: >\n    x\n    \n     y\n    z\n  \n", "paths:\n  /a:\n    x: |+\n      y\n\n\n  /b:\n    z: 1",
}

// fullOnlyYAML lists valid and invalid YAML texts that the fast reader gives up
// on.
var fullOnlyYAML = []string{
	smallYAML, "a: {b: c}", "a: [1]", "a: &a b", "a: *a", "a: !!str 5", "a: !x b", "<<: {}", "? a", "?\n: b", "? a\n  b\n: c", "? a: b\n: c", "? - a\n: b", "? a\n : b", "? a\n", "? |\n  a\n: b", "? a\nb: c", "a: b\n---\nc: d", "a: b\n...\n", "%YAML 1.1\n---\na: b", "--- \na: b",
	"a: b\rc: d\r\n", "a: 'b\r'", "\ta: b", "a:\tb", "a: b\tc", "a: b\n\tc", "a: \u0085", "a: \u2028b", "a: \ufeffb", "a: \x01", "a: \x7f", "a: 'b", "a: \"\\z\"", "a: \"\\x1\"", "a: \"\\uD800\"",
	"a: b: c", "a: b\n c: d", "a: - b", "- a", "a", "", "# x", "a: 1\na: 2", "a: b\n'a': c", "a:\n    b: c\n  d: e", "a:\n  - b\n c: d", "a: b\n- c", "a : b", "[a]: b",
	"'a\n b': c", "a: |x\n  b", "a: |\n\t b", "a: |0\n b", "a: \"b\"c", "a: \"b\"#c", "a: []#c", "a: @b", "a: `b", "a: %b", "a: ? b", "---\n---\na: b", "a: 'b\n--- c'\n",
	"a:\n  b: &x\n", strings.Repeat("k", 1100) + ": v", "paths:\n  /a:\n    b: 1\n    b: 2\n", "a: >\n   \n  x\n",
}

// TestSkimYAML checks which texts the fast reader accepts.
func TestSkimYAML(t *testing.T) {
	for _, text := range fastYAML {
		if !checkSkim(t, "in.yaml", text) {
			t.Errorf("the fast reader gave up:\n%s", text)
		}
	}
	for _, text := range fullOnlyYAML {
		if checkSkim(t, "in.yaml", text) {
			t.Errorf("the fast reader did not give up:\n%s", text)
		}
	}
}

// FuzzSkimYAML checks that the fast reader agrees with the full one on every
// text that it accepts.
func FuzzSkimYAML(f *testing.F) {
	for _, seed := range slices.Concat(fastYAML, fullOnlyYAML) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if utf8.Valid(data) && !likelyJSON("in.yaml", string(data)) {
			checkSkim(t, "in.yaml", string(data))
		}
	})
}
