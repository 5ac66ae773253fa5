package gosdk

// This file emits the data of code tables as literals. Nothing is computed when
// a program starts, and unused data is not linked.
//
// Package codes documents the rules of lookup. The index holds exact pairs,
// rows with several subcodes, codes without a subcode, and classes, each under
// its own kind of key; the runtime looks for one kind after the other. Patterns
// are ranges in a separate list. The hash is computed both here and in
// rest.LookupCode, and the two must agree.

import (
	"math/bits"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// noSubcode is the subcode in the index of a row that applies to any subcode. A
// class is its negative number in place of a code.
const noSubcode = -1

// codeKey is an entry of the index.
type codeKey struct {
	code, subcode int32
	row           int // counted from 1
}

// codeData renders the rows, the index and the patterns.
func (e *emitter) codeData(t *plan.CodeTable) []jen.Code {
	rows := make([]jen.Code, 0, len(t.Rows))
	for i, row := range t.Rows {
		rows = append(rows, e.codeRow(t, row, i+1))
	}
	rowArray := jen.Index(jen.Op("...")).Add(id(t.Name)).Add(braces(rows...))
	out := []jen.Code{jen.Var().Add(assign(id(t.RowsVar), rowArray)), jen.Line()}
	out = append(out, declare(indexDoc(t), jen.Var().Add(assign(id(t.IndexVar), e.codeIndex(t))))...)
	patterns := codePatterns(t)
	if len(patterns) == 0 {
		return append(out, jen.Var().Add(id(t.PatternsVar)).Index().Add(e.rest("CodePattern")), jen.Line())
	}
	list := jen.Index().Add(e.rest("CodePattern")).Add(braces(patternCode(patterns)...))
	return append(out, declare(patternsDoc(t), jen.Var().Add(assign(id(t.PatternsVar), list)))...)
}

// codeIndex is the array of the index.
func (e *emitter) codeIndex(t *plan.CodeTable) jen.Code {
	var slots []jen.Code
	table := hashTable(codeKeys(t))
	for i, slot := range table {
		if slot.row != 0 {
			slots = append(slots, jen.Lit(i).Op(":").Values(
				pair("Code", jen.Lit(int(slot.code))), pair("Subcode", jen.Lit(int(slot.subcode))),
				pair("Row", jen.Lit(slot.row))))
		}
	}
	return jen.Index(jen.Lit(len(table))).Add(e.rest("CodeSlot")).Add(braces(slots...))
}

func (e *emitter) codeRow(t *plan.CodeTable, row *plan.CodeRow, number int) jen.Code {
	code, subcode := row.API.Code, int64(0)
	if len(row.API.Classes) > 0 {
		code = row.API.Classes[0] * 100
	}
	switch {
	case len(row.API.Subcodes) > 0:
		subcode = row.API.Subcodes[0]
	case row.API.Pattern != nil:
		subcode = row.API.Pattern.Low
	}
	values := []jen.Code{
		pair("ID", id(row.Name)), pair("Code", jen.Lit(int(code))), pair("Subcode", jen.Lit(int(subcode))),
		pair("Category", codeName(t.Categories, row.API.Category)),
	}
	if row.API.ResolvedBy != "" {
		values = append(values, pair("ResolvedBy", codeName(t.Resolvers, row.API.ResolvedBy)))
	}
	if row.API.Retryable {
		values = append(values, pair("Retryable", jen.True()))
	}
	if row.API.Link != "" {
		values = append(values, pair("Link", lit(row.API.Link)))
	}
	if row.API.Deprecated {
		values = append(values, pair("Deprecated", jen.True()))
	}
	if next := rowOf(t, row.API.Successor); next != nil {
		values = append(values, pair("ReplacedBy", id(next.Name)))
	}
	return jen.Values(append(values, pair("row", jen.Lit(number)))...)
}

// rowOf returns the row with the given id, or nil.
func rowOf(t *plan.CodeTable, id string) *plan.CodeRow {
	for _, row := range t.Rows {
		if row.API.ID == id {
			return row
		}
	}
	return nil
}

func codeName(list []*plan.CodeName, value string) *jen.Statement {
	for _, c := range list {
		if c.Value == value {
			return id(c.Name)
		}
	}
	return lit(value)
}

// rowCodes are the codes of a row in the index: its own, or its classes.
func rowCodes(c *api.Code) []int32 {
	if len(c.Classes) == 0 {
		return []int32{int32(c.Code)}
	}
	var codes []int32
	for _, class := range c.Classes {
		codes = append(codes, -int32(class))
	}
	return codes
}

// codeKeys lists the pairs of all rows. A row with a single subcode takes
// precedence over a row with several, so the former come first and later
// duplicates are skipped.
func codeKeys(t *plan.CodeTable) []codeKey {
	var keys []codeKey
	seen := map[[2]int32]bool{}
	add := func(code, subcode int32, row int) {
		if pair := [2]int32{code, subcode}; !seen[pair] {
			seen[pair] = true
			keys = append(keys, codeKey{code, subcode, row})
		}
	}
	for _, single := range []bool{true, false} {
		for i, row := range t.Rows {
			if (len(row.API.Subcodes) == 1) != single || row.API.Pattern != nil {
				continue
			}
			for _, code := range rowCodes(row.API) {
				for _, subcode := range row.API.Subcodes {
					add(code, int32(subcode), i+1)
				}
				if len(row.API.Subcodes) == 0 {
					add(code, noSubcode, i+1)
				}
			}
		}
	}
	return keys
}

// hashTable places the keys by open addressing in the order in which
// rest.LookupCode probes. The table is at most half full.
func hashTable(keys []codeKey) []codeKey {
	size := max(2, 1<<bits.Len(uint(2*len(keys))))
	table := make([]codeKey, size)
	for _, key := range keys {
		hash := (uint64(uint32(key.code))<<32 | uint64(uint32(key.subcode))) * 0x9E3779B97F4A7C15
		at := int(hash >> (64 - bits.TrailingZeros(uint(size))))
		for table[at].row != 0 {
			at = (at + 1) % size
		}
		table[at] = key
	}
	return table
}

type codePattern struct {
	code      int32
	low, high int64
	row       int
}

// codePatterns lists the patterns of codes, then those of classes.
func codePatterns(t *plan.CodeTable) []codePattern {
	var own, class []codePattern
	for i, row := range t.Rows {
		if row.API.Pattern == nil {
			continue
		}
		for _, code := range rowCodes(row.API) {
			p := codePattern{code, row.API.Pattern.Low, row.API.Pattern.High, i + 1}
			if code < 0 {
				class = append(class, p)
			} else {
				own = append(own, p)
			}
		}
	}
	return append(own, class...)
}

func patternCode(patterns []codePattern) []jen.Code {
	var code []jen.Code
	for _, p := range patterns {
		code = append(code, jen.Values(
			pair("Code", jen.Lit(int(p.code))), pair("Low", jen.Lit(int(p.low))),
			pair("High", jen.Lit(int(p.high))), pair("Row", jen.Lit(p.row))))
	}
	return code
}

// texts renders the texts of a locale as static data. They cost nothing at
// start-up, and a program links only the locales that it imports.
func (e *emitter) texts(t *plan.Texts) []jen.Code {
	var tables []jen.Code
	for _, table := range t.Tables {
		tables = append(tables, tableTexts(table, t.Locale))
	}
	out := declare(textsDoc(t), jen.Var().Add(assign(jen.Id("Texts"), addressOf(jen.Id("texts")))))
	list := jen.Index().Add(e.rest("TableTexts")).Add(braces(tables...))
	data := e.rest("Texts").Add(braces(pair("Locale", lit(t.Locale)), pair("Tables", list)))
	return append(out, jen.Var().Add(assign(jen.Id("texts"), data)), jen.Line())
}

// tableTexts is the texts of a table in a locale, by row.
func tableTexts(table *api.Table, locale string) jen.Code {
	var messages, users, advice []jen.Code
	for _, c := range table.Codes {
		text := c.In(locale)
		messages = append(messages, lit(text.Message))
		users = append(users, lit(text.User))
		advice = append(advice, lit(text.Advice))
	}
	list := func(texts []jen.Code) jen.Code { return jen.Index().String().Add(braces(texts...)) }
	parts := []jen.Code{pair("Domain", lit(table.Domain)), pair("Messages", list(messages))}
	if hasUserTexts(table) {
		parts = append(parts, pair("Users", list(users)))
	}
	return braces(append(parts, pair("Advice", list(advice)))...)
}

// locales renders the functions over all locales.
func (e *emitter) locales(l *plan.Locales) []jen.Code {
	texts := pointerTo(e.rest("Texts"))
	var list []jen.Code
	for _, pkg := range l.Packages {
		list = append(list, e.of(pkg, "Texts"))
	}
	best := e.rest("Match").Call(e.of(l.Source, "Texts"), jen.Id("Locales").Call(), jen.Id("tags").Op("..."))
	out := function{
		doc: matchDoc(), name: "Match", params: []jen.Code{param("tags", jen.Op("...").String())},
		results: []jen.Code{texts}, body: []jen.Code{jen.Return(best)},
	}.declare()
	return append(out, function{
		doc: localesDoc(), name: "Locales", results: []jen.Code{jen.Index().Add(texts)},
		body: []jen.Code{jen.Return(jen.Index().Add(texts).Values(list...))},
	}.declare()...)
}
