package catalog

// This file exports the messages of tables for translation into one locale,
// with notes for translators: the codes a message is for, the description of its
// category, and the glossary's translations of its terms.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// ExportOptions configures an export.
type ExportOptions struct {
	Locale string            // target locale; tables need not have it yet
	Domain string            // domain of the table; "" for all tables
	Only   []exchange.Status // statuses to export; empty for all
	Mark   bool              // begin with a byte order mark, which Excel expects in CSV

	Described *Described // its texts are exported too unless Domain is set; may be nil
}

// Export returns the messages of content, which was read from file without
// errors. The document is nil if the diagnostics contain an error, and has no
// units if nothing needs translation.
func Export(file string, content *codes.File, opt ExportOptions) (*exchange.Document, *diag.List) {
	diags := new(diag.List)
	if !checkLocaleOption(&opt.Locale, diags) {
		return nil, diags
	}
	var domains, locales []string
	for _, table := range content.Tables {
		if opt.Domain == "" || table.Domain == opt.Domain {
			locales = append(locales, table.Locales...)
		}
	}
	opt.Locale = localeOf(locales, opt.Locale)
	doc := &exchange.Document{Locale: opt.Locale, Mark: opt.Mark}
	for _, table := range content.Tables {
		domains = append(domains, table.Domain)
		if opt.Domain != "" && table.Domain != opt.Domain {
			continue
		}
		switch {
		case table.Source == opt.Locale:
			diags.Errorf(table.Pos, "source-locale",
				"%s is the source locale of %s; choose a different locale", opt.Locale, table.Domain)
		case doc.Source == "" || doc.Source == table.Source:
			doc.Source = table.Source
			exportTable(doc, table, opt, diags)
		default:
			diags.Errorf(table.Pos, "several-locales",
				"the source locale of %s is %s, but earlier tables have the source locale %s; "+
					"choose one table with --domain",
				table.Domain, table.Source, doc.Source)
		}
	}
	if doc.Source == "" && !diags.HasErrors() {
		diags.Errorf(diag.Pos{File: file}, "unknown-domain",
			"no table has the domain %s%s", shorten(opt.Domain), diag.DidYouMean(opt.Domain, domains))
	}
	if !diags.HasErrors() && !slices.Contains(locales, opt.Locale) {
		without := "no table has messages"
		if opt.Domain != "" {
			without = "the table " + opt.Domain + " has no messages"
		}
		diags.Warnf(diag.Pos{File: file}, "new-locale",
			"%s in %s%s", without, opt.Locale, diag.DidYouMean(opt.Locale, locales))
	}
	if opt.Domain == "" && !diags.HasErrors() {
		exportDocs(doc, file, content, opt, diags)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, diags
}

// exportDocs adds the texts of the description, in the order of their pointers.
func exportDocs(doc *exchange.Document, file string, content *codes.File, opt ExportOptions, diags *diag.List) {
	if opt.Described == nil {
		if len(content.Docs) > 0 {
			diags.Notef(content.Docs[0].Pos, "no-description",
				"strings from API descriptions are not exported; to export the strings from the API description "+
					"in fragen.yaml, add --docs; for a different API description, add --spec")
		}
		return
	}
	have := plainDocs(content.Docs)
	for _, pointer := range slices.Sorted(maps.Keys(opt.Described.Texts)) {
		u := &exchange.Unit{
			Key: exchange.DescriptionKey(pointer), Source: opt.Described.Texts[pointer],
			Notes: []string{"text of the description at " + string(pointer), "Markdown"},
		}
		if rule, message := exchange.Harm(u.Key, doc.Source, u.Source); rule != "" {
			diags.Warnf(diag.Pos{File: file}, rule,
				"the string at %s in the description is not exported: it %s", pointer, message)
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

// exportTable adds the messages of a table. Messages without a source text,
// which only drafts have, cannot be translated and are skipped.
func exportTable(doc *exchange.Document, table *codes.Table, opt ExportOptions, diags *diag.List) {
	hints := table.Hints(opt.Locale)
	export := func(id, part string, texts []codes.Text, notes ...string) {
		source, text := textOf(texts, table.Source), textOf(texts, opt.Locale)
		if source == nil {
			return
		}
		u := &exchange.Unit{
			Key:    exchange.Key{Domain: table.Domain, Row: id, Part: part},
			Source: source.Text, Stamp: exchange.NewStamp(text),
		}
		u.Status = u.Stamp.StatusOf(source.Text)
		if text != nil {
			u.Target = text.Text
		}
		if len(opt.Only) == 0 || slices.Contains(opt.Only, u.Status) {
			u.Notes = slices.Concat(notes, termNotes(hints.For(source.Text)))
			doc.Units = append(doc.Units, u)
		}
	}
	for _, phrase := range table.Phrases() {
		export(phrase.ID, phrase.Part, *phrase.Texts, phraseNotes[phrase.Part])
	}
	categories := categoryNotes(table)
	for _, row := range table.Codes {
		notes := append([]string{"code " + table.Written(row)}, categories[row.Category]...)
		for _, part := range allParts {
			export(string(row.ID), string(part), *part.of(row), slices.Concat(notes, partNotes[part])...)
		}
	}
	if limit, exceeded := hints.Limit(); exceeded {
		diags.Warnf(table.Glossary[0].Pos, "too-costly",
			"the comparison of the messages with the glossary takes more than %d steps, so notes about terms are "+
				"missing; remove entries with equal terms, or shorten the glossary", limit)
	}
}

// phraseNotes describe the phrases of a table.
var phraseNotes = map[string]string{
	"description": "description of the code table",
	"unknown":     "message for a code that is not in the table; {code} is the code",
	"category":    "description of a category of codes",
	"resolver":    "description of a party that can resolve the problem",
}

// partNotes describe the readers of a part.
var partNotes = map[Part][]string{
	User:   {"for end users without technical knowledge"},
	Advice: {"how to resolve the problem"},
}

// maxNote is the maximum number of characters of the description of a category or of the
// terms of the glossary in the notes about a text. Many texts may have the same ones.
const maxNote = 2000

// categoryNotes returns the notes about the categories of a table.
func categoryNotes(table *codes.Table) map[string][]string {
	notes := make(map[string][]string)
	for _, term := range table.Categories {
		description := table.TextIn(term.Description, table.Source).Text
		notes[term.ID] = []string{fmt.Sprintf("category %s: %s", term.ID, cutNote(description))}
	}
	return notes
}

// termNotes returns the glossary's translations of terms. more is the number of other ones.
func termNotes(hints []codes.Hint, more int) []string {
	var notes []string
	size := 0
	for i, hint := range hints {
		note := "term " + hint.Term
		if len(hint.Terms) > 0 {
			note += ": " + listTerms(hint.Terms)
		}
		if len(hint.Never) > 0 {
			note += "; never " + listTerms(hint.Never)
		}
		if size += len(note); size > maxNote && i > 0 {
			return append(notes, otherTerms(len(hints)-i+more))
		}
		notes = append(notes, strings.ReplaceAll(note, "*", "…"))
	}
	if more > 0 {
		return append(notes, otherTerms(more))
	}
	return notes
}

func otherTerms(n int) string { return fmt.Sprintf("number of other terms in the glossary: %d", n) }

// listTerms returns the first terms of a list.
func listTerms(terms []string) string {
	const most = 10
	if len(terms) > most {
		terms = append(slices.Clone(terms[:most]), "…")
	}
	return strings.Join(terms, ", ")
}

// cutNote returns the beginning of a text for a note.
func cutNote(text string) string {
	if len(text) <= maxNote {
		return text
	}
	return strings.ToValidUTF8(text[:maxNote], "") + "…"
}
