package fragen_test

// This file checks the example in docs/review.md: the report about a change of a
// description and of a code table in this repository. With -update, it rewrites the
// example.

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// reviewedChanges are the changes that the example reports, by file. Each pair is a
// string and its replacement.
var reviewedChanges = map[string][]string{
	"spec/v1.0/communications.yaml": {
		"enum: [none, busy, forbidden, unknownFutureValue]", "enum: [none, busy, notAllowed, unknownFutureValue]",
		"{value: forbidden, name: Forbidden,", "{value: notAllowed, name: NotAllowed,",
		"enum: [incoming, establishing, ringing,", "enum: [incoming, queued, establishing, ringing,",
		"description: Returns the current state of a call.", "description: Returns the state of a call.",
	},
	"codes.yaml": {
		"code: 200\n        subcode: 5007\n        category: ended\n        retryable: false",
		"code: 200\n        subcode: 5007\n        category: ended\n        retryable: true",
		"en: The other party ended the peer-to-peer call.", "en: The other party hung up.",
	},
}

// reviewedFiles are the files of the repository that a review needs.
var reviewedFiles = []string{"fragen.yaml", "fragen.lock", "fragen.sum", "go.mod", "codes.yaml", "spec", "generated"}

func TestReviewExample(t *testing.T) {
	binary := buildCommand(t)
	dir := t.TempDir()
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	for _, variable := range []string{"GITHUB_ACTIONS", "GITHUB_SHA", "CI_COMMIT_SHA"} {
		t.Setenv(variable, "")
	}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", append([]string{"-c", "user.name=Test", "-c", "user.email=test@example.com"}, args...)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("init", "-q", "-b", "main")
	for _, name := range reviewedFiles {
		copyTo(t, name, filepath.Join(dir, name))
	}
	git("add", "-A")
	git("commit", "-q", "-m", "first")
	for file, changes := range reviewedChanges {
		text := readDocument(t, filepath.Join(dir, file))
		for i := 0; i < len(changes); i += 2 {
			if !strings.Contains(text, changes[i]) {
				t.Fatalf("%s does not contain %q", file, changes[i])
			}
			text = strings.Replace(text, changes[i], changes[i+1], 1)
		}
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	checkReviewExample(t, "text", indented(runReview(t, binary, dir, "text")))
	checkReviewExample(t, "markdown", runReview(t, binary, dir, "markdown"))
}

var revision = regexp.MustCompile(`main \([0-9a-f]{8}\)`)

// runReview returns the report in a format. The revision, which depends on all files of
// the repository, is always the same.
func runReview(t *testing.T, binary, dir, format string) string {
	t.Helper()
	cmd := exec.Command(binary, "review", "--format", format)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return revision.ReplaceAllString(string(out), "main (9bc2ecc2)")
}

// indented returns a text as an indented code block.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.Lines("$ fragen review\n" + text) {
		b.WriteString(strings.TrimRight("    "+line, " \n") + "\n")
	}
	return b.String()
}

// checkReviewExample compares the example in a format, which is between two comments,
// with the report.
func checkReviewExample(t *testing.T, format, want string) {
	t.Helper()
	const file = "docs/review.md"
	text := readDocument(t, file)
	want = "\n" + want + "\n"
	begin, end := "<!-- begin "+format+" -->\n", "<!-- end "+format+" -->\n"
	before, rest, ok := strings.Cut(text, begin)
	got, after, okEnd := strings.Cut(rest, end)
	if !ok || !okEnd {
		t.Fatalf("%s has no example between %q and %q", file, begin, end)
	}
	switch {
	case got == want:
	case *update && os.Getenv("CI") == "":
		if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("%s: the report is different now; run go test -run TestReviewExample . -update:\n%s", file, want)
	}
}

// copyTo copies a file or a folder.
func copyTo(t *testing.T, from, to string) {
	t.Helper()
	info, err := os.Stat(from)
	if err != nil {
		t.Fatal(err)
	}
	if info.IsDir() {
		if err := os.CopyFS(to, os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
		return
	}
	if err := os.WriteFile(to, []byte(readDocument(t, from)), 0o666); err != nil {
		t.Fatal(err)
	}
}
