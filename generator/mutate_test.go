package generator_test

// This file makes the descriptions of TestPipeline. A random description has components
// of all kinds that refer to one another, with names and keywords that are valid,
// unusual or wrong. A mutation changes a few nodes of a real description: it removes,
// copies, moves, renames or wraps them.

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/generator"
)

// maxMutated is the maximum size in bytes of a description that is mutated.
const maxMutated = 30 << 10

// mutatedSeeds returns the descriptions of the golden cases and, if FRAGEN_CORPUS is set,
// the smaller published ones.
func mutatedSeeds(t *testing.T) []string {
	t.Helper()
	var seeds []string
	add := func(text string) {
		if len(text) <= maxMutated {
			seeds = append(seeds, text)
		}
	}
	for _, pattern := range []string{"testdata/*.txtar", "lower/testdata/*.txtar", "plan/testdata/*.txtar"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range archive.Files {
				if f.Name == "openapi.yaml" || f.Name == "openapi.json" {
					add(string(f.Data))
				}
			}
		}
	}
	if dir := os.Getenv("FRAGEN_CORPUS"); dir != "" {
		for _, set := range []string{"openapi", "vendors"} {
			for _, file := range generator.DescriptionsIn(t, filepath.Join(dir, set)) {
				if text, err := os.ReadFile(file); err == nil {
					add(string(text))
				}
			}
		}
	}
	return seeds
}

// mutator makes descriptions from random numbers.
type mutator struct{ *rand.Rand }

// one returns a random element.
func one[T any](m mutator, list ...T) T { return list[m.IntN(len(list))] }

// chance reports true once in n times.
func (m mutator) chance(n int) bool { return m.IntN(n) == 0 }

// description returns a random description or a mutation of one.
func (m mutator) description(seeds []string) string {
	var text string
	if m.chance(2) {
		text = m.random()
		if m.chance(2) {
			return text
		}
	} else {
		text = one(m, seeds...)
	}
	var file yaml.Node
	if err := yaml.Unmarshal([]byte(text), &file); err != nil || len(file.Content) == 0 {
		return text
	}
	for range 1 + m.IntN(4) {
		m.mutate(file.Content[0])
	}
	mutated, err := yaml.Marshal(&file)
	if err != nil {
		return text
	}
	return string(mutated)
}

// place is a node with the node that contains it.
type place struct {
	parent *yaml.Node
	index  int // of the value in parent.Content
}

func (p place) node() *yaml.Node { return p.parent.Content[p.index] }

// placesIn returns the values below n.
func placesIn(n *yaml.Node) []place {
	var list []place
	step, first := 1, 0
	if n.Kind == yaml.MappingNode {
		step, first = 2, 1
	}
	for i := first; i < len(n.Content); i += step {
		list = append(list, place{n, i})
		list = append(list, placesIn(n.Content[i])...)
	}
	return list
}

// mutate changes a random value below root.
func (m mutator) mutate(root *yaml.Node) {
	places := placesIn(root)
	if len(places) == 0 {
		return
	}
	p, other := one(m, places...), one(m, places...)
	inMap := p.parent.Kind == yaml.MappingNode
	switch m.IntN(8) {
	case 0: // remove
		first := p.index
		if inMap {
			first--
		}
		p.parent.Content = slices.Delete(p.parent.Content, first, p.index+1)
	case 1: // copy another value to here
		if copied := copyOf(other.node()); len(placesIn(copied)) < 200 {
			p.parent.Content[p.index] = copied
		}
	case 2: // swap
		if !contains(p.node(), other.node()) && !contains(other.node(), p.node()) {
			a, b := p.node(), other.node()
			p.parent.Content[p.index], other.parent.Content[other.index] = b, a
		}
	case 3:
		p.parent.Content[p.index] = m.value(m.schema(2))
	case 4:
		p.parent.Content[p.index] = m.value(m.scalar())
	case 5: // rename
		if inMap {
			p.parent.Content[p.index-1] = &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: m.name()}
		}
	case 6: // wrap
		wrapped := m.value(map[string]any{one(m, "allOf", "oneOf", "anyOf", "items", "not", "schema"): nil})
		wrapped.Content[1] = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{copyOf(p.node()), m.value(m.schema(2))}}
		p.parent.Content[p.index] = wrapped
	case 7: // add a keyword
		if n := p.node(); n.Kind == yaml.MappingNode {
			key, value := m.keyword(2)
			n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: key}, m.value(value))
		}
	}
}

func copyOf(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = nil
	for _, child := range n.Content {
		c.Content = append(c.Content, copyOf(child))
	}
	return &c
}

// contains reports whether n is or contains other.
func contains(n, other *yaml.Node) bool {
	return n == other || slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return contains(c, other) })
}

// value returns a value as a node.
func (m mutator) value(v any) *yaml.Node {
	var n yaml.Node
	if err := n.Encode(v); err != nil {
		panic(err)
	}
	return &n
}

// random returns a random description as JSON.
func (m mutator) random() string {
	doc := map[string]any{
		"openapi": one(m, "3.0.3", "3.1.0", "3.2.0"),
		"info":    map[string]any{"title": "T", "version": "1", "description": m.text()},
		"servers": []any{map[string]any{"url": one(m, "https://example.com", "/v1", "https://{host}.example.com")}},
	}
	components := map[string]any{}
	for _, kind := range []string{"schemas", "parameters", "responses", "requestBodies", "headers"} {
		members := map[string]any{}
		for i := range 1 + m.IntN(6) {
			members[fmt.Sprintf("S%d", i)] = m.component(kind)
		}
		if m.chance(3) {
			members[m.name()] = m.component(kind)
		}
		components[kind] = members
	}
	components["securitySchemes"] = map[string]any{"S0": one[any](m, map[string]any{"type": "http", "scheme": "bearer"},
		map[string]any{"type": "apiKey", "in": "query", "name": m.name()})}
	doc["components"] = components
	paths := map[string]any{}
	for range 1 + m.IntN(5) {
		paths[m.path()] = m.pathItem()
	}
	doc["paths"] = paths
	text, err := json.Marshal(doc)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (m mutator) component(kind string) any {
	switch kind {
	case "parameters":
		return m.parameter()
	case "responses":
		return m.response()
	case "requestBodies":
		return map[string]any{"content": m.content(), "required": m.chance(2)}
	case "headers":
		return map[string]any{"schema": m.schema(2)}
	}
	return m.schema(0)
}

// reference returns a reference to a component, which may be missing.
func (m mutator) reference(kind string) any {
	name := fmt.Sprintf("S%d", m.IntN(6))
	if m.chance(30) {
		name += one(m, "/properties/a", "/items", "x", "/allOf/0")
	}
	return map[string]any{"$ref": "#/components/" + kind + "/" + name}
}

func (m mutator) path() string {
	segments := []string{"", "a", "b", "{id}", "{id}.json", "a.b.c", "f(x={id})", "v1.0", "items", "Items", "get", "{a}-{b}", "all", "a?b={c}"}
	path := ""
	for range 1 + m.IntN(4) {
		path += "/" + one(m, segments...)
	}
	return path
}

func (m mutator) pathItem() any {
	item := map[string]any{}
	for _, method := range []string{"get", "post", "put", "delete", "patch"} {
		if m.chance(3) {
			item[method] = m.operation()
		}
	}
	if m.chance(3) {
		item["parameters"] = []any{m.parameter(), m.reference("parameters")}
	}
	return item
}

func (m mutator) operation() any {
	op := map[string]any{"summary": m.text()}
	responses := map[string]any{}
	for _, status := range []string{"200", "201", "204", "2XX", "400", "default"} {
		if m.chance(3) {
			responses[status] = m.response()
		}
	}
	op["responses"] = responses
	if m.chance(2) {
		op["parameters"] = []any{m.parameter(), m.parameter()}
	}
	if m.chance(3) {
		op["requestBody"] = one(m, m.reference("requestBodies"), m.component("requestBodies"))
	}
	if m.chance(3) {
		op["operationId"] = m.name()
	}
	if m.chance(5) {
		op["tags"] = []any{m.name()}
	}
	if m.chance(8) {
		op["callbacks"] = map[string]any{m.name(): map[string]any{"{$request.body#/url}": map[string]any{"post": m.operation()}}}
	}
	if m.chance(8) {
		op["security"] = []any{map[string]any{one(m, "S0", "S1"): []any{}}}
	}
	return op
}

func (m mutator) response() any {
	if m.chance(4) {
		return m.reference("responses")
	}
	r := map[string]any{"description": m.text()}
	if !m.chance(4) {
		r["content"] = m.content()
	}
	if m.chance(5) {
		r["headers"] = map[string]any{m.name(): one(m, m.reference("headers"), m.component("headers"))}
	}
	return r
}

func (m mutator) content() any {
	content := map[string]any{}
	for range 1 + m.IntN(2) {
		content[one(m, "application/json", "application/json", "application/json", "text/plain", "multipart/form-data",
			"application/x-www-form-urlencoded", "application/octet-stream", "text/event-stream", "application/problem+json",
			"application/x-ndjson", "*/*", "image/png", "x")] = map[string]any{"schema": m.schema(1)}
	}
	return content
}

func (m mutator) parameter() any {
	if m.chance(4) {
		return m.reference("parameters")
	}
	p := map[string]any{
		"name": one(m, "id", "a", "b", "c", m.name()), "in": one(m, "path", "query", "query", "header", "cookie"),
		"required": m.chance(2), "schema": m.schema(3), "description": m.text(),
	}
	if m.chance(4) {
		p["style"] = one(m, "form", "simple", "matrix", "label", "deepObject", "spaceDelimited", "pipeDelimited")
		p["explode"] = m.chance(2)
	}
	return p
}

// schema returns a schema with at most 4 levels below depth.
func (m mutator) schema(depth int) any {
	if m.chance(4) || depth > 3 {
		return m.reference("schemas")
	}
	s := map[string]any{}
	for range 1 + m.IntN(4) {
		key, value := m.keyword(depth)
		s[key] = value
	}
	return s
}

// keyword returns a keyword of a schema and its value.
func (m mutator) keyword(depth int) (key string, value any) {
	key = one(m, "type", "type", "type", "properties", "properties", "allOf", "oneOf", "anyOf", "enum", "items",
		"additionalProperties", "nullable", "discriminator", "required", "description", "format", "const", "default",
		"not", "title", "readOnly", "writeOnly", "example", "minLength", "maximum", "pattern", "prefixItems", "deprecated",
		"x-enum-varnames", "externalDocs", "uniqueItems", "contentEncoding", "patternProperties", "unevaluatedProperties")
	switch key {
	case "type":
		return key, one[any](m, "string", "integer", "number", "boolean", "array", "object", "object", "object",
			[]any{"string", "null"}, []any{"integer", "string"}, "null", "file")
	case "properties", "patternProperties":
		properties := map[string]any{}
		for range 1 + m.IntN(3) {
			properties[one(m, "a", "b", "type", m.name())] = m.schema(depth + 1)
		}
		return key, properties
	case "allOf", "oneOf", "anyOf", "prefixItems":
		var list []any
		for range 1 + m.IntN(3) {
			list = append(list, m.schema(depth+1))
		}
		return key, list
	case "items", "not":
		return key, m.schema(depth + 1)
	case "additionalProperties", "unevaluatedProperties":
		return key, one(m, any(true), any(false), m.schema(depth+1))
	case "enum", "x-enum-varnames":
		var list []any
		for range 1 + m.IntN(4) {
			list = append(list, m.scalar())
		}
		return key, list
	case "nullable", "readOnly", "writeOnly", "deprecated", "uniqueItems":
		return key, m.chance(2)
	case "discriminator":
		d := map[string]any{"propertyName": one(m, "a", "type")}
		if m.chance(2) {
			d["mapping"] = map[string]any{m.name(): "#/components/schemas/S1", "y": "S2"}
		}
		return key, d
	case "required":
		return key, []any{one(m, "a", "b", "type", m.name())}
	case "externalDocs":
		return key, map[string]any{"url": "https://example.com/" + m.name()}
	case "format":
		return key, one(m, "int32", "int64", "uint64", "float", "date-time", "date", "byte", "binary", "uuid", "time", "duration", "decimal")
	case "description", "title", "pattern", "contentEncoding":
		return key, one(m, m.text(), "base64")
	case "minLength", "maximum":
		return key, one[any](m, 0, 1, -1, 1e300, 9007199254740993)
	}
	return key, m.scalar()
}

func (m mutator) scalar() any {
	return one[any](m, "a", "b", "", "x y", "INF", "1", "-", "ä", "_", 0, 1, -1, 1.5, 1e300, true, false, nil, m.name(), "2020-01-01")
}

// name returns a name, many of which are words of Go or of the runtime, or equal after
// the conversion to Go.
func (m mutator) name() string {
	return one(m, "a", "A", "a_b", "a-b", "aB", "a.b", "type", "func", "range", "string", "error", "nil", "client", "New", "rest",
		"Options", "Get", "String", "context", "1", "1a", "", " ", "-", "日本", "ä", "é", "_", "$id", "@odata.type", "x/y", "~", "%",
		"\"", "\\", "`", "*/", "//", "a\nb", "{a}", "Client", "Values", "Unknown", "value", "len", "Error", "id", "ID", "All",
		"additionalProperties", "AdditionalProperties", "DecodeJSON", "EncodeJSON", "IsKnown", strings.Repeat("long", 30))
}

func (m mutator) text() string {
	return one(m, "Text.", "", "*/", "//go:embed x", "`code` and **bold**", "- a\n- b", "```\ncode\n```", "<b>x</b>",
		"Deprecated: no.", "a|b\n-|-\n1|2", "[a](b)", strings.Repeat("> ", 50), strings.Repeat("word ", 100))
}
