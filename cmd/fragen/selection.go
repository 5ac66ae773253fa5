package main

// The flags that say what of a description is wanted. Commands that look at a
// part of one share them, and they are named as the keys under "select".

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// selecting is the flags as they were given.
type selecting struct {
	sel        source.Selection
	paths      []string
	except     []string
	navigation string
	depth      int
	overlays   []string
}

var navigations = []string{"keep", "cut"}

// addTo adds the flags to cmd.
func (s *selecting) addTo(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringArrayVar(&s.paths, "path", nil, "operations whose path fits `[METHODS ]GLOB`; may be repeated, as most that follow")
	flags.StringArrayVar(&s.sel.Operations, "operation", nil, "operations with this operation `ID`; * stands for anything in all names")
	flags.StringArrayVar(&s.sel.Tags, "tag", nil, "operations with this `TAG`")
	flags.StringArrayVar(&s.sel.Types, "operation-type", nil, "of these, the `operation, function or action` (x-ms-docs-operation-type)")
	flags.StringArrayVar(&s.except, "except", nil, "but for those whose path fits `[METHODS ]GLOB`")
	flags.StringArrayVar(&s.sel.Schemas, "schema", nil, "the schema of this `NAME`")
	flags.StringArrayVar(&s.sel.Subtypes, "subtype", nil, "keep the schema of this `NAME` in mappings")
	flags.StringArrayVar(&s.sel.Drop, "drop", nil, "but not the schema of this `NAME`")
	flags.StringVar(&s.navigation, "navigation", "keep", "`keep or cut` the properties that lead to other resources (x-ms-navigationProperty)")
	flags.IntVar(&s.depth, "depth", -1, "how many `properties` a schema may be away from an operation")
	flags.StringArrayVar(&s.overlays, "overlay", nil, "mend the description by the overlay in `FILE` first")
	completeWords(cmd, "operation-type", source.OperationTypes)
	completeWords(cmd, "navigation", navigations)
	for flag, names := range map[string]func(*source.Overview) []string{
		"operation": operationIDs, "tag": tags, "schema": schemas, "subtype": schemas, "drop": schemas,
	} {
		completeNames(cmd, flag, names)
	}
}

// selection returns what the flags select.
func (s *selecting) selection(cmd *cobra.Command) (source.Selection, error) {
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

// description reads a description with the overlays for it.
func (s *selecting) description(cmd *cobra.Command, file string) (source.Description, error) {
	if stdins := slices.DeleteFunc(append(slices.Clone(s.overlays), file), func(name string) bool { return name != "-" }); len(stdins) > 1 {
		return source.Description{}, usagef("only one file can come from the standard input, not %d", len(stdins))
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

// flagsOf says of each entry of the selection by which flag it was given.
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

// orKnown suggests a word, or lists all.
func orKnown(word string, known []string) string {
	if near := diag.DidYouMean(word, known); near != "" {
		return near
	}
	return "; known are " + strings.Join(known, " and ")
}

// completeWords offers words to the shell as values of a flag.
func completeWords(cmd *cobra.Command, flag string, words []string) {
	mustComplete(cmd, flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return words, cobra.ShellCompDirectiveNoFileComp
	})
}

// completeNames offers what the description has that was named already.
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
