package source

// Globs for paths and for names. In a path, * matches part of a segment and **
// any number of segments. In a name, * matches anything.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/fragen-go/fragen/generator/diag"
)

// glob is a path rule prepared for matching.
type glob struct {
	rule    PathRule
	key     string // key in selector.used
	pattern string
}

// prepareGlobs prepares rules and reports invalid ones. Invalid rules count as
// used.
func (s *selector) prepareGlobs(kind string, rules []PathRule) []glob {
	var out []glob
	for i, rule := range rules {
		g := glob{rule, kind + " " + strconv.Itoa(i), escapeBraces(rule.Glob)}
		if !doublestar.ValidatePattern(g.pattern) {
			s.diags.Errorf(s.rulePos(rule), "glob",
				"%q is not a valid pattern; use * to match within a segment and ** to match across segments", rule.Glob)
			s.usedEntries[g.key] = true
		}
		for _, method := range rule.Methods {
			if !isMethod(method) {
				s.diags.Errorf(s.rulePos(rule), "method", "unknown method %q%s", method,
					diag.DidYouMean(method, methodKeys))
				s.usedEntries[g.key] = true
			}
		}
		out = append(out, g)
	}
	return out
}

func (g glob) matchesPath(path string) bool {
	return g.rule.Glob == path || doublestar.MatchUnvalidated(g.pattern, path)
}

func (g glob) matchesMethod(method string) bool {
	return len(g.rule.Methods) == 0 || slices.Contains(g.rule.Methods, method)
}

// Matches reports whether the rule matches an operation with the given path
// and lower-case method.
func (r PathRule) Matches(path, method string) bool {
	g := glob{rule: r, pattern: escapeBraces(r.Glob)}
	return g.matchesPath(path) && g.matchesMethod(method)
}

// escapeBraces escapes the braces of path parameters, which would mean
// alternatives in a glob: "/calls/{id}" becomes `/calls/\{id\}`.
func escapeBraces(glob string) string { return braces.ReplaceAllString(glob, `\{$1\}`) }

var braces = regexp.MustCompile(`\{([^{},]*|[?&#][^{}]*)\}`)

// matchesName reports whether pattern, a glob or a plain name, matches name.
func matchesName(pattern, name string) bool {
	if !isGlob(pattern) {
		return pattern == name
	}
	return pattern == name || doublestar.MatchUnvalidated(hideSlashes.Replace(pattern), hideSlashes.Replace(name))
}

// hideSlashes hides slashes, which separate segments in globs.
var hideSlashes = strings.NewReplacer("/", "\x00")

func isGlob(pattern string) bool { return strings.ContainsAny(pattern, "*?[{") }

// schemaNames holds the component schemas that the entries of one list match.
type schemaNames struct {
	names  []string            // in the order of the entries, without duplicates
	byName map[string][]string // name → the entries that match it
}

// findSchemas looks up component schemas. An entry is a whole name or the part
// after the last dot. An unknown entry is an error, or a warning under drop,
// where it has no effect. The entry "*" may match nothing.
func (s *selector) findSchemas(kind string, entries []string) schemaNames {
	out := schemaNames{byName: map[string][]string{}}
	if len(entries) == 0 {
		return out
	}
	known := keysOf(s.doc.At("/components/schemas"))
	for _, entry := range entries {
		found := false
		whole := slices.Contains(known, entry)
		for _, key := range known {
			if key == entry || !whole && (matchesName(entry, key) || matchesName(entry, lastNamePart(key))) {
				found = true
				if out.byName[key] == nil {
					out.names = append(out.names, key)
				}
				out.byName[key] = append(out.byName[key], entry)
			}
		}
		if found || entry == "*" {
			continue
		}
		d := diag.Diagnostic{Pos: s.entryPos(kind + " " + entry), Severity: diag.Error, Rule: "selects-nothing"}
		if kind == "drop" {
			d.Severity, d.Rule = diag.Warning, "unused-drop"
		}
		d.Message = fmt.Sprintf("%s %q matches no schema under components/schemas%s",
			kind, entry, nearSchema(entry, known))
		s.diags.Add(d)
	}
	return out
}

func lastNamePart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// nearSchema suggests a whole name or, for a name without dots, the part of a
// name after its last dot.
func nearSchema(name string, known []string) string {
	if strings.Contains(name, ".") {
		return diag.DidYouMean(name, known)
	}
	var short []string
	for _, key := range known {
		short = append(short, lastNamePart(key))
	}
	return diag.DidYouMean(name, short)
}
