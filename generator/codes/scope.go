package codes

// The codes that a category is for. Each code of a table is compared with them, so they
// are sorted once.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/codekey"
)

// scope is the set of codes that a category is for.
type scope struct {
	table    *Table
	classes  map[int64]bool
	ranges   []*Range        // by their first number
	ends     []int64         // highest number of the ranges up to an index
	prefixes map[string]bool // in canonical form
	allowed  string          // see Term.allowed
}

// newScope returns the codes that a category is for, or nil if it is for all codes.
func newScope(table *Table, category *Term) *scope {
	if len(category.Classes)+len(category.Ranges)+len(category.Prefixes) == 0 {
		return nil
	}
	s := &scope{
		table: table, classes: map[int64]bool{}, prefixes: map[string]bool{}, allowed: category.allowed(),
	}
	for _, class := range category.Classes {
		s.classes[class] = true
	}
	for _, prefix := range category.Prefixes {
		s.prefixes[table.Keys.Code.Canonical(codekey.Word(prefix)).Word()] = true
	}
	byLow := func(a, b *Range) int { return cmp.Compare(a.Low, b.Low) }
	s.ranges = slices.SortedFunc(slices.Values(category.Ranges), byLow)
	for i, r := range s.ranges {
		end := r.High
		if i > 0 {
			end = max(end, s.ends[i-1])
		}
		s.ends = append(s.ends, end)
	}
	return s
}

// has reports whether the category is for a code.
func (s *scope) has(code codekey.Key) bool {
	code = s.table.Keys.Code.Canonical(code)
	if code.IsWord() {
		word := code.Word()
		for n := 1; len(s.prefixes) > 0 && n <= len(word); n++ {
			if s.prefixes[word[:n]] {
				return true
			}
		}
		return false
	}
	number := code.Number()
	if number >= 0 && s.classes[number/100] {
		return true
	}
	after, _ := slices.BinarySearchFunc(s.ranges, number, func(r *Range, n int64) int {
		if r.Low <= n {
			return -1
		}
		return 1
	})
	return after > 0 && number <= s.ends[after-1]
}

// outside returns the first code of a row that the category is not for. ok is true
// if there is none.
func (s *scope) outside(row *Code) (code codekey.Key, ok bool) {
	list := slices.Clone(row.Codes)
	for _, class := range row.Classes {
		list = append(list, codekey.Number(100*class))
	}
	if row.Range != nil {
		list = append(list, codekey.Number(row.Range.Low), codekey.Number(row.Range.High))
	}
	if row.Prefix != "" {
		list = append(list, codekey.Word(row.Prefix))
	}
	for _, code := range list {
		if !s.has(code) {
			return code, false
		}
	}
	return codekey.Key{}, true
}

// allowed lists the first codes that a category is for.
func (t Term) allowed() string {
	const most = 10
	var list []string
	for _, class := range t.Classes {
		list = append(list, fmt.Sprintf("class %d", class))
	}
	for _, r := range t.Ranges {
		list = append(list, "codes from "+r.Text)
	}
	for _, prefix := range t.Prefixes {
		list = append(list, "codes with the prefix "+prefix)
	}
	if n := len(list); n > most {
		return fmt.Sprintf("%s and %d more", strings.Join(list[:most], ", "), n-most)
	}
	return strings.Join(list, ", ")
}
