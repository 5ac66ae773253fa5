package docs

// This file writes the search index. The index is a script that assigns a list,
// because a page opened from a disk can load scripts but no data. The page loads it
// on the first search.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// Limits of the index so that it loads without noticeable delay. The most important
// entries come first, and the page says if the index is incomplete.
const (
	maxEntries    = 40_000
	maxIndexBytes = 4 << 20
	maxLineRunes  = 160 // runes of a title or text
)

// searchIndex is the content of the index.
type searchIndex struct {
	Kinds   []string // labels by kind of entry
	Entries []searchHit
	Cut     bool // whether entries were left out
}

// searchHit is an entry: kind, title, text, and URL relative to the folder of the
// locale.
type searchHit [4]any

// The kinds of entries, as indexes of searchIndex.Kinds.
const (
	hitOperation = iota
	hitType
	hitCode
	hitCallback
	hitMember
	hitField
)

var hitKinds = []string{"kind.operation", "kind.type", "kind.code", "kind.callback", "kind.member", "kind.field"}

func (e *edition) searchIndex() (File, error) {
	w := e.writer("search")
	index, size := searchIndex{}, 0
	for _, kind := range hitKinds {
		index.Kinds = append(index.Kinds, e.mustLabel(kind))
	}
	w.searchHits(func(kind int, title string, about *prose, page, place string) bool {
		text := ""
		if about != nil {
			text, _ = about.Text.(string)
		}
		address := page
		if place != "" {
			address += "#" + anchor(place)
		}
		title, text = truncate(title), truncate(text)
		size += len(title) + len(text) + len(address) + 16
		if size > maxIndexBytes || len(index.Entries) == maxEntries {
			index.Cut = true
			return false
		}
		index.Entries = append(index.Entries, searchHit{kind, title, text, address})
		return true
	})
	script, err := index.script()
	if err != nil {
		return File{}, fmt.Errorf("internal: search: %w", err)
	}
	return File{e.Name + "/" + e.locale + "/search.js", script}, nil
}

// script returns the index as JavaScript, with one entry per line.
func (x *searchIndex) script() ([]byte, error) {
	var b bytes.Buffer
	head, err := json.Marshal(map[string]any{"kinds": x.Kinds, "cut": x.Cut})
	if err != nil {
		return nil, err
	}
	b.WriteString("// " + generatedMark + "\nwindow.fragenSearch = ")
	b.Write(head[:len(head)-1])
	b.WriteString(`,"entries":[`)
	for i, entry := range x.Entries {
		line, err := json.Marshal(entry)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		b.Write(line)
	}
	b.WriteString("\n]};\n")
	return b.Bytes(), nil
}

func truncate(text string) string {
	if runes := []rune(text); len(runes) > maxLineRunes {
		return string(runes[:maxLineRunes]) + "…"
	}
	return text
}

// hitVisitor receives an entry of the index. It returns false to stop.
type hitVisitor func(kind int, title string, about *prose, page, place string) bool

// searchHits visits all entries, the most important first: operations, types, codes,
// callbacks, enum values, and fields.
func (w *writer) searchHits(visit hitVisitor) {
	for _, r := range w.resources {
		for i, op := range w.paths([]*resourcePage{r})[0].Operations {
			place := strings.ToLower(r.verbs[i].Operation.Method)
			if !visit(hitOperation, op.Method+" "+r.title(), op.Title, r.page, place) {
				return
			}
		}
	}
	for _, t := range w.types {
		if !visit(hitType, t.name, w.firstSentence(t.api.Doc.Description, string(t.api.Doc.At)), t.page, "") {
			return
		}
	}
	for _, t := range w.tables {
		for i, row := range t.plan.Rows {
			v := w.rowView(row, t.plan.API)
			if !visit(hitCode, strings.TrimSuffix(v.Code+" / "+v.Subcodes, " / "), v.Message, t.rowPage(i), v.Anchor) {
				return
			}
		}
	}
	for _, c := range w.callbacks {
		about := w.firstSentence(c.API.Doc.Summary, "")
		if !visit(hitCallback, oneLine(c.API.Name), about, "callbacks", callbackAnchor(c)) {
			return
		}
	}
	w.memberHits(visit)
}

// memberHits visits enum values and fields.
func (w *writer) memberHits(visit hitVisitor) {
	for _, t := range w.types {
		if t.e == nil {
			continue
		}
		for _, m := range t.e.Members {
			about := w.memberProse(m.API, w.firstSentence)
			if !visit(hitMember, t.name+": "+oneLine(m.API.Value), about, t.page, "member-"+string(m.Name)) {
				return
			}
		}
	}
	for _, t := range w.types {
		if t.s == nil {
			continue
		}
		for _, f := range t.s.Fields {
			if f.API.Owner != nil && f.API.Owner != t.api && w.pageOf[f.API.Owner] != nil {
				continue // listed with its owner
			}
			about := w.firstSentence(f.API.Doc.Description, string(f.API.Doc.At))
			if !visit(hitField, t.name+"."+oneLine(f.API.Name), about, t.page, "field-"+string(f.Name)) {
				return
			}
		}
	}
}
