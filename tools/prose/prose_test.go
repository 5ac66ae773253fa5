package prose

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPassages(t *testing.T) {
	tests := []struct {
		name, file, data string
		want             []Passage
	}{
		{
			"comments and messages of Go", "p.go",
			"// Package p prints\n// numbers.\n//\n//\tcode()\n//\n// It is small.\npackage p\n\nimport \"fmt\"\n\n" +
				"// print is a helper.\nfunc print() error { return fmt.Errorf(\"expected a \"+\"number, found %s\", \"x y\") }\n",
			[]Passage{
				{"p.go", 1, Doc, "Package p prints numbers."},
				{"p.go", 1, Doc, "It is small."},
				{"p.go", 11, Comment, "print is a helper."},
				{"p.go", 12, Diagnostic, "expected a number, found %s"},
			},
		},
		{
			"no messages of tests", "p_test.go", "package p\n\nvar text = \"this is only an input\"\n", nil,
		},
		{
			"Markdown", "a.md", "# Title\n\nOne [line](x.md)\nand another.\n\n- an item\n- a **second** one\n\n```sh\nrm -r x\n```\n\n    $ code in an indented block\n\n<!-- no one reads this -->\n\n| a | four words are here |\n",
			[]Passage{
				{"a.md", 3, Document, "One line and another."},
				{"a.md", 6, Document, "an item"},
				{"a.md", 7, Document, "a second one"},
				{"a.md", 17, Document, "four words are here"},
			},
		},
		{
			"code in Markdown", "a.md", "A `[]byte` of [`sdk.md`](sdk.md) is **not** `**`.\n",
			[]Passage{{"a.md", 1, Document, "A `[]byte` of `sdk.md` is not `**`."}},
		},
		{
			"YAML", "a.yaml", "# A comment\n# of two lines.\ninfo:\n  description: A text of words.\n  pattern: no text of words\nmessage: {en: One more text., de: Noch ein Text.}\n",
			[]Passage{
				{"a.yaml", 4, Data, "A text of words."},
				{"a.yaml", 6, Data, "One more text."},
				{"a.yaml", 1, Comment, "A comment of two lines."},
			},
		},
		{"JSON", "ui/en.json", `{"b": "Second", "a": "First"}`, []Passage{{"ui/en.json", 1, Data, "First"}, {"ui/en.json", 1, Data, "Second"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Passages(test.file, []byte(test.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestSentences(t *testing.T) {
	p := Passage{Text: "Use one, e.g. A or b.c. The second? `Third` one. and on"}
	want := []string{"Use one, e.g. A or b.c.", "The second?", "`Third` one. and on"}
	if diff := cmp.Diff(want, p.Sentences()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
