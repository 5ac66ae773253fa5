package review

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func TestStep(t *testing.T) {
	const added, risky, breaking = "aaaaaaaaaaaa op.added add", "bbbbbbbbbbbb union.decode risk",
		"cccccccccccc op.removed break"
	base := Release{ModulePath: "example.com/app", ImportPath: "example.com/app/sdk", Pattern: "v*"}
	with := func(change func(r *Release)) Release {
		r := base
		change(&r)
		return r
	}
	tagged := func(tags ...string) Release { return with(func(r *Release) { r.Tags = tags }) }
	at := func(modulePath string, tags ...string) Release {
		return with(func(r *Release) { r.ModulePath, r.Tags = modulePath, tags })
	}
	tests := []struct {
		name     string
		release  Release
		findings []string
		want     *Step
	}{
		{
			"break", tagged("v1.4.2"),
			[]string{breaking, risky, added},
			&Step{"v1.4.2", "v2.0.0", "cccccccccccc", "example.com/app/v2"},
		},
		{"risk", tagged("v1.4.2"), []string{risky, added}, &Step{"v1.4.2", "v1.5.0", "bbbbbbbbbbbb", ""}},
		{"add", tagged("v1.4.2"), []string{added}, &Step{"v1.4.2", "v1.5.0", "aaaaaaaaaaaa", ""}},
		{
			"text", tagged("v1.4.9"),
			[]string{"dddddddddddd docs.text text"},
			&Step{"v1.4.9", "v1.4.10", "dddddddddddd", ""},
		},
		{"none", tagged("v1.4.2"), []string{"dddddddddddd op.tags none"}, nil},
		{"no findings", tagged("v1.4.2"), nil, nil},
		{"no tags", base, []string{breaking}, nil},
		{
			"the largest of several", tagged("v1.4.2"),
			[]string{added, breaking},
			&Step{"v1.4.2", "v2.0.0", "cccccccccccc", "example.com/app/v2"},
		},
		{
			"strict about risk", with(func(r *Release) { r.Tags, r.MajorRisk = []string{"v1.4.2"}, true }),
			[]string{risky},
			&Step{"v1.4.2", "v2.0.0", "bbbbbbbbbbbb", "example.com/app/v2"},
		},

		{"break before v1", tagged("v0.9.3"), []string{breaking}, &Step{"v0.9.3", "v0.10.0", "cccccccccccc", ""}},
		{"add before v1", tagged("v0.9.3"), []string{added}, &Step{"v0.9.3", "v0.9.4", "aaaaaaaaaaaa", ""}},

		{
			"break from v2 on", at("example.com/app/v2", "v2.1.0"),
			[]string{breaking},
			&Step{"v2.1.0", "v3.0.0", "cccccccccccc", "example.com/app/v3"},
		},
		{
			"add from v2 on", at("example.com/app/v2", "v2.1.0"),
			[]string{added},
			&Step{"v2.1.0", "v2.2.0", "aaaaaaaaaaaa", ""},
		},
		{
			"v2 without its path", at("example.com/app", "v2.1.0"),
			[]string{added},
			&Step{"v2.1.0", "v2.2.0", "aaaaaaaaaaaa", "example.com/app/v2"},
		},
		{
			"carry", at("example.com/app/v9", "v9.9.9"),
			[]string{breaking},
			&Step{"v9.9.9", "v10.0.0", "cccccccccccc", "example.com/app/v10"},
		},
		{
			"gopkg.in", at("gopkg.in/app.v1", "v1.0.0"),
			[]string{breaking},
			&Step{"v1.0.0", "v2.0.0", "cccccccccccc", "gopkg.in/app.v2"},
		},

		{
			"highest tag", tagged("v1.10.0", "v1.9.9", "v0.1.0", "v1.2", "vnext", "w1.11.0"),
			[]string{added},
			&Step{"v1.10.0", "v1.11.0", "aaaaaaaaaaaa", ""},
		},
		{
			"pre-releases do not count", tagged("v1.4.2", "v2.0.0-rc.1", "v1.5.0+build"),
			[]string{breaking},
			&Step{"v1.4.2", "v2.0.0", "cccccccccccc", "example.com/app/v2"},
		},
		{"tags of another module", tagged("sdk/v1.0.0"), []string{breaking}, nil},
		{
			"nested module",
			with(func(r *Release) {
				r.Pattern, r.Tags, r.ModulePath = "sdk/v*", []string{"v3.0.0", "sdk/v1.2.0"}, "example.com/app/sdk"
			}),
			[]string{breaking},
			&Step{"v1.2.0", "v2.0.0", "cccccccccccc", "example.com/app/sdk/v2"},
		},
		{"no pattern", with(func(r *Release) { r.Pattern, r.Tags = "", []string{"v1.4.2"} }), []string{breaking}, nil},

		{
			"internal package",
			with(func(r *Release) { r.Tags, r.ImportPath = []string{"v1.4.2"}, "example.com/app/internal/sdk" }),
			[]string{breaking},
			nil,
		},
		{
			"internals is public",
			with(func(r *Release) { r.Tags, r.ImportPath = []string{"v1.4.2"}, "example.com/app/internals" }),
			[]string{added},
			&Step{"v1.4.2", "v1.5.0", "aaaaaaaaaaaa", ""},
		},
		{"program", with(func(r *Release) { r.Tags, r.IsProgram = []string{"v1.4.2"}, true }), []string{breaking}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want,
				test.release.Step(reportOf(test.findings...).Targets[0].Findings)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestStepCountsApproved checks that an approval does not make a step smaller.
func TestStepCountsApproved(t *testing.T) {
	findings := reportOf("cccccccccccc op.removed break").Targets[0].Findings
	findings[0].Approved = &Approval{Reason: "Wanted."}
	step := Release{ModulePath: "example.com/app", Pattern: "v*", Tags: []string{"v1.0.0"}}.Step(findings)
	if step == nil || step.To != "v2.0.0" {
		t.Errorf("got %+v", step)
	}
}

func TestIsProgram(t *testing.T) {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	tests := map[string]struct {
		folder fstest.MapFS
		want   bool
	}{
		"program": {fstest.MapFS{"app.go": file("package main\n")}, true},
		"library": {
			fstest.MapFS{"lib.go": file("package lib\n"), "cmd/lib/main.go": file("package main\n")},
			false,
		},
		"library, script": {fstest.MapFS{
			"lib.go": file("package lib\n"),
			"gen.go": file("//go:build ignore\n\npackage main\n"),
		}, false},
		"no files":    {fstest.MapFS{"README.md": file("")}, false},
		"only a test": {fstest.MapFS{"app_test.go": file("package main\n")}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := IsProgram(test.folder); got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
