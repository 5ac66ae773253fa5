package fragen

import (
	"context"

	"github.com/fragen-go/fragen/generator"
)

// Comparison is the result of [Review].
type Comparison = generator.Comparison

// ReviewOptions select the two states of a project that [Review] compares.
type ReviewOptions struct {
	// From is the git revision of the old state: a branch, a tag, a commit, or
	// "main..." for the common ancestor of HEAD and main. If there is no such revision, it
	// is a folder with another fragen.yaml, or the file of another API description for the
	// work tree. If it is "", it is the base in
	// fragen.yaml or, by default, the common ancestor of HEAD and the default branch.
	From string
	// To is the git revision of the new state. If it is "", the new state is the work
	// tree, committed or not.
	To string
	// Specs replaces API descriptions in the new state with other files. The keys are
	// names of targets. The key "" is for all targets. If Specs has entries and From is
	// "", the old state is the work tree.
	Specs map[string]string
	// Targets are the names of the targets to compare. If there are none, Review compares
	// all targets.
	Targets []string
	// Excerpts adds the changed parts of the descriptions to the findings.
	Excerpts bool
	// Callers are patterns of packages, such as "./...", relative to the current folder.
	// The findings list the places in these packages that use the symbols that change.
	// The search runs the go command.
	Callers []string
	// FindCallers uses the pattern in fragen.yaml if Callers has no patterns.
	FindCallers bool
	// Jobs is the number of files to render in parallel. If it is 0, Review uses the
	// number of CPUs.
	Jobs int
	// Progress, if not nil, receives the progress of the review.
	Progress Progress
}

// Review compares the SDKs that the project at file, a fragen.yaml, generates in two
// states of its inputs. It writes no files. A nil options means the zero value of
// [ReviewOptions]. The error is an [*InputError], an [*InternalError], the context's
// error, or an error of git or of the disk.
func Review(ctx context.Context, file string, options *ReviewOptions) (*Comparison, error) {
	if options == nil {
		options = &ReviewOptions{}
	}
	return generator.Review(ctx, file, generator.ReviewOptions{
		From: options.From, To: options.To, Specs: options.Specs, Targets: options.Targets, Excerpts: options.Excerpts,
		Callers: options.Callers, FindCallers: options.FindCallers, Jobs: options.Jobs, Progress: options.Progress,
	})
}
