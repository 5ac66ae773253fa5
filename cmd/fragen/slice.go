package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/source"
)

var formats = []string{"yaml", "json"}

// sliceFlags are the flags of fragen slice.
type sliceFlags struct {
	*options
	from    selectionFlags
	format  string
	explain string
	asJSON  bool
	repairs bool
}

func newSlice(o *options) *cobra.Command {
	f := &sliceFlags{options: o}
	cmd := &cobra.Command{
		Use:   "slice DESCRIPTION",
		Short: "Print the part of an API description that a selection needs",
		Long: `slice prints a complete API description that contains the selected operations and
schemas and everything that they refer to. Without selection flags, slice prints the
whole description.

slice includes a subtype of a discriminator mapping only if another part of the slice
refers to the subtype or if --subtype specifies it. A note on standard error lists the
subtypes that were removed.

With --explain, slice does not print the description but shows why each schema is part
of the slice. The output is a tree: the references of each operation and schema are
listed below it, with their sizes and positions. Each schema is listed only once, on the
shortest path to it. The last lines show how much flags such as --depth reduce the size
of the slice. --explain=NAME explains only the schemas with this name.

A part with an error, such as a reference that does not resolve, is left out with a
warning. With --repairs, slice does not print the description but an overlay that removes
the parts with errors. To prevent the warnings, review the overlay and apply it.

To read the description from standard input, use "-" as the file name.`,
		Example: `  fragen slice openapi.yaml --path '/communications/calls/**' > calls.yaml
  fragen slice openapi.yaml --path 'get,delete /users/*' --format json
  fragen slice openapi.yaml --tag 'users.*' --except '/users/*/photo/**' --navigation cut --depth 2
  fragen slice openapi.yaml --tag calls --explain='*identity*'
  fragen slice openapi.yaml --repairs > repairs.overlay.yaml
  curl -s https://example.com/openapi.json | fragen slice - --operation users.Get --subtype admin`,
		Args: func(cmd *cobra.Command, args []string) error {
			err := oneFile(cmd, args)
			if len(args) == 2 && f.explain == "*" {
				err = fmt.Errorf("%w; write --explain=%s, with an equals sign and without a space", err, args[1])
			}
			return err
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	f.from.addTo(cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "yaml", "output format: `yaml or json`")
	flags.StringVar(&f.explain, "explain", "",
		"print why the schemas with this `NAME` are in the slice; * matches any characters")
	flags.Lookup("explain").NoOptDefVal = "*"
	flags.BoolVar(&f.repairs, "repairs", false, "print an overlay that removes the parts with errors")
	jsonFlag(cmd, &f.asJSON)
	completeWords(cmd, "format", formats)
	return cmd
}

// run prints the slice, or the reasons for it or its repairs if a flag requires
// them.
func (f *sliceFlags) run(cmd *cobra.Command, file string) error {
	if f.format != "yaml" && f.format != "json" {
		return usagef(`unknown format %q%s`, f.format, orKnown(f.format, formats))
	}
	explaining := cmd.Flags().Changed("explain")
	if f.asJSON && !explaining {
		return usagef("--json requires --explain; to print the description as JSON, use --format json")
	}
	sel, err := f.from.selection(cmd)
	if err != nil {
		return err
	}
	description, err := f.from.description(cmd, file)
	switch {
	case err != nil:
		return err
	case f.repairs:
		return f.printRepairs(cmd, description, sel)
	case explaining:
		return f.options.explain(cmd, description, sel, f.explain, f.asJSON)
	}
	return f.slice(cmd, description, sel, f.format == "json")
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

// printRepairs prints an overlay that leaves out the parts with errors.
func (o *options) printRepairs(cmd *cobra.Command, from source.Description, sel source.Selection) error {
	text, diags := generator.Repairs(from, sel)
	if err := o.report(cmd, diags); err != nil {
		return err
	}
	_, err := cmd.OutOrStdout().Write(text)
	return err
}
