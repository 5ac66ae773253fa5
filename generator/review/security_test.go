package review_test

import (
	"os"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/review"
)

// TestSecurityPlace tests that a change of the credentials of all operations is at the
// lines of the key security, not at those of an operation.
func TestSecurityPlace(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"openapi.yaml", "fragen.yaml", "codes.yaml"} {
		data, err := os.ReadFile("testdata/base/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	old, lock, err := generate(t, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	before := files["openapi.yaml"]
	const global = "\nsecurity: [{login: []}]"
	line := strings.Count(before[:strings.Index(before, global)+1], "\n") + 1
	files["openapi.yaml"] = "# A comment.\n" + strings.Replace(before, global, "\nsecurity: [{desk: []}]", 1)
	now, _, err := generate(t, files, lock)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range review.Compare(changedFiles(old, now)).Findings {
		if f.Rule != "security.added" {
			continue
		}
		if f.At.Old == nil || f.At.New == nil || f.At.Old.Line != line || f.At.New.Line != line+1 {
			t.Errorf("the finding is at %v and %v, want lines %d and %d", f.At.Old, f.At.New, line, line+1)
		}
		return
	}
	t.Error("no finding security.added")
}
