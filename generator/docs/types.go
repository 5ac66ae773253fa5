package docs

// This file builds the pages of types: objects with their fields, enums with their
// values, unions with their variants, and lists and maps that contain themselves.

import (
	"slices"
	"strings"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// typeView is the view of a type.
type typeView struct {
	Name, Import string
	Kind         string // label
	Wire         string // name of the schema
	About        *prose
	See          *link
	Deprecated   *deprecationView
	Extends      []link
	Fields       []fieldView
	Methods      []methodView
	Members      []memberView
	Flags        bool
	Variants     []variantView
	Interface    string // Go name of the union
	Content      []link // Go type of the content of a list or map that contains itself
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
	From                          *link // the type that declares it, if inherited
}

// methodView is a method that looks up a code.
type methodView struct {
	Go    string
	Table link
}

// memberView is an enum value.
type memberView struct {
	Anchor, Value, Go string
	About             *prose
	Deprecated        *deprecationView
}

// variantView is a variant of a union.
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
		if !visit(w, "type", t.name, "types", w.trail("types"), w.typeView(t)) {
			return false
		}
	}
	return true
}

func (w *writer) typeView(t *typePage) *typeView {
	v := &typeView{
		Name: t.name, Import: string(t.pkg.Import), Wire: oneLine(t.api.Key), Kind: w.mustLabel("kind." + t.kind()),
		About: w.block(t.api.Doc.Description, string(t.api.Doc.At)),
		See:   seeAlso(t.api.Doc), Deprecated: w.deprecated(t.api.Doc),
		UsedBy: w.usedBy(t),
	}
	if t.s != nil {
		w.addFields(v, t)
	}
	if t.u != nil {
		w.addVariants(v, t)
	}
	if t.c != nil {
		v.Content = w.goType(t.c.Content)
		v.Sample = sampleBody(api.JSON, api.Use{Type: t.c.Type.Content}, false)
	}
	if t.e != nil {
		v.Flags = t.e.Type.Flags
		for _, m := range t.e.Members {
			v.Members = append(v.Members, memberView{
				Anchor: "member-" + string(m.Name), Value: oneLine(m.API.Value), Go: string(m.Name),
				About: w.memberProse(m.API, w.cell), Deprecated: w.deprecated(m.API.Doc),
			})
		}
	}
	return v
}

func (t *typePage) kind() string {
	switch {
	case t.s != nil:
		return "object"
	case t.e != nil:
		return "enum"
	case t.c != nil:
		return string(t.c.Type.Content.Kind)
	}
	return "union"
}

func (w *writer) addFields(v *typeView, t *typePage) {
	for _, base := range t.api.Extends {
		if page := w.pageOf[base]; page != nil {
			v.Extends = append(v.Extends, link{page.name, w.to(page.page, "")})
		}
	}
	for _, f := range t.s.Fields {
		field := fieldView{
			Anchor: "field-" + string(f.Name), Name: oneLine(f.API.Name), Go: string(f.Name), Type: w.goType(f.Type),
			Required: f.API.Required, ReadOnly: f.API.ReadOnly, WriteOnly: f.API.WriteOnly,
			About: w.fieldProse(f), Deprecated: w.deprecated(f.API.Doc),
			Limits: w.limitsAndDefault(f.API.Limits, f.API.Default),
		}
		if page := w.pageOf[f.API.Owner]; page != nil && page != t {
			field.From = &link{page.name, w.to(page.page, "")}
		}
		v.Fields = append(v.Fields, field)
	}
	for _, b := range t.s.Bindings {
		signature := string(b.Method) + "() (" + string(b.Table.Name) + ", bool)"
		v.Methods = append(v.Methods, methodView{signature, w.tableLink(b.Table)})
	}
	v.Sample = sampleBody(api.JSON, api.Use{Type: t.api}, false)
}

// fieldProse returns the description of a field, or else the first sentence about its
// type.
func (w *writer) fieldProse(f *plan.Field) *prose {
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
	return w.firstSentence(of.Doc.Description, string(of.Doc.At))
}

func (w *writer) tableLink(t *plan.CodeTable) link {
	for _, known := range w.tables {
		if known.plan == t {
			return link{string(t.Name), w.to(known.page, "")}
		}
	}
	return link{Text: string(t.Name)}
}

func (w *writer) addVariants(v *typeView, t *typePage) {
	v.Interface = string(t.u.Name)
	events := w.eventsOf(t.u)
	for _, variant := range t.u.Variants {
		of := w.goType(variant.Type)
		if variant.Wrapper != "" {
			of = joinTexts(append([]link{{Text: string(variant.Wrapper) + " = "}}, of...))
		}
		value := variantValue(t.u.Type.Discriminator, variant.Values)
		if t.u.Type.ByEvent {
			value = variantValue("event", eventsOfVariant(events, variant))
		}
		v.Variants = append(v.Variants, variantView{of, value})
	}
}

// eventsOf returns the events whose types select the variants of a union.
func (s *survey) eventsOf(u *plan.Union) []api.EventData {
	if !u.Type.ByEvent {
		return nil
	}
	for _, r := range s.resources {
		for _, c := range r.verbs {
			if _, content := c.Operation.Stream(); content != nil && content.Type.Type == u.Type {
				return content.Sequence.Events
			}
		}
	}
	return nil
}

// eventsOfVariant returns the JSON texts of the types of events whose data is a variant.
func eventsOfVariant(events []api.EventData, v *plan.Variant) []string {
	var names []string
	for _, e := range events {
		if e.Type.Type == v.API.Type.Type {
			names = append(names, api.StringText(e.Name))
		}
	}
	return names
}

// variantValue returns the values of the discriminator that select a variant, such as
// kind: "cat", "lion".
func variantValue(property string, values []string) string {
	if len(values) == 0 {
		return ""
	}
	return oneLine(property + ": " + strings.Join(values, ", "))
}

const maxUses = 20 // operations listed on the page of a type

// usedBy returns links to operations that use a type.
func (w *writer) usedBy(t *typePage) []link {
	uses := w.typeUses()[t.api]
	var out []link
	for _, u := range uses[:min(len(uses), maxUses)] {
		to := w.to(u.page, strings.ToLower(u.op.Method))
		out = append(out, link{u.op.Method + " " + oneLine(u.op.Path.Template), to})
	}
	return out
}

// typeUse is an operation that uses a type.
type typeUse struct {
	page string
	op   *api.Operation
}

// typeUses returns the operations that use each type. It computes them once.
func (s *survey) typeUses() map[*api.Type][]typeUse {
	if s.used != nil {
		return s.used
	}
	s.used = map[*api.Type][]typeUse{}
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
					s.used[t] = append(s.used[t], typeUse{r.page, c.Operation})
				}
			}
			s.visitUses(c.Operation, note)
		}
	}
	return s.used
}

// visitUses visits the types of parameters, bodies, and results of an operation.
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
	for _, b := range op.OtherBodies {
		visit(b.Type)
	}
	for _, r := range op.Success { // not errors: all operations share them
		if r.Type != nil {
			visit(*r.Type)
		}
	}
}
