package fragen

import (
	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

type (
	// Selection says what of a description is wanted.
	Selection = source.Selection
	// PathRule selects operations by their path.
	PathRule = source.PathRule
	// Description is a description that was read, with the overlays for it.
	Description = generator.Description
	// Overview says what is in a description.
	Overview = source.Overview
	// OperationSize is an operation with its size.
	OperationSize = source.OperationSize
	// SchemaSize is a schema with its size.
	SchemaSize = source.SchemaSize
	// Group is operations that have a tag or the beginning of their paths in common.
	Group = source.Group
	// Explanation says why schemas are in a slice.
	Explanation = source.Explanation
	// Link is a part of the way to a schema.
	Link = source.Link
	// Saving is what a cut keeps out of a slice.
	Saving = source.Saving
	// Operation describes an operation for lists.
	Operation = source.OperationInfo
	// PageFile is a page of a vendor's documentation as it was read.
	PageFile = generator.PageFile
	// PageFormat says how a page is written.
	PageFormat = catalog.Format
	// Page is a page that was read.
	Page = catalog.Page
	// ImportOptions say how pages are imported into a table of codes.
	ImportOptions = catalog.Options
	// Described is what a description says, as far as pages may translate it.
	Described = catalog.Described
	// Imported is what an import makes, with a report about it.
	Imported = generator.Imported
	// TextChange is what an import does to one text.
	TextChange = catalog.Change
	// TextState says how far a text of a table may be trusted.
	TextState = codes.State
)

// CutNavigation leaves navigation properties out of a Selection.
const CutNavigation = source.CutNavigation

// CutMapping is the kind of a Saving by entries that mappings lost.
const CutMapping = source.CutMapping

// OperationTypes are what Selection.Types may have. Operations that do not say
// what they are are of the first.
var OperationTypes = source.OperationTypes

// Slice cuts out of a description what sel selects, with all that it refers to,
// and prints it as YAML or JSON. The list has notes on what was left out. The
// error is an *InputError.
func Slice(from Description, sel Selection, asJSON bool) ([]byte, *diag.List, error) {
	text, diags := generator.Slice(from, sel, asJSON)
	return text, diags, failed(diags)
}

// Explain tells why schemas are in the slice that sel cuts out, those that names,
// which may be globs, name or all, and what the cuts save. The list has warnings.
// The error is an *InputError.
func Explain(from Description, sel Selection, names []string) (*Explanation, *diag.List, error) {
	found, diags := generator.Explain(from, sel, names)
	return found, diags, failed(diags)
}

// Inspect tells what is in the part of a description that sel selects. The list
// has warnings of what is wrong with the description but does not keep it from
// being read. The error is an *InputError.
func Inspect(from Description, sel Selection) (*Overview, *diag.List, error) {
	found, diags := generator.Inspect(from, sel)
	return found, diags, failed(diags)
}

// Operations lists the operations of a description by path, then method, with
// those of webhooks, whose path is webhooks/NAME. The error is an *InputError.
func Operations(from Description) ([]Operation, error) {
	list, diags := generator.Operations(from)
	return list, failed(diags)
}

// Starter returns a fragen.yaml to begin with for a description. spec is its
// path as fragen.yaml is to name it. The error is an *InputError.
func Starter(from Description, spec string) ([]byte, error) {
	text, diags := generator.Starter(from, spec)
	return text, failed(diags)
}

// ImportCodes merges the tables of codes that pages hold into the code tables
// data; nil data makes a new file. The list has warnings and notes. file is a
// name for positions. The error is an *InputError.
func ImportCodes(file string, data []byte, pages []PageFile, opt ImportOptions) (*Imported, *diag.List, error) {
	imported, diags := generator.ImportCodes(file, data, pages, opt)
	return imported, diags, failed(diags)
}

// Describe finds the texts of a description that pages may translate, for
// ImportOptions. The list has warnings. The error is an *InputError.
func Describe(from Description) (*Described, *diag.List, error) {
	found, diags := generator.Describe(from)
	return found, diags, failed(diags)
}

// DescribeTargets is Describe for what those targets of cfg select that have their
// codes in the file table; nil when there are none.
func DescribeTargets(cfg *Config, table string) (*Described, *diag.List, error) {
	found, diags := generator.DescribeTargets(cfg, table, reader(cfg, nil))
	return found, diags, failed(diags)
}

// ReadPages reads pages of a vendor's documentation. The list has warnings and
// notes. The error is an *InputError.
func ReadPages(files []PageFile) ([]*Page, *diag.List, error) {
	pages, diags := generator.ReadPages(files)
	return pages, diags, failed(diags)
}

// ReplaceFile writes a file whole or not at all. before is what it held when it
// was read, nil when there was none; when it holds something else by now, it is
// left as it is, and that is the error.
func ReplaceFile(name string, before, after []byte) error { return output.Replace(name, before, after) }
