package catalog

// This file merges the tables of codes on source pages into a table of
// codes.yaml, by code and subcode. It never overwrites the work of people: it
// sets a text only if there is none, or if the existing one was imported, has
// not changed since and has the state of a machine translation. All other
// differences are reported. Repeating an import is a no-op.
//
// A row of a source page may cover several subcodes. If the table has them in
// several rows, each row gets the text. The missing ones become a new draft row.
// If two source pages contradict each other, the first one wins.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Options configures an import. By default, the source pages determine all of it.
type Options struct {
	Domain   string            // domain of the table; "" if the file has only one
	Locale   string            // locale of the source pages; "" to use the one they declare
	Source   string            // source locale of a new table; "" for en
	State    codes.State       // state of the texts; "" to use the one the source pages declare, or mt
	Headings []string          // import only tables below one of these headings
	Anchors  []string          // import only tables at one of these anchors
	Columns  map[string]string // heading or number of columns, by ColumnNames; the others are detected

	Described *Described `yaml:"-"` // texts of the API description to translate; may be nil
}

// Report is the result of an import.
type Report struct {
	Tables  []*TableReport
	Rows    int      // rows of tables of codes that were read
	LeftOut int      // rows and translations that were left out, with a warning each
	Docs    int      // translations of the description on the source pages
	Same    int      // texts that the table already has
	Added   []Change // new texts
	Updated []Change // imported texts that changed on the source pages
	Differs []Change // texts that differ from the source pages and were preserved
	Gone    []Change // rows missing from the source pages
}

// TableReport is a table of codes on a source page.
type TableReport struct {
	Pos       diag.Pos
	Name      string      // last heading above the table, or ""
	Columns   []ColumnUse // in the order of ColumnNames
	Ignored   []ColumnUse // other columns
	Rows      int         // rows with data: the sum of the next three
	New       int         // rows for codes that the table of codes did not have
	Merged    int         // rows for codes that it had
	LeftOut   int
	Structure int // subheadings, empty rows and repeated headers
}

// ColumnUse is a column of a table and its use.
type ColumnUse struct {
	Use     string // one of ColumnNames; "" if the column is not imported
	Number  int    // 1 for the first column
	Heading string // "" if the table has no header
}

// Change is a change of one text, or of a row. For translations of the
// description, Row is the pointer.
type Change struct {
	Pos      diag.Pos // in the source page; for a missing row, in the table
	Row      string   // code/subcode
	ID       codes.ID
	Part     Part // of the row; "" for translations of the description
	New      bool // the row is new too
	Locale   string
	Old, Now string
}

// importer is the state of an import.
type importer struct {
	*Editor
	opt     Options
	table   *codes.Table // existing or new table
	isNew   bool
	report  *Report
	diags   *diag.List
	seen    map[*codes.Code]bool
	rowOf   map[codeKey]*codes.Code
	ranges  map[string][]*codes.Code // by code; sorted, without overlaps
	ids     map[codes.ID]bool
	set     map[textPlace]Change // texts that this import has set or found unchanged
	page    *SourcePage
	onPage  pageTexts // of the current page
	locale  string
	state   codes.State
	newRows []*codes.Code // new rows
	isFresh map[*codes.Code]bool
	locales []string // locales that the table does not have yet
	states  map[string]codes.State
	entered map[*SourcePage]entered
	setDocs map[docPlace]Change
	guesses map[*Grid]guess
}

// entered is the locale and state of a source page. ok is false if the locale is
// unknown.
type entered struct {
	ok     bool
	locale string
	state  codes.State
}

// Import merges source pages into an editor. If the diagnostics contain an
// error, the report is incomplete and the editor must not be used.
func Import(e *Editor, pages []*SourcePage, opt Options) (*Report, *diag.List) {
	im := &importer{
		Editor: e, opt: opt, report: new(Report), diags: new(diag.List),
		seen: make(map[*codes.Code]bool), rowOf: make(map[codeKey]*codes.Code),
		ranges: make(map[string][]*codes.Code), ids: make(map[codes.ID]bool),
		set: make(map[textPlace]Change), isFresh: make(map[*codes.Code]bool), states: make(map[string]codes.State),
		entered: make(map[*SourcePage]entered), setDocs: make(map[docPlace]Change),
		guesses: make(map[*Grid]guess),
	}
	for _, option := range []*string{&im.opt.Locale, &im.opt.Source} {
		checkLocaleOption(option, im.diags)
	}
	if !im.chooseTable() || im.diags.HasErrors() {
		return im.report, im.diags
	}
	for _, row := range im.table.Codes {
		im.index(row)
	}
	for _, page := range pages {
		im.importPage(page)
	}
	if !im.isNew || im.report.Rows > 0 {
		for _, page := range pages {
			im.importDocs(page)
		}
	}
	if im.diags.HasErrors() || im.report.Rows+im.report.Docs == 0 {
		return im.report, im.diags
	}
	if im.report.Rows > 0 {
		im.reportGone()
	}
	im.addRows()
	return im.report, im.diags
}

// chooseTable finds the table of the domain or creates one.
func (im *importer) chooseTable() bool {
	var domains []string
	for _, table := range im.tables {
		domains = append(domains, table.Domain)
		if table.Domain == im.opt.Domain || im.opt.Domain == "" && len(im.tables) == 1 {
			im.table = table
			return true
		}
	}
	pos := diag.Pos{File: im.file}
	switch {
	case im.opt.Domain == "" && len(domains) > 0:
		im.diags.Errorf(pos, "several-tables",
			"the file has several tables: %s; choose one with --domain", strings.Join(domains, ", "))
		return false
	case im.opt.Domain == "":
		im.diags.Errorf(pos, "missing-domain",
			"a new file requires a domain for its table; set one, for example with --domain graph.communications.calls")
		return false
	case diag.Near(im.opt.Domain, domains) != "":
		im.diags.Warnf(pos, "new-domain",
			"the file has no table with the domain %s%s; adding one",
			im.opt.Domain, diag.DidYouMean(im.opt.Domain, domains))
	}
	source := cmp.Or(im.opt.Source, "en")
	im.isNew = true
	im.table = &codes.Table{
		Domain: im.opt.Domain, Name: tableName(im.opt.Domain),
		Description: sourceTexts(source, "The result codes of "+im.opt.Domain+"."),
		Source:      source, Locales: []string{source},
	}
	im.table.Categories = []*codes.Term{newTerm(im.table, "unsorted", "These codes have no category yet.")}
	return true
}

// tableName derives a table's name from its domain: graph.calls becomes
// graphCallsResult.
func tableName(domain string) string {
	words := strings.FieldsFunc(domain, func(c rune) bool { return c == '.' || c == '-' })
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	return strings.Join(words, "") + "Result"
}

// importPage imports the tables of a source page.
func (im *importer) importPage(page *SourcePage) {
	grids, ok := im.chooseTables(page)
	if !ok || !im.enterPage(page) {
		return
	}
	if im.isNew && len(im.newRows) == 0 {
		var found []columns
		for _, grid := range grids {
			found = append(found, im.columns(grid))
		}
		im.table.Keys = guessForms(grids, found)
		if !im.table.Keys.IsDefault() {
			im.diags.Notef(grids[0].Pos, "new-keys", "the new code table gets %s, because of the codes in this table",
				formsMember(im.table.Keys).flowText())
		}
	}
	im.importTables(grids)
	for _, row := range page.stray {
		im.report.LeftOut++
		im.diags.Warnf(row.pos, "stray-row", "%s", row.problem)
	}
}

// importTables imports tables of the current page. It reads all of them before it
// merges the first row, because a row of codes.yaml may be several rows of a page.
func (im *importer) importTables(grids []*Grid) {
	im.onPage = pageTexts{make(map[partText]bool), make(map[rowText]bool)}
	var reports []*TableReport
	var entries [][]entry
	for _, grid := range grids {
		found := im.columns(grid)
		if im.ambiguous(grid, found) {
			continue
		}
		report := grid.report(found)
		list := grid.entries(found, im.table.Keys, im.locale, im.diags, report)
		for _, e := range list {
			im.addTexts(e)
		}
		reports, entries = append(reports, report), append(entries, list)
	}
	for i, report := range reports {
		im.importEntries(entries[i], report)
	}
}

// importEntries merges the rows of a table.
func (im *importer) importEntries(list []entry, report *TableReport) {
	im.report.Tables = append(im.report.Tables, report)
	for _, e := range list {
		switch rows, news, left := im.entry(e); {
		case left:
			report.LeftOut++
		case rows == news:
			report.New++
		default:
			report.Merged++
		}
	}
	im.report.LeftOut += report.LeftOut
	im.report.Rows += report.New + report.Merged
}

// report returns the report of a table before its rows are read.
func (g *Grid) report(found columns) *TableReport {
	report := &TableReport{Pos: g.Pos}
	if n := len(g.Headings); n > 0 {
		report.Name = g.Headings[n-1]
	}
	use := func(i int, name string) ColumnUse {
		column := ColumnUse{Use: name, Number: i + 1}
		if i < len(g.Header) && g.fixed == nil {
			column.Heading = g.Header[i].Text
		}
		return column
	}
	for role, i := range found {
		if i >= 0 {
			report.Columns = append(report.Columns, use(i, ColumnNames[role]))
		}
	}
	for i := range g.width() {
		if !found.has(i) && g.fixed == nil {
			report.Ignored = append(report.Ignored, use(i, ""))
		}
	}
	return report
}

// enterPage makes a source page the current one and reports whether its locale
// is known.
func (im *importer) enterPage(page *SourcePage) bool {
	known, seen := im.entered[page]
	if im.page = page; seen {
		im.locale, im.state = known.locale, known.state
		return known.ok
	}
	if known.ok = im.chooseLocale(page); known.ok {
		im.chooseState(page)
	}
	known.locale, known.state = im.locale, im.state
	im.entered[page] = known
	return known.ok
}

// chooseState sets the state of the current page's texts.
func (im *importer) chooseState(page *SourcePage) {
	im.state = cmp.Or(im.opt.State, page.State)
	if im.state == "" && im.locale != im.table.Source {
		im.state = codes.Machine
		im.diags.Notef(diag.Pos{File: page.file}, "unknown-translator",
			"the source page does not name its translator, so its messages are treated as machine translations; "+
				"if a person translated it, set --state translated")
	}
	if im.locale == im.table.Source {
		im.state = codes.Source
	}
}

func (im *importer) columns(grid *Grid) columns { return im.guess(grid).columns }

// guess returns the columns of a table, which it finds once.
func (im *importer) guess(grid *Grid) guess {
	found, ok := im.guesses[grid]
	if !ok {
		found = grid.guessColumns(im.opt.Columns)
		im.guesses[grid] = found
	}
	return found
}

// chooseTables returns a source page's tables of codes. If there are several,
// the user has to choose: they may be for different operations.
func (im *importer) chooseTables(page *SourcePage) ([]*Grid, bool) {
	var grids, wanted []*Grid
	var headings, anchors, others []string
	for _, grid := range page.Tables {
		grid.locale = cmp.Or(im.opt.Locale, page.Locale)
		headings, anchors = append(headings, grid.Headings...), append(anchors, grid.Anchors...)
		if !im.wanted(grid) {
			continue
		}
		grid.dropWordHeader(im.opt.Columns)
		wanted = append(wanted, grid)
		if im.guess(grid).hasCodes {
			grids = append(grids, grid)
		} else if len(im.opt.Columns) == 0 {
			im.noteIgnored(grid)
		}
	}
	chosen := slices.Concat(im.opt.Headings, im.opt.Anchors)
	if len(chosen)+len(im.opt.Columns) == 0 {
		grids = im.withKind(grids)
	}
	for _, grid := range grids {
		if name := grid.name(); !slices.Contains(others, name) {
			others = append(others, name)
		}
	}
	switch {
	case len(others) > 1 && len(chosen) == 0:
		im.diags.Errorf(grids[1].Pos, "several-tables",
			"the source page has several tables of codes: %s; choose one with --heading or --anchor",
			strings.Join(others, ", "))
		return nil, false
	case len(grids) > 0 && len(im.opt.Columns) > 0:
		return grids, im.checkColumns(grids)
	case len(grids) == 0 && !im.reportColumns(wanted):
		im.reportNoTable(page, headings, anchors)
	}
	return grids, len(grids) > 0
}

// noteIgnored reports a table that looks like one of codes, but has none that can be
// read.
func (im *importer) noteIgnored(grid *Grid) {
	if len(grid.Rows) == 0 || !slices.ContainsFunc(grid.Header, isTextHeading) {
		return
	}
	chooser := &columnChooser{Grid: grid}
	for i, cell := range grid.Header {
		switch {
		case slices.Contains(idWords, headingWord(cell.Text)) && chooser.hasKeys(i):
			im.diags.Notef(grid.Pos, "ignored-table", "ignoring this table, whose column %q may have codes; "+
				"to import it, specify its columns, for example with --columns code=%d", shorten(cell.Text), i+1)
			return
		case rankOf(cell) == codeHeading:
			im.diags.Notef(grid.Pos, "ignored-table", "ignoring this table, whose column %q has no codes%s; "+
				"if it has some, specify its columns with --columns", shorten(cell.Text), grid.firstProblem(i))
			return
		}
	}
}

// firstProblem returns the reason why the first number in a column is no code, or "".
func (g *Grid) firstProblem(column int) string {
	form := g.formOf(column, anyNumber)
	for _, row := range g.Rows {
		if column < len(row) && hasDigit(row[column]) {
			if _, problem := form.readCodes(row[column]); problem != "" {
				return " (" + problem + ")"
			}
		}
	}
	return ""
}

// withKind returns the tables with codes of the same kind as those of the code table,
// and reports the others. If there are none, or if the code table is new, it returns all.
func (im *importer) withKind(grids []*Grid) []*Grid {
	if im.isNew && len(im.newRows) == 0 {
		return grids
	}
	kind := im.table.Keys.Code.Kind
	isOther := func(grid *Grid) bool {
		return guessForms([]*Grid{grid}, []columns{im.columns(grid)}).Code.Kind != kind
	}
	same := slices.DeleteFunc(slices.Clone(grids), isOther)
	if len(same) == 0 {
		return grids
	}
	for _, grid := range grids {
		if !slices.Contains(same, grid) {
			kinds := map[codekey.Kind]string{codekey.Numeric: "numbers", codekey.Text: "words"}
			im.diags.Warnf(grid.Pos, "ignored-table", "ignoring this table with %s, because the codes in %s are %s; "+
				"to import it into a code table of its own, set --heading and --domain",
				counted(len(grid.Rows), "row"), im.table.Domain, kinds[kind])
		}
	}
	return same
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// reportNoTable reports that a source page has no table of codes, or none at the
// chosen headings and anchors.
func (im *importer) reportNoTable(page *SourcePage, headings, anchors []string) {
	pos := diag.Pos{File: page.file}
	chosen, known := im.opt.Headings, headings
	if len(chosen) == 0 {
		chosen, known = im.opt.Anchors, anchors
	}
	const columnsRemedy = "; if there is one, specify its columns, for example with --columns code=1,subcode=2,text=3"
	switch {
	case len(chosen) > 0 && slices.Contains(known, chosen[0]):
		im.diags.Errorf(pos, "no-table", "found no table of codes at %q%s", strings.Join(chosen, ", "), columnsRemedy)
	case len(chosen) > 0:
		im.diags.Errorf(pos, "no-table", "the source page has no table of codes at %q%s",
			strings.Join(chosen, ", "), diag.DidYouMean(chosen[0], known))
	case !im.isNew && im.opt.Described.translates(page):
	case len(page.Pairs) > 0:
		im.diags.Warnf(pos, "no-table",
			"the source page has no table of codes, only %d translations of other strings", len(page.Pairs))
	default:
		im.diags.Warnf(pos, "no-table", "found no table of codes on the source page%s", columnsRemedy)
	}
}

// name returns the name of a table for messages.
func (g *Grid) name() string {
	if len(g.Headings) > 0 {
		return fmt.Sprintf("%q", shorten(g.Headings[len(g.Headings)-1]))
	}
	return "line " + fmt.Sprint(g.Pos.Line)
}

// wanted reports whether the options select a table.
func (im *importer) wanted(grid *Grid) bool {
	if len(im.opt.Headings)+len(im.opt.Anchors) == 0 {
		return true
	}
	for _, want := range im.opt.Headings {
		want = normalizeSpace(want)
		if slices.ContainsFunc(grid.Headings, func(have string) bool { return strings.EqualFold(have, want) }) {
			return true
		}
	}
	for _, want := range im.opt.Anchors {
		if slices.Contains(grid.Anchors, strings.TrimPrefix(want, "#")) {
			return true
		}
	}
	return false
}

// chooseLocale sets the locale for a source page: the locale of the table that is
// the page's, otherwise a new one.
func (im *importer) chooseLocale(page *SourcePage) bool {
	pos := diag.Pos{File: page.file}
	have := slices.Concat(im.table.Locales, im.locales)
	switch opt := im.opt.Locale; {
	case opt != "" && page.Locale != "" && !refines(opt, page.Locale) && !refines(page.Locale, opt):
		im.diags.Errorf(pos, "wrong-locale",
			"the source page declares the locale %s, not %s; omit --locale, or import each language separately",
			page.Locale, im.opt.Locale)
		return false
	case im.opt.Locale == "" && page.Locale == "":
		im.diags.Errorf(pos, "missing-locale",
			"the source page does not declare its locale; set it, for example with --locale de")
		return false
	}
	if im.opt.Locale != "" {
		im.locale = localeOf(have, im.opt.Locale)
	} else {
		im.locale = pageLocale(have, im.table.Source, page.Locale)
	}
	if !slices.Contains(have, im.locale) {
		im.reportNewLocale(pos)
		im.locales = append(im.locales, im.locale)
		im.states[im.locale] = cmp.Or(im.opt.State, page.State, codes.Machine)
	}
	return true
}

// reportNewLocale reports that the table does not have the current locale yet.
func (im *importer) reportNewLocale(pos diag.Pos) {
	if !im.isNew {
		im.diags.Warnf(pos, "new-locale", "adding the locale %s, which table %s does not have yet%s",
			im.locale, im.table.Domain, otherRegion(im.table, im.locale))
	}
}

// addRows adds the new locales and rows, or the new table, to the editor.
func (im *importer) addRows() {
	if !im.isNew {
		for _, tag := range im.locales {
			im.AddLocale(im.table, tag, im.states[tag])
		}
		for _, row := range im.newRows {
			im.AddRow(im.table, row)
		}
		return
	}
	im.table.Locales = append(im.table.Locales, im.locales...)
	im.table.States = im.states
	im.table.Codes = im.newRows
	im.AddTable(im.table)
}

// Diff returns the difference between two versions of a file in the unified
// format. It returns "" if they are equal.
func Diff(file string, before, after []byte) string {
	return string(diff.Diff(file, before, file, after))
}
