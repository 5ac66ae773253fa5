package output

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// goFile returns a generated file with some content.
func goFile(content string) string { return Header + "\n\npackage x\n\n// " + content + "\n" }

// run returns an Output for files (path below the target gen → content).
func run(t *testing.T, dir string, files map[string]string) *Output {
	t.Helper()
	old, err := ReadManifest(dir, "fragen.lock")
	if err != nil {
		t.Fatal(err)
	}
	tree := &Tree{}
	for name, content := range files {
		if err := tree.Add("gen", name, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	next := &Manifest{Targets: []Target{{Name: "gen", Dir: "gen", Files: tree.Hashes("gen")}}}
	return &Output{Dir: dir, Lock: "fragen.lock", Old: old, New: next, Tree: tree}
}

// commit commits the output of run without force and expects success.
func commit(t *testing.T, dir string, files map[string]string) *Report {
	t.Helper()
	report, err := run(t, dir, files).Commit(false)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func put(t *testing.T, dir, name, content string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// snapshot returns all files, links and folders in dir with their contents.
func snapshot(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			out[name+"/"] = ""
		case entry.Type()&fs.ModeSymlink != 0:
			out[name], err = os.Readlink(filepath.Join(dir, name))
		default:
			var data []byte
			data, err = os.ReadFile(filepath.Join(dir, name))
			out[name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func diff(t *testing.T, o *Output) []string {
	t.Helper()
	changes, err := o.Diff()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, change := range changes {
		lines = append(lines, string(change.Kind)+" "+change.Path)
	}
	return lines
}

func TestCommitWritesAndIsFresh(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"a.go": goFile("a"), "sub/deep/b.go": goFile("b")}
	if got, want := diff(t, run(t, dir, files)), []string{"missing fragen.lock", "missing fragen.sum", "missing gen/a.go", "missing gen/sub/deep/b.go"}; !slices.Equal(got, want) {
		t.Errorf("diff before: %q, want %q", got, want)
	}
	report := commit(t, dir, files)
	if want := (&Report{Written: []string{"gen/a.go", "gen/sub/deep/b.go"}, Manifest: true}); !cmp.Equal(report, want) {
		t.Error(cmp.Diff(want, report))
	}
	if got := diff(t, run(t, dir, files)); got != nil {
		t.Errorf("diff after: %q", got)
	}
	want := map[string]string{
		"./": "", "gen/": "", "gen/sub/": "", "gen/sub/deep/": "",
		"gen/a.go": files["a.go"], "gen/sub/deep/b.go": files["sub/deep/b.go"],
		"fragen.lock": string(run(t, dir, files).New.EncodeLock()),
		"fragen.sum":  string(run(t, dir, files).New.EncodeSum()),
	}
	if got := snapshot(t, dir); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

func TestCommitReportsProgress(t *testing.T) {
	o := run(t, t.TempDir(), map[string]string{"a.go": goFile("a"), "b.go": goFile("b"), "c.go": goFile("c")})
	var heard [][2]int
	o.Progress = func(done, total int) { heard = append(heard, [2]int{done, total}) }
	if _, err := o.Commit(false); err != nil {
		t.Fatal(err)
	}
	if want := [][2]int{{1, 3}, {2, 3}, {3, 3}}; !cmp.Equal(heard, want) {
		t.Error(cmp.Diff(want, heard))
	}
}

func TestUnchangedFilesKeepTheirTime(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, map[string]string{"a.go": goFile("a"), "b.go": goFile("b")})
	long := time.Now().Add(-48 * time.Hour).Truncate(time.Second)
	for _, name := range []string{"gen/a.go", "gen/b.go", "fragen.lock", "fragen.sum"} {
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	stamp := func(name string) time.Time {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return info.ModTime()
	}
	if report := commit(t, dir, map[string]string{"a.go": goFile("a"), "b.go": goFile("b")}); report.Manifest {
		t.Error("the report claims that an unchanged manifest was written")
	}
	if !stamp("fragen.lock").Equal(long) || !stamp("fragen.sum").Equal(long) {
		t.Error("an unchanged manifest was written")
	}
	report := commit(t, dir, map[string]string{"a.go": goFile("a"), "b.go": goFile("new")})
	if want := (&Report{Written: []string{"gen/b.go"}, Unchanged: 1, Manifest: true}); !cmp.Equal(report, want) {
		t.Error(cmp.Diff(want, report))
	}
	if !stamp("gen/a.go").Equal(long) || !stamp("fragen.lock").Equal(long) {
		t.Error("an unchanged file was written")
	}
	if stamp("gen/b.go").Equal(long) || stamp("fragen.sum").Equal(long) {
		t.Error("a changed file has its old modification time")
	}
}

// before are the files of the last run in the cases of TestStates.
var before = map[string]string{"keep.go": goFile("keep"), "old.go": goFile("old"), "sub/old.go": goFile("old"), "doc.md": "<!-- Code generated by fragen. DO NOT EDIT. -->\n"}

// after are the files of this run.
var after = map[string]string{"keep.go": goFile("kept"), "new.go": goFile("new")}

func TestStates(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string // changed since the last run; "" removes the file
		links map[string]string
		noSum bool
		diff  []string
		stops []string // conflicts without force
		never []string // conflicts with force
		left  []string // files after the commit besides gen/keep.go and gen/new.go
	}{{
		name: "clean",
		diff: []string{"obsolete gen/doc.md", "differs gen/keep.go", "missing gen/new.go", "obsolete gen/old.go", "obsolete gen/sub/old.go"},
	}, {
		name:  "hand-written neighbors",
		files: map[string]string{"gen/own.go": "package x\n", "gen/sub/own.txt": "own"},
		diff:  []string{"obsolete gen/doc.md", "differs gen/keep.go", "missing gen/new.go", "obsolete gen/old.go", "obsolete gen/sub/old.go"},
		left:  []string{"gen/own.go", "gen/sub/own.txt"},
	}, {
		name:  "edited and still generated, edited and no longer generated",
		files: map[string]string{"gen/keep.go": goFile("mine"), "gen/old.go": goFile("mine")},
		diff:  []string{"obsolete gen/doc.md", "edited gen/keep.go", "missing gen/new.go", "edited gen/old.go", "obsolete gen/sub/old.go"},
		stops: []string{"edited gen/keep.go", "edited gen/old.go"},
	}, {
		name:  "new content already on disk, as after a crash",
		files: map[string]string{"gen/keep.go": goFile("kept"), "gen/new.go": goFile("new"), "gen/old.go": ""},
		diff:  []string{"obsolete gen/doc.md", "obsolete gen/sub/old.go"},
	}, {
		name:  "hand-written at the path of a generated file, header removed",
		files: map[string]string{"gen/new.go": "package x\n", "gen/keep.go": "package x\n", "gen/old.go": "package x\n"},
		diff:  []string{"obsolete gen/doc.md", "foreign gen/keep.go", "foreign gen/new.go", "obsolete gen/sub/old.go"},
		stops: []string{"foreign gen/keep.go", "foreign gen/new.go"},
		never: []string{"foreign gen/keep.go", "foreign gen/new.go"},
		left:  []string{"gen/old.go"},
	}, {
		name:  "header without an entry, conflicting and elsewhere",
		files: map[string]string{"gen/new.go": goFile("whose"), "gen/stray.go": goFile("whose"), "gen/stray.md": "\n\n# Code generated by fragen. DO NOT EDIT.\n"},
		diff:  []string{"obsolete gen/doc.md", "differs gen/keep.go", "unlisted gen/new.go", "obsolete gen/old.go", "unlisted gen/stray.go", "unlisted gen/stray.md", "obsolete gen/sub/old.go"},
		stops: []string{"unlisted gen/new.go"},
		left:  []string{"gen/stray.go", "gen/stray.md"},
	}, {
		name:  "no sums",
		noSum: true,
		diff:  []string{"missing fragen.sum", "unlisted gen/doc.md", "unlisted gen/keep.go", "missing gen/new.go", "unlisted gen/old.go", "unlisted gen/sub/old.go"},
		stops: []string{"unlisted gen/keep.go"},
		left:  []string{"gen/doc.md", "gen/old.go", "gen/sub/old.go"},
	}, {
		name:  "ignored folders",
		files: map[string]string{"gen/.hidden/x.go": goFile("x"), "gen/_x/x.go": goFile("x"), "gen/testdata/x.go": goFile("x"), "gen/other/fragen.lock": "{}", "gen/other/x.go": goFile("x")},
		diff:  []string{"obsolete gen/doc.md", "differs gen/keep.go", "missing gen/new.go", "obsolete gen/old.go", "obsolete gen/sub/old.go"},
		left:  []string{"gen/.hidden/x.go", "gen/_x/x.go", "gen/other/fragen.lock", "gen/other/x.go", "gen/testdata/x.go"},
	}, {
		name:  "folders and links at the paths of files",
		files: map[string]string{"gen/keep.go": "", "gen/keep.go/x": "x", "gen/old.go": ""},
		links: map[string]string{"gen/new.go": "doc.md", "gen/old.go": "sub/old.go"},
		diff:  []string{"obsolete gen/doc.md", "foreign gen/keep.go", "foreign gen/new.go", "obsolete gen/sub/old.go"},
		stops: []string{"foreign gen/keep.go", "foreign gen/new.go"},
		never: []string{"foreign gen/keep.go", "foreign gen/new.go"},
	}, {
		name:  "line endings converted by a checkout",
		files: map[string]string{"gen/keep.go": strings.ReplaceAll(goFile("keep"), "\n", "\r\n"), "gen/new.go": strings.ReplaceAll(goFile("new"), "\n", "\r\n")},
		diff:  []string{"obsolete gen/doc.md", "differs gen/keep.go", "obsolete gen/old.go", "obsolete gen/sub/old.go"},
	}}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			commit(t, dir, before)
			for _, name := range slices.Sorted(mapKeys(test.files)) {
				if test.files[name] == "" {
					if err := os.Remove(filepath.Join(dir, name)); err != nil {
						t.Fatal(err)
					}
				} else {
					put(t, dir, name, test.files[name])
				}
			}
			for name, to := range test.links {
				if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
					t.Fatal(err)
				}
			}
			wantDiff := append([]string{"differs fragen.sum"}, test.diff...)
			if test.noSum {
				wantDiff = test.diff
				if err := os.Remove(filepath.Join(dir, "fragen.sum")); err != nil {
					t.Fatal(err)
				}
			}
			o := run(t, dir, after)
			if got := diff(t, o); !cmp.Equal(got, wantDiff) {
				t.Errorf("diff: %s", cmp.Diff(wantDiff, got))
			}
			checkCommit(t, o, false, test.stops)
			if test.stops != nil {
				checkCommit(t, o, true, test.never)
			}
			if test.never != nil {
				return
			}
			want := append([]string{"fragen.lock", "fragen.sum", "gen/keep.go", "gen/new.go"}, test.left...)
			slices.Sort(want)
			var got []string
			for name := range snapshot(t, dir) {
				if !strings.HasSuffix(name, "/") {
					got = append(got, name)
				}
			}
			slices.Sort(got)
			if !cmp.Equal(got, want) {
				t.Errorf("files: %s", cmp.Diff(want, got))
			}
		})
	}
}

// checkCommit commits o. If stops is not empty, the commit must be refused and
// change nothing.
func checkCommit(t *testing.T, o *Output, force bool, stops []string) {
	t.Helper()
	before := snapshot(t, o.Dir)
	_, err := o.Commit(force)
	if stops == nil {
		if err != nil {
			t.Fatalf("force %v: %v", force, err)
		}
		return
	}
	var refused *RefusedError
	if !errors.As(err, &refused) {
		t.Fatalf("force %v: error %v, want a refusal", force, err)
	}
	var got []string
	for _, change := range refused.Changes {
		got = append(got, string(change.Kind)+" "+change.Path)
		if !strings.Contains(err.Error(), change.Path) {
			t.Errorf("the error does not name %s: %v", change.Path, err)
		}
	}
	if !cmp.Equal(got, stops) {
		t.Errorf("force %v: refused %s", force, cmp.Diff(stops, got))
	}
	if got := snapshot(t, o.Dir); !cmp.Equal(got, before) {
		t.Errorf("force %v: a refused commit changed something: %s", force, cmp.Diff(before, got))
	}
}

func mapKeys[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func TestEmptyFoldersAreRemoved(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, map[string]string{"a.go": goFile("a"), "x/y/b.go": goFile("b")})
	put(t, dir, "gen/empty/.keep", "")
	if err := os.Remove(filepath.Join(dir, "gen/empty/.keep")); err != nil {
		t.Fatal(err)
	}
	commit(t, dir, map[string]string{"a.go": goFile("a")})
	got := snapshot(t, dir)
	if _, ok := got["gen/x/"]; ok {
		t.Error("the empty folder was not removed")
	}
	if _, ok := got["gen/empty/"]; !ok {
		t.Error("an unrelated empty folder was removed")
	}
}

func TestTargetMoves(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, map[string]string{"a.go": goFile("a")})
	old, err := ReadManifest(dir, "fragen.lock")
	if err != nil {
		t.Fatal(err)
	}
	tree := &Tree{}
	if err := tree.Add("other/place", "a.go", []byte(goFile("a"))); err != nil {
		t.Fatal(err)
	}
	next := &Manifest{Targets: []Target{{Name: "x", Dir: "other/place", Files: tree.Hashes("other/place")}}}
	o := &Output{Dir: dir, Lock: "fragen.lock", Old: old, New: next, Tree: tree}
	if _, err := o.Commit(false); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"./": "", "other/": "", "other/place/": "", "other/place/a.go": goFile("a"), "fragen.lock": string(next.EncodeLock()), "fragen.sum": string(next.EncodeSum())}
	if got := snapshot(t, dir); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

func TestLinksMustNotLeaveRoot(t *testing.T) {
	t.Run("target folder", func(t *testing.T) {
		outside, dir := t.TempDir(), t.TempDir()
		if err := os.Symlink(outside, filepath.Join(dir, "gen")); err != nil {
			t.Fatal(err)
		}
		checkEscape(t, dir, outside, "gen: the symbolic link points outside the project's folder; replace it with a folder")
	})
	t.Run("folder below it, within the project", func(t *testing.T) {
		dir := t.TempDir()
		outside := filepath.Join(dir, "src")
		for _, folder := range []string{outside, filepath.Join(dir, "gen")} {
			if err := os.Mkdir(folder, 0o777); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Symlink("../src", filepath.Join(dir, "gen/sub")); err != nil {
			t.Fatal(err)
		}
		checkEscape(t, dir, outside, "gen/sub: the symbolic link points outside the target's folder; replace it with a folder")
	})
	t.Run("removal through a link", func(t *testing.T) {
		dir := t.TempDir()
		commit(t, dir, map[string]string{"sub/a.go": goFile("a")})
		if err := os.Rename(filepath.Join(dir, "gen/sub"), filepath.Join(dir, "src")); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink("../src", filepath.Join(dir, "gen/sub")); err != nil {
			t.Fatal(err)
		}
		before := snapshot(t, dir)
		if _, err := run(t, dir, nil).Commit(true); err == nil {
			t.Error("no error")
		}
		if got := snapshot(t, dir); !cmp.Equal(got, before) {
			t.Error(cmp.Diff(before, got))
		}
	})
}

func checkEscape(t *testing.T, dir, outside, want string) {
	t.Helper()
	files := map[string]string{"a.go": goFile("a"), "sub/a.go": goFile("a"), "sub/b.go": goFile("b")}
	_, err := run(t, dir, files).Commit(true)
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s once", err, want)
	}
	if entries, _ := os.ReadDir(outside); len(entries) > 0 {
		t.Errorf("%s was written outside", entries[0].Name())
	}
	if _, err := os.Stat(filepath.Join(dir, "gen/a.go")); err == nil {
		t.Error("a file was written although another one could not be written")
	}
}

// TestFoldersAbove checks that a target above Dir is written and removed inside of
// Top, and never outside of it, even if the manifest lists such a folder.
func TestFoldersAbove(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "module", "api")
	put(t, dir, "fragen.yaml", "")
	outside := filepath.Join(top, "module", "gen")
	commit := func(target, top string) error {
		t.Helper()
		o := run(t, dir, nil)
		o.New.Targets, o.Tree = nil, &Tree{}
		if target != "" {
			if err := o.Tree.Add(target, "a.go", []byte(goFile("a"))); err != nil {
				t.Fatal(err)
			}
			o.New.Targets = []Target{{Name: "gen", Dir: target, Files: o.Tree.Hashes(target)}}
		}
		o.Top, o.Below = top, "api"
		_, err := o.Commit(false)
		return err
	}
	if err := commit("../gen", ""); err == nil {
		t.Error("a target above the folder is written without Top")
	}
	if err := commit("../../gen", filepath.Join(top, "module")); err == nil {
		t.Error("a target above Top is written")
	}
	if _, err := os.Stat(filepath.Join(top, "gen")); err == nil {
		t.Error("a folder above Top was created")
	}
	if err := commit("../gen", filepath.Join(top, "module")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(outside, "a.go")); err != nil {
		t.Error(err)
	}
	if err := commit("", ""); err == nil {
		t.Error("a target above the folder is removed without Top")
	}
	if _, err := os.Stat(filepath.Join(outside, "a.go")); err != nil {
		t.Error(err)
	}
	if err := commit("", filepath.Join(top, "module")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(outside); err == nil {
		t.Error("the folder of a removed target still exists")
	}
}

// TestClosedFolderIsNamed checks that the error for an unwritable folder names the
// folder and not the temporary file.
func TestClosedFolderIsNamed(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root can write to every folder")
	}
	tests := []struct{ closed, want string }{
		{".", "nothing was changed: no folder gen can be made: permission denied"},
		{"gen", "nothing was changed: gen/a.go cannot be written: permission denied"},
	}
	for _, test := range tests {
		t.Run(test.closed, func(t *testing.T) {
			dir := t.TempDir()
			closed := filepath.Join(dir, test.closed)
			if err := os.MkdirAll(closed, 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(closed, 0o555); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { os.Chmod(closed, 0o777) })
			_, err := run(t, dir, map[string]string{"a.go": goFile("a")}).Commit(false)
			if err == nil || err.Error() != test.want {
				t.Errorf("error %v, want %s", err, test.want)
			}
		})
	}
}

// TestLinkedTargetFolder checks that a target's folder may be a symbolic link
// within the project, and that the link remains after all files are removed.
func TestLinkedTargetFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "real"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("real", filepath.Join(dir, "gen")); err != nil {
		t.Fatal(err)
	}
	commit(t, dir, map[string]string{"a.go": goFile("a")})
	o := run(t, dir, nil)
	if _, err := o.Commit(false); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"./": "", "gen": "real", "real/": "", "fragen.lock": string(o.New.EncodeLock()), "fragen.sum": string(o.New.EncodeSum())}
	if got := snapshot(t, dir); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

// TestFaults injects a fault into each step. No temporary file may remain, an
// early fault must change nothing, and the next run must complete the work.
func TestFaults(t *testing.T) {
	broken := errors.New("disk full")
	tests := []struct {
		op, name string
		intact   bool
	}{
		{"write", "keep.go", true},
		{"write", "sub/new.go", true},
		{"write", "fragen.sum", true},
		{"rename", "keep.go", true},
		{"rename", "sub/new.go", false},
		{"remove", "old.go", false},
		{"rename", "fragen.sum", false},
	}
	for _, test := range tests {
		t.Run(test.op+" "+path.Base(test.name), func(t *testing.T) {
			dir := t.TempDir()
			commit(t, dir, map[string]string{"keep.go": goFile("keep"), "old.go": goFile("old")})
			before := snapshot(t, dir)
			next := map[string]string{"keep.go": goFile("kept"), "sub/new.go": goFile("new")}
			o := run(t, dir, next)
			hits := 0
			o.fault = func(op, name string) error {
				if op == test.op && name == test.name {
					hits++
					return broken
				}
				return nil
			}
			if _, err := o.Commit(false); !errors.Is(err, broken) || hits != 1 {
				t.Errorf("error %v after %d hits", err, hits)
			}
			after := snapshot(t, dir)
			for name := range after {
				if strings.Contains(name, tempSuffix) {
					t.Errorf("%s was not removed", name)
				}
			}
			if test.intact && !cmp.Equal(after, before) {
				t.Errorf("files changed: %s", cmp.Diff(before, after))
			}
			commit(t, dir, next)
			if got := diff(t, run(t, dir, next)); got != nil {
				t.Errorf("after the next run: %q", got)
			}
		})
	}
}

func TestReadOnlyFolder(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, map[string]string{"a.go": goFile("a")})
	if err := os.Chmod(filepath.Join(dir, "gen"), 0o555); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(filepath.Join(dir, "gen"), 0o777) })
	if file, err := os.Create(filepath.Join(dir, "gen", "probe")); err == nil {
		file.Close()
		os.Remove(file.Name())
		t.Skip("the user can write to read-only folders")
	}
	before := snapshot(t, dir)
	if _, err := run(t, dir, map[string]string{"a.go": goFile("new")}).Commit(false); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("error %v", err)
	}
	if got := snapshot(t, dir); !cmp.Equal(got, before) {
		t.Error(cmp.Diff(before, got))
	}
}

func TestSweep(t *testing.T) {
	dir := t.TempDir()
	old, young, foreign := "gen/.fragen-OLD.tmp", "gen/.fragen-YOUNG.tmp", "gen/.other.tmp"
	for _, name := range []string{old, young, foreign} {
		put(t, dir, name, "x")
	}
	long := time.Now().Add(-2 * time.Hour)
	for _, name := range []string{old, foreign} {
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, dir, map[string]string{"a.go": goFile("a")})
	got := snapshot(t, dir)
	for name, want := range map[string]bool{old: false, young: true, foreign: true} {
		if _, ok := got[name]; ok != want {
			t.Errorf("%s exists: %v, want %v", name, ok, want)
		}
	}
}

func TestTreeRefuses(t *testing.T) {
	tests := []struct{ dir, name, data, want string }{
		{"gen", "../a.go", goFile(""), "the path is not clean"},
		{"gen/../../x", "a.go", goFile(""), "the path is not clean"},
		{"gen", "/a.go", goFile(""), "the path is not clean"},
		{"gen", "a//b.go", goFile(""), "the path is not clean"},
		{"gen", ".", goFile(""), "the path is not clean"},
		{"gen", "", goFile(""), "the path is not clean"},
		{"gen", `a\b.go`, goFile(""), "Windows"},
		{"gen", "a:b.go", goFile(""), "Windows"},
		{"gen", "aux.go", goFile(""), "device"},
		{"gen", "x/Com1.x.go", goFile(""), "device"},
		{"gen", "x./a.go", goFile(""), "dot"},
		{"gen", "b.go", "package x\n", "header"},
		{"gen", "b.go", "\n" + goFile(""), "header"},
		{"gen", "taken.go", goFile(""), `already used by "gen/taken.go"`},
		{"gen", "TAKEN.go", goFile(""), `already used by "gen/taken.go"`},
		{".", "gen/taken.go", goFile(""), `already used by "gen/taken.go"`},
		{"gen", "taken.go/x.go", goFile(""), `already used by the file "gen/taken.go"`},
		{"gen", "Sub/b.go", goFile(""), `the same folder also appears as "gen/sub"`},
		{".", "gen/sub", "# Code generated by fragen. DO NOT EDIT.\n", `already used by the folder "gen/sub"`},
	}
	for _, test := range tests {
		tree := &Tree{}
		for _, name := range []string{"taken.go", "sub/a.go"} {
			if err := tree.Add("gen", name, []byte(goFile(""))); err != nil {
				t.Fatal(err)
			}
		}
		err := tree.Add(test.dir, test.name, []byte(test.data))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Add(%q, %q): %v, want %q", test.dir, test.name, err, test.want)
		}
	}
}
