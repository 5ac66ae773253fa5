// Package codes reads and checks codes.yaml: tables of result codes with texts
// in several languages.
//
// It takes the file's bytes, gives a [Table] with positions for each domain and
// diagnostics, and may import only codekey, yamlfile, diag and x/text.
//
// # The files
//
//   - codes.go: [Table], [Code] and [Phrase]
//   - lookup.go: [Table.Lookup], the reference for the lookups of generated code
//   - file.go: operations on the bytes of a file, for commands
//   - parse.go, row.go, selector.go, bind.go, locale.go, docs.go: the keys of a file
//   - invisible.go: invisible characters that only some writing systems need
//   - check.go, scope.go: conditions that span a whole table, such as the codes of a category
//   - lint.go, rules.go: [Lint], which finds probable mistakes, and its rules
//   - parsedtext.go, glossary.go, termsearch.go, hints.go, negation.go,
//     preserved.go, textform.go: the rules for texts
//   - coverage.go: [Table.Coverage], the number of translated texts
//   - explain.go: answers to queries for a code
//   - match.go, langtag.go, langtables.go: the best locale for language tags
package codes

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"

	"github.com/fragen-go/fragen/generator/codekey"
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
	Domain      string             // "graph.communications.calls"
	Name        string             // lower camel case, "callEndReason"
	Keys        codekey.Forms      // kinds of its codes and subcodes
	Description []Text             // in the order of Locales; the source text is never missing
	Unknown     []Text             // messages for codes without a row, with {code}; may be empty
	Link        string             // page of the vendor, or ""
	Source      string             // locale that the other texts are translated from
	Locales     []string           // as declared, including Source
	States      map[string]State   // of texts without a state of their own, by locale; see StateIn
	Release     []string           // locales that users get
	Demands     map[string]Demand  // by locale, see Coverage; may be nil
	Glossary    []Entry            // may be empty
	Rules       map[string]Setting // settings of Lint, by rule; may be nil
	Categories  []*Term
	Resolvers   []*Term // may be empty
	Bindings    []Binding
	Codes       []*Code // in the order of the file
}

// Term is a category or a resolver that rows refer to.
type Term struct {
	Pos         diag.Pos
	ID          string
	Description []Text // as in Table

	// The codes that a category is for. If all are empty, it is for any code.
	Classes  []int64
	Ranges   []*Range
	Prefixes []string
}

// Phrase is a text of a table that belongs to no row.
type Phrase struct {
	ID    string  // ID of a category or resolver, or "table"
	Part  string  // "description" or "unknown" of the table, "category" or "resolver"
	Texts *[]Text // in the table
}

// Phrases returns the description of the table, the message for unknown codes unless
// it is empty, and the descriptions of categories and resolvers.
func (t *Table) Phrases() []Phrase {
	list := []Phrase{{"table", "description", &t.Description}}
	if len(t.Unknown) > 0 {
		list = append(list, Phrase{"table", "unknown", &t.Unknown})
	}
	for _, term := range t.Categories {
		list = append(list, Phrase{term.ID, "category", &term.Description})
	}
	for _, term := range t.Resolvers {
		list = append(list, Phrase{term.ID, "resolver", &term.Description})
	}
	return list
}

// isTranslated reports whether the phrase has a translation. If it has none, no
// translation of it counts as missing.
func (p Phrase) isTranslated() bool { return len(*p.Texts) > 1 }

// Binding connects a table to the places of its codes: a property, the same
// property of several schemas, or the body of an error. The lower package resolves
// its names, which are those of the API description.
type Binding struct {
	Pos      diag.Pos
	Property string   // schema, dot, property: "microsoft.graph.call.resultInfo"; "" for the other kinds
	Schemas  []string // schemas with the property Code
	Error    string   // schema of the bodies of errors; it may be "" if Func is set
	Code     string   // property, or path of properties, or "" if Property is the code; see Status and ErrorCode
	Subcode  string   // the same; "" if the table has no subcodes
	Message  string   // property with the service's own message, beside the code, or ""
	Method   string   // name of the accessor in lower camel case: "endReason"; "" if Func is set
	Func     string   // name of the function for errors in lower camel case: "declineOf"
}

// The values of Binding.Code and Binding.Subcode that are not properties.
const (
	Status    = "$status" // the HTTP status of an error
	ErrorCode = "$code"   // the code that the runtime finds in the body of an error
)

// Code is one row. It matches one of Codes or, if they are empty, the codes in
// the hundreds of Classes, in Range, or with Prefix. Of these it matches the
// subcodes in Subcodes or Pattern, or all of them if both are empty.
type Code struct {
	Pos        diag.Pos
	ID         ID
	Draft      bool // unfinished, so not generated
	Codes      []codekey.Key
	Classes    []int64 // 1 to 9, ascending; 4 is 400 to 499
	Range      *Range  // of codes
	Prefix     string  // of words
	Subcodes   []codekey.Key
	Pattern    *Pattern    // of subcodes that are numbers
	Unquoted   []diag.Text // words among Codes and Subcodes that some YAML parsers read as other values
	Category   string      // "" in drafts only
	Retryable  bool        // the same request may succeed later
	ResolvedBy string      // may be ""
	Link       string      // page of the vendor about the row, or ""
	Since      string      // version or date, as the vendor writes it, or ""
	Old        bool        // deprecated: the service no longer sends it
	Successor  ID          // the row that replaces this one, or ""
	Message    []Text      // in the order of Table.Locales; only drafts may lack the source text
	User       []Text      // texts for users, if Message is for developers; likewise, or empty
	Advice     []Text      // likewise, or empty
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
