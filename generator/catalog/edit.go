package catalog

// An Editor is opened on the bytes of a codes.yaml without errors, takes
// changes one after the other and gives the new bytes at last. Changes are
// kept by what they are about (row, part, locale), so that their order does not
// matter and the last one for a text counts.
//
// The result is proved before it is given away: it is parsed again and must be
// exactly the old tables with the changes made to them. What cannot be changed
// safely, such as a text that others share through a YAML alias, is reported
// with its position, and nothing comes out.

import (
	"bytes"
	"cmp"
	"maps"
	"reflect"
	"slices"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// Part is the key of a row that holds texts.
type Part string

// The parts of a row.
const (
	Message Part = "message"
	User    Part = "user"
	Advice  Part = "advice"
)

var parts = []Part{Message, User, Advice}

// of are a row's texts.
func (p Part) of(row *codes.Code) []codes.Text {
	switch p {
	case User:
		return row.User
	case Advice:
		return row.Advice
	}
	return row.Message
}

// Editor changes a codes.yaml.
type Editor struct {
	file   string
	data   []byte // without a byte order mark
	bom    []byte
	tables []*codes.Table
	texts  map[place]codes.Text
	rows   map[*codes.Table][]*codes.Code
	locals map[*codes.Table][]newLocale
	added  []*codes.Table

	docs     []*codes.Translation
	docTexts map[docPlace]codes.Text
	pointers []diag.Pointer // of docTexts, in the order in which they were set
}

// place is where a text stands.
type place struct {
	row    *codes.Code
	part   Part
	locale string
}

type newLocale struct {
	tag   string
	state codes.State
}

// Create returns an editor for a file that does not exist yet; it needs a
// table.
func Create(file string) *Editor {
	return &Editor{
		file:   file,
		texts:  make(map[place]codes.Text),
		rows:   make(map[*codes.Table][]*codes.Code),
		locals: make(map[*codes.Table][]newLocale),

		docTexts: make(map[docPlace]codes.Text),
	}
}

// Open returns an editor for a file with the given bytes. The list is that of
// codes.Read; the editor is nil when it has errors.
func Open(file string, data []byte) (*Editor, *diag.List) {
	content, diags := codes.Read(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	e := Create(file)
	e.tables, e.docs = content.Tables, content.Docs
	e.data = bytes.TrimPrefix(data, []byte(mark))
	e.bom = data[:len(data)-len(e.data)]
	return e, diags
}

const mark = "\uFEFF" // the byte order mark

// Tables returns the tables as they are in the file. They name what is to be
// changed and must not be changed themselves.
func (e *Editor) Tables() []*codes.Table { return e.tables }

// SetText sets the text of a row in text.Locale, which the table must have.
// text.State is the state that the text will have; when that is "", it will
// have the one that the table gives to its locale.
func (e *Editor) SetText(row *codes.Code, part Part, text codes.Text) {
	e.texts[place{row, part, text.Locale}] = text
}

// AddLocale adds a locale to a table. state is what its texts are in when they
// do not say so, "" for translated.
func (e *Editor) AddLocale(table *codes.Table, locale string, state codes.State) {
	e.locals[table] = append(e.locals[table], newLocale{locale, state})
}

// AddRow adds a row behind the last one with its code, or, when its code is
// new, behind the last one with a smaller code.
func (e *Editor) AddRow(table *codes.Table, row *codes.Code) {
	e.rows[table] = append(e.rows[table], row)
}

// AddTable adds a table with its rows at the end of the file.
func (e *Editor) AddTable(table *codes.Table) { e.added = append(e.added, table) }

// Bytes returns the file with all changes made, or the file as it was when
// there are none. When the list has errors, there are no bytes.
func (e *Editor) Bytes() ([]byte, *diag.List) {
	diags := new(diag.List)
	out := e.data
	switch {
	case len(e.texts)+len(e.rows)+len(e.locals)+len(e.added)+len(e.docTexts) == 0:
		return append(slices.Clone(e.bom), out...), diags
	case e.tables == nil:
		out = []byte(e.newFile())
	default:
		out = e.splice(diags)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	if e.prove(out, diags); diags.HasErrors() {
		return nil, diags
	}
	return append(slices.Clone(e.bom), out...), diags
}

// prove parses what was made and compares it with what was wanted.
func (e *Editor) prove(out []byte, diags *diag.List) {
	got, faults := codes.Read(e.file, out)
	for _, fault := range faults.Sorted() {
		if fault.Severity == diag.Error {
			diags.Errorf(diag.Pos{File: e.file}, "invalid-change", "with the changes the file would not be right: %s", fault)
		}
	}
	if !diags.HasErrors() && (!reflect.DeepEqual(plain(got.Tables), plain(e.wanted())) || !maps.Equal(plainDocs(got.Docs), e.wantedDocs())) {
		diags.Errorf(diag.Pos{File: e.file}, "unsafe-change", "the changes cannot be made safely in this file as it is written; write its rows in block style, without anchors and tags")
	}
}

// wanted returns the tables with the changes made to them.
func (e *Editor) wanted() []*codes.Table {
	var tables []*codes.Table
	for _, table := range e.tables {
		t := *table
		t.Locales, t.States = slices.Clone(t.Locales), cloneStates(t.States)
		for _, l := range e.locals[table] {
			t.Locales = append(t.Locales, l.tag)
			if l.state != "" && l.state != codes.Translated {
				t.States[l.tag] = l.state
			}
		}
		t.Codes = nil
		isNew := make(map[*codes.Code]bool)
		for _, row := range e.rows[table] {
			isNew[row] = true
		}
		for _, row := range e.merged(table) {
			if !isNew[row] {
				r := *row
				r.Message = e.wantedTexts(&t, row, Message, row.Message)
				r.User = e.wantedTexts(&t, row, User, row.User)
				r.Advice = e.wantedTexts(&t, row, Advice, row.Advice)
				row = &r
			} else {
				row = settled(&t, row)
			}
			t.Codes = append(t.Codes, row)
		}
		tables = append(tables, &t)
	}
	for _, table := range e.added {
		t := *table
		if len(e.tables) > 0 {
			t.Rules = e.tables[0].Rules // they are the file's
		}
		t.Codes = nil
		for _, row := range table.Codes {
			t.Codes = append(t.Codes, settled(&t, row))
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

// wantedTexts are the texts of a row's part in the order of the table's locales.
func (e *Editor) wantedTexts(table *codes.Table, row *codes.Code, part Part, have []codes.Text) []codes.Text {
	var texts []codes.Text
	for _, tag := range table.Locales {
		text, ok := e.texts[place{row, part, tag}]
		if i := slices.IndexFunc(have, func(t codes.Text) bool { return t.Locale == tag }); !ok && i >= 0 {
			text, ok = have[i], true
		}
		if ok {
			text.State = cmp.Or(text.State, table.StateIn(tag))
			texts = append(texts, text)
		}
	}
	return texts
}

// settled is a new row as it will be read.
func settled(table *codes.Table, row *codes.Code) *codes.Code {
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

// merged are the rows of a table with the new ones among them.
func (e *Editor) merged(table *codes.Table) []*codes.Code {
	rows := slices.Clone(table.Codes)
	for _, row := range e.rows[table] {
		rows = slices.Insert(rows, behind(rows, row), row)
	}
	return rows
}

// behind is the index at which a new row is to stand among rows.
func behind(rows []*codes.Code, row *codes.Code) int {
	at := 0
	same := false
	for i, other := range rows {
		switch {
		case len(other.Classes) > 0 || other.Pattern != nil:
		case other.Code == row.Code:
			at, same = i+1, true
		case other.Code < row.Code && !same:
			at = i + 1
		}
	}
	return at
}

// plain returns copies without positions, as two files are compared.
func plain(tables []*codes.Table) []codes.Table {
	var out []codes.Table
	for _, table := range tables {
		t := *table
		t.Pos = diag.Pos{}
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
			r.Message, r.User, r.Advice = plainTexts(r.Message), plainTexts(r.User), plainTexts(r.Advice)
			t.Codes = append(t.Codes, &r)
		}
		out = append(out, t)
	}
	return out
}

func plainTerms(terms []codes.Term) []codes.Term {
	terms = slices.Clone(terms)
	for i := range terms {
		terms[i].Pos = diag.Pos{}
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
