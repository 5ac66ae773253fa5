package generator

import (
	"bytes"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// Slice cuts out of the description data, which came from file, what sel
// selects, and prints it as YAML or, when asJSON is true, as JSON. The text is
// nil when the list has errors; its notes tell which discriminator mappings
// lost entries.
func Slice(file string, data []byte, sel source.Selection, asJSON bool) ([]byte, *diag.List) {
	doc, diags := source.Open(file, string(data))
	if diags.HasErrors() {
		return nil, diags
	}
	slice, cuts, found := doc.Slice(sel)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	noteCuts(doc, cuts, diags)
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

// Operations lists the operations of the description data, which came from
// file, by path, then method.
func Operations(file string, data []byte) ([]source.OperationInfo, *diag.List) {
	doc, diags := source.Open(file, string(data))
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
