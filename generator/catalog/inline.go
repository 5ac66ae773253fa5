package catalog

// This file is shared by the readers of reStructuredText and AsciiDoc. It adds rows
// of cells with several lines, and finds markup within a line.

import (
	"cmp"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// sourceRow is a row of a table.
type sourceRow struct {
	at     int // offset of its first line
	cells  []sourceCell
	broken string // why it cannot be read, or ""
}

// sourceCell is a cell of a table.
type sourceCell struct {
	lines         []textLine
	columns, rows int // that it extends over
}

// addTable adds a table whose first rows are its header.
func (a *assembler) addTable(rows []sourceRow, headers int, markup *inlineMarkup) {
	if len(rows) == 0 {
		return
	}
	at := rows[0].at
	a.start("table", nil, at)
	for i, row := range rows {
		name := "td"
		if i < headers {
			name = "th"
		}
		a.start("tr", nil, row.at)
		if t := a.table(); t != nil {
			t.broken = row.broken
		}
		for _, cell := range row.cells {
			a.start(name, []html.Attribute{
				{Key: "colspan", Val: strconv.Itoa(max(1, cell.columns))},
				{Key: "rowspan", Val: strconv.Itoa(max(1, cell.rows))},
			}, row.at)
			for _, line := range a.plainLines(cell.lines) {
				if line.blank() {
					a.write(lineBreak, line.at)
					continue
				}
				markup.write(a, line)
				a.write(" ", line.at)
			}
			a.end(name, at)
		}
		a.end("tr", at)
	}
	a.end("table", at)
}

var (
	restItem     = regexp.MustCompile(`^(?:[*+•-]|#\.)\s+`)
	asciidocItem = regexp.MustCompile(`^(?:\*{1,5}|-|\.{1,5})\s+`)
	restMark     = regexp.MustCompile(`^\.\.(?:\s+([A-Za-z][\w-]*)::\s*(.*)|\s.*)?$`)
)

// plainLines returns the lines of a cell without the marks of lists, comments and
// directives. An item of a list is a line of its own.
func (a *assembler) plainLines(lines []textLine) []textLine {
	form := map[Format]*regexp.Regexp{REST: restItem, AsciiDoc: asciidocItem}[a.Format]
	if form == nil {
		return lines
	}
	isItem := func(line textLine) bool { return form.MatchString(line.text) }
	// Most cells of AsciiDoc have no lists, so a single line with a mark is a text.
	inList := a.Format == REST || len(lines) > 1 && slices.ContainsFunc(lines[1:], isItem)
	var list []textLine
	hasItem := false
	for _, line := range lines {
		if m := restMark.FindStringSubmatch(line.text); m != nil && a.Format == REST {
			if !restRemark.MatchString(m[1]) {
				continue
			}
			line = textLine{m[2], line.at + len(line.text) - len(m[2])}
		}
		if mark := form.FindString(line.text); inList && mark != "" {
			list = append(list, textLine{"", line.at})
			line = textLine{line.text[len(mark):], line.at + len(mark)}
			hasItem = true
		} else {
			hasItem = hasItem && !line.blank()
			inList = line.blank() || hasItem
		}
		list = append(list, line)
	}
	return list
}

// inlineKind is the kind of a markup.
type inlineKind int

const (
	inlineText     inlineKind = iota // its content is text
	inlineEmphasis                   // its content is text, if the markup is not within a word
	inlineRaised                     // its content is superscript
	inlineLowered                    // its content is subscript
	inlineUnknown                    // it represents a text that is not on the page
	inlineSpace                      // it represents a space
	inlineNothing                    // it has no text
	inlineAtEnd                      // it has no text, if no text follows it
)

// inlineMarkup finds markup within a line.
type inlineMarkup struct {
	form  *regexp.Regexp
	kinds []inlineKind
}

// inlineRule is a kind of markup. Its pattern has one group, the content.
type inlineRule struct {
	kind    inlineKind
	pattern string
}

func newInlineMarkup(rules ...inlineRule) *inlineMarkup {
	var m inlineMarkup
	var patterns []string
	for _, rule := range rules {
		patterns = append(patterns, rule.pattern)
		m.kinds = append(m.kinds, rule.kind)
	}
	m.form = regexp.MustCompile(strings.Join(patterns, "|"))
	return &m
}

// maxLookAhead is the maximum number of characters that a page may make the search for
// markup read in vain. A mark without its end, such as <<, makes it read the rest of the
// line, and read that again for the next one. Real pages stay far below the limit.
const maxLookAhead = 5_000_000

// write adds a line without its markup.
func (m *inlineMarkup) write(a *assembler, line textLine) {
	end := 0
	for end < len(line.text) && a.lookAhead <= maxLookAhead {
		r := &lineReader{text: line.text[end:]}
		at := m.form.FindReaderSubmatchIndex(r)
		if at == nil {
			break
		}
		a.lookedAhead(r.at-at[1], line.at+end)
		for i := range at {
			at[i] += end // -1 stays below end
		}
		a.write(line.text[end:at[0]], line.at+end)
		for i, kind := range m.kinds {
			if from, to := at[2*i+2], at[2*i+3]; from >= end {
				m.writeMarkup(a, kind, line, at[:2], line.text[from:to])
				break
			}
		}
		end = at[1]
	}
	a.write(line.text[end:], line.at+end)
}

// lookedAhead counts characters that the search read beyond the markup that it found.
func (a *assembler) lookedAhead(n, at int) {
	if a.lookAhead += n; a.lookAhead > maxLookAhead && !a.failed {
		a.failed = true
		a.diags.Errorf(a.posAt(at), "too-large",
			"marks without an end, such as << or `+, have more than %d characters after them in their lines; break "+
				"the lines, or keep only the relevant part of the page", maxLookAhead)
	}
}

// lineReader reads the characters of a line. A search in a string does not say how far
// it read.
type lineReader struct {
	text string
	at   int
}

// ReadRune implements [io.RuneReader].
func (r *lineReader) ReadRune() (c rune, size int, err error) {
	if r.at == len(r.text) {
		return 0, 0, io.EOF
	}
	c, size = utf8.DecodeRuneInString(r.text[r.at:])
	r.at += size
	return c, size, nil
}

// writeMarkup adds the text of a markup, which is in the line between two offsets.
func (m *inlineMarkup) writeMarkup(a *assembler, kind inlineKind, line textLine, at []int, content string) {
	whole := line.text[at[0]:at[1]]
	offset := line.at + at[0]
	switch kind {
	case inlineEmphasis:
		before, _ := utf8.DecodeLastRuneInString(line.text[:at[0]])
		after, _ := utf8.DecodeRuneInString(line.text[at[1]:])
		if isWordRune(before) || isWordRune(after) {
			content = whole
		}
		a.write(content, offset)
	case inlineRaised:
		a.start("sup", nil, offset)
		a.write(content, offset)
		a.end("sup", offset)
	case inlineLowered:
		a.lower()
		a.write(content, offset)
	case inlineUnknown:
		a.hole(whole)
		a.condition(whole)
		a.write(whole, offset)
	case inlineAtEnd:
		if b := a.buffer(); b != nil && a.hidden == "" {
			b.ending = whole
		}
	case inlineSpace:
		a.write(" ", offset)
	case inlineText:
		a.write(content, offset)
	}
}

func isWordRune(c rune) bool { return c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) }

// hole records that the open cell depends on a text that is not on the page.
func (a *assembler) hole(name string) {
	if t := a.table(); t != nil && t.inCell && a.hidden == "" {
		t.cell.hole = cmp.Or(t.cell.hole, name)
	}
}

// sourceLines returns the lines of a page without their ends.
func sourceLines(data []byte) []textLine {
	var lines []textLine
	at := 0
	for line := range strings.Lines(string(data)) {
		lines = append(lines, textLine{strings.TrimRight(line, "\r\n"), at})
		at += len(line)
	}
	return lines
}

// trimmed returns a line without spaces around it.
func (l textLine) trimmed() textLine {
	text := strings.TrimLeft(l.text, " \t")
	return textLine{strings.TrimRight(text, " \t"), l.at + len(l.text) - len(text)}
}

// indent returns the number of spaces before a line.
func (l textLine) indent() int { return len(l.text) - len(strings.TrimLeft(l.text, " \t")) }

// heading adds a heading.
func (a *assembler) heading(level int, line textLine, markup *inlineMarkup) {
	name := "h" + strconv.Itoa(min(level, 6))
	a.start(name, nil, line.at)
	markup.write(a, line)
	a.end(name, line.at)
}

// target records the name of a link target.
func (a *assembler) target(name string, at int) {
	a.start("a", []html.Attribute{{Key: "id", Val: name}}, at)
	a.end("a", at)
}
