//go:build linux

package measure

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// stat returns a line of /proc/PID/stat with the fields that parseStat reads.
func stat(pid int, name string, parent, pages int) string {
	return fmt.Sprintf("%d (%s) S %d %s %d 0 0\n", pid, name, parent, strings.Repeat("7 ", 19)[:37], pages)
}

func TestParseStat(t *testing.T) {
	page := int64(os.Getpagesize())
	for _, name := range []string{"go", "a b", "evil) S 1 (x", ""} {
		got, ok := parseStat(stat(12, name, 3, 5))
		if want := (process{12, 3, 5 * page}); !ok || got != want {
			t.Errorf("%q: got %+v, %v; want %+v", name, got, ok, want)
		}
	}
	for _, line := range []string{"", "12 go S 3", "12 (go) S 3 4", "x (go) S 3" + strings.Repeat(" 1", 30), ")("} {
		if got, ok := parseStat(line); ok {
			t.Errorf("%q was parsed as %+v", line, got)
		}
	}
}

func TestParseStatOfThisProcess(t *testing.T) {
	data, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		t.Skip(err)
	}
	got, ok := parseStat(string(data))
	if !ok || got.pid != os.Getpid() || got.parent != os.Getppid() || got.resident < 1<<20 {
		t.Errorf("got %+v for process %d of %d", got, os.Getpid(), os.Getppid())
	}
}

func TestResident(t *testing.T) {
	proc := fstest.MapFS{}
	for _, p := range []struct{ pid, parent, pages int }{
		{1, 0, 1000}, {10, 1, 1}, {11, 10, 2}, {12, 10, 4}, {13, 12, 8}, {20, 1, 500},
	} {
		proc[fmt.Sprintf("%d/stat", p.pid)] = &fstest.MapFile{Data: []byte(stat(p.pid, "go", p.parent, p.pages))}
	}
	if got, want := resident(proc, 10), int64(15*os.Getpagesize()); got != want {
		t.Errorf("got %d, want %d", got, want)
	}
}
