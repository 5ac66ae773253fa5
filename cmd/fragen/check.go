package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

func newCheck(o *options) *cobra.Command {
	how, asJSON := &howTo{options: o}, false
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Say whether the generated files are fresh",
		Long: `check makes what generate would write and compares it with the disk.
It lists files that are missing, out of date, no longer generated or edited by
hand, and files that carry the header of generated files without being in
fragen.lock. Hand-written files are ignored. Nothing is written.

It exits with 1 when there is anything to list.`,
		Example: `  fragen check
  fragen check --json | jq -r '.[] | select(.kind == "edited") | .path'`,
		Args: noFile,
		RunE: func(cmd *cobra.Command, _ []string) error {
			result, err := how.generate(cmd, true)
			if err != nil {
				return err
			}
			changes, err := result.Diff()
			how.bar.end()
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
				fmt.Fprintf(cmd.ErrOrStderr(), "fragen: %d of the generated files are not fresh; run \"fragen generate\" and commit what it writes\n", len(changes))
			}
			return findings{}
		},
	}
	how.flags(cmd)
	jsonFlag(cmd, &asJSON)
	return cmd
}
