// Package codes reads and checks codes.yaml: tables of result codes with texts
// in several languages.
//
// It takes the file's bytes, gives a [Table] with positions for each domain and
// diagnostics, and may import only yamlfile, diag and x/text.
//
// # The files of the room
//
//   - codes.go: [Table], [Code] and [Table.Lookup], the reference for the lookups
//     of generated code
//   - file.go: operations on the bytes of a file, for commands
//   - parse.go, row.go, locale.go, docs.go: the keys of a file
//   - check.go: conditions that span a whole table
//   - lint.go, rules.go: [Lint], which finds probable mistakes, and its rules
//   - parsedtext.go, glossary.go, hints.go, negation.go, preserved.go,
//     textform.go: the rules for texts
//   - coverage.go: [Table.Coverage], the number of translated texts
//   - explain.go, match.go: answers to queries for a code, and the best locale
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

// File is the content of a codes.yaml.
type File struct {
	Tables []*Table
	Docs   []*Translation // in the order of the file
}

// Translation is a text of the API description in other languages.
type Translation struct {
	Pos     diag.Pos
	Pointer diag.Pointer // of the text in the API description
	Texts   []Text       // in the order of the file
}

// ID is the permanent name of a row, in kebab case: "ended-by-bot".
type ID string

// Table is the table of codes of one domain.
type Table struct {
	Pos         diag.Pos
	Domain      string // "graph.communications.calls"
	Name        string // lower camel case, "callEndReason"
	Description string
	Link        string             // page of the vendor, or ""
	Source      string             // locale that the other texts are translated from
	Locales     []string           // as declared, including Source
	States      map[string]State   // of texts without a state of their own, by locale; see StateIn
	Release     []string           // locales that users get
	Demands     map[string]Demand  // by locale, see Coverage; may be nil
	Glossary    []Entry            // may be empty
	Rules       map[string]Setting // settings of Lint, by rule; may be nil
	Categories  []Term
	Resolvers   []Term // may be empty
	Bindings    []Binding
	Codes       []*Code // in the order of the file
}

// Term is a category or a resolver that rows refer to.
type Term struct {
	Pos         diag.Pos
	ID          string
	Description string
	Classes     []int64 // classes of codes that a category is for; empty: any
}

// Binding connects a table to a property of a schema. The room lower resolves its
// names, which are those of the API description.
type Binding struct {
	Pos      diag.Pos
	Property string // schema, dot, property: "microsoft.graph.call.resultInfo"
	Code     string // property of the object found there
	Subcode  string // the same; "" if the table has no subcodes
	Method   string // name of the accessor in lower camel case: "endReason"
}

// Code is one row. It matches Code or, if Classes is not empty, all codes in the
// given hundreds. Of these it matches the subcodes in Subcodes or Pattern, or
// all of them if both are empty.
type Code struct {
	Pos        diag.Pos
	ID         ID
	Draft      bool    // unfinished, so not generated
	Code       int64   // 0 to 2³¹-1; ignored if Classes is not empty
	Classes    []int64 // 1 to 9, ascending; 4 is 400 to 499
	Subcodes   []int64 // 0 to 2³¹-1
	Pattern    *Pattern
	Category   string // "" in drafts only
	Retryable  bool   // the same request may succeed later
	ResolvedBy string // may be ""
	Link       string // page of the vendor about the row, or ""
	Since      string // version or date, as the vendor writes it, or ""
	Old        bool   // deprecated: the service no longer sends it
	Successor  ID     // the row that replaces this one, or ""
	Message    []Text // in the order of Table.Locales; only drafts may lack the source text
	User       []Text // texts for users, if Message is for developers; likewise, or empty
	Advice     []Text // likewise, or empty
}

// Text is a text in one language.
type Text struct {
	Pos        diag.Pos
	Locale     string
	Text       string
	State      State
	SourceHash string // HashText of the source that it was translated from, "" if unknown
	From       string // origin of an imported text, or ""
}

// HashText returns a hash of a source text, 12 hexadecimal digits. It detects that
// the source of a translation has changed.
func HashText(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:6])
}

// State is the state of a text.
type State string

// The states. The texts in a table's source locale, and no others, have the
// state Source.
const (
	Source     State = "source"
	Translated State = "translated" // by a person
	Reviewed   State = "reviewed"   // by a second person
	Machine    State = "mt"         // translated by a machine
)

// StateIn returns the state of texts in a locale without a state of their own.
func (t *Table) StateIn(locale string) State {
	if locale == t.Source {
		return Source
	}
	return cmp.Or(t.States[locale], Translated)
}

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

// Lookup returns the row for a code and a subcode. If several rows match, the most
// precise one wins, in the order of the values of Fit. Drafts do not match. ok
// is false if no row matches.
func (t *Table) Lookup(code, subcode int64) (row *Code, ok bool) {
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
	ClassFamily            // the code's class with a pattern
	WholeCode              // the code with any subcode
	WholeClass             // the code's class with any subcode
	Related                // no match, but similar
)

// Find is like Lookup and also returns how the row matches.
func (t *Table) Find(code, subcode int64) (row *Code, fit Fit, ok bool) {
	for i, matches := range precision {
		for _, row := range t.Codes {
			if !row.Draft && matches(row, code, subcode) {
				return row, Fit(i), true
			}
		}
	}
	return nil, Related, false
}

// precision holds the condition for each Fit except Related.
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

// String describes how a row matches.
func (f Fit) String() string {
	return [...]string{
		"code and subcode", "code and one of its subcodes", "pattern of the code", "pattern of the code's class",
		"code with any subcode", "class of the code", "search",
	}[f]
}

// Written returns the codes of the row in short form:
//
//	480/10037
//	200/540000, 560000
//	2xx-6xx/540{sip:3}
func (c *Code) Written() string {
	var codes, subcodes []string
	for i, class := range c.Classes {
		if i > 0 && c.Classes[i-1] == class-1 {
			first, _, _ := strings.Cut(codes[len(codes)-1], "-")
			codes[len(codes)-1] = fmt.Sprintf("%s-%dxx", first, class)
		} else {
			codes = append(codes, fmt.Sprintf("%dxx", class))
		}
	}
	if len(codes) == 0 {
		codes = append(codes, strconv.FormatInt(c.Code, 10))
	}
	for _, subcode := range c.Subcodes {
		subcodes = append(subcodes, strconv.FormatInt(subcode, 10))
	}
	if c.Pattern != nil {
		subcodes = append(subcodes, c.Pattern.Text)
	}
	text := strings.Join(codes, ", ")
	if len(subcodes) > 0 {
		text += "/" + strings.Join(subcodes, ", ")
	}
	return text
}
