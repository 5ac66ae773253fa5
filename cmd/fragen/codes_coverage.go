package main

// This file has the command "codes coverage", which counts the messages of a code
// table by locale and state. It prints columns, a Markdown table or JSON.

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/codes"
)

func newCodesCoverage(o *options) *cobra.Command {
	var (
		asJSON  bool
		format  string
		require int
	)
	cmd := &cobra.Command{
		Use:   "coverage [FILE...]",
		Short: "Count the translated messages in code tables",
		Long: `coverage counts the messages in code tables by locale and by state. Without arguments,
coverage reads the code tables listed in fragen.yaml. DONE is the percentage of messages
with a usable translation. Drafts and stale translations are not counted. Machine translations are not counted in locales that the table lists as released.

The exit code is 1 if the coverage of any locale is below the minimum set by the
"coverage" key in the table or by --require.`,
		Example: `  fragen codes coverage
  fragen codes coverage codes.yaml --format markdown
  fragen codes coverage --require 90`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := oneOf("format", format, "table", "markdown"); err != nil {
				return err
			}
			if require < 0 || require > 100 {
				return usagef("--require is %d; it must be a percentage from 0 to 100", require)
			}
			files, err := o.tableFiles(args)
			if err != nil {
				return err
			}
			tables, err := readCoverage(cmd, files, require)
			if err != nil {
				return err
			}
			if err := writeCoverage(cmd.OutOrStdout(), tables, asJSON, format == "markdown"); err != nil {
				return err
			}
			return tooLittle(cmd.ErrOrStderr(), tables, o.quiet)
		},
	}
	jsonFlag(cmd, &asJSON)
	cmd.Flags().StringVar(&format, "format", "table", "output `format`: table or markdown")
	cmd.Flags().IntVar(&require, "require", 0,
		"minimum `percentage` of usable messages in each locale; a table can require more")
	return cmd
}

// tableCoverage is the JSON form of codes.TableCoverage.
type tableCoverage struct {
	File    string           `json:"file"`
	Domain  string           `json:"domain"`
	Locales []localeCoverage `json:"locales"`
}

type localeCoverage struct {
	Locale     string `json:"locale"`
	Source     bool   `json:"source,omitempty"`
	Released   bool   `json:"released,omitempty"`
	Reviewed   int    `json:"reviewed"`
	Translated int    `json:"translated"`
	Machine    int    `json:"mt"`
	Draft      int    `json:"draft"`
	Stale      int    `json:"stale"`
	Missing    int    `json:"missing"`
	Total      int    `json:"total"`
	Percent    int    `json:"percent"`
	Demand     int    `json:"demand,omitempty"`
	Short      bool   `json:"short,omitempty"`
}

func readCoverage(cmd *cobra.Command, files []string, require int) ([]tableCoverage, error) {
	var out []tableCoverage
	for _, arg := range files {
		file, text, err := readInput(cmd, arg)
		if err != nil {
			return nil, err
		}
		tables, diags := codes.CoverFile(file, []byte(text))
		if err := diags.Err(); err != nil {
			return nil, err
		}
		for _, table := range tables {
			one := tableCoverage{File: file, Domain: table.Domain}
			for _, s := range table.Shares {
				s.Demand = max(s.Demand, require)
				one.Locales = append(one.Locales, localeCoverage{
					s.Locale, s.IsSource, s.Released, s.Reviewed, s.Translated, s.Machine, s.Draft, s.Stale, s.Missing,
					s.Total(), s.Percent(), s.Demand, s.Short(),
				})
			}
			out = append(out, one)
		}
	}
	return out, nil
}

var coverageColumns = []string{
	"LOCALE", "REVIEWED", "TRANSLATED", "MT", "DRAFT", "STALE", "MISSING",
	"DONE", "REQUIRED",
}

func (l localeCoverage) cells() []string {
	count := func(n int) string {
		if n == 0 {
			return "-"
		}
		return thousands(n)
	}
	name, required := l.Locale, "-"
	if l.Source {
		name += " (source)"
	}
	if l.Demand > 0 {
		required = strconv.Itoa(l.Demand) + "%"
	}
	return []string{
		name, count(l.Reviewed), count(l.Translated), count(l.Machine), count(l.Draft), count(l.Stale),
		count(l.Missing),
		strconv.Itoa(l.Percent) + "%", required,
	}
}

func writeCoverage(to io.Writer, tables []tableCoverage, asJSON, markdown bool) error {
	if asJSON {
		return writeJSON(to, tables)
	}
	var b strings.Builder
	for i, t := range tables {
		if i > 0 {
			b.WriteString("\n")
		}
		rows := [][]string{coverageColumns}
		for _, l := range t.Locales {
			rows = append(rows, l.cells())
		}
		total := 0
		if len(t.Locales) > 0 {
			total = t.Locales[0].Total
		}
		if markdown {
			fmt.Fprintf(&b, "### %s\n\n%s in %s.\n\n",
				t.Domain, counted(total, "message"), counted(len(t.Locales), "locale"))
			writeMarkdown(&b, rows)
			continue
		}
		fmt.Fprintf(&b, "%s: %s in %s\n", t.Domain, counted(total, "message"), counted(len(t.Locales), "locale"))
		table{[]int{1, 2, 3, 4, 5, 6, 7, 8}, rows}.write(&b)
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// writeMarkdown writes rows as a table. The first row is the header, and every
// column except the first is aligned to the right.
func writeMarkdown(b *strings.Builder, rows [][]string) {
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString("|---" + strings.Repeat("|--:", len(row)-1) + "|\n")
		}
	}
}

// tooLittle reports the locales with a coverage below their requirement.
func tooLittle(stderr io.Writer, tables []tableCoverage, quiet bool) error {
	var short []string
	for _, t := range tables {
		for _, l := range t.Locales {
			if l.Short {
				short = append(short, fmt.Sprintf("%s of %s", l.Locale, t.Domain))
			}
		}
	}
	if len(short) == 0 {
		return nil
	}
	if !quiet {
		fmt.Fprintf(stderr, "fragen: below the required coverage: %s\n", strings.Join(short, ", "))
	}
	return findings{}
}
