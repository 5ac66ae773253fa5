package codes

// This file finds what the file's rules allow but nobody means. A warning that
// is sometimes wrong is soon read by no one: each check keeps silent where a
// language may have its reasons, and rules.go lets a file except rows. Checks
// of single texts answer with a message, "" when all is well.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"golang.org/x/text/language"
)

// Lint looks over tables that Parse read without errors. The list is never nil;
// an error in it is one because the file's settings say so.
func Lint(tables []*Table) *diag.List {
	diags := new(diag.List)
	for _, table := range tables {
		l := newLinter(table, diags)
		for _, row := range table.Codes {
			l.row(row)
		}
		l.unusedTerms()
		l.coverage()
	}
	return diags
}

// LintDocs looks over the texts of the description that a file has in other
// languages, by what its first table asks for. Their sources are elsewhere, so it
// is only what they are by themselves. The list is never nil.
func LintDocs(file *File) *diag.List {
	diags := new(diag.List)
	if len(file.Tables) == 0 {
		return diags
	}
	l := newLinter(file.Tables[0], diags)
	for _, t := range file.Docs {
		for _, text := range t.Texts {
			for _, c := range alone {
				if message := c.check(text); message != "" && c.rule != "text-spaces" { // Markdown has its own
					l.report(c.rule, nil, text.Locale, text.Pos, "%s: %s", text.Locale, message)
				}
			}
			l.forbidden(nil, l.read(text))
			l.machine(nil, text)
		}
	}
	return diags
}

func newLinter(table *Table, diags *diag.List) *linter {
	l := &linter{table: table, bases: make(map[string]string), diags: diags}
	for _, e := range table.Glossary {
		l.glossary = append(l.glossary, e.compile())
	}
	return l
}

// linter looks over one table.
type linter struct {
	table    *Table
	glossary []entry
	bases    map[string]string // by locale
	diags    *diag.List
}

func (l *linter) row(row *Code) {
	if row.Draft {
		l.report("draft", row, "", row.Pos, "%s is a draft, from which nothing is generated; give it an id for ever, a category and its texts, and take draft out", row.ID)
	}
	l.categoryClass(row)
	for _, texts := range row.texts() {
		source := l.readSource(in(texts, l.table.Source))
		for _, text := range texts {
			l.text(row, l.read(text), source)
		}
	}
}

// texts lists the row's texts by kind.
func (c *Code) texts() [][]Text { return [][]Text{c.Message, c.User, c.Advice} }

// alone lists the rules for texts by themselves.
var alone = []struct {
	rule  string
	check func(text Text) string
}{
	{"text-spaces", spaces},
	{"text-not-nfc", notNormal},
	{"text-script", wrongScript},
}

// beside lists the rules for translations and their sources.
var beside = []struct {
	rule  string
	check func(text, source *reading) string
}{
	{"text-untranslated", untranslated},
	{"text-end", otherEnd},
	{"text-numbers", lostNumbers},
	{"text-links", lostLinks},
	{"text-placeholders", otherPlaceholders},
	{"text-negation", lostNegation},
	{"text-stale", stale},
}

// text looks over a text. source is what it was translated from, nil when
// nobody has written that yet.
func (l *linter) text(row *Code, text, source *reading) {
	tell := func(rule, message string) {
		if message != "" {
			l.report(rule, row, text.Locale, text.Pos, "%s: %s", text.Locale, message)
		}
	}
	for _, c := range alone {
		tell(c.rule, c.check(text.Text))
	}
	l.forbidden(row, text)
	tell("text-placeholders", nearCapture(row, text.Text))
	if text.Locale == l.table.Source {
		return
	}
	l.machine(row, text.Text)
	if source == nil {
		return
	}
	for _, c := range beside {
		tell(c.rule, c.check(text, source))
	}
	if text.Text.Text == source.Text.Text {
		return // it has been told, if it is a fault
	}
	tell("text-words", l.lostWords(text, source))
	l.terms(row, text, source)
}

func stale(text, source *reading) string {
	if !text.Stale(source.Text) {
		return ""
	}
	return "the source has changed since it was translated; look it through, and set sourceHash to " + HashText(source.Text.Text)
}

// Stale reports whether the source has changed since the text was translated,
// as far as that is known.
func (t Text) Stale(source Text) bool {
	return t.SourceHash != "" && source.Text != "" && t.SourceHash != HashText(source.Text)
}

func (l *linter) machine(row *Code, text Text) {
	if text.State != Machine {
		return
	}
	severity, where := usual("text-machine-translated"), ""
	if slices.Contains(l.table.Release, text.Locale) {
		severity, where = diag.Warning, ", and the locale is marked as released"
	}
	l.reportAs(severity, "text-machine-translated", row, text.Locale, text.Pos,
		"%s: the text was translated by a machine%s; let someone read it and set its state to reviewed", text.Locale, where)
}

// categoryClass compares a row's code with what its category is for.
func (l *linter) categoryClass(row *Code) {
	i := slices.IndexFunc(l.table.Categories, func(t Term) bool { return t.ID == row.Category })
	if i < 0 || len(l.table.Categories[i].Classes) == 0 {
		return
	}
	classes := row.Classes
	if len(classes) == 0 {
		classes = []int64{row.Code / 100}
	}
	for _, class := range classes {
		if !slices.Contains(l.table.Categories[i].Classes, class) {
			l.report("category-class", row, "", row.Pos, "%s has a code of class %d, but category %s is for %s; choose another, or add the class there",
				row.ID, class, row.Category, list(l.table.Categories[i].Classes))
			return
		}
	}
}

func list(numbers []int64) string {
	var words []string
	for _, n := range numbers {
		words = append(words, fmt.Sprint(n))
	}
	return strings.Join(words, ", ")
}

func (l *linter) unusedTerms() {
	used := make(map[string]bool)
	for _, row := range l.table.Codes {
		used["category "+row.Category], used["resolver "+row.ResolvedBy] = true, true
	}
	for what, terms := range map[string][]Term{"category": l.table.Categories, "resolver": l.table.Resolvers} {
		for _, term := range terms {
			if !used[what+" "+term.ID] {
				l.report("unused-term", nil, "", term.Pos, "no row has the %s %q; remove it, or give it to rows", what, term.ID)
			}
		}
	}
}

// coverage compares what there is with what the table asks for.
func (l *linter) coverage() {
	for _, share := range l.table.Coverage() {
		if share.Short() {
			l.report("coverage", nil, share.Locale, l.table.Demands[share.Locale].Pos, "%s: %d%% of %d texts are there and fresh, %d%% are asked for",
				share.Locale, share.Percent(), share.Total(), share.Demand)
		}
	}
}

// base is the language of a locale: zh of zh-Hans.
func (l *linter) base(locale string) string {
	if known, ok := l.bases[locale]; ok {
		return known
	}
	base, _ := language.Make(locale).Base()
	l.bases[locale] = base.String()
	return base.String()
}
