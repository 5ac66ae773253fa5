package report

// This file writes untrusted strings in Markdown so that they appear as they are: in
// the text of GitHub and GitLab comments, and as code. A string stays on its line and
// in its table cell, it is not HTML, and it does not mention people or issues.

import (
	"regexp"
	"strings"
)

// markdownEscaper escapes the characters that begin inline markup. "<!-- -->" separates
// "@" and "#" from the name that follows, because entities do not prevent mentions.
var markdownEscaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "[", `\[`, "]", `\]`, "~", `\~`, "|", `\|`, "!", `\!`,
	"&", "&amp;", "<", "&lt;", ">", "&gt;", "@", "@<!-- -->", "#", "#<!-- -->",
)

// bareURL is the beginning of an address that GitHub would turn into a link.
var bareURL = regexp.MustCompile(`(?i)(https?|ftp)://|www\.`)

// markdownText returns a string as Markdown text on one line.
func markdownText(s string) string {
	s = escapeUnderscores(markdownEscaper.Replace(clean(s)))
	s = bareURL.ReplaceAllStringFunc(s, func(start string) string {
		return start[:len(start)-1] + "<!-- -->" + start[len(start)-1:]
	})
	if s != "" && strings.ContainsRune("+-=", rune(s[0])) {
		s = `\` + s
	}
	return s
}

// escapeUnderscores escapes underscores that are not between letters or digits, as only
// these begin emphasis.
func escapeUnderscores(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '_' && (i == 0 || i == len(s)-1 || !isWordByte(s[i-1]) || !isWordByte(s[i+1])) {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

// markdownCode returns a string as a code span on one line of a table. The fence is
// longer than any run of backticks in the string.
func markdownCode(s string) string {
	s = clean(s)
	if s == "" {
		return ""
	}
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}

// markdownLink returns a link, or only its text if there is no URL.
func markdownLink(text, url string) string {
	if url == "" {
		return markdownText(text)
	}
	return "[" + markdownText(text) + "](" + markdownURL.Replace(url) + ")"
}

// markdownURL escapes the characters that would end a link.
var markdownURL = strings.NewReplacer(
	"(", "%28", ")", "%29", "<", "%3C", ">", "%3E", "|", "%7C", " ", "%20",
	"\n", "%0A", "\r", "%0D", `\`, "%5C", "`", "%60",
)
