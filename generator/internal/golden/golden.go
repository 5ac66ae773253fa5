// Package golden runs the golden cases of a room: archives in testdata, each
// with inputs and, under want/, what must come out of them.
//
// It takes a function from inputs to results, gives a subtest for each case,
// and may import nothing of ours. Only tests import it.
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

var update = flag.Bool("update", false, "rewrite the golden cases that differ; not in CI")

const want = "want/"

// Files returns the archives in testdata; none is an error.
func Files(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in testdata (%v)", err)
	}
	return files
}

// Asked reports whether -run asks for the case in file: a test that prepares
// all its cases at once leaves the others out.
func Asked(file string) bool {
	run := flag.Lookup("test.run")
	if run == nil {
		return true
	}
	_, pattern, found := strings.Cut(run.Value.String(), "/")
	if !found {
		return true
	}
	asked, err := regexp.MatchString(pattern, strings.TrimSuffix(filepath.Base(file), ".txtar"))
	return err != nil || asked
}

// Run runs each testdata/<behaviour>.txtar as a subtest. The function gets the
// archive without its wanted files and returns what came out; results without
// text are left out. With -update, an archive that differs is rewritten.
func Run(t *testing.T, run func(t *testing.T, in *txtar.Archive) []txtar.File) {
	t.Helper()
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is not for CI: it would record whatever comes out")
	}
	for _, file := range Files(t) {
		path, err := filepath.Abs(file) // run may change the folder
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { one(t, path, run) })
	}
}

func one(t *testing.T, file string, run func(t *testing.T, in *txtar.Archive) []txtar.File) {
	archive, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	in := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, want) {
			in.Files = append(in.Files, f)
		}
	}
	got := &txtar.Archive{Comment: in.Comment, Files: append([]txtar.File{}, in.Files...)}
	for _, f := range run(t, in) {
		if len(f.Data) > 0 {
			got.Files = append(got.Files, txtar.File{Name: want + f.Name, Data: f.Data})
		}
	}
	if len(got.Files) == len(in.Files) {
		t.Fatal("nothing came out: a case is about something")
	}
	diff := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(got)))
	switch {
	case diff == "":
	case !*update:
		t.Fatalf("the result differs (-want +got); run with -update when it should:\n%s", diff)
	default:
		if err := os.WriteFile(file, txtar.Format(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// Result is a file of what came out.
func Result(name, text string) txtar.File {
	return txtar.File{Name: name, Data: []byte(text)}
}
