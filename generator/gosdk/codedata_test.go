package gosdk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	rest "github.com/fragen-go/fragen/templates/runtime"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/plan"
)

// tableKinds are kinds of tables, with the keys of their rows and others that are
// looked up.
var tableKinds = []struct {
	keys            string   // of the table
	codes, subcodes []string // of rows; some are equal in another notation
	more            []string // other codes that are looked up
	ranges          []string // keys of rows without a code
	patterns        bool
}{
	{
		codes: []string{"399", "400", "404", "480", "499", "500"}, subcodes: []string{"0", "5", "12", "29", "30", "59"},
		more: []string{"0", "398", "450", "501"}, ranges: []string{"class: 3", "class: 4", "class: 5"}, patterns: true,
	},
	{
		keys:  "{code: number}",
		codes: []string{"-1", "-404", "404", "480"}, subcodes: []string{"-1", "0", "12", "33"},
		more: []string{"-2", "-400", "405", "550"}, ranges: []string{"class: 4", "codeRange: -410--400", "codeRange: 400-450"},
		patterns: true,
	},
	{
		keys: "{code: number, bits: 32, base: 16, subcode: none}", codes: []string{"0x80070005", "0", "0x7FFFFFFF", "404"},
		more:   []string{"-2147024891", "2147942405", "0xFFFFFFFF", "0x80070010", "403"},
		ranges: []string{"class: 4", "codeRange: 0x80070000-0x8007FFFF", "codeRange: 1-9"},
	},
	{
		keys: "{code: number, bits: 32, subcode: none}", codes: []string{"-32601", "-32700", "5"},
		more: []string{"4294934695", "0xFFFF8044", "-32602", "6"}, ranges: []string{"codeRange: -32099 to -32000"},
	},
	{
		keys:  "{code: number, bits: 64, subcode: none}",
		codes: []string{"9223372036854775807", "-9223372036854775808", "7"}, more: []string{"8"},
	},
	{
		keys: "{code: text}", codes: []string{"a", "card_declined", "42P01", "42p01", "an_unusually_long_code_with_ü"},
		more:   []string{"card_declines", "42", "42P02", "4", "b"},
		ranges: []string{"prefix: '42'", "prefix: '42P'", "prefix: card_", "prefix: an"},
	},
	{
		keys: "{code: text, case: fold}", codes: []string{"A", "Card_Declined", "42P01", "AN_UNUSUALLY_LONG_CODE_with_Ü"},
		more:   []string{"a", "card_declined", "CARD_DECLINED", "42p01", "42p02", "4", "an_unusually_long_code_with_Ü", "CARD_"},
		ranges: []string{"prefix: '42'", "prefix: '42P'", "prefix: CARD_"},
	},
	{
		keys: "{code: text, subcode: text}", codes: []string{"card_declined", "expired"}, subcodes: []string{"stolen", "lost"},
		more: []string{"other"}, ranges: []string{"prefix: card"},
	},
	{
		keys: "{code: number, subcode: text, case: fold}", codes: []string{"402", "404"}, subcodes: []string{"Stolen", "lost"},
		more: []string{"403", "500"}, ranges: []string{"class: 4"},
	},
	{
		keys: "{code: text, subcode: number}", codes: []string{"busy", "gone"}, subcodes: []string{"1", "12", "15"},
		more: []string{"busy2"}, ranges: []string{"prefix: b"}, patterns: true,
	},
}

// TestLookupsAgree compares the lookup of generated code with codes.Lookup on
// random tables with all kinds of keys and rows.
func TestLookupsAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for kind := range tableKinds {
		compared, found := 0, 0
		for range 100 {
			if table := randomTable(t, random, kind); table != nil {
				c, f := compareLookups(t, random, table, kind)
				compared, found = compared+c, found+f
			}
		}
		if found < compared/20 || compared == 0 {
			t.Errorf("%s: %d lookups with only %d hits: the tables are too sparse", tableKinds[kind].keys, compared, found)
		}
	}
}

// compareLookups looks up all keys of a kind in a table. It returns the numbers of
// lookups and hits.
func compareLookups(t *testing.T, random *rand.Rand, table *codes.Table, kind int) (compared, found int) {
	t.Helper()
	planned := &plan.CodeTable{API: &api.Table{Keys: table.Keys}}
	table.Codes[0].Draft = random.IntN(4) == 0 // lower omits drafts
	rows := slices.DeleteFunc(slices.Clone(table.Codes), func(c *codes.Code) bool { return c.Draft })
	numbers := random.Perm(len(rows) + 3) // with holes, as after the removal of rows
	for i, row := range rows {
		c := &api.Code{Codes: row.Codes, Classes: row.Classes, Prefix: row.Prefix, Subcodes: row.Subcodes}
		if p := row.Pattern; p != nil {
			c.Pattern = &api.Pattern{Low: p.Low, High: p.High, Capture: p.Capture}
		}
		if r := row.Range; r != nil {
			c.Range = &api.CodeRange{Low: r.Low, High: r.High}
		}
		planned.Rows = append(planned.Rows, &plan.CodeRow{API: c, Number: numbers[i] + 1})
	}
	lookup := lookupOf(planned)
	subcodes := tableKinds[kind].subcodes
	if subcodes == nil {
		subcodes = []string{""}
	}
	for _, code := range slices.Concat(tableKinds[kind].codes, tableKinds[kind].more) {
		for _, subcode := range append(subcodes, "3", "13", "44") {
			asked, err := table.Keys.Code.Parse(code)
			if err != nil {
				t.Fatal(err)
			}
			second, _ := table.Keys.Subcode.Parse(subcode)
			want, captured := -1, int64(0)
			if row, _, ok := table.Find(asked, second); ok {
				want = numbers[slices.Index(rows, row)]
				captured, _ = row.Pattern.Match(second.Number()) // also of ranges, whose capture is unused
				found++
			}
			compared++
			if row, rest := lookup(asked, second); row != want || int64(rest) != captured {
				t.Fatalf("%s: %s/%s is row %d with %d, generated code returns %d with %d",
					tableKinds[kind].keys, code, subcode, want, captured, row, rest)
			}
		}
	}
	return compared, found
}

// lookupOf returns the lookup of generated code.
func lookupOf(t *plan.CodeTable) func(code, subcode codekey.Key) (int, int32) {
	words := func(k codekey.Key) string { return k.Word() }
	numbers := codekey.Key.Number
	switch code, subcode := t.API.Keys.Code.Kind, t.API.Keys.Subcode.Kind; {
	case isCompact(t):
		return compactLookup(t)
	case code == codekey.Text && subcode == codekey.Text:
		return keyLookup(t, words, words, wordKey, wordKey)
	case code == codekey.Text && subcode == codekey.None:
		return rowLookup(t, words, wordKey)
	case code == codekey.Text:
		return keyLookup(t, words, numbers, wordKey, numberKey)
	case subcode == codekey.Text:
		return keyLookup(t, numbers, words, numberKey, wordKey)
	case subcode == codekey.None:
		return rowLookup(t, numbers, numberKey)
	}
	return keyLookup(t, numbers, numbers, numberKey, numberKey)
}

func wordKey(form codekey.Form, k codekey.Key) rest.CodeKey[string] {
	if form.Fold {
		return rest.FoldedKey(k.Word())
	}
	return rest.WordKey(k.Word())
}

func numberKey(form codekey.Form, k codekey.Key) rest.CodeKey[int64] {
	switch {
	case form.Bits == 32 && form.Base == 16:
		return rest.NumberKey(rest.Unsigned32(rest.Signed32(k.Number())))
	case form.Bits == 32:
		return rest.NumberKey(rest.Signed32(rest.Unsigned32(k.Number())))
	}
	return rest.NumberKey(k.Number())
}

func rowLookup[C comparable](
	t *plan.CodeTable, code func(codekey.Key) C, codeKey func(codekey.Form, codekey.Key) rest.CodeKey[C],
) func(code, subcode codekey.Key) (int, int32) {
	var index []uint16
	for _, slot := range hashTable(codeKeys(t), layoutOf(t)) {
		index = append(index, uint16(slot.row))
	}
	codes := make([]C, lastRow(t))
	var further []rest.FurtherCode[C]
	for _, row := range byNumber(t.Rows) {
		for i, key := range row.API.Codes {
			if i == 0 {
				codes[row.Number-1] = code(key)
			} else {
				further = append(further, rest.FurtherCode[C]{Row: int32(row.Number), Code: code(key)})
			}
		}
	}
	var ranges []rest.CodeRange[C]
	for _, r := range codeRanges(t) {
		x := rest.CodeRange[C]{Low: code(r.low), Row: int32(r.row)}
		if !r.prefix {
			x.High = code(r.high)
		}
		ranges = append(ranges, x)
	}
	return func(code, _ codekey.Key) (int, int32) {
		key := codeKey(t.API.Keys.Code, code)
		return rest.LookupRow(index, further, ranges, key, func(row int) C { return codes[row] }), 0
	}
}

func keyLookup[C, S comparable](
	t *plan.CodeTable, code func(codekey.Key) C, subcode func(codekey.Key) S,
	codeKey func(codekey.Form, codekey.Key) rest.CodeKey[C], subcodeKey func(codekey.Form, codekey.Key) rest.CodeKey[S],
) func(code, subcode codekey.Key) (int, int32) {
	var index []rest.KeySlot[C, S]
	for _, slot := range hashTable(codeKeys(t), layoutOf(t)) {
		index = append(index, rest.KeySlot[C, S]{
			Code: code(slot.code), Subcode: subcode(slot.subcode), Any: slot.any, Row: int32(slot.row),
		})
	}
	var ranges []rest.KeyRange[C, S]
	for _, r := range codeRanges(t) {
		x := rest.KeyRange[C, S]{Low: code(r.low), Any: r.any, Row: int32(r.row)}
		if !r.prefix {
			x.High = code(r.high)
		}
		if !r.any {
			x.SubLow, x.SubHigh = subcode(codekey.Number(r.subLow)), subcode(codekey.Number(r.subHigh))
		}
		ranges = append(ranges, x)
	}
	forms := t.API.Keys
	return func(code, subcode codekey.Key) (int, int32) {
		return rest.LookupKey(index, ranges, codeKey(forms.Code, code), subcodeKey(forms.Subcode, subcode))
	}
}

func compactLookup(t *plan.CodeTable) func(code, subcode codekey.Key) (int, int32) {
	var index []rest.CodeSlot
	for _, slot := range hashTable(codeKeys(t), layoutOf(t)) {
		index = append(index, rest.CodeSlot{
			Code: int32(slot.code.Number()), Subcode: int32(compactSubcode(slot)), Row: int32(slot.row),
		})
	}
	var patterns []rest.CodePattern
	for _, p := range codePatterns(t) {
		patterns = append(patterns, rest.CodePattern{
			Code: int32(p.code), Low: int32(p.low), High: int32(p.high), Row: int32(p.row),
		})
	}
	return func(code, subcode codekey.Key) (int, int32) {
		return rest.LookupCode(index, patterns, int(code.Number()), int(subcode.Number()))
	}
}

// TestIndexKeepsSlots adds rows to a table anywhere. The index has every other key
// in its slot unless it grows, which happens at most twice below 500 keys.
func TestIndexKeepsSlots(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	table := &plan.CodeTable{API: &api.Table{}}
	layout := layoutOf(table)
	before, grown := hashTable(nil, layout), 0
	for number := 1; number <= 500; number++ {
		row := &plan.CodeRow{Number: number, API: &api.Code{Codes: codekey.Numbers(400 + random.Int64N(90))}}
		row.API.Subcodes = codekey.Numbers(int64(number))
		table.Rows = slices.Insert(table.Rows, random.IntN(number), row)
		after := hashTable(codeKeys(table), layout)
		changed := 0
		for i := range before {
			if len(after) == len(before) && after[i] != before[i] {
				changed++
			}
		}
		if changed > 1 {
			t.Errorf("row %d changed %d slots of the index", number, changed)
		}
		if len(after) > len(before) {
			grown++
		}
		before = after
	}
	if grown > 2 {
		t.Errorf("the index grew %d times", grown)
	}
}

// TestIndexSize checks that a lookup always finds a free slot soon.
func TestIndexSize(t *testing.T) {
	for keys := range 40_000 {
		if size := indexSize(keys); size < 2*keys || size > max(64, 8*keys) || size&(size-1) != 0 {
			t.Fatalf("the index of %d keys has %d slots", keys, size)
		}
	}
}

// randomTable returns nil if the random rows contradict each other.
func randomTable(t *testing.T, random *rand.Rand, kind int) *codes.Table {
	t.Helper()
	k := tableKinds[kind]
	pick := func(list []string) string { return list[random.IntN(len(list))] }
	var b strings.Builder
	b.WriteString("version: 1\ntables:\n- {domain: a, name: b, description: C., source: en, locales: [en]," +
		" categories: [{id: c, description: D.}],")
	if k.keys != "" {
		b.WriteString(" keys: " + k.keys + ",")
	}
	b.WriteString(" codes: [\n")
	for i := range 1 + random.IntN(8) {
		by := "code: " + pick(k.codes)
		if random.IntN(4) == 0 && len(k.codes) > 1 {
			by = fmt.Sprintf("code: [%s, %s]", pick(k.codes), pick(k.codes))
		}
		form := random.IntN(5)
		if form > 2 && random.IntN(2) == 0 && k.ranges != nil {
			by = pick(k.ranges)
		}
		switch {
		case form == 0 && k.subcodes != nil:
			by += ", subcode: " + pick(k.subcodes)
		case form < 3 && len(k.subcodes) > 3:
			by += fmt.Sprintf(", subcodes: [%s, %s]", pick(k.subcodes[:3]), pick(k.subcodes[3:]))
		case form == 3 && k.patterns:
			by += fmt.Sprintf(", pattern: '%d{n:1}'", 1+random.IntN(5))
		case form == 4 && k.patterns && random.IntN(2) == 0:
			by += fmt.Sprintf(", range: %d-%d", random.IntN(30), 30+random.IntN(9))
		}
		fmt.Fprintf(&b, "  {id: r%d, %s, category: c, message: {en: E.}},\n", i, by)
	}
	b.WriteString("]}\n")
	tables, diags := codes.Parse("codes.yaml", []byte(b.String()))
	if diags.HasErrors() {
		for _, d := range diags.Sorted() {
			if d.Rule != "duplicate-code" && d.Rule != "overlapping-pattern" {
				t.Fatalf("%v\n%s", d, &b)
			}
		}
		return nil
	}
	return tables[0]
}
