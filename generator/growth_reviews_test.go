package generator_test

// This file checks that the CPU time of a review, with the report in all formats, grows at
// most linearly with the two descriptions. Each family of pairs changes n parts of a
// description. These tests need FRAGEN_LONG.

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator"
	"github.com/fragen-go/fragen/generator/report"
)

// pairFamily is a kind of pairs of descriptions.
type pairFamily struct {
	name  string
	n     int // the smallest tested parameter
	build func(n int, now bool) string
}

// TestLargeReviews reviews pairs of descriptions that have together slightly less than a
// megabyte.
func TestLargeReviews(t *testing.T) {
	if os.Getenv("FRAGEN_LONG") == "" {
		t.Skip("FRAGEN_LONG is not set")
	}
	const bytes = 450 << 10 // of each side
	for _, f := range pairFamilies {
		t.Run(strings.ReplaceAll(f.name, " ", "-"), func(t *testing.T) {
			n := f.n
			for len(f.build(n*5/4, true)) < bytes {
				n = n * 5 / 4
			}
			before := reviewSeconds(t, f, n/2)
			took := reviewSeconds(t, f, n)
			if took > 10 || took > max(2, 3*before) {
				t.Errorf("%.2f s, of half of the input %.2f s", took, before)
			}
		})
	}
}

// reviewSeconds reviews a pair, renders all formats and returns the CPU time.
func reviewSeconds(t *testing.T, f pairFamily, n int) float64 {
	t.Chdir(t.TempDir())
	write(t, "go.mod", []byte("module example.com/large\n\ngo 1.26\n"))
	write(t, "fragen.yaml", []byte("version: 1\nruntime: rest\n"+
		"targets: [{name: api, spec: old.json, out: api, select: {schemas: ['*']}}]\n"))
	write(t, "old.json", []byte(f.build(n, false)))
	write(t, "new.json", []byte(f.build(n, true)))
	begin := cpuSeconds()
	got, err := generator.Review(t.Context(), "fragen.yaml",
		generator.ReviewOptions{From: "old.json", Specs: map[string]string{"": "new.json"}, Excerpts: true})
	if err != nil {
		t.Fatal(err)
	}
	last := cpuSeconds()
	findings := len(got.Report.Targets[0].Findings)
	text := fmt.Sprintf("n = %6d, %4d KB, %5d findings: review %5.2f s", n, len(f.build(n, true))>>10, findings, last-begin)
	for _, format := range report.Formats {
		data, err := report.Render(got.Report, format, report.Options{})
		if err != nil || len(data) == 0 {
			t.Fatalf("%s: %d bytes, %v", format, len(data), err)
		}
		now := cpuSeconds()
		text += fmt.Sprintf(", %s %.2f s (%d KB)", format, now-last, len(data)>>10)
		last = now
	}
	t.Log(text)
	if findings == 0 {
		t.Error("no findings")
	}
	return last - begin
}

// was returns the first text for the old description, and the second one for the new one.
func was(now bool, before, after string) string {
	if now {
		return after
	}
	return before
}

// getting returns a path item with an operation that returns a type.
func getting(name string) string {
	return `"/a%d":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":` +
		`{"$ref":"#/components/schemas/` + name + `"}}}}}}}`
}

// pairFamilies are the tested kinds.
var pairFamilies = []pairFamily{
	{"an enum with other values", 50, func(n int, now bool) string {
		return schemasOf(`"E":{"type":"string","enum":[` + repeat(n, ",", was(now, `"v%d"`, `"w%d"`)) + `]}`)
	}},
	{"an enum with renamed values", 50, func(n int, now bool) string {
		return schemasOf(`"E":{"type":"string","enum":[` + repeat(n, ",", was(now, `"val/%d"`, `"val-%d"`)) + `]}`)
	}},
	{"an enum with values in upper case", 50, func(n int, now bool) string {
		return schemasOf(`"E":{"type":"string","enum":[` + repeat(n, ",", was(now, `"v%d"`, `"V%d"`)) + `]}`)
	}},
	{"enums with one renamed value", 20, func(n int, now bool) string {
		return schemasOf(repeat(n, ",", was(now, `"E%d":{"type":"string","enum":["a"]}`, `"E%d":{"type":"string","enum":["na"]}`)))
	}},
	{"properties of another type", 50, func(n int, now bool) string {
		return schemasOf(object("A", repeat(n, ",", was(now, `"p%d":{"type":"string"}`, `"p%d":{"type":"integer"}`))))
	}},
	{"removed properties", 50, func(n int, now bool) string {
		return schemasOf(object("A", repeat(n, ",", was(now, `"p%d":{"type":"string"}`, `"q%d":{"type":"integer"}`))))
	}},
	{"renamed properties", 50, func(n int, now bool) string {
		return schemasOf(object("A", repeat(n, ",", was(now, `"price%d":{"type":"string"}`, `"prices%d":{"type":"string"}`))))
	}},
	{"properties with other texts", 50, func(n int, now bool) string {
		text := was(now, "before", "after")
		return schemasOf(object("A", repeat(n, ",", `"p%d":{"type":"string","description":"`+text+`"}`)))
	}},
	{"required properties", 50, func(n int, now bool) string {
		properties := `"properties":{` + repeat(n, ",", `"p%d":{"type":"string"}`) + `}`
		return described(`"/a":{"post":{"requestBody":{"content":{"application/json":{"schema":{"type":"object",`+
			was(now, "", `"required":[`+repeat(n, ",", `"p%d"`)+`],`)+properties+`}}}},"responses":{"204":{"description":"d"}}}}`, "")
	}},
	{"removed types", 20, func(n int, now bool) string {
		return schemasOf(repeat(n, ",", was(now, `"A%d":{"type":"object"}`, `"B%d":{"type":"object"}`)))
	}},
	{"renamed types", 20, func(n int, now bool) string {
		return schemasOf(join(n, ",", func(i int) string {
			return object(fmt.Sprintf(was(now, "A%d", "A%dNew"), i), fmt.Sprintf(`"p%d":{"type":"string"},"q%[1]d":{"type":"integer"}`, i))
		}))
	}},
	{"types with one renamed property", 20, func(n int, now bool) string {
		return schemasOf(join(n, ",", func(i int) string {
			return object(fmt.Sprintf("A%d", i), was(now, `"price":{"type":"string"}`, `"prices":{"type":"string"}`))
		}))
	}},
	{"removed operations", 20, func(n int, now bool) string {
		return pathsOf(repeat(n, ",", `"/`+was(now, "a", "b")+`%d":`+noContent))
	}},
	{"operations with a new query parameter", 20, func(n int, now bool) string {
		parameter := was(now, "", `"parameters":[{"name":"q","in":"query","required":true,"schema":{"type":"string"}}],`)
		return pathsOf(repeat(n, ",", `"/a%d":{"get":{`+parameter+`"responses":{"204":{"description":"d"}}}}`))
	}},
	{"a parameter of many operations", 20, func(n int, now bool) string {
		return described(repeat(n, ",", `"/a%d":{"get":{"parameters":[{"$ref":"#/components/parameters/P"}],`+
			`"responses":{"204":{"description":"d"}}}}`),
			`"parameters":{"P":{"name":"q","in":"query","schema":{"type":"`+was(now, "string", "integer")+`"}}}`)
	}},
	{"a type of many operations", 20, func(n int, now bool) string {
		return described(repeat(n, ",", getting("A")), `"schemas":{`+object("A", `"p":{"type":"`+was(now, "string", "integer")+`"}`)+`}`)
	}},
	{"many types of many operations", 20, func(n int, now bool) string {
		return described(repeat(n, ",", getting("A0")), `"schemas":{`+join(n, ",", func(i int) string {
			return object(fmt.Sprintf("A%d", i), `"p":{"type":"`+was(now, "string", "integer")+`"},"next":`+refTo("A", (i+1)%n))
		})+`}`)
	}},
	{"parameters of one operation", 20, func(n int, now bool) string {
		return pathsOf(`"/a":{"get":{"parameters":[` + repeat(n, ",", `{"name":"q%d","in":"query","schema":{"type":"`+
			was(now, "string", "integer")+`"}}`) + `],"responses":{"204":{"description":"d"}}}}`)
	}},
	{"renamed parameters of one operation", 20, func(n int, now bool) string {
		return pathsOf(`"/a":{"get":{"parameters":[` + repeat(n, ",", `{"name":"`+was(now, "filter", "filters")+
			`%d","in":"query","schema":{"type":"string"}}`) + `],"responses":{"204":{"description":"d"}}}}`)
	}},
	{"variants of a union", 20, func(n int, now bool) string {
		variant := was(now, "V%d", "W%d")
		return schemasOf(`"U":{"oneOf":[` + repeat(n, ",", `{"$ref":"#/components/schemas/`+variant+`"}`) + `]}` + repeat(n, "",
			`,"`+variant+`":{"type":"object","required":["p%[1]d"],"properties":{"p%[1]d":{"type":"string"}}}`))
	}},
	{"renamed path segments", 20, func(n int, now bool) string {
		return pathsOf(repeat(n, ",", `"/`+was(now, "order", "orders")+`/a%d":`+noContent))
	}},
	{"renamed path parameters", 20, func(n int, now bool) string {
		name := was(now, "id", "key")
		return pathsOf(repeat(n, ",", `"/a%d/{`+name+`}":{"get":{"parameters":[{"name":"`+name+
			`","in":"path","required":true,"schema":{"type":"string"}}],"responses":{"204":{"description":"d"}}}}`))
	}},
	{"operations with other security", 20, func(n int, now bool) string {
		return described(repeat(n, ",", `"/a%d":`+noContent),
			`"securitySchemes":{"s":{"type":"apiKey","in":"header","name":"X-`+was(now, "K", "L")+`"}}},"security":[{"s":[]}],"x-a":{`)
	}},
	{"removed security schemes", 20, func(n int, now bool) string {
		name := was(now, "s", "t")
		return described(`"/a":`+noContent, `"securitySchemes":{`+repeat(n, ",", `"`+name+`%d":{"type":"apiKey","in":"header","name":"X-K%[1]d"}`)+
			`}},"security":[`+repeat(n, ",", `{"`+name+`%d":[]}`)+`],"x-a":{`)
	}},
	{"statuses of operations", 20, func(n int, now bool) string {
		return pathsOf(repeat(n, ",", `"/a%d":{"get":{"responses":{"`+was(now, "204", "202")+`":{"description":"d"}}}}`))
	}},
}
