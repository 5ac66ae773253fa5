package review

import "testing"

func TestAddTool(t *testing.T) {
	file := func(text string) *Generation {
		return &Generation{Files: map[string][]byte{"x.go": []byte("package x\n\n" + text)}}
	}
	tests := []struct {
		old, now, rule string
		severity       Severity
		text           string
	}{
		{
			"// A is old.\nfunc A() {}\n", "// A is new.\nfunc A() {}\n", "generator.bytes", None,
			"another version of fragen generated 1 file differently",
		},
		{
			"func A() {}\n", "func A() {}\nfunc B() {}\n", "generator.go", Add,
			"another version of fragen generated 1 file differently; regenerating changes 1 Go symbol",
		},
		{
			"func A() {}\nfunc B() {}\n", "func A(int) {}\n", "generator.go", Break,
			"another version of fragen generated 1 file differently; regenerating changes 2 Go symbols",
		},
	}
	seen := map[string]bool{}
	for _, test := range tests {
		target := &Target{Findings: []*Finding{{Severity: Break}, {Severity: Text}}}
		target.AddTool(file(test.old), file(test.now))
		for i, f := range target.Findings {
			if f.Rule == "" {
				continue
			}
			if f.Rule != test.rule || f.Severity != test.severity || f.Text != test.text {
				t.Errorf("%s %s: %s, want %s %s: %s", f.Rule, f.Severity, f.Text, test.rule, test.severity, test.text)
			}
			if rank(target.Findings[max(i-1, 0)].Severity) > rank(f.Severity) || seen[f.Fingerprint] {
				t.Errorf("%s is at index %d with the fingerprint %s", f.Rule, i, f.Fingerprint)
			}
			seen[f.Fingerprint] = true
		}
		if len(target.Findings) != 3 || target.Counts[test.severity] != 1 {
			t.Errorf("%s: %d findings, counts %v", test.rule, len(target.Findings), target.Counts)
		}
	}
}
