package main

// This file prints the differences that "check --diff" finds, in the unified format
// that git and patch read.

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/output"
)

// changeDiff returns the unified difference between the file on disk and the
// generated file. It is empty for files that generate does not write or remove.
func changeDiff(result *fragen.Result, change fragen.Change) (string, error) {
	if change.Kind == output.Unlisted || change.Kind == output.Foreign {
		return "", nil
	}
	old, made, err := result.Contents(change)
	if err != nil {
		return "", err
	}
	from, to := "a/"+change.Path, "b/"+change.Path
	if old == nil {
		from = os.DevNull
	}
	if made == nil {
		to = os.DevNull
	}
	return string(diff.Diff(from, old, to, made)), nil
}

// printDiff prints a unified difference, with colors if out is a terminal.
func printDiff(out io.Writer, text string) {
	if !isInteractive(out) || os.Getenv("NO_COLOR") != "" {
		fmt.Fprint(out, text)
		return
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if color := lineColor(line); color != "" {
			line = color + line + "\x1b[0m"
		}
		fmt.Fprintln(out, line)
	}
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
