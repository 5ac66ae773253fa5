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
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/output"
)

func TestGolden(t *testing.T) {
	cases := map[string]*goldenCase{}
	house := newHouse(t)
	for _, c := range readCases(t) {
		cases[c.name] = c
		c.result = generate(t, house.add(t, c.name, c.inputs))
		if c.result.out != nil {
			house.inspect(c.name, c.result.out)
			house.move(t, c.name, c.result.out, c.inputs["run_test.go"])
		}
	}
	house.check(t)
	house.run(t)
	golden.Run(t, func(t *testing.T, _ *txtar.Archive) []txtar.File {
		c := cases[path.Base(t.Name())]
		if c == nil {
			t.Skip("not asked for by -run")
		}
		if faults := house.faults[c.name]; len(faults) > 0 {
			t.Fatalf("the output is not good Go:\n%s", strings.Join(faults, "\n"))
		}
		return c.recorded(t)
	})
}

// goldenCase is a case.
type goldenCase struct {
	name   string
	show   []string
	inputs map[string][]byte
	result result
}

func readCases(t *testing.T) []*goldenCase {
	t.Helper()
	var cases []*goldenCase
	for _, file := range golden.Files(t) {
		if !golden.IsSelected(file) {
			continue
		}
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := &goldenCase{name: strings.TrimSuffix(filepath.Base(file), ".txtar"), inputs: map[string][]byte{}}
		for line := range strings.Lines(string(archive.Comment)) {
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
			c.inputs["fragen.yaml"] = defaultConfig(c.inputs, !slices.Contains(c.show, "symbols"))
		}
		cases = append(cases, c)
	}
	return cases
}

// defaultConfig generates all that a case has, perhaps with a fake, so that
// the fake of every odd thing is compiled.
func defaultConfig(inputs map[string][]byte, fake bool) []byte {
	spec := "openapi.yaml"
	if inputs[spec] == nil {
		spec = "openapi.json"
	}
	text := "version: 1\nruntime: " + runtimeImport + "\ntargets:\n  - name: api\n    spec: " + spec + "\n    out: api\n"
	if inputs["codes.yaml"] != nil {
		text += "    codes: {table: codes.yaml}\n"
	}
	if fake {
		text += "    fake: true\n"
	}
	return []byte(text)
}

// result is what a run of the generator gave.
type result struct {
	out   *output.Output // nil when there are errors
	diags *diag.List
}

// generate does what the command does for the fragen.yaml in dir, but for
// writing. It goes to dir meanwhile, so that positions are as a user sees them.
func generate(t *testing.T, dir string) result {
	t.Helper()
	home, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	defer t.Chdir(home)
	cfg, diags := config.Load("fragen.yaml")
	if cfg == nil {
		return result{nil, diags}
	}
	old, err := output.ReadManifest(cfg.Dir, output.LockName(cfg.File))
	if err != nil {
		t.Fatal(err)
	}
	out, diags, err := generator.Generate(context.Background(), cfg, old, generator.ReadDisk, generator.Options{})
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(dir), err)
	}
	return result{out, diags}
}

// recorded returns the part of the result that the case shows.
func (c *goldenCase) recorded(t *testing.T) []txtar.File {
	t.Helper()
	got := []txtar.File{golden.Result("diagnostics.txt", c.result.diags.String())}
	if c.result.out == nil {
		if len(c.show) > 0 {
			t.Fatalf("nothing was made that could be shown:\n%s", c.result.diags)
		}
		return got
	}
	for _, name := range slices.Sorted(slices.Values(c.show)) {
		if name == "symbols" {
			got = append(got, golden.Result("symbols.txt", symbols(c.result.out)))
			continue
		}
		data, ok := files(c.result.out)[name]
		if !ok {
			t.Fatalf("%s is to be shown, but was not made", name)
		}
		got = append(got, golden.Result(name, string(data)))
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
