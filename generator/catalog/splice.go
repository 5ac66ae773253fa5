package catalog

// This file turns an editor's changes into splices of the file. It walks the
// tables and the YAML nodes they were parsed from in parallel; in a file without
// errors both have the same order. New members and rows follow their predecessor
// in the file, in the existing style: block or flow.

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

// splicer collects splices.
type splicer struct {
	*yamlLayout
	editor  *Editor
	touched map[*[]codes.Text]bool // parts of rows, and phrases, with changed texts
	eol     string
	splices []splice
	diags   *diag.List
}

// splice returns the file with all changes, or nil if there are errors.
func (e *Editor) splice(diags *diag.List) []byte {
	var document yaml.Node
	if err := yaml.Unmarshal(e.data, &document); err != nil || len(document.Content) != 1 {
		panic("internal: a parsed codes.yaml is not YAML")
	}
	s := &splicer{
		yamlLayout: newLayout(e.data), editor: e, touched: make(map[*[]codes.Text]bool), eol: "\n", diags: diags,
	}
	for at := range e.texts {
		s.touched[at.texts] = true
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

// apply applies the splices. Insertions at the same offset keep the order in
// which they were added.
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

// refuse reports a node that cannot be edited.
func (s *splicer) refuse(n *yaml.Node, why string) {
	pos := diag.Pos{File: s.editor.file, Line: n.Line, Col: n.Column}
	if at, ok := s.start(n); ok {
		pos.Col = at - s.lines[n.Line-1] + 1
	}
	s.diags.Errorf(pos, "unsafe-change", "cannot edit this part of the file: %s", why)
}

// Reasons why a node cannot be edited.
const (
	reasonShared    = "it uses an anchor, alias or tag; write it out"
	reasonUnusual   = "its layout is unusual; put each key on its own line"
	reasonCommented = "it contains a comment; move the comment above the row"
)

// changeable reports whether a node can be edited without affecting others.
func (s *splicer) changeable(n *yaml.Node) bool {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Style&yaml.TaggedStyle != 0 {
		s.refuse(n, reasonShared)
		return false
	}
	return true
}

// memberIndex returns the index of key in a mapping, or -1.
func memberIndex(mapping *yaml.Node, key string) int {
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return i
		}
	}
	return -1
}

// list returns the list under key if it can be edited, and nil otherwise.
func (s *splicer) list(mapping *yaml.Node, key string) *yaml.Node {
	i := memberIndex(mapping, key)
	if !s.changeable(mapping) {
		return nil
	}
	if i < 0 { // the key is an alias
		s.refuse(mapping, reasonShared)
		return nil
	}
	if n := mapping.Content[i+1]; s.changeable(n) {
		return n
	}
	return nil
}

// table edits the rows of a table.
func (s *splicer) table(n *yaml.Node, table *codes.Table) {
	changed := slices.ContainsFunc(table.Codes, s.isTouched) || slices.ContainsFunc(table.Phrases(), s.isTouchedPhrase)
	if len(s.editor.addedLocales[table])+len(s.editor.addedRows[table]) == 0 && !changed {
		return
	}
	if !s.changeable(n) {
		return
	}
	s.newLocales(n, table)
	s.phrases(n, table)
	list := s.list(n, "codes")
	if list == nil {
		return
	}
	for i, row := range table.Codes {
		s.row(list.Content[i], table, row)
	}
	s.newRows(n, list, table)
}

// isTouched reports whether a text of a row changes.
func (s *splicer) isTouched(row *codes.Code) bool {
	return slices.ContainsFunc(allParts, func(part Part) bool { return s.touched[part.of(row)] })
}

func (s *splicer) isTouchedPhrase(phrase codes.Phrase) bool { return s.touched[phrase.Texts] }

// phrases sets the texts of a table outside of its rows.
func (s *splicer) phrases(n *yaml.Node, table *codes.Table) {
	index := map[string]int{} // of the next term
	for _, phrase := range table.Phrases() {
		holder, key := n, phrase.Part
		if list, ok := map[string]string{"category": "categories", "resolver": "resolvers"}[phrase.Part]; ok {
			i := index[list]
			index[list]++
			if !s.isTouchedPhrase(phrase) {
				continue
			}
			terms := s.list(n, list)
			if terms == nil || !s.changeable(terms.Content[i]) {
				return
			}
			holder, key = terms.Content[i], "description"
		}
		if s.isTouchedPhrase(phrase) {
			s.setTexts(holder, table, key, phrase.Texts)
		}
	}
}

func isFlow(n *yaml.Node) bool { return n.Style&yaml.FlowStyle != 0 }

// newLocales adds locales to a table, with the states of their texts.
func (s *splicer) newLocales(n *yaml.Node, table *codes.Table) {
	fresh := s.editor.addedLocales[table]
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
	at := memberIndex(n, "states")
	switch {
	case states == nil:
	case at < 0:
		s.insertMembers(n, memberIndex(n, "locales"), []member{{key: "states", flow: flowMap(states)}})
	case s.changeable(n.Content[at+1]):
		s.insertMembers(n.Content[at+1], len(n.Content[at+1].Content)-2, states)
	}
}

// appendItem appends a scalar to a list in mapping.
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
		s.refuse(mapping, reasonUnusual)
		return
	}
	s.insert(end, text)
}

// insertMembers inserts members after the pair at index i of a mapping, or at
// the beginning if i is negative.
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
	s.refuse(mapping, reasonUnusual)
}

// row sets the texts of a row.
func (s *splicer) row(n *yaml.Node, table *codes.Table, row *codes.Code) {
	if !s.isTouched(row) || !s.changeable(n) {
		return
	}
	for _, part := range allParts {
		s.setTexts(n, table, string(part), part.of(row))
	}
}

// setTexts sets the changed texts under a key of a row, a term or a table.
func (s *splicer) setTexts(n *yaml.Node, table *codes.Table, key string, have *[]codes.Text) {
	texts := s.wantedFor(table, have)
	at := memberIndex(n, key)
	switch {
	case len(texts) == 0:
	case at < 0: // every row has a message
		s.insertMembers(n, memberIndex(n, string(Message)), []member{textsMember(table, key, texts)})
	case !s.changeable(n.Content[at+1]):
	case n.Content[at+1].Kind == yaml.ScalarNode:
		s.expand(n, n.Content[at+1], table, key, append(slices.Clone(*have), texts...))
	default:
		for _, text := range texts {
			s.setText(n.Content[at+1], table, text)
		}
	}
}

// expand replaces a string in the source locale with a mapping that also has its
// translations.
func (s *splicer) expand(n, value *yaml.Node, table *codes.Table, key string, texts []codes.Text) {
	m := textsMember(s.withNewStates(table), key, texts)
	if isFlow(n) {
		s.replace(value, n, m.flow)
		return
	}
	lines := strings.TrimPrefix(m.blockText(n.Column-1, s.eol), key+":")
	s.replace(value, n, lines)
	if last := &s.splices[len(s.splices)-1]; last.start > 0 && s.data[last.start-1] == ' ' {
		last.start-- // between the key and the value
	}
}

// wantedFor returns the changed texts in a place, in the order of the table's
// locales.
func (s *splicer) wantedFor(table *codes.Table, in *[]codes.Text) []codes.Text {
	var texts []codes.Text
	for _, tag := range s.editor.localesOf(table) {
		if text, ok := s.editor.texts[textPlace{in, tag}]; ok {
			texts = append(texts, text)
		}
	}
	return texts
}

// localesOf returns a table's locales including the new ones.
func (e *Editor) localesOf(table *codes.Table) []string {
	tags := slices.Clone(table.Locales)
	for _, l := range e.addedLocales[table] {
		tags = append(tags, l.tag)
	}
	return tags
}

// setText sets a text in the mapping of a part.
func (s *splicer) setText(mapping *yaml.Node, table *codes.Table, text codes.Text) {
	at := memberIndex(mapping, text.Locale)
	if at < 0 {
		added := textMember(s.withNewStates(table), text, isFlow(mapping))
		s.insertMembers(mapping, s.indexBefore(mapping, table, text.Locale), []member{added})
		return
	}
	value := mapping.Content[at+1]
	if !s.changeable(value) {
		return
	}
	members := textMembers(s.withNewStates(table), text)
	switch {
	case value.Kind == yaml.MappingNode:
		s.setMembers(value, s.withNewStates(table), text, members)
	case len(members) > 1:
		s.replace(value, mapping, flowMap(members))
	default:
		s.replaceText(value, mapping, text.Text)
	}
}

// withNewStates returns the table with the states of new locales, which
// determine the members of a text.
func (s *splicer) withNewStates(table *codes.Table) *codes.Table {
	if len(s.editor.addedLocales[table]) == 0 {
		return table
	}
	t := *table
	t.States = cloneStates(t.States)
	for _, l := range s.editor.addedLocales[table] {
		t.States[l.tag] = l.state
	}
	return &t
}

// indexBefore returns the index of the pair after which a locale belongs, or
// -1.
func (s *splicer) indexBefore(mapping *yaml.Node, table *codes.Table, tag string) int {
	order := s.editor.localesOf(table)
	at := -1
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if slices.Index(order, mapping.Content[i].Value) < slices.Index(order, tag) {
			at = max(at, i)
		}
	}
	return at
}

// replaceText replaces a scalar, preserving its style.
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
		if lines := foldLines(text); lines != nil {
			indent := s.eol + strings.Repeat(" ", mapping.Column+1)
			s.replace(value, mapping, ">-"+indent+strings.Join(lines, indent))
			return
		}
	}
	s.replace(value, mapping, scalar(text, isFlow(mapping), quote))
}

// foldLines breaks a text into lines for a folded scalar. It returns nil if
// folding would change the text.
func foldLines(text string) []string {
	const width = 90
	if text == "" || strings.TrimSpace(text) != text || strings.Contains(text, "  ") ||
		strings.ContainsFunc(text, mustEscape) {
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

// replace replaces the bytes of a value.
func (s *splicer) replace(value, mapping *yaml.Node, text string) {
	start, ok := s.start(value)
	end, ends := s.end(value, mapping.Column-1)
	if !ok || !ends {
		s.refuse(value, reasonUnusual)
		return
	}
	if value.Style&(yaml.FoldedStyle|yaml.LiteralStyle) != 0 {
		first, _, _ := strings.Cut(text, s.eol)
		text = first + s.headerComment(start) + strings.TrimPrefix(text, first)
	}
	s.splices = append(s.splices, splice{start, end, text})
}

// setMembers changes a text that is written as a mapping. It edits each member
// separately, so comments between them are preserved.
func (s *splicer) setMembers(n *yaml.Node, table *codes.Table, text codes.Text, members []member) {
	state := cmp.Or(text.State, table.StateIn(text.Locale))
	values := map[string]string{
		"text": text.Text, "state": string(state), "sourceHash": text.SourceHash, "from": text.From,
	}
	var fresh []member
	last := memberIndex(n, "text")
	for _, key := range []string{"text", "state", "sourceHash", "from"} {
		at := memberIndex(n, key)
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

// remove removes a member from a mapping with several members.
func (s *splicer) remove(n *yaml.Node, at int) {
	key, ok := s.start(n.Content[at])
	start, end, ends := key, 0, false
	switch {
	case at > 0: // from the end of the previous member
		start, ends = s.end(n.Content[at-1], n.Column-1)
		if ends && !isFlow(n) {
			start, ends = s.afterLine(start)
		}
		if ends {
			end, ends = s.end(n.Content[at+1], n.Column-1)
		}
	case len(n.Content) > 2: // up to the next member
		end, ends = s.start(n.Content[at+2])
	}
	switch {
	case !ok || !ends:
		s.refuse(n, reasonUnusual)
	case bytes.ContainsRune(s.data[start:key], '#') || at == 0 && bytes.ContainsRune(s.data[key:end], '#'):
		s.refuse(n, reasonCommented)
	default:
		s.splices = append(s.splices, splice{start, end, ""})
	}
}

// newRows inserts new rows between the existing ones.
func (s *splicer) newRows(mapping, list *yaml.Node, table *codes.Table) {
	if len(s.editor.addedRows[table]) == 0 {
		return
	}
	old := 0
	for _, row := range s.editor.allRows(table) {
		if old < len(table.Codes) && row == table.Codes[old] {
			old++
			continue
		}
		s.newItem(mapping, list, old-1, rowMembers(s.withNewStates(table), row))
	}
}

// newTables adds new tables after the last one.
func (s *splicer) newTables(root, list *yaml.Node) {
	for _, table := range s.editor.addedTables {
		s.newItem(root, list, len(list.Content)-1, tableMembers(table))
	}
}

// newItem inserts an item after item i of a list, or at the beginning if i is
// negative.
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
		s.refuse(mapping, reasonUnusual)
		return
	}
	item := blockItem(members, indent, s.itemIndent(list), s.eol)
	gap := s.blankLine(list)
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
		s.refuse(mapping, reasonUnusual)
	}
}

// itemIndent returns the distance of items from their hyphens.
func (s *splicer) itemIndent(list *yaml.Node) int {
	first := list.Content[0]
	if first.Kind == yaml.MappingNode && !isFlow(first) && first.Line == list.Line && first.Anchor == "" {
		return max(first.Column-list.Column, 2)
	}
	return 2
}

// blankLine returns an empty line if the first two items of a list are
// separated by one, or if its only item has several lines.
func (s *splicer) blankLine(list *yaml.Node) string {
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
