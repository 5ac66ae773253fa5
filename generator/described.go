package generator

// What a description says, as far as pages in other languages translate it.

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

// Describe finds the texts of a whole description. The result is nil when the list
// has errors.
func Describe(from Description) (*catalog.Described, *diag.List) {
	whole, diags := from.read()
	if whole == nil {
		return nil, diags
	}
	slice, _, found := whole.Slice(source.Selection{})
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	doc, found := openapi.Load(slice)
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	ir, found := lower.Lower(doc, nil, lower.Options{})
	diags.Merge(found)
	if diags.HasErrors() {
		return nil, diags
	}
	out := newDescribed()
	describe(out, ir)
	return out, diags
}

// DescribeTargets finds the texts of what those targets of a configuration select
// that have their codes in the file table. The result is nil when there are none or
// the list has errors.
func DescribeTargets(cfg *config.Config, table string, read ReadFile) (*catalog.Described, *diag.List) {
	in := newInputs(cfg, read)
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
		opt := lowerOptions(t)
		opt.Locales, opt.Domains = nil, nil // the codes are none of its concern
		ir, diags := lower.Lower(doc, nil, opt)
		in.diags.Merge(diags)
		if out == nil {
			out = newDescribed()
		}
		describe(out, ir)
	}
	if in.diags.HasErrors() {
		return nil, in.diags
	}
	return out, in.diags
}

// sameFile compares names; where one cannot be made absolute, as they are.
func sameFile(a, b string) bool {
	first, err := filepath.Abs(a)
	second, err2 := filepath.Abs(b)
	if err != nil || err2 != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	return first == second
}

func newDescribed() *catalog.Described {
	return &catalog.Described{Texts: map[diag.Pointer]string{}}
}

// describe adds the texts of an API. What several targets select is there once.
func describe(out *catalog.Described, a *api.API) {
	known := map[diag.Pointer]bool{}
	for _, op := range out.Operations {
		known[op.Pointer] = true
	}
	for _, enum := range out.Enums {
		for _, at := range enum.Members {
			known[at] = true
		}
	}
	for at, text := range docs.Places(a) {
		out.Texts[diag.Pointer(at)] = text
	}
	for _, op := range a.Operations {
		at := diag.Pointer(strings.TrimSuffix(string(op.Doc.At), "/description"))
		if !known[at] {
			out.Operations = append(out.Operations, catalog.DescribedOperation{Method: op.Method, Path: op.Path.Template, Pointer: at})
		}
	}
	for _, t := range a.Types {
		if t.Kind == api.Enum {
			addEnum(out, t, known)
		}
	}
}

// addEnum adds an enum with texts, unless its texts are known.
func addEnum(out *catalog.Described, t *api.Type, known map[diag.Pointer]bool) {
	enum := catalog.DescribedEnum{Name: t.Key[strings.LastIndexByte(t.Key, '.')+1:], Members: map[string]diag.Pointer{}}
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
