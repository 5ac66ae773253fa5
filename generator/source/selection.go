package source

import (
	"github.com/fragen-go/fragen/generator/diag"
)

// Selection says what of a description is wanted. The empty selection is all
// of it; otherwise an operation is in when any of Paths, Operations and Tags
// names it.
type Selection struct {
	Paths      []PathRule
	Operations []string // operationIds
	Tags       []string
	Schemas    []string // names under components/schemas, or what follows their last dot
	Subtypes   []string // the same; kept in discriminator mappings, see Slice
}

// PathRule selects operations by their path.
type PathRule struct {
	Glob    string   // doublestar pattern; a webhook's path is "webhooks/NAME"
	Methods []string // lower case; empty: all
	Pos     diag.Pos // where the rule was written
}

// Cut tells of a discriminator mapping that lost entries.
type Cut struct {
	Schema  string       // name under components/schemas, "" for a schema that stands elsewhere
	Pointer diag.Pointer // of the mapping
	Kept    int
	Dropped int
}

// OperationInfo describes an operation for lists.
type OperationInfo struct {
	Path    string
	Method  string // lower case
	ID      string // operationId, may be ""
	Summary string
	Tags    []string
}

// Operations lists the operations under paths, by path, then method.
func (d *Document) Operations() []OperationInfo { return nil }

// Slice cuts out what sel selects.
func (d *Document) Slice(sel Selection) (*Document, []Cut, *diag.List) { return d, nil, &diag.List{} }
