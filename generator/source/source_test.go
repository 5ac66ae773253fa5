package source

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fragen-go/fragen/generator/diag"
)

func read(t testing.TB, file, text string) *Document {
	t.Helper()
	doc, diags := Read(file, []byte(text))
	if doc == nil || diags.HasErrors() {
		t.Fatalf("%s cannot be read:\n%s", file, diags)
	}
	return doc
}

// TestPos checks positions in the same description as JSON, as YAML, and as
// YAML with a BOM, CRLF and multi-byte characters.
func TestPos(t *testing.T) {
	const asJSON = "{\n \"openapi\": \"3.0.3\",\n \"x\": {\"ä/b~c\": [10, {\"k\": true}]}\n}"
	const asYAML = "openapi: 3.0.3\nx: {\"ä/b~c\": [10, {k: true}]}\n"
	tests := []struct {
		file, text string
		pointer    diag.Pointer
		want       string
	}{
		{"a.json", asJSON, "", "a.json:1:1"},
		{"a.json", asJSON, "/x", "a.json:3:2"},
		{"a.json", asJSON, "/x/ä~1b~0c", "a.json:3:8"},
		{"a.json", asJSON, "/x/ä~1b~0c/1", "a.json:3:23"},
		{"a.json", asJSON, "/x/ä~1b~0c/1/k", "a.json:3:24"},
		{"a.json", asJSON, "/x/ä~1b~0c/01", "a.json:3:8"},
		{"a.json", asJSON, "/x/nothing/here", "a.json:3:2"},
		{"a.yaml", asYAML, "/openapi", "a.yaml:1:1"},
		{"a.yaml", asYAML, "/x/ä~1b~0c", "a.yaml:2:5"},
		{"a.yaml", asYAML, "/x/ä~1b~0c/1/k", "a.yaml:2:21"},
		{"a.yaml", "\uFEFF" + strings.ReplaceAll(asYAML, "\n", "\r\n"), "/x/ä~1b~0c/1/k", "a.yaml:2:21"},
		{"a.yaml", asJSON, "/x/ä~1b~0c/1/k", "a.yaml:3:24"},
	}
	for _, test := range tests {
		doc := read(t, test.file, test.text)
		if got := doc.Pos(test.pointer).String(); got != test.want {
			t.Errorf("%q in %s: %s, want %s", test.pointer, test.file, got, test.want)
		}
	}
	doc := read(t, "a.json", asJSON)
	if n := doc.At("/x/ä~1b~0c/0"); n == nil || n.Kind != Number || n.Text != "10" {
		t.Errorf("At finds %+v", n)
	}
	for _, p := range []diag.Pointer{"/y", "/x/ä~1b~0c/2", "/x/ä~1b~0c/-1", "/openapi/x"} {
		if n := doc.At(p); n != nil {
			t.Errorf("At(%s) = %+v, want nil", p, n)
		}
	}
}

func TestYAMLValues(t *testing.T) {
	doc := read(t, "in.yaml", `openapi: 3.0.3
x: &x
  200: [yes, on, "1", 0x1F, .5, 1_000, -017, .inf, 2020-01-02, ~, True, 1e3, 12345678901234567890, !!str 5, !!float 1]
  null: a
base: &base {a: 1, b: 2}
merged: {b: own, <<: [*base, {a: late, c: 3}]}
again: *x
`)
	want := `"x":{"200":["yes","on","1",31,.5,1000,-15,".inf","2020-01-02",null,true,1e3,12345678901234567890,"5",1],"null":"a"},` +
		`"base":{"a":1,"b":2},"merged":{"b":"own","a":1,"c":3},`
	want = strings.ReplaceAll(want, ",.5,", ",0.5,")
	if got := jsonText(t, doc); !strings.Contains(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if doc.At("/again") != doc.At("/x") {
		t.Error("an alias must share the node of its anchor")
	}
}

// TestLimits reads documents that are too deep or expand too much, which are
// too large for goldens.
func TestLimits(t *testing.T) {
	chain := func(links, each int) string {
		var b strings.Builder
		b.WriteString("openapi: 3.0.3\nn0: &n0 1\n")
		for i := 1; i <= links; i++ {
			name, before := "n"+strings.Repeat("i", i), "n0"
			if i > 1 {
				before = "n" + strings.Repeat("i", i-1)
			}
			b.WriteString(name + ": &" + name + " " + strings.Repeat("[", each) + "*" + before + strings.Repeat("]", each) + "\n")
		}
		return b.String()
	}
	tests := []struct{ name, file, text, want string }{
		{"JSON", "in.json", `{"openapi":"3.0.3","x":` + strings.Repeat("[", 1e6), "[too-deep]"},
		{"JSON maps", "in.json", strings.Repeat(`{"a":`, 501) + "1" + strings.Repeat("}", 501), "[too-deep]"},
		{"YAML flow", "in.yaml", "x: " + strings.Repeat("[", 600) + strings.Repeat("]", 600), "[too-deep]"},
		{"YAML flow, very deep", "in.yaml", "x: " + strings.Repeat("[", 1e5), "[syntax]"},
		{"YAML block", "in.yaml", strings.Repeat("- ", 600) + "x", "[too-deep]"},
		{"YAML aliases in a chain", "in.yaml", chain(10, 90), "[too-deep]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			doc, diags := Read(test.file, []byte(test.text))
			if doc != nil || diags.Len() != 1 || !strings.Contains(diags.String(), test.want) {
				t.Errorf("want one %s:\n%s", test.want, diags)
			}
		})
	}
	if _, diags := Read("in.yaml", []byte(chain(4, 90))); strings.Contains(diags.String(), "too-deep") {
		t.Errorf("the depth is within the limit:\n%s", diags)
	}
}

func TestEncoding(t *testing.T) {
	_, diags := Read("in.yaml", []byte("a: b\nc: d\xff"))
	if want := "in.yaml:2:5: byte 0xff is not valid UTF-8; convert the file to UTF-8 [encoding]\n"; diags.String() != want {
		t.Errorf("got %s", diags)
	}
	_, diags = Read("in.yaml", []byte("a: b\nc: \x01"))
	if !strings.HasPrefix(diags.String(), "in.yaml:2:4: unexpected control character") {
		t.Errorf("got %s", diags)
	}
}

// TestYAMLAgain writes a document as YAML and reads it again.
func TestYAMLAgain(t *testing.T) {
	doc := read(t, "in.yaml", smallYAML)
	var text bytes.Buffer
	if err := doc.YAML(&text); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(text.String(), "\n        \"200\":\n") {
		t.Errorf("the status code is not quoted, or the style is not block style:\n%s", text.String())
	}
	again := read(t, "again.yaml", text.String())
	if diff := sameTree(doc.Root, again.Root); diff != "" {
		t.Error(diff)
	}
}

const petsYAML = `openapi: 3.1.0
info: {title: t, version: "1"}
x-kept: {$ref: '#/nowhere'}
servers: [{url: /v1}]
security: [{global: []}]
tags: [{name: pets, description: d}, {name: admin}]
paths:
  /pets/{id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      operationId: getPet
      tags: [pets]
      security: [{token: [], key: []}]
      responses:
        "200": {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/ns.Pet'}}}}
        "404": {$ref: '#/paths/~1admin/get/responses/404'}
      callbacks:
        done:
          '{$url}': {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}}, responses: {}}}
    delete: {operationId: deletePet, tags: [pets], responses: {}}
  /admin:
    get:
      operationId: admin
      tags: [admin]
      responses:
        "404": {description: gone, content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  /shared: {$ref: '#/components/pathItems/Shared', summary: own}
webhooks:
  petBorn: {post: {operationId: petBorn, responses: {}}}
components:
  pathItems:
    Shared: {summary: theirs, get: {operationId: shared, responses: {}}}
  parameters:
    Id: {name: id, in: path, required: true, schema: {type: string}}
    Other: {name: o, in: query}
  securitySchemes:
    token: {type: http, scheme: bearer}
    key: {type: apiKey, in: header, name: k}
    global: {type: http, scheme: basic}
  schemas:
    ns.Pet:
      properties: {owner: {$ref: '#/components/schemas/Owner'}}
      discriminator: {propertyName: k, mapping: {cat: '#/components/schemas/ns.Cat', dog: ns.Dog, fish: ns.Fish}}
    ns.Cat: {allOf: [{$ref: '#/components/schemas/ns.Pet'}, {properties: {toy: {$ref: '#/components/schemas/Toy'}}}]}
    ns.Dog: {allOf: [{$ref: '#/components/schemas/ns.Pet'}]}
    ns.Fish: {allOf: [{$ref: '#/components/schemas/ns.Pet'}]}
    Owner: {type: object}
    Toy: {discriminator: {propertyName: k, mapping: {cat: ns.Cat, ball: Ball}}}
    Ball: {type: object}
    Note: {type: object}
    Problem: {type: object}
`

var getPet = PathRule{Glob: "/pets/{id}", Methods: []string{"get"}}

var sliceTests = []struct {
	name       string
	sel        Selection
	operations string
	schemas    string
	schemes    string
	cuts       []Cut
}{
	{
		name: "everything", operations: "admin deletePet getPet shared petBorn",
		schemas: "ns.Pet ns.Cat ns.Dog ns.Fish Owner Toy Ball Note Problem", schemes: "token key global",
	},
	{
		name: "one method; the mapping is cut to nothing", sel: Selection{Paths: []PathRule{getPet}},
		operations: "getPet", schemas: "ns.Pet Owner Note Problem", schemes: "token key global",
		cuts: []Cut{{CutMapping, "ns.Pet", "/components/schemas/ns.Pet/discriminator/mapping", 0, 3}},
	},
	{
		name: "a subtype that brings another mapping", sel: Selection{Operations: []string{"getPet"}, Subtypes: []string{"Cat"}},
		operations: "getPet", schemas: "ns.Pet ns.Cat Owner Toy Note Problem", schemes: "token key global",
		cuts: []Cut{
			{CutMapping, "ns.Pet", "/components/schemas/ns.Pet/discriminator/mapping", 1, 2},
			{CutMapping, "Toy", "/components/schemas/Toy/discriminator/mapping", 1, 1},
		},
	},
	{name: "by tag", sel: Selection{Tags: []string{"admin"}}, operations: "admin", schemas: "Problem", schemes: "global"},
	{
		name: "a schema alone", sel: Selection{Schemas: []string{"Dog"}}, schemas: "ns.Pet ns.Dog Owner",
		cuts: []Cut{{CutMapping, "ns.Pet", "/components/schemas/ns.Pet/discriminator/mapping", 1, 2}},
	},
	{name: "a path item that is a reference", sel: Selection{Paths: []PathRule{{Glob: "/sh*"}}}, operations: "shared", schemes: "global"},
	{name: "a webhook", sel: Selection{Paths: []PathRule{{Glob: "webhooks/*"}}}, operations: "petBorn", schemes: "global"},
}

func TestSlice(t *testing.T) {
	for _, test := range sliceTests {
		t.Run(test.name, func(t *testing.T) {
			doc := read(t, "in.yaml", petsYAML)
			slice, cuts, _, diags := doc.Slice(test.sel)
			if diags.Len() > 0 {
				t.Fatalf("diagnostics:\n%s", diags)
			}
			var ids []string
			for _, o := range slice.Operations() {
				ids = append(ids, o.ID)
			}
			words := func(p diag.Pointer) string { return strings.Join(keysOf(slice.At(p)), " ") }
			got := []string{strings.Join(ids, " "), words("/components/schemas"), words("/components/securitySchemes")}
			if diff := cmp.Diff([]string{test.operations, test.schemas, test.schemes}, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(test.cuts, cuts); diff != "" {
				t.Error(diff)
			}
			checkIdempotent(t, slice, test.sel)
			checkSamePositions(t, doc, slice)
		})
	}
}

// TestSliceParts checks details of a slice that TestSlice does not cover.
func TestSliceParts(t *testing.T) {
	doc := read(t, "in.yaml", petsYAML)
	before := jsonText(t, doc)
	slice, _, _, _ := doc.Slice(Selection{Operations: []string{"getPet", "shared"}})
	text := func(p diag.Pointer) string {
		n := slice.At(p)
		if n == nil {
			return "nothing"
		}
		return jsonText(t, &Document{Root: n})
	}
	tests := []struct {
		pointer diag.Pointer
		want    string
	}{
		{"/components/schemas/ns.Pet/discriminator/mapping", "{}"},
		{"/components/parameters", `{"Id":{"name":"id","in":"path","required":true,"schema":{"type":"string"}}}`},
		{"/components/pathItems", "nothing"},
		{"/webhooks", "nothing"},
		{"/tags", `[{"name":"pets","description":"d"}]`},
		{"/x-kept", `{"$ref":"#/nowhere"}`},
		{"/paths/~1shared", `{"summary":"own","get":{"operationId":"shared","responses":{}}}`},
		{"/paths/~1admin", "nothing"},
		{"/paths/~1pets~1{id}/get/responses/404/description", `"gone"`},
	}
	for _, test := range tests {
		if got := text(test.pointer); got != test.want {
			t.Errorf("%s: %s, want %s", test.pointer, got, test.want)
		}
	}
	if got, want := slice.Pos("/paths/~1shared/get"), doc.Pos("/components/pathItems/Shared/get"); got != want {
		t.Errorf("the merged operation is at %s, want %s", got, want)
	}
	if jsonText(t, doc) != before {
		t.Error("slicing changed the original")
	}
}

// TestInlineCircle selects an operation that refers to a part of an unselected
// operation, and that part contains itself.
func TestInlineCircle(t *testing.T) {
	doc := read(t, "in.yaml", `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /a: {get: {parameters: [{name: p, in: query, schema: {$ref: '#/paths/~1b/get/parameters/0/schema'}}], responses: {}}}
  /b: {get: {parameters: [{name: p, in: query, schema: {items: {$ref: '#/paths/~1b/get/parameters/0/schema'}}}], responses: {}}}
`)
	_, _, repairs, diags := doc.Slice(Selection{Paths: []PathRule{{Glob: "/a"}}})
	if len(repairs) != 1 || !strings.Contains(repairs[0].Why, "move its target to components") {
		t.Errorf("got %v\n%s", repairs, diags)
	}
	if _, _, _, diags = doc.Slice(Selection{}); diags.Len() > 0 {
		t.Errorf("the whole document must slice without diagnostics:\n%s", diags)
	}
}

// TestInlineLimit selects an operation that refers to a part of an unselected operation,
// which refers twice to a part of another one, and so on.
func TestInlineLimit(t *testing.T) {
	const levels = 40
	text := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n" +
		"  /a: {get: {parameters: [{name: p, in: query, schema: {$ref: '#/paths/~1b0/get/parameters/0/schema'}}], responses: {}}}\n"
	for i := range levels {
		below := fmt.Sprintf("{$ref: '#/paths/~1b%d/get/parameters/0/schema'}", i+1)
		text += fmt.Sprintf("  /b%d: {get: {parameters: [{name: p, in: query, schema: {properties: {l: %s, r: %[2]s}}}], responses: {}}}\n", i, below)
	}
	text += fmt.Sprintf("  /b%d: {get: {parameters: [{name: p, in: query, schema: {}}], responses: {}}}\n", levels)
	_, _, _, diags := read(t, "in.yaml", text).Slice(Selection{Paths: []PathRule{{Glob: "/a"}}})
	if got := diags.Sorted(); len(got) != 1 || got[0].Rule != "too-much-work" {
		t.Errorf("got %s", diags)
	}
}

func TestUnquotedVersion(t *testing.T) {
	slice, _, _, diags := read(t, "in.yaml", "openapi: 3.0.3\ninfo: {title: t, version: 1.10}\n").Slice(Selection{})
	if diags.HasErrors() || diags.Len() != 1 {
		t.Fatalf("want one warning:\n%s", diags)
	}
	if n := slice.At("/info/version"); n.Kind != String || n.Text != "1.10" {
		t.Errorf("the version is %+v", n)
	}
}

const crewYAML = `openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /crew:
    get: {operationId: crew.list, tags: [crew.list], responses: {"200": {description: d, content: {application/json: {schema: {properties: {value: {items: {$ref: '#/components/schemas/ns.Member'}}}}}}}}}
  /crew/{id}/promote:
    post: {operationId: crew.promote, tags: [crew.do], x-ms-docs-operation-type: action, responses: {"204": {description: d}}}
  /crew/{id}/rank():
    get: {operationId: crew.rank, tags: [crew.do], x-ms-docs-operation-type: function, responses: {"200": {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/ns.Rank'}}}}}}
  /ships/{id}:
    get: {operationId: ship.get, responses: {"200": {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/ns.Ship'}}}}}}
    delete: {operationId: ship.delete, responses: {"204": {description: d}}}
components:
  schemas:
    ns.Member:
      required: [ship, rank, id]
      properties:
        id: {type: string}
        rank: {$ref: '#/components/schemas/ns.Rank'}
        ship: {anyOf: [{$ref: '#/components/schemas/ns.Ship'}, {nullable: true, type: object}], x-ms-navigationProperty: true}
        home: {$ref: '#/components/schemas/ns.Place'}
        pet: {$ref: '#/components/schemas/ns.Pet'}
        again: {$ref: '#/components/schemas/ns.Ship/properties/port/properties/name'}
    ns.Rank: {type: string, enum: [captain, cook]}
    ns.Ship:
      properties:
        crew: {type: array, items: {$ref: '#/components/schemas/ns.Member'}, x-ms-navigationProperty: true}
        port: {properties: {place: {$ref: '#/components/schemas/ns.Place'}, name: {allOf: [{$ref: '#/components/schemas/ns.Name'}]}}}
    ns.Place: {properties: {coast: {$ref: '#/components/schemas/ns.Coast'}, kind: {$ref: '#/components/schemas/ns.Kind'}, flat: {type: boolean}}}
    ns.Kind: {type: string, enum: [harbour]}
    ns.Coast: {properties: {sea: {$ref: '#/components/schemas/ns.Sea'}}}
    ns.Sea: {type: object}
    ns.Name: {type: object, properties: {full: {type: string}}}
    ns.Pet: {discriminator: {propertyName: kind, mapping: {cat: ns.CatPet, dog: ns.DogPet, rat: ns.Rat}}}
    ns.CatPet: {allOf: [{$ref: '#/components/schemas/ns.Pet'}, {properties: {toy: {$ref: '#/components/schemas/ns.Coast'}}}]}
    ns.DogPet: {allOf: [{$ref: '#/components/schemas/ns.Pet'}]}
    ns.Rat: {allOf: [{$ref: '#/components/schemas/ns.Pet'}]}
`

// listCrew selects one operation of crewYAML.
var listCrew = []string{"crew.list"}

var selectionTests = []struct {
	name       string
	sel        Selection
	operations string
	schemas    string
}{
	{"tags by glob", Selection{Tags: []string{"crew.*"}, Depth: new(0)}, "crew.list crew.promote crew.rank", "Member(id rank) Rank"},
	{"operations by glob", Selection{Operations: []string{"ship.*"}, Depth: new(0)}, "ship.delete ship.get", "Ship(port)"},
	{"types", Selection{Types: []string{"action", "function"}}, "crew.promote crew.rank", "Rank"},
	{"types of selected operations", Selection{Paths: []PathRule{{Glob: "/crew/**"}}, Types: []string{"function"}}, "crew.rank", "Rank"},
	{
		"exceptions",
		Selection{Except: []PathRule{{Glob: "/crew"}, {Glob: "/ships/*", Methods: []string{"get"}}}},
		"crew.promote crew.rank ship.delete", "Rank",
	},
	{
		"exceptions of selected operations",
		Selection{Operations: []string{"crew.*"}, Except: []PathRule{{Glob: "/crew"}}},
		"crew.promote crew.rank", "Rank",
	},
	{"a schema and nothing else", Selection{Schemas: []string{"C*t"}}, "", "Coast(sea) Sea Pet CatPet"},
	{"navigation cut", Selection{Operations: listCrew, Navigation: CutNavigation}, "crew.list", "Member(id rank home pet again) Rank Ship(port) Place(coast kind flat) Kind Coast(sea) Sea Name(full) Pet"},
	{"depth 0", Selection{Operations: listCrew, Depth: new(0)}, "crew.list", "Member(id rank) Rank"},
	{"depth 1", Selection{Operations: listCrew, Depth: new(1)}, "crew.list", "Member(id rank ship home pet again) Rank Ship(crew port) Place(kind flat) Kind Name(full) Pet"},
	{
		"depth 2",
		Selection{Operations: listCrew, Depth: new(2), Subtypes: []string{"*Pet"}, Drop: []string{"Dog*"}},
		"crew.list",
		"Member(id rank ship home pet again) Rank Ship(crew port) Place(coast kind flat) Kind Coast() Name(full) Pet CatPet",
	},
	{"subtypes by glob", Selection{Schemas: []string{"Pet"}, Subtypes: []string{"*"}, Drop: []string{"CatPet"}}, "", "Pet DogPet Rat"},
}

// TestSelection checks each kind of selector by the operations and schemas,
// with their properties, in the slice.
func TestSelection(t *testing.T) {
	for _, test := range selectionTests {
		t.Run(test.name, func(t *testing.T) {
			doc := read(t, "in.yaml", crewYAML)
			slice, _, _, diags := doc.Slice(test.sel)
			if diags.Len() > 0 {
				t.Fatalf("diagnostics:\n%s", diags)
			}
			var ids, schemas []string
			for _, o := range slice.Operations() {
				ids = append(ids, o.ID)
			}
			slices.Sort(ids)
			for _, f := range slice.At("/components/schemas").fields() {
				name := lastNamePart(f.Key)
				if p := f.Value.Get("properties"); p != nil {
					name += "(" + strings.Join(keysOf(p), " ") + ")"
				}
				schemas = append(schemas, name)
			}
			if diff := cmp.Diff([]string{test.operations, test.schemas}, []string{strings.Join(ids, " "), strings.Join(schemas, " ")}); diff != "" {
				t.Error(diff)
			}
			checkIdempotent(t, slice, test.sel)
			checkSamePositions(t, doc, slice)
		})
	}
}

func TestExplain(t *testing.T) {
	doc := read(t, "in.yaml", crewYAML)
	sel := Selection{Operations: []string{"crew.list"}, Depth: new(2), Navigation: CutNavigation, Subtypes: []string{"*Pet"}, Drop: []string{"DogPet"}}
	x, diags := doc.Explain(sel, []string{"C*t", "Name"})
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	at := func(line, col int) diag.Pos { return diag.Pos{File: "in.yaml", Line: line, Col: col} }
	crew, member := Link{"GET /crew", "", at(5, 5)}, Link{"ns.Member", "response 200 .value[]", at(5, 149)}
	want := []Reason{
		{"ns.CatPet", 114, 1, []Link{crew, member, {"ns.Pet", ".pet", at(22, 9)}, {"ns.CatPet", "mapping cat", at(34, 60)}}},
		{"ns.Coast", 61, 2, []Link{crew, member, {"ns.Place", ".home", at(21, 9)}, {"ns.Coast", ".coast", at(29, 29)}}},
		{"ns.Name", 57, 1, []Link{crew, member, {"ns.Ship", ".again", at(23, 9)}, {"ns.Name", ".port.name", at(28, 92)}}},
	}
	if diff := cmp.Diff(want, x.Reasons); diff != "" {
		t.Error(diff)
	}
	savings := []Saving{{CutMapping, "ns.Pet", 2, 100}, {CutByDrop, "", 1, 50}, {CutByDepth, "", 1, 17}}
	if diff := cmp.Diff(savings, x.Savings); diff != "" {
		t.Error(diff)
	}
	wantDiags := "in.yaml: the slice has no schema named \"ns.Cost\", did you mean \"ns.Coast\"? [selects-nothing]\n"
	if _, diags := doc.Explain(sel, []string{"ns.Cost"}); diags.String() != wantDiags {
		t.Errorf("got %s", diags)
	}
}

// TestLongChain checks the reasons for schemas that many references lead to.
func TestLongChain(t *testing.T) {
	const schemas = 100
	text := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n" +
		"  /a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A0'}}}}}}}\n" +
		"components:\n  schemas:\n"
	for i := range schemas {
		text += fmt.Sprintf("    A%d: {type: array, items: {$ref: '#/components/schemas/A%d'}}\n", i, (i+1)%schemas)
	}
	found, diags := read(t, "in.yaml", text).Explain(Selection{Paths: []PathRule{{Glob: "/a"}}}, nil)
	if diags.Len() > 0 || len(found.Reasons) != schemas {
		t.Fatalf("%d reasons\n%s", len(found.Reasons), diags)
	}
	for _, reason := range found.Reasons {
		i, _ := strconv.Atoi(reason.Schema[1:])
		want := i + 2
		if want > maxLinks {
			want = maxLinks + 2
		}
		links, last := reason.Chain, len(reason.Chain)-1
		if links[0].Name != "GET /a" || links[last].Name != reason.Schema || len(links) != want {
			t.Errorf("%s has %d links from %q to %q", reason.Schema, len(links), links[0].Name, links[last].Name)
		}
		if isCut := links[last-1].Name == "…"; isCut != (want > maxLinks) {
			t.Errorf("the link before %s is %q", reason.Schema, links[last-1].Name)
		}
	}
}
