package instance

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// words are parts of random strings, some of which need escapes.
var words = []string{
	"alpha", "Beta", "gamma", "42", "a b", "x/y", "ä", "日本", "😀", `q"q`, `b\b`,
	"<&>", "é", "tab\t", "-", "true", "null", "",
}

// plainWords are the words of [Plain].
const plainWords = 4

// oneWord returns a word of the selected set.
func (g *Generator) oneWord() string {
	if g.Words == Plain {
		return words[g.rand.IntN(plainWords)]
	}
	return words[g.rand.IntN(len(words))]
}

// word returns a short string.
func (g *Generator) word() string {
	return g.oneWord() + words[g.rand.IntN(plainWords)][:1]
}

// text returns a string of a shape.
func (g *Generator) text(shape *shape) (any, bool) {
	g.feature("string")
	least, most, pattern, format := 0, 1<<20, "", ""
	for _, part := range shape.parts {
		least = max(least, int(part.MinLength))
		if part.MaxLength != nil {
			most = min(most, int(*part.MaxLength))
		}
		if part.Pattern != "" {
			pattern = part.Pattern
		}
		if part.Format != "" {
			format = part.Format
		}
	}
	if format != "" {
		g.feature("format " + format)
	}
	if pattern != "" {
		g.feature("pattern")
		if format == "" || !isKnownFormat(format) {
			return g.patternText(shape, pattern, least, most)
		}
	}
	if v, ok := g.formatText(format); ok {
		return v, true
	}
	return g.plainText(least, most), true
}

// patternText returns a string that matches a pattern, or the schema's example.
func (g *Generator) patternText(shape *shape, pattern string, least, most int) (any, bool) {
	for range 20 {
		v, ok := g.matching(pattern, least)
		if n := utf8.RuneCountInString(v); ok && n >= least && n <= most {
			return v, true
		}
	}
	for _, part := range shape.parts {
		for _, v := range append([]any{part.Example, part.Default}, part.Examples...) {
			if text, ok := v.(string); ok {
				return text, true
			}
		}
	}
	return nil, false
}

// plainText returns a string with a length between two bounds.
func (g *Generator) plainText(least, most int) string {
	var b strings.Builder
	n := least + g.rand.IntN(12)
	for length := 0; length < n; {
		word := g.oneWord() + "a"
		b.WriteString(word)
		length += utf8.RuneCountInString(word)
	}
	if runes := []rune(b.String()); len(runes) > most {
		return string(runes[:most])
	}
	return b.String()
}

func isKnownFormat(format string) bool {
	_, ok := (*Generator)(nil).formats()[format]
	return ok
}

func (g *Generator) formatText(format string) (string, bool) {
	generate, ok := g.formats()[format]
	if !ok {
		return "", false
	}
	return generate(), true
}

// formats returns a function for each known format of strings.
func (g *Generator) formats() map[string]func() string {
	pick := func(values ...string) func() string {
		return func() string { return values[g.rand.IntN(len(values))] }
	}
	return map[string]func() string{
		"date-time": g.dateTime,
		"date":      func() string { return g.instant().Format(time.DateOnly) },
		"time":      pick("12:34:56Z", "00:00:00Z", "23:59:59.5Z", "08:30:00+02:00"),
		"duration":  pick("P1D", "PT15M", "P1DT2H3M4S", "PT0.5S", "P2W", "P1Y2M"),
		"uuid": func() string {
			return fmt.Sprintf("%08x-1234-4%03x-8%03x-%012x", g.rand.Uint32(), g.rand.IntN(4096), g.rand.IntN(4096), g.rand.IntN(1<<40))
		},
		"email":    pick("a@example.com", "first.last+tag@sub.example.org"),
		"uri":      pick("https://example.com/a?b=c&d=%20#e", "urn:example:1", "http://example.com"),
		"url":      pick("https://example.com/a?b=c&d=%20#e", "http://example.com"),
		"hostname": pick("example.com", "a-b.example.org"),
		"ipv4":     pick("192.0.2.1", "127.0.0.1"),
		"ipv6":     pick("2001:db8::1", "::1"),
		"byte":     g.base64,
		"int64":    pick("9007199254740993", "-5", "0"),
		"int32":    pick("2147483647", "-5", "0"),
		"decimal":  pick("10.50", "-0.1", "3"),
	}
}

func (g *Generator) base64() string {
	data := make([]byte, g.rand.IntN(12))
	for i := range data {
		data[i] = byte(g.rand.IntN(256))
	}
	return base64.StdEncoding.EncodeToString(data)
}

func (g *Generator) instant() time.Time {
	return time.Unix(g.rand.Int64N(4e9)-1e9, 0).UTC()
}

// dateTime returns a date-time in the form that time.RFC3339Nano produces.
func (g *Generator) dateTime() string {
	t := g.instant()
	switch g.rand.IntN(4) {
	case 0:
		t = t.Add(time.Duration(g.rand.Int64N(1e9)))
	case 1:
		t = t.Add(time.Duration(g.rand.IntN(1000)) * time.Millisecond)
	case 2:
		t = t.In(time.FixedZone("", 3600*(g.rand.IntN(24)-11)))
	}
	return t.Format(time.RFC3339Nano)
}

// bounds returns the range of the numbers of a shape and their common divisor, 0
// for none.
func (s *shape) bounds() (low, high, step float64) {
	low, high = math.Inf(-1), math.Inf(1)
	for _, part := range s.parts {
		if part.Min != nil {
			low = max(low, *part.Min)
		}
		if part.Max != nil {
			high = min(high, *part.Max)
		}
		if v := part.ExclusiveMin.Value; v != nil {
			low = max(low, math.Nextafter(*v, math.Inf(1)))
		}
		if v := part.ExclusiveMax.Value; v != nil {
			high = min(high, math.Nextafter(*v, math.Inf(-1)))
		}
		if part.Min != nil && part.ExclusiveMin.IsTrue() {
			low = max(low, math.Nextafter(*part.Min, math.Inf(1)))
		}
		if part.Max != nil && part.ExclusiveMax.IsTrue() {
			high = min(high, math.Nextafter(*part.Max, math.Inf(-1)))
		}
		if part.MultipleOf != nil {
			step = *part.MultipleOf
		}
	}
	return low, high, step
}

func (s *shape) format() string {
	for _, part := range s.parts {
		if part.Format != "" {
			return part.Format
		}
	}
	return ""
}

// integerRanges are the ranges of formats.
var integerRanges = map[string][2]float64{
	"int8": {-1 << 7, 1<<7 - 1}, "int16": {-1 << 15, 1<<15 - 1}, "int32": {-1 << 31, 1<<31 - 1},
	"uint8": {0, 1<<8 - 1}, "uint16": {0, 1<<16 - 1}, "uint32": {0, 1<<32 - 1},
	"uint64": {0, 9.2e18}, "uint": {0, 9.2e18},
}

// integer returns an integer of a shape.
func (g *Generator) integer(shape *shape) (any, bool) {
	g.feature("integer")
	low, high, step := shape.bounds()
	format := shape.format()
	if format != "" {
		g.feature("format " + format)
	}
	low, high = math.Ceil(max(low, -9.2e18)), math.Floor(min(high, 9.2e18))
	if r, ok := integerRanges[format]; ok {
		low, high = max(low, r[0]), min(high, r[1])
	}
	if low > high {
		return nil, false
	}
	v := int64(max(low, min(high, float64(g.rand.IntN(2000)-200))))
	switch r := g.rand.IntN(8); {
	case r == 0 && low > -9e18:
		v = int64(low)
	case r == 1 && high < 9e18:
		v = int64(high)
	case r == 2 && low <= 9007199254740993 && high > 9e18:
		v = 9007199254740993
	}
	if step >= 1 && step == math.Trunc(step) {
		n := int64(step)
		v = v / n * n
		if float64(v) < low {
			v += n
		}
	}
	return v, true
}

// number returns a number of a shape.
func (g *Generator) number(shape *shape) (any, bool) {
	g.feature("number")
	switch format := shape.format(); format {
	case "":
	case "int32", "int64":
		return g.integer(shape) // the formats are defined for numbers too
	default:
		g.feature("format " + format)
	}
	low, high, step := shape.bounds()
	if low > high {
		return nil, false
	}
	v := float64(g.rand.IntN(400000)-100000) / []float64{1, 10, 100, 8}[g.rand.IntN(4)]
	if v < low || v > high {
		switch {
		case math.IsInf(high, 1):
			v = low + float64(g.rand.IntN(100))
		case math.IsInf(low, -1):
			v = high - float64(g.rand.IntN(100))
		default:
			v = low + (high-low)*float64(g.rand.IntN(9))/8
		}
	}
	if step > 0 {
		v = math.Round(v/step) * step
		if v < low {
			v = math.Ceil(low/step) * step
		} else if v > high {
			v = math.Floor(high/step) * step
		}
	}
	return json.Number(strconv.FormatFloat(v, 'g', 9, 64)), true
}
