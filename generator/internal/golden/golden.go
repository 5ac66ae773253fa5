// Package golden runs the golden cases of a package: txtar archives in testdata
// with input files and, under want/, the expected results.
//
// It takes a function from inputs to results and gives a subtest for each case. It
// may import no other package of this module. Only tests import it.
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite golden cases that differ; refused if CI is set")

const wantDir = "want/"

const casesDir = "testdata"

// Files returns the archives in testdata and fails the test if there are none.
func Files(t *testing.T) []string {
	t.Helper()
	return FilesIn(t, casesDir)
}

// FilesIn returns the archives in dir and fails the test if there are none.
func FilesIn(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("%s has no cases (%v)", dir, err)
	}
	return files
}

// IsSelected reports whether the -run flag selects the case in file. Tests that
// prepare all their cases at once use it to skip the others.
func IsSelected(file string) bool {
	run := flag.Lookup("test.run")
	if run == nil {
		return true
	}
	_, pattern, found := strings.Cut(run.Value.String(), "/")
	if !found {
		return true
	}
	selected, err := regexp.MatchString(pattern, strings.TrimSuffix(filepath.Base(file), ".txtar"))
	return err != nil || selected
}

// Run runs each testdata/<behavior>.txtar as a subtest. The function run gets
// the archive without the files under want/ and returns the results. Empty
// results are dropped. With -update, Run rewrites archives that differ.
func Run(t *testing.T, run func(t *testing.T, in *txtar.Archive) []txtar.File) {
	t.Helper()
	RunIn(t, casesDir, run)
}

// Updates reports whether -update is set. It fails the test if CI is set too.
func Updates(t *testing.T) bool {
	t.Helper()
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is refused in CI: it would record any result")
	}
	return *update
}

// RunIn is like Run for the archives in dir.
func RunIn(t *testing.T, dir string, run func(t *testing.T, in *txtar.Archive) []txtar.File) {
	t.Helper()
	updates := Updates(t)
	for _, file := range FilesIn(t, dir) {
		path, err := filepath.Abs(file) // run may change the working directory
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { runCase(t, path, updates, run) })
	}
}

// runCase runs the case in file and compares its results.
func runCase(t *testing.T, file string, updates bool, run func(t *testing.T, in *txtar.Archive) []txtar.File) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, wantDir) {
			in.Files = append(in.Files, f)
		}
	}
	got := &txtar.Archive{Comment: in.Comment, Files: append([]txtar.File{}, in.Files...)}
	for _, f := range run(t, in) {
		if len(f.Data) > 0 {
			got.Files = append(got.Files, txtar.File{Name: wantDir + f.Name, Data: f.Data})
		}
	}
	if len(got.Files) == len(in.Files) {
		t.Fatal("the case has no result")
	}
	diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got)))
	switch {
	case diff == "":
	case !updates:
		t.Fatalf("result differs (-want +got); if this is intended, run with -update:\n%s", diff)
	default:
		if err := os.WriteFile(file, txtar.Format(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// Result returns a result file with the given text.
func Result(name, text string) txtar.File {
	return txtar.File{Name: name, Data: []byte(text)}
}
