package generator

import (
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/diag"
)

// PageFile is a page of documentation as it was read.
type PageFile struct {
	File   string
	Data   []byte
	Format catalog.Format // "" when name and content tell
}

// Imported is what an import makes.
type Imported struct {
	Data   []byte // of codes.yaml
	Diff   string // from what it was, in the unified format; "" when nothing changes
	Report *catalog.Report
}

// ImportCodes merges the tables of codes of pages into the code tables data,
// which came from file; nil data makes a new file. The result is nil when the
// list has errors.
func ImportCodes(file string, data []byte, files []PageFile, opt catalog.Options) (*Imported, *diag.List) {
	editor, diags := catalog.Create(file), new(diag.List)
	if data != nil {
		editor, diags = catalog.Open(file, data)
	}
	pages, found := ReadPages(files)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	report, found := catalog.Import(editor, pages, opt)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	out, diff := changed(editor, file, data, diags)
	if diags.HasErrors() {
		return nil, diags
	}
	return &Imported{out, diff, report}, diags
}

// changed returns the tables as the editor leaves them, and how they differ from
// data, what they were. What is wrong goes into diags.
func changed(editor *catalog.Editor, file string, data []byte, diags *diag.List) (out []byte, diff string) {
	out, found := editor.Bytes()
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, ""
	}
	return out, catalog.Diff(file, data, out)
}

// ReadPages reads pages of documentation; those with errors are left out.
func ReadPages(files []PageFile) ([]*catalog.Page, *diag.List) {
	diags := new(diag.List)
	var pages []*catalog.Page
	for _, file := range files {
		page, found := catalog.ReadPage(file.File, file.Data, file.Format)
		diags.Merge(found)
		if page != nil {
			pages = append(pages, page)
		}
	}
	return pages, diags
}
