package source

// This file offers the operations of this package on an API description as a
// user has it: the text of a file, overlays to apply to it, and other files
// that it refers to. The command calls these methods directly. A run of the
// generator uses Document instead, since it reads a description once for
// several targets.

import (
	"bytes"
	"cmp"
	"path"
	"path/filepath"
	"strconv"

	"github.com/fragen-go/fragen/generator/diag"
)

// Description is the text of an API description and the overlays to apply to
// it, in this order.
type Description struct {
	File     string // name for positions
	Text     string
	Open     Opener        // opens files relative to the folder of File; nil: a reference to another file is an error
	Overlays []Description // only File and Text are used
}

// Document reads the description and applies its overlays. It returns nil if
// the list has errors.
func (d Description) Document() (*Document, *diag.List) {
	doc, diags := d.readable()
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, diags
}

// readable reads as much of the description as possible. It returns nil only if
// the text cannot be parsed, and skips the remaining overlays after an error.
func (d Description) readable() (*Document, *diag.List) {
	doc, diags := Open(d.File, d.Text)
	if doc != nil && d.Open != nil {
		var found *diag.List
		doc, found = doc.Gather(path.Base(filepath.ToSlash(d.File)), d.Open)
		diags.Merge(found)
	}
	var overlays []*Overlay
	for _, file := range d.Overlays {
		overlay, found := ReadOverlay(file.File, file.Text)
		overlays = append(overlays, overlay)
		diags.Merge(found)
	}
	for _, overlay := range overlays {
		if diags.HasErrors() {
			break
		}
		var found *diag.List
		doc, found = doc.Overlay(overlay)
		diags.Merge(found)
	}
	return doc, diags
}

// Slice returns the part of the description that sel selects, as YAML or, if
// asJSON is set, as JSON. The result is nil if the list has errors. The list has
// notes about cuts, see CutNotes, and a warning for each part that is left out
// because of an error.
func (d Description) Slice(sel Selection, asJSON bool) ([]byte, *diag.List) {
	doc, diags := d.Document()
	if doc == nil {
		return nil, diags
	}
	slice, cuts, repairs, found := doc.Slice(sel)
	diags.Merge(found)
	diags.Merge(RepairWarnings(repairs))
	if diags.HasErrors() {
		return nil, diags
	}
	diags.Merge(doc.CutNotes(sel, cuts))
	var out bytes.Buffer
	write := slice.YAML
	if asJSON {
		write = slice.JSON
	}
	if err := write(&out); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	if asJSON {
		return diag.EscapeJSON(out.Bytes()), diags
	}
	return out.Bytes(), diags
}

// Explain returns why each schema is in the slice that sel selects, and how
// much the cuts save. It explains the schemas that match one of names, or every
// schema if names is empty. The result is nil if the list has errors.
func (d Description) Explain(sel Selection, names []string) (*Explanation, *diag.List) {
	doc, diags := d.Document()
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

// Inspect returns an overview of the part of the description that sel selects.
// Errors that do not prevent the overview are reported as warnings. The result
// is nil if the list has errors.
func (d Description) Inspect(sel Selection) (*Overview, *diag.List) {
	doc, diags := d.readable()
	if doc == nil || len(d.Overlays) > 0 && diags.HasErrors() {
		return nil, diags
	}
	out, found := doc.Inspect(sel)
	diags = diags.AtMost(diag.Warning)
	diags.Merge(found)
	return out, diags
}

// Operations returns the operations of the description by path, then method.
// The path of a webhook is "webhooks/NAME".
func (d Description) Operations() ([]OperationInfo, *diag.List) {
	doc, diags := d.Document()
	if doc == nil {
		return nil, diags
	}
	return doc.Operations(), diags
}

// CutNotes returns a note for each discriminator mapping in cuts, since each
// may need an entry in sel.Subtypes, and one note for each other kind of cut.
func (d *Document) CutNotes(sel Selection, cuts []Cut) *diag.List {
	diags := &diag.List{}
	schemas, properties := map[CutKind]int{}, map[CutKind]int{}
	for _, cut := range cuts {
		if cut.Kind == CutUnused {
			diags.Notef(d.Pos(cut.Pointer), string(CutUnused), "%s not used by any operation; "+
				`select: {schemas: ["*"]} includes them`, quantity(cut.Dropped, "schema is", "schemas are"))
			continue
		}
		if cut.Kind != CutMapping {
			schemas[cut.Kind]++
			properties[cut.Kind] += cut.Dropped
			continue
		}
		diags.Notef(d.Pos(cut.Pointer), "subtypes-cut",
			"the discriminator mapping of %q keeps %d of %d subtypes, because the selection does not need the others; "+
				"to keep more of them, list them under \"subtypes\"",
			cmp.Or(cut.Schema, string(cut.Pointer)), cut.Kept, cut.Kept+cut.Dropped)
	}
	note := func(kind CutKind, reason string) {
		if n := properties[kind]; n > 0 {
			pos := cmp.Or(sel.Pos[string(kind)], diag.Pos{File: d.File})
			diags.Notef(pos, string(kind)+"-cut", "%s of %s left out%s",
				quantity(n, "property", "properties"), quantity(schemas[kind], "schema", "schemas"), reason)
		}
	}
	note(CutByNavigation, ", because navigation properties are cut")
	if sel.Depth != nil {
		note(CutByDepth, ", because their types are more than "+quantity(*sel.Depth, "property", "properties")+" away")
	}
	return diags
}

// quantity returns n with the singular or plural of a noun, such as
// "2 schemas".
func quantity(n int, singular, plural string) string {
	if n == 1 {
		return "1 " + singular
	}
	return strconv.Itoa(n) + " " + plural
}
