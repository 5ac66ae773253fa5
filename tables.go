package fragen

// What there is to ask of tables of codes: what looks wrong, how far they are
// translated, what a code means.

import (
	"slices"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

type (
	// LintRule is something that LintCodes looks for.
	LintRule = codes.Rule
	// CodeCoverage is how far a table of codes is translated.
	CodeCoverage = generator.CodeCoverage
	// CodeQuestion is what is asked about codes.
	CodeQuestion = generator.CodeQuestion
	// CodeAnswer is what a table of codes says.
	CodeAnswer = generator.CodeAnswer
	// CodeText is a text of a row in one language.
	CodeText = codes.Text
	// CodeMatch is a row of a CodeAnswer.
	CodeMatch = generator.CodeMatch
)

// LintCodes looks over the code tables data: errors that would stop a run, and
// what looks like a slip. valid is false when there are such errors; other
// errors are findings which the file wants to have so. file is a name for
// positions.
func LintCodes(file string, data []byte) (found *diag.List, valid bool) {
	return generator.LintCodes(file, data)
}

// LintRules lists what LintCodes looks for.
func LintRules() []LintRule { return slices.Clone(codes.Rules) }

// CoverCodes counts the texts of the code tables data, by table and locale. file
// is a name for positions. The error is an *InputError.
func CoverCodes(file string, data []byte) ([]CodeCoverage, error) {
	out, diags := generator.CoverCodes(file, data)
	return out, failed(diags)
}

// ExplainCode answers a question from the code tables data, an answer for each
// table. file is a name for positions. The error is an *InputError.
func ExplainCode(file string, data []byte, q CodeQuestion) ([]CodeAnswer, error) {
	out, diags := generator.ExplainCode(file, data, q)
	return out, failed(diags)
}
