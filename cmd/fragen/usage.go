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

// flagError adds a similar flag to the error about an unknown flag. It reads the names
// of the flags from their help, since only package pflag can list them.
func flagError(cmd *cobra.Command, err error) error {
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

var flagInHelp = regexp.MustCompile(`(?m)^ +(?:-\w, )?--([a-z-]+)`)

// noFile checks that there is no argument. Users may expect that generate takes a
// description, like other commands.
func noFile(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument, found %q; set the description in fragen.yaml; "+
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
