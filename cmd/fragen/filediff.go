package main

// This file prints the differences that "check --diff" finds, in the unified format
// that git and patch read.

import (
	"io"
	"os"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/output"
)

// changeDiff returns the unified difference between the file on disk and the
// generated file. It is empty for files that generate does not write or remove.
func changeDiff(result *fragen.Result, change fragen.Change) (string, error) {
	if slices.Contains([]output.Kind{output.Unlisted, output.Lost, output.Foreign}, change.Kind) {
		return "", nil
	}
	old, made, err := result.Contents(change)
	if err != nil {
		return "", err
	}
	from, to := "a/"+shown(change.Path), "b/"+shown(change.Path)
	if old == nil {
		from = os.DevNull
	}
	if made == nil {
		to = os.DevNull
	}
	return string(diff.Diff(from, old, to, made)), nil
}

// printDiff prints a unified difference, with colors if out is a terminal.
func (o *options) printDiff(out io.Writer, text string) error {
	colors := isInteractive(out) && os.Getenv("NO_COLOR") == ""
	workflow := o.diagnosticFormat() == "github"
	var b strings.Builder
	for line := range strings.Lines(text) {
		line = shownContent(strings.TrimSuffix(line, "\n"))
		if workflow {
			line = noCommand(line)
		}
		if color := lineColor(line); colors && color != "" {
			line = color + line + "\x1b[0m"
		}
		b.WriteString(line + "\n")
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// shownContent returns a line of a file with escapes for characters that could control a
// terminal or are invisible. It preserves tabs, spaces, and the joiners of some scripts.
func shownContent(line string) string {
	keep := func(r rune) bool {
		const nonJoiner, joiner = '\u200C', '\u200D'
		return r == '\t' || r == nonJoiner || r == joiner || unicode.Is(unicode.Zs, r)
	}
	var b strings.Builder
	for line != "" {
		at := strings.IndexFunc(line, keep)
		if at < 0 {
			at = len(line)
		}
		b.WriteString(shown(line[:at]))
		_, size := utf8.DecodeRuneInString(line[at:])
		b.WriteString(line[at : at+size])
		line = line[at+size:]
	}
	return b.String()
}

// noCommand returns a line that is no command in the log of a GitHub workflow. A command
// begins with "::", after any spaces, or contains "##[".
func noCommand(line string) string {
	if strings.HasPrefix(strings.TrimSpace(line), "::") {
		line = strings.Replace(line, "::", ": :", 1)
	}
	return strings.ReplaceAll(line, "##[", "# #[")
}

// lineColor returns the escape sequence that starts the color of a line.
func lineColor(line string) string {
	switch {
	case strings.HasPrefix(line, "diff "), strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		return "\x1b[1m"
	case strings.HasPrefix(line, "@@"):
		return "\x1b[36m"
	case strings.HasPrefix(line, "-"):
		return "\x1b[31m"
	case strings.HasPrefix(line, "+"):
		return "\x1b[32m"
	}
	return ""
}
