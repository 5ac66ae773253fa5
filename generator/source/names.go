package source

// Globs for paths and for names. In a path * stands for a part of a segment
// and ** for any number of segments; in a name * stands for anything.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/fragen-go/fragen/generator/diag"
)

// glob is a path rule, ready to be matched.
type glob struct {
	rule    PathRule
	key     string // of selector.used
	pattern string
}

// globs makes rules ready and reports those that cannot be meant; they count
// as used.
func (s *selector) globs(kind string, rules []PathRule) []glob {
	var out []glob
	for i, rule := range rules {
		g := glob{rule, kind + " " + strconv.Itoa(i), readyGlob(rule.Glob)}
		if !doublestar.ValidatePattern(g.pattern) {
			s.diags.Errorf(s.posOf(rule), "glob", "%q is no valid pattern; * matches within a segment, ** across them", rule.Glob)
			s.used[g.key] = true
		}
		for _, method := range rule.Methods {
			if !slices.Contains(methods, method) {
				s.diags.Errorf(s.posOf(rule), "method", "%q is no method%s", method, diag.DidYouMean(method, methods))
				s.used[g.key] = true
			}
		}
		out = append(out, g)
	}
	return out
}

func (g glob) fits(path string) bool {
	return g.rule.Glob == path || doublestar.MatchUnvalidated(g.pattern, path)
}

func (g glob) has(method string) bool {
	return len(g.rule.Methods) == 0 || slices.Contains(g.rule.Methods, method)
}

// Matches reports whether the rule names an operation by its path and method,
// a lower-case one.
func (r PathRule) Matches(path, method string) bool {
	g := glob{rule: r, pattern: readyGlob(r.Glob)}
	return g.fits(path) && g.has(method)
}

// readyGlob takes braces for what they are in paths.
func readyGlob(glob string) string { return braces.ReplaceAllString(glob, `\{$1\}`) }

var braces = regexp.MustCompile(`\{([^{},]*)\}`)

// fitsName reports whether pattern, a glob or just a name, names name.
func fitsName(pattern, name string) bool {
	return pattern == name || isGlob(pattern) && doublestar.MatchUnvalidated(oneSegment.Replace(pattern), oneSegment.Replace(name))
}

// oneSegment takes from slashes what they mean in globs.
var oneSegment = strings.NewReplacer("/", "\x00")

func isGlob(pattern string) bool { return strings.ContainsAny(pattern, "*?[{") }

// schemaNames are the component schemas that the entries of one list name.
type schemaNames struct {
	names  []string            // in the order of the entries, each once
	byName map[string][]string // name → the entries that name it
}

// schemas looks up component schemas. A name is whole or what follows the last
// dot. What is not there is reported as an error, or as a warning when it is to
// be left out anyway.
func (s *selector) schemas(kind string, entries []string) schemaNames {
	out := schemaNames{byName: map[string][]string{}}
	if len(entries) == 0 {
		return out
	}
	known := keysOf(s.doc.At("/components/schemas"))
	for _, entry := range entries {
		found := false
		whole := slices.Contains(known, entry)
		for _, key := range known {
			if key == entry || !whole && (fitsName(entry, key) || fitsName(entry, lastPart(key))) {
				found = true
				if out.byName[key] == nil {
					out.names = append(out.names, key)
				}
				out.byName[key] = append(out.byName[key], entry)
			}
		}
		if found {
			continue
		}
		d := diag.Diagnostic{Pos: s.entryPos(kind + " " + entry), Severity: diag.Error, Rule: "selects-nothing"}
		if kind == "drop" {
			d.Severity, d.Rule = diag.Warning, "unused-drop"
		}
		d.Message = kind + " " + strconv.Quote(entry) + " names no schema under components/schemas" + nearSchema(entry, known)
		s.diags.Add(d)
	}
	return out
}

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// nearSchema suggests by whole names or, for a name without dots, by what
// follows their last dot.
func nearSchema(name string, known []string) string {
	if strings.Contains(name, ".") {
		return diag.DidYouMean(name, known)
	}
	var short []string
	for _, key := range known {
		short = append(short, lastPart(key))
	}
	return diag.DidYouMean(name, short)
}
