package api

// Table is a table of result codes with messages in several languages.
type Table struct {
	Origin      Origin
	Domain      string // "graph.communications.calls"
	Name        string // "callEndReason"
	Description string
	Link        string   // source page of the vendor, may be ""
	Source      string   // locale of the source messages
	Locales     []string // selected locales: the source first, then the others in the configured order
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
}

// Code is one row of a table.
type Code struct {
	Origin Origin
	ID     string // stable, kebab-case
	Code   int64

	// Classes replaces Code in a row for hundreds of codes: 4 means 400 to 499.
	// The row then has a Pattern or applies to the whole class.
	Classes    []int64
	Subcodes   []int64 // exact subcodes; several share the row
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

// Binding ties a table to a property whose value holds a code.
type Binding struct {
	Origin  Origin
	Type    *Type  // the object that declares the property
	Field   *Field // the property
	Code    *Field // in the type of Field
	Subcode *Field
	Name    string // name of the accessor, such as "endReason"
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
