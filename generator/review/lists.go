package review

// This file writes lists in texts.

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// andMore lists the first texts: "GET /logs, POST /logs and 1 more operation", or all of
// them if there are not more than most. Without a noun, the end is "and 1 more".
func andMore(list []string, most int, noun string) string {
	text := strings.Join(list[:min(most, len(list))], ", ")
	if more := len(list) - most; more > 0 {
		text += " and " + countMore(more, noun)
	}
	return text
}

// countMore returns "1 more type" or "4 more types", or "4 more" without a noun.
func countMore(n int, noun string) string {
	text := strconv.Itoa(n) + " more"
	if noun == "" {
		return text
	}
	text += " " + noun
	if n > 1 {
		text += "s"
	}
	return text
}

// quotedTexts returns the texts in quotes.
func quotedTexts(list []string) []string {
	var out []string
	for _, text := range list {
		out = append(out, quoted(text))
	}
	return out
}

// sortedText lists the texts in alphabetical order.
func sortedText(list []string) string {
	list = slices.Clone(list)
	slices.Sort(list)
	return strings.Join(list, ", ")
}

// listed returns "code 402", or "codes 402, 403" for several elements.
func listed[T any](noun string, list []T) string {
	var texts []string
	for _, element := range list {
		texts = append(texts, fmt.Sprint(element))
	}
	if len(list) != 1 {
		noun += "s"
	}
	return noun + " " + strings.Join(texts, ", ")
}
