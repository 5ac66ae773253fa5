package main

// This file starts and ends the command: it handles signals and panics, prints the
// error of a run, and chooses the exit code.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
)

// The exit codes are part of the interface: scripts depend on them.
const (
	exitOK       = 0
	exitFindings = 1 // check: out of date; generate: edited files; codes lint: warnings
	exitUsage    = 2
	exitInput    = 3 // an input is invalid, or a file cannot be read or written
	exitInternal = 4 // a bug in fragen
)

func main() {
	ctx, stop := signals()
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// signals returns a context that the first signal ends. It ends the run, except while
// files are being renamed. The second signal ends the process at once, since its default
// action is restored.
func signals() (ctx context.Context, stop func()) {
	ctx, stop = context.WithCancel(context.Background())
	received := make(chan os.Signal, 1)
	signal.Notify(received, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-received
		signal.Stop(received)
		stop()
	}()
	return ctx, stop
}

// run executes a command line and returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		if e := recover(); e != nil {
			reportPanic(stderr, e)
			code = exitInternal
		}
	}()
	o := &options{}
	cmd := newRoot(o)
	cmd.SetArgs(args)
	cmd.SetIn(stdin)
	out := &checkedOutput{to: stdout}
	cmd.SetOut(out)
	cmd.SetErr(stderr)
	called, err := cmd.ExecuteContextC(ctx)
	if err != nil && !o.started {
		err = usageError{err}
	}
	if out.err != nil { // more important than findings: the list of them is incomplete
		err = fmt.Errorf("cannot write to standard output: %w", out.err)
	}
	return o.conclude(called.CommandPath(), err, stderr)
}

// checkedOutput is standard output. It remembers the first error, for example of a
// full disk so that no command reports success for an incomplete output.
type checkedOutput struct {
	to  io.Writer
	err error
}

func (c *checkedOutput) Write(data []byte) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	n, err := c.to.Write(data)
	c.err = err
	return n, err
}

// findings is an error that sets exitFindings. The command has printed the findings.
type findings struct{}

func (findings) Error() string { return "there are findings" }

// usageError is an error of the command line. It sets exitUsage.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error {
	return usageError{fmt.Errorf(format, args...)}
}

// conclude prints err and returns the exit code for it.
func (o *options) conclude(command string, err error, stderr io.Writer) int {
	var (
		input    *fragen.InputError
		internal *fragen.InternalError
	)
	code, after := exitInput, ""
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, new(findings)):
		return exitFindings
	case errors.As(err, &input):
		o.printDiagnostics(stderr, input.Diagnostics)
		return exitInput
	case errors.As(err, new(*fragen.RefusedError)):
		code = exitFindings
	case errors.As(err, &internal):
		code, after = exitInternal, pleaseReport
	case errors.As(err, new(usageError)):
		code, after = exitUsage, fmt.Sprintf("run %q for usage\n", command+" --help")
	}
	message := printable(err)
	o.printError(stderr, message, fmt.Sprintf("fragen: %s\n%s", message, after))
	return code
}

// printable returns the message of an error with escapes for characters that could
// control a terminal. The message may have several lines, but the name of a file may not.
func printable(err error) string {
	message := err.Error()
	if file := (*fs.PathError)(nil); errors.As(err, &file) {
		message = strings.ReplaceAll(message, file.Path, diag.Printable(file.Path))
	}
	return printableLines(message)
}

// printableLines is like diag.Printable, but preserves line feeds.
func printableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = diag.Printable(line)
	}
	return strings.Join(lines, "\n")
}

const pleaseReport = `This is a bug in fragen. Please report it with the text above and, if possible, the
API description: https://github.com/fragen-go/fragen/issues
`

func reportPanic(stderr io.Writer, e any) {
	fmt.Fprintf(stderr, "fragen: panic: %v\n\n%s\n%s", e, debug.Stack(), pleaseReport)
}

// report returns the errors in a list or, if there are none, prints its warnings
// and notes.
func (o *options) report(cmd *cobra.Command, list *diag.List) error {
	if err := list.Err(); err != nil {
		return err
	}
	o.warn(cmd, list)
	return nil
}

// warn prints warnings and notes, unless --quiet is set.
func (o *options) warn(cmd *cobra.Command, list *diag.List) {
	if o.quiet {
		return
	}
	o.printDiagnostics(cmd.ErrOrStderr(), list)
}
