package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/diag"
)

// needsCommand is run where a subcommand should have been named.
func needsCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		cmd.SetOut(cmd.ErrOrStderr())
		_ = cmd.Help()
		return errors.New("a command is missing")
	}
	var known []string
	for _, sub := range cmd.Commands() {
		known = append(known, sub.Name())
	}
	return fmt.Errorf("unknown command %q%s", args[0], diag.DidYouMean(args[0], known))
}

// flagError says of an unknown flag which known one is near. The flags' names
// are read from their help, since only pflag, which we do not import, lists
// them.
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

// noFile wants no argument. That of generate would be a description, as with
// the other commands.
func noFile(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no file, but there is %q; fragen.yaml names the descriptions, and --config another fragen.yaml", cmd.Name(), args[0])
	}
	return nil
}

// oneFile wants one argument.
func oneFile(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("name one file, not %d", len(args))
	}
	return nil
}
