package catalog

// An export gives translators the texts of tables in one language, with what
// helps them: which codes a text is for, what its category means, and what the
// glossary calls its terms.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// ExportOptions say what is exported.
type ExportOptions struct {
	Locale string            // to be translated to; a table need not have it yet
	Domain string            // of the table; "" for all
	Only   []exchange.Status // texts in one of these; empty for all
	Mark   bool              // begin with a byte order mark, as Excel wants of CSV

	Described *Described // whose texts are exported too, when no domain is chosen; nil: none
}

// Export takes texts out of what was read from file without errors. The document is nil when the list has errors, and has no units when there is
// nothing to do.
func Export(file string, content *codes.File, opt ExportOptions) (*exchange.Document, *diag.List) {
	diags := new(diag.List)
	if !validTag(opt.Locale, diags) {
		return nil, diags
	}
	var domains, locales []string
	doc := &exchange.Document{Locale: opt.Locale, Mark: opt.Mark}
	for _, table := range content.Tables {
		domains = append(domains, table.Domain)
		if opt.Domain != "" && table.Domain != opt.Domain {
			continue
		}
		locales = append(locales, table.Locales...)
		switch {
		case table.Source == opt.Locale:
			diags.Errorf(table.Pos, "source-locale", "the texts of %s are written in %s, and not translated to it", table.Domain, opt.Locale)
		case doc.Source == "" || doc.Source == table.Source:
			doc.Source = table.Source
			exportTable(doc, table, opt)
		default:
			diags.Errorf(table.Pos, "several-locales", "the texts of %s are written in %s, those before in %s; choose by --domain", table.Domain, table.Source, doc.Source)
		}
	}
	if doc.Source == "" && !diags.HasErrors() {
		diags.Errorf(diag.Pos{File: file}, "unknown-domain", "the file has no table for %s%s", cut(opt.Domain), diag.DidYouMean(opt.Domain, domains))
	}
	if !diags.HasErrors() && !slices.Contains(locales, opt.Locale) {
		diags.Warnf(diag.Pos{File: file}, "new-locale", "no table has texts in %s%s", opt.Locale, diag.DidYouMean(opt.Locale, locales))
	}
	if opt.Domain == "" && !diags.HasErrors() {
		exportDocs(doc, file, content, opt, diags)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, diags
}

// exportDocs adds the description's texts, by their pointers.
func exportDocs(doc *exchange.Document, file string, content *codes.File, opt ExportOptions, diags *diag.List) {
	if opt.Described == nil {
		if len(content.Docs) > 0 {
			diags.Notef(content.Docs[0].Pos, "no-description", "the description's texts are left out; --docs takes those of fragen.yaml's along, --spec another one's")
		}
		return
	}
	have := plainDocs(content.Docs)
	for _, pointer := range slices.Sorted(maps.Keys(opt.Described.Texts)) {
		u := &exchange.Unit{
			Key: exchange.DescriptionKey(pointer), Source: opt.Described.Texts[pointer],
			Notes: []string{"text of the description at " + string(pointer), "Markdown"},
		}
		if rule, message := exchange.Harm(u.Key, u.Source); rule != "" {
			diags.Warnf(diag.Pos{File: file}, rule, "the description's text at %s is left out: it %s", pointer, message)
			continue
		}
		text, known := have[docPlace{pointer, opt.Locale}]
		u.Stamp = exchange.NewStamp(nil)
		if known {
			u.Stamp, u.Target = exchange.NewStamp(&text), text.Text
		}
		u.Status = u.Stamp.StatusOf(u.Source)
		if len(opt.Only) == 0 || slices.Contains(opt.Only, u.Status) {
			doc.Units = append(doc.Units, u)
		}
	}
}

// validTag reports a locale that no table could have.
func validTag(tag string, diags *diag.List) bool {
	parsed, err := language.Parse(tag)
	if err == nil && parsed.String() == tag {
		return true
	}
	diags.Errorf(diag.Pos{}, "invalid-locale", "%q is no language tag in its canonical form, such as de, pt-BR or zh-Hans", cut(tag))
	return false
}

// exportTable adds a table's texts. Those without a source, which only drafts
// have, are nothing to be translated.
func exportTable(doc *exchange.Document, table *codes.Table, opt ExportOptions) {
	hints := table.Hints(opt.Locale)
	for _, row := range table.Codes {
		for _, part := range parts {
			source := textOf(part.of(row), table.Source)
			if source == nil {
				continue
			}
			text := textOf(part.of(row), opt.Locale)
			u := &exchange.Unit{
				Key:    exchange.Key{Domain: table.Domain, Row: string(row.ID), Part: string(part)},
				Source: source.Text, Stamp: exchange.NewStamp(text),
			}
			u.Status = u.Stamp.StatusOf(source.Text)
			if text != nil {
				u.Target = text.Text
			}
			if len(opt.Only) > 0 && !slices.Contains(opt.Only, u.Status) {
				continue
			}
			u.Notes = slices.Concat(aboutRow(table, row), about[part], aboutTerms(hints(source.Text)))
			doc.Units = append(doc.Units, u)
		}
	}
}

// about says for whom texts are.
var about = map[Part][]string{
	User:   {"for users, who know nothing of programs"},
	Advice: {"what to do about it"},
}

// aboutRow is what a translator should know of a row.
func aboutRow(table *codes.Table, row *codes.Code) []string {
	notes := []string{"code " + row.Written()}
	for _, term := range table.Categories {
		if term.ID == row.Category {
			notes = append(notes, fmt.Sprintf("category %s: %s", term.ID, term.Description))
		}
	}
	return notes
}

// aboutTerms is what the glossary says.
func aboutTerms(hints []codes.Hint) []string {
	var notes []string
	for _, hint := range hints {
		note := "term " + hint.Term
		if len(hint.Terms) > 0 {
			note += ": " + strings.Join(hint.Terms, ", ")
		}
		if len(hint.Never) > 0 {
			note += "; never " + strings.Join(hint.Never, ", ")
		}
		notes = append(notes, strings.ReplaceAll(note, "*", "…"))
	}
	return notes
}
