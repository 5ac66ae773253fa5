package codes

// Editors use the JSON schemas, fragen uses the parsers. These tests check that
// both agree: each change below to a small valid file must get the same result.

import (
	"os"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"
)

const schemas = "../../docs/schema/"

func schema(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	compiled, err := jsonschema.NewCompiler().Compile(schemas + name)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var value any
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// TestSchemasOwnFiles checks that this project's files are valid and name their
// schemas for editors.
func TestSchemasOwnFiles(t *testing.T) {
	for file, name := range map[string]string{"codes.yaml": "codes.schema.json", "fragen.yaml": "fragen.schema.json"} {
		data, err := os.ReadFile("../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema(t, name).Validate(decode(t, string(data))); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if want := "# yaml-language-server: $schema=docs/schema/" + name + "\n"; !strings.HasPrefix(string(data), want) {
			t.Errorf("%s does not begin with %q", file, want)
		}
	}
}

// smallest is a table with only the required keys.
const smallest = `version: 1
tables:
  - domain: shop.orders
    name: refusal
    description: Why an order was refused.
    source: en
    locales: [en, de]
    categories: [{id: stock, description: There is too little of it.}]
    codes:
      - id: sold-out
        code: 17
        category: stock
        message: {en: It is sold out., de: {text: Es ist ausverkauft., state: mt}}
`

// swap is a change to a text.
type swap struct{ old, new string }

func (s swap) apply(t *testing.T, text string) string {
	t.Helper()
	if !strings.Contains(text, s.old) {
		t.Fatalf("the text does not contain %q", s.old)
	}
	return strings.Replace(text, s.old, s.new, 1)
}

// TestCodesSchema checks that the schema and the parser accept the same files.
func TestCodesSchema(t *testing.T) {
	compiled := schema(t, "codes.schema.json")
	valid := map[string]swap{
		"smallest":          {"", ""},
		"class":             {"code: 17", "class: 4"},
		"classes":           {"code: 17", "classes: [4, 5]"},
		"subcodes":          {"code: 17", "code: 17\n        subcodes: [1, 2]"},
		"pattern":           {"code: 17", "class: 4\n        pattern: '17{n:2}'"},
		"range":             {"code: 17", "class: 4\n        range: 0-99"},
		"history":           {"code: 17", "code: 17\n        link: https://example.com/17\n        since: '2.1'\n        deprecated: true"},
		"user":              {"category: stock", "category: stock\n        user: {en: Gone.}"},
		"states":            {"locales:", "states: {de: translated}\n    locales:"},
		"draft":             {"category: stock", "draft: true"},
		"no draft":          {"category: stock", "category: stock\n        draft: false"},
		"provenance":        {"state: mt", "state: mt, sourceHash: '0123456789ab', from: page.md"},
		"missing text":      {", de: {text: Es ist ausverkauft., state: mt}", ""},
		"link and binding":  {"locales:", "link: https://example.com/a\n    bind: [{property: a.b, code: c, method: m}]\n    locales:"},
		"rules":             {"tables:", "lint: {draft: off, text-end: {severity: note, except: [sold-out/de]}}\ntables:"},
		"release, coverage": {"locales:", "release: [de]\n    coverage: {de: 90}\n    locales:"},
		"glossary":          {"locales:", "glossary: [{terms: {en: sold*, de: [ausverkauft, alle]}}, {never: {de: weg}}]\n    locales:"},
		"classes of codes":  {"{id: stock,", "{id: stock, classes: [4, 5],"},
		"retryable, advice": {"category: stock", "category: stock\n        retryable: true\n        advice: {en: Wait., de: Warten Sie.}"},
	}
	row := func(keys, code string) swap {
		return swap{
			smallest[strings.Index(smallest, "source: en"):strings.Index(smallest, "category: stock")],
			"keys: " + keys + "\n    " + strings.Replace(
				smallest[strings.Index(smallest, "source: en"):strings.Index(smallest, "category: stock")], "code: 17", code, 1),
		}
	}
	bind := func(binding string) swap { return swap{"locales:", "bind: [{" + binding + "}]\n    locales:"} }
	valid["binding of a code"] = bind("property: Charge.failure_code, method: decline")
	valid["binding of schemas"] = bind("schemas: [Refund, a.Payout], code: failure_code, method: decline")
	valid["binding of errors"] = bind("error: Problem, code: error.code, func: declineOf")
	valid["binding of a status"] = bind("error: Problem, code: $status, subcode: code, func: declineOf")
	valid["binding of any error"] = bind("code: $code, func: declineOf")
	valid["message of the service"] = bind("property: a.b, code: c, message: d, method: decline")
	valid["translated table"] = swap{"Why an order was refused.", "{en: Why an order was refused., de: {text: Warum, state: mt}}"}
	valid["translated category"] = swap{"There is too little of it.", "{en: There is too little of it., de: Zu wenig.}"}
	valid["translated resolver"] = swap{"locales:", "resolvers: [{id: a, description: {en: B., de: B.}}]\n    locales:"}
	valid["unknown codes"] = swap{"locales:", "unknown: {en: 'Unknown ({code})', de: 'Unbekannt ({code})'}\n    locales:"}
	valid["exception for a category"] = swap{"tables:", "lint: {text-end: {except: [stock/de, table]}}\ntables:"}
	valid["several codes"] = swap{"code: 17", "code: [17, 18]"}
	valid["code range"] = swap{"code: 17", "codeRange: 4000-4999"}
	valid["words"] = row("{code: text}", "code: card_declined")
	valid["word of digits"] = row("{code: text, case: fold}", "code: 00000")
	valid["several words"] = row("{code: text}", "code: [a, '1']")
	valid["prefix"] = row("{code: text}", "prefix: '42'")
	valid["words as subcodes"] = row("{code: text, subcode: text}", "code: a\n        subcode: b")
	valid["number with a word"] = row("{code: number, subcode: text}", "code: 402\n        subcodes: [a, b]")
	valid["hexadecimal"] = row("{code: number, bits: 32, base: 16, subcode: none}", "code: 0x80070005")
	valid["negative"] = row("{code: number}", "code: -32601\n        subcode: -1")
	valid["negative range"] = row("{subcode: none}", "codeRange: -32099 to -32000")
	valid["64 bits"] = row("{code: number, bits: 64}", "code: 9223372036854775807")
	valid["docs"] = swap{"version: 1", "version: 1\ndocs: {/info/description: {de: \"Zwei\\nZeilen.\"}, '#/a/b': {de: {text: x, state: reviewed}}}"}
	for name, change := range valid {
		judge(t, compiled, "valid: "+name, change.apply(t, smallest), true)
	}
	invalid := map[string]swap{
		"no codes":              {"code: 17", "code: []"},
		"no place":              bind("code: code, method: decline"),
		"two places":            bind("property: a.b, error: Problem, code: code, func: declineOf"),
		"method of an error":    bind("error: Problem, code: code, method: declineOf"),
		"func of a property":    bind("property: a.b, code: code, func: declineOf"),
		"schemas without code":  bind("schemas: [a], method: decline"),
		"subcode alone":         bind("property: a.b, subcode: c, method: decline"),
		"no func":               bind("error: Problem, code: code"),
		"prefix of numbers":     {"code: 17", "prefix: '1'"},
		"words without keys":    {"code: 17", "code: card_declined"},
		"empty word":            row("{code: text}", "code: ''"),
		"class of words":        row("{code: text}", "class: 4"),
		"range of words":        row("{code: text}", "codeRange: 1-2"),
		"subcode of words":      row("{code: text}", "code: a\n        subcode: 1"),
		"pattern of words":      row("{code: text, subcode: text}", "code: a\n        pattern: '1{n:2}'"),
		"no subcodes":           row("{subcode: none}", "code: 1\n        subcode: 1"),
		"word among numbers":    row("{code: number}", "code: a"),
		"bits of words":         row("{code: text, bits: 64}", "code: a"),
		"bits":                  row("{code: number, bits: 16}", "code: 1"),
		"case of numbers":       row("{code: number, case: fold}", "code: 1"),
		"kind of key":           row("{code: word}", "code: a"),
		"key of keys":           row("{codes: text}", "code: 1"),
		"version":               {"version: 1", "version: 2"},
		"unknown key":           {"name:", "title: x\n    name:"},
		"no domain":             {"domain: shop.orders\n    ", ""},
		"domain":                {"shop.orders", "Shop Orders"},
		"id":                    {"sold-out", "Sold Out"},
		"code as text":          {"code: 17", "code: '17'"},
		"negative code":         {"code: 17", "code: -1"},
		"code beyond int32":     {"code: 17", "code: 2147483648"},
		"no code":               {"code: 17\n        ", ""},
		"code and class":        {"code: 17", "code: 17\n        class: 4"},
		"subcode of a class":    {"code: 17", "class: 4\n        subcode: 1"},
		"subcode and pattern":   {"code: 17", "code: 17\n        subcode: 1\n        pattern: '1{n:2}'"},
		"subcodes and subcode":  {"code: 17", "code: 17\n        subcode: 1\n        subcodes: [2, 3]"},
		"pattern":               {"code: 17", "code: 17\n        pattern: '54xxx'"},
		"range and pattern":     {"code: 17", "code: 17\n        range: 1-9\n        pattern: '1{n:2}'"},
		"range and subcode":     {"code: 17", "code: 17\n        range: 1-9\n        subcode: 1"},
		"range and subcodes":    {"code: 17", "code: 17\n        range: 1-9\n        subcodes: [1, 2]"},
		"range":                 {"code: 17", "code: 17\n        range: 1..9"},
		"link of a row":         {"code: 17", "code: 17\n        link: example.com"},
		"since as number":       {"code: 17", "code: 17\n        since: 2.1"},
		"replacedBy":            {"code: 17", "code: 17\n        replacedBy: Sold Out"},
		"state":                 {"state: mt", "state: machine"},
		"draft as text":         {"category: stock", "category: stock\n        draft: 'true'"},
		"no category":           {"category: stock", "draft: false"},
		"hash":                  {"state: mt", "state: mt, sourceHash: abc"},
		"hash as number":        {"state: mt", "state: mt, sourceHash: 012345678901"},
		"text key":              {"state: mt", "status: mt"},
		"empty text":            {"It is sold out.", "''"},
		"two lines":             {"It is sold out.", `"It is\nsold out."`},
		"locale":                {"locales: [en, de]", "locales: [en, de_DE]"},
		"retryable":             {"category: stock", "category: stock\n        retryable: sometimes"},
		"rule":                  {"tables:", "lint: {drafts: off}\ntables:"},
		"severity":              {"tables:", "lint: {draft: fatal}\ntables:"},
		"key of a rule":         {"tables:", "lint: {draft: {level: off}}\ntables:"},
		"released locale":       {"locales:", "release: [de_DE]\n    locales:"},
		"coverage over 100":     {"locales:", "coverage: {de: 101}\n    locales:"},
		"empty entry":           {"locales:", "glossary: [{}]\n    locales:"},
		"term of signs":         {"locales:", "glossary: [{never: {de: '*'}}]\n    locales:"},
		"class of a category":   {"{id: stock,", "{id: stock, classes: [0],"},
		"classes of a resolver": {"locales:", "resolvers: [{id: a, description: B., classes: [4]}]\n    locales:"},
		"no tables":             {smallest[len("version: 1\n"):], "tables: []\n"},
	}
	invalid["message of an error"] = bind("error: Problem, code: code, message: title, func: declineOf")
	invalid["description of two lines"] = swap{"Why an order was refused.", `{en: "Why\nnot?"}`}
	invalid["locale of a description"] = swap{"Why an order was refused.", "{en: Why., de_DE: Warum.}"}
	invalid["state of a description"] = swap{"There is too little of it.", "{en: {text: Little., state: old}}"}
	invalid["empty unknown"] = swap{"locales:", "unknown: {}\n    locales:"}
	invalid["pointer"] = swap{"version: 1", "version: 1\ndocs: {info: {de: x}}"}
	invalid["no text of docs"] = swap{"version: 1", "version: 1\ndocs: {/info: {de: ''}}"}
	invalid["no locales of docs"] = swap{"version: 1", "version: 1\ndocs: {/info: de}"}
	for name, change := range invalid {
		judge(t, compiled, "invalid: "+name, change.apply(t, smallest), false)
	}
}

func judge(t *testing.T, compiled *jsonschema.Schema, name, text string, want bool) {
	t.Run(name, func(t *testing.T) {
		err := compiled.Validate(decode(t, text))
		if (err == nil) != want {
			t.Errorf("schema: %v", err)
		}
		if _, diags := Parse("codes.yaml", []byte(text)); diags.HasErrors() == want {
			t.Errorf("parser:\n%s", diags)
		}
	})
}

const sketch = `version: 1
runtime: generated/rest
targets:
  - name: graph
    spec: spec/v1.0/communications.yaml
    out: generated/graph
    layout: package
    select:
      paths: ["/communications/calls/**", {path: /me, methods: [get]}]
      tags: [calls]
      except: [{path: "/communications/calls/**", methods: [delete]}]
      operationTypes: [operation, action]
      subtypes: ["*Prompt"]
      drop: [mediaPrompt]
      navigation: cut
      depth: 3
    naming: {initialisms: false, calls: operations, rename: {"#/components/schemas/x": X}}
    docs: {locale: en}
    codes: {table: codes.yaml, locales: [en, de, ru, zh-Hans]}
    wire: {numbersFromStrings: true, odata: true}
`

func TestFragenSchema(t *testing.T) {
	compiled := schema(t, "fragen.schema.json")
	if err := compiled.Validate(decode(t, sketch)); err != nil {
		t.Error(err)
	}
	for name, change := range map[string]swap{
		"version":            {"version: 1", "version: one"},
		"unknown key":        {"runtime:", "runtimes:"},
		"unknown target key": {"layout: package", "format: gofumpt"},
		"layout":             {"layout: package", "layout: heap"},
		"package name":       {"name: graph", "name: Graph-1"},
		"absolute out":       {"out: generated/graph", "out: /generated/graph"},
		"out outside":        {"out: generated/graph", "out: generated/../../graph"},
		"no spec":            {"spec: spec/v1.0/communications.yaml\n    ", ""},
		"method":             {"methods: [get]", "methods: [fetch]"},
		"operation type":     {"[operation, action]", "[actions]"},
		"navigation":         {"navigation: cut", "navigation: none"},
		"depth":              {"depth: 3", "depth: -1"},
		"rename":             {`"#/components/schemas/x": X`, "x: X"},
		"codes without":      {"table: codes.yaml, ", ""},
		"odata":              {"odata: true", "odata: 'yes'"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := compiled.Validate(decode(t, change.apply(t, sketch))); err == nil {
				t.Error("the schema accepts it")
			}
		})
	}
}

// TestSchemaKnowsRules checks that the schema lists all rules of Lint.
func TestSchemaKnowsRules(t *testing.T) {
	compiled := schema(t, "codes.schema.json")
	for _, rule := range Rules {
		change := swap{"tables:", "lint: {" + rule.Name + ": off}\ntables:"}
		if err := compiled.Validate(decode(t, change.apply(t, smallest))); err != nil {
			t.Errorf("%s: %v", rule.Name, err)
		}
	}
}
