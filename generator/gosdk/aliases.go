package gosdk

// This file emits aliases: the names of inline types that another place of the API
// description declares with the same content.

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// aliases renders the names of types that other places of the description declare.
func (e *emitter) aliases(list *plan.Aliases) []jen.Code {
	var out []jen.Code
	for _, s := range list.Structs {
		out = append(out, e.aliasOf(s.Name, s.Shared.Name)...)
	}
	for _, n := range list.Enums {
		out = append(out, e.enumAlias(n)...)
	}
	for _, u := range list.Unions {
		out = append(out, e.unionAlias(u)...)
	}
	return out
}

// aliasOf renders a type alias.
func (e *emitter) aliasOf(name, shared names.Ident) []jen.Code {
	return declare(about("%s is the same type as %s.", name, link(shared)),
		jen.Type().Add(assign(id(name), id(shared))))
}

// enumAlias renders an alias of an enum, with its constants and the list of its
// values.
func (e *emitter) enumAlias(n *plan.Enum) []jen.Code {
	out := e.aliasOf(n.Name, n.Shared.Name)
	var list []jen.Code
	shared := map[string]names.Ident{}
	for _, m := range n.Shared.Members {
		shared[m.API.Value] = m.Name
	}
	for _, m := range n.Members {
		list = append(list, assign(id(m.Name), id(shared[m.API.Value])))
	}
	if len(list) > 0 {
		out = append(out, declare(membersDoc(n), constants(list...))...)
	}
	return append(out, function{
		doc: valuesDoc(n), name: n.Values, results: []jen.Code{jen.Index().Add(id(n.Name))},
		body: []jen.Code{jen.Return(id(n.Shared.Values).Call())},
	}.declare()...)
}

// unionAlias renders an alias of a union, with the wrappers of its variants and the
// function that decodes it.
func (e *emitter) unionAlias(u *plan.Union) []jen.Code {
	out := e.aliasOf(u.Name, u.Shared.Name)
	for i, v := range u.Variants {
		if v.Wrapper != "" {
			out = append(out, e.aliasOf(v.Wrapper, u.Shared.Variants[i].Wrapper)...)
		}
	}
	out = append(out, e.aliasOf(u.Unknown, u.Shared.Unknown)...)
	return append(out, function{
		doc: decodeUnionDoc(u), name: u.Decode, params: []jen.Code{param("data", jen.Index().Byte())},
		results: []jen.Code{id(u.Name), jen.Error()},
		body:    []jen.Code{jen.Return(id(u.Shared.Decode).Call(jen.Id("data")))},
	}.declare()...)
}
