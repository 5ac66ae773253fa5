//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// This file writes the table.

func seconds(n float64) time.Duration { return time.Duration(n * float64(time.Second)) }

// table returns the table as Markdown.
func table(all []*program) string {
	var b strings.Builder
	b.WriteString("| ")
	for _, p := range all {
		b.WriteString("| " + p.title + " ")
	}
	b.WriteString("|\n|---" + strings.Repeat("|---:", len(all)) + "|\n")
	row := func(name string, cell func(*program) string) {
		b.WriteString("| " + name + " ")
		for _, p := range all {
			b.WriteString("| " + cell(p) + " ")
		}
		b.WriteString("|\n")
	}
	cpu := func(d time.Duration) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
	size := func(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
	row("lines of Go", func(p *program) string { return fmt.Sprint(p.lines) })
	row("cold build, CPU", func(p *program) string { return cpu(p.cold.CPU) })
	row("the same without the standard library, CPU", func(p *program) string { return cpu(p.warm.CPU) })
	row("largest process", func(p *program) string { return size(p.cold.Largest) })
	row("binary", func(p *program) string { return size(p.size) })
	return b.String()
}

// sectionHead begins the section of docs/scale.md. The command scale keeps it.
const sectionHead = "\n## Other SDKs\n"

const sectionText = `
The command ` + "`go -C bench run ./beside -docs ../docs/scale.md`" + ` writes this table, which compares
programs that make the same four calls: with fragen's SDK for GitHub's whole description, with
[go-github](https://github.com/google/go-github), with fragen's SDK for a description of %d
operations that resembles Stripe's description, and with
[stripe-go](https://github.com/stripe/stripe-go). Each program is built with an empty build
cache, and with a cache that contains only the standard library. %s
The number of lines includes all packages that the program needs, except the standard library.
The largest process is usually the compiler.

`

// replaceSection replaces the section of a Markdown file, which is the last one.
func replaceSection(file, text string) error {
	old, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	before, _, _ := strings.Cut(string(old), sectionHead)
	return os.WriteFile(file, []byte(before+sectionHead+text), 0o666)
}
