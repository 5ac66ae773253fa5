package source

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/theory/jsonpath"

	"github.com/fragen-go/fragen/generator/diag"
)

// paths returns the pointers of the nodes that a query selects, in the order
// in which an action visits them.
func paths(s *queryNode, p diag.Pointer) (out []string) {
	if s.selected {
		out = append(out, string(p))
	}
	for i, b := range s.children {
		if b == nil {
			continue
		}
		below := p.Index(i)
		if s.node.Kind == Map {
			below = p.Child(s.node.Fields[i].Key)
		}
		out = append(out, paths(b, below)...)
	}
	return out
}

// TestQueries compares our evaluation of JSONPaths with the library's.
func TestQueries(t *testing.T) {
	doc, _ := Read("in.yaml", []byte(smallYAML+"x-list: [1, [2, 3], {a: 1, b: {a: 2}}, null, true, text, 2.50]\n"))
	var value any
	if err := json.Unmarshal([]byte(jsonText(t, doc)), &value); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"$", "$.*", "$..*", "$.info", "$.nothing", "$.info.title.x", "$['x-list'][0]", "$['x-list'][-1]", "$['x-list'][9]", "$['x-list'][-9]", "$.info[0]", "$['x-list'].a",
		"$['x-list'][1:3]", "$['x-list'][::-1]", "$['x-list'][5:0:-2]", "$['x-list'][::0]", "$['x-list'][-2:]", "$.info[1:2]",
		"$..a", "$..['a','b']", "$..[0]", "$..[0,0,1]", "$..*..a", "$..[?@.a]", "$..[?@.a == 1]", "$..[?@ == 2.5]", "$..[?@ == null]", "$..[?@ == true]",
		"$..[?length(@) > 3]", "$..[?count(@.*) == 2]", "$..[?match(@, 't.*')]", "$[?@.title == $.info.title]", "$..[?$..a]", "$..[?@..b].*",
	} {
		path, err := jsonpath.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		root, found, ok := findAll(t, doc, text)
		got := paths(root, "")
		if !ok || len(got) != len(found) {
			t.Fatalf("%s: ok is %v, %d nodes found, %d of them in the tree", text, ok, len(found), len(got))
		}
		var want []string
		for node := range path.SelectLocated(value).Deduplicate().All() {
			want = append(want, node.Path.Pointer())
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s selects\n%q, the library\n%q", text, got, want)
		}
	}
}

// findAll evaluates a JSONPath as an overlay does.
func findAll(t *testing.T, doc *Document, text string) (root *queryNode, found []*queryNode, ok bool) {
	t.Helper()
	f := &finder{doc: doc, work: &overlayWork{limit: maxEffort}, converted: map[*Node]any{}, extents: map[*Node]extent{}}
	functions := newTextFunctions()
	functions.spend = f.spend
	path, err := functions.parser.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return f.find(path.Query())
}

// TestFilterFunctions checks the functions that replace the library's.
func TestFilterFunctions(t *testing.T) {
	doc, _ := Read("in.yaml", []byte("openapi: 3.0.3\ninfo: {title: aXb, version: '1'}\npaths: {}\nx-n: 1"+
		strings.Repeat("0", 200)+"\n"))
	for text, want := range map[string]int{
		"$.info[?match(@, 'a.b')]": 1, "$.info[?match(@, 'X')]": 0, "$.info[?search(@, 'X')]": 1,
		"$.info[?match(@, 'a|b')]": 0, "$.info[?match(@, 'a|aXb')]": 1, "$.info[?search(@, '(')]": 0,
		"$[?search(@.title, @.missing)]": 0, "$[?search(@.missing, 'X')]": 0, "$[?search(@.title, @.title)]": 1,
		"$.info[?length(@) == 3]": 1, "$[?length(@) == 2]": 1, "$[?@ > 1]": 1,
	} {
		if _, found, ok := findAll(t, doc, text); !ok || len(found) != want {
			t.Errorf("%s selects %d nodes, want %d; ok = %v", text, len(found), want, ok)
		}
	}
}

// TestCostlyQueries checks that queries with too many steps are refused before they are
// evaluated, and that cheap ones are not.
func TestCostlyQueries(t *testing.T) {
	text := "openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths:\n"
	for i := range 400 {
		text += "  /a" + strconv.Itoa(i) + ": {get: {operationId: a, tags: [x]}}\n"
	}
	doc, _ := Read("in.yaml", []byte(text))
	for query, want := range map[string]bool{
		"$..[?$..[?$..[?@.type=='z']]]":                                     false,
		"$.paths[?$.paths == $.paths]":                                      true,
		"$..[?search(@, '(" + strings.Repeat("ab.", 700) + "){900}')]":      false,
		"$..[?search(@, '^(a|x)+$')]":                                       true,
		"$..[?@.operationId == 'a']":                                        true,
		"$.paths[?@.get.tags[?@ == $.info.title]]":                          true,
		"$.paths[?@..tags[?@ == 'x'] && @.get.operationId != $.info.title]": true,
		"$..[?@..tags]": true,
	} {
		if _, _, ok := findAll(t, doc, query); ok != want {
			t.Errorf("%s is evaluated: %v, want %v", query, ok, want)
		}
	}
}

func readOverlay(t *testing.T, actions string) *Overlay {
	t.Helper()
	overlay, diags := ReadOverlay("fix.yaml", "overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n"+actions)
	if overlay == nil {
		t.Fatal(diags)
	}
	return overlay
}

// TestOverlayLoadsOnlyTargets checks that a small overlay loads only the
// touched parts of a large description, and that the description itself does
// not change.
func TestOverlayLoadsOnlyTargets(t *testing.T) {
	const text = `{"openapi": "3.0.3", "info": {}, "paths": {"/a": {"get": {}}, "/b": {"get": {}}, "/c": {"get": {}}}, "components": {"schemas": {"A": {}, "B": {}}}}`
	doc, diags := Open("in.json", text)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	out, diags := doc.Overlay(readOverlay(t, `  - {target: "$.paths['/b'].get", update: {summary: s}}
  - {target: $.components.schemas.B, remove: true}
  - {target: "$.paths['/c']", remove: true}
`))
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	if n := out.Root.Get("paths").Fields[0].Value; n.Kind <= Map {
		t.Error("/a was loaded needlessly")
	}
	if n := out.Root.Get("components").Get("schemas").Fields[0].Value; n.Kind <= Map {
		t.Error("A was loaded needlessly")
	}
	out.Load()
	want := `{"openapi":"3.0.3","info":{},"paths":{"/a":{"get":{}},"/b":{"get":{"summary":"s"}}},"components":{"schemas":{"A":{}}}}`
	if got := jsonText(t, out); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	doc.Load()
	if got := jsonText(t, doc); strings.Contains(got, "summary") || !strings.Contains(got, `"/c"`) {
		t.Errorf("the overlay changed the description itself: %s", got)
	}
}

// TestMergeIntoUnreadMember checks that an update of a map merges with its members although
// they have not been read.
func TestMergeIntoUnreadMember(t *testing.T) {
	doc, _ := Open("in.json", `{"openapi": "3.0.3", "info": {}, "paths": {}, "components": {"schemas": {"A": {"type": "object"}, "B": {"type": "string"}}}}`)
	out, diags := doc.Overlay(readOverlay(t, `  - {target: $.components.schemas, update: {A: {title: a}}}
  - {target: $.components, update: {schemas: {B: [b]}}}
`))
	const want = `fix.yaml:5:50: "B" is a map in the description, at in.json:1:104, and cannot be merged with a list; remove it in an earlier action [wrong-kind]`
	if got := strings.TrimSpace(diags.String()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if a := out.At("/components/schemas/A"); len(a.Fields) != 2 {
		t.Errorf("A has the members %v", keysOf(a))
	}
}

// TestOverlaysShareALimit checks that all overlays of a description share a limit.
func TestOverlaysShareALimit(t *testing.T) {
	doc, _ := Read("in.yaml", []byte("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\nx: {a: 1}\n"))
	costly := readOverlay(t, "  - {target: $.x, update: {a: 2}}\n")
	first, diags := doc.Overlay(costly)
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	doc.overlayWork.limit = 2.1 * doc.overlayWork.steps
	second, diags := first.Overlay(costly)
	if diags.Len() > 0 {
		t.Fatal(diags)
	}
	for _, doc := range []*Document{doc, second} {
		if _, diags := doc.Overlay(costly); !strings.Contains(diags.String(), "fix.yaml:4:14: the actions of all overlays up to") {
			t.Errorf("no error: %s", diags)
		}
	}
}

// TestActionsCountTheirWork checks that visits, comparisons of keys, conversions and copies
// count as steps, each in an action that does little else.
func TestActionsCountTheirWork(t *testing.T) {
	members := "a: 1"
	for i := range 2000 {
		members += ", a" + strconv.Itoa(i) + ": {}"
	}
	doc, _ := Read("in.yaml", []byte("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\nx: {"+members+
		"}\nl: [1"+strings.Repeat(", 1", 2000)+"]\n"))
	for action, want := range map[string]float64{
		"{target: $..zz, remove: true}":              4000 * visitSteps,
		"{target: $.x.*, remove: true}":              2000 * visitSteps,
		`{target: "$.l[::2]", remove: true}`:         1000,
		"{target: $.x.zz, remove: true}":             2000 * lookupSteps,
		`{target: "$.info[?$.x.a]", remove: true}`:   2000 * convertSteps,
		"{target: $.x.a7, remove: true}":             2000 * copySteps,
		`{target: "$.l[7]", remove: true}`:           2000 * copySteps,
		"{target: $.x, update: {b: 1}}":              2000 * copySteps,
		"{target: $, update: {x: {b: 1}}}":           2000 * copySteps,
		"{target: $.l, update: 1}":                   2000 * copySteps,
		"{target: $.l, copy: $.l}":                   4000 * copySteps,
		`{target: "$.x['zz', 'zzz']", remove: true}`: 4000 * lookupSteps,
	} {
		doc.overlayWork = nil
		if _, diags := doc.Overlay(readOverlay(t, "  - "+action+"\n")); diags.HasErrors() {
			t.Fatal(diags)
		}
		if got := doc.overlayWork.steps; got < want || got > 6*want {
			t.Errorf("%s needs %v steps, want at least %v", action, got, want)
		}
	}
}

// TestCachesOfOverlaysForget checks that the caches do not keep the nodes that each of many
// actions replaces.
func TestCachesOfOverlaysForget(t *testing.T) {
	members := "a: 1"
	for i := range 2000 {
		members += ", a" + strconv.Itoa(i) + ": {b: c}"
	}
	doc, _ := Read("in.yaml", []byte("openapi: 3.0.3\ninfo: {title: t, version: '1'}\npaths: {}\nx: {"+members+"}\n"))
	doc.overlayWork = &overlayWork{limit: maxEffort}
	overlay := readOverlay(t, "  - {target: '$.x[?@.b]', update: {}}\n")
	a := &applier{
		overlay: overlay, diags: &diag.List{}, ownNodes: map[*Node]*Node{}, reported: map[*Node]bool{},
		finder: finder{doc: doc, work: doc.overlayWork, converted: map[*Node]any{}, extents: map[*Node]extent{}},
	}
	largest := 0
	for range 300 {
		a.apply(overlay.actions[0])
		largest = max(largest, len(a.converted))
	}
	if a.diags.HasErrors() || largest > 1<<19 {
		t.Errorf("the cache has up to %d nodes; %s", largest, a.diags)
	}
}

// FuzzOverlay looks for panics, for overlays that change the description
// itself, and for nodes without a file.
func FuzzOverlay(f *testing.F) {
	for _, actions := range []string{
		"  - {target: $, update: {x-a: b}}", "  - {target: $..get, remove: true}", "  - {target: $.components, copy: $}", "  - {target: '$..[?@.type]', update: &a {x: [*a]}}",
		"  - {target: '$.paths.*.*', update: {tags: [x]}}\n  - {target: '$..tags[0]', update: y}", "  - {target: '$..[?$..*]', remove: true}", "  - {target: '$[::-1]', update: 1}",
		"  - {target: $.paths, update: {/b: &b {get: {responses: {}}}, /c: *b}}", "  - {target: $.openapi, remove: true}",
	} {
		f.Add([]byte("overlay: 1.1.0\ninfo: {title: t, version: '1'}\nactions:\n" + actions + "\n"))
	}
	f.Add([]byte(`{"overlay": "1.0.0", "info": {}, "actions": [{"target": "$", "remove": true}, {"copy": "$"}, 1]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !utf8.Valid(data) {
			return
		}
		overlay, diags := ReadOverlay("fix.yaml", string(data))
		if overlay == nil {
			if !diags.HasErrors() {
				t.Fatal("ReadOverlay returned neither an overlay nor an error")
			}
			return
		}
		doc, _ := Open("in.yaml", smallYAML)
		out, diags := doc.Overlay(overlay)
		doc.Load()
		if want, _ := Read("in.yaml", []byte(smallYAML)); firstDifference(doc.Root, want.Root) != "" {
			t.Fatal("the overlay changed the description itself")
		}
		if diags.HasErrors() {
			return
		}
		slice, _, _, diags := out.Slice(Selection{})
		for _, d := range diags.Sorted() {
			if d.Pos.File != "in.yaml" && d.Pos.File != "fix.yaml" || d.Pos.Line < 1 {
				t.Errorf("no position: %s", d)
			}
		}
		if printed := jsonText(t, slice); !json.Valid([]byte(printed)) {
			t.Fatalf("invalid JSON: %s", printed)
		}
	})
}
