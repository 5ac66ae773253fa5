package rest

// These tests check the styles of parameters: the format of strings, lists and
// objects, the handling of empty and invalid values, and that net/url reads the
// same values back.

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// jsonOf writes a JSON text in place of an encoder of generated code.
func jsonOf(text string) func(*Encoder) {
	return func(e *Encoder) { e.Raw(RawJSON(text)) }
}

const (
	aText   = `"sea blue"`
	aList   = `["a b","c,d",7]`
	anObj   = `{"size":"XL","price":9.50,"gone":null,"new":true}`
	aNested = `{"ids":[3,4],"by":{"name":"A&B","tags":["x","y"]},"none":[]}`
)

// The examples of OpenAPI's table of styles.
func TestBehaviorStyles(t *testing.T) {
	const path, query, header, cookie = "path", "query", "header", "cookie"
	tests := []struct {
		in      string
		style   Style
		explode bool
		value   string
		want    string
	}{
		{path, StyleSimple, false, aText, "sea%20blue"},
		{path, StyleSimple, false, aList, "a%20b,c%2Cd,7"},
		{path, StyleSimple, true, aList, "a%20b,c%2Cd,7"},
		{path, StyleSimple, false, anObj, "size,XL,price,9.50,new,true"},
		{path, StyleSimple, true, anObj, "size=XL,price=9.50,new=true"},
		{path, StyleLabel, false, aText, ".sea%20blue"},
		{path, StyleLabel, false, aList, ".a%20b,c%2Cd,7"},
		{path, StyleLabel, true, aList, ".a%20b.c%2Cd.7"},
		{path, StyleLabel, false, anObj, ".size,XL,price,9.50,new,true"},
		{path, StyleLabel, true, anObj, ".size=XL.price=9.50.new=true"},
		{path, StyleMatrix, false, aText, ";p=sea%20blue"},
		{path, StyleMatrix, false, `""`, ";p"},
		{path, StyleMatrix, false, aList, ";p=a%20b,c%2Cd,7"},
		{path, StyleMatrix, true, aList, ";p=a%20b;p=c%2Cd;p=7"},
		{path, StyleMatrix, false, anObj, ";p=size,XL,price,9.50,new,true"},
		{path, StyleMatrix, true, anObj, ";size=XL;price=9.50;new=true"},
		{path, StyleJSON, false, `["/"]`, "%5B%22%2F%22%5D"},

		{query, StyleForm, true, aText, "p=sea%20blue"},
		{query, StyleForm, true, `""`, "p="},
		{query, StyleForm, true, aList, "p=a%20b&p=c%2Cd&p=7"},
		{query, StyleForm, false, aList, "p=a%20b,c%2Cd,7"},
		{query, StyleForm, true, anObj, "size=XL&price=9.50&new=true"},
		{query, StyleForm, false, anObj, "p=size,XL,price,9.50,new,true"},
		{query, StyleForm, true, aNested, "ids=3&ids=4&by=%7B%22name%22:%22A%26B%22%2C%22tags%22:%5B%22x%22%2C%22y%22%5D%7D"},
		{query, StyleSpaceDelimited, false, aList, "p=a%20b%20c%2Cd%207"},
		{query, StyleSpaceDelimited, false, anObj, "p=size%20XL%20price%209.50%20new%20true"},
		{query, StylePipeDelimited, false, aList, "p=a%20b%7Cc%2Cd%7C7"},
		{query, StylePipeDelimited, true, aList, "p=a%20b&p=c%2Cd&p=7"},
		{query, StyleDeepObject, true, anObj, "p%5Bsize%5D=XL&p%5Bprice%5D=9.50&p%5Bnew%5D=true"},
		{query, StyleDeepObject, false, aNested, "p%5Bids%5D=3,4&p%5Bby%5D%5Bname%5D=A%26B&p%5Bby%5D%5Btags%5D=x,y"},
		{query, StyleDeepObject, true, aNested, "p%5Bids%5D%5B0%5D=3&p%5Bids%5D%5B1%5D=4&p%5Bby%5D%5Bname%5D=A%26B&p%5Bby%5D%5Btags%5D%5B0%5D=x&p%5Bby%5D%5Btags%5D%5B1%5D=y"},
		{query, StyleDeepObject, true, `7`, "p=7"},
		{query, StyleJSON, false, anObj, "p=%7B%22size%22:%22XL%22%2C%22price%22:9.50%2C%22gone%22:null%2C%22new%22:true%7D"},
		{query, StyleJSON, false, aText, "p=sea%20blue"},
		{query, StyleForm, true, `[]`, ""},
		{query, StyleForm, false, `{}`, ""},
		{query, StyleForm, false, `[null]`, ""},
		{query, StyleDeepObject, false, `{}`, ""},
		{query, StyleForm, true, `null`, ""},

		{header, StyleSimple, false, aText, "sea blue"},
		{header, StyleSimple, false, aList, "a b,c,d,7"},
		{header, StyleSimple, false, anObj, "size,XL,price,9.50,new,true"},
		{header, StyleSimple, true, anObj, "size=XL,price=9.50,new=true"},
		{header, StyleJSON, false, `{"a":"é"}`, `{"a":"é"}`},
		{header, StyleSimple, false, `[]`, ""},

		{cookie, StyleForm, true, `["a","b"]`, "p=a; p=b"},
		{cookie, StyleForm, false, `["a","b"]`, "p=a,b"},
		{cookie, StyleForm, true, `{"a":1,"b":2}`, "a=1; b=2"},
		{cookie, StyleForm, false, `{"a":1,"b":2}`, "p=a,1,b,2"},
		{cookie, StyleJSON, false, `{"a":"; x"}`, "p=%7B%22a%22%3A%22%3B%20x%22%7D"},
	}
	for _, tt := range tests {
		p, q := Param{Name: "p", Style: tt.style, Explode: tt.explode}, &Request{}
		var got string
		switch tt.in {
		case path:
			r := Resource{}.StyledSegment(PathParam(p, jsonOf(tt.value)))
			got, q.err = strings.TrimPrefix(r.path, "/"), r.err
		case query:
			q.QueryParam(p, jsonOf(tt.value))
			got = string(q.query)
		case header:
			q.HeaderParam(p, jsonOf(tt.value))
			got = q.header.Get("p")
		case cookie:
			q.CookieParam(p, jsonOf(tt.value))
			got = strings.Join(q.cookies, "; ")
		}
		if got != tt.want || q.err != nil {
			t.Errorf("%s %s explode %t of %s: got %q, %v, want %q", tt.in, tt.style, tt.explode, tt.value, got, q.err, tt.want)
		}
	}
}

// With allowReserved, reserved characters are not escaped.
func TestBehaviorAllowReserved(t *testing.T) {
	q := &Request{}
	q.QueryParam(Param{Name: "to", Style: StyleForm, AllowReserved: true}, jsonOf(`"https://a.b/c?d=[1]&e=%2F 5%#é"`))
	if want := "to=https://a.b/c?d=[1]&e=%2F%205%25%23%C3%A9"; string(q.query) != want {
		t.Errorf("got %s, want %s", q.query, want)
	}
}

func TestBehaviorStyledSegments(t *testing.T) {
	list := Param{Name: "ids", Style: StyleMatrix}
	r := Resource{}.Segment("a").StyledSegment(PathText("x;v=1"), PathParam(list, jsonOf(`["../b","?"]`)), PathText(".json"))
	if want := "/a/x;v=1;ids=..%2Fb,%3F.json"; r.path != want || r.err != nil {
		t.Errorf("got %s, %v, want %s", r.path, r.err, want)
	}
	part := PathParam(Param{Name: "p", Style: StyleSimple}, jsonOf(`["O'N",","]`))
	r = Resource{}.StyledSegment(PathText("f(a='"), part, PathText("',b="), part, PathText(")"))
	if want := "/f(a='O%27%27N,%2C',b=O%27N,%2C)"; r.path != want || r.err != nil {
		t.Errorf("got %s, %v, want %s", r.path, r.err, want)
	}
	for value, want := range map[string]string{
		`[]`: "the path parameter p is empty", `null`: "the path parameter p is empty",
		`""`: "the path parameter p is empty", `".."`: `the path segment is "..", which addresses another resource`,
	} {
		r := Resource{}.StyledSegment(PathParam(Param{Name: "p", Style: StyleSimple}, jsonOf(value)))
		if r.err == nil || r.err.Error() != want {
			t.Errorf("%s: got %v, want %s", value, r.err, want)
		}
	}
}

// An invalid value is an error before anything is sent.
func TestBehaviorParametersThatFail(t *testing.T) {
	tests := map[string]func(*Request){
		"the query parameter p is nil, but the operation requires one": func(q *Request) { q.QueryParam(Param{Name: "p", Required: true}, jsonOf("null")) },
		"the header p is nil, but the operation requires one":          func(q *Request) { q.HeaderParam(Param{Name: "p", Required: true}, jsonOf("")) },
		"the value of the cookie p contains characters that are invalid in a cookie": func(q *Request) {
			q.CookieParam(Param{Name: "p", Style: StyleForm}, jsonOf(`["a","b;c"]`))
		},
		`"a=b; c" is not a valid cookie name`: func(q *Request) {
			q.CookieParam(Param{Name: "p", Style: StyleForm, Explode: true}, jsonOf(`{"a=b; c":1}`))
		},
		"the query parameter p: json: encoding: json: expected a value, found the end (offset 1)": func(q *Request) {
			q.QueryParam(Param{Name: "p"}, func(e *Encoder) { e.Raw(RawJSON(" ")) })
		},
	}
	for want, set := range tests {
		q := &Request{}
		if set(q); q.err == nil || q.err.Error() != want {
			t.Errorf("got %v, want %s", q.err, want)
		}
	}
}

// A reserved character, a separator or a bracket in a value must not create
// another parameter: net/url reads the same values back.
func FuzzQueryParam(f *testing.F) {
	f.Add("name", "key", "a b", "c&d=e;f+g%20#", true)
	f.Add("p", "x[y]", "", "\xff\u2028", false)
	f.Fuzz(func(t *testing.T, name, key, a, b string, explode bool) {
		sane := func(s string) string { return string([]rune(s)) } // as the encoder does
		write := func(e *Encoder) {
			e.Object(nil)
			e.Key(key)
			WriteList(e, []string{a, b}, (*Encoder).String)
			e.End()
		}
		list := func(e *Encoder) { WriteList(e, []string{a, b}, (*Encoder).String) }
		name, key = sane(name), sane(key)
		deep, one, two := name+"["+key+"]", sane(a), sane(b)
		want := url.Values{deep: {one + "," + two}}
		if explode {
			want = url.Values{deep + "[0]": {one}, deep + "[1]": {two}}
		}
		q := &Request{method: http.MethodGet}
		q.QueryParam(Param{Name: name, Style: StyleDeepObject, Explode: explode}, write)
		check(t, q, want)

		for style, separator := range map[Style]string{StyleForm: ",", StyleSpaceDelimited: " ", StylePipeDelimited: "|"} {
			want := url.Values{name: {one + separator + two}}
			if explode {
				want = url.Values{name: {one, two}}
			}
			q := &Request{method: http.MethodGet}
			q.QueryParam(Param{Name: name, Style: style, Explode: explode}, list)
			check(t, q, want)
		}
	})
}

func check(t *testing.T, q *Request, want url.Values) {
	t.Helper()
	got, err := url.ParseQuery(string(q.query))
	if err != nil || q.err != nil {
		t.Fatalf("%s: %v, %v", q.query, err, q.err)
	}
	if len(got) != len(want) {
		t.Fatalf("%s: got %v, want %v", q.query, got, want)
	}
	for name := range want {
		if !slices.Equal(got[name], want[name]) {
			t.Errorf("%s: got %v, want %v", q.query, got, want)
		}
	}
}
