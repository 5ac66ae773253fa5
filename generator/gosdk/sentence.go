package gosdk

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sentence returns the first sentence of a description without markup and with a
// full stop, truncated to about maxSentence runes. It is empty if there is none.
func sentence(text string) string {
	for _, paragraph := range prose(text) {
		if strings.HasPrefix(paragraph, "\t") {
			continue
		}
		if m := listItem.FindStringSubmatch(firstLine(paragraph)); m != nil {
			paragraph = defuse(m[2])
		}
		end := firstStop(paragraph)
		if end > 0 && end < len(paragraph) && label(paragraph[:end]) {
			end += firstStop(paragraph[end:])
		}
		if end > 0 && !label(paragraph[:end]) {
			paragraph = paragraph[:end]
		}
		paragraph = cut(paragraph, maxSentence)
		if head, colon := strings.CutSuffix(paragraph, ":"); colon {
			paragraph = head
		}
		return closed(paragraph)
	}
	return ""
}

// label reports whether a sentence is a single word, such as "Optional.", which
// needs the next sentence for its meaning.
func label(text string) bool {
	return !strings.Contains(text, " ") && !strings.ContainsFunc(text, ideograph)
}

// firstStop returns the index after the first sentence of text, or 0.
func firstStop(text string) int {
	for i, r := range text {
		if end := stopAt(text, i, r); end > 0 {
			return end
		}
	}
	return 0
}

// lastStop returns the index after the last sentence that ends within text, or 0.
func lastStop(text string) int {
	last := 0
	for i, r := range text {
		if end := stopAt(text, i, r); end > 0 {
			last = end
		}
	}
	return last
}

// stopAt returns the index after the sentence that ends with r at text[i], including
// closing quotes and brackets. It returns 0 if no sentence ends there.
func stopAt(text string, i int, r rune) int {
	fullWidth := strings.ContainsRune("。！？", r)
	if !fullWidth && !strings.ContainsRune(".!?", r) {
		return 0
	}
	end := i + utf8.RuneLen(r)
	rest := text[end:]
	trimmed := strings.TrimLeft(rest, "\"”’)]」』）")
	end += len(rest) - len(trimmed)
	if trimmed == "" || fullWidth {
		return end
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(trimmed, " "))
	if trimmed[0] != ' ' || unicode.IsLower(next) || r == '.' && abbreviated(text[:i]) {
		return 0
	}
	return end
}

// abbreviated reports whether the last word of text, without its full stop, is an
// abbreviation or an initial.
func abbreviated(text string) bool {
	word := strings.TrimLeft(text[strings.LastIndexByte(text, ' ')+1:], "(\"“[")
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsLetter(r) && !ideograph(r)
	}
	return abbreviations[strings.ToLower(word)]
}

// abbreviations, without their last full stop, that rarely end a sentence. They
// cover the languages of the tool's users.
var abbreviations = map[string]bool{
	"e.g": true, "i.e": true, "cf": true, "vs": true, "viz": true, "approx": true, "no": true, "nos": true,
	"dr": true, "mr": true, "mrs": true, "ms": true, "st": true, "incl": true, "resp": true, "fig": true,
	"z.b": true, "d.h": true, "bzw": true, "ca": true, "ggf": true, "inkl": true, "nr": true, "vgl": true,
	"т.е": true, "т.к": true, "напр": true, "см": true, "p.ex": true, "ej": true,
}
