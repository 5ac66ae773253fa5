package main

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

const output = `goos: linux
pkg: github.com/fragen-go/fragen/bench/codec/contest
BenchmarkDecode/call/fragen-8         	   66667	      1000 ns/op	       900 cpu-ns/op	 242.02 MB/s	    7016 B/op	      50 allocs/op
BenchmarkDecode/call/fragen-8         	   66667	      3000 ns/op	 242.02 MB/s	    7016 B/op	      50 allocs/op
BenchmarkDecode/call/fragen-8         	   66667	      2000 ns/op	 242.02 MB/s	    7016 B/op	      50 allocs/op
BenchmarkDecode/call/encoding-json-8  	   66667	     10000 ns/op	 242.02 MB/s	    7016 B/op	     101 allocs/op
BenchmarkDecode/call/ogen-8           	   66667	      2000.0 ns/op	 242.02 MB/s	    7016 B/op	      12 allocs/op
BenchmarkDecode/call/ogen-flat-8      	   66667	      1500 ns/op	 242.02 MB/s	    7016 B/op	      12 allocs/op
BenchmarkEncode/reject/fragen         	   66667	      0.5 ns/op	    7016 B/op	      1 allocs/op
PASS
ok  	github.com/fragen-go/fragen/bench/codec/contest	3.018s
`

func TestParse(t *testing.T) {
	r := parse(output)
	if got, want := r["Decode/call/fragen"], (result{2000, 900, 7016, 50}); got != want || len(r) != 5 {
		t.Errorf("got %v of %d, want %v of 5", got, len(r), want)
	}
	if got, want := r["Encode/reject/fragen"], (result{0.5, 0, 7016, 1}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestMedian(t *testing.T) {
	for _, tt := range []struct {
		values []float64
		want   float64
	}{{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1}, 5}, {[]float64{9, 1, 2}, 2}} {
		if got := median(tt.values); got != tt.want {
			t.Errorf("%v: got %v, want %v", tt.values, got, tt.want)
		}
	}
}

func TestReport(t *testing.T) {
	var b strings.Builder
	if report(&b, parse(output)) {
		t.Error("a time equal to ogen's does not count as below")
	}
	for _, want := range []string{
		"decode call: time to encoding/json 0.200 at most 0.20 met",
		"decode call: allocations to encoding/json 0.495 at most 0.50 met",
		"decode call: time to ogen 1.000 below 1.00 MISSED",
		"encode reject: allocations 1.000 at most 1.00 met",
	} {
		if !strings.Contains(strings.Join(strings.Fields(b.String()), " "), want) {
			t.Errorf("%q is missing in\n%s", want, b.String())
		}
	}
	b.Reset()
	if !report(&b, parse(strings.Replace(output, "2000.0 ns/op", "2001.0 ns/op", 1))) {
		t.Errorf("all bounds are met in\n%s", b.String())
	}
}

// TestPlain checks that the copied types have no methods and no unions.
func TestPlain(t *testing.T) {
	source, err := plain(filepath.Join("..", "..", "generated", "graph"))
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), "plain.go", source, 0)
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	text := string(source)
	for _, unwanted := range []string{"func ", "interface", " Any", "]Any"} {
		if strings.Contains(text, unwanted) {
			t.Errorf("found %q in\n%s", unwanted, text)
		}
	}
	for _, name := range []string{"Call", "OrganizerMeetingInfo", "Identity", "CallState", "RejectReason"} {
		if file.Scope.Lookup(name) == nil {
			t.Errorf("type %s is missing in\n%s", name, text)
		}
	}
	const field = "MeetingInfo *OrganizerMeetingInfo `json:\"meetingInfo,omitempty\"`"
	if !strings.Contains(strings.Join(strings.Fields(text), " "), field) {
		t.Errorf("the field MeetingInfo has another type in\n%s", text)
	}
}

func TestPlainMissing(t *testing.T) {
	if _, err := plain(t.TempDir()); err == nil || !strings.Contains(err.Error(), "does not declare Call, ") {
		t.Errorf("empty folder: got %v", err)
	}
}

// TestReduce checks that the reduced description has all schemas and properties
// of the original one.
func TestReduce(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "..", "spec", "v1.0", "communications.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, flat := range []bool{false, true} {
		reduced, err := reduce(text, flat)
		if err != nil {
			t.Fatal(err)
		}
		var doc struct {
			Components struct {
				Schemas map[string]struct {
					Discriminator any
					OneOf         []object
					AllOf         []struct{ Properties map[string]any }
				}
			}
		}
		if err := json.Unmarshal(reduced, &doc); err != nil {
			t.Fatal(err)
		}
		schemas := doc.Components.Schemas
		call := schemas["microsoft.graph.call"].AllOf[1].Properties
		if got, want := properties(t, reduced), properties(t, text); got != want || want < 100 {
			t.Errorf("got %d properties, want %d", got, want)
		}
		want := "microsoft.graph.meetingInfo.any"
		if flat {
			want = "microsoft.graph.organizerMeetingInfo"
		}
		if got, _ := refOf(call["meetingInfo"]); got != want {
			t.Errorf("meetingInfo refers to %q, want %q", got, want)
		}
		if got, _ := refOf(call["state"]); got != "microsoft.graph.callState" {
			t.Errorf("state refers to %q", got)
		}
		if n := len(schemas["microsoft.graph.meetingInfo.any"].OneOf); n != 4 {
			t.Errorf("got %d kinds of meetings, want 4", n)
		}
		if schemas["microsoft.graph.meetingInfo"].Discriminator != nil {
			t.Error("the base schema still has a discriminator")
		}
	}
}

// properties returns the number of properties of all schemas.
func properties(t *testing.T, description []byte) int {
	t.Helper()
	var doc struct{ Components struct{ Schemas any } }
	if err := yaml.Unmarshal(description, &doc); err != nil {
		t.Fatal(err)
	}
	var count func(v any) int
	count = func(v any) (n int) {
		switch v := v.(type) {
		case object:
			if properties, ok := v["properties"].(object); ok {
				n += len(properties)
			}
			for _, member := range v {
				n += count(member)
			}
		case []any:
			for _, element := range v {
				n += count(element)
			}
		}
		return n
	}
	return count(doc.Components.Schemas)
}
