package main

import (
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

func newCodes(o *options) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "codes",
		Short: "Check, translate and look up result codes",
		Args:  needsCommand,
		Run:   func(*cobra.Command, []string) {},
	}
	cmd.AddCommand(newCodesLint(o), newCodesCoverage(o), newCodesExplain(o), newCodesImport(o), newCodesExport(o),
		newCodesPage(o))
	return cmd
}

// tableFiles returns the files of code tables named in args or, if args is empty,
// those that fragen.yaml names.
func (o *options) tableFiles(args []string) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	cfg, err := fragen.Load(o.configFile())
	if err != nil {
		return nil, err
	}
	var files []string
	for _, target := range cfg.Targets {
		if target.Codes == nil {
			continue
		}
		if file := filepath.Join(cfg.Dir, filepath.FromSlash(target.Codes.Table.Value)); !slices.Contains(files, file) {
			files = append(files, file)
		}
	}
	if len(files) == 0 {
		return nil, usagef("no target in %s has a code table; specify a file", cfg.File)
	}
	return files, nil
}
