package generator

import (
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/source"
)

// Repairs returns an overlay, as YAML, that leaves out the parts of the selected
// description that a run would leave out because of errors. The result is nil if the
// list has errors.
func Repairs(from source.Description, sel source.Selection) ([]byte, *diag.List) {
	doc, diags := loadSelected(from, sel)
	if doc == nil {
		return nil, diags
	}
	return []byte(source.RepairOverlay(lower.Repairs(doc, lower.Options{}), doc.Source)), diags
}
