package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// enum renders a type with its constants and methods.
func (e *emitter) enum(n *plan.Enum) []jen.Code {
	basic := scalars[n.Type.MemberKind].basic
	out := declare(e.typeDoc(n.Name, n.Title, n.Type), jen.Type().Add(id(n.Name)).Id(basic))
	var list []jen.Code
	for _, m := range n.Members {
		list = append(append(list, memberDoc(m)...), assign(param(m.Name, id(n.Name)), e.member(n, m)))
	}
	out = append(out, declare(membersDoc(n), constants(list...))...)
	out = append(out, e.enumValues(n)...)
	out = append(out, e.enumKnown(n)...)
	if n.Type.Flags {
		out = append(out, e.enumHas(n)...)
	}
	out = append(out, e.enumDecoder(n)...)
	out = append(out, e.enumEncoder(n)...)
	out = append(out, e.unmarshalJSON(n.Name, assign(pointerTo(jen.Id(self)), id(n.Read).Call(jen.Id("d"))))...)
	return append(out, e.markers(id(n.Name), n.Markers)...)
}

// member is the value of a constant.
func (e *emitter) member(n *plan.Enum, m *plan.Member) *jen.Statement {
	if n.Type.MemberKind == api.String {
		return lit(m.API.Value)
	}
	return jen.Op(m.API.Value) // a number or boolean in JSON is one in Go
}

// memberNames are the names of an enum's constants.
func memberNames(n *plan.Enum) []jen.Code {
	var list []jen.Code
	for _, m := range n.Members {
		list = append(list, id(m.Name))
	}
	return list
}

// enumList renders the list of the values. It is the only one, so a new value
// adds a single line besides its constant.
func (e *emitter) enumList(n *plan.Enum) []jen.Code {
	element, list := id(n.Name), memberNames(n)
	if n.HasWords() {
		element, list = jen.String(), nil
		for _, m := range n.Members {
			list = append(list, lit(m.API.Value))
		}
	}
	return []jen.Code{jen.Var().Add(assign(id(n.Known), jen.Index().Add(element).Add(braces(list...)))), jen.Line()}
}

func (e *emitter) enumValues(n *plan.Enum) []jen.Code {
	values := jen.Qual("slices", "Clone").Call(id(n.Known))
	if n.HasWords() {
		values = e.rest("Values").Types(id(n.Name)).Call(id(n.Known))
	}
	return function{
		doc: valuesDoc(n), name: n.Values, results: []jen.Code{jen.Index().Add(id(n.Name))},
		body: []jen.Code{jen.Return(values)},
	}.declare()
}

func (e *emitter) enumKnown(n *plan.Enum) []jen.Code {
	known := jen.Qual("slices", "Contains").Call(id(n.Known), jen.Id(self))
	if n.HasWords() {
		known = e.rest("IsKnown").Call(id(n.Known), jen.String().Call(jen.Id(self)))
	}
	return function{
		doc: isKnownDoc(), receiver: onValue(n.Name), name: "IsKnown", results: []jen.Code{jen.Bool()},
		body: []jen.Code{jen.Return(known)},
	}.declare()
}

// enumHas renders the membership test of an enum that combines several values:
// as bits of a number, or joined by commas.
func (e *emitter) enumHas(n *plan.Enum) []jen.Code {
	has := e.rest("HasFlag").Call(jen.String().Call(jen.Id(self)), jen.String().Call(jen.Id("flag")))
	if n.Type.MemberKind != api.String {
		has = compare(compare(jen.Id(self), "&", jen.Id("flag")), "==", jen.Id("flag"))
	}
	return function{
		doc: hasDoc(n), receiver: onValue(n.Name), name: "Has", params: []jen.Code{param("flag", id(n.Name))},
		results: []jen.Code{jen.Bool()}, body: []jen.Code{jen.Return(has)},
	}.declare()
}

// enumDecoder renders the function that reads the enum. String values are
// recognized in any case.
func (e *emitter) enumDecoder(n *plan.Enum) []jen.Code {
	read := callVar("d", scalars[n.Type.MemberKind].method)
	if n.HasWords() {
		read = callVar("d", "Enum", id(n.Known))
	}
	out := append(e.enumList(n), function{
		name: n.Read, params: []jen.Code{e.decoder()}, results: []jen.Code{id(n.Name)},
		body: []jen.Code{jen.Return(id(n.Name).Call(read))},
	}.declare()...)
	if !n.Open {
		return out
	}
	return append(out, function{
		doc: about("DecodeJSON reads v from d."), receiver: onPointer(n.Name), name: "DecodeJSON",
		params: []jen.Code{e.decoder()},
		body:   []jen.Code{assign(pointerTo(jen.Id(self)), id(n.Read).Call(jen.Id("d")))},
	}.declare()...)
}

// enumEncoder renders EncodeJSON of an enum that is part of a union or used by
// other packages.
func (e *emitter) enumEncoder(n *plan.Enum) []jen.Code {
	if len(n.Markers) == 0 && !n.Open {
		return nil
	}
	t := &plan.Type{Form: plan.Named, Kind: n.Type.MemberKind, Constant: n.Type.Constant()}
	return function{
		doc: encodeValueDoc(), receiver: onValue(n.Name), name: "EncodeJSON", params: []jen.Code{e.encoder()},
		body: []jen.Code{e.write(t, jen.Id(self))},
	}.declare()
}
