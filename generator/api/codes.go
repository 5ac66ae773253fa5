package api

// Table is a table of result codes with texts in several languages.
type Table struct {
	Origin      Origin
	Domain      string // "graph.communications.calls"
	Name        string // "callEndReason"
	Description string
	Link        string   // page of the vendor, may be ""
	Source      string   // locale of the source texts
	Locales     []string // those chosen, the source first, the rest as configured
	Categories  []Category
	Resolvers   []Category // who can mend what went wrong
	Codes       []*Code
	Bindings    []Binding
	Deprecation *Deprecation
}

// Category groups codes by what they mean to a program, or by who can mend
// them.
type Category struct {
	ID          string
	Description string
}

// Code is one row of a table.
type Code struct {
	Origin     Origin
	ID         string // stable, kebab-case
	Code       int64
	Classes    []int64 // instead of Code: hundreds of codes, 4 for 400 to 499; the row then has a Pattern or stands for the whole class
	Subcodes   []int64 // exact; several share the row
	Pattern    *Pattern
	Category   string
	Retryable  bool
	ResolvedBy string     // who can mend it: "caller", "callee", "developer", …
	Link       string     // page of the vendor, may be ""
	Since      string     // version or day, as the vendor writes it; may be ""
	Old        bool       // deprecated
	Successor  string     // id of the row that replaces it, or ""
	Texts      []CodeText // in the order of Table.Locales
}

// Pattern matches a family of subcodes, those from Low to High. What a subcode
// has more than Low is captured under Capture, unless that is empty.
type Pattern struct {
	Low, High int64
	Capture   string // "sip"
}

// CodeText is a row's text in one locale; empty where it is not translated.
type CodeText struct {
	Locale  string
	Message string
	User    string // for users, where Message is for developers
	Advice  string
}

// Binding ties a table to a property of an object that holds a code.
type Binding struct {
	Origin  Origin
	Type    *Type  // the object that has the property
	Field   *Field // the property
	Code    *Field // of the property's own type
	Subcode *Field
	Name    string // of the accessor: "endReason"
}

// In is the row's text in a locale; its parts are empty where it has none.
func (c *Code) In(locale string) CodeText {
	for _, text := range c.Texts {
		if text.Locale == locale {
			return text
		}
	}
	return CodeText{Locale: locale}
}
