package catalog

// This file reads source pages in AsciiDoc: headings, paragraphs and tables.
//
//	[cols="1,3",options="header"]
//	|===
//	|Code |Text
//
//	|1    |One.
//	2+|Over two columns.
//	|===
//
// Cells are only separated, not assigned to rows: the number of columns makes the
// rows. A missing cell would shift all cells after it, so a row that does not
// begin at the beginning of a line breaks the rest of the table.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// asciidocMarkup is the markup within a line of AsciiDoc.
var asciidocMarkup = newInlineMarkup(
	inlineRule{inlineText, "`\\+(.+?)\\+`"},
	inlineRule{inlineText, "``?([^`]+)``?"},
	inlineRule{inlineNothing, `footnote(?:ref)?:[\w-]*(\[[^\]]*\])`},
	inlineRule{inlineText, `(?:https?|mailto|ftp|irc):[^\s\[\]]+\[([^\]]*?)(?:,[^\]]*)?\]`},
	inlineRule{inlineText, `(?:link|xref|kbd|btn|menu|icon|image):[^\s\[\]]*\[([^\]]*?)(?:,[^\]]*)?\]`},
	inlineRule{inlineText, `<<[^,>]+,([^>]*)>>`},
	inlineRule{inlineText, `<<([^,>]+)>>`},
	inlineRule{inlineSpace, `(\{nbsp\}|\{sp\})`},
	inlineRule{inlineNothing, `(\{empty\}|\{zwsp\}|\{blank\}| \+$|\[\[[^\]]*\]\])`},
	inlineRule{inlineText, `\{(vbar|plus|asterisk)\}`},
	inlineRule{inlineUnknown, `\{([A-Za-z_][\w-]*)\}`},
	inlineRule{inlineRaised, `\^([^\s^]+)\^`},
	inlineRule{inlineLowered, `~([^\s~]+)~`},
	inlineRule{inlineText, `\*\*(\S|\S[^*]*\S)\*\*`},
	inlineRule{inlineEmphasis, `\*(\S|\S[^*]*\S)\*`},
	inlineRule{inlineText, `__([^_]+)__`},
	inlineRule{inlineEmphasis, `_([^\s_]|[^\s_][^_]*[^\s_])_`},
	inlineRule{inlineText, `\+\+\+?(.+?)\+\+\+?`},
	inlineRule{inlineText, `\\([{|*_\x60#+])`},
)

var (
	asciidocHeading = regexp.MustCompile(`^(={1,6})\s+(\S.*)$`)
	asciidocAnchor  = regexp.MustCompile(`^\[(?:\[([^\],]+)[^\]]*\]|#([\w:.-]+)[^\]]*)\]$`)
	asciidocList    = regexp.MustCompile(`^\[.*\]$`)
	asciidocRemark  = regexp.MustCompile(`^\[(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\b`)
	columnsKey      = regexp.MustCompile(`cols\s*=\s*(?:"([^"]*)"|([^,\]]+))`)
	headerOption    = regexp.MustCompile(`%[\w%]*header|(?:options|opts)\s*=\s*"?[^"\]]*header|%autowidth[\w%]*%header`)
	noHeader        = regexp.MustCompile(`noheader`)
	formatValue     = regexp.MustCompile(`format\s*=\s*"?(csv|tsv|dsv)`)
	separatorKey    = regexp.MustCompile(`separator\s*=\s*"?([^",\]])`)
	cellStart       = regexp.MustCompile(`(?:(?:^|\s)(\d+)?(?:\.(\d+))?([+*])?(?:[<^>]?(?:\.[<^>])?)[adehlmsv]?)?\|`)
)

// asciidocReader reads a page line by line.
type asciidocReader struct {
	*assembler
	lines      []textLine
	attributes string // attribute list before the next block
	remark     string // delimiter of the open remark, or ""
	depth      int    // number of open directives for parts that only some versions have
	copied     int    // number of characters that repeated cells add
}

// readAsciiDoc reads a source page in AsciiDoc.
func (p *SourcePage) readAsciiDoc(data []byte, a *assembler) {
	r := &asciidocReader{assembler: a, lines: sourceLines(data)}
	for i := 0; i < len(r.lines); {
		i += max(1, r.block(r.lines[i:]))
	}
	r.endBlock()
	a.finish()
}

// block reads the block that begins at the first line and returns the number of
// its lines.
func (r *asciidocReader) block(lines []textLine) int {
	line := lines[0].trimmed()
	attributes := r.attributes
	switch text := line.text; {
	case text == "":
		r.endBlock()
		return 1
	case strings.HasPrefix(text, "////"), isFence(text):
		return r.delimited(lines, text)
	case line.isDirective():
		r.directive(line)
		return 1
	case strings.HasPrefix(text, "//"), strings.HasPrefix(text, ":"):
		return 1
	case asciidocHeading.MatchString(text):
		m := asciidocHeading.FindStringSubmatch(text)
		r.heading(len(m[1]), textLine{m[2], line.at + len(text) - len(m[2])}, asciidocMarkup)
		return 1
	case asciidocAnchor.MatchString(text):
		m := asciidocAnchor.FindStringSubmatch(text)
		r.target(m[1]+m[2], line.at)
		return 1
	case asciidocList.MatchString(text):
		r.endBlock()
		r.attributes = text
		return 1
	case text == "|===" || text == ",===" || text == ":===" || text == "!===":
		r.attributes = ""
		return r.tableBlock(lines, attributes)
	case text == "====" || text == "--" || text == "****" || text == "____":
		r.attributes = ""
		r.section(text, attributes, line.at)
		return 1
	}
	isRemark := asciidocRemark.MatchString(attributes)
	r.attributes = ""
	if isRemark {
		r.start("blockquote", nil, line.at)
	}
	n := 0
	for n == 0 || isRemark && n < len(lines) && !lines[n].blank() {
		asciidocMarkup.write(r.assembler, lines[n].trimmed())
		r.write(" ", lines[n].at)
		n++
	}
	if isRemark {
		r.end("blockquote", line.at)
	}
	return n
}

// section begins or ends a delimited section, which may be a remark.
func (r *asciidocReader) section(delimiter, attributes string, at int) {
	r.endBlock()
	switch {
	case r.remark == delimiter:
		r.end("blockquote", at)
		r.remark = ""
	case r.remark == "" && (asciidocRemark.MatchString(attributes) || delimiter == "____" || delimiter == "****"):
		r.start("blockquote", nil, at)
		r.remark = delimiter
	}
}

func isFence(text string) bool {
	return text == "----" || text == "...." || strings.HasPrefix(text, "```") || text == "++++"
}

// delimited reads code or a comment between two equal lines.
func (r *asciidocReader) delimited(lines []textLine, fence string) int {
	isComment := strings.HasPrefix(fence, "////")
	fence = strings.TrimRight(fence, "abcdefghijklmnopqrstuvwxyz")
	r.endBlock()
	r.attributes = ""
	if !isComment {
		r.start("pre", nil, lines[0].at)
	}
	n := 1
	for n < len(lines) && lines[n].trimmed().text != fence {
		if !isComment {
			r.write(lines[n].text+"\n", lines[n].at)
		}
		n++
	}
	if !isComment {
		r.end("pre", lines[0].at)
	}
	return n + 1
}

// tableBlock reads a table.
func (r *asciidocReader) tableBlock(lines []textLine, attributes string) int {
	fence := lines[0].trimmed().text
	n := 1
	for n < len(lines) && lines[n].trimmed().text != fence {
		n++
	}
	if r.depth > 0 {
		r.stray = append(r.stray, strayRow{r.posAt(lines[0].at), "leaving out this table, which only some versions " +
			"of the page have; import a page without the ifdef or ifeval around it"})
		return n + 1
	}
	content := r.tableLines(lines[1:n])
	format := formatValue.FindStringSubmatch(attributes)
	separator := fence[:1]
	if m := separatorKey.FindStringSubmatch(attributes); m != nil {
		separator = m[1]
	}
	if format != nil || separator != "|" {
		content = slices.DeleteFunc(content, textLine.isDirective)
		rows := csvRows(content, valueSeparator(format, separator))
		r.addTable(rows, headerRows(rows, content, attributes), asciidocMarkup)
		return n + 1
	}
	t := &asciidocTable{columns: columnCount(attributes)}
	for _, line := range content {
		t.addLine(line)
	}
	if t.cells > maxCells {
		r.failTooLarge(r.posAt(lines[0].at))
		return n + 1
	}
	t.finish()
	if !r.mayCopy(t.copied, lines[0].at) {
		return n + 1
	}
	r.addTable(t.rows, headerRows(t.rows, content, attributes), asciidocMarkup)
	return n + 1
}

// asciidocDirective matches a line that includes a file, or begins or ends a part of a
// page that only some versions have.
var asciidocDirective = regexp.MustCompile(`^(include|ifn?def|ifeval|endif)::\S*\[(.*)\]$`)

func (l textLine) isDirective() bool { return asciidocDirective.MatchString(l.trimmed().text) }

const includeNotRead = "the included file is not read; to import its tables, import the file"

// directive enters or leaves a part that only some versions of the page have, and reports
// files that the page includes. Most of them have no tables.
func (r *asciidocReader) directive(line textLine) {
	m := asciidocDirective.FindStringSubmatch(line.trimmed().text)
	switch {
	case m[1] == "include":
		r.diags.Notef(r.posAt(line.at), "include", includeNotRead)
	case m[1] == "endif":
		r.depth = max(0, r.depth-1)
	case opensPart(m):
		r.depth++
	}
}

// opensPart reports whether a directive that asciidocDirective matched applies to the
// lines up to its endif. ifdef::web[text] applies to its text.
func opensPart(m []string) bool {
	return strings.HasPrefix(m[1], "if") && (m[2] == "" || m[1] == "ifeval")
}

// tableLines returns the lines of a table without comments and without the lines that
// only some versions of the page have. It reports these and the lines of other files, and
// keeps the directive for them.
func (r *asciidocReader) tableLines(lines []textLine) []textLine {
	var list []textLine
	depth, inComment := 0, false
	for _, line := range lines {
		text := line.trimmed().text
		m := asciidocDirective.FindStringSubmatch(text)
		switch {
		case strings.HasPrefix(text, "////"):
			inComment = !inComment
		case inComment, strings.HasPrefix(text, "//") && !strings.HasPrefix(text, "///"):
		case m == nil:
			if depth == 0 {
				list = append(list, line)
			}
		case m[1] == "endif":
			depth = max(0, depth-1)
		default:
			if depth == 0 {
				list = append(list, line)
				r.leaveOut(line)
			}
			if opensPart(m) {
				depth++
			}
		}
	}
	return list
}

// leaveOut reports the rows that depend on a directive.
func (r *asciidocReader) leaveOut(line textLine) {
	directive := line.trimmed().text
	problem := "leaving out the rows in " + shorten(directive) + ", which only some versions of the page have"
	if strings.HasPrefix(directive, "include") {
		problem = "leaving out the rows of another file; import a page that contains the rows"
	}
	r.stray = append(r.stray, strayRow{r.posAt(line.at), problem})
}

// valueSeparator returns the separator of a table of separated values. format is
// the match of formatValue, or nil.
func valueSeparator(format []string, separator string) rune {
	switch {
	case separator != "|":
		return rune(separator[0])
	case format[1] == "tsv":
		return '\t'
	case format[1] == "dsv":
		return ':'
	}
	return ','
}

// headerRows returns the number of rows in the header. Without an option, the
// first line is a header if an empty line follows it.
func headerRows(rows []sourceRow, content []textLine, attributes string) int {
	isHeader := headerOption.MatchString(attributes) ||
		len(content) > 1 && !content[0].blank() && content[1].blank()
	if noHeader.MatchString(attributes) || !isHeader || len(rows) < 2 {
		return 0
	}
	return 1
}

// columnCount returns the number of columns in the attributes: "1,3*,2" has five.
// It returns 0 if they have none.
func columnCount(attributes string) int {
	m := columnsKey.FindStringSubmatch(attributes)
	if m == nil {
		return 0
	}
	n := 0
	for part := range strings.FieldsFuncSeq(m[1]+m[2], func(c rune) bool { return c == ',' || c == ';' }) {
		times, _, repeated := strings.Cut(strings.TrimSpace(part), "*")
		if repeated {
			n += numberOr(times, 1)
		} else {
			n++
		}
	}
	return min(n, 100)
}

// numberOr returns the number in a text, limited to 0 to 1,000, or otherwise if it
// has none.
func numberOr(text string, otherwise int) int {
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil {
		return otherwise
	}
	return min(max(n, 0), 1000)
}

// maxCopied is the maximum number of characters that repeated cells add to a page.
const maxCopied = 1_000_000

// mayCopy counts characters that repeated cells add. It reports whether they are within
// the limit.
func (r *asciidocReader) mayCopy(n, at int) bool {
	if r.copied += n; r.copied > maxCopied && !r.failed {
		r.failed = true
		r.diags.Errorf(r.posAt(at), "too-large",
			"repeated cells, such as 2*|a, add more than %d characters to the page; keep only the relevant part",
			maxCopied)
	}
	return r.copied <= maxCopied
}

// asciidocTable assigns the cells of a table to rows.
type asciidocTable struct {
	columns int // 0 until the first line with cells
	rows    []sourceRow
	down    []int // by column, the number of rows below that a cell extends over
	open    bool  // the last row has room for cells
	next    int   // column of the next cell
	cells   int   // number of cells so far
	copied  int   // number of characters in repeated cells
	gap     bool  // there was an empty line within a row
	shifted bool  // the cells can no longer be assigned
}

// addLine adds the cells in a line, after the rest of the cell of the last line.
func (t *asciidocTable) addLine(line textLine) {
	if line.isDirective() {
		t.shifted = t.shifted || t.open // cells of the open row may be missing
		return
	}
	starts := cellStarts(line.text)
	if len(starts) == 0 {
		t.continueCell(line.trimmed())
		t.gap = line.blank() && t.open
		return
	}
	if starts[0][0] > 0 {
		t.continueCell(textLine{line.text[:starts[0][0]], line.at}.trimmed())
	}
	if t.columns == 0 {
		for _, start := range starts {
			columns, _, times := cellSpec(line.text, start)
			t.columns += columns * times
		}
		t.columns = min(t.columns, 100)
		t.down = nil
	}
	// A row begins at the beginning of a line, or all its cells have their own line.
	if t.open && (t.gap || len(starts) > 1) || len(starts) > t.columns {
		t.shifted = true
	}
	t.gap = false
	for i, start := range starts {
		end := len(line.text)
		if i+1 < len(starts) {
			end = starts[i+1][0]
		}
		columns, rows, times := cellSpec(line.text, start)
		text := textLine{unescapeCell.Replace(line.text[start[1]:end]), line.at + start[1]}.trimmed()
		t.copied += len(text.text) * (times - 1)
		for range times {
			t.addCell(sourceCell{lines: []textLine{text}, columns: columns, rows: rows}, line.at)
		}
	}
}

var unescapeCell = strings.NewReplacer(`\|`, "|")

// cellStarts returns the places of the separators in a line, with their
// specifications.
func cellStarts(text string) [][]int {
	var list [][]int
	for _, at := range cellStart.FindAllStringSubmatchIndex(text, 1000) {
		if at[1] < 2 || text[at[1]-2] != '\\' {
			list = append(list, at)
		}
	}
	return list
}

// cellSpec returns the columns and rows that a cell extends over, and how often it
// is repeated.
func cellSpec(text string, at []int) (columns, rows, times int) {
	group := func(i int) string {
		if at[2*i] < 0 {
			return ""
		}
		return text[at[2*i]:at[2*i+1]]
	}
	first, second := max(1, numberOr(group(1), 1)), max(1, numberOr(group(2), 1))
	if group(3) == "*" {
		return 1, 1, min(first, 100)
	}
	return min(first, 100), second, 1
}

// continueCell adds a line to the last cell.
func (t *asciidocTable) continueCell(line textLine) {
	if len(t.rows) == 0 {
		return
	}
	cells := t.rows[len(t.rows)-1].cells
	if len(cells) > 0 {
		cell := &cells[len(cells)-1]
		cell.lines = append(cell.lines, line)
	}
}

// addCell adds a cell to the open row, or to a new one. A table with more cells than maxCells
// is an error, so that those beyond it need no memory.
func (t *asciidocTable) addCell(cell sourceCell, at int) {
	if t.cells++; t.cells > maxCells {
		return
	}
	if !t.open {
		t.rows = append(t.rows, sourceRow{at: at})
		t.next, t.open = 0, true
		if t.down == nil {
			t.down = make([]int, t.columns)
		}
		t.skip()
	}
	row := &t.rows[len(t.rows)-1]
	if t.shifted {
		row.broken = "a row above it has too few or too many cells"
	}
	row.cells = append(row.cells, cell)
	for i := t.next; i < t.next+cell.columns; i++ {
		if i >= t.columns {
			t.shifted = true
			row.broken = "its cells extend over more columns than the table has"
			break
		}
		t.down[i] = cell.rows - 1
	}
	t.next += cell.columns
	t.skip()
	t.open = t.next < t.columns
}

// skip moves to the next column that no cell of a row above extends into.
func (t *asciidocTable) skip() {
	for t.next < t.columns && t.down[t.next] > 0 {
		t.down[t.next]--
		t.next++
	}
}

// finish ends the table.
func (t *asciidocTable) finish() {
	if t.open && len(t.rows) > 0 {
		t.rows[len(t.rows)-1].broken = "it has too few cells"
	}
	trimCells(t.rows)
}
