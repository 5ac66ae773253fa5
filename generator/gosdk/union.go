package gosdk

// This file emits unions. A union is an interface that only its variants
// implement, through an empty method: the marker. Models and enums have the
// marker themselves. A variant without a Go type of its own is wrapped in one,
// and so is a value that matches no variant, which preserves it. Polymorphic
// types are unions of the types that extend them; an unknown subtype is read as
// the base type.
//
// An interface cannot have a decoder as a method, so a function reads it: by
// the discriminator first, then by the cases of the plan.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// union renders a sealed interface with its codec.
func (e *emitter) union(u *plan.Union) []jen.Code {
	out := declare(unionDoc(u), jen.Type().Add(id(u.Name)).Interface(e.unionMethods(u)...))
	out = append(out, e.wrappers(u)...)
	whole := e.whole(&plan.Type{Form: plan.Interface, Union: u})
	out = append(out, function{
		doc: decodeUnionDoc(u), name: u.Decode, params: []jen.Code{param("data", jen.Index().Byte())},
		results: []jen.Code{id(u.Name), jen.Error()},
		body:    []jen.Code{jen.Return(e.rest("DecodeValue").Call(jen.Id("data"), whole))},
	}.declare()...)
	out = append(out, e.readUnion(u)...)
	return append(out, function{
		name: u.Write, params: []jen.Code{e.encoder(), param(self, id(u.Name))},
		body: []jen.Code{
			ifNil(jen.Id(self), callVar("e", "Null"), jen.Return()),
			callVar(self, "EncodeJSON", jen.Id("e")),
		},
	}.declare()...)
}

// unionMethods are the methods of the interface.
func (e *emitter) unionMethods(u *plan.Union) []jen.Code {
	var methods []jen.Code
	for _, base := range u.Bases {
		methods = append(methods, baseMethodDoc(base)...)
		methods = append(methods, id(base.Method).Params().Add(pointerTo(id(base.Struct.Name))))
	}
	methods = append(methods, encodeUnionDoc()...)
	methods = append(methods, jen.Id("EncodeJSON").Params(e.encoder()), id(u.Marker).Params())
	for _, outer := range u.Embeds {
		methods = append(methods, id(outer).Params())
	}
	return methods
}

// wrappers renders the types of variants that have no Go type of their own, and
// the type of values that match no variant.
func (e *emitter) wrappers(u *plan.Union) []jen.Code {
	var out []jen.Code
	for _, v := range u.Variants {
		if v.Wrapper == "" {
			continue
		}
		out = append(out, declare(wrapperDoc(u, v), jen.Type().Add(id(v.Wrapper)).Add(e.typ(v.Type)))...)
		out = append(out, e.wrapperMethods(u, v.Wrapper, e.write(v.Type, e.typ(v.Type).Call(jen.Id(self))))...)
	}
	if u.Unknown != "" {
		out = append(out, declare(unknownDoc(u), jen.Type().Add(id(u.Unknown)).Add(e.rest("RawJSON")))...)
		write := callVar("e", "Raw", e.rest("RawJSON").Call(jen.Id(self)))
		out = append(out, e.wrapperMethods(u, u.Unknown, write)...)
	}
	return out
}

// wrapperMethods renders the codec of a wrapper. Without MarshalJSON,
// encoding/json would encode the underlying type: a RawJSON as base64, and a
// time without its methods as {}.
func (e *emitter) wrapperMethods(u *plan.Union, name names.Ident, write jen.Code) []jen.Code {
	out := function{
		doc: encodeValueDoc(), receiver: onValue(name), name: "EncodeJSON", params: []jen.Code{e.encoder()},
		body: []jen.Code{write},
	}.declare()
	out = append(out, e.marshalJSON(name)...)
	return append(out, e.markers(id(name), append([]names.Ident{u.Marker}, u.Embeds...))...)
}

// readUnion renders the function that reads a value as one of the variants.
func (e *emitter) readUnion(u *plan.Union) []jen.Code {
	body := []jen.Code{jen.If(callVar("d", "Null")).Block(jen.Return(jen.Nil()))}
	if u.Base != nil {
		body = append(body, e.readPolymorphic(u)...)
	} else {
		body = append(body, e.readVariants(u)...)
	}
	return function{
		doc: readUnionDoc(u), name: u.Read, params: []jen.Code{e.decoder()}, results: []jen.Code{id(u.Name)}, body: body,
	}.declare()
}

// readPolymorphic selects a subtype by the discriminator. An unknown subtype is
// read as the base type, which preserves the properties that it does not list.
func (e *emitter) readPolymorphic(u *plan.Union) []jen.Code {
	var cases []jen.Code
	for _, v := range u.Variants {
		if v.Type.Struct == u.Base || v.Value == "" {
			continue
		}
		cases = append(cases, jen.Case(lit(v.Value)).Block(e.returnModel(v.Type.Struct)...))
	}
	if len(cases) == 0 {
		return e.returnModel(u.Base)
	}
	return append([]jen.Code{jen.Switch(e.discriminator(u)).Block(cases...)}, e.returnModel(u.Base)...)
}

// returnModel is the statements that read and return a model that is not null.
// They call no generic function, which would be compiled for each of a thousand
// subtypes.
func (e *emitter) returnModel(s *plan.Struct) []jen.Code {
	return []jen.Code{
		define(self, jen.New(id(s.Name))),
		callVar(self, "DecodeJSON", jen.Id("d")),
		jen.Return(jen.Id(self)),
	}
}

// discriminator is the value of an object's discriminator.
func (*emitter) discriminator(u *plan.Union) *jen.Statement {
	return jen.String().Call(callVar("d", "Discriminator", lit(u.Type.Discriminator)))
}

// readVariants selects a variant by the discriminator, if there is one, then by
// the cases of the plan.
func (e *emitter) readVariants(u *plan.Union) []jen.Code {
	var code, byValue, byKind []jen.Code
	for _, v := range u.Variants {
		if v.Value != "" {
			byValue = append(byValue, jen.Case(lit(v.Value)).Block(jen.Return(e.variant(v))))
		}
	}
	if len(byValue) > 0 {
		isObject := compare(callVar("d", "Kind"), "==", e.rest("KindObject"))
		code = append(code, jen.If(isObject).Block(jen.Switch(e.discriminator(u)).Block(byValue...)))
	}
	for _, shape := range shapes {
		if cases := casesOf(u.Cases, shape); len(cases) > 0 {
			byKind = append(byKind, jen.Case(e.rest(kinds[shape])).Block(e.readCases(cases)...))
		}
	}
	if len(u.Cases) > 0 {
		code = append(code, jen.Switch(callVar("d", "Kind")).Block(byKind...))
	}
	return append(code, jen.Return(id(u.Unknown).Call(callVar("d", "Raw"))))
}

var shapes = []plan.Shape{plan.BoolShape, plan.NumberShape, plan.StringShape, plan.ArrayShape, plan.ObjectShape}

// kinds are the runtime's names of the shapes.
var kinds = map[plan.Shape]string{
	plan.BoolShape: "KindBool", plan.NumberShape: "KindNumber", plan.StringShape: "KindString",
	plan.ArrayShape: "KindArray", plan.ObjectShape: "KindObject",
}

func casesOf(cases []plan.Case, shape plan.Shape) []plan.Case {
	var out []plan.Case
	for _, c := range cases {
		if c.Shape == shape {
			out = append(out, c)
		}
	}
	return out
}

// readCases tries the cases of a shape in order.
func (e *emitter) readCases(cases []plan.Case) []jen.Code {
	var code []jen.Code
	for _, c := range cases {
		if len(c.Keys) == 0 {
			code = append(code, jen.Return(e.variant(c.Variant))) // the plan has no case after it
			continue
		}
		var keys []jen.Code
		for _, key := range c.Keys {
			keys = append(keys, lit(key))
		}
		code = append(code, jen.If(callVar("d", "HasKeys", keys...)).Block(jen.Return(e.variant(c.Variant))))
	}
	return code
}

// variant is the expression that reads a value as one of the union's types.
func (e *emitter) variant(v *plan.Variant) *jen.Statement {
	switch {
	case v.Wrapper != "":
		return id(v.Wrapper).Call(e.read(v.Type))
	case v.Type.Form == plan.Model:
		return e.rest("ReadModelPointer").Types(e.typ(v.Type)).Call(jen.Id("d"))
	}
	return e.read(v.Type)
}

// jsonWord names the kind of JSON value in a sentence.
func jsonWord(kind api.Kind) string {
	switch kind {
	case api.List:
		return "an array"
	case api.Map:
		return "an object"
	case api.Bool:
		return "a boolean"
	case api.Int32, api.Int64, api.Uint64, api.Float32, api.Float64, api.Decimal:
		return "a number"
	case api.Any:
		return "any value"
	}
	return "a string"
}
