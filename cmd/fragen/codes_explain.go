package main

// This file has the command "codes explain", which looks up codes by the rules of
// the generated code.

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fragen-go/fragen/generator/codes"
)

func newCodesExplain(o *options) *cobra.Command {
	var (
		q      codes.Query
		files  []string
		asJSON bool
	)
	cmd := &cobra.Command{
		Use:   "explain CODE [SUBCODE] | WORD...",
		Short: "Explain a result code",
		Long: `explain looks up a code and a subcode in the same way as the generated code. explain
tries, in this order: a row for exactly this pair, a row for several pairs, a pattern, a
row for the code alone, and a row for the class of the code. For a code without a
subcode, explain lists all rows with this code. Any other argument is a search: "sip
486" finds the patterns that capture a SIP code, and "lobby" finds the rows whose ID or
messages contain that word.

The messages are in the locale that best matches --locale. If a message is not translated
into this locale, explain prints it in a different locale and adds a note. If no row
matches, explain lists similar rows, and the exit code is 1.

Write -- before a negative code, so that it is not read as a flag.`,
		Example: `  fragen codes explain 480 10037
  fragen codes explain 486/560486 --locale de-CH
  fragen codes explain lobby --json
  fragen codes explain -- -32601`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("specify a code, a code and its subcode, or words to search for")
			}
			q.Words = args
			files, err := o.tableFiles(files)
			if err != nil {
				return err
			}
			var answers []codeAnswer
			for _, arg := range files {
				file, text, err := readInput(cmd, arg)
				if err != nil {
					return err
				}
				found, diags := codes.ExplainFile(file, []byte(text), q)
				if err := diags.Err(); err != nil {
					return err
				}
				for _, a := range found {
					answers = append(answers, answerOf(a))
				}
			}
			if len(answers) == 0 {
				return fmt.Errorf("no table has the domain %q", q.Domain)
			}
			return writeAnswers(cmd, answers, q, asJSON)
		},
	}
	cmd.Flags().StringArrayVar(&files, "table", nil,
		"`file` with code tables; can be repeated (default: the files listed in fragen.yaml)")
	cmd.Flags().StringVar(&q.Domain, "domain", "", "search only the table with this `domain`")
	cmd.Flags().StringSliceVar(&q.Locales, "locale", nil,
		"language `tags` in order of preference (default: the source locale)")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// codeAnswer is the JSON form of codes.TableAnswer.
type codeAnswer struct {
	Domain string      `json:"domain"`
	Locale string      `json:"locale"`
	Suits  bool        `json:"suits"`
	Found  []codeMatch `json:"found"`
	Near   []codeMatch `json:"near"`
}

type codeMatch struct {
	At         string    `json:"at"`
	ID         string    `json:"id"`
	Codes      string    `json:"codes"`
	By         string    `json:"by"`
	Capture    string    `json:"capture,omitempty"`
	Captured   *int64    `json:"captured,omitempty"`
	Category   *codeTerm `json:"category,omitempty"`
	ResolvedBy *codeTerm `json:"resolvedBy,omitempty"`
	Retryable  bool      `json:"retryable"`
	Draft      bool      `json:"draft,omitempty"`
	Link       string    `json:"link,omitempty"`
	Since      string    `json:"since,omitempty"`
	Old        bool      `json:"deprecated,omitempty"`
	Successor  string    `json:"replacedBy,omitempty"`
	Message    *codeText `json:"message,omitempty"`
	User       *codeText `json:"user,omitempty"`
	Advice     *codeText `json:"advice,omitempty"`
}

type codeTerm struct {
	ID          string `json:"id"`
	Description string `json:"description,omitempty"`
	Locale      string `json:"locale,omitempty"` // of the description
	state       string
}

type codeText struct {
	Text   string `json:"text"`
	Locale string `json:"locale"`
	State  string `json:"state"`
}

func answerOf(a codes.TableAnswer) codeAnswer {
	out := codeAnswer{Domain: a.Domain, Locale: a.Locale, Suits: a.Suits, Found: []codeMatch{}, Near: []codeMatch{}}
	for _, m := range a.Found {
		out.Found = append(out.Found, matchOf(m))
	}
	for _, m := range a.Near {
		out.Near = append(out.Near, matchOf(m))
	}
	return out
}

func matchOf(m codes.RowMatch) codeMatch {
	out := codeMatch{
		At: m.Pos.String(), ID: m.ID, Codes: m.Codes, By: m.Fit.String(), Retryable: m.Retryable, Draft: m.Draft,
		Link: m.Link, Since: m.Since, Old: m.Deprecated, Successor: m.ReplacedBy,
		Message: textOf(m.Message), User: textOf(m.User), Advice: textOf(m.Advice),
	}
	if m.Capture != "" {
		out.Capture, out.Captured = m.Capture, &m.Captured
	}
	if m.Category.ID != "" {
		out.Category = termOf(m.Category)
	}
	if m.ResolvedBy.ID != "" {
		out.ResolvedBy = termOf(m.ResolvedBy)
	}
	return out
}

func termOf(m codes.TermMatch) *codeTerm {
	return &codeTerm{m.ID, m.Description.Text, m.Description.Locale, string(m.Description.State)}
}

// textOf returns the JSON form of a message, or nil if the row has none.
func textOf(text codes.Text) *codeText {
	if text.Text == "" {
		return nil
	}
	return &codeText{text.Text, text.Locale, string(text.State)}
}

// writeAnswers prints the matching rows. If no table has one, it prints the
// similar rows of each table.
func writeAnswers(cmd *cobra.Command, answers []codeAnswer, q codes.Query, asJSON bool) error {
	known := false
	for _, a := range answers {
		known = known || len(a.Found) > 0
	}
	if asJSON {
		if err := writeJSON(cmd.OutOrStdout(), answers); err != nil || known {
			return err
		}
		return findings{}
	}
	var b strings.Builder
	for _, a := range answers {
		if known == (len(a.Found) > 0) {
			a.write(&b, q)
		}
	}
	if _, err := io.WriteString(cmd.OutOrStdout(), b.String()); err != nil {
		return err
	}
	if !known {
		return findings{}
	}
	return nil
}

// maxDetailed is the maximum number of rows that are printed with all fields.
const maxDetailed = 3

func (a codeAnswer) write(b *strings.Builder, q codes.Query) {
	if !a.Suits {
		fmt.Fprintf(b, "%s has no messages in %s; the following messages are in %s.\n\n",
			a.Domain, shown(strings.Join(q.Locales, ", ")), a.Locale)
	}
	switch {
	case len(a.Found) == 0:
		fmt.Fprintf(b, "%s has no row for %s.\n", a.Domain, shown(strings.Join(q.Words, " ")))
		if len(a.Near) > 0 {
			b.WriteString("\nSimilar rows:\n")
			a.list(b, a.Near)
		}
	case len(a.Found) <= maxDetailed:
		for i, m := range a.Found {
			if i > 0 {
				b.WriteString("\n")
			}
			m.write(b, a)
		}
	default:
		fmt.Fprintf(b, "%s has %s:\n", a.Domain, counted(len(a.Found), "row"))
		a.list(b, a.Found)
	}
}

// list prints one line per row.
func (a codeAnswer) list(b *strings.Builder, rows []codeMatch) {
	lines := table{}
	for _, m := range rows {
		text := ""
		if m.Message != nil {
			text = m.Message.Text + a.localeNote(*m.Message)
		}
		lines.rows = append(lines.rows, []string{"  " + m.Codes, m.ID, text})
	}
	lines.write(b)
}

// localeNote returns a remark about a message that is in another locale than the
// preferred one, or that is a machine translation.
func (a codeAnswer) localeNote(text codeText) string {
	switch {
	case text.Locale != a.Locale:
		return fmt.Sprintf(" [%s; not translated into %s]", text.Locale, a.Locale)
	case text.State == "mt":
		return fmt.Sprintf(" [%s, machine translation]", text.Locale)
	}
	return ""
}

// text returns the term with its description.
func (t codeTerm) text(a codeAnswer) string {
	return t.ID + ": " + t.Description + a.localeNote(codeText{Locale: t.Locale, State: t.state})
}

func (m codeMatch) write(b *strings.Builder, a codeAnswer) {
	line := func(label, text string) { fmt.Fprintf(b, "  %-10s  %s\n", label, text) }
	fmt.Fprintf(b, "%s  %s\n", m.Codes, m.ID)
	line("table", a.Domain+", "+m.At)
	line("found by", m.By)
	if m.Captured != nil {
		line(m.Capture, fmt.Sprint(*m.Captured))
	}
	switch {
	case m.Draft:
		line("draft", "yes; no code is generated for this row")
	case m.Successor != "":
		line("deprecated", "yes; see "+m.Successor)
	case m.Old:
		line("deprecated", "yes")
	}
	for _, text := range []struct {
		label string
		*codeText
	}{{"message", m.Message}, {"for users", m.User}, {"advice", m.Advice}} {
		if text.codeText != nil {
			line(text.label, text.Text+a.localeNote(*text.codeText))
		}
	}
	if m.Category != nil {
		line("category", m.Category.text(a))
	}
	if m.ResolvedBy != nil {
		line("resolver", m.ResolvedBy.text(a))
	}
	again := "no"
	if m.Retryable {
		again = "yes"
	}
	line("retryable", again)
	if m.Since != "" {
		line("since", m.Since)
	}
	if m.Link != "" {
		line("see", m.Link)
	}
}
