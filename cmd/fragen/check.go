package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

func newCheck(o *options) *cobra.Command {
	run, asJSON, withDiff := &runFlags{options: o}, false, false
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report whether the generated files are up to date",
		Long: `check renders the same files as "fragen generate" and compares them with the files
on disk. The command lists files that are missing, outdated, no longer generated or
edited by hand, files that have the generated-file header but are not listed in
fragen.sum, and listed files that are empty after a power failure and no longer generated.
check ignores hand-written files and does not write any file.

The exit code is 1 if check lists at least one file.`,
		Example: `  fragen check
  fragen check --diff
  fragen check --json | jq -r '.[] | select(.kind == "edited") | .path'`,
		Args: noFile,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var changes []checkedChange
			err := untilCurrent(func() error {
				result, err := run.generate(cmd, !withDiff)
				if err != nil {
					return err
				}
				changes, err = checkedChanges(result, withDiff)
				run.bar.end()
				return errors.Join(err, result.Close())
			})
			if err != nil {
				return err
			}
			if err := o.printChanges(cmd.OutOrStdout(), changes, asJSON); err != nil {
				return err
			}
			switch {
			case len(changes) == 0:
				return nil
			case !o.quiet:
				o.printError(cmd.ErrOrStderr(), notUpToDate(len(changes)), "fragen: "+notUpToDate(len(changes))+"\n")
			}
			return findings{}
		},
	}
	run.addTo(cmd)
	jsonFlag(cmd, &asJSON)
	cmd.Flags().BoolVar(&withDiff, "diff", false, "print the differences in unified diff format")
	return cmd
}

func notUpToDate(files int) string {
	return fmt.Sprintf("%d generated files are not up to date; run \"fragen generate\" and commit the result", files)
}

// checkedChange is a change with its difference.
type checkedChange struct {
	fragen.Change
	Diff string `json:"diff,omitempty"` // in the unified format; only with --diff
}

// checkedChanges returns the differences between the output and the disk.
func checkedChanges(result *fragen.Result, withDiff bool) ([]checkedChange, error) {
	list := []checkedChange{}
	changes, err := result.Diff()
	if err != nil {
		return nil, err
	}
	for _, change := range changes {
		checked := checkedChange{Change: change}
		if withDiff {
			if checked.Diff, err = changeDiff(result, change); err != nil {
				return nil, err
			}
		}
		list = append(list, checked)
	}
	return list, nil
}

// printChanges prints a line for each change, then the differences.
func (o *options) printChanges(out io.Writer, changes []checkedChange, asJSON bool) error {
	if asJSON {
		return writeJSON(out, changes)
	}
	for _, change := range changes {
		fmt.Fprintln(out, change.Change)
	}
	for _, change := range changes {
		if err := o.printDiff(out, change.Diff); err != nil {
			return err
		}
	}
	return nil
}
