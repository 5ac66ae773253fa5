// Package openapi converts a slice of a description to kin-openapi's document
// with resolved references.
//
// It takes a source.Document, gives a Document, and may import source and
// diag. This package and lower are the only ones that use kin-openapi's types.
// errors.go finds the parts that kin-openapi cannot read, bisect.go the
// operations that contain them if kin-openapi names no part.
//
// kin-openapi's document is for types only. It loses the order of maps, an
// empty discriminator mapping, the members beside $ref in 3.0, and digits of
// large numbers. All of these are in Document.Source, under the same pointers.
package openapi

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// Document is a typed description, with the source document it was read from.
type Document struct {
	*openapi3.T
	Source  *source.Document
	Repairs []source.Repair // parts of the description that Source lacks because of errors in them
}

// Load converts doc, a slice without errors from which the parts in repairs were
// left out. Load leaves out the parts that kin-openapi cannot read. The document
// is nil if the rest cannot be read either, or if reading exceeds a limit:
// kin-openapi walks through a component for each reference to it.
func Load(doc *source.Document, repairs []source.Repair, limits diag.Limits) (*Document, *diag.List) {
	diags := &diag.List{}
	budget := diag.NewReadBudget(limits, doc.Size())
	if p, exceeds := doc.ExceedsSize(budget.Max); exceeds {
		diags.Exceeded(doc.Pos(p), "the size of all references", &budget)
		return nil, diags
	}
	repairs = slices.Clone(repairs)
	attempts := min(max(minAttempts, maxValues/doc.Size()), maxAttempts)
	for round := range attempts {
		t, problem := read(doc)
		if problem == nil {
			return &Document{T: t, Source: doc, Repairs: repairs}, diags
		}
		faults := problem.faults(doc, round >= maxAlone)
		if len(faults) == 0 {
			faults = guiltyOperations(doc, problem, attempts)
		}
		if len(faults) == 0 || round == attempts-1 {
			diags.Errorf(doc.Pos(""), "openapi", "%s", problem.message())
			return nil, diags
		}
		repaired, more, found := doc.WithRepairs(faults)
		diags.Merge(found)
		if found.HasErrors() {
			return nil, diags
		}
		doc, repairs = repaired, append(repairs, more...)
	}
	panic("internal: the last attempt returns")
}

// The numbers of attempts to read a description. Each attempt leaves out at least one part.
const (
	minAttempts = 15
	maxAttempts = 100
	maxValues   = 2_000_000 // that are read in all attempts, unless the description is large
	maxAlone    = 5         // attempts that leave out one target of references
)

// read reads doc with kin-openapi and resolves its references.
func read(doc *source.Document) (*openapi3.T, *unreadable) {
	var text bytes.Buffer
	if err := doc.JSON(&text); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	t := &openapi3.T{}
	if err := recoverPanic(func() error { return t.UnmarshalJSON(text.Bytes()) }); err != nil {
		return nil, &unreadable{err: err}
	}
	if t.OpenAPI = "3.1.0"; strings.HasPrefix(doc.Root.Get("openapi").Text, "3.0") {
		t.OpenAPI = "3.0.3" // kin-openapi needs all three parts
	}
	if err := recoverPanic(func() error { return openapi3.NewLoader().ResolveRefsIn(t, nil) }); err != nil {
		return nil, &unreadable{err: err, unresolved: true}
	}
	if t.Paths == nil {
		t.Paths = openapi3.NewPaths()
	}
	if t.Components == nil {
		t.Components = &openapi3.Components{}
	}
	return t, nil
}

// recoverPanic calls read, which runs kin-openapi on untrusted text, and converts its
// panics to errors.
func recoverPanic(read func() error) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("kin-openapi cannot read this part: %v", e)
		}
	}()
	return read()
}

// Origin returns the position of the deepest existing node on the path to p.
func (d *Document) Origin(p diag.Pointer) diag.Pos { return d.Source.Pos(p) }

// HasMapping reports whether the schema at p declares a discriminator with a
// mapping, even an empty one, which kin-openapi does not distinguish from
// none.
func (d *Document) HasMapping(p diag.Pointer) bool {
	mapping := d.Source.At(p.Child("discriminator").Child("mapping"))
	return mapping != nil && mapping.Kind == source.Map
}
