//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fragen-go/fragen/generator/output"
	"github.com/spf13/cobra"
)

// TestKindsOfFiles puts a folder, a named pipe, a device and a file of the system in the
// place of each file that a command reads. The command must report an error at once.
func TestKindsOfFiles(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	shop := readTestdata(t, "shop.yaml")
	base := t.TempDir()
	for _, name := range []string{"shop.yaml", "codes.yaml", "fragen.yaml"} {
		writeFile(t, base, name, readTestdata(t, name))
	}
	writeFile(t, base, "go.mod", "module example.com/shop\n\ngo 1.26\n")
	writeFile(t, base, "part.yaml", "Order: {type: object}\n")
	writeFile(t, base, "shop.yaml", shop+
		"    Part: {$ref: \"part.yaml#/Order\"}\n")
	tests := []struct {
		file string
		args []string
	}{
		{"fragen.yaml", []string{"generate"}},
		{"fragen.yaml", []string{"docs"}},
		{"go.mod", []string{"generate"}},
		{"shop.yaml", []string{"generate"}},
		{"shop.yaml", []string{"slice", "shop.yaml"}},
		{"part.yaml", []string{"inspect", "shop.yaml"}},
		{"codes.yaml", []string{"check"}},
		{"codes.yaml", []string{"codes", "lint", "codes.yaml"}},
		{"fragen.lock", []string{"generate"}},
		{"fragen.sum", []string{"check"}},
		{"fragen.journal", []string{"check"}},
		{"fragen.journal", []string{"generate", "--force"}},
		{"fragen.pid", []string{"generate"}},
		{"docs/reference/fragen.lock", []string{"docs"}},
		{"docs/reference/fragen.journal", []string{"docs"}},
		{"page.html", []string{"codes", "page", "page.html"}},
		{"page.html", []string{"codes", "import", "page.html"}},
		{"de.po", []string{"codes", "import", "de.po"}},
		{"codes.yaml", []string{"codes", "import", "de.po"}},
		{".gitattributes", []string{"init", "shop.yaml", "--config", "new.yaml"}},
		{"fragen.approvals.yaml", []string{"review", "--from", "HEAD"}},
		{"report.md", []string{"review", "--spec", "shop.yaml", "-o", "report.md"}},
	}
	kinds := map[string]func(name string) error{
		"folder":     func(name string) error { return os.Mkdir(name, 0o777) },
		"named pipe": func(name string) error { return syscall.Mkfifo(name, 0o666) },
		"device":     func(name string) error { return os.Symlink("/dev/zero", name) },
	}
	const mapsFile = "/proc/self/maps"
	if output.Exists(mapsFile) { // a regular file with the size 0
		kinds["system file"] = func(name string) error { return os.Symlink(mapsFile, name) }
	}
	for _, test := range tests {
		for kind, create := range kinds {
			dir := project(t, base)
			writeFile(t, dir, "de.po", "")
			file := filepath.Join(dir, filepath.FromSlash(test.file))
			if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(file); err != nil {
				t.Fatal(err)
			}
			if err := create(file); err != nil {
				t.Fatal(err)
			}
			checkRefused(t, test.file+" is a "+kind, dir, test.args)
		}
	}
}

// checkRefused runs a command that must end with an error about the kind of a file.
func checkRefused(t *testing.T, label, dir string, args []string) {
	t.Helper()
	ended := make(chan struct{})
	timer := time.AfterFunc(time.Minute, func() {
		select {
		case <-ended:
		default:
			panic(label + ": " + strings.Join(args, " ") + " does not end")
		}
	})
	defer timer.Stop()
	code, stderr := execute(t, dir, nil, args)
	close(ended)
	known := strings.Contains(stderr, "expected a file, found a") || strings.Contains(stderr, "escapes") ||
		strings.Contains(stderr, "is a directory") || strings.Contains(stderr, "the size of the file, found more")
	refused := code == exitInput || code == exitUsage
	if strings.HasPrefix(label, "part.yaml") {
		refused = code == exitOK // the part of the description is left out
	}
	if !refused || !known {
		t.Errorf("%s: %v: exit code %d: %s", label, args, code, stderr)
	}
}

// TestSecondSignal checks that the second signal ends a process that ignores the first
// one.
func TestSecondSignal(t *testing.T) {
	for _, first := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), commandVariable+"=ignores signals")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for _, want := range []string{"started", "continues"} {
			if !lines.Scan() || lines.Text() != want {
				t.Fatalf("%q, want %q", lines.Text(), want)
			}
			if err := cmd.Process.Signal(first); err != nil {
				t.Fatal(err)
			}
		}
		err = cmd.Wait()
		if status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus); !ok || !status.Signaled() {
			t.Errorf("%v: the process ended with %v", first, err)
		}
	}
}

// TestStandardInputEnds checks that an interrupt ends a command that waits for
// standard input.
func TestStandardInputEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	var out, errs strings.Builder
	if code := run(ctx, []string{"slice", "-"}, r, &out, &errs); code != exitInput {
		t.Errorf("exit code %d: %s", code, errs.String())
	}
}

// TestInterruptible checks that a command that does not look at its context ends with it,
// and that the report of a panic has the stack of the command.
func TestInterruptible(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cmd := &cobra.Command{}
	cmd.SetContext(ctx)
	never := make(chan error)
	err := interruptible(func(*cobra.Command, []string) error {
		cancel()
		return <-never
	})(cmd, nil)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}

	cmd.SetContext(t.Context())
	fails := interruptible(func(_ *cobra.Command, args []string) error { return errors.New(args[0]) })
	if err := fails(cmd, []string{"x"}); err == nil || err.Error() != "x" {
		t.Errorf("the error is %v", err)
	}
	defer func() {
		if text := fmt.Sprint(recover()); !strings.HasPrefix(text, "oops\n") || !strings.Contains(text, "TestInterruptible.func") {
			t.Errorf("the panic is %s", text)
		}
	}()
	_ = interruptible(func(*cobra.Command, []string) error { panic("oops") })(cmd, nil)
}
