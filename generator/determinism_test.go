package generator_test

// This file checks that the same input produces the same bytes: in several runs, since Go
// iterates over maps in random order, and with the keys of all input maps reversed, since
// their order has no meaning in YAML and JSON. Every third case runs three times, and with
// FRAGEN_LONG all cases twenty times. TestSameBytes runs the fragen.yaml of the repository.

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/output"
)

func TestDeterminism(t *testing.T) {
	runs := 3
	if os.Getenv("FRAGEN_LONG") != "" {
		runs = 20
	}
	for _, c := range someCases(t) {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), c.name)
			write(t, filepath.Join(dir, "go.mod"), []byte("module "+moduleName+"/"+c.name+"\n\ngo 1.26\n"))
			for name, data := range c.inputs {
				write(t, filepath.Join(dir, name), data)
			}
			first := generate(t, dir)
			for range runs - 1 {
				next := generate(t, dir)
				if diff := cmp.Diff(first.diags.String(), next.diags.String()); diff != "" {
					t.Fatalf("the diagnostics differ:\n%s", diff)
				}
				if first.out != nil {
					same(t, first.out, next.out)
				}
			}
			if first.out == nil || t.Failed() {
				return
			}
			for name, data := range c.inputs {
				if ext := filepath.Ext(name); ext == ".yaml" || ext == ".json" {
					write(t, filepath.Join(dir, name), reversed(t, data))
				}
			}
			turned := generate(t, dir)
			if turned.out == nil {
				t.Fatalf("with reversed keys:\n%s", turned.diags)
			}
			same(t, first.out, turned.out)
		})
	}
}

// TestReversedKeys generates from the fragen.yaml of the repository, with the keys of all
// input maps reversed.
func TestReversedKeys(t *testing.T) {
	run := func(turn func(string) string) *output.Output {
		cfg, _ := config.Load("../fragen.yaml")
		out, diags, err := generator.Generate(context.Background(), cfg, nil, func(root, name string) (string, error) {
			text, err := generator.ReadDisk(root, name)
			return turn(text), err
		}, generator.Options{})
		if err != nil || diags.HasErrors() {
			t.Fatalf("%v\n%v", err, diags)
		}
		return out
	}
	same(t, run(func(text string) string { return text }), run(func(text string) string { return string(reversed(t, []byte(text))) }))
}

// same compares two outputs, except the hashes of the inputs.
func same(t *testing.T, want, got *output.Output) {
	t.Helper()
	if diff := cmp.Diff(want.New.Targets, got.New.Targets); diff != "" {
		t.Errorf("the files or names differ:\n%s", diff)
	}
	other := files(got)
	for name, data := range files(want) {
		if !bytes.Equal(data, other[name]) {
			t.Errorf("%s:\n%s", name, cmp.Diff(string(data), string(other[name])))
		}
	}
}

// reversed returns a YAML or JSON file with the members of all maps in reverse order.
// JSON remains JSON, since it is YAML in flow style.
func reversed(t *testing.T, data []byte) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	reverseMaps(t, &doc)
	out, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// reverseMaps reverses the members of all maps in n and removes comments.
func reverseMaps(t *testing.T, n *yaml.Node) {
	t.Helper()
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	if n.Kind == yaml.AliasNode {
		t.Fatal("cannot reverse a file with aliases: an alias must follow its anchor")
	}
	if n.Kind == yaml.MappingNode {
		slices.Reverse(n.Content) // now each key follows its value
		for i := 0; i+1 < len(n.Content); i += 2 {
			n.Content[i], n.Content[i+1] = n.Content[i+1], n.Content[i]
		}
	}
	for _, child := range n.Content {
		reverseMaps(t, child)
	}
}

func TestReversed(t *testing.T) {
	got := string(reversed(t, []byte(`{"b": [1, {"d": "2", "c": null}], "a": {"x": "yes"}}`)))
	want := `{"a": {"x": "yes"}, "b": [1, {"c": null, "d": "2"}]}` + "\n"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
