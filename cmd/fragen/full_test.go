package main

// This file runs each command with a standard output on a full disk, and checks the
// escapes in the names of files in messages.

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

type fullWriter struct{}

func (fullWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

// fullOutput returns /dev/full or, on systems without this device, a similar writer.
func fullOutput(t *testing.T) io.Writer {
	t.Helper()
	file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		return fullWriter{}
	}
	t.Cleanup(func() { _ = file.Close() })
	return file
}

// A command whose output cannot be written fails, even if it only prints a text. The
// table has a command line for each command, and the test fails if one is missing.
func TestFullOutput(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		writeFile(t, dir, name, readTestdata(t, name))
	}
	writeFile(t, dir, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	writeFile(t, dir, "page.html", faultPage)
	t.Chdir(dir)
	lines := map[string][]string{
		"check":           {"check"},
		"codes coverage":  {"codes", "coverage"},
		"codes explain":   {"codes", "explain", "200"},
		"codes export":    {"codes", "export", "--locale", "de"},
		"codes import":    {"codes", "import", "page.html", "--locale", "de", "--into", "codes.yaml", "--dry-run"},
		"codes lint":      {"codes", "lint", "--json"},
		"codes page":      {"codes", "page", "page.html"},
		"docs":            {"docs", "--format", "markdown"},
		"generate":        {"generate"},
		"help":            {"help"},
		"init":            {"init", "shop.yaml", "--config", "new.yaml"},
		"inspect":         {"inspect", "shop.yaml"},
		"slice":           {"slice", "shop.yaml"},
		"version":         {"version"},
		"slice --explain": {"slice", "shop.yaml", "--explain"},
		"completion bash": {"completion", "bash"},
		"--help":          {"--help"},
		"generate --help": {"generate", "--help"},
	}
	full := fullOutput(t)
	test := func(args []string) {
		t.Helper()
		var stderr bytes.Buffer
		code := run(context.Background(), args, strings.NewReader(""), full, &stderr)
		if code != exitInput || !strings.Contains(stderr.String(), "fragen: cannot write to standard output: ") {
			t.Errorf("%v: exit code %d and %q", args, code, stderr.String())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(lines)) {
		test(lines[name])
	}
	for _, name := range reviewCommands(t, test) {
		lines[name] = nil
	}
	eachCommand(newRoot(&options{}), func(cmd *cobra.Command) {
		name := strings.TrimPrefix(cmd.CommandPath(), "fragen ")
		if _, ok := lines[name]; !ok && !cmd.HasSubCommands() {
			t.Errorf("%s: the test has no command line for this command", name)
		}
	})
}

// reviewCommands tests the subcommands of review in a repository in the current folder,
// and returns their names.
func reviewCommands(t *testing.T, test func(args []string)) []string {
	t.Helper()
	names := []string{"review", "review approve", "review prune"}
	if _, err := exec.LookPath("git"); err != nil {
		return names
	}
	for _, args := range [][]string{
		{"init", "-q", "-b", "main"},
		{"add", "-A"},
		{"-c", "user.name=Test", "-c", "user.email=test@example.com", "commit", "-q", "-m", "first"},
	} {
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v: %s", args, err, out)
		}
	}
	shop := readText(t, "shop.yaml")
	writeFile(t, ".", "shop.yaml", strings.Replace(shop, "state: {", "stage: {", 1))
	test([]string{"review", "--from", "HEAD"})
	var report, stderr bytes.Buffer
	run(context.Background(), []string{"review", "--from", "HEAD", "--format", "json"}, nil, &report, &stderr)
	found := regexp.MustCompile(`"fingerprint": *"([0-9a-f]+)"`).FindStringSubmatch(report.String())
	if found == nil {
		t.Fatalf("no fingerprint in %s%s", report.String(), stderr.String())
	}
	test([]string{"review", "approve", found[1], "--from", "HEAD", "--reason", "test"})
	writeFile(t, ".", "shop.yaml", shop)
	test([]string{"review", "prune", "--from", "HEAD"})
	return names
}

func readText(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// eachCommand visits all commands.
func eachCommand(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, sub := range cmd.Commands() {
		eachCommand(sub, visit)
	}
}

// The name of a file cannot control the terminal or begin a line of its own.
func TestNamesInMessages(t *testing.T) {
	const name, shown = "a\n::error::x\x1b[31m\u202Eb.yaml", `a\n::error::x\x1b[31m\u202eb.yaml`
	changed := fragen.Change{Path: name, Kind: "edited"}
	var stderr bytes.Buffer
	o := &options{diagnostics: "text"}
	for _, err := range []error{
		&fragen.RefusedError{Changes: []fragen.Change{changed}},
		&fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist},
	} {
		stderr.Reset()
		o.conclude("fragen", err, &stderr)
		checkName(t, stderr.String(), shown)
	}
	checkName(t, changed.String(), shown)
	if t.Chdir(t.TempDir()); os.WriteFile(name, []byte("x: ["), 0o666) != nil {
		t.Skip("the file system does not allow such names")
	}
	for _, args := range [][]string{
		{"inspect", name}, {"codes", "lint", name}, {"generate", "--config", name}, {"codes", "page", name}, {"slice", name},
	} {
		var stdout bytes.Buffer
		stderr.Reset()
		run(context.Background(), args, nil, &stdout, &stderr)
		checkName(t, stdout.String()+stderr.String(), shown)
	}
}

func checkName(t *testing.T, text, shown string) {
	t.Helper()
	if strings.ContainsAny(text, "\x1b\u202E") || strings.Contains(text, "\n::") || !strings.Contains(text, shown) {
		t.Errorf("got %q, want a text with %s", text, shown)
	}
}

// The content of a file in a difference cannot control the terminal or a GitHub workflow.
func TestContentInDifferences(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	dir := t.TempDir()
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		writeFile(t, dir, name, readTestdata(t, name))
	}
	writeFile(t, dir, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	t.Chdir(dir)
	succeed(t, "generate", dir, []string{"generate"})
	const hostile = "\n::error::x\n // ##[error]x\r::error::y \x1b]0;title\x07 \u009b31m \u202e\u2066\u0085\u007f\u200f x\n"
	file := "generated/shop/order.go"
	writeFile(t, dir, file, readText(t, file)+hostile+"// a\u00a0b\u200cc\n")
	var out, errs bytes.Buffer
	run(context.Background(), []string{"check", "--diff", "--diagnostics", "github"}, nil, &out, &errs)
	checkContent(t, out.String())
	for _, want := range []string{`\x1b]0;title\a \u009b31m \u202e\u2066\u0085\x7f\u200f x`, "# #[error]x\\r::error::y", "a\u00a0b\u200cc"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not in\n%s", want, out.String())
		}
	}
	for line, want := range map[string]string{
		" ::error::x": " : :error::x", "::x": ": :x", "-::x": "-::x", "##[x]": "# #[x]", "x ::y": "x ::y",
	} {
		if got := noCommand(line); got != want {
			t.Errorf("%s: %s, want %s", line, got, want)
		}
	}
	out.Reset()
	writeFile(t, dir, "page.csv", "code,message\n300,The order is late.\n")
	writeFile(t, dir, "new.yaml", "# ##[error]\u202e\u200f\n"+readText(t, "codes.yaml")+"# \u2066\n")
	run(context.Background(), []string{
		"codes", "import", "page.csv", "--locale", "en", "--into", "new.yaml", "--dry-run",
		"--diagnostics", "github",
	}, nil, &out, &errs)
	if checkContent(t, out.String()); !strings.Contains(out.String(), `\u2066`) {
		t.Errorf("%s%s", out.String(), errs.String())
	}
}

// checkContent checks that a text has no characters that control a terminal.
func checkContent(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsAny(text, "\x1b\x07\r\x7f\u0085\u009b\u200f\u202e\u2066") || strings.Contains(text, "\n::") {
		t.Errorf("got %q", text)
	}
}
