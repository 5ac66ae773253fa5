package catalog

// This file reads source pages in reStructuredText: headings, paragraphs and four
// kinds of tables.
//
//	+------+------+    ====  ====    .. list-table::    .. csv-table::
//	| Code | Text |    Code  Text       :header-rows: 1    :header: Code, Text
//	+======+======+    ====  ====
//	| 1    | One. |    1     One.       * - Code           1, One.
//	+------+------+    ====  ====         - Text
//
// The columns of the first two are positions in a line, where a character of
// Chinese, Japanese or Korean takes two columns. The content of a directive is
// read like the rest of the page.

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// restMarkup is the markup within a line of reStructuredText.
var restMarkup = newInlineMarkup(
	inlineRule{inlineText, "``(.+?)``"},
	inlineRule{inlineRaised, ":sup(?:erscript)?:`([^`]+)`"},
	inlineRule{inlineLowered, ":sub(?:script)?:`([^`]+)`"},
	inlineRule{inlineText, ":[A-Za-z][\\w:.+-]*:`[!~]?([^`<]+?)(?:\\s*<[^`>]*>)?`"},
	inlineRule{inlineText, "`([^`<]+?)\\s*<[^`>]*>`__?"},
	inlineRule{inlineText, "`([^`]+)`_{0,2}"},
	inlineRule{inlineRaised, `\s?\[(\p{Nd}{1,3})\]_`},
	inlineRule{inlineNothing, `\s?\[(#[\w-]*|\*)\]_`},
	inlineRule{inlineUnknown, `\|([^|\s][^|]*)\|_{0,2}`},
	inlineRule{inlineText, `\*\*([^\s*](?:[^*]*[^\s*])?)\*\*`},
	inlineRule{inlineEmphasis, `\*([^\s*](?:[^*]*[^\s*])?)\*`},
	inlineRule{inlineNothing, `\\( |$)`},
	inlineRule{inlineText, `\\(\S)`},
)

var (
	gridBorder   = regexp.MustCompile(`^\+(?:[-=]+\+)+$`)
	simpleBorder = regexp.MustCompile(`^=+(?: +=+)+$`)
	restLine     = regexp.MustCompile("^(?:=+|-+|`+|:+|'+|\"+|~+|\\^+|_+|\\*+|\\++|#+|<+|>+|\\.+)$")
	restTarget   = regexp.MustCompile("^\\.\\. _`?([^:`]+)`?:\\s*$")
	directive    = regexp.MustCompile(`^\.\. ([A-Za-z][\w-]*)::\s*(.*)$`)
	restOption   = regexp.MustCompile(`^\s*:([\w-]+):\s*(.*)$`)
	restRemark   = regexp.MustCompile(`^(?:attention|caution|danger|error|hint|important|note|tip|warning|admonition|` +
		`seealso|deprecated|versionadded|versionchanged)$`)
	restPart = regexp.MustCompile(`^(?:only|ifconfig)$`)
	restCode = regexp.MustCompile(`^(?:code|code-block|sourcecode|highlight|parsed-literal|literalinclude|raw|math)$`)
)

// restReader reads a page line by line.
type restReader struct {
	*assembler
	lines  []textLine
	levels []string // styles of headings, in the order of their first use
	inside string   // element of the open directive, or ""
	partTo int      // offset of the end of the part that only some versions of the page have
	indent int      // indentation of that directive
}

// readREST reads a source page in reStructuredText.
func (p *SourcePage) readREST(data []byte, a *assembler) {
	r := &restReader{assembler: a, lines: sourceLines(data)}
	for i := 0; i < len(r.lines); {
		i += max(1, r.block(r.lines[i:]))
	}
	r.leave()
	a.finish()
}

// leave ends the open directive.
func (r *restReader) leave() {
	r.endBlock()
	if r.inside != "" {
		r.end(r.inside, r.block0())
		r.inside = ""
	}
}

func (r *restReader) block0() int { return r.assembler.block.at }

// block reads the block that begins at the first line and returns the number of
// its lines.
func (r *restReader) block(lines []textLine) int {
	line := lines[0].trimmed()
	if r.inside != "" && !line0(line) && lines[0].indent() <= r.indent {
		r.leave()
	}
	switch {
	case line0(line):
		r.endBlock()
		return 1
	case r.inside == "pre":
		r.write(line.text+"\n", line.at)
		return 1
	case gridBorder.MatchString(line.text):
		return r.grid(lines)
	case simpleBorder.MatchString(line.text) && len(lines) > 2:
		return r.simple(lines)
	case restTarget.MatchString(line.text):
		r.target(restTarget.FindStringSubmatch(line.text)[1], line.at)
		return 1
	case strings.HasPrefix(line.text, ".. "), line.text == "..":
		return r.directive(lines)
	}
	if n := r.title(lines); n > 0 {
		return n
	}
	restMarkup.write(r.assembler, line)
	r.write(" ", line.at)
	if strings.HasSuffix(line.text, "::") {
		r.open("pre", lines[0])
	}
	return 1
}

func line0(line textLine) bool { return line.text == "" }

// open begins the content of a directive.
func (r *restReader) open(name string, line textLine) {
	r.leave()
	r.start(name, nil, line.at)
	r.inside, r.indent = name, line.indent()
}

// title reads a heading with a line below it, and possibly above it.
func (r *restReader) title(lines []textLine) int {
	text, rest, style := lines[0], lines[1:], ""
	if restLine.MatchString(text.text) && len(lines) > 2 && lines[2].text == text.text {
		style = "over"
		text, rest = lines[1], lines[2:]
	}
	isTitle := len(rest) > 0 && restLine.MatchString(rest[0].text) && !text.blank() &&
		len(displayColumns(text.text)) <= len(rest[0].text)+1 && !restLine.MatchString(text.text)
	if !isTitle {
		return 0
	}
	style += rest[0].text[:1]
	level := 0
	for level < len(r.levels) && r.levels[level] != style {
		level++
	}
	if level == len(r.levels) {
		r.levels = append(r.levels, style)
	}
	r.heading(level+1, text.trimmed(), restMarkup)
	if strings.HasPrefix(style, "over") {
		return 3
	}
	return 2
}

// directive reads a directive or a comment. It ends at a line that is not
// indented more.
func (r *restReader) directive(lines []textLine) int {
	m := directive.FindStringSubmatch(lines[0].trimmed().text)
	r.endBlock()
	if m == nil { // a comment
		return r.extent(lines)
	}
	options := make(map[string]string)
	n, end := 1, r.extent(lines)
	for n < end && restOption.MatchString(lines[n].text) {
		option := restOption.FindStringSubmatch(lines[n].text)
		options[option[1]] = option[2]
		n++
	}
	switch {
	case m[1] == "include":
		r.diags.Notef(r.posAt(lines[0].at), "include", includeNotRead)
	case restPart.MatchString(m[1]):
		last := lines[end-1]
		r.partTo = max(r.partTo, last.at+len(last.text))
	case m[1] == "list-table":
		r.listTable(lines[n:end], options)
		return end
	case m[1] == "csv-table":
		r.csvTable(lines[n:end], options, lines[0].at)
		return end
	case restRemark.MatchString(m[1]):
		r.open("blockquote", lines[0])
		restMarkup.write(r.assembler, textLine{m[2], lines[0].at})
	case restCode.MatchString(m[1]):
		r.open("pre", lines[0])
	}
	return n
}

// extent returns the number of lines up to one that is not indented more than the
// first.
func (r *restReader) extent(lines []textLine) int {
	n := 1
	for n < len(lines) && (lines[n].blank() || lines[n].indent() > lines[0].indent()) {
		n++
	}
	return n
}

var (
	listRow  = regexp.MustCompile(`^(\s*)[*-] - ?(.*)$`)
	listCell = regexp.MustCompile(`^(\s*)- ?(.*)$`)
)

// listTable reads the rows of a list-table.
func (r *restReader) listTable(lines []textLine, options map[string]string) {
	var rows []sourceRow
	indent := -1
	for _, line := range lines {
		row := listRow.FindStringSubmatchIndex(line.text)
		cell := listCell.FindStringSubmatchIndex(line.text)
		isRow := row != nil && (indent < 0 || row[3] == indent)
		switch {
		case isRow:
			indent = row[3]
			rows = append(rows, sourceRow{at: line.at + indent})
			cell = row
		case len(rows) == 0:
			continue
		case cell != nil && cell[3] == indent+2:
		default:
			last := &rows[len(rows)-1]
			cells := last.cells
			cells[len(cells)-1].lines = append(cells[len(cells)-1].lines, line.trimmed())
			continue
		}
		text := textLine{line.text[cell[4]:], line.at + cell[4]}.trimmed()
		last := &rows[len(rows)-1]
		last.cells = append(last.cells, sourceCell{lines: []textLine{text}})
	}
	r.addRows(trimCells(rows), numberOr(options["header-rows"], 0))
}

// trimCells removes empty lines at the ends of cells.
func trimCells(rows []sourceRow) []sourceRow {
	for i := range rows {
		for j := range rows[i].cells {
			cell := &rows[i].cells[j]
			for len(cell.lines) > 0 && cell.lines[len(cell.lines)-1].blank() {
				cell.lines = cell.lines[:len(cell.lines)-1]
			}
		}
	}
	return rows
}

// csvTable reads the rows of a csv-table.
func (r *restReader) csvTable(lines []textLine, options map[string]string, at int) {
	if options["file"] != "" || options["url"] != "" {
		r.stray = append(r.stray, strayRow{r.posAt(at), "the rows of this table are in another file; import that file"})
		return
	}
	comma := ','
	switch delimiter := options["delim"]; delimiter {
	case "", "tab", "space":
		if delimiter == "tab" {
			comma = '\t'
		}
	default:
		comma, _ = utf8.DecodeRuneInString(delimiter)
	}
	var rows []sourceRow
	headers := numberOr(options["header-rows"], 0)
	if header := options["header"]; header != "" {
		rows = csvRows([]textLine{{header, at}}, comma)
		headers += len(rows)
	}
	r.addRows(append(rows, csvRows(lines, comma)...), headers)
}

// grid reads a grid table.
func (r *restReader) grid(lines []textLine) int {
	n := 0
	for n < len(lines) {
		text := lines[n].trimmed().text
		if !strings.HasPrefix(text, "+") && !strings.HasPrefix(text, "|") {
			break
		}
		n++
	}
	rows, headers, tooLarge := gridRows(lines[:n])
	if tooLarge >= 0 {
		r.failTooLarge(r.posAt(tooLarge))
		return n
	}
	r.addRows(rows, headers)
	return n
}

// simple reads a simple table.
func (r *restReader) simple(lines []textLine) int {
	n := 1
	for n < len(lines) {
		isBorder := simpleBorder.MatchString(lines[n].trimmed().text)
		if n++; isBorder && (n == len(lines) || lines[n].blank()) {
			break
		}
	}
	if n*len(strings.Fields(lines[0].text)) > maxCells {
		r.failTooLarge(r.posAt(lines[0].at))
		return n
	}
	rows, headers := simpleRows(lines[:n])
	r.addRows(rows, headers)
	return n
}

// addRows adds a table, unless only some versions of the page have it.
func (r *restReader) addRows(rows []sourceRow, headers int) {
	if len(rows) > 0 && rows[0].at < r.partTo {
		r.stray = append(r.stray, strayRow{r.posAt(rows[0].at), "leaving out this table, which only some versions " +
			"of the page have; import a page without the only or ifconfig around it"})
		return
	}
	r.addTable(rows, headers, restMarkup)
}

// displayColumns returns the offset of the character in each column of a line, and
// of its end. Wide characters take two columns.
func displayColumns(text string) []int {
	var offsets []int
	for i, c := range text {
		offsets = append(offsets, i)
		if kind := width.LookupRune(c).Kind(); kind == width.EastAsianWide || kind == width.EastAsianFullwidth {
			offsets = append(offsets, i)
		}
	}
	return append(offsets, len(text))
}

// column returns a part of a line by its columns.
func (l textLine) column(offsets []int, from, to int) textLine {
	last := len(offsets) - 1
	begin, end := offsets[min(from, last)], offsets[min(to, last)]
	return textLine{l.text[begin:end], l.at + begin}.trimmed()
}

// simpleRows returns the rows of a simple table. A line with an empty first column
// continues the row above.
func simpleRows(lines []textLine) (rows []sourceRow, headers int) {
	var starts, ends []int
	border := lines[0].text
	for i := range border {
		if border[i] == '=' && (i == 0 || border[i-1] != '=') {
			starts = append(starts, i)
		}
		if border[i] == '=' && (i+1 == len(border) || border[i+1] != '=') {
			ends = append(ends, i+1)
		}
	}
	for _, line := range lines[1:] {
		text := line.trimmed().text
		if simpleBorder.MatchString(text) {
			if headers == 0 && len(rows) > 0 {
				headers = len(rows)
			}
			continue
		}
		if text == "" || strings.Trim(text, "- ") == "" && strings.Contains(text, "--") {
			continue
		}
		offsets := displayColumns(line.text)
		row := sourceRow{at: line.at}
		for i, start := range starts {
			end := len(offsets)
			if i+1 < len(starts) {
				end = starts[i+1]
				if gap := line.column(offsets, ends[i], end); gap.text != "" {
					row.broken = "a text extends over two columns"
				}
			}
			row.cells = append(row.cells, sourceCell{lines: []textLine{line.column(offsets, start, end)}})
		}
		if row.cells[0].lines[0].text == "" && len(rows) > 0 {
			rows[len(rows)-1].join(row)
			continue
		}
		rows = append(rows, row)
	}
	if headers == len(rows) { // the only border is the last one
		headers = 0
	}
	return rows, headers
}

// join adds the lines of the cells of another row.
func (r *sourceRow) join(other sourceRow) {
	for i, cell := range other.cells {
		r.cells[i].lines = append(r.cells[i].lines, cell.lines...)
	}
	if r.broken == "" {
		r.broken = other.broken
	}
}
