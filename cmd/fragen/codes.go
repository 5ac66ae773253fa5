package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
)

func newCodes(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "codes",
		Short: "Work with tables of result codes",
		Args:  cobra.ArbitraryArgs,
		RunE:  needsCommand,
	}
	cmd.AddCommand(newCodesLint(o), newCodesImport(o), newCodesPage(o))
	return cmd
}

// finding is a diagnostic as programs read it.
type finding struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Severity string `json:"severity"`
	Rule     string `json:"rule"`
	Message  string `json:"message"`
}

func newCodesLint(o *options) *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:   "lint FILE...",
		Short: "Look over tables of result codes and their translations",
		Long: `lint reads tables of result codes and prints what is wrong with them and what looks
like a slip in a single text: a text that equals its source, other placeholders, a
missing full stop.

It exits with 1 when there are only warnings, with 3 when a file has errors.
"-" reads the standard input.`,
		Example: `  fragen codes lint codes.yaml
  fragen codes lint codes.yaml --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("name at least one file")
			}
			all := &diag.List{}
			for _, arg := range args {
				file, text, err := readInput(cmd, arg)
				if err != nil {
					return err
				}
				all.Merge(fragen.LintCodes(file, []byte(text)))
			}
			return printFindings(cmd, all, asJSON, o.quiet)
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// printFindings prints the list as the command's result and says how it ends.
func printFindings(cmd *cobra.Command, all *diag.List, asJSON, quiet bool) error {
	out := []finding{}
	for _, d := range all.Sorted() {
		if asJSON {
			out = append(out, finding{d.Pos.File, d.Pos.Line, d.Pos.Col, d.Severity.String(), d.Rule, d.Message})
		} else {
			fmt.Fprintln(cmd.OutOrStdout(), d)
		}
	}
	if asJSON {
		if err := writeJSON(cmd.OutOrStdout(), out); err != nil {
			return err
		}
	}
	switch {
	case all.HasErrors():
		return failure{errors.New("the code tables have errors")}
	case all.Len() > 0:
		return findings{}
	case !quiet && !asJSON:
		fmt.Fprintln(cmd.ErrOrStderr(), "fragen: nothing to complain about")
	}
	return nil
}
