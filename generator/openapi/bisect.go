package openapi

// Finding the operations that kin-openapi cannot read, by halving.

import (
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// guiltyOperations returns the operations without which kin-openapi can read
// doc. It returns none if operations do not decide.
func guiltyOperations(doc *source.Document, problem *unreadable) []source.Fault {
	var all []diag.Pointer
	doc.WithOperations(func(p diag.Pointer) bool {
		all = append(all, p)
		return true
	})
	if !readable(doc, nil) {
		return nil
	}
	var out []source.Fault
	for _, p := range unreadableOf(doc, all) {
		out = append(out, source.Fault{At: p, Pos: doc.Pos(p), Rule: "openapi", Why: problem.message()})
	}
	return out
}

// unreadableOf returns the operations among list that cannot be read. It halves
// the list until each half can be read or is a single operation.
func unreadableOf(doc *source.Document, list []diag.Pointer) []diag.Pointer {
	if len(list) == 0 || readable(doc, list) {
		return nil
	}
	if len(list) == 1 {
		return list
	}
	half := len(list) / 2
	return append(unreadableOf(doc, list[:half]), unreadableOf(doc, list[half:])...)
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
