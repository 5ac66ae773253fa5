package gosdk

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	rest "github.com/fragen-go/fragen/templates/runtime"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codes"
	"github.com/fragen-go/fragen/generator/plan"
)

// TestLookupsAgree compares the lookup of generated code with codes.Lookup on
// random tables with all kinds of rows.
func TestLookupsAgree(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	compared, found := 0, 0
	for range 200 {
		table := randomTable(t, random)
		if table == nil {
			continue
		}
		planned := &plan.CodeTable{}
		table.Codes[0].Draft = random.IntN(4) == 0 // lower omits drafts
		rows := slices.DeleteFunc(slices.Clone(table.Codes), func(c *codes.Code) bool { return c.Draft })
		numbers := random.Perm(len(rows) + 3) // with holes, as after the removal of rows
		for i, row := range rows {
			c := &api.Code{
				ID: string(row.ID), Codes: row.Codes, Classes: row.Classes, Prefix: row.Prefix, Subcodes: row.Subcodes,
			}
			if p := row.Pattern; p != nil {
				c.Pattern = &api.Pattern{Low: p.Low, High: p.High, Capture: p.Capture}
			}
			planned.Rows = append(planned.Rows, &plan.CodeRow{API: c, Number: numbers[i] + 1})
		}
		var index []rest.CodeSlot
		for _, slot := range hashTable(codeKeys(planned)) {
			index = append(index, rest.CodeSlot{Code: slot.code, Subcode: slot.subcode, Row: int32(slot.row)})
		}
		var patterns []rest.CodePattern
		for _, p := range codePatterns(planned) {
			patterns = append(patterns, rest.CodePattern{
				Code: p.code, Low: int32(p.low), High: int32(p.high), Row: int32(p.row),
			})
		}
		for code := int64(395); code < 510; code++ {
			for subcode := int64(0); subcode < 60; subcode++ {
				want, captured := -1, int64(0)
				if row, _, ok := table.Find(code, subcode); ok {
					want = numbers[slices.Index(rows, row)]
					captured, _ = row.Pattern.Match(subcode) // also of ranges, whose capture is unused
					found++
				}
				compared++
				if row, rest := rest.LookupCode(index, patterns, int(code), int(subcode)); row != want || int64(rest) != captured {
					t.Fatalf("%d/%d is row %d with %d, generated code returns %d with %d", code, subcode, want, captured, row, rest)
				}
			}
		}
	}
	if found < compared/10 {
		t.Errorf("%d lookups with only %d hits: the tables are too sparse", compared, found)
	}
}

// TestIndexKeepsSlots adds rows to a table anywhere. The index has every other key
// in its slot unless it grows, which happens at most twice below 500 keys.
func TestIndexKeepsSlots(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	table := &plan.CodeTable{}
	before, grown := hashTable(nil), 0
	for number := 1; number <= 500; number++ {
		row := &plan.CodeRow{Number: number, API: &api.Code{Code: 400 + random.Int64N(90)}}
		row.API.Subcodes = []int64{int64(number)}
		table.Rows = slices.Insert(table.Rows, random.IntN(number), row)
		after := hashTable(codeKeys(table))
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
func randomTable(t *testing.T, random *rand.Rand) *codes.Table {
	t.Helper()
	var b strings.Builder
	b.WriteString("version: 1\ntables:\n- {domain: a, name: b, description: C., source: en, locales: [en]," +
		" categories: [{id: c, description: D.}], codes: [\n")
	for i := range 1 + random.IntN(8) {
		by := fmt.Sprintf("code: %d", []int{399, 400, 404, 480, 499, 500}[random.IntN(6)])
		kind := random.IntN(5)
		if kind > 2 && random.IntN(2) == 0 {
			by = fmt.Sprintf("class: %d", 3+random.IntN(3))
		}
		switch kind {
		case 0:
			by += fmt.Sprintf(", subcode: %d", random.IntN(60))
		case 1, 2:
			by += fmt.Sprintf(", subcodes: [%d, %d]", random.IntN(30), 30+random.IntN(30))
		case 3:
			by += fmt.Sprintf(", pattern: '%d{n:1}'", 1+random.IntN(5))
		case 4:
			if random.IntN(2) == 0 {
				by += fmt.Sprintf(", range: %d-%d", random.IntN(30), 30+random.IntN(9))
			}
		}
		fmt.Fprintf(&b, "  {id: r%d, %s, category: c, message: {en: E.}},\n", i, by)
	}
	b.WriteString("]}\n")
	tables, diags := codes.Parse("codes.yaml", []byte(b.String()))
	if diags.HasErrors() {
		for _, d := range diags.Sorted() {
			if d.Rule != "duplicate-code" && d.Rule != "overlapping-pattern" {
				t.Fatal(d)
			}
		}
		return nil
	}
	return tables[0]
}
