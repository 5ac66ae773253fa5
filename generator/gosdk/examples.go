package gosdk

// This file emits testable examples: one for each call, from New to the result,
// with sample values for the arguments. They have no "Output:" comment, so they
// are compiled and shown but not run.

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// examples renders an example for each call.
func (e *emitter) examples(x *plan.Examples) []jen.Code {
	var out []jen.Code
	for _, example := range x.Examples {
		out = append(out, function{name: example.Name, body: e.example(x, example)}.declare()...)
	}
	return out
}

// example is the statements of an example.
func (e *emitter) example(x *plan.Examples, example *plan.Example) []jen.Code {
	newClient := e.of(x.Package, "New").Call(e.exampleOptions(x, example.Call)...)
	body := []jen.Code{
		define("ctx", jen.Qual("context", "Background").Call()),
		defineTwo(jen.Id("client"), jen.Err(), newClient),
		ifErr(logFatal()),
	}
	on := jen.Id("client")
	for _, step := range example.Call.Chain {
		on = e.sampleStep(on, step)
	}
	send := call(on, string(example.Call.Method), e.exampleArgs(example.Call)...)
	if example.Call.Result == nil {
		return append(body, jen.If(define("err", send), notNil(jen.Err())).Block(logFatal()))
	}
	if example.Call.Result.IsSequence() {
		return append(body, printStream(example.Call.Result, send)...)
	}
	body = append(body, defineTwo(jen.Id("result"), jen.Err(), send), ifErr(logFatal()))
	return append(body, printResult(example.Call.Result)...)
}

func logFatal() jen.Code { return jen.Qual("log", "Fatal").Call(jen.Err()) }

// printResult is the statements that print a result: a stream as it arrives, a
// string as it is, any other value as JSON.
func printResult(r *plan.Result) []jen.Code {
	result, printLine := jen.Id("result"), jen.Qual("fmt", "Println")
	switch r.Encoding {
	case plan.AsStream:
		copied := defineTwo(jen.Id("_"), jen.Err(), jen.Qual("io", "Copy").Call(jen.Qual("os", "Stdout"), result))
		return []jen.Code{
			jen.Defer().Add(call(result, "Close")),
			jen.If(copied, notNil(jen.Err())).Block(jen.Qual("log", "Print").Call(jen.Err())),
		}
	case plan.AsText, plan.AsLocation:
		return []jen.Code{printLine.Call(result)}
	}
	indented := jen.Qual("encoding/json", "MarshalIndent").Call(result, lit(""), lit("  "))
	return []jen.Code{
		defineTwo(jen.Id("data"), jen.Err(), indented),
		ifErr(logFatal()),
		printLine.Call(jen.String().Call(jen.Id("data"))),
	}
}

// sampleStep is the next step on the way to a call: a method, or a function
// that takes the client.
func (e *emitter) sampleStep(on *jen.Statement, step *plan.Child) *jen.Statement {
	var args []jen.Code
	for _, p := range step.Params() {
		args = append(args, e.sample(p.Type, p.API.Name))
	}
	if step.Entry != nil {
		return e.of(step.Entry, step.Method).Call(append([]jen.Code{on}, args...)...)
	}
	return call(on, string(step.Method), args...)
}

// exampleOptions is the options of New: the base URL, if the API description
// names none, and the credentials that the call requires.
func (e *emitter) exampleOptions(x *plan.Examples, call *plan.Call) []jen.Code {
	var options []jen.Code
	if x.Client.BaseURL == "" {
		options = append(options, e.rest("WithBaseURL").Call(lit("https://api.example.com")))
	}
	return append(options, e.exampleSecurity(call.Security)...)
}

func (e *emitter) exampleArgs(c *plan.Call) []jen.Code {
	args := []jen.Code{jen.Id("ctx")}
	for _, p := range c.Arguments() {
		args = append(args, e.sample(p.Type, p.API.Name))
	}
	if c.Body != nil && c.Body.ChooseContentType {
		args = append(args, lit(sampleContentType(c.Body.API.Choices)))
	}
	if c.Body != nil {
		args = append(args, e.sample(c.Body.Type, "text"))
	}
	return append(args, jen.Nil())
}

// sampleContentType is the first content type without a wildcard.
func sampleContentType(choices []string) string {
	for _, name := range choices {
		if strings.HasPrefix(name, "multipart/") {
			return name + "; boundary=xyz"
		}
		if !strings.Contains(name, "*") && strings.Contains(name, "/") {
			return name
		}
	}
	return "application/octet-stream"
}

// sample is an example value of a type.
func (e *emitter) sample(t *plan.Type, name string) *jen.Statement {
	switch t.Form {
	case plan.Model:
		return e.typ(t).Values()
	case plan.Pointer:
		if t.Elem.Form == plan.Model {
			return addressOf(e.typ(t.Elem)).Values(e.sampleFiles(t.Elem.Struct)...)
		}
		value := e.sample(t.Elem, name)
		if t.Elem.Form == plan.Scalar && !typedLiterals[t.Elem.Kind] {
			value = e.typ(t.Elem).Call(value) // an untyped constant needs a conversion
		}
		if e.plan.NewExpr {
			return jen.New(value)
		}
		return e.rest("Ptr").Call(value)
	case plan.Slice:
		return e.typ(t).Values(e.sample(t.Elem, name))
	case plan.StringMap, plan.Defined:
		return e.typ(t).Values()
	case plan.Reader:
		return jen.Qual("strings", "NewReader").Call(lit("data"))
	case plan.FilePart:
		content := jen.Qual("strings", "NewReader").Call(lit("data"))
		return addressOf(e.rest("File")).Values(pair("Name", lit("file.txt")), pair("Content", content))
	case plan.Interface:
		return e.sampleUnion(t.Union)
	case plan.Named:
		return e.of(t.Enum.Package, t.Enum.Members[0].Name)
	}
	return e.sampleScalar(t.Kind, name)
}

// typedLiterals are the kinds whose samples have their type without a conversion.
var typedLiterals = map[api.Kind]bool{api.String: true, api.Binary: true, api.Bool: true, api.DateTime: true}

// sampleFiles are the files of a struct that is sent as parts: the required ones,
// or else the first one.
func (e *emitter) sampleFiles(s *plan.Struct) []jen.Code {
	if !s.Type.Parts {
		return nil
	}
	var required, first []jen.Code
	for _, f := range s.Fields {
		if f.Type.Form != plan.FilePart && (f.Type.Form != plan.Slice || f.Type.Elem.Form != plan.FilePart) {
			continue
		}
		file := pair(f.Name, e.sample(f.Type, ""))
		if first == nil {
			first = []jen.Code{file}
		}
		if f.Send == plan.SendAlways {
			required = append(required, file)
		}
	}
	if required != nil {
		return required
	}
	return first
}

// sampleUnion is a polymorphic type's base, or the first object of another union.
func (e *emitter) sampleUnion(u *plan.Union) *jen.Statement {
	if u.Base != nil {
		return addressOf(e.of(u.Base.Package, u.Base.Name)).Values()
	}
	for _, v := range u.Variants {
		if v.Type.Form == plan.Model {
			return addressOf(e.typ(v.Type)).Values()
		}
	}
	return jen.Nil()
}

func (e *emitter) sampleScalar(kind api.Kind, name string) *jen.Statement {
	switch kind {
	case api.Bool:
		return jen.True()
	case api.Int32, api.Int64, api.Uint64, api.Float64:
		return jen.Lit(1)
	case api.DateTime:
		return jen.Qual("time", "Now").Call()
	case api.Bytes, api.BytesURL:
		return jen.Index().Byte().Call(lit("data"))
	case api.Any:
		return e.rest("RawJSON").Call(lit("{}"))
	case api.Date:
		return lit("2026-01-31")
	case api.TimeOfDay:
		return lit("12:00:00")
	case api.Duration:
		return lit("PT15S")
	case api.Decimal:
		return lit("1.5")
	}
	return lit(name)
}
