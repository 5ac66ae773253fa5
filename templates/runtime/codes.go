package rest

// Texts are the texts of code tables in one language. They are static data:
// a program holds those of the languages that it imports and no more.
type Texts struct {
	Locale string // BCP 47 language tag: de, zh-Hans
	Tables []TableTexts
}

// TableTexts are the texts of one table by row number, "" for what is not
// translated.
type TableTexts struct {
	Domain   string
	Messages []string
	Users    []string // what to tell users, where Messages are for developers
	Advice   []string
}

// Message returns the message of a row, "" when there is none. It may be
// called on nil.
func (t *Texts) Message(domain string, row int) string {
	return textAt(t.table(domain).Messages, row)
}

// UserMessage returns what to tell users about a row, "" when there is none. It
// may be called on nil.
func (t *Texts) UserMessage(domain string, row int) string {
	return textAt(t.table(domain).Users, row)
}

// Advice returns the advice of a row, "" when there is none. It may be
// called on nil.
func (t *Texts) Advice(domain string, row int) string {
	return textAt(t.table(domain).Advice, row)
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
