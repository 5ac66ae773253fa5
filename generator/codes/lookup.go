package codes

// This file finds the row for a code and a subcode. It is the reference for the
// lookups of generated code, which a test compares with it.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/diag"
)

// Pattern matches the subcodes from Low to High. In a file it is either a prefix
// and a number of captured digits, or a range:
//
//	540{sip:3}  540000 to 540999; the last three digits are captured as sip
//	5000-5099   captures nothing
type Pattern struct {
	Pos       diag.Pos
	Low, High int64
	Capture   string // name of the captured digits, "" for a range
	Text      string // as in the file
}

// IsRange reports whether p is a range.
func (p *Pattern) IsRange() bool { return p.Capture == "" }

// Match reports whether p matches subcode, and returns its captured digits, such
// as 486 of 560486. A nil pattern matches nothing.
func (p *Pattern) Match(subcode int64) (rest int64, ok bool) {
	if p == nil || subcode < p.Low || subcode > p.High {
		return 0, false
	}
	return subcode - p.Low, true
}

// Range is the codes from Low to High.
type Range struct {
	Pos       diag.Pos
	Low, High int64
	Text      string // as in the file: "4000-4999"
}

// Contains reports whether the key is a number in the range. A nil range
// contains nothing.
func (r *Range) Contains(key codekey.Key) bool {
	return r != nil && !key.IsWord() && r.Low <= key.Number() && key.Number() <= r.High
}

// Lookup returns the row for a code and a subcode. If several rows match, the most
// precise one wins, in the order of the values of Fit. Drafts do not match. ok
// is false if no row matches.
func (t *Table) Lookup(code, subcode codekey.Key) (row *Code, ok bool) {
	row, _, ok = t.Find(code, subcode)
	return row, ok
}

// Fit is the precision with which a row matches a lookup.
type Fit int

// The values of Fit, the most precise first.
const (
	Exact       Fit = iota // the code with this subcode only
	Alternative            // the code with several subcodes
	Family                 // the code with a pattern
	RangeFamily            // a range of codes, or a prefix, with a pattern
	ClassFamily            // the code's class with a pattern
	WholeCode              // the code with any subcode
	WholeRange             // a range of codes, or a prefix, with any subcode
	WholeClass             // the code's class with any subcode
	Related                // no match, but similar
	SoleCode               // like WholeCode, in a table without subcodes
)

// String describes how a row matches.
func (f Fit) String() string {
	return [...]string{
		"code and subcode", "code and one of its subcodes", "pattern of the code", "pattern of a range or prefix",
		"pattern of the code's class", "code with any subcode", "range or prefix of the code", "class of the code",
		"search", "code",
	}[f]
}

// lookup is a code with a subcode, both canonical, that is looked up in a table.
type lookup struct {
	forms         codekey.Forms
	code, subcode codekey.Key
}

func (t *Table) newLookup(code, subcode codekey.Key) lookup {
	return lookup{t.Keys, t.Keys.Code.Canonical(code), t.Keys.Subcode.Canonical(subcode)}
}

// Find is like Lookup and also returns how the row matches.
func (t *Table) Find(code, subcode codekey.Key) (row *Code, fit Fit, ok bool) {
	asked := t.newLookup(code, subcode)
	for i, matches := range precision {
		var best *Code
		for _, row := range t.Codes {
			if !row.Draft && matches(asked, row) && (best == nil || row.isNarrower(best)) {
				best = row
			}
		}
		switch {
		case best == nil:
		case Fit(i) == WholeCode && !t.Keys.HasSubcodes():
			return best, SoleCode, true
		default:
			return best, Fit(i), true
		}
	}
	return nil, Related, false
}

// isNarrower reports whether c matches fewer codes than another row of the same
// Fit: its prefix is longer, or its range shorter.
func (c *Code) isNarrower(other *Code) bool {
	if c.Range != nil && other.Range != nil {
		return cmp.Less(uint64(c.Range.High-c.Range.Low), uint64(other.Range.High-other.Range.Low))
	}
	return len(c.Prefix) > len(other.Prefix)
}

// precision holds the condition for each Fit up to Related.
var precision = []func(asked lookup, row *Code) bool{
	Exact:       func(l lookup, row *Code) bool { return len(row.Subcodes) == 1 && l.isCode(row) && l.isSubcode(row) },
	Alternative: func(l lookup, row *Code) bool { return l.isCode(row) && l.isSubcode(row) },
	Family:      func(l lookup, row *Code) bool { return l.isCode(row) && l.inPattern(row) },
	RangeFamily: func(l lookup, row *Code) bool { return l.inRange(row) && l.inPattern(row) },
	ClassFamily: func(l lookup, row *Code) bool { return l.inClass(row) && l.inPattern(row) },
	WholeCode:   func(l lookup, row *Code) bool { return row.anySubcode() && l.isCode(row) },
	WholeRange:  func(l lookup, row *Code) bool { return row.anySubcode() && l.inRange(row) },
	WholeClass:  func(l lookup, row *Code) bool { return row.anySubcode() && l.inClass(row) },
}

func (l lookup) isCode(row *Code) bool    { return isOneOf(l.forms.Code, l.code, row.Codes) }
func (l lookup) isSubcode(row *Code) bool { return isOneOf(l.forms.Subcode, l.subcode, row.Subcodes) }

// isOneOf reports whether a canonical key is in the list.
func isOneOf(form codekey.Form, key codekey.Key, list []codekey.Key) bool {
	return slices.ContainsFunc(list, func(k codekey.Key) bool { return form.Canonical(k) == key })
}

// inRange reports whether the code is in the row's range, or has its prefix.
func (l lookup) inRange(row *Code) bool {
	if row.Prefix == "" {
		return row.Range.Contains(l.code)
	}
	prefix := l.forms.Code.Canonical(codekey.Word(row.Prefix))
	return strings.HasPrefix(l.code.Word(), prefix.Word())
}

func (l lookup) inClass(row *Code) bool {
	return !l.code.IsWord() && l.code.Number() >= 0 && slices.Contains(row.Classes, l.code.Number()/100)
}

func (l lookup) inPattern(row *Code) bool {
	_, ok := row.Pattern.Match(l.subcode.Number())
	return ok && !l.subcode.IsWord()
}

func (c *Code) anySubcode() bool { return len(c.Subcodes) == 0 && c.Pattern == nil }

// Written returns the codes of a row in short form:
//
//	480/10037
//	200/540000, 560000
//	2xx-6xx/540{sip:3}
//	card_declined/stolen_card
//	42*
func (t *Table) Written(row *Code) string {
	var codes, subcodes []string
	for i, class := range row.Classes {
		if i > 0 && row.Classes[i-1] == class-1 {
			first, _, _ := strings.Cut(codes[len(codes)-1], "-")
			codes[len(codes)-1] = fmt.Sprintf("%s-%dxx", first, class)
		} else {
			codes = append(codes, fmt.Sprintf("%dxx", class))
		}
	}
	for _, code := range row.Codes {
		codes = append(codes, t.Keys.Code.Format(code))
	}
	if row.Range != nil {
		codes = append(codes, row.Range.Text)
	}
	if row.Prefix != "" {
		codes = append(codes, row.Prefix+"*")
	}
	for _, subcode := range row.Subcodes {
		subcodes = append(subcodes, t.Keys.Subcode.Format(subcode))
	}
	if row.Pattern != nil {
		subcodes = append(subcodes, row.Pattern.Text)
	}
	text := strings.Join(codes, ", ")
	if len(subcodes) > 0 {
		text += "/" + strings.Join(subcodes, ", ")
	}
	return text
}
