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
	bounds  []int // columns of the vertical lines
	borders int   // number of lines between rows
	rows    []sourceRow
	owners  []gridPlace // by column, the cell that the next row continues
}

// gridPlace is the place of a cell. row is -1 for none.
type gridPlace struct{ row, cell int }

// gridLine is a line of a grid table with the offsets of its columns.
type gridLine struct {
	textLine
	offsets []int
}

// column returns a part of the line by its columns.
func (l gridLine) column(from, to int) textLine { return l.textLine.column(l.offsets, from, to) }

// gridRows returns the rows of a grid table. The place of a row is that of the first one
// with which the table is too large, or -1.
func gridRows(texts []textLine) (rows []sourceRow, headers, tooLarge int) {
	var g gridTable
	cut := len(texts[0].text) - len(strings.TrimLeft(texts[0].text, " \t"))
	var lines []gridLine
	for _, line := range texts {
		n := min(cut, line.indent())
		lines = append(lines, gridLine{textLine{line.text[n:], line.at + n}, displayColumns(line.text[n:])})
		g.addBounds(lines[len(lines)-1])
	}
	slices.Sort(g.bounds)
	g.bounds = slices.Compact(g.bounds)
	if len(g.bounds) < 2 {
		return nil, 0, -1
	}
	g.owners = make([]gridPlace, len(g.bounds)-1)
	g.forget()
	var group []gridLine
	for _, line := range lines {
		isBorder := strings.Contains(line.text, "+-") || strings.Contains(line.text, "+=")
		if !isBorder {
			group = append(group, line)
			continue
		}
		g.addRow(group)
		group = nil
		if g.borders++; max(len(g.rows), g.borders)*len(g.owners) > maxCells {
			return nil, 0, line.at
		}
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
	return g.rows, headers, -1
}

// forget ends all cells.
func (g *gridTable) forget() {
	for i := range g.owners {
		g.owners[i].row = -1
	}
}

// addBounds adds the columns of the crossings in a border.
func (g *gridTable) addBounds(line gridLine) {
	text := line.text
	for column, at := range line.offsets[:len(line.offsets)-1] {
		isLine := func(i int) bool { return i >= 0 && i < len(text) && (text[i] == '-' || text[i] == '=') }
		if text[at] == '+' && (isLine(at-1) || isLine(at+1)) {
			g.bounds = append(g.bounds, column)
		}
	}
}

// charAt returns the character in a column of the line, or 0.
func (l gridLine) charAt(column int) byte {
	if column+1 >= len(l.offsets) || column > 0 && l.offsets[column] == l.offsets[column-1] {
		return 0
	}
	return l.text[l.offsets[column]]
}

// addRow adds the row with the given lines.
func (g *gridTable) addRow(lines []gridLine) {
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
			cell.lines = append(cell.lines, line.column(g.bounds[first]+1, g.bounds[last]))
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
func (g *gridTable) hasLine(lines []gridLine, bound int, row *sourceRow) bool {
	n := 0
	for _, line := range lines {
		if c := line.charAt(g.bounds[bound]); c == '|' || c == '+' {
			n++
		}
	}
	if n > 0 && n < len(lines) {
		row.broken = "its lines have different columns"
	}
	return n == len(lines)
}

// cross handles a border that does not cross all columns.
func (g *gridTable) cross(line gridLine) {
	for i := range g.owners {
		isBorder := true
		for column := g.bounds[i] + 1; column < g.bounds[i+1]; column++ {
			c := line.charAt(column)
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
			cell.lines = append(cell.lines, line.column(g.bounds[first]+1, g.bounds[last]))
		}
		first = last
	}
}
