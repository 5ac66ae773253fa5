package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
)

func newSlice(o *options) *cobra.Command {
	var (
		sel      fragen.Selection
		paths    []string
		format   string
		overlays []string
	)
	cmd := &cobra.Command{
		Use:   "slice DESCRIPTION",
		Short: "Print the part of a description that a selection needs",
		Long: `slice cuts the selected operations and schemas out of a description, with all
that they refer to, and prints a description that stands on its own. Without a
selection all of it is printed.

Subtypes in the mapping of a discriminator are kept only where something else needs
them or --subtype names them; a note on the standard error tells what was left out.

"-" reads the description from the standard input.`,
		Example: `  fragen slice openapi.yaml --path '/communications/calls/**' > calls.yaml
  fragen slice openapi.yaml --path 'get,delete /users/*' --format json
  curl -s https://example.com/openapi.json | fragen slice - --operation users.Get --subtype admin`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "yaml" && format != "json" {
				return fmt.Errorf(`unknown format %q%s`, format, orBoth(format))
			}
			for _, rule := range paths {
				sel.Paths = append(sel.Paths, pathRule(rule))
			}
			sel.Pos = flagsOf(sel)
			file, text, err := readInput(cmd, args[0])
			if err != nil {
				return err
			}
			from := fragen.Description{File: file, Text: text}
			for _, name := range overlays {
				file, text, err := readInput(cmd, name)
				if err != nil {
					return err
				}
				from.Overlays = append(from.Overlays, fragen.Description{File: file, Text: text})
			}
			out, notes, err := fragen.Slice(from, sel, format == "json")
			if err != nil {
				return failure{err}
			}
			say(cmd.ErrOrStderr(), notes, o.quiet)
			if format == "json" {
				out = append(out, '\n')
			}
			if _, err := cmd.OutOrStdout().Write(out); err != nil {
				return failure{err}
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringArrayVar(&paths, "path", nil, "operations whose path fits `[METHODS ]GLOB`; may be repeated, as all that follow")
	flags.StringArrayVar(&sel.Operations, "operation", nil, "the operation with this operation `ID`")
	flags.StringArrayVar(&sel.Tags, "tag", nil, "operations with this `TAG`")
	flags.StringArrayVar(&sel.Schemas, "schema", nil, "the schema of this `NAME`")
	flags.StringArrayVar(&sel.Subtypes, "subtype", nil, "keep the schema of this `NAME` in mappings")
	flags.StringArrayVar(&overlays, "overlay", nil, "mend the description by the overlay in `FILE` first")
	flags.StringVar(&format, "format", "yaml", "`yaml or json`")
	return cmd
}

func orBoth(format string) string {
	if near := diag.DidYouMean(format, []string{"yaml", "json"}); near != "" {
		return near
	}
	return "; known are yaml and json"
}

// flagsOf says of each entry of the selection by which flag it was given.
func flagsOf(sel fragen.Selection) map[string]diag.Pos {
	at := map[string]diag.Pos{}
	for kind, entries := range map[string][]string{"operation": sel.Operations, "tag": sel.Tags, "schema": sel.Schemas, "subtype": sel.Subtypes} {
		for _, entry := range entries {
			at[kind+" "+entry] = diag.Pos{File: "--" + kind}
		}
	}
	return at
}

// pathRule reads "GLOB" or "get,post GLOB". A path cannot have a space.
func pathRule(text string) fragen.PathRule {
	rule := fragen.PathRule{Glob: text, Pos: diag.Pos{File: "--path"}}
	if methods, glob, ok := strings.Cut(text, " "); ok {
		rule.Glob, rule.Methods = strings.TrimSpace(glob), strings.Split(strings.ToLower(methods), ",")
	}
	return rule
}
