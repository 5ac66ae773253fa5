package rest

import "strings"

// Texts holds the messages of code tables in one language. Texts values are
// static data, so a program contains only the languages that it imports.
type Texts struct {
	Locale string // BCP 47 language tag, such as de or zh-Hans
	Tables []TableTexts
}

// TableTexts holds the messages of one table, indexed by row number. A missing
// translation is "". Missing translations at the end of a list may be omitted.
// It is for generated code.
type TableTexts struct {
	Domain   string
	Unknown  string // message for codes without a row, with the placeholder {code}
	Messages []string
	Users    []string // messages for end users, unlike Messages, which are for developers
	Advice   []string
}

// Message returns the message of a row, or "". The receiver may be nil.
func (t *Texts) Message(domain string, row int) string {
	return textAt(t.table(domain).Messages, row)
}

// UserMessage returns the row's message for users, or "". The receiver may be
// nil.
func (t *Texts) UserMessage(domain string, row int) string {
	return textAt(t.table(domain).Users, row)
}

// Advice returns the advice of a row, or "". The receiver may be nil.
func (t *Texts) Advice(domain string, row int) string {
	return textAt(t.table(domain).Advice, row)
}

// Unknown returns the message for a code that has no row, or "". The receiver may be
// nil.
func (t *Texts) Unknown(domain, code string) string {
	return strings.ReplaceAll(t.table(domain).Unknown, "{code}", code)
}

func (t *Texts) table(domain string) *TableTexts {
	if t != nil {
		for i := range t.Tables {
			if t.Tables[i].Domain == domain {
				return &t.Tables[i]
			}
		}
	}
	return &TableTexts{}
}

func textAt(texts []string, row int) string {
	if row < 0 || row >= len(texts) {
		return ""
	}
	return texts[row]
}
