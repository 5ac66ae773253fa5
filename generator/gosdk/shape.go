package gosdk

// This file emits the shapes of a union's variants, with which the runtime compares
// a value. They are data without pointers to code, so they need no initialization.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// shapes renders the variable with the shapes of the variants.
func (e *emitter) shapes(u *plan.Union) []jen.Code {
	if len(u.Shaped) == 0 {
		return nil
	}
	var list []jen.Code
	for _, v := range u.Shaped {
		list = append(list, e.shapeFields(v.Shape))
	}
	shapes := jen.Index().Add(e.rest("Shape")).Add(braces(list...))
	return []jen.Code{jen.Var().Add(assign(id(u.Shapes), shapes)), jen.Line()}
}

// shapeFields is the literal of a shape without its type. Members are one a line.
func (e *emitter) shapeFields(s *plan.Shape) *jen.Statement {
	var fields []jen.Code
	if s.Name != "" {
		fields = append(fields, pair("Name", lit(s.Name)))
	}
	if s.Required {
		fields = append(fields, pair("Required", jen.True()))
	}
	if s.ReadOnly {
		fields = append(fields, pair("ReadOnly", jen.True()))
	}
	if len(s.Kinds) > 0 {
		kinds := e.rest("Of" + string(s.Kinds[0]))
		for _, k := range s.Kinds[1:] {
			kinds.Op("|").Add(e.rest("Of" + string(k)))
		}
		fields = append(fields, pair("Kinds", kinds))
	}
	if s.Values != nil {
		var values []jen.Code
		for _, text := range s.Values {
			values = append(values, jsonText(text))
		}
		fields = append(fields, pair("Values", jen.Index().String().Values(values...)))
	}
	if s.Closed {
		fields = append(fields, pair("Closed", jen.True()))
	}
	if s.Members != nil {
		fields = append(fields, pair("Members", e.shapeList(s.Members)))
	}
	if s.Elem != nil {
		fields = append(fields, pair("Elem", jen.Op("&").Add(e.rest("Shape")).Add(e.shapeFields(s.Elem))))
	}
	if s.AnyOf != nil {
		fields = append(fields, pair("AnyOf", e.shapeList(s.AnyOf)))
	}
	return jen.Values(fields...)
}

func (e *emitter) shapeList(shapes []*plan.Shape) *jen.Statement {
	var list []jen.Code
	for _, s := range shapes {
		list = append(list, e.shapeFields(s))
	}
	return jen.Index().Add(e.rest("Shape")).Add(braces(list...))
}
