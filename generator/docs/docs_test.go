package docs_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/output"
)

// renderPages renders the reference pages for the fragen.yaml in dir, by path.
func renderPages(t *testing.T, dir string) (map[string][]byte, *diag.List) {
	t.Helper()
	cfg, diags := config.Load(filepath.Join(dir, "fragen.yaml"))
	if cfg == nil {
		t.Fatal(diags)
	}
	read := func(_, name string) (string, error) { return output.ReadText(name) }
	options := generator.ReferenceOptions{Dir: "reference", Formats: docs.Formats}
	out, diags, err := generator.Reference(t.Context(), cfg, nil, nil, read, options)
	if err != nil {
		t.Fatal(err)
	}
	if out == nil {
		return nil, diags
	}
	made := map[string][]byte{}
	for _, file := range out.Tree.Files() {
		made[file.Path] = file.Data
	}
	return made, diags
}

// renderFiles renders the reference pages for input files in a temporary folder. It
// adds a default go.mod and fragen.yaml if they are missing.
func renderFiles(t *testing.T, files map[string]string) (map[string][]byte, *diag.List) {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{
		"go.mod":      "module example.com/x\n\ngo 1.26\n",
		"fragen.yaml": "version: 1\nruntime: rest\ntargets:\n  - {name: api, spec: openapi.yaml, out: api}\n",
	}
	if files["codes.yaml"] != "" {
		all["fragen.yaml"] = "version: 1\nruntime: rest\ntargets:\n" +
			"  - {name: api, spec: openapi.yaml, out: api, codes: {table: codes.yaml}}\n"
	}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir) // so that positions have relative paths
	defer t.Chdir(home)
	return renderPages(t, ".")
}

// TestGolden compares pages with golden files. A case lists the compared pages in lines
// that start with "show:"; checkSite checks all pages.
func TestGolden(t *testing.T) {
	golden.Run(t, func(t *testing.T, in *txtar.Archive) []txtar.File {
		files := map[string]string{}
		for _, f := range in.Files {
			files[f.Name] = string(f.Data)
		}
		made, diags := renderFiles(t, files)
		checkSite(t, made)
		got := []txtar.File{golden.Result("diagnostics.txt", diags.String())}
		for line := range strings.Lines(string(in.Comment)) {
			list, shown := strings.CutPrefix(line, "show:")
			for _, name := range strings.Fields(list) {
				if shown && made[name] == nil {
					t.Fatalf("%s: listed in show, but not rendered", name)
				}
				if shown {
					got = append(got, golden.Result(name, string(made[name])))
				}
			}
		}
		return got
	})
}

// TestOwnSite checks the reference pages of this repository's SDK, and that they are
// the same in each run.
func TestOwnSite(t *testing.T) {
	made, diags := renderPages(t, "../..")
	outdated := strings.Contains(diags.String(), "unknown-pointer") || strings.Contains(diags.String(), "stale-text")
	if outdated || diags.HasErrors() {
		t.Fatal(diags)
	}
	checkSite(t, made)
	again, _ := renderPages(t, "../..")
	for name, data := range made {
		if !bytes.Equal(data, again[name]) {
			t.Errorf("%s: differs between runs", name)
		}
	}
	for name, words := range map[string][]string{
		"graph/de/operations/communications-calls-call-id.html": {`<span class="method DELETE">`, `hreflang="zh-Hans"`, "log.Fatal(err)"},
		"graph/de/codes/callEndReason.html":                     {"10037", "Angerufenen", `id="code-`},
		"graph/ru/search.js":                                    {"10037", "window.fragenSearch"},
		"graph/en/operations/communications-calls-call-id.md":   {"Calls().ByCallId(callId).Delete(ctx, options) error", "```go\nctx := context.Background()"},
		"graphbeta/en/index.html":                               {"<h1>"},
	} {
		for _, word := range words {
			if !bytes.Contains(made[name], []byte(word)) {
				t.Errorf("%s: missing %q", name, word)
			}
		}
	}
}

// hostile lists descriptions that are harmful if they are not escaped.
var hostile = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `[x](javascript:alert(1))`, `![x](https://evil.example/a.png)`,
	`<javascript:alert(1)>`, `[x](data:text/html,<script>alert(1)</script>)`, "`</code></pre></div></main><script>`", "</div></section></main><h1>mine</h1>",
	"a\u202Etxt.exe\u2066", "<!-- --><base href=//evil.example>", "# Heading\n\n###### Small", "| a | b |\n|---|---|\n| <td> | `|` |", "\u2028\u0085\ufeff", "&lt;script&gt;&#x202E;",
	"[a]: javascript:alert(1)\n\n[a]", "<a href=\"javascript:alert(1)\">x</a>", "{{.Site}} ${x} ]]> --> */", "> > > > deep", "- a\n  - b\n    - c\n\n1. d", "```\n</code>\n```",
	"https://example.com/?a=<b>&c=\"d\"", "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
}

// TestHostile uses hostile strings in all places of an OpenAPI document.
func TestHostile(t *testing.T) {
	quote := strconv.Quote
	texts := append(slices.Clone(hostile),
		strings.Repeat("<b>*[`_ ", 1<<15), strings.Repeat("> ", 1<<17), strings.Repeat("[", 1<<18))
	for i, bad := range texts {
		q, start := quote(bad), quote(bad[:min(len(bad), 200)])
		spec := `openapi: 3.0.3
info: {title: ` + start + `, version: ` + start + `, description: ` + q + `}
paths:
  /a/{id}:
    get:
      summary: ` + q + `
      description: ` + q + `
      externalDocs: {url: "javascript:alert(1)", description: ` + q + `}
      x-permissions: [{type: ` + start + `, names: [` + start + `], note: ` + q + `}]
      x-limits: [{name: ` + start + `, value: ` + start + `, note: ` + q + `}]
      parameters: [{name: id, in: path, required: true, description: ` + q + `, schema: {type: string}}]
      responses: {"200": {description: ` + q + `, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}
components:
  schemas:
    A:
      description: ` + q + `
      type: object
      properties:
        e: {type: string, description: ` + q + `, enum: [x], x-enum-descriptions: [` + q + `]}
        ` + start + `: {type: string, deprecated: true, x-replaced-by: ` + q + `}
`
		made, diags := renderFiles(t, map[string]string{"openapi.yaml": spec})
		if diags.HasErrors() {
			t.Fatalf("string %d: %s", i, diags)
		}
		checkSite(t, made)
		for name, data := range made {
			if len(data) > 1<<20 {
				t.Errorf("string %d: %s has %d bytes", i, name, len(data))
			}
			if bytes.ContainsAny(data, "\u202E\u2066") {
				t.Errorf("string %d: %s contains bidirectional control characters", i, name)
			}
		}
	}
}

// TestTree renders the pages of an SDK with several packages, two targets with the same
// name, webhooks, unions, and types whose names differ only in case.
func TestTree(t *testing.T) {
	const spec = `openapi: 3.1.0
info: {title: Tree, version: "1"}
paths:
  /:
    get: {responses: {"200": {description: All., content: {application/json: {schema: {$ref: "#/components/schemas/thing"}}}}}}
  /users/{id}:
    post:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}, multipart/form-data: {schema: {type: object, properties: {f: {type: string, format: binary}}}}}}
      responses: {"200": {description: Bytes., content: {application/octet-stream: {schema: {type: string, format: binary}}}}}
  /con:
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}}
      responses: {"204": {description: Done.}}
  /Con:
    get: {responses: {"204": {description: Done.}}}
webhooks:
  changed:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/thing"}}}}
      responses: {"200": {description: Thanks.}}
components:
  schemas:
    thing:
      oneOf: [{$ref: "#/components/schemas/a"}, {$ref: "#/components/schemas/A"}, {type: string}]
    a: {type: object, properties: {next: {$ref: "#/components/schemas/thing"}, "": {type: string}, "名前": {type: integer}}}
    A: {type: object, required: [b], properties: {b: {type: array, items: {$ref: "#/components/schemas/a"}}}}
`
	made, diags := renderFiles(t, map[string]string{"openapi.yaml": spec, "fragen.yaml": `version: 1
runtime: rest
targets:
  - {name: api, spec: openapi.yaml, out: v1/api, layout: tree}
  - {name: api, spec: openapi.yaml, out: v2/api}
`})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	checkSite(t, made)
	for name, want := range map[string]string{
		"v1-api/en/operations/users-id.html": "users.New(client).ByID(id).Post(ctx, body, options)",
		"v2-api/en/operations/users-id.html": "client.Users().ByID(id).Post(ctx, body, options)",
	} {
		if !bytes.Contains(made[name], []byte(want)) {
			t.Errorf("%s: missing %q in\n%s", name, want, made[name])
		}
	}
}

// TestLarge renders lists that are split into nested lists.
func TestLarge(t *testing.T) {
	var spec strings.Builder
	spec.WriteString("openapi: 3.0.3\ninfo: {title: Large, version: '1'}\npaths:\n")
	for i := range 1500 {
		fmt.Fprintf(&spec, "  /users/{user-id}/s%d/p%d:\n    get: {summary: Reads %d, "+
			"responses: {'200': {description: Yes., content: {application/json: "+
			"{schema: {$ref: '#/components/schemas/t%d'}}}}}, "+
			"parameters: [{name: user-id, in: path, required: true, schema: {type: string}}]}\n", i%40, i, i, i%700)
	}
	spec.WriteString("components:\n  schemas:\n")
	for i := range 700 {
		fmt.Fprintf(&spec, "    t%d: {type: object, properties: {a: {type: string}}}\n", i)
	}
	made, diags := renderFiles(t, map[string]string{"openapi.yaml": spec.String()})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	checkSite(t, made)
	for name, data := range made {
		if len(data) > 300<<10 {
			t.Errorf("%s has %d bytes", name, len(data))
		}
	}
	if made["api/en/operations/in-users-user-id-s1.html"] == nil || made["api/en/types/in-T.html"] == nil {
		t.Error("lists are not split")
	}
}
