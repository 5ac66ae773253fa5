package catalog

// This file tests tables in plain text with random codes and texts, which may be
// aligned, wrapped or followed by other lines.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/codes"
)

// textTable is a random table in plain text and its rows.
type textTable struct {
	page  string
	texts map[string]string // by code
}

func newTextTable(random *rand.Rand) textTable {
	t := textTable{texts: make(map[string]string)}
	isAligned, hasStops, width := random.IntN(2) == 0, random.IntN(2) == 0, 30+random.IntN(50)
	isWrapped, hasFooter := random.IntN(2) == 0, random.IntN(4) == 0
	gap := " "
	if isAligned {
		gap = strings.Repeat(" ", 2+random.IntN(4))
	}
	lines := []string{fmt.Sprintf("%-5s%s%s", "Code", gap, "Message")}
	if !isAligned {
		lines[0] = "Code Message"
	}
	for len(t.texts) < 8 {
		code := fmt.Sprint(random.IntN([]int{10, 1000, 100_000}[random.IntN(3)]))
		if t.texts[code] != "" {
			continue
		}
		text := strings.ToUpper(word(random.IntN(300))[:1]) + word(random.IntN(300))
		for range random.IntN(12) {
			next := word(random.IntN(300))
			switch random.IntN(6) {
			case 0:
				next = "1234567" // as long as no code, which could be another code
				if isAligned {
					next = fmt.Sprint(random.IntN(10_000))
				}
			case 1:
				next = strings.ToUpper(next[:1]) + next[1:]
			}
			text += " " + next
		}
		if hasStops {
			text += "."
		}
		t.texts[code] = text
		indent := ""
		line := code + gap
		if isAligned {
			line = fmt.Sprintf("%-5s%s", code, gap)
			indent = strings.Repeat(" ", len(line))
		}
		for i, next := range strings.Fields(text) {
			if isWrapped && i > 0 && len(line)+1+len(next) > width {
				lines = append(lines, line)
				line = indent + next
				continue
			}
			if i > 0 {
				line += " "
			}
			line += next
		}
		lines = append(lines, line)
	}
	if hasFooter {
		lines = append(lines, "Text below the table")
	}
	t.page = strings.Join(lines, "\n") + "\n"
	return t
}

// TestTextTables imports random tables: 500 with FRAGEN_LONG, and 50 without. No
// row may have a wrong code or text, and the missing ones must be reported.
func TestTextTables(t *testing.T) {
	n := 50
	if os.Getenv("FRAGEN_LONG") != "" {
		n = 500
	}
	read := 0
	for seed := range n {
		table := newTextTable(rand.New(rand.NewPCG(uint64(seed), 2)))
		page, diags := ReadSourcePage("page.txt", []byte(table.page), Text)
		if page == nil {
			t.Fatal(diags)
		}
		content, report, diags := imported(nil, []*SourcePage{page}, Options{Domain: "shop", Locale: "en"})
		var rows []*codes.Code
		if report.Rows > 0 {
			tables, _ := codes.Parse("codes.yaml", content)
			rows = tables[0].Codes
		}
		isWrong := slices.ContainsFunc(rows, func(row *codes.Code) bool {
			return table.texts[fmt.Sprint(row.Codes[0].Number())] != row.Message[0].Text
		})
		if isWrong || len(rows)+report.LeftOut < len(table.texts) {
			t.Errorf("seed %d: got\n%s\n%s\nfrom\n%s", seed, content, diags, table.page)
		}
		read += len(rows)
	}
	t.Logf("%d of %d rows were imported", read, 8*n)
	if read < 4*n {
		t.Errorf("%d of %d rows were imported, want half of them", read, 8*n)
	}
}
