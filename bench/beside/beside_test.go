//go:build linux

package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/fragen-go/fragen/bench/measure"
)

// TestPayments checks that fragen accepts the description.
func TestPayments(t *testing.T) {
	if n := operations(); n != 452 {
		t.Errorf("%d operations, want 452", n)
	}
	if testing.Short() {
		t.Skip("generating the SDK takes seconds")
	}
	fragen := filepath.Join(t.TempDir(), "fragen")
	if err := command("../..", "go", "build", "-o", fragen, "./cmd/fragen").Run(); err != nil {
		t.Fatal(err)
	}
	p := &program{source: "payments-fragen.txt", spec: payments, dir: filepath.Join(t.TempDir(), "program")}
	if err := p.prepare(fragen); err != nil {
		t.Fatal(err)
	}
}

func TestReplaceSection(t *testing.T) {
	file := filepath.Join(t.TempDir(), "scale.md")
	if err := os.WriteFile(file, []byte("# Scale\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	p := &program{title: "A", lines: 5, size: 2e6, cold: measure.Cost{CPU: seconds(1.5), Largest: 3e6}}
	for range 2 {
		if err := replaceSection(file, "\n"+table([]*program{p})); err != nil {
			t.Fatal(err)
		}
	}
	want := "# Scale\n\n## Other SDKs\n\n| | A |\n|---|---:|\n| lines of Go | 5 |\n| cold build, CPU | 1.5 s |\n" +
		"| the same without the standard library, CPU | 0.0 s |\n| largest process | 3.0 MB |\n| binary | 2.0 MB |\n"
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}
