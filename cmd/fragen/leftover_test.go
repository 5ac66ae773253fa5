package main

// This file lets a process end at each file operation of a command that replaces one file.
// The next process leaves the same file, and no temporary file.

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// single is a command that replaces one file.
type single struct {
	args    []string
	file    string
	refuses bool // if the file exists
}

const unusedApproval = `version: 1
approvals:
  - finding: "123456789abc"
    rule: prop.removed
    reason: The property was never sent.
`

// TestNoLeftovers checks commands that replace files of the user.
func TestNoLeftovers(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	base := t.TempDir()
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		writeFile(t, base, name, readTestdata(t, name))
	}
	writeFile(t, base, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	writeFile(t, base, "fragen.approvals.yaml", unusedApproval)
	tests := []single{
		{[]string{"init", "shop.yaml", "--config", "new.yaml"}, "new.yaml", true},
		{[]string{"codes", "export", "--locale", "de", "-o", "de.csv"}, "de.csv", false},
		{[]string{"review", "--spec", "shop.yaml", "-o", "review.md"}, "review.md", false},
		{[]string{"review", "prune", "--spec", "shop.yaml"}, "fragen.approvals.yaml", false},
	}
	for _, test := range tests {
		done := project(t, base)
		succeed(t, test.file, done, test.args)
		want := contents(t, done)
		for _, ends := range []bool{false, true} {
			for n := 1; ; n++ {
				dir, fault, count := project(t, base), failAt(n, ends), 0
				_, _ = execute(t, dir, func(op, name string) error {
					count++
					return fault(op, name)
				}, test.args)
				_, err := os.Stat(filepath.Join(dir, test.file))
				code, stderr := execute(t, dir, nil, test.args)
				if refused := test.refuses && err == nil; refused != (code == exitInput) || !refused && code != exitOK {
					t.Errorf("%s, operation %d (ends: %v): exit code %d: %s", test.file, n, ends, code, stderr)
				}
				if got := contents(t, dir); !cmp.Equal(got, want) {
					t.Errorf("%s, operation %d (ends: %v): %s", test.file, n, ends, cmp.Diff(want, got))
				}
				if count < n {
					break
				}
			}
		}
	}
}
