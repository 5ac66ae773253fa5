package main

// This file prints the report of fragen review, and writes it to files. All of them come
// from the same run, so one step of a pipeline makes the comment, the annotations and
// the page.

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/report"
	"github.com/fragen-go/fragen/generator/review"
)

// reportFlags are the flags of fragen review.
type reportFlags struct {
	reviewFlags
	format   string
	files    []string
	show     []string
	failOn   string
	maxBytes int
	rules    bool
	explain  string

	targets     []string
	callers     []string
	onlyCallers bool
}

// shownParts are the values of --show.
var shownParts = []string{"added", "docs", "none"}

func (f *reportFlags) addOutputFlags(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "",
		"`FORMAT` of standard output: "+strings.Join(reportFormats(), ", ")+
			" (default: github in a GitHub workflow, else text)")
	flags.StringArrayVarP(&f.files, "output", "o", nil,
		"also write the report to `FILE`, in the format that its extension specifies: "+
			strings.Join(report.Endings(), ", ")+"; can be repeated")
	flags.StringSliceVar(&f.show, "show", nil, "list the findings of these `parts` in text: added, docs, none")
	flags.StringVar(&f.failOn, "fail-on", "",
		"exit with code 1 for findings of this `LEVEL`: "+strings.Join(failLevels, ", ")+" (default: never)")
	flags.IntVar(&f.maxBytes, "max-bytes", report.DefaultMaxBytes, "maximum size of Markdown in `bytes`")
	flags.BoolVar(&f.rules, "rules", false, "list the rules of findings with their severities")
	flags.StringVar(&f.explain, "explain", "", "print the meaning and the remedy of a `RULE`")
	flags.StringArrayVar(&f.targets, "target", nil,
		"compare only the target with this `NAME`; can be repeated (default: all targets)")
	flags.StringArrayVar(&f.callers, "callers", nil,
		"find the uses of changed symbols in the Go packages that match `PATTERN`, such as ./...; can be repeated "+
			"(default: review.callers in fragen.yaml)")
	flags.BoolVar(&f.onlyCallers, "only-callers", false,
		"with --fail-on, ignore findings that affect none of the packages that --callers selects")
	completeWords(cmd, "format", reportFormats())
	completeWords(cmd, "show", shownParts)
	completeWords(cmd, "fail-on", failLevels)
	var rules []string
	for _, rule := range review.Rules() {
		rules = append(rules, rule.ID)
	}
	completeWords(cmd, "explain", rules)
}

func reportFormats() []string {
	var list []string
	for _, format := range report.Formats {
		list = append(list, string(format))
	}
	return list
}

// run prints the report, or rules.
func (f *reportFlags) run(cmd *cobra.Command) error {
	switch {
	case f.rules:
		return printReviewRules(cmd.OutOrStdout())
	case f.explain != "":
		return explainRule(cmd.OutOrStdout(), f.explain)
	}
	if err := f.check(); err != nil {
		return err
	}
	c, err := f.compare(cmd, &fragen.ReviewOptions{
		Targets: f.targets, Excerpts: f.writesHTML(), Callers: f.callers, FindCallers: f.to == "",
	})
	if err != nil {
		return err
	}
	if f.onlyCallers && c.Report.Callers == nil {
		return usagef("--only-callers needs --callers, such as --callers ./...")
	}
	for _, file := range f.files {
		format, _ := report.FormatOf(file)
		data, err := report.Render(c.Report, format, f.reportOptions(c, nil))
		if err != nil {
			return err
		}
		if err := overwrite(cmd, file, data); err != nil {
			return err
		}
	}
	out := cmd.OutOrStdout()
	data, err := report.Render(c.Report, report.Format(f.format), f.reportOptions(c, out))
	if err != nil {
		return err
	}
	if _, err := out.Write(data); err != nil {
		return err
	}
	if f.failing(c) {
		return findings{}
	}
	return nil
}

// failing reports whether the review has a finding at or above the level of --fail-on.
func (f *reportFlags) failing(c *comparison) bool {
	level := cmp.Or(f.failOn, c.FailOn)
	compileError := &review.Finding{Severity: review.Break, Classes: []review.Class{review.GoSource}}
	if search := c.Report.Callers; search != nil && len(search.Other) > 0 && fails(compileError, level) {
		return true
	}
	return slices.ContainsFunc(c.Report.Targets, func(target *review.Target) bool {
		return slices.ContainsFunc(target.Findings, func(finding *review.Finding) bool {
			return fails(finding, level) && (!f.onlyCallers || finding.AffectsCallers())
		})
	})
}

// check checks the flags and sets the default format.
func (f *reportFlags) check() error {
	var errs []error
	if f.format == "" {
		f.format = string(report.Text)
		if os.Getenv("GITHUB_ACTIONS") == "true" {
			f.format = string(report.GitHub)
		}
	}
	errs = append(errs,
		oneOf("format", f.format, reportFormats()...), oneOf("--fail-on", f.failOn, failLevels...))
	for _, part := range f.show {
		errs = append(errs, oneOf("--show", part, shownParts...))
	}
	for _, file := range f.files {
		if _, ok := report.FormatOf(file); !ok {
			errs = append(errs, usagef("--output %s: expected a file name that ends in %s", file,
				strings.Join(report.Endings(), ", ")))
		}
	}
	if f.maxBytes < 1 {
		errs = append(errs, usagef("--max-bytes is %d; it must be at least 1", f.maxBytes))
	}
	if len(f.callers) > 0 && f.to != "" {
		errs = append(errs, usagef("--callers reads the packages in the work tree, so it cannot be used with --to"))
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// writesHTML reports whether one of the outputs is HTML, which has excerpts of the
// descriptions.
func (f *reportFlags) writesHTML() bool {
	return f.format == string(report.HTML) || slices.ContainsFunc(f.files, func(file string) bool {
		format, _ := report.FormatOf(file)
		return format == report.HTML
	})
}

// reportOptions returns the options of an output. terminal is nil for a file.
func (f *reportFlags) reportOptions(c *comparison, terminal io.Writer) report.Options {
	opt := report.Options{
		Prefix: c.Prefix, Config: filepath.Base(f.configFile()), MaxBytes: f.maxBytes,
		Show: report.Show{
			Added: slices.Contains(f.show, "added"), Docs: slices.Contains(f.show, "docs"),
			None: slices.Contains(f.show, "none"),
		},
		OldFiles: filesURL(c.Commits[0]), NewFiles: filesURL(c.Commits[1]), Links: f.links(),
	}
	if terminal != nil {
		opt.Color = isInteractive(terminal) && os.Getenv("NO_COLOR") == ""
	}
	return opt
}

// links returns the addresses of the other outputs in a pipeline. A GitLab job serves its
// artifacts. In a GitHub workflow, the artifacts are on the page of the run.
func (f *reportFlags) links() []report.Link {
	if job := os.Getenv("CI_JOB_URL"); job != "" {
		var list []report.Link
		for _, file := range f.files {
			format, _ := report.FormatOf(file)
			name := map[report.Format]string{report.HTML: "HTML", report.JSON: "JSON"}[format]
			if at := filepath.ToSlash(file); name != "" && fs.ValidPath(at) {
				list = append(list, report.Link{Name: name, URL: job + "/artifacts/file/" + at})
			}
		}
		return list
	}
	server, repository := os.Getenv("GITHUB_SERVER_URL"), os.Getenv("GITHUB_REPOSITORY")
	if run := os.Getenv("GITHUB_RUN_ID"); run != "" && repository != "" {
		return []report.Link{{Name: "workflow run", URL: server + "/" + repository + "/actions/runs/" + run}}
	}
	return nil
}

// filesURL returns the address of the repository's files at a commit, "" if the command
// does not run in a pipeline of GitHub or GitLab. An empty commit means the one that the
// pipeline has checked out.
func filesURL(commit string) string {
	for _, host := range []struct{ repository, files, commit string }{
		{os.Getenv("GITHUB_SERVER_URL") + "/" + os.Getenv("GITHUB_REPOSITORY"), "/blob/", os.Getenv("GITHUB_SHA")},
		{os.Getenv("CI_PROJECT_URL"), "/-/blob/", os.Getenv("CI_COMMIT_SHA")},
	} {
		if host.commit == "" || len(host.repository) < 2 {
			continue
		}
		if commit == "" {
			commit = host.commit
		}
		return host.repository + host.files + commit + "/"
	}
	return ""
}

func printReviewRules(to io.Writer) error {
	list := table{}
	for _, rule := range review.Rules() {
		list.rows = append(list.rows, []string{rule.ID, string(rule.Severity), rule.Title})
	}
	return list.print(to)
}

func explainRule(to io.Writer, id string) error {
	rule, ok := review.FindRule(id)
	if !ok {
		var known []string
		for _, rule := range review.Rules() {
			known = append(known, rule.ID)
		}
		return usagef("unknown rule %q%s; --rules lists all rules", id, diag.DidYouMean(id, known))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s\n\nThe severity is at most %q: %s.\n", rule.ID, rule.Title, rule.Severity,
		severityMeanings[rule.Severity])
	for _, class := range rule.Classes {
		fmt.Fprintf(&b, "A finding of class %q means: %s.\n", class, classMeanings[class])
	}
	if rule.Help != "" {
		fmt.Fprintf(&b, "\n%s\n", rule.Help)
	}
	if rule.Remedy != "" {
		fmt.Fprintf(&b, "Remedy: %s.\n", rule.Remedy)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// severityMeanings explains the severities.
var severityMeanings = map[review.Severity]string{
	review.Break: "callers do not compile, or requests or responses have a different meaning",
	review.Risk:  "callers compile, but may behave differently",
	review.Add:   "new symbols or values",
	review.Text:  "a change to the documentation",
	review.None:  "no effect on the SDK",
}

// classMeanings explains the classes of findings.
var classMeanings = map[review.Class]string{
	review.GoSource:    "callers of the old SDK do not compile with the new SDK",
	review.GoBehaviour: "callers compile, and the new SDK behaves differently",
	review.Wire:        "the service may refuse requests from the old SDK, or the old SDK may be unable to read responses",
	review.Codes:       "result codes or their messages changed",
	review.Docs:        "the documentation changed",
	review.Generator:   "the generator leaves a part out, warns, or is another version",
}
