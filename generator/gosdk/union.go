package gosdk

// This file emits unions. A union is an interface that only its variants
// implement, through an empty method: the marker. Models and enums have the
// marker themselves. A variant without a Go type of its own is wrapped in one,
// and so is a value that matches no variant, which preserves it. Polymorphic
// types are unions of the types that extend them; an unknown subtype is read as
// the base type.
//
// An interface cannot have a decoder as a method, so a function reads it: by
// the discriminator first, then by the kind of JSON value or the shapes (shape.go).
// For example, if 1.5 does not fit the only variant that is a number:
//
//	start := d.Mark()
//	switch d.Kind() {
//	case rest.KindNumber:
//		if v := IDInt(d.Int64()); !d.Rewind(start) {
//			return v
//		}
//	}
//	return IDUnknown(d.Raw())

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// union renders a sealed interface with its codec.
func (e *emitter) union(u *plan.Union) []jen.Code {
	out := declare(e.unionDoc(u), jen.Type().Add(id(u.Name)).Interface(e.unionMethods(u)...))
	out = append(out, e.wrappers(u)...)
	whole := e.whole(&plan.Type{Form: plan.Interface, Union: u})
	out = append(out, function{
		doc: decodeUnionDoc(u), name: u.Decode, params: []jen.Code{param("data", jen.Index().Byte())},
		results: []jen.Code{id(u.Name), jen.Error()},
		body:    []jen.Code{jen.Return(e.rest("DecodeValue").Call(jen.Id("data"), whole))},
	}.declare()...)
	out = append(out, e.shapes(u)...)
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
		write := e.write(v.Type, e.typ(v.Type).Call(jen.Id(self)))
		if value := v.MapValue(); value != "" {
			write = e.rest("WriteTypedMap").Call(jen.Id("e"), e.typ(v.Type).Call(jen.Id(self)),
				lit(u.Type.Discriminator), jsonText(value), e.writer(v.Type.Elem))
		}
		out = append(out, e.wrapperMethods(u, v.Wrapper, write)...)
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
	var cases, code []jen.Code
	for _, v := range u.Variants {
		if v.Type.Struct == u.Base || len(v.Values) == 0 {
			continue
		}
		read := e.returnModel(v.Type.Struct)
		switch {
		case v.Inner != nil:
			read = []jen.Code{jen.Return(id(v.Inner.Read).Call(jen.Id("d")))}
		default:
			if constants := u.Constants(v, true); constants != nil {
				code = []jen.Code{markStart()}
				read = append(read[:len(read)-1], jen.If(fits(constants)).Block(read[len(read)-1]))
			}
		}
		cases = append(cases, jen.Case(stateds(v.Values, u)...).Block(read...))
	}
	if len(cases) == 0 {
		return e.returnModel(u.Base)
	}
	code = append(code, jen.Switch(e.discriminator(u)).Block(cases...))
	return append(code, e.returnModel(u.Base)...)
}

// stateds are literals of the values of u's discriminator with the given JSON texts.
func stateds(texts []string, u *plan.Union) []jen.Code {
	var list []jen.Code
	for _, text := range texts {
		if u.ByStrings() {
			list = append(list, lit(api.StringValue(text)))
		} else {
			list = append(list, jsonText(text))
		}
	}
	return list
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

// discriminator is the value of an object's discriminator, or its JSON text. It is empty
// if the object has none.
func (*emitter) discriminator(u *plan.Union) *jen.Statement {
	method := "Stated"
	if u.ByStrings() {
		method = "Discriminator"
	}
	return jen.String().Call(callVar("d", method, lit(u.Type.Discriminator)))
}

// readVariants selects a variant by the discriminator, if its value decides, then
// by the kind of JSON value or the shapes. If the variant cannot hold the value, the
// decoder goes back to the start and keeps the value as unknown.
func (e *emitter) readVariants(u *plan.Union) []jen.Code {
	r := &variantReader{emitter: e, Union: u}
	var code []jen.Code
	if u.Stated != nil {
		isObject := compare(callVar("d", "Kind"), "==", e.rest("KindObject"))
		code = append(code, jen.If(isObject).Block(r.stated()))
	}
	if u.ByKind == nil && len(u.Rest) == 1 && len(u.Shaped) == 0 { // a single variant with any value
		return append(code, jen.Return(e.variant(u.Rest[0])))
	}
	if len(u.Rest) > 0 {
		code = append(code, r.others())
	}
	if r.goesBack {
		code = append([]jen.Code{markStart()}, code...)
	}
	return append(code, jen.Return(id(u.Unknown).Call(callVar("d", "Raw"))))
}

// markStart is the statement that saves the position of the decoder.
func markStart() *jen.Statement { return define("start", callVar("d", "Mark")) }

// fits is the condition for a value that was read to be a value of its type.
func fits(constants []plan.Constant) *jen.Statement {
	args := []jen.Code{jen.Id("start")}
	for _, c := range constants {
		args = append(args, lit(c.Name), jsonText(c.Text))
	}
	return not(callVar("d", "Rewind", args...))
}

// variantReader emits the statements that read the variants of a union.
type variantReader struct {
	*emitter
	*plan.Union
	goesBack bool // a variant may be unable to hold the value
}

// take is the statement that reads and returns a value as a variant. It does nothing
// if a constant has another value, or if the variant cannot hold the value.
func (r *variantReader) take(v *plan.Variant, constants []plan.Constant) *jen.Statement {
	if constants == nil && !v.MayNotFit() {
		return jen.Return(r.variant(v))
	}
	r.goesBack = true
	return jen.If(define(self, r.variant(v)), fits(constants)).Block(jen.Return(jen.Id(self)))
}

// others is the statement that selects a variant by the kind of JSON value or the
// shapes.
func (r *variantReader) others() *jen.Statement {
	if r.ByKind == nil {
		return r.byShape(r.Rest)
	}
	var cases []jen.Code
	for _, kind := range jsonKinds {
		if v := r.ByKind[kind]; v != nil {
			cases = append(cases, jen.Case(r.rest(kindNames[kind])).Block(r.ofKind(kind, v)))
		}
	}
	return jen.Switch(callVar("d", "Kind")).Block(cases...)
}

// ofKind is the statement that reads a value of a JSON kind as its only variant.
func (r *variantReader) ofKind(kind plan.JSONKind, v *plan.Variant) *jen.Statement {
	if kind == plan.ObjectKind {
		return r.ifFits(v)
	}
	return r.take(v, r.Constants(v, false))
}

// stated is the statement that selects a variant by the value of the discriminator, or
// by the shapes if that is missing or a value that only names could state.
func (r *variantReader) stated() *jen.Statement {
	var cases []jen.Code
	for _, c := range r.Stated {
		cases = append(cases, jen.Case(stateds(c.Values, r.Union)...).Block(r.selected(c.Variants)))
	}
	switch {
	case r.ByNames:
		cases = append(cases, jen.Default().Block(r.byShape(r.Objects())))
	case r.ByShape:
		if undecided := r.Undecided(); len(undecided) > 0 {
			cases = append(cases, jen.Case(lit("")).Block(r.byShape(undecided)))
		}
	}
	return jen.Switch(r.discriminator(r.Union)).Block(cases...)
}

// selected is the statement that reads a value as one of the variants that a stated value
// selects.
func (r *variantReader) selected(variants []*plan.Variant) *jen.Statement {
	if len(variants) == 1 {
		return r.take(variants[0], r.Constants(variants[0], true))
	}
	return r.byShape(variants)
}

// byShape is the statement that selects one of some variants by their shapes, which
// include the constants if there are several objects.
func (r *variantReader) byShape(variants []*plan.Variant) *jen.Statement {
	if len(variants) == 1 {
		return r.ifFits(variants[0])
	}
	args := []jen.Code{id(r.Shapes)}
	var cases []jen.Code
	for i, v := range r.Shaped {
		if !slices.Contains(variants, v) {
			continue
		}
		if len(variants) < len(r.Shaped) {
			args = append(args, jen.Lit(i))
		}
		isOther := func(other *plan.Variant) bool { return other != v && other.IsObject() }
		var constants []plan.Constant
		if !v.IsChecked() && !slices.ContainsFunc(variants, isOther) {
			constants = r.Constants(v, false)
		}
		cases = append(cases, jen.Case(jen.Lit(i)).Block(r.take(v, constants)))
	}
	return jen.Switch(callVar("d", "Variant", args...)).Block(cases...)
}

// ifFits is the statement that reads a value as a variant if it fits the variant's shape.
func (r *variantReader) ifFits(v *plan.Variant) *jen.Statement {
	if !v.IsChecked() {
		return r.take(v, r.Constants(v, false))
	}
	args := []jen.Code{id(r.Shapes)}
	i := slices.Index(r.Shaped, v)
	if len(r.Shaped) > 1 {
		args = append(args, jen.Lit(i))
	}
	return jen.If(compare(callVar("d", "Variant", args...), "==", jen.Lit(i))).Block(r.take(v, nil))
}

var jsonKinds = []plan.JSONKind{plan.BoolKind, plan.NumberKind, plan.StringKind, plan.ArrayKind, plan.ObjectKind}

// kindNames are the runtime's names of the kinds.
var kindNames = map[plan.JSONKind]string{
	plan.BoolKind: "KindBool", plan.NumberKind: "KindNumber", plan.StringKind: "KindString",
	plan.ArrayKind: "KindArray", plan.ObjectKind: "KindObject",
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
	case api.Int32, api.Int64, api.Uint64, api.Float64, api.Decimal:
		return "a number"
	case api.Any:
		return "any value"
	}
	return "a string"
}
