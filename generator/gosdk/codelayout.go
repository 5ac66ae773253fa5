package gosdk

// This file chooses how a code table is stored. A table without "keys" has pairs
// of small numbers, which rest.LookupCode finds in a compact index of int32. A table
// without subcodes uses rest.LookupRow, whose index holds only the numbers of rows. All
// other tables use rest.LookupKey. The types have the parameters C and S:
//
//	codes, subcodes      generated lookup           function    C, S
//	number, number       (code, subcode int)        LookupCode
//	number, none         (code int)                 LookupRow   int64
//	number of 64 bits    (code int64)               LookupRow   int64
//	text, none           (code string)              LookupRow   string
//	number, text         (code int, subcode string) LookupKey   int64, string
//
// The hashes are computed both here and in the runtime, and the two must agree.

import (
	"cmp"
	"math"
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/codekey"
	"github.com/fragen-go/fragen/generator/plan"
)

// codeLayout is the layout of a table's index.
type codeLayout struct {
	forms   codekey.Forms
	compact bool
}

func layoutOf(t *plan.CodeTable) codeLayout { return codeLayout{t.API.Keys, isCompact(t)} }

// isCompact reports whether a compact index can hold all codes of a table. Only
// tables that do not state the kinds of their codes have one.
func isCompact(t *plan.CodeTable) bool {
	return t.API.Keys.IsDefault() &&
		!slices.ContainsFunc(t.Rows, func(row *plan.CodeRow) bool { return row.API.Range != nil })
}

// codes returns the codes of a row in the index.
func (l codeLayout) codes(c *api.Code) []codekey.Key {
	if !l.compact || len(c.Classes) == 0 {
		return c.Codes
	}
	var codes []codekey.Key
	for _, class := range c.Classes {
		codes = append(codes, codekey.Number(-class))
	}
	return codes
}

// at returns the slot of a key in an index of 2ᵇⁱᵗˢ slots.
func (l codeLayout) at(k codeKey, indexBits int) int {
	switch {
	case l.compact:
		hash := uint64(uint32(k.code.Number()))<<32 | uint64(uint32(compactSubcode(k)))
		return int(hash * 0x9E3779B97F4A7C15 >> (64 - indexBits))
	case k.any:
		return codekey.SlotOfAny(l.forms.Code.Hash(k.code), indexBits)
	}
	return codekey.Slot(l.forms.Code.Hash(k.code), l.forms.Subcode.Hash(k.subcode), indexBits)
}

// compactSubcode is the subcode of a key in a compact index: -1 for any subcode.
func compactSubcode(k codeKey) int64 {
	if k.any {
		return -1
	}
	return k.subcode.Number()
}

// slot renders a slot.
func (l codeLayout) slot(k codeKey) jen.Code {
	if l.isSingle() {
		return jen.Lit(k.row)
	}
	fields := []jen.Code{pair("Code", keyLit(l.forms.Code, k.code))}
	switch {
	case l.compact:
		fields = append(fields, pair("Subcode", jen.Lit(int(compactSubcode(k)))))
	case k.any:
		fields = append(fields, pair("Any", jen.True()))
	case l.forms.HasSubcodes():
		fields = append(fields, pair("Subcode", keyLit(l.forms.Subcode, k.subcode)))
	}
	return jen.Values(append(fields, pair("Row", jen.Lit(k.row)))...)
}

// isSingle reports whether the table has no subcodes.
func (l codeLayout) isSingle() bool { return !l.forms.HasSubcodes() }

// slotType is the type of the slots of an index for a number of rows.
func (l codeLayout) slotType(e *emitter, rows int) *jen.Statement {
	switch {
	case l.compact:
		return e.rest("CodeSlot")
	case l.isSingle() && rows <= math.MaxUint16:
		return jen.Uint16()
	case l.isSingle():
		return jen.Uint32()
	}
	return e.rest("KeySlot").Types(l.keyType(e, l.forms.Code), l.keyType(e, l.forms.Subcode))
}

// keyType is the type of codes or subcodes in an index.
func (l codeLayout) keyType(e *emitter, form codekey.Form) *jen.Statement {
	if form.Kind == codekey.Text {
		return jen.String()
	}
	return jen.Int64()
}

// keyLit is a literal of a code or a subcode.
func keyLit(form codekey.Form, k codekey.Key) jen.Code {
	switch {
	case form.Kind == codekey.Text:
		return lit(k.Word())
	case form.Base == 16 && k.Number() >= 0:
		return jen.Op(form.Format(k))
	}
	return jen.Op(k.String())
}

// goType is the Go type of codes or subcodes in the SDK's functions.
func goType(form codekey.Form) *jen.Statement {
	switch {
	case form.Kind == codekey.Text:
		return jen.String()
	case form.Bits > 0:
		return jen.Int64()
	}
	return jen.Int()
}

// lookupKey is the argument of rest.LookupKey for a code or a subcode.
func (e *emitter) lookupKey(form codekey.Form, value *jen.Statement) *jen.Statement {
	number := value
	if form.Bits == 0 {
		number = jen.Int64().Call(value)
	}
	switch {
	case form.Kind == codekey.Text && form.Fold:
		return e.rest("FoldedKey").Call(value)
	case form.Kind == codekey.Text:
		return e.rest("WordKey").Call(value)
	case form.Bits == 32 && form.Base == 16:
		number = e.rest("Unsigned32").Call(number)
	case form.Bits == 32:
		number = e.rest("Signed32").Call(number)
	}
	return e.rest("NumberKey").Call(number)
}

// find is the call that finds a row.
func (e *emitter) find(t *plan.CodeTable, code, subcode *jen.Statement) *jen.Statement {
	index, forms := id(t.IndexVar).Index(jen.Op(":")), t.API.Keys
	if isCompact(t) {
		return e.rest("LookupCode").Call(index, id(t.PatternsVar), code, subcode)
	}
	return e.rest("LookupKey").Call(index, id(t.PatternsVar), e.lookupKey(forms.Code, code),
		e.lookupKey(forms.Subcode, subcode))
}

// findSingle finds a row in a table without subcodes. Nine lookups of ten end with the
// first slot, without a call of rest.LookupRow.
func (e *emitter) findSingle(t *plan.CodeTable, code *jen.Statement) []jen.Code {
	key, row, further := jen.Id("key"), jen.Id("row"), jen.Nil()
	if hasFurtherCodes(t) {
		further = id(t.FurtherVar)
	}
	slot := id(t.IndexVar).Index(jen.Id("key").Dot("Slot").Call(jen.Len(id(t.IndexVar))))
	differs := compare(field(id(t.RowsVar).Index(row), "Code"), "!=", code)
	return []jen.Code{
		define("key", e.lookupKey(t.API.Keys.Code, code)),
		define("row", compare(jen.Int().Call(slot), "-", jen.Lit(1))),
		jen.If(compare(compare(row, "<", jen.Lit(0)), "||", differs)).Block(assign(row,
			e.rest("LookupRow").Call(id(t.IndexVar).Index(jen.Op(":")), further, id(t.PatternsVar), key, e.codeOf(t)))),
	}
}

// codeOf is the function that returns the code of a row as in the index.
func (e *emitter) codeOf(t *plan.CodeTable) *jen.Statement {
	form := t.API.Keys.Code
	code := field(id(t.RowsVar).Index(jen.Id("row")), "Code")
	if form.Kind == codekey.Numeric && form.Bits == 0 {
		code = jen.Int64().Call(code)
	}
	return jen.Func().Params(param("row", jen.Int())).Add(layoutOf(t).keyType(e, form)).Block(jen.Return(code))
}

// hasFurtherCodes reports whether a row of a table without subcodes has several codes.
func hasFurtherCodes(t *plan.CodeTable) bool {
	return anyRow(t, func(c *api.Code) bool { return len(c.Codes) > 1 })
}

// furtherCodes renders the list of the codes of rows except for the first, by row.
func (e *emitter) furtherCodes(t *plan.CodeTable) []jen.Code {
	layout := layoutOf(t)
	if !layout.isSingle() || !hasFurtherCodes(t) {
		return nil
	}
	var list []jen.Code
	for _, row := range byNumber(t.Rows) {
		for i, code := range row.API.Codes {
			if i > 0 {
				number := pair("Row", jen.Lit(row.Number))
				list = append(list, jen.Values(number, pair("Code", keyLit(layout.forms.Code, code))))
			}
		}
	}
	element := e.rest("FurtherCode").Types(layout.keyType(e, layout.forms.Code))
	codes := jen.Index().Add(element).Add(braces(list...))
	return declare(furtherDoc(t), jen.Var().Add(assign(id(t.FurtherVar), codes)))
}

// formatted is the text of a code, or of a code and its subcode.
func (e *emitter) formatted(forms codekey.Forms, code, subcode *jen.Statement) *jen.Statement {
	switch {
	case forms.IsDefault():
		return e.rest("FormatCode").Call(code, subcode)
	case !forms.HasSubcodes():
		return e.formattedKey(forms.Code, code)
	}
	return e.rest("FormatPair").Call(e.formattedKey(forms.Code, code), e.formattedKey(forms.Subcode, subcode))
}

func (e *emitter) formattedKey(form codekey.Form, value *jen.Statement) *jen.Statement {
	number := value
	if form.Bits == 0 {
		number = jen.Int64().Call(value)
	}
	switch {
	case form.Kind == codekey.Text:
		return e.rest("FormatWord").Call(value)
	case form.Base == 16 && form.Bits == 32:
		return e.rest("FormatHex32").Call(number)
	case form.Base == 16:
		return e.rest("FormatHex").Call(number)
	}
	return e.rest("FormatNumber").Call(number)
}

// codeRange is an entry of the list of ranges: codes with any subcode, or with
// the subcodes of a pattern.
type codeRange struct {
	low, high       codekey.Key
	prefix          bool // low is the beginning of words
	subLow, subHigh int64
	any             bool
	rank            int // 0 for a code, 1 for a range or prefix, 2 for a class
	row             int
}

// codeRanges lists the rows that are not in the index, the most precise first.
func codeRanges(t *plan.CodeTable) []codeRange {
	var ranges []codeRange
	for _, row := range t.Rows {
		c := row.API
		r := codeRange{any: c.Pattern == nil, row: row.Number}
		if c.Pattern != nil {
			r.subLow, r.subHigh = c.Pattern.Low, c.Pattern.High
			for _, code := range c.Codes {
				r.low, r.high = code, code
				ranges = append(ranges, r)
			}
		}
		if c.Range != nil {
			r.rank, r.low, r.high = 1, codekey.Number(c.Range.Low), codekey.Number(c.Range.High)
			ranges = append(ranges, r)
		}
		if c.Prefix != "" {
			r.rank, r.low, r.prefix = 1, codekey.Word(c.Prefix), true
			ranges = append(ranges, r)
		}
		for _, class := range c.Classes {
			r.rank, r.low, r.high = 2, codekey.Number(class*100), codekey.Number(class*100+99)
			ranges = append(ranges, r)
		}
	}
	width := func(r codeRange) uint64 { return uint64(r.high.Number() - r.low.Number()) }
	slices.SortStableFunc(ranges, func(a, b codeRange) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(len(b.low.Word()), len(a.low.Word())),
			cmp.Compare(width(a), width(b)))
	})
	return ranges
}

// codeRanges renders the list of ranges.
func (e *emitter) codeRanges(t *plan.CodeTable) []jen.Code {
	layout := layoutOf(t)
	var ranges []jen.Code
	element := e.rest("CodePattern")
	if layout.compact {
		ranges = patternCode(codePatterns(t))
	} else {
		forms := layout.forms
		element = e.rest("KeyRange").Types(layout.keyType(e, forms.Code), layout.keyType(e, forms.Subcode))
		if layout.isSingle() {
			element = e.rest("CodeRange").Types(layout.keyType(e, forms.Code))
		}
		for _, r := range codeRanges(t) {
			ranges = append(ranges, jen.Values(layout.rangeFields(r)...))
		}
	}
	if len(ranges) == 0 {
		return []jen.Code{jen.Var().Add(id(t.PatternsVar)).Index().Add(element), jen.Line()}
	}
	list := jen.Index().Add(element).Add(braces(ranges...))
	return declare(patternsDoc(t, layout.compact), jen.Var().Add(assign(id(t.PatternsVar), list)))
}

func (l codeLayout) rangeFields(r codeRange) []jen.Code {
	fields := []jen.Code{pair("Low", keyLit(l.forms.Code, r.low))}
	if !r.prefix {
		fields = append(fields, pair("High", keyLit(l.forms.Code, r.high)))
	}
	switch {
	case l.isSingle():
	case r.any:
		fields = append(fields, pair("Any", jen.True()))
	default:
		fields = append(fields, pair("SubLow", jen.Lit(int(r.subLow))), pair("SubHigh", jen.Lit(int(r.subHigh))))
	}
	return append(fields, pair("Row", jen.Lit(r.row)))
}

// codePattern is an entry of the list of patterns in a compact table.
type codePattern struct {
	code, low, high int64
	row             int
}

// codePatterns lists the patterns of codes, then those of classes.
func codePatterns(t *plan.CodeTable) []codePattern {
	var own, class []codePattern
	for _, row := range t.Rows {
		if row.API.Pattern == nil {
			continue
		}
		for _, code := range layoutOf(t).codes(row.API) {
			p := codePattern{code.Number(), row.API.Pattern.Low, row.API.Pattern.High, row.Number}
			if code.Number() < 0 {
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
