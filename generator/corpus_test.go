package generator_test

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// Real descriptions, as their publishers left them: what becomes an SDK without
// an error is Go that compiles, and nothing is our fault. Half of them are
// compiled, every second one, since all would take minutes.
func TestCorpusCompiles(t *testing.T) {
	corpus := os.Getenv("FRAGEN_CORPUS")
	if corpus == "" {
		t.Skip("FRAGEN_CORPUS is not set: SDKs of foreign descriptions are NOT compiled")
	}
	files, err := filepath.Glob(filepath.Join(corpus, "openapi", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no descriptions in %s (%v)", corpus, err)
	}
	house := newHouse(t)
	names := map[string]string{}
	made := 0
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		inputs := map[string][]byte{"openapi.json": data}
		inputs["fragen.yaml"] = defaultConfig(inputs)
		name := "d" + strconv.Itoa(i)
		names[name] = filepath.Base(file)
		r := generate(t, house.add(t, name, inputs))
		if r.out == nil {
			continue
		}
		made++
		house.inspect(name, r.out)
		if i%2 == 0 {
			house.move(t, name, r.out, nil)
		}
	}
	house.attribute(t, house.goCommand("build", "./..."))
	for name, faults := range house.faults {
		t.Errorf("%s: %d faults, the first is %s", names[name], len(faults), faults[0])
	}
	t.Logf("%d of %d descriptions became an SDK", made, len(files))
	if made < 300 {
		t.Errorf("%d descriptions became an SDK, want at least 300", made)
	}
}
