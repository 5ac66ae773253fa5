package main

// This file has the flags that select a part of a description. inspect and slice
// share them. They have the names of the keys under "select" in fragen.yaml.

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// selectionFlags are the values of the flags.
type selectionFlags struct {
	sel        source.Selection
	paths      []string
	except     []string
	navigation string
	depth      int
	overlays   []string
}

var navigations = []string{"keep", "cut"}

// addTo adds the flags to cmd.
func (s *selectionFlags) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&s.paths, "path", nil,
		"select the operations whose path matches `[METHODS ]GLOB`; can be repeated, like most selection flags")
	flags.StringArrayVar(&s.sel.Operations, "operation", nil,
		"select the operations with this operation `ID`; in selection flags, * matches any characters")
	flags.StringArrayVar(&s.sel.Tags, "tag", nil, "select the operations with this `TAG`")
	flags.StringArrayVar(&s.sel.Types, "operation-type", nil,
		"select only operations of this type: `operation, function or action` (x-ms-docs-operation-type)")
	flags.StringArrayVar(&s.except, "except", nil, "exclude the operations whose path matches `[METHODS ]GLOB`")
	flags.StringArrayVar(&s.sel.Schemas, "schema", nil, "select the schema with this `NAME`")
	flags.StringArrayVar(&s.sel.Subtypes, "subtype", nil,
		"include the schema with this `NAME` in discriminator mappings")
	flags.StringArrayVar(&s.sel.Drop, "drop", nil, "remove the schema with this `NAME` from discriminator mappings")
	flags.StringVar(&s.navigation, "navigation", "keep",
		"`keep or cut` the properties that refer to other resources (x-ms-navigationProperty)")
	flags.IntVar(&s.depth, "depth", -1, "maximum number of `properties` on the path from an operation to a schema")
	flags.StringArrayVar(&s.overlays, "overlay", nil, "apply the overlay in `FILE` to the description")
	completeWords(cmd, "operation-type", source.OperationTypes)
	completeWords(cmd, "navigation", navigations)
	for flag, names := range map[string]func(*source.Overview) []string{
		"operation": operationIDs, "tag": tags, "schema": schemas, "subtype": schemas, "drop": schemas,
	} {
		completeNames(cmd, flag, names)
	}
}

// selection returns the selection that the flags describe.
func (s *selectionFlags) selection(cmd *cobra.Command) (source.Selection, error) {
	sel := s.sel
	for _, rule := range s.paths {
		sel.Paths = append(sel.Paths, pathRule("--path", rule))
	}
	for _, rule := range s.except {
		sel.Except = append(sel.Except, pathRule("--except", rule))
	}
	switch s.navigation {
	case "keep":
	case "cut":
		sel.Navigation = source.CutNavigation
	default:
		return sel, usagef("unknown --navigation %q%s", s.navigation, orKnown(s.navigation, navigations))
	}
	if cmd.Flags().Changed("depth") {
		if s.depth < 0 {
			return sel, usagef("--depth must be 0 or more, not %d", s.depth)
		}
		sel.Depth = &s.depth
	}
	sel.Pos = flagsOf(sel)
	return sel, nil
}

// description reads a description and its overlays.
func (s *selectionFlags) description(cmd *cobra.Command, file string) (source.Description, error) {
	stdins := 0
	for _, name := range append(slices.Clone(s.overlays), file) {
		if name == "-" {
			stdins++
		}
	}
	if stdins > 1 {
		return source.Description{}, usagef("expected at most one file from standard input, found %d", stdins)
	}
	from, err := readDescription(cmd, file)
	if err != nil {
		return from, err
	}
	for _, overlay := range s.overlays {
		name, text, err := readInput(cmd, overlay)
		if err != nil {
			return source.Description{}, err
		}
		from.Overlays = append(from.Overlays, source.Description{File: name, Text: text})
	}
	return from, nil
}

// flagsOf returns the flag of each entry of the selection, as its position.
func flagsOf(sel source.Selection) map[string]diag.Pos {
	at := map[string]diag.Pos{"navigation": {File: "--navigation"}, "depth": {File: "--depth"}}
	for _, list := range []struct {
		kind, flag string
		entries    []string
	}{
		{"operation", "--operation", sel.Operations},
		{"tag", "--tag", sel.Tags},
		{"type", "--operation-type", sel.Types},
		{"schema", "--schema", sel.Schemas},
		{"subtype", "--subtype", sel.Subtypes},
		{"drop", "--drop", sel.Drop},
	} {
		for _, entry := range list.entries {
			at[list.kind+" "+entry] = diag.Pos{File: list.flag}
		}
	}
	return at
}

// pathRule reads "GLOB" or "get,post GLOB". A path cannot have a space.
func pathRule(flag, text string) source.PathRule {
	rule := source.PathRule{Glob: text, Pos: diag.Pos{File: flag}}
	if methods, glob, ok := strings.Cut(text, " "); ok {
		rule.Glob, rule.Methods = strings.TrimSpace(glob), strings.Split(strings.ToLower(methods), ",")
	}
	return rule
}

// orKnown returns a suggestion for an unknown word: a similar known word or, if there
// is none, all known words.
func orKnown(word string, known []string) string {
	if near := diag.DidYouMean(word, known); near != "" {
		return near
	}
	return "; expected " + strings.Join(known, " or ")
}

// completeWords sets the values of a flag for shell completion.
func completeWords(cmd *cobra.Command, flag string, words []string) {
	mustComplete(cmd, flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeNames sets the names in the description as the values of a flag for shell
// completion. The description is the first argument of the command line.
func completeNames(cmd *cobra.Command, flag string, names func(*source.Overview) []string) {
	mustComplete(cmd, flag, func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) == 0 || args[0] == "-" {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		from, err := readDescription(cmd, args[0])
		if err != nil {
			return nil, cobra.ShellCompDirectiveError
		}
		found, diags := from.Inspect(source.Selection{})
		if diags.HasErrors() {
			return nil, cobra.ShellCompDirectiveError
		}
		return names(found), cobra.ShellCompDirectiveNoFileComp
	})
}

func mustComplete(cmd *cobra.Command, flag string, with cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, with); err != nil {
		panic("internal: " + err.Error())
	}
}

func operationIDs(o *source.Overview) (out []string) {
	for _, op := range o.Operations {
		if op.ID != "" {
			out = append(out, op.ID)
		}
	}
	return out
}

func tags(o *source.Overview) (out []string) {
	for _, tag := range o.Tags {
		if tag.Name != "" {
			out = append(out, tag.Name)
		}
	}
	return out
}

func schemas(o *source.Overview) (out []string) {
	for _, schema := range o.Schemas {
		out = append(out, schema.Name)
	}
	return out
}
