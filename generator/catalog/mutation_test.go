package catalog

// This file changes a table of codes at random, as vendors do, and imports it. The
// test knows the truth: each code of the result must have the text of its row, each
// row that is not in the result must be reported, and most rows must be in the
// result if the changes keep the table readable.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/codes"
)

// truthRows is the number of rows of the table.
const truthRows = 50

// truthTable is a table whose rows are known.
type truthTable struct {
	random *rand.Rand
	format Format
	names  []string // role of each column
	header []string
	rows   []truthRow
	plain  []string // names of the changes
	data   bool     // the header has data cells, in HTML
	words  bool     // the codes are words, without subcodes
	broken bool     // the changes may make the table unreadable
}

// truthRow is a row as it is written. Its pairs are its true codes; a row without
// pairs has no data.
type truthRow struct {
	cells map[string]string // by role
	pairs []string          // code/subcode
	text  string
	code  string // without changes
	drop  string // role of a missing cell, or ""
	attrs string // of the row, in HTML
	span  bool   // the code is in the row above, in HTML
	lost  bool   // it cannot be read by design
}

// newTruth returns a table without changes.
func newTruth(random *rand.Rand) *truthTable {
	t := &truthTable{random: random, names: []string{"code", "subcode", "text"}}
	t.format = []Format{Markdown, HTML, REST, AsciiDoc, CSV}[random.IntN(5)]
	t.header = []string{"Code", "Subcode", "Description"}
	used := map[string]bool{}
	if t.words = random.IntN(4) == 0; t.words {
		t.names, t.header = []string{"code", "text"}, []string{"Code", "Description"}
	}
	for i := range truthRows {
		code := 200 + 10*(i/3)
		sub := 1000 + random.IntN(900_000)
		for used[fmt.Sprint(sub)] {
			sub++
		}
		used[fmt.Sprint(sub)] = true
		row := truthRow{
			cells: map[string]string{
				"code": fmt.Sprint(code), "subcode": fmt.Sprint(sub),
				"text": fmt.Sprintf("The order %s was %s.", word(i), word(i*7+3)),
			},
			code: fmt.Sprint(code), pairs: []string{fmt.Sprintf("%d/%d", code, sub)},
		}
		row.text = row.cells["text"]
		if t.words {
			row.code = "order_" + word(i)
			row.cells["code"], row.pairs = row.code, []string{row.code}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// word returns a word that is different for each i.
func word(i int) string {
	const syllables = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu"
	list := strings.Fields(syllables)
	return list[i%20] + list[i/20%20] + "ne" + list[(i*3+1)%20]
}

// mutations are the changes. Each reports whether it applies to the format.
var mutations = map[string]func(t *truthTable) bool{
	"move columns": func(t *truthTable) bool {
		order := t.random.Perm(len(t.names))
		names, header := slices.Clone(t.names), slices.Clone(t.header)
		for i, from := range order {
			t.names[i], t.header[i] = names[from], header[from]
		}
		return true
	},
	"add a column": func(t *truthTable) bool {
		kinds := [][]string{
			{"HTTP status", "404", "500", "200"},
			{"Severity", "1", "2", "3"},
			{"Since", "2019", "2020"},
			{"Owner", "Team A", "Team B"},
			{"Advice", "Try again.", "Call us.", ""},
			{"Retries", "3", "0"},
			{"Name", "ERR_LATE", "ERR_LOST"},
			{"SIP code", "486", "603"},
		}
		kind := kinds[t.random.IntN(len(kinds))]
		if slices.Contains(t.names, kind[0]) {
			return false
		}
		at := t.random.IntN(len(t.names) + 1)
		t.names, t.header = slices.Insert(t.names, at, kind[0]), slices.Insert(t.header, at, kind[0])
		for i := range t.rows {
			t.rows[i].cells[kind[0]] = kind[1+t.random.IntN(len(kind)-1)]
		}
		return true
	},
	"rename a column": func(t *truthTable) bool {
		names := map[string][]string{
			"code":    {"Error code", "Fehlercode", "代码", "Код", "Result code", "CODE"},
			"subcode": {"Sub-code", "Untercode", "子代码", "Подкод", "sub code"},
			"text":    {"Reason", "Beschreibung", "原因", "Причина", "Meaning", "**Message**"},
		}
		i := t.random.IntN(len(t.names))
		if list := names[t.names[i]]; list != nil {
			t.header[i] = list[t.random.IntN(len(list))]
			return true
		}
		return false
	},
	"rename a column to an unknown name": func(t *truthTable) bool {
		t.header[t.random.IntN(len(t.header))] = "Xyzzy"
		t.broken = true
		return true
	},
	"mark footnotes": func(t *truthTable) bool {
		marks := map[Format][]string{
			Markdown: {"<sup>1</sup>", "[^1]", "¹"}, HTML: {"<sup>2</sup>", `<sup><a href="#f">1</a></sup>`, "*", "†"},
			REST: {"¹", " [1]_"}, AsciiDoc: {"^1^", "footnote:[Only here.]"}, CSV: {"¹", "*"},
		}[t.format]
		t.each(0.2, func(row *truthRow) {
			role := []string{"code", "subcode", "text"}[t.random.IntN(3)]
			mark := marks[t.random.IntN(len(marks))]
			if role == "text" && (mark == "*" || mark == "†") || t.words && mark == "*" {
				return // part of the text, or a wildcard
			}
			row.cells[role] += mark
		})
		return true
	},
	"separate thousands": func(t *truthTable) bool {
		separator := []string{" ", "\u00A0", "\u202F", ",", ".", "'", "\u2009"}[t.random.IntN(7)]
		t.each(1, func(row *truthRow) { row.cells["subcode"] = grouped(row.cells["subcode"], separator) })
		t.broken = t.broken || strings.Contains(" ,.", separator) // single cells stay ambiguous
		return true
	},
	"write other digits": func(t *truthTable) bool {
		zero := []rune("٠०０۰")[t.random.IntN(4)]
		t.each(0.5, func(row *truthRow) {
			for _, role := range []string{"code", "subcode"} {
				row.cells[role] = strings.Map(func(c rune) rune {
					if '0' <= c && c <= '9' {
						return zero + c - '0'
					}
					return c
				}, row.cells[role])
			}
		})
		return true
	},
	"name the codes": func(t *truthTable) bool {
		t.each(0.3, func(row *truthRow) {
			if row.cells["code"] != "" {
				row.cells["code"] += " (NOT FOUND)"
			}
		})
		return true
	},
	"hide characters": func(t *truthTable) bool {
		t.each(0.2, func(row *truthRow) {
			role := []string{"code", "subcode", "text"}[t.random.IntN(3)]
			at := len(row.cells[role]) / 2
			if role != "text" || isASCII(row.cells[role]) {
				row.cells[role] += "\u200B"
			} else {
				row.cells[role] = row.cells[role][:at] + row.cells[role][at:]
			}
		})
		return true
	},
	"join two rows": func(t *truthTable) bool {
		i := t.random.IntN(len(t.rows) - 1)
		a, b := &t.rows[i], t.rows[i+1]
		if t.words || a.code != b.code || len(a.pairs)+len(b.pairs) != 2 || a.span || b.span || a.lost || b.lost {
			return false
		}
		a.cells["subcode"] += []string{", ", "; ", " or "}[t.random.IntN(3)] + b.cells["subcode"]
		a.pairs = append(a.pairs, b.code+"/"+strings.Split(b.pairs[0], "/")[1])
		t.rows = slices.Delete(t.rows, i+1, i+2)
		return true
	},
	"write a range": func(t *truthTable) bool {
		row := &t.rows[t.random.IntN(len(t.rows))]
		if t.words || len(row.pairs) != 1 || row.span || row.lost {
			return false
		}
		low := 2_000_000 + 100*t.random.IntN(1000)
		row.cells["subcode"] = fmt.Sprintf("%d–%d", low, low+99)
		row.pairs = []string{fmt.Sprintf("%s/%d-%d", row.code, low, low+99)}
		return true
	},
	"add subheadings": func(t *truthTable) bool {
		i := t.random.IntN(len(t.rows))
		row := truthRow{cells: map[string]string{t.names[0]: "Delivery"}}
		if t.rows[i].span {
			return false
		}
		t.rows = slices.Insert(t.rows, i, row)
		return true
	},
	"repeat the header": func(t *truthTable) bool {
		i := t.random.IntN(len(t.rows))
		if t.rows[i].span {
			return false
		}
		row := truthRow{cells: map[string]string{}}
		for i, name := range t.names {
			row.cells[name] = t.header[i]
		}
		t.rows = slices.Insert(t.rows, i, row)
		return true
	},
	"drop a cell": func(t *truthTable) bool {
		row := &t.rows[t.random.IntN(len(t.rows))]
		if t.format == REST || t.format == AsciiDoc || row.pairs == nil || row.span {
			return false
		}
		row.drop, row.lost = t.names[t.random.IntN(len(t.names))], true
		return true
	},
	"spoil a code": func(t *truthTable) bool {
		row := &t.rows[t.random.IntN(len(t.rows))]
		if t.words || row.pairs == nil {
			return false
		}
		row.cells["subcode"], row.lost = "see "+row.cells["subcode"]+" below", true
		return true
	},
	"merge cells": func(t *truthTable) bool {
		if t.format != HTML || t.names[0] != "code" {
			return false
		}
		for i := 1; i < len(t.rows); i++ {
			above := t.rows[i-1]
			t.rows[i].span = above.code != "" && above.code == t.rows[i].code && above.drop == "" &&
				t.rows[i].drop == "" && above.attrs == "" && t.rows[i].attrs == ""
		}
		return true
	},
	"leave out repeated codes": func(t *truthTable) bool {
		last := ""
		for i := range t.rows {
			row := &t.rows[i]
			if row.code != "" && row.code == last && !row.span && !t.rows[i-1].lost {
				row.cells["code"] = ""
			}
			if last = row.code; row.lost {
				last = ""
			}
		}
		return true
	},
	"hide a row": func(t *truthTable) bool {
		row := &t.rows[t.random.IntN(len(t.rows))]
		if t.format != HTML || row.pairs == nil || slices.ContainsFunc(t.rows, func(r truthRow) bool { return r.span }) {
			return false
		}
		row.attrs, row.pairs, row.code = ` style="display:none"`, nil, ""
		return true
	},
	"write the header in data cells": func(t *truthTable) bool {
		t.data = t.format == HTML
		return t.data
	},
	"add buttons": func(t *truthTable) bool {
		if t.format != HTML {
			return false
		}
		t.each(0.3, func(row *truthRow) {
			row.cells["text"] += `<button>Copy 5</button><svg><title>9</title></svg>`
		})
		return true
	},
	"contradict a row": func(t *truthTable) bool {
		i := t.random.IntN(len(t.rows))
		row := t.rows[i]
		if row.pairs == nil || row.span || row.lost || row.cells["code"] == "" {
			return false
		}
		row.cells = map[string]string{"code": row.cells["code"], "subcode": row.cells["subcode"], "text": "Another order."}
		row.text, row.lost = "Another order.", true
		t.rows = append(t.rows, row)
		return true
	},
	"add a separator to a text": func(t *truthTable) bool {
		row := &t.rows[t.random.IntN(len(t.rows))]
		if t.format != Markdown || row.pairs == nil {
			return false
		}
		row.cells["text"], row.lost = "Use a | b.", true
		return true
	},
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(c rune) bool { return c > 127 })
}

// grouped returns a number with a separator between thousands. It does not change
// other cells.
func grouped(text, separator string) string {
	if len(text) < 4 || strings.Trim(text, "0123456789") != "" {
		return text
	}
	return grouped(text[:len(text)-3], separator) + separator + text[len(text)-3:]
}

// each calls change for a part of the rows with data.
func (t *truthTable) each(part float64, change func(*truthRow)) {
	for i := range t.rows {
		if t.rows[i].pairs != nil && t.random.Float64() < part {
			change(&t.rows[i])
		}
	}
}

// mutate applies up to three changes.
func (t *truthTable) mutate() {
	var names []string
	for name := range mutations {
		names = append(names, name)
	}
	slices.Sort(names)
	for range 1 + t.random.IntN(3) {
		if name := names[t.random.IntN(len(names))]; mutations[name](t) {
			t.plain = append(t.plain, name)
		}
	}
}

// write returns the page.
func (t *truthTable) write() string {
	var b strings.Builder
	b.WriteString(map[Format]string{
		Markdown: "| " + strings.Join(t.header, " | ") + " |\n|" + strings.Repeat("--|", len(t.header)) + "\n",
		HTML:     "<table><tr><th>" + strings.Join(t.header, "</th><th>") + "</th></tr>\n",
		REST:     ".. list-table::\n   :header-rows: 1\n\n   * - " + strings.Join(t.header, "\n     - ") + "\n",
		AsciiDoc: "[%header,cols=" + fmt.Sprint(len(t.header)) + "*]\n|===\n|" + strings.Join(t.header, " |") + "\n",
		CSV:      strings.Join(t.header, "\t") + "\n",
	}[t.format])
	if page := b.String(); t.data {
		b.Reset()
		b.WriteString(strings.ReplaceAll(page, "th>", "td>"))
	}
	for i, row := range t.rows {
		cells := t.cells(i, row)
		switch t.format {
		case Markdown:
			b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		case HTML:
			b.WriteString("<tr" + row.attrs + ">" + strings.Join(cells, "") + "</tr>\n")
		case REST:
			b.WriteString("   * - " + strings.Join(cells, "\n     - ") + "\n")
		case AsciiDoc:
			b.WriteString("|" + strings.Join(cells, " |") + "\n")
		default:
			b.WriteString(strings.Join(cells, "\t") + "\n")
		}
	}
	b.WriteString(map[Format]string{HTML: "</table>\n", AsciiDoc: "|===\n"}[t.format])
	return b.String()
}

// cells returns the cells of a row as they are written.
func (t *truthTable) cells(i int, row truthRow) []string {
	var cells []string
	for _, name := range t.names {
		cell := row.cells[name]
		switch {
		case name == row.drop:
		case t.format != HTML:
			cells = append(cells, cell)
		case name == "code" && row.span:
		case name == "code":
			n := 1
			for i+n < len(t.rows) && t.rows[i+n].span {
				n++
			}
			cells = append(cells, fmt.Sprintf("<td rowspan=%d>%s</td>", n, cell))
		default:
			cells = append(cells, "<td>"+cell+"</td>")
		}
	}
	return cells
}

// TestMutations imports tables with random changes: 500 with FRAGEN_LONG, and 50
// without.
func TestMutations(t *testing.T) {
	n := 50
	if os.Getenv("FRAGEN_LONG") != "" {
		n = 500
	}
	read, all := 0, 0
	for seed := range n {
		table := newTruth(rand.New(rand.NewPCG(uint64(seed), 1)))
		table.mutate()
		taken, total := table.check(t, seed)
		if !table.broken {
			read, all = read+taken, all+total
			if taken < total*9/10 {
				t.Logf("seed %d, %s, %q: only %d of %d rows", seed, table.format, table.plain, taken, total)
			}
		}
	}
	t.Logf("%d of %d rows of readable tables were imported", read, all)
	if read*10 < all*9 {
		t.Errorf("%d of %d rows of readable tables were imported, want 90 %%", read, all)
	}
}

// check imports a table and compares the result with the truth. It returns the
// number of imported rows and that of all rows.
func (t *truthTable) check(test *testing.T, seed int) (taken, total int) {
	test.Helper()
	data := t.write()
	page, diags := ReadSourcePage("page", []byte(data), t.format)
	if page == nil {
		test.Fatalf("seed %d: %s", seed, diags)
	}
	content, report, diags := imported(nil, []*SourcePage{page}, Options{Domain: "shop", Locale: "en"})
	truth := make(map[string][]string) // several texts only of contradictory rows
	rows := 0
	for _, row := range t.rows {
		if row.pairs == nil {
			continue
		}
		rows++
		for _, pair := range row.pairs {
			truth[pair] = append(truth[pair], row.text)
		}
	}
	got := make(map[string]string)
	if report.Rows > 0 && !diags.HasErrors() {
		tables, found := codes.Parse("codes.yaml", content)
		if found.HasErrors() {
			test.Fatalf("seed %d: %s", seed, found)
		}
		for _, row := range tables[0].Codes {
			for _, pair := range pairsOf(tables[0].Written(row)) {
				got[pair] = row.Message[0].Text
			}
		}
	}
	for pair, text := range got {
		if want := truth[pair]; !slices.Contains(want, text) {
			test.Errorf("seed %d, %s, %q: %s has the text %q, want %q\n%s", seed, t.format, t.plain, pair, text, want, data)
			return 0, 0
		}
	}
	for _, row := range t.rows {
		isTaken := !slices.ContainsFunc(row.pairs, func(pair string) bool { return got[pair] != row.text })
		if row.pairs != nil && isTaken {
			taken++
		}
		if row.pairs != nil && !row.lost {
			total++
		}
	}
	if missing := rows - taken; missing > report.LeftOut && !diags.HasErrors() && report.Rows > 0 {
		test.Errorf("seed %d, %s, %q: %d rows are missing, %d are reported\n%s\n%s", seed, t.format, t.plain, missing,
			report.LeftOut, diags, data)
	}
	return taken, total
}

// pairsOf returns the codes of a row with each of its subcodes.
func pairsOf(row string) []string {
	written := strings.Split(row, "/")
	if len(written) == 1 {
		return written
	}
	var list []string
	for _, code := range strings.Split(written[0], ", ") {
		for _, subcode := range strings.Split(written[1], ", ") {
			list = append(list, code+"/"+subcode)
		}
	}
	return list
}
