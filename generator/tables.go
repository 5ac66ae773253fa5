package generator

import (
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

// LintCodes looks over the code tables data, which came from file: errors that
// would stop a run, and what looks like a slip. valid is false when there are
// such errors; other errors are findings which the file wants to have so.
func LintCodes(file string, data []byte) (found *diag.List, valid bool) {
	tables, found := codes.Parse(file, data)
	if found.HasErrors() {
		return found, false
	}
	found.Merge(codes.Lint(tables))
	return found, true
}
