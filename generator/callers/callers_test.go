package callers_test

// This file searches a module whose lines have comments with the expected callers. With
// FRAGEN_LONG, it compiles the module too: the lines that no longer compile must be those
// with an error of the compiler.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fragen-go/fragen/generator/callers"
	"github.com/fragen-go/fragen/generator/review"
)

// module is a module of a user on disk.
type module struct {
	t        *testing.T
	dir      string
	files    map[string]string
	new      map[string][]byte // generated files of the new version, by absolute path
	patterns []string

	generated string // folder
}

// newModule writes the files of an archive. The files below "new" are those of the new
// version.
func newModule(t *testing.T, archive string) *module {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	m := &module{t: t, dir: dir, files: map[string]string{}, new: map[string][]byte{}, patterns: []string{"./..."}, generated: "gen"}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		if name, isNew := strings.CutPrefix(f.Name, "new/"); isNew {
			m.new[filepath.Join(dir, name)] = f.Data
			continue
		}
		m.files[f.Name] = string(f.Data)
		file := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("GOFLAGS", "-mod=mod")
	t.Setenv("GOWORK", "off")
	return m
}

// find searches the callers of symbols in package shop. A symbol that begins with "-" is
// gone, and one that begins with "~" acts differently.
func (m *module) find(symbols ...string) (*review.Report, []string) {
	m.t.Helper()
	target := &review.Target{}
	for _, s := range symbols {
		f := &review.Finding{Severity: review.Break, Classes: []review.Class{review.GoSource}}
		name, isGone := strings.CutPrefix(s, "-")
		name, isOther := strings.CutPrefix(name, "~")
		symbol := review.Symbol{Package: "example.com/app/gen/shop", Old: name, New: name}
		switch {
		case isGone:
			symbol.New = ""
			f.Symbols = []review.Symbol{symbol}
		case isOther:
			f.Severity, f.Related = review.Risk, []review.Symbol{symbol}
		default:
			f.Symbols = []review.Symbol{symbol}
		}
		target.Findings = append(target.Findings, f)
	}
	r := &review.Report{Targets: []*review.Target{target}}
	diags, err := callers.Find(m.t.Context(), r, callers.Options{
		Patterns: m.patterns, Dir: m.dir, Base: m.dir, Generated: []string{filepath.Join(m.dir, m.generated)}, New: m.new,
	})
	if err != nil {
		m.t.Fatal(err)
	}
	var list []string
	for _, d := range diags.Sorted() {
		list = append(list, d.String())
	}
	return r, list
}

// wantComment is the comment of a line with the expected symbols.
var wantComment = regexp.MustCompile(`// (want|broken) ([\w. ]+)$`)

// TestFind checks the callers in testdata/uses.txtar.
func TestFind(t *testing.T) {
	archive, err := os.ReadFile("testdata/uses.txtar")
	if err != nil {
		t.Fatal(err)
	}
	m := newModule(t, string(archive))
	r, diags := m.find("Order.ID", "~Order.Note", "Order.Amount", "-StateOpen", "Client.Get", "~Client.Delete",
		"-Pen.isItem", "-Page.Next", "-Old", "Client.List", "~Client.List")
	last := len(r.Targets[0].Findings) - 1
	if other := r.Targets[0].Findings[last]; len(other.Callers) == 0 ||
		slices.ContainsFunc(other.Callers, func(c review.Caller) bool { return !c.Compiles }) {
		t.Errorf("the symbol of another finding does not compile, but this one has the callers %v", other.Callers)
	}
	want := map[string]bool{}
	for name, text := range m.files {
		for i, line := range strings.Split(text, "\n") {
			if match := wantComment.FindStringSubmatch(line); match != nil {
				for _, symbol := range strings.Fields(match[2]) {
					want[fmt.Sprintf("%s:%d: %s %s", name, i+1, match[1], symbol)] = true
				}
			}
		}
	}
	got := map[string]bool{}
	for _, f := range r.Targets[0].Findings[:last] {
		for _, c := range f.Callers {
			kind := map[bool]string{true: "want", false: "broken"}[c.Compiles]
			got[fmt.Sprintf("%s:%d: %s %s", c.File, c.Line, kind, c.Uses)] = true
		}
	}
	for _, line := range slices.Sorted(maps.Keys(want)) {
		if !got[line] {
			t.Errorf("missing: %s", line)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(got)) {
		if !want[line] {
			t.Errorf("unexpected: %s", line)
		}
	}
	if s := r.Callers; s.Packages != 4 || len(s.Other) != 2 || !strings.Contains(s.Other[1].Message, "too few values") {
		t.Errorf("result of the search: %+v, want 4 packages and 2 other errors", s)
	}
	if len(diags) != 1 || !strings.Contains(diags[0], "wrong/wrong.go:5") {
		t.Errorf("diagnostics %q, want one about wrong/wrong.go", diags)
	}
	if os.Getenv("FRAGEN_LONG") != "" {
		m.compile(r)
	}
}

// compile compares the broken lines with the errors of the compiler.
func (m *module) compile(r *review.Report) {
	overlay := map[string]map[string]string{"Replace": {}}
	for file, data := range m.new {
		changed := filepath.Join(m.t.TempDir(), filepath.Base(file))
		if err := os.WriteFile(changed, data, 0o666); err != nil {
			m.t.Fatal(err)
		}
		overlay["Replace"][file] = changed
	}
	text, _ := json.Marshal(overlay)
	list := filepath.Join(m.t.TempDir(), "overlay.json")
	if err := os.WriteFile(list, text, 0o666); err != nil {
		m.t.Fatal(err)
	}
	cmd := exec.Command("go", "test", "-run=^$", "-gcflags=-e", "-overlay", list, "./use/...")
	cmd.Dir = m.dir
	out, _ := cmd.CombinedOutput()
	want := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^(use/\w+\.go:\d+):\d+: [^"]`).FindAllStringSubmatch(string(out), -1) {
		want[match[1]] = true
	}
	for _, e := range r.Callers.Other {
		if !want[fmt.Sprintf("%s:%d", e.File, e.Line)] {
			m.t.Errorf("%s:%d compiles", e.File, e.Line)
		}
	}
	if len(want) < 10 {
		m.t.Errorf("the compiler reports errors in %d lines, want at least 10:\n%s", len(want), out)
	}
	if broken := r.Callers.Broken; broken != len(want) {
		m.t.Errorf("%d lines are broken, the compiler reports %d:\n%s", broken, len(want), out)
	}
}

const brokenModule = `
-- go.mod --
module example.com/app

go 1.24
-- gen/shop/shop.go --
package shop

const State = 1
-- new/gen/shop/shop.go --
package shop
-- a/a.go --
package a

import "example.com/app/gen/shop"

var _ = shop.State
-- b/b.go --
package b

import "example.com/app/gen/shop"

var _ = shop.State

func {
-- c/c.go --
package c

import "example.com/app/gen/none"

var _ = none.X
`

// TestFindBroken checks that packages that cannot be built are diagnostics.
func TestFindBroken(t *testing.T) {
	m := newModule(t, brokenModule)
	r, diags := m.find("-State")
	if got := r.Targets[0].Findings[0].Callers; len(got) != 2 || got[0].Compiles || got[1].Compiles {
		t.Errorf("callers %+v, want two that do not compile", got)
	}
	all := strings.Join(diags, "\n")
	for _, want := range []string{"b/b.go:7:6: ", "c/c.go:3:8: "} {
		if !strings.Contains(all, want) {
			t.Errorf("no diagnostic %q in:\n%s", want, all)
		}
	}
}

// TestFindNone checks the errors about patterns that match no packages.
func TestFindNone(t *testing.T) {
	m := newModule(t, brokenModule)
	for pattern, want := range map[string]string{
		"./none/...": "no packages match ./none/...",
		"./gne/...":  `no packages match ./gne/..., did you mean "./gen/..."?`,
		"./gen/shp":  `no packages match ./gen/shp, did you mean "./gen/shop"?`,
	} {
		_, err := callers.Find(t.Context(), &review.Report{}, callers.Options{
			Patterns: []string{"./...", pattern}, Dir: m.dir,
		})
		if err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", pattern, err, want)
		}
	}
}

// TestFindUnset checks that composite literals without a field are uses of it.
func TestFindUnset(t *testing.T) {
	m := newModule(t, unsetModule)
	f := &review.Finding{
		Severity: review.Break,
		Unset:    []review.Symbol{{Package: "example.com/app/gen/shop", Old: "Item.Extra", New: "Item.Extra"}},
	}
	r := &review.Report{Targets: []*review.Target{{Findings: []*review.Finding{f}}}}
	_, err := callers.Find(t.Context(), r, callers.Options{
		Patterns: []string{"./..."}, Dir: m.dir, Base: m.dir, Generated: []string{filepath.Join(m.dir, "gen")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range f.Callers {
		lines = append(lines, fmt.Sprintf("%d:%d %s %t", c.Line, c.Column, c.Uses, c.Compiles))
	}
	want := "6:10 Item.Extra true, 9:2 Item.Extra true, 12:30 Item.Extra true"
	if got := strings.Join(lines, ", "); got != want {
		t.Errorf("callers %s, want %s", got, want)
	}
}

const unsetModule = `
-- go.mod --
module example.com/app

go 1.24
-- gen/shop/shop.go --
package shop

type Item struct{ Name, Extra string }
-- bot.go --
package bot

import "example.com/app/gen/shop"

var (
_ = shop.Item{Name: "a"}
_ = shop.Item{"a", "b"}
_ = []*shop.Item{
	{Name: "a"},
	{Name: "a", Extra: "b"},
}
_ = func() any { return shop.Item{} }
)
`

// TestFindForeign checks the diagnostic for a copy of the generated code in another folder.
func TestFindForeign(t *testing.T) {
	m := newModule(t, brokenModule)
	m.generated = "other"
	_, diags := m.find("-State")
	if !strings.Contains(strings.Join(diags, "\n"), "import example.com/app/gen/shop from gen/shop, which is not") {
		t.Errorf("diagnostics %q", diags)
	}
}

// TestFindCanceled checks that a canceled context ends the search.
func TestFindCanceled(t *testing.T) {
	m := newModule(t, brokenModule)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := callers.Find(ctx, &review.Report{}, callers.Options{Patterns: m.patterns, Dir: m.dir, Generated: []string{m.dir}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
}
