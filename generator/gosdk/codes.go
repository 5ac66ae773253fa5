package gosdk

import (
	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// A code table becomes a struct for a row, constants for ids, categories and
// fixers, and three static variables: the rows, a hashed index over the pairs,
// and the patterns. Nothing is computed at start-up, and a lookup allocates
// nothing. The texts live in one package for each locale.

// reasonSelf is the receiver of a row's methods.
const reasonSelf = "r"

// codeTable prints a table's types, its lookup and its data.
func (e *emitter) codeTable(t *plan.CodeTable) []jen.Code {
	out := e.reasonType(t)
	out = append(out, e.codeIDs(t)...)
	out = append(out, e.codeNames(t.Category, "says what kind of code it is, for programs that treat several alike.", t.Categories)...)
	if len(t.Fixers) > 0 {
		out = append(out, e.codeNames(t.Fixer, "says who can mend what went wrong.", t.Fixers)...)
	}
	out = append(out, e.lookup(t)...)
	out = append(out, e.reasonTexts(t)...)
	out = append(out, e.captures(t)...)
	return append(out, e.codeData(t)...)
}

func (e *emitter) reasonType(t *plan.CodeTable) []jen.Code {
	paragraphs := []paragraph{own(string(t.Name) + " is a row of the table of codes " + t.API.Domain + ".")}
	paragraphs = append(paragraphs, theirs(t.API.Description))
	if t.API.Link != "" {
		paragraphs = append(paragraphs, own("See "+t.API.Link+"."))
	}
	return declare(doc(paragraphs...), jen.Type().Add(id(t.Name)).StructFunc(func(g *jen.Group) {
		place(g, doc(own("ID names the row for ever; it is empty for a pair that the table does not know.")))
		g.Id("ID").Add(id(t.ID))
		place(g, doc(own("Code and Subcode are the pair that was looked up.")))
		g.List(jen.Id("Code"), jen.Id("Subcode")).Int()
		place(g, doc(own("Category is the kind of code, empty for an unknown pair.")))
		g.Id("Category").Add(id(t.Category))
		if len(t.Fixers) > 0 {
			place(g, doc(own("Fixer is who can mend what went wrong, empty for an unknown pair.")))
			g.Id("Fixer").Add(id(t.Fixer))
		}
		place(g, doc(own("Retryable says that trying again without a change may succeed.")))
		g.Id("Retryable").Bool()
		g.Line()
		g.Id("row").Int32().Comment("counted from 1")
		if len(t.Captures) > 0 {
			g.Id("captured").Int32()
		}
	}))
}

func (e *emitter) codeIDs(t *plan.CodeTable) []jen.Code {
	out := declare(doc(own(string(t.ID)+" names a row of the table for ever.")), jen.Type().Add(id(t.ID)).String())
	return append(out, declare(doc(own("The rows that the table knows.")), jen.Const().DefsFunc(func(g *jen.Group) {
		for _, row := range t.Rows {
			place(g, doc(led(string(row.Name)+": ", sourceText(t, row.API).Message)))
			g.Add(id(row.Name)).Add(id(t.ID)).Op("=").Add(lit(row.API.ID))
		}
	}))...)
}

func (e *emitter) codeNames(name names.Ident, about string, list []*plan.CodeName) []jen.Code {
	out := declare(doc(own(string(name)+" "+about)), jen.Type().Add(id(name)).String())
	return append(out, declare(doc(own("The values of "+string(name)+".")), jen.Const().DefsFunc(func(g *jen.Group) {
		for _, c := range list {
			place(g, doc(led(string(c.Name)+": ", c.Doc)))
			g.Add(id(c.Name)).Add(id(name)).Op("=").Add(lit(c.Value))
		}
	}))...)
}

// lookup prints the functions that find rows.
func (e *emitter) lookup(t *plan.CodeTable) []jen.Code {
	captured := jen.Id("_")
	assign := jen.List(jen.Id("reason").Dot("Code"), jen.Id("reason").Dot("Subcode")).Op("=").List(jen.Id("code"), jen.Id("subcode"))
	if len(t.Captures) > 0 {
		captured = jen.Id("captured")
		assign = jen.List(jen.Id("reason").Dot("Code"), jen.Id("reason").Dot("Subcode"), jen.Id("reason").Dot("captured")).Op("=").List(jen.Id("code"), jen.Id("subcode"), jen.Id("captured"))
	}
	out := declare(
		doc(own(string(t.Lookup)+" finds the row for a code with its subcode. The most precise row wins: the pair itself, then a pattern, then the code alone, then its class. For a pair that the table does not know, the numbers are kept and ok is false. It does not allocate.")),
		jen.Func().Add(id(t.Lookup)).Params(jen.List(jen.Id("code"), jen.Id("subcode")).Int()).Params(jen.Id("reason").Add(id(t.Name)), jen.Id("ok").Bool()).Block(
			jen.List(jen.Id("row"), captured).Op(":=").Add(e.rest("LookupCode")).Call(id(t.IndexVar).Index(jen.Op(":")), id(t.PatternsVar), jen.Id("code"), jen.Id("subcode")),
			jen.If(jen.Id("row").Op("<").Lit(0)).Block(jen.Return(id(t.Name).Values(pair("Code", jen.Id("code")), pair("Subcode", jen.Id("subcode"))), jen.False())),
			jen.Id("reason").Op("=").Add(id(t.RowsVar)).Index(jen.Id("row")),
			assign,
			jen.Return(jen.Id("reason"), jen.True()),
		))
	return append(out, declare(
		doc(own(string(t.List)+" lists the rows in the order of the table. A row with several subcodes stands there with its first, a pattern with the lowest it matches.")),
		jen.Func().Add(id(t.List)).Params().Index().Add(id(t.Name)).Block(
			jen.Return(jen.Qual("slices", "Clone").Call(id(t.RowsVar).Index(jen.Op(":")))),
		))...)
}

func (e *emitter) reasonMethod(t *plan.CodeTable, name string) *jen.Statement {
	return jen.Func().Params(jen.Id(reasonSelf).Add(id(t.Name))).Id(name)
}

// reasonTexts prints the methods that give texts.
func (e *emitter) reasonTexts(t *plan.CodeTable) []jen.Code {
	row := func() *jen.Statement { return jen.Int().Call(jen.Id(reasonSelf).Dot("row")).Op("-").Lit(1) }
	source := func(what string) *jen.Statement {
		return e.of(t.Source, "Texts").Dot(what).Call(lit(t.API.Domain), row())
	}
	in := func(what string) *jen.Statement {
		return jen.Id("texts").Dot(what).Call(lit(t.API.Domain), row())
	}
	texts := jen.Id("texts").Op("*").Add(e.rest("Texts"))
	numbers := e.rest("FormatCode").Call(jen.Id(reasonSelf).Dot("Code"), jen.Id(reasonSelf).Dot("Subcode"))
	out := declare(
		doc(own("IsKnown reports whether the table has a row for the pair.")),
		e.reasonMethod(t, "IsKnown").Params().Bool().Block(jen.Return(jen.Id(reasonSelf).Dot("row").Op("!=").Lit(0))))
	out = append(out, declare(
		doc(own("Message says what the code means, in the source locale "+t.API.Source+"; for an unknown pair it is the two numbers.")),
		e.reasonMethod(t, "Message").Params().String().Block(
			jen.If(jen.Op("!").Id(reasonSelf).Dot("IsKnown").Call()).Block(jen.Return(numbers)),
			jen.Return(source("Message")),
		))...)
	out = append(out, declare(
		doc(own("Advice says what to do about it, in the source locale; it is empty where there is nothing to do.")),
		e.reasonMethod(t, "Advice").Params().String().Block(jen.Return(source("AdviceFor"))))...)
	out = append(out, declare(
		doc(own("In is Message in another locale, such as that of a package below locale. Where texts has none, it is the source's.")),
		e.reasonMethod(t, "In").Params(texts).String().Block(jen.Return(jen.Qual("cmp", "Or").Call(in("Message"), jen.Id(reasonSelf).Dot("Message").Call()))))...)
	out = append(out, declare(
		doc(own("AdviceIn is Advice in another locale. Where texts has none, it is the source's.")),
		e.reasonMethod(t, "AdviceIn").Params(texts).String().Block(jen.Return(jen.Qual("cmp", "Or").Call(in("AdviceFor"), jen.Id(reasonSelf).Dot("Advice").Call()))))...)
	return append(out, declare(
		doc(own("String gives the numbers and the message.")),
		e.reasonMethod(t, "String").Params().String().Block(
			jen.If(jen.Op("!").Id(reasonSelf).Dot("IsKnown").Call()).Block(jen.Return(numbers)),
			jen.Return(numbers.Clone().Op("+").Lit(": ").Op("+").Id(reasonSelf).Dot("Message").Call()),
		))...)
}

// captures prints the methods that give what a pattern caught.
func (e *emitter) captures(t *plan.CodeTable) []jen.Code {
	var out []jen.Code
	for _, c := range t.Captures {
		out = append(out, declare(
			doc(own(string(c.Method)+" is the number that the subcode carries as "+c.Wire+"; ok is false for rows whose subcode carries none.")),
			e.reasonMethod(t, string(c.Method)).Params().Params(jen.Id("number").Int(), jen.Id("ok").Bool()).Block(
				jen.Switch(jen.Id(reasonSelf).Dot("ID")).Block(
					jen.CaseFunc(func(g *jen.Group) {
						for _, row := range t.Rows {
							if row.API.Pattern != nil && row.API.Pattern.Capture == c.Wire {
								g.Add(id(row.Name))
							}
						}
					}).Block(jen.Return(jen.Int().Call(jen.Id(reasonSelf).Dot("captured")), jen.True())),
				),
				jen.Return(jen.Lit(0), jen.False()),
			))...)
	}
	return out
}

func sourceText(t *plan.CodeTable, c *api.Code) api.CodeText { return c.In(t.API.Source) }

// binding prints the accessor that looks a property up.
func (e *emitter) binding(s *plan.Struct, b *plan.Binding) []jen.Code {
	info := func() *jen.Statement { return jen.Id(self).Dot(string(b.Field.Name)) }
	number := func(f *plan.Field) jen.Code {
		if f == nil {
			return jen.Lit(0)
		}
		value := info().Dot(string(f.Name))
		if f.Type.Form == plan.Pointer {
			value = e.rest("Value").Call(value)
		}
		return jen.Int().Call(value)
	}
	about := doc(own(string(b.Method) + " looks up what " + string(b.Field.Name) + " means. A pair that the table does not know keeps its numbers and is not IsKnown. ok is false when " + string(b.Field.Name) + " is missing."))
	return declare(about,
		method0(s.Name, string(b.Method)).Params().Params(jen.Id("reason").Add(id(b.Table.Name)), jen.Id("ok").Bool()).BlockFunc(func(g *jen.Group) {
			if b.Field.Type.Form == plan.Pointer {
				g.If(info().Op("==").Nil()).Block(jen.Return(jen.Id("reason"), jen.False()))
			}
			g.List(jen.Id("reason"), jen.Id("_")).Op("=").Add(id(b.Table.Lookup)).Call(number(b.Code), number(b.Subcode))
			g.Return(jen.Id("reason"), jen.True())
		}))
}
