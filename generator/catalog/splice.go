package catalog

// This file turns an editor's changes into splices of the file. It walks
// through the tables and the YAML nodes that they were read from side by side:
// without errors in the file both have the same order. New members and rows are
// put behind what comes before them in the file, in the style that is there:
// below each other, or between brackets.

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// splice replaces the bytes from start to end.
type splice struct {
	start, end int
	text       string
}

// splicer makes splices.
type splicer struct {
	*layout
	of      *Editor
	touched map[*codes.Code]bool // rows with texts to set
	eol     string
	splices []splice
	diags   *diag.List
}

// splice returns the file with the changes made, or nil and errors.
func (e *Editor) splice(diags *diag.List) []byte {
	var document yaml.Node
	if err := yaml.Unmarshal(e.data, &document); err != nil || len(document.Content) != 1 {
		panic("internal: a file that was read before is no YAML any more")
	}
	s := &splicer{layout: newLayout(e.data), of: e, touched: make(map[*codes.Code]bool), eol: "\n", diags: diags}
	for at := range e.texts {
		s.touched[at.row] = true
	}
	if i := bytes.IndexByte(e.data, '\n'); i > 0 && e.data[i-1] == '\r' {
		s.eol = "\r\n"
	}
	root := document.Content[0]
	if list := s.list(root, "tables"); list != nil {
		for i, table := range e.tables {
			s.table(list.Content[i], table)
		}
		s.newTables(root, list)
		s.setDocs(root)
	}
	if diags.HasErrors() {
		return nil
	}
	return s.apply()
}

// apply puts the splices into the bytes. Insertions at one place stay in the
// order in which they were made.
func (s *splicer) apply() []byte {
	slices.SortStableFunc(s.splices, func(a, b splice) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(min(a.end-a.start, 1), min(b.end-b.start, 1)))
	})
	var out bytes.Buffer
	at := 0
	for _, x := range s.splices {
		if x.start < at {
			panic("internal: two changes of codes.yaml overlap")
		}
		out.Write(s.data[at:x.start])
		out.WriteString(x.text)
		at = x.end
	}
	out.Write(s.data[at:])
	return out.Bytes()
}

func (s *splicer) insert(at int, text string) { s.splices = append(s.splices, splice{at, at, text}) }

// refuse reports a node at which nothing can be changed.
func (s *splicer) refuse(n *yaml.Node, why string) {
	pos := diag.Pos{File: s.of.file, Line: n.Line, Col: n.Column}
	if at, ok := s.start(n); ok {
		pos.Col = at - s.lines[n.Line-1] + 1
	}
	s.diags.Errorf(pos, "unsafe-change", "this is to be changed, but %s", why)
}

const (
	shared    = "an anchor, alias or tag stands here; write it out without"
	unusual   = "how it is written is too unusual; put each key on a line of its own"
	commented = "a comment stands in the middle of it; move that above the row"
)

// changeable reports whether a node can be changed without changing others.
func (s *splicer) changeable(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		s.refuse(n, shared)
		return false
	}
	return true
}

// value returns the index of key in a mapping, -1 when it is not there.
func index(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// list returns the list under key, when it can be changed.
func (s *splicer) list(mapping *yaml.Node, key string) *yaml.Node {
	i := index(mapping, key)
	if !s.changeable(mapping) {
		return nil
	}
	if i < 0 { // under an alias as key
		s.refuse(mapping, shared)
		return nil
	}
	if n := mapping.Content[i+1]; s.changeable(n) {
		return n
	}
	return nil
}

func (s *splicer) table(n *yaml.Node, table *codes.Table) {
	if len(s.of.locals[table])+len(s.of.rows[table]) == 0 && !slices.ContainsFunc(table.Codes, func(row *codes.Code) bool { return s.touched[row] }) {
		return
	}
	if !s.changeable(n) {
		return
	}
	s.newLocales(n, table)
	list := s.list(n, "codes")
	if list == nil {
		return
	}
	for i, row := range table.Codes {
		s.row(list.Content[i], table, row)
	}
	s.newRows(n, list, table)
}

func isFlow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

// newLocales adds locales to a table, and the states of their texts.
func (s *splicer) newLocales(n *yaml.Node, table *codes.Table) {
	fresh := s.of.locals[table]
	if len(fresh) == 0 {
		return
	}
	list := s.list(n, "locales")
	if list == nil {
		return
	}
	for _, l := range fresh {
		s.appendItem(n, list, localeKey(l.tag))
	}
	var states []member
	for _, l := range fresh {
		if l.state != "" && l.state != codes.Translated {
			states = append(states, member{key: localeKey(l.tag), flow: string(l.state)})
		}
	}
	at := index(n, "states")
	switch {
	case states == nil:
	case at < 0:
		s.insertMembers(n, index(n, "locales"), []member{{key: "states", flow: flowMap(states)}})
	case s.changeable(n.Content[at+1]):
		s.insertMembers(n.Content[at+1], len(n.Content[at+1].Content)-2, states)
	}
}

// appendItem adds a scalar to the end of a list in mapping.
func (s *splicer) appendItem(mapping, list *yaml.Node, text string) {
	last := list.Content[len(list.Content)-1]
	end, ok := s.end(last, list.Column-1)
	if !isFlow(list) && ok {
		end, ok = s.afterItem(end, list.Column-1)
		text = s.eol + strings.Repeat(" ", list.Column-1) + "- " + text
	} else {
		text = ", " + text
	}
	if !ok {
		s.refuse(mapping, unusual)
		return
	}
	s.insert(end, text)
}

// insertMembers puts members behind the pair at index i of a mapping, before
// all when i is negative.
func (s *splicer) insertMembers(mapping *yaml.Node, i int, members []member) {
	indent := mapping.Column - 1
	separator := s.eol + strings.Repeat(" ", max(indent, 0))
	texts := make([]string, len(members))
	for k, m := range members {
		texts[k] = m.blockText(indent, s.eol)
		if isFlow(mapping) {
			texts[k], separator = m.flowText(), ", "
		}
	}
	text := strings.Join(texts, separator)
	switch {
	case len(mapping.Content) == 0:
		if at, ok := s.start(mapping); ok && isFlow(mapping) {
			s.insert(at+1, text)
			return
		}
	case i < 0:
		if at, ok := s.start(mapping.Content[0]); ok {
			s.insert(at, text+separator)
			return
		}
	default:
		end, ok := s.end(mapping.Content[i+1], indent)
		if ok && !isFlow(mapping) {
			end, ok = s.afterItem(end, indent)
		}
		if ok {
			s.insert(end, separator+text)
			return
		}
	}
	s.refuse(mapping, unusual)
}

// row sets the texts of a row.
func (s *splicer) row(n *yaml.Node, table *codes.Table, row *codes.Code) {
	if !s.touched[row] || !s.changeable(n) {
		return
	}
	for _, part := range parts {
		texts := s.wantedFor(table, row, part)
		at := index(n, string(part))
		switch {
		case len(texts) == 0:
		case at < 0: // every row has a message
			s.insertMembers(n, index(n, string(Message)), []member{textsMember(table, part, texts)})
		case s.changeable(n.Content[at+1]):
			for _, text := range texts {
				s.setText(n.Content[at+1], table, text)
			}
		}
	}
}

// wantedFor are the texts to be set in a row's part, in the table's order of
// locales.
func (s *splicer) wantedFor(table *codes.Table, row *codes.Code, part Part) []codes.Text {
	var texts []codes.Text
	for _, tag := range s.of.localesOf(table) {
		if text, ok := s.of.texts[place{row, part, tag}]; ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// localesOf are a table's locales, with the new ones.
func (e *Editor) localesOf(table *codes.Table) []string {
	tags := slices.Clone(table.Locales)
	for _, l := range e.locals[table] {
		tags = append(tags, l.tag)
	}
	return tags
}

// setText sets a text in the mapping of message or advice.
func (s *splicer) setText(mapping *yaml.Node, table *codes.Table, text codes.Text) {
	at := index(mapping, text.Locale)
	if at < 0 {
		s.insertMembers(mapping, s.before(mapping, table, text.Locale), []member{textMember(s.stated(table), text, isFlow(mapping))})
		return
	}
	value := mapping.Content[at+1]
	if !s.changeable(value) {
		return
	}
	members := textMembers(s.stated(table), text)
	switch {
	case value.Kind == yaml.MappingNode:
		s.setMembers(value, s.stated(table), text, members)
	case len(members) > 1:
		s.replace(value, mapping, flowMap(members))
	default:
		s.replaceText(value, mapping, text.Text)
	}
}

// stated is the table with the states of new locales, which decide what a text
// has to say of itself.
func (s *splicer) stated(table *codes.Table) *codes.Table {
	if len(s.of.locals[table]) == 0 {
		return table
	}
	t := *table
	t.States = cloneStates(t.States)
	for _, l := range s.of.locals[table] {
		t.States[l.tag] = l.state
	}
	return &t
}

// before is the index of the pair behind which a locale belongs.
func (s *splicer) before(mapping *yaml.Node, table *codes.Table, tag string) int {
	order := s.of.localesOf(table)
	at := -1
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if slices.Index(order, mapping.Content[i].Value) < slices.Index(order, tag) {
			at = max(at, i)
		}
	}
	return at
}

// replaceText replaces a scalar by another in the same style.
func (s *splicer) replaceText(value, mapping *yaml.Node, text string) {
	if value.Value == text {
		return
	}
	var quote byte
	switch {
	case value.Style&yaml.DoubleQuotedStyle != 0:
		quote = '"'
	case value.Style&yaml.SingleQuotedStyle != 0:
		quote = '\''
	case value.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0:
		if lines := folded(text); lines != nil {
			indent := s.eol + strings.Repeat(" ", mapping.Column+1)
			s.replace(value, mapping, ">-"+indent+strings.Join(lines, indent))
			return
		}
	}
	s.replace(value, mapping, scalar(text, isFlow(mapping), quote))
}

// folded breaks a text into lines that are read as one again, nil when that
// cannot be done.
func folded(text string) []string {
	const width = 90
	if strings.TrimSpace(text) != text || strings.Contains(text, "  ") || strings.ContainsFunc(text, mustEscape) || text == "" {
		return nil
	}
	var lines []string
	line := ""
	for _, word := range strings.Split(text, " ") {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

func (s *splicer) replace(value, mapping *yaml.Node, text string) {
	start, ok := s.start(value)
	end, ends := s.end(value, mapping.Column-1)
	if !ok || !ends {
		s.refuse(value, unusual)
		return
	}
	if value.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0 {
		first, _, _ := strings.Cut(text, s.eol)
		text = first + s.headerComment(start) + strings.TrimPrefix(text, first)
	}
	s.splices = append(s.splices, splice{start, end, text})
}

// setMembers changes a text that is written with its state: each member by
// itself, so that comments between them stay.
func (s *splicer) setMembers(n *yaml.Node, table *codes.Table, text codes.Text, members []member) {
	state := cmp.Or(text.State, table.StateIn(text.Locale))
	values := map[string]string{"text": text.Text, "state": string(state), "sourceHash": text.SourceHash, "from": text.From}
	var fresh []member
	last := index(n, "text")
	for _, key := range []string{"text", "state", "sourceHash", "from"} {
		at := index(n, key)
		i := slices.IndexFunc(members, func(m member) bool { return m.key == key })
		switch {
		case at >= 0 && !s.changeable(n.Content[at+1]):
			return
		case at < 0 && i >= 0:
			fresh = append(fresh, members[i])
		case at >= 0 && values[key] != "":
			s.replaceText(n.Content[at+1], n, values[key])
		case at >= 0:
			s.remove(n, at)
		}
	}
	if fresh != nil {
		s.insertMembers(n, last, fresh)
	}
}

// remove takes a member out of a mapping that keeps others.
func (s *splicer) remove(n *yaml.Node, at int) {
	key, ok := s.start(n.Content[at])
	start, end, ends := key, 0, false
	switch {
	case at > 0: // from behind what comes before
		start, ends = s.end(n.Content[at-1], n.Column-1)
		if ends && !isFlow(n) {
			start, ends = s.afterLine(start)
		}
		if ends {
			end, ends = s.end(n.Content[at+1], n.Column-1)
		}
	case len(n.Content) > 2: // up to what comes next
		end, ends = s.start(n.Content[at+2])
	}
	switch {
	case !ok || !ends:
		s.refuse(n, unusual)
	case bytes.ContainsRune(s.data[start:key], '#') || at == 0 && bytes.ContainsRune(s.data[key:end], '#'):
		s.refuse(n, commented)
	default:
		s.splices = append(s.splices, splice{start, end, ""})
	}
}

// newRows puts new rows among those that are there.
func (s *splicer) newRows(mapping, list *yaml.Node, table *codes.Table) {
	if len(s.of.rows[table]) == 0 {
		return
	}
	old := 0
	for _, row := range s.of.merged(table) {
		if old < len(table.Codes) && row == table.Codes[old] {
			old++
			continue
		}
		s.newItem(mapping, list, old-1, rowMembers(s.stated(table), row))
	}
}

// newTables puts new tables behind the last one.
func (s *splicer) newTables(root, list *yaml.Node) {
	for _, table := range s.of.added {
		s.newItem(root, list, len(list.Content)-1, tableMembers(table))
	}
}

// newItem puts an item behind item i of a list, before all when i is negative.
func (s *splicer) newItem(mapping, list *yaml.Node, i int, members []member) {
	indent := list.Column - 1
	first := list.Content[max(i, 0)]
	at, ok := s.start(first)
	if isFlow(list) {
		text := flowMap(members) + ", "
		if i >= 0 {
			at, ok = s.end(first, indent)
			text = ", " + flowMap(members)
		}
		if ok {
			s.insert(at, text)
			return
		}
		s.refuse(mapping, unusual)
		return
	}
	item := blockItem(members, indent, s.step(list), s.eol)
	gap := s.gap(list)
	if i < 0 {
		if at, ok = s.start(list); ok {
			s.insert(at, item+s.eol+gap+strings.Repeat(" ", indent))
		}
	} else if at, ok = s.end(first, indent); ok {
		if at, ok = s.afterItem(at, indent); ok {
			s.insert(at, s.eol+gap+strings.Repeat(" ", indent)+item)
		}
	}
	if !ok {
		s.refuse(mapping, unusual)
	}
}

// step is how far the items of a list stand behind their hyphens.
func (s *splicer) step(list *yaml.Node) int {
	if first := list.Content[0]; first.Kind == yaml.MappingNode && !isFlow(first) && first.Line == list.Line && first.Anchor == "" {
		return max(first.Column-list.Column, 2)
	}
	return 2
}

// gap is an empty line when one stands between the first two items of a list,
// or when there is but one that has several lines.
func (s *splicer) gap(list *yaml.Node) string {
	first := list.Content[0]
	end, ok := s.end(first, list.Column-1)
	if !ok {
		return ""
	}
	_, next := s.lineEnd(end)
	if len(list.Content) == 1 {
		if bytes.Contains(s.data[s.lines[first.Line-1]:end], []byte("\n")) {
			return s.eol
		}
		return ""
	}
	if blank, _ := s.lineEnd(min(next, len(s.data))); len(bytes.TrimSpace(s.data[min(next, len(s.data)):blank])) == 0 {
		return s.eol
	}
	return ""
}
