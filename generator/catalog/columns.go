package catalog

// This file recognizes tables of codes by their columns. The headings decide
// first, see headings.go. If they do not, the cells do: one or two columns of
// numbers and one of text, see choose.go. Other tables are ignored.

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

type columnRole int

// The roles of columns.
const (
	codeColumn columnRole = iota
	subcodeColumn
	textColumn
	idColumn
	adviceColumn
	userColumn
	linkColumn
	categoryColumn
	retryableColumn
	sinceColumn

	columnRoles
	otherColumn // not imported
)

// ColumnNames are the names of the columns that a table of codes can have.
var ColumnNames = []string{
	"code", "subcode", "text", "id", "advice", "user", "link", "category", "retryable", "since",
}

func (r columnRole) String() string { return ColumnNames[r] }

// columns holds the index of the column with each role, -1 for a missing one.
type columns [columnRoles]int

// newColumns returns columns with the given code, subcode and text.
func newColumns(code, subcode, text int) columns {
	c := columns{code, subcode, text}
	for role := idColumn; role < columnRoles; role++ {
		c[role] = -1
	}
	return c
}

func (c *columns) has(i int) bool { return slices.Contains(c[:], i) }

// String returns the columns as code=1 text=3.
func (c columns) String() string {
	var list []string
	for role, i := range c {
		if i >= 0 {
			list = append(list, fmt.Sprintf("%s=%d", columnRole(role), i+1))
		}
	}
	return strings.Join(list, " ")
}

// guess is a guess at the columns of a table.
type guess struct {
	columns  columns
	hasCodes bool   // the table is one of codes
	question string // for the user, if the columns can have other roles too; or ""
}

// findColumns finds the columns of a table of codes. asked holds the columns
// chosen on the command line, by name.
func (g *Grid) findColumns(asked map[string]string) (columns, bool) {
	found := g.guessColumns(asked)
	return found.columns, found.hasCodes
}

// guessColumns is like findColumns, but it can also have a question. It finds the
// columns that were not chosen by heading and content.
func (g *Grid) guessColumns(asked map[string]string) guess {
	if g.fixed != nil {
		return guess{columns: *g.fixed, hasCodes: true}
	}
	chooser := &columnChooser{Grid: g, found: newColumns(-1, -1, -1)}
	for name, heading := range asked {
		i := g.column(heading)
		if i < 0 {
			return guess{columns: chooser.found}
		}
		role := slices.Index(ColumnNames, name)
		chooser.found[role], chooser.isAsked[role] = i, true
	}
	chooser.byHeading()
	found := &chooser.found
	named := found[codeColumn] >= 0
	if len(asked) == 0 {
		chooser.byContent(named)
	}
	ok := false
	switch {
	case found[codeColumn] < 0 || found[textColumn] < 0 || len(g.Rows) == 0:
	case len(asked) > 0:
		ok = true
	case !named && (found[subcodeColumn] < 0 || len(g.Rows) < 2): // could be any list of numbers, such as sizes
	case named:
		ok = g.acceptsCodes(found[codeColumn])
	default:
		ok = g.codeShare(found[codeColumn]) > 0.5
	}
	if !ok {
		chooser.question = ""
	}
	return guess{*found, ok, chooser.question}
}

// acceptsCodes reports whether a column that is named like codes has codes. A
// single one is sufficient if the heading can be of nothing else.
func (g *Grid) acceptsCodes(column int) bool {
	share := g.codeShare(column)
	if rankOf(g.Header[column]) == codeHeading && (share > 0 || g.fraction(column, isWordCell) > 0) {
		return true
	}
	return share > 0.3 || g.hasWords(column)
}

// hasWords reports whether the codes in a column are words, which are all
// different if the table has no subcodes.
func (g *Grid) hasWords(column int) bool {
	isEmpty := func(cell Cell) bool { return plainNumber(cell.Text) == "" }
	isWordOrNumber := func(cell Cell) bool { return isWordCell(cell) || paddedForm.MatchString(plainWord(cell.Text)) }
	return g.fraction(column, isWordCell) > 0.2 &&
		g.fraction(column, isWordOrNumber)+g.fraction(column, g.isCode(column))+g.fraction(column, isEmpty) > 0.7
}

// codeShare returns the fraction of cells with codes in a column, without empty
// cells.
func (g *Grid) codeShare(column int) float64 {
	empty := g.fraction(column, func(cell Cell) bool { return plainNumber(cell.Text) == "" })
	return g.fraction(column, g.isCode(column)) / max(1-empty, 0.1)
}

// column returns the index of the column with the given heading or number, or
// -1.
func (g *Grid) column(name string) int {
	if same := g.columnsNamed(name); len(same) > 0 {
		return same[0]
	}
	if n, err := strconv.Atoi(name); err == nil && n >= 1 && len(g.Rows) > 0 && n <= g.width() {
		return n - 1
	}
	return -1
}

// columnsNamed returns the indexes of the columns with a heading.
func (g *Grid) columnsNamed(heading string) []int {
	var list []int
	for i, cell := range g.Header {
		if strings.EqualFold(visible(cell.Text), normalizeSpace(heading)) {
			list = append(list, i)
		}
	}
	return list
}

// width returns the number of columns.
func (g *Grid) width() int {
	if g.measured == 0 || g.measured > len(g.Rows) {
		g.measured, g.widest = 0, 0
	}
	for _, row := range g.Rows[g.measured:] {
		g.widest = max(g.widest, len(row))
	}
	g.measured = len(g.Rows)
	return max(len(g.Header), g.widest)
}

// isOther reports whether a heading is known to be of a column that is not
// imported.
func isOther(heading Cell) bool {
	role, known := headingRole(heading)
	return known && role == otherColumn
}

// fraction returns the fraction of rows whose cell in a column satisfies is.
func (g *Grid) fraction(column int, is func(Cell) bool) float64 {
	n := 0
	for _, row := range g.Rows {
		if column < len(row) && is(row[column]) {
			n++
		}
	}
	return float64(n) / float64(max(1, len(g.Rows)))
}

// isCode returns a function that reports whether a cell of a column has codes.
func (g *Grid) isCode(column int) func(Cell) bool {
	form := g.formOf(column, anyNumber)
	form.zeros = true
	return func(cell Cell) bool {
		list, problem := form.readCodes(cell)
		return problem == "" && !list.empty()
	}
}

// isSubcode is like isCode for subcodes.
func (g *Grid) isSubcode(column int) func(Cell) bool {
	form := g.formOf(column, anyNumber)
	form.zeros = true
	return func(cell Cell) bool {
		_, problem := form.readSubcodes(cell)
		return problem == ""
	}
}

var anyWord = regexp.MustCompile(`\p{L}{2}|\p{Han}`)

func isProse(text string) bool      { return anyWord.MatchString(text) }
func isProseCell(cell Cell) bool    { return isProse(cell.Text) }
func hasDigit(cell Cell) bool       { return strings.ContainsAny(plainNumber(cell.Text), "0123456789") }
func isConstantCell(cell Cell) bool { return isConstant(cell.Text) }

// isNameCell reports whether a cell can be the name of a constant, which may be a
// single word.
func isNameCell(cell Cell) bool { return !strings.Contains(cell.Text, " ") && idOf(cell.Text) != "" }

// HasCodes reports whether the table is recognized as a table of codes.
func (g *Grid) HasCodes() bool {
	_, ok := g.findColumns(nil)
	return ok
}
