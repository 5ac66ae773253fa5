// Package openapi converts a slice of a description to kin-openapi's document
// with resolved references.
//
// It takes a source.Document, gives a Document, and may import source and
// diag. This package and lower are the only ones that use kin-openapi's types.
// errors.go converts kin-openapi's errors.
//
// kin-openapi's document is for types only. It loses the order of maps, an
// empty discriminator mapping, the members beside $ref in 3.0, and digits of
// large numbers. All of these are in Document.Source, under the same pointers.
package openapi

import (
	"bytes"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// Document is a typed description, with the source document it was read from.
type Document struct {
	*openapi3.T
	Source *source.Document
}

// Load converts doc, which must be a slice without errors. The document is nil
// if kin-openapi cannot read it.
func Load(doc *source.Document) (*Document, *diag.List) {
	diags := &diag.List{}
	var text bytes.Buffer
	if err := doc.JSON(&text); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	t := &openapi3.T{}
	if err := recoverPanic(func() error { return t.UnmarshalJSON(text.Bytes()) }); err != nil {
		reportUnreadable(doc, err, diags)
		return nil, diags
	}
	if err := recoverPanic(func() error { return openapi3.NewLoader().ResolveRefsIn(t, nil) }); err != nil {
		reportUnresolved(doc, err, diags)
		return nil, diags
	}
	if t.Paths == nil {
		t.Paths = openapi3.NewPaths()
	}
	if t.Components == nil {
		t.Components = &openapi3.Components{}
	}
	return &Document{T: t, Source: doc}, diags
}

// recoverPanic calls read, which runs kin-openapi on untrusted text, and converts its
// panics to errors.
func recoverPanic(read func() error) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("kin-openapi cannot read this: %v", e)
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
