package rest

import (
	"fmt"
	"strings"
	"testing"
)

func objectOf(members ...Shape) Shape { return Shape{Kinds: OfObject, Members: members} }

func shapeOf(name string, kinds Kinds, values ...string) Shape {
	return Shape{Name: name, Required: true, Kinds: kinds, Values: values}
}

func TestVariant(t *testing.T) {
	text, number := objectOf(shapeOf("id", OfString)), objectOf(shapeOf("id", OfInt64))
	closed := Shape{Kinds: OfObject, Closed: true, Members: []Shape{{Name: "a", Kinds: OfString}}}
	list := func(kinds Kinds) Shape { return Shape{Kinds: OfArray, Elem: &Shape{Kinds: kinds}} }
	nested := func(s Shape) Shape { s.Name = "in"; return objectOf(s) }
	for _, tt := range []struct {
		name   string
		shapes []Shape
		want   map[string]int
	}{
		{"one of a kind", []Shape{text, list(OfString)}, map[string]int{`{}`: -1, `{"id":5}`: -1, `{"id":"x"}`: 0, `{"id":null}`: 0, `[1]`: 1, `"a"`: -1, `null`: -1, ``: -1, `x`: -1}},
		{"one union", []Shape{{AnyOf: []Shape{text, number}}, list(OfString)}, map[string]int{`{}`: 0, `[1]`: 1}},
		{"kinds of members", []Shape{text, number}, map[string]int{
			`{"id":"x"}`: 0, `{"id":5}`: 1, `{"id" : 5.0 }`: 1, `{"id":true}`: -1, `{}`: -1, `{"i\u0064":5}`: 1, `{"id":null}`: -1, `{"id":1.5}`: -1,
		}},
		{"lists", []Shape{list(OfString), list(OfInt32)}, map[string]int{
			`["a"]`: 0, `[1,2]`: 1, `[ ]`: 0, `["a",1]`: -1, `[1,"2"]`: 1, `[4294967296]`: -1, `[[1]]`: -1, `[1,null]`: 1,
		}},
		{"constants", []Shape{objectOf(shapeOf("k", OfString, `"a"`)), objectOf(shapeOf("k", OfInt64, `1`)), objectOf(shapeOf("k", OfBool, `true`))}, map[string]int{
			`{"k":"a"}`: 0, `{"k":"\u0061"}`: 0, `{"k":1}`: 1, `{"k":1.0}`: 1, `{"k":true}`: 2, `{"k":false}`: -1, `{"k":"b"}`: -1, `{"k":"1"}`: 1,
		}},
		{"enums", []Shape{objectOf(shapeOf("k", OfString, `"a"`, `"b"`)), objectOf(shapeOf("k", OfString, `"b"`, `"c"`), shapeOf("x", OfAny))}, map[string]int{
			`{"k":"b"}`: 0, `{"k":"b","x":1}`: 1, `{"k":"c","x":1}`: 1, `{"k":"d"}`: 0, `{"k":"d","x":1}`: -1, `{"k":"c"}`: 0,
		}},
		{"closed", []Shape{closed, objectOf(Shape{Name: "b", Kinds: OfString})}, map[string]int{
			`{"a":"x"}`: 0, `{"a":"x","c":1}`: 1, `{}`: 0, `{"b":"x"}`: 1,
		}},
		{"nested", []Shape{nested(text), nested(number), nested(Shape{AnyOf: []Shape{list(OfString), {Kinds: OfTime}}})}, map[string]int{
			`{"in":{"id":"a"}}`: 0, `{"in":{"id":1},"more":[{}]}`: 1, `{"in":["a"]}`: 2, `{"in":"2026-01-02T03:04:05Z"}`: 2, `{"in":"a"}`: 2, `{"in":[1]}`: 2,
		}},
		{"maps", []Shape{{Kinds: OfObject, Elem: &Shape{Kinds: OfInt64}}, {Kinds: OfObject, Elem: &Shape{Kinds: OfString}}}, map[string]int{
			`{}`: 0, `{"a":1}`: 0, `{"a":"x"}`: 1, `{"a":{}}`: -1,
		}},
		{"scalars", []Shape{{Kinds: OfInt64}, {Kinds: OfNumber}, {Kinds: OfTime}, {Kinds: OfBytes}, {Kinds: OfString, Values: []string{`"a!"`}}}, map[string]int{
			`9007199254740993`: 0, `1e400`: -1, `1.5`: 1, `"2026-01-02T03:04:05Z"`: 2, `"AAAA"`: 3, `"a!"`: 4, `"b!"`: -1, `9223372036854775808`: 1, `-9223372036854775808`: 0,
		}},
		{"read-only", []Shape{{Kinds: OfObject, Members: []Shape{{Name: "id", Required: true, ReadOnly: true, Kinds: OfString}}}, objectOf(shapeOf("x", OfAny))}, map[string]int{
			`{}`: 0, `{"id":""}`: 0, `{"x":1}`: 1,
		}},
	} {
		for text, want := range tt.want {
			d := NewDecoder([]byte(text))
			if got := d.Variant(tt.shapes); got != want || d.err != nil || d.pos != 0 {
				t.Errorf("%s: %s has the shape %d, want %d (%v)", tt.name, text, got, want, d.err)
			}
		}
	}
}

// TestVariantAmong checks that indices restrict the choice.
func TestVariantAmong(t *testing.T) {
	shapes := []Shape{{Kinds: OfObject}, objectOf(shapeOf("a", OfString)), objectOf(shapeOf("b", OfString))}
	d := NewDecoder([]byte(`{"b":"x"}`))
	if all, some, one := d.Variant(shapes), d.Variant(shapes, 0, 1), d.Variant(shapes, 1); all != 2 || some != 0 || one != -1 {
		t.Errorf("got %d, %d, %d", all, some, one)
	}
}

// TestVariantOfBrokenText checks that a text that ends anywhere is no problem.
func TestVariantOfBrokenText(t *testing.T) {
	inner := objectOf(shapeOf("x", OfAny), shapeOf("y", OfTime))
	shapes := []Shape{{Kinds: OfArray, Elem: &inner}, {Kinds: OfArray, Elem: &Shape{AnyOf: []Shape{{Kinds: OfBytes}, inner}}}}
	const text = `[{"x":[1,{"a":"\u0061"}],"y":"2026-01-02T03:04:05Z"},null,-1.5e3,"AA",{"z" : true }]`
	for end := range len(text) {
		for _, tail := range []string{"", "x", `"`, `\`, "}", ",", "-"} {
			NewDecoder([]byte(text[:end] + tail)).Variant(shapes)
		}
	}
}

func TestVariantIsLimited(t *testing.T) {
	shapes := []Shape{{Kinds: OfArray, Elem: &Shape{Kinds: OfArray}}, {Kinds: OfArray, Elem: &Shape{Kinds: OfString}}}
	text := strings.Repeat("[", 900) + strings.Repeat(`"a",`, 100_000) + `"b"` + strings.Repeat("]", 900)
	d := NewDecoder([]byte(text))
	n := 0
	for ; d.Variant(shapes) == 0 && d.Array() && d.Next(); n++ {
	}
	if d.Err() == nil || n > 200 {
		t.Errorf("got %v after %d arrays", d.Err(), n)
	}
}

// TestVariantPreservesDigits checks that a float is not chosen for an integer whose digits
// it would lose.
func TestVariantPreservesDigits(t *testing.T) {
	float, whole := shapeOf("n", OfNumber), shapeOf("n", OfInt64)
	either := Shape{Name: "n", AnyOf: []Shape{{Kinds: OfNumber}, {Kinds: OfInt64}}}
	tests := []struct {
		text   string
		shapes []Shape
		want   int
	}{
		{`{"n":9007199254740993}`, []Shape{objectOf(float), objectOf(whole)}, 1},
		{`{"n":9007199254740992}`, []Shape{objectOf(float), objectOf(whole)}, 0},
		{`{"n":9007199254740993.5}`, []Shape{objectOf(float), objectOf(whole)}, 0},
		{`{"n":18446744073709551615}`, []Shape{objectOf(float), objectOf(whole)}, 0},
		{`{"n":9007199254740993}`, []Shape{objectOf(float), objectOf(either)}, 1},
		{`{"n":9007199254740993,"m":1}`, []Shape{objectOf(float, shapeOf("m", OfInt64)), objectOf(whole)}, 0},
		{`[1,9007199254740993]`, []Shape{{Kinds: OfArray, Elem: &float}, {Kinds: OfArray, Elem: &whole}}, 1},
	}
	for _, tt := range tests {
		if got := NewDecoder([]byte(tt.text)).Variant(tt.shapes); got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.text, got, tt.want)
		}
	}
}

// TestVariantWithConstants checks that null does not replace a required constant.
func TestVariantWithConstants(t *testing.T) {
	constant := Shape{Name: "k", Required: true, Kinds: OfString, Values: []string{`"a"`}}
	optional := Shape{Name: "k", Kinds: OfString, Values: []string{`"a"`}}
	other := objectOf(shapeOf("x", OfString))
	for text, want := range map[string]int{`{"k":null}`: -1, `{"k":"a"}`: 0, `{"k":"b"}`: -1} {
		if got := NewDecoder([]byte(text)).Variant([]Shape{objectOf(constant), other}); got != want {
			t.Errorf("%s: got %d, want %d", text, got, want)
		}
	}
	if got := NewDecoder([]byte(`{"k":null}`)).Variant([]Shape{objectOf(optional), other}); got != 0 {
		t.Errorf("got %d, want 0", got)
	}
}

func TestStated(t *testing.T) {
	for text, want := range map[string]string{
		`{"k":"a"}`: `"a"`, `{"x":{},"k":"\u0061"}`: `"a"`, `{"k": 1.0 }`: `1`, `{"k":1e2}`: `100`, `{"k":""}`: `""`, `{"k":9007199254740993.0}`: `9007199254740993`,
		`{"k":18446744073709551615}`: `18446744073709551615`, `{"k":-9007199254740993}`: `-9007199254740993`, `{"k":0.5}`: `0.5`, `{"k":true}`: `true`,
		`{"k":null}`: ``, `{"k":{}}`: ``, `{}`: ``, `[]`: ``, `{"k":"ü"}`: `"ü"`,
	} {
		if got := NewDecoder([]byte(text)).Stated("k"); string(got) != want {
			t.Errorf("%s states %s, want %s", text, got, want)
		}
	}
}

func BenchmarkVariant(b *testing.B) {
	shapes := make([]Shape, 4)
	var text strings.Builder
	for n := range 20 {
		for i := range shapes {
			shapes[i].Kinds = OfObject
			name := fmt.Sprintf("member%02d", n)
			if n == 15 {
				name += strings.Repeat("x", i)
			}
			shapes[i].Members = append(shapes[i].Members, shapeOf(name, OfString))
		}
		fmt.Fprintf(&text, `,"%s":"a value"`, shapes[2].Members[n].Name)
	}
	data := []byte("{" + text.String()[1:] + "}")
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if NewDecoder(data).Variant(shapes) != 2 {
			b.Fatal("wrong variant")
		}
	}
}

// TestVariantOfMany checks that the limit for looking ahead does not depend on the number
// of shapes.
func TestVariantOfMany(t *testing.T) {
	var shapes []Shape
	for i := range 300 {
		shapes = append(shapes, objectOf(Shape{Name: "issue", Kinds: OfString, Values: []string{fmt.Sprintf(`"E%d"`, i)}}))
	}
	d := NewDecoder([]byte(`{"issue":"E299"}`))
	if i := d.Variant(shapes); i != 299 || d.err != nil {
		t.Errorf("got variant %d, %v; want 299", i, d.err)
	}
}
