package output

// This file lets every file operation of a commit fail, and lets the process end
// at every one of them. Whatever the next run generates, it must succeed without
// force, leave the same files as a run in an untouched folder, and no temporary
// file.

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// errInjected is the error of an operation that fails.
var errInjected = errors.New("injected fault")

// faultAt returns a Fault that fails at the n-th operation, from 1. If the process
// ends there, all later operations fail too, among them those that clean up. The
// number of operations is counted in total.
func faultAt(n int, ends bool, total *int) Fault {
	return func(op, name string) error {
		*total++
		if *total == n || ends && *total > n && n > 0 {
			return fmt.Errorf("%s %s: %w", op, name, errInjected)
		}
		if op == "sync" {
			return ErrNoSync
		}
		return nil
	}
}

// states are the outputs of the runs, by name.
var states = map[string]map[string]string{
	"before":  {"keep.go": goFile("keep"), "old.go": goFile("old"), "gone/deep/old.go": goFile("old")},
	"after":   {"keep.go": goFile("kept"), "new.go": goFile("new"), "sub/deep/new.go": goFile("new")},
	"further": {"keep.go": goFile("third"), "new.go": goFile("newer"), "sub/more.go": goFile("more")},
}

// firstRun returns a folder in which state was generated, unless state is "".
func firstRun(t *testing.T, state string) string {
	t.Helper()
	dir := t.TempDir()
	put(t, dir, "gen/own.go", "package x\n")
	if state != "" {
		o := run(t, dir, states[state])
		o.fault = noSync
		if _, err := o.Commit(false); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// noSync does not wait for the disk.
func noSync(op, _ string) error {
	if op == "sync" {
		return ErrNoSync
	}
	return nil
}

// TestEveryFault injects a fault into every file operation.
func TestEveryFault(t *testing.T) {
	cases, refused, left := 0, 0, 0
	want := map[string]map[string]string{}
	for state := range states {
		want[state] = snapshot(t, firstRun(t, state))
	}
	for _, from := range []string{"before", ""} {
		operations := 0
		o := run(t, firstRun(t, from), states["after"])
		o.fault = faultAt(0, false, &operations)
		if _, err := o.Commit(false); err != nil || operations < 50 {
			t.Fatalf("%d operations: %v", operations, err)
		}
		for n := 1; n <= operations; n++ {
			for _, ends := range []bool{false, true} {
				for _, next := range []string{"after", "before", "further"} {
					if os.Getenv("FRAGEN_LONG") == "" && (n%2 != 0 || (n/2+len(next))%3 != 0) {
						continue // another next run for each operation
					}
					cases++
					label := fmt.Sprintf("from %q, fault at %d of %d (ends: %v), then %s", from, n, operations, ends, next)
					r, l := afterFault(t, label, from, n, ends, next, want[next])
					refused, left = refused+r, left+l
				}
			}
		}
	}
	t.Logf("%d cases: %d refused, %d files remain", cases, refused, left)
}

// afterFault injects a fault into a run, and checks the next run. It returns the
// number of runs that were refused and of files that remain.
func afterFault(
	t *testing.T, label, from string, n int, ends bool, next string, want map[string]string,
) (refused, left int) {
	t.Helper()
	dir, count := firstRun(t, from), 0
	o := run(t, dir, states["after"])
	o.fault = faultAt(n, ends, &count)
	_, _ = o.Commit(false)
	again := run(t, dir, states[next])
	again.fault = noSync
	if _, err := again.Commit(false); err != nil {
		t.Errorf("%s: %v", label, err)
		return 1, 0
	}
	if got := diff(t, run(t, dir, states[next])); got != nil {
		t.Errorf("%s: check finds %q", label, got)
	}
	got := snapshot(t, dir)
	if !cmp.Equal(got, want) {
		t.Errorf("%s: %s", label, cmp.Diff(want, got))
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			left++
		}
	}
	return 0, left
}

// TestPowerFailure checks that files that a power failure left empty, or with zeros
// at the end, are written again or removed.
func TestPowerFailure(t *testing.T) {
	for _, next := range []string{"before", "after"} {
		dir := firstRun(t, "before")
		o, count := run(t, dir, states["after"]), 0
		o.fault = func(op, name string) error {
			if op == "rename" && name == "fragen.sum" || count > 0 {
				count++
				return errInjected
			}
			return nil
		}
		if _, err := o.Commit(false); err == nil {
			t.Fatal("no fault")
		}
		put(t, dir, "gen/keep.go", "")
		put(t, dir, "gen/sub/deep/new.go", Header+"\n\x00\x00\x00")
		commit(t, dir, states[next])
		if want, got := snapshot(t, firstRun(t, next)), snapshot(t, dir); !cmp.Equal(got, want) {
			t.Errorf("%s: %s", next, cmp.Diff(want, got))
		}
	}
}

// TestEditDuringCommit checks that a file edited while the new files are written is
// not overwritten or removed, and that modes are preserved.
func TestEditDuringCommit(t *testing.T) {
	edits := map[string]string{"gen/keep.go": "edited", "gen/old.go": "edited", "gen/new.go": "own", "fragen.sum": "x"}
	for name, content := range edits {
		for _, at := range []string{"write", "rename"} {
			for _, force := range []bool{false, true} {
				dir := firstRun(t, "before")
				o, done := run(t, dir, states["after"]), false
				o.fault = func(op, file string) error {
					if op == at && !done && (at == "write" && file == "keep.go" || file == "sub/deep/new.go") {
						done = true
						put(t, dir, name, content)
					}
					return nil
				}
				if _, err := o.Commit(force); at == "write" && err == nil {
					t.Errorf("%s, changed at the first %s (force %v): no error", name, at, force)
				}
				got := snapshot(t, dir)
				renamed := at == "rename" && (name == "gen/keep.go" || name == "gen/new.go") // changed after the run
				if !done || got[name] != content && !renamed {
					t.Errorf("%s, changed at the first %s (force %v): it is now %q", name, at, force, got[name])
				}
				for file := range got {
					if isTemp(filepath.Base(file)) {
						t.Errorf("%s remains", file)
					}
				}
			}
		}
	}
}

// TestModesRemain checks that replaced files keep their mode.
func TestModesRemain(t *testing.T) {
	dir := firstRun(t, "before")
	modes := map[string]os.FileMode{"gen/keep.go": 0o600, "fragen.sum": 0o660}
	for name, mode := range modes {
		if err := os.Chmod(filepath.Join(dir, name), mode); err != nil {
			t.Fatal(err)
		}
	}
	commit(t, dir, states["after"])
	for name, mode := range modes {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != mode {
			t.Errorf("%s: %v (%v), want %v", name, info.Mode().Perm(), err, mode)
		}
	}
}

// TestStaleManifest checks that a commit does not overwrite a manifest that changed
// since it was read, unless both runs made the same one.
func TestStaleManifest(t *testing.T) {
	dir := firstRun(t, "before")
	first, second, third := run(t, dir, states["after"]), run(t, dir, states["after"]), run(t, dir, states["further"])
	if _, err := first.Commit(false); err != nil {
		t.Fatal(err)
	}
	report, err := second.Commit(false)
	if err != nil || len(report.Written)+len(report.Removed) > 0 {
		t.Errorf("the second of two equal runs: %v, %v", report, err)
	}
	before := snapshot(t, dir)
	if _, err := third.Commit(true); !errors.As(err, new(*StaleError)) {
		t.Errorf("a run with other files: %v", err)
	}
	if got := snapshot(t, dir); !cmp.Equal(got, before) {
		t.Error(cmp.Diff(before, got))
	}
}

// TestRemovedAlready checks that a file that another process removes during the
// commit counts as removed.
func TestRemovedAlready(t *testing.T) {
	dir := firstRun(t, "before")
	o := run(t, dir, states["after"])
	o.fault = func(op, name string) error {
		if op == "rename" && name == "keep.go" {
			return os.Remove(filepath.Join(dir, "gen", "old.go"))
		}
		return nil
	}
	report, err := o.Commit(false)
	if err != nil || len(report.Removed) != 2 {
		t.Errorf("%v, %v", report, err)
	}
}

// TestJournalRefuses checks the errors for journals that cannot be used.
func TestJournalRefuses(t *testing.T) {
	hash := strings.Repeat("0", 64)
	tests := map[string]string{
		"":                            `fragen.journal:1: expected "format 1"; remove`,
		"format 2\n":                  `fragen.journal:1: expected "format 1"; remove`,
		"format 1\nfile\tgen\n":       `fragen.journal:2: unexpected line "file\tgen"`,
		"format 1\nmanifest\ta.tmp\n": `fragen.journal:2: expected the name of a temporary file, found "a.tmp"`,
		"format 1\nmanifest\t.fragen-/../../x.tmp\n": `fragen.journal:2: expected the name of a temporary file, ` +
			`found ".fragen-/../../x.tmp"`,
		"format 1\nfile\tgen\t../x.go\t-\t" + hash + "\t-\n": `fragen.journal:2: file "../x.go" in "gen" is outside the project`,
		"format 1\nfile\t/gen\tx.go\t-\t" + hash + "\t-\n":   `fragen.journal:2: file "x.go" in "/gen" is outside the project`,
		"format 1\nfile\tgen\tx.go\t0\t" + hash + "\t-\n": `fragen.journal:2: expected a SHA-256 of 64 hexadecimal digits, ` +
			`found "0"`,
		"format 1\nfile\tgen\tx.go\t-\t" + hash + "\tx.go\n": `fragen.journal:2: expected the name of a temporary file, ` +
			`found "x.go"`,
	}
	for text, want := range tests {
		dir := firstRun(t, "before")
		put(t, dir, "fragen.journal", text)
		before := snapshot(t, dir)
		_, err := run(t, dir, states["after"]).Commit(true)
		if checked := CheckJournal(dir, "fragen.lock"); err == nil || checked == nil || !strings.Contains(err.Error(), want) ||
			!strings.Contains(checked.Error(), want) {
			t.Errorf("%q:\n%v\n%v, want\n%s", text, err, checked, want)
		}
		if got := snapshot(t, dir); !cmp.Equal(got, before) {
			t.Error(cmp.Diff(before, got))
		}
	}
}

// TestHostileJournal checks that a journal cannot cause the removal of a file outside
// of the project, of a hand-written file or of a file that is not temporary.
func TestHostileJournal(t *testing.T) {
	top := t.TempDir()
	dir := filepath.Join(top, "project")
	put(t, top, ".fragen-x.tmp", "outside")
	put(t, top, "out/a.go", goFile("a"))
	put(t, dir, "gen/own.go", "package x\n")
	put(t, dir, "gen/sub/.fragen-x.tmp/file", "x")
	if err := os.Symlink("../../out", filepath.Join(dir, "gen/link")); err != nil {
		t.Fatal(err)
	}
	j := &journal{manifest: []string{".fragen-none.tmp"}}
	for _, name := range []string{"own.go", "link/a.go", "sub/b.go"} {
		for _, folder := range []string{"gen", ".."} {
			j.files = append(j.files, journalFile{
				File: File{Dir: folder, Path: name}, before: Hash("package x\n"), after: Hash(goFile("a")), temp: ".fragen-x.tmp",
			})
		}
	}
	put(t, dir, "fragen.journal", string(j.encode()))
	before := snapshot(t, top)
	_, err := run(t, dir, states["after"]).Commit(true)
	if err == nil {
		t.Error("no error for a path outside of the project")
	}
	if got := snapshot(t, top); !cmp.Equal(got, before) {
		t.Error(cmp.Diff(before, got))
	}
}

// FuzzJournal checks that any journal is refused or encoded as it was decoded, and
// that it removes only temporary files in the project.
func FuzzJournal(f *testing.F) {
	hash := strings.Repeat("0", 64)
	f.Add("format 1\nmanifest\t.fragen-a.tmp\nfile\tgen\tx.go\t-\t" + hash + "\t.fragen-b.tmp\n")
	f.Add("format 1\nfile\t../out\tx.go\t-\t" + hash + "\t.fragen-b.tmp\n")
	f.Add("format 1\nfile\t.\t\"a\\tb\"\t" + hash + "\t-\t-\n")
	f.Fuzz(func(t *testing.T, text string) {
		j, failed := decodeJournal(text)
		if failed != nil {
			return
		}
		again, failed := decodeJournal(string(j.encode()))
		if failed != nil || !cmp.Equal(again, j, cmp.AllowUnexported(journal{}, journalFile{}, File{}, span{})) {
			t.Fatalf("%v, %v", failed, again)
		}
		top := t.TempDir()
		dir := filepath.Join(top, "project")
		put(t, top, "out/.fragen-b.tmp", "outside")
		put(t, dir, "gen/x.go", goFile("x"))
		before := snapshot(t, top)
		o := run(t, dir, nil)
		d, err := o.open()
		if err != nil {
			t.Fatal(err)
		}
		defer d.close()
		d.journal = j
		_ = o.cleanUp(d)
		if got := snapshot(t, top); !cmp.Equal(got, before) {
			t.Error(cmp.Diff(before, got))
		}
	})
}

// TestTwoRunsWait checks that a run waits for a process that holds the lock, and that
// a file of a process that ended is taken over.
func TestTwoRunsWait(t *testing.T) {
	dir := firstRun(t, "before")
	put(t, dir, "fragen.pid", "1\n") // of a process that was killed
	r, err := openRoot(dir, faultOf(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	h, err := acquire(r, "fragen.pid", &waiter{ctx: t.Context()})
	if err != nil {
		t.Fatal(err)
	}
	o, waitingFor := run(t, dir, states["after"]), make(chan int, 1)
	o.Waiting = func(pid int) { waitingFor <- pid }
	ended := make(chan error)
	go func() {
		_, err := o.Commit(false)
		ended <- err
	}()
	if pid := <-waitingFor; pid != os.Getpid() {
		t.Errorf("waiting for %d", pid)
	}
	h.release()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if left := maps.Collect(maps.All(snapshot(t, dir))); left["fragen.pid"] != "" {
		t.Errorf("fragen.pid remains: %q", left["fragen.pid"])
	}
}
