package gosdk

// Examples: one for each call, from New to its result, with values that stand
// for what a caller would pass. They have no output, so they are compiled and
// shown but not run.

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// examples prints an example for each call.
func (e *emitter) examples(x *plan.Examples) []jen.Code {
	var out []jen.Code
	for _, example := range x.Examples {
		out = append(out, e.example(x, example)...)
	}
	return out
}

func (e *emitter) example(x *plan.Examples, example *plan.Example) []jen.Code {
	return []jen.Code{jen.Func().Add(id(example.Name)).Params().BlockFunc(func(g *jen.Group) {
		g.Id("ctx").Op(":=").Qual("context", "Background").Call()
		g.List(jen.Id("client"), jen.Err()).Op(":=").Add(e.of(x.Package, "New")).Call(e.exampleOptions(x, example.Call)...)
		g.If(jen.Err().Op("!=").Nil()).Block(jen.Qual("log", "Fatal").Call(jen.Err()))
		call := jen.Id("client")
		for _, step := range example.Chain {
			call = e.sampleStep(call, step)
		}
		call.Dot(string(example.Call.Method)).Call(e.exampleArgs(example.Call)...)
		if example.Call.Result == nil {
			g.If(jen.Err().Op(":=").Add(call), jen.Err().Op("!=").Nil()).Block(jen.Qual("log", "Fatal").Call(jen.Err()))
			return
		}
		g.List(jen.Id("result"), jen.Err()).Op(":=").Add(call)
		g.If(jen.Err().Op("!=").Nil()).Block(jen.Qual("log", "Fatal").Call(jen.Err()))
		if example.Call.Result.Encoding == plan.AsStream {
			g.Defer().Id("result").Dot("Close").Call()
			g.If(jen.List(jen.Id("_"), jen.Err()).Op(":=").Qual("io", "Copy").Call(jen.Qual("os", "Stdout"), jen.Id("result")), jen.Err().Op("!=").Nil()).Block(
				jen.Qual("log", "Print").Call(jen.Err()))
			return
		}
		g.Qual("fmt", "Printf").Call(lit("%+v\n"), jen.Id("result"))
	}), jen.Line()}
}

// sampleStep is the next step on the way to a call: a method of what was
// reached, or a function that is given the client.
func (e *emitter) sampleStep(at *jen.Statement, step *plan.Child) *jen.Statement {
	var args []jen.Code
	for _, p := range step.Params() {
		args = append(args, e.sample(p.Type, p.API.Name))
	}
	if step.Entry != nil {
		return e.of(step.Entry, step.Method).Call(append([]jen.Code{at}, args...)...)
	}
	return at.Dot(string(step.Method)).Call(args...)
}

// exampleOptions are what New needs: the base URL where the description names
// none, and what the call asks for.
func (e *emitter) exampleOptions(x *plan.Examples, call *plan.Call) []jen.Code {
	var options []jen.Code
	if x.Client.BaseURL == "" {
		options = append(options, e.rest("WithBaseURL").Call(lit("https://api.example.com")))
	}
	return append(options, e.exampleSecurity(call.Security)...)
}

func (e *emitter) exampleArgs(c *plan.Call) []jen.Code {
	args := []jen.Code{jen.Id("ctx")}
	for _, p := range c.Required {
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

// sampleContentType is the first of several that names a single one.
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

// sample is a value of a type that stands for what a caller would pass.
func (e *emitter) sample(t *plan.Type, name string) *jen.Statement {
	switch t.Form {
	case plan.Model:
		return e.typ(t).Values()
	case plan.Pointer:
		if t.Elem.Form == plan.Model {
			return jen.Op("&").Add(e.typ(t.Elem)).Values(e.sampleFiles(t.Elem.Struct)...)
		}
		value := e.sample(t.Elem, name)
		if kind := t.Elem.Kind; t.Elem.Form == plan.Scalar && kind != api.String && kind != api.Bool && kind != api.DateTime {
			value = e.typ(t.Elem).Call(value) // a constant has no such type by itself
		}
		if e.plan.NewExpr {
			return jen.New(value)
		}
		return e.rest("Ptr").Call(value)
	case plan.Slice:
		return e.typ(t).Values(e.sample(t.Elem, name))
	case plan.StringMap:
		return e.typ(t).Values()
	case plan.Reader:
		return jen.Qual("strings", "NewReader").Call(lit("data"))
	case plan.FilePart:
		return jen.Op("&").Add(e.rest("File")).Values(pair("Name", lit("file.txt")), pair("Content", jen.Qual("strings", "NewReader").Call(lit("data"))))
	case plan.Interface:
		return e.sampleUnion(t.Union)
	case plan.Named:
		return e.of(t.Enum.Package, t.Enum.Members[0].Name)
	}
	return e.sampleScalar(t.Kind, name)
}

// sampleFiles are the files of a struct that travels as parts: those that are
// needed, or else the first one.
func (e *emitter) sampleFiles(s *plan.Struct) []jen.Code {
	if !s.Type.Parts {
		return nil
	}
	var needed, first []jen.Code
	for _, f := range s.Fields {
		if f.Type.Form != plan.FilePart && (f.Type.Form != plan.Slice || f.Type.Elem.Form != plan.FilePart) {
			continue
		}
		file := pair(string(f.Name), e.sample(f.Type, ""))
		if first == nil {
			first = []jen.Code{file}
		}
		if f.Send == plan.SendAlways {
			needed = append(needed, file)
		}
	}
	if needed != nil {
		return needed
	}
	return first
}

// sampleUnion is a polymorphic type's base, or nil for other unions.
func (e *emitter) sampleUnion(u *plan.Union) *jen.Statement {
	if u.Base == nil {
		return jen.Nil()
	}
	return jen.Op("&").Add(e.of(u.Base.Package, u.Base.Name)).Values()
}

func (e *emitter) sampleScalar(kind api.Kind, name string) *jen.Statement {
	switch kind {
	case api.Bool:
		return jen.True()
	case api.Int32, api.Int64, api.Uint64, api.Float32, api.Float64:
		return jen.Lit(1)
	case api.DateTime:
		return jen.Qual("time", "Now").Call()
	case api.Bytes, api.Binary:
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
