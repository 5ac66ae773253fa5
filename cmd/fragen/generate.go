package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

func newGenerate(o *options) *cobra.Command {
	how, force := &howTo{options: o}, false
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write what fragen.yaml asks for",
		Long: `generate reads fragen.yaml, the descriptions and code tables it names, and writes
the SDK and fragen.lock. Everything is made before anything is written: with an
error in any input, nothing is.

Files that are as they should be keep their time. Files that the last run made and
that are no longer due are removed. Generated files that somebody edited stop the
run; --force overwrites them. Files without the header of generated files are
never written to or removed.

That there is nothing to do is found out fast: by hashes, without reading the
descriptions, where an earlier run of the same fragen had the same inputs.`,
		Example: `  fragen generate
  fragen generate --config api/fragen.yaml
  //go:generate go tool fragen generate`,
		Args: noFile,
		RunE: func(cmd *cobra.Command, _ []string) error {
			result, err := how.generate(cmd, false)
			if err != nil {
				return err
			}
			return o.commit(cmd, result, force, how.bar)
		},
	}
	how.flags(cmd)
	cmd.Flags().BoolVar(&force, "force", false, "overwrite generated files that were edited by hand")
	return cmd
}

// commit writes what was made and says what was done. The bar may be nil.
func (o *options) commit(cmd *cobra.Command, result *fragen.Result, force bool, bar *progress) error {
	report, err := result.Commit(force)
	bar.end()
	if err := errors.Join(err, result.Close()); err != nil {
		return err
	}
	for _, name := range report.Unlisted {
		fmt.Fprintf(cmd.ErrOrStderr(), "%s: warning: carries the header of a generated file, but no run of fragen made it; remove it if nobody needs it [unlisted]\n", name)
	}
	switch {
	case o.quiet:
	case len(report.Written)+len(report.Removed) == 0 && !report.Manifest:
		fmt.Fprintf(cmd.OutOrStdout(), "nothing to do: %d files are fresh\n", report.Unchanged)
	default:
		fmt.Fprintf(cmd.OutOrStdout(), "%d files written, %d removed, %d unchanged\n", len(report.Written), len(report.Removed), report.Unchanged)
	}
	return nil
}
