package output

// This file has the section of fragen.lock with the parts that were left out:
//
//	leftOut
//		/paths/~1orders/get	path-template

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// leftOutLabel is the label of the section. No key begins with it.
const leftOutLabel = "leftOut"

// LeftOut is a part of the API description that the target lacks because of an
// error.
type LeftOut struct {
	At   string // JSON pointer
	Rule string // of the diagnostic
}

// appendLeftOut appends the section of a target, if it has one.
func appendLeftOut(out []byte, list []LeftOut) []byte {
	if len(list) == 0 {
		return out
	}
	out = append(out, "\t"+leftOutLabel+"\n"...)
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b LeftOut) int {
		return cmp.Or(strings.Compare(a.At, b.At), strings.Compare(a.Rule, b.Rule))
	})
	for _, part := range slices.CompactFunc(list, func(a, b LeftOut) bool { return a.At == b.At }) {
		out = append(out, "\t\t"+quoteLabel(part.At)+"\t"+quoteLabel(part.Rule)+"\n"...)
	}
	return out
}

// readLeftOut reads a line of the section.
func (r *lockReader) readLeftOut(text string) error {
	atText, ruleText, found := strings.Cut(text, "\t")
	at, errAt := unquoteLabel(atText)
	rule, errRule := unquoteLabel(ruleText)
	if !found || errAt != nil || errRule != nil {
		return fmt.Errorf("expected a pointer and a rule, found %q", text)
	}
	t := &r.out.Targets[len(r.out.Targets)-1]
	t.LeftOut = append(t.LeftOut, LeftOut{at, rule})
	return nil
}

// addLeftOut adds the parts of theirs that the target does not have.
func (t *Target) addLeftOut(theirs []LeftOut) {
	for _, part := range theirs {
		if !slices.ContainsFunc(t.LeftOut, func(o LeftOut) bool { return o.At == part.At }) {
			t.LeftOut = append(t.LeftOut, part)
		}
	}
}
