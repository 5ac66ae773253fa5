package report

import (
	"bytes"
	"encoding/json"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/review"
)

// SchemaURL is the address of the JSON schema of reports.
const SchemaURL = "https://raw.githubusercontent.com/fragen-go/fragen/main/docs/schema/review.schema.json"

// maxOperations limits the operations of a finding in JSON and HTML. In a large description,
// most types are part of thousands of operations, which would be most of the report.
const maxOperations = 50

// renderJSON renders the report as it is. Strings are exact, and characters that HTML
// or JavaScript interpret are escaped.
func renderJSON(r *review.Report) ([]byte, error) {
	out := *r
	out.Schema, out.Version = SchemaURL, review.SchemaVersion
	out.Old.Inputs, out.New.Inputs = notNil(out.Old.Inputs), notNil(out.New.Inputs)
	out.Targets = make([]*review.Target, 0, len(r.Targets))
	for _, t := range r.Targets {
		target := *t
		target.Findings = make([]*review.Finding, 0, len(t.Findings))
		for _, f := range t.Findings {
			if n := len(f.Operations); n > maxOperations {
				cut := *f
				cut.Operations, cut.OperationCount = f.Operations[:maxOperations], n
				cut.SentBy = f.SentBy[:min(len(f.SentBy), maxOperations)]
				cut.ReceivedBy = f.ReceivedBy[:min(len(f.ReceivedBy), maxOperations)]
				f = &cut
			}
			target.Findings = append(target.Findings, f)
		}
		if target.Counts == nil {
			target.Counts = review.Counts{}
		}
		out.Targets = append(out.Targets, &target)
	}
	return marshal(out)
}

func notNil(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// marshal returns indented JSON with a final line feed.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return diag.EscapeJSON(b.Bytes()), nil
}

// codeQualityFinding is an element of a code quality report. GitLab requires all of its
// members.
type codeQualityFinding struct {
	Description string              `json:"description"`
	CheckName   string              `json:"check_name"`
	Fingerprint string              `json:"fingerprint"` // unique in the report
	Severity    string              `json:"severity"`
	Location    codeQualityLocation `json:"location"`
}

type codeQualityLocation struct {
	Path  string `json:"path"`
	Lines struct {
		Begin int `json:"begin"`
	} `json:"lines"`
}

// codeQualitySeverities are GitLab's severities. It has no approvals; an approved
// finding has the severity "info".
var codeQualitySeverities = map[review.Severity]string{review.Break: "critical", review.Risk: "major"}

// renderCodeQuality renders the findings that break callers or change the behavior.
func renderCodeQuality(r *review.Report, options Options) ([]byte, error) {
	list := []codeQualityFinding{}
	seen := map[string]bool{}
	for _, t := range r.Targets {
		for _, f := range t.Findings {
			severity, ok := codeQualitySeverities[f.Severity]
			if !ok {
				continue
			}
			text := messageOf(f)
			if f.Approved != nil {
				severity = "info"
				text = joinWords(sentence(title(f)), sentence(approvalLine(f.Approved)))
			}
			fingerprint := f.Fingerprint
			if seen[fingerprint] { // several targets have the same description
				fingerprint += "-" + clean(t.Name)
			}
			seen[fingerprint] = true
			at := findingLocation(t, f, options)
			item := codeQualityFinding{Description: text, CheckName: f.Rule, Severity: severity}
			item.Fingerprint = fingerprint
			item.Location.Path, item.Location.Lines.Begin = cleanLines(at.file), at.line
			list = append(list, item)
		}
	}
	return marshal(list)
}
