package output

// This file checks that a forged fragen.sum or fragen.journal, for example of a hostile
// branch, harms no file of the user, and that neither costs much time.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// precious are files of a user that look like files that a power failure has damaged.
var precious = map[string]string{
	"data/users.db":     "SQLite\x00\x00",
	"data/.gitkeep":     "",
	"data/empty.go":     "",
	"gen/.gitkeep":      "",
	"gen/mine.bin":      "bin\x00",
	"gen/mine.go":       "package x\x00",
	"gen/sub/spec.yaml": "",
	"keep/.git/index":   "DIRC\x00",
	"keep/sub/Makefile": "\x00",
}

// forged are lists of the precious files with a hash.
func forged(t *testing.T) (sum, journalText string) {
	t.Helper()
	m, j := &Manifest{Targets: []Target{{Dir: "gen"}, {Dir: "."}, {Dir: "data"}, {Dir: "keep"}}}, &journal{}
	for name := range precious {
		for i := range m.Targets {
			target := &m.Targets[i]
			below, ok := strings.CutPrefix(name, strings.TrimPrefix(target.Dir+"/", "./"))
			if !ok {
				continue
			}
			target.Files = append(target.Files, Hashed{below, Hash("x")})
			file := File{Dir: target.Dir, Path: below}
			j.files = append(j.files, journalFile{File: file, before: Hash("x")},
				journalFile{File: file, before: Hash("x"), after: Hash("y")})
		}
	}
	for _, name := range []string{"empty/x.go", "empty/deep/x.go", "data/empty/x.go"} {
		j.files = append(j.files, journalFile{File: File{Dir: ".", Path: name}, after: Hash("x")},
			journalFile{File: File{Dir: filepath.Dir(name), Path: "x.go"}, after: Hash("x"), temp: ".fragen-x.tmp"})
	}
	return string(m.EncodeSum()), string(j.encode())
}

// A file of the user is not the result of a power failure because a list names it.
func TestForgedListsRemoveNothing(t *testing.T) {
	sum, journalText := forged(t)
	for _, list := range []string{"fragen.sum", "fragen.journal"} {
		dir := firstRun(t, "before")
		commit(t, dir, states["after"])
		want := snapshot(t, dir)
		for name, content := range precious {
			put(t, dir, name, content)
			want[name] = content
			for at := filepath.Dir(name); at != "."; at = filepath.Dir(at) {
				want[at+"/"] = ""
			}
		}
		for _, folder := range []string{"empty", "empty/deep", "data/empty"} {
			if err := os.MkdirAll(filepath.Join(dir, folder), 0o777); err != nil {
				t.Fatal(err)
			}
			want[folder+"/"] = ""
		}
		if list == "fragen.sum" {
			sum += strings.SplitAfter(want["fragen.sum"], "output\tgen\n")[1]
			put(t, dir, list, sum)
		} else {
			put(t, dir, list, journalText)
		}
		if _, err := run(t, dir, states["after"]).Commit(false); err != nil {
			t.Errorf("%s: %v", list, err)
		}
		if got := snapshot(t, dir); !cmp.Equal(got, want) {
			t.Errorf("%s: %s", list, cmp.Diff(want, got))
		}
	}
}

// A run that writes to a path does not overwrite a file there that merely ends in a zero.
func TestForgedListsOverwriteNothing(t *testing.T) {
	for content, want := range map[string]string{
		"package x\x00":           "foreign gen/new.go",
		"\x00\x00x\x00":           "foreign gen/new.go",
		Header + "\nmine\n":       "edited gen/new.go",
		Header + "\npack\x00\x00": "differs gen/new.go",
		"\x00\x00":                "differs gen/new.go",
		"":                        "differs gen/new.go",
	} {
		dir := t.TempDir()
		put(t, dir, "gen/new.go", content)
		put(t, dir, "fragen.sum", string((&Manifest{
			Targets: []Target{{Dir: "gen", Files: []Hashed{{"new.go", Hash("x")}}}},
		}).EncodeSum()))
		got := diff(t, run(t, dir, map[string]string{"new.go": goFile("new")}))
		if state := strings.Join(got, "\n"); !strings.Contains(state, want) {
			t.Errorf("%q: %s, want %s", content, state, want)
		}
	}
}

// After a power failure, a listed file in a folder that no target has any more is removed
// if its header proves that it was generated. An empty one is reported.
func TestLostFilesOfAMovedTarget(t *testing.T) {
	for content, want := range map[string]Report{
		"":                        {Lost: []string{"gen/old.go"}},
		"\x00\x00":                {Lost: []string{"gen/old.go"}},
		Header + "\npack\x00\x00": {Removed: []string{"gen/old.go"}},
		"package x\x00":           {},
	} {
		dir := t.TempDir()
		commit(t, dir, map[string]string{"old.go": goFile("old"), "image.png": Header})
		put(t, dir, "gen/old.go", content)
		put(t, dir, "gen/image.png", "")
		var lost []string
		for _, change := range diff(t, moved(t, dir)) {
			if name, ok := strings.CutPrefix(change, "lost "); ok {
				lost = append(lost, name)
			}
		}
		got, err := moved(t, dir).Commit(false)
		if err != nil {
			t.Fatalf("%q: %v", content, err)
		}
		want.Written, want.Manifest = []string{"other/place/a.go"}, true
		if !cmp.Equal(*got, want) || !cmp.Equal(lost, want.Lost) {
			t.Errorf("%q: %s, lost %q", content, cmp.Diff(want, *got), lost)
		}
		for _, change := range diff(t, moved(t, dir)) {
			t.Errorf("%q: after the run: %s", content, change)
		}
	}
}

// moved is like run, with another folder of the target.
func moved(t *testing.T, dir string) *Output {
	t.Helper()
	o := run(t, dir, nil)
	o.Tree = &Tree{}
	if err := o.Tree.Add("other/place", "a.go", []byte(goFile("a"))); err != nil {
		t.Fatal(err)
	}
	o.New = &Manifest{Targets: []Target{{Name: "gen", Dir: "other/place", Files: o.Tree.Hashes("other/place")}}}
	o.fault = noSync
	return o
}

// If the target has another folder when a run follows a killed one, no file of the killed
// run remains. Folders that were empty at that moment may remain.
func TestEveryFaultBeforeMove(t *testing.T) {
	want := snapshot(t, func() string {
		dir := firstRun(t, "before")
		if _, err := moved(t, dir).Commit(false); err != nil {
			t.Fatal(err)
		}
		return dir
	}())
	operations, remaining := 0, 0
	o := run(t, firstRun(t, "before"), states["after"])
	o.fault = faultAt(0, false, &operations)
	if _, err := o.Commit(false); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= operations; n++ {
		dir, count := firstRun(t, "before"), 0
		o := run(t, dir, states["after"])
		o.fault = faultAt(n, true, &count)
		_, _ = o.Commit(false)
		if _, err := moved(t, dir).Commit(false); err != nil {
			t.Errorf("operation %d: %v", n, err)
			continue
		}
		got := snapshot(t, dir)
		folders := len(got)
		maps.DeleteFunc(got, func(name, _ string) bool { _, ok := want[name]; return strings.HasSuffix(name, "/") && !ok })
		if folders > len(got) {
			remaining++
		}
		if !cmp.Equal(got, want) {
			t.Errorf("operation %d: %s", n, cmp.Diff(want, got))
		}
	}
	if remaining > operations/10 {
		t.Errorf("empty folders remain after %d of %d faults", remaining, operations)
	}
}

// A path that no run can write is refused, and a long list ends with the context.
func TestJournalWithImpossiblePaths(t *testing.T) {
	hash := strings.Repeat("0", 64)
	for _, name := range []string{
		strings.Repeat("a/", 300) + "x.go", strings.Repeat("a/", 40_000) + "x.go",
		strings.Repeat("a", 256) + "/x.go", `"a\x00/x.go"`,
	} {
		for _, line := range []string{"gen\t" + name, name + "\tx.go"} {
			dir := t.TempDir()
			put(t, dir, "fragen.journal", "format 1\nfile\t"+line+"\t-\t"+hash+"\t-\n")
			_, err := run(t, dir, states["after"]).Commit(false)
			if err == nil || !strings.Contains(err.Error(), journalRemedy) || len(err.Error()) > 400 {
				t.Errorf("%.60s: %.500v", line, err)
			}
			put(t, dir, "fragen.sum", sumHeader+"output\tgen\n\t"+name+"\t"+hash+"\n")
			_, err = ReadManifest(dir, "fragen.lock")
			if err == nil || !strings.Contains(err.Error(), "restore the file") || len(err.Error()) > 400 {
				t.Errorf("%.60s: %.500v", line, err)
			}
		}
	}
}

// The number of operations for a folder does not grow with the missing folders in a path.
func TestCleanUpOfDeepPaths(t *testing.T) {
	const lines = 100
	j := &journal{}
	for i := range lines {
		j.files = append(j.files, journalFile{
			File: File{Dir: "gen", Path: fmt.Sprintf("%d/%sx.go", i, strings.Repeat("a/", 200))}, after: Hash("x"),
		})
	}
	dir, operations := t.TempDir(), 0
	put(t, dir, "gen/own.go", "package x\n")
	put(t, dir, "fragen.journal", string(j.encode()))
	o := run(t, dir, states["after"])
	o.fault = faultAt(0, false, &operations)
	if _, err := o.Commit(false); err != nil || operations > 20*lines {
		t.Errorf("%d operations for %d lines: %v", operations, lines, err)
	}

	put(t, dir, "fragen.journal", string(j.encode()))
	ctx, cancel := context.WithCancel(t.Context())
	o, operations = run(t, dir, states["after"]), 0
	o.Context = ctx
	o.fault = func(op, name string) error {
		if strings.HasPrefix(name, "0/") {
			cancel()
		}
		if strings.HasPrefix(name, "1/") {
			operations++
		}
		return nil
	}
	if _, err := o.Commit(false); !errors.Is(err, context.Canceled) || operations > 0 {
		t.Errorf("%d operations after the end of the context: %v", operations, err)
	}
}
