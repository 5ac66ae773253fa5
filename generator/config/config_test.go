package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/source"
)

const full = `version: 1
go: 1.30
runtime: generated/rest
runtimePackages: [jwt]
targets:
  - name: graph
    spec: ../spec/./calls.yaml
    out: ./generated/graph
    layout: package
    select:
      paths:
        - /calls/**
        - {path: "/app/*", methods: [get, delete]}
      operations: [call.Get]
      tags: &t [calls]
      schemas: *t
      subtypes: [identity]
    naming:
      initialisms: false
      rename:
        "#/components/schemas/z": Zed
        "#/paths/~1calls/get": ListCalls
    docs: {locale: de}
    codes: {table: codes.yaml, locales: [en, zh-Hans], domains: [graph.calls]}
    pages:
      - {tags: [calls], style: page, param: page, items: data, last: meta.pages}
      - {paths: ["/app/*"], operations: [call.Get], style: cursor, param: after, items: data, nextItem: id, more: more}
      - {style: offset, param: start, items: data, total: total, first: 1}
    wire: {numbersFromStrings: false, odata: true}
  - {name: small, spec: small.json, out: small, naming: {calls: operations}}
`

func TestParse(t *testing.T) {
	got, diags := Parse("conf/fragen.yaml", []byte(full))
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	at := func(line, col int) diag.Pos { return diag.Pos{File: "conf/fragen.yaml", Line: line, Col: col} }
	text := func(value string, line, col int) diag.Text { return diag.Text{Value: value, Pos: at(line, col)} }
	rule := func(glob string, line, col int, methods ...string) source.PathRule {
		return source.PathRule{Glob: glob, Methods: methods, Pos: at(line, col)}
	}
	want := &Config{
		File: "conf/fragen.yaml", Dir: "conf", Go: "1.30", Runtime: Runtime{Dir: "generated/rest"},
		Packages: []diag.Text{text("jwt", 4, 19)},
		Targets: []Target{{
			Pos: at(6, 5), Name: "graph", Spec: text("../spec/calls.yaml", 7, 11), Out: "generated/graph", Layout: "package",
			Select: source.Selection{
				Paths:      []source.PathRule{rule("/calls/**", 12, 11), rule("/app/*", 13, 18, "get", "delete")},
				Operations: []string{"call.Get"},
				Tags:       []string{"calls"},
				Schemas:    []string{"calls"},
				Subtypes:   []string{"identity"},
				Pos: map[string]diag.Pos{
					"operation call.Get": at(14, 20), "tag calls": at(15, 17), "schema calls": at(15, 17), "subtype identity": at(17, 18),
				},
			},
			Naming: Naming{Calls: PathCalls, Rename: []names.Rename{
				{Pointer: "/components/schemas/z", Name: "Zed", Pos: at(21, 9)},
				{Pointer: "/paths/~1calls/get", Name: "ListCalls", Pos: at(22, 9)},
			}},
			Docs: Docs{"de", at(23, 20)},
			Codes: &Codes{
				Table:   text("codes.yaml", 24, 20),
				Locales: []diag.Text{text("en", 24, 42), text("zh-Hans", 24, 46)},
				Domains: []diag.Text{text("graph.calls", 24, 66)},
			},
			Pages: []PageRule{{
				Pos: at(26, 9), Tags: []diag.Text{text("calls", 26, 17)}, Style: "page", First: 1,
				Param: text("page", 26, 45), Items: text("data", 26, 58), Last: text("meta.pages", 26, 70),
			}, {
				Pos: at(27, 9), Paths: []source.PathRule{rule("/app/*", 27, 18)},
				Operations: []diag.Text{text("call.Get", 27, 42)}, Style: "cursor",
				Param: text("after", 27, 75), Items: text("data", 27, 89),
				NextItem: text("id", 27, 105), More: text("more", 27, 115),
			}, {
				Pos: at(28, 9), Style: "offset", First: 1,
				Param: text("start", 28, 32), Items: text("data", 28, 46), Total: text("total", 28, 59),
			}},
			Wire: Wire{OData: true},
		}, {
			Pos: at(30, 5), Name: "small", Spec: text("small.json", 30, 25), Out: "small", Layout: "package",
			Naming: Naming{Initialisms: true, Calls: OperationCalls}, Docs: Docs{Locale: "en"}, Wire: Wire{NumbersFromStrings: true},
		}},
	}
	isKeys := func(p cmp.Path) bool { return p.Last().String() == ".Keys" }
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{}), cmp.FilterPath(isKeys, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	if key := got.Targets[1].Keys["naming"]; key != at(30, 49) {
		t.Errorf(`the key "naming" is at %s`, key)
	}
}

// small returns a configuration with one target.
func small(runtime, out string) string {
	return "version: 1\nruntime: " + runtime + "\ntargets: [{name: x, spec: x.yaml, out: " + out + "}]\n"
}

func TestRuntime(t *testing.T) {
	for text, want := range map[string]Runtime{
		"generated/rest":     {Dir: "generated/rest"},
		"./rest":             {Dir: "rest"},
		"rest":               {Dir: "rest"},
		"example.com/x/rest": {Import: "example.com/x/rest"},
	} {
		config, diags := Parse("fragen.yaml", []byte(small(text, "gen")))
		if diags.Len() > 0 {
			t.Errorf("%s: %v", text, diags)
		} else if config.Runtime != want {
			t.Errorf("%s: %+v, want %+v", text, config.Runtime, want)
		}
	}
}

func TestModules(t *testing.T) {
	root := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		file := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put("go.mod", "module example.com/top // ours\n\ngo 1.26.1\n")
	put("a/b/fragen.yaml", small("gen/rest", "own/gen/deep"))
	put("a/b/own/go.mod", "module example.com/own\n\ngo 1.20\n\nrequire example.com/top v0.0.0\n")

	t.Chdir(filepath.Join(root, "a"))
	config, diags := Load("b/fragen.yaml")
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	got := []string{
		config.Module, config.ModuleDir, config.Go,
		config.ImportPath("gen/rest"), config.ImportPath("own/gen/deep"), config.ImportPath("."),
	}
	want := []string{
		"example.com/top", "..", "1.26.1",
		"example.com/top/a/b/gen/rest", "example.com/own/gen/deep", "example.com/top/a/b",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}

	put("a/b/own/go.mod", "module example.com/own\n\ngo 1.20\n")
	_, diags = Load("b/fragen.yaml")
	const warning = `"own/gen/deep" is in the module example.com/own, which does not require the module ` +
		"example.com/top of the runtime; choose folders in the same module, or require example.com/top in " +
		"own/go.mod [other-module]\n"
	if got := diags.String(); diags.HasErrors() || !strings.HasSuffix(got, warning) {
		t.Errorf("the runtime in another module: %s", got)
	}
}

// TestSchemaAcceptsValid checks that the JSON Schema, which editors use, accepts
// every configuration that Parse accepts.
func TestSchemaAcceptsValid(t *testing.T) {
	schema := compileSchema(t)
	texts := map[string]string{"full": full, "import path": small("example.com/x/rest", "gen")}
	own, err := os.ReadFile("../../fragen.yaml")
	if err != nil {
		t.Fatal(err)
	}
	texts["our own"] = string(own)
	for name, text := range texts {
		if err := schema.Validate(jsonValue(t, text)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, diags := Parse("fragen.yaml", []byte(text)); diags.Len() > 0 {
			t.Errorf("%s: %v", name, diags)
		}
	}
}

// FuzzParse feeds arbitrary bytes. Every diagnostic has a position and a rule,
// and the outputs of a configuration without errors are inside its folder.
func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte(small("../rest", "gen")))
	f.Add([]byte("a: &a [*a]"))
	f.Add([]byte("&a : *a"))
	f.Add([]byte("version: 1\ntargets: [[], {}, null, 3]\n"))
	f.Add([]byte("{version: 1, runtime: é, targets: [{name: x, ä: y}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		config, diags := Parse("fragen.yaml", data)
		for _, d := range diags.Sorted() {
			if d.Pos.Line < 1 || d.Pos.Col < 0 || d.Rule == "" {
				t.Errorf("no position or rule: %s", d)
			}
		}
		if diags.HasErrors() {
			return
		}
		for _, target := range config.Targets {
			if !filepath.IsLocal(filepath.FromSlash(target.Out)) || strings.Contains(target.Out, `\`) {
				t.Errorf("%q is outside the folder", target.Out)
			}
		}
	})
}

func TestSelect(t *testing.T) {
	cfg, diags := Parse("fragen.yaml", []byte(`version: 1
runtime: rest
targets:
- name: a
  spec: a.yaml
  out: a
  select:
    except: [{path: /x, methods: [get]}]
    operationTypes: [action]
    drop: ["*Prompt"]
    navigation: cut
    depth: 0
`))
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	at := func(line, col int) diag.Pos { return diag.Pos{File: "fragen.yaml", Line: line, Col: col} }
	want := source.Selection{
		Except: []source.PathRule{{Glob: "/x", Methods: []string{"get"}, Pos: at(8, 21)}}, Types: []string{"action"}, Drop: []string{"*Prompt"},
		Navigation: source.CutNavigation, Depth: new(int),
		Pos: map[string]diag.Pos{
			"type action": at(9, 22), "drop *Prompt": at(10, 12), "navigation": at(11, 17), "depth": at(12, 12),
		},
	}
	if diff := cmp.Diff(want, cfg.Targets[0].Select); diff != "" {
		t.Error(diff)
	}
}
