package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"
)

// table is rows of cells.
type table struct {
	right []int // columns that are aligned to the right
	rows  [][]string
}

// write prints the rows in columns.
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

// print writes the table as a command's result.
func (t table) print(to io.Writer) error {
	var b strings.Builder
	t.write(&b)
	_, err := io.WriteString(to, b.String())
	return err
}

// thousands writes n with commas: 11,422.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// counted writes a number of things.
func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return thousands(n) + " " + what + "s"
}

// shown takes from foreign text what could steer a terminal or break a line.
func shown(text string) string {
	return strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}
