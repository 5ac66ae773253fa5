package review

import (
	"fmt"
	"testing"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/plan"
)

// numberedTable returns a table with a row for each of n codes, beginning with first, and a
// row for a class.
func numberedTable(first, n int) *api.Table {
	t := &api.Table{Domain: "shop", Name: "refusal"}
	for i := first; i < first+n; i++ {
		t.Codes = append(t.Codes, &api.Code{ID: fmt.Sprint("row", i), Codes: codekey.Numbers(int64(i))})
	}
	t.Codes = append(t.Codes, &api.Code{ID: "other", Classes: []int64{4}})
	return t
}

// compareTables returns the changes between two code tables.
func compareTables(old, now *api.Table) []*change {
	side := func(t *api.Table) *Generation {
		return &Generation{Plan: &plan.Plan{API: &api.API{Tables: []*api.Table{t}}}}
	}
	c := newComparer(side(old), side(now))
	c.compareTables()
	return c.changes
}

// TestLargeTables checks the changes between tables with many rows. The time of a comparison
// that visits all rows for each row would be noticed.
func TestLargeTables(t *testing.T) {
	for _, test := range []struct {
		name             string
		rows, first, now int // rows of both tables, and first code of the new one
		want             int
	}{
		{"equal", 16_000, 1000, 16_000, 0},
		{"one new row", 16_000, 1000, 16_001, 1},
		{"all rows new", 3_000, 4000, 3_000, 6_000},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := compareTables(numberedTable(1000, test.rows), numberedTable(test.first, test.now))
			if len(got) != test.want {
				t.Errorf("%d changes, expected %d", len(got), test.want)
			}
		})
	}
}

// TestLargeRows checks the changes between tables whose rows have many codes or subcodes, or of which
// many are for prefixes. The time of a comparison that visits all of them for each would be noticed.
func TestLargeRows(t *testing.T) {
	const n = 10_000
	table := func(fill func(t *api.Table, last int64)) func(last int64) *api.Table {
		return func(last int64) *api.Table {
			x := &api.Table{Domain: "shop", Name: "refusal"}
			fill(x, last)
			return x
		}
	}
	numbers := func(last int64) (keys []codekey.Key) {
		for i := range last {
			keys = append(keys, codekey.Number(i))
		}
		return keys
	}
	for name, table := range map[string]func(last int64) *api.Table{
		"codes": table(func(t *api.Table, last int64) {
			t.Codes = append(t.Codes, &api.Code{ID: "one", Codes: numbers(last)})
		}),
		"subcodes": table(func(t *api.Table, last int64) {
			t.Codes = append(t.Codes, &api.Code{ID: "one", Classes: []int64{4}, Subcodes: numbers(last)})
		}),
		"prefixes": table(func(t *api.Table, last int64) {
			for i := range last {
				t.Codes = append(t.Codes, &api.Code{ID: fmt.Sprint("row", i), Prefix: fmt.Sprintf("p%05d", i)})
			}
		}),
	} {
		t.Run(name, func(t *testing.T) {
			if got := compareTables(table(n), table(n+1)); len(got) != 1 {
				t.Errorf("%d changes, expected 1", len(got))
			}
		})
	}
}

// TestMovedPairs checks that the pairs that a row takes from another one are one change, whose
// fingerprint depends on all of them.
func TestMovedPairs(t *testing.T) {
	moved := func(last int64) *change {
		taker := &api.Code{ID: "taker"}
		for i := range int64(59) {
			taker.Codes = append(taker.Codes, codekey.Number(400+i))
		}
		taker.Codes = append(taker.Codes, codekey.Number(last))
		now := numberedTable(1000, 0)
		now.Codes = append(now.Codes, taker)
		for _, x := range compareTables(numberedTable(1000, 0), now) {
			if x.rule == "codes.pair.moved" {
				return x
			}
		}
		t.Fatal("there is no change of the rule codes.pair.moved")
		return nil
	}
	a, b := moved(470), moved(480)
	const want = `codes 400, 401, 402, 403, 404 and 55 more are "taker" now, not "other"`
	if a.text != want {
		t.Errorf("the text is %q, expected %q", a.text, want)
	}
	if c := (&comparer{}); a.was != b.was || c.fingerprint(a) == c.fingerprint(b) {
		t.Errorf("the fingerprint of %q does not depend on the last code", a.was)
	}
}

// TestLargeSelections checks that the parts that a selection leaves out are listed once, and
// that the fingerprint depends on all of them.
func TestLargeSelections(t *testing.T) {
	const parts = 5_000
	link := func(last string) *change {
		c := newComparer(&Generation{Plan: &plan.Plan{API: &api.API{}}}, &Generation{Plan: &plan.Plan{API: &api.API{}}})
		for i := range parts {
			name := fmt.Sprintf("Schema%04d", i)
			if i == parts-1 {
				name = last
			}
			at := diag.Pointer("/components/schemas").Child(name)
			c.add(&change{rule: "schema.removed", at: at, was: name, bySelection: true})
		}
		c.linkSelection()
		return c.changes[parts]
	}
	a, b := link("Schema9998"), link("Schema9999")
	if a.rule != "config.deselected" || len(a.was) > 5000 || a.was != b.was {
		t.Errorf("%s has the old value %q", a.rule, a.was)
	}
	if c := (&comparer{}); c.fingerprint(a) == c.fingerprint(b) {
		t.Error("the fingerprint does not depend on the last part")
	}
}
