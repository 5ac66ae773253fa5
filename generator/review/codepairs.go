package review

// This file compares the pairs of a code and a subcode that the rows of a table cover. A new
// row can take a pair from the row of all subcodes, of a range or of a class:
//
//	class 4: missing  →  class 4: missing, code 404: torn    404 is "torn" now

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/diag"
)

// coverage describes the numbers that a row covers.
func coverage(r *api.Code) string {
	text := listed("code", r.Codes)
	switch {
	case len(r.Classes) > 0:
		var ranges []string
		for _, class := range r.Classes {
			ranges = append(ranges, fmt.Sprintf("%d00 to %d99", class, class))
		}
		text = "codes " + strings.Join(ranges, ", ")
	case r.Range != nil:
		text = fmt.Sprintf("codes %d to %d", r.Range.Low, r.Range.High)
	case r.Prefix != "":
		text = fmt.Sprintf("codes with the prefix %q", r.Prefix)
	}
	if len(r.Subcodes) > 0 {
		text += " with " + listed("subcode", r.Subcodes)
	}
	if r.Pattern != nil {
		text += fmt.Sprintf(" with subcodes %d to %d", r.Pattern.Low, r.Pattern.High)
	}
	return text
}

// codePair is a code with a subcode, or with the zero Key.
type codePair struct{ code, subcode codekey.Key }

// String returns "404", or "10/5" with a subcode.
func (p codePair) String() string {
	if p.subcode == (codekey.Key{}) {
		return p.code.String()
	}
	return p.code.String() + "/" + p.subcode.String()
}

// comparePair orders pairs by code, then by subcode.
func comparePair(a, b codePair) int {
	return cmp.Or(codekey.Compare(a.code, b.code), codekey.Compare(a.subcode, b.subcode))
}

// examplePairs returns pairs that a row covers: each of its codes or one of each class, of
// its range or of its prefix, with each subcode, the ends of a pattern, or no subcode.
func examplePairs(r *api.Code) iter.Seq[codePair] {
	codes := r.Codes
	switch {
	case len(r.Classes) > 0:
		codes = nil
		for _, class := range r.Classes {
			codes = append(codes, codekey.Number(class*100))
		}
	case r.Range != nil:
		codes = codekey.Numbers(r.Range.Low)
	case r.Prefix != "":
		codes = []codekey.Key{codekey.Word(r.Prefix)}
	}
	subcodes := r.Subcodes
	switch {
	case r.Pattern != nil:
		subcodes = append(slices.Clone(subcodes), codekey.Numbers(r.Pattern.Low, r.Pattern.High)...)
	case len(subcodes) == 0:
		subcodes = []codekey.Key{{}}
	}
	return func(yield func(codePair) bool) {
		for _, code := range codes {
			for _, sub := range subcodes {
				if !yield(codePair{code, sub}) {
					return
				}
			}
		}
	}
}

// rowIndex finds the rows of a table. Codes, words and subcodes in it are canonical.
type rowIndex struct {
	keys   codekey.Forms
	exact  map[codePair]*api.Code      // rows with codes and subcodes
	byCode map[codekey.Key][]*api.Code // rows with codes for all subcodes or those of a pattern

	classes  map[int64][]*api.Code
	ranges   []*api.Code
	prefixes map[string][]*api.Code
	longest  int // length of the longest prefix

	subcodes map[*api.Code]map[codekey.Key]bool // of the rows for classes, ranges and prefixes
}

func newRowIndex(t *api.Table) *rowIndex {
	x := &rowIndex{
		keys: t.Keys, exact: map[codePair]*api.Code{}, byCode: map[codekey.Key][]*api.Code{},
		classes: map[int64][]*api.Code{}, prefixes: map[string][]*api.Code{},
		subcodes: map[*api.Code]map[codekey.Key]bool{},
	}
	for _, r := range t.Codes {
		if len(r.Classes) > 0 || r.Range != nil || r.Prefix != "" {
			x.addWide(r)
			continue
		}
		for _, code := range r.Codes {
			code = t.Keys.Code.Canonical(code)
			for _, sub := range r.Subcodes {
				if pair := (codePair{code, t.Keys.Subcode.Canonical(sub)}); x.exact[pair] == nil {
					x.exact[pair] = r
				}
			}
			if len(r.Subcodes) == 0 || r.Pattern != nil {
				x.byCode[code] = append(x.byCode[code], r)
			}
		}
	}
	return x
}

// addWide adds a row for classes, a range or a prefix.
func (x *rowIndex) addWide(r *api.Code) {
	x.subcodes[r] = map[codekey.Key]bool{}
	for _, sub := range r.Subcodes {
		x.subcodes[r][x.keys.Subcode.Canonical(sub)] = true
	}
	for _, class := range r.Classes {
		x.classes[class] = append(x.classes[class], r)
	}
	if r.Range != nil {
		x.ranges = append(x.ranges, r)
	}
	if r.Prefix != "" {
		prefix := x.keys.Code.Canonical(codekey.Word(r.Prefix)).Word()
		x.prefixes[prefix] = append(x.prefixes[prefix], r)
		x.longest = max(x.longest, len(prefix))
	}
}

// lookUp returns the row for a pair, or nil: an exact subcode comes before a pattern, a
// pattern before a row without subcodes, and a code before its range, its prefix and its
// class.
func (x *rowIndex) lookUp(p codePair) *api.Code {
	p = codePair{x.keys.Code.Canonical(p.code), x.keys.Subcode.Canonical(p.subcode)}
	if r := x.exact[p]; r != nil {
		return r
	}
	var best *api.Code
	most := 0
	choose := func(rows []*api.Code, score int) {
		for _, r := range rows {
			if n := x.subcodeScore(r, p.subcode); n >= 0 && score+n > most {
				best, most = r, score+n
			}
		}
	}
	choose(x.byCode[p.code], 1000)
	if p.code.IsWord() {
		word := p.code.Word()
		for n := min(len(word), x.longest); n > 0; n-- {
			choose(x.prefixes[word[:n]], 2+n)
		}
		return best
	}
	number := p.code.Number()
	for i, r := range x.ranges {
		if r.Range.Low <= number && number <= r.Range.High {
			choose(x.ranges[i:i+1], 2)
		}
	}
	choose(x.classes[number/100], 1)
	return best
}

// subcodeScore returns a number that is higher for rows that describe a canonical subcode more
// precisely, and -1 for rows that do not cover it. Rows with codes and exact subcodes are found
// before.
func (x *rowIndex) subcodeScore(r *api.Code, sub codekey.Key) int {
	switch {
	case x.subcodes[r][sub]:
		return 3000
	case r.Pattern != nil && !sub.IsWord() && r.Pattern.Low <= sub.Number() && sub.Number() <= r.Pattern.High:
		return 2000
	case len(r.Subcodes) > 0 || r.Pattern != nil:
		return -1
	}
	return 0
}

// rowText names the rows of the other table that cover the pairs of a row: "it belongs to
// the row "lent" now", "it belongs in part to the row "missing" now" or "no row covers it now".
func (x *rowIndex) rowText(r *api.Code, belongs, covers, when string) string {
	var ids []string
	known, part := map[string]bool{}, ""
	for pair := range examplePairs(r) {
		switch found := x.lookUp(pair); {
		case found == nil:
			part = " in part"
		case !known[found.ID]:
			known[found.ID] = true
			ids = append(ids, quoted(found.ID))
		}
	}
	switch len(ids) {
	case 0:
		return "no row " + covers + " it " + when
	case 1:
		return "it " + belongs + part + " to the row " + ids[0] + " " + when
	}
	return "it " + belongs + part + " to the rows " + andMore(ids, maxValues, "") + " " + when
}

// comparePairs looks up the pairs of all rows in both tables. It reports pairs whose row
// differs although no other finding about a row says so.
func (c *comparer) comparePairs(p tablePair) {
	if p.haveSameCoverage() {
		return
	}
	touched := map[diag.Pointer]bool{}
	for _, x := range c.changes {
		switch x.rule {
		case "codes.pair.changed", "codes.row.removed", "codes.row.renamed":
			touched[x.at] = true
		}
	}
	isTouched := func(r *api.Code) bool { return touched[codesAt.Child(p.now.Name).Child(r.ID)] }
	type rows struct{ old, now string }
	var order []rows
	moved, seen := map[rows][]codePair{}, map[codePair]bool{}
	before, after := newRowIndex(p.old), newRowIndex(p.now)
	for _, r := range slices.Concat(p.old.Codes, p.now.Codes) {
		for pair := range examplePairs(r) {
			a, b := before.lookUp(pair), after.lookUp(pair)
			if seen[pair] || a == nil || b == nil || a.ID == b.ID || isTouched(a) || isTouched(b) {
				continue
			}
			seen[pair] = true
			key := rows{a.ID, b.ID}
			if moved[key] == nil {
				order = append(order, key)
			}
			moved[key] = append(moved[key], pair)
		}
	}
	for _, key := range order {
		c.add(p.pairsMoved(key.old, key.now, moved[key]))
	}
}

// pairsMoved returns the change of pairs that another row covers now.
func (p tablePair) pairsMoved(old, now string, pairs []codePair) *change {
	slices.SortFunc(pairs, comparePair)
	var texts []string
	for _, pair := range pairs {
		texts = append(texts, pair.String())
	}
	noun, verb := "code ", " is "
	if len(pairs) > 1 {
		noun, verb = "codes ", " are "
	}
	x := p.change(change{
		rule: "codes.pair.moved", behaviour: Risk,
		text: noun + andMore(texts, maxValues, "") + verb + quoted(now) + " now, not " + quoted(old),
	})
	x.identify(&x.was, texts)
	x.was, x.is = x.was+": "+old, x.was+": "+now
	return x
}

// haveSameCoverage reports whether the rows of both tables cover the same pairs.
func (p tablePair) haveSameCoverage() bool {
	if p.old.Keys != p.now.Keys || len(p.old.Codes) != len(p.now.Codes) {
		return false
	}
	covered := map[string]string{}
	for _, r := range p.old.Codes {
		covered[r.ID] = coverage(r)
	}
	return !slices.ContainsFunc(p.now.Codes, func(r *api.Code) bool { return covered[r.ID] != coverage(r) })
}
