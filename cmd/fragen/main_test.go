package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

var update = flag.Bool("update", false, "update the expected output in the scripts; not in CI")

func TestMain(m *testing.M) {
	switch os.Getenv(commandVariable) {
	case "1":
		main() // exits
	case "ignores signals":
		ctx, _ := signals()
		fmt.Println("started")
		<-ctx.Done()
		fmt.Println("continues")
		time.Sleep(time.Minute)
		os.Exit(0)
	}
	testscript.Main(m, map[string]func(){"fragen": main})
}

// TestScripts runs the scripts in testdata/script. The folder of each script has a
// go.mod, shop.yaml, codes.yaml and fragen.yaml; a script can have its own versions.
func TestScripts(t *testing.T) {
	if *update && os.Getenv("CI") != "" {
		t.Fatal("-update is not available in CI: run it locally and review the diff")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               setUp,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "edit": edit},
	})
}

func setUp(env *testscript.Env) error {
	env.Setenv("XDG_CACHE_HOME", filepath.Join(env.WorkDir, ".cache"))
	env.Setenv("LocalAppData", filepath.Join(env.WorkDir, ".cache"))
	env.Setenv("GOGC", "400") // shortens the tests
	// The go command's cache would be empty too, and it would compile the standard library.
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		return err
	}
	env.Setenv("GOCACHE", strings.TrimSpace(string(cache)))
	files := map[string][]byte{"go.mod": []byte("module example.com/shop\n\ngo 1.26\n")}
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			return err
		}
		files[name] = data
	}
	for name, data := range files {
		file := filepath.Join(env.WorkDir, name)
		if _, err := os.Stat(file); err == nil {
			continue
		}
		if err := os.WriteFile(file, data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// exits runs a command and checks its exit code: exits 1 fragen check.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGUMENT...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// edit replaces a string in a file: edit FILE OLD NEW. The file must contain OLD.
func edit(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: edit FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s does not contain %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, args[1], args[2])), 0o666))
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("test panic") }

// A panic is a bug. The command exits with code 4 and asks for a bug report.
func TestPanic(t *testing.T) {
	var stdout, stderr bytes.Buffer
	if code := run(context.Background(), []string{"slice", "-"}, panicking{}, &stdout, &stderr); code != exitInternal {
		t.Errorf("exit code %d, want %d", code, exitInternal)
	}
	for _, want := range []string{"test panic", "main_test.go", "https://github.com/fragen-go/fragen/issues"} {
		if !strings.Contains(stderr.String(), want) {
			t.Errorf("standard error does not contain %q:\n%s", want, stderr.String())
		}
	}
	if stdout.Len() > 0 {
		t.Errorf("unexpected standard output: %s", stdout.String())
	}
}

func TestConclude(t *testing.T) {
	tests := []struct {
		err  error
		code int
		says string
	}{
		{nil, exitOK, ""},
		{findings{}, exitFindings, ""},
		{usageError{errors.New("unknown flag")}, exitUsage, "fragen: unknown flag\nrun \"fragen x --help\" for usage\n"},
		{errors.New("disk full"), exitInput, "fragen: disk full\n"},
		{&fragen.InternalError{Cause: errors.New("no Go")}, exitInternal, "fragen: internal: no Go\n" + pleaseReport},
		{fmt.Errorf("about: %w", context.Canceled), exitInput, "fragen: about: context canceled\n"},
	}
	for _, test := range tests {
		var stderr bytes.Buffer
		if code := (&options{diagnostics: "text"}).conclude("fragen x", test.err, &stderr); code != test.code || stderr.String() != test.says {
			t.Errorf("%v: exit code %d and %q, want %d and %q", test.err, code, stderr.String(), test.code, test.says)
		}
	}
}

// TestPackageComment checks that the package comment lists all commands with their
// descriptions.
func TestPackageComment(t *testing.T) {
	data, err := os.ReadFile("root.go")
	if err != nil {
		t.Fatal(err)
	}
	comment, _, _ := strings.Cut(string(data), "package main\n")
	var check func(cmd *cobra.Command)
	check = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			check(sub)
		}
		name := strings.TrimPrefix(cmd.CommandPath(), "fragen ")
		short := strings.ToLower(cmd.Short[:1]) + cmd.Short[1:]
		if line := fmt.Sprintf("//\t%-16s %s\n", name, short); !cmd.HasSubCommands() && !strings.Contains(comment, line) {
			t.Errorf("the package comment has no line %q", line)
		}
	}
	check(newRoot(&options{}))
}

// A canceled context ends a run before it writes files.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := t.TempDir()
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module example.com/shop\n\ngo 1.26\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	code := run(ctx, []string{"generate", "--config", filepath.Join(dir, "fragen.yaml")}, nil, &stdout, &stderr)
	if code != exitInput || !strings.Contains(stderr.String(), "canceled") {
		t.Errorf("exit code %d, %s", code, stderr.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "generated")); err == nil {
		t.Error("the canceled run wrote files")
	}
}
