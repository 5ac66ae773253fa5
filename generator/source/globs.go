package source

// Globs for paths and for names. In a path, * matches part of a segment and **
// any number of segments. In a name, * matches anything.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/fragen-go/fragen/generator/diag"
)

// glob is a path rule prepared for matching.
type glob struct {
	pattern
	rule        PathRule
	used        bool // it matches an operation, or has an error
	matchesPath bool // it matches a path
}

// pathGlobs are the globs of a list of rules.
type pathGlobs struct {
	all      []*glob
	path     string  // the last one that was matched
	matching []*glob // the globs that match it
}

// prepareGlobs prepares rules and reports invalid ones. Invalid rules count as
// used.
func (s *selector) prepareGlobs(rules []PathRule) *pathGlobs {
	out := &pathGlobs{}
	for _, rule := range rules {
		g := &glob{rule: rule}
		var ok bool
		g.pattern, ok = newPattern(rule.Glob, escapeBraces(rule.Glob))
		switch {
		case !ok:
			s.diags.Errorf(s.rulePos(rule), "glob", tooManyForms, rule.Glob, maxForms)
			g.used = true
		case !doublestar.ValidatePattern(escapeBraces(rule.Glob)):
			s.diags.Errorf(s.rulePos(rule), "glob",
				"%q is not a valid pattern; use * to match within a segment and ** to match across segments", rule.Glob)
			g.used = true
		}
		for _, method := range rule.Methods {
			if !isMethod(method) {
				s.diags.Errorf(s.rulePos(rule), "method", "unknown method %q%s", method,
					diag.DidYouMean(method, methodKeys))
				g.used = true
			}
		}
		out.all = append(out.all, g)
	}
	return out
}

const tooManyForms = "%q has more than %d alternatives, or they are too long; list them as separate patterns"

// globsOf returns the globs of a list that match a path.
func (s *selector) globsOf(l *pathGlobs, path string) []*glob {
	if l.path == path {
		return l.matching
	}
	l.path, l.matching = path, l.matching[:0]
	for _, g := range l.all {
		if s.matches(&g.pattern, path, func() diag.Pos { return s.rulePos(g.rule) }) {
			l.matching = append(l.matching, g)
		}
	}
	return l.matching
}

// matches reports whether a pattern matches a path or name. If the steps exceed the limit,
// it reports that at the position of the pattern.
func (s *selector) matches(p *pattern, text string, pos func() diag.Pos) bool {
	if s.tooCostly {
		return false
	}
	ok := p.matches(text, s.doc.globSteps)
	if s.doc.globSteps.exceeded() {
		s.tooCostly = true
		s.diags.Errorf(pos(), "too-costly", "the patterns up to %q need more than %d comparisons; "+
			"use fewer patterns, or begin them with the common part of the names", p.text, s.doc.globSteps.limit)
	}
	return ok
}

func (g *glob) matchesMethod(method string) bool {
	return len(g.rule.Methods) == 0 || slices.Contains(g.rule.Methods, method)
}

// Matches reports whether the rule matches an operation with the given path
// and lower-case method.
func (r PathRule) Matches(path, method string) bool {
	if !strings.HasPrefix(path, literalStart(r.Glob)) || len(r.Methods) > 0 && !slices.Contains(r.Methods, method) {
		return false
	}
	p, _ := newPattern(r.Glob, escapeBraces(r.Glob))
	return p.matches(path, &globSteps{limit: maxGlobSteps})
}

// literalStart returns a literal text with which all matches of a glob begin.
func literalStart(glob string) string {
	if i := strings.IndexAny(glob, `*?[{\`); i >= 0 {
		return strings.TrimRight(glob[:i], "/")
	}
	return glob
}

// escapeBraces escapes the braces of path parameters, which would mean
// alternatives in a glob: "/calls/{id}" becomes `/calls/\{id\}`.
func escapeBraces(glob string) string { return braces.ReplaceAllString(glob, `\{$1\}`) }

var braces = regexp.MustCompile(`\{([^{},]*|[?&#][^{}]*)\}`)

// hideSlashes hides slashes, which separate segments in globs.
var hideSlashes = strings.NewReplacer("/", "\x00")

func isGlob(pattern string) bool { return strings.ContainsAny(pattern, "*?[{") }

// nameList is a list of names and globs of one kind.
type nameList struct {
	kind  string
	plain map[string]bool
	globs []namedPattern
	known map[string]bool // name → whether an entry matches it
}

// namedPattern is a glob for names.
type namedPattern struct {
	pattern
	entry string
}

// newNameList prepares entries and reports those with too many alternatives.
func (s *selector) newNameList(kind string, entries []string) *nameList {
	l := &nameList{kind: kind, plain: map[string]bool{}, known: map[string]bool{}}
	for _, entry := range entries {
		if !isGlob(entry) {
			l.plain[entry] = true
			continue
		}
		hidden := hideSlashes.Replace(entry)
		p, ok := newPattern(hidden, hidden)
		if !ok {
			s.diags.Errorf(s.entryPos(kind+" "+entry), "glob", tooManyForms, entry, maxForms)
			s.usedEntries[kind+" "+entry] = true
		}
		l.globs = append(l.globs, namedPattern{p, entry})
	}
	return l
}

// selectsName reports whether an entry of l matches name. It marks all of these entries as
// used.
func (s *selector) selectsName(l *nameList, name string) bool {
	found, seen := l.known[name]
	if seen {
		return found
	}
	if found = l.plain[name]; found {
		s.usedEntries[l.kind+" "+name] = true
	}
	for i := range l.globs {
		if s.globMatches(l, &l.globs[i], name) {
			found = true
			s.usedEntries[l.kind+" "+l.globs[i].entry] = true
		}
	}
	l.known[name] = found
	return found
}

func (s *selector) globMatches(l *nameList, g *namedPattern, name string) bool {
	pos := func() diag.Pos { return s.entryPos(l.kind + " " + g.entry) }
	return s.matches(&g.pattern, hideSlashes.Replace(name), pos)
}

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
	find := s.schemaFinder(kind, known)
	for _, entry := range entries {
		found := find(entry)
		for _, key := range found {
			if out.byName[key] == nil {
				out.names = append(out.names, key)
			}
			out.byName[key] = append(out.byName[key], entry)
		}
		if len(found) > 0 || entry == "*" || s.tooCostly {
			continue
		}
		d := diag.Diagnostic{Pos: s.entryPos(kind + " " + entry), Severity: diag.Error, Rule: "selects-nothing"}
		if kind == "drop" {
			d.Severity, d.Rule = diag.Warning, "unused-drop"
		}
		d.Message = fmt.Sprintf("%s %q matches no schema under components/schemas%s",
			kind, entry, s.doc.nearSchema(entry, known))
		s.diags.Add(d)
	}
	return out
}

// schemaFinder returns a function that returns the names in known that an entry matches.
// A whole name matches only itself.
func (s *selector) schemaFinder(kind string, known []string) func(entry string) []string {
	whole, byPart := map[string]bool{}, map[string][]string{}
	for _, key := range known {
		whole[key] = true
		part := lastNamePart(key)
		byPart[part] = append(byPart[part], key)
	}
	return func(entry string) []string {
		if whole[entry] {
			return []string{entry}
		}
		if !isGlob(entry) {
			return byPart[entry]
		}
		l := s.newNameList(kind, []string{entry})
		var out []string
		for _, key := range known {
			if s.globMatches(l, &l.globs[0], key) || s.globMatches(l, &l.globs[0], lastNamePart(key)) {
				out = append(out, key)
				s.doc.globSteps.spend(foundSteps)
			}
		}
		return out
	}
}

// foundSteps is the work for a schema that an entry matches.
const foundSteps = 16

func lastNamePart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// nearSchema suggests a whole name or, for a name without dots, the part of a
// name after its last dot.
func (d *Document) nearSchema(name string, known []string) string {
	return d.suggester.DidYouMean(name, func() []string {
		if strings.Contains(name, ".") {
			return known
		}
		var short []string
		for _, key := range known {
			short = append(short, lastNamePart(key))
		}
		return short
	})
}
