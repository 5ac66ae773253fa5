package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/diag"
)

// At most shownDiagnostics are printed as text, in their order. Errors are never
// hidden by warnings.
func TestPrintDiagnosticsLimit(t *testing.T) {
	list := &diag.List{}
	for i := range shownDiagnostics + 50 {
		list.Warnf(diag.Pos{File: "a.yaml", Line: i + 1}, "w", "a warning")
	}
	list.Errorf(diag.Pos{File: "b.yaml", Line: 1}, "e", "an error")
	list.Notef(diag.Pos{File: "a.yaml", Line: 1}, "n", "a note")
	tests := map[string]struct {
		o     options
		lines int
		last  string
	}{
		"limit": {options{diagnostics: "text"}, shownDiagnostics + 1, "fragen: 52 more diagnostics; use --all to print them"},
		"all":   {options{diagnostics: "text", all: true}, shownDiagnostics + 52, "b.yaml:1: an error [e]"},
		"JSON": {
			options{diagnostics: "json"},
			shownDiagnostics + 52,
			`{"file":"b.yaml","line":1,"severity":"error","rule":"e","message":"an error"}`,
		},
	}
	for name, test := range tests {
		var out bytes.Buffer
		test.o.printDiagnostics(&out, list)
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != test.lines || lines[len(lines)-1] != test.last {
			t.Errorf("%s: %d lines, the last is %q; want %d and %q", name, len(lines), lines[len(lines)-1], test.lines, test.last)
		}
		if !strings.Contains(out.String(), "an error") || strings.Contains(lines[0], "note") == (name == "limit") {
			t.Errorf("%s: the error is missing, or the note is in the wrong place:\n%s", name, lines[0])
		}
	}
}

// Text from a description cannot start another workflow command.
func TestAnnotationEscapes(t *testing.T) {
	got := annotation(diag.Diagnostic{
		Pos: diag.Pos{File: "a,b:c\n\x1b.yaml", Line: 3}, Severity: diag.Warning, Rule: "r", Message: "100%\n::error::x\x1b[1m",
	})
	want := "::warning file=a%2Cb%3Ac%0A\\x1b.yaml,line=3,title=r::100%25%0A::error::x\\x1b[1m"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
