package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/plan"
)

// parts prints a struct that travels as the parts of a body, with files among
// them. It has no JSON, since a file has none.
func (e *emitter) parts(s *plan.Struct) []jen.Code {
	out := declare(doc(typeDoc(s.Name, s.Title, s.Type.Doc)...),
		jen.Type().Add(id(s.Name)).StructFunc(func(g *jen.Group) {
			for _, f := range s.Fields {
				place(g, doc(fieldDoc(f)...))
				g.Add(id(f.Name)).Add(e.typ(f.Type))
			}
			if len(s.Fields) > 0 {
				g.Line()
			}
			place(g, doc(own(extra+" are sent as further parts.")))
			g.Id(extra).Map(jen.String()).Add(e.rest("RawJSON"))
		}))
	return append(out, declare(
		doc(own("EncodeParts writes what is set as the parts p of a multipart body.")),
		method0(s.Name, "EncodeParts").Params(jen.Id("p").Op("*").Add(e.rest("Parts"))).BlockFunc(func(g *jen.Group) {
			g.If(jen.Id(self).Op("==").Nil()).Block(jen.Return())
			for _, f := range s.Fields {
				e.writePart(g, f)
			}
			g.Id("p").Dot("AdditionalProperties").Call(jen.Id(self).Dot(extra))
		}))...)
}

// writePart writes a property as a part, or as one for each element.
func (e *emitter) writePart(g *jen.Group, f *plan.Field) {
	field := func() *jen.Statement { return jen.Id(self).Dot(string(f.Name)) }
	name := lit(f.API.Name)
	value := func(write jen.Code) *jen.Statement {
		return jen.Id("p").Dot("Value").Call(name, jen.Func().Params(e.encoder()).Block(write))
	}
	switch t := f.Type; {
	case t.Form == plan.FilePart && f.Send == plan.SendAlways:
		g.Id("p").Dot("CheckFile").Call(name, field().Op("==").Nil())
		g.Id("p").Dot("File").Call(name, field())
	case t.Form == plan.FilePart:
		g.Id("p").Dot("File").Call(name, field())
	case t.Form == plan.Slice && t.Elem.Form == plan.FilePart:
		g.Id("p").Dot("Files").Call(name, field())
	case f.Send == plan.SendDefault:
		v := field()
		if t.Form == plan.Pointer {
			t, v = t.Elem, e.rest("Value").Call(v)
		}
		if t.Form == plan.Named {
			v = jen.String().Call(v)
		}
		g.Add(value(jen.Id("e").Dot("String").Call(jen.Qual("cmp", "Or").Call(v, lit(f.API.Fill)))))
	case f.Send == plan.SendAlways:
		g.Add(value(e.write(t, field())))
	case t.Form == plan.Pointer && t.Elem.Form == plan.Model:
		g.If(field().Op("!=").Nil()).Block(jen.Id("p").Dot("Value").Call(name, field().Dot("EncodeJSON")))
	default:
		g.If(e.nonZero(t, field())).Block(value(e.writeSet(t, field())))
	}
}
