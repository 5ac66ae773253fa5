package catalog

// This file reads source pages in plain text, where tables have lost their
// borders. A table is recognized by consecutive lines that begin with a code, a
// subcode and a text. If the table was copied from a browser, each cell is a line
// of its own. An empty line ends a table. textrows.go decides which lines of a table
// are rows.

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	codeLine = regexp.MustCompile(`^\s*\|?\s*(\d{1,10})(?:[ \t]*[\t|;][ \t]*|[ \t]+)(.*\S)\s*$`)
	subLine  = regexp.MustCompile(
		`^(\d{1,10}(?:\s*[/,]\s*\d{1,10})*|[nN]\s?/\s?[aA]|[-–—]|(?:))(?:[ \t]*[\t|;][ \t]*|[ \t]+|$)(.*)$`)
	numberLine = regexp.MustCompile(`^\s*\d{1,10}\s*$`)
	subOnly    = regexp.MustCompile(`^\s*(\d{1,10}(?:\s*[/,]\s*\d{1,10})*|[nN]\s?/\s?[aA]|[-–—])\s*$`)
)

// textLine is a line with its offset.
type textLine struct {
	text string
	at   int
}

func (l textLine) blank() bool { return strings.TrimSpace(l.text) == "" }

// readText reads a source page in plain text.
func (p *SourcePage) readText(data string) {
	var lines []textLine
	at := 0
	for line := range strings.Lines(data) {
		lines = append(lines, textLine{strings.TrimRight(line, "\r\n"), at})
		at += len(line)
	}
	var headings []string
	end := 0 // end of the current block of non-empty lines
	for i := 0; i < len(lines); {
		for end = max(end, i); end < len(lines) && !lines[end].blank(); end++ {
		}
		var grid *Grid
		if end > i {
			grid = p.textTable(lines[i:end])
		}
		if grid == nil {
			if text := normalizeSpace(lines[i].text); text != "" {
				p.blocks = append(p.blocks, block{pos: p.posAt(lines[i].at), text: text})
				if (i == 0 || lines[i-1].blank()) && (i+1 == len(lines) || lines[i+1].blank()) {
					headings = append(headings, text)
				}
			}
			i++
			continue
		}
		grid.Headings, headings = headings, nil
		p.Tables = append(p.Tables, grid)
		i = end
	}
	p.code = p.blocks // plain text does not distinguish code
	p.introduceText()
}

// introduceText finds the title and the first paragraphs among the first lines. A
// title is a short line without the end of a sentence.
func (p *SourcePage) introduceText() {
	const most = 8
	for i, b := range p.blocks[:min(most, len(p.blocks))] {
		method, _ := requestLine(b.text)
		switch {
		case method != "":
			return
		case i == 0 && !isSentence(b.text) && !labelLine.MatchString(b.text):
			if utf8.RuneCountInString(b.text) <= 80 {
				p.title = b
			}
		default:
			if p.leads = append(p.leads, b); isSentence(b.text) && p.firstParagraph().text != "" {
				return
			}
		}
	}
}

// textTable reads a table that begins in a block of lines. It returns nil if
// there is none.
func (p *SourcePage) textTable(lines []textLine) *Grid {
	if grid := p.rowsOfTabs(lines); grid != nil {
		return grid
	}
	if grid := p.rowsOfLines(lines); grid != nil {
		return grid
	}
	return p.rowsOfCells(lines)
}

// rowsOfTabs reads a table whose header and rows have tabs between the cells.
func (p *SourcePage) rowsOfTabs(lines []textLine) *Grid {
	grid := &Grid{Pos: p.posAt(lines[0].at)}
	for i, line := range lines {
		var row []Cell
		at := line.at
		for cell := range strings.SplitSeq(line.text, "\t") {
			row = append(row, Cell{Pos: p.posAt(at), Text: normalizeSpace(cell)})
			at += len(cell) + 1
		}
		if i > 0 {
			grid.Rows = append(grid.Rows, row)
			continue
		}
		isCode := func(cell Cell) bool { role, _ := headingRole(cell); return role == codeColumn }
		if len(row) < 2 || !slices.ContainsFunc(row, isCode) {
			return nil
		}
		grid.Header = row
	}
	if len(grid.Rows) == 0 || len(grid.Rows[0]) != len(grid.Header) {
		return nil
	}
	grid.arrange()
	return grid
}

// rowsOfLines reads a table with one line for each row, or more for wrapped
// rows. The line before the first row must be a header. Without a header, at
// least two rows must have subcodes.
func (p *SourcePage) rowsOfLines(lines []textLine) *Grid {
	first := lines[0].text
	grid := &Grid{Pos: p.posAt(lines[0].at)}
	rows := lines
	if !codeLine.MatchString(first) {
		if role, _ := roleOf(firstWord(first)); role != codeColumn {
			return nil
		}
		grid.Header = []Cell{{Pos: grid.Pos, Text: normalizeSpace(first)}}
		rows = lines[1:]
	}
	if len(rows) == 0 || !codeLine.MatchString(rows[0].text) || grid.Header == nil && !p.hasSubcode(rows[0]) {
		return nil
	}
	all, withSub, digits := p.countLines(rows)
	if grid.Header == nil && withSub < 2 {
		return nil
	}
	namesSub := grid.Header != nil && namesSubcode(first)
	subs := 3*withSub >= 2*all || namesSub
	fixed := newColumns(0, -1, 1)
	if subs {
		fixed = newColumns(0, 1, 2)
	}
	grid.fixed = &fixed
	otherNumbers := grid.Header != nil && !namesSub && namesOtherNumbers(first)
	r := newTextReader(p, grid, rows, subs, digits)
	for _, line := range rows {
		if otherNumbers {
			grid.breakRow("its header has numbers other than codes; separate the columns with tabs")
		}
		if !r.add(line) {
			return nil
		}
	}
	r.textAbove()
	return grid
}

// namesOtherNumbers reports whether a header names a column of numbers that are not
// codes.
func namesOtherNumbers(header string) bool {
	for _, word := range strings.Fields(strings.NewReplacer("|", " ", ";", " ").Replace(header)) {
		role, known := roleOf(word)
		if known && role == otherColumn || slices.Contains(statusWords, headingWord(word)) {
			return true
		}
	}
	return false
}

// firstWord returns the first word or cell of a line.
func firstWord(text string) string {
	isSeparator := func(c rune) bool { return c == '\t' || c == '|' || c == ' ' || c == ';' }
	for _, cell := range strings.FieldsFunc(text, isSeparator) {
		return cell
	}
	return ""
}

// namesSubcode reports whether a word of a header, or two adjacent words, name
// the subcode.
func namesSubcode(header string) bool {
	words := strings.Fields(strings.NewReplacer("|", " ", ";", " ").Replace(header))
	for i, word := range words {
		one, _ := roleOf(word)
		two, _ := roleOf(strings.Join(words[i:min(i+2, len(words))], ""))
		if one == subcodeColumn || two == subcodeColumn {
			return true
		}
	}
	return false
}

// hasSubcode reports whether a line has a subcode.
func (p *SourcePage) hasSubcode(line textLine) bool {
	parts := codeLine.FindStringSubmatch(line.text)
	if parts == nil {
		return false
	}
	sub := subLine.FindStringSubmatch(parts[2])
	return sub != nil && sub[1] != "" && isProse(sub[2])
}

// countLines counts the lines that begin with a code, and those of them with a
// subcode. It also returns the number of digits of the first code.
func (p *SourcePage) countLines(rows []textLine) (all, withSub, digits int) {
	for _, line := range rows {
		parts := codeLine.FindStringSubmatch(line.text)
		if parts == nil {
			continue
		}
		all++
		if digits == 0 {
			digits = len(parts[1])
		}
		if p.hasSubcode(line) {
			withSub++
		}
	}
	return all, withSub, digits
}

// rowsOfCells reads a table with one line for each cell: a header of three lines,
// then rows of a code, a subcode and a text of one or more lines.
func (p *SourcePage) rowsOfCells(lines []textLine) *Grid {
	const width = 3
	if len(lines) < 2*width {
		return nil
	}
	for i := range width {
		want := []columnRole{codeColumn, subcodeColumn, textColumn}[i]
		if got, _ := roleOf(lines[i].text); got != want {
			return nil
		}
	}
	cell := func(i int) Cell {
		start := len(lines[i].text) - len(strings.TrimLeft(lines[i].text, " \t"))
		return Cell{Pos: p.posAt(lines[i].at + start), Text: normalizeSpace(lines[i].text)}
	}
	fixed := newColumns(0, 1, 2)
	grid := &Grid{Pos: p.posAt(lines[0].at), Header: []Cell{cell(0), cell(1), cell(2)}, fixed: &fixed}
	begins := func(i int) bool {
		return i+2 < len(lines) && numberLine.MatchString(lines[i].text) && subOnly.MatchString(lines[i+1].text)
	}
	for i := width; i < len(lines); {
		switch {
		case begins(i):
			grid.Rows = append(grid.Rows, []Cell{cell(i), cell(i + 1), cell(i + 2)})
			i += 3
		case len(grid.Rows) == 0:
			return nil
		case codeLike.MatchString(lines[i].text):
			grid.breakRowAt(len(grid.Rows)-1, continuesNumber)
			i++
		default:
			last := grid.Rows[len(grid.Rows)-1]
			last[2].Text += " " + normalizeSpace(lines[i].text)
			i++
		}
	}
	return grid
}
