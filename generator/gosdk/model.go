package gosdk

// This file emits models: structs with a codec of their own. DecodeJSON and
// EncodeJSON handle the properties in the order of the plan and call the
// runtime for each, without reflection. The runtime also finds the index of a
// property in the list of the struct's names. Unlisted properties are kept in a
// map and written back. MarshalJSON and UnmarshalJSON connect the codec to
// encoding/json. The last methods tie models together: Base for families of
// polymorphic types, and markers for sealed interfaces.

import (
	"cmp"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

const (
	extra = "AdditionalProperties"
	self  = "v"
)

// model renders a struct with its methods.
func (e *emitter) model(s *plan.Struct) []jen.Code {
	out := e.modelType(s)
	for _, binding := range s.Bindings {
		out = append(out, e.binding(s, binding)...)
	}
	out = append(out, e.setNull(s)...)
	out = append(out, e.bases(s)...)
	out = append(out, e.members(s)...)
	out = append(out, e.decodeModel(s)...)
	out = append(out, e.encodeModel(s)...)
	out = append(out, e.marshalJSON(s.Name)...)
	out = append(out, e.unmarshalJSON(s.Name, callVar(self, "DecodeJSON", jen.Id("d")))...)
	return append(out, e.markers(pointerTo(id(s.Name)), s.Markers)...)
}

// onPointer is the receiver "v *name", onValue the receiver "v name".
func onPointer(name names.Ident) jen.Code { return param(self, pointerTo(id(name))) }
func onValue(name names.Ident) jen.Code   { return param(self, id(name)) }

// selfField is a field of the receiver.
func selfField(name names.Ident) *jen.Statement { return field(jen.Id(self), name) }

func (e *emitter) modelType(s *plan.Struct) []jen.Code {
	var fields []jen.Code
	for _, f := range s.Fields {
		fields = append(fields, fieldDoc(f)...)
		fields = append(fields, param(f.Name, e.typ(f.Type)).Add(tag(f.API.Name, mayBeOmitted(f))))
	}
	if len(s.Fields) > 0 {
		fields = append(fields, jen.Line())
	}
	fields = append(fields, extraDoc(s)...)
	fields = append(fields, param(extra, jen.Map(jen.String()).Add(e.rest("RawJSON"))).Add(untagged()))
	return declare(e.typeDoc(s.Name, s.Title, s.Type), structType(s.Name, fields...))
}

// mayBeOmitted reports whether a property is not always sent. A required constant is
// sent even if the field is empty.
func mayBeOmitted(f *plan.Field) bool {
	isConstant := f.Send == plan.SendDefault && f.API.Required && (f.API.Constant != "" || f.Type.Kind == api.Any)
	return f.Send != plan.SendAlways && !isConstant
}

func (e *emitter) setNull(s *plan.Struct) []jen.Code {
	return function{
		doc: setNullDoc(), receiver: onPointer(s.Name), name: "SetNull",
		params: []jen.Code{param("property", jen.String())},
		body:   []jen.Code{e.rest("SetNull").Call(addressOf(selfField(extra)), jen.Id("property"))},
	}.declare()
}

// members renders the property names that the decoder knows, in the order of
// the numbers in its switch. A number that no property has any longer has no
// case, so its name is the empty string: a property of that name is unlisted.
func (e *emitter) members(s *plan.Struct) []jen.Code {
	if len(s.Fields) == 0 {
		return nil
	}
	list := placeByNumber(s.Fields, unusedName(s), func(f *plan.Field) int { return f.Number },
		func(f *plan.Field) jen.Code { return lit(f.API.Name) })
	members := e.rest("Members").Values(pair("Names", jen.Index().String().Add(braces(list...))))
	return []jen.Code{jen.Var().Add(assign(id(s.Members), members)), jen.Line()}
}

// unusedName is the name of no property: "", or some hyphens if a property has
// the name "".
func unusedName(s *plan.Struct) jen.Code {
	name := ""
	for slices.ContainsFunc(s.Fields, func(f *plan.Field) bool { return f.API.Name == name }) {
		name += "-"
	}
	return lit(name)
}

// numbered are the fields of a model in the order of their numbers.
func numbered(s *plan.Struct) []*plan.Field {
	return slices.SortedFunc(slices.Values(s.Fields), func(a, b *plan.Field) int {
		return cmp.Compare(a.Number, b.Number)
	})
}

func (e *emitter) decodeModel(s *plan.Struct) []jen.Code {
	body := []jen.Code{
		jen.If(not(callVar("d", "Object"))).Block(jen.Return()),
		jen.For(callVar("d", "Next")).Block(e.readMember(s)),
	}
	for _, f := range s.Fields {
		if mayBeMissing(f) {
			keep := e.rest("KeepMissing").Call(addressOf(selfField(extra)), lit(f.API.Name))
			body = append(body, jen.If(isNil(selfField(f.Name))).Block(keep))
		}
	}
	return function{
		doc: decodeJSONDoc(), receiver: onPointer(s.Name), name: "DecodeJSON", params: []jen.Code{e.decoder()},
		body: body,
	}.declare()
}

// mayBeMissing reports whether a property with a default value is optional. A decoded
// object without it is encoded without it.
func mayBeMissing(f *plan.Field) bool {
	return f.Send == plan.SendDefault && !f.API.Required && f.Type.Form == plan.Pointer
}

// readMember is the statement that reads the current member. Its cases are
// numbers: a switch over strings costs the compiler gigabytes in a large SDK.
func (e *emitter) readMember(s *plan.Struct) *jen.Statement {
	unlisted := callVar("d", "AdditionalProperty", addressOf(selfField(extra)))
	if len(s.Fields) == 0 {
		return unlisted
	}
	var cases []jen.Code
	for _, f := range numbered(s) {
		cases = append(cases, namedCase(f.Number-1, f.API.Name, e.readField(f)...))
	}
	cases = append(cases, jen.Default().Block(unlisted))
	return jen.Switch(callVar("d", "Member", addressOf(id(s.Members)))).Block(cases...)
}

// namedCase is a case for a number with a comment that names the property.
func namedCase(number int, name string, body ...jen.Code) jen.Code {
	out := jen.Case(jen.Lit(number)).Add(nameComment(name))
	for _, statement := range body {
		out.Line().Add(statement)
	}
	return out
}

// readField is the statements that read a property. The decoder checks a constant
// before reading it. It keeps an empty value that the encoder would not send.
func (e *emitter) readField(f *plan.Field) []jen.Code {
	target := selfField(f.Name)
	if f.Type.Form == plan.Model {
		return []jen.Code{call(target, "DecodeJSON", jen.Id("d"))}
	}
	var code []jen.Code
	if constant := f.API.Constant; constant != "" {
		check := "ConstantOrNull"
		if f.API.Required && !f.API.Type.Nullable {
			check = "Constant"
		}
		code = append(code, callVar("d", check, jsonText(constant)))
	}
	usual := api.StringValue(f.API.Fill)
	if usual != "" && needsNoEscapes(usual) && f.Type.Form == plan.Scalar && f.Type.Kind == api.String {
		return append(code, assign(target, callVar("d", "StringDefault", lit(usual))))
	}
	code = append(code, assign(target, e.read(f.Type)))
	if empty := e.isLost(f, target); empty != nil {
		keep := callVar("d", "KeepEmpty", addressOf(selfField(extra)))
		code = append(code, jen.If(empty).Block(keep))
	}
	return code
}

// isLost is the condition on which the encoder would not send a value that was
// received for a required property, or nil if it sends all values.
func (e *emitter) isLost(f *plan.Field, value *jen.Statement) *jen.Statement {
	switch {
	case keepsNull(f):
		return isNil(value)
	case f.Send != plan.SendNonEmpty:
		return nil
	case !f.Type.Nilable():
		return e.isZero(f.Type, value)
	case f.API.Type.Nullable:
		return isNil(value)
	}
	return nil
}

func (e *emitter) encodeModel(s *plan.Struct) []jen.Code {
	body := []jen.Code{
		ifNil(jen.Id(self), callVar("e", "Null"), jen.Return()),
		callVar("e", "Object", selfField(extra)),
	}
	for _, f := range s.Fields {
		body = append(body, e.writeField(f)...)
	}
	return function{
		doc: encodeModelDoc(), receiver: onPointer(s.Name), name: "EncodeJSON", params: []jen.Code{e.encoder()},
		body: append(body, callVar("e", "End")),
	}.declare()
}

// writeField is the statements that write a property.
func (e *emitter) writeField(f *plan.Field) []jen.Code {
	value, name := selfField(f.Name), memberName(f.API.Name)
	writeName := callVar("e", "RawKey", name)
	switch {
	case f.Send == plan.SendDefault:
		return e.writeFilled(f)
	case f.Send == plan.SendAlways:
		return []jen.Code{writeName, e.write(f.Type, value)}
	case f.Type.Form == plan.Pointer && f.Type.Elem.Form == plan.Scalar && scalars[f.Type.Elem.Kind].maybe:
		return []jen.Code{callVar("e", "Maybe"+scalars[f.Type.Elem.Kind].method, name, value)}
	case f.Type.Form == plan.Pointer && f.Type.Elem.Form == plan.Named && f.Type.Elem.Kind == api.String:
		return []jen.Code{callVar("e", "MaybeString", name, jen.Parens(jen.Op("*").String()).Call(value))}
	}
	return []jen.Code{jen.If(e.nonZero(f.Type, value)).Block(writeName, e.writeSet(f.Type, value))}
}

// keepsNull reports whether a property with a default value may be null. An explicit null
// is then among the additional properties, and the default is not sent.
func keepsNull(f *plan.Field) bool {
	return f.Send == plan.SendDefault && f.API.Type.Nullable && f.Type.Form == plan.Pointer
}

// writeFilled is the statements that write a property with a default value.
func (e *emitter) writeFilled(f *plan.Field) []jen.Code {
	name, usual := memberName(f.API.Name), api.StringValue(f.API.Fill)
	write := []jen.Code{callVar("e", "RawKey", name), e.writeOrFill(f)}
	if isString(f) && usual != "" && needsNoEscapes(usual) {
		write = []jen.Code{callVar("e", "StringDefault", name, e.stringOf(f), lit(usual))}
	}
	if keepsNull(f) || mayBeMissing(f) {
		sent := compare(notNil(selfField(f.Name)), "||", not(callVar("e", "HasExtra", lit(f.API.Name))))
		return []jen.Code{jen.If(sent).Block(write...)}
	}
	return write
}

// isString reports whether the value of a field is a string in Go.
func isString(f *plan.Field) bool {
	t := f.Type
	if t.Form == plan.Pointer {
		t = t.Elem
	}
	return t.Kind == api.String && (t.Form == plan.Scalar || t.Form == plan.Named)
}

// writeOrFill is a statement that writes the value of a field, or its default if
// the value is empty.
func (e *emitter) writeOrFill(f *plan.Field) *jen.Statement {
	switch {
	case f.Type.Form == plan.Scalar && f.Type.Kind == api.Any:
		value := selfField(f.Name)
		constant := callVar("e", "Raw", e.rest("RawJSON").Call(jsonText(f.API.Fill)))
		return ifNil(value.Clone(), constant).Else().Block(e.write(f.Type, value))
	case isString(f):
		text := &plan.Type{Form: plan.Scalar, Kind: api.String, Constant: f.API.Fill}
		return e.write(text, e.stringOf(f))
	case f.Type.Form == plan.Pointer && f.Type.Elem.Kind == api.Decimal:
		return e.write(f.Type.Elem, e.rest("ValueOr").Call(selfField(f.Name), lit(f.API.Fill)))
	case f.Type.Form == plan.Pointer:
		return e.write(f.Type.Elem, e.rest("ValueOr").Call(selfField(f.Name), jen.Op(f.API.Fill)))
	}
	filled := *f.Type
	filled.Constant = f.API.Fill
	return e.write(&filled, selfField(f.Name))
}

// stringOf is a field as a string, empty if the field is nil.
func (e *emitter) stringOf(f *plan.Field) *jen.Statement {
	t, value := f.Type, selfField(f.Name)
	if t.Form == plan.Pointer {
		t, value = t.Elem, e.rest("Value").Call(value)
	}
	if t.Form == plan.Named {
		value = jen.String().Call(value)
	}
	return value
}

// marshalJSON renders the method that connects a model to encoding/json.
func (e *emitter) marshalJSON(name names.Ident) []jen.Code {
	return function{
		doc: about("MarshalJSON implements [encoding/json.Marshaler]."), receiver: onValue(name), name: "MarshalJSON",
		results: []jen.Code{jen.Index().Byte(), jen.Error()},
		body: []jen.Code{
			define("e", e.rest("NewEncoder").Call()),
			callVar(self, "EncodeJSON", jen.Id("e")),
			jen.Return(callVar("e", "Result")),
		},
	}.declare()
}

// unmarshalJSON renders the method that connects a type to encoding/json. The
// statement read uses the decoder d. A closure around read would be shorter,
// but each closure is a type and two functions more to compile.
func (e *emitter) unmarshalJSON(name names.Ident, read jen.Code) []jen.Code {
	body := []jen.Code{define("d", e.rest("NewDecoder").Call(jen.Id("data")))}
	if e.plan.RejectStringNumbers {
		body = append(body, callVar("d", "Strict"))
	}
	return function{
		doc:      about("UnmarshalJSON implements [encoding/json.Unmarshaler]."),
		receiver: onPointer(name), name: "UnmarshalJSON",
		params: []jen.Code{param("data", jen.Index().Byte())}, results: []jen.Code{jen.Error()},
		body: append(body, read, jen.Return(callVar("d", "Finish"))),
	}.declare()
}

// bases renders the methods that return the fields that a family of polymorphic
// types shares.
func (e *emitter) bases(s *plan.Struct) []jen.Code {
	var out []jen.Code
	for _, base := range s.Bases {
		result := jen.Id(self)
		if base.Struct != s {
			result = addressOf(id(base.Struct.Name).Add(braces(e.baseFields(s, base.Struct)...)))
		}
		out = append(out, function{
			doc: baseDoc(s, base), receiver: onPointer(s.Name), name: base.Method,
			results: []jen.Code{pointerTo(id(base.Struct.Name))}, body: []jen.Code{jen.Return(result)},
		}.declare()...)
	}
	return out
}

// baseFields are the fields of base in a literal, in the order of the struct,
// with their values from s.
func (e *emitter) baseFields(s, base *plan.Struct) []jen.Code {
	var fields []jen.Code
	for _, f := range base.Fields {
		if own := fieldNamed(s, f); own != nil {
			fields = append(fields, pair(f.Name, selfField(own.Name)))
		}
	}
	return append(fields, pair(extra, selfField(extra)))
}

// fieldNamed is the field of s that holds the same property as f. It is nil if
// s narrows the property's type.
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
	return a.Form == b.Form && a.Kind == b.Kind && a.Enum == b.Enum && a.Struct == b.Struct && a.Union == b.Union &&
		a.Collection == b.Collection && sameType(a.Elem, b.Elem)
}

// markers renders the methods that put a type into sealed interfaces.
func (e *emitter) markers(receiver *jen.Statement, markers []names.Ident) []jen.Code {
	var out []jen.Code
	for _, m := range markers {
		out = append(out, function{receiver: receiver, name: m}.declare()...)
	}
	return out
}
