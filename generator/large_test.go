package generator_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// manyOperations returns a description with n operations for each word. The paths of
// these operations begin with the word.
func manyOperations(n int, words ...string) []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: 'https://example.com'}]\npaths:\n")
	for _, word := range words {
		for i := range n {
			fmt.Fprintf(&b, "  /%s/p%d:\n    get:\n      parameters: [{name: q, in: query, schema: {type: string}}]\n"+
				"      responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/M'}}}}}\n", word, i)
		}
	}
	b.WriteString("components: {schemas: {M: {type: object, properties: {a: {type: string}}}}}\n")
	return []byte(b.String())
}

// TestNoHugeFiles checks that the files of a fake with many operations have a limited
// size in both layouts, and that the fake compiles. The words end like the suffixes of
// split files and functions.
func TestNoHugeFiles(t *testing.T) {
	const maxLines = 10_000
	h := newOutputModule(t)
	for _, layout := range []string{"package", "tree"} {
		dir := h.add(t, "large"+layout, map[string][]byte{
			"fragen.yaml":  []byte("version: 1\nruntime: " + runtimeImport + "\ntargets:\n  - {name: api, spec: openapi.yaml, out: api, fake: true, layout: " + layout + "}\n"),
			"openapi.yaml": manyOperations(210, "items", "items2", "itemspart2"),
		})
		got := generate(t, dir)
		if got.out == nil {
			t.Fatal(got.diags)
		}
		all := 0
		for name, data := range files(got.out) {
			lines := bytes.Count(data, []byte("\n"))
			if lines > maxLines {
				t.Errorf("%s: %s has %d lines", layout, name, lines)
			}
			if strings.HasPrefix(name, "api/apitest/") {
				all += lines
			}
		}
		if all < maxLines {
			t.Errorf("%s: only %d lines, too few for this test", layout, all)
		}
		h.writeOutput(t, filepath.Base(dir), got.out, nil)
	}
	h.check(t)
	for name, faults := range h.faults {
		t.Errorf("%s: %s", name, strings.Join(faults, "\n"))
	}
}
