package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/conformance/driver"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file plans the round trips of examples: those of schemas, of properties, and of the
// JSON bodies of requests and responses. The example of a property is sent as part of the
// object, so that the codec of the object reads it. An example that fits its schema passes
// if it is equal after the round trip and if each union in it has a variant that fits.
//
// Examples of parameters and headers are not JSON and have no round trip.

// place is a part of the JSON of a type.
type place struct {
	key  string   // name of the type in a task
	path []string // names of members; element for an element of a list
}

const (
	element   = "[]"  // in a path
	anyMember = "key" // name of a member of a map
	maxNested = 4     // depth of the lists and maps in a property
)

// in returns the place of a member or element.
func (p place) in(name string) place { return place{p.key, append(slices.Clip(p.path), name)} }

// wrap returns the JSON of the type that has a value at the place.
func (p place) wrap(value []byte) ([]byte, error) {
	for _, name := range slices.Backward(p.path) {
		var outer any = map[string]json.RawMessage{name: value}
		if name == element {
			outer = []json.RawMessage{value}
		}
		var err error
		if value, err = json.Marshal(outer); err != nil {
			return nil, err
		}
	}
	return value, nil
}

// value returns the value at the place in the JSON of the type, or null.
func (p place) value(text []byte) []byte {
	for _, name := range p.path {
		var members map[string]json.RawMessage
		var elements []json.RawMessage
		switch {
		case json.Unmarshal(text, &members) == nil && members[name] != nil:
			text = members[name]
		case json.Unmarshal(text, &elements) == nil && len(elements) > 0:
			text = elements[0]
		default:
			return []byte("null")
		}
	}
	return text
}

// waitingTask is a task for a program that is not yet compiled.
type waitingTask struct {
	task *driver.Task
	test *testCase
}

// exampleKey identifies an example, which may belong to several places.
type exampleKey struct {
	schema *openapi3.Schema
	text   string
}

// measureExamples measures the examples alone. It compiles an SDK without calls, and none
// if no example fits its schema.
func (m *measurement) measureExamples(ctx context.Context, p *project) error {
	for _, produce := range m.producers {
		produce()
	}
	m.producers = nil
	if len(m.waiting) == 0 {
		m.Stage = "run"
		return nil
	}
	types := map[string]string{}
	for _, w := range m.waiting {
		types[w.task.Type] = m.types[w.task.Type]
	}
	err := p.generate(ctx)
	if err == nil {
		err = p.removeCalls()
	}
	if err == nil {
		err = p.compileTypes(ctx, types, m.decoders)
	}
	if err != nil {
		return err
	}
	m.Stage = "compiled"
	m.later(func() {
		for _, w := range m.waiting {
			m.addTask(w.task, w.test)
		}
	})
	if err := m.execute(ctx, p.dir); err != nil {
		return err
	}
	m.Stage = "run"
	return nil
}

// removeCalls removes the files of the SDK that only declare clients and calls.
func (p *project) removeCalls() error {
	pkg := p.plan.Plan.Packages[0]
	for _, file := range pkg.Files {
		if !slices.ContainsFunc(file.Decls, func(d plan.Decl) bool { return !isCall(d) }) {
			err := os.Remove(filepath.Join(p.dir, "sdk", file.Name))
			if err != nil && !errors.Is(err, os.ErrNotExist) {
				return err
			}
		}
	}
	return p.write("sdk/conformance_package.go", []byte("package "+string(pkg.Name)+"\n")) // it may have no types
}

// isCall reports whether a declaration belongs to a client.
func isCall(d plan.Decl) bool {
	switch d.(type) {
	case *plan.Client, *plan.Builder, *plan.Examples, *plan.HookGroup:
		return true
	}
	return false
}

// addExamples adds the examples of a schema at a place: its own, those of inline members of
// its allOf, and those of its variants. Examples of the latter that do not fit are not
// counted, because they are not written for this schema.
func (m *measurement) addExamples(p place, s *openapi3.Schema, at diag.Pointer) {
	m.addValues(p, s, at, m.raw.examples(at), true)
	for keyword, refs := range map[string]openapi3.SchemaRefs{"allOf": s.AllOf, "oneOf": s.OneOf, "anyOf": s.AnyOf} {
		for i, ref := range refs {
			if keyword != "allOf" || ref.Ref == "" {
				m.addValues(p, s, at, m.raw.examples(at.Child(keyword).Index(i)), false)
			}
		}
	}
}

// addValues adds examples that fit a schema. It counts the others if they are its own.
func (m *measurement) addValues(p place, s *openapi3.Schema, at diag.Pointer, values []any, own bool) {
	compiled := false
	for _, v := range values {
		text, err := json.Marshal(v)
		if v == nil || err != nil || m.seen[exampleKey{s, string(text)}] {
			continue
		}
		m.seen[exampleKey{s, string(text)}] = true
		if !compiled {
			m.validator.compile(s, at)
			compiled = true
		}
		if err := m.validator.check(s, text); err != nil {
			m.Unfit += count(own)
			continue
		}
		whole, err := p.wrap(text)
		if err != nil {
			continue
		}
		m.addTask(&driver.Task{Type: p.key, JSON: whole, Choices: true}, &testCase{
			kind: "example", where: string(at), schema: s, input: text, place: p,
		})
	}
}

// addFields adds the examples of the properties of an object.
func (m *measurement) addFields(s *plan.Struct, key string) {
	if key == "" {
		return
	}
	for _, field := range s.Fields {
		at := field.API.Origin.Pointer
		m.addNested(place{key: key}.in(field.API.Name), schemaAt(m.doc, at), at, maxNested)
	}
}

// addNested adds the examples of a schema at a place, and of the elements of its lists and
// maps.
func (m *measurement) addNested(p place, ref *openapi3.SchemaRef, at diag.Pointer, depth int) {
	if ref == nil || ref.Value == nil || depth < 0 {
		return
	}
	s := ref.Value
	m.inner = append(m.inner, func() {
		if m.types[p.key] != "" {
			m.addExamples(p, s, at)
		}
	})
	m.addNested(p.in(element), s.Items, at.Child("items"), depth-1)
	m.addNested(p.in(anyMember), s.AdditionalProperties.Schema, at.Child("additionalProperties"), depth-1)
}

// addMediaExamples adds the examples of the JSON bodies of all calls.
func (m *measurement) addMediaExamples(b *plan.Builder) {
	for _, call := range b.Calls {
		item := m.doc.Paths.Value(call.Operation.Path.Template)
		if item != nil && item.GetOperation(call.Operation.Method) != nil {
			m.addBodies(call, item.GetOperation(call.Operation.Method))
		}
	}
	for _, child := range b.Children {
		m.addMediaExamples(child.Builder)
	}
}

// addBodies adds the examples of the JSON bodies of a call.
func (m *measurement) addBodies(call *plan.Call, op *openapi3.Operation) {
	at := diag.Pointer("/paths").Child(call.Operation.Path.Template).Child(strings.ToLower(call.Operation.Method))
	body, ref := call.Body, op.RequestBody
	if body != nil && body.Encoding == plan.AsJSON && ref != nil && ref.Value != nil {
		m.addMedia(at.Child("requestBody"), body.Type, ref.Value.Content, body.API.ContentType)
	}
	add := func(responses []*api.Response, status string, t *plan.Type) {
		for _, r := range responses {
			if ref := op.Responses.Value(r.Status); r.Status == status && r.Type != nil && ref != nil && ref.Value != nil {
				m.addMedia(at.Child("responses").Child(status), t, ref.Value.Content, r.ContentType)
			}
		}
	}
	if result := call.Result; result != nil && result.Encoding == plan.AsJSON && len(call.Operation.Success) > 0 {
		add(call.Operation.Success, call.Operation.Success[0].Status, result.Type)
	}
	for _, other := range call.OtherResults {
		if other.Encoding == plan.AsJSON {
			add(call.Operation.Success, other.Status, other.Type)
		}
	}
	for _, e := range call.Errors {
		add(call.Operation.Errors, e.Status, e.Type)
	}
}

// addMedia adds the examples of the media type with a name, and of the elements of its
// lists and maps.
func (m *measurement) addMedia(at diag.Pointer, t *plan.Type, content openapi3.Content, contentType string) {
	media, name := mediaOf(content, contentType), goType(t)
	if media == nil || media.Schema == nil || media.Schema.Value == nil || name == "" {
		return
	}
	p := place{key: string(at)}
	m.types[p.key] = name
	for name, other := range content {
		if other == media {
			contentType = name // mediaOf may have found a wildcard
		}
	}
	at = at.Child("content").Child(contentType)
	values := m.raw.examples(at)
	at = at.Child("schema")
	m.later(func() {
		if m.types[p.key] != "" {
			m.addValues(p, media.Schema.Value, at, values, true)
		}
	})
	m.addNested(p, media.Schema, at, maxNested)
}
