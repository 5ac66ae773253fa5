package main

// This file has the command init. It writes a fragen.yaml to start with, adds the
// generated files to .gitattributes, or lists the operations of a description.

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/output"
)

func newInit(o *options) *cobra.Command {
	list, asJSON := false, false
	cmd := &cobra.Command{
		Use:   "init DESCRIPTION",
		Short: "Write an initial fragen.yaml",
		Long: `init writes a fragen.yaml for an API description. Comments in the file explain the
settings and list the operations in the description. init never overwrites a file. init
also adds the generated files to the .gitattributes file in the same folder so that
code review tools collapse them.

With --list, init prints the operations and writes nothing.`,
		Example: `  fragen init spec/openapi.yaml
  fragen init spec/openapi.yaml --config api/fragen.yaml
  fragen init spec/openapi.yaml --list --json`,
		Args: oneFile,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case list:
				return listOperations(cmd, args[0], asJSON)
			case asJSON:
				return usagef("--json requires --list")
			case args[0] == "-":
				return usagef("fragen.yaml must refer to a file; " +
					"to list the operations of a description from standard input, set --list")
			}
			return o.writeStarter(cmd, args[0])
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "print the operations and write nothing")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// operation is the JSON form of source.OperationInfo.
type operation struct {
	Method  string   `json:"method"`
	Path    string   `json:"path"`
	ID      string   `json:"operationId,omitempty"`
	Summary string   `json:"summary,omitempty"`
	Tags    []string `json:"tags,omitempty"`
}

func listOperations(cmd *cobra.Command, file string, asJSON bool) error {
	from, err := readDescription(cmd, file)
	if err != nil {
		return err
	}
	found, diags := from.Operations()
	if err := diags.Err(); err != nil {
		return err
	}
	out, lines := []operation{}, table{}
	for _, op := range found {
		out = append(out, operation{op.Method, op.Path, op.ID, op.Summary, op.Tags})
		lines.rows = append(lines.rows, []string{strings.ToUpper(op.Method), shown(op.Path), shown(op.ID)})
	}
	if asJSON {
		return writeJSON(cmd.OutOrStdout(), out)
	}
	return lines.print(cmd.OutOrStdout())
}

func (o *options) writeStarter(cmd *cobra.Command, file string) error {
	from, err := readDescription(cmd, file)
	if err != nil {
		return err
	}
	name := cmp.Or(o.config, "fragen.yaml")
	spec, err := relativeTo(filepath.Dir(name), file)
	if err != nil {
		return err
	}
	starter, diags := config.Starter(from, spec)
	if err := diags.Err(); err != nil {
		return err
	}
	if _, err := os.Lstat(name); err == nil {
		_ = tidy(cmd, name) // the error below is more useful
		return configExists(name)
	}
	// fragen.yaml is last: without it, the command can run again.
	about, err := writeAttributes(cmd, name)
	if err != nil {
		return err
	}
	err = replace(cmd, name, nil, starter)
	if errors.As(err, new(*output.ChangedError)) {
		return configExists(name)
	}
	if err != nil {
		return err
	}
	if !o.quiet {
		fmt.Fprintf(cmd.OutOrStdout(), "%s written; edit it, then run \"fragen generate\"\n%s", name, about)
	}
	return nil
}

func configExists(name string) error {
	return fmt.Errorf("%s exists; remove it, or set --config to a different file", name)
}

// writeAttributes adds the generated files to the .gitattributes beside a fragen.yaml,
// unless it is a symbolic link to a file in another folder. It returns a report of the
// changes.
func writeAttributes(cmd *cobra.Command, name string) (about string, err error) {
	const base = ".gitattributes"
	dir := filepath.Dir(name)
	file := filepath.Join(dir, base)
	var added []string
	created := false
	err = again(func() error {
		before, err := output.ReadTextIn(output.Dir(dir), base)
		created = errors.Is(err, fs.ErrNotExist)
		if err != nil && !created {
			return fmt.Errorf("%s: %w", file, output.ReadReason(err))
		}
		var after string
		if after, added = output.Attributes(before, filepath.Base(name)); added == nil {
			return tidy(cmd, file)
		}
		var old []byte
		if !created {
			old = append([]byte{}, before...)
		}
		return replace(cmd, file, old, []byte(after))
	})
	switch {
	case err != nil || added == nil:
		return "", err
	case created:
		return file + " written; commit it so that code review tools collapse generated files\n", nil
	}
	return file + ": added these lines so that code review tools collapse generated files:\n" +
		"  " + strings.Join(added, "\n  ") + "\n", nil
}

// relativeTo returns the path of file relative to dir, with slashes.
func relativeTo(dir, file string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if file, err = filepath.Abs(file); err != nil {
		return "", err
	}
	rel, err := filepath.Rel(dir, file)
	return filepath.ToSlash(rel), err
}
