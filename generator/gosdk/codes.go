package gosdk

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// A code table becomes a struct for a row, constants for ids, categories and
// resolvers, and three static variables: the rows, a hashed index over the pairs,
// and the patterns. Nothing is computed at start-up, and a lookup allocates
// nothing. The texts live in one package for each locale.

// reasonSelf is the receiver of a row's methods.
const reasonSelf = "r"

// codeTable prints a table's types, its lookup and its data.
func (e *emitter) codeTable(t *plan.CodeTable) []jen.Code {
	out := e.reasonType(t)
	out = append(out, e.codeIDs(t)...)
	out = append(out, e.codeNames(t.Category, "says what kind of code it is, for programs that treat several alike.", t.Categories)...)
	if len(t.Resolvers) > 0 {
		out = append(out, e.codeNames(t.Resolver, "says who can mend what went wrong.", t.Resolvers)...)
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
		if len(t.Resolvers) > 0 {
			place(g, doc(own("ResolvedBy is who can mend what went wrong, empty for an unknown pair.")))
			g.Id("ResolvedBy").Add(id(t.Resolver))
		}
		place(g, doc(own("Retryable says that trying again without a change may succeed.")))
		g.Id("Retryable").Bool()
		if anyRow(t, func(c *api.Code) bool { return c.Link != "" }) {
			place(g, doc(own("Link is the page about the row, empty where there is none of its own.")))
			g.Id("Link").String()
		}
		if anyRow(t, func(c *api.Code) bool { return c.Old }) {
			place(g, doc(own("Deprecated says that the service is not to send this pair any more.")))
			g.Id("Deprecated").Bool()
		}
		if anyRow(t, func(c *api.Code) bool { return c.Successor != "" }) {
			place(g, doc(own("ReplacedBy is the row for what is sent instead, empty where there is none.")))
			g.Id("ReplacedBy").Add(id(t.ID))
		}
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
			place(g, doc(aboutRow(t, row)...))
			g.Add(id(row.Name)).Add(id(t.ID)).Op("=").Add(lit(row.API.ID))
		}
	}))...)
}

// aboutRow is the comment of a row's constant.
func aboutRow(t *plan.CodeTable, row *plan.CodeRow) []paragraph {
	about := []paragraph{led(string(row.Name)+": ", sourceText(t, row.API).Message)}
	if row.API.Since != "" {
		about = append(about, led("Since ", stop(row.API.Since)))
	}
	if row.API.Link != "" {
		about = append(about, own("See "+row.API.Link+"."))
	}
	switch next := rowOf(t, row.API.Successor); {
	case next != nil:
		about = append(about, own("Deprecated: it is replaced by "+string(next.Name)+"."))
	case row.API.Old:
		about = append(about, own("Deprecated: the service is not to send it any more."))
	}
	return about
}

func anyRow(t *plan.CodeTable, has func(*api.Code) bool) bool {
	return slices.ContainsFunc(t.Rows, func(row *plan.CodeRow) bool { return has(row.API) })
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
	texts := jen.Id("texts").Op("*").Add(e.rest("Texts"))
	numbers := e.rest("FormatCode").Call(jen.Id(reasonSelf).Dot("Code"), jen.Id(reasonSelf).Dot("Subcode"))
	call := func(name string, args ...jen.Code) *jen.Statement { return jen.Id(reasonSelf).Dot(name).Call(args...) }
	method := func(name, about string, params jen.Code, body ...jen.Code) []jen.Code {
		return declare(doc(own(about)), e.reasonMethod(t, name).Params(params).String().Block(body...))
	}
	unknown := jen.If(jen.Op("!").Add(call("IsKnown"))).Block(jen.Return(numbers))
	out := declare(
		doc(own("IsKnown reports whether the table has a row for the pair.")),
		e.reasonMethod(t, "IsKnown").Params().Bool().Block(jen.Return(jen.Id(reasonSelf).Dot("row").Op("!=").Lit(0))))
	out = append(out, method("Message", "Message says what the code means, in the source locale "+t.API.Source+"; for an unknown pair it is the two numbers.",
		nil, unknown, jen.Return(e.sourceOf(t, "Message")))...)
	out = append(out, method("Advice", "Advice says what to do about it, in the source locale; it is empty where there is nothing to do.",
		nil, jen.Return(e.sourceOf(t, "Advice")))...)
	out = append(out, method("In", "In is Message in another locale, such as that of a package below locale. Where texts has none, it is the source's.",
		texts, jen.Return(jen.Qual("cmp", "Or").Call(e.textIn(t, "Message"), call("Message"))))...)
	out = append(out, method("AdviceIn", "AdviceIn is Advice in another locale. Where texts has none, it is the source's.",
		texts, jen.Return(jen.Qual("cmp", "Or").Call(e.textIn(t, "Advice"), call("Advice"))))...)
	if hasUserTexts(t.API) {
		out = append(out, method("UserMessage", "UserMessage is what to tell users, in the source locale; it is Message where the table says no more.",
			nil, jen.Return(jen.Qual("cmp", "Or").Call(e.sourceOf(t, "UserMessage"), call("Message"))))...)
		out = append(out, method("UserMessageIn", "UserMessageIn is UserMessage in another locale. Where texts has none, it is the source's, and where the table says no more, In.",
			texts,
			jen.If(e.rawSource(t, "UserMessage").Op("==").Lit("")).Block(jen.Return(call("In", jen.Id("texts")))),
			jen.Return(jen.Qual("cmp", "Or").Call(e.textIn(t, "UserMessage"), call("UserMessage"))))...)
	}
	out = append(out, method("String", "String gives the numbers and the message.",
		nil, unknown.Clone(), jen.Return(numbers.Clone().Op("+").Lit(": ").Op("+").Add(call("Message"))))...)
	return append(out, e.fill(t)...)
}

// sourceOf is a text of the row in the source locale, textIn in the one that
// texts holds.
func (e *emitter) sourceOf(t *plan.CodeTable, what string) *jen.Statement {
	return filled(t, e.rawSource(t, what))
}

func (e *emitter) rawSource(t *plan.CodeTable, what string) *jen.Statement {
	return e.of(t.Source, "Texts").Dot(what).Call(lit(t.API.Domain), rowIndex())
}

func (e *emitter) textIn(t *plan.CodeTable, what string) *jen.Statement {
	return filled(t, jen.Id("texts").Dot(what).Call(lit(t.API.Domain), rowIndex()))
}

func rowIndex() *jen.Statement { return jen.Int().Call(jen.Id(reasonSelf).Dot("row")).Op("-").Lit(1) }

func filled(t *plan.CodeTable, text *jen.Statement) *jen.Statement {
	if len(placeholders(t)) == 0 {
		return text
	}
	return jen.Id(reasonSelf).Dot("fill").Call(text)
}

// fill prints the method that puts what a pattern caught into texts, where any
// has a place for it.
func (e *emitter) fill(t *plan.CodeTable) []jen.Code {
	names := placeholders(t)
	if len(names) == 0 {
		return nil
	}
	return declare(doc(own("fill puts the number that the subcode carries into a text.")),
		e.reasonMethod(t, "fill").Params(jen.Id("text").String()).String().Block(
			jen.Switch(jen.Id(reasonSelf).Dot("ID")).BlockFunc(func(g *jen.Group) {
				for _, name := range names {
					g.CaseFunc(func(g *jen.Group) { caught(g, t, name) }).Block(
						jen.Return(e.rest("ExpandMessage").Call(jen.Id("text"), lit(name), jen.Id(reasonSelf).Dot("captured"))))
				}
			}),
			jen.Return(jen.Id("text")),
		))
}

// placeholders lists what patterns capture and some text has a place for.
func placeholders(t *plan.CodeTable) []string {
	var names []string
	for _, c := range t.Captures {
		for _, row := range t.Rows {
			if captures(row, c.Wire) && hasPlaceholder(row.API, c.Wire) {
				names = append(names, c.Wire)
				break
			}
		}
	}
	return names
}

func hasPlaceholder(c *api.Code, name string) bool {
	for _, text := range c.Texts {
		if strings.Contains(text.Message+text.User+text.Advice, "{"+name+"}") {
			return true
		}
	}
	return false
}

// caught lists the rows whose patterns capture a number by this name.
func caught(g *jen.Group, t *plan.CodeTable, name string) {
	for _, row := range t.Rows {
		if captures(row, name) {
			g.Add(id(row.Name))
		}
	}
}

func captures(row *plan.CodeRow, name string) bool {
	return row.API.Pattern != nil && row.API.Pattern.Capture == name
}

func hasUserTexts(t *api.Table) bool {
	return slices.ContainsFunc(t.Codes, func(c *api.Code) bool { return c.In(t.Source).User != "" })
}

// captures prints the methods that give what a pattern caught.
func (e *emitter) captures(t *plan.CodeTable) []jen.Code {
	var out []jen.Code
	for _, c := range t.Captures {
		out = append(out, declare(
			doc(own(string(c.Method)+" is the number that the subcode carries as "+c.Wire+"; ok is false for rows whose subcode carries none.")),
			e.reasonMethod(t, string(c.Method)).Params().Params(jen.Id("number").Int(), jen.Id("ok").Bool()).Block(
				jen.Switch(jen.Id(reasonSelf).Dot("ID")).Block(
					jen.CaseFunc(func(g *jen.Group) { caught(g, t, c.Wire) }).Block(jen.Return(jen.Int().Call(jen.Id(reasonSelf).Dot("captured")), jen.True())),
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
