package generator

import (
	"bytes"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// Description is a description that was read, with the overlays for it in the
// order in which they are applied.
type Description struct {
	File     string // name for positions
	Text     string
	Overlays []Description // without overlays of their own
}

// read reads d and applies the overlays. The document is nil when the list has
// errors.
func (d Description) read() (*source.Document, *diag.List) {
	doc, diags := source.Open(d.File, d.Text)
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
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, diags
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

// Operations lists the operations of the description text, which came from
// file, by path, then method.
func Operations(file, text string) ([]source.OperationInfo, *diag.List) {
	doc, diags := source.Open(file, text)
	if diags.HasErrors() {
		return nil, diags
	}
	return doc.Operations(), diags
}

// LintCodes looks over the code tables data, which came from file: errors that
// would stop a run, warnings about single texts.
func LintCodes(file string, data []byte) *diag.List {
	tables, diags := codes.Parse(file, data)
	if !diags.HasErrors() {
		diags.Merge(codes.Lint(tables))
	}
	return diags
}
