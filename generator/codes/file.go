package codes

// This file offers the operations of the package on the bytes of a codes.yaml,
// as the command has them: check its texts, count its translations, and look up
// a code.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
)

// LintFile checks the codes.yaml with the content data. It reports errors that
// would stop a run, and probable mistakes in the texts. valid is false if a run
// would fail; other errors in the list have this severity because the file sets
// it. file is the name for positions.
func LintFile(file string, data []byte) (found *diag.List, valid bool) {
	content, found := Read(file, data)
	if found.HasErrors() {
		return found, false
	}
	found.Merge(Lint(content.Tables))
	found.Merge(LintDocs(content))
	return found, true
}

// TableCoverage is the number of translated texts of a table.
type TableCoverage struct {
	Domain string
	Shares []Share // by locale
}

// CoverFile counts the texts of each table in the codes.yaml with the content
// data. The result is nil if the list has errors.
func CoverFile(file string, data []byte) ([]TableCoverage, *diag.List) {
	tables, diags := Parse(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	var out []TableCoverage
	for _, table := range tables {
		out = append(out, TableCoverage{table.Domain, table.Coverage()})
	}
	return out, diags
}

// Query is a question to the tables of a file.
type Query struct {
	Words   []string // a code, with or without a subcode, or words to search for
	Domain  string   // "": all tables
	Locales []string // language tags in order of preference; empty: the source locale
}

// TableAnswer is the answer of a table to a Query.
type TableAnswer struct {
	Domain string
	Locale string // preferred locale of the texts
	Suits  bool   // Locale matches one of Query.Locales
	Found  []RowMatch
	Near   []RowMatch // similar rows, if Found is empty
}

// RowMatch is a row of a TableAnswer. Texts and terms are empty if the row has
// none.
type RowMatch struct {
	Pos                  diag.Pos
	ID                   string
	Codes                string // as written in the table: "200/540000, 200/560000"
	Fit                  Fit
	Capture              string // name of the number that a pattern captures, or ""
	Captured             int64
	Category, ResolvedBy TermMatch
	Retryable            bool
	Draft                bool
	Link, Since          string
	Deprecated           bool
	ReplacedBy           string // ID of another row
	Message              Text
	User, Advice         Text
}

// TermMatch is the category or the resolver of a row. The ID is empty if the row has
// none.
type TermMatch struct {
	ID          string
	Description Text
}

// ExplainFile answers a query from the codes.yaml with the content data, with
// one answer per table. It looks up a pair by the rules of Table.Lookup. The
// result is nil if the list has errors.
func ExplainFile(file string, data []byte, q Query) ([]TableAnswer, *diag.List) {
	tables, diags := Parse(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	var out []TableAnswer
	for _, table := range tables {
		if q.Domain != "" && q.Domain != table.Domain {
			continue
		}
		answer := TableAnswer{Domain: table.Domain, Locale: table.Source, Suits: true}
		if len(q.Locales) > 0 {
			answer.Locale, answer.Suits = table.Match(q.Locales...)
		}
		said := table.Answer(q.Words...)
		for _, m := range said.Found {
			answer.Found = append(answer.Found, rowMatch(table, m, answer.Locale))
		}
		for _, m := range said.Near {
			answer.Near = append(answer.Near, rowMatch(table, m, answer.Locale))
		}
		out = append(out, answer)
	}
	return out, diags
}

// rowMatch describes a matched row, with its texts in locale if possible.
func rowMatch(table *Table, m Match, locale string) RowMatch {
	row := m.Row
	out := RowMatch{
		Pos: row.Pos, ID: string(row.ID), Codes: table.Written(row), Fit: m.Fit, Draft: row.Draft,
		Retryable:  row.Retryable,
		Category:   table.termIn(table.Categories, row.Category, locale),
		ResolvedBy: table.termIn(table.Resolvers, row.ResolvedBy, locale),
		Link:       row.Link, Since: row.Since, Deprecated: row.Old, ReplacedBy: string(row.Successor),
		Message: table.TextIn(row.Message, locale), User: table.TextIn(row.User, locale),
		Advice: table.TextIn(row.Advice, locale),
	}
	if row.Pattern != nil && !row.Pattern.IsRange() && m.Subcode > 0 {
		out.Capture, out.Captured = row.Pattern.Capture, m.Captured
		for _, text := range []*Text{&out.Message, &out.User, &out.Advice} {
			text.Text = row.Fill(text.Text, m.Captured)
		}
	}
	return out
}

// termIn returns the term called id, with its description in locale if possible.
func (t *Table) termIn(terms []*Term, id, locale string) TermMatch {
	out := TermMatch{ID: id}
	if i := slices.IndexFunc(terms, func(term *Term) bool { return term.ID == id }); i >= 0 {
		out.Description = t.TextIn(terms[i].Description, locale)
	}
	return out
}
