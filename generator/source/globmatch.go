package source

// Matching of globs with limited work.
//
// A selection can have many globs, each of which is compared with all paths or
// names of a description. The alternatives of a glob are expanded before, and
// most paths differ from it in the literal beginning or end. Comparisons of characters
// count as steps, of which a description has a limited number, since a glob such
// as *a*a*b begins at many characters again.

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/bmatcuk/doublestar/v4"
)

// Limits of globs.
const (
	maxForms     = 1000    // without alternatives, for one glob
	maxFormBytes = 1 << 16 // in all of them
	maxGlobSteps = 1 << 27 // comparisons, for all selections of a description
	stepsPerText = 1 << 6  // added to maxGlobSteps for each byte of the description
)

// globSteps counts the comparisons of globs.
type globSteps struct{ used, limit int }

func newGlobSteps(d *Document) *globSteps {
	return &globSteps{limit: maxGlobSteps + stepsPerText*d.Root.textLength()}
}

// spend counts n steps. It returns false if they are too many.
func (g *globSteps) spend(n int) bool {
	g.used += n
	return !g.exceeded()
}

func (g *globSteps) exceeded() bool { return g.used > g.limit }

// pattern is a glob or a plain text, prepared for matching.
type pattern struct {
	text  string
	forms []globForm // nil for a plain text
}

// globForm is a glob without alternatives.
type globForm struct{ text, prefix, suffix string }

// newPattern prepares a glob. It returns ok = false if it has too many alternatives.
func newPattern(text, escaped string) (p pattern, ok bool) {
	p.text = text
	if !isGlob(escaped) || !doublestar.ValidatePattern(escaped) {
		return p, true
	}
	texts, ok := expand(escaped)
	for _, text := range texts {
		prefix, suffix := literalEnds(text)
		p.forms = append(p.forms, globForm{text, prefix, suffix})
	}
	return p, ok
}

// matches reports whether the pattern matches s.
func (p *pattern) matches(s string, steps *globSteps) bool {
	if !steps.spend(1 + len(p.forms)) {
		return false
	}
	return p.text == s || slices.ContainsFunc(p.forms, func(f globForm) bool {
		return strings.HasPrefix(s, f.prefix) && strings.HasSuffix(s, f.suffix) && matchGlob(f.text, s, steps)
	})
}

// literalEnds returns literal texts with which all matches of a form begin and end. A
// slash beside ** is not among them, because /a/** also matches /a.
func literalEnds(glob string) (prefix, suffix string) {
	var literal []byte
	isFirst := true
	for i := 0; i < len(glob); i++ {
		switch c := glob[i]; {
		case strings.IndexByte("*?[]", c) >= 0:
			if isFirst {
				prefix, isFirst = string(literal), false
			}
			literal = literal[:0]
			continue
		case c == '\\' && i+1 < len(glob):
			i++
		}
		literal = append(literal, glob[i])
	}
	suffix = string(literal)
	if isFirst {
		prefix = suffix
	}
	return strings.TrimRight(prefix, "/"), strings.TrimLeft(suffix, "/")
}

// matchGlob reports whether a glob without alternatives matches all of s, by the rules of
// doublestar.
func matchGlob(glob, s string, steps *globSteps) bool {
	star, starAt := -1, 0 // the glob after the last *, and the beginning of the rest of s
	deep, deepAt := -1, 0 // the same for **/
	i, j := 0, 0
	for j < len(s) {
		if !steps.spend(1) {
			return false
		}
		if strings.HasPrefix(glob[i:], "*") {
			isDeep := strings.HasPrefix(glob[i:], "**") && (i == 0 || glob[i-1] == '/')
			if i++; strings.HasPrefix(glob[i:], "*") {
				i++
			}
			switch {
			case isDeep && i == len(glob):
				return true
			case isDeep && glob[i] == '/':
				i++
				star, deep, deepAt = -1, i, j
			default:
				star, starAt = i, j
			}
			continue
		}
		if ni, nj := matchOne(glob, s, i, j); ni > i {
			i, j = ni, nj
			continue
		}
		if star >= 0 && s[starAt] != '/' {
			_, n := utf8.DecodeRuneInString(s[starAt:])
			starAt += n
			i, j = star, starAt
			continue
		}
		next := strings.IndexByte(s[deepAt:], '/')
		if deep < 0 || next < 0 {
			return false
		}
		deepAt += next + 1
		star, i, j = -1, deep, deepAt
	}
	return slices.Contains([]string{"", "*", "**", "/**", "**/", "/**/"}, glob[i:])
}

// matchOne matches one element of a glob other than * at i with a character of s at j. It
// returns the indexes after them, or i if they do not match.
func matchOne(glob, s string, i, j int) (int, int) {
	if i == len(glob) {
		return i, j
	}
	char, size := utf8.DecodeRuneInString(s[j:])
	switch glob[i] {
	case '?':
		if char != '/' {
			return i + 1, j + size
		}
		return i, j
	case '[':
		if end, ok := matchClass(glob, i+1, char); ok {
			return end, j + size
		}
		return i, j
	}
	at := i
	if glob[at] == '\\' && at+1 < len(glob) {
		at++
	}
	if glob[at] == s[j] {
		return at + 1, j + 1
	}
	return i, j
}

// matchClass reports whether the class of characters at i, after its bracket, has a
// character, and returns the index after the class.
func matchClass(glob string, i int, char rune) (end int, ok bool) {
	next := func() rune {
		if strings.HasPrefix(glob[i:], `\`) {
			i++
		}
		c, n := utf8.DecodeRuneInString(glob[i:])
		i += n
		return c
	}
	negated := i < len(glob) && (glob[i] == '^' || glob[i] == '!')
	if negated {
		i++
	}
	found := false
	for i < len(glob) && glob[i] != ']' {
		first := next()
		last := first
		if strings.HasPrefix(glob[i:], "-") && !strings.HasPrefix(glob[i:], "-]") {
			i++
			last = next()
		}
		found = found || char == first || first <= char && char <= last // [z-a] matches z
	}
	return min(i+1, len(glob)), found != negated
}

// expand returns the forms of a glob without alternatives: a{b,c} has the forms ab and ac.
// It returns false if there are too many.
func expand(glob string) ([]string, bool) {
	e := expander{glob: glob, closing: closingBraces(glob)}
	out, ok := e.forms(0, len(glob), false)
	if !ok {
		return nil, false
	}
	texts := make([]string, len(out))
	for i, form := range out {
		texts[i] = string(form)
	}
	return texts, true
}

// expander expands the alternatives of a glob.
type expander struct {
	glob    string
	closing map[int]int // the closing brace for each opening one
}

// forms returns the forms of the part of the glob from i to end. In a list of alternatives,
// commas separate them.
func (e *expander) forms(i, end int, isList bool) (all [][]byte, ok bool) {
	out := [][]byte{nil}
	for i < end {
		after := nextElement(e.glob, i)
		closing, opens := e.closing[i]
		switch {
		case isList && e.glob[i] == ',':
			all, out = append(all, out...), [][]byte{nil}
		case opens:
			inner, ok := e.forms(i+1, closing, true)
			if !ok {
				return nil, false
			}
			out, after = product(out, inner), closing+1
		default:
			for k := range out {
				out[k] = append(out[k], e.glob[i:after]...)
			}
		}
		if n := len(out) + len(all); n > maxForms || n*(1+len(out[0])) > maxFormBytes {
			return nil, false
		}
		i = after
	}
	return append(all, out...), true
}

// product returns each form of a followed by each form of b. The result is too long if it
// has more than maxForms forms.
func product(a, b [][]byte) [][]byte {
	if len(b) == 1 {
		for i := range a {
			a[i] = append(a[i], b[0]...)
		}
		return a
	}
	var out [][]byte
	for _, first := range a {
		for _, second := range b {
			if out = append(out, slices.Concat(first, second)); len(out) > maxForms {
				return out
			}
		}
	}
	return out
}

// closingBraces returns the index of the closing brace for each opening one that is neither
// escaped nor in a class of characters.
func closingBraces(glob string) map[int]int {
	closing := map[int]int{}
	var open []int
	for i := 0; i < len(glob); i = nextElement(glob, i) {
		switch {
		case glob[i] == '{':
			open = append(open, i)
		case glob[i] == '}' && len(open) > 0:
			closing[open[len(open)-1]] = i
			open = open[:len(open)-1]
		}
	}
	return closing
}

// nextElement returns the index after the character, escaped character or class of
// characters at i.
func nextElement(glob string, i int) int {
	switch {
	case glob[i] == '\\':
		return min(i+2, len(glob))
	case glob[i] == '[':
		for i++; i < len(glob) && glob[i] != ']'; i++ {
			if glob[i] == '\\' {
				i++
			}
		}
	}
	return min(i+1, len(glob))
}
