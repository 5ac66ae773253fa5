package catalog

// This file merges one row of a source page into the table. The row may be for
// several codes and subcodes, of which the table may have some in rows of its own.
// Each of these rows gets the texts, and the missing codes become draft rows.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
)

// codeKey identifies the rows for a code or class with a subcode or range.
type codeKey struct{ code, subcode string }

// entry merges a row of a source page into the table's rows for its codes. It
// returns the number of rows for these codes, how many of them are new, and
// whether a part of the row was left out.
func (im *importer) entry(e entry) (rows, fresh int, left bool) {
	for _, part := range e.split() {
		var missing []codePart
		var found []*codes.Code
		for _, one := range part {
			row := im.rowOf[one.key()]
			if row == nil {
				missing = append(missing, one)
			} else if !slices.Contains(found, row) {
				found = append(found, row)
			}
		}
		if len(missing) > 0 {
			fresh++
			found = append(found, im.draft(e, missing))
		}
		rows += len(found)
		for _, row := range found {
			left = im.merge(row, e) || left
		}
	}
	return rows, fresh, left
}

// codePart is a code or class with at most one subcode or range.
type codePart struct {
	code, class int64
	subcode     int64 // -1 for none
	pattern     *codes.Pattern
}

func (p codePart) key() codeKey {
	key := codeKey{code: fmt.Sprint(p.code)}
	if p.class > 0 {
		key.code = fmt.Sprintf("%dxx", p.class)
	}
	switch {
	case p.pattern != nil:
		key.subcode = numberRange{p.pattern.Low, p.pattern.High}.String()
	case p.subcode >= 0:
		key.subcode = fmt.Sprint(p.subcode)
	}
	return key
}

// split returns the parts of an entry's codes, those that one row can have
// together.
func (e entry) split() [][]codePart {
	var subcodes []codePart
	for _, n := range e.subcodes.numbers {
		subcodes = append(subcodes, codePart{subcode: n})
	}
	for _, r := range e.subcodes.ranges {
		pattern := &codes.Pattern{Low: r.low, High: r.high, Text: r.String()}
		subcodes = append(subcodes, codePart{subcode: -1, pattern: pattern})
	}
	if subcodes == nil {
		subcodes = []codePart{{subcode: -1}}
	}
	var list [][]codePart
	for _, n := range e.codes.numbers {
		var together []codePart
		for _, part := range subcodes {
			part.code = n
			together = append(together, part)
		}
		list = append(list, together)
	}
	classes := slices.Clone(e.codes.classes)
	for _, r := range e.codes.ranges {
		classes = append(classes, r.low/100)
	}
	if len(classes) > 0 {
		var together []codePart
		for _, class := range classes {
			part := subcodes[0]
			part.class = class
			together = append(together, part)
		}
		list = append(list, together)
	}
	return list
}

// index records the codes and subcodes of a row.
func (im *importer) index(row *codes.Code) {
	im.ids[row.ID] = true
	var parts []codePart
	for _, code := range row.Codes {
		parts = append(parts, codePart{code: code.Number()})
	}
	for _, class := range row.Classes {
		parts = append(parts, codePart{class: class})
	}
	for _, part := range parts {
		part.subcode, part.pattern = -1, row.Pattern
		if len(row.Subcodes) == 0 {
			im.rowOf[part.key()] = row
		}
		for _, subcode := range row.Subcodes {
			part.subcode = subcode.Number()
			im.rowOf[part.key()] = row
		}
	}
}

// draft adds a draft row for parts that a row can have together.
func (im *importer) draft(e entry, parts []codePart) *codes.Code {
	first := parts[0]
	row := &codes.Code{
		Draft: true, Pattern: first.pattern,
		Retryable: e.retryable, Link: e.link, Since: e.since, Category: im.category(e),
	}
	if first.class == 0 {
		row.Codes = codekey.Numbers(first.code)
	}
	for _, part := range parts {
		if part.class > 0 {
			row.Classes = append(row.Classes, part.class)
		}
		if part.subcode >= 0 {
			row.Subcodes = append(row.Subcodes, codekey.Number(part.subcode))
		}
	}
	slices.Sort(row.Classes)
	row.ID = im.newID(e, row)
	im.index(row)
	im.newRows = append(im.newRows, row)
	im.isFresh[row] = true
	return row
}

// newID returns an ID for a new row: the one on the page, or one that consists of
// the row's codes.
func (im *importer) newID(e entry, row *codes.Code) codes.ID {
	id := codekey.ID(row.Codes...)
	if len(row.Codes) == 0 {
		id = strings.ReplaceAll(fmt.Sprintf("class-%d", row.Classes), " ", "-")
		id = strings.NewReplacer("[", "", "]", "").Replace(id)
	}
	for _, subcode := range row.Subcodes {
		id += fmt.Sprintf("-%s", subcode)
	}
	if row.Pattern != nil {
		id += fmt.Sprintf("-%d-%d", row.Pattern.Low, row.Pattern.High)
	}
	if e.id != "" && !im.ids[e.id] {
		return e.id
	}
	if e.id != "" {
		id = string(e.id) + "-" + id
	}
	if len(id) > 150 {
		id = strings.TrimRight(id[:150], "-")
	}
	unique := codes.ID(id)
	for n := 2; im.ids[unique]; n++ {
		unique = codes.ID(fmt.Sprintf("%s-row-%d", id, n))
	}
	return unique
}

// category returns the category of a new row. It adds the category to a new
// table; in an existing table, the row gets none if the category is unknown.
func (im *importer) category(e entry) string {
	known := slices.ContainsFunc(im.table.Categories, func(c codes.Term) bool { return c.ID == e.category })
	switch {
	case e.category == "" || known:
		return e.category
	case im.isNew:
		im.table.Categories = append(im.table.Categories, codes.Term{ID: e.category, Description: e.category})
		return e.category
	}
	im.diags.Warnf(e.pos, "unknown-category",
		"the table has no category %q; add it, then set it in the new row for code %s", e.category, e.name())
	return ""
}

// merge merges the texts of an entry into a row, and also their source texts if
// the page has them and the row has none. It reports whether a text was left out
// because another row contradicts it.
func (im *importer) merge(row *codes.Code, e entry) (left bool) {
	im.seen[row] = true
	left = im.mergeText(row, e, Message, e.text)
	for _, part := range []struct {
		Part
		cell Cell
	}{{Advice, e.advice}, {User, e.user}} {
		switch {
		case part.cell.Text == "":
		case im.hasSource(row, part.Part, part.cell):
			left = im.mergeText(row, e, part.Part, part.cell) || left
		default:
			im.diags.Warnf(part.cell.Pos, "missing-source-text",
				"%s has no %s in %s, so its translation is not imported", row.ID, part.Part, im.table.Source)
		}
	}
	return left
}

// hasSource reports whether a part of a row can have a text in the locale: only
// drafts may have translations without their source.
func (im *importer) hasSource(row *codes.Code, part Part, cell Cell) bool {
	return row.Draft || im.locale == im.table.Source || cell.Source != "" ||
		textOf(part.of(row), im.table.Source) != nil
}

// mergeText is like merge for one part of a row.
func (im *importer) mergeText(row *codes.Code, e entry, part Part, cell Cell) (left bool) {
	source := textOf(part.of(row), im.table.Source)
	text := codes.Text{Locale: im.locale, Text: cell.Text, State: im.state, From: im.origin(cell.Text)}
	if cell.Source != "" && im.locale != im.table.Source {
		if source == nil {
			from := im.origin(cell.Source)
			source := codes.Text{Locale: im.table.Source, Text: cell.Source, State: codes.Source, From: from}
			left = im.putText(row, e, part, cell, source)
		}
		if source == nil || source.Text == cell.Source {
			text.SourceHash = codes.HashText(cell.Source)
		}
	}
	return im.putText(row, e, part, cell, text) || left
}

// textOf returns the text in a locale, or nil.
func textOf(texts []codes.Text, locale string) *codes.Text {
	for i := range texts {
		if texts[i].Locale == locale {
			return &texts[i]
		}
	}
	return nil
}

// putText sets one text, or reports why it does not. It reports whether the text
// was left out because another row contradicts it.
func (im *importer) putText(row *codes.Code, e entry, part Part, cell Cell, text codes.Text) (left bool) {
	at := textPlace{row, part, text.Locale}
	change := Change{
		Pos: cell.Pos, Row: e.name(), ID: row.ID, Part: part, Locale: text.Locale, Now: text.Text,
		New: im.isFresh[row],
	}
	if before, twice := im.set[at]; twice {
		if before.Now != text.Text {
			im.diags.Warnf(cell.Pos, "contradiction",
				"code %s has a different %s at %s; that %[2]s is used", change.Row, part, before.Pos)
		}
		return before.Now != text.Text
	}
	im.set[at] = change
	old := textOf(part.of(row), text.Locale)
	if change.New {
		old = nil
		part.add(row, text)
	}
	if im.record(old, change) && !change.New {
		im.SetText(row, part, text)
	}
	return false
}

// add adds a text to the part of a new row.
func (p Part) add(row *codes.Code, text codes.Text) {
	switch p {
	case User:
		row.User = append(row.User, text)
	case Advice:
		row.Advice = append(row.Advice, text)
	default:
		row.Message = append(row.Message, text)
	}
}

// record records a change in the report and returns whether to apply it.
func (im *importer) record(old *codes.Text, change Change) bool {
	switch {
	case old == nil:
		im.report.Added = append(im.report.Added, change)
		return true
	case old.Text == change.Now:
		im.report.Same++
		return false
	}
	change.Old = old.Text
	if old.State != codes.Machine || !untouched(*old) {
		im.report.Differs = append(im.report.Differs, change)
		return false
	}
	im.report.Updated = append(im.report.Updated, change)
	return true
}

// origin returns the origin of a text. It includes a hash of the text, which
// shows whether the text has been edited since.
func (im *importer) origin(text string) string {
	from := im.page.Name
	if im.page.Commit != "" {
		from += "@" + im.page.Commit[:min(12, len(im.page.Commit))]
	}
	return from + "#" + codes.HashText(text)[:8]
}

// untouched reports whether a text is unchanged since its import.
func untouched(text codes.Text) bool {
	return strings.HasSuffix(text.From, "#"+codes.HashText(text.Text)[:8])
}

// reportGone reports the rows that are not on any source page.
func (im *importer) reportGone() {
	for _, row := range im.table.Codes {
		if !im.seen[row] && len(row.Codes) > 0 && row.Pattern == nil {
			change := Change{Pos: row.Pos, Row: im.table.Written(row), ID: row.ID}
			im.report.Gone = append(im.report.Gone, change)
		}
	}
}
