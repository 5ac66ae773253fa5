package catalog

// This file assembles the tags and text of a source page into tables, blocks
// and pairs. It reads them in order and builds no tree: end tags that HTML lets
// authors omit (of cells and rows) are implied by the tags that follow.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"golang.org/x/net/html"
)

// assembler collects the contents of a source page.
type assembler struct {
	*SourcePage
	diags         *diag.List
	headings      [7]string // by level, 1 to 6
	anchors       [7][]string
	level         int // of the open heading or the last one
	recentAnchors []string
	open          []*tableBuilder // open tables, innermost last
	spans         []span
	block         buffer
	inCode        bool
	mdx           bool // braces contain expressions
	conditions    int  // number of open conditions of a site generator

	inHeading  bool
	introduced bool     // the introduction has ended
	asides     []string // open elements with remarks, which are not part of the introduction
	remark     bool     // in a remark between lines of colons

	hidden      string // name of the open element that readers do not see
	hiddenDepth int
	mark        *mark // open element that may be a footnote mark

	halves map[string]*Pair
	order  []string
	cells  int
	spread int // number of cells that larger cells fill
	failed bool

	spreadText int // number of characters that larger cells repeat in the rows below
	lookAhead  int // number of characters that the search for markup read in vain
}

// tableBuilder is a table that is being assembled.
type tableBuilder struct {
	grid    *Grid
	row     []Cell
	down    []Cell // cells of the previous row, which may extend into this one
	inRow   bool
	inHead  bool // in thead
	data    bool // the row has a data cell
	inCell  bool
	cell    Cell
	columns int // number of columns of the cell
	text    buffer
	broken  string // why the row cannot be read
}

// span is a span element, which may contain one half of a Pair.
type span struct {
	id     string
	source bool
	text   *strings.Builder
}

// buffer collects a translated text and its source.
type buffer struct {
	text, source strings.Builder
	at           int
	used         bool
	ending       string // attribute list, which is text only if other text follows it; or ""
}

func (b *buffer) write(text string, at int, toText, toSource bool) {
	if !b.used && strings.TrimSpace(text) != "" {
		b.at, b.used = at, true
	}
	if toText {
		b.text.WriteString(text)
	}
	if toSource {
		b.source.WriteString(text)
	}
}

func newAssembler(p *SourcePage, diags *diag.List) *assembler {
	return &assembler{SourcePage: p, diags: diags, halves: make(map[string]*Pair)}
}

// write adds a piece of text at the given offset.
func (a *assembler) write(text string, at int) {
	if a.hidden != "" {
		return
	}
	toText, toSource := true, true
	for _, s := range a.spans {
		if s.id != "" {
			toText, toSource = !s.source, s.source
			s.text.WriteString(text)
		}
	}
	if a.mark != nil {
		a.mark.pieces = append(a.mark.pieces, piece{text, at, toText, toSource})
		return
	}
	a.put(piece{text, at, toText, toSource})
}

// put adds a piece of text to the open cell or block.
func (a *assembler) put(p piece) {
	b := a.buffer()
	if b == nil {
		return
	}
	if b.ending != "" && strings.TrimSpace(p.text) != "" {
		a.hole(b.ending)
		b.write(b.ending, p.at, p.toText, p.toSource)
		b.ending = ""
	}
	b.write(p.text, p.at, p.toText, p.toSource)
}

// buffer returns the buffer of the open cell or block, or nil between cells.
func (a *assembler) buffer() *buffer {
	switch t := a.table(); {
	case t == nil:
		return &a.block
	case t.inCell:
		return &t.text
	}
	return nil
}

func (a *assembler) table() *tableBuilder {
	if len(a.open) == 0 {
		return nil
	}
	return a.open[len(a.open)-1]
}

// endBlock ends the current block of text.
func (a *assembler) endBlock() {
	a.endMark()
	text := normalizeSpace(a.block.text.String())
	if text != "" {
		b := block{pos: a.posAt(a.block.at), text: text, source: normalizeSpace(a.block.source.String())}
		if b.source == text {
			b.source = ""
		}
		if a.inCode {
			b.text = a.block.text.String()
			a.code = append(a.code, b)
		} else {
			a.blocks = append(a.blocks, b)
		}
		a.introduce(b)
	}
	a.block = buffer{}
}

// introduce records the first title and the blocks after it, up to the next
// heading or code block.
func (a *assembler) introduce(b block) {
	switch {
	case a.introduced:
	case a.inHeading && a.title.text == "" && a.level == 1:
		a.title = b
	case a.inHeading || a.inCode:
		a.introduced = a.title.text != ""
	case strings.HasPrefix(b.text, ":::"):
		a.remark = !strings.Contains(b.text, " ") && b.text != ":::"
	case a.title.text != "" && len(a.asides) == 0 && !a.remark:
		a.leads = append(a.leads, b)
	}
}

// lineBreak separates the lines of a cell. It is a space in HTML.
const lineBreak = "\v"

// start handles a start tag.
func (a *assembler) start(name string, attrs []html.Attribute, at int) {
	if a.hides(name, attrs) {
		return
	}
	a.anchor(name, attrs)
	a.startAside(name, attrs)
	switch name {
	case "span":
		a.startSpan(attrs)
	case "sup", "a":
		a.startMark(name, attrs)
	case "sub":
		a.lower()
	case "br":
		a.write(lineBreak, at)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		a.endBlock()
		a.level, a.inHeading = int(name[1]-'0'), true
		for i := a.level; i < len(a.headings); i++ {
			a.headings[i], a.anchors[i] = "", nil
		}
		a.anchors[a.level], a.recentAnchors = a.recentAnchors, nil
		a.anchor(name, attrs)
	case "p", "div", "li", "ul", "ol", "section", "article", "blockquote", "dt", "dd", "main", "body":
		if a.table() == nil {
			a.endBlock()
		} else {
			a.write(lineBreak, at)
		}
	case "pre":
		a.endBlock()
		a.inCode = true
	case "table", "thead", "tbody", "tr", "th", "td":
		a.startTable(name, attrs, at)
	}
}

// maxAnchors is the maximum number of link targets below a heading. Each table below the
// heading has all of them.
const maxAnchors = 100

// anchor records the names of link targets.
func (a *assembler) anchor(name string, attrs []html.Attribute) {
	for _, attr := range attrs {
		if attr.Val != "" && (attr.Key == "id" || attr.Key == "name" && name == "a") {
			if a.level > 0 && len(a.anchors[a.level]) < maxAnchors {
				a.anchors[a.level] = append(a.anchors[a.level], attr.Val)
			}
			a.recentAnchors = append(a.recentAnchors, attr.Val)
			if len(a.recentAnchors) > 4 {
				a.recentAnchors = a.recentAnchors[1:]
			}
		}
	}
}

func (a *assembler) startSpan(attrs []html.Attribute) {
	s := span{}
	for _, attr := range attrs {
		switch attr.Key {
		case "data-ttu-id":
			s.id, s.text = attr.Val, new(strings.Builder)
		case "data-stu-id":
			s.id, s.source, s.text = attr.Val, true, new(strings.Builder)
		}
	}
	if len(a.spans) < maxDeep {
		a.spans = append(a.spans, s)
	}
}

// end handles an end tag.
func (a *assembler) end(name string, at int) {
	if a.endsHidden(name) {
		return
	}
	if a.mark != nil && a.mark.name == name {
		a.endMark()
	}
	a.endAside(name)
	switch name {
	case "span":
		a.endSpan(at)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		heading := normalizeSpace(a.block.text.String())
		if a.level > 0 && a.table() == nil {
			a.headings[a.level] = heading
			source := normalizeSpace(a.block.source.String())
			a.anchors[a.level] = append(a.anchors[a.level], slug(heading), slug(source))
		}
		a.endBlock()
		a.recentAnchors, a.inHeading = nil, false
	case "p", "div", "li", "dt", "dd", "blockquote", "section", "article":
		if a.table() == nil {
			a.endBlock()
		}
	case "pre":
		a.endBlock()
		a.inCode = false
	case "table", "thead", "tr", "th", "td":
		a.endTable(name)
	}
}

// slug returns the anchor that most sites generate for a heading.
func slug(heading string) string {
	return strings.ReplaceAll(strings.ToLower(heading), " ", "-")
}

func (a *assembler) endSpan(at int) {
	if len(a.spans) == 0 {
		return
	}
	s := a.spans[len(a.spans)-1]
	a.spans = a.spans[:len(a.spans)-1]
	if s.id == "" {
		return
	}
	pair := a.halves[s.id]
	if pair == nil {
		pair = &Pair{Pos: a.posAt(at), ID: s.id}
		a.halves[s.id] = pair
		a.order = append(a.order, s.id)
	}
	half := &pair.Text
	if s.source {
		half = &pair.Source
	}
	if *half != "" {
		a.diags.Warnf(a.posAt(at), "unaligned", "duplicate id %q; the first one is used", shorten(s.id))
		return
	}
	*half = normalizeSpace(s.text.String())
}

// finish ends all open elements.
func (a *assembler) finish() {
	a.hidden = ""
	a.endMark()
	for len(a.open) > 0 {
		a.endTable("table")
	}
	a.endBlock()
	for _, id := range a.order {
		pair := a.halves[id]
		if pair.Text == "" || pair.Source == "" {
			a.diags.Warnf(pair.Pos, "unaligned",
				"expected a source message and a translation with the id %q, found only one of them",
				shorten(id))
			continue
		}
		a.Pairs = append(a.Pairs, *pair)
	}
}

// startTable handles the start tag of a table or of one of its parts.
func (a *assembler) startTable(name string, attrs []html.Attribute, at int) {
	if name == "table" {
		a.openTable(at)
		return
	}
	t := a.table()
	if t == nil {
		return
	}
	switch name {
	case "thead":
		t.inHead = true
	case "tbody":
		a.endRow(t)
		t.inHead = false
	case "tr":
		a.endRow(t)
		t.inRow = true
	default:
		a.endCell(t)
		a.fill(t)
		t.inRow, t.inCell, t.data = true, true, t.data || name == "td"
		t.cell = Cell{Pos: a.posAt(at), spans: intAttribute(attrs, "rowspan", 10_000) - 1}
		t.columns = intAttribute(attrs, "colspan", 100)
		t.text = buffer{}
	}
}

// openTable begins a table below the current headings.
func (a *assembler) openTable(at int) {
	if len(a.open) >= maxDeep {
		if !a.failed {
			a.diags.Errorf(a.posAt(at), "too-deep", "tables are nested more than %d levels deep", maxDeep)
		}
		a.failed = true
		return
	}
	a.endBlock()
	grid := &Grid{Pos: a.posAt(at)}
	for level := 1; level < len(a.headings); level++ {
		if a.headings[level] != "" {
			grid.Headings = append(grid.Headings, a.headings[level])
		}
	}
	for _, anchor := range slices.Concat(a.anchors[a.level], a.recentAnchors) {
		if anchor != "" && !slices.Contains(grid.Anchors, anchor) {
			grid.Anchors = append(grid.Anchors, anchor)
		}
	}
	a.open = append(a.open, &tableBuilder{grid: grid})
}

// maxSpreadText is the maximum number of characters that cells repeat in the rows below.
const maxSpreadText = 10_000_000

// fill adds the cells of the previous row that extend into the current one.
func (a *assembler) fill(t *tableBuilder) {
	for len(t.row) < len(t.down) && t.down[len(t.row)].spans > 0 && a.mayAdd(0, 1, t.down[len(t.row)].Pos) {
		cell := t.down[len(t.row)]
		cell.spans--
		if a.spreadText += len(cell.Text); a.spreadText > maxSpreadText && !a.failed {
			a.failed = true
			a.diags.Errorf(cell.Pos, "too-large", "the cells of the source page that extend over several rows repeat "+
				"more than %d characters; keep only the relevant part", maxSpreadText)
		}
		t.row = append(t.row, cell)
	}
}

func (a *assembler) endCell(t *tableBuilder) {
	if !t.inCell {
		return
	}
	a.endMark()
	t.inCell = false
	t.cell.columns = t.columns
	t.cell.parts = cellLines(t.text.text.String())
	t.cell.Text, t.cell.Source = normalizeSpace(t.text.text.String()), normalizeSpace(t.text.source.String())
	if t.text.used {
		t.cell.Pos = a.posAt(t.text.at)
	}
	if t.cell.Source == t.cell.Text {
		t.cell.Source = ""
	}
	if !a.mayAdd(1, t.columns-1, t.cell.Pos) {
		return
	}
	t.row = append(t.row, t.cell)
	for range t.columns - 1 {
		t.row = append(t.row, Cell{Pos: t.cell.Pos})
	}
}

// mayAdd counts cells of the page, and others that larger cells fill. It reports whether
// both are within the limits.
func (a *assembler) mayAdd(cells, spread int, pos diag.Pos) bool {
	a.cells += cells
	a.spread += spread
	switch {
	case a.failed:
	case a.cells > maxCells:
		a.failTooLarge(pos)
	case a.spread > maxSpread:
		a.failed = true
		a.diags.Errorf(pos, "too-large", "the cells of the source page that extend over several columns or rows "+
			"fill more than %d others; keep only the relevant part", maxSpread)
	}
	return !a.failed
}

// failTooLarge reports that the tables have too many cells.
func (a *assembler) failTooLarge(pos diag.Pos) {
	if !a.failed {
		a.diags.Errorf(pos, "too-large",
			"the tables of the source page have more than %d cells; keep only the relevant part", maxCells)
	}
	a.failed = true
}

// complete arranges a table whose rows were read, and adds it to the page. Each cell that a
// row lacks counts, because the table is read by columns.
func (a *assembler) complete(g *Grid) {
	missing := g.width() * len(g.Rows)
	for _, row := range g.Rows {
		missing -= len(row)
	}
	if a.mayAdd(missing, 0, g.Pos) {
		g.arrange()
		a.Tables = append(a.Tables, g)
	}
}

// endRow adds the row to the table, either as the header or as a data row.
func (a *assembler) endRow(t *tableBuilder) {
	a.endCell(t)
	if !t.inRow {
		return
	}
	a.fill(t)
	if !t.data && isNewHeader(t.grid, t.row) {
		a.splitTable(t)
	}
	isHeader := len(t.grid.Rows) == 0 && (t.inHead || !t.data) && !isSubheading(t.grid, t.row)
	switch {
	case len(t.row) == 0:
	case isHeader && t.grid.Header == nil:
		t.grid.Header = extendHeadings(t.row)
	case isHeader:
		t.grid.Header = joinHeaders(t.grid.Header, extendHeadings(t.row))
	case !a.failed:
		if t.broken == "" && a.conditions > 0 {
			t.broken = "only some versions of the page have it"
		}
		if t.broken != "" {
			t.grid.breakRow(t.broken)
		}
		t.grid.Rows = append(t.grid.Rows, t.row)
	}
	t.down, t.row, t.inRow, t.data, t.broken = t.row, nil, false, false, ""
}

// isNewHeader reports whether a row of headings is another header than that of the
// table with rows above it. A single heading is a subheading.
func isNewHeader(grid *Grid, row []Cell) bool {
	isCode := func(cell Cell) bool { return rankOf(cell) <= kindHeading }
	return len(grid.Rows) > 0 && !grid.repeatsHeader(row) && !grid.structures(row) && slices.ContainsFunc(row, isCode)
}

// isSubheading reports whether a row below the header of a table is a single heading
// that extends over the whole table.
func isSubheading(grid *Grid, row []Cell) bool {
	n := len(grid.Header)
	return n > 1 && len(row) > 0 && row[0].columns >= n
}

// splitTable ends a table and begins another at the same place of the page.
func (a *assembler) splitTable(t *tableBuilder) {
	above := t.grid
	a.complete(above)
	t.grid = &Grid{Pos: t.row[0].Pos, Headings: above.Headings, Anchors: above.Anchors}
}

// cellLines returns the lines of a cell, or nil if it has only one.
func cellLines(text string) []string {
	var lines []string
	for line := range strings.SplitSeq(text, lineBreak) {
		if line = normalizeSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) < 2 {
		return nil
	}
	return lines
}

func (a *assembler) endTable(name string) {
	t := a.table()
	if t == nil {
		return
	}
	switch name {
	case "tr":
		a.endRow(t)
	case "thead":
		a.endRow(t)
		t.inHead = false
	case "th", "td":
		a.endCell(t)
	case "table":
		a.endRow(t)
		a.open = a.open[:len(a.open)-1]
		a.complete(t.grid)
		a.recentAnchors = nil
	}
}

// intAttribute returns the value of an attribute, limited to the range 1 to
// most. It returns 1 if the attribute is missing or not a number.
func intAttribute(attrs []html.Attribute, key string, most int) int {
	for _, attr := range attrs {
		if attr.Key == key {
			if n, err := strconv.Atoi(strings.Trim(attr.Val, " {}")); err == nil { // {2} in MDX
				return min(max(n, 1), most)
			}
		}
	}
	return 1
}
