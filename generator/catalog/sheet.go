package catalog

// This file reads tables of comma-separated values: source pages that are
// spreadsheets, and tables within other formats.

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// readCSV reads a source page of comma-separated values. Its first row is the
// header.
func (p *SourcePage) readCSV(data []byte, a *assembler, diags *diag.List) {
	lines := sourceLines(data)
	for len(lines) > 0 && lines[0].blank() {
		lines = lines[1:]
	}
	if len(lines) == 0 {
		return
	}
	comma := separatorOf(lines[0].text)
	if name, char, ok := strings.Cut(strings.Trim(lines[0].text, " \r\""), "="); ok && name == "sep" && len(char) == 1 {
		comma, lines = rune(char[0]), lines[1:]
	}
	rows := csvRows(lines, comma)
	if len(rows) > 0 && rows[0].broken != "" {
		diags.Errorf(p.posAt(rows[0].at), "csv-syntax", "the header cannot be read: %s", rows[0].broken)
		return
	}
	a.addTable(rows, 1, newInlineMarkup(inlineRule{inlineNothing, `(\x00)`}))
	a.finish()
}

// separatorOf returns the separator of a header: a tab, a semicolon or a comma.
func separatorOf(header string) rune {
	best, most := ',', 0
	for _, comma := range "\t;,|" {
		reader := csv.NewReader(strings.NewReader(header))
		reader.Comma, reader.LazyQuotes = comma, true
		if cells, err := reader.Read(); err == nil && len(cells) > most {
			best, most = comma, len(cells)
		}
	}
	return best
}

// csvRows returns the rows in lines of comma-separated values. A row that cannot
// be read is broken, and so are the rows after it if a quote does not end.
func csvRows(lines []textLine, comma rune) []sourceRow {
	var text strings.Builder
	for _, line := range lines {
		text.WriteString(strings.TrimLeft(line.text, " ") + "\n")
	}
	reader := csv.NewReader(strings.NewReader(text.String()))
	if !validComma(comma) {
		comma = ','
	}
	reader.Comma, reader.FieldsPerRecord, reader.TrimLeadingSpace = comma, -1, comma != '\t'
	reader.LazyQuotes = comma == '\t' // quotes have no meaning there
	var rows []sourceRow
	for {
		cells, err := reader.Read()
		var syntax *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows
		case errors.As(err, &syntax):
			for i := syntax.StartLine; i <= min(syntax.Line, len(lines)); i++ {
				rows = append(rows, sourceRow{at: lines[i-1].at, cells: []sourceCell{{}}, broken: fmt.Sprint(syntax.Err)})
			}
			continue
		case err != nil:
			panic("internal: cannot read from memory: " + err.Error())
		}
		row := sourceRow{}
		empty := true
		for i, cell := range cells {
			line, column := reader.FieldPos(i)
			source := lines[line-1]
			at := source.at + len(source.text) - len(strings.TrimLeft(source.text, " ")) + column - 1
			if i == 0 {
				row.at = at
			}
			var parts []textLine
			for part := range strings.SplitSeq(cell, "\n") {
				if parts = append(parts, textLine{strings.TrimSpace(part), at}); strings.TrimSpace(part) != "" {
					empty = false
				}
			}
			row.cells = append(row.cells, sourceCell{lines: withBreaks(parts)})
		}
		if !empty {
			rows = append(rows, row)
		}
	}
}

// validComma reports whether encoding/csv accepts a separator.
func validComma(c rune) bool {
	return c != 0 && c != '"' && c != '\r' && c != '\n' && c != '\uFFFD' && c <= 0x10FFFF
}

// withBreaks returns lines with an empty one between each two, which separates
// them in a cell.
func withBreaks(lines []textLine) []textLine {
	var list []textLine
	for i, line := range lines {
		if i > 0 {
			list = append(list, textLine{"", line.at})
		}
		list = append(list, line)
	}
	return list
}
