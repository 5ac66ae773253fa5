package rest

// This file compares the decoder with encoding/json. A fuzzer passes the same
// bytes to both: first without types, to compare the syntax and the values,
// then to every reader and to the model in everything_test.go, which has a
// member for each reader.
//
// The two differ only where the list of differences says so. A new tolerance
// needs an entry in that list and a change of the model's UnmarshalJSON
// methods.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// Types for encoding/json.
type (
	plainLeaf struct {
		Type string `json:"@type"`
		Code int
	}
	plainOuter struct {
		Leaf  plainLeaf
		Int32 int
	}
	refused struct{} // an expected error
)

var (
	noon = time.Date(2026, 2, 28, 12, 0, 0, 0, time.UTC)
	deep = strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1)
	// The type follows the nested value at every level.
	untold = strings.Repeat(`{"byType":`, 400) + "null" + strings.Repeat(`,"@type":"#all"}`, 400)
)

// differences lists the intended differences: a text with the results of the
// decoder and of encoding/json.
var differences = []struct {
	name, text string
	read       func(*Decoder) any
	ours       any
	theirs     any
}{
	{"names match exactly", `{"code":2,"Code":3}`, boxed(ReadModel[leaf]), leaf{Code: Ptr[looseInt32](2), Extra: map[string]RawJSON{"Code": RawJSON("3")}}, plainLeaf{Code: 3}},
	{"unknown members are preserved", `{"x":[1 ]}`, boxed(ReadModel[leaf]), leaf{Extra: map[string]RawJSON{"x": RawJSON("[1 ]")}}, plainLeaf{}},
	{"repeated members are not merged", `{"leaf":{"@type":"a"},"leaf":{"code":1}}`, boxed(ReadModel[everything]), everything{Leaf: leaf{Code: Ptr[looseInt32](1)}}, plainOuter{Leaf: plainLeaf{"a", 1}}},
	{"a repeated null counts too", `{"int32":1,"int32":null}`, boxed(ReadModel[everything]), everything{}, plainOuter{Int32: 1}},
	{"the first discriminator counts", `{"@type":"#a","@type":"#all"}`, boxed(readTypeUnion), typeUnion{Type: "#a", Leaf: &leaf{Type: "#all"}}, plainLeaf{Type: "#all"}},
	{"integers in strings", `"200"`, boxed((*Decoder).Int32), int32(200), refused{}},
	{"spaces, a plus and zeros around them", `" +007 "`, boxed((*Decoder).Int64), int64(7), refused{}},
	{"numbers in strings", `"1.5"`, boxed((*Decoder).Float64), 1.5, refused{}},
	{"integers with a point", `1.0`, boxed((*Decoder).Int64), int64(1), refused{}},
	{"integers with an exponent", `1e2`, boxed((*Decoder).Int32), int32(100), refused{}},
	{"minus zero is not negative", `-0`, boxed((*Decoder).Uint64), uint64(0), refused{}},
	{"infinity", `"INF"`, boxed((*Decoder).Float64), math.Inf(1), refused{}},
	{"minus infinity", `"-Infinity"`, boxed((*Decoder).Float64), math.Inf(-1), refused{}},
	{"booleans in strings of any case", `"TRUE"`, boxed((*Decoder).Bool), true, refused{}},
	{"enums of any case", `"DARKGREEN"`, boxed(readColor), color("darkGreen"), "DARKGREEN"},
	{"base64 without padding", `"aGk"`, boxed((*Decoder).Bytes), []byte("hi"), refused{}},
	{"base64 of the other alphabet", `"_-8="`, boxed((*Decoder).Bytes), []byte{0xff, 0xef}, refused{}},
	{"an array is not bytes", `[1]`, boxed((*Decoder).Bytes), refused{}, []byte{1}},
	{"times in small letters", `"2026-02-28t12:00:00z"`, boxed((*Decoder).Time), noon, refused{}},
	{"times with a space", `"2026-02-28 12:00:00Z"`, boxed((*Decoder).Time), noon, refused{}},
	{"times with a zone without a colon", `"2026-02-28T11:00:00.000-0100"`, boxed((*Decoder).Time), noon, refused{}},
	{"times with a zone without minutes", `"2026-02-28 13:00:00+01"`, boxed((*Decoder).Time), noon, refused{}},
	{"times without a zone", `"2026-02-28T12:00:00"`, boxed((*Decoder).Time), noon, refused{}},
	{"times with escapes", `"2026-02-28T12:00:00\u005a"`, boxed((*Decoder).Time), noon, refused{}},
	{"a thousand levels", deep, boxed((*Decoder).Raw), refused{}, json.RawMessage(deep)},
	{"four hundred types after their values", untold, boxed(readTypeUnion), refused{}, json.RawMessage(untold)},
}

func TestDifferences(t *testing.T) {
	for _, tt := range differences {
		t.Run(tt.name, func(t *testing.T) {
			got, err := read(tt.text, tt.read)
			if err != nil {
				got = refused{}
			}
			if diff := cmp.Diff(tt.ours, got); diff != "" {
				t.Errorf("the decoder: %s, %v", diff, err)
			}
			like := tt.theirs
			if like == any(refused{}) {
				like = tt.ours
			}
			p := reflect.New(reflect.TypeOf(like))
			err = json.Unmarshal([]byte(tt.text), p.Interface())
			got = p.Elem().Interface()
			if err != nil {
				got = refused{}
			}
			if diff := cmp.Diff(tt.theirs, got); diff != "" {
				t.Errorf("encoding/json: %s, %v", diff, err)
			}
		})
	}
}

// anything reads any value as encoding/json does with UseNumber.
func anything(d *Decoder) any {
	switch d.Kind() {
	case KindNull:
		d.Null()
		return nil
	case KindBool:
		return d.Bool()
	case KindNumber:
		return json.Number(d.Raw())
	case KindString:
		return d.String()
	case KindArray:
		return anySlice(ReadList(d, anything))
	case KindObject:
		return ReadMap(d, anything)
	}
	d.Skip()
	return nil
}

func anySlice(list []any) any { return list }

// target is a way to read a text with both decoders.
type target struct {
	name string
	ours func(data []byte) (any, error)
	std  func(data []byte) (any, error)
}

func targetOf[T any](name string, read func(*Decoder) T) target {
	return target{
		name,
		func(data []byte) (any, error) {
			var v T
			err := Decode(data, func(d *Decoder) { v = read(d) })
			return v, err
		},
		func(data []byte) (any, error) {
			var v T
			err := json.Unmarshal(data, &v)
			return v, err
		},
	}
}

var targets = []target{
	targetOf("model", ReadModel[everything]),
	targetOf("model pointer", ReadModelPointer[everything]),
	targetOf("models", ReadModelList[everything]),
	targetOf("model list", func(d *Decoder) []*leaf { return ReadList(d, ReadModelPointer[leaf]) }),
	targetOf("boolean", readLooseBool),
	targetOf("int32", readLooseInt32),
	targetOf("int64", readLooseInt64),
	targetOf("uint64", func(d *Decoder) looseUint64 { return looseUint64(d.Uint64()) }),
	targetOf("float64", func(d *Decoder) looseFloat64 { return looseFloat64(d.Float64()) }),
	targetOf("decimal", func(d *Decoder) looseDecimal { return looseDecimal(d.Decimal()) }),
	targetOf("string", (*Decoder).String),
	targetOf("enum", readColor),
	targetOf("bytes", func(d *Decoder) looseBytes { return d.Bytes() }),
	targetOf("time", readTime),
	targetOf("raw", func(d *Decoder) exactText { return exactText(d.Raw()) }),
	targetOf("map", func(d *Decoder) map[string]looseInt32 { return ReadMap(d, readLooseInt32) }),
	targetOf("matrix", func(d *Decoder) [][]looseInt64 { return ReadList(d, readInts) }),
	targetOf("by kind", readKindUnion),
	targetOf("by keys", readKeysUnion),
	targetOf("by type", readTypeUnion),
}

func FuzzDecodeDifferential(f *testing.F) {
	for _, tt := range differences {
		f.Add([]byte(tt.text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if tooDeep(data) {
			if err := Decode(data, (*Decoder).Skip); err == nil {
				t.Fatal("no error for too many levels")
			}
			return
		}
		compareSyntax(t, data)
		for _, target := range targets {
			// Results must not share memory with the text, so the
			// text is overwritten.
			text := bytes.Clone(data)
			got, err := target.ours(text[:len(text):len(text)])
			clear(text)
			if isToldLate(err) && depth(data) > 20 {
				continue
			}
			want, errWant := target.std(data)
			if (err == nil) != (errWant == nil) {
				t.Fatalf("%s: %q: the decoder says %v, encoding/json %v", target.name, data, err, errWant)
			}
			if err != nil {
				checkError(t, data, err)
			} else if diff := compare(want, got); diff != "" {
				t.Fatalf("%s: %q: %s", target.name, data, diff)
			}
		}
	})
}

// compareSyntax compares the accepted syntax and the values without types.
func compareSyntax(t *testing.T, data []byte) {
	valid := json.Valid(data)
	if err := Decode(data, (*Decoder).Skip); (err == nil) != valid {
		t.Fatalf("%q: Skip says %v, encoding/json %v", data, err, valid)
	}
	text := bytes.Clone(data)
	got, err := read(string(text), anything)
	clear(text)
	if (err == nil) != valid {
		t.Fatalf("%q: the decoder says %v, encoding/json %v", data, err, valid)
	}
	if !valid {
		checkError(t, data, err)
		return
	}
	var want any
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	if err := d.Decode(&want); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(want, got) {
		t.Fatalf("%q: %s", data, cmp.Diff(want, got))
	}
}

// checkError checks the properties that every error must have.
func checkError(t *testing.T, data []byte, err error) {
	var e *DecodeError
	if !errors.As(err, &e) || e.Offset < 0 || e.Offset > int64(len(data)) || e.Want == "" || e.Got == "" {
		t.Fatalf("%q: the error is %#v", data, err)
	}
	if text := fmt.Sprint(err); len(text) > 1000 {
		t.Fatalf("%q: an error of %d bytes", data, len(text))
	}
}

// compare returns the difference between two values. NaN equals itself.
func compare(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got,
		cmp.Comparer(func(a, b looseFloat64) bool { return a == b || a != a && b != b }),
		cmp.Comparer(func(a, b looseTime) bool { return a.Format(time.RFC3339Nano) == b.Format(time.RFC3339Nano) }))
}

// isToldLate reports whether the decoder gave up because types follow nested
// values at many levels.
func isToldLate(err error) bool {
	var e *DecodeError
	return errors.As(err, &e) && e.Want == "objects with a discriminator"
}

// tooDeep reports whether a text that is valid so far has a bracket at a level
// that the decoder rejects.
func tooDeep(data []byte) bool { return depth(data) > maxDepth }

// depth returns the maximum depth of brackets before the end or the first
// syntax error.
func depth(data []byte) (most int) {
	d := json.NewDecoder(bytes.NewReader(data))
	for now := 0; ; {
		token, err := d.Token()
		if err != nil {
			return most
		}
		switch token {
		case json.Delim('['), json.Delim('{'):
			now++
			most = max(most, now)
		case json.Delim(']'), json.Delim('}'):
			now--
		}
	}
}
