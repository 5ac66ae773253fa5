package codes

// Answers to questions about codes: for a code with a subcode, for a code alone,
// or for words. A code with a subcode is looked up by the rules of Lookup so
// that the answer is the row that a program would get. Otherwise, and if there
// is no such row, the answer has rows that are similar.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/fragen-go/fragen/generator/codekey"
)

// question is a question to a table: a code with or without a subcode, or words.
type question struct {
	words         []string
	code, subcode codekey.Key
	hasCode       bool
	hasSubcode    bool
}

// ask returns the question in words:
//
//	480 10037, 480/10037       a code with a subcode
//	480, card_declined         a code
//	no answer                  words to search for
//
// A word that no row has may still be a code.
func (t *Table) ask(words []string) question {
	q := question{words: words}
	isSeparator := func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("/,:", c) }
	whole := strings.Join(words, " ")
	if code, err := t.Keys.Code.Parse(whole); err == nil && code.IsWord() && slices.ContainsFunc(t.Codes,
		t.newLookup(code, codekey.Key{}).isCode) {
		q.code, q.hasCode = code, true // also a code with spaces
		return q
	}
	parts := strings.FieldsFunc(whole, isSeparator)
	if len(parts) < 1 || len(parts) > 2 {
		return q
	}
	code, err := t.Keys.Code.Parse(parts[0])
	if err != nil {
		return q
	}
	if len(parts) == 1 {
		q.code, q.hasCode = code, true
		return q
	}
	subcode, err := t.Keys.Subcode.Parse(parts[1])
	if err != nil || code.IsWord() && len(t.rowsFor(code)) == 0 {
		return q
	}
	q.code, q.subcode, q.hasCode, q.hasSubcode = code, subcode, true, true
	return q
}

// Answer is the answer to a question.
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

// Answer answers a question in words: a code, a code with a subcode, or words to
// search for.
func (t *Table) Answer(words ...string) Answer {
	var a Answer
	q := t.ask(words)
	switch {
	case q.hasSubcode:
		if row, fit, ok := t.Find(q.code, q.subcode); ok {
			a.Found = append(a.Found, matched(row, fit, q.subcode))
		}
		asked := t.newLookup(q.code, q.subcode)
		for _, row := range t.Codes {
			if row.Draft && asked.isCode(row) && asked.isSubcode(row) {
				a.Found = append(a.Found, Match{Row: row, Fit: Related})
			}
		}
	case q.hasCode:
		a.Found = t.rowsFor(q.code)
	default:
		a.Found = t.search(q.words)
	}
	switch {
	case len(a.Found) == 0 && q.hasCode:
		if a.Near = t.near(q); len(a.Near) > 0 || !q.code.IsWord() {
			break
		}
		if a.Near = t.search(q.words); !q.isCodeLike() {
			a.Found, a.Near = a.Near, nil
		}
	case !q.hasCode && q.isCodeLike():
		a.Found, a.Near = nil, a.Found
	}
	return a
}

// isCodeLike reports whether a question looks like one code rather than like words to
// search for: it has an underscore, as in do_not_honor, or a digit beside letters.
func (q question) isCodeLike() bool {
	if len(q.words) != 1 {
		return false
	}
	return strings.Contains(q.words[0], "_") || wordWithDigit.MatchString(q.words[0])
}

var wordWithDigit = regexp.MustCompile(`^(?:[A-Za-z]+[0-9]|[0-9]+[A-Za-z])[A-Za-z0-9]*$`)

// matched returns a match, with the captured number if the row has a pattern.
func matched(row *Code, fit Fit, subcode codekey.Key) Match {
	m := Match{Row: row, Fit: fit}
	if rest, ok := row.Pattern.Match(subcode.Number()); ok {
		m.Subcode, m.Captured = subcode.Number(), rest
	}
	return m
}

// rowsFor returns the rows for a code: first the row that programs get without a
// subcode, then rows with subcodes, then rows with patterns for the code's class.
func (t *Table) rowsFor(code codekey.Key) []Match {
	var found []Match
	noSubcode := codekey.Word("\x00") // no row has it
	asked := t.newLookup(code, noSubcode)
	if row, fit, ok := t.Find(code, noSubcode); ok {
		found = append(found, Match{Row: row, Fit: fit})
	}
	for _, own := range []bool{true, false} {
		for _, row := range t.Codes {
			isOwn := asked.isCode(row)
			isOther := asked.inRange(row) || asked.inClass(row)
			if (row.Draft || !row.anySubcode()) && (own && isOwn || !own && !isOwn && isOther) {
				found = append(found, Match{Row: row, Fit: Related})
			}
		}
	}
	return found
}

// near returns rows that do not match a question, but almost: rows with the same
// subcode for another code, with the same code, and with keys that differ by a
// typing error.
func (t *Table) near(q question) []Match {
	var near []Match
	add := func(isNear func(row *Code) bool) {
		for _, row := range t.Codes {
			if isNear(row) && !slices.ContainsFunc(near, func(m Match) bool { return m.Row == row }) {
				near = append(near, Match{Row: row, Fit: Related})
			}
		}
	}
	subcode := q.subcode
	if !q.hasSubcode {
		subcode = q.code // the only key may be a subcode
	}
	asked := t.newLookup(q.code, subcode)
	add(func(row *Code) bool { return asked.inPattern(row) || asked.isSubcode(row) })
	if q.hasSubcode {
		add(func(row *Code) bool {
			return asked.isCode(row) && slices.ContainsFunc(row.Subcodes, isTypoOf(asked.subcode))
		})
		add(func(row *Code) bool { return asked.isCode(row) })
	} else {
		add(func(row *Code) bool { return slices.ContainsFunc(row.Codes, isTypoOf(asked.code)) })
	}
	return near
}

// isTypoOf returns a function that reports whether a key differs from wanted by
// one character that is wrong, missing or extra, or by two swapped characters.
// The case of letters is ignored.
func isTypoOf(wanted codekey.Key) func(codekey.Key) bool {
	a := codekey.Fold(wanted.String())
	return func(key codekey.Key) bool {
		b := codekey.Fold(key.String())
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
	all := []string{string(c.ID), c.Category, c.ResolvedBy, c.Prefix}
	for _, key := range slices.Concat(c.Codes, c.Subcodes) {
		all = append(all, key.Word())
	}
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
