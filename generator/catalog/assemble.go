package catalog

// An assembler takes the tags and texts of a page in order, with their offsets,
// and makes tables, blocks and pairs of them. It needs no tree: tags that HTML
// lets writers leave out (of cells and rows) are implied by those that follow.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"golang.org/x/net/html"
)

type assembler struct {
	*Page
	diags    *diag.List
	headings [7]string // by level, 1 to 6
	anchors  [7][]string
	level    int // of the heading that is open or was last
	loose    []string
	open     []*building // tables, the innermost last
	spans    []span
	block    buffer
	inCode   bool

	inHeading  bool
	introduced bool // what follows is no introduction any more

	halves map[string]*Pair
	order  []string
	cells  int
	failed bool
}

// building is a table that is being read.
type building struct {
	grid    *Grid
	row     []Cell
	down    []Cell // cells of the row above, which may reach into this one
	inRow   bool
	inHead  bool // in thead
	data    bool // the row has a cell of data
	inCell  bool
	cell    Cell
	columns int // that the cell takes
	text    buffer
}

// span is an element span, which may hold a half of a pair.
type span struct {
	id     string
	source bool
	text   *strings.Builder
}

// buffer collects a text, with what it was translated from.
type buffer struct {
	text, source strings.Builder
	at           int
	used         bool
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

func newAssembler(p *Page, diags *diag.List) *assembler {
	return &assembler{Page: p, diags: diags, halves: make(map[string]*Pair)}
}

// write takes a piece of text.
func (a *assembler) write(text string, at int) {
	toText, toSource := true, true
	for _, s := range a.spans {
		if s.id != "" {
			toText, toSource = !s.source, s.source
			s.text.WriteString(text)
		}
	}
	if t := a.table(); t != nil {
		if t.inCell {
			t.text.write(text, at, toText, toSource)
		}
		return
	}
	a.block.write(text, at, toText, toSource)
}

func (a *assembler) table() *building {
	if len(a.open) == 0 {
		return nil
	}
	return a.open[len(a.open)-1]
}

// endBlock puts the running text so far into a block of its own.
func (a *assembler) endBlock() {
	text := clean(a.block.text.String())
	if text != "" {
		b := block{pos: a.at(a.block.at), text: text, source: clean(a.block.source.String())}
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

// introduce keeps the first title and what follows it, up to the next heading or
// code.
func (a *assembler) introduce(b block) {
	switch {
	case a.introduced:
	case a.inHeading && a.title.text == "" && a.level == 1:
		a.title = b
	case a.inHeading || a.inCode:
		a.introduced = a.title.text != ""
	case a.title.text != "":
		a.leads = append(a.leads, b)
	}
}

// start takes a tag that begins an element.
func (a *assembler) start(name string, attrs []html.Attribute, at int) {
	a.anchor(name, attrs)
	switch name {
	case "span":
		a.startSpan(attrs)
	case "br":
		a.write(" ", at)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		a.endBlock()
		a.level, a.inHeading = int(name[1]-'0'), true
		for i := a.level; i < len(a.headings); i++ {
			a.headings[i], a.anchors[i] = "", nil
		}
		a.anchors[a.level], a.loose = a.loose, nil
		a.anchor(name, attrs)
	case "p", "div", "li", "ul", "ol", "section", "article", "blockquote", "dt", "dd", "main", "body":
		if a.table() == nil {
			a.endBlock()
		} else {
			a.write(" ", at)
		}
	case "pre":
		a.endBlock()
		a.inCode = true
	case "table", "thead", "tbody", "tr", "th", "td":
		a.startTable(name, attrs, at)
	}
}

// anchor notes names that links lead to.
func (a *assembler) anchor(name string, attrs []html.Attribute) {
	for _, attr := range attrs {
		if attr.Val != "" && (attr.Key == "id" || attr.Key == "name" && name == "a") {
			if a.level > 0 {
				a.anchors[a.level] = append(a.anchors[a.level], attr.Val)
			}
			a.loose = append(a.loose, attr.Val)
			if len(a.loose) > 4 {
				a.loose = a.loose[1:]
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

// end takes a tag that ends an element.
func (a *assembler) end(name string, at int) {
	switch name {
	case "span":
		a.endSpan(at)
	case "h1", "h2", "h3", "h4", "h5", "h6":
		heading := clean(a.block.text.String())
		if a.level > 0 && a.table() == nil {
			a.headings[a.level] = heading
			a.anchors[a.level] = append(a.anchors[a.level], slug(heading), slug(clean(a.block.source.String())))
		}
		a.endBlock()
		a.loose, a.inHeading = nil, false
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

// slug is the anchor that most sites make of a heading.
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
		pair = &Pair{Pos: a.at(at), ID: s.id}
		a.halves[s.id] = pair
		a.order = append(a.order, s.id)
	}
	half := &pair.Text
	if s.source {
		half = &pair.Source
	}
	if *half != "" {
		a.diags.Warnf(a.at(at), "unaligned", "the id %q is there twice; the first counts", cut(s.id))
		return
	}
	*half = clean(s.text.String())
}

// finish closes what is open.
func (a *assembler) finish() {
	for len(a.open) > 0 {
		a.endTable("table")
	}
	a.endBlock()
	for _, id := range a.order {
		pair := a.halves[id]
		if pair.Text == "" || pair.Source == "" {
			a.diags.Warnf(pair.Pos, "unaligned", "the id %q has only one of source and translation", cut(id))
			continue
		}
		a.Pairs = append(a.Pairs, *pair)
	}
}

func (a *assembler) startTable(name string, attrs []html.Attribute, at int) {
	t := a.table()
	if name == "table" {
		if len(a.open) >= maxDeep {
			if !a.failed {
				a.diags.Errorf(a.at(at), "too-deep", "tables are nested more than %d levels deep", maxDeep)
			}
			a.failed = true
			return
		}
		a.endBlock()
		grid := &Grid{Pos: a.at(at)}
		for level := 1; level < len(a.headings); level++ {
			if a.headings[level] != "" {
				grid.Headings = append(grid.Headings, a.headings[level])
			}
		}
		for _, anchor := range slices.Concat(a.anchors[a.level], a.loose) {
			if anchor != "" && !slices.Contains(grid.Anchors, anchor) {
				grid.Anchors = append(grid.Anchors, anchor)
			}
		}
		a.open = append(a.open, &building{grid: grid})
		return
	}
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
		t.fill()
		t.inRow, t.inCell, t.data = true, true, t.data || name == "td"
		t.cell = Cell{Pos: a.at(at), spans: number(attrs, "rowspan", 10_000) - 1}
		t.columns = number(attrs, "colspan", 100)
		t.text = buffer{}
	}
}

// fill takes over the cells that reach down from the row above.
func (t *building) fill() {
	for len(t.row) < len(t.down) && t.down[len(t.row)].spans > 0 {
		cell := t.down[len(t.row)]
		cell.spans--
		t.row = append(t.row, cell)
	}
}

func (a *assembler) endCell(t *building) {
	if !t.inCell {
		return
	}
	t.inCell = false
	t.cell.Text, t.cell.Source = clean(t.text.text.String()), clean(t.text.source.String())
	if t.text.used {
		t.cell.Pos = a.at(t.text.at)
	}
	if t.cell.Source == t.cell.Text {
		t.cell.Source = ""
	}
	t.row = append(t.row, t.cell)
	for range t.columns - 1 {
		t.row = append(t.row, Cell{Pos: t.cell.Pos})
	}
	if a.cells += t.columns; a.cells > maxCells && !a.failed {
		a.failed = true
		a.diags.Errorf(t.cell.Pos, "too-large", "the page's tables have more than %d cells; cut out the part that matters", maxCells)
	}
}

// endRow makes the row the table's header or one of its rows.
func (a *assembler) endRow(t *building) {
	a.endCell(t)
	if !t.inRow {
		return
	}
	t.fill()
	switch {
	case len(t.row) == 0:
	case len(t.grid.Rows) == 0 && t.grid.Header == nil && (t.inHead || !t.data):
		t.grid.Header = t.row
	case !a.failed:
		t.grid.Rows = append(t.grid.Rows, t.row)
	}
	t.down, t.row, t.inRow, t.data = t.row, nil, false, false
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
		a.Tables = append(a.Tables, t.grid)
		a.loose = nil
	}
}

// number is the value of an attribute, from 1 to most.
func number(attrs []html.Attribute, key string, most int) int {
	for _, attr := range attrs {
		if attr.Key == key {
			if n, err := strconv.Atoi(strings.TrimSpace(attr.Val)); err == nil {
				return min(max(n, 1), most)
			}
		}
	}
	return 1
}
