package generator

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/codes"
)

// sourceOnly returns the codes.yaml of the repository without translations, but with its
// glossary.
func sourceOnly(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var file yaml.Node
	if err := yaml.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	table := member(member(file.Content[0], "tables"), "")
	remove(file.Content[0], "lint")
	remove(file.Content[0], "docs")
	for _, key := range []string{"states", "release", "coverage"} {
		remove(table, key)
	}
	locales := member(table, "locales")
	locales.Content = locales.Content[:1]
	keepSource(table)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&file); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// keepSource removes all texts but the first from the maps of locales in n, except for
// the terms of the glossary.
func keepSource(n *yaml.Node) {
	if n.Kind == yaml.MappingNode && n.Content[0].Value == "en" {
		n.Content = n.Content[:2]
	}
	for i, child := range n.Content {
		if i == 0 || n.Content[i-1].Value != "glossary" {
			keepSource(child)
		}
	}
}

// member returns the value of a key in a mapping, or the first item of a list.
func member(n *yaml.Node, key string) *yaml.Node {
	if n.Kind == yaml.SequenceNode {
		return n.Content[0]
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func remove(n *yaml.Node, key string) {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			n.Content = append(n.Content[:i], n.Content[i+2:]...)
			return
		}
	}
}

// TestLintPages imports published source pages with machine translations into our
// codes.yaml, and checks that lint finds their errors. There is no page in Portuguese or
// with the Russian table; generator/codes/testdata/lint-vendor.txtar has such errors.
func TestLintPages(t *testing.T) {
	corpus := os.Getenv("FRAGEN_CORPUS")
	if corpus == "" {
		t.Skip("set FRAGEN_CORPUS to a corpus to run this")
	}
	for _, test := range []struct {
		page, locale string
		want         []string // row, rule, a word of the message
	}{
		{"000_dbb1b8b2b5ecfa5c.txt", "de", []string{
			"heading text-forbidden Kündigungsgrund", "breakout-room-expired text-forbidden Unterbrechungsraum", "bot-media-connectivity-error text-forbidden Bots",
		}},
		{"001_f54f7d0a006efa20.txt", "zh-Hans", []string{
			"no-signal-from-callee text-glossary 超时", "private-calls-disabled text-glossary 私人通话", "breakout-room-expired text-forbidden 聊天室",
		}},
	} {
		found, negations := lintPage(t, filepath.Join(corpus, "docs", test.page), test.locale)
		for _, want := range test.want {
			words := strings.Fields(want)
			if !slices.ContainsFunc(found, func(f string) bool {
				return strings.HasPrefix(f, words[0]+" ") && strings.Contains(f, words[2]) && strings.HasSuffix(f, "["+words[1]+"]")
			}) {
				t.Errorf("%s: %s is not found in\n%s", test.page, want, strings.Join(found, "\n"))
			}
		}
		if negations > 1 { // our message of 408/8537 has a negation, the vendor's has none
			t.Errorf("%s: %d negations are lost, in\n%s", test.page, negations, strings.Join(found, "\n"))
		}
	}
}

// lintPage imports a source page and returns the findings, each with its row, and the
// number of lost negations.
func lintPage(t *testing.T, file, locale string) (found []string, negations int) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	files := []catalog.SourceFile{{File: file, Data: text}}
	imported, diags := catalog.ImportSourcePages("codes.yaml", sourceOnly(t), files, catalog.Options{Locale: locale})
	if imported == nil {
		t.Fatal(diags)
	}
	pages, _ := catalog.ReadSourcePages(files)
	data := append(imported.Data, fmt.Sprintf(`
      - id: heading
        code: 0
        category: ended
        message: {en: Call end reason, %s: %s}
`, locale, heading(pages))...)
	tables, diags := codes.Parse("codes.yaml", data)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, row := range tables[0].Codes {
		one := *tables[0]
		one.Codes = []*codes.Code{row}
		for _, d := range codes.Lint([]*codes.Table{&one}).Sorted() {
			found = append(found, string(row.ID)+" "+d.String())
			if d.Rule == "text-negation" {
				negations++
			}
		}
	}
	return found, negations
}

// heading returns the last word of the heading above the messages of the code table.
func heading(pages []*catalog.SourcePage) string {
	for _, grid := range pages[0].Tables {
		if cells := grid.Header; grid.HasCodes() && len(cells) > 0 {
			words := strings.Fields(cells[len(cells)-1].Text)
			return words[len(words)-1]
		}
	}
	return "-"
}
