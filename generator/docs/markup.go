package docs

// This file has the three writers for parsed descriptions: HTML, Markdown, and plain
// text. The walker in prose.go calls them.

import (
	"html"
	"regexp"
	"strings"
)

// htmlMarkup writes HTML. It escapes all text, and only the walker writes tags.
type htmlMarkup struct{ strings.Builder }

func (m *htmlMarkup) openTag(tag, attributes string) {
	if tag == "table" {
		m.WriteString(`<div class="scroll" tabindex="0">`)
	}
	m.WriteString("<" + tag + attributes + ">")
}

func (m *htmlMarkup) closeTag(tag string) {
	m.WriteString("</" + tag + ">")
	if tag == "table" {
		m.WriteString("</div>")
	}
}

func (m *htmlMarkup) writeText(words string) { m.WriteString(html.EscapeString(words)) }

func (m *htmlMarkup) writeCode(words string) {
	m.WriteString("<code>" + html.EscapeString(words) + "</code>")
}

func (m *htmlMarkup) writeBlock(code, _ string) {
	m.WriteString(`<pre tabindex="0"><code>` + html.EscapeString(code) + "</code></pre>")
}

func (m *htmlMarkup) lineBreak() { m.WriteString("<br>") }

func (m *htmlMarkup) writeLink(to string, words func()) {
	m.WriteString(`<a href="` + html.EscapeString(to) + `" rel="noopener">`)
	words()
	m.WriteString("</a>")
}

// plainMarkup writes plain text.
type plainMarkup struct{ strings.Builder }

func (m *plainMarkup) openTag(tag, _ string)            { m.separate(tag) }
func (m *plainMarkup) closeTag(tag string)              { m.separate(tag) }
func (m *plainMarkup) writeText(words string)           { m.WriteString(words) }
func (m *plainMarkup) writeCode(words string)           { m.WriteString(words) }
func (m *plainMarkup) writeBlock(code, _ string)        { m.WriteString(" " + code + " ") }
func (m *plainMarkup) lineBreak()                       { m.WriteByte(' ') }
func (m *plainMarkup) writeLink(_ string, words func()) { words() }

func (m *plainMarkup) separate(tag string) {
	if tag != "em" && tag != "strong" && tag != "del" {
		m.WriteByte(' ')
	}
}

// markdownMarkup writes Markdown, on one line if it is for a table cell. Each line in a
// quote or a list item begins with the prefix of these blocks, so that no line of a code
// block leaves the block.
type markdownMarkup struct {
	strings.Builder
	cell    bool
	prefix  string   // of lines in the open quotes and list items
	breaks  int      // line feeds to write before the next text
	opening string   // delimiters to write before the next text; an element without text has none
	started bool     // the line has text
	deleted int      // open del elements
	lists   []string // markers of the items of the open lists
}

func (m *markdownMarkup) openTag(tag, _ string) {
	switch tag {
	case "p", "table":
		m.separate()
	case "blockquote":
		m.separate()
		m.openBlock("> ", "> ")
	case "ul":
		m.openList("-  ")
	case "ol":
		m.openList("1. ")
	case "li":
		m.item()
	case "em", "strong", "del":
		if m.delete(tag, 1) {
			m.opening += delimiters[tag]
		}
	case "td", "th":
		m.write(" · ")
	}
}

// delimiters are the signs around the text of an element.
var delimiters = map[string]string{"em": "*", "strong": "**", "del": "~~"}

// delete counts the open del elements, and reports whether the tag has delimiters. Those of
// a del in a del would begin a code block.
func (m *markdownMarkup) delete(tag string, change int) bool {
	if tag != "del" {
		return true
	}
	before := m.deleted
	m.deleted += change
	return before == 0 || m.deleted == 0
}

func (m *markdownMarkup) closeTag(tag string) {
	switch tag {
	case "p", "table":
		m.separate()
	case "blockquote":
		m.closeBlock("> ")
		m.separate()
	case "li":
		m.closeBlock("   ")
	case "ul", "ol":
		m.lists = m.lists[:len(m.lists)-1]
		if len(m.lists) == 0 {
			m.separate()
		}
	case "tr":
		m.lineBreak()
	case "em", "strong", "del":
		if !m.delete(tag, -1) {
			return
		}
		if rest, isEmpty := strings.CutSuffix(m.opening, delimiters[tag]); isEmpty {
			m.opening = rest
			return
		}
		m.write(delimiters[tag])
	}
}

// write writes text after the pending line breaks and delimiters.
func (m *markdownMarkup) write(text string) {
	if text == "" {
		return
	}
	m.startLine()
	m.WriteString(m.opening + text)
	m.opening = ""
	m.started = true
}

// startLine writes the pending line breaks.
func (m *markdownMarkup) startLine() {
	for ; m.breaks > 0; m.breaks-- {
		prefix := m.prefix
		if m.breaks > 1 {
			prefix = strings.TrimRight(prefix, " ")
		}
		m.WriteString("\n" + prefix)
		m.started = false
	}
}

// openBlock starts a block whose first line begins with a marker and whose other lines
// begin with a prefix.
func (m *markdownMarkup) openBlock(marker, prefix string) {
	if m.cell {
		return
	}
	m.startLine()
	m.WriteString(marker)
	m.prefix += prefix
	m.started = false
}

func (m *markdownMarkup) closeBlock(prefix string) {
	if !m.cell {
		m.prefix = strings.TrimSuffix(m.prefix, prefix)
		m.started = true // even if the block is empty, the line has its marker
	}
}

func (m *markdownMarkup) openList(marker string) {
	if len(m.lists) == 0 {
		m.separate()
	}
	m.lists = append(m.lists, marker)
}

// item starts a list item.
func (m *markdownMarkup) item() {
	if m.cell {
		m.write("<br>• ")
		return
	}
	if m.Len() > 0 {
		m.breaks = max(m.breaks, 1)
	}
	m.openBlock(m.lists[len(m.lists)-1], "   ")
}

// separate starts a new block.
func (m *markdownMarkup) separate() {
	switch {
	case m.cell:
		if m.started && !strings.HasSuffix(m.String(), "<br>") && !strings.HasSuffix(m.String(), "• ") {
			m.write("<br>")
		}
	case m.started:
		m.breaks = 2
	}
}

// special matches characters with a meaning in Markdown or in a table cell. atStart
// matches those that have a meaning only at the start of a line.
var (
	special = regexp.MustCompile("[\\\\`*_\\[\\]<>|~&]")
	atStart = regexp.MustCompile(`^\s*(?:[-+=#:]|\d+[.)])`)
)

func (m *markdownMarkup) writeText(words string) {
	if (m.breaks > 0 || !m.started) && m.opening == "" {
		m.write(escapeMarkdown(words))
		return
	}
	m.write(escapeInline(words))
}

// escapeMarkdown escapes text that starts a line.
func escapeMarkdown(words string) string {
	return atStart.ReplaceAllStringFunc(escapeInline(words), func(sign string) string {
		return sign[:len(sign)-1] + "\\" + sign[len(sign)-1:]
	})
}

// escapeInline is like escapeMarkdown, for text within a line.
func escapeInline(words string) string {
	return special.ReplaceAllStringFunc(strings.ReplaceAll(words, "\n", " "), func(sign string) string {
		if sign == "<" {
			return "&lt;"
		}
		return "\\" + sign
	})
}

// codeSpan returns text as an inline code span. The text may contain backquotes. A
// backslash before a pipe cannot be part of a code span in a table cell, since some
// parsers end the cell at the pipe. Such text has escapes instead.
func codeSpan(words string) string {
	words = strings.Join(strings.Fields(words), " ")
	switch {
	case words == "":
		return ""
	case strings.Contains(words, `\|`):
		return escapeMarkdown(words)
	}
	words = strings.ReplaceAll(words, "|", "\\|")
	fence := "`"
	for strings.Contains(words, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + words + " " + fence
	}
	return fence + words + fence
}

func (m *markdownMarkup) writeCode(words string) { m.write(codeSpan(words)) }

func (m *markdownMarkup) writeBlock(code, _ string) {
	m.separate()
	if m.cell {
		m.write(codeSpan(code))
		return
	}
	m.startLine()
	m.write(strings.ReplaceAll(strings.TrimSuffix(fenced(code, ""), "\n"), "\n", "\n"+m.prefix))
	m.separate()
}

// fenced returns code as a fenced code block.
func fenced(code, language string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence + language + "\n" + strings.TrimRight(code, "\n") + "\n" + fence + "\n"
}

func (m *markdownMarkup) lineBreak() {
	switch {
	case m.cell:
		m.write("<br>")
	case m.started && m.breaks == 0:
		m.WriteString("  ")
		m.breaks = 1
	}
}

var addressSigns = strings.NewReplacer(
	"(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20", "|", "%7C", "`", "%60", `\`, "%5C", `"`, "%22",
)

func (m *markdownMarkup) writeLink(to string, words func()) {
	m.write("[")
	words()
	m.write("](" + markdownAddress(to) + ")")
}

// markdownAddress escapes the characters of a URL that could end the address of a link,
// or begin an element that takes precedence over the link.
func markdownAddress(to string) string { return addressSigns.Replace(to) }

// markdownAnchor returns text as the value of an HTML attribute in Markdown.
func markdownAnchor(text string) string { return anchorSigns.Replace(html.EscapeString(anchor(text))) }

var anchorSigns = strings.NewReplacer("|", "&#124;", "`", "&#96;", "\\", "&#92;")

// trimmed returns the output without surrounding space.
func (m *markdownMarkup) trimmed() string {
	return strings.Trim(strings.TrimSuffix(strings.TrimSpace(m.String()), "<br>"), "\n ")
}
