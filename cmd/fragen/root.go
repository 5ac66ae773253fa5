// Fragen generates small Go SDKs from fragments of API descriptions.
//
// Usage:
//
//	fragen COMMAND [ARGUMENT...] [FLAG...]
//
// The commands are:
//
//	check            report whether the generated files are up to date
//	codes coverage   count the translated messages in code tables
//	codes explain    explain a result code
//	codes export     write the messages in a code table to a file for translators
//	codes import     merge source pages or translators' files into a code table
//	codes lint       check code tables and their translations
//	codes page       print the content that import finds on source pages
//	docs             write reference pages for the SDK in each locale
//	generate         write the SDKs that fragen.yaml describes
//	help             help about any command
//	init             write an initial fragen.yaml
//	inspect          show the parts of an API description and their sizes
//	review           report changes to the SDK between two versions of its inputs
//	review approve   approve findings and record the reason
//	review prune     remove approvals that match no finding
//	slice            print the part of an API description that a selection needs
//	version          print the versions of fragen and Go
//
// Run "fragen COMMAND --help" for the arguments, flags and examples of a command.
//
// The exit code is 0 for success, 1 for findings, 2 for an invalid command line,
// 3 for invalid input and 4 for a bug in fragen.
//
// # Files
//
// Each subcommand has its own file, named after it. Of the other files, main.go
// ends a run, root.go has the flags and the input files of all commands, run.go
// and progress.go belong to generate and check, diagnostics.go prints diagnostics,
// filediff.go prints the output of "check --diff", review_report.go prints the report of
// review, review_approve.go has its subcommands, selection.go has the selection
// flags, explain.go prints the output of slice --explain, codes_take.go has the
// part of "codes import" for translators' files, and table.go and usage.go have
// helpers. The command may import the library (package fragen) and the rooms whose
// tools it offers.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/output"
	"github.com/fragen-go/fragen/generator/source"
)

// options are the flags that all commands have.
type options struct {
	config      string
	quiet       bool
	diagnostics string // format of diagnostics
	all         bool   // print all diagnostics

	started bool // the command line is valid, and the command is running
}

func newRoot(o *options) *cobra.Command {
	root := &cobra.Command{
		Use:   "fragen",
		Short: "Generate a small Go SDK from a fragment of an API description",
		Long: `fragen generates a small Go SDK from a fragment of an OpenAPI description and a
table of result codes. Its configuration is in fragen.yaml.

Results are printed to standard output, diagnostics to standard error.
Exit codes:
  0  success
  1  findings, such as outdated or edited files, or warnings about code tables
  2  invalid command line
  3  invalid input, or a file that cannot be read or written
  4  bug in fragen`,
		Example: `  fragen init spec/openapi.yaml   # write an initial fragen.yaml
  fragen generate                 # write the SDK
  fragen check                    # report whether the SDK is up to date, for CI`,
		Args: needsCommand,
		Run:  func(*cobra.Command, []string) {},
		// Errors before this function are about the command line.
		PersistentPreRunE: func(*cobra.Command, []string) error {
			o.started = true
			return o.checkFormat()
		},
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.Version = versions()
	root.SetVersionTemplate("{{.Version}}\n")
	root.Flags().Bool("version", false, "print the versions of fragen and Go")
	root.SetFlagErrorFunc(flagError)
	flags := root.PersistentFlags()
	flags.StringVar(&o.config, "config", "",
		"configuration `file` (default: fragen.yaml in this folder or the nearest parent folder, up to go.mod)")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "print only results and errors")
	flags.StringVar(&o.diagnostics, "diagnostics", "",
		"format of diagnostics: `text, github or json` (default: github in a GitHub workflow, else text)")
	flags.BoolVar(&o.all, "all", false, fmt.Sprintf("print all diagnostics, not only the first %d", shownDiagnostics))
	completeWords(root, "diagnostics", diagnosticFormats)
	inspect, slice, codes := newInspect(o), newSlice(o), newCodes(o)
	for _, cmd := range append(codes.Commands(), inspect, slice) {
		cmd.RunE = interruptible(cmd.RunE)
	}
	root.AddCommand(newGenerate(o), newCheck(o), newDocs(o), newInit(o), inspect, slice, codes,
		newReview(o), newVersion())
	root.InitDefaultHelpCmd()
	if help, _, err := root.Find([]string{"help"}); err == nil {
		help.Args = helpArgs
	}
	return root
}

// interruptible makes a command return when its context ends. The command writes at most
// one file, which a killed process leaves whole.
func interruptible(run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		ended, panicked := make(chan error, 1), make(chan string, 1)
		go func() {
			defer func() {
				if e := recover(); e != nil {
					panicked <- fmt.Sprintf("%v\n\n%s", e, debug.Stack())
				}
			}()
			ended <- run(cmd, args)
		}()
		select {
		case err := <-ended:
			return err
		case e := <-panicked:
			panic(e)
		case <-cmd.Context().Done():
			return cmd.Context().Err()
		}
	}
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
		text, err = output.ReadStream(cmd.Context(), cmd.InOrStdin())
		return "<stdin>", text, err
	}
	if text, err = output.ReadText(file); err != nil {
		if errors.As(err, new(*output.KindError)) {
			err = fmt.Errorf("%w; to read from a pipe, write - and use standard input", err)
		}
		return "", "", err
	}
	return file, text, nil
}

// replace replaces a file of the user.
func replace(cmd *cobra.Command, name string, before, after []byte) error {
	return output.Replace(cmd.Context(), name, before, after, waiting(cmd, nil))
}

// tidy removes the temporary files of a process that was killed while it replaced a file.
func tidy(cmd *cobra.Command, name string) error { return replace(cmd, name, nil, nil) }

// overwrite replaces a file whatever it contains.
func overwrite(cmd *cobra.Command, name string, data []byte) error {
	return again(func() error {
		before, err := output.ReadFile(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return replace(cmd, name, before, data)
	})
}

// again reads and replaces a file. If another process changes the file in between, for
// example because the same command runs twice, again repeats both.
func again(change func() error) error {
	const attempts = 20
	var err error
	for range attempts {
		if err = change(); !errors.As(err, new(*output.ChangedError)) {
			break
		}
	}
	return err
}

// waiting returns a function that reports that the command waits for another
// process. The bar may be nil.
func waiting(cmd *cobra.Command, bar *progress) func(pid int) {
	return func(pid int) {
		bar.pause()
		fmt.Fprintf(cmd.ErrOrStderr(), "fragen: waiting for process %d, which writes the same files\n", pid)
	}
}

// writeJSON prints a value as indented JSON.
func writeJSON(w io.Writer, value any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(diag.EscapeJSON(b.Bytes()))
	return err
}

// jsonFlag adds --json.
func jsonFlag(cmd *cobra.Command, to *bool) {
	cmd.Flags().BoolVar(to, "json", false, "print JSON")
}
