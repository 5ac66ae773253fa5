package rest

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// scalars has an optional member of each scalar type that is stored in slabs.
type scalars struct {
	A, B *string
	On   *bool
	I    *int32
	J    *int64
	F    *float64
	At   *time.Time
}

func readScalars(d *Decoder) (v scalars) {
	for ok := d.Object(); ok && d.Next(); {
		switch string(d.Key()) {
		case "a":
			v.A = d.MaybeString()
		case "b":
			v.B = d.MaybeEnum([]string{"busy"})
		case "on":
			v.On = d.MaybeBool()
		case "i":
			v.I = d.MaybeInt32()
		case "j":
			v.J = d.MaybeInt64()
		case "f":
			v.F = d.MaybeFloat64()
		case "at":
			v.At = d.MaybeTime()
		default:
			d.Skip()
		}
	}
	return v
}

func TestOptionalScalars(t *testing.T) {
	const text = `{"a":"x","b":"BUSY","on":"true","i":"7","j":9007199254740993,"f":1.5,"at":"2026-02-28T01:02:03Z"}`
	nulls := `{"a":null,"b":null,"on":null,"i":null,"j":null,"f":null,"at":null}`
	want := scalars{
		A: Ptr("x"), B: Ptr("busy"), On: Ptr(true), I: Ptr(int32(7)), J: Ptr(int64(9007199254740993)), F: Ptr(1.5),
		At: Ptr(time.Date(2026, 2, 28, 1, 2, 3, 0, time.UTC)),
	}
	list, err := DecodeValue([]byte("["+text+","+nulls+","+strings.Repeat(text+",", 99)+text+"]"), func(d *Decoder) []scalars { return ReadList(d, readScalars) })
	if err != nil || len(list) != 102 {
		t.Fatalf("%d objects, %v", len(list), err)
	}
	if diff := cmp.Diff(scalars{}, list[1]); diff != "" {
		t.Error("nulls:", diff)
	}
	*list[0].A, *list[0].I = "changed", 8
	for i, got := range list[2:] {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("object %d: %s", i+2, diff)
		}
	}
	for _, bad := range []string{`{"a":1}`, `{"b":{}}`, `{"on":"no"}`, `{"i":"x"}`, `{"j":1.5}`, `{"f":true}`, `{"at":"now"}`} {
		if v, err := DecodeValue([]byte(bad), readScalars); err == nil || v != (scalars{}) {
			t.Errorf("%s: %+v, %v", bad, v, err)
		}
	}
}

// TestSharedAllocations counts the allocations of objects with short values.
func TestSharedAllocations(t *testing.T) {
	object := `{"a":"one text","b":"another one","on":true,"i":1,"j":2,"f":3}`
	count := func(n int) float64 {
		text := []byte("[" + strings.Repeat(object+",", n-1) + object + "]")
		return testing.AllocsPerRun(20, func() {
			d := NewDecoder(text)
			for ok := d.Array(); ok && d.Next(); {
				readScalars(d)
			}
			if d.Err() != nil {
				t.Fatal(d.Err())
			}
		})
	}
	if got := (count(201) - count(1)) / 200; got > 0.5 {
		t.Errorf("%.2f allocations an object", got)
	}
}

// TestKeepsNoBody checks that a value does not retain its body. Forty bodies of
// 1 MB would be noticed.
func TestKeepsNoBody(t *testing.T) {
	body := func(i int) []byte {
		return fmt.Appendf(nil, `{"pad":"%s","long":"%s","short":"s%d","raw":{"n":%d},"extra":1}`, strings.Repeat("x", 1<<19), strings.Repeat("y", 1<<19), i, i)
	}
	type kept struct {
		short *string
		text  string
		raw   RawJSON
		extra map[string]RawJSON
	}
	var all []kept
	before := heap()
	for i := range 40 {
		var k kept
		err := Decode(body(i), func(d *Decoder) {
			for ok := d.Object(); ok && d.Next(); {
				switch string(d.Key()) {
				case "pad":
					_ = d.String()
				case "long":
					_ = d.MaybeString()
				case "short":
					k.short = d.MaybeString()
				case "raw":
					k.raw = d.Raw()
				default:
					d.AdditionalProperty(&k.extra)
				}
			}
			k.text = *k.short
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, k)
	}
	if grown := heap() - before; grown > 2<<20 {
		t.Errorf("40 values retain %d bytes", grown)
	}
	if got := *all[39].short + string(all[39].raw) + all[39].extra["extra"].String(); got != `s39{"n":39}1` {
		t.Error(got)
	}
}

func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestRawIsOnesOwn appends to a raw value, which must not change its neighbors.
func TestRawIsOnesOwn(t *testing.T) {
	list, err := DecodeValue([]byte(`[1,"two",{"three":3}]`), func(d *Decoder) []RawJSON { return ReadList(d, (*Decoder).Raw) })
	if err != nil {
		t.Fatal(err)
	}
	_ = append(list[0], "999999"...)
	if list[1].String() != `"two"` || list[2].String() != `{"three":3}` {
		t.Error(list)
	}
}

func TestUsually(t *testing.T) {
	for text, want := range map[string]string{
		`"#a.call"`: "#a.call", ` "#a.call"`: "#a.call", `"#a.c\u0061ll"`: "#a.call", `"#a.callx"`: "#a.callx", `"#a.cal"`: "#a.cal",
		`""`: "", `null`: "", `"#a.call" `: "#a.call",
	} {
		got, err := DecodeValue([]byte(text), func(d *Decoder) string { return d.StringDefault("#a.call") })
		if err != nil || got != want {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{`"#a.call`, `1`, `"#a.call"x`} {
		if _, err := DecodeValue([]byte(text), func(d *Decoder) string { return d.StringDefault("#a.call") }); err == nil {
			t.Errorf("%s is read", text)
		}
	}
}

// TestLookingAheadIsLimited decodes nested objects without a discriminator.
// Without the limit this takes minutes.
func TestLookingAheadIsLimited(t *testing.T) {
	const depth = 900
	text := strings.Repeat(`{"inner":`, depth) + `"` + strings.Repeat("x", 4<<20) + `"` + strings.Repeat("}", depth)
	var read func(d *Decoder) string
	read = func(d *Decoder) string {
		if d.Kind() != KindObject {
			return d.String()
		}
		d.Discriminator("@odata.type")
		d.HasKeys("kind")
		for ok := d.Object(); ok && d.Next(); {
			read(d)
		}
		return ""
	}
	_, err := DecodeValue([]byte(text), read)
	if err == nil || !strings.Contains(err.Error(), "objects with a discriminator") {
		t.Errorf("%v", err)
	}
	flat := "[" + strings.Repeat(`{"inner":{"inner":{"inner":"x"}}},`, 50000) + "{}]"
	if _, err := DecodeValue([]byte(flat), func(d *Decoder) []string { return ReadList(d, read) }); err != nil {
		t.Error(err)
	}
}

// TestUnionsWithinEachOther decodes a tree of unions that are selected by
// members. The number of types must not count against the limit for looking
// ahead.
func TestUnionsWithinEachOther(t *testing.T) {
	const depth = 50
	text := strings.Repeat(`{"on\u0065":1, "inner":[`, depth) + `{"last":[{}]}` + strings.Repeat(`]}`, depth)
	levels := 0
	var read func(d *Decoder) RawJSON
	read = func(d *Decoder) RawJSON {
		for i := range 100 {
			if d.HasKeys("one", strconv.Itoa(i)) || d.HasKeys(strconv.Itoa(i)) {
				t.Errorf("member %d is reported as present", i)
			}
		}
		if d.HasKeys("one", "last") || !d.HasKeys() {
			t.Error("HasKeys mixes up the names of two objects")
		}
		if !d.HasKeys("inner", "one") {
			return d.Raw()
		}
		for ok := d.Object(); ok && d.Next(); {
			if string(d.Key()) == "inner" {
				levels++
				ReadList(d, read)
			} else {
				d.Skip()
			}
		}
		return nil
	}
	if _, err := DecodeValue([]byte(text), read); err != nil || levels != depth {
		t.Errorf("%d levels, %v", levels, err)
	}
}
