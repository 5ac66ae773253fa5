package catalog

// This file reads grid tables of reStructuredText. Their borders make the cells,
// which can extend over several rows and columns.

import (
	"slices"
	"strings"
)

// gridTable is a grid table of reStructuredText. A border that does not cross the
// whole table separates the rows of some columns only:
//
//	+-----+-----+
//	| 500 | 1   |
//	|     +-----+
//	|     | 2   |
//	+-----+-----+
type gridTable struct {
	bounds []int // columns of the vertical lines
	rows   []sourceRow
	owners []gridPlace // by column, the cell that the next row continues
}

// gridPlace is the place of a cell. row is -1 for none.
type gridPlace struct{ row, cell int }

// gridRows returns the rows of a grid table.
func gridRows(lines []textLine) (rows []sourceRow, headers int) {
	var g gridTable
	cut := len(lines[0].text) - len(strings.TrimLeft(lines[0].text, " \t"))
	lines = slices.Clone(lines)
	for i, line := range lines {
		n := min(cut, line.indent())
		lines[i] = textLine{line.text[n:], line.at + n}
		g.addBounds(lines[i].text)
	}
	slices.Sort(g.bounds)
	g.bounds = slices.Compact(g.bounds)
	if len(g.bounds) < 2 {
		return nil, 0
	}
	g.owners = make([]gridPlace, len(g.bounds)-1)
	g.forget()
	var group []textLine
	for _, line := range lines {
		isBorder := strings.Contains(line.text, "+-") || strings.Contains(line.text, "+=")
		if !isBorder {
			group = append(group, line)
			continue
		}
		g.addRow(group)
		group = nil
		if gridBorder.MatchString(strings.TrimRight(line.text, " ")) {
			g.forget()
		} else {
			g.cross(line)
		}
		if strings.Contains(line.text, "+=") {
			headers = len(g.rows)
		}
	}
	if len(group) > 0 {
		g.addRow(group)
		g.rows[len(g.rows)-1].broken = "the table has no last line"
	}
	return g.rows, headers
}

// forget ends all cells.
func (g *gridTable) forget() {
	for i := range g.owners {
		g.owners[i].row = -1
	}
}

// addBounds adds the columns of the crossings in a border.
func (g *gridTable) addBounds(text string) {
	offsets := displayColumns(text)
	for column, at := range offsets[:len(offsets)-1] {
		isLine := func(i int) bool { return i >= 0 && i < len(text) && (text[i] == '-' || text[i] == '=') }
		if text[at] == '+' && (isLine(at-1) || isLine(at+1)) {
			g.bounds = append(g.bounds, column)
		}
	}
}

// charAt returns the character in a column of a line, or 0.
func charAt(text string, offsets []int, column int) byte {
	if column+1 >= len(offsets) || column > 0 && offsets[column] == offsets[column-1] {
		return 0
	}
	return text[offsets[column]]
}

// addRow adds the row with the given lines.
func (g *gridTable) addRow(lines []textLine) {
	if len(lines) == 0 {
		return
	}
	row := sourceRow{at: lines[0].at}
	index := len(g.rows)
	for first := 0; first+1 < len(g.bounds); {
		last := first + 1
		for last+1 < len(g.bounds) && !g.hasLine(lines, last, &row) {
			last++
		}
		cell := sourceCell{columns: last - first}
		for _, line := range lines {
			cell.lines = append(cell.lines, line.column(displayColumns(line.text), g.bounds[first]+1, g.bounds[last]))
		}
		if owner := g.owners[first]; owner.row >= 0 {
			above := &g.rows[owner.row].cells[owner.cell]
			above.rows++
			above.lines = append(above.lines, cell.lines...)
			if above.columns != cell.columns {
				row.broken = "its cells do not match those above"
			}
		} else {
			row.cells = append(row.cells, cell)
			for i := first; i < last; i++ {
				g.owners[i] = gridPlace{index, len(row.cells) - 1}
			}
			row.cells[len(row.cells)-1].rows = 1
		}
		first = last
	}
	g.rows = append(g.rows, row)
}

// hasLine reports whether a row has a vertical line at a bound. If only some of
// its lines have one, the row is broken.
func (g *gridTable) hasLine(lines []textLine, bound int, row *sourceRow) bool {
	n := 0
	for _, line := range lines {
		if c := charAt(line.text, displayColumns(line.text), g.bounds[bound]); c == '|' || c == '+' {
			n++
		}
	}
	if n > 0 && n < len(lines) {
		row.broken = "its lines have different columns"
	}
	return n == len(lines)
}

// cross handles a border that does not cross all columns.
func (g *gridTable) cross(line textLine) {
	offsets := displayColumns(line.text)
	for i := range g.owners {
		isBorder := true
		for column := g.bounds[i] + 1; column < g.bounds[i+1]; column++ {
			c := charAt(line.text, offsets, column)
			isBorder = isBorder && (c == '-' || c == '=' || c == '+')
		}
		if isBorder {
			g.owners[i].row = -1
		}
	}
	for first := 0; first < len(g.owners); {
		last, owner := first+1, g.owners[first]
		for last < len(g.owners) && g.owners[last] == owner {
			last++
		}
		if owner.row >= 0 {
			cell := &g.rows[owner.row].cells[owner.cell]
			cell.lines = append(cell.lines, line.column(offsets, g.bounds[first]+1, g.bounds[last]))
		}
		first = last
	}
}
