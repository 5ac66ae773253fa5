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
		Short: "Work with tables of result codes",
		Args:  needsCommand,
		Run:   func(*cobra.Command, []string) {},
	}
	cmd.AddCommand(newCodesLint(o), newCodesCoverage(o), newCodesExplain(o), newCodesImport(o), newCodesExport(o), newCodesPage(o))
	return cmd
}

// tableFiles are the files of tables that a command is about: those named, or
// else those of fragen.yaml, each once.
func (o *options) tableFiles(args []string) ([]string, error) {
	if len(args) > 0 {
		return args, nil
	}
	cfg, err := fragen.Load(o.config)
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
		return nil, usagef("name at least one file; %s has no table of codes", o.config)
	}
	return files, nil
}
