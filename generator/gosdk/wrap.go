package gosdk

// This file breaks paragraphs into lines. A break is possible at a space and
// between ideographs, but not inside a URL and not before a word that would
// become an instruction or a list item at the start of a line (marker in
// prose.go). Widths are in columns, of which East Asian letters take two.

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wrap returns the lines of paragraphs, without slashes. Lines are at most width
// columns wide if a break is possible; East Asian letters take two columns. A
// width of zero means proseWidth. An empty line separates two paragraphs.
func wrap(paragraphs []string, width int) []string {
	if width <= 0 {
		width = proseWidth
	}
	var out []string
	for _, paragraph := range paragraphs {
		lines := wrapOne(clean(paragraph), width)
		if len(lines) == 0 {
			continue
		}
		if len(out) > 0 {
			if last := out[len(out)-1]; indentation(last) != "" && indentation(lines[0]) != "" {
				out = append(out, "", "…") // otherwise go doc merges the two
			}
			out = append(out, "")
		}
		out = append(out, lines...)
	}
	// gofmt removes an indentation that all lines share, which would turn a list
	// or code into plain text.
	atMargin := func(line string) bool { return line != "" && indentation(line) == "" }
	if len(out) > 0 && !slices.ContainsFunc(out, atMargin) {
		out = append([]string{"…", ""}, out...)
	}
	return out
}

// listItem matches a line of a list paragraph.
var listItem = regexp.MustCompile(`^(  - | [0-9]+\. )(.*)$`)

func wrapOne(paragraph string, width int) []string {
	if strings.HasPrefix(paragraph, "\t") {
		var lines []string
		for line := range strings.SplitSeq(paragraph, "\n") {
			lines = append(lines, strings.TrimRightFunc(line, unicode.IsSpace))
		}
		return lines
	}
	if listItem.MatchString(firstLine(paragraph)) {
		var lines []string
		for line := range strings.SplitSeq(paragraph, "\n") {
			if m := listItem.FindStringSubmatch(line); m != nil {
				lines = append(lines, fill(m[2], m[1], "    ", width)...)
			}
		}
		return lines
	}
	return fill(closed(oneLine(paragraph)), "", "", width)
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// oneLine returns text with each run of spaces and line ends as a single space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// closed returns a paragraph with a full stop at its end. gofmt would format a
// short paragraph without one as a heading.
func closed(text string) string {
	last, size := utf8.DecodeLastRuneInString(text)
	if strings.ContainsRune(`)]"”`, last) {
		inner, _ := utf8.DecodeLastRuneInString(text[:len(text)-size])
		last = inner
	}
	switch {
	case !unicode.IsLetter(last) && !unicode.IsDigit(last):
		return text
	case strings.Contains(text[strings.LastIndexByte(text, ' ')+1:], "://"):
		return text
	case ideograph(last):
		return text + "。"
	}
	return text + "."
}

// unit is a piece of text without a possible line break.
type unit struct {
	text  string
	space bool // preceded by a space
	start bool // a line may begin with it
}

// units splits text at spaces and between ideographs.
func units(text string) []unit {
	out := make([]unit, 0, strings.Count(text, " ")+1)
	add := func(from, to int, space bool) {
		if to > from {
			out = append(out, unit{text[from:to], space, !marked(text[from:])})
		}
	}
	from, space := 0, false
	var before rune
	addressEnd := 0
	for i, r := range text {
		if i >= addressEnd {
			addressEnd = i + addressLength(text[i:])
		}
		switch {
		case r == ' ':
			add(from, i, space)
			from, space = i+1, true
		case i > from && i >= addressEnd && breakable(before, r):
			add(from, i, space)
			from, space = i, false
		}
		before = r
	}
	add(from, len(text), space)
	return out
}

// marked reports whether text begins with a marker. Most words do not, so it avoids
// the regular expression for them: it runs for every word of an SDK's comments.
func marked(text string) bool {
	head := text[:min(len(text), 40)] // no marker is longer
	switch c := head[0]; {
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		starts := func(with string) bool { return strings.HasPrefix(head, with) }
		if !strings.Contains(head, ":") && !starts("nolint") && !starts("BUG(") && !starts("Code generated ") {
			return false
		}
	case c == '"' || c == '(' || c == '\'':
		return false
	}
	return marker.MatchString(head)
}

// addressLength returns the length of the URL at the start of text, or 0.
func addressLength(text string) int {
	if !strings.HasPrefix(text, "http://") && !strings.HasPrefix(text, "https://") {
		return 0
	}
	end := strings.IndexFunc(text, func(r rune) bool { return unicode.IsSpace(r) || ideograph(r) || wide(r) })
	if end < 0 {
		return len(text)
	}
	return end
}

// fill returns text as lines. The first begins with first, the others with next.
func fill(text, first, next string, width int) []string {
	var lines []string
	var line []unit
	prefix := first
	end := func(n int) {
		lines = append(lines, prefix+joinUnits(line[:n]))
		line = append(line[:0], line[n:]...)
		prefix = next
	}
	used := len(first)
	for _, u := range units(text) {
		if used+u.width(len(line) > 0) > width {
			if n := breakAt(line, u, width-len(prefix)); n > 0 {
				end(n)
				used = len(prefix)
				for i, rest := range line {
					used += rest.width(i > 0)
				}
			}
		}
		used += u.width(len(line) > 0)
		line = append(line, u)
	}
	if len(line) > 0 {
		end(len(line))
	}
	return lines
}

// breakAt returns how many units of line stay on it if u does not fit after them. It
// returns 0 if no break is allowed. It prefers a break after a space or a pause in
// the second half of the line, because go doc shows a break between ideographs as
// a space.
func breakAt(line []unit, u unit, width int) int {
	all := append(line[:len(line):len(line)], u)
	total := 0
	for i, x := range line {
		total += x.width(i > 0)
	}
	last := 0
	for n := len(line); n > 0; n-- {
		if all[n].start {
			if last == 0 {
				last = n
			}
			if all[n].space || pause(all[n-1].text) {
				return n
			}
		}
		total -= line[n-1].width(n > 1)
		if last > 0 && total < width/2 {
			break
		}
	}
	return last
}

// width returns u's width in columns, including the space before it if u is inside a
// line.
func (u unit) width(inside bool) int {
	n := 0
	for _, r := range u.text {
		n++
		if wide(r) {
			n++
		}
	}
	if inside && u.space {
		n++
	}
	return n
}

func joinUnits(line []unit) string {
	var b strings.Builder
	for i, u := range line {
		if i > 0 && u.space {
			b.WriteByte(' ')
		}
		b.WriteString(u.text)
	}
	return b.String()
}

// ideograph reports whether r belongs to a script without spaces between words.
func ideograph(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// wide reports whether r is two columns wide.
func wide(r rune) bool {
	if r < 0x1100 { // most letters
		return false
	}
	return ideograph(r) || unicode.Is(unicode.Hangul, r) ||
		r >= 0x3000 && r <= 0x303F || r >= 0xFF01 && r <= 0xFF60
}

// breakable reports whether a line may end between the adjacent letters a and b.
func breakable(a, b rune) bool {
	if a < 0x80 && b < 0x80 {
		return false
	}
	const closing, opening = "。，、；：！？）」』】》〉〕”’…‥ー・.,;:!?)]}%", "（「『【《〈〔“‘([{"
	if strings.ContainsRune(closing, b) || strings.ContainsRune(opening, a) || unicode.Is(unicode.M, b) {
		return false
	}
	return ideograph(a) || ideograph(b) || strings.ContainsRune("。，、；：！？", a)
}

// pause reports whether text ends with a punctuation mark of a pause.
func pause(text string) bool {
	last, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune("。，、；：！？）」』】》", last)
}
