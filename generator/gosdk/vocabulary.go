package gosdk

import (
	"fmt"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/names"
)

// The vocabulary of emitted Go, over jennifer's chains so that an emitter
// reads like its output. Jennifer's chains change the statement that they are
// called on; these functions never change an argument.

// function is a function or a method.
type function struct {
	doc      []jen.Code
	receiver jen.Code // nil for a function
	name     names.Ident
	params   []jen.Code
	results  []jen.Code
	body     []jen.Code
}

// declare is the function with its comment and a blank line below.
func (f function) declare() []jen.Code {
	code := jen.Func()
	if f.receiver != nil {
		code.Params(f.receiver)
	}
	code.Add(id(f.name)).Params(f.params...)
	switch len(f.results) {
	case 0:
	case 1:
		code.Add(f.results[0])
	default:
		code.Params(f.results...)
	}
	return declare(f.doc, code.Block(f.body...))
}

// declare puts a doc comment over a declaration and a blank line below.
func declare(doc []jen.Code, decl jen.Code) []jen.Code {
	return append(doc, decl, jen.Line())
}

// structType is the declaration "type name struct { fields }".
func structType(name names.Ident, fields ...jen.Code) *jen.Statement {
	return jen.Type().Add(id(name)).Struct(fields...)
}

// constants is the declaration "const ( list )".
func constants(list ...jen.Code) *jen.Statement { return jen.Const().Defs(list...) }

// param is the parameter "name t".
func param(name names.Ident, t jen.Code) *jen.Statement { return id(name).Add(t) }

// ctxParam is the parameter "ctx context.Context".
func ctxParam() *jen.Statement { return param("ctx", jen.Qual("context", "Context")) }

// call is the expression "on.name(args)".
func call(on jen.Code, name string, args ...jen.Code) *jen.Statement {
	return jen.Add(on).Dot(name).Call(args...)
}

// callVar is call on a variable.
func callVar(variable, name string, args ...jen.Code) *jen.Statement {
	return call(jen.Id(variable), name, args...)
}

// field is the expression "on.name".
func field(on jen.Code, name names.Ident) *jen.Statement { return jen.Add(on).Dot(string(name)) }

// addressOf is the expression "&x".
func addressOf(x jen.Code) *jen.Statement { return jen.Op("&").Add(x) }

// pointerTo is the expression "*x", of a type or a value.
func pointerTo(x jen.Code) *jen.Statement { return jen.Op("*").Add(x) }

// not is the expression "!x".
func not(x jen.Code) *jen.Statement { return jen.Op("!").Add(x) }

// compare is the expression "a op b".
func compare(a jen.Code, op string, b jen.Code) *jen.Statement { return jen.Add(a).Op(op).Add(b) }

// isNil is the expression "x == nil".
func isNil(x jen.Code) *jen.Statement { return compare(x, "==", jen.Nil()) }

// notNil is the expression "x != nil".
func notNil(x jen.Code) *jen.Statement { return compare(x, "!=", jen.Nil()) }

// define is the statement "name := value".
func define(name names.Ident, value jen.Code) *jen.Statement { return id(name).Op(":=").Add(value) }

// defineTwo is the statement "a, b := value".
func defineTwo(a, b jen.Code, value jen.Code) *jen.Statement {
	return jen.List(a, b).Op(":=").Add(value)
}

// assign is the statement "target = value".
func assign(target, value jen.Code) *jen.Statement { return jen.Add(target).Op("=").Add(value) }

// ifNil is the statement "if x == nil { body }".
func ifNil(x jen.Code, body ...jen.Code) *jen.Statement { return jen.If(isNil(x)).Block(body...) }

// ifSet is the statement "if x != nil { body }".
func ifSet(x jen.Code, body ...jen.Code) *jen.Statement { return jen.If(notNil(x)).Block(body...) }

// ifErr is the statement "if err != nil { body }".
func ifErr(body ...jen.Code) *jen.Statement { return ifSet(jen.Err(), body...) }

// multiline is a list in delimiters with an element on each line.
func multiline(open, closing string, values ...jen.Code) *jen.Statement {
	return jen.Custom(jen.Options{Open: open, Close: closing, Separator: ",", Multi: true}, values...)
}

// braces is a composite literal's body with an element on each line.
func braces(values ...jen.Code) *jen.Statement { return multiline("{", "}", values...) }

// placeByNumber are the elements of an array literal that has each item of list
// at its number, counted from 1. Numbers without an item get the element hole.
func placeByNumber[T any](list []T, hole jen.Code, number func(T) int, element func(T) jen.Code) []jen.Code {
	var elements []jen.Code
	for _, item := range list {
		for len(elements) < number(item) {
			elements = append(elements, hole)
		}
		elements[number(item)-1] = element(item)
	}
	return elements
}

// keyed is an element of an array literal with its index, in hexadecimal. All
// indexes have the same number of digits, because gofmt aligns the elements, and
// one with a longer index would change the lines of the others.
func keyed(index, digits int, element jen.Code) jen.Code {
	return jen.Op(fmt.Sprintf("0x%0*x:", digits, index)).Add(element)
}

// pair is a key and its value in a composite literal.
func pair(key names.Ident, value jen.Code) jen.Code { return id(key).Op(":").Add(value) }
