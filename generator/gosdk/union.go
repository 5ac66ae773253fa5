package gosdk

// A union is an interface that only its variants implement, by a method
// without a body, the marker. Models and enums carry the marker themselves;
// what has no type of its own in Go is wrapped in one, and so is what fits no
// variant, so that it is kept. Polymorphic types are unions too, over the types
// that extend them; what is not known there is read as the base.
//
// An interface cannot have a decoder as a method, hence a function reads it:
// by the discriminator, then by the cases that the plan has made.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// union prints a sealed interface with its codec.
func (e *emitter) union(u *plan.Union) []jen.Code {
	out := declare(doc(e.unionDoc(u)...), jen.Type().Add(id(u.Name)).InterfaceFunc(func(g *jen.Group) {
		for _, base := range u.Bases {
			place(g, doc(own(string(base.Method)+" returns what every "+string(base.Struct.Name)+" has.")))
			g.Add(id(base.Method)).Params().Op("*").Add(id(base.Struct.Name))
		}
		place(g, doc(own("EncodeJSON writes the value to e.")))
		g.Id("EncodeJSON").Params(e.encoder())
		g.Add(id(u.Marker)).Params()
		for _, outer := range u.Embeds {
			g.Add(id(outer)).Params()
		}
	}))
	out = append(out, e.wrappers(u)...)
	out = append(out, declare(
		doc(own(string(u.Decode)+" reads a value from JSON, as json.Unmarshal cannot: it does not know which type to make.")),
		jen.Func().Add(id(u.Decode)).Params(jen.Id("data").Index().Byte()).Params(id(u.Name), jen.Error()).Block(
			jen.Return(e.rest("DecodeValue").Call(jen.Id("data"), e.whole(&plan.Type{Form: plan.Interface, Union: u}))),
		))...)
	out = append(out, e.readUnion(u)...)
	return append(out,
		jen.Func().Add(id(u.Write)).Params(e.encoder(), jen.Id(self).Add(id(u.Name))).Block(
			jen.If(jen.Id(self).Op("==").Nil()).Block(jen.Id("e").Dot("Null").Call(), jen.Return()),
			jen.Id(self).Dot("EncodeJSON").Call(jen.Id("e")),
		), jen.Line())
}

// wrappers prints the named types of variants that have none of their own, and
// the one for what fits no variant.
func (e *emitter) wrappers(u *plan.Union) []jen.Code {
	var out []jen.Code
	for _, v := range u.Variants {
		if v.Wrapper == "" {
			continue
		}
		out = append(out, declare(
			doc(own(string(v.Wrapper)+" is the "+jsonWord(v.API.Type.Type.Kind)+" that "+string(u.Name)+" may hold.")),
			jen.Type().Add(id(v.Wrapper)).Add(e.typ(v.Type)))...)
		out = append(out, e.wrapperMethods(u, v.Wrapper, e.write(v.Type, e.typ(v.Type).Call(jen.Id(self))))...)
	}
	if u.Unknown != "" {
		out = append(out, declare(
			doc(own(string(u.Unknown)+" is a value that fits none of the types of "+string(u.Name)+", kept as it was received.")),
			jen.Type().Add(id(u.Unknown)).Add(e.rest("RawJSON")))...)
		out = append(out, e.wrapperMethods(u, u.Unknown, jen.Id("e").Dot("Raw").Call(e.rest("RawJSON").Call(jen.Id(self))))...)
	}
	return out
}

func jsonWord(kind api.Kind) string {
	switch kind {
	case api.List:
		return "list"
	case api.Map:
		return "map"
	case api.Bool:
		return "boolean"
	case api.Int32, api.Int64, api.Uint64, api.Float32, api.Float64, api.Decimal:
		return "number"
	case api.Any:
		return "value"
	}
	return "text"
}

func (e *emitter) wrapperMethods(u *plan.Union, name names.Ident, write jen.Code) []jen.Code {
	out := declare(doc(own("EncodeJSON writes the value to e.")),
		jen.Func().Params(jen.Id(self).Add(id(name))).Id("EncodeJSON").Params(e.encoder()).Block(write))
	return append(out, e.markers(id(name), append([]names.Ident{u.Marker}, u.Embeds...))...)
}

// readUnion prints the function that finds the variant a value is.
func (e *emitter) readUnion(u *plan.Union) []jen.Code {
	body := e.readVariants
	if u.Base != nil {
		body = e.readPolymorphic
	}
	var about []jen.Code
	if u.Open {
		about = doc(own(string(u.Read) + " reads a value from d, nil for null."))
	}
	return declare(about,
		jen.Func().Add(id(u.Read)).Params(e.decoder()).Add(id(u.Name)).BlockFunc(func(g *jen.Group) {
			g.If(jen.Id("d").Dot("Null").Call()).Block(jen.Return(jen.Nil()))
			body(g, u)
		}))
}

// readPolymorphic looks at the discriminator; what it does not know is read as
// the base type, which keeps everything else.
func (e *emitter) readPolymorphic(g *jen.Group, u *plan.Union) {
	var cases []jen.Code
	for _, v := range u.Variants {
		if v.Type.Struct == u.Base || v.Value == "" {
			continue
		}
		cases = append(cases, jen.Case(lit(v.Value)).Block(e.readThere(v.Type.Struct)...))
	}
	if len(cases) > 0 {
		g.Switch(e.discriminator(u)).Block(cases...)
	}
	for _, code := range e.readThere(u.Base) {
		g.Add(code)
	}
}

// readThere are the statements that return a model that is known not to be null.
// A generic function would be compiled for each of a thousand subtypes.
func (e *emitter) readThere(s *plan.Struct) []jen.Code {
	return []jen.Code{
		jen.Id(self).Op(":=").New(id(s.Name)),
		jen.Id(self).Dot("DecodeJSON").Call(jen.Id("d")),
		jen.Return(jen.Id(self)),
	}
}

// discriminator is the text that tells which type an object is.
func (*emitter) discriminator(u *plan.Union) *jen.Statement {
	return jen.String().Call(jen.Id("d").Dot("Discriminator").Call(lit(u.Type.Discriminator)))
}

// readVariants goes by the discriminator where there is one, then by the cases
// of the plan.
func (e *emitter) readVariants(g *jen.Group, u *plan.Union) {
	var byValue []jen.Code
	for _, v := range u.Variants {
		if v.Value != "" {
			byValue = append(byValue, jen.Case(lit(v.Value)).Block(jen.Return(e.variant(v))))
		}
	}
	if len(byValue) > 0 {
		g.If(jen.Id("d").Dot("Kind").Call().Op("==").Add(e.rest("KindObject"))).Block(
			jen.Switch(e.discriminator(u)).Block(byValue...))
	}
	if len(u.Cases) > 0 {
		g.Switch(jen.Id("d").Dot("Kind").Call()).BlockFunc(func(g *jen.Group) {
			for _, shape := range shapes {
				if cases := of(u.Cases, shape); len(cases) > 0 {
					g.Case(e.rest(kinds[shape])).BlockFunc(func(g *jen.Group) { e.readCases(g, cases) })
				}
			}
		})
	}
	g.Return(id(u.Unknown).Call(jen.Id("d").Dot("Raw").Call()))
}

var shapes = []plan.Shape{plan.BoolShape, plan.NumberShape, plan.StringShape, plan.ArrayShape, plan.ObjectShape}

// kinds are the runtime's names for the shapes.
var kinds = map[plan.Shape]string{
	plan.BoolShape: "KindBool", plan.NumberShape: "KindNumber", plan.StringShape: "KindString",
	plan.ArrayShape: "KindArray", plan.ObjectShape: "KindObject",
}

func of(cases []plan.Case, shape plan.Shape) []plan.Case {
	var out []plan.Case
	for _, c := range cases {
		if c.Shape == shape {
			out = append(out, c)
		}
	}
	return out
}

// readCases tries the cases of a shape in turn.
func (e *emitter) readCases(g *jen.Group, cases []plan.Case) {
	for _, c := range cases {
		if len(c.Keys) == 0 {
			g.Return(e.variant(c.Variant)) // the plan has none behind it
			continue
		}
		g.If(jen.Id("d").Dot("HasKeys").CallFunc(func(g *jen.Group) {
			for _, key := range c.Keys {
				g.Add(lit(key))
			}
		})).Block(jen.Return(e.variant(c.Variant)))
	}
}

// variant reads a value as one of the union's types.
func (e *emitter) variant(v *plan.Variant) *jen.Statement {
	switch {
	case v.Wrapper != "":
		return id(v.Wrapper).Call(e.read(v.Type))
	case v.Type.Form == plan.Model:
		return e.rest("ReadModelPointer").Types(e.typ(v.Type)).Call(jen.Id("d"))
	}
	return e.read(v.Type)
}
