package generator_test

// This file checks that the work of a run grows at most linearly with the description,
// or ends with a diagnostic that names a limit. Each family of descriptions has a
// parameter n and once needed quadratic, cubic or exponential work. The measure of work
// is the number of allocated bytes, which does not depend on the machine.
//
// FRAGEN_LONG also generates from a description of each family with slightly less than a
// megabyte, and limits its CPU time and memory. FRAGEN_FAMILIES names a folder to which these
// descriptions are written, to measure them with the command.

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// family is a kind of descriptions.
type family struct {
	name  string
	n     int // the smallest tested parameter
	build func(n int) string
}

// noise is the number of bytes that a run may allocate more than another of the same
// description, for example because a pool was emptied.
const noise = 512 << 10

func TestGrowth(t *testing.T) {
	p := &pipeline{}
	plain := p.addConfig(t, "fake: true")
	limited := p.addConfig(t, "fake: true", "limits: {pathLength: 300, reads: 1000, members: 1500, output: 2}")
	for _, f := range families {
		t.Run(strings.ReplaceAll(f.name, " ", "-"), func(t *testing.T) {
			work := func(n int) float64 {
				bytes, exceeded := p.work(t, plain, f.build(n))
				if exceeded {
					t.Fatalf("n = %d exceeds a limit", n)
				}
				return bytes
			}
			bounded := func() bool {
				_, exceeded := p.work(t, limited, f.build(8*f.n))
				return exceeded
			}
			if bytes, linear := isLinear(f.n, work, bounded); !linear {
				t.Errorf("the work grows faster than the description, and exceeds no limit: %.0f bytes", bytes)
			}
		})
	}
}

// TestLargeFamilies generates from large descriptions of each family.
func TestLargeFamilies(t *testing.T) {
	folder := os.Getenv("FRAGEN_FAMILIES")
	if os.Getenv("FRAGEN_LONG") == "" && folder == "" {
		t.Skip("FRAGEN_LONG is not set")
	}
	p := &pipeline{}
	plain := p.addConfig(t, "fake: true")
	for _, f := range families {
		n := f.n
		for len(f.build(n*5/4+1)) < 1000<<10 && n < 1<<20 {
			n = n*5/4 + 1
		}
		if folder != "" {
			write(t, filepath.Join(folder, strings.ReplaceAll(f.name, " ", "-")+".json"), []byte(f.build(n)))
			continue
		}
		begin := cpuSeconds()
		bytes, exceeded := p.work(t, plain, f.build(n))
		took := cpuSeconds() - begin
		t.Logf("%-32s n = %6d, %4d KB: %5.0f MB allocated, %6.2f s of CPU, exceeds a limit: %v",
			f.name, n, len(f.build(n))>>10, bytes/(1<<20), took, exceeded)
		if bytes > 8<<30 || took > 10 {
			t.Errorf("%s allocates %.0f bytes and takes %v s", f.name, bytes, took)
		}
	}
}

// work runs the generator and returns the number of allocated bytes. It reports whether
// the description exceeds a limit.
func (p *pipeline) work(t *testing.T, config, text string) (bytes float64, exceeded bool) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	out, diags, err := p.generate(config, text, nil)
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range diags.Sorted() {
		exceeded = exceeded || strings.Contains(d.Message, `"limits.`) || d.Rule == "too-deep"
	}
	if out == nil && !diags.HasErrors() {
		t.Fatal("there is neither an output nor an error")
	}
	return float64(after.TotalAlloc - before.TotalAlloc), exceeded
}

// isLinear reports whether the work for n, 2n and 4n grows at most linearly or is bounded,
// and returns the work. The race detector discards values of pools at random, and other
// goroutines allocate too. The minimum of some runs does not depend on them. A buffer that
// doubles can look like growth, but not with a larger n as well.
func isLinear(n int, work func(n int) float64, bounded func() bool) (bytes []float64, linear bool) {
	for _, n := range []int{n, 2 * n, 3 * n} {
		if bytes, linear = growsLinearly(n, work, bounded); linear {
			break
		}
	}
	return bytes, linear
}

// growsLinearly is isLinear for one n.
func growsLinearly(n int, work func(n int) float64, bounded func() bool) (bytes []float64, linear bool) {
	bytes = []float64{math.Inf(1), math.Inf(1), math.Inf(1)}
	for range 3 {
		for i, n := range []int{n, 2 * n, 4 * n} {
			bytes[i] = min(bytes[i], work(n))
		}
		growth := (bytes[2] - bytes[1]) / (bytes[1] - bytes[0]) // 2 is linear, 4 is quadratic
		if growth < 2.8 || bytes[2]-bytes[1] < noise || bounded() {
			return bytes, true
		}
	}
	return bytes, false
}

// families are the tested kinds. The names in the schemas are numbers with a letter.
var families = []family{
	{"path segments", 20, func(n int) string { return pathsOf(get(repeat(n, "", "/a%d"))) }},
	{"equal path segments", 20, func(n int) string { return pathsOf(get(strings.Repeat("/a", n))) }},
	{"operations", 20, func(n int) string { return pathsOf(repeat(n, ",", `"/a%d":`+noContent)) }},
	{"operations below one word", 20, func(n int) string { return pathsOf(repeat(n, ",", `"/x%d/items":`+noContent)) }},
	{"nested alternatives", 15, func(n int) string {
		return schemasOf(`"A":` + repeat(n, "", `{"oneOf":[{"type":"object","properties":{"p%d":{"type":"string"}}},`) +
			`{"type":"integer"}` + strings.Repeat("]}", n))
	}},
	{"nested parts", 15, func(n int) string {
		return schemasOf(`"A":` + repeat(n, "", `{"allOf":[{"type":"object","properties":{"p%d":{"type":"string"}}},`) +
			`{"type":"object"}` + strings.Repeat("]}", n))
	}},
	{"fields of a base", 12, func(n int) string {
		return schemasOf(object("B", repeat(n, ",", stringProperty)) + repeat(n, "", `,"D%d":{"allOf":[{"$ref":"#/components/schemas/B"}]}`))
	}},
	{"union diamonds", 8, func(n int) string { return diamonds(n, "oneOf") }},
	{"allOf diamonds", 8, func(n int) string { return diamonds(n, "allOf") }},
	{"cycle of unions", 8, func(n int) string {
		return schemasOf(join(n, ",", func(i int) string {
			return fmt.Sprintf(`"A%d":{"oneOf":[%s,{"type":"object","properties":{"b%d":{"type":"string"}}}]}`, i, refTo("A", (i+1)%n), i)
		}))
	}},
	{"chain of unions", 10, func(n int) string {
		return schemasOf(join(n, ",", func(i int) string {
			return fmt.Sprintf(`"A%d":{"oneOf":[%s,%s]}`, i, refTo("A", i+1), refTo("O", 0))
		}) + "," + object("O0", `"o":{"type":"string"}`) + "," + object("A"+strconv.Itoa(n), `"a":{"type":"string"}`))
	}},
	{"levels of unions", 2, func(n int) string {
		const width = 6
		return schemasOf(join(n*width, "", func(i int) string {
			below := join(width, ",", func(k int) string { return refTo("A", i/width*width+width+k) })
			return fmt.Sprintf(`"A%d":{"oneOf":[%s]},`, i, below)
		}) + join(width, ",", func(k int) string {
			return object(fmt.Sprint("A", n*width+k), fmt.Sprintf(`"p%d":{"type":"string"}`, k))
		}))
	}},
	{"chain of bases", 12, func(n int) string {
		return schemasOf(object("S0", `"p":{"type":"string"}`) + join(n, "", func(i int) string {
			return fmt.Sprintf(`,"S%d":{"allOf":[%s,{"type":"object","properties":{"p%d":{"type":"string"}}}]}`, i+1, refTo("S", i), i)
		}))
	}},
	{"chain of bases with discriminators", 12, func(n int) string {
		discriminator := `"discriminator":{"propertyName":"k"}`
		return schemasOf(`"S0":{"type":"object","properties":{"k":{"type":"string"}},` + discriminator + `}` +
			join(n, "", func(i int) string {
				return fmt.Sprintf(`,"S%d":{"allOf":[%s,{"type":"object"}],%s}`, i+1, refTo("S", i), discriminator)
			}))
	}},
	{"unions of a base", 12, func(n int) string {
		return schemasOf(`"B0":{"type":"object","properties":{"k":{"type":"string"}},"discriminator":{"propertyName":"k"}},` +
			object("O0", `"u":{"type":"string"}`) + join(n, "", func(i int) string {
			return fmt.Sprintf(`,"S%d":{"allOf":[%s,{"type":"object"}]}`, i, refTo("B", 0)) +
				fmt.Sprintf(`,"U%d":{"oneOf":[%s,%s],"discriminator":{"propertyName":"u",`, i, refTo("B", 0), refTo("O", 0)) +
				`"mapping":{"b":"#/components/schemas/B0","o":"#/components/schemas/O0"}}}`
		}))
	}},
	{"chain of references", 20, func(n int) string {
		return schemasOf(object("S0", `"p":{"type":"string"}`) + join(n, "", func(i int) string {
			return fmt.Sprintf(`,"S%d":%s`, i+1, refTo("S", i))
		}))
	}},
	{"chain of references to properties", 12, func(n int) string {
		return schemasOf(join(n, ",", func(i int) string {
			return object("S"+strconv.Itoa(i), fmt.Sprintf(`"p":{"$ref":"#/components/schemas/S%d/properties/p"}`, i+1))
		}) + "," + object("S"+strconv.Itoa(n), `"p":{"type":"string"}`))
	}},
	{"references to a path item", 12, func(n int) string {
		return pathsOf(`"/b":{"get":{"parameters":[` + repeat(n, ",", `{"name":"q%d","in":"query","schema":{"type":"string"}}`) +
			`],"responses":{"204":{"description":"d"}}}},` + repeat(n, ",", `"/a%d":{"$ref":"#/paths/~1b"}`))
	}},
	{"references to a part of an extension", 12, func(n int) string {
		return described(get("/a"), `"schemas":{`+repeat(n, ",", `"A%d":{"$ref":"#/x-shared/B"}`)+
			`}},"x-shared":{`+object("B", repeat(n, ",", stringProperty)))
	}},
	{"lists of lists", 10, func(n int) string {
		return schemasOf(`"A0":{"type":"string"}` + join(n, "", func(i int) string {
			return fmt.Sprintf(`,"A%d":{"type":"array","items":%s}`, i+1, refTo("A", i))
		}))
	}},
	{"references to missing schemas", 20, func(n int) string {
		return schemasOf(repeat(n, ",", `"Schema%d":{"type":"object"}`) + "," +
			object("X", repeat(n, ",", `"p%d":{"$ref":"#/components/schemas/Scheme%[1]dx"}`)))
	}},
	{"mapping to missing schemas", 20, func(n int) string {
		return schemasOf(repeat(n, ",", `"Schema%d":{"type":"object"}`) + `,"X":{"type":"object","properties":{"k":{"type":"string"}},` +
			`"discriminator":{"propertyName":"k","mapping":{` + repeat(n, ",", `"m%d":"#/components/schemas/Scheme%[1]dx"`) + `}}}`)
	}},
	{"the same property in many parts", 20, func(n int) string {
		return schemasOf(`"A":{"allOf":[` + repeat(n, ",", `{"type":"object","properties":{"p":{"type":"string","description":"%d"}}}`) + `]}`)
	}},
	{"variants", 10, func(n int) string {
		return schemasOf(`"U":{"oneOf":[` + repeat(n, ",", `{"$ref":"#/components/schemas/V%d"}`) + `]}` + repeat(n, "",
			`,"V%d":{"type":"object","required":["p%[1]d"],"properties":{"p%[1]d":{"type":"string"}}}`))
	}},
	{"long enum", 50, func(n int) string { return schemasOf(`"E":{"type":"string","enum":[` + repeat(n, ",", `"v%d"`) + `]}`) }},
	{"equal names", 20, func(n int) string {
		return schemasOf(join(n, ",", func(i int) string { return `"v` + signs(i) + `w":{"type":"object"}` }))
	}},
	{"a name of many words", 50, func(n int) string { return schemasOf(object(strings.Repeat("Abc.", n), `"p":{"type":"string"}`)) }},
	{"server variables", 20, func(n int) string {
		servers := `"servers":[{"url":"https://example.com` + repeat(n, "", "/{v%d}") + `","variables":{` +
			repeat(n, ",", `"v%d":{"default":"x","enum":["x","y"]}`) + `}}],`
		return `{"openapi":"3.0.3","info":{"title":"t","version":"1"},` + servers + `"paths":{` + get("/a") + `}}`
	}},
	{"security alternatives", 20, func(n int) string {
		return described(`"/a":{"get":{"security":[`+repeat(n, ",", `{"s%d":[]}`)+`],"responses":{"204":{"description":"d"}}}}`,
			`"securitySchemes":{`+repeat(n, ",", `"s%d":{"type":"apiKey","in":"header","name":"X-K%[1]d"}`)+`}`)
	}},
	{"security alternatives of many operations", 20, func(n int) string {
		return described(repeat(n, ",", `"/a%d":`+noContent),
			`"securitySchemes":{`+repeat(n, ",", `"s%d":{"type":"apiKey","in":"header","name":"X-K%[1]d"}`)+
				`}},"security":[`+repeat(n, ",", `{"s%d":[]}`)+`],"x-a":{`)
	}},
	{"union of constants", 20, func(n int) string {
		return schemasOf(`"U":{"oneOf":[` + repeat(n, ",",
			`{"type":"object","required":["k"],"properties":{"k":{"type":"string","enum":["v%d"]}}}`) + `]}`)
	}},
	{"union of overlapping objects", 20, func(n int) string {
		return schemasOf(`"U":{"oneOf":[` + join(n, ",", func(i int) string {
			return fmt.Sprintf(`{"type":"object","properties":{"p%d":{"type":"string"},"p%d":{"type":"string"}}}`, i, i+1)
		}) + `]}`)
	}},
	{"many tags", 50, func(n int) string {
		return pathsOf(`"/a":{"get":{"tags":[` + repeat(n, ",", `"t%d"`) + `],"responses":{"204":{"description":"d"}}}}`)
	}},
	{"a long text in many operations", 10, func(n int) string { return sharedText(n, strings.Repeat("word ", 1000)) }},
	{"quotes in many operations", 10, func(n int) string { return sharedText(n, strings.Repeat(">", 16000)) }},
	{"brackets in many operations", 10, func(n int) string { return sharedText(n, strings.Repeat("[a](", 4000)) }},
	{"lists in lists", 10, func(n int) string {
		return sharedText(n, join(20, `\n`, func(i int) string { return strings.Repeat("  ", i) + "- a" }))
	}},
	{"a long list", 50, func(n int) string { return sharedText(1, strings.Repeat(`- a\n`, n)) }},
	{"YAML aliases", 20, func(n int) string {
		return yamlOf("components: {schemas: {\nA: &a {type: object, properties: {p: {type: string}}},\n" +
			repeat(n, ",\n", "B%d: *a") + "}}\n")
	}},
	{"a table with short rows", 50, func(n int) string {
		return sharedText(1, strings.Repeat("a|", n)+`\n`+strings.Repeat("-|", n)+`\n`+strings.Repeat(`c\n`, n))
	}},
}

// noContent is a path item with an operation without content.
const noContent = `{"get":{"responses":{"204":{"description":"d"}}}}`

const stringProperty = `"p%d":{"type":"string"}`

// join joins n parts.
func join(n int, separator string, part func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = part(i)
	}
	return strings.Join(parts, separator)
}

// repeat joins n parts, which contain their number.
func repeat(n int, separator, format string) string {
	return join(n, separator, func(i int) string { return fmt.Sprintf(format, i) })
}

// signs returns signs that differ for each i and that no Go name contains.
func signs(i int) string {
	return "." + strings.NewReplacer("0", "-", "1", ".").Replace(strconv.FormatInt(int64(i), 2))
}

func refTo(name string, i int) string {
	return fmt.Sprintf(`{"$ref":"#/components/schemas/%s%d"}`, name, i)
}

func object(name, properties string) string {
	return `"` + name + `":{"type":"object","properties":{` + properties + `}}`
}

func get(path string) string { return `"` + path + `":` + noContent }

func described(paths, components string) string {
	return `{"openapi":"3.0.3","info":{"title":"t","version":"1"},"servers":[{"url":"https://example.com"}],"paths":{` +
		paths + `},"components":{` + components + `}}`
}

// yamlOf returns a description in YAML.
func yamlOf(rest string) string {
	return "openapi: 3.0.3\ninfo: {title: t, version: '1'}\nservers: [{url: https://example.com}]\n" +
		"paths: {" + get("/a") + "}\n" + rest
}

func pathsOf(paths string) string { return described(paths, "") }

func schemasOf(schemas string) string { return described(get("/a"), `"schemas":{`+schemas+`}`) }

// diamonds returns n levels of two schemas, each of which combines the two schemas below.
func diamonds(n int, keyword string) string {
	return schemasOf(join(n, ",", func(i int) string {
		below := `{"` + keyword + `":[` + refTo("A", i+1) + "," + refTo("B", i+1) + "]}"
		return fmt.Sprintf(`"A%d":%s,"B%[1]d":%[2]s`, i, below)
	}) + "," + object("A"+strconv.Itoa(n), `"a":{"type":"string"}`) + "," + object("B"+strconv.Itoa(n), `"b":{"type":"string"}`))
}

// extensionDiamonds returns n levels of schemas in an extension, each of which refers twice
// to the one below.
func extensionDiamonds(n int) string {
	return described(get("/a"), `"schemas":{"A":{"$ref":"#/x-shared/B0"}}},"x-shared":{`+join(n, "", func(i int) string {
		below := fmt.Sprintf(`{"$ref":"#/x-shared/B%d"}`, i+1)
		return object(fmt.Sprint("B", i), `"l":`+below+`,"r":`+below) + ","
	})+object(fmt.Sprint("B", n), ""))
}

// pathItemDiamonds returns n levels of path items, each of which has two callbacks with the
// path item below.
func pathItemDiamonds(n int) string {
	return pathsOf(join(n, "", func(i int) string {
		below := fmt.Sprintf(`{"$ref":"#/paths/~1a%d"}`, i+1)
		return fmt.Sprintf(`"/a%d":{"post":{"callbacks":{"c":{"{$url}/l":%s,"{$url}/r":%[2]s}},"responses":{"204":{"description":"d"}}}},`, i, below)
	}) + get(fmt.Sprint("/a", n)))
}

// sharedText returns n operations with the same parameter, which text describes.
func sharedText(n int, text string) string {
	return described(repeat(n, ",", `"/a%d":{"get":{"parameters":[{"$ref":"#/components/parameters/P"}],`+
		`"responses":{"204":{"description":"d"}}}}`),
		`"parameters":{"P":{"name":"q","in":"query","description":"`+text+`","schema":{"type":"string"}}}`)
}
