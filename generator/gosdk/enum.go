package gosdk

import (
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// enum prints a type with its constants.
func (e *emitter) enum(n *plan.Enum) []jen.Code {
	basic := scalars[n.Type.MemberKind].basic
	out := declare(doc(typeDoc(n.Name, n.Title, n.Type.Doc)...), jen.Type().Add(id(n.Name)).Id(basic))
	out = append(out, declare(
		doc(own("The values of "+string(n.Name)+" that the description knows. Others are kept as they were received.")),
		jen.Const().DefsFunc(func(g *jen.Group) {
			for _, m := range n.Members {
				place(g, doc(memberDoc(m)...))
				g.Add(id(m.Name)).Add(id(n.Name)).Op("=").Add(e.member(n, m))
			}
		}))...)
	out = append(out, e.enumValues(n)...)
	out = append(out, e.enumKnown(n)...)
	if n.Type.Flags {
		out = append(out, e.enumHas(n)...)
	}
	out = append(out, e.enumCodec(n, basic)...)
	return append(out, e.markers(id(n.Name), n.Markers)...)
}

// member is the literal of a constant.
func (e *emitter) member(n *plan.Enum, m *plan.Member) *jen.Statement {
	if n.Type.MemberKind == api.String {
		return lit(m.API.Value)
	}
	value, err := strconv.ParseInt(m.API.Value, 10, 64)
	if err != nil {
		panic("internal: enum member that is no integer: " + m.API.Value)
	}
	return jen.Lit(int(value))
}

func (e *emitter) enumValues(n *plan.Enum) []jen.Code {
	return declare(
		doc(own(string(n.Values)+" lists the values of "+string(n.Name)+" in the order of the description.")),
		jen.Func().Add(id(n.Values)).Params().Index().Add(id(n.Name)).Block(
			jen.Return(jen.Index().Add(id(n.Name)).ValuesFunc(func(g *jen.Group) {
				for _, m := range n.Members {
					g.Add(id(m.Name))
				}
			})),
		))
}

func (e *emitter) enumKnown(n *plan.Enum) []jen.Code {
	about := doc(own("IsKnown reports whether " + self + " is a value that the description knows."))
	method := jen.Func().Params(jen.Id(self).Add(id(n.Name))).Id("IsKnown").Params().Bool()
	if n.Known != "" {
		return declare(about, method.Block(jen.Return(e.rest("IsKnown").Call(id(n.Known), jen.String().Call(jen.Id(self))))))
	}
	return declare(about,
		method.Block(
			jen.Switch(jen.Id(self)).Block(
				jen.CaseFunc(func(g *jen.Group) {
					for _, m := range n.Members {
						g.Add(id(m.Name))
					}
				}).Block(jen.Return(jen.True())),
			),
			jen.Return(jen.False()),
		))
}

// enumHas prints the test of an enum whose values are joined by commas.
func (e *emitter) enumHas(n *plan.Enum) []jen.Code {
	if n.Type.MemberKind != api.String {
		return declare(
			doc(own("Has reports whether all bits of flag are set in "+self+".")),
			jen.Func().Params(jen.Id(self).Add(id(n.Name))).Id("Has").Params(jen.Id("flag").Add(id(n.Name))).Bool().Block(
				jen.Return(jen.Id(self).Op("&").Id("flag").Op("==").Id("flag")),
			))
	}
	return declare(
		doc(own("Has reports whether flag is among the values that "+self+" joins by commas.")),
		jen.Func().Params(jen.Id(self).Add(id(n.Name))).Id("Has").Params(jen.Id("flag").Add(id(n.Name))).Bool().Block(
			jen.Return(e.rest("HasFlag").Call(jen.String().Call(jen.Id(self)), jen.String().Call(jen.Id("flag")))),
		))
}

// enumCodec prints how the enum is read; text is recognized whatever its case.
func (e *emitter) enumCodec(n *plan.Enum, basic string) []jen.Code {
	var out []jen.Code
	read := jen.Id("d").Dot(scalars[n.Type.MemberKind].method).Call()
	if n.Known != "" {
		read = jen.Id("d").Dot("Enum").Call(id(n.Known))
		out = append(out, jen.Var().Add(id(n.Known)).Op("=").Index().String().ValuesFunc(func(g *jen.Group) {
			for _, m := range n.Members {
				g.Add(lit(m.API.Value))
			}
		}), jen.Line())
	}
	out = append(out,
		jen.Func().Add(id(n.Read)).Params(e.decoder()).Add(id(n.Name)).Block(jen.Return(id(n.Name).Call(read))), jen.Line())
	if n.Open {
		out = append(out, declare(
			doc(own("DecodeJSON reads the value from d.")),
			method0(n.Name, "DecodeJSON").Params(e.decoder()).Block(jen.Op("*").Id(self).Op("=").Add(id(n.Read)).Call(jen.Id("d"))))...)
	}
	if len(n.Markers) > 0 || n.Open {
		out = append(out, declare(
			doc(own("EncodeJSON writes the value to e.")),
			jen.Func().Params(jen.Id(self).Add(id(n.Name))).Id("EncodeJSON").Params(e.encoder()).Block(
				jen.Id("e").Dot(scalars[n.Type.MemberKind].method).Call(jen.Id(basic).Call(jen.Id(self))),
			))...)
	}
	return append(out, declare(
		doc(own("UnmarshalJSON implements json.Unmarshaler.")),
		method0(n.Name, "UnmarshalJSON").Params(jen.Id("data").Index().Byte()).Error().Block(
			e.decodeWhole(jen.Op("*").Id(self).Op("=").Add(id(n.Read)).Call(jen.Id("d")))...,
		))...)
}
