package output

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A link in the place of the file that a process holds is refused, and leads to no file.
func TestHeldFileIsNoLink(t *testing.T) {
	for _, to := range []string{"notes.txt", "missing", "../outside.txt", "../missing", "fragen.pid"} {
		top := t.TempDir()
		dir := filepath.Join(top, "project")
		put(t, dir, "notes.txt", "mine")
		put(t, top, "outside.txt", "mine")
		if err := os.Symlink(to, filepath.Join(dir, "fragen.pid")); err != nil {
			t.Fatal(err)
		}
		before := snapshot(t, top)
		ctx, cancel := context.WithCancelCause(t.Context())
		o := run(t, dir, states["after"])
		o.Context, o.Waiting = ctx, func(int) { cancel(errInjected) }
		_, err := o.Commit(true)
		const want = "fragen.pid: expected a file, found a symbolic link; remove it"
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", to, err)
		}
		if got := snapshot(t, top); !cmp.Equal(got, before) {
			t.Errorf("%s: %s", to, cmp.Diff(before, got))
		}
	}
}

// A process that cannot write its ID leaves no file.
func TestHeldFileOnFullDisk(t *testing.T) {
	dir := t.TempDir()
	o := run(t, dir, states["after"])
	o.fault = func(op, name string) error {
		if op == "write" && name == "fragen.pid" {
			return errInjected
		}
		return nil
	}
	if _, err := o.Commit(false); !errors.Is(err, errInjected) || !strings.Contains(err.Error(), "fragen.pid") {
		t.Error(err)
	}
	if got := snapshot(t, dir); len(got) != 1 {
		t.Error(got)
	}
}
