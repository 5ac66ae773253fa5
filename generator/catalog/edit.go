package catalog

// This file is the Editor. It opens the bytes of a codes.yaml without errors,
// collects changes and returns the new bytes. Changes are stored by row, part
// and locale, so their order does not matter and the last change of a text wins.
//
// Before returning the result, the Editor parses it again: it must equal the old
// tables with the changes applied. If a part of the file cannot be edited safely,
// such as a text shared through a YAML alias, the Editor reports its position
// and returns no bytes.

import (
	"bytes"
	"cmp"
	"maps"
	"reflect"
	"slices"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Part is the key of a row that holds messages.
type Part string

// The parts of a row.
const (
	Message Part = "message"
	User    Part = "user"
	Advice  Part = "advice"
)

var allParts = []Part{Message, User, Advice}

// of returns the place of the part's messages.
func (p Part) of(row *codes.Code) *[]codes.Text {
	switch p {
	case User:
		return &row.User
	case Advice:
		return &row.Advice
	}
	return &row.Message
}

// Editor changes a codes.yaml.
type Editor struct {
	file         string
	data         []byte // without a byte order mark
	bom          []byte
	tables       []*codes.Table
	texts        map[textPlace]codes.Text
	addedRows    map[*codes.Table][]*codes.Code
	addedLocales map[*codes.Table][]newLocale
	addedTables  []*codes.Table

	docs     []*codes.Translation
	docTexts map[docPlace]codes.Text
	pointers []diag.Pointer // keys of docTexts in the order in which they were set
}

// textPlace identifies a text in one locale. texts is a part of a row, or a phrase of
// a table.
type textPlace struct {
	texts  *[]codes.Text
	locale string
}

// newLocale is a locale added to a table.
type newLocale struct {
	tag   string
	state codes.State
}

// Create returns an editor for a new file, which needs at least one table.
func Create(file string) *Editor {
	return &Editor{
		file:         file,
		texts:        make(map[textPlace]codes.Text),
		addedRows:    make(map[*codes.Table][]*codes.Code),
		addedLocales: make(map[*codes.Table][]newLocale),

		docTexts: make(map[docPlace]codes.Text),
	}
}

// Open returns an editor for a file with the given bytes, and the diagnostics of
// codes.Read. The editor is nil if they contain an error.
func Open(file string, data []byte) (*Editor, *diag.List) {
	content, diags := codes.Read(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	e := Create(file)
	e.tables, e.docs = content.Tables, content.Docs
	e.data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	e.bom = data[:len(data)-len(e.data)]
	return e, diags
}

const byteOrderMark = "\uFEFF"

// Tables returns the tables in the file. They identify the rows to change and
// must not be modified.
func (e *Editor) Tables() []*codes.Table { return e.tables }

// SetText sets the text of a row in text.Locale, which must be a locale of the
// table. If text.State is "", the text gets the state of the locale.
func (e *Editor) SetText(row *codes.Code, part Part, text codes.Text) { e.setText(part.of(row), text) }

// setText is like SetText for a part of a row or a phrase of a table.
func (e *Editor) setText(texts *[]codes.Text, text codes.Text) {
	e.texts[textPlace{texts, text.Locale}] = text
}

// AddLocale adds a locale to a table. state is the default state of its texts,
// translated if it is "".
func (e *Editor) AddLocale(table *codes.Table, locale string, state codes.State) {
	e.addedLocales[table] = append(e.addedLocales[table], newLocale{locale, state})
}

// AddRow adds a row after the last row with the same code, or after the last
// row with a smaller code.
func (e *Editor) AddRow(table *codes.Table, row *codes.Code) {
	e.addedRows[table] = append(e.addedRows[table], row)
}

// AddTable adds a table with its rows at the end of the file.
func (e *Editor) AddTable(table *codes.Table) { e.addedTables = append(e.addedTables, table) }

// Bytes returns the file with all changes applied. Without changes, it returns
// the file unmodified. If the diagnostics contain an error, it returns nil.
func (e *Editor) Bytes() ([]byte, *diag.List) {
	diags := new(diag.List)
	out := e.data
	switch {
	case len(e.texts)+len(e.addedRows)+len(e.addedLocales)+len(e.addedTables)+len(e.docTexts) == 0:
		return append(slices.Clone(e.bom), out...), diags
	case e.tables == nil:
		out = []byte(e.newFile())
	default:
		out = e.splice(diags)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	if e.verify(out, diags); diags.HasErrors() {
		return nil, diags
	}
	return append(slices.Clone(e.bom), out...), diags
}

// verify parses the result and compares it with the expected tables.
func (e *Editor) verify(out []byte, diags *diag.List) {
	got, faults := codes.Read(e.file, out)
	for _, fault := range faults.Sorted() {
		if fault.Severity == diag.Error {
			diags.Errorf(diag.Pos{File: e.file}, "invalid-change", "the changes would make the file invalid: %s", fault)
		}
	}
	if diags.HasErrors() {
		return
	}
	sameTables := reflect.DeepEqual(withoutPositions(got.Tables), withoutPositions(e.wanted()))
	if !sameTables || !maps.Equal(plainDocs(got.Docs), e.wantedDocs()) {
		diags.Errorf(diag.Pos{File: e.file}, "unsafe-change", "cannot edit the file safely in its current form; "+
			"write its rows in block style, without anchors and tags")
	}
}

// wanted returns the tables with all changes applied.
func (e *Editor) wanted() []*codes.Table {
	var tables []*codes.Table
	for _, table := range e.tables {
		t := *table
		t.Locales, t.States = slices.Clone(t.Locales), cloneStates(t.States)
		for _, l := range e.addedLocales[table] {
			t.Locales = append(t.Locales, l.tag)
			if l.state != "" && l.state != codes.Translated {
				t.States[l.tag] = l.state
			}
		}
		e.wantPhrases(&t, table)
		t.Codes = nil
		isNew := make(map[*codes.Code]bool)
		for _, row := range e.addedRows[table] {
			isNew[row] = true
		}
		for _, row := range e.allRows(table) {
			if !isNew[row] {
				r := *row
				for _, part := range allParts {
					*part.of(&r) = e.wantedTexts(&t, part.of(row))
				}
				row = &r
			} else {
				row = asParsed(&t, row)
			}
			t.Codes = append(t.Codes, row)
		}
		tables = append(tables, &t)
	}
	for _, table := range e.addedTables {
		t := *table
		if len(e.tables) > 0 {
			t.Rules = e.tables[0].Rules // rules belong to the file
		}
		e.wantPhrases(&t, table)
		t.Codes = nil
		for _, row := range table.Codes {
			t.Codes = append(t.Codes, asParsed(&t, row))
		}
		tables = append(tables, &t)
	}
	return tables
}

func cloneStates(states map[string]codes.State) map[string]codes.State {
	clone := make(map[string]codes.State, len(states))
	for tag, state := range states {
		clone[tag] = state
	}
	return clone
}

// wantPhrases sets the phrases of a copy of a table, with all changes applied.
func (e *Editor) wantPhrases(to, table *codes.Table) {
	copyTerms := func(terms []*codes.Term) []*codes.Term {
		terms = slices.Clone(terms)
		for i, term := range terms {
			copied := *term
			terms[i] = &copied
		}
		return terms
	}
	to.Categories, to.Resolvers = copyTerms(table.Categories), copyTerms(table.Resolvers)
	old := table.Phrases()
	for i, phrase := range to.Phrases() {
		*phrase.Texts = e.wantedTexts(to, old[i].Texts)
	}
}

// wantedTexts returns texts of a table with all changes applied, in the order of its
// locales.
func (e *Editor) wantedTexts(table *codes.Table, have *[]codes.Text) []codes.Text {
	var texts []codes.Text
	for _, tag := range table.Locales {
		text, ok := e.texts[textPlace{have, tag}]
		if old := textOf(*have, tag); !ok && old != nil {
			text, ok = *old, true
		}
		if ok {
			text.State = cmp.Or(text.State, table.StateIn(tag))
			texts = append(texts, text)
		}
	}
	return texts
}

// asParsed returns a new row in the form in which it will be parsed: texts in
// the order of the locales, with their states.
func asParsed(table *codes.Table, row *codes.Code) *codes.Code {
	r := *row
	arrange := func(texts []codes.Text) []codes.Text {
		var sorted []codes.Text
		for _, tag := range table.Locales {
			for _, text := range texts {
				if text.Locale == tag {
					text.State = cmp.Or(text.State, table.StateIn(tag))
					sorted = append(sorted, text)
				}
			}
		}
		return sorted
	}
	r.Message, r.User, r.Advice = arrange(row.Message), arrange(row.User), arrange(row.Advice)
	return &r
}

// allRows returns the rows of a table including the new ones.
func (e *Editor) allRows(table *codes.Table) []*codes.Code {
	rows := slices.Clone(table.Codes)
	for _, row := range e.addedRows[table] {
		rows = slices.Insert(rows, insertIndex(rows, row), row)
	}
	return rows
}

// insertIndex returns the index at which to insert a new row: below the rows with
// the same code, or else below those with smaller numbers. Rows of words are added
// at the end, because tables of words are rarely sorted.
func insertIndex(rows []*codes.Code, row *codes.Code) int {
	if len(row.Codes) == 0 {
		return len(rows)
	}
	at := 0
	same := false
	for i, other := range rows {
		switch {
		case len(other.Codes) == 0 || other.Pattern != nil:
		case other.Codes[0] == row.Codes[0]:
			at, same = i+1, true
		case !same && (row.Codes[0].IsWord() || codekey.Compare(other.Codes[0], row.Codes[0]) < 0):
			at = i + 1
		}
	}
	return at
}

// withoutPositions returns copies without positions, for comparing two files.
func withoutPositions(tables []*codes.Table) []codes.Table {
	var out []codes.Table
	for _, table := range tables {
		t := *table
		t.Pos = diag.Pos{}
		t.Description, t.Unknown = plainTexts(t.Description), plainTexts(t.Unknown)
		t.Categories, t.Resolvers = plainTerms(t.Categories), plainTerms(t.Resolvers)
		t.Glossary = slices.Clone(t.Glossary)
		for i := range t.Glossary {
			t.Glossary[i].Pos = diag.Pos{}
		}
		t.Demands = maps.Clone(t.Demands)
		for locale, demand := range t.Demands {
			t.Demands[locale] = codes.Demand{Percent: demand.Percent}
		}
		t.Bindings = slices.Clone(t.Bindings)
		for i := range t.Bindings {
			t.Bindings[i].Pos = diag.Pos{}
		}
		if t.States == nil {
			t.States = map[string]codes.State{}
		}
		t.Codes = nil
		for _, row := range table.Codes {
			r := *row
			r.Pos = diag.Pos{}
			if r.Pattern != nil {
				p := *r.Pattern
				p.Pos = diag.Pos{}
				r.Pattern = &p
			}
			if r.Range != nil {
				codes := *r.Range
				codes.Pos = diag.Pos{}
				r.Range = &codes
			}
			r.Unquoted = nil
			r.Message, r.User, r.Advice = plainTexts(r.Message), plainTexts(r.User), plainTexts(r.Advice)
			t.Codes = append(t.Codes, &r)
		}
		out = append(out, t)
	}
	return out
}

func plainTerms(terms []*codes.Term) []*codes.Term {
	terms = slices.Clone(terms)
	for i, term := range terms {
		plain := *term
		plain.Pos, plain.Description = diag.Pos{}, plainTexts(term.Description)
		plain.Ranges = slices.Clone(term.Ranges)
		for j, r := range plain.Ranges {
			plain.Ranges[j] = &codes.Range{Low: r.Low, High: r.High, Text: r.Text}
		}
		terms[i] = &plain
	}
	return terms
}

func plainTexts(texts []codes.Text) []codes.Text {
	texts = append([]codes.Text{}, texts...)
	for i := range texts {
		texts[i].Pos = diag.Pos{}
	}
	return texts
}
