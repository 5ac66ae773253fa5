package fragen

import (
	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

type (
	// Selection says what of a description is wanted.
	Selection = source.Selection
	// PathRule selects operations by their path.
	PathRule = source.PathRule
	// Description is a description that was read, with the overlays for it.
	Description = generator.Description
	// Operation describes an operation for lists.
	Operation = source.OperationInfo
)

// Slice cuts out of a description what sel selects, with all that it refers to,
// and prints it as YAML or JSON. The list has notes on what was cut from
// discriminator mappings. The error is an *InputError.
func Slice(from Description, sel Selection, asJSON bool) ([]byte, *diag.List, error) {
	text, diags := generator.Slice(from, sel, asJSON)
	return text, diags, failed(diags)
}

// Operations lists the operations of the description text, by path, then
// method. file is a name for positions. The error is an *InputError.
func Operations(file, text string) ([]Operation, error) {
	list, diags := generator.Operations(file, text)
	return list, failed(diags)
}

// Starter returns a fragen.yaml to begin with for the description text. file is
// a name for positions; spec is the description's path as fragen.yaml is to
// name it. The error is an *InputError.
func Starter(file, spec, text string) ([]byte, error) {
	out, diags := generator.Starter(file, spec, text)
	return out, failed(diags)
}

// LintCodes looks over the code tables data: errors that would stop a run, and
// warnings about single texts. file is a name for positions.
func LintCodes(file string, data []byte) *diag.List { return generator.LintCodes(file, data) }
