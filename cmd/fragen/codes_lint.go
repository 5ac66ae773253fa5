package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

func newCodesLint(o *options) *cobra.Command {
	asJSON, rules := false, false
	cmd := &cobra.Command{
		Use:   "lint [FILE...]",
		Short: "Look over tables of result codes and their translations",
		Long: `lint reads tables of result codes, those of fragen.yaml when no file is named, and
prints what is wrong with them and what looks like a slip: texts that are missing,
stale, not translated or in the wrong letters, lost numbers, addresses, acronyms,
placeholders and negations, terms that are not those of the table's glossary, and
more. --rules lists all that it looks for; "lint" in the file sets severities, turns
rules off and excepts rows.

It exits with 1 when there are warnings or errors among the findings, with 3 when a
file is invalid. "-" reads the standard input.`,
		Example: `  fragen codes lint
  fragen codes lint codes.yaml --json`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if rules {
				return printRules(cmd.OutOrStdout(), asJSON)
			}
			files, err := o.tableFiles(args)
			if err != nil {
				return err
			}
			all, allValid := &diag.List{}, true
			for _, arg := range files {
				file, text, err := readInput(cmd, arg)
				if err != nil {
					return err
				}
				found, valid := codes.LintFile(file, []byte(text))
				all.Merge(found)
				allValid = allValid && valid
			}
			return printFindings(cmd, all, allValid, asJSON, o.quiet)
		},
	}
	jsonFlag(cmd, &asJSON)
	cmd.Flags().BoolVar(&rules, "rules", false, "list the rules and how much a finding weighs")
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

func findingOf(d diag.Diagnostic) finding {
	return finding{d.Pos.File, d.Pos.Line, d.Pos.Col, d.Severity.String(), d.Rule, d.Message}
}

// printFindings prints the list as the command's result and says how it ends.
func printFindings(cmd *cobra.Command, all *diag.List, valid, asJSON, quiet bool) error {
	out := []finding{}
	for _, d := range all.Sorted() {
		if asJSON {
			out = append(out, findingOf(d))
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
	case !valid:
		return errors.New("the code tables have errors")
	case slices.ContainsFunc(all.Sorted(), func(d diag.Diagnostic) bool { return d.Severity >= diag.Warning }):
		return findings{}
	case !quiet && !asJSON:
		fmt.Fprintln(cmd.ErrOrStderr(), "fragen: nothing to complain about")
	}
	return nil
}

// rule is a rule as programs read it.
type rule struct {
	Name     string `json:"name"`
	Severity string `json:"severity"`
	About    string `json:"about"`
}

func printRules(to io.Writer, asJSON bool) error {
	out, list := []rule{}, table{}
	for _, r := range codes.Rules {
		out = append(out, rule{r.Name, r.Severity.String(), r.About})
		list.rows = append(list.rows, []string{r.Name, r.Severity.String(), r.About})
	}
	if asJSON {
		return writeJSON(to, out)
	}
	return list.print(to)
}
