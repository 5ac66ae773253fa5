package codes

// The rules of Lint, and the section "lint" of a file, which changes the
// severity of a rule, turns it off, or excludes rows from it:
//
//	lint:
//	  text-end: off
//	  text-words: {severity: note, except: [no-route, lobby-timeout/de]}

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/yamlfile"
)

// Rule is a kind of finding of Lint.
type Rule struct {
	Name     string
	Severity diag.Severity // unless the file sets another one
	About    string
}

// Rules lists the rules of Lint. Errors that Parse reports have other rules.
var Rules = []Rule{
	{"draft", diag.Warning, "draft rows, which are not generated"},
	{"missing-text", diag.Warning, "locales with missing texts"},
	{"coverage", diag.Warning, "locales with a smaller percentage of texts than the table requires"},
	{"category-class", diag.Warning, "rows with a code outside their category's classes, ranges and prefixes"},
	{"unquoted-code", diag.Note, "codes that are words and look like numbers or booleans"},
	{"enum-codes", diag.Warning, "values of a bound enumeration without a row, and rows without a value"},
	{"unused-term", diag.Note, "categories and resolvers that no row uses"},
	{"text-spaces", diag.Warning, "superfluous spaces, also beside Chinese and Japanese punctuation"},
	{"text-not-nfc", diag.Warning, "texts that are not in Unicode normalization form C"},
	{"text-invisible", diag.Warning, "zero-width joiners and non-joiners in scripts that do not use them"},
	{"text-end", diag.Warning, "translations that end with a full stop while their source does not, and the reverse"},
	{"text-untranslated", diag.Warning, "texts that are wholly or partly the same as their source"},
	{"text-script", diag.Warning, "texts in a script that the language does not use"},
	{"text-numbers", diag.Warning, "translations without a number of their source"},
	{"text-links", diag.Warning, "translations without a URL of their source"},
	{"text-words", diag.Warning, "translations without an acronym or identifier of their source (PSTN, keepAlive)"},
	{"text-placeholders", diag.Warning, "placeholders that nothing replaces, or that differ from the source"},
	{"text-negation", diag.Warning, "translations without a negation of their source"},
	{"text-glossary", diag.Warning, "translations that do not use the terms of the glossary"},
	{"text-forbidden", diag.Warning, "words that the glossary forbids"},
	{"text-stale", diag.Warning, "translations of a source that has changed since"},
	{"text-machine-translated", diag.Note, "machine translations; a warning in released locales"},
}

// Setting is the configuration of a rule in a file.
type Setting struct {
	Severity *diag.Severity // nil for the rule's own severity
	Off      bool
	Except   map[string]bool // rows by id, or texts by id/locale
}

// severity returns the severity of a finding, and whether to report it. A finding
// about a whole locale has no row, a finding about a row no locale.
func (s Setting) severity(usual diag.Severity, row *Code, locale string) (severity diag.Severity, isOn bool) {
	if row != nil {
		id := string(row.ID)
		if s.Except[id] || s.Except[id+"/"+locale] {
			return usual, false
		}
	}
	if s.Severity != nil {
		usual = *s.Severity
	}
	return usual, !s.Off
}

// Severity returns the severity of a finding about the table or one of its rows, and
// whether to report it. row is nil for a finding about the table.
func (t *Table) Severity(rule string, row *Code) (severity diag.Severity, isOn bool) {
	return t.Rules[rule].severity(usual(rule), row, "")
}

// usual returns the severity of a rule without a setting.
func usual(rule string) diag.Severity {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Name == rule })
	if i < 0 {
		panic("internal: no rule " + rule)
	}
	return Rules[i].Severity
}

// severities are the values of "severity". The index of a diag.Severity is one
// more than its value.
var severities = []string{"off", diag.Note.String(), diag.Warning.String(), diag.Error.String()}

// lint reads the section "lint".
func (p *parser) lint(n yamlfile.Node) {
	var names []string
	for _, rule := range Rules {
		names = append(names, rule.Name)
	}
	p.rules = make(map[string]Setting)
	n.Members(`"lint"`, func(key, value yamlfile.Node) {
		name := key.Source()
		if !slices.Contains(names, name) {
			key.Errorf("unknown-rule", "unknown rule %q%s", diag.Excerpt(name), yamlfile.Choices(name, names))
			return
		}
		set := Setting{}
		severity := func(v yamlfile.Node) { p.severityOf(v, &set) }
		if value.IsMap() {
			value.Map("rule",
				yamlfile.Optional("severity", severity),
				yamlfile.Optional("except", func(v yamlfile.Node) { p.except(v, &set) }),
			)
		} else {
			severity(value)
		}
		p.rules[name] = set
	})
}

func (p *parser) except(n yamlfile.Node, set *Setting) {
	set.Except = make(map[string]bool)
	n.NonEmptyList(`"except"`, func(item yamlfile.Node) {
		if text, ok := item.String("row id"); ok {
			set.Except[text.Value] = true
			p.exceptions = append(p.exceptions, text)
		}
	})
}

func (p *parser) severityOf(n yamlfile.Node, set *Setting) {
	text, ok := n.String("severity")
	if !ok {
		return
	}
	i := slices.Index(severities, text.Value)
	if i < 0 {
		n.Errorf("unknown-severity", "unknown severity %q%s",
			diag.Excerpt(text.Value), yamlfile.Choices(text.Value, severities))
		return
	}
	set.Off = i == 0
	if severity := diag.Severity(i - 1); i > 0 {
		set.Severity = &severity
	}
}

// checkExceptions reports exceptions for unknown rows and locales. They would
// otherwise apply unnoticed once such a row or locale is added.
func (p *parser) checkExceptions() {
	if len(p.exceptions) == 0 {
		return
	}
	tables := make(map[string][]*pendingTable)
	var ids []string
	for _, t := range p.pending {
		add := func(id string) {
			ids = append(ids, id)
			tables[id] = append(tables[id], t)
		}
		for _, row := range t.Codes {
			add(string(row.ID))
		}
		for _, phrase := range t.Phrases() {
			add(phrase.ID)
		}
	}
	for _, e := range p.exceptions {
		id, locale, hasLocale := strings.Cut(e.Value, "/")
		declares := func(t *pendingTable) bool { return slices.Contains(t.Locales, locale) }
		if tables[id] != nil && (!hasLocale || slices.ContainsFunc(tables[id], declares)) {
			continue
		}
		if tables[id] != nil {
			p.diags.Errorf(e.Pos, "unknown-row", `unknown locale %q in row %q; write one of the table's "locales"`,
				diag.Excerpt(locale), id)
			continue
		}
		remedy := cmp.Or(p.suggester.DidYouMean(id, func() []string { return ids }), "; write the id of a row")
		p.diags.Errorf(e.Pos, "unknown-row", "unknown row %q%s", diag.Excerpt(id), remedy)
	}
}

// report adds a finding of a rule, unless the file turns it off.
func (l *linter) report(rule string, row *Code, locale string, pos diag.Pos, format string, args ...any) {
	l.reportAs(usual(rule), rule, row, locale, pos, format, args...)
}

// reportAs is like report for a finding with another severity than its rule's.
func (l *linter) reportAs(
	severity diag.Severity, rule string, row *Code, locale string, pos diag.Pos, format string, args ...any,
) {
	severity, isOn := l.table.Rules[rule].severity(severity, row, locale)
	if !isOn {
		return
	}
	l.diags.Add(diag.Diagnostic{Pos: pos, Severity: severity, Rule: rule, Message: fmt.Sprintf(format, args...)})
}
