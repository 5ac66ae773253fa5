package catalog

// The section "docs" of a codes.yaml: texts of the description in other
// languages, by JSON pointer. An editor sets them as it sets texts of rows. A
// pointer that is new stands behind those that are there, and a file without the
// section gets one at its end.

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// docPlace is where a text of the description in another language stands.
type docPlace struct {
	pointer diag.Pointer
	locale  string
}

// Docs returns the texts of the description as they are in the file. They must
// not be changed.
func (e *Editor) Docs() []*codes.Translation { return e.docs }

// SetDoc sets the translation of the description's text at pointer into
// text.Locale, which a table must have and which is not the source's. text.State
// is as with SetText. New pointers are added in the order in which they are set.
func (e *Editor) SetDoc(pointer diag.Pointer, text codes.Text) {
	if !slices.Contains(e.pointers, pointer) {
		e.pointers = append(e.pointers, pointer)
	}
	e.docTexts[docPlace{pointer, text.Locale}] = text
}

// docTable stands for all tables where it is about the description: what locales
// there are, and what state texts have that do not say theirs.
func (e *Editor) docTable() *codes.Table {
	var t codes.Table
	for i, table := range slices.Concat(e.tables, e.added) {
		if i == 0 {
			t.Source, t.States = table.Source, cloneStates(table.States)
			for _, l := range e.locals[table] {
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

// docsFor are the texts to be set at a pointer, in the order of the locales, those
// that no table has last: they are reported when the result is read.
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

// wantedDocs are the texts of the description with the changes made to them.
func (e *Editor) wantedDocs() map[docPlace]codes.Text {
	texts := plainDocs(e.docs)
	table := e.docTable()
	for at, text := range e.docTexts {
		text.State, text.Pos = cmp.Or(text.State, table.StateIn(text.Locale)), diag.Pos{}
		texts[at] = text
	}
	return texts
}

// plainDocs are texts without positions, as two files are compared.
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

// setDocs sets texts of the description.
func (s *splicer) setDocs(root *yaml.Node) {
	if len(s.of.docTexts) == 0 {
		return
	}
	if index(root, "docs") < 0 {
		s.newDocs(root)
		return
	}
	docs := s.list(root, "docs")
	if docs == nil {
		return
	}
	table := s.of.docTable()
	var fresh []member
	for _, pointer := range s.of.pointers {
		texts := s.of.docsFor(table, pointer)
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

// pointerIndex returns the index of a pointer in the section, -1 when it is not
// there.
func pointerIndex(docs *yaml.Node, pointer diag.Pointer) int {
	for i := 0; i+1 < len(docs.Content); i += 2 {
		if strings.TrimPrefix(docs.Content[i].Value, "#") == string(pointer) {
			return i
		}
	}
	return -1
}

// newDocs adds the section at the end of the file, behind the last comment.
func (s *splicer) newDocs(root *yaml.Node) {
	section := s.of.docsMember()
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

// docsMember is a new section.
func (e *Editor) docsMember() member {
	table := e.docTable()
	section := member{key: "docs", block: []string{}}
	var flow []member
	for _, pointer := range e.pointers {
		texts := e.docsFor(table, pointer)
		flow = append(flow, docMember(table, pointer, texts, true))
		section.block = append(section.block, strings.Split(docMember(table, pointer, texts, false).blockText(0, "\n"), "\n")...)
	}
	section.flow = flowMap(flow)
	return section
}

// docMember is a pointer with its texts.
func docMember(table *codes.Table, pointer diag.Pointer, texts []codes.Text, inFlow bool) member {
	m := textsMember(table, "", texts)
	m.key = scalar(string(pointer), inFlow, 0)
	return m
}
