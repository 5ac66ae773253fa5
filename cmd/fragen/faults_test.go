package main

// This file lets the file operations of commands fail, and lets the process end at
// each of them. The next run must succeed without --force, whether its input is the
// same, the earlier one or another one. It must leave the same files as a run that
// was not disturbed, and no temporary file.
//
// The default run injects a few faults. With FRAGEN_LONG, it injects a fault into
// about every fifth operation, and with FRAGEN_FAULTS=all into every operation, which
// takes 20 minutes.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/output"
)

// faultyCommand is a command whose file operations fail.
type faultyCommand struct {
	name    string
	args    []string
	prepare []string          // command line of an earlier run with the first input, nil if there is none
	inputs  map[string]string // contents of shop.yaml by name
	slow    bool              // only with FRAGEN_LONG
	check   []string          // command line that must report no differences after the next run, nil for none

	prepared string                       // folder after the earlier run
	want     map[string]map[string]string // files after a run with each input
	then     map[string]map[string]string // files after a run with the changed input and then each input
}

const faultPage = `<table><tr><th>Code</th><th>Subcode</th><th>Text</th></tr>
<tr><td>200</td><td></td><td>Die Bestellung ging hinaus.</td></tr>
<tr><td>404</td><td>7</td><td>Die Bestellung fehlt.</td></tr></table>`

// faultyCommands returns the commands that write files of a project.
func faultyCommands(t *testing.T) []*faultyCommand {
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	shop := string(data)
	inputs := map[string]string{
		"earlier": shop,
		"changed": strings.ReplaceAll(strings.ReplaceAll(shop, "state: {", "stage: {"), "Result", "Outcome"),
		"further": strings.ReplaceAll(shop, "state: {type: string", "phase: {description: A phase., type: string"),
	}
	for _, name := range []string{"changed", "further"} {
		inputs[name] = strings.Replace(inputs[name], "List orders", "List the orders, "+name, 1)
	}
	return []*faultyCommand{
		{
			name: "generate", args: []string{"generate"}, prepare: []string{"generate"}, inputs: inputs,
			check: []string{"check"},
		},
		{name: "first generate", args: []string{"generate"}, inputs: inputs, check: []string{"check"}, slow: true},
		{name: "docs", args: []string{"docs"}, prepare: []string{"docs"}, inputs: inputs, slow: true},
		{
			name: "codes import", args: []string{"codes", "import", "page.html", "--locale", "de", "--into", "codes.yaml"},
			inputs: map[string]string{"changed": shop},
		},
	}
}

// execute runs a command line in dir. The fault may be nil.
func execute(t *testing.T, dir string, fault output.Fault, args []string) (code int, stderr string) {
	t.Helper()
	home, err := os.Getwd()
	if err == nil {
		err = os.Chdir(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := os.Chdir(home); err != nil {
			t.Fatal(err)
		}
	}()
	ctx := context.Background()
	if fault == nil {
		fault = func(op, _ string) error {
			if op == "sync" {
				return output.ErrNoSync
			}
			return nil
		}
	}
	var out, errs bytes.Buffer
	code = run(output.WithFault(ctx, fault), args, strings.NewReader(""), &out, &errs)
	return code, errs.String()
}

// succeed runs a command line that must succeed, and reports whether it does.
func succeed(t *testing.T, label, dir string, args []string) bool {
	t.Helper()
	code, stderr := execute(t, dir, nil, args)
	if code != exitOK {
		t.Errorf("%s: %v: exit code %d: %s", label, args, code, stderr)
	}
	return code == exitOK
}

// project returns a new folder with a copy of the files in the folder from.
func project(t *testing.T, from string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// set writes the input shop.yaml.
func (c *faultyCommand) set(t *testing.T, dir, input string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "shop.yaml"), []byte(c.inputs[input]), 0o666); err != nil {
		t.Fatal(err)
	}
}

// setUp generates the earlier input, and the expected files.
func (c *faultyCommand) setUp(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"codes.yaml", "fragen.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		writeFile(t, dir, name, string(data))
	}
	writeFile(t, dir, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	writeFile(t, dir, "page.html", faultPage)
	if c.prepare != nil {
		c.set(t, dir, "earlier")
		succeed(t, c.name, dir, c.prepare)
	}
	c.prepared, c.want, c.then = dir, map[string]map[string]string{}, map[string]map[string]string{}
	for input := range c.inputs {
		after := project(t, dir)
		c.set(t, after, input)
		succeed(t, c.name, after, c.args)
		c.want[input] = contents(t, after)
	}
	for input := range c.inputs {
		after := project(t, dir)
		for _, input := range []string{"changed", input} {
			c.set(t, after, input)
			succeed(t, c.name, after, c.args)
		}
		c.then[input] = contents(t, after)
	}
}

func readTestdata(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeFile(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o666); err != nil {
		t.Fatal(err)
	}
}

// contents returns the contents of all files and folders in dir.
func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		inside, err := filepath.Rel(dir, name)
		if err != nil || entry.IsDir() {
			files[inside] = "folder"
			return err
		}
		data, err := os.ReadFile(name)
		files[inside] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// inject injects a fault into operation n, and checks the next run with an input.
func (c *faultyCommand) inject(t *testing.T, n int, ends bool, next string) (right bool) {
	dir := project(t, c.prepared)
	c.set(t, dir, "changed")
	code, _ := execute(t, dir, failAt(n, ends), c.args)
	c.set(t, dir, next)
	label := fmt.Sprintf("%s, fault at operation %d (ends: %v, exit code %d), then %s", c.name, n, ends, code, next)
	right = succeed(t, label, dir, c.args)
	if c.check != nil {
		right = succeed(t, label, dir, c.check) && right
	}
	// A run that ends after it has renamed the lock is complete: the next run preserves
	// its names and numbers.
	got := contents(t, dir)
	if diff := cmp.Diff(c.want[next], got); diff != "" && !cmp.Equal(c.then[next], got) {
		t.Errorf("%s: %s", label, diff)
		right = false
	}
	return right
}

// failAt returns a fault for operation n. If the process ends there, all later
// operations fail too.
func failAt(n int, ends bool) output.Fault {
	count := 0
	return func(op, name string) error {
		count++
		switch {
		case count == n, ends && count > n && n > 0:
			return errors.New("injected fault: " + op + " " + name)
		case op == "sync":
			return output.ErrNoSync
		}
		return nil
	}
}

// TestCommandFaults injects faults into the commands that write files.
func TestCommandFaults(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("LocalAppData", os.Getenv("XDG_CACHE_HOME"))
	all := os.Getenv("FRAGEN_FAULTS") == "all"
	long := all || os.Getenv("FRAGEN_LONG") != ""
	for _, c := range faultyCommands(t) {
		if !long && c.slow {
			continue
		}
		c.setUp(t)
		operations := 0
		dir := project(t, c.prepared)
		c.set(t, dir, "changed")
		code, stderr := execute(t, dir, func(op, name string) error {
			operations++
			return failAt(0, false)(op, name)
		}, c.args)
		if code != exitOK || operations < 10 {
			t.Fatalf("%s: exit code %d after %d operations: %s", c.name, code, operations, stderr)
		}
		step := max(1, operations/3)
		if all {
			step = 1
		} else if long {
			step = min(5, step)
		}
		cases, right := 0, 0
		for n := operations; n > 0; n -= step {
			for _, ends := range []bool{false, true} {
				for i, next := range slices.Sorted(maps.Keys(c.inputs)) {
					if step > 1 && i != n%len(c.inputs) {
						continue // another input for each operation
					}
					cases++
					if c.inject(t, n, ends, next) {
						right++
					}
				}
			}
		}
		t.Logf("%s: %d operations, %d cases, %d right", c.name, operations, cases, right)
	}
}
