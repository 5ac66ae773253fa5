package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

func newVersion() *cobra.Command {
	asJSON := false
	cmd := &cobra.Command{
		Use:     "version",
		Short:   "Print the versions of fragen and Go",
		Example: "  fragen version --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				return writeJSON(cmd.OutOrStdout(), map[string]string{"version": moduleVersion(), "go": runtime.Version()})
			}
			fmt.Fprintln(cmd.OutOrStdout(), versions())
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func versions() string { return "fragen " + moduleVersion() + " " + runtime.Version() }

// moduleVersion returns the version of the module that this program was built from:
// a tag, a pseudo-version of a commit, or "(devel)".
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
