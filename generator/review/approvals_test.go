package review

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

const approvalsFile = `# Approved by the owners.
version: 1
approvals:
  # Both must match.
  - finding: 25dd2a09afe0 # a union
    rule: union.decode
    reason: "No caller has a switch: checked."
  - finding: 6273aa1df025
    rule: enum.value.renamed
    at: "#/components/schemas/Kind"
    reason: The service never took the old value (example/api#7).
    by: ana
    until: 2026-12-31
`

func readApprovals(t *testing.T, text string) *Approvals {
	t.Helper()
	a, diags := ReadApprovals("fragen.approvals.yaml", []byte(text))
	if diags.Len() > 0 {
		t.Fatalf("%s\n%s", diags, text)
	}
	return a
}

func day(t *testing.T, date string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// reportOf returns a report with a finding for each "fingerprint rule severity".
func reportOf(findings ...string) *Report {
	target := &Target{Name: "shop", Counts: Counts{}}
	for _, text := range findings {
		fields := strings.Fields(text)
		f := &Finding{
			Fingerprint: fields[0], Rule: fields[1], Severity: Severity(fields[2]), Classes: []Class{GoSource},
			Subject: "Order", At: At{Pointer: "#/components/schemas/Order"},
		}
		target.Findings = append(target.Findings, f)
		target.Counts[f.Severity]++
	}
	return &Report{Targets: []*Target{target}}
}

func TestReadApprovals(t *testing.T) {
	a := readApprovals(t, approvalsFile)
	if len(a.Entries) != 2 {
		t.Fatalf("%d entries", len(a.Entries))
	}
	want := ApprovalEntry{
		Finding: "6273aa1df025", Rule: "enum.value.renamed", At: "#/components/schemas/Kind",
		Approval: Approval{"ana", "The service never took the old value (example/api#7).", "2026-12-31"},
		Pos:      a.Entries[1].Pos,
	}
	if diff := cmp.Diff(want, *a.Entries[1]); diff != "" {
		t.Error(diff)
	}
	if at := a.Entries[1].Pos.String(); at != "fragen.approvals.yaml:8:5" {
		t.Errorf("the second entry is at %s", at)
	}
}

// approvalEdits are changes to approvalsFile with the expected diagnostics. "" means
// that the file is valid.
var approvalEdits = map[string]struct{ old, new, want string }{
	"valid":       {"", "", ""},
	"no entries":  {approvalsFile[strings.Index(approvalsFile, "approvals:"):], "approvals: []\n", ""},
	"digits only": {"25dd2a09afe0", "250012345678", ""},
	"short entry": {"    by: ana\n    until: 2026-12-31\n", "", ""},
	"unknown key": {
		"    by: ana", "    owner: ana",
		`12:5: unknown key "owner" in approval; expected finding, rule, at, reason, by or until [unknown-key]`,
	},
	"key at the top": {
		"version: 1", "version: 1\nstrict: true",
		`3:1: unknown key "strict" in the file; expected version or approvals [unknown-key]`,
	},
	"no finding": {
		"  - finding: 6273aa1df025\n    rule", "  - rule",
		`8:5: missing key "finding" in approval; copy the fingerprint of the finding from the report [missing-key]`,
	},
	"no rule": {
		"    rule: union.decode\n", "",
		`5:5: missing key "rule" in approval; copy the rule of the finding from the report [missing-key]`,
	},
	"no reason": {
		"    reason: \"No caller has a switch: checked.\"\n", "",
		`5:5: missing key "reason" in approval; write why the change is accepted [missing-key]`,
	},
	"empty reason": {
		`"No caller has a switch: checked."`, `""`,
		`7:13: "reason": expected text, found an empty string [empty-text]`,
	},
	"short hash": {
		"25dd2a09afe0", "25dd",
		`5:14: "finding": expected 12 hexadecimal digits, found "25dd"; copy them from the report [fingerprint]`,
	},
	"list of hashes": {"25dd2a09afe0", "[a]", `5:14: "finding": expected a string, found a list [wrong-kind]`},
	"not a date": {
		"2026-12-31", "next year",
		`13:12: "until": expected a date such as 2026-12-31, found "next year" [date]`,
	},
	"no such day": {
		"2026-12-31", "2026-02-30",
		`13:12: "until": expected a date such as 2026-12-31, found "2026-02-30" [date]`,
	},
	"version": {
		"version: 1", "version: 2",
		`2:10: unsupported version of fragen.approvals.yaml; write "version: 1" [version]`,
	},
	"duplicate": {
		"6273aa1df025\n    rule: enum.value.renamed", "25dd2a09afe0\n    rule: union.decode",
		`8:5: finding 25dd2a09afe0 is already approved at 5:5; remove one of the entries [duplicate-entry]`,
	},
	"not a list": {
		approvalsFile[strings.Index(approvalsFile, "approvals:"):], "approvals: all\n",
		`3:12: "approvals": expected a list, found a string [wrong-kind]`,
	},
	"no approvals": {
		approvalsFile[strings.Index(approvalsFile, "approvals:"):], "",
		`2:1: missing key "approvals" in the file; write "approvals: []" if there are none [missing-key]`,
	},
	"merge conflict": {
		"    by: ana\n", "<<<<<<< a\n    by: ana\n=======\n    by: bob\n>>>>>>> b\n",
		`12:1: unresolved merge conflict in lines 12 to 16; resolve it and delete the lines with markers [merge-conflict]`,
	},
	"one key, a list": {"by: ana", "by: [ana]", `12:9: "by": expected a string, found a list [wrong-kind]`},
}

// TestApprovalsFormat checks the diagnostics, and that the JSON schema accepts the same
// files.
func TestApprovalsFormat(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("../../docs/schema/approvals.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, edit := range approvalEdits {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(approvalsFile, edit.old, edit.new, 1)
			want := ""
			if edit.want != "" {
				want = "fragen.approvals.yaml:" + edit.want + "\n"
			}
			if _, diags := ReadApprovals("fragen.approvals.yaml", []byte(text)); diags.String() != want {
				t.Errorf("got:\n%swant:\n%s", diags, want)
			}
			if name == "merge conflict" || name == "duplicate" {
				return // beyond a schema
			}
			if err := schema.Validate(jsonOf(t, text)); (err == nil) != (want == "") {
				t.Errorf("schema: %v", err)
			}
		})
	}
}

// jsonOf returns YAML as the value that a JSON validator expects. Plain dates and
// digits count as strings, as they do in ReadApprovals.
func jsonOf(t *testing.T, text string) any {
	t.Helper()
	var root yaml.Node
	if err := yaml.Unmarshal([]byte(text), &root); err != nil {
		t.Fatal(err)
	}
	var quote func(n *yaml.Node)
	quote = func(n *yaml.Node) {
		if n.Kind == yaml.ScalarNode && (n.Tag == "!!timestamp" || len(n.Value) == 12) {
			n.Tag = "!!str"
		}
		for _, child := range n.Content {
			quote(child)
		}
	}
	quote(&root)
	var value any
	if err := root.Decode(&value); err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	value, err = jsonschema.UnmarshalJSON(strings.NewReader(string(data)))
	if err != nil {
		t.Fatal(err)
	}
	return value
}

func TestApplyApprovals(t *testing.T) {
	findings := []string{
		"6273aa1df025 enum.value.renamed break", "25dd2a09afe0 union.decode risk",
		"aaaaaaaaaaaa op.added add",
	}
	tests := []struct {
		name, today string
		findings    []string
		text        string
		want        []string // rule of each finding, with "approved"
		unused      int
	}{
		{
			"both match", "2026-12-30", findings, approvalsFile,
			[]string{"enum.value.renamed approved", "union.decode approved", "op.added"},
			0,
		},
		{
			"the last day has passed", "2026-12-31", findings, approvalsFile,
			[]string{"enum.value.renamed the approval expired on 2026-12-31", "union.decode approved", "op.added"},
			0,
		},
		{
			"another rule", "2026-01-01", findings, strings.Replace(approvalsFile, "union.decode", "union.added", 1),
			[]string{
				"enum.value.renamed approved",
				"union.decode the approval at fragen.approvals.yaml:5 is for the rule union.added",
				"op.added",
			},
			0,
		},
		{"unused", "2027-01-01", findings[2:], approvalsFile, []string{"op.added"}, 2},
		{"no findings", "2027-01-01", nil, approvalsFile, nil, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := reportOf(test.findings...)
			before := maps.Clone(r.Targets[0].Counts)
			unused := readApprovals(t, test.text).Apply(r, day(t, test.today))
			var got []string
			for _, f := range r.Targets[0].Findings {
				text := f.Rule
				if f.Approved != nil {
					text += " approved"
				}
				if reason, _, _ := strings.Cut(f.Unapproved, ";"); reason != "" {
					text += " " + reason
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" || len(unused) != test.unused {
				t.Errorf("%d unused\n%s", len(unused), diff)
			}
			if diff := cmp.Diff(before, r.Targets[0].Counts); diff != "" {
				t.Errorf("counts: %s", diff)
			}
		})
	}
}

func TestApprove(t *testing.T) {
	r := reportOf("6273aa1df025 enum.value.renamed break", "25dd2a09afe0 union.decode risk",
		"123456789012 op.removed break")
	all := r.Targets[0].Findings
	approval := Approval{Reason: "Nobody uses it: see \"usage\".\nReally.", By: "bob"}

	a := &Approvals{}
	a.Approve(all[:2], Approval{Reason: "Wanted.", Until: "2027-01-31"})
	a.Approve(all[2:], approval)
	want := approvalsHeader + `version: 1
approvals:
  - finding: "123456789012"
    rule: op.removed
    at: "#/components/schemas/Order"
    reason: "Nobody uses it: see \"usage\".\nReally."
    by: bob
  - finding: 25dd2a09afe0
    rule: union.decode
    at: "#/components/schemas/Order"
    reason: Wanted.
    until: 2027-01-31
  - finding: 6273aa1df025
    rule: enum.value.renamed
    at: "#/components/schemas/Order"
    reason: Wanted.
    until: 2027-01-31
`
	if diff := cmp.Diff(want, a.Text()); diff != "" {
		t.Errorf("new file: %s", diff)
	}

	a = readApprovals(t, approvalsFile)
	a.Approve(all[2:], approval)
	entry := want[strings.Index(want, "  - finding: \"123"):strings.Index(want, "  - finding: 25dd")]
	if diff := cmp.Diff(strings.Replace(approvalsFile, "  # Both must", entry+"  # Both must", 1),
		a.Text()); diff != "" {
		t.Errorf("existing file: %s", diff)
	}
	a.Remove([]*ApprovalEntry{a.Entries[0]})
	if diff := cmp.Diff(approvalsFile, a.Text()); diff != "" {
		t.Errorf("removed again: %s", diff)
	}
	a.Remove(a.Entries)
	if diff := cmp.Diff("# Approved by the owners.\nversion: 1\napprovals: []\n", a.Text()); diff != "" {
		t.Errorf("all removed: %s", diff)
	}
}

// TestApproveAnyReason writes reasons that YAML would read as something else.
func TestApproveAnyReason(t *testing.T) {
	for _, reason := range []string{
		"true", "null", "17", "1e5", "0x1F", "2026-12-31", "~", "- a", "a: b", "a #b", "#a", "'a'", `"a"`, "*a", "&a", "!a", "| a", "> a", "{a}",
		"[a]", "% a", "@a", "`a`", `a\nb`, "line\nbreak", "tab\tand\rreturn", "a\u2028b\u2029c\u0085d", "\u202eabc", "\x1b[31m\x07", "Größe, 你好 👍",
		"<<<<<<< a", "---", "...", "=", "<<", "? a", ", a", "a ", "a,", "a:", "a-b_c/d", "(v2)", "+1", strings.Repeat("long ", 500),
	} {
		a := readApprovals(t, approvalsFile)
		a.Approve(reportOf("7777777777aa op.removed break").Targets[0].Findings, Approval{Reason: reason, By: reason})
		got := readApprovals(t, a.Text()).find("7777777777aa", "op.removed")
		if want := strings.TrimSpace(reason); got.Reason != want || got.By != want {
			t.Errorf("%q was read as %q and %q from:\n%s", reason, got.Reason, got.By, a.Text())
		}
		if lines := strings.Count(a.Text(), "\n") - strings.Count(approvalsFile, "\n"); lines != 5 {
			t.Errorf("%q: the entry has %d lines", reason, lines)
		}
	}
}

// TestApproveAnyStyle approves a finding in files that are written differently.
func TestApproveAnyStyle(t *testing.T) {
	files := map[string]struct {
		text     string
		comments bool // of entries are preserved
	}{
		"not indented": {strings.ReplaceAll(approvalsFile, "\n  ", "\n"), true},
		"indented by four": {strings.ReplaceAll(strings.ReplaceAll(approvalsFile, "\n  ", "\n    "), "\n      -",
			"\n    -"), true},
		"dash alone":        {strings.ReplaceAll(approvalsFile, "- finding", "-\n    finding"), true},
		"CRLF":              {strings.ReplaceAll(approvalsFile, "\n", "\r\n"), true},
		"version last":      {strings.Replace(approvalsFile, "version: 1\n", "", 1) + "version: 1\n", true},
		"no final newline":  {strings.TrimSuffix(approvalsFile, "\n"), true},
		"unsorted":          {strings.Replace(approvalsFile, "25dd2a09afe0", "f5dd2a09afe0", 1), true},
		"flow style":        {"# Approved by the owners.\nversion: 1\napprovals: [{finding: 25dd2a09afe0, rule: a.b, reason: x}]\n", false},
		"empty flow style":  {"# Approved by the owners.\nversion: 1\napprovals: []\n", false},
		"aliases":           {"# Approved by the owners.\nversion: 1\napprovals:\n  - &a {finding: 25dd2a09afe0, rule: a.b, reason: x}\n", false},
		"text in a block":   {strings.Replace(approvalsFile, `"No caller`, "|\n      Lines.\n    at: \"", 1), true},
		"keyword as reason": {strings.Replace(approvalsFile, `"No caller has a switch: checked."`, `"true"`, 1), true},
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			a := readApprovals(t, file.text)
			before := len(a.Entries)
			a.Approve(reportOf("7777777777aa op.removed break").Targets[0].Findings, Approval{Reason: "no"})
			again := readApprovals(t, a.Text())
			if len(again.Entries) != before+1 || !strings.HasPrefix(a.Text(), "# Approved by the owners.") {
				t.Errorf("%d entries:\n%s", len(again.Entries), a.Text())
			}
			if again.find("7777777777aa", "op.removed").Reason != "no" {
				t.Errorf("the reason is lost:\n%s", a.Text())
			}
			if file.comments && !strings.Contains(a.Text(), "# Both must match.") {
				t.Errorf("a comment is lost:\n%s", a.Text())
			}
		})
	}
}

// TestMergeApprovals merges the approvals of two branches.
func TestMergeApprovals(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("SKIPPED: git is not installed")
	}
	dir := t.TempDir()
	for name, finding := range map[string]string{
		"base": "", "ours": "111111111111 op.removed break",
		"theirs": "444444444444 op.removed break",
	} {
		a := readApprovals(t, approvalsFile)
		if finding != "" {
			a.Approve(reportOf(finding).Targets[0].Findings, Approval{Reason: "Wanted."})
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(a.Text()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("git", "merge-file", "-p", "ours", "base", "theirs")
	cmd.Dir = dir
	merged, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, merged)
	}
	if a := readApprovals(t, string(merged)); len(a.Entries) != 4 {
		t.Errorf("%d entries:\n%s", len(a.Entries), merged)
	}
}
