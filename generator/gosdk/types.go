package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file emits the codec of each Go type: an expression that reads a value
// from the decoder d, a statement that writes one to the encoder e, and both as
// functions for the runtime's helpers over lists and maps. The functions capture
// no variables, so they cost no allocation.

// scalar is the Go form of a kind.
type scalar struct {
	method string // of Decoder and Encoder
	basic  string // predeclared type, or "" if rest is set
	rest   string // type in the runtime
	format string // runtime function for parameters; "" if the value is a string
	maybe  bool   // Decoder and Encoder have a method Maybe… for optional values
}

var scalars = map[api.Kind]scalar{
	api.Any:       {method: "Raw", rest: "RawJSON"},
	api.Bool:      {method: "Bool", basic: "bool", format: "FormatBool", maybe: true},
	api.Int32:     {method: "Int32", basic: "int32", format: "FormatInt", maybe: true},
	api.Int64:     {method: "Int64", basic: "int64", format: "FormatInt", maybe: true},
	api.Uint64:    {method: "Uint64", basic: "uint64", format: "FormatUint"},
	api.Float64:   {method: "Float64", basic: "float64", format: "FormatFloat", maybe: true},
	api.Decimal:   {method: "Decimal", rest: "Decimal"},
	api.String:    {method: "String", basic: "string", maybe: true},
	api.DateTime:  {method: "Time", format: "FormatTime", maybe: true},
	api.Date:      {method: "Date", rest: "Date"},
	api.TimeOfDay: {method: "TimeOfDay", rest: "TimeOfDay"},
	api.Duration:  {method: "Duration", rest: "Duration"},
	api.Bytes:     {method: "Bytes", basic: "[]byte", format: "FormatBytes"},
	api.BytesURL:  {method: "BytesURL", basic: "[]byte", format: "FormatBytesURL"},
	api.Binary:    {method: "String", basic: "string", maybe: true}, // raw bytes have no place in JSON
}

// typ is the Go type.
func (e *emitter) typ(t *plan.Type) *jen.Statement {
	switch t.Form {
	case plan.Named, plan.Model, plan.Interface, plan.Defined:
		return e.of(t.Package(), t.Name())
	case plan.Pointer:
		return pointerTo(e.typ(t.Elem))
	case plan.Slice:
		return jen.Index().Add(e.typ(t.Elem))
	case plan.StringMap:
		return jen.Map(jen.String()).Add(e.typ(t.Elem))
	case plan.Reader:
		return jen.Qual("io", "Reader")
	case plan.Stream:
		return pointerTo(e.rest("Stream"))
	case plan.FilePart:
		return pointerTo(e.rest("File"))
	case plan.EventSequence:
		return jen.Qual("iter", "Seq2").Types(pointerTo(e.rest("Event").Types(e.typ(t.Elem))), jen.Error())
	case plan.LineSequence:
		return jen.Qual("iter", "Seq2").Types(e.typ(t.Elem), jen.Error())
	}
	switch s := scalars[t.Kind]; {
	case t.Kind == api.DateTime:
		return jen.Qual("time", "Time")
	case s.rest != "":
		return e.rest(s.rest)
	case s.basic == "[]byte":
		return jen.Index().Byte()
	default:
		return jen.Id(s.basic)
	}
}

// read is an expression that reads a value from d.
func (e *emitter) read(t *plan.Type) *jen.Statement {
	switch {
	case t.Constant != "":
		return e.rest("ReadConstant").Call(jen.Id("d"), jsonText(t.Constant), e.reader(withoutConstant(t)))
	case t.Form == plan.Scalar:
		return callVar("d", scalars[t.Kind].method)
	case t.Form == plan.Pointer && t.Elem.Constant != "":
		return e.rest("Maybe").Call(jen.Id("d"), e.reader(t.Elem))
	case t.Form == plan.Pointer && t.Elem.Form == plan.Scalar && scalars[t.Elem.Kind].maybe:
		return callVar("d", "Maybe"+scalars[t.Elem.Kind].method)
	case t.Form == plan.Pointer && t.Elem.Form == plan.Named && t.Elem.Enum.HasWords() && e.isHere(t.Elem):
		return jen.Parens(pointerTo(e.typ(t.Elem))).Call(jen.Id("d").Dot("MaybeEnum").Call(id(t.Elem.Enum.Known)))
	case t.Form == plan.Pointer && t.Elem.Form != plan.Model:
		return e.rest("Maybe").Call(jen.Id("d"), e.reader(t.Elem))
	case isModels(t):
		return e.rest("ReadModelList").Types(e.typ(t.Elem)).Call(jen.Id("d"))
	case t.Form == plan.Slice:
		return e.rest("ReadList").Call(jen.Id("d"), e.reader(t.Elem))
	case t.Form == plan.StringMap:
		return e.rest("ReadMap").Call(jen.Id("d"), e.reader(t.Elem))
	}
	return e.reader(t).Call(jen.Id("d"))
}

// reader is a function that reads a value from a decoder.
func (e *emitter) reader(t *plan.Type) *jen.Statement {
	switch {
	case t.Constant != "", t.Form == plan.Pointer && t.Elem.Constant != "":
	case t.Form == plan.Scalar:
		return jen.Parens(pointerTo(e.rest("Decoder"))).Dot(scalars[t.Kind].method)
	case t.Form == plan.Named:
		return e.enumReader(t)
	case t.Form == plan.Interface:
		return e.unionReader(t)
	case t.Form == plan.Model, t.Form == plan.Defined:
		return e.rest("ReadModel").Types(e.typ(t))
	case isModels(t):
		return e.rest("ReadModelList").Types(e.typ(t.Elem))
	case t.Form == plan.Pointer && t.Elem.Form == plan.Model:
		return e.rest("ReadModelPointer").Types(e.typ(t.Elem))
	case t.Form == plan.Pointer && t.Elem.Form == plan.Scalar && scalars[t.Elem.Kind].maybe:
		return jen.Parens(pointerTo(e.rest("Decoder"))).Dot("Maybe" + scalars[t.Elem.Kind].method)
	}
	return jen.Func().Params(e.decoder()).Add(e.typ(t)).Block(jen.Return(e.read(t)))
}

// withoutConstant is t as a type of any values.
func withoutConstant(t *plan.Type) *plan.Type {
	open := *t
	open.Constant = ""
	return &open
}

// enumReader is a function that reads an enum. An enum that other packages read
// has a DecodeJSON method, as models do.
func (e *emitter) enumReader(t *plan.Type) *jen.Statement {
	switch {
	case e.isHere(t):
		return id(t.Enum.Read)
	case t.Enum.Open:
		return e.rest("ReadModel").Types(e.typ(t))
	case t.Kind == api.String:
		return e.restTested("ReadModel").Types(e.typ(t))
	}
	read := callVar("d", scalars[t.Kind].method)
	return jen.Func().Params(e.decoder()).Add(e.typ(t)).Block(jen.Return(e.typ(t).Call(read)))
}

// unionReader is a function that reads a union.
func (e *emitter) unionReader(t *plan.Type) *jen.Statement {
	if e.isHere(t) || t.Union.Open {
		return e.of(t.Union.Package, t.Union.Read)
	}
	return e.restTested("ReadUnion").Call(e.of(t.Union.Package, t.Union.Decode))
}

// isModels reports whether t is a list of structs. The runtime reads and writes
// such a list in place.
func isModels(t *plan.Type) bool { return t.Form == plan.Slice && t.Elem.Form == plan.Model }

// whole is a reader of a whole document. It sets how strictly the decoder reads.
func (e *emitter) whole(t *plan.Type) *jen.Statement {
	if e.plan.RejectStringNumbers {
		return e.rest("StrictDecoder").Call(e.reader(t))
	}
	return e.reader(t)
}

// write is a statement that writes the value v to e. Pointers may be nil. A constant is
// written for an empty value.
func (e *emitter) write(t *plan.Type, v *jen.Statement) *jen.Statement {
	switch t.Form {
	case plan.Scalar, plan.Named:
		return callVar("e", scalars[t.Kind].method, valueOr(t, v, t.Constant))
	case plan.Model:
		return call(v, "EncodeJSON", jen.Id("e"))
	case plan.Defined:
		return orNull(t, v, call(v, "EncodeJSON", jen.Id("e")))
	case plan.Interface:
		return e.writer(t).Call(jen.Id("e"), v)
	case plan.Slice:
		if isModels(t) {
			return orNull(t, v, e.rest("WriteModelList").Types(e.typ(t.Elem)).Call(jen.Id("e"), v))
		}
		return orNull(t, v, e.rest("WriteList").Call(jen.Id("e"), v, e.writer(t.Elem)))
	case plan.StringMap:
		return orNull(t, v, e.rest("WriteMap").Call(jen.Id("e"), v, e.writer(t.Elem)))
	}
	if t.Elem.Form == plan.Model {
		return call(v, "EncodeJSON", jen.Id("e"))
	}
	return e.rest("WriteMaybe").Call(jen.Id("e"), v, e.writer(t.Elem))
}

// valueOr is the scalar v of type t without a type of its own. An empty value is replaced
// with the one that has the given JSON text, unless that is empty or "".
func valueOr(t *plan.Type, v *jen.Statement, text string) *jen.Statement {
	fill := jen.Op(text)
	switch {
	case t.Kind == api.Bool && text != "":
		return fill
	case t.Form == plan.Named:
		v = jen.Id(scalars[t.Kind].basic).Call(v)
	}
	if t.Kind == api.String {
		text = api.StringValue(text)
		fill = lit(text)
	} else if t.Kind == api.Decimal {
		fill = lit(text)
	}
	if text == "" || text == "0" {
		return v
	}
	return jen.Qual("cmp", "Or").Call(v, fill)
}

// orNull is a statement that writes a list or map v. If t has a null value, a nil
// v is written as null.
func orNull(t *plan.Type, v, write *jen.Statement) *jen.Statement {
	if !t.Null {
		return write
	}
	return ifNil(v, callVar("e", "Null")).Else().Block(write)
}

// writer is a function that writes a value to an encoder.
func (e *emitter) writer(t *plan.Type) *jen.Statement {
	switch {
	case t.Form == plan.Scalar && t.Constant == "":
		return jen.Parens(pointerTo(e.rest("Encoder"))).Dot(scalars[t.Kind].method)
	case t.Form == plan.Interface && e.isHere(t):
		return id(t.Union.Write)
	case t.Form == plan.Interface:
		return e.rest("WriteUnion").Types(e.typ(t))
	case t.Form == plan.Model, t.Form == plan.Defined && !t.Null:
		return e.rest("WriteModel").Types(e.typ(t))
	case isModels(t):
		return e.rest("WriteModelList").Types(e.typ(t.Elem))
	case t.Form == plan.Pointer && t.Elem.Form == plan.Model:
		return e.rest("WriteModelPointer").Types(e.typ(t.Elem))
	}
	return jen.Func().Params(e.encoder(), param("v", e.typ(t))).Block(e.write(t, jen.Id("v")))
}

// writeSet is a statement that writes a value that is not nil.
func (e *emitter) writeSet(t *plan.Type, v *jen.Statement) *jen.Statement {
	if t.Form == plan.Pointer && t.Elem.Form != plan.Model {
		return e.write(t.Elem, pointerTo(v))
	}
	notNull := *t
	notNull.Null = false
	return e.write(&notNull, v)
}

// format is the text of a value as a parameter.
func (e *emitter) format(t *plan.Type, v *jen.Statement) *jen.Statement {
	switch {
	case t.Form == plan.Named && scalars[t.Kind].format == "FormatInt":
		return e.rest("FormatInt").Call(v)
	case t.Form == plan.Named && t.Kind != api.String:
		return e.rest(scalars[t.Kind].format).Call(jen.Id(scalars[t.Kind].basic).Call(v))
	case t.Form == plan.Named:
		return jen.String().Call(v)
	case t.Form != plan.Scalar:
		panic("internal: parameter is neither a scalar nor an enum")
	}
	s := scalars[t.Kind]
	switch {
	case s.format != "":
		return e.rest(s.format).Call(v)
	case s.rest != "":
		return jen.String().Call(v)
	}
	return v
}

// formatList is a list as strings.
func (e *emitter) formatList(t *plan.Type, v *jen.Statement) *jen.Statement {
	if t.Elem.Form == plan.Scalar && t.Elem.Kind == api.String {
		return v
	}
	element := jen.Id("v")
	format := jen.Func().Params(param("v", e.typ(t.Elem))).String().Block(jen.Return(e.format(t.Elem, element)))
	return e.rest("FormatList").Call(v, format)
}

// nonZero is the condition for a value to be sent.
func (e *emitter) nonZero(t *plan.Type, v *jen.Statement) *jen.Statement {
	switch {
	case t.Nilable():
		return notNil(v)
	case t.Form == plan.Scalar && t.Kind == api.DateTime:
		return not(call(v, "IsZero"))
	case t.Kind == api.Bool:
		return v
	case t.Kind == api.String || t.Kind == api.Binary || t.Form == plan.Scalar && scalars[t.Kind].rest != "":
		return compare(v, "!=", jen.Lit(""))
	}
	return compare(v, "!=", jen.Lit(0))
}

// isZero is the opposite of nonZero for a type without a nil value.
func (e *emitter) isZero(t *plan.Type, v *jen.Statement) *jen.Statement {
	switch {
	case t.Form == plan.Scalar && t.Kind == api.DateTime:
		return call(v, "IsZero")
	case t.Kind == api.Bool:
		return not(v)
	case t.Kind == api.String || t.Kind == api.Binary || t.Form == plan.Scalar && scalars[t.Kind].rest != "":
		return compare(v, "==", jen.Lit(""))
	}
	return compare(v, "==", jen.Lit(0))
}
