package catalog

// A page of plain text has lost its table's borders. What can still be seen are
// lines that begin with a code, its subcode and a text, below each other; or, as
// browsers copy it, each cell on a line of its own. Lines that do not begin so
// belong to the row before them: it was wrapped. An empty line ends a table.

import (
	"regexp"
	"strings"
)

var (
	codeLine   = regexp.MustCompile(`^\s*\|?\s*(\d{1,10})(?:[ \t]*[\t|;][ \t]*|[ \t]+)(.*\S)\s*$`)
	subLine    = regexp.MustCompile(`^(\d{1,10}(?:\s*[/,]\s*\d{1,10})*|[nN]\s?/\s?[aA]|[-–—]|(?:))(?:[ \t]*[\t|;][ \t]*|[ \t]+|$)(.*)$`)
	numberLine = regexp.MustCompile(`^\s*\d{1,10}\s*$`)
	subOnly    = regexp.MustCompile(`^\s*(\d{1,10}(?:\s*[/,]\s*\d{1,10})*|[nN]\s?/\s?[aA]|[-–—])\s*$`)
)

// textLine is a line with its offset.
type textLine struct {
	text string
	at   int
}

func (l textLine) blank() bool { return strings.TrimSpace(l.text) == "" }

func (p *Page) readText(data string) {
	var lines []textLine
	at := 0
	for line := range strings.Lines(data) {
		lines = append(lines, textLine{strings.TrimRight(line, "\r\n"), at})
		at += len(line)
	}
	var headings []string
	end := 0 // of the block of lines without an empty one between them
	for i := 0; i < len(lines); {
		for end = max(end, i); end < len(lines) && !lines[end].blank(); end++ {
		}
		var grid *Grid
		if end > i {
			grid = p.textTable(lines[i:end])
		}
		if grid == nil {
			if text := clean(lines[i].text); text != "" {
				p.blocks = append(p.blocks, block{pos: p.at(lines[i].at), text: text})
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
	p.code = p.blocks // nothing tells one from the other
}

// textTable reads a table that begins in a block of lines.
func (p *Page) textTable(lines []textLine) *Grid {
	if grid := p.rowsOfLines(lines); grid != nil {
		return grid
	}
	return p.rowsOfCells(lines)
}

// rowsOfLines reads a table with a row on each line, or more where it is
// wrapped. The line before the first row must be a header; without one, two
// rows with subcodes are enough.
func (p *Page) rowsOfLines(lines []textLine) *Grid {
	first := lines[0].text
	grid := &Grid{Pos: p.at(lines[0].at)}
	rows := lines
	if !codeLine.MatchString(first) {
		if role, _ := roleOf(firstWord(first)); role != codeColumn {
			return nil
		}
		grid.Header = []Cell{{Pos: grid.Pos, Text: clean(first)}}
		rows = lines[1:]
	}
	if len(rows) == 0 || !codeLine.MatchString(rows[0].text) || grid.Header == nil && !p.hasSub(rows[0]) {
		return nil
	}
	all, withSub, digits := p.shape(rows)
	if grid.Header == nil && withSub < 2 {
		return nil
	}
	subs := 3*withSub >= 2*all || grid.Header != nil && namesSubcode(first)
	grid.fixed = &columns{0, -1, 1}
	if subs {
		grid.fixed = &columns{0, 1, 2}
	}
	for _, line := range rows {
		if row := p.textRow(line, subs, digits); row != nil {
			grid.Rows = append(grid.Rows, row)
			continue
		}
		if len(grid.Rows) == 0 {
			return nil
		}
		last := grid.Rows[len(grid.Rows)-1]
		last[len(last)-1].Text = clean(last[len(last)-1].Text + " " + strings.Trim(strings.TrimSpace(line.text), "|"))
	}
	return grid
}

func firstWord(text string) string {
	for _, cell := range strings.FieldsFunc(text, func(c rune) bool { return c == '\t' || c == '|' || c == ' ' || c == ';' }) {
		return cell
	}
	return ""
}

// namesSubcode reports whether a word of a header, or two, mean the subcode.
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

func (p *Page) hasSub(line textLine) bool {
	parts := codeLine.FindStringSubmatch(line.text)
	if parts == nil {
		return false
	}
	sub := subLine.FindStringSubmatch(parts[2])
	return sub != nil && sub[1] != "" && isProse(sub[2])
}

// shape counts the lines that begin with a code, and those of them with a
// subcode, and finds out how many digits a code has.
func (p *Page) shape(rows []textLine) (all, withSub, digits int) {
	for _, line := range rows {
		parts := codeLine.FindStringSubmatch(line.text)
		if parts == nil {
			continue
		}
		all++
		if digits == 0 {
			digits = len(parts[1])
		}
		if p.hasSub(line) {
			withSub++
		}
	}
	return all, withSub, digits
}

// textRow reads a row, nil when the line goes on with the row before. With
// subcodes a line that has none begins a row only when its code is as long as
// the others: a sentence may be wrapped before a number.
func (p *Page) textRow(line textLine, withSub bool, digits int) []Cell {
	parts := codeLine.FindStringSubmatchIndex(line.text)
	if parts == nil {
		return nil
	}
	cell := func(start, end int) Cell {
		return Cell{Pos: p.at(line.at + start), Text: clean(strings.Trim(line.text[start:end], "|"))}
	}
	code := cell(parts[2], parts[3])
	if !withSub {
		if len(code.Text) != digits {
			return nil
		}
		return []Cell{code, cell(parts[4], parts[5])}
	}
	sub := subLine.FindStringSubmatchIndex(line.text[parts[4]:])
	if sub == nil || sub[2] == sub[3] {
		if len(code.Text) != digits {
			return nil
		}
		return []Cell{code, {Pos: code.Pos}, cell(parts[4], parts[5])}
	}
	return []Cell{code, cell(parts[4]+sub[2], parts[4]+sub[3]), cell(parts[4]+sub[4], parts[4]+sub[5])}
}

// rowsOfCells reads a table with a cell on each line: a header of three lines,
// then a code, a subcode and a text of one line or more, again and again.
func (p *Page) rowsOfCells(lines []textLine) *Grid {
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
		return Cell{Pos: p.at(lines[i].at + start), Text: clean(lines[i].text)}
	}
	grid := &Grid{Pos: p.at(lines[0].at), Header: []Cell{cell(0), cell(1), cell(2)}, fixed: &columns{0, 1, 2}}
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
		default:
			last := grid.Rows[len(grid.Rows)-1]
			last[2].Text += " " + clean(lines[i].text)
			i++
		}
	}
	return grid
}
