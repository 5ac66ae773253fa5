package catalog

// This file applies translators' files to a codes.yaml. It compares three
// versions of each text: the table's text when the file was exported, known from
// the stamp; the table's current text; and the file's text. Unchanged texts in
// the file are ignored, unless the table no longer has them. The table's text is
// preserved if both sides have changed it, if a person wrote it and the file's is
// machine translation, or if it was reviewed and the file's was not. These
// differences are reported.
//
// Single texts are refused if the table does not have them, their source text has
// changed, they are marked as unfinished, or their placeholders differ. The
// others are applied. Applying a file again is a no-op.

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// ApplyOptions configures ApplyTranslations.
type ApplyOptions struct {
	Locale string      // locale of files that do not declare one
	State  codes.State // state of all texts; "" for the states in the files
	Stale  bool        // accept translations of an older source text and mark them as stale
	Force  bool        // overwrite texts that would be preserved

	Described *Described // its texts are accepted too; nil to refuse them
}

// ApplyReport is the result of ApplyTranslations.
type ApplyReport struct {
	Units   int               // units in the files
	Empty   int               // units without a translation
	Same    int               // texts that the table already has or that the file did not change
	Added   []Change          // new texts
	Updated []Change          // changed texts or states
	Differs []Change          // texts that differ from the files and were preserved
	Refused []diag.Diagnostic // refused texts, sorted by position
}

// applier is the state of ApplyTranslations.
type applier struct {
	*Editor
	opt    ApplyOptions
	report *ApplyReport
	diags  *diag.List
	refuse *diag.List
	doc    *exchange.Document
	texts  map[exchange.Key]tableText
	set    map[textPlace]*exchange.Unit

	pointers map[exchange.Key]diag.Pointer
	docSet   map[docPlace]*exchange.Unit
	foreign  bool // refused texts of a description have been reported

	states map[*codes.Table]map[string][]codes.State // states of texts in new locales

	unknown int // number of unknown keys
}

// tableText is a text of a table that can be translated: a part of a row, or a phrase.
type tableText struct {
	table *codes.Table
	id    codes.ID // of the row, or of the phrase
	texts *[]codes.Text
}

// ApplyTranslations applies translations to an editor. If the diagnostics
// contain an error, the report is incomplete and the editor must not be used.
func ApplyTranslations(e *Editor, docs []*exchange.Document, opt ApplyOptions) (*ApplyReport, *diag.List) {
	tk := &applier{
		Editor: e, opt: opt, report: new(ApplyReport), diags: new(diag.List), refuse: new(diag.List),
		texts: make(map[exchange.Key]tableText), set: make(map[textPlace]*exchange.Unit),
		states:   make(map[*codes.Table]map[string][]codes.State),
		pointers: make(map[exchange.Key]diag.Pointer), docSet: make(map[docPlace]*exchange.Unit),
	}
	if opt.Described != nil {
		for pointer := range opt.Described.Texts {
			tk.pointers[exchange.DescriptionKey(pointer)] = pointer
		}
	}
	if !checkLocaleOption(&tk.opt.Locale, tk.diags) {
		return tk.report, tk.diags
	}
	for _, table := range e.tables {
		tk.states[table] = make(map[string][]codes.State)
		tk.addTexts(table)
	}
	for _, doc := range docs {
		if tk.doc = doc; !tk.checkLocale() {
			continue
		}
		tk.report.Units += len(doc.Refused)
		for _, d := range doc.Refused {
			tk.refuse.Add(d)
		}
		for _, u := range doc.Units {
			tk.applyUnit(u)
		}
	}
	for _, table := range e.tables {
		tk.addLocales(table)
	}
	tk.report.Refused = tk.refuse.Sorted()
	return tk.report, tk.diags
}

// addTexts records the texts of a table that can be translated. Only messages may lack
// their source text.
func (ap *applier) addTexts(table *codes.Table) {
	for _, phrase := range table.Phrases() {
		key := exchange.Key{Domain: table.Domain, Row: phrase.ID, Part: phrase.Part}
		ap.texts[key] = tableText{table, codes.ID(phrase.ID), phrase.Texts}
	}
	for _, row := range table.Codes {
		for _, part := range allParts {
			if texts := part.of(row); part == Message || textOf(*texts, table.Source) != nil {
				key := exchange.Key{Domain: table.Domain, Row: string(row.ID), Part: string(part)}
				ap.texts[key] = tableText{table, row.ID, texts}
			}
		}
	}
}

// checkLocale reports whether the locale of a document is known.
func (ap *applier) checkLocale() bool {
	pos := diag.Pos{File: ap.doc.File}
	switch {
	case ap.doc.Locale == "" && ap.opt.Locale == "":
		ap.diags.Errorf(pos, "missing-locale",
			"the file does not declare its target locale; set it, for example with --locale de")
	case ap.doc.Locale != "" && ap.opt.Locale != "" && !refines(ap.opt.Locale, ap.doc.Locale):
		ap.diags.Errorf(pos, "wrong-locale",
			"the file declares the locale %s, not %s; omit --locale, or correct the locale in the file",
			shorten(ap.doc.Locale), ap.opt.Locale)
	default:
		if _, ok := canonicalLocale(cmp.Or(ap.opt.Locale, ap.doc.Locale)); ok {
			return true
		}
		ap.diags.Errorf(pos, "invalid-locale",
			"expected a language tag such as de, pt-BR or zh-Hans as the file's locale, found %q",
			shorten(ap.doc.Locale))
	}
	return false
}

// localeIn returns the table's locale for the document's.
func (ap *applier) localeIn(table *codes.Table) string {
	tag, _ := canonicalLocale(cmp.Or(ap.opt.Locale, ap.doc.Locale))
	return localeOf(table.Locales, tag)
}

// applyUnit applies a unit.
func (ap *applier) applyUnit(u *exchange.Unit) {
	ap.report.Units++
	if u.Status == exchange.Missing {
		ap.report.Empty++
		return
	}
	if u.Key.OfDescription() {
		ap.applyDocUnit(u)
		return
	}
	in, ok := ap.findText(u)
	if !ok {
		return
	}
	source := textOf(*in.texts, in.table.Source)
	if source != nil {
		u.RestoreCodes(source.Text)
	}
	locale := ap.localeIn(in.table)
	old := textOf(*in.texts, locale)
	at := textPlace{in.texts, locale}
	switch before := ap.set[at]; {
	case locale == in.table.Source:
		ap.refuse.Warnf(u.Pos, "source-locale", "%s: %s is the source locale, not a target locale", u.Key, locale)
		return
	case before != nil:
		if before.Target != u.Target {
			ap.refuse.Warnf(u.Pos, "contradiction",
				"%s has a different translation at %s; that translation is used", u.Key, before.Pos)
		}
		return
	case u.AsWritten() && ap.opt.State == "" && old != nil:
		ap.report.Same++
		return
	case source == nil:
		ap.refuse.Warnf(u.Pos, "missing-source-text",
			"%s: the table no longer has a message in %s, its source locale", u.Key, in.table.Source)
		return
	}
	if text, ok := ap.translation(u, locale, *source); ok {
		ap.set[at] = u
		ap.applyText(u, in, at, old, *source, text)
	}
}

// findText returns the text that a unit translates.
func (ap *applier) findText(u *exchange.Unit) (in tableText, ok bool) {
	in, ok = ap.texts[u.Key]
	switch {
	case !ok:
		ap.refuse.Warnf(u.Pos, "unknown-id", "the table has no message with the id %s%s", u.Key, ap.suggestion(u.Key))
	case ap.doc.Source != "" && !sameLanguage(ap.doc.Source, in.table.Source):
		ap.refuse.Warnf(u.Pos, "wrong-locale", "%s is translated from %s, but the table's source locale is %s",
			u.Key, shorten(ap.doc.Source), in.table.Source)
		return in, false
	}
	return in, ok
}

// suggestion returns a hint for the first unknown keys. More of them mean that
// the file is for another table.
func (ap *applier) suggestion(key exchange.Key) string {
	const most = 20
	if ap.unknown++; ap.unknown > most {
		return ""
	}
	var domains, names []string
	for _, table := range ap.tables {
		domains = append(domains, table.Domain)
		if table.Domain != key.Domain {
			continue
		}
		for _, row := range table.Codes {
			for _, part := range allParts {
				if len(*part.of(row)) > 0 {
					names = append(names, string(row.ID)+"/"+string(part))
				}
			}
		}
		for _, phrase := range table.Phrases() {
			names = append(names, phrase.ID+"/"+phrase.Part)
		}
	}
	if names == nil {
		return diag.DidYouMean(key.Domain, domains)
	}
	return diag.DidYouMean(key.Row+"/"+key.Part, names)
}

// translation returns the new text of a unit. It refuses a text that does not
// fit the source.
func (ap *applier) translation(u *exchange.Unit, locale string, source codes.Text) (codes.Text, bool) {
	text := codes.Text{
		Locale: locale, Text: u.Target, State: cmp.Or(ap.opt.State, codes.State(u.Status)),
		SourceHash: codes.HashText(u.Source),
	}
	asWritten := u.AsWritten() && ap.opt.State == ""
	if asWritten { // the table no longer has it
		text.State, text.SourceHash, text.From = u.Stamp.State, u.Stamp.Source, u.Stamp.From
	}
	rule, harm := exchange.Harm(u.Key, locale, u.Target)
	switch {
	case rule != "":
		ap.refuse.Warnf(u.Pos, rule, "the text of %s %s", u.Key, harm)
	case u.Source != source.Text && !ap.opt.Stale:
		ap.refuse.Warnf(u.Pos, "changed-source",
			"%s is translated from %q, but the source message is now %q; "+
				"export the message again, or set --stale to import the translation as stale",
			u.Key, shorten(u.Source), shorten(source.Text))
	case !asWritten && ap.opt.State == "" && (u.Status == exchange.Unfinished || u.Status == exchange.Stale):
		ap.refuse.Warnf(u.Pos, "unfinished",
			"%s is marked as %s; mark it as translated, or set --state translated for the whole file", u.Key, u.Status)
	case !slices.Equal(placeholders(u.Source), placeholders(u.Target)):
		ap.refuse.Warnf(u.Pos, "text-placeholders",
			"%s: expected the same placeholders as in the source message, %q, found %q",
			u.Key, placeholders(u.Source), placeholders(u.Target))
	default:
		return text, true
	}
	return text, false
}

// placeholders returns the placeholders in a text without duplicates: some
// languages must repeat one.
func placeholders(text string) []string {
	found := codes.Placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// applyText sets a text, or reports why it does not.
func (ap *applier) applyText(u *exchange.Unit, in tableText, at textPlace, old *codes.Text, source, text codes.Text) {
	change := Change{Pos: u.Pos, Row: u.Key.String(), ID: in.id, Locale: at.locale, Now: u.Target}
	if ap.record(u, change, old, source, &text) {
		ap.recordState(in.table, text)
		ap.setText(at.texts, text)
	}
}

// recordState records the state of a text in a locale that the table does not
// have.
func (ap *applier) recordState(table *codes.Table, text codes.Text) {
	if !slices.Contains(table.Locales, text.Locale) {
		ap.states[table][text.Locale] = append(ap.states[table][text.Locale], text.State)
	}
}

// record records a change in the report and returns whether to apply it.
func (ap *applier) record(u *exchange.Unit, change Change, old *codes.Text, source codes.Text, text *codes.Text) bool {
	switch {
	case old == nil:
		ap.report.Added = append(ap.report.Added, change)
	case old.Text == text.Text:
		unchanged := !old.Stale(source) && rank(text.State) == rank(old.State)
		if u.Source != source.Text || isWorse(text.State, *old, source) || unchanged {
			ap.report.Same++
			return false
		}
		change.Old, text.From = old.Text, old.From
		ap.report.Updated = append(ap.report.Updated, change)
	default:
		change.Old = old.Text
		changedSince := u.Stamp != nil && u.Stamp.Target != codes.HashText(old.Text)
		older := text.Stale(source) && !old.Stale(source)
		if !ap.opt.Force && (changedSince || older || isWorse(text.State, *old, source)) {
			ap.report.Differs = append(ap.report.Differs, change)
			return false
		}
		ap.report.Updated = append(ap.report.Updated, change)
	}
	return true
}

// docPointer returns the pointer of a unit in the description. It refuses units
// that do not belong to the description.
func (ap *applier) docPointer(u *exchange.Unit, table *codes.Table) (diag.Pointer, bool) {
	pointer, known := ap.pointers[u.Key]
	switch {
	case ap.opt.Described == nil:
		if !ap.foreign {
			ap.foreign = true
			ap.refuse.Warnf(u.Pos, "no-description",
				"translations of API descriptions, such as this one, are imported only if --spec is "+
					"set to the API description")
		}
	case !known:
		ap.refuse.Warnf(u.Pos, "unknown-id", "the description has no string with the id %s", u.Key)
	case ap.doc.Source != "" && !sameLanguage(ap.doc.Source, table.Source):
		ap.refuse.Warnf(u.Pos, "wrong-locale", "%s is translated from %s, but the description's locale is %s",
			pointer, shorten(ap.doc.Source), table.Source)
	default:
		return pointer, true
	}
	return pointer, false
}

// applyDocUnit applies a translation of the description, whose source text only
// the description contains.
func (ap *applier) applyDocUnit(u *exchange.Unit) {
	table := ap.docTable()
	pointer, ok := ap.docPointer(u, table)
	if !ok {
		return
	}
	source := codes.Text{Locale: table.Source, Text: ap.opt.Described.Texts[pointer]}
	u.RestoreCodes(source.Text)
	at := docPlace{pointer, ap.localeIn(table)}
	var old *codes.Text
	if text, ok := plainDocs(ap.docs)[at]; ok {
		old = &text
	}
	switch before := ap.docSet[at]; {
	case at.locale == table.Source:
		ap.refuse.Warnf(u.Pos, "source-locale", "%s: %s is the source locale, not a target locale", pointer, at.locale)
		return
	case before != nil:
		if before.Target != u.Target {
			ap.refuse.Warnf(u.Pos, "contradiction",
				"%s has a different translation at %s; that translation is used", pointer, before.Pos)
		}
		return
	case u.AsWritten() && ap.opt.State == "" && old != nil:
		ap.report.Same++
		return
	}
	text, ok := ap.translation(u, at.locale, source)
	if !ok {
		return
	}
	ap.docSet[at] = u
	change := Change{Pos: u.Pos, Row: string(pointer), Locale: at.locale, Now: u.Target}
	if ap.record(u, change, old, source, &text) {
		if !slices.Contains(table.Locales, at.locale) {
			ap.recordState(ap.tables[0], text)
		}
		ap.SetDoc(pointer, text)
	}
}

// rank orders states by quality.
func rank(state codes.State) int {
	return slices.Index([]codes.State{codes.Machine, codes.Translated, codes.Reviewed}, state)
}

// isWorse reports whether a text in a given state must not replace an old one.
// A stale text may be replaced with any state except machine translation.
func isWorse(state codes.State, old, source codes.Text) bool {
	if old.Stale(source) && state != codes.Machine {
		return false
	}
	return rank(state) < rank(old.State)
}

// addLocales adds the locales of new texts to a table. The state of the locale is
// the state of its texts if they all have the same one.
func (ap *applier) addLocales(table *codes.Table) {
	var tags []string
	for tag := range ap.states[table] {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for _, tag := range tags {
		states := slices.Compact(slices.Sorted(slices.Values(ap.states[table][tag])))
		if len(states) > 1 {
			states[0] = codes.Translated
		}
		ap.diags.Warnf(table.Pos, "new-locale", "adding the locale %s, which table %s does not have yet%s",
			tag, table.Domain, otherRegion(table, tag))
		ap.AddLocale(table, tag, states[0])
	}
}

// otherRegion returns a remark about a locale of the table that a new one is similar to.
func otherRegion(table *codes.Table, tag string) string {
	hint := diag.DidYouMean(tag, table.Locales)
	for _, other := range table.Locales {
		if sameLanguage(other, tag) {
			hint = fmt.Sprintf("; %s is a different locale and does not change", other)
		}
	}
	return hint
}
