package codes

// Answers to questions about codes: for a code with a subcode, for a code alone,
// or for words. A code with a subcode is looked up by the rules of Lookup so
// that the answer is the row that a program would get. Otherwise, and if there
// is no such row, the answer has rows that are similar.

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Question is a question to a table.
type Question struct {
	Words      []string // the question as asked
	Code       int64
	Subcode    int64
	HasCode    bool
	HasSubcode bool
}

// Ask returns the question in words:
//
//	480 10037, 480/10037  a code with a subcode
//	480                   a code
//	no answer             words to search for
func Ask(words ...string) Question {
	q := Question{Words: words}
	var numbers []int64
	isSeparator := func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("/,:", c) }
	for _, word := range strings.FieldsFunc(strings.Join(words, " "), isSeparator) {
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

// Answer is the answer to a Question.
type Answer struct {
	Found []Match // best first; for a code with a subcode at most one row, and drafts
	Near  []Match // similar rows, if Found is empty
}

// Match is a row of an Answer.
type Match struct {
	Row      *Code
	Fit      Fit
	Subcode  int64 // subcode that a pattern matched, or 0
	Captured int64 // number that the pattern captured
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
		a.Found = t.rowsFor(q.Code)
	default:
		a.Found = t.search(q.Words)
	}
	if len(a.Found) == 0 && q.HasCode {
		a.Near = t.near(q)
	}
	return a
}

// matched returns a match, with the captured number if the row has a pattern.
func matched(row *Code, fit Fit, subcode int64) Match {
	m := Match{Row: row, Fit: fit}
	if rest, ok := row.Pattern.Match(subcode); ok {
		m.Subcode, m.Captured = subcode, rest
	}
	return m
}

// rowsFor returns the rows for a code: first the row that programs get without a
// subcode, then rows with subcodes, then rows with patterns for the code's class.
func (t *Table) rowsFor(code int64) []Match {
	var found []Match
	for fit, matches := range precision[WholeCode:] {
		for _, row := range t.Codes {
			if !row.Draft && matches(row, code, -1) && len(found) == 0 {
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

// near returns rows that do not match a question, but almost: rows with the same
// subcode for another code, with the same code, and with numbers that differ by
// a typing error.
func (t *Table) near(q Question) []Match {
	var near []Match
	add := func(isNear func(row *Code) bool) {
		for _, row := range t.Codes {
			if isNear(row) && !slices.ContainsFunc(near, func(m Match) bool { return m.Row == row }) {
				near = append(near, Match{Row: row, Fit: Related})
			}
		}
	}
	subcode := q.Subcode
	if !q.HasSubcode {
		subcode = q.Code // the only number may be a subcode
	}
	add(func(row *Code) bool {
		_, ok := row.Pattern.Match(subcode)
		return ok || slices.Contains(row.Subcodes, subcode)
	})
	if q.HasSubcode {
		add(func(row *Code) bool { return row.is(q.Code) && slices.ContainsFunc(row.Subcodes, isTypoOf(subcode)) })
		add(func(row *Code) bool { return row.is(q.Code) })
	} else {
		add(func(row *Code) bool { return len(row.Classes) == 0 && isTypoOf(q.Code)(row.Code) })
	}
	return near
}

// isTypoOf returns a function that reports whether a number differs from wanted
// by one digit that is wrong, missing or extra, or by two swapped digits.
func isTypoOf(wanted int64) func(int64) bool {
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
			return isInsertion(a, b)
		}
		return isInsertion(a, b)
	}
}

// isInsertion reports whether long is short with one digit inserted.
func isInsertion(short, long string) bool {
	if len(long) != len(short)+1 {
		return false
	}
	i := 0
	for i < len(short) && short[i] == long[i] {
		i++
	}
	return short[i:] == long[i+1:]
}

// search returns the rows that contain the most of the words in their ids,
// categories and texts. The name of a capture and a number, such as "sip 486",
// find patterns.
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

// captured returns rows whose patterns can capture one of the words, if another
// word is the name of the capture.
func (t *Table) captured(words []string) []Match {
	var found []Match
	for _, row := range t.Codes {
		if row.Pattern == nil || row.Pattern.IsRange() ||
			!slices.Contains(words, strings.ToLower(row.Pattern.Capture)) {
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

// score returns the number of words that are in a row or begin one of its words.
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
		beginsWord := strings.Contains(text, " "+strings.ReplaceAll(word, "-", " "))
		if beginsWord || isUnspaced(word) && strings.Contains(text, word) {
			count++
		}
	}
	return count
}

// TextIn returns the text in a locale of the table or, if there is none, in the
// source locale. If a draft lacks both, it returns the first text, or an empty
// one if texts is empty.
func (t *Table) TextIn(texts []Text, locale string) Text {
	for _, locale := range []string{locale, t.Source} {
		if text := textIn(texts, locale); text.Text != "" {
			return text
		}
	}
	return append(slices.Clone(texts), Text{})[0]
}
