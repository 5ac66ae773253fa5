package generator

// This file finds the texts of a description that source pages in other
// languages, or translators, can translate.

import (
	"path/filepath"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/catalog"
	"github.com/fragen-go/fragen/generator/config"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/docs"
	"github.com/fragen-go/fragen/generator/lower"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/source"
)

// Describe returns the texts of a description. The result is nil if the list has
// errors.
func Describe(from source.Description) (*catalog.Described, *diag.List) {
	doc, diags := loadSelected(from, source.Selection{})
	if doc == nil {
		return nil, diags
	}
	ir, found := lower.Lower(doc, nil, lower.Options{})
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	out := newDescribed()
	addTexts(out, ir)
	return out, diags
}

// loadSelected reads the part of a description that sel selects. The document is nil
// if the list has errors.
func loadSelected(from source.Description, sel source.Selection) (*openapi.Document, *diag.List) {
	whole, diags := from.Document()
	if whole == nil {
		return nil, diags
	}
	slice, _, repairs, found := whole.Slice(sel)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	doc, found := openapi.Load(slice, repairs)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	return doc, diags
}

// DescribeTargets returns the texts of the targets of cfg that use the code
// tables in the file table, each restricted to its selection. The result is nil
// if there is no such target or the list has errors.
func DescribeTargets(cfg *config.Config, table string) (*catalog.Described, *diag.List) {
	in := newInputs(cfg, Reader(cfg, nil))
	var out *catalog.Described
	for i := range cfg.Targets {
		t := &cfg.Targets[i]
		if t.Codes == nil || !sameFile(filepath.Join(cfg.Dir, filepath.FromSlash(t.Codes.Table.Value)), table) {
			continue
		}
		doc := in.document(t)
		if doc == nil {
			continue
		}
		opt := lowerOptions(t, nil)
		opt.Locales, opt.Domains = nil, nil // without tables these would be errors
		ir, diags := lower.Lower(doc, nil, opt)
		in.diags.Merge(diags)
		if out == nil {
			out = newDescribed()
		}
		addTexts(out, ir)
	}
	if in.diags.HasErrors() {
		return nil, in.diags
	}
	return out, in.diags
}

// sameFile reports whether two paths are equal as absolute paths.
func sameFile(a, b string) bool {
	absoluteA, errA := filepath.Abs(a)
	absoluteB, errB := filepath.Abs(b)
	if errA != nil || errB != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	return absoluteA == absoluteB
}

func newDescribed() *catalog.Described {
	return &catalog.Described{Texts: map[diag.Pointer]string{}}
}

// addTexts adds the texts of an API to out. It skips operations and enums that
// another target has added.
func addTexts(out *catalog.Described, a *api.API) {
	known := map[diag.Pointer]bool{}
	for _, op := range out.Operations {
		known[op.Pointer] = true
	}
	for _, enum := range out.Enums {
		for _, at := range enum.Members {
			known[at] = true
		}
	}
	for at, text := range docs.Translatable(a) {
		out.Texts[diag.Pointer(at)] = text
	}
	for _, op := range a.Operations {
		at := diag.Pointer(strings.TrimSuffix(string(op.Doc.At), "/description"))
		if !known[at] {
			described := catalog.DescribedOperation{Method: op.Method, Path: op.Path.Template, Pointer: at}
			out.Operations = append(out.Operations, described)
		}
	}
	for _, t := range a.Types {
		if t.Kind == api.Enum {
			addEnum(out, t, known)
		}
	}
}

// addEnum adds an enum if one of its members has a description that is not in
// known.
func addEnum(out *catalog.Described, t *api.Type, known map[diag.Pointer]bool) {
	name := t.Key[strings.LastIndexByte(t.Key, '.')+1:]
	enum := catalog.DescribedEnum{Name: name, Members: map[string]diag.Pointer{}}
	for _, m := range t.Members {
		enum.Members[m.Value] = ""
		if m.Doc.Description != "" {
			enum.Members[m.Value] = m.Doc.At
		}
	}
	for _, at := range enum.Members {
		if at != "" && !known[at] {
			out.Enums = append(out.Enums, enum)
			return
		}
	}
}
