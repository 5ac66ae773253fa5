package codes

// The rules of Lint, and how a file sets them: `lint` at its top gives a rule
// another severity, turns it off, or excepts rows from it where somebody knows
// better.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"gopkg.in/yaml.v3"
)

// Rule is something that Lint looks for.
type Rule struct {
	Name     string
	Severity diag.Severity // unless the file says otherwise
	About    string
}

// Rules lists what Lint looks for. What Parse does not let pass is not here.
var Rules = []Rule{
	{"draft", diag.Warning, "rows from which nothing is generated yet"},
	{"missing-text", diag.Warning, "locales that lack texts"},
	{"coverage", diag.Warning, "locales with a smaller part of texts than the table's coverage asks for"},
	{"category-class", diag.Warning, "rows whose code is in none of their category's classes"},
	{"unused-term", diag.Note, "categories and resolvers that no row names"},
	{"text-spaces", diag.Warning, "spaces at the ends, in a row, and beside Chinese and Japanese punctuation"},
	{"text-not-nfc", diag.Warning, "texts that are not in Unicode's form NFC"},
	{"text-end", diag.Warning, "sentences that end where their source does not, or the other way round"},
	{"text-untranslated", diag.Warning, "texts, or parts of them, that are the same as in the source"},
	{"text-script", diag.Warning, "texts in letters that the language is not written in"},
	{"text-numbers", diag.Warning, "numbers of the source that are missing"},
	{"text-links", diag.Warning, "addresses of the source that are missing"},
	{"text-words", diag.Warning, "acronyms and names from programs that are missing: PSTN, keepAlive"},
	{"text-placeholders", diag.Warning, "placeholders that differ from those of the source"},
	{"text-negation", diag.Warning, "negations of the source that are missing"},
	{"text-glossary", diag.Warning, "terms that are not translated as the table's glossary says"},
	{"text-forbidden", diag.Warning, "words that the table's glossary forbids"},
	{"text-stale", diag.Warning, "translations of a source that has changed since"},
	{"text-machine-translated", diag.Note, "translations by machines; in locales marked release a warning"},
}

// Setting is what a file says about a rule.
type Setting struct {
	Severity *diag.Severity // nil: as usual
	Off      bool
	Except   []string // rows by id, or texts by id/locale
}

// severity is how a finding is told, and whether at all. locale is "" where the
// finding is about none, row is nil likewise.
func (s Setting) severity(usual diag.Severity, row *Code, locale string) (diag.Severity, bool) {
	if row != nil && (slices.Contains(s.Except, string(row.ID)) || slices.Contains(s.Except, string(row.ID)+"/"+locale)) {
		return usual, false
	}
	if s.Severity != nil {
		usual = *s.Severity
	}
	return usual, !s.Off
}

// usual is the severity of a rule that no file has set.
func usual(rule string) diag.Severity {
	i := slices.IndexFunc(Rules, func(r Rule) bool { return r.Name == rule })
	if i < 0 {
		panic("internal: no rule " + rule)
	}
	return Rules[i].Severity
}

var severities = []string{"off", diag.Note.String(), diag.Warning.String(), diag.Error.String()}

// lint reads what the file says about rules.
func (p *parser) lint(n *yaml.Node) {
	var names []string
	for _, rule := range Rules {
		names = append(names, rule.Name)
	}
	p.rules = make(map[string]Setting)
	p.members(n, "lint", func(key, value *yaml.Node) {
		if !slices.Contains(names, key.Value) {
			remedy := cmp.Or(diag.DidYouMean(key.Value, names), "; there are "+strings.Join(names, ", "))
			p.errorf(key, "unknown-rule", "no rule has the name %q%s", short(key.Value), remedy)
			return
		}
		set := Setting{}
		severity := func(v *yaml.Node) { p.severityOf(v, &set) }
		if resolve(value).Kind == yaml.MappingNode {
			p.object(value, "a rule", []field{
				{"severity", false, severity},
				{"except", false, func(v *yaml.Node) { p.except(v, &set) }},
			})
		} else {
			severity(value)
		}
		p.rules[key.Value] = set
	})
}

// exception is a place where a rule names a row that it does not hold for.
type exception struct {
	pos  diag.Pos
	name string
}

func (p *parser) except(n *yaml.Node, set *Setting) {
	p.items(n, "except", func(item *yaml.Node) {
		if text, ok := p.text(item, "a row"); ok {
			set.Except = append(set.Except, text)
			p.exceptions = append(p.exceptions, exception{p.pos(item), text})
		}
	})
}

func (p *parser) severityOf(n *yaml.Node, set *Setting) {
	text, ok := p.text(n, "a severity")
	if !ok {
		return
	}
	i := slices.Index(severities, text)
	if i < 0 {
		remedy := cmp.Or(diag.DidYouMean(text, severities), "; there are "+strings.Join(severities, ", "))
		p.errorf(resolve(n), "unknown-severity", "severity %q is not known%s", short(text), remedy)
		return
	}
	set.Off = i == 0
	if severity := diag.Severity(i - 1); i > 0 {
		set.Severity = &severity
	}
}

// checkExceptions reports exceptions for rows or locales that are not there:
// they would hide what they are not meant for, once it comes.
func (p *parser) checkExceptions() {
	known := make(map[string]bool)
	var names []string
	for _, d := range p.drafts {
		for _, row := range d.Codes {
			names = append(names, string(row.ID))
			known[string(row.ID)] = true
			for _, locale := range d.Locales {
				known[string(row.ID)+"/"+locale] = true
			}
		}
	}
	for _, e := range p.exceptions {
		if !known[e.name] {
			id, _, _ := strings.Cut(e.name, "/")
			p.diags.Errorf(e.pos, "unknown-row", "no row has the id %q%s", short(e.name), exceptRemedy(id, names))
		}
	}
}

func exceptRemedy(id string, names []string) string {
	if slices.Contains(names, id) {
		return "; behind the slash must stand one of the table's locales"
	}
	return diag.DidYouMean(id, names)
}

// report adds a finding of a rule, unless the file does not want it.
func (l *linter) report(rule string, row *Code, locale string, pos diag.Pos, format string, args ...any) {
	l.reportAs(usual(rule), rule, row, locale, pos, format, args...)
}

func (l *linter) reportAs(severity diag.Severity, rule string, row *Code, locale string, pos diag.Pos, format string, args ...any) {
	severity, ok := l.table.Rules[rule].severity(severity, row, locale)
	if !ok {
		return
	}
	l.diags.Add(diag.Diagnostic{Pos: pos, Severity: severity, Rule: rule, Message: fmt.Sprintf(format, args...)})
}
