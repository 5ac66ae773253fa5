package docs

// What the search knows: a script that assigns a list, since a page that was
// opened from a disk may load scripts but no data. It is loaded when somebody
// begins to search.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
)

// What is bounded, so that the list is loaded in the blink of an eye: what comes
// first counts, and the page says when something was left out.
const (
	mostFound = 40_000
	mostBytes = 4 << 20
	mostTitle = 160 // runes of a line
)

// searchIndex is the list as a script.
type searchIndex struct {
	Kinds   []string // words for what an entry is
	Entries []searchHit
	Cut     bool // there is more than is listed
}

// searchHit is a kind, a title, a line about it and an address below the folder of
// the locale.
type searchHit [4]any

// The kinds, as in searchIndex.Kinds.
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
		index.Kinds = append(index.Kinds, e.must(kind))
	}
	w.hits(func(kind int, title string, about *prose, page, place string) bool {
		text := ""
		if about != nil {
			text, _ = about.Text.(string)
		}
		address := page
		if place != "" {
			address += "#" + anchor(place)
		}
		title, text = short(title), short(text)
		if size += len(title) + len(text) + len(address) + 16; size > mostBytes || len(index.Entries) == mostFound {
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

// script is the list as JavaScript, an entry on a line. JSON escapes what would
// mean something in it.
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

func short(text string) string {
	if runes := []rune(text); len(runes) > mostTitle {
		return string(runes[:mostTitle]) + "…"
	}
	return text
}

// hits visits all that can be found, what is looked for most first. It ends when
// visit returns false.
func (w *writer) hits(visit func(kind int, title string, about *prose, page, place string) bool) {
	for _, r := range w.resources {
		for i, op := range w.paths([]*resource{r})[0].Operations {
			if !visit(hitOperation, op.Method+" "+r.path(), op.Title, r.page, strings.ToLower(r.verbs[i].Operation.Method)) {
				return
			}
		}
	}
	for _, t := range w.types {
		if !visit(hitType, t.name, w.line(t.api.Doc.Description, string(t.api.Doc.At)), t.page, "") {
			return
		}
	}
	for _, t := range w.tables {
		for i, row := range t.plan.Rows {
			v := w.row(row, t.plan.API)
			if !visit(hitCode, strings.TrimSuffix(v.Code+" / "+v.Subcodes, " / "), v.Message, t.rowPage(i), v.Anchor) {
				return
			}
		}
	}
	for _, c := range w.callbacks {
		if !visit(hitCallback, oneLine(c.API.Name), w.line(c.API.Doc.Summary, ""), "callbacks", callbackAnchor(c)) {
			return
		}
	}
	w.partHits(visit)
}

// partHits visits values and fields.
func (w *writer) partHits(visit func(kind int, title string, about *prose, page, place string) bool) {
	for _, t := range w.types {
		if t.e == nil {
			continue
		}
		for _, m := range t.e.Members {
			if !visit(hitMember, t.name+": "+oneLine(m.API.Value), w.line(m.API.Doc.Description, string(m.API.Doc.At)), t.page, "member-"+string(m.Name)) {
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
				continue // found where it is declared
			}
			if !visit(hitField, t.name+"."+oneLine(f.API.Name), w.line(f.API.Doc.Description, string(f.API.Doc.At)), t.page, "field-"+string(f.Name)) {
				return
			}
		}
	}
}
