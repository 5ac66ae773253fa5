package generator

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/templates"
)

// These tests generate from the fragen.yaml of the repository.

// generate runs the generator, without writing the output.
func generate(t *testing.T, old *output.Manifest, read ReadFile) *output.Output {
	t.Helper()
	cfg, diags := config.Load("../fragen.yaml")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	out, diags, err := Generate(context.Background(), cfg, old, read, Options{})
	if err != nil || diags.HasErrors() {
		t.Fatalf("%v\n%v", err, diags)
	}
	return out
}

// compare reports the differences between two outputs.
func compare(t *testing.T, label string, want, got *output.Output) {
	t.Helper()
	wantLock, wantSum := want.Texts()
	gotLock, gotSum := got.Texts()
	if diff := cmp.Diff(string(wantLock)+string(wantSum), string(gotLock)+string(gotSum)); diff != "" {
		t.Fatalf("%s: %s", label, diff)
	}
	files := got.Tree.Files()
	for i, file := range want.Tree.Files() {
		if !bytes.Equal(file.Data, files[i].Data) {
			t.Errorf("%s: %s: %s", label, file.Name(), cmp.Diff(string(file.Data), string(files[i].Data)))
		}
	}
}

// TestSameBytes checks that the same input produces the same bytes, also with the names
// of the previous run.
func TestSameBytes(t *testing.T) {
	first := generate(t, nil, ReadDisk)
	runs := 5
	if os.Getenv("FRAGEN_LONG") != "" {
		runs = 20
	}
	for range runs {
		compare(t, "another run", first, generate(t, nil, ReadDisk))
	}
	old, err := output.Decode(first.Texts())
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "the next run", first, generate(t, old, ReadDisk))
}

// TestJobs checks that the number of jobs does not change the output, and that the run
// reports its progress.
func TestJobs(t *testing.T) {
	cfg, diags := config.Load("../fragen.yaml")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	first := generate(t, nil, ReadDisk)
	for _, jobs := range []int{1, 4} {
		stages, done := map[string]int{}, 0
		out, _, err := Generate(t.Context(), cfg, nil, ReadDisk, Options{Jobs: jobs, Progress: func(stage string, at, total int) {
			stages[stage]++
			if stage == "rendering files" && (at != done+1 || at > total) {
				t.Errorf("%d of %d after %d", at, total, done)
			}
			done = at
		}})
		if err != nil {
			t.Fatal(err)
		}
		compare(t, fmt.Sprintf("%d jobs", jobs), first, out)
		if stages["reading graph"] != 1 || stages["rendering files"] < 100 {
			t.Errorf("unexpected stages: %v", stages)
		}
	}
}

// TestCanceledWhileRendering checks that a canceled run stops while it renders files.
func TestCanceledWhileRendering(t *testing.T) {
	cfg, _ := config.Load("../fragen.yaml")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	rendered := 0
	out, _, err := Generate(ctx, cfg, nil, ReadDisk, Options{Progress: func(stage string, done, _ int) {
		if stage == "rendering files" {
			rendered = done
			cancel()
		}
	}})
	if out != nil || !errors.Is(err, context.Canceled) || rendered > 50 {
		t.Errorf("%v, %v, after %d files", out, err, rendered)
	}
}

// TestNamesStay checks that the names in the manifest do not change. A target is found in
// the manifest by its folder.
func TestNamesStay(t *testing.T) {
	first := generate(t, nil, ReadDisk)
	old, err := output.Decode(first.Texts())
	if err != nil {
		t.Fatal(err)
	}
	const key = "/components/schemas/microsoft.graph.call"
	found := false
	for i, s := range old.Target("generated/graph").Symbols {
		if s.Key == key {
			old.Target("generated/graph").Symbols[i].Name, found = "Telephone", true
		}
	}
	if !found {
		t.Fatalf("%s has no name", key)
	}
	next := generate(t, old, ReadDisk)
	for _, s := range next.New.Target("generated/graph").Symbols {
		if s.Key == key && s.Name != "Telephone" {
			t.Errorf("the name became %s", s.Name)
		}
	}
}

// TestReading checks that each file is read once, and that a read error is reported at
// the key that names the file.
func TestReading(t *testing.T) {
	reads := map[string]int{}
	generate(t, nil, func(root, name string) (string, error) {
		reads[name]++
		return ReadDisk(root, name)
	})
	for name, count := range reads {
		if count != 1 {
			t.Errorf("%s is read %d times", name, count)
		}
	}
	cfg, _ := config.Load("../fragen.yaml")
	out, diags, err := Generate(context.Background(), cfg, nil, func(root, name string) (string, error) {
		if strings.HasSuffix(name, "codes.yaml") {
			return "", &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
		}
		return ReadDisk(root, name)
	}, Options{})
	if out != nil || err != nil {
		t.Fatalf("%v, %v", out, err)
	}
	if got := diags.String(); !strings.HasPrefix(got, "../fragen.yaml:") || !strings.Contains(got, "../codes.yaml: permission denied [read]") {
		t.Error(got)
	}
}

// TestRuntimePackages checks that an optional package is written below the runtime, with
// its own import path, and removed when the configuration no longer lists it.
func TestRuntimePackages(t *testing.T) {
	known := templates.Packages()
	for _, name := range config.RuntimePackages {
		if !slices.Contains(known, name) {
			t.Errorf("the configuration accepts the package %q, which does not exist", name)
		}
	}
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	put("go.mod", "module example.com/x\n\ngo 1.26\n")
	put("api.yaml", "openapi: 3.0.3\ninfo: {title: API, version: \"1\"}\n"+
		"paths: {/a: {get: {responses: {\"204\": {description: none}}}}}\n")
	commit := func(packages string) *output.Report {
		t.Helper()
		put("fragen.yaml", "version: 1\nruntime: gen/rest\n"+packages+"targets: [{name: api, spec: api.yaml, out: gen/api}]\n")
		cfg, diags := config.Load(filepath.Join(dir, "fragen.yaml"))
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		old, err := output.ReadManifest(cfg.Dir, output.LockName(cfg.File))
		if err != nil {
			t.Fatal(err)
		}
		out, diags, err := Generate(context.Background(), cfg, old, ReadDisk, Options{})
		if err != nil || diags.HasErrors() {
			t.Fatalf("%v\n%v", err, diags)
		}
		report, err := out.Commit(false)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	const file = "gen/rest/jwt/verifier.go"
	if report := commit("runtimePackages: [jwt]\n"); !slices.Contains(report.Written, file) {
		t.Errorf("written %q", report.Written)
	}
	lock, err := output.ReadManifest(dir, "fragen.lock")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(lock.Target("gen/rest").Files, func(h output.Hashed) bool { return h.Path == "jwt/verifier.go" }) {
		t.Error("the package is not in fragen.sum")
	}
	if report := commit(""); !slices.Contains(report.Removed, file) || len(report.Written) > 0 {
		t.Errorf("removed %q, written %q", report.Removed, report.Written)
	}
	if _, err := os.Stat(filepath.Join(dir, "gen/rest/jwt")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the empty folder still exists: %v", err)
	}
}

func TestCanceled(t *testing.T) {
	cfg, _ := config.Load("../fragen.yaml")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if out, _, err := Generate(ctx, cfg, nil, ReadDisk, Options{}); out != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", out, err)
	}
}

func TestUserAgent(t *testing.T) {
	for version, want := range map[string]string{"v1.0": "graph/v1.0", "": "graph", "1 (beta)\r\nX: y/é": "graph/1betaXy"} {
		if got := userAgent("graph", version); got != want {
			t.Errorf("%q: %q, want %q", version, got, want)
		}
	}
}

// TestDocsLocale checks that doc comments in another locale than the source locale of the
// code table are an error.
func TestDocsLocale(t *testing.T) {
	cfg, diags := config.Load("../fragen.yaml")
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	cfg.Targets[0].Docs = config.Docs{Locale: "de", Pos: diag.Pos{File: "fragen.yaml", Line: 7}}
	_, diags, err := Generate(context.Background(), cfg, nil, ReadDisk, Options{})
	if err != nil || !strings.HasPrefix(diags.String(), "fragen.yaml:7: doc comments are in the source locale") {
		t.Errorf("%v, %v", err, diags)
	}
}
