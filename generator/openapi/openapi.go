// Package openapi turns a slice of a description into kin-openapi's document,
// references resolved.
//
// It takes a source.Document, gives a Document, and may import source and
// diag. This room and lower are the only ones that know kin-openapi's types.
package openapi

import (
	"bytes"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// Document is a description in types, with the text it came from.
type Document struct {
	*openapi3.T
	Source *source.Document
}

// Load reads doc, which should have come out of source.Slice without errors.
// The document is nil when kin-openapi cannot read it.
func Load(doc *source.Document) (*Document, *diag.List) {
	diags := &diag.List{}
	var text bytes.Buffer
	if err := doc.JSON(&text); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	t, err := openapi3.NewLoader().LoadFromData(text.Bytes())
	if err != nil {
		diags.Errorf(doc.Pos(""), "openapi", "%v", err)
		return nil, diags
	}
	return &Document{T: t, Source: doc}, diags
}

// Origin returns the position of p, or of the deepest thing on the way to it
// that exists.
func (d *Document) Origin(p diag.Pointer) diag.Pos { return d.Source.Pos(p) }

// HasMapping reports whether the schema at p declares a discriminator with a
// mapping, also an empty one, which kin-openapi does not tell from none.
func (d *Document) HasMapping(p diag.Pointer) bool {
	mapping := d.Source.At(p.Child("discriminator").Child("mapping"))
	return mapping != nil && mapping.Kind == source.Map
}
