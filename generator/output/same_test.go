package output

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// under is like run, with another folder of the target.
func under(t *testing.T, dir, target string, files map[string]string) *Output {
	t.Helper()
	o := run(t, dir, nil)
	o.Tree = &Tree{}
	for name, content := range files {
		if err := o.Tree.Add(target, name, []byte(content)); err != nil {
			t.Fatal(err)
		}
	}
	o.New = &Manifest{Targets: []Target{{Name: "gen", Dir: target, Files: o.Tree.Hashes(target)}}}
	o.fault = noSync
	return o
}

// If the folder of a target has a new name but is the same on disk, as on a system that
// ignores case, or through a link, its files are written and not removed.
func TestFolderWithTwoNames(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("links need a privilege")
	}
	before := map[string]string{"a.go": goFile("a"), "sub/b.go": goFile("b"), "old.go": goFile("old")}
	for name, after := range map[string]map[string]string{
		"equal":   before,
		"changed": {"a.go": goFile("a2"), "sub/b.go": goFile("b"), "sub/new.go": goFile("new")},
		"edited":  {"a.go": goFile("a2"), "sub/b.go": goFile("b2")},
	} {
		for _, target := range []string{"Gen", "sub/link/gen"} {
			dir := t.TempDir()
			commit(t, dir, before)
			link(t, dir, "Gen", "gen")
			link(t, dir, "sub/link", "..")
			if name == "edited" {
				put(t, dir, "gen/a.go", goFile("mine"))
				put(t, dir, "gen/old.go", goFile("mine"))
			}
			report, err := under(t, dir, target, after).Commit(false)
			if (err == nil) == (name == "edited") || err == nil && report.Unlisted != nil {
				t.Fatalf("%s %s: %v, %+v", name, target, err, report)
			}
			report, err = under(t, dir, target, after).Commit(true)
			if err != nil || report.Unlisted != nil {
				t.Fatalf("%s %s: %v, %+v", name, target, err, report)
			}
			got := map[string]string{}
			for file, content := range snapshot(t, dir) {
				if below, ok := strings.CutPrefix(file, "gen/"); ok && !strings.HasSuffix(file, "/") {
					got[below] = content
				}
			}
			if !cmp.Equal(got, after) {
				t.Errorf("%s %s: %s", name, target, cmp.Diff(after, got))
			}
			if changes := diff(t, under(t, dir, target, after)); changes != nil {
				t.Errorf("%s %s: after the run: %q", name, target, changes)
			}
		}
	}
}

// link creates a symbolic link, unless the system ignores case and the name exists.
func link(t *testing.T, dir, name, to string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if _, err := os.Lstat(file); err == nil {
		return
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(to, file); err != nil {
		t.Fatal(err)
	}
}

// A file whose name changes only in case is not removed on a system that ignores case.
// A hard link has the same effect here.
func TestFileWithTwoNames(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, map[string]string{"Order.go": goFile("a"), "x.go": goFile("x")})
	if _, err := os.Lstat(filepath.Join(dir, "gen/order.go")); err != nil {
		if err := os.Link(filepath.Join(dir, "gen/Order.go"), filepath.Join(dir, "gen/order.go")); err != nil {
			t.Skip(err)
		}
	}
	report, err := run(t, dir, map[string]string{"order.go": goFile("b")}).Commit(false)
	want := &Report{Written: []string{"gen/order.go"}, Removed: []string{"gen/x.go"}, Manifest: true}
	if err != nil || !cmp.Equal(report, want) {
		t.Errorf("%v: %s", err, cmp.Diff(want, report))
	}
}

// Two folders with the same names of files are not the same folder.
func TestMovedTargetIsNotTheSameFolder(t *testing.T) {
	dir := t.TempDir()
	files := map[string]string{"a.go": goFile("a")}
	commit(t, dir, files)
	put(t, dir, "other/a.go", goFile("a"))
	info, err := os.Stat(filepath.Join(dir, "gen"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(filepath.Join(dir, "other"), info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
	if _, err := under(t, dir, "other", files).Commit(false); err != nil {
		t.Fatal(err)
	}
	if Exists(filepath.Join(dir, "gen")) || !Exists(filepath.Join(dir, "other/a.go")) {
		t.Error("the target did not move")
	}
}
