package gosdk

// This file emits the parts of calls that concern streams of events and lines.
// The runtime reads the stream; a call passes it the function that reads the data
// of an item.

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// defaultStreamEnd is the end of streams that the runtime assumes.
const defaultStreamEnd = "[DONE]"

// streamBody is the statements that set a body in which a field requests a
// stream, or declines one. The caller's body does not change: a variable with the
// given name holds a copy.
func (e *emitter) streamBody(c *plan.Call, name names.Ident, stream bool) []jen.Code {
	var code []jen.Code
	if c.Body.Required {
		code = append(code, callVar("q", "CheckBody", isNil(jen.Id("body"))))
	}
	if c.Body.Type.Form != plan.Interface {
		f := c.StreamFields[0].Field
		return append(code,
			define(name, e.rest("Value").Call(jen.Id("body"))),
			assign(field(id(name), f.Name), e.streamValue(f, stream)),
			e.setBody(c.Body, id(name)),
		)
	}
	var cases []jen.Code
	for _, x := range c.StreamFields {
		if !stream && !x.StreamsByDefault() {
			continue
		}
		var checks []jen.Code
		if c.Body.Required {
			checks = append(checks, callVar("q", "CheckBody", isNil(jen.Id("v"))))
		}
		cases = append(cases, jen.Case(pointerTo(e.of(x.Struct.Package, x.Struct.Name))).Block(append(checks,
			define("copied", e.rest("Value").Call(jen.Id("v"))),
			assign(field(jen.Id("copied"), x.Field.Name), e.streamValue(x.Field, stream)),
			assign(id(name), addressOf(jen.Id("copied"))))...))
	}
	for _, s := range c.WithoutStream {
		cases = append(cases, jen.Case(pointerTo(e.of(s.Package, s.Name))).Block(
			callVar("q", "RequireStream", isNil(jen.Id("v")), lit(string(c.PlainMethod)))))
	}
	if stream {
		cases = append(cases, e.unknownBodies(c, "RequireStream", c.PlainMethod)...)
	}
	set := e.setBody(c.Body, id(name))
	if !c.Body.Required {
		set = ifSet(jen.Id("body"), set)
	}
	return append(code, define(name, jen.Id("body")), bodyTypes(cases), set)
}

// bodyTypes is a switch on the type of the body.
func bodyTypes(cases []jen.Code) *jen.Statement {
	return jen.Switch(define("v", jen.Id("body").Assert(jen.Type()))).Block(cases...)
}

// streamValue is the value of a field that requests a stream, or declines one.
func (e *emitter) streamValue(f *plan.Field, stream bool) *jen.Statement {
	switch {
	case f.Type.Form != plan.Pointer:
		return jen.Lit(stream)
	case f.Type.Elem.Form == plan.Named:
		return e.rest("Ptr").Types(e.typ(f.Type.Elem)).Call(jen.Lit(stream))
	}
	return e.rest("Ptr").Call(jen.Lit(stream))
}

// refuseStream is the statement that reports a body that requests a stream.
func (e *emitter) refuseStream(c *plan.Call) *jen.Statement {
	refuse := func(body *jen.Statement, f plan.StreamField) *jen.Statement {
		requested := notNil(body)
		if !f.AlwaysStreams() {
			requested = compare(requested, "&&", e.streamRequested(body.Clone(), f.Field))
		}
		return callVar("q", "WithoutStream", requested, lit(string(c.StreamMethod)))
	}
	if c.Body.Type.Form != plan.Interface {
		return refuse(jen.Id("body"), c.StreamFields[0])
	}
	var cases []jen.Code
	for _, x := range c.StreamFields {
		t := pointerTo(e.of(x.Struct.Package, x.Struct.Name))
		cases = append(cases, jen.Case(t).Block(refuse(jen.Id("v"), x)))
	}
	return bodyTypes(append(cases, e.unknownBodies(c, "WithoutStream", c.StreamMethod)...))
}

// streamRequested is the value of a field of the body as a bool, false if it is nil.
func (e *emitter) streamRequested(body *jen.Statement, f *plan.Field) *jen.Statement {
	t, value := f.Type, field(body, f.Name)
	if t.Form == plan.Pointer {
		t, value = t.Elem, e.rest("Value").Call(value)
	}
	if t.Form == plan.Named {
		return jen.Bool().Call(value)
	}
	return value
}

// unknownBodies is the cases for the unknown values of unions. They call a method of the
// request, which checks whether such a body requests a stream.
func (e *emitter) unknownBodies(c *plan.Call, check string, method names.Ident) []jen.Code {
	var cases []jen.Code
	for _, u := range c.UnknownBodies {
		streams := e.rest("IsTrue").Call(jen.Id("v"), lit(c.Operation.StreamProperty))
		cases = append(cases, jen.Case(e.of(u.Package, u.Unknown)).Block(
			callVar("q", check, streams, lit(string(method)))))
	}
	return cases
}

// streamEnd is the statements that describe the stream to the runtime.
func (e *emitter) streamEnd(r *plan.Result) []jen.Code {
	var code []jen.Code
	if r.Sequence.End != defaultStreamEnd {
		code = append(code, callVar("q", "StreamEnd", lit(r.Sequence.End)))
	}
	if r.Sequence.HasError {
		code = append(code, callVar("q", "ItemsHaveError"))
	}
	if r.Sequence.Dataless != nil {
		code = append(code, callVar("q", "EventsWithoutData", literals(r.Sequence.Dataless)...))
	}
	for _, u := range r.ItemUnions() {
		switch {
		case u.Base != nil:
			code = append(code, e.unknownBase(u))
		default:
			code = append(code, e.unknownItem(e.of(u.Package, u.Unknown)))
		}
		for _, v := range u.Variants {
			if v.Wrapper != "" && v.API.Type.Type.Kind == api.Any && r.Events == nil { // it describes nothing
				code = append(code, e.unknownItem(e.of(u.Package, v.Wrapper)))
			}
		}
	}
	return code
}

// unknownItem is the statement that declares a type of the items that no variant describes.
func (e *emitter) unknownItem(t jen.Code) *jen.Statement {
	return e.rest("UnknownItem").Types(t).Call(jen.Id("q"))
}

// unknownBase is the statement that declares that the values of a base type are items that no
// variant describes, except those with the values of the discriminator that select it.
func (e *emitter) unknownBase(u *plan.Union) *jen.Statement {
	t := pointerTo(e.of(u.Base.Package, u.Base.Name))
	if u.Type.BaseValues == nil {
		return e.unknownItem(t)
	}
	args := []jen.Code{jen.Id("q"), lit(u.Type.Discriminator)}
	for _, value := range u.Type.BaseValues {
		args = append(args, jsonText(value))
	}
	return e.rest("UnknownBase").Types(t).Call(args...)
}

// sequence is the expression that returns the items of the stream of q.
func (e *emitter) sequence(r *plan.Result) *jen.Statement {
	item := r.Type.Elem
	args := []jen.Code{jen.Id("ctx"), jen.Id("q")}
	switch {
	case r.Encoding == plan.AsLines:
		return e.rest("Lines").Call(append(args, e.whole(item))...)
	case r.Events != nil:
		return e.rest("TypedEvents").Call(append(args, e.eventReader(r))...)
	case r.Sequence.Text:
		return e.rest("Events").Call(append(args, e.textReader(item))...)
	}
	return e.rest("Events").Call(append(args, e.whole(item))...)
}

// textReader is a function that reads a text without quotation marks.
func (e *emitter) textReader(t *plan.Type) *jen.Statement {
	return e.rest("TextData").Call(e.reader(t))
}

// eventReader is a function that reads the data of an event by its type.
func (e *emitter) eventReader(r *plan.Result) *jen.Statement {
	union := r.Type.Elem.Union
	var cases, body []jen.Code
	isNull := e.rest("NullData").Call(jen.Id("d"))
	for i, c := range r.Events {
		if c.Text { // the text may be "null"
			isNull = compare(compare(jen.Id("event"), "!=", lit(c.Name)), "&&", isNull)
		}
		same := func(x plan.EventCase) bool { return x.Variant == c.Variant && x.Text == c.Text }
		if slices.ContainsFunc(r.Events[:i], same) {
			continue
		}
		var list []jen.Code
		for _, x := range r.Events[i:] {
			if same(x) {
				list = append(list, lit(x.Name))
			}
		}
		cases = append(cases, jen.Case(list...).Block(jen.Return(e.eventData(union, c))))
	}
	if e.plan.RejectStringNumbers {
		body = append(body, callVar("d", "Strict"))
	}
	body = append(body,
		jen.If(isNull).Block(jen.Return(jen.Nil())),
		jen.Switch(jen.Id("event")).Block(cases...),
		jen.Return(e.of(union.Package, union.Unknown).Call(e.rest("RawData").Call(jen.Id("d")))))
	return jen.Func().Params(param("event", jen.String()), e.decoder()).Add(e.typ(r.Type.Elem)).Block(body...)
}

// eventData is the expression that reads the data of an event as a variant.
func (e *emitter) eventData(u *plan.Union, c plan.EventCase) *jen.Statement {
	v := c.Variant
	value := e.read(v.Type)
	switch {
	case c.Text:
		value = e.textReader(v.Type).Call(jen.Id("d"))
	case v.Type.Form == plan.Model:
		value = e.rest("ReadModelPointer").Types(e.typ(v.Type)).Call(jen.Id("d"))
	}
	if v.Wrapper != "" {
		return e.of(u.Package, v.Wrapper).Call(value)
	}
	return value
}

// printStream is the statements that print the items of a stream.
func printStream(r *plan.Result, send *jen.Statement) []jen.Code {
	item := jen.Id("line")
	print := []jen.Code{
		defineTwo(jen.Id("data"), jen.Err(), jen.Qual("encoding/json", "Marshal").Call(item)),
		ifErr(logFatal()),
		jen.Qual("fmt", "Println").Call(jen.String().Call(jen.Id("data"))),
	}
	if r.Encoding == plan.AsEvents {
		item = jen.Id("event")
		raw := jen.String().Call(field(jen.Id("event"), "Raw"))
		print = []jen.Code{jen.Qual("fmt", "Println").Call(field(jen.Id("event"), "Type"), raw)}
	}
	loop := jen.For(jen.List(item, jen.Err()).Op(":=").Range().Add(send))
	return []jen.Code{loop.Block(append([]jen.Code{ifErr(logFatal())}, print...)...)}
}

// streamDoc describes the sequence that a call returns.
func streamDoc(c *plan.Call) []paragraph {
	text := "A range over the sequence sends the request; a break closes the connection." +
		" The sequence ends after the first error."
	if c.StreamFields != nil {
		text += " The body is sent with " + string(c.StreamFields[0].Field.Name) + " set."
	}
	out := []paragraph{fixed(text)}
	if list := c.Result.Sequence.Dataless; list != nil {
		zero := "nil"
		if c.Result.Type.Elem.Form != plan.Interface {
			zero = "empty"
		}
		out = append(out,
			sentencef("Events of the type %s can arrive without data: their Data is then %s.", orList(list), zero))
	}
	return out
}

// hookStream is a function of the fake that sends the items of a hook.
func (e *emitter) hookStream(r *plan.HookResult) *jen.Statement {
	item := r.Type.Elem
	args := []jen.Code{jen.Id("q"), e.writer(item)}
	if r.Encoding == plan.AsLines {
		return e.restTested("Lines").Call(args...)
	}
	send := "Events"
	if r.Events != nil {
		send, args = "TypedEvents", append(args, e.eventType(r.Result))
	}
	if r.Sequence.Text {
		args = append(args, lit("*"))
	}
	for _, c := range r.Events {
		if c.Text {
			args = append(args, lit(c.Name))
		}
	}
	return e.restTested(send).Call(args...)
}

// eventType is a function that returns the type of the event that has a given
// variant as its data, or "" if there may be several.
func (e *emitter) eventType(r *plan.Result) *jen.Statement {
	union := r.Type.Elem.Union
	var cases []jen.Code
	for i, c := range r.Events {
		same := func(x plan.EventCase) bool { return x.Variant == c.Variant }
		if slices.ContainsFunc(r.Events[:i], same) || slices.ContainsFunc(r.Events[i+1:], same) {
			continue
		}
		if c.Variant.Wrapper == "" && c.Variant.Type.Form == plan.Interface {
			continue // another event may have the same data
		}
		t := e.typ(c.Variant.Type)
		switch {
		case c.Variant.Wrapper != "":
			t = e.of(union.Package, c.Variant.Wrapper)
		case c.Variant.Type.Form == plan.Model:
			t = jen.Op("*").Add(t)
		}
		cases = append(cases, jen.Case(t).Block(jen.Return(lit(c.Name))))
	}
	var body []jen.Code
	if cases != nil {
		body = append(body, jen.Switch(jen.Id("data").Assert(jen.Type())).Block(cases...))
	}
	body = append(body, jen.Return(lit("")))
	return jen.Func().Params(param("data", e.typ(r.Type.Elem))).String().Block(body...)
}
