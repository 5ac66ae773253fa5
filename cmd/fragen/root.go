package main

import (
	"encoding/json"
	"io"
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

// options are the flags that all commands have.
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
table of result codes. The file fragen.yaml configures it.

Results are printed to standard output, diagnostics to standard error.
Exit codes:
  0  success
  1  findings: files out of date, conflicts with edited files, warnings about codes
  2  invalid command line
  3  invalid input, or a file cannot be read or written
  4  bug in fragen`,
		Example: `  fragen init spec/openapi.yaml   # write a fragen.yaml to start with
  fragen generate                 # write the SDK
  fragen check                    # report whether the SDK is up to date, for CI`,
		Args: needsCommand,
		Run:  func(*cobra.Command, []string) {},
		// Errors before this function are about the command line.
		PersistentPreRun: func(*cobra.Command, []string) { o.started = true },
		SilenceErrors:    true,
		SilenceUsage:     true,
	}
	root.Version = versions()
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "print the versions of fragen and Go")
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&o.config, "config", "",
		"configuration `file` (default: fragen.yaml in this folder or in the nearest one above, up to go.mod)")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print only results and errors")
	root.AddCommand(newGenerate(o), newCheck(o), newDocs(o), newInit(o), newInspect(o), newSlice(o), newCodes(o),
		newVersion())
	return root
}

// configFile returns the name of the configuration file.
func (o *options) configFile() string {
	if o.config != "" {
		return o.config
	}
	return fragen.FindConfig()
}

// readDescription reads a description. It may refer to files in its folder and
// below.
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

// readInput reads a file, or standard input if file is "-". The returned name is
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

// writeJSON prints a value as indented JSON.
func writeJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// jsonFlag adds --json.
func jsonFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "json", false, "print JSON")
}
