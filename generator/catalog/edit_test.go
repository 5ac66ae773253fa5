package catalog

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
)

// odd is a table in an unusual layout.
const odd = `# A comment at the top.
version: 1

tables:

  - domain: shop.orders   # where
    name: refusal
    description: >-
      Why an order
      was refused.
    source: en
    locales:
    - en
    - de   # German
    - ru
    categories: [{id: stock, description: There is too little of it.}]
    codes:
      # first
      - id: sold-out
        code: 17
        category: stock
        message:
          en: It is sold
            out.   # folded
          # about de
          de: {text: 'Es ist weg, ganz.', state: mt, from: 'a.md'} # machine
          ru: "Нет: \"совсем\""

      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone",
          de: weg und
          fort}}
`

// neat is the table that most tests change.
const neat = `version: 1
tables:
  - domain: shop.orders
    name: refusal
    description: Why.
    source: en
    locales:
      - en
      - de   # German
      - ru
    states:
      ru: reviewed
    categories: [{id: stock, description: There is too little of it.}]
    codes:
      # first
      - id: sold-out
        code: 17
        category: stock
        message:
          en: It is sold
            out.   # folded
          # about de
          de:
            # machine
            text: >-
              Es ist
              weg.
            state: mt # yes
            sourceHash: '0123456789ab'
            from: a.md

      # second
      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone", ru: 'Нет'}} # ok
      # the end
# really
`

func open(t testing.TB, data string) *Editor {
	t.Helper()
	e, diags := Open("codes.yaml", []byte(data))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return e
}

func edited(t testing.TB, e *Editor) string {
	t.Helper()
	out, diags := e.Bytes()
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return string(out)
}

// lines returns the lines that an edit removed and added.
func lines(before, after string) (removed, added []string) {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	for _, line := range a {
		if !slices.Contains(b, line) {
			removed = append(removed, line)
		}
	}
	for _, line := range b {
		if !slices.Contains(a, line) {
			added = append(added, line)
		}
	}
	return removed, added
}

func TestEdit(t *testing.T) {
	tests := []struct {
		name           string
		edit           func(e *Editor, table *codes.Table)
		removed, added []string
	}{
		{
			"a text", func(e *Editor, table *codes.Table) {
				e.SetText(table.Codes[0], Message, codes.Text{Locale: "en", Text: "It is: sold out."})
			},
			[]string{"          en: It is sold", "            out.   # folded"},
			[]string{"          en: 'It is: sold out.'   # folded"},
		},
		{
			"a text with its state", func(e *Editor, table *codes.Table) {
				e.SetText(table.Codes[0], Message, codes.Text{Locale: "de", Text: "Ausverkauft.", State: codes.Reviewed, SourceHash: "abcdefabcdef", From: "b.md"})
			},
			[]string{"              Es ist", "              weg.", "            state: mt # yes", "            sourceHash: '0123456789ab'", "            from: a.md"},
			[]string{"              Ausverkauft.", "            state: reviewed # yes", "            sourceHash: 'abcdefabcdef'", "            from: b.md"},
		},
		{
			"a text that is no longer imported", func(e *Editor, table *codes.Table) {
				e.SetText(table.Codes[0], Message, codes.Text{Locale: "de", Text: "Es ist weg."})
			},
			[]string{"            state: mt # yes", "            sourceHash: '0123456789ab'", "            from: a.md"},
			[]string{"            state: translated # yes"},
		},
		{
			"a text in brackets", func(e *Editor, table *codes.Table) {
				e.SetText(table.Codes[1], Message, codes.Text{Locale: "ru", Text: "Нет, совсем.", State: codes.Machine})
			},
			[]string{`      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone", ru: 'Нет'}} # ok`},
			[]string{`      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone", ru: {text: 'Нет, совсем.', state: mt}}} # ok`},
		},
		{
			"texts that were missing", func(e *Editor, table *codes.Table) {
				e.SetText(table.Codes[0], Message, codes.Text{Locale: "ru", Text: "Нет.", State: codes.Machine, From: "c.md"})
				e.SetText(table.Codes[1], Message, codes.Text{Locale: "de", Text: "Weg."})
			},
			[]string{`      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone", ru: 'Нет'}} # ok`},
			[]string{
				"          ru: {text: Нет., state: mt, from: c.md}",
				`      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone", de: Weg., ru: 'Нет'}} # ok`,
			},
		},
		{
			"advice that was missing", func(e *Editor, table *codes.Table) {
				for _, row := range table.Codes {
					e.SetText(row, Advice, codes.Text{Locale: "de", Text: "Warten."})
					e.SetText(row, Advice, codes.Text{Locale: "en", Text: "Wait."})
				}
			},
			[]string{`      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone", ru: 'Нет'}} # ok`},
			[]string{
				"        advice:", "          en: Wait.", "          de: Warten.",
				`      - {id: gone, code: 18, subcode: 3, category: stock, message: {en: "It's gone", ru: 'Нет'}, advice: {en: Wait., de: Warten.}} # ok`,
			},
		},
		{
			"a locale", func(e *Editor, table *codes.Table) {
				e.AddLocale(table, "no", codes.Machine)
				e.SetText(table.Codes[0], Message, codes.Text{Locale: "no", Text: "no", State: codes.Machine})
			},
			nil,
			[]string{"      - 'no'", "      'no': mt", "          'no': 'no'"},
		},
		{
			"rows", func(e *Editor, table *codes.Table) {
				e.AddRow(table, &codes.Code{ID: "b", Codes: codekey.Numbers(18), Subcodes: codekey.Numbers(4, 5), Category: "stock", Message: []codes.Text{{Locale: "en", Text: "B."}}})
				e.AddRow(table, &codes.Code{ID: "a", Draft: true, Codes: codekey.Numbers(3), Message: []codes.Text{{Locale: "de", Text: "A", State: codes.Machine}}})
				e.AddRow(table, &codes.Code{ID: "c", Codes: codekey.Numbers(17), Subcodes: codekey.Numbers(1), Category: "stock", Retryable: true, Message: []codes.Text{{Locale: "en", Text: "C # 1."}}})
			},
			nil,
			[]string{
				"      - id: a", "        draft: true", "        code: 3", "          de: {text: A, state: mt}",
				"      - id: c", "        subcode: 1", "        retryable: true", "          en: 'C # 1.'",
				"      - id: b", "        code: 18", "        subcodes: [4, 5]", "          en: B.",
			},
		},
		{
			"a table", func(e *Editor, _ *codes.Table) { e.AddTable(another) },
			nil,
			[]string{
				"  - domain: shop.returns", "    name: verdict", "    description: 'What: became of it.'", "    source: de",
				"    locales: [de]", "    categories:", "      - {id: all, description: All of them.}",
				"      - id: a", "        code: 1", "        category: all", "          de: Ja.",
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for _, eol := range []string{"\n", "\r\n"} {
				data := byteOrderMark + strings.ReplaceAll(neat, "\n", eol)
				e := open(t, data)
				test.edit(e, e.Tables()[0])
				after := edited(t, e)
				if n := strings.Count(after, "\n") - strings.Count(after, eol); n != 0 {
					t.Errorf("%d lines have another line ending", n)
				}
				removed, added := lines(data, after)
				clean := func(list []string) []string {
					var out []string
					for _, line := range list {
						out = append(out, strings.TrimSuffix(line, "\r"))
					}
					return out
				}
				if diff := cmp.Diff(test.removed, clean(removed)); diff != "" {
					t.Errorf("removed (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff(test.added, clean(added)); diff != "" {
					t.Errorf("added (-want +got):\n%s", diff)
				}
			}
		})
	}
}

var another = &codes.Table{
	Domain: "shop.returns", Name: "verdict", Description: sourceTexts("de", "What: became of it."), Source: "de", Locales: []string{"de"},
	Categories: []*codes.Term{{ID: "all", Description: sourceTexts("de", "All of them.")}},
	Codes:      []*codes.Code{{ID: "a", Codes: codekey.Numbers(1), Category: "all", Message: []codes.Text{{Locale: "de", Text: "Ja."}}}},
}

// TestEditBesideComments checks that a comment stays with the item under which
// it is indented if another item is inserted after it.
func TestEditBesideComments(t *testing.T) {
	const before = `version: 1
tables:
  - domain: shop.orders
    name: refusal
    description: Why.
    source: en
    locales:
      - en
        # of the list's last
      # of the list
    categories: [{id: stock, description: There is too little of it.}]
    codes:
      - id: sold-out
        code: 17
        category: stock
        message:
          en: Sold out.
            # of the text
          # of the message

        # link: https://shop.example/stock
      # of the rows
    # of the table
`
	const after = `version: 1
tables:
  - domain: shop.orders
    name: refusal
    description: Why.
    source: en
    locales:
      - en
        # of the list's last
      - de
      # of the list
    categories: [{id: stock, description: There is too little of it.}]
    codes:
      - id: sold-out
        code: 17
        category: stock
        message:
          en: Sold out.
            # of the text
          de: Weg.
          # of the message
        advice:
          en: Wait.

        # link: https://shop.example/stock

      - id: b
        code: 18
        category: stock
        message:
          en: B.
      # of the rows
    # of the table
`
	for _, eol := range []string{"\n", "\r\n"} {
		e := open(t, strings.ReplaceAll(before, "\n", eol))
		table := e.Tables()[0]
		e.AddLocale(table, "de", codes.Translated)
		e.SetText(table.Codes[0], Message, codes.Text{Locale: "de", Text: "Weg."})
		e.SetText(table.Codes[0], Advice, codes.Text{Locale: "en", Text: "Wait."})
		e.AddRow(table, &codes.Code{ID: "b", Codes: codekey.Numbers(18), Category: "stock", Message: []codes.Text{{Locale: "en", Text: "B."}}})
		if diff := cmp.Diff(strings.ReplaceAll(after, "\n", eol), edited(t, e)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// TestEditKeepsHeaderComment checks that a comment after >- or | is preserved
// when the lines below it change.
func TestEditKeepsHeaderComment(t *testing.T) {
	const before = `version: 1
tables:
  - domain: shop.orders
    name: refusal
    description: Why.
    source: en
    locales: [en, de, ru]
    categories: [{id: stock, description: There is too little of it.}]
    codes:
      - id: sold-out
        code: 17
        category: stock
        message:
          en: Sold out.
          de: >-   # why # so
            Es ist
            weg.
          ru: |- # also
            Нет.
`
	after := strings.NewReplacer(
		">-   # why # so\n            Es ist\n            weg.", "{text: Weg., state: mt}   # why # so",
		"            Нет.", "            Совсем нет.", "|-", ">-").Replace(before)
	for _, eol := range []string{"\n", "\r\n"} {
		e := open(t, strings.ReplaceAll(before, "\n", eol))
		row := e.Tables()[0].Codes[0]
		e.SetText(row, Message, codes.Text{Locale: "de", Text: "Weg.", State: codes.Machine})
		e.SetText(row, Message, codes.Text{Locale: "ru", Text: "Совсем нет."})
		if diff := cmp.Diff(strings.ReplaceAll(after, "\n", eol), edited(t, e)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
}

// TestEditNothing checks that an editor without effective changes returns the
// file unmodified.
func TestEditNothing(t *testing.T) {
	own, err := os.ReadFile("../../codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range []string{odd, neat, documented, string(own)} {
		e := open(t, data)
		for _, doc := range e.Docs() {
			for _, text := range doc.Texts {
				e.SetDoc(doc.Pointer, text)
			}
		}
		for _, table := range e.Tables() {
			for _, row := range table.Codes {
				for _, text := range row.Message {
					e.SetText(row, Message, text)
				}
				for _, text := range row.Advice {
					e.SetText(row, Advice, text)
				}
			}
		}
		if diff := cmp.Diff(data, edited(t, e)); diff != "" {
			t.Errorf("changed (-want +got):\n%s", diff)
		}
	}
}

func TestCreate(t *testing.T) {
	e := Create("codes.yaml")
	e.AddTable(another)
	e.AddTable(&codes.Table{
		Domain: "a", Name: "a", Description: sourceTexts("en", "Yes"), Source: "en", Locales: []string{"en", "de"}, States: map[string]codes.State{"de": codes.Machine},
		Categories: []*codes.Term{{ID: "x", Description: sourceTexts("en", "-")}}, Resolvers: []*codes.Term{{ID: "y", Description: sourceTexts("en", "yes")}}, Link: "https://example.com/#a",
		Codes: []*codes.Code{
			{ID: "a", Draft: true, Classes: []int64{4, 5}, Message: []codes.Text{{Locale: "de", Text: "12", State: codes.Machine}}},
			{ID: "b", Draft: true, Codes: codekey.Numbers(7), ResolvedBy: "y", Message: []codes.Text{{Locale: "de", Text: "Ja", State: codes.Reviewed}}},
		},
	})
	got := edited(t, e)
	again := open(t, got)
	if !reflect.DeepEqual(withoutPositions(again.Tables()), withoutPositions(e.wanted())) {
		t.Errorf("the result is parsed differently:\n%s", got)
	}
}

// TestEditRefuses checks that shared nodes are not edited.
func TestEditRefuses(t *testing.T) {
	head := strings.Split(neat, "    codes:\n")[0]
	for name, rows := range map[string]string{
		"alias":  "    codes:\n      - {id: a, code: 1, category: stock, message: &m {en: A}}\n      - {id: b, code: 2, category: stock, message: *m}\n",
		"anchor": "    codes:\n      - {id: a, code: 1, category: stock, message: {en: &t A}}\n      - {id: b, code: 2, category: stock, message: {en: *t}}\n",
		"tag":    "    codes:\n      - {id: a, code: 1, category: stock, message: {en: !!str A}}\n      - {id: b, code: 2, category: stock, message: {en: !!str 1}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			e := open(t, head+rows)
			for _, row := range e.Tables()[0].Codes {
				e.SetText(row, Message, codes.Text{Locale: "en", Text: "B"})
			}
			out, diags := e.Bytes()
			if out != nil || strings.Count(diags.String(), "[unsafe-change]") != 2 {
				t.Errorf("got %q and\n%s", out, diags)
			}
		})
	}
	e := open(t, neat)
	e.SetText(e.Tables()[0].Codes[0], Message, codes.Text{Locale: "en", Text: "a\u202Eb"})
	if out, diags := e.Bytes(); out != nil || !strings.Contains(diags.String(), "bidi-character") {
		t.Errorf("text with forbidden characters: got %q and\n%s", out, diags)
	}
}

// FuzzEdit makes one change in any file with a table. Bytes itself verifies that
// the result is parsed as the old tables with the change; FuzzEdit checks that
// all other bytes are unchanged.
func FuzzEdit(f *testing.F) {
	for _, data := range []string{odd, neat, documented} {
		for which := range uint8(10) {
			f.Add([]byte(data), "A text: it's \"new\", #1", which)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, text string, which uint8) {
		e, diags := Open("codes.yaml", data)
		if diags.HasErrors() {
			return
		}
		most := change(e, text, which)
		out, diags := e.Bytes()
		if diags.HasErrors() {
			return
		}
		if lost := changed(data, out); lost > most {
			t.Errorf("%d bytes changed, expected at most %d:\n%s\n---\n%s", lost, most, data, out)
		}
	})
}

// change makes a change and returns the maximum number of bytes it may affect.
func change(e *Editor, text string, which uint8) int {
	table := e.Tables()[int(which/10)%len(e.Tables())]
	row := table.Codes[int(which/10)%len(table.Codes)]
	switch which % 5 {
	case 0:
		e.AddRow(table, &codes.Code{ID: "an-id-that-is-new", Draft: true, Codes: codekey.Numbers(17), Subcodes: codekey.Numbers(123456), Message: []codes.Text{{Locale: table.Source, Text: text}}})
	case 1:
		e.AddTable(another)
	case 2:
		e.SetText(row, Advice, codes.Text{Locale: table.Source, Text: text, From: text})
		if len(row.Advice) > 0 {
			return len(e.data)
		}
	case 3:
		e.SetText(row, Message, codes.Text{Locale: table.Source, Text: text})
		if row.Message != nil && row.Message[0].Locale == table.Source && row.Message[0].SourceHash+row.Message[0].From == "" {
			return 8 * (len(row.Message[0].Text) + 8) // with line breaks, indentation and escapes
		}
		return len(e.data)
	case 4:
		e.SetDoc("/paths/~1new~1{id}/get/summary", codes.Text{Locale: table.Locales[len(table.Locales)-1], Text: text, State: codes.Machine})
		if len(e.Docs()) > 0 && len(e.Docs()[0].Texts) > 0 {
			e.SetDoc(e.Docs()[0].Pointer, codes.Text{Locale: e.Docs()[0].Texts[0].Locale, Text: text})
			return len(e.data)
		}
	}
	return 0
}

// changed returns the number of bytes of before that are neither part of the
// common prefix nor of the common suffix with after.
func changed(before, after []byte) int {
	i := 0
	for i < min(len(before), len(after)) && before[i] == after[i] {
		i++
	}
	k := 0
	for k < min(len(before)-i, len(after)-i) && before[len(before)-1-k] == after[len(after)-1-k] {
		k++
	}
	return len(before) - i - k
}
