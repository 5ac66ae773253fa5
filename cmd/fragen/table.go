package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/fragen-go/fragen/generator/diag"
)

// table is a list of rows, printed in aligned columns.
type table struct {
	right []int // indexes of the columns aligned to the right
	rows  [][]string
}

// write writes the table to a builder.
func (t table) write(to *strings.Builder) {
	for _, column := range t.right {
		width := 0
		for _, row := range t.rows {
			width = max(width, utf8.RuneCountInString(row[column]))
		}
		for _, row := range t.rows {
			row[column] = strings.Repeat(" ", width-utf8.RuneCountInString(row[column])) + row[column]
		}
	}
	var text strings.Builder
	aligner := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range t.rows {
		fmt.Fprintln(aligner, strings.Join(row, "\t"))
	}
	if err := aligner.Flush(); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	for line := range strings.Lines(text.String()) {
		to.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
}

// print writes the table to an output.
func (t table) print(to io.Writer) error {
	var b strings.Builder
	t.write(&b)
	_, err := io.WriteString(to, b.String())
	return err
}

// thousands returns n with commas: "11,422".
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// counted returns n and a noun in the singular or plural: "1 row", "2 rows".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

// shown returns a string from an input with escapes for characters that could control a
// terminal or break a line.
func shown(text string) string { return diag.Printable(text) }

// printLine prints a line about the content of an input, with escapes as shown has.
func printLine(w io.Writer, format string, args ...any) {
	fmt.Fprintln(w, shown(fmt.Sprintf(format, args...)))
}
