package review

// This file finds the words that differ between two texts, for reports.

import (
	"strings"
	"unicode"
)

// Word is a part of a text: a word with the white space after it, or several words.
type Word struct {
	Text string
	Kind WordKind
}

// WordKind says whether a text has gained or lost a word.
type WordKind int

// The kinds of words.
const (
	SameWord WordKind = iota
	LostWord
	NewWord
)

// maxWords limits the words that Words compares. Of longer texts, everything between
// the common beginning and the common end differs.
const maxWords = 2000

// Words returns the words of two texts in order. Adjacent words of one kind are
// joined.
func Words(was, is string) []Word {
	a, b := splitText(was), splitText(is)
	start := 0
	for start < len(a) && start < len(b) && a[start] == b[start] {
		start++
	}
	end := 0
	for end < len(a)-start && end < len(b)-start && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	var out []Word
	out = appendWords(out, SameWord, a[:start])
	out = diffWords(out, a[start:len(a)-end], b[start:len(b)-end])
	return joinWords(appendWords(out, SameWord, a[len(a)-end:]))
}

// splitText splits a text into words, each with the white space after it.
func splitText(text string) []string {
	var out []string
	start, space := 0, false
	for i, r := range text {
		if isSpace := unicode.IsSpace(r); isSpace != space {
			if space {
				out = append(out, text[start:i])
				start = i
			}
			space = isSpace
		}
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

func appendWords(out []Word, kind WordKind, words []string) []Word {
	for _, w := range words {
		out = append(out, Word{w, kind})
	}
	return out
}

// joinWords joins adjacent words of one kind.
func joinWords(words []Word) []Word {
	var out []Word
	for len(words) > 0 {
		kind, n := words[0].Kind, 0
		var text strings.Builder
		for n < len(words) && words[n].Kind == kind {
			text.WriteString(words[n].Text)
			n++
		}
		out, words = append(out, Word{text.String(), kind}), words[n:]
	}
	return out
}

// diffWords adds the words of a longest common subsequence, and the others.
func diffWords(out []Word, a, b []string) []Word {
	if len(a) > maxWords || len(b) > maxWords {
		return appendWords(appendWords(out, LostWord, a), NewWord, b)
	}
	common := make([][]int32, len(a)+1) // length of the longest common subsequence from i and j on
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			out = appendWords(out, SameWord, a[i:i+1])
			i, j = i+1, j+1
		case common[i+1][j] >= common[i][j+1]:
			out = appendWords(out, LostWord, a[i:i+1])
			i++
		default:
			out = appendWords(out, NewWord, b[j:j+1])
			j++
		}
	}
	return appendWords(appendWords(out, LostWord, a[i:]), NewWord, b[j:])
}
