package review

// This file reads fragen.approvals.yaml and applies it to a report. The file lists
// findings that the owners of a module have accepted:
//
//	version: 1
//	approvals:
//	  - finding: 6273aa1df025
//	    rule: enum.value.renamed
//	    reason: The service never accepted the old value.
//	    by: ana
//	    until: 2026-12-31
//
// An entry accepts a finding only if both its fingerprint and its rule match, so a
// hash alone approves nothing. From the day "until" on, the entry no longer accepts
// the finding, and Unapproved of the finding says so. An entry without a finding is not
// an error: after a change is merged, the findings about it disappear, and their entries
// remain until "fragen review prune" removes them.
//
// approvals_edit.go writes the file.

import (
	"fmt"
	"regexp"
	"slices"
	"time"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// Approvals is the content of fragen.approvals.yaml. The zero value has no entries.
type Approvals struct {
	Entries []*ApprovalEntry // in the order of the file

	file string
	text string
}

// ApprovalEntry is an entry of fragen.approvals.yaml.
type ApprovalEntry struct {
	Finding string // fingerprint
	Rule    string // ID of the finding's rule
	At      string // pointer of the finding, for readers of the file; may be empty
	Approval

	Pos diag.Pos
}

var approvalsFormat = yamlfile.Format{MaxBytes: 4 << 20, IfEmpty: `write "version: 1" and "approvals: []"`}

// dateLayout is the form of the dates in approvals.
const dateLayout = time.DateOnly

// ReadApprovals reads the content data of a fragen.approvals.yaml. The entries are
// complete only if the list has no errors. Neither result is nil.
func ReadApprovals(file string, data []byte) (*Approvals, *diag.List) {
	diags := &diag.List{}
	a := &Approvals{file: file, text: string(data)}
	root, ok := yamlfile.Read(file, data, approvalsFormat, diags)
	if !ok {
		return a, diags
	}
	root.Map("the file",
		yamlfile.Required("version", `write "version: 1" at the top`, func(n yamlfile.Node) {
			if n.Source() != "1" {
				n.Errorf("version", `unsupported version of %s; write "version: 1"`, file)
			}
		}),
		yamlfile.Required("approvals", `write "approvals: []" if there are none`, func(n yamlfile.Node) {
			n.List(`"approvals"`, func(item yamlfile.Node) { a.read(item, diags) })
		}),
	)
	return a, diags
}

var fingerprintPattern = regexp.MustCompile(`^[0-9a-f]{12}$`)

// read reads an entry and reports it if another one accepts the same finding.
func (a *Approvals) read(n yamlfile.Node, diags *diag.List) {
	e := &ApprovalEntry{Pos: n.Pos()}
	n.Map("approval",
		yamlfile.Required("finding", "copy the fingerprint of the finding from the report", func(n yamlfile.Node) {
			e.Finding = readFingerprint(n)
		}),
		yamlfile.Required("rule", "copy the rule of the finding from the report", readString(&e.Rule, "rule")),
		yamlfile.Optional("at", readString(&e.At, "at")),
		yamlfile.Required("reason", "write why the change is accepted", readString(&e.Reason, "reason")),
		yamlfile.Optional("by", readString(&e.By, "by")),
		yamlfile.Optional("until", func(n yamlfile.Node) {
			readString(&e.Until, "until")(n)
			if _, err := time.Parse(dateLayout, e.Until); err != nil && e.Until != "" {
				n.Errorf("date", `"until": expected a date such as 2026-12-31, found %q`, diag.Excerpt(e.Until))
			}
		}),
	)
	if first := a.find(e.Finding, e.Rule); first != nil {
		diags.Errorf(e.Pos, "duplicate-entry", "finding %s is already approved at %d:%d; remove one of the entries",
			e.Finding, first.Pos.Line, first.Pos.Col)
	}
	a.Entries = append(a.Entries, e)
}

// readFingerprint reads a fingerprint. YAML takes some of them for numbers.
func readFingerprint(n yamlfile.Node) string {
	switch {
	case n.IsMap() || n.IsList():
		n.String(`"finding"`)
	case !fingerprintPattern.MatchString(n.Source()):
		n.Errorf("fingerprint", `"finding": expected 12 hexadecimal digits, found %q; copy them from the report`,
			diag.Excerpt(n.Source()))
	}
	return n.Source()
}

// readString returns a function that reads a string to a field.
func readString(to *string, key string) func(yamlfile.Node) {
	return func(n yamlfile.Node) {
		text, _ := n.String(`"` + key + `"`)
		*to = text.Value
	}
}

// find returns the entry for a finding, nil if there is none.
func (a *Approvals) find(finding, rule string) *ApprovalEntry {
	i := slices.IndexFunc(a.Entries, func(e *ApprovalEntry) bool { return e.Finding == finding && e.Rule == rule })
	if i < 0 {
		return nil
	}
	return a.Entries[i]
}

// Apply sets Approved of the findings of r that an entry accepts on the day today, and
// Unapproved of those whose entry has expired or has another rule. It returns the entries
// without a finding.
func (a *Approvals) Apply(r *Report, today time.Time) (unused []*ApprovalEntry) {
	findings := map[string][]*Finding{} // by fingerprint
	for _, target := range r.Targets {
		for _, f := range target.Findings {
			findings[f.Fingerprint] = append(findings[f.Fingerprint], f)
		}
	}
	for _, e := range a.Entries {
		for _, f := range findings[e.Finding] {
			e.apply(f, today.Format(dateLayout))
		}
		if len(findings[e.Finding]) == 0 {
			unused = append(unused, e)
		}
	}
	return unused
}

// apply applies an entry to a finding that has its fingerprint.
func (e *ApprovalEntry) apply(f *Finding, today string) {
	switch {
	case f.Approved != nil:
	case f.Rule != e.Rule:
		f.Unapproved = fmt.Sprintf("the approval at %s:%d is for the rule %s; correct the rule or remove the entry",
			e.Pos.File, e.Pos.Line, e.Rule)
	case e.Until != "" && e.Until <= today:
		f.Unapproved = fmt.Sprintf("the approval expired on %s; resolve the finding or extend the approval", e.Until)
	default:
		approval := e.Approval
		f.Approved, f.Unapproved = &approval, ""
	}
}
