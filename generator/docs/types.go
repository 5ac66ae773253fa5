package docs

// The pages of types: objects with their fields, enumerations with their values,
// unions with what they may hold.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// typeView is a type.
type typeView struct {
	Name, Import string
	Kind         string // word for it
	Wire         string // what the description calls it
	About        *prose
	See          *link
	Deprecated   *deprecationView
	Extends      []link
	Fields       []fieldView
	Methods      []methodView
	Members      []memberView
	Flags        bool
	Variants     []variantView
	Interface    string // Go name of what may hold a subtype
	Sample       string // JSON
	UsedBy       []link
}

// fieldView is a property.
type fieldView struct {
	Anchor, Name, Go              string
	Type                          []link
	Required, ReadOnly, WriteOnly bool
	About                         *prose
	Deprecated                    *deprecationView
	Limits                        []limitView
	From                          *link // the type that it comes from
}

// methodView is a method with something of its own to say.
type methodView struct {
	Go    string
	Table link
}

// memberView is a value of an enumeration.
type memberView struct {
	Anchor, Value, Go string
	About             *prose
	Deprecated        *deprecationView
}

// variantView is what a union may hold.
type variantView struct {
	Type  []link
	Value string
}

func (e *edition) typePages(visit visitor) bool {
	if len(e.types) == 0 {
		return true
	}
	if !e.typeLists(visit) {
		return false
	}
	for _, t := range e.types {
		w := e.writer(t.page)
		if !visit(w, "type", t.name, "types", w.trail("types"), w.typ(t)) {
			return false
		}
	}
	return true
}

func (w *writer) typ(t *goType) *typeView {
	v := &typeView{
		Name: t.name, Import: string(t.pkg.Import), Wire: oneLine(t.api.Key), Kind: w.must("kind." + t.kind()),
		About: w.say(t.api.Doc.Description, string(t.api.Doc.At)), See: see(t.api.Doc), Deprecated: w.deprecated(t.api.Doc),
		UsedBy: w.usedBy(t),
	}
	if t.s != nil {
		w.structure(v, t)
	}
	if t.u != nil {
		w.union(v, t)
	}
	if t.e != nil {
		v.Flags = t.e.Type.Flags
		for _, m := range t.e.Members {
			v.Members = append(v.Members, memberView{
				Anchor: "member-" + string(m.Name), Value: oneLine(m.API.Value), Go: string(m.Name),
				About: w.cell(m.API.Doc.Description, string(m.API.Doc.At)), Deprecated: w.deprecated(m.API.Doc),
			})
		}
	}
	return v
}

func (t *goType) kind() string {
	switch {
	case t.s != nil:
		return "object"
	case t.e != nil:
		return "enum"
	}
	return "union"
}

func (w *writer) structure(v *typeView, t *goType) {
	for _, base := range t.api.Extends {
		if page := w.pageOf[base]; page != nil {
			v.Extends = append(v.Extends, link{page.name, w.to(page.page, "")})
		}
	}
	for _, f := range t.s.Fields {
		field := fieldView{
			Anchor: "field-" + string(f.Name), Name: oneLine(f.API.Name), Go: string(f.Name), Type: w.goType(f.Type),
			Required: f.API.Required, ReadOnly: f.API.ReadOnly, WriteOnly: f.API.WriteOnly,
			About: w.fieldText(f), Deprecated: w.deprecated(f.API.Doc), Limits: w.limits(f.API.Limits),
		}
		if page := w.pageOf[f.API.Owner]; page != nil && page != t {
			field.From = &link{page.name, w.to(page.page, "")}
		}
		v.Fields = append(v.Fields, field)
	}
	for _, b := range t.s.Bindings {
		v.Methods = append(v.Methods, methodView{string(b.Method) + "() (" + string(b.Table.Name) + ", bool)", w.tableLink(b.Table)})
	}
	v.Sample = sampleBody(api.JSON, api.Use{Type: t.api}, false)
}

// fieldText is what a field says, or else what its type does.
func (w *writer) fieldText(f *plan.Field) *prose {
	if d := f.API.Doc; d.Description != "" {
		return w.cell(d.Description, string(d.At))
	}
	of := f.API.Type.Type
	for of != nil && (of.Kind == api.List || of.Kind == api.Map) && of.Elem != nil {
		of = of.Elem.Type
	}
	if of == nil {
		return nil
	}
	return w.line(of.Doc.Description, string(of.Doc.At))
}

func (w *writer) tableLink(t *plan.CodeTable) link {
	for _, known := range w.tables {
		if known.plan == t {
			return link{string(t.Name), w.to(known.page, "")}
		}
	}
	return link{Text: string(t.Name)}
}

func (w *writer) union(v *typeView, t *goType) {
	v.Interface = string(t.u.Name)
	for _, variant := range t.u.Variants {
		of := w.goType(variant.Type)
		if variant.Wrapper != "" {
			of = append([]link{{Text: string(variant.Wrapper) + " = "}}, of...)
		}
		v.Variants = append(v.Variants, variantView{of, oneLine(variant.Value)})
	}
}

const mostUses = 20 // that a page of a type names

// usedBy are the operations that name a type.
func (w *writer) usedBy(t *goType) []link {
	uses := w.uses()[t.api]
	var out []link
	for _, u := range uses[:min(len(uses), mostUses)] {
		out = append(out, link{u.op.Method + " " + oneLine(u.op.Path.Template), w.to(u.page, strings.ToLower(u.op.Method))})
	}
	return out
}

// use is an operation that names a type.
type use struct {
	page string
	op   *api.Operation
}

// uses finds the operations that name each type, once for all pages.
func (s *survey) uses() map[*api.Type][]use {
	if s.used != nil {
		return s.used
	}
	s.used = map[*api.Type][]use{}
	for _, r := range s.resources {
		for _, c := range r.verbs {
			var named []*api.Type
			note := func(u api.Use) {
				t := u.Type
				for t != nil && (t.Kind == api.List || t.Kind == api.Map) && t.Elem != nil {
					t = t.Elem.Type
				}
				if s.pageOf[t] != nil && !slices.Contains(named, t) {
					named = append(named, t)
					s.used[t] = append(s.used[t], use{r.page, c.Operation})
				}
			}
			s.visitUses(c.Operation, note)
		}
	}
	return s.used
}

// visitUses visits what an operation names.
func (s *survey) visitUses(op *api.Operation, visit func(api.Use)) {
	for _, segment := range op.Path.Segments {
		for _, part := range segment.Parts {
			if part.Param != nil {
				visit(part.Param.Type)
			}
		}
	}
	for _, p := range op.Params {
		visit(p.Type)
	}
	if op.Body != nil {
		visit(op.Body.Type)
	}
	for _, b := range op.Others {
		visit(b.Type)
	}
	for _, r := range op.Success { // errors are alike everywhere
		if r.Type != nil {
			visit(*r.Type)
		}
	}
}
