package generator_test

// This file checks snapshots: generating from the snapshot of a description produces the
// same bytes as generating from the description, including the snapshot itself. It checks
// every third case, or all with FRAGEN_LONG.

import (
	"fmt"
	"path/filepath"
	"testing"

	"gopkg.in/yaml.v3"
)

func TestSnapshots(t *testing.T) {
	for _, c := range someCases(t) {
		t.Run(c.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), c.name)
			write(t, filepath.Join(dir, "go.mod"), []byte("module "+moduleName+"/"+c.name+"\n\ngo 1.26\n"))
			for name, data := range c.inputs {
				write(t, filepath.Join(dir, name), data)
			}
			before := generate(t, dir)
			if before.out == nil {
				return
			}
			write(t, filepath.Join(dir, "fragen.yaml"), withSnapshots(t, c.inputs["fragen.yaml"], false))
			first := generate(t, dir)
			if first.out == nil {
				t.Fatalf("with snapshots:\n%s", first.diags)
			}
			for _, file := range first.out.Tree.Files() {
				if file.Dir == "snapshots" {
					write(t, filepath.Join(dir, "copies", file.Path), file.Data)
				}
			}
			write(t, filepath.Join(dir, "fragen.yaml"), withSnapshots(t, c.inputs["fragen.yaml"], true))
			second := generate(t, dir)
			if second.out == nil {
				t.Fatalf("from the snapshots:\n%s", second.diags)
			}
			for i := range first.out.New.Targets {
				first.out.New.Targets[i].LeftOut = nil // a snapshot has none of the parts with errors
				second.out.New.Targets[i].LeftOut = nil
			}
			same(t, first.out, second.out)
		})
	}
}

// withSnapshots returns a fragen.yaml whose targets have snapshots. If used is set, the
// descriptions are copies of the snapshots.
func withSnapshots(t *testing.T, data []byte, used bool) []byte {
	t.Helper()
	var config map[string]any
	if err := yaml.Unmarshal(data, &config); err != nil {
		t.Fatal(err)
	}
	targets, _ := config["targets"].([]any)
	for i, target := range targets {
		keys, _ := target.(map[string]any)
		keys["snapshot"] = fmt.Sprintf("snapshots/%d.yaml", i)
		if used {
			keys["spec"] = fmt.Sprintf("copies/%d.yaml", i)
			delete(keys, "overlays")
		}
	}
	out, err := yaml.Marshal(config)
	if err != nil {
		t.Fatal(err)
	}
	return out
}
