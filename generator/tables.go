package generator

import (
	"slices"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// LintCodes looks over the code tables data, which came from file: errors that
// would stop a run, and what looks like a slip. valid is false when there are
// such errors; other errors are findings which the file wants to have so.
func LintCodes(file string, data []byte) (found *diag.List, valid bool) {
	content, found := codes.Read(file, data)
	if found.HasErrors() {
		return found, false
	}
	found.Merge(codes.Lint(content.Tables))
	found.Merge(codes.LintDocs(content))
	return found, true
}

// CodeCoverage is how far a table is translated.
type CodeCoverage struct {
	Domain string
	Shares []codes.Share // by locale
}

// CoverCodes counts the texts of the code tables data, which came from file.
func CoverCodes(file string, data []byte) ([]CodeCoverage, *diag.List) {
	tables, diags := codes.Parse(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	var out []CodeCoverage
	for _, table := range tables {
		out = append(out, CodeCoverage{table.Domain, table.Coverage()})
	}
	return out, diags
}

// CodeQuestion is what is asked about codes.
type CodeQuestion struct {
	Words   []string // a code, with or without a subcode, or a text to search for
	Domain  string   // "" for all tables
	Locales []string // language tags, the best first; none means the source's
}

// CodeAnswer is what a table says.
type CodeAnswer struct {
	Domain string
	Locale string // that the texts are in where they can be
	Suits  bool   // one of the locales that were asked for is served by it
	Found  []CodeMatch
	Near   []CodeMatch // what may have been meant when nothing was found
}

// CodeMatch is a row of an answer.
type CodeMatch struct {
	Pos             diag.Pos
	ID              string
	Codes           string // as they are written: "200/540000, 200/560000"
	Fit             codes.Fit
	Capture         string // name of what a pattern left open, or ""
	Captured        int64
	Category, Fixer codes.Term // empty where there is none
	Retryable       bool
	Draft           bool
	Link, Since     string // "" where there is none
	Deprecated      bool
	ReplacedBy      string // id of a row, or ""
	Message         codes.Text
	User, Advice    codes.Text // empty where there is none
}

// ExplainCode answers a question from the code tables data, which came from
// file. A pair is looked up as generated code does it.
func ExplainCode(file string, data []byte, q CodeQuestion) ([]CodeAnswer, *diag.List) {
	tables, diags := codes.Parse(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	var out []CodeAnswer
	for _, table := range tables {
		if q.Domain != "" && q.Domain != table.Domain {
			continue
		}
		answer := CodeAnswer{Domain: table.Domain, Locale: table.Source, Suits: true}
		if len(q.Locales) > 0 {
			answer.Locale, answer.Suits = table.Match(q.Locales...)
		}
		said := table.Answer(codes.Ask(q.Words...))
		for _, m := range said.Found {
			answer.Found = append(answer.Found, codeMatch(table, m, answer.Locale))
		}
		for _, m := range said.Near {
			answer.Near = append(answer.Near, codeMatch(table, m, answer.Locale))
		}
		out = append(out, answer)
	}
	return out, diags
}

func codeMatch(table *codes.Table, m codes.Match, locale string) CodeMatch {
	row := m.Row
	out := CodeMatch{
		Pos: row.Pos, ID: string(row.ID), Codes: row.Written(), Fit: m.Fit, Retryable: row.Retryable, Draft: row.Draft,
		Category: term(table.Categories, row.Category), Fixer: term(table.Fixers, row.Fixer),
		Link: row.Link, Since: row.Since, Deprecated: row.Old, ReplacedBy: string(row.Successor),
		Message: table.TextIn(row.Message, locale), User: table.TextIn(row.User, locale), Advice: table.TextIn(row.Advice, locale),
	}
	if row.Pattern != nil && !row.Pattern.IsRange() && m.Subcode > 0 {
		out.Capture, out.Captured = row.Pattern.Capture, m.Captured
		for _, text := range []*codes.Text{&out.Message, &out.User, &out.Advice} {
			text.Text = row.Fill(text.Text, m.Captured)
		}
	}
	return out
}

func term(terms []codes.Term, id string) codes.Term {
	if i := slices.IndexFunc(terms, func(t codes.Term) bool { return t.ID == id }); i >= 0 {
		return terms[i]
	}
	return codes.Term{ID: id}
}
