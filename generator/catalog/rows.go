package catalog

// This file reads the rows of a table of codes. Each row is either read, with its
// codes and texts, or left out with a reason. Rows that only structure the table,
// such as subheadings and repeated headings, are neither.

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// entry is a row of a table of codes.
type entry struct {
	pos       diag.Pos
	codes     selection
	subcodes  selection // empty if the row is for the codes alone
	forms     codekey.Forms
	text      Cell
	advice    Cell
	user      Cell
	id        codes.ID // "" if the table has no column for it
	category  string
	retryable bool
	link      string
	since     string
	isSplit   bool // the table has several rows for its codes
}

// name returns the codes of an entry in short form.
func (e entry) name() string {
	name := e.codes.format(e.forms.Code)
	if !e.subcodes.empty() {
		name += "/" + e.subcodes.format(e.forms.Subcode)
	}
	return name
}

// nameOf returns one of the codes of an entry in short form.
func (e entry) nameOf(part codePart) string {
	switch {
	case part.codes != nil:
		e.codes = selection{ranges: []numberRange{{part.codes.Low, part.codes.High}}}
	case part.class > 0:
		e.codes = selection{classes: []int64{part.class}}
	default:
		e.codes = selection{keys: []codekey.Key{part.code}}
	}
	return e.name()
}

// format returns the codes, separated by commas.
func (s selection) format(form codekey.Form) string {
	var list []string
	for _, key := range s.keys {
		list = append(list, form.Format(key))
	}
	for _, r := range s.ranges {
		list = append(list, r.String())
	}
	for _, class := range s.classes {
		list = append(list, fmt.Sprintf("%dxx", class))
	}
	return strings.Join(list, ",")
}

// String returns the range as in a table: 4000-4999, or -32099 to -32000.
func (r numberRange) String() string {
	if r.low < 0 {
		return fmt.Sprintf("%d to %d", r.low, r.high)
	}
	return fmt.Sprintf("%d-%d", r.low, r.high)
}

// rowReader reads the rows of a table.
type rowReader struct {
	grid     *Grid
	columns  columns
	locale   string // of the page
	keys     codekey.Forms
	forms    [2]columnForm // of codes and subcodes
	previous Cell          // code of the previous row
	diags    *diag.List
	report   *TableReport
}

// entries reads the rows of a table in a locale, whose codes have the given forms.
// It reports the rows that it leaves out.
func (g *Grid) entries(
	c columns, keys codekey.Forms, locale string, diags *diag.List, report *TableReport,
) []entry {
	r := &rowReader{grid: g, columns: c, locale: locale, keys: keys, diags: diags, report: report}
	r.forms = [2]columnForm{g.formOf(c[codeColumn], keys.Code), g.formOf(c[subcodeColumn], keys.Subcode)}
	var list []entry
	for i, row := range g.Rows {
		if g.broken[i] == "" && g.structures(row) && !r.isWordRow(row) {
			report.Structure++
			r.previous = Cell{}
			if text := r.cell(row, textColumn); text.Text != "" && !g.repeatsHeader(row) {
				diags.Notef(text.Pos, "subheading", "ignoring this row, which has a text but no code")
			}
			continue
		}
		report.Rows++
		e, problem := r.read(i, row)
		if problem != "" {
			r.previous = Cell{}
			report.LeftOut++
			diags.Warnf(row[0].Pos, "unreadable-row", "leaving out this table row: %s", problem)
			continue
		}
		list = append(list, e)
	}
	return list
}

// structures reports whether a row has no data: it is empty, repeats the header,
// or has a subheading only. A subheading extends over the whole table, or has words
// in the first cell.
func (g *Grid) structures(row []Cell) bool {
	filled := slices.DeleteFunc(slices.Clone(row), func(c Cell) bool { return c.Text == "" && c.hole == "" })
	if len(filled) == 0 || g.repeatsHeader(row) {
		return true
	}
	text := plainNumber(row[0].Text)
	switch first, _ := utf8.DecodeRuneInString(text); {
	case len(filled) > 1 || text == "" || row[0].hole != "" || g.width() < 2 || isSentence(text):
		return false
	case row[0].columns >= g.width():
		return true
	default:
		return unicode.IsLetter(first) && (strings.Contains(text, " ") || !strings.ContainsAny(text, "0123456789"))
	}
}

// isWordRow reports whether a row with text in its first cell only has a code that
// is a word, and lacks the rest. A subheading extends over the table or has spaces.
func (r *rowReader) isWordRow(row []Cell) bool {
	hasCode := r.columns[codeColumn] == 0 || len(row) < r.grid.width() // or it may be the only cell
	return r.keys.Code.Kind == codekey.Text && row[0].columns < r.grid.width() && hasCode &&
		wordForm.MatchString(plainWord(row[0].Text)) && !r.grid.repeatsHeader(row)
}

// repeatsHeader reports whether the cells of a row equal those of the header. If one of
// them is exactly equal, the others may be headings of the same column in other words.
func (g *Grid) repeatsHeader(row []Cell) bool {
	row = extendHeadings(row)
	if len(row) != len(g.Header) {
		return false
	}
	exact := false
	var others []int // columns with different words
	for i, h := range g.Header {
		exact = exact || row[i].Text == h.Text
		if headingWord(row[i].Text) != headingWord(h.Text) {
			others = append(others, i)
		}
	}
	return len(others) == 0 || exact && !slices.ContainsFunc(others, func(i int) bool {
		role, known := headingRole(row[i])
		other, otherKnown := headingRole(g.Header[i])
		return !known || !otherKnown || role != other
	})
}

// cell returns the cell of a row in the column with a role.
func (r *rowReader) cell(row []Cell, role columnRole) Cell {
	i := r.columns[role]
	if i < 0 || i >= len(row) {
		return Cell{}
	}
	return row[i]
}

// read reads a row, or returns the reason to leave it out.
func (r *rowReader) read(index int, row []Cell) (e entry, problem string) {
	if problem = r.grid.broken[index]; problem != "" {
		return e, problem
	}
	if n := len(r.grid.Header); n > 0 && len(row) != n && r.grid.fixed == nil {
		return e, fmt.Sprintf("expected %d cells as in the header, found %d", n, len(row))
	}
	if n := len(r.grid.Rows[0]); r.grid.Header == nil && len(row) != n && r.grid.fixed == nil {
		return e, fmt.Sprintf("expected %d cells as in the first row, found %d", n, len(row))
	}
	for role := codeColumn; role < columnRoles; role++ {
		if cell := r.cell(row, role); cell.hole != "" {
			return e, fmt.Sprintf("its text depends on %s, which the page does not contain", shorten(cell.hole))
		}
	}
	code := r.cell(row, codeColumn)
	if plainNumber(code.Text) == "" && !isNoSubcode(r.cell(row, subcodeColumn).Text) {
		code = r.previous // an empty cell repeats the code above, for another subcode
	}
	if plainNumber(code.Text) == "" {
		return e, "it has no code"
	}
	e.pos, e.forms = row[0].Pos, r.keys
	if e.codes, problem = r.forms[0].readCodes(code); problem != "" {
		return e, "code: " + problem
	}
	if e.codes.empty() {
		return e, fmt.Sprintf("code: expected a number, found %q", shorten(code.Text))
	}
	subcode := r.cell(row, subcodeColumn)
	if !r.keys.HasSubcodes() && !isNoSubcode(subcode.Text) {
		return e, "the table has no subcodes"
	}
	if e.subcodes, problem = r.forms[1].readSubcodes(subcode); problem != "" {
		return e, "subcode: " + problem
	}
	if problem = holdable(e); problem != "" {
		return e, problem
	}
	if problem = r.texts(row, &e); problem != "" {
		return e, problem
	}
	r.previous = code
	return e, r.details(row, &e)
}

// holdable returns the reason why a table cannot have the codes of a row, or "".
func holdable(e entry) string {
	for _, part := range e.subcodes.ranges {
		if part.low < 0 || part.high > math.MaxInt32 {
			return fmt.Sprintf("a table cannot have the range of subcodes %s", part)
		}
	}
	if len(e.codes.classes)+len(e.codes.ranges) > 0 && len(e.subcodes.keys) > 0 {
		return "a class or range of codes cannot have single subcodes"
	}
	return ""
}

// texts reads the texts of a row.
func (r *rowReader) texts(row []Cell, e *entry) string {
	for _, part := range []struct {
		role columnRole
		to   *Cell
	}{{textColumn, &e.text}, {adviceColumn, &e.advice}, {userColumn, &e.user}} {
		cell := r.cell(row, part.role)
		for _, text := range []*string{&cell.Text, &cell.Source} {
			clean, removed, problem := cleanText(r.locale, *text)
			if exchange.IsSheetError(clean) {
				return fmt.Sprintf("its text is %s, an error value of a spreadsheet", clean)
			}
			if problem != "" {
				return fmt.Sprintf("the text %q %s", shorten(*text), problem)
			}
			if removed != "" {
				r.diags.Warnf(cell.Pos, "cleaned-cell", "removed the invisible character %s from this cell", removed)
			}
			*text = clean
		}
		*part.to = cell
	}
	if isNoSubcode(strings.TrimSuffix(e.advice.Text, ".")) {
		e.advice.Text = ""
	}
	if isPlaceholder(e.user.Text) {
		e.user.Text = ""
	}
	switch {
	case e.text.Text == "":
		return "the text is empty"
	case isPlaceholder(e.text.Text):
		return fmt.Sprintf("its text is %s, which represents a missing text", e.text.Text)
	}
	return ""
}

// isPlaceholder reports whether a text represents a missing one.
func isPlaceholder(text string) bool {
	placeholders := []string{"", `""`, "''", "-", "–", "—", "−", "--", "n/a", "n/d", "null", "undefined", "tbd", "todo"}
	return slices.Contains(placeholders, strings.ToLower(strings.Trim(text, "`*_. ")))
}

// details reads the other columns of a row.
func (r *rowReader) details(row []Cell, e *entry) string {
	e.id = idOf(r.cell(row, idColumn).Text)
	category := r.cell(row, categoryColumn).Text
	if e.category = string(idOf(kebab(category))); e.category == "" && category != "" {
		return fmt.Sprintf("%q cannot be the ID of a category", shorten(category))
	}
	e.since, _, _ = cleanText("", r.cell(row, sinceColumn).Text)
	link := r.cell(row, linkColumn)
	isURL := strings.HasPrefix(link.Text, "https://") && !strings.Contains(link.Text, " ")
	if e.link = link.link; e.link == "" && isURL {
		e.link = link.Text
	}
	if e.link == "" && link.Text != "" && !isNoSubcode(link.Text) {
		return fmt.Sprintf("expected a link, found %q", shorten(link.Text))
	}
	word := strings.ToLower(strings.Trim(visible(r.cell(row, retryableColumn).Text), "`*_. "))
	switch {
	case slices.Contains(affirmative, word):
		e.retryable = true
	case !slices.Contains(negative, word) && !isNoSubcode(word):
		return fmt.Sprintf("expected yes or no, found %q", shorten(word))
	}
	return ""
}

// kebab returns text with hyphens between its words.
func kebab(text string) string { return strings.Join(strings.Fields(text), "-") }

// affirmative and negative are the contents of cells of the column "retryable".
var (
	affirmative = []string{
		"yes", "true", "y", "✓", "✔", "✅", "ja", "да", "是", "可", "はい", "sí", "si", "oui", "sim", "sì", "tak", "ano", "retryable",
	}
	negative = []string{
		"no", "false", "n", "✗", "✘", "❌", "x", "nein", "нет", "否", "不可", "いいえ", "non", "não", "nie", "ne", "not retryable",
	}
)
