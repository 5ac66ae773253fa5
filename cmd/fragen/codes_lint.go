package main

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/diag"
)

func newCodesLint(o *options) *cobra.Command {
	asJSON, rules := false, false
	cmd := &cobra.Command{
		Use:   "lint [FILE...]",
		Short: "Check code tables and their translations",
		Long: `lint checks code tables. Without arguments, lint reads the tables listed in fragen.yaml.
lint reports errors and likely mistakes, such as messages that are missing, stale,
untranslated or in the wrong script; numbers, addresses, acronyms, placeholders and
negations that are missing from a translation; and terms that differ from the glossary.
--rules lists all rules. The "lint" key in a code table sets severities, disables rules
and excludes rows.

If fragen.yaml lists the code table, lint also compares it with the enumerations in the
API description that the table is bound to.

The exit code is 1 if lint reports a warning or an error, and 3 if a file is invalid. To
read standard input, use "-" as the file name.`,
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
				if valid {
					all.Merge(o.lintBindings(file))
				}
				allValid = allValid && valid
			}
			return printFindings(cmd, all, allValid, asJSON, o.quiet)
		},
	}
	jsonFlag(cmd, &asJSON)
	cmd.Flags().BoolVar(&rules, "rules", false, "list the rules with their severities")
	return cmd
}

// lintBindings returns the findings about a code table that depend on the descriptions
// in fragen.yaml. There are none without fragen.yaml, or if it does not list the table.
func (o *options) lintBindings(file string) *diag.List {
	cfg, err := fragen.Load(o.configFile())
	if err != nil {
		return new(diag.List)
	}
	return generator.LintBindings(cfg, file)
}

// finding is the JSON form of diag.Diagnostic.
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

// printFindings prints the list and returns the error that sets the exit code.
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
		fmt.Fprintln(cmd.ErrOrStderr(), "fragen: no findings")
	}
	return nil
}

// rule is the JSON form of codes.Rule.
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
