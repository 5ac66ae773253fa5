package report

// This file renders annotations for GitHub. They are at lines of the generated code,
// because these lines are in the pull request, and a description is often one line or
// not in the repository.

import (
	"fmt"
	"path"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// maxAnnotations limits the errors and the warnings. GitHub shows ten of each kind for
// a step and drops the rest silently.
const maxAnnotations = 9

// renderGitHub renders an error for each finding that breaks callers, a warning for
// each one that changes the behavior, and a notice with their numbers. Approved
// findings have no annotation.
func renderGitHub(r *review.Report, options Options) []byte {
	var b strings.Builder
	total, shown := 0, 0
	for _, kind := range []struct {
		command  string
		severity review.Severity
	}{{"error", review.Break}, {"warning", review.Risk}} {
		n := 0
		for _, t := range r.Targets {
			for _, f := range withoutApproved(ofSeverity(t, kind.severity)) {
				total++
				if n == maxAnnotations {
					continue
				}
				n++
				shown++
				b.WriteString(annotation(kind.command, t, f, options))
			}
		}
	}
	if r.Callers != nil {
		for _, e := range r.Callers.Other[:min(maxAnnotations, len(r.Callers.Other))] {
			fmt.Fprintf(&b, "::error file=%s,line=%d,col=%d,title=fragen review::%s\n",
				commandProperty.Replace(cleanLines(path.Join(options.Prefix, e.File))), e.Line, max(1, e.Column),
				commandData.Replace("no longer compiles: "+clean(e.Message)))
		}
	}
	fmt.Fprintf(&b, "::notice title=fragen review::%s\n", commandData.Replace(notice(r, total, shown)))
	return []byte(b.String())
}

// notice returns the numbers of findings of all targets.
func notice(r *review.Report, total, shown int) string {
	var parts []string
	for _, t := range r.Targets {
		text := clean(t.Name) + ": " + strings.ReplaceAll(countsLine(t.Counts), " · ", ", ") + "."
		if step := stepLine(t.Step); step != "" {
			text += " Smallest version step: " + step + "."
		}
		parts = append(parts, text)
	}
	if shown < total {
		const text = "Annotations: %d of %d findings, because GitHub shows ten errors and ten warnings."
		parts = append(parts, fmt.Sprintf(text, shown, total))
	}
	if parts == nil {
		return "no targets"
	}
	if line := searchLine(r); line != "" {
		parts = append(parts, line)
	}
	return strings.Join(parts, " ")
}

func annotation(command string, t *review.Target, f *review.Finding, options Options) string {
	at := findingLocation(t, f, options)
	place := fmt.Sprintf("file=%s,line=%d", commandProperty.Replace(cleanLines(at.file)), at.line)
	if at.column > 0 {
		place += fmt.Sprintf(",col=%d", at.column)
	}
	return fmt.Sprintf("::%s %s,title=%s::%s\n",
		command, place, commandProperty.Replace(clean(f.Rule+" "+f.Fingerprint)), commandData.Replace(messageOf(f)))
}

// commandData and commandProperty escape the parts of a workflow command. An escaped
// string is on one line, so that it cannot begin another command.
var (
	commandData     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	commandProperty = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)
