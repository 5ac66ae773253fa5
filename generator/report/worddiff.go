package report

// This file compares two strings by words, for descriptions and messages:
//
//	Up to 1MB in size.  →  Up to 2MB in size.
//	same "Up to", deleted "1MB", inserted "2MB", same "in size."

import (
	"strings"
)

// change is the kind of a piece of two compared strings.
type change int

const (
	same change = iota
	deleted
	inserted
)

// piece is a run of words of the same kind.
type piece struct {
	change change
	text   string // words with single spaces
}

// maxCompared limits the number of pairs of words that are compared.
const maxCompared = 4_000_000

// contextWords is the number of words around a difference.
const contextWords = 5

// compareWords returns the pieces of two strings in order. If they are too long, the
// result is one deletion and one insertion.
func compareWords(before, after string) []piece {
	a, b := strings.Fields(before), strings.Fields(after)
	var p pieces
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		p.add(same, a[0])
		a, b = a[1:], b[1:]
	}
	end := 0
	for end < len(a) && end < len(b) && a[len(a)-1-end] == b[len(b)-1-end] {
		end++
	}
	rest := a[len(a)-end:]
	a, b = a[:len(a)-end], b[:len(b)-end]
	if len(a)*len(b) <= maxCompared {
		p.compare(a, b)
	} else {
		p.add(deleted, a...)
		p.add(inserted, b...)
	}
	p.add(same, rest...)
	return p.list
}

// pieces collects the pieces of a comparison.
type pieces struct{ list []piece }

func (p *pieces) add(c change, words ...string) {
	if len(words) == 0 {
		return
	}
	text := strings.Join(words, " ")
	if n := len(p.list); n > 0 && p.list[n-1].change == c {
		p.list[n-1].text += " " + text
		return
	}
	p.list = append(p.list, piece{c, text})
}

// compare adds the pieces of two lists of words, from a longest common subsequence.
// All deletions between two equal words are before the insertions.
func (p *pieces) compare(a, b []string) {
	width := len(b) + 1
	lengths := make([]int32, (len(a)+1)*width) // of the common subsequence of a[i:] and b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				lengths[i*width+j] = lengths[(i+1)*width+j+1] + 1
			} else {
				lengths[i*width+j] = max(lengths[(i+1)*width+j], lengths[i*width+j+1])
			}
		}
	}
	var gone, added []string
	flush := func() {
		p.add(deleted, gone...)
		p.add(inserted, added...)
		gone, added = nil, nil
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			flush()
			p.add(same, a[i])
			i, j = i+1, j+1
		case lengths[(i+1)*width+j] >= lengths[i*width+j+1]:
			gone = append(gone, a[i])
			i++
		default:
			added = append(added, b[j])
			j++
		}
	}
	gone, added = append(gone, a[i:]...), append(added, b[j:]...)
	flush()
}

// aroundDifferences shortens the same pieces to the words near a difference.
func aroundDifferences(list []piece) []piece {
	var out []piece
	for i, p := range list {
		if words := strings.Fields(p.text); p.change == same {
			n := min(contextWords, len(words))
			first, last := strings.Join(words[:n], " "), strings.Join(words[len(words)-n:], " ")
			switch {
			case i == 0 && len(words) > contextWords:
				p.text = "… " + last
			case i == len(list)-1 && len(words) > contextWords:
				p.text = first + " …"
			case i > 0 && i < len(list)-1 && len(words) > 2*contextWords:
				p.text = first + " … " + last
			}
		}
		out = append(out, p)
	}
	return out
}
