package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// clean returns a string that can be shown on one line. White space becomes single
// spaces. Characters that have no shape of their own, for example control characters,
// line separators and characters that change the direction of text, become escapes
// such as "\u202e".
func clean(s string) string { return strings.Join(strings.Fields(cleanLines(s)), " ") }

// cleanLines is like clean, but it preserves spaces, tabs and line feeds.
func cleanLines(s string) string {
	if !strings.ContainsFunc(s, isHidden) {
		return s
	}
	var b strings.Builder
	for i, c := range s {
		switch {
		case c == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case c == '\r' && strings.HasPrefix(s[i:], "\r\n"):
		case !isHidden(c):
			b.WriteRune(c)
		case c > 0xFFFF:
			fmt.Fprintf(&b, `\U%08x`, c)
		default:
			fmt.Fprintf(&b, `\u%04x`, c)
		}
	}
	return b.String()
}

// isHidden reports whether a character has no shape and is not white space that
// cleanLines preserves. Some scripts and emoji need joiners.
func isHidden(c rune) bool {
	const nonJoiner, joiner = '\u200C', '\u200D'
	switch c {
	case '\n', '\t', nonJoiner, joiner:
		return false
	case utf8.RuneError:
		return true // also for an invalid byte
	}
	return !unicode.IsPrint(c) && !unicode.Is(unicode.Zs, c)
}

// shorten cuts a string to a number of characters, the last of which is then "…".
func shorten(s string, characters int) string {
	count := 0
	for i := range s {
		if count == characters-1 && utf8.RuneCountInString(s[i:]) > 1 {
			return s[:i] + "…"
		}
		count++
	}
	return s
}

// sentence returns a text with a capital letter and a final period.
func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(text)
	word, _, _ := strings.Cut(text, " ")
	if !strings.ContainsAny(word[size:], "._/(`\"") && strings.ToLower(word) == word {
		text = string(unicode.ToUpper(first)) + text[size:]
	}
	if strings.ContainsAny(text[len(text)-1:], ".!?") {
		return text
	}
	return text + "."
}
