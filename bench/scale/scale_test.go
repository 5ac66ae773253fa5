//go:build linux

package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestSpread(t *testing.T) {
	all := strings.Split("abcdefghij", "")
	for n, want := range map[int]string{1: "f", 2: "ch", 5: "bdfhj", 10: "abcdefghij"} {
		if got := strings.Join(pickEvenly(all, n), ""); got != want {
			t.Errorf("%d of ten: got %s, want %s", n, got, want)
		}
	}
}

func TestIDs(t *testing.T) {
	text := `{"title": "x", "operations": [{"path": "/a"}` + strings.Repeat(`, {"operationId": "b"}`, 1000) + `]}`
	ids, all, err := idsOf([]byte(text))
	if err != nil || len(ids) != 1000 || ids[0] != "b" || all != 1001 {
		t.Errorf("got %d of %d, %v", len(ids), all, err)
	}
	if _, _, err := idsOf([]byte(`{"operations": [{"operationId": "b"}]}`)); err == nil {
		t.Error("picked a thousand operations out of one")
	}
}

func TestMisses(t *testing.T) {
	l := line{name: "x", wall: 2, cpu: 3, memory: 100, bound: bound{wall: 1.5, cpu: 3}}
	if got, want := strings.Join(l.misses(), "; "), "x: wall 2.00 s, at most 1.5"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSum checks that the hash depends on names and contents, and that an empty
// folder is an error.
func TestSum(t *testing.T) {
	sums := map[string]bool{}
	for _, c := range []struct{ name, text string }{{"a", "1"}, {"a", "2"}, {"b", "1"}} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, c.name), []byte(c.text), 0o666); err != nil {
			t.Fatal(err)
		}
		sum, err := sumOf(dir)
		if err != nil {
			t.Fatal(err)
		}
		sums[sum] = true
	}
	if len(sums) != 3 {
		t.Errorf("%d different sums, want 3", len(sums))
	}
	if _, err := sumOf(t.TempDir()); err == nil {
		t.Error("an empty folder has a hash")
	}
}

func TestPlot(t *testing.T) {
	points := []point{
		{Operations: 1, Line: line{wall: 0.1, memory: 50}},
		{Operations: 1000, Line: line{wall: 3, memory: 400}},
	}
	first, err := plotOf(points)
	if err != nil {
		t.Fatal(err)
	}
	second, err := plotOf(points)
	if err != nil || !bytes.Equal(first, second) {
		t.Error("the same points yield different plots", err)
	}
	if !bytes.Contains(first, []byte("wall time in s")) || !bytes.Contains(first, []byte("memory in MB")) {
		t.Error("a label is missing")
	}
}
