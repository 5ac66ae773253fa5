package gosdk

import (
	"slices"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file emits a code table: a struct for a row, constants for identifiers,
// categories and resolvers, and three static variables for the rows, a hashed
// index of the pairs, and the patterns (codedata.go). Nothing is computed at
// start-up, and a lookup does not allocate. The messages of each locale are in
// a package of their own.

// rowSelf is the receiver of a row's methods.
const rowSelf = "r"

// codeTable renders a table's types, its lookup and its data.
func (e *emitter) codeTable(t *plan.CodeTable) []jen.Code {
	out := e.rowType(t)
	out = append(out, e.rowIDs(t)...)
	out = append(out, e.codeNames(t.Category, categoryDoc(t), t.Categories)...)
	if len(t.Resolvers) > 0 {
		out = append(out, e.codeNames(t.Resolver, resolverDoc(t), t.Resolvers)...)
	}
	out = append(out, e.lookup(t)...)
	out = append(out, e.rowMethods(t)...)
	out = append(out, e.captures(t)...)
	for _, b := range t.Funcs {
		out = append(out, e.errorFunc(b)...)
	}
	return append(out, e.codeData(t)...)
}

func (e *emitter) rowType(t *plan.CodeTable) []jen.Code {
	var fields []jen.Code
	add := func(about string, field ...jen.Code) {
		fields = append(append(fields, doc(fixed(about))...), field...)
	}
	w := wordsOf(t)
	add(w.sprint(rowIDDoc), param("ID", id(t.ID)))
	add(w.sprint(rowCodeDoc), keyParams(t, "Code", "Subcode")...)
	add(w.sprint(rowCategoryDoc), param("Category", id(t.Category)))
	if len(t.Resolvers) > 0 {
		add(w.sprint(rowResolvedByDoc), param("ResolvedBy", id(t.Resolver)))
	}
	add(rowRetryableDoc, param("Retryable", jen.Bool()))
	if anyRow(t, func(c *api.Code) bool { return c.Link != "" }) {
		add(rowLinkDoc, param("Link", jen.String()))
	}
	if anyRow(t, func(c *api.Code) bool { return c.Deprecated }) {
		add(w.sprint(rowDeprecatedDoc), param("Deprecated", jen.Bool()))
	}
	if anyRow(t, func(c *api.Code) bool { return c.Successor != "" }) {
		add(rowReplacedByDoc, param("ReplacedBy", id(t.ID)))
	}
	if hasServiceMessages(t) {
		add(w.sprint(rowServiceMessageDoc), param("ServiceMessage", jen.String()))
	}
	fields = append(fields, jen.Line(), param("row", jen.Int32()).Comment("counted from 1; 0 means unknown"))
	if len(t.Captures) > 0 {
		fields = append(fields, param("captured", jen.Int32()))
	}
	return declare(rowTypeDoc(t), structType(t.Name, fields...))
}

func (e *emitter) rowIDs(t *plan.CodeTable) []jen.Code {
	out := declare(rowIDTypeDoc(t), jen.Type().Add(id(t.ID)).String())
	var list []jen.Code
	for _, row := range t.Rows {
		list = append(append(list, rowDoc(t, row)...), assign(param(row.Name, id(t.ID)), lit(row.API.ID)))
	}
	return append(out, declare(rowIDsDoc(), constants(list...))...)
}

// keyParams are the parameters or fields for a code and its subcode.
func keyParams(t *plan.CodeTable, code, subcode string) []jen.Code {
	forms := t.API.Keys
	switch {
	case forms.IsDefault():
		return []jen.Code{jen.List(jen.Id(code), jen.Id(subcode)).Int()}
	case !forms.HasSubcodes():
		return []jen.Code{jen.Id(code).Add(goType(forms.Code))}
	}
	return []jen.Code{jen.Id(code).Add(goType(forms.Code)), jen.Id(subcode).Add(goType(forms.Subcode))}
}

func anyRow(t *plan.CodeTable, has func(*api.Code) bool) bool {
	return slices.ContainsFunc(t.Rows, func(row *plan.CodeRow) bool { return has(row.API) })
}

// codeNames renders a string type with a constant for each name.
func (e *emitter) codeNames(name names.Ident, about []jen.Code, list []*plan.CodeName) []jen.Code {
	out := declare(about, jen.Type().Add(id(name)).String())
	var values []jen.Code
	for _, c := range list {
		values = append(append(values, doc(described(c.Doc))...), assign(param(c.Name, id(name)), lit(c.Value)))
	}
	return append(out, declare(doc(sentencef("Values of %s.", link(name))), constants(values...))...)
}

// lookup renders the functions that find rows.
func (e *emitter) lookup(t *plan.CodeTable) []jen.Code {
	code, subcode := jen.Id("code"), jen.Id("subcode")
	hasSubcodes := t.API.Keys.HasSubcodes()
	reason := func(name names.Ident) *jen.Statement { return field(jen.Id("reason"), name) }
	number := jen.Int32().Call(compare(jen.Id("row"), "+", jen.Lit(1)))
	targets, values, fields := []jen.Code{reason("Code")}, []jen.Code{code}, []jen.Code{pair("Code", code)}
	if hasSubcodes {
		targets, values = append(targets, reason("Subcode")), append(values, subcode)
		fields = append(fields, pair("Subcode", subcode))
	}
	targets, values = append(targets, reason("row")), append(values, number)
	captured := jen.Id("_")
	if len(t.Captures) > 0 {
		captured = jen.Id("captured")
		targets, values = append(targets, reason("captured")), append(values, captured)
	}
	unknown := id(t.Name).Values(fields...)
	found := []jen.Code{defineTwo(jen.Id("row"), captured, e.find(t, code, subcode))}
	if layoutOf(t).isSingle() {
		found = e.findSingle(t, code)
	}
	out := function{
		doc: lookupDoc(t), name: t.Lookup,
		params:  keyParams(t, "code", "subcode"),
		results: []jen.Code{param("reason", id(t.Name)), param("ok", jen.Bool())},
		body: append(found,
			jen.If(compare(jen.Id("row"), "<", jen.Lit(0))).Block(jen.Return(unknown, jen.False())),
			assign(jen.Id("reason"), id(t.RowsVar).Index(jen.Id("row"))),
			assign(jen.List(targets...), jen.List(values...)),
			jen.Return(jen.Id("reason"), jen.True()),
		),
	}.declare()
	return append(out, e.rowList(t)...)
}

// rowList renders the function that returns all rows. It sets their numbers,
// which the literal omits: it would say the same twice. Removed rows leave empty
// elements.
func (e *emitter) rowList(t *plan.CodeTable) []jen.Code {
	list, row := jen.Id("list"), jen.Id("row")
	rowType := jen.Index().Add(id(t.Name))
	number := jen.Int32().Call(compare(jen.Id("i"), "+", jen.Lit(1)))
	return function{
		doc: rowListDoc(t), name: t.List, results: []jen.Code{rowType},
		body: []jen.Code{
			define("list", jen.Make(rowType, jen.Lit(0), jen.Len(id(t.RowsVar)))),
			jen.For(defineTwo(jen.Id("i"), row, jen.Range().Add(id(t.RowsVar).Index(jen.Op(":"))))).Block(
				jen.If(compare(field(row, "ID"), "!=", lit(""))).Block(
					assign(field(row, "row"), number),
					assign(list, jen.Append(list, row)),
				),
			),
			jen.Return(list),
		},
	}.declare()
}

// rowMethod is a method of a row.
func rowMethod(t *plan.CodeTable, name names.Ident) function {
	return function{receiver: param(rowSelf, id(t.Name)), name: name}
}

// textMethod renders a method of a row that returns a string.
func textMethod(
	t *plan.CodeTable, name names.Ident, about []jen.Code, params []jen.Code, body ...jen.Code,
) []jen.Code {
	f := rowMethod(t, name)
	f.doc, f.params, f.results, f.body = about, params, []jen.Code{jen.String()}, body
	return f.declare()
}

// rowMethods renders IsKnown and the methods that return messages.
func (e *emitter) rowMethods(t *plan.CodeTable) []jen.Code {
	numbers := e.formatted(t.API.Keys, rowField("Code"), rowField("Subcode"))
	ifUnknown := func(text jen.Code) *jen.Statement {
		return jen.If(not(callVar(rowSelf, "IsKnown"))).Block(jen.Return(text))
	}
	unknown, translated := numbers, []jen.Code{}
	if t.API.Unknown[t.API.Source] != "" {
		unknown = call(e.of(t.Source, "Texts"), "Unknown", lit(t.API.Domain), numbers)
		translated = append(translated, ifUnknown(jen.Qual("cmp", "Or").Call(
			callVar("texts", "Unknown", lit(t.API.Domain), numbers), callVar(rowSelf, "Message"))))
	}
	isKnown := rowMethod(t, "IsKnown")
	isKnown.doc = about("IsKnown reports whether the table has a row for the %s.", wordsOf(t).pair)
	isKnown.results = []jen.Code{jen.Bool()}
	isKnown.body = []jen.Code{jen.Return(compare(rowField("row"), "!=", jen.Lit(0)))}

	texts := []jen.Code{param("texts", pointerTo(e.rest("Texts")))}
	out := isKnown.declare()
	out = append(out, textMethod(t, "Message", messageDoc(t), nil, ifUnknown(unknown),
		jen.Return(e.sourceOf(t, "Message")))...)
	out = append(out, textMethod(t, "Advice", adviceDoc(), nil, jen.Return(e.sourceOf(t, "Advice")))...)
	out = append(out, textMethod(t, "In", translatedDoc("In", "the message", ""), texts,
		append(translated, returnFirst(e.textIn(t, "Message"), callVar(rowSelf, "Message")))...)...)
	out = append(out, textMethod(t, "AdviceIn", translatedDoc("AdviceIn", "the advice", ""), texts,
		returnFirst(e.textIn(t, "Advice"), callVar(rowSelf, "Advice")))...)
	if hasUserTexts(t.API) {
		out = append(out, e.userMessages(t, texts)...)
	}
	message := compare(compare(numbers, "+", jen.Lit(": ")), "+", callVar(rowSelf, "Message"))
	out = append(out, textMethod(t, "String", about("String returns the %s and the message.", wordsOf(t).keys), nil,
		ifUnknown(numbers), jen.Return(message))...)
	return append(out, e.fill(t)...)
}

// hasServiceMessages reports whether rows can hold the service's own message: if the
// table has functions for errors, or a binding with a message.
func hasServiceMessages(t *plan.CodeTable) bool {
	return slices.ContainsFunc(t.API.Bindings, func(b api.Binding) bool { return b.IsFunc() || b.Message != nil })
}

// userMessages renders the methods that return messages for end users.
func (e *emitter) userMessages(t *plan.CodeTable, texts []jen.Code) []jen.Code {
	out := textMethod(t, "UserMessage", userMessageDoc(), nil,
		returnFirst(e.sourceOf(t, "UserMessage"), callVar(rowSelf, "Message")))
	hasNone := compare(e.rawSource(t, "UserMessage"), "==", jen.Lit(""))
	more := " If the table has no message for end users, it returns In."
	translated := translatedDoc("UserMessageIn", "the message for end users", more)
	return append(out, textMethod(t, "UserMessageIn", translated, texts,
		jen.If(hasNone).Block(jen.Return(callVar(rowSelf, "In", jen.Id("texts")))),
		returnFirst(e.textIn(t, "UserMessage"), callVar(rowSelf, "UserMessage")))...)
}

// returnFirst is the statement that returns the first string that is not empty.
func returnFirst(values ...jen.Code) jen.Code {
	return jen.Return(jen.Qual("cmp", "Or").Call(values...))
}

func rowField(name names.Ident) *jen.Statement { return field(jen.Id(rowSelf), name) }

// sourceOf is a text of the row in the source locale, textIn in the locale of
// the parameter texts. The method names the kind of text.
func (e *emitter) sourceOf(t *plan.CodeTable, method string) *jen.Statement {
	return filled(t, e.rawSource(t, method))
}

func (e *emitter) rawSource(t *plan.CodeTable, method string) *jen.Statement {
	return call(e.of(t.Source, "Texts"), method, lit(t.API.Domain), rowIndex())
}

func (e *emitter) textIn(t *plan.CodeTable, method string) *jen.Statement {
	return filled(t, callVar("texts", method, lit(t.API.Domain), rowIndex()))
}

func rowIndex() *jen.Statement { return compare(jen.Int().Call(rowField("row")), "-", jen.Lit(1)) }

// filled is a text with its placeholders replaced.
func filled(t *plan.CodeTable, text *jen.Statement) *jen.Statement {
	if len(placeholders(t)) == 0 {
		return text
	}
	return callVar(rowSelf, "fill", text)
}

// fill renders the method that replaces placeholders, if a text has any.
func (e *emitter) fill(t *plan.CodeTable) []jen.Code {
	var cases []jen.Code
	for _, name := range placeholders(t) {
		replaced := e.rest("ExpandMessage").Call(jen.Id("text"), lit(name), rowField("captured"))
		cases = append(cases, jen.Case(capturingRows(t, name)...).Block(jen.Return(replaced)))
	}
	if cases == nil {
		return nil
	}
	return textMethod(t, "fill", about("fill replaces the placeholder in text with the number in the subcode."),
		[]jen.Code{param("text", jen.String())},
		jen.Switch(rowField("ID")).Block(cases...), jen.Return(jen.Id("text")))
}

// placeholders lists the captures that some text has a placeholder for.
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

// capturingRows are the names of the rows whose patterns capture name.
func capturingRows(t *plan.CodeTable, name string) []jen.Code {
	var list []jen.Code
	for _, row := range t.Rows {
		if captures(row, name) {
			list = append(list, id(row.Name))
		}
	}
	return list
}

func captures(row *plan.CodeRow, name string) bool {
	return row.API.Pattern != nil && row.API.Pattern.Capture == name
}

func hasUserTexts(t *api.Table) bool {
	return slices.ContainsFunc(t.Codes, func(c *api.Code) bool { return c.In(t.Source).User != "" })
}

// captures renders the methods that return captured numbers.
func (e *emitter) captures(t *plan.CodeTable) []jen.Code {
	var out []jen.Code
	for _, c := range t.Captures {
		f := rowMethod(t, c.Method)
		f.doc = captureDoc(c)
		f.results = []jen.Code{param("number", jen.Int()), param("ok", jen.Bool())}
		found := jen.Return(jen.Int().Call(rowField("captured")), jen.True())
		f.body = []jen.Code{
			jen.Switch(rowField("ID")).Block(jen.Case(capturingRows(t, c.Wire)...).Block(found)),
			jen.Return(jen.Lit(0), jen.False()),
		}
		out = append(out, f.declare()...)
	}
	return out
}
