package docs

// This file has the three writers for parsed descriptions: HTML, Markdown, and plain
// text. The walker in prose.go calls them.

import (
	"html"
	"regexp"
	"slices"
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

// markdownMarkup writes Markdown, on one line if it is for a table cell.
type markdownMarkup struct {
	strings.Builder
	cell    bool
	numbers []int // of the next items of open lists, 0 for bullets
}

func (m *markdownMarkup) openTag(tag, _ string) {
	switch tag {
	case "p", "table", "blockquote":
		m.separate()
		if tag == "blockquote" && !m.cell {
			m.WriteString("> ")
		}
	case "ul", "ol":
		if len(m.numbers) == 0 {
			m.separate()
		}
		number := 0
		if tag == "ol" {
			number = 1
		}
		m.numbers = append(m.numbers, number)
	case "li":
		m.item()
	case "em":
		m.WriteString("*")
	case "strong":
		m.WriteString("**")
	case "del":
		m.WriteString("~~")
	case "td", "th":
		m.WriteString(" · ")
	}
}

func (m *markdownMarkup) closeTag(tag string) {
	switch tag {
	case "p", "blockquote", "table":
		m.separate()
	case "ul", "ol":
		m.numbers = m.numbers[:len(m.numbers)-1]
		if len(m.numbers) == 0 {
			m.separate()
		}
	case "tr":
		m.lineBreak()
	case "em", "strong", "del":
		m.openTag(tag, "")
	}
}

// item starts a list item.
func (m *markdownMarkup) item() {
	last := len(m.numbers) - 1
	if m.cell {
		m.WriteString("<br>• ")
		return
	}
	if !strings.HasSuffix(m.String(), "\n") && m.Len() > 0 {
		m.WriteString("\n")
	}
	m.WriteString(strings.Repeat("   ", last))
	if m.numbers[last] == 0 {
		m.WriteString("-  ")
		return
	}
	m.WriteString("1. ")
}

// separate starts a new block.
func (m *markdownMarkup) separate() {
	written := m.String()
	switch {
	case written == "" || hasAnySuffix(written, "\n\n", "-  ", "1. ", "> "):
	case m.cell:
		if !strings.HasSuffix(written, "<br>") && !strings.HasSuffix(written, "• ") {
			m.WriteString("<br>")
		}
	case strings.HasSuffix(written, "\n"):
		m.WriteString("\n")
	default:
		m.WriteString("\n\n")
	}
}

func hasAnySuffix(text string, suffixes ...string) bool {
	return slices.ContainsFunc(suffixes, func(suffix string) bool { return strings.HasSuffix(text, suffix) })
}

// special matches characters with a meaning in Markdown or in a table cell. atStart
// matches those that have a meaning only at the start of a line.
var (
	special = regexp.MustCompile("[\\\\`*_\\[\\]<>|~&]")
	atStart = regexp.MustCompile(`^\s*(?:[-+=#]|\d+[.)])`)
)

func (m *markdownMarkup) writeText(words string) {
	written := m.String()
	if written == "" || hasAnySuffix(written, "\n", "-  ", "1. ", "> ") {
		m.WriteString(escapeMarkdown(words))
		return
	}
	m.WriteString(escapeInline(words))
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

// codeSpan returns text as an inline code span. The text may contain backquotes.
func codeSpan(words string) string {
	words = strings.ReplaceAll(strings.Join(strings.Fields(words), " "), "|", "\\|")
	if words == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(words, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + words + " " + fence
	}
	return fence + words + fence
}

func (m *markdownMarkup) writeCode(words string) { m.WriteString(codeSpan(words)) }

func (m *markdownMarkup) writeBlock(code, _ string) {
	m.separate()
	if m.cell {
		m.WriteString(codeSpan(code))
		return
	}
	m.WriteString(fenced(code, ""))
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
	if m.cell {
		m.WriteString("<br>")
	} else {
		m.WriteString("  \n")
	}
}

var addressSigns = strings.NewReplacer("(", "%28", ")", "%29", "<", "%3C", ">", "%3E", " ", "%20", "|", "%7C")

func (m *markdownMarkup) writeLink(to string, words func()) {
	m.WriteString("[")
	words()
	m.WriteString("](" + addressSigns.Replace(to) + ")")
}

// trimmed returns the output without surrounding space.
func (m *markdownMarkup) trimmed() string {
	return strings.Trim(strings.TrimSuffix(strings.TrimSpace(m.String()), "<br>"), "\n ")
}
