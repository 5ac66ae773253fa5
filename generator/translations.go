package generator

import (
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/exchange"
)

// TranslationFile is a translators' file as it was read.
type TranslationFile struct {
	File   string
	Data   []byte
	Format exchange.Format
}

// Taken is what came of translators' files.
type Taken struct {
	Data   []byte // of codes.yaml
	Diff   string // from what it was, in the unified format; "" when nothing changes
	Report *catalog.Taken
}

// ExportCodes writes the texts of code tables for translators. The result is empty
// when there are none or the list has errors.
func ExportCodes(file string, data []byte, format exchange.Format, opt catalog.ExportOptions) ([]byte, *diag.List) {
	content, diags := codes.Read(file, data)
	if diags.HasErrors() {
		return nil, diags
	}
	doc, found := catalog.Export(file, content, opt) // what is missing is no news to who exports it
	if doc == nil || len(doc.Units) == 0 {
		return nil, found
	}
	return exchange.Write(doc, format), found
}

// TakeTranslations takes translators' files into the code tables data. The result is
// nil when the list has errors.
func TakeTranslations(file string, data []byte, files []TranslationFile, opt catalog.TakeOptions) (*Taken, *diag.List) {
	editor, diags := catalog.Open(file, data)
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
	report, found := catalog.Take(editor, docs, opt)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	out, diff := changed(editor, file, data, diags)
	if diags.HasErrors() {
		return nil, diags
	}
	return &Taken{out, diff, report}, diags
}
