// Package codes reads codes.yaml, the tables of result codes with their texts
// in several languages, and checks them.
//
// It takes the file's bytes, gives Tables with positions and diagnostics, and
// may import only diag. Lookup is the reference for what generated code does;
// Lint finds what is allowed but hardly meant, Coverage counts what is there.
package codes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// File is what codes.yaml holds.
type File struct {
	Tables []*Table
	Docs   []*Translation // in the order of the file
}

// Translation is a text of the description in other languages.
type Translation struct {
	Pos     diag.Pos
	Pointer diag.Pointer // of the text in the description
	Texts   []Text       // in the order of the file
}

// ID names a row for ever: kebab-case, such as "ended-by-bot".
type ID string

// Table is one table of codes: those of one domain.
type Table struct {
	Pos         diag.Pos
	Domain      string // "graph.communications.calls"
	Name        string // lower camel case, "callEndReason"
	Description string
	Link        string             // page of the vendor, may be ""
	Source      string             // locale that the other texts are translated from
	Locales     []string           // as declared; Source is among them
	States      map[string]State   // of texts that do not say so, by locale; see StateIn
	Release     []string           // locales that are given to users
	Demands     map[string]Demand  // by locale, see Coverage; may be nil
	Glossary    []Entry            // may be empty
	Rules       map[string]Setting // what Lint is to think, by rule; those of the file, may be nil
	Categories  []Term
	Resolvers   []Term // may be empty
	Bindings    []Binding
	Codes       []*Code // in the order of the file
}

// Term is a category or a resolver: a word that rows refer to.
type Term struct {
	Pos         diag.Pos
	ID          string
	Description string
	Classes     []int64 // of codes that a category is for; empty: any
}

// Binding ties a table to a property of a schema. The names are those of the
// description and are resolved by whoever has one.
type Binding struct {
	Pos      diag.Pos
	Property string // schema, dot, property: "microsoft.graph.call.resultInfo"
	Code     string // property of the object found there
	Subcode  string // the same; "" when the table has no subcodes
	Method   string // of the accessor, lower camel case: "endReason"
}

// Code is one row. It is found either by Code or, where Classes is not empty,
// by the hundred that a code is in; and then by Subcodes or Pattern, or
// without a subcode when there is neither.
type Code struct {
	Pos        diag.Pos
	ID         ID
	Draft      bool    // not finished: nothing is generated from it
	Code       int64   // 0 to 2³¹-1; means nothing when Classes is not empty
	Classes    []int64 // 1 to 9, rising; 4 stands for 400 to 499
	Subcodes   []int64 // 0 to 2³¹-1; several share the row
	Pattern    *Pattern
	Category   string // "" in drafts only
	Retryable  bool   // trying again without a change may succeed
	ResolvedBy string // may be ""
	Link       string // page of the vendor about the row, may be ""
	Since      string // version or day, as the vendor writes it; may be ""
	Old        bool   // deprecated: the service sends it no more
	Successor  ID     // the row for what it sends instead, or ""
	Message    []Text // in the order of Table.Locales; that of the source is there, but in drafts
	User       []Text // what to tell users, where the message is for developers; likewise, or empty
	Advice     []Text // likewise, or empty
}

// Text is a text in one language.
type Text struct {
	Pos        diag.Pos
	Locale     string
	Text       string
	State      State
	SourceHash string // HashText of the source that it was translated from, or "" when that is not known
	From       string // where an imported text came from, or ""
}

// HashText tells versions of a source text apart: 12 hexadecimal digits.
func HashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// State says how far a text may be trusted.
type State string

// The states. Every text of a table's source locale is in state Source, and
// no other is.
const (
	Source     State = "source"
	Translated State = "translated" // by a person
	Reviewed   State = "reviewed"   // by a second one
	Machine    State = "mt"
)

// StateIn is the state of texts that do not say so themselves.
func (t *Table) StateIn(locale string) State {
	if locale == t.Source {
		return Source
	}
	return cmp.Or(t.States[locale], Translated)
}

// Pattern matches a family of subcodes, those from Low to High. It is written as
// "540{sip:3}", prefix 540, then 3 digits that are captured as sip; or as a range,
// "5000-5099", which captures nothing.
type Pattern struct {
	Pos       diag.Pos
	Low, High int64
	Capture   string // "" in ranges
	Text      string // as it is written
}

// IsRange reports whether it is a range.
func (p *Pattern) IsRange() bool { return p.Capture == "" }

// Match returns the captured rest of subcode, such as 486 of 560486.
func (p *Pattern) Match(subcode int64) (rest int64, ok bool) {
	if p == nil || subcode < p.Low || subcode > p.High {
		return 0, false
	}
	return subcode - p.Low, true
}

// Lookup finds the row for a code and its subcode. The most precise row wins:
// one with this subcode alone, one with this subcode among several, a pattern
// of the code, a pattern of its class, the code alone, its class alone. Drafts
// are not looked at. ok is false when the table does not know the pair.
func (t *Table) Lookup(code, subcode int64) (row *Code, ok bool) {
	row, _, ok = t.Find(code, subcode)
	return row, ok
}

// Fit says how precisely a row fits what was looked up.
type Fit int

// The ways in which a row can fit, the most precise first.
const (
	Exact       Fit = iota // it has this subcode alone
	Alternative            // it has this subcode among several
	Family                 // it is a pattern of the code
	ClassFamily            // it is a pattern of the code's class
	WholeCode              // it is for the code, whatever the subcode
	WholeClass             // it is for the code's class
	Related                // it would not be found by a lookup
)

// Find is Lookup, and says how the row fits.
func (t *Table) Find(code, subcode int64) (row *Code, fit Fit, ok bool) {
	for i, fits := range precision {
		for _, row := range t.Codes {
			if !row.Draft && fits(row, code, subcode) {
				return row, Fit(i), true
			}
		}
	}
	return nil, Related, false
}

// precision has the fits but for Related.
var precision = []func(row *Code, code, subcode int64) bool{
	Exact: func(row *Code, code, subcode int64) bool {
		return row.is(code) && len(row.Subcodes) == 1 && row.Subcodes[0] == subcode
	},
	Alternative: func(row *Code, code, subcode int64) bool {
		return row.is(code) && slices.Contains(row.Subcodes, subcode)
	},
	Family: func(row *Code, code, subcode int64) bool {
		_, ok := row.Pattern.Match(subcode)
		return ok && row.is(code)
	},
	ClassFamily: func(row *Code, code, subcode int64) bool {
		_, ok := row.Pattern.Match(subcode)
		return ok && row.inClass(code)
	},
	WholeCode:  func(row *Code, code, _ int64) bool { return row.anySubcode() && row.is(code) },
	WholeClass: func(row *Code, code, _ int64) bool { return row.anySubcode() && row.inClass(code) },
}

func (c *Code) is(code int64) bool      { return len(c.Classes) == 0 && c.Code == code }
func (c *Code) inClass(code int64) bool { return code >= 0 && slices.Contains(c.Classes, code/100) }
func (c *Code) anySubcode() bool        { return len(c.Subcodes) == 0 && c.Pattern == nil }

// String says how a row was found.
func (f Fit) String() string {
	return [...]string{
		"code and subcode", "code and one of its subcodes", "pattern of the code", "pattern of the code's class",
		"code, whatever the subcode", "class of the code", "search",
	}[f]
}

// Written is what the row is for, as people write it: "480/10037",
// "200/540000, 560000", "2xx-6xx/540{sip:3}".
func (c *Code) Written() string {
	var by, below []string
	for i, class := range c.Classes {
		if i > 0 && c.Classes[i-1] == class-1 {
			first, _, _ := strings.Cut(by[len(by)-1], "-")
			by[len(by)-1] = fmt.Sprintf("%s-%dxx", first, class)
		} else {
			by = append(by, fmt.Sprintf("%dxx", class))
		}
	}
	if len(by) == 0 {
		by = append(by, strconv.FormatInt(c.Code, 10))
	}
	for _, subcode := range c.Subcodes {
		below = append(below, strconv.FormatInt(subcode, 10))
	}
	if c.Pattern != nil {
		below = append(below, c.Pattern.Text)
	}
	text := strings.Join(by, ", ")
	if len(below) > 0 {
		text += "/" + strings.Join(below, ", ")
	}
	return text
}
