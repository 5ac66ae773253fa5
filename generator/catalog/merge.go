package catalog

// This file merges one row of a source page into the table. The row may be for
// several codes and subcodes, of which the table may have some in rows of its own.
// Each of these rows gets the texts, and the missing codes become draft rows.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
)

// codeKey identifies the rows for a code, class or range with a subcode or range.
type codeKey struct{ code, subcode string }

// entry merges a row of a source page into the table's rows for its codes. It
// returns the number of rows for these codes, how many of them are new, and
// whether a part of the row was left out.
func (im *importer) entry(e entry) (rows, fresh int, left bool) {
	var found []*codes.Code
	var missing [][]codePart // by code; a row can have all codes with the same subcodes
	for _, parts := range im.split(e) {
		var new []codePart
		for _, part := range parts {
			row := im.rowOf[part.key]
			if row == nil {
				new = append(new, part)
			} else if !slices.Contains(found, row) {
				found = append(found, row)
			}
		}
		if new != nil {
			missing = append(missing, new)
		}
	}
	for len(missing) > 0 {
		first := missing[0]
		together := slices.Concat(missing[:1])
		missing = slices.DeleteFunc(missing[1:], func(other []codePart) bool {
			fits := slices.EqualFunc(first, other, codePart.fits)
			if fits {
				together = append(together, other)
			}
			return fits
		})
		fits := im.withoutOverlaps(e, together)
		left = left || len(fits) < len(together)
		if len(fits) > 0 {
			fresh++
			found = append(found, im.draft(e, fits))
		}
	}
	e.isSplit = len(found) > 1
	for _, row := range found {
		left = im.merge(row, e) || left
	}
	return len(found), fresh, left
}

// withoutOverlaps returns the codes of a new row whose ranges do not overlap those of other
// rows, and reports the others.
func (im *importer) withoutOverlaps(e entry, list [][]codePart) (fits [][]codePart) {
	for _, parts := range list {
		other, _ := im.overlapping(parts[0])
		if other == nil {
			fits = append(fits, parts)
			continue
		}
		im.diags.Warnf(e.pos, "overlapping-range", "leaving out the range of code %s, which overlaps that of %s",
			e.nameOf(parts[0]), im.table.Written(other))
	}
	return fits
}

// exclusiveRange returns the range that cannot overlap those of other rows with the same
// code: that of subcodes, or that of codes. For a range of codes, code is "".
func (p codePart) exclusiveRange() (code string, r numberRange, ok bool) {
	switch {
	case p.pattern != nil:
		return p.key.code, numberRange{p.pattern.Low, p.pattern.High}, true
	case p.codes != nil:
		return "", numberRange{p.codes.Low, p.codes.High}, true
	}
	return "", numberRange{}, false
}

// overlapping returns a row whose range overlaps the one of a new row, or nil. A table
// cannot have both. i is the index of the new row in the sorted rows with ranges.
func (im *importer) overlapping(part codePart) (other *codes.Code, i int) {
	code, r, ok := part.exclusiveRange()
	if !ok {
		return nil, 0
	}
	rows := im.ranges[code]
	bounds := func(row *codes.Code) (low, high int64) {
		if row.Pattern != nil {
			return row.Pattern.Low, row.Pattern.High
		}
		return row.Range.Low, row.Range.High
	}
	i, _ = slices.BinarySearchFunc(rows, r.low, func(row *codes.Code, low int64) int {
		_, high := bounds(row)
		return cmp.Compare(high, low)
	})
	if i < len(rows) {
		if low, _ := bounds(rows[i]); low <= r.high {
			return rows[i], i
		}
	}
	return nil, i
}

// codePart is a code, a class or a range with at most one subcode or range.
type codePart struct {
	key     codeKey
	code    codekey.Key
	class   int64 // 0 for none
	codes   *codes.Range
	subcode []codekey.Key // empty or one
	pattern *codes.Pattern
}

// fits reports whether a row can have both codes: they have the same subcode.
func (p codePart) fits(other codePart) bool {
	isRange := p.codes != nil || other.codes != nil
	return p.key.subcode == other.key.subcode && (p.class > 0) == (other.class > 0) && !isRange
}

// identify sets the key.
func (p codePart) identify(forms codekey.Forms) codePart {
	switch {
	case p.codes != nil:
		p.key.code = numberRange{p.codes.Low, p.codes.High}.String()
	case p.class > 0:
		p.key.code = fmt.Sprintf("%dxx", p.class)
	default:
		p.key.code = "=" + forms.Code.Canonical(p.code).String()
	}
	switch {
	case p.pattern != nil:
		p.key.subcode = numberRange{p.pattern.Low, p.pattern.High}.String()
	case len(p.subcode) > 0:
		p.key.subcode = "=" + forms.Subcode.Canonical(p.subcode[0]).String()
	}
	return p
}

// split returns the parts of an entry, by code.
func (im *importer) split(e entry) [][]codePart {
	var list [][]codePart
	add := func(part codePart) {
		var parts []codePart
		for _, key := range e.subcodes.keys {
			part.subcode = []codekey.Key{key}
			parts = append(parts, part.identify(im.table.Keys))
		}
		part.subcode = nil
		for _, r := range e.subcodes.ranges {
			part.pattern = &codes.Pattern{Low: r.low, High: r.high, Text: r.String()}
			parts = append(parts, part.identify(im.table.Keys))
		}
		if parts == nil {
			parts = append(parts, part.identify(im.table.Keys))
		}
		list = append(list, parts)
	}
	for _, key := range e.codes.keys {
		add(codePart{code: key})
	}
	// A class is the same as its range of codes. It has the form of the row in the table.
	for _, class := range e.codes.classes {
		part := codePart{class: class}
		if same := im.rangeOf(numberRange{class * 100, class*100 + 99}); im.hasRow(same) && !im.hasRow(part) {
			part = same
		}
		add(part)
	}
	for _, r := range e.codes.ranges {
		class := r.low / 100
		isClass := class >= 1 && class <= 9 && r.low%100 == 0 && r.high == r.low+99
		if part := im.rangeOf(r); !isClass || im.hasRow(part) {
			add(part)
		} else {
			add(codePart{class: class})
		}
	}
	return list
}

func (im *importer) rangeOf(r numberRange) codePart {
	return codePart{codes: &codes.Range{Low: r.low, High: r.high, Text: r.text(im.table.Keys.Code)}}
}

// hasRow reports whether the table has a row for a code without a subcode.
func (im *importer) hasRow(part codePart) bool {
	return im.rowOf[part.identify(im.table.Keys).key] != nil
}

// text returns the range as in a table with codes of the given form.
func (r numberRange) text(form codekey.Form) string {
	if form.Base != 16 {
		return r.String()
	}
	return form.Format(codekey.Number(r.low)) + "-" + form.Format(codekey.Number(r.high))
}

// index records the codes and subcodes of a row.
func (im *importer) index(row *codes.Code) {
	im.ids[row.ID] = true
	for _, part := range im.partsOf(row) {
		im.rowOf[part.key] = row
		if code, _, ok := part.exclusiveRange(); ok {
			_, i := im.overlapping(part)
			im.ranges[code] = slices.Insert(im.ranges[code], i, row)
		}
	}
}

// partsOf returns the codes of a row with their subcodes.
func (im *importer) partsOf(row *codes.Code) []codePart {
	var list, parts []codePart
	for _, code := range row.Codes {
		parts = append(parts, codePart{code: code})
	}
	for _, class := range row.Classes {
		parts = append(parts, codePart{class: class})
	}
	if row.Range != nil {
		parts = append(parts, codePart{codes: row.Range})
	}
	for _, part := range parts {
		part.pattern = row.Pattern
		if len(row.Subcodes) == 0 {
			list = append(list, part.identify(im.table.Keys))
		}
		for _, subcode := range row.Subcodes {
			part.subcode = []codekey.Key{subcode}
			list = append(list, part.identify(im.table.Keys))
		}
	}
	return list
}

// pageTexts are the texts of a source page by code. A row for several codes gets a
// text only if the page has it for each of them.
type pageTexts struct {
	texts   map[partText]bool
	covered map[rowText]bool // results of covers
}

// partText is a text of a source page for a code.
type partText struct {
	key  codeKey
	part Part
	text string
}

// rowText is a text for a row.
type rowText struct {
	row  *codes.Code
	part Part
	text string
}

// addTexts records the texts of an entry of the current page.
func (im *importer) addTexts(e entry) {
	for _, parts := range im.split(e) {
		for _, part := range parts {
			for name, cell := range map[Part]Cell{Message: e.text, Advice: e.advice, User: e.user} {
				im.onPage.texts[partText{part.key, name, cell.Text}] = true
			}
		}
	}
}

// covers reports whether the current page has a text for all codes of a row.
func (im *importer) covers(row *codes.Code, part Part, text string) bool {
	of := rowText{row, part, text}
	covered, known := im.onPage.covered[of]
	if !known {
		covered = !slices.ContainsFunc(im.partsOf(row), func(p codePart) bool {
			return !im.onPage.texts[partText{p.key, part, text}]
		})
		im.onPage.covered[of] = covered
	}
	return covered
}

// draft adds a draft row for codes with the same subcodes.
func (im *importer) draft(e entry, list [][]codePart) *codes.Code {
	row := &codes.Code{
		Draft: true, Range: list[0][0].codes, Pattern: list[0][0].pattern,
		Retryable: e.retryable, Link: e.link, Since: e.since, Category: im.category(e),
	}
	for _, parts := range list {
		switch part := parts[0]; {
		case part.codes != nil:
		case part.class > 0:
			row.Classes = append(row.Classes, part.class)
		default:
			row.Codes = append(row.Codes, part.code)
		}
	}
	for _, part := range list[0] {
		row.Subcodes = append(row.Subcodes, part.subcode...)
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
	forms := im.table.Keys
	id := forms.Code.ID(row.Codes...)
	switch {
	case row.Range != nil:
		id = forms.Code.ID(codekey.Number(row.Range.Low), codekey.Number(row.Range.High))
	case len(row.Classes) > 0:
		id = "class"
		for _, class := range row.Classes {
			id += fmt.Sprintf("-%d", class)
		}
	}
	if len(row.Subcodes) > 0 {
		id += "-" + strings.TrimPrefix(forms.Subcode.ID(row.Subcodes...), "code-")
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
	plain := func(id string) string { return strings.ReplaceAll(id, "-", "") } // network is NetWork on some pages
	known := slices.IndexFunc(im.table.Categories, func(c *codes.Term) bool { return plain(c.ID) == plain(e.category) })
	switch {
	case e.category == "":
		return ""
	case known >= 0:
		return im.table.Categories[known].ID
	case im.isNew:
		im.table.Categories = append(im.table.Categories, newTerm(im.table, e.category, e.category))
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
		textOf(*part.of(row), im.table.Source) != nil
}

// mergeText is like merge for one part of a row.
func (im *importer) mergeText(row *codes.Code, e entry, part Part, cell Cell) (left bool) {
	source := textOf(*part.of(row), im.table.Source)
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
	at := textPlace{part.of(row), text.Locale}
	name := e.name()
	if e.isSplit {
		name = im.table.Written(row)
	}
	change := Change{
		Pos: cell.Pos, Row: name, ID: row.ID, Part: part, Locale: text.Locale, Now: text.Text,
		New: im.isFresh[row],
	}
	if before, twice := im.set[at]; twice {
		if before.Now != text.Text {
			im.diags.Warnf(cell.Pos, "contradiction",
				"code %s has a different %s at %s; that %[2]s is used", change.Row, part, before.Pos)
		}
		return before.Now != text.Text
	}
	old := textOf(*part.of(row), text.Locale)
	if !im.covers(row, part, cell.Text) {
		return im.reportPartial(row, old, change)
	}
	im.set[at] = change
	if change.New {
		old = nil
		*part.of(row) = append(*part.of(row), text)
	}
	if im.record(old, change) && !change.New {
		im.SetText(row, part, text)
	}
	return false
}

// reportPartial reports a text for some of the codes of a row, which is not imported.
// It reports whether the text was left out because the row has none.
func (im *importer) reportPartial(row *codes.Code, old *codes.Text, change Change) (left bool) {
	switch {
	case old == nil:
		im.diags.Warnf(change.Pos, "partial-row",
			"leaving out the %s of code %s: the row %s is also for other codes, for which the page has no %[1]s "+
				"or a different one; split the row to import it", change.Part, change.Row, row.ID)
	case old.Text == change.Now:
		im.report.Same++
	default:
		change.Old = old.Text
		im.report.Differs = append(im.report.Differs, change)
	}
	return old == nil
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
		if !im.seen[row] && (len(row.Codes) > 0 || row.Range != nil) && row.Pattern == nil {
			change := Change{Pos: row.Pos, Row: im.table.Written(row), ID: row.ID}
			im.report.Gone = append(im.report.Gone, change)
		}
	}
}
