package instance

import (
	"regexp/syntax"
	"strings"
	"unicode"
)

// matching returns a string that matches a regular expression. If long is positive,
// repetitions are long enough for a string of that length. It reports false for
// expressions that Go does not support.
func (g *Generator) matching(pattern string, long int) (string, bool) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return "", false
	}
	var b strings.Builder
	ok := g.writeMatch(&b, re.Simplify(), long)
	return b.String(), ok
}

func (g *Generator) writeMatch(b *strings.Builder, re *syntax.Regexp, long int) bool {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		return g.writeClass(b, re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte("abcXYZ019 -"[g.rand.IntN(11)])
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			if !g.writeMatch(b, sub, long) {
				return false
			}
		}
	case syntax.OpAlternate:
		return g.writeMatch(b, re.Sub[g.rand.IntN(len(re.Sub))], long)
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest:
		n := g.rand.IntN(2)
		switch {
		case re.Op == syntax.OpStar:
			n = g.rand.IntN(5) + max(0, long)
		case re.Op == syntax.OpPlus:
			n = 1 + g.rand.IntN(5) + max(0, long)
		}
		for range n {
			if !g.writeMatch(b, re.Sub[0], long) {
				return false
			}
		}
	case syntax.OpNoMatch, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return re.Op != syntax.OpNoMatch
	}
	return true // anchors and the empty match
}

// writeClass writes a character of a class, a printable one if there is any.
func (g *Generator) writeClass(b *strings.Builder, ranges []rune) bool {
	for range 50 {
		i := g.rand.IntN(len(ranges)/2) * 2
		low, high := ranges[i], ranges[i+1]
		r := low + rune(g.rand.IntN(int(min(high-low, 200))+1))
		if unicode.IsPrint(r) && r < 0x3000 {
			b.WriteRune(r)
			return true
		}
	}
	if len(ranges) == 0 {
		return false
	}
	b.WriteRune(ranges[0])
	return true
}
