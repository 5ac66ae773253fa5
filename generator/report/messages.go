package report

// This file builds the table of the messages of result codes for the HTML page. It has
// a row for each code and a column for each language, so that a reader sees the change
// of a message beside the changes of its translations:
//
//	code              source           de               ru
//	refusal sold-out  sold [out → off] stale            changed …

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// messageTable is the view of the table.
type messageTable struct {
	Locales []string // of the columns; the first one is "source"
	Rows    []*messageRow
}

// messageRow is the view of a code.
type messageRow struct {
	Table, Code string
	Cells       [][]messageView // by the index of the locale
}

// messageView is a change of a message. Words is empty if the message has not changed.
type messageView struct {
	To, Name string // ID of the finding, and the kind of its change
	Words    []wordView
}

// messageRules are the beginnings of the rules whose findings are in the table.
var messageRules = []string{"codes.meaning.", "codes.text.", "codes.translation."}

// sourceColumn is the name of the column of source messages.
const sourceColumn = "source"

// messagesOf returns the table, nil if the findings have no changes of messages.
func messagesOf(t *review.Target, ids map[string]string) *messageTable {
	var found []*review.Finding
	locales := []string{}
	for _, f := range t.Findings {
		if _, _, locale, ok := messagePlace(f); ok {
			found = append(found, f)
			if locale != sourceColumn && !slices.Contains(locales, locale) {
				locales = append(locales, locale)
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	slices.Sort(locales)
	table := &messageTable{Locales: append([]string{sourceColumn}, locales...)}
	for _, f := range found {
		name, code, locale, _ := messagePlace(f)
		row := table.row(name, code)
		column := slices.Index(table.Locales, locale)
		_, kind, _ := strings.Cut(strings.TrimPrefix(f.Rule, "codes."), ".")
		view := messageView{To: ids[f.Fingerprint], Name: clean(kind)}
		if f.Was != "" || f.Is != "" {
			view.Words = wordViews(f.Was, f.Is)
		}
		row.Cells[column] = append(row.Cells[column], view)
	}
	return table
}

// messagePlace returns the place of a finding about a message. The pointer is
// "#/codes/TABLE/CODE" for the source, and "#/codes/TABLE/CODE/LOCALE" for a translation.
func messagePlace(f *review.Finding) (table, code, locale string, ok bool) {
	if !slices.ContainsFunc(messageRules, func(rule string) bool { return strings.HasPrefix(f.Rule, rule) }) {
		return "", "", "", false
	}
	tokens := strings.Split(strings.TrimPrefix(f.At.Pointer, "#/codes/"), "/")
	switch len(tokens) {
	case 2:
		return clean(tokens[0]), clean(tokens[1]), sourceColumn, true
	case 3:
		return clean(tokens[0]), clean(tokens[1]), clean(tokens[2]), true
	}
	return "", "", "", false
}

// row returns the row of a code.
func (t *messageTable) row(table, code string) *messageRow {
	i := slices.IndexFunc(t.Rows, func(r *messageRow) bool { return r.Table == table && r.Code == code })
	if i < 0 {
		t.Rows = append(t.Rows, &messageRow{table, code, make([][]messageView, len(t.Locales))})
		i = len(t.Rows) - 1
	}
	return t.Rows[i]
}
