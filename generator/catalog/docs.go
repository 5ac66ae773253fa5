package catalog

// This file edits the section "docs" of a codes.yaml: translations of texts in
// the API description, by JSON pointer. New pointers follow the existing ones. A
// file without the section gets it at the end.

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// docPlace identifies a translation of a text in the description.
type docPlace struct {
	pointer diag.Pointer
	locale  string
}

// Docs returns the translations in the file. They must not be modified.
func (e *Editor) Docs() []*codes.Translation { return e.docs }

// SetDoc sets the translation of the description's text at pointer into
// text.Locale, which must be a locale of a table but not its source locale. If
// text.State is "", the text gets the state of the locale, as in SetText. New
// pointers are added in the order of the calls.
func (e *Editor) SetDoc(pointer diag.Pointer, text codes.Text) {
	if !slices.Contains(e.pointers, pointer) {
		e.pointers = append(e.pointers, pointer)
	}
	e.docTexts[docPlace{pointer, text.Locale}] = text
}

// docTable returns a table with the locales of all tables and the states of
// their texts, for use in the section "docs".
func (e *Editor) docTable() *codes.Table {
	var t codes.Table
	for i, table := range slices.Concat(e.tables, e.addedTables) {
		if i == 0 {
			t.Source, t.States = table.Source, cloneStates(table.States)
			for _, l := range e.addedLocales[table] {
				t.States[l.tag] = l.state
			}
		}
		for _, tag := range e.localesOf(table) {
			if !slices.Contains(t.Locales, tag) {
				t.Locales = append(t.Locales, tag)
			}
		}
	}
	return &t
}

// docsFor returns the texts to set at a pointer, in the order of the locales.
// Texts in unknown locales come last; they are reported when the result is read.
func (e *Editor) docsFor(table *codes.Table, pointer diag.Pointer) []codes.Text {
	var texts []codes.Text
	for at, text := range e.docTexts {
		if at.pointer == pointer {
			texts = append(texts, text)
		}
	}
	order := func(text codes.Text) int {
		if i := slices.Index(table.Locales, text.Locale); i >= 0 {
			return i
		}
		return len(table.Locales)
	}
	slices.SortFunc(texts, func(a, b codes.Text) int {
		return cmp.Or(cmp.Compare(order(a), order(b)), strings.Compare(a.Locale, b.Locale))
	})
	return texts
}

// wantedDocs returns the translations with all changes applied.
func (e *Editor) wantedDocs() map[docPlace]codes.Text {
	texts := plainDocs(e.docs)
	table := e.docTable()
	for at, text := range e.docTexts {
		text.State, text.Pos = cmp.Or(text.State, table.StateIn(text.Locale)), diag.Pos{}
		texts[at] = text
	}
	return texts
}

// plainDocs returns translations without positions, for comparing two files.
func plainDocs(list []*codes.Translation) map[docPlace]codes.Text {
	texts := make(map[docPlace]codes.Text)
	for _, t := range list {
		for _, text := range t.Texts {
			text.Pos = diag.Pos{}
			texts[docPlace{t.Pointer, text.Locale}] = text
		}
	}
	return texts
}

// setDocs sets translations of the description.
func (s *splicer) setDocs(root *yaml.Node) {
	if len(s.editor.docTexts) == 0 {
		return
	}
	if memberIndex(root, "docs") < 0 {
		s.newDocs(root)
		return
	}
	docs := s.list(root, "docs")
	if docs == nil {
		return
	}
	table := s.editor.docTable()
	var fresh []member
	for _, pointer := range s.editor.pointers {
		texts := s.editor.docsFor(table, pointer)
		at := pointerIndex(docs, pointer)
		switch {
		case at < 0:
			fresh = append(fresh, docMember(table, pointer, texts, isFlow(docs)))
		case s.changeable(docs.Content[at+1]):
			for _, text := range texts {
				s.setText(docs.Content[at+1], table, text)
			}
		}
	}
	if fresh != nil {
		s.insertMembers(docs, len(docs.Content)-2, fresh)
	}
}

// pointerIndex returns the index of a pointer in the section, or -1.
func pointerIndex(docs *yaml.Node, pointer diag.Pointer) int {
	for i := 0; i+1 < len(docs.Content); i += 2 {
		if strings.TrimPrefix(docs.Content[i].Value, "#") == string(pointer) {
			return i
		}
	}
	return -1
}

// newDocs adds the section at the end of the file, after the last comment.
func (s *splicer) newDocs(root *yaml.Node) {
	section := s.editor.docsMember()
	if isFlow(root) {
		s.insertMembers(root, len(root.Content)-2, []member{section})
		return
	}
	before := ""
	if !bytes.HasSuffix(s.data, []byte("\n")) {
		before = s.eol
	}
	if !bytes.HasSuffix(s.data, []byte("\n"+s.eol)) {
		before += s.eol
	}
	indent := root.Column - 1
	s.insert(len(s.data), before+strings.Repeat(" ", indent)+section.blockText(indent, s.eol)+s.eol)
}

// docsMember returns the new section.
func (e *Editor) docsMember() member {
	table := e.docTable()
	section := member{key: "docs", block: []string{}}
	var flow []member
	for _, pointer := range e.pointers {
		texts := e.docsFor(table, pointer)
		flow = append(flow, docMember(table, pointer, texts, true))
		block := docMember(table, pointer, texts, false).blockText(0, "\n")
		section.block = append(section.block, strings.Split(block, "\n")...)
	}
	section.flow = flowMap(flow)
	return section
}

// docMember returns a pointer with its translations.
func docMember(table *codes.Table, pointer diag.Pointer, texts []codes.Text, inFlow bool) member {
	return textsMember(table, scalar(string(pointer), inFlow, 0), texts)
}
