package main

import (
	"encoding/json"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
)

// options are the flags that all subcommands have.
type options struct {
	config string
	quiet  bool
}

func newRoot() *cobra.Command {
	o := &options{}
	root := &cobra.Command{
		Use:   "fragen",
		Short: "Generate a small Go SDK from a fragment of an API description",
		Long: `fragen generates a small Go SDK from a fragment of an OpenAPI description and a
table of result codes, as fragen.yaml says.

Results go to the standard output, diagnostics to the standard error.
Exit codes:
  0  fine
  1  findings: not fresh, files in the way, warnings about codes
  2  the command line is wrong
  3  an input is invalid, or a file cannot be read or written
  4  a fault of fragen itself`,
		Example: `  fragen init spec/openapi.yaml   # write a fragen.yaml to begin with
  fragen generate                 # write the SDK
  fragen check                    # say whether it is fresh, for CI`,
		Args:          cobra.ArbitraryArgs,
		RunE:          needsCommand,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.Version = versions()
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "print the versions of fragen and of Go")
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&o.config, "config", "fragen.yaml", "the configuration `file`")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print errors and results only")
	root.AddCommand(newGenerate(o), newCheck(o), newDocs(o), newInit(o), newInspect(o), newSlice(o), newCodes(o), newVersion())
	return root
}

// readDescription reads a description, whose references may lead to the files
// beside it and below.
func readDescription(cmd *cobra.Command, file string) (fragen.Description, error) {
	name, text, err := readInput(cmd, file)
	out := fragen.Description{File: name, Text: text}
	if file != "-" {
		out.Folder = fragen.Dir(filepath.Dir(file))
	}
	return out, err
}

// readInput reads file, or the standard input for "-", and returns the name
// for positions.
func readInput(cmd *cobra.Command, file string) (name, text string, err error) {
	if file == "-" {
		var b strings.Builder
		if _, err := io.Copy(&b, cmd.InOrStdin()); err != nil {
			return "", "", failure{err}
		}
		return "<stdin>", b.String(), nil
	}
	if text, err = fragen.ReadText(file); err != nil {
		return "", "", failure{err}
	}
	return file, text, nil
}

// writeJSON prints value for programs.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return failure{err}
	}
	return nil
}

// jsonFlag adds --json.
func jsonFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "json", false, "print JSON for programs")
}
