package rest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestDecodeScalars(t *testing.T) {
	tests := []struct {
		text string
		read func(*Decoder) any
		want any
	}{
		{`true`, boxed((*Decoder).Bool), true},
		{`"False"`, boxed((*Decoder).Bool), false},
		{`"true"`, boxed((*Decoder).Bool), true},
		{`null`, boxed((*Decoder).Bool), false},
		{`-2147483648`, boxed((*Decoder).Int32), int32(math.MinInt32)},
		{`"200"`, boxed((*Decoder).Int32), int32(200)},
		{`" +0200 "`, boxed((*Decoder).Int32), int32(200)},
		{`"00"`, boxed((*Decoder).Int32), int32(0)},
		{`null`, boxed((*Decoder).Int32), int32(0)},
		{`9007199254740993`, boxed((*Decoder).Int64), int64(9007199254740993)},
		{`"9007199254740993"`, boxed((*Decoder).Int64), int64(9007199254740993)},
		{`-9223372036854775808`, boxed((*Decoder).Int64), int64(math.MinInt64)},
		{`9223372036854775807`, boxed((*Decoder).Int64), int64(math.MaxInt64)},
		{`1e2`, boxed((*Decoder).Int64), int64(100)},
		{`1.50E+1`, boxed((*Decoder).Int64), int64(15)},
		{`1200e-2`, boxed((*Decoder).Int64), int64(12)},
		{`-1.0`, boxed((*Decoder).Int64), int64(-1)},
		{`-0`, boxed((*Decoder).Int64), int64(0)},
		{`1000000000000000000000000000000e-30`, boxed((*Decoder).Int64), int64(1)},
		{`0e999999999999999999999`, boxed((*Decoder).Int64), int64(0)},
		{`0.0e-999999999999999999999`, boxed((*Decoder).Int64), int64(0)},
		{`9223372036854775807.000`, boxed((*Decoder).Int64), int64(math.MaxInt64)},
		{`18446744073709551615`, boxed((*Decoder).Uint64), uint64(math.MaxUint64)},
		{`-0`, boxed((*Decoder).Uint64), uint64(0)},
		{`1.5`, boxed((*Decoder).Float64), 1.5},
		{`"1.5"`, boxed((*Decoder).Float64), 1.5},
		{`"INF"`, boxed((*Decoder).Float64), math.Inf(1)},
		{`"-INF"`, boxed((*Decoder).Float64), math.Inf(-1)},
		{`"NaN"`, boxed((*Decoder).Float64), math.NaN()},
		{`1e-400`, boxed((*Decoder).Float64), 0.0},
		{`0.1`, boxed((*Decoder).Float64), 0.1},
		{`""`, boxed((*Decoder).String), ""},
		{`null`, boxed((*Decoder).String), ""},
		{`"a\"\\\/\b\f\n\r\t\u00e9\uD83D\uDE00"`, boxed((*Decoder).String), "a\"\\/\b\f\n\r\té😀"},
		{`"\ud83d"`, boxed((*Decoder).String), "\uFFFD"},
		{`"\ud83d\u0041\ude00x"`, boxed((*Decoder).String), "\uFFFDA\uFFFDx"},
		{"\"a\xff\xfeb\"", boxed((*Decoder).String), "a\uFFFD\uFFFDb"},
		{`"挂断，Gespräch"`, boxed((*Decoder).String), "挂断，Gespräch"},
		{`"aGk="`, boxed((*Decoder).Bytes), []byte("hi")},
		{`"aGk"`, boxed((*Decoder).Bytes), []byte("hi")},
		{`"aG\r\nk=\r\n"`, boxed((*Decoder).Bytes), []byte("hi")},
		{`"_-8"`, boxed((*Decoder).Bytes), []byte{0xff, 0xef}},
		{`"\/+8="`, boxed((*Decoder).Bytes), []byte{0xff, 0xef}},
		{`""`, boxed((*Decoder).Bytes), []byte{}},
		{`null`, boxed((*Decoder).Bytes), []byte(nil)},
		{`"2026-02-28T01:02:03.5Z"`, boxed((*Decoder).Time), time.Date(2026, 2, 28, 1, 2, 3, 5e8, time.UTC)},
		{`"2026-02-28t01:02:03z"`, boxed((*Decoder).Time), time.Date(2026, 2, 28, 1, 2, 3, 0, time.UTC)},
		{`"2026-02-28T01:02:03"`, boxed((*Decoder).Time), time.Date(2026, 2, 28, 1, 2, 3, 0, time.UTC)},
		{`"2026-02-28t01:02:03.25"`, boxed((*Decoder).Time), time.Date(2026, 2, 28, 1, 2, 3, 25e7, time.UTC)},
		{`null`, boxed((*Decoder).Time), time.Time{}},
		{`"2026-02-28"`, boxed((*Decoder).Date), Date("2026-02-28")},
		{`"15:04"`, boxed((*Decoder).TimeOfDay), TimeOfDay("15:04")},
		{`"PT1S"`, boxed((*Decoder).Duration), Duration("PT1S")},
		{`12.500`, boxed((*Decoder).Decimal), Decimal("12.500")},
		{`"12.500"`, boxed((*Decoder).Decimal), Decimal("12.500")},
		{` {"a" : [ 1 , {} ] } `, boxed((*Decoder).Raw), RawJSON(`{"a" : [ 1 , {} ] }`)},
	}
	for _, tt := range tests {
		got, err := read(tt.text, tt.read)
		if err != nil {
			t.Errorf("%s: %v", tt.text, err)
		} else if diff := cmp.Diff(tt.want, got, cmpopts.EquateNaNs()); diff != "" {
			t.Errorf("%s: %s", tt.text, diff)
		}
	}
}

func boxed[T any](f func(*Decoder) T) func(*Decoder) any {
	return func(d *Decoder) any { return f(d) }
}

func TestDecodeErrors(t *testing.T) {
	tests := []struct {
		text string
		read func(*Decoder) any
		want string
	}{
		{``, boxed((*Decoder).Raw), "json: expected a value, found the end (offset 0)"},
		{`{"a":1}x`, boxed((*Decoder).Raw), "json: expected the end, found 'x' (offset 7)"},
		{`[1,]`, boxed((*Decoder).Raw), "json: [1]: expected a value, found ']' (offset 3)"},
		{`[1 2]`, boxed((*Decoder).Raw), "json: [0]: expected ',' or ']', found 2 (offset 3)"},
		{`[1`, boxed((*Decoder).Raw), "json: [0]: expected ',' or ']', found the end (offset 2)"},
		{`{"a":1,}`, boxed((*Decoder).Raw), "json: a: expected a member's name, found '}' (offset 7)"},
		{`{"a" 1}`, boxed((*Decoder).Raw), "json: a: expected ':', found 1 (offset 5)"},
		{`{a:1}`, boxed((*Decoder).Raw), "json: expected a member's name, found 'a' (offset 1)"},
		{`{"a":tru}`, boxed((*Decoder).Raw), `json: a: expected a value, found "tru" (offset 5)`},
		{`01`, boxed((*Decoder).Raw), "json: expected the end, found 1 (offset 1)"},
		{`-`, boxed((*Decoder).Raw), `json: expected a value, found "-" (offset 0)`},
		{`1.`, boxed((*Decoder).Raw), `json: expected a value, found "1." (offset 0)`},
		{`1e`, boxed((*Decoder).Raw), `json: expected a value, found "1e" (offset 0)`},
		{`.5`, boxed((*Decoder).Raw), `json: expected a value, found '.' (offset 0)`},
		{`"a`, boxed((*Decoder).String), `json: expected '"', found the end (offset 2)`},
		{"\"a\nb\"", boxed((*Decoder).String), `json: expected a string without control characters, found '\n' (offset 2)`},
		{`"\x"`, boxed((*Decoder).String), `json: expected an escape sequence, found 'x' (offset 1)`},
		{`"\u12g4"`, boxed((*Decoder).String), `json: expected an escape sequence, found 'u' (offset 1)`},
		{"\x00", boxed((*Decoder).String), `json: expected a string, found '\x00' (offset 0)`},
		{"<html>", boxed((*Decoder).String), `json: expected a string, found '<' (offset 0)`},
		{`{}`, boxed((*Decoder).String), `json: expected a string, found an object (offset 0)`},
		{`2147483648`, boxed((*Decoder).Int32), "json: expected a 32-bit integer, found 2147483648 (offset 0)"},
		{`9223372036854775808`, boxed((*Decoder).Int64), "json: expected a 64-bit integer, found 9223372036854775808 (offset 0)"},
		{`-9223372036854775809`, boxed((*Decoder).Int64), "json: expected a 64-bit integer, found -9223372036854775809 (offset 0)"},
		{`1e99`, boxed((*Decoder).Int64), "json: expected a 64-bit integer, found 1e99 (offset 0)"},
		{`1.5`, boxed((*Decoder).Int64), "json: expected a 64-bit integer, found 1.5 (offset 0)"},
		{`1e-1`, boxed((*Decoder).Int64), "json: expected a 64-bit integer, found 1e-1 (offset 0)"},
		{`18446744073709551616`, boxed((*Decoder).Uint64), "json: expected a 64-bit integer that is not negative, found 18446744073709551616 (offset 0)"},
		{`-1`, boxed((*Decoder).Uint64), "json: expected a 64-bit integer that is not negative, found -1 (offset 0)"},
		{`"abc"`, boxed((*Decoder).Int32), `json: expected a 32-bit integer, found the string "abc" (offset 0)`},
		{`""`, boxed((*Decoder).Int32), `json: expected a 32-bit integer, found the string "" (offset 0)`},
		{`"1_0"`, boxed((*Decoder).Float64), `json: expected a number, found the string "1_0" (offset 0)`},
		{`"0x10"`, boxed((*Decoder).Float64), `json: expected a number, found the string "0x10" (offset 0)`},
		{`1e400`, boxed((*Decoder).Float64), `json: expected a number, found 1e400 (offset 0)`},
		{`true`, boxed((*Decoder).Float64), `json: expected a number, found true (offset 0)`},
		{`"maybe"`, boxed((*Decoder).Bool), `json: expected a boolean, found the string "maybe" (offset 0)`},
		{`1`, boxed((*Decoder).Bool), `json: expected a boolean, found 1 (offset 0)`},
		{`"a b"`, boxed((*Decoder).Bytes), `json: expected a string in base64, found the string "a b" (offset 0)`},
		{`"2026-02-28"`, boxed((*Decoder).Time), `json: expected a date and time as in RFC 3339, found the string "2026-02-28" (offset 0)`},
		{`"2026-02-28T01:02:03"`, func(d *Decoder) any { d.Strict(); return d.Time() }, `json: expected a date and time as in RFC 3339, found the string "2026-02-28T01:02:03" (offset 0)`},
		{`"2026-02-30T00:00:00Z"`, boxed((*Decoder).Time), `json: expected a date and time as in RFC 3339, found the string "2026-02-30T00:00:00Z" (offset 0)`},
		{`"1,5"`, boxed((*Decoder).Decimal), `json: expected a decimal number, found the string "1,5" (offset 0)`},
		{strings.Repeat("[", 1001), boxed((*Decoder).Raw), "json: " + strings.Repeat("[0]", 16) + "…" + strings.Repeat("[0]", 16) +
			": expected at most 1000 nested objects and arrays, found more (offset 1000)"},
	}
	for _, tt := range tests {
		_, err := read(tt.text, tt.read)
		var de *DecodeError
		if !errors.As(err, &de) || err.Error() != tt.want {
			t.Errorf("%.40s:\n got %v\nwant %s", tt.text, err, tt.want)
		}
	}
}

func TestDecodeErrorPath(t *testing.T) {
	const text = `{"@odata.type":"#n","value":[{"a":[1,2],"s":"]}\"","resourceData":{"x":{},"resultInfo":{"code":{"n":1}}}}]}`
	var read func(d *Decoder)
	read = func(d *Decoder) {
		switch d.Kind() {
		case KindObject:
			for ok := d.Object(); ok && d.Next(); {
				if string(d.Key()) == "code" {
					d.Int32()
					continue
				}
				read(d)
			}
		case KindArray:
			for ok := d.Array(); ok && d.Next(); {
				read(d)
			}
		default:
			d.Skip()
		}
	}
	err := Decode([]byte(text), read)
	want := &DecodeError{
		Path: "value[0].resourceData.resultInfo.code", Offset: int64(strings.Index(text, `{"n"`)),
		Want: "a 32-bit integer", Got: "an object",
	}
	var got *DecodeError
	errors.As(err, &got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	_, err = readRaw(`{"@odata.type":[{"a.b":{"":x}}]}`)
	if want := `json: ["@odata.type"][0]["a.b"][""]: expected a value, found 'x' (offset 27)`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func readRaw(text string) (RawJSON, error) { return read(text, (*Decoder).Raw) }

// After an error a decoder must return zero values and end every loop.
func TestDecodeErrorSticks(t *testing.T) {
	d := NewDecoder([]byte(`[1, x, {"a": 1}]`))
	d.Array()
	d.Next()
	d.Int32()
	d.Next()
	d.Int32()
	first := d.Err()
	if first == nil {
		t.Fatal("no error for x")
	}
	d.Fail(errors.New("another"))
	zero := []any{
		d.Bool(), d.Int32(), d.Int64(), d.Uint64(), d.Float64(), d.String(), d.Enum([]string{"a"}),
		d.Date(), d.Decimal(), d.Time(), d.Object(), d.Array(), d.Next(), d.Null(), d.Kind(), string(d.Discriminator("a")), d.HasKeys("a"),
	}
	want := []any{
		false, int32(0), int64(0), uint64(0), 0.0, "", "",
		Date(""), Decimal(""),
		time.Time{},
		false, false, false, false, KindInvalid, "", false,
	}
	if diff := cmp.Diff(want, zero); diff != "" {
		t.Error(diff)
	}
	var extra map[string]RawJSON
	d.AdditionalProperty(&extra)
	d.Skip()
	if d.Err() != first || extra != nil || d.Bytes() != nil || d.Raw() != nil {
		t.Errorf("after %v: %v, %v", first, d.Err(), extra)
	}
}

func TestStrict(t *testing.T) {
	for _, f := range []func(*Decoder){
		func(d *Decoder) { d.Int32() }, func(d *Decoder) { d.Float64() }, func(d *Decoder) { d.Decimal() }, func(d *Decoder) { d.Bool() },
	} {
		d := NewDecoder([]byte(`"1"`))
		d.Strict()
		if f(d); d.Err() == nil {
			t.Error(`"1" is read although the decoder is strict`)
		}
	}
	d := NewDecoder([]byte(`"INF"`))
	d.Strict()
	if v := d.Float64(); !math.IsInf(v, 1) || d.Err() != nil {
		t.Errorf("INF is %v, %v", v, d.Err())
	}
}

func TestPeek(t *testing.T) {
	const text = ` {"x":{"kind":"inner","a":[{}]},"k\u0069nd" : "#graph.call" , "z":1}`
	d := NewDecoder([]byte(text))
	if got := string(d.Discriminator("kind")); got != "#graph.call" {
		t.Errorf("discriminator %q", got)
	}
	for _, tt := range []struct {
		keys []string
		want bool
	}{{nil, true}, {[]string{"x", "kind", "z"}, true}, {[]string{"x", "a"}, false}} {
		if got := d.HasKeys(tt.keys...); got != tt.want {
			t.Errorf("HasKeys(%q) = %v", tt.keys, got)
		}
	}
	if raw := d.Raw(); d.Err() != nil || " "+string(raw) != text {
		t.Errorf("peeking has read something: %s, %v", raw, d.Err())
	}
	for _, text := range []string{`{"kind": "a"}`, `{ "kind":"a"}`, "{\"x\":1,\"kind\"\n:\t\"a\"}"} {
		if got := string(NewDecoder([]byte(text)).Discriminator("kind")); got != "a" {
			t.Errorf("%s: got %q", text, got)
		}
	}
	for _, text := range []string{``, `[]`, `{`, `{"kind"`, `{"kind":`, `{"kind":"a`, `{"kind":1}`, `{"a":}`, `{"kind":"\u1"}`, `{"a":"\`, `{"a":[{"b":`} {
		d := NewDecoder([]byte(text))
		if got := string(d.Discriminator("kind")); got != "" && got != "a" {
			t.Errorf("discriminator of %s is %q", text, got)
		}
		d.HasKeys("kind", "b")
		if d.Err() != nil {
			t.Errorf("peeking at %s fails: %v", text, d.Err())
		}
	}
}

func TestDecodeAllocations(t *testing.T) {
	known := []string{"none", "busy"}
	text := []byte(`{"reason":"BUSY","@odata.type":"#a","n":[1,2.5,"3"],"skip":{"a":[true,null]}}`)
	d := NewDecoder(nil)
	allocs := testing.AllocsPerRun(100, func() {
		*d = Decoder{data: text}
		if string(d.Discriminator("@odata.type")) != "#a" || !d.HasKeys("n", "skip") {
			t.Fatal("peeking failed")
		}
		for d.Object(); d.Next(); {
			switch string(d.Key()) {
			case "reason":
				if d.Enum(known) != "busy" {
					t.Fatal("enum")
				}
			case "n":
				for d.Array(); d.Next(); {
					d.Float64()
				}
			default:
				d.Skip()
			}
		}
		if d.Err() != nil {
			t.Fatal(d.Err())
		}
	})
	if allocs != 1 { // room for the names that HasKeys compares
		t.Errorf("%v allocations", allocs)
	}
}

// Text that is not a number must be an error, with or without quotation marks.
// Integers must be exact in every form.
func FuzzInteger(f *testing.F) {
	for _, seed := range []string{"12", "1e2", "1.50e1", "-0", "99999999999999999999", "1e-1", "0e99999999999", "10e-1", " 7 ", "+7"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := read(text, (*Decoder).Int64)
		if err != nil || text == "" || !json.Valid([]byte(text)) || strings.ContainsAny(text, `"n`) {
			return
		}
		r, err := Decimal(strings.TrimSpace(text)).Rat()
		if err != nil {
			return // the exponent is out of range
		}
		if !r.IsInt() || r.Num().String() != fmt.Sprint(n) {
			t.Fatalf("%s is read as %d", text, n)
		}
	})
}

func TestConstant(t *testing.T) {
	for _, tt := range []struct {
		data, constant string
		strict, want   bool
	}{
		{`"a"`, `"a"`, true, true},
		{` "\u0061" `, `"a"`, true, true},
		{`"A"`, `"a"`, true, true},
		{`"ab"`, `"a"`, false, false},
		{`a"`, `"a"`, false, false},
		{`1`, `1`, true, true},
		{`1.0`, `1`, true, true},
		{`10`, `1`, false, false},
		{`"1"`, `1`, false, true},
		{`"1"`, `1`, true, false},
		{`1`, `"1"`, false, false},
		{`true`, `true`, true, true},
		{`false`, `true`, false, false},
		{`null`, `"a"`, true, false},
		{`{"a":1}`, `"a"`, false, false},
		{`"\x"`, `"a"`, false, false},
		{`"`, `1`, false, false},
		{``, `1`, false, false},
	} {
		d := NewDecoder([]byte(tt.data))
		if tt.strict {
			d.Strict()
		}
		d.Constant(tt.constant)
		d.Skip()
		if got := d.Finish() == nil; got != tt.want {
			t.Errorf("%s as the constant %s: got %v, want %v (%v)", tt.data, tt.constant, got, tt.want, d.Err())
		}
	}
}
