package catalog

// This file decides which rows of a table are its header, when the table is
// complete. Tables whose columns repeat, to be half as long, become long again:
//
//	Code | Text | Code | Text        Code | Text
//	1    | One. | 3    | Three.  ->  1    | One.
//	2    | Two. | 4    | Four.       2    | Two.
//	                                 3    | Three.
//	                                 4    | Four.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// arrange finds the header of a table, after its rows were read.
func (g *Grid) arrange() {
	g.findHeader()
	if g.Header != nil && g.headerIsData() {
		g.dropHeader()
	}
	g.unfold()
}

// findHeader makes the first row the header of a table without one, if its cells
// are headings.
func (g *Grid) findHeader() {
	if g.Header != nil || len(g.Rows) < 2 || g.broken[0] != "" {
		return
	}
	isHeading := false
	for i, cell := range g.Rows[0] {
		role, _ := headingRole(cell)
		isCode := g.isCode(i)
		switch {
		case role == codeColumn && !isCode(cell):
			isHeading = true
		case isCode(cell):
			return
		}
	}
	if !isHeading {
		return
	}
	g.Header, g.Rows = extendHeadings(g.Rows[0]), g.Rows[1:]
	g.moveBroken(-1)
}

// moveBroken adds n to the numbers of the rows that cannot be read.
func (g *Grid) moveBroken(n int) {
	broken := make(map[int]string)
	for i, problem := range g.broken {
		broken[i+n] = problem
	}
	g.broken = broken
}

// headerIsData reports whether the header is a row with a number as in the column
// below and a text. Some formats have no tables without a header.
func (g *Grid) headerIsData() bool {
	hasCode, hasText := false, false
	for i, cell := range g.Header {
		if _, known := headingRole(cell); known {
			return false
		}
		isCode := g.isCode(i)
		hasCode = hasCode || isCode(cell) && hasDigit(cell) && g.fraction(i, isCode) > 0.9
		hasText = hasText || isProseCell(cell) && g.fraction(i, isProseCell) > 0.9
	}
	return hasCode && hasText
}

// dropHeader makes the header the first row.
func (g *Grid) dropHeader() {
	g.Header, g.Rows = nil, slices.Insert(g.Rows, 0, g.Header)
	g.measured = 0
	g.moveBroken(1)
}

// dropWordHeader makes the header the first row if it has a word and a text in the
// columns of codes and texts, which were chosen by number.
func (g *Grid) dropWordHeader(asked map[string]string) {
	code, _ := strconv.Atoi(asked[codeColumn.String()])
	text, _ := strconv.Atoi(asked[textColumn.String()])
	if code < 1 || text < 1 || max(code, text) > len(g.Header) {
		return
	}
	first, second := g.Header[code-1], g.Header[text-1]
	_, isHeading := headingRole(first)
	_, isTextHeading := headingRole(second)
	isData := isWordCell(first) && g.hasWords(code-1) && strings.Contains(second.Text, " ")
	if isData && !isHeading && !isTextHeading {
		g.dropHeader()
	}
}

// extendHeadings returns a header in which a heading that extends over several
// columns is repeated.
func extendHeadings(header []Cell) []Cell {
	header = slices.Clone(header)
	for i, cell := range header {
		for k := i + 1; k < min(i+cell.columns, len(header)) && header[k].Text == ""; k++ {
			header[k].Text, header[k].Source = cell.Text, cell.Source
		}
	}
	return header
}

// joinHeaders returns the header of a table whose header has two rows. The second
// row names the columns more precisely.
func joinHeaders(first, second []Cell) []Cell {
	header := slices.Clone(first)
	for i, cell := range second {
		if i == len(header) {
			header = append(header, cell)
		} else if cell.Text != "" {
			if header[i].Text != cell.Text {
				cell.above = header[i].Text
			}
			header[i] = cell
		}
	}
	return header
}

// unfold makes a table narrower whose columns repeat. The rows of the second half
// follow those of the first.
func (g *Grid) unfold() {
	width, all := g.foldWidth(), len(g.Header)
	if width == 0 {
		return
	}
	var rows [][]Cell
	broken := make(map[int]string)
	for start := 0; start < all; start += width {
		for i, row := range g.Rows {
			problem := g.broken[i]
			switch {
			case len(row) == all && problem == "":
				row = row[start : start+width]
			case start > 0:
				continue // a row that cannot be divided is reported once
			case problem == "":
				problem = fmt.Sprintf("expected %d cells as in the header, found %d", all, len(row))
			}
			if problem != "" {
				broken[len(rows)] = problem
			}
			rows = append(rows, row)
		}
	}
	g.Header, g.Rows, g.broken, g.measured = g.Header[:width], rows, broken, 0
}

// foldWidth returns the number of columns that repeat, with a code and a text each,
// or 0.
func (g *Grid) foldWidth() int {
	all := len(g.Header)
	code := slices.IndexFunc(g.Header, func(cell Cell) bool {
		rank := rankOf(cell)
		return rank != noCodeHeading && rank != nameHeading
	})
	text := slices.IndexFunc(g.Header, isTextHeading)
	if code < 0 || text < 0 {
		return 0
	}
	for width := max(2, code+1, text+1); width <= all/2; width++ {
		repeats := all%width == 0
		for i := width; repeats && i < all; i++ {
			repeats = headingWord(g.Header[i].Text) == headingWord(g.Header[i-width].Text)
		}
		if repeats {
			return width
		}
	}
	return 0
}
