package source

// Operations of path items, which are their members get, post and so on, and, as
// of OpenAPI 3.2, the members of additionalOperations, such as COPY.

import (
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
)

// keepOperations returns the path item n, which is at p, without the operations
// for which keep returns false, and the number of its remaining operations. If an
// operation has an additional method, its field has the method in lower case.
func keepOperations(n *Node, p diag.Pointer, keep func(Field, diag.Pointer) bool) (kept *Node, operations int) {
	kept = n.emptyCopy()
	for _, f := range n.fields() {
		at := p.Child(f.Key)
		switch {
		case isMethod(f.Key):
			if !keep(f, at) {
				continue
			}
			operations++
		case f.Key == additionalKey && len(f.Value.fields()) > 0:
			additional := f.Value.emptyCopy()
			for _, own := range f.Value.Fields {
				lower := own
				lower.Key = strings.ToLower(own.Key)
				if keep(lower, at.Child(own.Key)) {
					additional.Fields = append(additional.Fields, own)
				}
			}
			if len(additional.Fields) == 0 {
				continue
			}
			operations += len(additional.Fields)
			f = f.withValue(additional)
		}
		kept.Fields = append(kept.Fields, f)
	}
	return kept, operations
}

// leaveOutAdditional reports the operations with additional methods, for which an
// SDK has no method names.
func (w *resolvedSelection) leaveOutAdditional(found *faults) {
	for _, item := range w.items {
		at := item.pointer().Child(additionalKey)
		for _, f := range item.node.Get(additionalKey).fields() {
			remedy := ""
			if !item.webhook {
				remedy = "; use the client's Request method to send " + f.Key + " requests"
			}
			found.addf(at.Child(f.Key), w.doc.keyPos(f), "unsupported",
				"additional operations are not supported%s", remedy)
			found.ofClass(operationObject)
		}
	}
}
