package generator

// This file checks the warnings of ambiguous unions in published descriptions. A warning
// is right only if the JSON kind, stated values at any depth, required members, the kinds
// of members, and closed objects cannot separate the two variants. The check compares the
// schemas in the JSON of the description, independent of the types and shapes that the
// generator makes of them.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/openapi"
	"github.com/fragen-go/fragen/generator/plan"
)

func TestAmbiguousUnions(t *testing.T) {
	warnings, documents := 0, 0
	for _, set := range measureCorpus(t) {
		for _, m := range set.results {
			warnings += m.ambiguous
			documents += min(1, m.ambiguous)
			for _, text := range m.separable {
				t.Errorf("%s: %s", filepath.Base(m.file), text)
			}
		}
	}
	t.Logf("%d warnings of ambiguous unions in %d documents", warnings, documents)
}

// TestProfiles checks which pairs of schemas the check can separate.
func TestProfiles(t *testing.T) {
	tests := []struct {
		a, b      string
		separable bool
	}{
		{`{"type":"string"}`, `{"type":"integer"}`, true},
		{`{"type":"string","minLength":1}`, `{"type":"string","format":"uuid"}`, false},
		{`{"properties":{"k":{"const":"a"}}}`, `{"properties":{"k":{"const":"b"}}}`, true},
		{`{"properties":{"k":{"enum":["a","b"]}}}`, `{"type":"object","properties":{"k":{"enum":["b","a"]}}}`, false},
		{`{"required":["k"],"properties":{"k":{}}}`, `{"properties":{"k":{}}}`, true},
		{`{"properties":{"k":{}},"additionalProperties":false}`, `{"properties":{"k":{}}}`, true},
		{`{"properties":{"k":{"type":"string","nullable":true}}}`, `{"properties":{"k":{"type":["null","string"]}}}`, false},
		{`{"allOf":[{"$ref":"#/a"},{"required":["k"]}]}`, `{"required":["k"],"properties":{"k":{"type":"string"}}}`, false},
		{`{"allOf":[{"$ref":"#/a"},{"required":["k"]}]}`, `{"properties":{"k":{"type":"string"}}}`, true},
		{`{"type":"array","items":{"type":"string"}}`, `{"type":"array","items":{"type":"number"}}`, true},
		{`{"oneOf":[{"type":"string"},{"type":"number"}]}`, `{"oneOf":[{"type":"number"},{"type":"string"}]}`, false},
		{`{"$ref":"#/tree"}`, `{"$ref":"#/tree"}`, false},
		{`{"properties":{"l":{"items":{"required":["k"]}}}}`, `{"properties":{"l":{"items":{}}}}`, false},
		{`{"properties":{"l":{"items":{"properties":{"k":{"const":1}}}}}}`, `{"properties":{"l":{"items":{"properties":{"k":{"const":2}}}}}}`, true},
	}
	root := map[string]any{
		"a":    map[string]any{"properties": map[string]any{"k": map[string]any{"type": "string"}}},
		"tree": map[string]any{"items": map[string]any{"$ref": "#/tree"}},
	}
	for _, test := range tests {
		var a, b any
		if err := errors.Join(json.Unmarshal([]byte(test.a), &a), json.Unmarshal([]byte(test.b), &b)); err != nil {
			t.Fatal(err)
		}
		p := &profiler{root: root}
		if x, y := p.of(a, 0), p.of(b, 0); (x != y) != test.separable {
			t.Errorf("%s and %s: separable is %v\n%s\n%s", test.a, test.b, x != y, x, y)
		}
	}
}

// checkAmbiguous counts the warnings of ambiguous unions. It returns those whose variants
// can be separated.
func checkAmbiguous(doc *openapi.Document, p *plan.Plan, diags *diag.List) (warnings int, separable []string) {
	var root any
	for _, d := range diags.Sorted() {
		if d.Rule != "ambiguous-union" {
			continue
		}
		warnings++
		if root == nil {
			var text bytes.Buffer
			if err := doc.Source.JSON(&text); err != nil {
				return warnings, []string{err.Error()}
			}
			if err := json.Unmarshal(text.Bytes(), &root); err != nil {
				return warnings, []string{err.Error()}
			}
		}
		a, b := variantsOf(p, &d)
		if a == nil {
			separable = append(separable, "no variants for the warning: "+d.String())
			continue
		}
		profiles := &profiler{root: root}
		first, second := profiles.at(a.API.Type.Type.Origin.Pointer), profiles.at(b.API.Type.Type.Origin.Pointer)
		if first == nil || second == nil {
			separable = append(separable, "no schemas for the warning: "+d.String())
			continue
		}
		if x, y := profiles.of(first, 0), profiles.of(second, 0); x != y {
			separable = append(separable, fmt.Sprintf("%s\n    %.600s\n    %.600s", d.String(), x, y))
		}
	}
	return warnings, separable
}

// variantsOf returns the variants that a warning names, or nil.
func variantsOf(p *plan.Plan, d *diag.Diagnostic) (a, b *plan.Variant) {
	for _, u := range unionsOf(p) {
		for _, v := range u.Variants {
			for _, w := range u.Variants {
				x, y := v.API.Type.String(), w.API.Type.String()
				if v != w && v.API.Origin.Pos == d.Pos &&
					(strings.Contains(d.Message, " cannot distinguish "+x+" from "+y+":") ||
						strings.Contains(d.Message, " selects both "+y+" and "+x+";")) {
					return v, w
				}
			}
		}
	}
	return nil, nil
}

// unionsOf returns the unions of an SDK.
func unionsOf(p *plan.Plan) []*plan.Union {
	var out []*plan.Union
	for _, pkg := range p.Packages {
		for _, file := range pkg.Files {
			for _, decl := range file.Decls {
				switch d := decl.(type) {
				case *plan.Union:
					out = append(out, d)
				case *plan.Aliases:
					out = append(out, d.Unions...)
				}
			}
		}
	}
	return out
}

// profiler describes by a text which values fit schemas. Below the members of an object,
// only stated values count.
type profiler struct {
	root any
	open []string // references that contain the current schema
}

const maxProfileDepth = 6

// at returns the schema at a JSON pointer, or nil.
func (p *profiler) at(pointer diag.Pointer) any {
	node := p.root
	for _, token := range pointer.Tokens() {
		switch n := node.(type) {
		case map[string]any:
			node = n[token]
		case []any:
			i := -1
			if _, err := fmt.Sscan(token, &i); err != nil || i < 0 || i >= len(n) {
				return nil
			}
			node = n[i]
		default:
			return nil
		}
	}
	return node
}

// of returns the text of a schema.
func (p *profiler) of(node any, depth int) string {
	s := facts{members: map[string]string{}}
	defer func(n int) { p.open = p.open[:n] }(len(p.open))
	if depth > maxProfileDepth || !p.add(&s, node, depth) {
		return ""
	}
	return s.text(depth)
}

// facts are the constraints of a schema.
type facts struct {
	kinds, values []string // nil: any
	required      []string
	members       map[string]string
	others, items string
	closed        bool
	alternatives  [][]string
}

// text returns the constraints that count at a depth.
func (s *facts) text(depth int) string {
	var b strings.Builder
	add := func(word string, list ...string) {
		slices.Sort(list)
		if list = slices.Compact(list); len(list) > 1 || len(list) == 1 && list[0] != "" {
			fmt.Fprintf(&b, "%s(%s) ", word, strings.Join(list, " "))
		}
	}
	if depth < 2 {
		add("kind", s.kinds...)
	}
	if depth == 0 {
		add("required", s.required...)
		if s.closed {
			add("members", slices.Collect(maps.Keys(s.members))...)
		}
	}
	add("value", s.values...)
	for _, name := range slices.Sorted(maps.Keys(s.members)) {
		add(name, s.members[name])
	}
	add("others", s.others)
	add("items", s.items)
	for _, list := range s.alternatives {
		add("oneOf", list...)
	}
	return b.String()
}

// add adds the constraints of a schema to s. It reports false for a schema that contains
// itself.
func (p *profiler) add(s *facts, node any, depth int) bool {
	schema, ok := node.(map[string]any)
	if !ok {
		return true // a boolean
	}
	if ref, ok := schema["$ref"].(string); ok {
		if slices.Contains(p.open, ref) {
			return false
		}
		p.open = append(p.open, ref)
		if !p.add(s, p.at(diag.Pointer(strings.TrimPrefix(ref, "#"))), depth) {
			return false
		}
	}
	for _, part := range elements(schema["allOf"]) {
		if !p.add(s, part, depth) {
			return false
		}
	}
	s.addScalars(schema, depth > 0)
	for _, name := range elements(schema["required"]) {
		s.required = append(s.required, fmt.Sprint(name))
	}
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range properties {
		s.members[name] += p.of(property, depth+1)
	}
	switch others := schema["additionalProperties"].(type) {
	case bool:
		s.closed = s.closed || !others
	case map[string]any:
		s.others += p.of(others, depth+1)
	}
	if schema["items"] != nil {
		s.items += p.of(schema["items"], depth+1)
	}
	for _, keyword := range []string{"oneOf", "anyOf"} {
		var list []string
		for _, alternative := range elements(schema[keyword]) {
			list = append(list, p.of(alternative, max(depth, 1)))
		}
		if list != nil {
			s.alternatives = append(s.alternatives, list)
		}
	}
	return true
}

// addScalars adds the kinds of values and the listed values.
func (s *facts) addScalars(schema map[string]any, withNull bool) {
	kinds := elements(schema["type"])
	if kind, ok := schema["type"].(string); ok {
		kinds = []any{kind}
	}
	if len(kinds) == 0 && schema["properties"] != nil {
		kinds = []any{"object"}
	}
	for _, kind := range kinds {
		if kind != "null" || withNull {
			s.kinds = append(s.kinds, fmt.Sprint(kind))
		}
	}
	if schema["nullable"] == true && withNull {
		s.kinds = append(s.kinds, "null")
	}
	values := elements(schema["enum"])
	if value, ok := schema["const"]; ok {
		values = []any{value}
	}
	for _, value := range values {
		if text, err := json.Marshal(value); err == nil && value != nil {
			s.values = append(s.values, string(text))
		}
	}
}

// elements returns the elements of a list, or nil.
func elements(v any) []any {
	list, _ := v.([]any)
	return list
}
