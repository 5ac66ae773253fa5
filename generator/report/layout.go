package report

import (
	"strings"
	"unicode"
)

// columns returns the width of a string in a terminal. Wide characters of East Asian
// scripts take two columns.
func columns(s string) int {
	n := 0
	for _, c := range s {
		switch {
		case unicode.Is(unicode.Mn, c) || unicode.Is(unicode.Cf, c):
		case unicode.In(c, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana):
			n += 2
		case c >= 0x1F300 && c <= 0x1FAFF: // emoji
			n += 2
		default:
			n++
		}
	}
	return n
}

// wrap splits a text into lines of at most width columns at spaces. A longer word has
// a line of its own.
func wrap(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && columns(line)+1+columns(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}

// fit cuts a string to width columns, the last of which is then "…".
func fit(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	n := 1
	for i, c := range s {
		if n += columns(string(c)); n > width {
			return s[:i] + "…"
		}
	}
	return s
}

// elide shortens two lines of code that do not fit, so that their first difference is
// visible:
//
//	func (T) Get(…) (*Order, error)
func elide(was, is string, width int) (string, string) {
	if was == "" || is == "" || columns(was) <= width && columns(is) <= width {
		return was, is
	}
	end := 0
	for end < min(len(was), len(is)) && was[end] == is[end] {
		end++
	}
	const visible = 40 // columns of a difference
	if end < width-visible {
		return was, is
	}
	end = strings.LastIndexAny(was[:end], " (") + 1
	start := 0
	if name := strings.LastIndex(was[:end], ") "); strings.HasPrefix(was, "func (") && name >= 0 {
		start = strings.Index(was, ") ") + len(") ")
		start += strings.Index(was[start:], "(") + 1
	}
	if end-start < len("… ") || start == 0 {
		return was, is
	}
	middle := "… "
	if strings.HasSuffix(strings.TrimSuffix(was[:end], "("), ") ") {
		middle = "…) "
		if was[end-1] == '(' {
			middle = "…) ("
		}
	}
	return was[:start] + middle + was[end:], is[:start] + middle + is[end:]
}

// pad appends spaces up to width columns.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-columns(s)))
}

// indented returns lines with spaces before each.
func indented(lines []string, indent int) []string {
	var out []string
	for _, line := range lines {
		out = append(out, strings.Repeat(" ", indent)+line)
	}
	return out
}
