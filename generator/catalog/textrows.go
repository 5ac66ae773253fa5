package catalog

// This file reads the lines of a table in plain text. A line is a row, continues the
// text of the row above, or can be either:
//
//	Code   Description
//	400    The order is wrong.
//	1001   The order is late.         a row: its text begins below the other texts
//	1002   The order was declined by
//	       51 banks.                  the rest of the text above
//	1003   The order is older than
//	30 days                           both are left out
//
// A text that was wrapped may continue with a number, and a line that follows a table
// looks like the rest of its last text. A wrong text is worse than a missing one.

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// textReader reads the rows of a table.
type textReader struct {
	page      *SourcePage
	grid      *Grid
	subs      bool     // the rows have subcodes
	digits    int      // of the first code
	column    int      // offset of the texts in their lines, or 0 if they are not aligned
	sentences bool     // the texts of the table are sentences
	longest   int      // length of the longest line
	previous  textLine // line above
	pieces    []string // lines that continue the text of the last row
}

func newTextReader(page *SourcePage, grid *Grid, lines []textLine, subs bool, digits int) *textReader {
	r := &textReader{page: page, grid: grid, subs: subs, digits: digits}
	r.align(lines)
	rows, sentences := 0, 0
	for i, line := range lines {
		r.longest = max(r.longest, utf8.RuneCountInString(line.text))
		if i > 0 && r.isRow(line, r.row(line)) {
			rows++
			if isSentence(lines[i-1].text) {
				sentences++
			}
		}
	}
	r.sentences = sentences > 1 && 5*sentences >= 4*rows
	return r
}

// align finds the column of the texts. In most rows, the text begins there, and two
// spaces or more precede it in some row.
func (r *textReader) align(lines []textLine) {
	column, all, same, isPadded := 0, 0, 0, false
	for _, line := range lines {
		row := r.row(line)
		if row == nil {
			continue
		}
		at := textOffset(row)
		if all++; column == 0 {
			column = at
		}
		if at == column {
			same++
			isPadded = isPadded || strings.HasSuffix(line.text[:at], "  ")
		}
	}
	if isPadded && 2*same > all {
		r.column = column
	}
}

// textOffset returns the offset of the text of a row in its line.
func textOffset(row []Cell) int { return row[len(row)-1].Pos.Col - 1 }

// row parses a line as a row. It returns nil if the line does not begin with a code.
func (r *textReader) row(line textLine) []Cell {
	parts := codeLine.FindStringSubmatchIndex(line.text)
	if parts == nil {
		return nil
	}
	cell := func(start, end int) Cell {
		text := normalizeSpace(strings.Trim(line.text[start:end], "|"))
		return Cell{Pos: r.page.posAt(line.at + start), Text: text}
	}
	code := cell(parts[2], parts[3])
	if !r.subs {
		return []Cell{code, cell(parts[4], parts[5])}
	}
	sub := subLine.FindStringSubmatchIndex(line.text[parts[4]:])
	if sub == nil || sub[2] == sub[3] {
		return []Cell{code, {Pos: code.Pos}, cell(parts[4], parts[5])}
	}
	return []Cell{code, cell(parts[4]+sub[2], parts[4]+sub[3]), cell(parts[4]+sub[4], parts[4]+sub[5])}
}

// isRow reports whether a line that was parsed as a row is one: its place says so, or,
// in a table that is not aligned, its code has as many digits as the first one.
func (r *textReader) isRow(line textLine, row []Cell) bool {
	return row != nil && (r.inPlace(line, row) || r.column == 0 && len(row[0].Text) == r.digits)
}

// inPlace reports whether a row has a subcode or a separator, or a text that begins in
// the column of the texts.
func (r *textReader) inPlace(line textLine, row []Cell) bool {
	at := textOffset(row)
	return len(row) > 2 && row[1].Text != "" || strings.ContainsAny(line.text[row[0].Pos.Col-1:at], "\t|;") ||
		r.column > 0 && at == r.column
}

// codeLike matches a line that begins like a row with a code in another form:
// "429¹ Busy.", "490, 491 Failed." or "5xx Failed." In a sentence that is wrapped
// before a number, it looks the same.
var codeLike = regexp.MustCompile(`^\s*(?:[-−–]?\d|[1-9][xX]{2}\b)`)

// startsThousands matches the end of a number whose first digits were read as a
// subcode.
var startsThousands = regexp.MustCompile(`^(?:\d{3}(?:\D|$)|[\x{A0}\x{202F}.,]\d)`)

// Reasons to leave out a row.
const (
	continuesNumber = "its text may continue on the next line, which begins with a number"
	continuesText   = "its text may continue on the next line; separate the end of the table with an empty line"
	continuesAbove  = "it may continue the text above; align the texts, or separate the columns with tabs"
	noCodeText      = "expected a code, a space and a text"
)

// add adds a row for a line, or adds the line to the text of the row above. It
// returns false if there is none.
func (r *textReader) add(line textLine) bool {
	row, previous := r.row(line), r.previous
	r.previous = line
	n := len(r.grid.Rows)
	if n == 0 {
		if row != nil {
			r.addRow(row)
		}
		return row != nil
	}
	isRow, continues := r.isRow(line, row), r.continues(previous, line)
	last := r.grid.Rows[n-1]
	below := max(r.column, last[0].Pos.Col-1+len(last[0].Text))
	isBelow := line.indent() >= below && !strings.ContainsAny(line.text, "\t|")
	switch {
	case isRow && continues && !r.inPlace(line, row):
		r.leaveOut(line, continuesAbove)
	case isRow && !isBelow:
		r.addRow(row)
	case isBelow, continues:
		r.pieces = append(r.pieces, strings.Trim(strings.TrimSpace(line.text), "|"))
	case row != nil && isSentence(r.textAbove()):
		r.addRow(row)
	case row != nil:
		r.leaveOut(line, continuesAbove)
	case codeLike.MatchString(line.text):
		r.leaveOut(line, noCodeText)
	case r.grid.broken[n-1] == "":
		r.grid.breakRowAt(n-1, continuesText)
	}
	return true
}

// leaveOut adds a row that cannot be read. The text above may continue on its line,
// unless it is a sentence.
func (r *textReader) leaveOut(line textLine, problem string) {
	n := len(r.grid.Rows)
	if !isSentence(r.textAbove()) {
		r.grid.breakRowAt(n-1, continuesNumber)
	}
	r.grid.breakRow(problem)
	r.grid.Rows = append(r.grid.Rows, []Cell{{Pos: r.page.posAt(line.at), Text: normalizeSpace(line.text)}})
}

// continues reports whether a line certainly continues the text of the line above: it
// begins with a lowercase letter, or the line above is not a sentence as the other texts
// are, and has no room for another word.
func (r *textReader) continues(above, line textLine) bool {
	text := strings.TrimSpace(line.text)
	if first, _ := utf8.DecodeRuneInString(text); unicode.IsLower(first) {
		return true
	}
	word, _, _ := strings.Cut(text, " ")
	isFull := utf8.RuneCountInString(above.text+" "+word) > r.longest
	return r.sentences && !isSentence(above.text) && isFull && (r.row(line) != nil || !codeLike.MatchString(text))
}

// textAbove adds the collected lines to the text of the last row and returns the text.
func (r *textReader) textAbove() string {
	if len(r.grid.Rows) == 0 {
		return ""
	}
	last := r.grid.Rows[len(r.grid.Rows)-1]
	cell := &last[len(last)-1]
	if len(r.pieces) > 0 {
		cell.Text = normalizeSpace(cell.Text + " " + strings.Join(r.pieces, " "))
		r.pieces = nil
	}
	return cell.Text
}

// addRow adds a row.
func (r *textReader) addRow(row []Cell) {
	r.textAbove()
	if text := row[len(row)-1].Text; r.subs && startsThousands.MatchString(text) {
		r.grid.breakRow("the number before the text is one subcode or several")
	}
	r.grid.Rows = append(r.grid.Rows, row)
}
