package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
)

func newGenerate(o *options) *cobra.Command {
	run, force, dryRun := &runFlags{options: o}, false, false
	cmd := &cobra.Command{
		Use:   "generate",
		Short: "Write the SDKs that fragen.yaml describes",
		Long: `generate reads fragen.yaml and the API descriptions and code tables that it lists,
and writes the SDKs, fragen.lock and fragen.sum. All files are rendered before the
first one is written, so an error in an input leaves the files on disk unchanged.

An up-to-date file keeps its modification time. If the previous run generated a file
that is no longer needed, generate removes it. If a generated file was edited by
hand, generate reports the file and stops; --force overwrites it. Files without the
generated-file header are never overwritten or removed.

If a merge causes conflicts in fragen.lock or fragen.sum, first resolve the conflicts
in the inputs. Then run "fragen generate --merge-lock", which keeps the names from
both branches and rewrites each file that both branches changed.

If nothing has changed since an earlier run, generate only compares hashes and does
not parse the API descriptions.

One process at a time writes files; others wait for it. If generate is interrupted
while it writes files, the next run completes the work.`,
		Example: `  fragen generate
  fragen generate --config api/fragen.yaml
  fragen generate --dry-run
  fragen generate --merge-lock
  //go:generate go tool fragen generate`,
		Args: noFile,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return untilCurrent(func() error {
				result, err := run.generate(cmd, dryRun)
				if err != nil {
					return err
				}
				if dryRun {
					return o.preview(cmd, result, force, run.bar)
				}
				return o.commit(cmd, result, force, run.bar)
			})
		},
	}
	run.addTo(cmd)
	mergeFlag(cmd, &run.mergeLock)
	cmd.Flags().BoolVar(&force, "force", false, "overwrite generated files that were edited by hand")
	cmd.Flags().BoolVar(&dryRun, "dry-run", false,
		"list the files that would be written or removed, but change nothing")
	return cmd
}

// preview lists the files that commit would write and remove. The bar may be nil.
func (o *options) preview(cmd *cobra.Command, result *fragen.Result, force bool, bar *progress) error {
	report, err := result.Preview(force)
	bar.end()
	if err := errors.Join(err, result.Close()); err != nil {
		return err
	}
	for _, name := range report.Written {
		printLine(cmd.OutOrStdout(), "would write %s", name)
	}
	for _, name := range report.Removed {
		printLine(cmd.OutOrStdout(), "would remove %s", name)
	}
	if !o.quiet {
		fmt.Fprintf(cmd.OutOrStdout(), "%s to write, %d to remove, %d unchanged\n",
			counted(len(report.Written), "file"), len(report.Removed), report.Unchanged)
	}
	return nil
}

// commit writes the files of a result and prints a summary. The bar may be nil.
func (o *options) commit(cmd *cobra.Command, result *fragen.Result, force bool, bar *progress) error {
	report, err := result.Commit(force)
	bar.end()
	if err := errors.Join(err, result.Close()); err != nil {
		return err
	}
	warnings := &diag.List{}
	for _, name := range report.Unlisted {
		warnings.Warnf(diag.Pos{File: name}, "unlisted", "this file has the generated-file header, "+
			"but fragen.sum does not list it; remove it if it is not needed")
	}
	for _, name := range report.Lost {
		warnings.Warnf(diag.Pos{File: name}, "lost", "this file is empty or has only zeros, "+
			"but fragen.sum listed it as generated; remove it if it is not needed")
	}
	o.warn(cmd, warnings)
	switch {
	case o.quiet:
	case len(report.Written)+len(report.Removed) == 0 && !report.Manifest:
		fmt.Fprintf(cmd.OutOrStdout(), "nothing to do: %d files are up to date\n", report.Unchanged)
	default:
		fmt.Fprintf(cmd.OutOrStdout(), "%d files written, %d removed, %d unchanged\n",
			len(report.Written), len(report.Removed), report.Unchanged)
	}
	if !o.quiet {
		for _, line := range result.Summary() {
			printLine(cmd.OutOrStdout(), "%s", line)
		}
	}
	return nil
}
