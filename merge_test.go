package fragen_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/output"
)

// These files are the common ancestor of two branches. Each branch inserts lines
// at comments: a property, an operation and a row of a code table.
var mergeInputs = map[string]string{
	"go.mod": "module example.com/x\n\ngo 1.26\n",
	"fragen.yaml": "version: 1\nruntime: rest\n" +
		"targets: [{name: api, spec: api.yaml, out: api, codes: {table: codes.yaml}}]\n",
	"api.yaml": `openapi: 3.0.3
info: {title: Shop, version: "1"}
servers: [{url: https://shop.example.com}]
paths:
  # ours: paths
  /orders:
    get:
      parameters:
        - {name: state, in: query, required: true, schema: {type: string}}
        # ours: parameters
        - {name: owner, in: query, required: true, schema: {type: string}}
        # theirs: parameters
      responses:
        "200":
          description: The order.
          content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}
  # theirs: paths
components:
  schemas:
    Order:
      type: object
      properties:
        # ours: properties
        id: {type: string}
        result: {$ref: "#/components/schemas/Result"}
        # theirs: properties
    Result: {type: object, properties: {code: {type: integer, format: int32}}}
`,
	"codes.yaml": `version: 1
tables:
  - domain: shop.orders
    name: orderResult
    source: en
    locales: [en]
    description: How an order ended.
    categories: [{id: done, description: All went well.}]
    resolvers: [{id: nobody, description: Nothing is broken.}]
    codes:
      # ours: codes
      - {id: shipped, code: 200, category: done, retryable: false, resolvedBy: nobody, message: {en: It was shipped.}}
      - {id: lost, code: 404, category: done, retryable: false, resolvedBy: nobody, message: {en: It was lost.}}
      # theirs: codes
`,
}

// mergeEdits are the lines that a branch inserts. %s is the name of the branch and
// %d its number.
var mergeEdits = map[string]string{
	"paths":      "  /%s: {get: {responses: {\"204\": {description: None.}}}}\n",
	"parameters": "        - {name: %s, in: query, required: true, schema: {type: string}}\n",
	"properties": "        %s: {type: string}\n",
	"codes": "      - {id: %s, code: %d, category: done, retryable: false, resolvedBy: nobody, " +
		"message: {en: An order of %s.}}\n",
}

// mergeRepository is a git repository with a generated SDK.
type mergeRepository struct {
	*testing.T
	dir string
}

// git runs git and reports whether it succeeded.
func (r *mergeRepository) git(args ...string) bool {
	r.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com"}, args...)...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if err != nil && args[0] != "merge" {
		r.Fatalf("git %s: %v\n%s", args, err, out)
	}
	return err == nil
}

// generate writes the SDK and returns the names of its manifest.
func (r *mergeRepository) generate(merge bool) map[string]output.Symbol {
	r.Helper()
	cfg, err := fragen.Load(filepath.Join(r.dir, "fragen.yaml"))
	if err != nil {
		r.Fatal(err)
	}
	result, err := fragen.Generate(r.Context(), cfg, &fragen.Options{MergeLock: merge})
	if err != nil {
		r.Fatal(err)
	}
	defer result.Close()
	if _, err := result.Commit(false); err != nil {
		r.Fatal(err)
	}
	m, err := output.ReadManifest(r.dir, "fragen.lock")
	if err != nil {
		r.Fatal(err)
	}
	symbols := map[string]output.Symbol{}
	for _, s := range m.Target("api").Symbols {
		symbols[s.Key] = s
	}
	return symbols
}

// branch creates a branch with edits and returns the names of its manifest.
func (r *mergeRepository) branch(name, number string) map[string]output.Symbol {
	r.Helper()
	r.git("checkout", "-q", "-b", name, "main")
	for _, file := range []string{"api.yaml", "codes.yaml"} {
		text := mergeInputs[file]
		for part, line := range mergeEdits {
			comment := "# " + name + ": " + part + "\n"
			line = strings.NewReplacer("%s", name, "%d", number).Replace(line)
			text = strings.ReplaceAll(text, comment, comment+line)
		}
		write(r.T, r.dir, map[string]string{file: text})
	}
	symbols := r.generate(false)
	r.git("add", "-A")
	r.git("commit", "-q", "-m", name)
	return symbols
}

// TestMergeBranches merges two branches that each add a property to the same
// struct, a required argument to the same call, an operation and a row to the same
// table. After --merge-lock, only numbers of the new elements of one branch differ:
// both branches gave them the same.
func TestMergeBranches(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	for _, style := range []string{"merge", "diff3"} {
		t.Run(style, func(t *testing.T) {
			r := &mergeRepository{t, t.TempDir()}
			write(t, r.dir, mergeInputs)
			base := r.generate(false)
			r.git("init", "-q", "-b", "main")
			r.git("config", "merge.conflictStyle", style)
			r.git("config", "core.autocrlf", "false")
			r.git("add", "-A")
			r.git("commit", "-q", "-m", "base")
			theirs := r.branch("theirs", "500")
			ours := r.branch("ours", "300")
			if r.git("merge", "-q", "theirs") {
				t.Fatal("the merge has no conflicts, so this test tests nothing")
			}
			for _, file := range []string{"api.yaml", "codes.yaml"} {
				if data, err := os.ReadFile(filepath.Join(r.dir, file)); err != nil || strings.Contains(string(data), "<<<<<<<") {
					t.Fatalf("%s has a conflict: %v\n%s", file, err, data)
				}
			}
			merged := r.generate(true)
			compareMerged(t, base, ours, theirs, merged)
			if again := r.generate(false); len(again) != len(merged) {
				t.Errorf("the next run has %d symbols instead of %d", len(again), len(merged))
			}
		})
	}
}

// compareMerged checks that the merge has the symbols of both branches. Numbers of
// new symbols of theirs may differ.
func compareMerged(t *testing.T, base, ours, theirs, merged map[string]output.Symbol) {
	t.Helper()
	for key, s := range ours {
		if merged[key] != s {
			t.Errorf("%s: %v became %v", key, s, merged[key])
		}
	}
	moved := 0
	for key, s := range theirs {
		_, old := base[key]
		switch got := merged[key]; {
		case got == s:
		case old || got.Key == "" || got.Name != s.Name:
			t.Errorf("%s: %v became %v", key, s, got)
		default:
			moved++
		}
	}
	for key := range merged {
		if ours[key].Key == "" && theirs[key].Key == "" {
			t.Errorf("%s is new", key)
		}
	}
	if moved != 3 {
		t.Errorf("%d numbers of theirs have changed, want those of a property, an argument and a row", moved)
	}
}
