package gosdk

// This file emits the data of code tables as literals. Nothing is computed when
// a program starts, and unused data is not linked.
//
// Package codes documents the rules of lookup. The index holds exact pairs,
// rows with several subcodes, and codes without a subcode, each under its own
// kind of key; the runtime looks for one kind after the other. Ranges and
// patterns are in a separate list. The form of both depends on the table's codes
// (codelayout.go).
//
// A new row changes no line of the others. Rows and messages are in the order of
// numbers that fragen.lock preserves. The keys of the index are placed in the same
// order, so those of a new row take free slots, unless the index must grow.

import (
	"cmp"
	"math/bits"
	"slices"
	"strconv"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/names"
	"github.com/fragen-go/fragen/generator/plan"
)

// codeKey is an entry of the index: a pair, or a code for any subcode. In a
// compact index a class is its negative number in place of a code.
type codeKey struct {
	code, subcode codekey.Key
	any           bool // for any subcode; always false in tables without subcodes
	row           int  // counted from 1
}

// codeData renders the rows, the index and the patterns.
func (e *emitter) codeData(t *plan.CodeTable) []jen.Code {
	rows := placeByNumber(t.Rows, jen.Values(), rowNumber, func(row *plan.CodeRow) jen.Code {
		return e.codeRow(t, row)
	})
	rowArray := jen.Index(jen.Op("...")).Add(id(t.Name)).Add(braces(rows...))
	out := []jen.Code{jen.Var().Add(assign(id(t.RowsVar), rowArray)), jen.Line()}
	out = append(out, declare(indexDoc(t), jen.Var().Add(assign(id(t.IndexVar), e.codeIndex(t))))...)
	return slices.Concat(out, e.furtherCodes(t), e.codeRanges(t))
}

// lastRow returns the largest number of a row.
func lastRow(t *plan.CodeTable) int {
	last := 0
	for _, row := range t.Rows {
		last = max(last, row.Number)
	}
	return last
}

// byNumber returns the rows sorted by number.
func byNumber(rows []*plan.CodeRow) []*plan.CodeRow {
	return slices.SortedFunc(slices.Values(rows), func(a, b *plan.CodeRow) int {
		return cmp.Compare(a.Number, b.Number)
	})
}

func rowNumber(row *plan.CodeRow) int { return row.Number }

// codeIndex is the array of the index.
func (e *emitter) codeIndex(t *plan.CodeTable) jen.Code {
	layout := layoutOf(t)
	var slots []jen.Code
	table := hashTable(codeKeys(t), layout)
	digits := len(strconv.FormatInt(int64(len(table)-1), 16))
	for i, slot := range table {
		if slot.row != 0 {
			slots = append(slots, keyed(i, digits, layout.slot(slot)))
		}
	}
	return jen.Index(jen.Lit(len(table))).Add(layout.slotType(e, lastRow(t))).Add(braces(slots...))
}

func (e *emitter) codeRow(t *plan.CodeTable, row *plan.CodeRow) jen.Code {
	code, subcode := firstKeys(t, row.API)
	values := []jen.Code{pair("ID", id(row.Name)), pair("Code", keyLit(t.API.Keys.Code, code))}
	if t.API.Keys.HasSubcodes() {
		values = append(values, pair("Subcode", keyLit(t.API.Keys.Subcode, subcode)))
	}
	values = append(values, pair("Category", codeName(row.Category, row.API.Category)))
	if row.API.ResolvedBy != "" {
		values = append(values, pair("ResolvedBy", codeName(row.Resolver, row.API.ResolvedBy)))
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
	if next := row.ReplacedBy; next != nil {
		values = append(values, pair("ReplacedBy", id(next.Name)))
	}
	return jen.Values(values...)
}

// codeName is the constant of a category or resolver, or its value if the table does
// not list it.
func codeName(name *plan.CodeName, value string) *jen.Statement {
	if name == nil {
		return lit(value)
	}
	return id(name.Name)
}

// firstKeys returns the first code of a row, and its first subcode.
func firstKeys(t *plan.CodeTable, c *api.Code) (code, subcode codekey.Key) {
	switch {
	case len(c.Classes) > 0:
		code = codekey.Number(c.Classes[0] * 100)
	case c.Range != nil:
		code = codekey.Number(c.Range.Low)
	case c.Prefix != "":
		code = codekey.Word(c.Prefix)
	default:
		code = c.Codes[0]
	}
	switch {
	case len(c.Subcodes) > 0:
		subcode = c.Subcodes[0]
	case c.Pattern != nil:
		subcode = codekey.Number(c.Pattern.Low)
	case t.API.Keys.Subcode.Kind == codekey.Text:
		subcode = codekey.Word("")
	}
	return code, subcode
}

// codeKeys lists the keys of all rows in the order of row numbers. A row with a
// single subcode takes precedence over a row with several.
func codeKeys(t *plan.CodeTable) []codeKey {
	var keys []codeKey
	seen := map[codeKey]bool{}
	forms := t.API.Keys
	add := func(k codeKey) {
		same := codeKey{forms.Code.Canonical(k.code), forms.Subcode.Canonical(k.subcode), k.any, 0}
		if !seen[same] {
			seen[same] = true
			keys = append(keys, k)
		}
	}
	for _, single := range []bool{true, false} {
		for _, row := range t.Rows {
			if (len(row.API.Subcodes) == 1) != single || row.API.Pattern != nil {
				continue
			}
			for _, code := range layoutOf(t).codes(row.API) {
				for _, subcode := range row.API.Subcodes {
					add(codeKey{code, subcode, false, row.Number})
				}
				if len(row.API.Subcodes) == 0 {
					add(codeKey{code, codekey.Key{}, forms.HasSubcodes(), row.Number})
				}
			}
		}
	}
	slices.SortStableFunc(keys, func(a, b codeKey) int { return cmp.Compare(a.row, b.row) })
	return keys
}

// hashTable places the keys by open addressing in the order in which the lookup
// probes.
func hashTable(keys []codeKey, layout codeLayout) []codeKey {
	size := indexSize(len(keys))
	if layout.isSingle() {
		size = indexSize(2 * len(keys)) // small slots: fewer collisions are worth the space
	}
	table := make([]codeKey, size)
	for _, key := range keys {
		at := layout.at(key, bits.TrailingZeros(uint(size)))
		for table[at].row != 0 {
			at = (at + 1) % size
		}
		table[at] = key
	}
	return table
}

// indexSize returns the length of an index with the given number of keys: a power
// of two so that at most half of the slots are used. When the index grows, all of
// its lines change. To make that rare, the sizes of the indexes of small tables
// are powers of four from 64 on.
func indexSize(keys int) int {
	const small = 1024
	size := 64
	for size < 2*keys && size < small {
		size *= 4
	}
	for size < 2*keys {
		size *= 2
	}
	return size
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

// tableTexts is the texts of a table in a locale, by row. Most rows have no text
// for users and no advice, so the lists of these have keys.
func tableTexts(t *plan.CodeTable, locale string) jen.Code {
	messages := placeByNumber(t.Rows, lit(""), rowNumber, func(row *plan.CodeRow) jen.Code {
		return lit(row.API.In(locale).Message)
	})
	parts := []jen.Code{pair("Domain", lit(t.API.Domain))}
	if text := t.API.Unknown[locale]; text != "" {
		parts = append(parts, pair("Unknown", lit(text)))
	}
	parts = append(parts, pair("Messages", jen.Index().String().Add(braces(messages...))))
	add := func(name names.Ident, text func(api.CodeText) string) {
		if list := keyedTexts(t, func(row *plan.CodeRow) string { return text(row.API.In(locale)) }); len(list) > 0 {
			parts = append(parts, pair(name, jen.Index().String().Add(braces(list...))))
		}
	}
	if hasUserTexts(t.API) {
		add("Users", func(text api.CodeText) string { return text.User })
	}
	add("Advice", func(text api.CodeText) string { return text.Advice })
	return braces(parts...)
}

// keyedTexts are the texts of the rows that have one, each with its index as a
// key.
func keyedTexts(t *plan.CodeTable, text func(*plan.CodeRow) string) []jen.Code {
	const digits = 4
	var list []jen.Code
	for _, row := range byNumber(t.Rows) {
		if text := text(row); text != "" {
			list = append(list, keyed(row.Number-1, digits, lit(text)))
		}
	}
	return list
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
