package main

// This file has the review command: the flags that select two versions of the inputs, the
// approvals, and the levels of findings that set the exit code. review_report.go prints
// the report, review_approve.go has the subcommands, and review_memory.go limits the memory.

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/review"
)

// reviewFlags are the flags of fragen review and its subcommands.
type reviewFlags struct {
	*options
	from, to string
	specs    []string
	today    string
	jobs     int
}

// addTo adds the flags that select the sides.
func (f *reviewFlags) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.from, "from", "",
		"git `REVISION` of the old version; main... is the common ancestor of HEAD and main; "+
			"can also be a folder with a fragen.yaml, or an API description for the work tree "+
			"(default: the common ancestor of HEAD and the default branch)")
	flags.StringVar(&f.to, "to", "", "git `REVISION` of the new version (default: the work tree)")
	flags.StringArrayVar(&f.specs, "spec", nil,
		"use `[TARGET=]FILE` as the new API description; without --from, the old version is the work tree; "+
			"can be repeated")
	flags.StringVar(&f.today, "today", "", "`DATE` on which approvals are checked, such as 2026-12-31 (default: today)")
	flags.IntVar(&f.jobs, "jobs", 0,
		"render up to `n` files in parallel; the report is the same for any n (default: number of CPUs)")
}

func newReview(o *options) *cobra.Command {
	f := &reportFlags{reviewFlags: reviewFlags{options: o}}
	cmd := &cobra.Command{
		Use:   "review",
		Short: "Report changes to the SDK between two versions of its inputs",
		Long: `review generates the SDKs from two versions of their inputs, compares them, and reports
which changes break callers or alter their behavior, which Go symbols are affected, and
which version the changes require. review writes no generated files.

By default, the new version is the work tree, and the old version is the common ancestor
of HEAD and the default branch, so the report contains the changes on the current
branch. review reads the old version from the local git repository and does not check it
out.

With --from, the old version is another revision. It can also be a folder that has a
fragen.yaml, or the file of an older API description.

With --spec, the new version uses a different API description. For example, you can see
the effects of a vendor's new description before you replace the old one.

With --callers, review also finds the lines in your own packages that use the symbols that
change, and the lines that no longer compile. It type-checks the packages in the work tree
with the old and with the new generated code, so it does not matter which version is on
disk. The search needs the go command. With --only-callers, a finding sets the exit code
only if such a line is affected.

Findings that fragen.approvals.yaml lists are shown but do not affect the exit code. The
exit code is 1 if there is any other finding at or above the level that --fail-on
specifies:
  break  callers do not compile, or requests or responses have a different meaning
  risk   also changes after which callers compile but may behave differently
  wire   only changes after which the service may refuse requests from the old SDK, or
         the old SDK may be unable to read responses
  codes  only changes to result codes
  any    all findings that have an effect
  never  no finding (default)
The keys "base", "failOn" and "callers" under "review" in fragen.yaml set other defaults.`,
		Example: `  fragen review
  fragen review --from v1.4.0 --show added,docs
  fragen review --spec vendor/openapi.json
  fragen review --fail-on break -o review.md -o review.sarif
  fragen review --spec vendor/openapi.json --callers ./... --only-callers --fail-on break
  fragen review --explain prop.required`,
		Args: reviewArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return f.run(cmd) },
	}
	f.addTo(cmd)
	f.addOutputFlags(cmd)
	cmd.AddCommand(newReviewApprove(o), newReviewPrune(o))
	return cmd
}

// reviewArgs reports arguments, which may be a misspelled subcommand or a revision.
func reviewArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, sub := range cmd.Commands() {
		known = append(known, sub.Name())
	}
	if near := diag.DidYouMean(args[0], known); near != "" {
		return fmt.Errorf("unknown command %q%s", args[0], near)
	}
	return fmt.Errorf("review takes no arguments, found %q; to compare with a revision, use --from %[1]s", args[0])
}

// comparison is the result of a review with its approvals.
type comparison struct {
	*fragen.Comparison
	approvals *approvalsFile
	unused    []*review.ApprovalEntry
}

// compare compares both sides and applies the approvals. It sets the sides in opt.
func (f *reviewFlags) compare(cmd *cobra.Command, opt *fragen.ReviewOptions) (*comparison, error) {
	today, err := f.date()
	if err != nil {
		return nil, err
	}
	specs, err := f.specsByTarget()
	if err != nil {
		return nil, err
	}
	if f.jobs < 0 {
		return nil, usagef("--jobs is %d; it must be at least 0, which means the number of CPUs", f.jobs)
	}
	approvals, err := f.readApprovals()
	if err != nil {
		return nil, err
	}
	// A review holds the plans of both versions. More frequent collections limit the memory
	// for large descriptions, at the cost of a few percent of the time. The whole of
	// Microsoft Graph comes near the limit.
	defer debug.SetGCPercent(debug.SetGCPercent(75))
	defer limitMemory(reviewMemory)()
	var bar *progress
	if err := cmd.ErrOrStderr(); !f.quiet && isInteractive(err) {
		bar = newProgress(err, progressDelay)
	}
	opt.From, opt.To, opt.Specs, opt.Jobs, opt.Progress = f.from, f.to, specs, f.jobs, bar.update
	c, err := fragen.Review(cmd.Context(), f.configFile(), opt)
	bar.end()
	if err != nil {
		return nil, err
	}
	c.Report.Tool.Name, c.Report.Tool.Version = "fragen", moduleVersion()
	f.warn(cmd, c.Diagnostics)
	return &comparison{c, approvals, approvals.Apply(c.Report, today)}, nil
}

// date returns the value of --today, or the current date.
func (f *reviewFlags) date() (time.Time, error) {
	if f.today == "" {
		return time.Now(), nil
	}
	return parseDate("today", f.today)
}

func parseDate(flag, text string) (time.Time, error) {
	date, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return date, usagef("--%s: expected a date such as 2026-12-31, found %q", flag, text)
	}
	return date, nil
}

// specsByTarget returns the values of --spec by target.
func (f *reviewFlags) specsByTarget() (map[string]string, error) {
	if len(f.specs) > 0 && f.to != "" {
		return nil, usagef("--spec replaces a description in the work tree, so it cannot be used with --to")
	}
	specs := map[string]string{}
	for _, spec := range f.specs {
		target, file, named := strings.Cut(spec, "=")
		if !named || output.Exists(spec) {
			target, file = "", spec
		}
		if _, again := specs[target]; again {
			return nil, usagef("--spec is set twice for the same target; write TARGET=FILE")
		}
		specs[target] = file
	}
	return specs, nil
}

// approvalsFile is fragen.approvals.yaml.
type approvalsFile struct {
	*review.Approvals
	name string
	text []byte // nil if the file does not exist
}

// readApprovals reads the approvals beside the configuration file.
func (f *reviewFlags) readApprovals() (*approvalsFile, error) {
	config := f.configFile()
	name := strings.TrimSuffix(config, filepath.Ext(config)) + ".approvals.yaml"
	text, err := output.ReadText(name)
	if errors.Is(err, fs.ErrNotExist) {
		return &approvalsFile{&review.Approvals{}, name, nil}, nil
	}
	if err != nil {
		return nil, err
	}
	approvals, diags := review.ReadApprovals(filepath.ToSlash(name), []byte(text))
	return &approvalsFile{approvals, name, []byte(text)}, diags.Err()
}

// changeApprovals changes the approvals beside the configuration file.
func (f *reviewFlags) changeApprovals(cmd *cobra.Command, change func(*review.Approvals)) error {
	return again(func() error {
		a, err := f.readApprovals()
		if err != nil {
			return err
		}
		change(a.Approvals)
		return replace(cmd, a.name, a.text, []byte(a.Text()))
	})
}

// failLevels are the values of --fail-on, as in config.FailLevels.
var failLevels = []string{"break", "risk", "wire", "codes", "any", "never"}

// fails reports whether a finding is at or above a level.
func fails(f *review.Finding, level string) bool {
	serious := f.Severity == review.Break || f.Severity == review.Risk
	switch {
	case f.Approved != nil:
		return false
	case level == "break":
		return f.Severity == review.Break
	case level == "risk":
		return serious
	case level == "wire":
		return serious && slices.Contains(f.Classes, review.Wire)
	case level == "codes":
		return serious && slices.Contains(f.Classes, review.Codes)
	}
	return level == "any" && f.Severity != review.None
}
