package fragen_test

// This file keeps the section depguard of .golangci.yml equal to the table in
// rooms_test.go so that editors show a forbidden import while it is typed.
// "go test . -run TestDepguard -update" writes the section.

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// depguardStart and depguardEnd are the lines around the section.
const (
	depguardStart = "      # Generated from rooms_test.go by: go test . -run TestDepguard -update\n"
	depguardEnd   = "    exhaustive:\n"
)

func TestDepguard(t *testing.T) {
	const file = ".golangci.yml"
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(data), depguardStart)
	section, after, foundEnd := strings.Cut(rest, depguardEnd)
	if !found || !foundEnd {
		t.Fatalf("%s has no section depguard between the lines %q and %q", file, depguardStart, depguardEnd)
	}
	want := depguardRules()
	if section == want {
		return
	}
	if !*update {
		t.Fatalf("%s does not have the rules of rooms_test.go; run go test . -run TestDepguard -update", file)
	}
	if err := os.WriteFile(file, []byte(before+depguardStart+want+depguardEnd+after), 0o666); err != nil {
		t.Fatal(err)
	}
}

// depguardRules returns a rule per room. A rule allows the imports in the table and
// the standard library without the guarded packages. A path that ends in "$" matches
// only this package, other paths match the packages below, too.
func depguardRules() string {
	var b strings.Builder
	b.WriteString("      rules:\n")
	for _, r := range rooms {
		dir, folder := strings.CutSuffix(r.path, "/...")
		files := dir + "/*.go"
		if folder {
			files = dir + "/**/*.go"
		}
		name := strings.NewReplacer("/", "-", ".", "root").Replace(dir)
		fmt.Fprintf(&b, "        %s:\n          list-mode: strict\n", name)
		fmt.Fprintf(&b, "          files: [%q, \"!$test\"]\n", "${config-path}/"+strings.TrimPrefix(files, "./"))
		b.WriteString("          allow:\n            - $gostd\n")
		for _, allowed := range slices.Concat(depguardPaths(r), r.modules) {
			fmt.Fprintf(&b, "            - %s\n", allowed)
		}
		b.WriteString("          deny:\n")
		for _, pkg := range guardedStd {
			if !slices.Contains(r.std, pkg) {
				fmt.Fprintf(&b, "            - {pkg: %s$, desc: see rooms_test.go}\n", pkg)
			}
		}
	}
	return b.String()
}

// depguardPaths returns the import paths of the rooms that r may import.
func depguardPaths(r room) []string {
	var paths []string
	for _, dir := range r.rooms {
		switch folder, whole := strings.CutSuffix(dir, "/..."); {
		case slices.Contains(r.rooms, dir+"/..."): // depguard finds only one of the two paths
		case dir == ".":
			paths = append(paths, module+"$")
		case whole:
			paths = append(paths, module+"/"+folder)
		default:
			paths = append(paths, module+"/"+dir+"$")
		}
	}
	if dir, folder := strings.CutSuffix(r.path, "/..."); folder {
		paths = append(paths, module+"/"+dir)
	}
	return paths
}
