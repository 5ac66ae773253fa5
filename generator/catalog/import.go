package catalog

// An import merges the tables of codes that pages hold into a table of
// codes.yaml, by code and subcode. What somebody wrote or read is never
// overwritten: a text is set when there is none, or when the one that is there
// was imported, is still as it was then, and counts as a machine's. All else
// that differs is told. An import that was made before changes nothing.
//
// A row of a page may be for several subcodes; where the table has them in
// several rows, each gets the text, and those that it lacks become a new row, a
// draft. Of two pages that say different things the first counts.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/diff"
	"golang.org/x/text/language"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Options say how pages are imported. The zero value takes all from the pages.
type Options struct {
	Domain   string      // of the table; "" when the file has but one
	Locale   string      // of the pages; "" for what they say
	Source   string      // locale of a new table's source; "" for en
	State    codes.State // of the texts; "" for what the pages say, or mt
	Headings []string    // only tables below one of these
	Anchors  []string    // only tables at one of these
	Code     string      // heading or number of the column with the codes, …
	Subcode  string      // … the subcodes
	Text     string      // … the texts; "" means that they are found

	Described *Described `yaml:"-"` // what pages may translate beside codes; nil: nothing
}

// Report says what an import does.
type Report struct {
	Rows    int      // that the pages have
	Docs    int      // texts about the description that they have
	Same    int      // texts that were there already
	Added   []Change // texts that were missing
	Updated []Change // texts that an earlier import brought, and that are others now
	Differs []Change // texts that are kept, though the page has others
	Gone    []Change // rows that no page has
}

// Change is what happens to one text, or to a row. Texts about the description have
// their pointer in place of the row.
type Change struct {
	Pos      diag.Pos // in the page, or in the table for a row that is gone
	Row      string   // code/subcode
	ID       codes.ID
	New      bool // the row is new, too
	Locale   string
	Old, Now string
}

// importer is an import that is being made.
type importer struct {
	*Editor
	opt     Options
	table   *codes.Table // as it is in the file, or new
	isNew   bool
	report  *Report
	diags   *diag.List
	seen    map[*codes.Code]bool
	rowOf   map[pair]*codes.Code
	ids     map[codes.ID]bool
	set     map[place]Change // texts that this import has set or found
	page    *Page
	locale  string
	state   codes.State
	fresh   []*codes.Code // rows
	isFresh map[*codes.Code]bool
	locales []string // that the table lacks
	states  map[string]codes.State
	entered map[*Page]entered
	setDocs map[docPlace]Change
}

// entered is what is known of a page.
type entered struct {
	ok     bool
	locale string
	state  codes.State
}

type pair struct{ code, subcode int64 }

// Import puts what pages hold into an editor. The report is complete only when
// the list has no errors, and the editor is of no use otherwise.
func Import(e *Editor, pages []*Page, opt Options) (*Report, *diag.List) {
	im := &importer{
		Editor: e, opt: opt, report: new(Report), diags: new(diag.List),
		seen: make(map[*codes.Code]bool), rowOf: make(map[pair]*codes.Code), ids: make(map[codes.ID]bool),
		set: make(map[place]Change), isFresh: make(map[*codes.Code]bool), states: make(map[string]codes.State),
		entered: make(map[*Page]entered), setDocs: make(map[docPlace]Change),
	}
	for _, tag := range []string{opt.Locale, opt.Source} {
		if tag != "" {
			validTag(tag, im.diags)
		}
	}
	if !im.chooseTable() || im.diags.HasErrors() {
		return im.report, im.diags
	}
	for _, row := range im.table.Codes {
		im.index(row)
	}
	for _, page := range pages {
		im.onePage(page)
	}
	if !im.isNew || im.report.Rows > 0 {
		for _, page := range pages {
			im.describe(page)
		}
	}
	if im.diags.HasErrors() || im.report.Rows+im.report.Docs == 0 {
		return im.report, im.diags
	}
	if im.report.Rows > 0 {
		im.gone()
	}
	im.addRows()
	return im.report, im.diags
}

// chooseTable finds the table of the domain, or begins one.
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
		im.diags.Errorf(pos, "several-tables", "the file has tables for %s; say by --domain which one is meant", strings.Join(domains, ", "))
		return false
	case im.opt.Domain == "":
		im.diags.Errorf(pos, "missing-domain", "a new file needs a domain for its table, such as --domain graph.communications.calls")
		return false
	case diag.Near(im.opt.Domain, domains) != "":
		im.diags.Warnf(pos, "new-domain", "the file has no table for %s%s; one is added", im.opt.Domain, diag.DidYouMean(im.opt.Domain, domains))
	}
	source := cmp.Or(im.opt.Source, "en")
	im.isNew = true
	im.table = &codes.Table{
		Domain: im.opt.Domain, Name: tableName(im.opt.Domain), Description: "The result codes of " + im.opt.Domain + ".",
		Source: source, Locales: []string{source},
		Categories: []codes.Term{{ID: "unsorted", Description: "Nobody has sorted these codes yet."}},
	}
	return true
}

// tableName makes a name for programs of a domain: graph.calls is graphCallsResult.
func tableName(domain string) string {
	words := strings.FieldsFunc(domain, func(c rune) bool { return c == '.' || c == '-' })
	for i := 1; i < len(words); i++ {
		words[i] = strings.ToUpper(words[i][:1]) + words[i][1:]
	}
	return strings.Join(words, "") + "Result"
}

// asked are the columns that the options name.
func (o Options) asked() map[columnRole]string {
	names := map[columnRole]string{}
	for role, name := range map[columnRole]string{codeColumn: o.Code, subcodeColumn: o.Subcode, textColumn: o.Text} {
		if name != "" {
			names[role] = name
		}
	}
	if len(names) == 0 {
		return nil
	}
	return names
}

func (im *importer) onePage(page *Page) {
	grids, ok := im.choose(page)
	if !ok || !im.enter(page) {
		return
	}
	for _, grid := range grids {
		for _, e := range grid.entries(im.columns(grid), im.diags) {
			im.entry(e)
		}
	}
}

// enter makes a page the one that is imported, and reports whether its language is
// known.
func (im *importer) enter(page *Page) bool {
	known, seen := im.entered[page]
	if im.page = page; seen {
		im.locale, im.state = known.locale, known.state
		return known.ok
	}
	if known.ok = im.language(page); known.ok {
		im.chooseState(page)
	}
	known.locale, known.state = im.locale, im.state
	im.entered[page] = known
	return known.ok
}

// chooseState finds out how far a page's texts may be trusted.
func (im *importer) chooseState(page *Page) {
	im.state = cmp.Or(im.opt.State, page.State)
	if im.state == "" && im.locale != im.table.Source {
		im.state = codes.Machine
		im.diags.Notef(diag.Pos{File: page.file}, "unknown-translator", "the page does not say who translated it, so its texts count as a machine's; --state translated says that a person did")
	}
	if im.locale == im.table.Source {
		im.state = codes.Source
	}
}

func (im *importer) columns(grid *Grid) columns {
	found, _ := grid.find(im.opt.asked())
	return found
}

// choose finds a page's tables of codes. Several of them may be for different
// things, which only the user knows.
func (im *importer) choose(page *Page) ([]*Grid, bool) {
	var grids []*Grid
	var headings, others []string
	for _, grid := range page.Tables {
		headings = append(headings, grid.Headings...)
		if !im.wanted(grid) {
			continue
		}
		if _, ok := grid.find(im.opt.asked()); ok {
			grids = append(grids, grid)
			if name := grid.name(); !slices.Contains(others, name) {
				others = append(others, name)
			}
		}
	}
	pos := diag.Pos{File: page.file}
	chosen := slices.Concat(im.opt.Headings, im.opt.Anchors)
	switch {
	case len(grids) == 0 && len(chosen) > 0:
		im.diags.Errorf(pos, "no-table", "the page has no table of codes at %q%s", strings.Join(chosen, ", "), diag.DidYouMean(chosen[0], headings))
	case len(grids) == 0 && !im.isNew && len(im.opt.Described.textsOf(page)) > 0:
	case len(grids) == 0 && len(page.Pairs) > 0:
		im.diags.Warnf(pos, "no-table", "the page has no table of codes, only %d texts with their translations", len(page.Pairs))
	case len(grids) == 0:
		im.diags.Warnf(pos, "no-table", "the page has no table of codes; where one is not recognized, name its columns, such as --columns code=1,subcode=2,text=3")
	case len(others) > 1 && len(chosen) == 0:
		im.diags.Errorf(grids[1].Pos, "several-tables", "the page has tables of codes at %s; choose by --heading or --anchor", strings.Join(others, ", "))
		return nil, false
	}
	return grids, len(grids) > 0
}

// name is what a table is called in messages.
func (g *Grid) name() string {
	if len(g.Headings) > 0 {
		return fmt.Sprintf("%q", cut(g.Headings[len(g.Headings)-1]))
	}
	return "line " + fmt.Sprint(g.Pos.Line)
}

// wanted reports whether a table stands where the options say.
func (im *importer) wanted(grid *Grid) bool {
	if len(im.opt.Headings)+len(im.opt.Anchors) == 0 {
		return true
	}
	for _, want := range im.opt.Headings {
		if slices.ContainsFunc(grid.Headings, func(have string) bool { return strings.EqualFold(have, clean(want)) }) {
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

// language finds the table's locale for a page's language, a new one where the
// table has none.
func (im *importer) language(page *Page) bool {
	pos := diag.Pos{File: page.file}
	have := slices.Concat(im.table.Locales, im.locales)
	switch {
	case im.opt.Locale != "" && page.Locale != "" && !alike(im.opt.Locale, page.Locale):
		im.diags.Errorf(pos, "wrong-locale", "the page says that it is in %s, not in %s; leave --locale out, or give each language a run of its own", page.Locale, im.opt.Locale)
		return false
	case im.opt.Locale == "" && page.Locale == "":
		im.diags.Errorf(pos, "missing-locale", "the page does not say in which language it is; say it, such as --locale de")
		return false
	}
	im.locale = im.opt.Locale
	if im.locale == "" {
		im.locale = short(page.Locale)
		for _, tag := range have {
			if alike(tag, page.Locale) {
				im.locale = tag
				break
			}
		}
	}
	if !slices.Contains(have, im.locale) {
		im.locales = append(im.locales, im.locale)
		im.states[im.locale] = cmp.Or(im.opt.State, page.State, codes.Machine)
	}
	return true
}

// alike reports whether two tags mean the same language in the same script.
func alike(a, b string) bool { return short(a) == short(b) }

// short is a tag without its region, with its script where the language has
// several.
func short(tag string) string {
	t := language.Make(tag)
	base, _ := t.Base()
	script, confidence := t.Script()
	usual, _ := language.Make(base.String()).Script()
	if base.String() == "zh" || confidence != language.No && script != usual {
		return base.String() + "-" + script.String()
	}
	return base.String()
}

// entry puts a row of a page into the rows of the table that are for its codes.
func (im *importer) entry(e entry) {
	im.report.Rows++
	if rule, message := codes.Harm(e.text.Text + e.text.Source); rule != "" {
		im.diags.Errorf(e.text.Pos, rule, "the text of code %s %s", nameOf(e.code, e.subcodes), message)
		return
	}
	wanted := e.subcodes
	if len(wanted) == 0 {
		wanted = []int64{-1}
	}
	var missing []int64
	var rows []*codes.Code
	for _, subcode := range wanted {
		row := im.rowOf[pair{e.code, subcode}]
		if row == nil {
			missing = append(missing, subcode)
		} else if !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	for _, row := range rows {
		im.merge(row, e)
	}
	if len(missing) > 0 {
		im.draft(e, missing)
	}
}

// index notes which row is for exactly which code and subcode.
func (im *importer) index(row *codes.Code) {
	im.ids[row.ID] = true
	switch {
	case len(row.Classes) > 0 || row.Pattern != nil:
	case len(row.Subcodes) == 0:
		im.rowOf[pair{row.Code, -1}] = row
	}
	for _, subcode := range row.Subcodes {
		im.rowOf[pair{row.Code, subcode}] = row
	}
}

// draft begins a row.
func (im *importer) draft(e entry, subs []int64) {
	row := &codes.Code{Draft: true, Code: e.code}
	id := fmt.Sprintf("code-%d", e.code)
	for _, subcode := range subs {
		if subcode >= 0 {
			row.Subcodes = append(row.Subcodes, subcode)
			id += fmt.Sprintf("-%d", subcode)
		}
	}
	if len(id) > 150 {
		id = strings.TrimRight(id[:150], "-")
	}
	row.ID = codes.ID(id)
	for n := 2; im.ids[row.ID]; n++ {
		row.ID = codes.ID(fmt.Sprintf("%s-row-%d", id, n))
	}
	im.index(row)
	im.fresh = append(im.fresh, row)
	im.isFresh[row] = true
	im.merge(row, e)
}

// merge puts a text into a row, and its source where the page has it and the
// row has none.
func (im *importer) merge(row *codes.Code, e entry) {
	im.seen[row] = true
	source := textOf(row.Message, im.table.Source)
	text := codes.Text{Locale: im.locale, Text: e.text.Text, State: im.state, From: im.from(e.text.Text)}
	if e.text.Source != "" && im.locale != im.table.Source {
		if source == nil {
			im.put(row, e, codes.Text{Locale: im.table.Source, Text: e.text.Source, State: codes.Source, From: im.from(e.text.Source)})
		}
		if source == nil || source.Text == e.text.Source {
			text.SourceHash = codes.HashText(e.text.Source)
		}
	}
	im.put(row, e, text)
}

func textOf(texts []codes.Text, locale string) *codes.Text {
	for i := range texts {
		if texts[i].Locale == locale {
			return &texts[i]
		}
	}
	return nil
}

// put sets one text, or says why not.
func (im *importer) put(row *codes.Code, e entry, text codes.Text) {
	at := place{row, Message, text.Locale}
	change := Change{Pos: e.text.Pos, Row: nameOf(e.code, e.subcodes), ID: row.ID, Locale: text.Locale, Now: text.Text, New: im.isFresh[row]}
	if before, twice := im.set[at]; twice {
		if before.Now != text.Text {
			im.diags.Warnf(e.text.Pos, "contradiction", "code %s has another text at %s, which counts", change.Row, before.Pos)
		}
		return
	}
	im.set[at] = change
	old := textOf(row.Message, text.Locale)
	if change.New {
		old = nil
		row.Message = append(row.Message, text)
	}
	if im.counts(old, change) && !change.New {
		im.SetText(row, Message, text)
	}
}

// counts notes a change and reports whether it is made.
func (im *importer) counts(old *codes.Text, change Change) bool {
	switch {
	case old == nil:
		im.report.Added = append(im.report.Added, change)
		return true
	case old.Text == change.Now:
		im.report.Same++
		return false
	}
	change.Old = old.Text
	if old.State != codes.Machine || !untouched(*old) {
		im.report.Differs = append(im.report.Differs, change)
		return false
	}
	im.report.Updated = append(im.report.Updated, change)
	return true
}

// from says where a text comes from. The hash tells later whether somebody has
// changed it since.
func (im *importer) from(text string) string {
	from := im.page.Name
	if im.page.Commit != "" {
		from += "@" + im.page.Commit[:min(12, len(im.page.Commit))]
	}
	return from + "#" + codes.HashText(text)[:8]
}

// untouched reports whether a text is as an import left it.
func untouched(text codes.Text) bool {
	return strings.HasSuffix(text.From, "#"+codes.HashText(text.Text)[:8])
}

// nameOf is code/subcode,subcode.
func nameOf(code int64, subs []int64) string {
	name := fmt.Sprint(code)
	for i, subcode := range subs {
		name += [...]string{"/", ","}[min(i, 1)] + fmt.Sprint(subcode)
	}
	return name
}

// gone lists the rows for codes that no page has any more.
func (im *importer) gone() {
	for _, row := range im.table.Codes {
		if !im.seen[row] && len(row.Classes) == 0 && row.Pattern == nil {
			im.report.Gone = append(im.report.Gone, Change{Pos: row.Pos, Row: nameOf(row.Code, row.Subcodes), ID: row.ID})
		}
	}
}

// addRows hands the new locales and rows, or the new table, to the editor.
func (im *importer) addRows() {
	if !im.isNew {
		for _, tag := range im.locales {
			im.AddLocale(im.table, tag, im.states[tag])
		}
		for _, row := range im.fresh {
			im.AddRow(im.table, row)
		}
		return
	}
	im.table.Locales = append(im.table.Locales, im.locales...)
	im.table.States = im.states
	im.table.Codes = im.fresh
	im.AddTable(im.table)
}

// Diff shows two versions of a file in the unified format, "" when they are
// the same.
func Diff(file string, before, after []byte) string {
	return string(diff.Diff(file, before, file, after))
}
