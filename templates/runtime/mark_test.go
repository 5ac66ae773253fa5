package rest

import (
	"strings"
	"testing"
)

// TestRewind checks that decoding continues after a value that a variant cannot hold,
// wherever the value is.
func TestRewind(t *testing.T) {
	number := func(d *Decoder) { d.Int64() }
	list := func(d *Decoder) { ReadList(d, func(d *Decoder) []int64 { return ReadList(d, (*Decoder).Int64) }) }
	object := func(d *Decoder) {
		ReadMap(d, func(d *Decoder) int64 {
			if string(d.Key()) == "kind" {
				d.Constant(`"a"`)
				d.Skip()
				return 0
			}
			return d.Int64()
		})
	}
	for value, read := range map[string]func(*Decoder){
		`1.5`: number, `"b"`: number, `{"kind":"a"}`: number, `[[1],["x"]]`: list, `[1]`: list, `[{"a":{}}]`: list,
		`{"kind":"b"}`: object, `{"n":"x","kind":"b","m":[{}]}`: object, `{"kind":null}`: object,
	} {
		for before, after := range map[string]string{"": "", `[1, `: `, 2]`, `[[`: `]]`, `{"a\u0062": `: `,"c":[]}`} {
			d := NewDecoder([]byte(before + value + after))
			for _, c := range strings.TrimSuffix(before, `"a\u0062": `) {
				switch c {
				case '[':
					d.Array()
					d.Next()
				case '1':
					d.Int64()
					d.Next()
				case '{':
					d.Object()
					d.Next()
				}
			}
			m := d.Mark()
			if read(d); !d.Rewind(m, "kind", `"a"`) || d.Rewind(m) {
				t.Errorf("%s in %s%s does not go back", value, before, after)
			}
			if got := d.Raw(); string(got) != value {
				t.Errorf("got %s, want %s", got, value)
			}
			for range 3 {
				for d.Next() {
					d.Skip()
				}
			}
			if err := d.Finish(); err != nil {
				t.Errorf("%s: %v", before+value+after, err)
			}
		}
	}
}

// TestNoRewind checks the errors that remain.
func TestNoRewind(t *testing.T) {
	nested := func(d *Decoder) {
		ReadMap(d, func(d *Decoder) map[string]int {
			return ReadMap(d, func(d *Decoder) int { d.Constant("2"); d.Skip(); return 0 })
		})
	}
	list := func(d *Decoder) { ReadList(d, func(d *Decoder) map[string]bool { return ReadMap(d, (*Decoder).Bool) }) }
	for _, tt := range []struct {
		text, want string
		read       func(*Decoder)
	}{
		{`{"a":{"b":1}}`, "json: a.b: expected 2, found 1 (offset 10)", nested},
		{`{"kind":"a","c":1}`, `json: kind: expected an object, found the string "a" (offset 8)`, nested},
		{`{"a":{"b":2}`, "json: a: expected ',' or '}', found the end (offset 12)", nested},
		{`[{"a":true},{"a":1}]`, "json: [1].a: expected a boolean, found 1 (offset 17)", list},
		{`true`, errNoObject.Error(), func(d *Decoder) { d.Fail(errNoObject) }},
	} {
		d := NewDecoder([]byte(tt.text))
		m := d.Mark()
		if tt.read(d); d.Rewind(m, "kind", `"a"`, "none", "1") {
			t.Errorf("%s goes back", tt.text)
		}
		if err := d.Err(); err == nil || err.Error() != tt.want {
			t.Errorf("%s: got %v, want %s", tt.text, err, tt.want)
		}
	}
}

// TestRewindOften checks the limit on the bytes that are read again.
func TestRewindOften(t *testing.T) {
	d := NewDecoder([]byte(`[1,2,"x"]`))
	m := d.Mark()
	for n := range 10 * mostAhead {
		ReadList(d, (*Decoder).Int64)
		if !d.Rewind(m) {
			if n < mostAhead || d.Err() == nil {
				t.Errorf("%d: %v", n, d.Err())
			}
			return
		}
	}
	t.Error("no limit")
}
