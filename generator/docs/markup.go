package docs

// The three ways in which the walk through a description is written: HTML,
// Markdown, and plain text.

import (
	"html"
	"regexp"
	"strings"
)

// htmlMarkup writes HTML. All text is escaped; tags are those of the walk.
type htmlMarkup struct{ strings.Builder }

func (m *htmlMarkup) open(tag, attributes string) {
	if tag == "table" {
		m.WriteString(`<div class="scroll" tabindex="0">`)
	}
	m.WriteString("<" + tag + attributes + ">")
}

func (m *htmlMarkup) close(tag string) {
	m.WriteString("</" + tag + ">")
	if tag == "table" {
		m.WriteString("</div>")
	}
}

func (m *htmlMarkup) text(words string) { m.WriteString(html.EscapeString(words)) }

func (m *htmlMarkup) code(words string) {
	m.WriteString("<code>" + html.EscapeString(words) + "</code>")
}

func (m *htmlMarkup) block(code, _ string) {
	m.WriteString(`<pre tabindex="0"><code>` + html.EscapeString(code) + "</code></pre>")
}

func (m *htmlMarkup) lineBreak() { m.WriteString("<br>") }

func (m *htmlMarkup) link(to string, words func()) {
	m.WriteString(`<a href="` + html.EscapeString(to) + `" rel="noopener">`)
	words()
	m.WriteString("</a>")
}

// plainMarkup writes text.
type plainMarkup struct{ strings.Builder }

func (m *plainMarkup) open(tag, _ string)          { m.apart(tag) }
func (m *plainMarkup) close(tag string)            { m.apart(tag) }
func (m *plainMarkup) text(words string)           { m.WriteString(words) }
func (m *plainMarkup) code(words string)           { m.WriteString(words) }
func (m *plainMarkup) block(code, _ string)        { m.WriteString(" " + code + " ") }
func (m *plainMarkup) lineBreak()                  { m.WriteByte(' ') }
func (m *plainMarkup) link(_ string, words func()) { words() }

func (m *plainMarkup) apart(tag string) {
	if tag != "em" && tag != "strong" && tag != "del" {
		m.WriteByte(' ')
	}
}

// markdownMarkup writes Markdown, on one line when it is for a cell of a table.
type markdownMarkup struct {
	strings.Builder
	cell    bool
	numbers []int // of open lists' next items, 0 for bullets
}

func (m *markdownMarkup) open(tag, _ string) {
	switch tag {
	case "p", "table", "blockquote":
		m.apart()
		if tag == "blockquote" && !m.cell {
			m.WriteString("> ")
		}
	case "ul", "ol":
		if len(m.numbers) == 0 {
			m.apart()
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

func (m *markdownMarkup) close(tag string) {
	switch tag {
	case "p", "blockquote", "table":
		m.apart()
	case "ul", "ol":
		m.numbers = m.numbers[:len(m.numbers)-1]
		if len(m.numbers) == 0 {
			m.apart()
		}
	case "tr":
		m.lineBreak()
	case "em", "strong", "del":
		m.open(tag, "")
	}
}

// item begins an item of a list.
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

// apart parts blocks.
func (m *markdownMarkup) apart() {
	so := m.String()
	switch {
	case so == "" || strings.HasSuffix(so, "\n\n") || strings.HasSuffix(so, "-  ") || strings.HasSuffix(so, "1. ") || strings.HasSuffix(so, "> "):
	case m.cell:
		if !strings.HasSuffix(so, "<br>") && !strings.HasSuffix(so, "• ") {
			m.WriteString("<br>")
		}
	case strings.HasSuffix(so, "\n"):
		m.WriteString("\n")
	default:
		m.WriteString("\n\n")
	}
}

// special matches what Markdown, or a cell, would take for a sign; atStart what
// it would where a line begins.
var (
	special = regexp.MustCompile("[\\\\`*_\\[\\]<>|~&]")
	atStart = regexp.MustCompile(`^\s*(?:[-+=#]|\d+[.)])`)
)

func (m *markdownMarkup) text(words string) {
	so := m.String()
	if so == "" || strings.HasSuffix(so, "\n") || strings.HasSuffix(so, "-  ") || strings.HasSuffix(so, "1. ") || strings.HasSuffix(so, "> ") {
		m.WriteString(escapeMarkdown(words))
		return
	}
	m.WriteString(escapeInline(words))
}

// escapeMarkdown makes a text mean itself.
func escapeMarkdown(words string) string {
	return atStart.ReplaceAllStringFunc(escapeInline(words), func(sign string) string {
		return sign[:len(sign)-1] + "\\" + sign[len(sign)-1:]
	})
}

// escapeInline is escapeMarkdown for what does not begin a line.
func escapeInline(words string) string {
	return special.ReplaceAllStringFunc(strings.ReplaceAll(words, "\n", " "), func(sign string) string {
		if sign == "<" {
			return "&lt;"
		}
		return "\\" + sign
	})
}

// codeSpan is a text as code, whatever backquotes it holds.
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

func (m *markdownMarkup) code(words string) { m.WriteString(codeSpan(words)) }

func (m *markdownMarkup) block(code, _ string) {
	m.apart()
	if m.cell {
		m.WriteString(codeSpan(code))
		return
	}
	m.WriteString(fenced(code, ""))
	m.apart()
}

// fenced is a block of code.
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

func (m *markdownMarkup) link(to string, words func()) {
	m.WriteString("[")
	words()
	m.WriteString("](" + addressSigns.Replace(to) + ")")
}

// trimmed is what was written, without space about it.
func (m *markdownMarkup) trimmed() string {
	return strings.Trim(strings.TrimSuffix(strings.TrimSpace(m.String()), "<br>"), "\n ")
}
