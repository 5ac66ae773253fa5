package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

func newCheck(o *options) *cobra.Command {
	run, asJSON := &runFlags{options: o}, false
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Report whether the generated files are up to date",
		Long: `check renders the files that generate would write and compares them with the
files on disk. It lists missing and outdated files, files that are no longer
generated, files that were edited by hand, and files that have the header of
generated files but are not listed in fragen.sum. It ignores hand-written files
and writes nothing.

The exit code is 1 if check lists at least one file.`,
		Example: `  fragen check
  fragen check --json | jq -r '.[] | select(.kind == "edited") | .path'`,
		Args: noFile,
		RunE: func(cmd *cobra.Command, _ []string) error {
			result, err := run.generate(cmd, true)
			if err != nil {
				return err
			}
			changes, err := result.Diff()
			run.bar.end()
			if err != nil {
				return err
			}
			if asJSON {
				err = writeJSON(cmd.OutOrStdout(), append([]fragen.Change{}, changes...))
			} else {
				for _, change := range changes {
					fmt.Fprintln(cmd.OutOrStdout(), change)
				}
			}
			switch {
			case err != nil:
				return err
			case len(changes) == 0:
				return nil
			case !o.quiet:
				fmt.Fprintf(cmd.ErrOrStderr(), "fragen: %d generated files are not up to date; "+
					"run \"fragen generate\" and commit the result\n", len(changes))
			}
			return findings{}
		},
	}
	run.addTo(cmd)
	jsonFlag(cmd, &asJSON)
	return cmd
}
