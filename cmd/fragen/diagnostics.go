package main

// This file prints diagnostics and other errors to standard error: as text, as
// annotations in GitHub's workflow runs, or as JSON. At most shownDiagnostics are
// printed as text, because a description can have thousands of warnings. Errors are
// printed before warnings, and warnings before notes.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// diagnosticFormats are the values of --diagnostics.
var diagnosticFormats = []string{"text", "github", "json"}

// shownDiagnostics is the number of diagnostics that are printed without --all.
const shownDiagnostics = 200

// diagnosticFormat returns the value of --diagnostics. Without the flag, it is
// "github" in a workflow run on GitHub, and "text" elsewhere.
func (o *options) diagnosticFormat() string {
	switch {
	case o.diagnostics != "":
		return o.diagnostics
	case os.Getenv("GITHUB_ACTIONS") == "true":
		return "github"
	}
	return "text"
}

// printDiagnostics prints the diagnostics in a list.
func (o *options) printDiagnostics(w io.Writer, list *diag.List) {
	sorted := list.Sorted()
	format := o.diagnosticFormat()
	shown := sorted
	if format == "text" && !o.all {
		shown = mostSevere(sorted, shownDiagnostics)
	}
	for _, d := range shown {
		switch format {
		case "github":
			fmt.Fprintln(w, annotation(d))
		case "json":
			printJSONLine(w, d)
		default:
			fmt.Fprintln(w, d)
		}
	}
	if more := len(sorted) - len(shown); more > 0 {
		fmt.Fprintf(w, "fragen: %s more diagnostics; use --all to print them\n", thousands(more))
	}
}

// mostSevere returns up to n diagnostics in their order: the errors first if there are
// more, then the warnings, then the notes.
func mostSevere(list []diag.Diagnostic, n int) []diag.Diagnostic {
	if len(list) <= n {
		return list
	}
	shown := make([]bool, len(list))
	for severity := diag.Error; severity >= diag.Note; severity-- {
		for i, d := range list {
			if n > 0 && d.Severity == severity {
				shown[i] = true
				n--
			}
		}
	}
	var out []diag.Diagnostic
	for i, d := range list {
		if shown[i] {
			out = append(out, d)
		}
	}
	return out
}

// printError prints an error that is not about a place in an input. The text may have
// more lines than the message.
func (o *options) printError(w io.Writer, message, text string) {
	switch o.diagnosticFormat() {
	case "github":
		fmt.Fprintln(w, annotation(diag.Diagnostic{Severity: diag.Error, Message: message}))
	case "json":
		printJSONLine(w, diag.Diagnostic{Severity: diag.Error, Message: message})
	default:
		fmt.Fprint(w, text)
	}
}

// annotation returns the workflow command that shows a diagnostic in the files of a
// pull request (docs.github.com: "Workflow commands for GitHub Actions"). For
// example: "::error file=api/spec.yaml,line=3,col=5,title=unknown-key::message".
func annotation(d diag.Diagnostic) string {
	kind := map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Note: "notice"}[d.Severity]
	var properties []string
	add := func(name, value string) {
		properties = append(properties, name+"="+diag.Printable(escapeProperty.Replace(value)))
	}
	if d.Pos.File != "" {
		add("file", inRepository(d.Pos.File))
	}
	if d.Pos.Line > 0 {
		add("line", fmt.Sprint(d.Pos.Line))
	}
	if d.Pos.Col > 0 {
		add("col", fmt.Sprint(d.Pos.Col))
	}
	title := d.Rule
	if title == "" {
		title = "fragen"
	}
	add("title", title)
	return "::" + kind + " " + strings.Join(properties, ",") + "::" + escapeMessage.Replace(printableLines(d.Message))
}

// Workflow commands end at the end of a line and escape with percent signs.
var (
	escapeMessage  = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	escapeProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// inRepository returns the path of a file relative to the checked-out repository, as
// annotations need it. A file outside of it keeps its path.
func inRepository(file string) string {
	top := os.Getenv("GITHUB_WORKSPACE")
	full, err := filepath.Abs(file)
	if top == "" || err != nil {
		return file
	}
	below, err := filepath.Rel(top, full)
	if err != nil || !filepath.IsLocal(below) {
		return file
	}
	return filepath.ToSlash(below)
}

// jsonDiagnostic is a diagnostic as one line of JSON.
type jsonDiagnostic struct {
	File     string `json:"file,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"` // in bytes, counted from 1
	Severity string `json:"severity"`         // "error", "warning" or "note"
	Rule     string `json:"rule,omitempty"`
	Message  string `json:"message"`
}

func printJSONLine(w io.Writer, d diag.Diagnostic) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(jsonDiagnostic{
		d.Pos.File, d.Pos.Line, d.Pos.Col, d.Severity.String(), d.Rule, d.Message,
	})
	if err != nil {
		panic("internal: a diagnostic cannot be encoded: " + err.Error())
	}
	_, _ = w.Write(diag.EscapeJSON(b.Bytes())) // w is standard error
}

// checkFormat reports an unknown value of --diagnostics, in text.
func (o *options) checkFormat() error {
	err := oneOf("format of diagnostics", o.diagnostics, diagnosticFormats...)
	if err != nil {
		o.diagnostics = "text"
	}
	return err
}
