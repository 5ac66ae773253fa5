package generator_test

// The whole way, from descriptions and tables to Go files, one behaviour at a
// time.
//
// A case is a file testdata/<behaviour>.txtar. Its comment says in a sentence
// what it pins, and in a line "show: api/pet.go api/client.go" which outputs
// are recorded; "show: symbols" records what the manifest says of names. The
// files are openapi.yaml or openapi.json, perhaps codes.yaml, fragen.yaml,
// fragen.lock (the names of an earlier run), run_test.go (a test of the
// generated package) and what must come out: want/<path> for the outputs and
// want/diagnostics.txt for what is said about the inputs.
//
// Every output of every case is held against the law (law_test.go) and the Go
// compiler (house_test.go), recorded or not. What does not compile is never
// recorded.

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
)

var update = flag.Bool("update", false, "rewrite the golden files that differ")

func TestGolden(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is not for CI: goldens are reviewed before they are committed")
	}
	cases := readCases(t)
	house := newHouse(t)
	for _, c := range cases {
		c.result = generate(t, house.add(t, c.name, c.inputs))
		if c.result.out != nil {
			house.inspect(c.name, c.result.out)
			house.move(t, c.name, c.result.out, c.inputs["run_test.go"])
		}
	}
	house.check(t)
	house.run(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { c.compare(t, house.faults[c.name]) })
	}
}

// golden is a case.
type golden struct {
	name    string
	file    string
	comment string
	show    []string
	inputs  map[string][]byte
	archive *txtar.Archive
	result  result
}

func readCases(t *testing.T) []*golden {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata (%v)", err)
	}
	var cases []*golden
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		file, err = filepath.Abs(file) // the tests change folders
		if err != nil {
			t.Fatal(err)
		}
		c := &golden{
			name: strings.TrimSuffix(filepath.Base(file), ".txtar"), file: file,
			comment: string(archive.Comment), archive: archive, inputs: map[string][]byte{},
		}
		for line := range strings.Lines(c.comment) {
			if list, ok := strings.CutPrefix(line, "show:"); ok {
				c.show = append(c.show, strings.Fields(list)...)
			}
		}
		for _, f := range archive.Files {
			if !strings.HasPrefix(f.Name, "want/") {
				c.inputs[f.Name] = f.Data
			}
		}
		if c.inputs["fragen.yaml"] == nil {
			c.inputs["fragen.yaml"] = defaultConfig(c.inputs)
		}
		cases = append(cases, c)
	}
	return cases
}

// defaultConfig generates all that a case has.
func defaultConfig(inputs map[string][]byte) []byte {
	spec := "openapi.yaml"
	if inputs[spec] == nil {
		spec = "openapi.json"
	}
	text := "version: 1\nruntime: " + runtimeImport + "\ntargets:\n  - name: api\n    spec: " + spec + "\n    out: api\n"
	if inputs["codes.yaml"] != nil {
		text += "    codes: {table: codes.yaml}\n"
	}
	return []byte(text)
}

// result is what a run of the generator gave.
type result struct {
	out   *output.Output // nil when there are errors
	diags *diag.List
}

// generate does what the command does for the fragen.yaml in dir, but for
// writing. It changes to dir, so that positions are as a user sees them.
func generate(t *testing.T, dir string) result {
	t.Helper()
	t.Chdir(dir)
	cfg, diags := config.Load("fragen.yaml")
	if cfg == nil {
		return result{nil, diags}
	}
	old, err := output.ReadManifest(cfg.Dir, generator.LockName(cfg.File))
	if err != nil {
		t.Fatal(err)
	}
	out, diags, err := generator.Generate(context.Background(), cfg, old, os.ReadFile)
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(dir), err)
	}
	return result{out, diags}
}

// compare holds the result against the case, or records it.
func (c *golden) compare(t *testing.T, faults []string) {
	got := c.recorded(t)
	if len(faults) > 0 {
		t.Fatalf("the output is not good Go:\n%s", strings.Join(faults, "\n"))
	}
	want := &txtar.Archive{Comment: c.archive.Comment}
	all := &txtar.Archive{Comment: c.archive.Comment}
	for _, f := range c.archive.Files {
		if strings.HasPrefix(f.Name, "want/") {
			want.Files = append(want.Files, f)
		} else {
			all.Files = append(all.Files, f)
		}
	}
	all.Files = append(all.Files, got.Files...)
	diff := cmp.Diff(string(txtar.Format(want)), string(txtar.Format(got)))
	switch {
	case diff == "":
	case *update:
		if err := os.WriteFile(c.file, txtar.Format(all), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the result differs (-want +got); go test ./generator -update records it:\n%s", diff)
	}
}

// recorded returns the part of the result that the case shows.
func (c *golden) recorded(t *testing.T) *txtar.Archive {
	t.Helper()
	got := &txtar.Archive{Comment: c.archive.Comment}
	add := func(name, text string) {
		if text != "" {
			got.Files = append(got.Files, txtar.File{Name: "want/" + name, Data: []byte(text)})
		}
	}
	add("diagnostics.txt", c.result.diags.String())
	if c.result.out == nil {
		if len(c.show) > 0 {
			t.Errorf("nothing was made that could be shown:\n%s", c.result.diags)
		}
		return got
	}
	if len(c.show) == 0 && c.inputs["run_test.go"] == nil {
		t.Error("the case passes without an error, but shows and runs nothing")
	}
	for _, name := range slices.Sorted(slices.Values(c.show)) {
		if name == "symbols" {
			add("symbols.txt", symbols(c.result.out))
			continue
		}
		data, ok := files(c.result.out)[name]
		if !ok {
			t.Errorf("%s is to be shown, but was not made", name)
		}
		add(name, string(data))
	}
	return got
}

// files returns the files of an output by path.
func files(out *output.Output) map[string][]byte {
	all := map[string][]byte{}
	for _, f := range out.Tree.Files() {
		all[f.Name()] = f.Data
	}
	return all
}

// symbols returns what the manifest keeps of names.
func symbols(out *output.Output) string {
	var text strings.Builder
	for _, target := range out.New.Targets {
		for _, s := range target.Symbols {
			key := s.Key
			if quoted := strconv.Quote(key); strings.Contains(quoted, `\`) {
				key = quoted // hidden characters would mislead
			}
			text.WriteString(key + " " + s.Name + "\n")
		}
	}
	return text.String()
}
