package main

import (
	"encoding/json"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

// options are the flags that all subcommands have.
type options struct {
	config string
	quiet  bool

	started bool // the command line is valid, and the command is running
}

func newRoot(o *options) *cobra.Command {
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
		Args: needsCommand,
		Run:  func(*cobra.Command, []string) {},
		// Errors before this function are about the command line.
		PersistentPreRun: func(*cobra.Command, []string) { o.started = true },
		SilenceErrors:    true,
		SilenceUsage:     true,
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
func readDescription(cmd *cobra.Command, file string) (source.Description, error) {
	name, text, err := readInput(cmd, file)
	out := source.Description{File: name, Text: text}
	if file != "-" {
		out.Open = openerIn(filepath.Dir(file))
	}
	return out, err
}

// openerIn opens the files in a folder and below it.
func openerIn(dir string) source.Opener {
	files := output.Dir(dir)
	return func(name string) (file, text string, err error) {
		file = path.Join(filepath.ToSlash(dir), name)
		if text, err = output.ReadTextIn(files, name); err != nil {
			return file, "", output.ReadReason(err)
		}
		return file, text, nil
	}
}

// readInput reads file, or the standard input for "-", and returns the name
// for positions.
func readInput(cmd *cobra.Command, file string) (name, text string, err error) {
	if file == "-" {
		var b strings.Builder
		if _, err := io.Copy(&b, cmd.InOrStdin()); err != nil {
			return "", "", err
		}
		return "<stdin>", b.String(), nil
	}
	if text, err = output.ReadText(file); err != nil {
		return "", "", err
	}
	return file, text, nil
}

// writeJSON prints value for programs.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// jsonFlag adds --json.
func jsonFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "json", false, "print JSON for programs")
}
