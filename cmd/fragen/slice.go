package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/source"
)

var formats = []string{"yaml", "json"}

func newSlice(o *options) *cobra.Command {
	var (
		from    selecting
		format  string
		explain string
		asJSON  bool
	)
	cmd := &cobra.Command{
		Use:   "slice DESCRIPTION",
		Short: "Print the part of a description that a selection needs",
		Long: `slice cuts the selected operations and schemas out of a description, with all
that they refer to, and prints a description that stands on its own. Without a
selection all of it is printed.

Subtypes in the mapping of a discriminator are kept only where something else needs
them or --subtype names them; a note on the standard error tells what was left out.

With --explain it prints instead why each schema is in, as a tree: below an operation
or schema stands what it refers to, with the size, and where the reference is. Each
schema is there once, on its shortest way. Then it tells what the cuts left out.
--explain=NAME explains those schemas only.

"-" reads the description from the standard input.`,
		Example: `  fragen slice openapi.yaml --path '/communications/calls/**' > calls.yaml
  fragen slice openapi.yaml --path 'get,delete /users/*' --format json
  fragen slice openapi.yaml --tag 'users.*' --except '/users/*/photo/**' --navigation cut --depth 2
  fragen slice openapi.yaml --tag calls --explain='*identity*'
  curl -s https://example.com/openapi.json | fragen slice - --operation users.Get --subtype admin`,
		Args: func(cmd *cobra.Command, args []string) error {
			err := oneFile(cmd, args)
			if len(args) == 2 && explain == "*" {
				err = fmt.Errorf("%w; a name after --explain needs an equals sign: write --explain=%s, without a blank", err, args[1])
			}
			return err
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "yaml" && format != "json" {
				return usagef(`unknown format %q%s`, format, orKnown(format, formats))
			}
			explaining := cmd.Flags().Changed("explain")
			if asJSON && !explaining {
				return usagef("--json goes with --explain only; --format json prints the description as JSON")
			}
			sel, err := from.selection(cmd)
			if err != nil {
				return err
			}
			description, err := from.description(cmd, args[0])
			if err != nil {
				return err
			}
			if explaining {
				return o.explain(cmd, description, sel, explain, asJSON)
			}
			return o.slice(cmd, description, sel, format == "json")
		},
	}
	from.addTo(cmd)
	flags := cmd.Flags()
	flags.StringVar(&format, "format", "yaml", "`yaml or json`")
	flags.StringVar(&explain, "explain", "", "print why the schemas of this `NAME` are in; * stands for anything")
	flags.Lookup("explain").NoOptDefVal = "*"
	jsonFlag(cmd, &asJSON)
	completeWords(cmd, "format", formats)
	return cmd
}

func (o *options) slice(cmd *cobra.Command, from source.Description, sel source.Selection, asJSON bool) error {
	text, diags := from.Slice(sel, asJSON)
	if err := o.report(cmd, diags); err != nil {
		return err
	}
	if asJSON {
		text = append(text, '\n')
	}
	_, err := cmd.OutOrStdout().Write(text)
	return err
}
