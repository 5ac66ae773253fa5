package rest

import "testing"

// TestRewind checks that decoding continues after a value that a variant cannot hold,
// wherever the value is.
func TestRewind(t *testing.T) {
	fails := map[string]func(*Decoder){
		"kind":     func(d *Decoder) { d.Bool() },
		"nested":   func(d *Decoder) { ReadMap(d, func(d *Decoder) []string { return ReadList(d, (*Decoder).String) }) },
		"constant": func(d *Decoder) { d.Constant(`"a"`) },
	}
	for name, fail := range fails {
		for _, value := range []string{`5`, `{"a":["x",{"b":[1]}],"c":{}}`, `[[1],2]`, `"b"`} {
			for before, after := range map[string]string{"": "", `[1, `: `, 2]`, `{"a\u0062": `: `,"c":[]}`} {
				d := NewDecoder([]byte(before + value + after))
				if d.Kind() == KindArray && before != "" {
					d.Array()
					d.Next()
					d.Int64()
					d.Next()
				} else if before != "" {
					d.Object()
					d.Next()
				}
				m := d.Mark()
				if fail(d); !d.Rewind(m) || d.Rewind(m) {
					t.Errorf("%s: %s does not fail", name, value)
				}
				if got := d.Raw(); string(got) != value {
					t.Errorf("%s: got %s, want %s", name, got, value)
				}
				for before != "" && d.Next() {
					d.Skip()
				}
				if err := d.Finish(); err != nil {
					t.Errorf("%s: %s: %v", name, before+value+after, err)
				}
			}
		}
	}
}

// TestNoRewind checks the errors after which decoding does not continue.
func TestNoRewind(t *testing.T) {
	d := NewDecoder([]byte(`{"a":1}`))
	m := d.Mark()
	if d.RewindConstant(m) {
		t.Error("rewinds without an error")
	}
	d.Fail(errNoObject)
	if d.Rewind(m) || d.Err() != errNoObject {
		t.Errorf("got %v", d.Err())
	}
	d = NewDecoder([]byte(`{"a":{"b":1}}`))
	m = d.Mark()
	ReadMap(d, func(d *Decoder) map[string]int { return ReadMap(d, func(d *Decoder) int { d.Constant("2"); return 0 }) })
	if d.RewindConstant(m) {
		t.Error("rewinds for the constant of a nested object")
	}
	if err := d.Err(); err == nil || err.Error() != "json: a.b: expected 2, found 1 (offset 10)" {
		t.Errorf("got %v", err)
	}
	d = NewDecoder([]byte(`{"a":1}`))
	m = d.Mark()
	ReadMap(d, func(d *Decoder) int { d.Constant("2"); return 0 })
	if !d.RewindConstant(m) || d.pos != 0 || d.Err() != nil {
		t.Errorf("got %d, %v", d.pos, d.Err())
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
