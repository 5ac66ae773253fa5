package catalog

// This file offers the operations of the package for the bytes of a codes.yaml,
// as the command needs them: import source pages, export messages to translators,
// and import translators' files. Each operation returns the new content and its
// difference from the old one.

import (
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// FileChange is the new content of a codes.yaml.
type FileChange struct {
	Data []byte
	Diff string // from the old content, in the unified format; "" if they are equal
}

// SourceFile is the content of a source page, a page of a vendor's
// documentation.
type SourceFile struct {
	File   string // name for positions
	Data   []byte
	Format Format // "": derived from name and content
}

// ImportedSourcePages is the result of ImportPages.
type ImportedSourcePages struct {
	FileChange
	Report *Report
}

// TranslationFile is the content of a translators' file.
type TranslationFile struct {
	File   string // name for positions
	Data   []byte
	Format exchange.Format
}

// ImportedTranslations is the result of ImportTranslations.
type ImportedTranslations struct {
	FileChange
	Report *ApplyReport
}

// ReadSourcePages reads source pages. It leaves out pages with errors.
func ReadSourcePages(files []SourceFile) ([]*SourcePage, *diag.List) {
	diags := new(diag.List)
	var pages []*SourcePage
	for _, file := range files {
		page, found := ReadSourcePage(file.File, file.Data, file.Format)
		diags.Merge(found)
		if page != nil {
			pages = append(pages, page)
		}
	}
	return pages, diags
}

// ImportSourcePages merges the tables of source pages into the codes.yaml with
// the content data. If data is nil, it creates a new file. The result is nil if
// the list has errors; file is the name of codes.yaml for positions.
func ImportSourcePages(file string, data []byte, files []SourceFile, opt Options) (*ImportedSourcePages, *diag.List) {
	editor, diags := Create(file), new(diag.List)
	if data != nil {
		editor, diags = Open(file, data)
	}
	pages, found := ReadSourcePages(files)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	report, found := Import(editor, pages, opt)
	diags.Merge(found)
	change := editor.change(file, data, diags)
	if diags.HasErrors() {
		return nil, diags
	}
	return &ImportedSourcePages{change, report}, diags
}

// ExportTranslations returns a translators' file with the texts of the
// codes.yaml with the content data. The result is empty if there are no texts
// to translate or the list has errors.
func ExportTranslations(file string, data []byte, format exchange.Format, opt ExportOptions) ([]byte, *diag.List) {
	content, diags := codes.Read(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	doc, found := Export(file, content, opt) // replaces the warnings of codes.Read
	if doc == nil || len(doc.Units) == 0 {
		return nil, found
	}
	return exchange.Write(doc, format), found
}

// ImportTranslations merges translators' files into the codes.yaml with the
// content data. The result is nil if the list has errors.
func ImportTranslations(
	file string, data []byte, files []TranslationFile, opt ApplyOptions,
) (*ImportedTranslations, *diag.List) {
	editor, diags := Open(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	diags = new(diag.List)
	var docs []*exchange.Document
	for _, file := range files {
		doc, found := exchange.Read(file.File, file.Data, file.Format)
		diags.Merge(found)
		docs = append(docs, doc)
	}
	if diags.HasErrors() {
		return nil, diags
	}
	report, found := ApplyTranslations(editor, docs, opt)
	diags.Merge(found)
	change := editor.change(file, data, diags)
	if diags.HasErrors() {
		return nil, diags
	}
	return &ImportedTranslations{change, report}, diags
}

// change returns the edited file and its difference from before. If diags has
// an error, or the edited file has one, the result is empty.
func (e *Editor) change(file string, before []byte, diags *diag.List) FileChange {
	if diags.HasErrors() {
		return FileChange{}
	}
	after, found := e.Bytes()
	diags.Merge(found)
	if diags.HasErrors() {
		return FileChange{}
	}
	return FileChange{after, Diff(file, before, after)}
}
