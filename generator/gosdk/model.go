package gosdk

// A model is a struct with a codec of its own. DecodeJSON and EncodeJSON walk
// through the properties in the order of the plan; they call the runtime for
// each, without reflection. The runtime also finds out which property a name
// is, in a list of them. Properties that the struct does not have are kept
// aside and written again. encoding/json is served through the same two. Last
// come the methods that tie models together: Base for families of polymorphic
// types, and markers for the sealed interfaces.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

const (
	extra = "AdditionalProperties"
	self  = "v"
)

// model prints a struct with its codec.
func (e *emitter) model(s *plan.Struct) []jen.Code {
	out := e.structType(s)
	for _, binding := range s.Bindings {
		out = append(out, e.binding(s, binding)...)
	}
	out = append(out, declare(
		doc(own("SetNull makes the property, named as in JSON, travel as an explicit null. It has no effect while the property has a value.")),
		method0(s.Name, "SetNull").Params(jen.Id("property").String()).Block(
			e.rest("SetNull").Call(jen.Op("&").Id(self).Dot(extra), jen.Id("property")),
		))...)
	out = append(out, e.bases(s)...)
	out = append(out, e.members(s)...)
	out = append(out, e.decodeModel(s)...)
	out = append(out, e.encodeModel(s)...)
	out = append(out, e.jsonMethods(s.Name)...)
	return append(out, e.markers(jen.Op("*").Add(id(s.Name)), s.Markers)...)
}

// method0 begins a method of a model.
func method0(model names.Ident, name string) *jen.Statement {
	return jen.Func().Params(jen.Id(self).Op("*").Add(id(model))).Id(name)
}

func (e *emitter) structType(s *plan.Struct) []jen.Code {
	return declare(doc(typeDoc(s.Name, s.Title, s.Type.Doc)...),
		jen.Type().Add(id(s.Name)).StructFunc(func(g *jen.Group) {
			for _, f := range s.Fields {
				place(g, doc(fieldDoc(f)...))
				g.Add(id(f.Name)).Add(e.typ(f.Type)).Add(tag(f.API.Name, f.Send != plan.SendAlways))
			}
			if len(s.Fields) > 0 {
				g.Line()
			}
			place(g, doc(own(extra+" are the properties that the description does not know. They are kept when read and sent back.")))
			g.Id(extra).Map(jen.String()).Add(e.rest("RawJSON")).Add(untagged())
		}))
}

// members prints the names that the decoder knows, in the order of its switch.
func (e *emitter) members(s *plan.Struct) []jen.Code {
	if len(s.Fields) == 0 {
		return nil
	}
	lines := jen.Options{Open: "{", Close: "}", Separator: ",", Multi: true}
	names := jen.Index().String().CustomFunc(lines, func(g *jen.Group) {
		for _, f := range s.Fields {
			g.Add(lit(f.API.Name))
		}
	})
	return []jen.Code{
		jen.Var().Add(id(s.Members)).Op("=").Add(e.rest("Members")).Values(jen.Dict{jen.Id("Names"): names}),
		jen.Line(),
	}
}

func (e *emitter) decodeModel(s *plan.Struct) []jen.Code {
	return declare(
		doc(own("DecodeJSON reads the model from d. What it does not find stays as it is.")),
		method0(s.Name, "DecodeJSON").Params(e.decoder()).Block(
			jen.If(jen.Op("!").Id("d").Dot("Object").Call()).Block(jen.Return()),
			jen.For(jen.Id("d").Dot("Next").Call()).Block(
				e.readMember(s),
			),
		))
}

// readMember is the statement that reads the current member.
func (e *emitter) readMember(s *plan.Struct) *jen.Statement {
	unknown := jen.Id("d").Dot("AdditionalProperty").Call(jen.Op("&").Id(self).Dot(extra))
	if len(s.Fields) == 0 {
		return unknown
	}
	return jen.Switch(jen.Id("d").Dot("Member").Call(jen.Op("&").Add(id(s.Members)))).BlockFunc(func(g *jen.Group) {
		for i, f := range s.Fields {
			g.Case(jen.Lit(i)).Block(e.readField(f))
		}
		g.Default().Block(unknown)
	})
}

func (e *emitter) readField(f *plan.Field) *jen.Statement {
	field := jen.Id(self).Dot(string(f.Name))
	if f.Type.Form == plan.Model {
		return field.Dot("DecodeJSON").Call(jen.Id("d"))
	}
	if f.API.Fill != "" && needsNoEscapes(f.API.Fill) && f.Type.Form == plan.Scalar && f.Type.Kind == api.String {
		return field.Op("=").Id("d").Dot("StringDefault").Call(lit(f.API.Fill))
	}
	return field.Op("=").Add(e.read(f.Type))
}

func (e *emitter) encodeModel(s *plan.Struct) []jen.Code {
	return declare(
		doc(own("EncodeJSON writes the model to e, or null when "+self+" is nil.")),
		method0(s.Name, "EncodeJSON").Params(e.encoder()).BlockFunc(func(g *jen.Group) {
			g.If(jen.Id(self).Op("==").Nil()).Block(jen.Id("e").Dot("Null").Call(), jen.Return())
			g.Id("e").Dot("Object").Call(jen.Id(self).Dot(extra))
			for _, f := range s.Fields {
				e.writeField(g, f)
			}
			g.Id("e").Dot("End").Call()
		}))
}

func (e *emitter) writeField(g *jen.Group, f *plan.Field) {
	field := func() *jen.Statement { return jen.Id(self).Dot(string(f.Name)) }
	name := memberName(f.API.Name)
	key := jen.Id("e").Dot("RawKey").Call(name)
	switch {
	case f.Send == plan.SendDefault:
		e.writeFilled(g, f, field())
	case f.Send == plan.SendAlways:
		g.Add(key)
		g.Add(e.write(f.Type, field()))
	case f.Type.Form == plan.Pointer && f.Type.Elem.Form == plan.Scalar && scalars[f.Type.Elem.Kind].maybe:
		g.Id("e").Dot("Maybe"+scalars[f.Type.Elem.Kind].method).Call(name, field())
	case f.Type.Form == plan.Pointer && f.Type.Elem.Form == plan.Named && f.Type.Elem.Kind == api.String:
		g.Id("e").Dot("MaybeString").Call(name, jen.Parens(jen.Op("*").String()).Call(field()))
	default:
		g.If(e.nonZero(f.Type, field())).Block(key, e.writeSet(f.Type, field()))
	}
}

// writeFilled writes a property that has a value of its own when it is empty.
func (e *emitter) writeFilled(g *jen.Group, f *plan.Field, value *jen.Statement) {
	t := f.Type
	if t.Form == plan.Pointer {
		t, value = t.Elem, e.rest("Value").Call(value)
	}
	if t.Form == plan.Named {
		value = jen.String().Call(value)
	}
	name := memberName(f.API.Name)
	if needsNoEscapes(f.API.Fill) {
		g.Id("e").Dot("StringDefault").Call(name, value, lit(f.API.Fill))
		return
	}
	g.Id("e").Dot("RawKey").Call(name)
	g.Id("e").Dot("String").Call(jen.Qual("cmp", "Or").Call(value, lit(f.API.Fill)))
}

// jsonMethods make encoding/json use the codec.
func (e *emitter) jsonMethods(name names.Ident) []jen.Code {
	out := declare(
		doc(own("MarshalJSON implements json.Marshaler.")),
		jen.Func().Params(jen.Id(self).Add(id(name))).Id("MarshalJSON").Params().Params(jen.Index().Byte(), jen.Error()).Block(
			jen.Id("e").Op(":=").Add(e.rest("NewEncoder")).Call(),
			jen.Id(self).Dot("EncodeJSON").Call(jen.Id("e")),
			jen.Return(jen.Id("e").Dot("Result").Call()),
		))
	return append(out, declare(
		doc(own("UnmarshalJSON implements json.Unmarshaler.")),
		method0(name, "UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
			e.decodeWhole(jen.Id(self).Dot("DecodeJSON").Call(jen.Id("d")))...,
		))...)
}

// decodeWhole are the statements that read data, with what is to be done to the
// decoder d. Closures would do in one line, but each is a type and two functions
// more to compile.
func (e *emitter) decodeWhole(read jen.Code) []jen.Code {
	code := []jen.Code{jen.Id("d").Op(":=").Add(e.rest("NewDecoder")).Call(jen.Id("data"))}
	if e.plan.Strict {
		code = append(code, jen.Id("d").Dot("Strict").Call())
	}
	return append(code, read, jen.Return(jen.Id("d").Dot("Finish").Call()))
}

// bases prints the methods that give what all of a polymorphic family have.
func (e *emitter) bases(s *plan.Struct) []jen.Code {
	var out []jen.Code
	for _, base := range s.Bases {
		body := jen.Return(jen.Id(self))
		about := own(string(base.Method) + " returns " + self + " itself.")
		if base.Struct != s {
			about = own(string(base.Method) + " returns what every " + string(base.Struct.Name) + " has, as a copy that shares lists and maps with " + self + ". Changing its fields does not change " + self + ".")
			body = jen.Return(jen.Op("&").Add(id(base.Struct.Name)).Values(jen.DictFunc(func(d jen.Dict) {
				for _, f := range base.Struct.Fields {
					if own := fieldNamed(s, f); own != nil {
						d[id(f.Name)] = jen.Id(self).Dot(string(own.Name))
					}
				}
				d[jen.Id(extra)] = jen.Id(self).Dot(extra)
			})))
		}
		out = append(out, declare(doc(about),
			method0(s.Name, string(base.Method)).Params().Op("*").Add(id(base.Struct.Name)).Block(body))...)
	}
	return out
}

// fieldNamed is the field of s that holds the same property as f, nil when its
// type was narrowed.
func fieldNamed(s *plan.Struct, f *plan.Field) *plan.Field {
	for _, own := range s.Fields {
		if own.API.Name == f.API.Name && sameType(own.Type, f.Type) {
			return own
		}
	}
	return nil
}

func sameType(a, b *plan.Type) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Form == b.Form && a.Kind == b.Kind && a.Enum == b.Enum && a.Struct == b.Struct && a.Union == b.Union && sameType(a.Elem, b.Elem)
}

// markers prints the methods that put a type into sealed interfaces.
func (e *emitter) markers(receiver *jen.Statement, markers []names.Ident) []jen.Code {
	var out []jen.Code
	for _, m := range markers {
		out = append(out, jen.Func().Params(receiver).Add(id(m)).Params().Block(), jen.Line())
	}
	return out
}
