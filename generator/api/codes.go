package api

import (
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
)

// Table is a table of result codes with messages in several languages.
type Table struct {
	Origin      Origin
	Domain      string        // "graph.communications.calls"
	Name        string        // "callEndReason"
	Keys        codekey.Forms // kinds of its codes and subcodes
	Description string
	Described   map[string]string // translations of Description by locale
	Unknown     map[string]string // messages for codes without a row by locale, with {code}
	Link        string            // source page of the vendor, may be ""
	Source      string            // locale of the source messages
	Locales     []string          // selected locales: the source first, then the others in the configured order
	Categories  []Category
	Resolvers   []Category // parties that can resolve a problem
	Codes       []*Code
	Bindings    []Binding
	Deprecation *Deprecation
}

// Category is a group of codes with the same meaning for a program, or with
// the same party that can resolve the problem.
type Category struct {
	ID          string
	Description string
	Described   map[string]string // translations of Description by locale
}

// Code is one row of a table.
type Code struct {
	Origin Origin
	ID     string // stable, kebab-case

	// The row is for one of Codes, or for the codes in the hundreds of Classes
	// (4 means 400 to 499), in Range, or with Prefix. Of these it has the subcodes
	// in Subcodes or Pattern, or all of them if both are empty.
	Codes      []codekey.Key
	Classes    []int64
	Range      *CodeRange
	Prefix     string
	Subcodes   []codekey.Key
	Pattern    *Pattern
	Category   string
	Retryable  bool
	ResolvedBy string     // party that can resolve the problem: "caller", "callee", "developer", …
	Link       string     // source page of the vendor, may be ""
	Since      string     // version or date as the vendor writes it, may be ""
	Deprecated bool       // deprecated
	Successor  string     // id of the row that replaces it, or ""
	Texts      []CodeText // in the order of Table.Locales
}

// CodeRange is the codes from Low to High.
type CodeRange struct{ Low, High int64 }

// Pattern matches the subcodes from Low to High. The difference to Low is
// captured under the name Capture, if that is not empty.
type Pattern struct {
	Low, High int64
	Capture   string // "sip"
}

// CodeText holds the messages of a row in one locale. They are empty if the
// row is not translated.
type CodeText struct {
	Locale  string
	Message string
	User    string // message for end users; Message is for developers
	Advice  string
}

// Binding ties a table to the place of its codes: a property of an object, or an
// error.
type Binding struct {
	Origin  Origin
	Type    *Type  // the object that declares the property, or the body of the error; nil for an error of any body
	Field   *Field // the property; nil for errors
	Code    CodePlace
	Subcode CodePlace // zero if the subcode is unknown
	Message []*Field  // path of the service's message, beside the code; nil if there is none
	Name    string    // name of the accessor, such as "endReason", or of the function
}

// IsFunc reports whether the binding is a function for errors.
func (b *Binding) IsFunc() bool { return b.Field == nil }

// CodePlace is the place of a code or a subcode.
type CodePlace struct {
	Path      []*Field // from Binding.Type through objects; nil if no property has the code
	Status    bool     // HTTP status of the error
	ErrorCode bool     // code that the runtime finds in the body of the error
}

// String describes the place: "resultInfo.code" or "$status".
func (p CodePlace) String() string {
	switch {
	case p.Status:
		return "$status"
	case p.ErrorCode:
		return "$code"
	}
	var names []string
	for _, f := range p.Path {
		names = append(names, f.Name)
	}
	return strings.Join(names, ".")
}

// In returns the messages of the row in a locale. They are empty if the row
// has none.
func (c *Code) In(locale string) CodeText {
	for _, text := range c.Texts {
		if text.Locale == locale {
			return text
		}
	}
	return CodeText{Locale: locale}
}
