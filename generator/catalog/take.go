package catalog

// Translators' files are taken back text by text. Three versions meet: what the
// table had when the file was written, of which the stamp knows, what it has
// now, and what the file has. A text that nobody has worked on changes nothing,
// unless the table has lost it. A text that both sides have changed is kept as the
// table has it, and so is one that a person wrote where the file has a machine's, or
// that was reviewed where the file's was not; all of these are told.
//
// What does not fit is refused, and all else is taken: a text that the table does
// not have, one whose source has changed, one that is marked as unfinished, one
// with other placeholders. Taking a file a second time changes nothing.

import (
	"cmp"
	"slices"

	"golang.org/x/text/language"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// TakeOptions say how translations are taken.
type TakeOptions struct {
	Locale string      // of files that do not say theirs
	State  codes.State // of all texts of the files; "" for what the files say
	Stale  bool        // take translations of older sources, and say that they are
	Force  bool        // overwrite what would be kept

	Described *Described // whose texts are taken too; nil: these are refused
}

// Taken says what was made of translators' files.
type Taken struct {
	Units   int               // in the files
	Empty   int               // units without a translation
	Same    int               // texts that the table has already, or that nobody has worked on
	Added   []Change          // texts that were missing
	Updated []Change          // texts that are others now, or in another state
	Differs []Change          // texts that are kept, though the files have others
	Refused []diag.Diagnostic // what does not fit, by place
}

// taker takes files.
type taker struct {
	*Editor
	opt    TakeOptions
	report *Taken
	diags  *diag.List
	refuse *diag.List
	doc    *exchange.Document
	rows   map[rowKey]found
	set    map[place]*exchange.Unit

	pointers map[exchange.Key]diag.Pointer
	docSet   map[docPlace]*exchange.Unit
	foreign  bool // texts of a description were told to be refused

	states map[*codes.Table]map[string][]codes.State // of texts in new locales

	unknown int // keys
}

type rowKey struct{ domain, row string }

type found struct {
	table *codes.Table
	row   *codes.Code
}

// Take puts translations into an editor. The report is complete only when the list
// has no errors, and the editor is of no use otherwise.
func Take(e *Editor, docs []*exchange.Document, opt TakeOptions) (*Taken, *diag.List) {
	tk := &taker{
		Editor: e, opt: opt, report: new(Taken), diags: new(diag.List), refuse: new(diag.List),
		rows: make(map[rowKey]found), set: make(map[place]*exchange.Unit), states: make(map[*codes.Table]map[string][]codes.State),
		pointers: make(map[exchange.Key]diag.Pointer), docSet: make(map[docPlace]*exchange.Unit),
	}
	if opt.Described != nil {
		for pointer := range opt.Described.Texts {
			tk.pointers[exchange.DescriptionKey(pointer)] = pointer
		}
	}
	if opt.Locale != "" && !validTag(opt.Locale, tk.diags) {
		return tk.report, tk.diags
	}
	for _, table := range e.tables {
		tk.states[table] = make(map[string][]codes.State)
		for _, row := range table.Codes {
			tk.rows[rowKey{table.Domain, string(row.ID)}] = found{table, row}
		}
	}
	for _, doc := range docs {
		if tk.doc = doc; !tk.language() {
			continue
		}
		for _, u := range doc.Units {
			tk.unit(u)
		}
	}
	for _, table := range e.tables {
		tk.addLocales(table)
	}
	tk.report.Refused = tk.refuse.Sorted()
	return tk.report, tk.diags
}

// language sees that it is known what language a document is in.
func (tk *taker) language() bool {
	pos := diag.Pos{File: tk.doc.File}
	switch {
	case tk.doc.Locale == "" && tk.opt.Locale == "":
		tk.diags.Errorf(pos, "missing-locale", "the file does not say in which language its translations are; say it, such as --locale de")
	case tk.doc.Locale != "" && tk.opt.Locale != "" && !alike(tk.opt.Locale, tk.doc.Locale):
		tk.diags.Errorf(pos, "wrong-locale", "the file says that it is in %s, not in %s; leave --locale out", cut(tk.doc.Locale), tk.opt.Locale)
	default:
		if _, err := language.Parse(cmp.Or(tk.opt.Locale, tk.doc.Locale)); err == nil {
			return true
		}
		tk.diags.Errorf(pos, "invalid-locale", "the file says that it is in %q, which is no language tag, such as de, pt-BR or zh-Hans", cut(tk.doc.Locale))
	}
	return false
}

// localeIn is the table's locale for the document's: tools like to add regions.
func (tk *taker) localeIn(table *codes.Table) string {
	want := cmp.Or(tk.opt.Locale, language.Make(tk.doc.Locale).String())
	if slices.Contains(table.Locales, want) {
		return want
	}
	for _, tag := range table.Locales {
		if alike(tag, want) {
			return tag
		}
	}
	return want
}

func (tk *taker) unit(u *exchange.Unit) {
	tk.report.Units++
	if u.Status == exchange.Missing {
		tk.report.Empty++
		return
	}
	if u.Key.OfDescription() {
		tk.docUnit(u)
		return
	}
	in, part, ok := tk.find(u)
	if !ok {
		return
	}
	texts := part.of(in.row)
	source := textOf(texts, in.table.Source)
	locale := tk.localeIn(in.table)
	old := textOf(texts, locale)
	at := place{in.row, part, locale}
	switch before := tk.set[at]; {
	case locale == in.table.Source:
		tk.refuse.Warnf(u.Pos, "source-locale", "%s: %s is the language that texts are translated from", u.Key, locale)
		return
	case before != nil:
		if before.Target != u.Target {
			tk.refuse.Warnf(u.Pos, "contradiction", "%s has another text at %s, which counts", u.Key, before.Pos)
		}
		return
	case u.AsWritten() && tk.opt.State == "" && old != nil:
		tk.report.Same++
		return
	case source == nil:
		tk.refuse.Warnf(u.Pos, "missing-source-text", "%s: the table has no text in %s by now, which this one is a translation of", u.Key, in.table.Source)
		return
	}
	if text, ok := tk.translation(u, locale, *source); ok {
		tk.set[at] = u
		tk.merge(u, in, at, old, *source, text)
	}
}

// find is the row and part that a unit is for.
func (tk *taker) find(u *exchange.Unit) (in found, part Part, ok bool) {
	in, ok = tk.rows[rowKey{u.Key.Domain, u.Key.Row}]
	part = Part(u.Key.Part)
	if ok && slices.Contains(parts, part) && (part == Message || textOf(part.of(in.row), in.table.Source) != nil) {
		if tk.doc.Source == "" || alike(tk.doc.Source, in.table.Source) {
			return in, part, true
		}
		tk.refuse.Warnf(u.Pos, "wrong-locale", "%s is translated from %s, the table's texts are in %s", u.Key, cut(tk.doc.Source), in.table.Source)
		return in, part, false
	}
	tk.refuse.Warnf(u.Pos, "unknown-id", "the table has no text %s%s", u.Key, tk.near(u.Key))
	return in, part, false
}

// near is a remedy for the first unknown keys: when there are many, the file is
// for another table.
func (tk *taker) near(key exchange.Key) string {
	const most = 20
	if tk.unknown++; tk.unknown > most {
		return ""
	}
	var domains, names []string
	for _, table := range tk.tables {
		domains = append(domains, table.Domain)
		if table.Domain != key.Domain {
			continue
		}
		for _, row := range table.Codes {
			for _, part := range parts {
				if len(part.of(row)) > 0 {
					names = append(names, string(row.ID)+"/"+string(part))
				}
			}
		}
	}
	if names == nil {
		return diag.DidYouMean(key.Domain, domains)
	}
	return diag.DidYouMean(key.Row+"/"+key.Part, names)
}

// translation is the text that a unit wants to have, when it fits.
func (tk *taker) translation(u *exchange.Unit, locale string, source codes.Text) (codes.Text, bool) {
	text := codes.Text{Locale: locale, Text: u.Target, State: cmp.Or(tk.opt.State, codes.State(u.Status)), SourceHash: codes.HashText(u.Source)}
	asWritten := u.AsWritten() && tk.opt.State == ""
	if asWritten { // the table has lost it
		text.State, text.SourceHash, text.From = u.Stamp.State, u.Stamp.Source, u.Stamp.From
	}
	switch {
	case u.Source != source.Text && !tk.opt.Stale:
		tk.refuse.Warnf(u.Pos, "changed-source", "%s is translated from %q, but the source is now %q; export it anew, or let --stale take it as out of date",
			u.Key, cut(u.Source), cut(source.Text))
	case !asWritten && tk.opt.State == "" && (u.Status == exchange.Unfinished || u.Status == exchange.Stale):
		tk.refuse.Warnf(u.Pos, "unfinished", "%s is marked as %s; mark it as translated there, or say --state translated for the whole file", u.Key, u.Status)
	case !slices.Equal(placeholders(u.Source), placeholders(u.Target)):
		tk.refuse.Warnf(u.Pos, "text-placeholders", "%s has the placeholders %q, but its source %q; they must be the same", u.Key, placeholders(u.Target), placeholders(u.Source))
	default:
		return text, true
	}
	return text, false
}

// placeholders are those of a text, each once: some languages must repeat one.
func placeholders(text string) []string {
	found := codes.Placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// merge sets a text, or says why not.
func (tk *taker) merge(u *exchange.Unit, in found, at place, old *codes.Text, source, text codes.Text) {
	change := Change{Pos: u.Pos, Row: u.Key.String(), ID: in.row.ID, Locale: at.locale, Now: u.Target}
	if tk.counts(u, change, old, source, &text) {
		tk.uses(in.table, text)
		tk.SetText(in.row, at.part, text)
	}
}

// uses notes the state of a text in a locale that the table lacks.
func (tk *taker) uses(table *codes.Table, text codes.Text) {
	if !slices.Contains(table.Locales, text.Locale) {
		tk.states[table][text.Locale] = append(tk.states[table][text.Locale], text.State)
	}
}

// counts notes a change and reports whether it is made.
func (tk *taker) counts(u *exchange.Unit, change Change, old *codes.Text, source codes.Text, text *codes.Text) bool {
	switch {
	case old == nil:
		tk.report.Added = append(tk.report.Added, change)
	case old.Text == text.Text:
		if u.Source != source.Text || worse(text.State, *old, source) || !old.Stale(source) && rank(text.State) == rank(old.State) {
			tk.report.Same++
			return false
		}
		change.Old, text.From = old.Text, old.From
		tk.report.Updated = append(tk.report.Updated, change)
	default:
		change.Old = old.Text
		changedSince := u.Stamp != nil && u.Stamp.Target != codes.HashText(old.Text)
		older := text.Stale(source) && !old.Stale(source)
		if !tk.opt.Force && (changedSince || older || worse(text.State, *old, source)) {
			tk.report.Differs = append(tk.report.Differs, change)
			return false
		}
		tk.report.Updated = append(tk.report.Updated, change)
	}
	return true
}

// docUnit takes a text of the description. What it is translated from only the
// description knows.
func (tk *taker) docUnit(u *exchange.Unit) {
	pointer, known := tk.pointers[u.Key]
	table := tk.docTable()
	switch {
	case tk.opt.Described == nil:
		if !tk.foreign {
			tk.foreign = true
			tk.refuse.Warnf(u.Pos, "no-description", "the description's texts, such as this one, are left out; say by --spec which description they are of")
		}
		return
	case !known:
		tk.refuse.Warnf(u.Pos, "unknown-id", "the description has no text %s", u.Key)
		return
	case tk.doc.Source != "" && !alike(tk.doc.Source, table.Source):
		tk.refuse.Warnf(u.Pos, "wrong-locale", "%s is translated from %s, the description is in %s", pointer, cut(tk.doc.Source), table.Source)
		return
	}
	source := codes.Text{Locale: table.Source, Text: tk.opt.Described.Texts[pointer]}
	at := docPlace{pointer, tk.localeIn(table)}
	var old *codes.Text
	if text, ok := plainDocs(tk.docs)[at]; ok {
		old = &text
	}
	switch before := tk.docSet[at]; {
	case at.locale == table.Source:
		tk.refuse.Warnf(u.Pos, "source-locale", "%s: %s is the language that texts are translated from", pointer, at.locale)
		return
	case before != nil:
		if before.Target != u.Target {
			tk.refuse.Warnf(u.Pos, "contradiction", "%s has another text at %s, which counts", pointer, before.Pos)
		}
		return
	case u.AsWritten() && tk.opt.State == "" && old != nil:
		tk.report.Same++
		return
	}
	text, ok := tk.translation(u, at.locale, source)
	if !ok {
		return
	}
	tk.docSet[at] = u
	change := Change{Pos: u.Pos, Row: string(pointer), Locale: at.locale, Now: u.Target}
	if tk.counts(u, change, old, source, &text) {
		if !slices.Contains(table.Locales, at.locale) {
			tk.uses(tk.tables[0], text)
		}
		tk.SetDoc(pointer, text)
	}
}

func rank(state codes.State) int {
	return slices.Index([]codes.State{codes.Machine, codes.Translated, codes.Reviewed}, state)
}

// worse reports whether a text in some state must not replace an old one. What is
// out of date gives way to every person, but to no machine.
func worse(state codes.State, old, source codes.Text) bool {
	if old.Stale(source) && state != codes.Machine {
		return false
	}
	return rank(state) < rank(old.State)
}

// addLocales gives a table the locales that its new texts are in, with the state
// that all of them have.
func (tk *taker) addLocales(table *codes.Table) {
	var tags []string
	for tag := range tk.states[table] {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for _, tag := range tags {
		states := slices.Compact(slices.Sorted(slices.Values(tk.states[table][tag])))
		if len(states) > 1 {
			states[0] = codes.Translated
		}
		tk.diags.Warnf(table.Pos, "new-locale", "table %s had no text in %s before, and gets the locale%s", table.Domain, tag, diag.DidYouMean(tag, table.Locales))
		tk.AddLocale(table, tag, states[0])
	}
}
