package report

// This file compares descriptions and messages by words, and shows the words around a
// difference:
//
//	Up to 1MB in size.  →  Up to 2MB in size.
//	same "Up to", lost "1MB", new "2MB", same "in size."

import (
	"strings"

	"github.com/fragen-go/fragen/generator/review"
)

// contextWords is the number of words around a difference.
const contextWords = 5

// compareWords returns the parts of two texts in order, each with words of one kind.
func compareWords(was, is string) []review.Word {
	var list []review.Word
	for _, word := range review.Words(clean(was)+" ", clean(is)+" ") {
		if word.Text = strings.TrimSpace(word.Text); word.Text != "" {
			list = append(list, word)
		}
	}
	return list
}

// aroundDifferences shortens the parts that are the same in both texts.
func aroundDifferences(list []review.Word) []review.Word {
	var out []review.Word
	for i, part := range list {
		if words := strings.Fields(part.Text); part.Kind == review.SameWord {
			n := min(contextWords, len(words))
			first, last := strings.Join(words[:n], " "), strings.Join(words[len(words)-n:], " ")
			switch {
			case i == 0 && len(words) > contextWords:
				part.Text = "… " + last
			case i == len(list)-1 && len(words) > contextWords:
				part.Text = first + " …"
			case i > 0 && i < len(list)-1 && len(words) > 2*contextWords:
				part.Text = first + " … " + last
			}
		}
		out = append(out, part)
	}
	return out
}
