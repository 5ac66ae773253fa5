package codes

// This file finds probable mistakes in tables without errors. Users ignore a
// check that is often wrong, so each check accepts a text if the language may
// have a reason for it, and rules.go lets a file exclude rows. Checks of single
// texts return a message, "" if they find nothing.

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/fragen-go/fragen/generator/diag"
)

// Lint checks tables that Parse read without errors. The list is never nil. A
// finding is an error only if the file sets this severity for its rule.
func Lint(tables []*Table) *diag.List {
	diags := new(diag.List)
	for _, table := range tables {
		l := newLinter(table, diags)
		for _, phrase := range table.Phrases() {
			row := &Code{ID: ID(phrase.ID)}
			l.checkTexts(row, *phrase.Texts)
			if phrase.Part == "unknown" {
				l.checkPlaceholders(row, *phrase.Texts, "code")
			}
		}
		for _, row := range table.Codes {
			l.checkRow(row)
		}
		l.checkSearch()
		l.checkUnusedTerms()
		l.checkCoverage()
	}
	return diags
}

// LintDocs checks the translated API descriptions of a file, with the settings
// and the glossary of its first table. Their sources are in the API description,
// so it checks only properties of the translations alone. The list is never nil.
func LintDocs(file *File) *diag.List {
	diags := new(diag.List)
	if len(file.Tables) == 0 {
		return diags
	}
	l := newLinter(file.Tables[0], diags)
	for _, t := range file.Docs {
		for _, text := range t.Texts {
			for _, c := range textRules {
				if message := c.check(text); message != "" && c.rule != "text-spaces" { // Markdown uses spaces
					l.report(c.rule, nil, text.Locale, text.Pos, "%s: %s", text.Locale, message)
				}
			}
			l.checkForbidden(nil, l.parse(text))
			l.checkMachine(nil, text)
		}
	}
	l.checkSearch()
	return diags
}

func newLinter(table *Table, diags *diag.List) *linter {
	l := &linter{
		table: table, bases: make(map[string]string), captured: make(map[string]bool), diags: diags,
		categories: make(map[string]*Term), scopes: make(map[string]*scope),
	}
	l.terms = newWordLists(table.Glossary, func(e Entry) map[string][]string { return e.Terms })
	l.never = newWordLists(table.Glossary, func(e Entry) map[string][]string { return e.Never })
	for _, category := range table.Categories {
		l.categories[category.ID], l.scopes[category.ID] = category, newScope(table, category)
	}
	for _, row := range table.Codes {
		if name := row.capture(); name != "" {
			l.captured["{"+name+"}"] = true
		}
	}
	return l
}

// linter checks one table.
type linter struct {
	table    *Table
	terms    *wordLists
	never    *wordLists
	search   termSearch
	bases    map[string]string // languages by locale
	captured map[string]bool   // placeholders that patterns capture, with braces
	compared int               // pairs of terms that confusedTerm has compared
	diags    *diag.List

	categories map[string]*Term
	scopes     map[string]*scope // by category, nil for one that is for all codes
}

func (l *linter) checkRow(row *Code) {
	if row.Draft {
		l.report("draft", row, "", row.Pos,
			"%s is a draft, for which no code is generated; complete its id, category and messages, "+
				"then remove \"draft\"", row.ID)
	}
	l.checkCategoryClass(row)
	l.checkUnquoted(row)
	for _, texts := range row.texts() {
		l.checkTexts(row, texts)
		l.checkPlaceholders(row, texts, row.capture())
	}
}

// checkPlaceholders reports placeholders that programs do not fill. filled is the name of
// the one that they fill, or "". A placeholder of a row that has none may be filled by the
// user's program, unless another row captures it.
func (l *linter) checkPlaceholders(row *Code, texts []Text, filled string) {
	for _, text := range texts {
		found := unfilledPlaceholder(text, filled, text.Locale == l.table.Source)
		report := func(severity diag.Severity, format string, args ...any) {
			args = append([]any{text.Locale, found}, args...)
			l.reportAs(severity, "text-placeholders", row, text.Locale, text.Pos, "%s: "+format, args...)
		}
		switch {
		case found == "":
		case row.Pattern != nil && filled != "":
			report(diag.Warning, "unknown placeholder %s; the pattern captures {%s}", filled)
		case filled != "":
			report(diag.Warning, "unknown placeholder %s; only {%s} is replaced here", filled)
		case l.captured[found]:
			report(diag.Warning, "the row has no pattern that captures %s, so programs show it as it is; remove it")
		default:
			report(diag.Note, "nothing replaces the placeholder %s, so programs show it as it is; remove it")
		}
	}
}

// checkTexts checks a text and its translations. For a phrase, row has only its ID.
func (l *linter) checkTexts(row *Code, texts []Text) {
	source := l.parseSource(textIn(texts, l.table.Source))
	for _, text := range texts {
		l.checkText(row, l.parse(text), source)
	}
}

// texts returns the row's texts by key.
func (c *Code) texts() [][]Text { return [][]Text{c.Message, c.User, c.Advice} }

// textRules are the rules for a text alone.
var textRules = []struct {
	rule  string
	check func(text Text) string
}{
	{"text-spaces", wrongSpace},
	{"text-not-nfc", notNormal},
	{"text-invisible", strayJoiner},
	{"text-script", wrongScript},
}

// translationRules are the rules for a translation and its source.
var translationRules = []struct {
	rule  string
	check func(text, source *parsedText) string
}{
	{"text-untranslated", untranslated},
	{"text-end", differentEnd},
	{"text-numbers", missingNumber},
	{"text-links", missingURL},
	{"text-placeholders", differentPlaceholder},
	{"text-negation", missingNegation},
	{"text-stale", stale},
}

// checkText checks a text. source is the text that it was translated from, nil if
// that is missing.
func (l *linter) checkText(row *Code, text, source *parsedText) {
	report := func(rule, message string) {
		if message != "" {
			l.report(rule, row, text.Locale, text.Pos, "%s: %s", text.Locale, message)
		}
	}
	for _, c := range textRules {
		report(c.rule, c.check(text.Text))
	}
	l.checkForbidden(row, text)
	if text.Locale == l.table.Source {
		return
	}
	l.checkMachine(row, text.Text)
	if source == nil {
		return
	}
	for _, c := range translationRules {
		report(c.rule, c.check(text, source))
	}
	if text.Text.Text == source.Text.Text {
		return // the rule text-untranslated covers it
	}
	report("text-words", l.missingWord(text, source))
	l.checkTerms(row, text, source)
}

func stale(text, source *parsedText) string {
	if !text.Stale(source.Text) {
		return ""
	}
	return "the source has changed since the translation; review the text and set sourceHash to " +
		HashText(source.Text.Text)
}

// Stale reports whether the source has changed since the text was translated. It
// returns false if SourceHash is empty.
func (t Text) Stale(source Text) bool {
	return t.SourceHash != "" && source.Text != "" && t.SourceHash != HashText(source.Text)
}

func (l *linter) checkMachine(row *Code, text Text) {
	if text.State != Machine || row != nil && row.Draft { // the rule draft covers a draft
		return
	}
	severity, released := usual("text-machine-translated"), ""
	if slices.Contains(l.table.Release, text.Locale) {
		severity, released = diag.Warning, ", and the locale is released"
	}
	l.reportAs(severity, "text-machine-translated", row, text.Locale, text.Pos,
		"%s: machine translation%s; review it and set its state to reviewed", text.Locale, released)
}

// checkCategoryClass reports a row with a code that its category is not for.
func (l *linter) checkCategoryClass(row *Code) {
	category, scope := l.categories[row.Category], l.scopes[row.Category]
	if scope == nil {
		return
	}
	code, ok := scope.outside(row)
	switch isClass := len(category.Ranges)+len(category.Prefixes) == 0; {
	case ok:
	case isClass && row.Range == nil:
		l.report("category-class", row, "", row.Pos,
			"%s has a code of class %d, but category %s allows only classes %s; "+
				"choose a different category or add the class to this one",
			row.ID, code.Number()/100, row.Category, joinNumbers(category.Classes))
	default:
		l.report("category-class", row, "", row.Pos,
			"%s has the code %s, but category %s allows only %s; "+
				"choose a different category or add the code to this one",
			row.ID, l.table.Keys.Code.Format(code), row.Category, scope.allowed)
	}
}

// checkUnquoted reports words that some YAML parsers read as numbers or booleans.
func (l *linter) checkUnquoted(row *Code) {
	for _, word := range row.Unquoted {
		l.report("unquoted-code", row, "", word.Pos,
			"the code %s is not in quotes, so other programs may read a number or a boolean; write %[1]q", word.Value)
	}
}

// joinNumbers lists the first numbers.
func joinNumbers(numbers []int64) string {
	const most = 10
	var words []string
	for _, n := range numbers[:min(len(numbers), most)] {
		words = append(words, fmt.Sprint(n))
	}
	if more := len(numbers) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(words, ", "), more)
	}
	return strings.Join(words, ", ")
}

func (l *linter) checkUnusedTerms() {
	used := make(map[string]bool)
	for _, row := range l.table.Codes {
		used["category "+row.Category], used["resolver "+row.ResolvedBy] = true, true
	}
	for noun, terms := range map[string][]*Term{"category": l.table.Categories, "resolver": l.table.Resolvers} {
		for _, term := range terms {
			if !used[noun+" "+term.ID] {
				l.report("unused-term", nil, "", term.Pos, "no row uses the %s %q; remove it, or use it in a row",
					noun, term.ID)
			}
		}
	}
}

// checkCoverage reports locales with fewer texts than the table requires.
func (l *linter) checkCoverage() {
	for _, share := range l.table.Coverage() {
		if share.Short() {
			l.report("coverage", nil, share.Locale, l.table.Demands[share.Locale].Pos,
				"%s: %d%% of %d messages are finished, expected %d%%; translate or review the others",
				share.Locale, share.Percent(), share.Total(), share.Demand)
		}
	}
}

// base returns the language of a locale: zh for zh-Hans.
func (l *linter) base(locale string) string {
	if known, ok := l.bases[locale]; ok {
		return known
	}
	base, _ := language.Make(locale).Base()
	l.bases[locale] = base.String()
	return base.String()
}
