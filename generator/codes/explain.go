package codes

// Questions about codes, as people ask them: for a pair, for a code alone, or in
// words. A pair is looked up by the rules of Lookup, so that the answer is what
// a program would get; the rest helps those who have not quite the right one.

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Question is what is asked of a table.
type Question struct {
	Words      []string // as they were asked
	Code       int64
	Subcode    int64
	HasCode    bool
	HasSubcode bool
}

// Ask understands words: "480 10037", "480/10037", "480", or any text to search
// for.
func Ask(words ...string) Question {
	q := Question{Words: words}
	var numbers []int64
	for _, word := range strings.FieldsFunc(strings.Join(words, " "), func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("/,:", c) }) {
		n, err := strconv.ParseInt(word, 10, 64)
		if err != nil || n < 0 || n > math.MaxInt32 {
			return q
		}
		numbers = append(numbers, n)
	}
	switch len(numbers) {
	case 1:
		q.Code, q.HasCode = numbers[0], true
	case 2:
		q.Code, q.Subcode, q.HasCode, q.HasSubcode = numbers[0], numbers[1], true, true
	}
	return q
}

// Answer is what a table says to a question.
type Answer struct {
	Found []Match // best first; of a pair there is one at most, and drafts
	Near  []Match // what may have been meant, when nothing was found
}

// Match is a row with how it was found.
type Match struct {
	Row      *Code
	Fit      Fit   // how precisely
	Subcode  int64 // that a pattern was matched with
	Captured int64 // what the pattern left open
}

// Answer answers a question.
func (t *Table) Answer(q Question) Answer {
	var a Answer
	switch {
	case q.HasSubcode:
		if row, fit, ok := t.Find(q.Code, q.Subcode); ok {
			a.Found = append(a.Found, matched(row, fit, q.Subcode))
		}
		for _, row := range t.Codes {
			if row.Draft && row.is(q.Code) && slices.Contains(row.Subcodes, q.Subcode) {
				a.Found = append(a.Found, Match{Row: row, Fit: Related})
			}
		}
	case q.HasCode:
		a.Found = t.underCode(q.Code)
	default:
		a.Found = t.search(q.Words)
	}
	if len(a.Found) == 0 && q.HasCode {
		a.Near = t.near(q)
	}
	return a
}

func matched(row *Code, fit Fit, subcode int64) Match {
	m := Match{Row: row, Fit: fit}
	if rest, ok := row.Pattern.Match(subcode); ok {
		m.Subcode, m.Captured = subcode, rest
	}
	return m
}

// underCode lists the rows for a code: first the one that programs get without a
// subcode, then those that need one, then the families of its class.
func (t *Table) underCode(code int64) []Match {
	var found []Match
	for fit, fits := range precision[WholeCode:] {
		for _, row := range t.Codes {
			if !row.Draft && fits(row, code, -1) && len(found) == 0 {
				found = append(found, Match{Row: row, Fit: WholeCode + Fit(fit)})
			}
		}
	}
	for _, own := range []bool{true, false} {
		for _, row := range t.Codes {
			if (row.Draft || !row.anySubcode()) && (own && row.is(code) || !own && row.inClass(code)) {
				found = append(found, Match{Row: row, Fit: Related})
			}
		}
	}
	return found
}

// near lists rows that are not for what was asked, but almost: with the same
// code, with the same subcode under another code, or with numbers that differ by
// a slip.
func (t *Table) near(q Question) []Match {
	var near []Match
	add := func(fits func(row *Code) bool) {
		for _, row := range t.Codes {
			if fits(row) && !slices.ContainsFunc(near, func(m Match) bool { return m.Row == row }) {
				near = append(near, Match{Row: row, Fit: Related})
			}
		}
	}
	subcode := q.Subcode
	if !q.HasSubcode {
		subcode = q.Code // the one number that was given may be a subcode
	}
	add(func(row *Code) bool {
		_, ok := row.Pattern.Match(subcode)
		return ok || slices.Contains(row.Subcodes, subcode)
	})
	if q.HasSubcode {
		add(func(row *Code) bool { return row.is(q.Code) && slices.ContainsFunc(row.Subcodes, slip(subcode)) })
		add(func(row *Code) bool { return row.is(q.Code) })
	} else {
		add(func(row *Code) bool { return len(row.Classes) == 0 && slip(q.Code)(row.Code) })
	}
	return near
}

// slip reports whether a number is another but for a digit that is wrong,
// missing, too many, or in the place of its neighbour.
func slip(wanted int64) func(int64) bool {
	a := strconv.FormatInt(wanted, 10)
	return func(n int64) bool {
		b := strconv.FormatInt(n, 10)
		if len(a) == len(b) {
			x, y := 0, len(a)-1
			for x < y && a[x] == b[x] {
				x++
			}
			for x < y && a[y] == b[y] {
				y--
			}
			return y-x <= 1 && (x == y || a[x] == b[y] && a[y] == b[x])
		}
		if len(a) > len(b) {
			a, b := b, a
			return insertion(a, b)
		}
		return insertion(a, b)
	}
}

// insertion reports whether long is short with one digit more.
func insertion(short, long string) bool {
	if len(long) != len(short)+1 {
		return false
	}
	i := 0
	for i < len(short) && short[i] == long[i] {
		i++
	}
	return short[i:] == long[i+1:]
}

// search finds rows by words: in ids, categories and all texts, and "sip 486" in
// patterns that capture a sip. Those with the most words come.
func (t *Table) search(words []string) []Match {
	words = strings.FieldsFunc(strings.ToLower(strings.Join(words, " ")), func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.M, unicode.Nd) && c != '-'
	})
	if found := t.captured(words); len(found) > 0 {
		return found
	}
	var found []Match
	best := 1
	for _, row := range t.Codes {
		score := row.score(words)
		if score > best {
			best, found = score, nil
		}
		if score == best {
			found = append(found, Match{Row: row, Fit: Related})
		}
	}
	return found
}

// captured finds patterns by the name of what they capture, and its value.
func (t *Table) captured(words []string) []Match {
	var found []Match
	for _, row := range t.Codes {
		if row.Pattern == nil || row.Pattern.IsRange() || !slices.Contains(words, strings.ToLower(row.Pattern.Capture)) {
			continue
		}
		for _, word := range words {
			n, err := strconv.ParseInt(word, 10, 32)
			if err == nil && n >= 0 && row.Pattern.Low+n <= row.Pattern.High {
				found = append(found, Match{Row: row, Fit: Related, Subcode: row.Pattern.Low + n, Captured: n})
			}
		}
	}
	return found
}

// score counts the words that a row has, if only at the beginnings of its own.
func (c *Code) score(words []string) int {
	all := []string{string(c.ID), c.Category, c.ResolvedBy}
	for _, texts := range c.texts() {
		for _, text := range texts {
			all = append(all, text.Text)
		}
	}
	text := " " + strings.Join(strings.FieldsFunc(strings.ToLower(strings.Join(all, " ")), func(c rune) bool {
		return !unicode.In(c, unicode.L, unicode.M, unicode.Nd)
	}), " ")
	count := 0
	for _, word := range words {
		if strings.Contains(text, " "+strings.ReplaceAll(word, "-", " ")) || isUnspaced(word) && strings.Contains(text, word) {
			count++
		}
	}
	return count
}

// TextIn is that of texts which is in a locale of the table, or else the
// source's, or else, as drafts may have it, any.
func (t *Table) TextIn(texts []Text, locale string) Text {
	for _, locale := range []string{locale, t.Source} {
		if text := in(texts, locale); text.Text != "" {
			return text
		}
	}
	return append(slices.Clone(texts), Text{})[0]
}
