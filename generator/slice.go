package generator

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"path/filepath"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

// Description is a description that was read, with the overlays for it in the
// order in which they are applied.
type Description struct {
	File     string // name for positions
	Text     string
	Folder   fs.FS         // the folder of File, where the files that it refers to are read; nil: such references are errors
	Overlays []Description // without folders or overlays of their own
}

// read reads all of d and applies the overlays. The document is nil when the
// list has errors.
func (d Description) read() (*source.Document, *diag.List) {
	doc, diags := d.open()
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, diags
}

// open is read for those who do without overlays rather than without what can be
// read: the document is nil only when it is unreadable.
func (d Description) open() (*source.Document, *diag.List) {
	doc, diags := source.Open(d.File, d.Text)
	if doc != nil && d.Folder != nil {
		var found *diag.List
		doc, found = doc.Gather(path.Base(filepath.ToSlash(d.File)), d.file)
		diags.Merge(found)
	}
	var overlays []*source.Overlay
	for _, overlay := range d.Overlays {
		fix, found := source.ReadOverlay(overlay.File, overlay.Text)
		overlays = append(overlays, fix)
		diags.Merge(found)
	}
	for _, fix := range overlays {
		if diags.HasErrors() {
			break
		}
		var found *diag.List
		doc, found = doc.Overlay(fix)
		diags.Merge(found)
	}
	return doc, diags
}

// file is the source.Opener of the folder.
func (d Description) file(name string) (string, string, error) {
	file := path.Join(path.Dir(filepath.ToSlash(d.File)), name)
	text, err := output.ReadTextIn(d.Folder, name)
	if err != nil {
		return file, "", errors.New(readProblem(err))
	}
	return file, text, nil
}

// Slice cuts out of a description what sel selects, and prints it as YAML or,
// when asJSON is true, as JSON. The text is nil when the list has errors; its
// notes tell which discriminator mappings lost entries.
func Slice(from Description, sel source.Selection, asJSON bool) ([]byte, *diag.List) {
	doc, diags := from.read()
	if doc == nil {
		return nil, diags
	}
	slice, cuts, found := doc.Slice(sel)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	noteCuts(doc, sel, cuts, diags)
	var out bytes.Buffer
	print := slice.YAML
	if asJSON {
		print = slice.JSON
	}
	if err := print(&out); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	return out.Bytes(), diags
}

// Explain tells why schemas are in the slice that sel cuts out, those that names
// name or all, and what the cuts save. It is nil when the list has errors.
func Explain(from Description, sel source.Selection, names []string) (*source.Explanation, *diag.List) {
	doc, diags := from.read()
	if doc == nil {
		return nil, diags
	}
	out, found := doc.Explain(sel, names)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	return out, diags
}

// Inspect tells what is in the part of a description that sel selects. What is
// wrong with the description, but does not keep it from being read, are
// warnings. The overview is nil when the list has errors.
func Inspect(from Description, sel source.Selection) (*source.Overview, *diag.List) {
	doc, diags := from.open()
	if doc == nil || len(from.Overlays) > 0 && diags.HasErrors() {
		return nil, diags
	}
	out, found := doc.Inspect(sel)
	diags = diags.AtMost(diag.Warning)
	diags.Merge(found)
	return out, diags
}

// Operations lists the operations of a description by path, then method.
func Operations(from Description) ([]source.OperationInfo, *diag.List) {
	doc, diags := from.read()
	if doc == nil {
		return nil, diags
	}
	return doc.Operations(), diags
}
