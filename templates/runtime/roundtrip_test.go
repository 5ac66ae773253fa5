package rest

// This file fuzzes the encoder: it fills the model of everything_test.go from
// the fuzzer's bytes, writes it, and reads it back.

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func (v *everything) EncodeJSON(e *Encoder) {
	if v == nil {
		e.Null()
		return
	}
	e.Object(v.Extra)
	putMember(e, "bool", v.Bool, writeLooseBool)
	putMember(e, "int32", v.Int32, writeLooseInt32)
	putMember(e, "int64", v.Int64, writeLooseInt64)
	putMember(e, "uint64", v.Uint64, writeLooseUint64)
	putMember(e, "float64", v.Float64, writeLooseFloat64)
	putMember(e, "decimal", v.Decimal, writeLooseDecimal)
	putMember(e, "string", v.String, (*Encoder).String)
	putMember(e, "color", v.Color, writeColor)
	putMember(e, "bytes", v.Bytes, func(e *Encoder, v looseBytes) { e.Bytes(v) })
	putMember(e, "time", v.Time, writeTime)
	putMember(e, "date", v.Date, (*Encoder).Date)
	putMember(e, "clock", v.Clock, (*Encoder).TimeOfDay)
	putMember(e, "span", v.Span, (*Encoder).Duration)
	putMember(e, "raw", v.Raw, writeExactText)
	putMaybe(e, "maybeBool", v.MaybeBool, writeLooseBool)
	putMaybe(e, "maybeInt32", v.MaybeInt32, writeLooseInt32)
	putMaybe(e, "maybeInt64", v.MaybeInt64, writeLooseInt64)
	putMaybe(e, "maybeUint64", v.MaybeUint64, writeLooseUint64)
	putMaybe(e, "maybeFloat64", v.MaybeFloat64, writeLooseFloat64)
	putMaybe(e, "maybeDecimal", v.MaybeDecimal, writeLooseDecimal)
	putMaybe(e, "maybeString", v.MaybeString, (*Encoder).String)
	putMaybe(e, "maybeColor", v.MaybeColor, writeColor)
	putMaybe(e, "maybeTime", v.MaybeTime, writeTime)
	putMaybe(e, "maybeDate", v.MaybeDate, (*Encoder).Date)
	v.encodeComposed(e)
	e.End()
}

func (v *everything) encodeComposed(e *Encoder) {
	putList(e, "strings", v.Strings, (*Encoder).String)
	putList(e, "maybeStrings", v.MaybeStrings, func(e *Encoder, v *string) { WriteMaybe(e, v, (*Encoder).String) })
	putList(e, "colors", v.Colors, writeColor)
	putList(e, "matrix", v.Matrix, func(e *Encoder, v []looseInt64) {
		if v == nil {
			e.Null()
			return
		}
		WriteList(e, v, writeLooseInt64)
	})
	if v.Leaves != nil {
		e.Key("leaves")
		WriteModelList[leaf](e, v.Leaves)
	}
	putList(e, "maybeLeaves", v.MaybeLeaves, WriteModelPointer[leaf])
	if v.Numbers != nil {
		e.Key("numbers")
		WriteMap(e, v.Numbers, writeLooseInt32)
	}
	if v.LeafMap != nil {
		e.Key("leafMap")
		WriteMap(e, v.LeafMap, WriteModel[leaf])
	}
	putMember(e, "leaf", v.Leaf, WriteModel[leaf])
	putMaybe(e, "maybeLeaf", v.MaybeLeaf, WriteModel[leaf])
	putMaybe(e, "self", v.Self, WriteModel[everything])
	putMember(e, "byKind", v.ByKind, writeKindUnion)
	putMember(e, "byKeys", v.ByKeys, writeKeysUnion)
	putMember(e, "byType", v.ByType, writeTypeUnion)
}

func (v *leaf) EncodeJSON(e *Encoder) {
	if v == nil {
		e.Null()
		return
	}
	e.Object(v.Extra)
	e.RawKey(`"@type":`)
	e.String(v.Type)
	e.MaybeInt32(`"code":`, (*int32)(v.Code))
	e.MaybeString(`"läbel<&>":`, v.Label)
	e.End()
}

func putMember[T any](e *Encoder, name string, v T, write func(*Encoder, T)) {
	e.Key(name)
	write(e, v)
}

func putMaybe[T any](e *Encoder, name string, v *T, write func(*Encoder, T)) {
	if v != nil {
		putMember(e, name, *v, write)
	}
}

func putList[T any](e *Encoder, name string, v []T, write func(*Encoder, T)) {
	if v != nil {
		e.Key(name)
		WriteList(e, v, write)
	}
}

func writeLooseBool(e *Encoder, v looseBool)       { e.Bool(bool(v)) }
func writeLooseInt32(e *Encoder, v looseInt32)     { e.Int32(int32(v)) }
func writeLooseInt64(e *Encoder, v looseInt64)     { e.Int64(int64(v)) }
func writeLooseUint64(e *Encoder, v looseUint64)   { e.Uint64(uint64(v)) }
func writeLooseFloat64(e *Encoder, v looseFloat64) { e.Float64(float64(v)) }
func writeLooseDecimal(e *Encoder, v looseDecimal) { e.Decimal(Decimal(v)) }
func writeColor(e *Encoder, v color)               { e.String(string(v)) }
func writeTime(e *Encoder, v looseTime)            { e.Time(v.Time) }
func writeExactText(e *Encoder, v exactText)       { e.Raw(RawJSON(v)) }

func writeKindUnion(e *Encoder, v kindUnion) {
	switch {
	case v.Text != nil:
		e.String(*v.Text)
	case v.Num != nil:
		writeLooseFloat64(e, *v.Num)
	case v.Flag != nil:
		writeLooseBool(e, *v.Flag)
	case v.List != nil:
		WriteList(e, v.List, writeLooseInt64)
	default:
		WriteModelPointer(e, v.Leaf)
	}
}

func writeKeysUnion(e *Encoder, v keysUnion) {
	switch {
	case v.Coded != nil:
		v.Coded.EncodeJSON(e)
	case v.Inner != nil:
		v.Inner.EncodeJSON(e)
	default:
		writeExactText(e, v.Other)
	}
}

func writeTypeUnion(e *Encoder, v typeUnion) {
	if v.All != nil {
		v.All.EncodeJSON(e)
		return
	}
	WriteModelPointer(e, v.Leaf)
}

// filler creates values from the fuzzer's bytes. After the last byte all values
// are zero.
type filler struct {
	data  []byte
	depth int
	dirty bool // a string was not valid UTF-8
}

func (f *filler) byte() (b byte) {
	if len(f.data) > 0 {
		b, f.data = f.data[0], f.data[1:]
	}
	return b
}

func (f *filler) bits() uint64 {
	var room [8]byte
	f.data = f.data[copy(room[:], f.data):]
	return binary.LittleEndian.Uint64(room[:])
}

// bytes returns up to 31 bytes, sometimes repeated 40 times.
func (f *filler) bytes() []byte {
	head := int(f.byte())
	n := min(head&31, len(f.data))
	text := f.data[:n]
	f.data = f.data[n:]
	if head>>5 == 7 {
		text = bytes.Repeat(text, 40)
	}
	return text
}

// text returns a string that may be invalid UTF-8.
func (f *filler) text() string {
	text := f.bytes()
	f.dirty = f.dirty || !utf8.Valid(text)
	return string(text)
}

// name returns a member name that no model has.
func (f *filler) name() string { return "x" + strings.ToValidUTF8(f.text(), "?") }

func (f *filler) raw() RawJSON {
	text, err := json.Marshal([]any{f.text(), map[string]any{f.text(): int64(f.bits())}, nil, f.byte()&1 == 0})
	if err != nil {
		panic(err)
	}
	return text
}

func (f *filler) extra() map[string]RawJSON {
	var extra map[string]RawJSON
	for range f.byte() & 3 {
		if extra == nil {
			extra = map[string]RawJSON{}
		}
		extra[f.name()] = f.raw()
	}
	return extra
}

func (f *filler) decimal() looseDecimal {
	text := strconv.FormatInt(int64(f.bits()), 10)
	if zeros := f.byte() & 7; zeros > 0 {
		text += "." + strings.Repeat("0", int(zeros))
	}
	return looseDecimal(text)
}

// time returns a time with a four-digit year and a zone in minutes.
func (f *filler) time() looseTime {
	const last = 253402300799 - 86400 // the year 9999 in any zone
	sec := int64(f.bits() % last)
	zone := time.UTC
	if minutes := int(int8(f.byte())); minutes != 0 {
		zone = time.FixedZone("", minutes*60)
	}
	return looseTime{time.Unix(sec, int64(f.bits()%1e9)).In(zone)}
}

func (f *filler) color() color {
	if i := int(f.byte()); i < len(colors) {
		return color(colors[i])
	}
	return color("x" + f.text()) // not a known value in another case, which would be read as that value
}

func some[T any](f *filler, make func() T) *T {
	if f.byte()&1 == 0 {
		return nil
	}
	v := make()
	return &v
}

func several[T any](f *filler, make func() T) []T {
	n := int(f.byte()&7) - 1
	if n < 0 {
		return nil
	}
	list := []T{}
	for range n {
		list = append(list, make())
	}
	return list
}

func named[T any](f *filler, make func() T) map[string]T {
	n := int(f.byte()&3) - 1
	if n < 0 {
		return nil
	}
	m := map[string]T{}
	for range n {
		m[f.name()] = make()
	}
	return m
}

func (f *filler) leaf() leaf {
	return leaf{Type: f.text(), Code: some(f, f.int32), Label: some(f, f.text), Extra: f.extra()}
}

func (f *filler) bool() looseBool       { return f.byte()&1 == 1 }
func (f *filler) int32() looseInt32     { return looseInt32(f.bits()) }
func (f *filler) int64() looseInt64     { return looseInt64(f.bits()) }
func (f *filler) uint64() looseUint64   { return looseUint64(f.bits()) }
func (f *filler) float64() looseFloat64 { return looseFloat64(math.Float64frombits(f.bits())) }
func (f *filler) date() Date            { return Date(f.text()) }

func (f *filler) everything() everything {
	f.depth++
	v := everything{
		Bool: f.bool(), Int32: f.int32(), Int64: f.int64(), Uint64: f.uint64(), Float64: f.float64(),
		Decimal: f.decimal(), String: f.text(), Color: f.color(), Bytes: f.bytes(), Time: f.time(), Date: f.date(),
		Clock: TimeOfDay(f.text()), Span: Duration(f.text()), Raw: exactText(f.raw()),
		MaybeBool: some(f, f.bool), MaybeInt32: some(f, f.int32), MaybeInt64: some(f, f.int64), MaybeUint64: some(f, f.uint64),
		MaybeFloat64: some(f, f.float64), MaybeDecimal: some(f, f.decimal),
		MaybeString: some(f, f.text), MaybeColor: some(f, f.color), MaybeTime: some(f, f.time), MaybeDate: some(f, f.date),
		Strings: several(f, f.text), MaybeStrings: several(f, func() *string { return some(f, f.text) }), Colors: several(f, f.color),
		Matrix: several(f, func() []looseInt64 { return several(f, f.int64) }),
		Leaves: several(f, f.leaf), MaybeLeaves: several(f, func() *leaf { return some(f, f.leaf) }),
		Numbers: named(f, f.int32), LeafMap: named(f, f.leaf), Leaf: f.leaf(), MaybeLeaf: some(f, f.leaf), Extra: f.extra(),
	}
	if f.depth < 20 && len(f.data) > 0 {
		v.Self = some(f, f.everything)
	}
	f.unions(&v)
	return v
}

func (f *filler) unions(v *everything) {
	switch f.byte() & 7 {
	case 0:
		v.ByKind.Text = new(f.text())
	case 1: // any other string would be read as a string
		if x := f.float64(); x-x == 0 {
			v.ByKind.Num = &x
		}
	case 2:
		v.ByKind.Flag = new(f.bool())
	case 3:
		v.ByKind.List = several(f, f.int64)
	case 4:
		v.ByKind.Leaf = new(f.leaf())
	}
	v.ByKeys.Other = exactText("null")
	if v.ByKeys.Coded = some(f, f.leaf); v.ByKeys.Coded != nil {
		v.ByKeys.Coded.Code = new(f.int32())
		v.ByKeys.Other = nil
	}
	if v.ByType.Leaf = some(f, f.leaf); v.ByType.Leaf != nil {
		v.ByType.Leaf.Type = "#" + strings.ToValidUTF8(v.ByType.Leaf.Type, "?")
		v.ByType.Type = v.ByType.Leaf.Type
	}
}

func FuzzEncodeRoundTrip(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		fill := filler{data: data}
		v := fill.everything()
		first, back := writeAndRead(t, v)
		if diff := compare(v, back); diff != "" && !fill.dirty {
			t.Fatalf("%q: %s", first, diff)
		}
		second, back := writeAndRead(t, back)
		if !fill.dirty && !bytes.Equal(first, second) {
			t.Fatalf("%q\nbecomes\n%q", first, second)
		}
		if third, _ := writeAndRead(t, back); !bytes.Equal(second, third) {
			t.Fatalf("%q\nbecomes\n%q", second, third)
		}
	})
}

// writeAndRead writes a model, with all checks, and reads it back.
func writeAndRead(t *testing.T, v everything) (text []byte, back everything) {
	t.Helper()
	text, err := Encode(v.EncodeJSON)
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil || !bytes.Equal(compact.Bytes(), text) {
		t.Fatalf("not JSON, or not compact: %q, %v", text, err)
	}
	back, err = read(string(text), ReadModel[everything])
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return text, back
}

// FuzzEncodeScalars compares the encoding of strings, numbers and raw JSON with
// that of encoding/json.
func FuzzEncodeScalars(f *testing.F) {
	f.Fuzz(func(t *testing.T, s string, x float64, raw []byte) {
		var want bytes.Buffer
		std := json.NewEncoder(&want)
		std.SetEscapeHTML(false)
		if err := std.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got, err := Encode(func(e *Encoder) { e.String(s) }); err != nil || string(got)+"\n" != want.String() {
			t.Fatalf("%q: got %s, %v, want %s", s, got, err, want.String())
		}
		if n, err := json.Marshal(x); err == nil && string(n) != FormatFloat(x) {
			t.Fatalf("%v: got %s, want %s", x, FormatFloat(x), n)
		}
		if len(raw) == 0 || tooDeep(raw) {
			return
		}
		got, err := Encode(func(e *Encoder) { e.Raw(raw) })
		if (err == nil) != json.Valid(raw) {
			t.Fatalf("raw %q: %v", raw, err)
		}
		want.Reset()
		if err == nil && (json.Compact(&want, raw) != nil || string([]rune(want.String())) != string(got)) {
			t.Fatalf("raw %q becomes %q", raw, got)
		}
	})
}
