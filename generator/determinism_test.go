package generator_test

// The same input makes the same bytes: in twenty runs, since Go orders maps
// anew in each, and with the keys of all input maps turned around, since their
// order means nothing in YAML and JSON. (The repository's own fragen.yaml runs
// twenty times in TestSameBytes.)

import (
	"bytes"
	"context"
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
	for _, c := range readCases(t) {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), c.name)
			write(t, filepath.Join(dir, "go.mod"), []byte("module "+houseModule+"/"+c.name+"\n\ngo 1.26\n"))
			for name, data := range c.inputs {
				write(t, filepath.Join(dir, name), data)
			}
			first := generate(t, dir)
			for range 19 {
				next := generate(t, dir)
				if diff := cmp.Diff(first.diags.String(), next.diags.String()); diff != "" {
					t.Fatalf("other diagnostics:\n%s", diff)
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

// The repository's own configuration, read from files whose maps are turned
// around.
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

// same compares all but the hashes of the inputs.
func same(t *testing.T, want, got *output.Output) {
	t.Helper()
	if diff := cmp.Diff(want.New.Targets, got.New.Targets); diff != "" {
		t.Errorf("other files or names:\n%s", diff)
	}
	other := files(got)
	for name, data := range files(want) {
		if !bytes.Equal(data, other[name]) {
			t.Errorf("%s:\n%s", name, cmp.Diff(string(data), string(other[name])))
		}
	}
}

// reversed returns a YAML or JSON file with the members of all its maps in
// reverse order. JSON stays JSON, as it is YAML in flow style.
func reversed(t *testing.T, data []byte) []byte {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	turn(t, &doc)
	out, err := yaml.Marshal(&doc)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func turn(t *testing.T, n *yaml.Node) {
	t.Helper()
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	if n.Kind == yaml.AliasNode {
		t.Fatal("an alias could come to stand before its anchor")
	}
	if n.Kind == yaml.MappingNode {
		slices.Reverse(n.Content) // the keys come to stand behind their values
		for i := 0; i+1 < len(n.Content); i += 2 {
			n.Content[i], n.Content[i+1] = n.Content[i+1], n.Content[i]
		}
	}
	for _, child := range n.Content {
		turn(t, child)
	}
}

func TestReversed(t *testing.T) {
	got := string(reversed(t, []byte(`{"b": [1, {"d": "2", "c": null}], "a": {"x": "yes"}}`)))
	want := `{"a": {"x": "yes"}, "b": [1, {"c": null, "d": "2"}]}` + "\n"
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
