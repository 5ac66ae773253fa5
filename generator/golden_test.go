package generator_test

// This file runs the generator from descriptions and code tables to Go files, with a
// case for each behavior.
//
// A case is a file testdata/<behavior>.txtar. Its comment describes the behavior. A line
// "show: api/pet.go api/client.go" in the comment lists the generated files that are
// recorded; "show: symbols" records the names in the manifest. The input files are
// openapi.yaml or openapi.json and optionally codes.yaml, fragen.yaml, fragen.lock (the
// names of an earlier run) and run_test.go (a test of the generated package). The
// expected files are want/<path> for generated files and want/diagnostics.txt.
//
// A case about changes has earlier versions of some inputs, such as
// before/openapi.yaml. They are generated first, and the resulting names and numbers are
// the lock of the second run. run_test.go must pass with both. A line "show: changes" in
// the comment records the lines that the second run changed.
//
// All generated files are checked by the rules in generated_code_test.go and by the type
// checker, see module_test.go. Files with errors are not recorded.

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/internal/golden"
	"github.com/fragen-go/fragen/generator/output"
)

func TestGolden(t *testing.T) {
	cases := map[string]*goldenCase{}
	outputs := newOutputModule(t)
	for _, c := range readCases(t) {
		cases[c.name] = c
		if c.before != nil {
			c.before.generate(t, outputs)
			if c.before.result.out == nil {
				t.Fatalf("%s: the earlier inputs have errors:\n%s", c.name, c.before.result.diags)
			}
			c.inputs["fragen.lock"] = c.before.result.out.New.EncodeLock()
		}
		c.generate(t, outputs)
	}
	outputs.check(t)
	outputs.run(t)
	golden.Run(t, func(t *testing.T, _ *txtar.Archive) []txtar.File {
		c := cases[path.Base(t.Name())]
		if c == nil {
			t.Skip("not selected by -run")
		}
		faults := outputs.faults[c.name]
		if c.before != nil {
			faults = append(faults, outputs.faults[c.before.name]...)
		}
		if len(faults) > 0 {
			t.Fatalf("the output has errors:\n%s", strings.Join(faults, "\n"))
		}
		return c.recorded(t)
	})
}

// goldenCase is a golden case.
type goldenCase struct {
	name   string
	show   []string
	inputs map[string][]byte
	result result
	before *goldenCase // with earlier versions of some inputs; usually nil
}

func (c *goldenCase) generate(t *testing.T, outputs *outputModule) {
	t.Helper()
	c.result = generate(t, outputs.add(t, c.name, c.inputs))
	if c.result.out != nil {
		outputs.inspect(c.name, c.result.out)
		outputs.writeOutput(t, c.name, c.result.out, c.inputs["run_test.go"])
	}
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
		c.separateBefore()
		cases = append(cases, c)
	}
	return cases
}

// someCases returns every third case, or all with FRAGEN_LONG.
func someCases(t *testing.T) []*goldenCase {
	t.Helper()
	all := readCases(t)
	if os.Getenv("FRAGEN_LONG") != "" {
		return all
	}
	var some []*goldenCase
	for i := 0; i < len(all); i += 3 {
		some = append(some, all[i])
	}
	return some
}

// separateBefore moves the earlier versions of inputs to a case of their own, which has
// the other inputs too.
func (c *goldenCase) separateBefore() {
	const prefix = "before/"
	inputs := maps.Clone(c.inputs)
	for name, data := range c.inputs {
		if earlier, ok := strings.CutPrefix(name, prefix); ok {
			c.before = &goldenCase{name: c.name + "-before", inputs: inputs}
			inputs[earlier] = data
			delete(inputs, name)
			delete(c.inputs, name)
		}
	}
	if test, ok := inputs["run_test.go"]; ok && c.before != nil {
		imports := moduleName + "/" + c.name + "/"
		inputs["run_test.go"] = bytes.ReplaceAll(test, []byte(imports), []byte(moduleName+"/"+c.before.name+"/"))
	}
}

// defaultConfig returns a fragen.yaml that generates the inputs of a case. A fake is
// generated too, unless the case records names.
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

// allSchemas is the part of a fragen.yaml that includes schemas that no operation uses.
const allSchemas = "    select: {schemas: [\"*\"]}\n"

// result is the result of a run of the generator.
type result struct {
	out   *output.Output // nil if there are errors
	diags *diag.List
}

// generate runs the generator for the fragen.yaml in dir, without writing the output.
func generate(t *testing.T, dir string) result {
	t.Helper()
	return generateAfter(t, dir, nil)
}

// generateAfter is like generate for the run after the one that made old, which is read
// from dir if it is nil. It changes the current folder to dir so that positions are
// relative to it.
func generateAfter(t *testing.T, dir string, old *output.Manifest) result {
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
	if old == nil {
		if old, err = output.ReadManifest(cfg.Dir, output.LockName(cfg.File)); err != nil {
			t.Fatal(err)
		}
	}
	out, diags, err := generator.Generate(context.Background(), cfg, old, generator.ReadDisk, generator.Options{})
	if err != nil {
		t.Fatalf("%s: %v", filepath.Base(dir), err)
	}
	return result{out, diags}
}

// recorded returns the files that the case records.
func (c *goldenCase) recorded(t *testing.T) []txtar.File {
	t.Helper()
	got := []txtar.File{golden.Result("diagnostics.txt", c.result.diags.String())}
	if c.result.out == nil {
		if len(c.show) > 0 {
			t.Fatalf("there is no output to record:\n%s", c.result.diags)
		}
		return got
	}
	for _, name := range slices.Sorted(slices.Values(c.show)) {
		switch name {
		case "symbols":
			got = append(got, golden.Result("symbols.txt", symbols(c.result.out)))
			continue
		case "changes":
			got = append(got, golden.Result("changes.txt", c.changes()))
			continue
		}
		data, ok := files(c.result.out)[name]
		if !ok {
			t.Fatalf("the output has no file %s, which the case records", name)
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

// changes returns the lines of generated files that differ from the earlier output,
// except import paths.
func (c *goldenCase) changes() string {
	var text strings.Builder
	old, now := files(c.before.result.out), files(c.result.out)
	for name, data := range old {
		old[name] = bytes.ReplaceAll(data, []byte(moduleName+"/"+c.before.name+"/"), []byte(moduleName+"/"+c.name+"/"))
	}
	all := maps.Clone(old)
	maps.Copy(all, now)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if bytes.Equal(old[name], now[name]) {
			continue
		}
		text.WriteString(name + "\n")
		heading := true
		for line := range strings.Lines(string(diff.Diff("old", old[name], "new", now[name]))) {
			heading = heading && !strings.HasPrefix(line, "@@")
			if !heading && (line[0] == '-' || line[0] == '+') {
				text.WriteString(line)
			}
		}
	}
	return text.String()
}

// symbols returns the names in the manifest.
func symbols(out *output.Output) string {
	var text strings.Builder
	for _, target := range out.New.Targets {
		for _, s := range target.Symbols {
			key := s.Key
			if quoted := strconv.Quote(key); strings.Contains(quoted, `\`) {
				key = quoted // show hidden characters
			}
			text.WriteString(key + " " + cmp.Or(s.Name, strconv.Itoa(s.Number)) + "\n")
		}
	}
	return text.String()
}
