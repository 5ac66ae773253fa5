package review_test

import (
	"bytes"
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/gosdk"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/review"
)

// generated has the results of generate for inputs without a lock, which most cases
// share.
var generated = map[string]result{}

type result struct {
	generation *review.Generation
	lock       *output.Manifest
}

// generate is generateNow for inputs that an earlier test may have generated.
func generate(
	t *testing.T, inputs map[string]string, lock *output.Manifest,
) (*review.Generation, *output.Manifest, error) {
	t.Helper()
	key := ""
	for _, name := range slices.Sorted(maps.Keys(inputs)) {
		key += name + "\x00" + inputs[name] + "\x00"
	}
	if r, ok := generated[key]; ok && lock == nil {
		return r.generation, r.lock, nil
	}
	g, m, err := generateNow(t, inputs, lock)
	if err == nil && lock == nil {
		generated[key] = result{g, m}
	}
	return g, m, err
}

// generateNow plans and renders the first target of the inputs. The names in lock, the
// result of an earlier call, do not change.
func generateNow(
	t *testing.T, inputs map[string]string, lock *output.Manifest,
) (*review.Generation, *output.Manifest, error) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "fragen.yaml")
	for name, text := range map[string]string{
		"fragen.yaml": inputs["fragen.yaml"], "go.mod": "module example.com/app\n\ngo 1.26\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cfg, diags := config.Load(file)
	if diags.HasErrors() {
		return nil, nil, errors.New(diags.String())
	}
	read := func(_, name string) (string, error) {
		text, ok := inputs[filepath.Base(name)]
		if !ok {
			return "", os.ErrNotExist
		}
		return text, nil
	}
	planned, diags, err := generator.Explore(context.Background(), cfg, lock, read)
	if err != nil || diags.HasErrors() {
		return nil, nil, errors.Join(err, diags.Err())
	}
	target, p := cfg.Targets[0], planned[0].Plan
	g := &review.Generation{
		Name: target.Name, Dir: target.Out, Plan: p, Files: map[string][]byte{}, Diags: diags.Sorted(),
		Settings: review.Settings{Pos: target.Pos, Keys: target.Keys, Renames: map[string]names.Rename{}},
	}
	for _, r := range target.Naming.Rename {
		g.Settings.Renames[review.RenameKey(r.Pointer)] = r
	}
	for f, err := range gosdk.Render(context.Background(), p, 1) {
		if err != nil {
			t.Fatal(err)
		}
		g.Files[f.Path] = f.Data
	}
	m := output.Target{Name: target.Name, Dir: target.Out}
	for _, s := range p.Symbols {
		m.Symbols = append(m.Symbols, output.Symbol{Key: s.Key, Name: s.Name, Number: s.Number})
	}
	return g, &output.Manifest{Targets: []output.Target{m}}, nil
}

// changedFiles returns copies of two generations without the files that are equal.
func changedFiles(old, now *review.Generation) (a, b *review.Generation) {
	x, y := *old, *now
	x.Files, y.Files = maps.Clone(old.Files), maps.Clone(now.Files)
	for _, name := range slices.Collect(maps.Keys(old.Files)) {
		if data, ok := now.Files[name]; ok && bytes.Equal(data, old.Files[name]) {
			delete(x.Files, name)
			delete(y.Files, name)
		}
	}
	return &x, &y
}
