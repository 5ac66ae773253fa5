package fragen_test

// This file keeps NOTICE complete. A binary of fragen contains the code of other
// modules, whose licenses require that it comes with their texts. The modules are those
// of "go list -deps", so that a new dependency needs a new NOTICE.
// "go test . -run TestNotice -update" writes the file.

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

const noticeStart = `fragen

A binary of fragen contains fragen itself, which is licensed under the Apache License 2.0
(see LICENSE), the Go standard library, and the modules below. The runtime in generated
code contains no code of other modules.

Written by: go test . -run TestNotice -update
`

// license is a text with the modules that have it.
type license struct {
	modules []string
	text    string
}

func TestNotice(t *testing.T) {
	var licenses []license
	add := func(module, text string) {
		words := strings.Fields(text)
		i := slices.IndexFunc(licenses, func(l license) bool { return slices.Equal(strings.Fields(l.text), words) })
		if i < 0 {
			i = len(licenses)
			licenses = append(licenses, license{text: text})
		}
		licenses[i].modules = append(licenses[i].modules, module)
	}
	for _, module := range linkedModules(t) {
		path, dir, _ := strings.Cut(module, " ")
		text := licenseText(t, dir)
		add(path, text)
		if path == "golang.org/x/sys" { // the license of the standard library, which is not a module
			add("Go standard library", text)
		}
	}
	own := readNotice(t, "LICENSE")
	var b strings.Builder
	b.WriteString(noticeStart)
	for _, l := range licenses {
		name := licenseName(l.text)
		b.WriteString("\n" + strings.Repeat("=", 80) + "\n")
		for _, module := range l.modules {
			b.WriteString(module + " (" + name + ")\n")
		}
		b.WriteString("\n")
		if isApache(l.text, own) {
			b.WriteString("See LICENSE.\n")
		} else {
			b.WriteString(strings.TrimSpace(strings.ReplaceAll(l.text, "\r\n", "\n")) + "\n")
		}
	}
	if *update && os.Getenv("CI") == "" {
		if err := os.WriteFile("NOTICE", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := gocmp.Diff(readNotice(t, "NOTICE"), b.String()); diff != "" {
		t.Errorf("NOTICE is not complete; run go test . -run TestNotice -update: %s", diff)
	}
}

// linkedModules returns the other modules in binaries of fragen, each with its folder.
func linkedModules(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, system := range []string{"linux", "windows"} {
		list := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Dir}}{{end}}{{end}}", "./cmd/fragen")
		list.Env = append(os.Environ(), "GOOS="+system, "GOARCH=amd64")
		out, err := list.Output()
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Split(strings.TrimSpace(string(out)), "\n")...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(line string) bool { return line == "" })
}

// licenseText returns the license and the notice of a module.
func licenseText(t *testing.T, dir string) string {
	t.Helper()
	var texts []string
	for _, pattern := range []string{"LICENSE*", "COPYING*", "NOTICE*"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			texts = append(texts, strings.TrimSpace(readNotice(t, file)))
		}
	}
	if len(texts) == 0 {
		t.Fatalf("%s has no license", dir)
	}
	return strings.Join(texts, "\n\n")
}

// licenseName returns the SPDX identifiers of the licenses in a text.
func licenseName(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	var names []string
	for _, known := range [][2]string{
		{"Permission is hereby granted, free of charge", "MIT"},
		{"Apache License", "Apache-2.0"},
		{"Neither the name of", "BSD-3-Clause"},
	} {
		if strings.Contains(text, known[0]) {
			names = append(names, known[1])
		}
	}
	if names == nil {
		return "BSD-2-Clause"
	}
	return strings.Join(names, " and ")
}

// isApache reports whether a text is the license that LICENSE contains. Copies differ in
// the names that the appendix suggests.
func isApache(text, own string) bool {
	terms := func(text string) string {
		text, _, _ = strings.Cut(text, "END OF TERMS AND CONDITIONS")
		return strings.Join(strings.Fields(text), " ")
	}
	_, after, _ := strings.Cut(text, "limitations under the License.")
	return terms(text) == terms(own) && strings.TrimSpace(after) == ""
}

func readNotice(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
