package source

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// TestGlobsMatchAsDoublestar compares the matching of random globs with the library's. For
// alternatives, it compares each form.
func TestGlobsMatchAsDoublestar(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(parts ...string) string {
		var text strings.Builder
		for range random.IntN(8) {
			text.WriteString(parts[random.IntN(len(parts))])
		}
		return text.String()
	}
	matches := 0
	for range 300_000 {
		glob := pick("a", "b", "/", "/**", "*", "**/", "?", "[ab]", "[^a-b]", `\*`, `[\]-a]`, "ä", "a*", "/")
		s := pick("a", "b", "/", "a/", "ä", "*", "]")
		if !doublestar.ValidatePattern(glob) {
			continue
		}
		want := glob == s || doublestar.MatchUnvalidated(glob, s)
		p, ok := newPattern(glob, glob)
		if !ok {
			t.Fatalf("%q has too many forms", glob)
		}
		if got := p.matches(s, &globSteps{limit: 1 << 20}); got != want {
			t.Fatalf("%q matches %q: %v, want %v", glob, s, got, want)
		}
		if want && glob != s {
			matches++
		}
	}
	if matches < 1000 {
		t.Errorf("only %d globs match", matches)
	}
}

// FuzzGlobs compares the matching of globs without alternatives with the library's.
func FuzzGlobs(f *testing.F) {
	f.Add("/a/**/*b[c-e]", "/a/x/bd")
	f.Add(`**/*a*\?`, "a/aa?")
	f.Fuzz(func(t *testing.T, glob, s string) {
		if !isGlob(glob) || strings.Contains(glob, "{") || !doublestar.ValidatePattern(glob) ||
			strings.ToValidUTF8(glob, "") != glob || strings.ToValidUTF8(s, "") != s {
			return
		}
		p, _ := newPattern(glob, glob)
		want := glob == s || doublestar.MatchUnvalidated(glob, s)
		if got := p.matches(s, &globSteps{limit: 1 << 30}); got != want {
			t.Errorf("%q matches %q: %v, want %v", glob, s, got, want)
		}
	})
}

func TestAlternativesAreExpanded(t *testing.T) {
	for glob, want := range map[string]string{
		"a{b,c}d":          "abd acd",
		"{a,b{c,d}}{,e}":   "a ae bc bce bd bde",
		`{a\,b,[,}]}`:      `a\,b [,}]`,
		`\{a,b}`:           `\{a,b}`,
		"{a{b}}":           "ab",
		"{a,b}{c,d}{e}[{]": "ace[{] ade[{] bce[{] bde[{]",
	} {
		forms, ok := expand(glob)
		if got := strings.Join(forms, " "); !ok || got != want {
			t.Errorf("%s has the forms %s, want %s; ok = %v", glob, got, want, ok)
		}
	}
}

// TestManyAlternatives checks that globs with exponentially many forms, or with long ones,
// are rejected before they are expanded.
func TestManyAlternatives(t *testing.T) {
	for _, glob := range []string{
		strings.Repeat("{a,b}", 100_000), strings.Repeat("{a,", 100_000) + strings.Repeat("}", 100_000),
		"{" + strings.Repeat("a,", 100_000) + "}", strings.Repeat("{a,b}", 9) + strings.Repeat("c", 100_000),
	} {
		if forms, ok := expand(glob); ok {
			t.Errorf("%.20s… has %d forms", glob, len(forms))
		}
	}
	if _, ok := expand(strings.Repeat("{a,b}", 9)); !ok {
		t.Error("512 forms are rejected")
	}
}

// TestCostlyGlobs checks that the comparisons of all globs of a description are limited, and
// that the literal beginning and end of a glob decide most of them.
func TestCostlyGlobs(t *testing.T) {
	const count = 200
	var text strings.Builder
	text.WriteString("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n")
	for i := range count {
		id := strings.Repeat("a", 50) + strconv.Itoa(i)
		text.WriteString("  /" + id + ": {get: {operationId: " + id + ", tags: [" + id + "], responses: {}}}\n")
	}
	text.WriteString("components: {schemas: {")
	for i := range count {
		text.WriteString(strings.Repeat("a", 50) + strconv.Itoa(i) + ": {}, ")
	}
	text.WriteString("}}\n")
	globs := func(format string) (list []string) {
		for i := range count {
			list = append(list, strings.ReplaceAll(format, "%d", strconv.Itoa(i)))
		}
		return list
	}
	rules := func(format string) (list []PathRule) {
		for _, glob := range globs(format) {
			list = append(list, PathRule{Glob: glob})
		}
		return list
	}
	const cheap, costly = "*a%d", "*a*a*b%d*"
	for name, selection := range map[string]func(glob string) Selection{
		"paths":      func(glob string) Selection { return Selection{Paths: rules("/" + glob)} },
		"except":     func(glob string) Selection { return Selection{Except: rules("/" + glob)} },
		"operations": func(glob string) Selection { return Selection{Operations: globs(glob)} },
		"tags":       func(glob string) Selection { return Selection{Tags: globs(glob)} },
		"schemas":    func(glob string) Selection { return Selection{Schemas: globs(glob)} },
		"subtypes":   func(glob string) Selection { return Selection{Subtypes: globs(glob)} },
		"drop":       func(glob string) Selection { return Selection{Drop: globs(glob)} },
	} {
		for glob, want := range map[string]bool{cheap: false, costly: true} {
			doc, _ := Read("in.yaml", []byte(text.String()))
			doc.globSteps = &globSteps{limit: 1_000_000}
			_, _, _, diags := doc.Slice(selection(glob))
			if got := strings.Contains(diags.String(), "too-costly"); got != want {
				t.Errorf("%s %s: too costly: %v, want %v", name, glob, got, want)
			}
		}
	}
}
