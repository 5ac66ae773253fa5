package source

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

const smallYAML = `openapi: 3.1.0
info: {title: t, version: "1"}
paths:
  /a/{b}:
    get:
      operationId: x
      responses:
        200: {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
components:
  schemas:
    A: &a {type: object, properties: {next: {$ref: '#/components/schemas/A'}}, discriminator: {propertyName: k, mapping: {a: A, b: B}}}
    B: {<<: *a, allOf: [{$ref: '#/components/schemas/A'}]}
`

// sameTree compares trees without their positions.
func sameTree(a, b *Node) string {
	return cmp.Diff(a, b, cmpopts.EquateEmpty(),
		cmpopts.IgnoreFields(Node{}, "File", "Line", "Col"), cmpopts.IgnoreFields(Field{}, "Line", "Col"))
}

// FuzzReadJSON compares the JSON reader with encoding/json: both must accept
// the same texts and read the same values. Writing the tree as JSON or YAML
// must preserve it.
func FuzzReadJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,-0.5e+3,true,null,"x\u00e9\ud83d\ude00\ud800\n"]}`, "[]", `{"a":1,"a":2}`, `[1,]`, `01`, `"\x"`, "{\"a\" :\r\n 1}", `1e400`,
		`{"<<":{"y":"no","200":"0x1F"},"s":" a\nb \n\n","t":"a\tb\u2028\u0085"}`, "\"\x00\"", `"` + "\xff" + `"`, `-`, `nul`, `{"a"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) {
			return
		}
		root, diags := readJSON("in.json", string(data))
		if strings.Contains(diags.String(), "[too-deep]") {
			return
		}
		if (root != nil) != json.Valid(data) {
			t.Fatalf("readable: %v, valid: %v\n%s", root != nil, json.Valid(data), diags)
		}
		if root == nil || diags.HasErrors() {
			return
		}
		doc := &Document{File: "in.json", Root: root}
		printed := jsonText(t, doc)
		var want, got any
		if json.Unmarshal(data, &want) == nil && (json.Unmarshal([]byte(printed), &got) != nil || !cmp.Equal(want, got)) {
			t.Fatalf("encoding/json reads another value from the written text:\n%s\n%s", data, printed)
		}
		var text bytes.Buffer
		if err := doc.YAML(&text); err != nil {
			t.Fatal(err)
		}
		again, diags := readYAML("in.yaml", text.String())
		if again == nil {
			t.Fatalf("the YAML cannot be read:\n%s\n%s", text.String(), diags)
		}
		if diff := sameTree(root, again); diff != "" {
			t.Fatalf("YAML gives another tree:\n%s\n%s", text.String(), diff)
		}
	})
}

// FuzzReadYAML looks for panics, for trees without positions, and for trees
// that JSON cannot represent.
func FuzzReadYAML(f *testing.F) {
	for _, seed := range []string{
		smallYAML, "a: &a [*a]", "a: &a [x, x]\nb: [*a, *a]", "? [a]\n: b", "a: !!int x", "a: !x b", "- 0x1F\n- .5\n- 1_0\n- .inf\n- 2020-01-01",
		"\ta: b", "a: b\n---\nc: d", "", "# only a comment", "&k a: 1\nb: *k", "<<: 1", "é: ü\n", "a: \"\\x00\"",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) {
			return
		}
		root, diags := readYAML("in.yaml", string(data))
		for _, d := range diags.Sorted() {
			if d.Pos.Line < 1 || d.Pos.Col < 1 {
				t.Errorf("no position: %s", d)
			}
		}
		if root == nil {
			if !diags.HasErrors() {
				t.Fatal("readYAML returned neither a tree nor an error")
			}
			return
		}
		if printed := jsonText(t, &Document{Root: root}); !json.Valid([]byte(printed)) {
			t.Fatalf("invalid JSON: %s", printed)
		}
	})
}

// FuzzSlice looks for panics, for slices with unresolved references, for
// slices that change when sliced again, and for schemas without an
// explanation.
func FuzzSlice(f *testing.F) {
	f.Add([]byte(smallYAML), "/a/**", -1, false)
	f.Add([]byte(smallYAML), "", -1, false)
	f.Add([]byte(strings.ReplaceAll(smallYAML, "/a/{b}", "/a")), "/{a,b}", 0, true)
	f.Add([]byte("openapi: 3.0.0\ninfo: {}\npaths:\n  /x: {get: {responses: {'200': {$ref: '#/paths/~1y/get/responses/200'}}}}\n  /y: {get: {responses: {'200': {description: d}}}}\n"), "/x", -1, false)
	f.Add([]byte("openapi: 3.0.0\ninfo: {}\npaths:\n  /x: {get: {responses: {'200': {content: {a: {schema: {$ref: '#/components/schemas/A/definitions/I'}}}}}}}\n"+
		"components: {schemas: {A: {definitions: {I: {properties: {b: {$ref: '#/components/schemas/B'}, n: {x-ms-navigationProperty: true, $ref: '#/components/schemas/A'}}}}}, B: {}}}\n"), "/x", 1, true)
	// The overview and the explanation must lack the parts that are left out.
	f.Add([]byte(`{"openapi":"3.0.0","info":null,"paths":{"0":1}}`), "", -1, false)
	f.Add([]byte(`{"openapi":"3.0.0","info":null,"paths":{"/x":{"get":{"responses":{"0":1}}}}}`), "/x", -1, false)
	f.Add([]byte("openapi: 3.0.0\ninfo: {}\npaths:\n  /x: {get: {responses: {'200': {$ref: '#/none'}, '404': {content: {a: {schema: {items: 1, properties: {b: {$ref: '#/components/schemas/B'}}}}}}}}}\n"+
		"components: {schemas: {B: {}}}\n"), "/x", -1, false)
	for depth := range 3 {
		f.Add([]byte(crewYAML), "/crew/**", depth, depth == 1)
	}
	f.Fuzz(func(t *testing.T, data []byte, glob string, depth int, cut bool) {
		doc, diags := Read("in.yaml", data)
		if doc == nil || diags.HasErrors() {
			return
		}
		sel := Selection{Navigation: Navigation(cut)}
		if glob != "" {
			sel.Paths = []PathRule{{Glob: glob}}
		}
		if depth >= 0 {
			sel.Depth = &depth
		}
		slice, _, _, diags := doc.Slice(sel)
		if diags.HasErrors() {
			return
		}
		if x, diags := doc.Explain(sel, nil); diags.HasErrors() || x.Schemas != len(keysOf(slice.At("/components/schemas"))) {
			t.Fatalf("Explain counts %d schemas, the slice has %v\n%s", x.Schemas, keysOf(slice.At("/components/schemas")), diags)
		}
		if o, diags := doc.Inspect(sel); o == nil || o.Bytes != len(jsonText(t, slice)) {
			t.Fatalf("the overview is %+v of\n%s\n%s", o, jsonText(t, slice), diags)
		}
		again, _, _, diags := slice.Slice(sel)
		if diags.HasErrors() {
			t.Fatalf("the slice has errors that the original does not have:\n%s\n%s", diags, jsonText(t, slice))
		}
		if diff := sameTree(slice.Root, again.Root); diff != "" {
			t.Fatalf("slicing again changes the slice:\n%s", diff)
		}
	})
}
