package catalog

// This file writes new YAML. A text is written without quotes if yaml.v3 parses
// it back unchanged.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
)

// member is a key with its value, formatted for both YAML styles. The lines of
// the block style are not indented yet.
type member struct {
	key   string
	flow  string   // the value in flow style
	block []string // lines below the key; nil if the value follows the key
}

// flowText returns the member on one line.
func (m member) flowText() string { return m.key + ": " + m.flow }

// blockText returns the member in block style. indent is the key's indentation.
func (m member) blockText(indent int, eol string) string {
	if m.block == nil {
		return m.flowText()
	}
	var b strings.Builder
	b.WriteString(m.key + ":")
	for _, line := range m.block {
		b.WriteString(eol)
		if line != "" {
			b.WriteString(strings.Repeat(" ", indent+2) + line)
		}
	}
	return b.String()
}

// scalar formats a string. quote is the preferred quote, 0 for none.
func scalar(text string, inFlow bool, quote byte) string {
	single := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	switch {
	case quote == '"' || strings.ContainsFunc(text, mustEscape):
		return doubleQuoted(text)
	case quote == '\'' || !readsPlain(text, inFlow):
		return single
	}
	return text
}

func doubleQuoted(text string) string {
	var b strings.Builder
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			b.WriteString("\\" + string(c))
		case c == '\n':
			b.WriteString(`\n`)
		case mustEscape(c):
			fmt.Fprintf(&b, `\u%04X`, c)
		default:
			b.WriteRune(c)
		}
	}
	return `"` + b.String() + `"`
}

// mustEscape reports whether a character must be escaped in YAML.
func mustEscape(c rune) bool {
	return unicode.IsControl(c) || slices.Contains([]rune{'\u2028', '\u2029', '\uFEFF', '\uFFFE', '\uFFFF'}, c)
}

// ambiguous are words that YAML 1.1 parses as booleans or null.
var ambiguous = []string{"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"}

// readsPlain reports whether text can be written without quotes.
func readsPlain(text string, inFlow bool) bool {
	switch {
	case text == "", slices.Contains(ambiguous, strings.ToLower(text)),
		strings.ContainsAny(text[:1], "-?:,[]{}#&*!|>'\"%@`="),
		inFlow && strings.ContainsAny(text, ",[]{}?"),
		strings.Contains(text, ": "), strings.HasSuffix(text, ":"), strings.Contains(text, " #"):
		return false
	case isPlainSentence(text): // most texts; parsing them takes longer than the rest of an import
		return true
	}
	var n yaml.Node
	in := "k: " + text + "\n"
	if inFlow {
		in = "{k: " + text + ", z: z}\n"
	}
	if yaml.Unmarshal([]byte(in), &n) != nil || len(n.Content) != 1 || len(n.Content[0].Content) < 2 {
		return false
	}
	value := n.Content[0].Content[1]
	isString := value.Kind == yaml.ScalarNode && value.ShortTag() == "!!str"
	return isString && value.Value == text && value.LineComment == ""
}

// isPlainSentence reports whether text begins with a letter and has only letters, digits
// and signs that have no meaning in YAML after a letter.
func isPlainSentence(text string) bool {
	for i, c := range text {
		if !unicode.IsLetter(c) && (i == 0 || (c < '0' || c > '9') && !strings.ContainsRune(" .-_()'", c)) {
			return false
		}
	}
	return !strings.HasSuffix(text, " ")
}

// textMembers returns the members of a text that is written as a mapping.
func textMembers(table *codes.Table, text codes.Text) []member {
	list := []member{{key: "text", flow: scalar(text.Text, true, 0)}}
	if text.State != "" && text.State != table.StateIn(text.Locale) {
		list = append(list, member{key: "state", flow: string(text.State)})
	}
	if text.SourceHash != "" {
		list = append(list, member{key: "sourceHash", flow: scalar(text.SourceHash, true, 0)})
	}
	if text.From != "" {
		list = append(list, member{key: "from", flow: scalar(text.From, true, 0)})
	}
	return list
}

// textMember returns a text under its locale, as a scalar or as a mapping.
func textMember(table *codes.Table, text codes.Text, inFlow bool) member {
	if members := textMembers(table, text); len(members) > 1 {
		return member{key: localeKey(text.Locale), flow: flowMap(members)}
	}
	return member{key: localeKey(text.Locale), flow: scalar(text.Text, inFlow, 0)}
}

// localeKey formats a locale as a key. It quotes "no" (Norwegian), which would be
// parsed as false.
func localeKey(tag string) string { return scalar(tag, true, 0) }

func flowMap(members []member) string {
	parts := make([]string, len(members))
	for i, m := range members {
		parts[i] = m.flowText()
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// textsMember returns a key with its texts.
func textsMember(table *codes.Table, key string, texts []codes.Text) member {
	var flow []member
	block := []string{}
	for _, text := range texts {
		flow = append(flow, textMember(table, text, true))
		block = append(block, textMember(table, text, false).flowText())
	}
	return member{key, flowMap(flow), block}
}

// rowMembers returns the members of a row in the usual order.
func rowMembers(table *codes.Table, row *codes.Code) []member {
	var list []member
	add := func(key, value string) { list = append(list, member{key: key, flow: value}) }
	add("id", scalar(string(row.ID), true, 0))
	if row.Draft {
		add("draft", "true")
	}
	list = append(list, codeMembers(table.Keys, row)...)
	if row.Category != "" {
		add("category", scalar(row.Category, true, 0))
	}
	if row.Retryable {
		add("retryable", "true")
	}
	if row.ResolvedBy != "" {
		add("resolvedBy", scalar(row.ResolvedBy, true, 0))
	}
	if row.Link != "" {
		add("link", scalar(row.Link, true, 0))
	}
	if row.Since != "" {
		add("since", scalar(row.Since, true, 0))
	}
	if row.Old {
		add("deprecated", "true")
	}
	if row.Successor != "" {
		add("replacedBy", scalar(string(row.Successor), true, 0))
	}
	for _, part := range allParts {
		if texts := *part.of(row); part == Message || len(texts) > 0 {
			list = append(list, textsMember(table, string(part), texts))
		}
	}
	return list
}

// codeMembers returns the members that select the codes of a row.
func codeMembers(forms codekey.Forms, row *codes.Code) []member {
	var list []member
	add := func(key, value string) { list = append(list, member{key: key, flow: value}) }
	switch {
	case row.Prefix != "":
		add("prefix", strconv.Quote(row.Prefix))
	case row.Range != nil:
		add("codeRange", row.Range.Text)
	case len(row.Classes) == 1:
		add("class", strconv.FormatInt(row.Classes[0], 10))
	case len(row.Classes) > 1:
		add("classes", formatNumbers(row.Classes))
	case len(row.Codes) == 1:
		add("code", formatKey(forms.Code, row.Codes[0]))
	default:
		add("code", formatKeys(forms.Code, row.Codes))
	}
	switch {
	case row.Pattern != nil && row.Pattern.IsRange():
		add("range", row.Pattern.Text)
	case row.Pattern != nil:
		add("pattern", strconv.Quote(row.Pattern.Text))
	case len(row.Subcodes) == 1:
		add("subcode", formatKey(forms.Subcode, row.Subcodes[0]))
	case len(row.Subcodes) > 1:
		add("subcodes", formatKeys(forms.Subcode, row.Subcodes))
	}
	return list
}

// formatKey formats a code or a subcode. A word that YAML would read as another
// value is quoted.
func formatKey(form codekey.Form, key codekey.Key) string {
	if key.IsWord() {
		return scalar(key.Word(), true, 0)
	}
	return form.Format(key)
}

func formatKeys(form codekey.Form, keys []codekey.Key) string {
	texts := make([]string, len(keys))
	for i, key := range keys {
		texts[i] = formatKey(form, key)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

func formatNumbers(list []int64) string {
	return formatKeys(codekey.Form{}, codekey.Numbers(list...))
}

// formsMember returns the key "keys" of a table with the given forms.
func formsMember(forms codekey.Forms) member {
	kinds := map[codekey.Kind]string{codekey.Numeric: "number", codekey.Text: "text", codekey.None: "none"}
	list := []member{{key: "code", flow: kinds[forms.Code.Kind]}}
	if forms.Code.Kind != codekey.Text || forms.HasSubcodes() {
		list = append(list, member{key: "subcode", flow: kinds[forms.Subcode.Kind]})
	}
	if forms.Code.Fold || forms.Subcode.Fold {
		list = append(list, member{key: "case", flow: "fold"})
	}
	if forms.Code.Bits > 0 {
		list = append(list, member{key: "bits", flow: strconv.Itoa(forms.Code.Bits)})
	}
	if forms.Code.Base > 0 {
		list = append(list, member{key: "base", flow: strconv.Itoa(forms.Code.Base)})
	}
	return member{key: "keys", flow: flowMap(list)}
}

// blockItem formats members as an item of a list. The hyphens are indented by
// indent, except that of the first line, which the caller indents.
func blockItem(members []member, indent, step int, eol string) string {
	var b strings.Builder
	b.WriteString("-" + strings.Repeat(" ", step-1))
	for i, m := range members {
		if i > 0 {
			b.WriteString(eol + strings.Repeat(" ", indent+step))
		}
		b.WriteString(m.blockText(indent+step, eol))
	}
	return b.String()
}

// newFile returns the content of a file with only the added tables and
// translations.
func (e *Editor) newFile() string {
	var b strings.Builder
	b.WriteString("version: 1\n\ntables:\n")
	for i, table := range e.addedTables {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString("  " + blockItem(tableMembers(table), 2, 2, "\n") + "\n")
	}
	if len(e.docTexts) > 0 {
		b.WriteString("\n" + e.docsMember().blockText(0, "\n") + "\n")
	}
	return b.String()
}

// tableMembers returns the members of a new table in the usual order.
func tableMembers(table *codes.Table) []member {
	var list []member
	add := func(key, value string) {
		if value != "" {
			list = append(list, member{key: key, flow: scalar(value, true, 0)})
		}
	}
	add("domain", table.Domain)
	add("name", table.Name)
	if !table.Keys.IsDefault() {
		list = append(list, formsMember(table.Keys))
	}
	list = append(list, phraseMember(table, "description", table.Description))
	if len(table.Unknown) > 0 {
		list = append(list, phraseMember(table, "unknown", table.Unknown))
	}
	add("link", table.Link)
	add("source", table.Source)
	list = append(list, member{key: "locales", flow: flowList(table.Locales)})
	var states []member
	for _, tag := range table.Locales {
		if state := table.States[tag]; state != "" {
			states = append(states, member{key: localeKey(tag), flow: string(state)})
		}
	}
	if states != nil {
		list = append(list, member{key: "states", flow: flowMap(states)})
	}
	list = append(list, termsMember(table, "categories", table.Categories))
	if len(table.Resolvers) > 0 {
		list = append(list, termsMember(table, "resolvers", table.Resolvers))
	}
	rows := member{key: "codes"}
	var flows []string
	for i, row := range table.Codes {
		if i > 0 {
			rows.block = append(rows.block, "")
		}
		members := rowMembers(table, row)
		rows.block = append(rows.block, strings.Split(blockItem(members, 0, 2, "\n"), "\n")...)
		flows = append(flows, flowMap(members))
	}
	rows.flow = "[" + strings.Join(flows, ", ") + "]"
	return append(list, rows)
}

func flowList(list []string) string {
	texts := make([]string, len(list))
	for i, text := range list {
		texts[i] = scalar(text, true, 0)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// phraseMember returns a key with its texts, or with a string if there is only the
// source text.
func phraseMember(table *codes.Table, key string, texts []codes.Text) member {
	if len(texts) == 1 && texts[0].Locale == table.Source {
		return member{key: key, flow: scalar(texts[0].Text, true, 0)}
	}
	return textsMember(table, key, texts)
}

// newTerm returns a term of a new table, with a description in its source locale.
func newTerm(table *codes.Table, id, description string) *codes.Term {
	return &codes.Term{ID: id, Description: sourceTexts(table.Source, description)}
}

// sourceTexts returns a text in the source locale.
func sourceTexts(locale, text string) []codes.Text {
	return []codes.Text{{Locale: locale, Text: text, State: codes.Source}}
}

func termsMember(table *codes.Table, key string, terms []*codes.Term) member {
	var flows, block []string
	for _, term := range terms {
		flow := flowMap([]member{
			{key: "id", flow: scalar(term.ID, true, 0)},
			phraseMember(table, "description", term.Description),
		})
		flows, block = append(flows, flow), append(block, "- "+flow)
	}
	return member{key, "[" + strings.Join(flows, ", ") + "]", block}
}
