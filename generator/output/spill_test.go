package output

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// spilled returns an Output with most contents on disk.
func spilled(t *testing.T, dir string, files map[string]string) *Output {
	t.Helper()
	o := run(t, dir, files)
	tree := &Tree{Keep: Spill, Dir: dir, spill: spill{limit: 100}}
	for _, file := range o.Tree.Files() {
		if err := tree.Add(file.Dir, file.Path, file.Data); err != nil {
			t.Fatal(err)
		}
	}
	o.Tree = tree
	t.Cleanup(func() {
		if err := tree.Close(); err != nil {
			t.Error(err)
		}
	})
	return o
}

// many returns more bytes than the tree holds in memory in these tests.
func many() map[string]string {
	return map[string]string{"a.go": goFile("a"), "b.go": goFile(strings.Repeat("b", 500)), "sub/c.go": goFile(strings.Repeat("c", 70_000)), "sub/d.go": goFile("d")}
}

// TestSpilledIsTheSame checks that the result does not depend on where contents
// are stored, and that a killed run would leave no file behind.
func TestSpilledIsTheSame(t *testing.T) {
	inMemory, dir := t.TempDir(), t.TempDir()
	commit(t, inMemory, many())
	o := spilled(t, dir, many())
	if o.Tree.spill.end == 0 || o.Tree.spill.held == 0 {
		t.Fatalf("%d bytes on disk and %d in memory", o.Tree.spill.end, o.Tree.spill.held)
	}
	if before := snapshot(t, dir); len(before) > 1 && o.Tree.spill.name == "" {
		t.Errorf("a killed run would leave %v behind", before)
	}
	if got, want := diff(t, o), diff(t, run(t, dir, many())); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	if _, err := o.Commit(false); err != nil {
		t.Fatal(err)
	}
	if err := o.Tree.Close(); err != nil {
		t.Fatal(err)
	}
	if got, want := snapshot(t, dir), snapshot(t, inMemory); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

// TestSpillGoes checks that a spill file that could not be unlinked while open is
// removed by Close or by a later run.
func TestSpillGoes(t *testing.T) {
	dir := t.TempDir()
	tree := spilled(t, dir, many()).Tree
	name := tempPrefix + "KEPT" + tempSuffix
	put(t, dir, name, "contents")
	tree.spill.name = name
	if err := tree.Close(); err != nil {
		t.Fatal(err)
	}
	put(t, dir, name, "contents of a killed run")
	long := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
		t.Fatal(err)
	}
	commit(t, dir, many())
	if _, err := os.Stat(filepath.Join(dir, name)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the spill file was not removed: %v", err)
	}
}

// TestFullDiskWhileSpilling checks the error for a full disk and that no file
// remains.
func TestFullDiskWhileSpilling(t *testing.T) {
	dir := t.TempDir()
	tree := &Tree{Keep: Spill, Dir: dir, spill: spill{limit: 10, fault: syscall.ENOSPC}}
	err := tree.Add("gen", "a.go", []byte(goFile("a")))
	if full := (*SpillError)(nil); !errors.As(err, &full) || !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("error %v", err)
	}
	if err := tree.Close(); err != nil {
		t.Error(err)
	}
	if left := snapshot(t, dir); len(left) > 1 {
		t.Errorf("remaining files: %v", left)
	}
}

// TestHashesOnly checks that a tree of hashes can be compared but not committed.
func TestHashesOnly(t *testing.T) {
	dir := t.TempDir()
	commit(t, dir, before)
	o := run(t, dir, after)
	want := diff(t, o)
	tree := &Tree{Keep: Hashes}
	for _, file := range o.Tree.Files() {
		if err := tree.Add(file.Dir, file.Path, file.Data); err != nil {
			t.Fatal(err)
		}
	}
	o.Tree = tree
	if got := diff(t, o); !cmp.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	then := snapshot(t, dir)
	if _, err := o.Commit(false); err == nil || err.Error() != "nothing was changed: the output has only hashes and cannot be committed" {
		t.Errorf("error %v", err)
	}
	if got := snapshot(t, dir); !cmp.Equal(got, then) {
		t.Error(cmp.Diff(then, got))
	}
}

// TestHashLineEnds checks that Hash ignores the kind of line endings, and does not
// copy data with LF only.
func TestHashLineEnds(t *testing.T) {
	unix, dos := []byte("a\nb\n"), []byte("a\r\nb\r\n")
	if Hash(unix) != Hash(dos) || Hash(unix) == Hash([]byte("a\nb")) {
		t.Error("the hash depends on line endings, or does not depend on the content")
	}
	big := bytes.Repeat([]byte("0123456789abcde\n"), 1<<16)
	if perRun := testing.AllocsPerRun(5, func() { Hash(big) }); perRun > 4 {
		t.Errorf("%v allocations", perRun)
	}
}
