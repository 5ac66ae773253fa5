package review

// This file writes fragen.approvals.yaml. The entries are sorted by fingerprint, so
// that the entries of two branches are at different places and merge without a
// conflict. Each key is on a line of its own.
//
// An edit replaces only the lines of the entries that it changes and preserves
// comments. The result is read again: if it does not have the expected entries, for
// example because the list is in flow style, the whole file is written from scratch
// with the comments at its top.

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// approvalsHeader is the beginning of a new file.
const approvalsHeader = `# yaml-language-server: $schema=` + approvalsSchema + `
#
# Accepted findings of fragen review. Review changes to this file like code, and give it an
# owner in CODEOWNERS.
`

// approvalsSchema is the address of the JSON schema of the file, for editors.
const approvalsSchema = "https://raw.githubusercontent.com/fragen-go/fragen/main/docs/schema/approvals.schema.json"

// Text returns the content of the file.
func (a *Approvals) Text() string { return a.text }

// Approve adds entries for findings. An entry that already exists for a finding is
// replaced. The reason must not be blank.
func (a *Approvals) Approve(findings []*Finding, approval Approval) {
	approval.By, approval.Reason = strings.TrimSpace(approval.By), strings.TrimSpace(approval.Reason)
	replaced := map[string]bool{}
	for _, f := range findings {
		replaced[f.Fingerprint] = true
	}
	want := slices.DeleteFunc(slices.Clone(a.Entries), func(e *ApprovalEntry) bool { return replaced[e.Finding] })
	for _, f := range findings {
		if !replaced[f.Fingerprint] {
			continue // two findings with one fingerprint
		}
		replaced[f.Fingerprint] = false
		e := &ApprovalEntry{Finding: f.Fingerprint, Rule: f.Rule, At: f.At.Pointer, Approval: approval}
		i := slices.IndexFunc(want, func(other *ApprovalEntry) bool { return other.Finding > e.Finding })
		if i < 0 {
			i = len(want)
		}
		want = slices.Insert(want, i, e)
	}
	a.rewrite(want)
}

// Remove removes entries, such as the unused ones that Apply returns.
func (a *Approvals) Remove(entries []*ApprovalEntry) {
	a.rewrite(slices.DeleteFunc(slices.Clone(a.Entries), func(e *ApprovalEntry) bool {
		return slices.ContainsFunc(entries, func(other *ApprovalEntry) bool { return sameEntry(other, e) })
	}))
}

// rewrite replaces the entries. Entries of the file keep their text.
func (a *Approvals) rewrite(want []*ApprovalEntry) {
	got, diags := ReadApprovals(a.file, []byte(a.spliced(want)))
	if diags.Len() > 0 || !sameEntries(got.Entries, want) {
		got, diags = ReadApprovals(a.file, []byte(canonical(a.text, want)))
	}
	if diags.Len() > 0 {
		panic("internal: the written approvals have an error: " + diags.String())
	}
	*a = *got
}

func sameEntries(a, b []*ApprovalEntry) bool { return slices.EqualFunc(a, b, sameEntry) }

func sameEntry(a, b *ApprovalEntry) bool {
	return a.Finding == b.Finding && a.Rule == b.Rule && a.At == b.At && a.Approval == b.Approval
}

// spliced returns the text with other entries. Each entry of the file has a block of
// lines: its own, and the comment above it.
func (a *Approvals) spliced(want []*ApprovalEntry) string {
	if len(a.Entries) == 0 || len(want) == 0 {
		return ""
	}
	lines := strings.SplitAfter(a.text, "\n")
	starts := a.blockStarts(lines)
	end := blockEnd(lines, starts[len(starts)-1])
	if starts[0] < 1 || !slices.IsSorted(starts) {
		return ""
	}
	blocks := map[*ApprovalEntry]string{}
	for i, e := range a.Entries {
		next := end
		if i+1 < len(starts) {
			next = starts[i+1]
		}
		block := strings.Join(lines[starts[i]:next], "")
		blocks[e] = strings.TrimSuffix(block, "\n") + "\n"
	}
	var b strings.Builder
	b.WriteString(strings.Join(lines[:starts[0]], ""))
	for _, e := range want {
		block, found := blocks[e]
		if !found {
			block = e.yaml(a.Entries[0].Pos.Col - len("- x"))
			if strings.HasSuffix(lines[0], "\r\n") {
				block = strings.ReplaceAll(block, "\n", "\r\n")
			}
		}
		b.WriteString(block)
	}
	b.WriteString(strings.Join(lines[end:], ""))
	return b.String()
}

// blockStarts returns the index of the first line of each entry's block.
func (a *Approvals) blockStarts(lines []string) []int {
	var starts []int
	for _, e := range a.Entries {
		i := e.Pos.Line - 1
		if i > 0 && strings.TrimSpace(lines[i-1]) == "-" {
			i--
		}
		for i > 0 && isIndentedComment(lines[i-1]) {
			i--
		}
		starts = append(starts, i)
	}
	return starts
}

func isIndentedComment(line string) bool {
	return strings.HasPrefix(line, " ") && strings.HasPrefix(strings.TrimSpace(line), "#")
}

// blockEnd returns the index after the last block, which begins at start: a line that
// is not indented follows, or only empty lines.
func blockEnd(lines []string, start int) int {
	end := start
	for i, line := range lines[start:] {
		trimmed := strings.TrimSpace(line)
		if i > 0 && trimmed != "" && !strings.HasPrefix(line, " ") && !strings.HasPrefix(line, "-") {
			break
		}
		if trimmed != "" {
			end = start + i + 1
		}
	}
	return end
}

// canonical returns a file with the entries sorted by fingerprint and the comment at
// the top of the old text.
func canonical(text string, entries []*ApprovalEntry) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		b.WriteString(line)
	}
	if b.Len() == 0 {
		b.WriteString(approvalsHeader)
	}
	b.WriteString("version: 1\napprovals:")
	if len(entries) == 0 {
		b.WriteString(" []")
	}
	b.WriteString("\n")
	slices.SortStableFunc(entries, func(a, b *ApprovalEntry) int { return cmp.Compare(a.Finding, b.Finding) })
	for _, e := range entries {
		b.WriteString(e.yaml(2))
	}
	return b.String()
}

// yaml returns the lines of an entry, whose dash is after indent spaces.
func (e *ApprovalEntry) yaml(indent int) string {
	var b strings.Builder
	for i, member := range []struct{ key, value string }{
		{"finding", e.Finding}, {"rule", e.Rule}, {"at", e.At}, {"reason", e.Reason}, {"by", e.By}, {"until", e.Until},
	} {
		if member.value == "" {
			continue
		}
		dash := "  "
		if i == 0 {
			dash = "- "
		}
		b.WriteString(strings.Repeat(" ", max(indent, 0)) + dash + member.key + ": " + scalar(member.value) + "\n")
	}
	return b.String()
}

var (
	plainText = regexp.MustCompile(`^\pL[\pL0-9 .,;()/'_#+-]*[\pL0-9.)]$`)
	plainDate = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}$`)
	keywords  = []string{"true", "false", "null", "yes", "no", "on", "off"}
)

// scalar returns a string in YAML, without quotes if no reader can take it for
// another kind of value. A fingerprint can look like a number: 0b1010101010, 12345678e012.
func scalar(s string) string {
	isText := plainText.MatchString(s) && !strings.Contains(s, " #") && !slices.Contains(keywords, strings.ToLower(s))
	isHash := fingerprintPattern.MatchString(s) && strings.ContainsAny(s, "abcdf") && s[0] != '0'
	if isText || isHash || plainDate.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
