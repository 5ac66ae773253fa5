package gosdk

// This file emits the methods and functions that look up the code in a model or in
// an error:
//
//	func (v *Charge) Decline() (reason Decline, ok bool)
//	func DeclineOf(err error) (reason Decline, ok bool)
//
// Both return false if there is no code, and true if there is one, even if the
// table has no row for it.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// binding renders the method that looks up a property of a model.
func (e *emitter) binding(s *plan.Struct, b *plan.Binding) []jen.Code {
	reason := jen.Id("reason")
	missing := jen.Return(reason, jen.False())
	forms := b.Table.API.Keys
	var body []jen.Code
	for _, holder := range holders(self, b.Code) {
		body = append(body, ifNil(holder, missing))
	}
	code := e.keyAt(forms.Code, jen.Id(self), b.Code)
	switch last := b.Code[len(b.Code)-1]; {
	case forms.Code.Kind == codekey.Text:
		body = append(body, define("code", code), jen.If(compare(jen.Id("code"), "==", lit(""))).Block(missing))
		code = jen.Id("code")
	case len(b.Code) == 1 && last.Type.Form == plan.Pointer:
		body = append(body, ifNil(selfField(last.Name), missing))
	}
	return function{
		doc: bindingDoc(b), receiver: onPointer(s.Name), name: b.Method,
		results: e.boundResults(b), body: append(body, e.boundLookup(b, code, e.subcodeAt(b, jen.Id(self)))...),
	}.declare()
}

// boundResults are the results of a binding's method or function.
func (e *emitter) boundResults(b *plan.Binding) []jen.Code {
	return []jen.Code{param("reason", id(b.Table.Name)), param("ok", jen.Bool())}
}

// boundLookup looks up a code and a subcode, and returns the row.
func (e *emitter) boundLookup(b *plan.Binding, code, subcode jen.Code) []jen.Code {
	args := []jen.Code{code}
	if b.Table.API.Keys.HasSubcodes() {
		args = append(args, subcode)
	}
	out := []jen.Code{assign(jen.List(jen.Id("reason"), jen.Id("_")), id(b.Table.Lookup).Call(args...))}
	message := field(jen.Id("reason"), "ServiceMessage")
	switch {
	case b.API.IsFunc():
		out = append(out, assign(message, e.rest("ErrorMessage").Call(jen.Id("err"))))
	case b.Message != nil:
		out = append(out, assign(message, e.keyAt(codekey.Form{Kind: codekey.Text}, jen.Id(self), b.Message)))
	}
	return append(out, jen.Return(jen.Id("reason"), jen.True()))
}

// holders are the pointers to objects on the way to the last field of a path.
func holders(from names.Ident, path []*plan.Field) []*jen.Statement {
	var list []*jen.Statement
	at := jen.Id(string(from))
	for i, f := range path {
		at = field(at, f.Name)
		if i < len(path)-1 && f.Type.Form == plan.Pointer {
			list = append(list, at.Clone())
		}
	}
	return list
}

// keyAt is the code or subcode at the end of a path.
func (e *emitter) keyAt(form codekey.Form, from *jen.Statement, path []*plan.Field) *jen.Statement {
	at := from
	for _, f := range path {
		at = field(at, f.Name)
	}
	t := path[len(path)-1].Type
	if t.Form == plan.Pointer {
		t, at = t.Elem, e.rest("Value").Call(at)
	}
	isSame := t.Kind == api.String || form.Bits > 0 && t.Kind == api.Int64
	if t.Form == plan.Scalar && isSame {
		return at
	}
	return goType(form).Call(at)
}

// subcodeAt is the subcode of a binding, which is 0 or "" if it is unknown.
func (e *emitter) subcodeAt(b *plan.Binding, from *jen.Statement) *jen.Statement {
	form := b.Table.API.Keys.Subcode
	switch {
	case len(b.Subcode) > 0:
		return e.keyAt(form, from, b.Subcode)
	case form.Kind == codekey.Text:
		return lit("")
	}
	return jen.Lit(0)
}

// errorFunc renders the function that looks up an error.
func (e *emitter) errorFunc(b *plan.Binding) []jen.Code {
	forms := b.Table.API.Keys
	missing := jen.Return(jen.Id("reason"), jen.False())
	body := e.partOfError("code", forms.Code, b.API.Code, true)
	hasSubcode := forms.HasSubcodes() && b.API.Subcode.String() != ""
	if hasSubcode {
		body = append(body, e.partOfError("subcode", forms.Subcode, b.API.Subcode, b.API.Code.Status)...)
	}
	body = append(body, e.partsOfBody(b)...)
	if forms.Code.Kind == codekey.Text {
		body = append(body, jen.If(compare(jen.Id("code"), "==", lit(""))).Block(missing))
	} else {
		body = append(body, jen.If(not(jen.Id("ok"))).Block(missing))
	}
	subcode := e.subcodeAt(&plan.Binding{Table: b.Table}, nil)
	if hasSubcode {
		subcode = jen.Id("subcode")
	}
	return function{
		doc: errorFuncDoc(b), name: b.Method, params: []jen.Code{param("err", jen.Error())},
		results: e.boundResults(b), body: append(body, e.boundLookup(b, jen.Id("code"), subcode)...),
	}.declare()
}

// partOfError declares the variable for the code or the subcode of an error, with
// the value that does not depend on the body. fallback is false if the code in
// [rest.Error] is another one.
func (e *emitter) partOfError(name string, form codekey.Form, place api.CodePlace, fallback bool) []jen.Code {
	ok := jen.Id("ok")
	if name == "subcode" {
		ok = jen.Id("_")
	}
	define := func(call *jen.Statement) []jen.Code {
		return []jen.Code{jen.List(jen.Id(name), ok).Op(":=").Add(call)}
	}
	err := jen.Id("err")
	switch {
	case place.Status:
		return define(e.rest("ErrorStatus").Types(goType(form)).Call(err))
	case place.Path != nil && !fallback:
		return []jen.Code{jen.Var().Id(name).Add(goType(form))}
	case form.Kind == codekey.Text:
		return []jen.Code{jen.Id(name).Op(":=").Add(e.rest("ErrorCode").Call(err))}
	}
	return define(e.rest("ErrorNumber").Types(goType(form)).Call(err))
}

// partsOfBody replaces the variables with the values in the body.
func (e *emitter) partsOfBody(b *plan.Binding) []jen.Code {
	if b.Struct == nil || len(b.Code)+len(b.Subcode) == 0 {
		return nil
	}
	forms := b.Table.API.Keys
	var inside []jen.Code
	set := func(name names.Ident, form codekey.Form, path []*plan.Field) {
		if len(path) == 0 {
			return
		}
		value := e.keyAt(form, jen.Id("body"), path)
		last := path[len(path)-1].Type.Form == plan.Pointer
		var conditions []*jen.Statement
		for _, holder := range holders("body", path) {
			conditions = append(conditions, compare(holder, "!=", jen.Nil()))
		}
		update := []jen.Code{assign(id(name), value)}
		switch {
		case form.Kind == codekey.Text:
			update = []jen.Code{assign(id(name), jen.Qual("cmp", "Or").Call(value, id(name)))}
		case name == "code":
			update = []jen.Code{assign(jen.List(id(name), jen.Id("ok")), jen.List(value, jen.True()))}
		}
		if form.Kind != codekey.Text && last {
			conditions = append(conditions, compare(fieldAt("body", path), "!=", jen.Nil()))
		}
		if len(conditions) > 0 {
			all := conditions[0]
			for _, c := range conditions[1:] {
				all = compare(all, "&&", c)
			}
			update = []jen.Code{jen.If(all).Block(update...)}
		}
		inside = append(inside, update...)
	}
	set("code", forms.Code, b.Code)
	set("subcode", forms.Subcode, b.Subcode)
	found := jen.List(jen.Id("body"), jen.Id("is")).Op(":=").Add(e.rest("BodyAs").Types(id(b.Struct.Name)).
		Call(jen.Id("err")))
	return []jen.Code{jen.If(found, jen.Id("is")).Block(inside...)}
}

// fieldAt is the field at the end of a path.
func fieldAt(from names.Ident, path []*plan.Field) *jen.Statement {
	at := jen.Id(string(from))
	for _, f := range path {
		at = field(at, f.Name)
	}
	return at
}
