package rest

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestEncode(t *testing.T) {
	at := time.Date(2026, 2, 28, 1, 2, 3, 500, time.FixedZone("", 3600))
	tests := []struct {
		write func(*Encoder)
		want  string
	}{
		{func(e *Encoder) { e.Null() }, `null`},
		{func(e *Encoder) { e.Bool(true) }, `true`},
		{func(e *Encoder) { e.Int32(math.MinInt32) }, `-2147483648`},
		{func(e *Encoder) { e.Int64(9007199254740993) }, `9007199254740993`},
		{func(e *Encoder) { e.Uint64(math.MaxUint64) }, `18446744073709551615`},
		{func(e *Encoder) { e.Float64(0.1) }, `0.1`},
		{func(e *Encoder) { e.Float64(1e21) }, `1e+21`},
		{func(e *Encoder) { e.Float64(1e-9) }, `1e-9`},
		{func(e *Encoder) { e.Float64(math.Inf(1)) }, `"INF"`},
		{func(e *Encoder) { e.Float64(math.Inf(-1)) }, `"-INF"`},
		{func(e *Encoder) { e.Float64(math.NaN()) }, `"NaN"`},
		{func(e *Encoder) { e.String("<a&b>\u2028\x00\x7f\"\\\b\f\n\r\té\xff") }, `"<a&b>\u2028\u0000` + "\x7f" + `\"\\\b\f\n\r\té\ufffd"`},
		{func(e *Encoder) { e.Bytes([]byte{0xff, 0xef}) }, `"/+8="`},
		{func(e *Encoder) { e.Bytes(nil) }, `null`},
		{func(e *Encoder) { e.BytesURL([]byte{0xff, 0xef}) }, `"_-8"`},
		{func(e *Encoder) { e.BytesURL(nil) }, `null`},
		{func(e *Encoder) { e.Bytes([]byte{}) }, `""`},
		{func(e *Encoder) { e.Time(at) }, `"2026-02-28T01:02:03.0000005+01:00"`},
		{func(e *Encoder) { e.Date(NewDate(at)) }, `"2026-02-28"`},
		{func(e *Encoder) { e.TimeOfDay(NewTimeOfDay(at)) }, `"01:02:03.0000005"`},
		{func(e *Encoder) { e.Duration(NewDuration(90 * time.Second)) }, `"PT1M30S"`},
		{func(e *Encoder) { e.Decimal("12.500") }, `12.500`},
		{func(e *Encoder) { e.Decimal("") }, `0`},
		{func(e *Encoder) { e.Raw(RawJSON(" { \"a b\" : [ 1 ,\t\"\xff\" ] }\n")) }, `{"a b":[1,"` + "\uFFFD" + `"]}`},
		{func(e *Encoder) { e.Raw(nil) }, `null`},
		{func(e *Encoder) { WriteList(e, nil, (*Encoder).Bool) }, `[]`},
		{func(e *Encoder) { WriteList(e, []int64{1, 2}, (*Encoder).Int64) }, `[1,2]`},
		{func(e *Encoder) { WriteMap(e, nil, (*Encoder).Bool) }, `{}`},
		{func(e *Encoder) { WriteMap(e, map[string]bool{"b": true, "a": false}, (*Encoder).Bool) }, `{"a":false,"b":true}`},
		{func(e *Encoder) { WriteMaybe(e, nil, (*Encoder).Bool) }, `null`},
		{func(e *Encoder) { WriteModelPointer[resultInfo](e, nil) }, `null`},
		{nested, `{"a":[{"x":1,"y":2},{}],"z":null}`},
	}
	for _, tt := range tests {
		got, err := Encode(tt.write)
		if err != nil || string(got) != tt.want {
			t.Errorf("got %s, %v, want %s", got, err, tt.want)
		}
	}
}

// nested writes an object with additional properties inside another one.
func nested(e *Encoder) {
	e.Object(map[string]RawJSON{"z": RawJSON("null"), "a": RawJSON("0")})
	e.Key("a")
	e.Array()
	e.Object(map[string]RawJSON{"y": RawJSON("2"), "x": RawJSON("0")})
	e.Key("x")
	e.Int32(1)
	e.End()
	e.Object(nil)
	e.End()
	e.End()
	e.End()
}

func TestEncodeErrors(t *testing.T) {
	member := func(f func(*Encoder)) func(*Encoder) {
		return func(e *Encoder) { e.Object(nil); e.Key("k"); f(e); e.End() }
	}
	tests := []struct {
		write func(*Encoder)
		want  string
	}{
		{func(*Encoder) {}, "json: encoding: the value is incomplete"},
		{func(e *Encoder) { e.Array() }, "json: encoding [0]: the value is incomplete"},
		{func(e *Encoder) { e.Null(); e.End() }, "json: encoding: End without Object or Array"},
		{func(e *Encoder) { e.Fail(errors.New("no")); e.Null() }, "json: encoding: no"},
		{member(func(e *Encoder) { e.Raw(RawJSON(`{"a":}`)) }), `json: encoding k: json: a: expected a value, found '}' (offset 5)`},
		{member(func(e *Encoder) { e.Raw(RawJSON(`1 2`)) }), `json: encoding k: json: expected the end, found 2 (offset 2)`},
		{member(func(e *Encoder) { e.Decimal("1,5") }), `json: encoding k: "1,5" is not a decimal number`},
		{member(func(e *Encoder) { e.Time(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) }), `json: encoding k: year 10000 is out of range: RFC 3339 needs four digits`},
	}
	for _, tt := range tests {
		got, err := Encode(tt.write)
		if err == nil || err.Error() != tt.want || got != nil {
			t.Errorf("got %s, %v, want %s", got, err, tt.want)
		}
	}
}

func TestEncodeAllocations(t *testing.T) {
	v := call{CallbackURI: "https://bot.example.com/calls", Muted: Ptr(true)}
	allocs := testing.AllocsPerRun(100, func() {
		if _, err := Encode(v.EncodeJSON); err != nil {
			t.Fatal(err)
		}
	})
	if allocs > 1 {
		t.Errorf("%v allocations", allocs)
	}
}

func TestEncodeMembers(t *testing.T) {
	at := time.Date(2026, 2, 28, 1, 2, 3, 0, time.UTC)
	write := func(e *Encoder) {
		e.Object(map[string]RawJSON{"b": RawJSON("1"), "tex\"t": RawJSON("2"), "null": RawJSON("null"), "z": RawJSON("3")})
		e.StringDefault(`"@type":`, "", "#a")
		e.StringDefault(`"type":`, "#b", "#a")
		e.MaybeString(`"tex\"t":`, Ptr("é\n"))
		e.MaybeBool(`"b":`, Ptr(true))
		e.MaybeInt32(`"i":`, Ptr(int32(-1)))
		e.MaybeInt64(`"j":`, Ptr(int64(9007199254740993)))
		e.MaybeFloat64(`"f":`, Ptr(0.5))
		e.MaybeTime(`"at":`, &at)
		e.MaybeString(`"s0":`, nil)
		e.MaybeBool(`"b0":`, nil)
		e.MaybeInt32(`"i0":`, nil)
		e.MaybeInt64(`"j0":`, nil)
		e.MaybeFloat64(`"f0":`, nil)
		e.MaybeTime(`"at0":`, nil)
		e.RawKey(`"inner":`)
		e.Object(map[string]RawJSON{"@type": RawJSON("4")})
		e.RawKey(`"list":`)
		e.Array()
		e.Object(nil)
		e.RawKey(`"z":`)
		e.Null()
		e.End()
		e.End()
		e.End()
		e.End()
	}
	const want = `{"@type":"#a","type":"#b","tex\"t":"é\n","b":true,"i":-1,"j":9007199254740993,"f":0.5,"at":"2026-02-28T01:02:03Z",` +
		`"inner":{"list":[{"z":null}],"@type":4},"null":null,"z":3}`
	got, err := Encode(write)
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

func TestEncodeRaw(t *testing.T) {
	for raw, want := range map[string]string{
		`"a"`: `"a"`, `""`: `""`, ` "a" `: `"a"`, `"\\"`: `"\\"`, "\"\xff\"": "\"\uFFFD\"", `[ 1, " " ]`: `[1," "]`, ``: `null`,
		`"`: "", `"a`: "", `"a"b"`: "", "\"\x01\"": "", `"\x"`: "", `"a" 1`: "",
	} {
		got, err := Encode(func(e *Encoder) { e.Raw(RawJSON(raw)) })
		if string(got) != want || (err != nil) != (want == "") {
			t.Errorf("%s: %s, %v", raw, got, err)
		}
	}
}

// TestEncodeLong writes strings with lengths around those at which the encoder
// grows its buffer.
func TestEncodeLong(t *testing.T) {
	for n := range 5000 {
		text := strings.Repeat("a", n)
		got, err := Encode(func(e *Encoder) { e.String(text) })
		if err != nil || len(got) != n+2 || string(got[1:n+1]) != text || got[n+1] != '"' {
			t.Fatalf("%d: %v, %.40s", n, err, got)
		}
	}
}
