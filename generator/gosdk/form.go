package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// parts renders a struct that is sent as the parts of a multipart body, with
// files among them. It has no JSON codec because a file has no JSON.
func (e *emitter) parts(s *plan.Struct) []jen.Code {
	var fields, body []jen.Code
	for _, f := range s.Fields {
		fields = append(append(fields, fieldDoc(f)...), param(f.Name, e.typ(f.Type)))
		body = append(body, e.writePart(f)...)
	}
	if len(s.Fields) > 0 {
		fields = append(fields, jen.Line())
	}
	fields = append(fields, extraPartsDoc()...)
	fields = append(fields, param(extra, jen.Map(jen.String()).Add(e.rest("RawJSON"))))
	out := declare(e.typeDoc(s.Name, s.Title, s.Type), structType(s.Name, fields...))
	body = append([]jen.Code{ifNil(jen.Id(self), jen.Return())}, body...)
	return append(out, function{
		doc: encodePartsDoc(), receiver: onPointer(s.Name), name: "EncodeParts",
		params: []jen.Code{param("p", pointerTo(e.rest("Parts")))},
		body:   append(body, callVar("p", "AdditionalProperties", selfField(extra))),
	}.declare()...)
}

// writePart is the statements that write a property as a part, or as one part
// for each element.
func (e *emitter) writePart(f *plan.Field) []jen.Code {
	value, name := selfField(f.Name), lit(f.API.Name)
	writeValue := func(write jen.Code) *jen.Statement {
		return callVar("p", "Value", name, jen.Func().Params(e.encoder()).Block(write))
	}
	switch t := f.Type; {
	case t.Form == plan.FilePart && f.Send == plan.SendAlways:
		return []jen.Code{callVar("p", "CheckFile", name, isNil(value)), callVar("p", "File", name, value)}
	case t.Form == plan.FilePart:
		return []jen.Code{callVar("p", "File", name, value)}
	case t.Form == plan.Slice && t.Elem.Form == plan.FilePart:
		return []jen.Code{callVar("p", "Files", name, value)}
	case f.Send == plan.SendDefault:
		return []jen.Code{writeValue(e.writeOrFill(f))}
	case f.Send == plan.SendAlways:
		return []jen.Code{writeValue(e.write(t, value))}
	case t.Form == plan.Pointer && t.Elem.Form == plan.Model:
		return []jen.Code{ifSet(value, callVar("p", "Value", name, field(value, "EncodeJSON")))}
	default:
		return []jen.Code{jen.If(e.nonZero(t, value)).Block(writeValue(e.writeSet(t, value)))}
	}
}
