package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/diag"
)

// needsCommand checks the arguments of a command that has only subcommands. It always
// returns an error.
func needsCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		cmd.SetOut(cmd.ErrOrStderr())
		_ = cmd.Help()
		return errors.New("expected a command")
	}
	var known []string
	for _, sub := range cmd.Commands() {
		known = append(known, sub.Name())
	}
	return fmt.Errorf("unknown command %q%s", args[0], diag.DidYouMean(args[0], known))
}

// helpArgs checks the arguments of the command help, which name a command.
func helpArgs(cmd *cobra.Command, args []string) error {
	found, rest, err := cmd.Root().Find(args)
	if err == nil && len(rest) > 0 {
		return needsCommand(found, rest)
	}
	return err
}

// flagError adds a similar flag to the error about an unknown flag, and the expected
// kind to the error about an invalid value. It reads the names of the flags from their
// help, since only package pflag can list them.
func flagError(cmd *cobra.Command, err error) error {
	if found := invalidValue.FindStringSubmatch(err.Error()); found != nil {
		if kind := kindOfFlag(cmd, found[2]); kind != "" {
			return fmt.Errorf("--%s: expected %s, found %s", found[2], kind, found[1])
		}
	}
	if found := negativeCode.FindStringSubmatch(err.Error()); found != nil && cmd.Name() == "explain" {
		return fmt.Errorf("%w; to explain a negative code, write -- before it: %s -- -%s",
			err, cmd.CommandPath(), found[1])
	}
	name, unknown := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !unknown {
		return err
	}
	var known []string
	for _, found := range flagInHelp.FindAllStringSubmatch(cmd.Flags().FlagUsages(), -1) {
		known = append(known, found[1])
	}
	if near := diag.Near(name, known); near != "" {
		return fmt.Errorf(`%w, did you mean "--%s"?`, err, near)
	}
	return err
}

// negativeCode matches the error of package pflag about a number that is read as a flag.
var negativeCode = regexp.MustCompile(`^unknown shorthand flag: '[0-9]' in -([0-9]+)$`)

// invalidValue matches the errors of package pflag about a value. The subexpressions
// are the quoted value and the name of the flag.
var invalidValue = regexp.MustCompile(`(?s)^invalid argument (".*") for "(?:-\w, )?--([a-z-]+)" flag: `)

// kindOfFlag returns the kind of a flag's values, or "" if every string is valid.
func kindOfFlag(cmd *cobra.Command, name string) string {
	flag := cmd.Flags().Lookup(name)
	switch {
	case flag == nil:
		return ""
	case flag.Value.Type() == "int":
		return "a whole number"
	case flag.Value.Type() == "bool":
		return "true or false"
	}
	return ""
}

var flagInHelp = regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)`)

// noFile checks that there is no argument. Users may expect that generate takes a
// description, like other commands.
func noFile(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no arguments, found %q; set the description in fragen.yaml; "+
			"to use another fragen.yaml, set --config", cmd.Name(), args[0])
	}
	return nil
}

// oneFile checks that there is one argument.
func oneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("expected one file, found %d", len(args))
	}
	return nil
}
