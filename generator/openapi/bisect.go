package openapi

// Finding the operations that kin-openapi cannot read, by halving.

import (
	"slices"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// guiltyOperations returns the operations without which kin-openapi can read
// doc. It returns none if operations do not decide. If there are many, it also returns others
// after the given number of attempts.
func guiltyOperations(doc *source.Document, problem *unreadable, attempts int) []source.Fault {
	var all []diag.Pointer
	doc.WithOperations(func(p diag.Pointer) bool {
		all = append(all, p)
		return true
	})
	if !readable(doc, nil) {
		return nil
	}
	var out []source.Fault
	for _, p := range unreadableOf(doc, all, &attempts) {
		out = append(out, source.Fault{At: p, Pos: doc.Pos(p), Rule: "openapi", Why: problem.message()})
	}
	return out
}

// unreadableOf returns the operations among list that cannot be read. It halves
// the list until each half can be read or is a single operation, or until there are no
// attempts left.
func unreadableOf(doc *source.Document, list []diag.Pointer, attempts *int) []diag.Pointer {
	if *attempts--; len(list) == 0 || *attempts >= 0 && readable(doc, list) {
		return nil
	}
	if len(list) == 1 || *attempts < 0 {
		return list
	}
	half := len(list) / 2
	return slices.Concat(unreadableOf(doc, list[:half], attempts), unreadableOf(doc, list[half:], attempts))
}

// readable reports whether kin-openapi can read doc with only the operations in
// list.
func readable(doc *source.Document, list []diag.Pointer) bool {
	keep := map[diag.Pointer]bool{}
	for _, p := range list {
		keep[p] = true
	}
	_, problem := read(doc.WithOperations(func(p diag.Pointer) bool { return keep[p] }))
	return problem == nil
}
