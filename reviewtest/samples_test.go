package reviewtest

// This file makes JSON values that a schema allows: random values, and values with extreme
// strings, numbers and lists, which find limits that have become stricter.

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"gopkg.in/yaml.v3"

	"github.com/fragen-go/fragen/conformance/instance"
	"github.com/fragen-go/fragen/generator/diag"
)

// description is an OpenAPI document.
type description struct {
	*openapi3.T
	requests *openapi3.T // without the requirement of read-only properties
	raw      map[string]any
	source   *instance.Document
	compiler [3]*jsonschema.Compiler // by direction
}

func newDescription(text string) (*description, error) {
	doc, err := openapi3.NewLoader().LoadFromData([]byte(text))
	if err != nil {
		return nil, err
	}
	d := &description{T: doc, source: instance.NewDocument(doc)}
	if err := yaml.Unmarshal([]byte(text), &d.raw); err != nil {
		return nil, err
	}
	for _, direction := range []instance.Direction{instance.Request, instance.Response} {
		data, err := json.Marshal(withoutHidden(d.raw, direction))
		if err != nil {
			return nil, err
		}
		if direction == instance.Request {
			if d.requests, err = openapi3.NewLoader().LoadFromData(data); err != nil {
				return nil, err
			}
		}
		root, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
		if err != nil {
			return nil, err
		}
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		c.AssertFormat()
		for _, format := range formats {
			c.RegisterFormat(&format)
		}
		if err := c.AddResource(resource, root); err != nil {
			return nil, err
		}
		d.compiler[direction] = c
	}
	return d, nil
}

// resource is the URL of the description in the compiler.
const resource = "file:///description.json"

// formats are the formats of OpenAPI that JSON Schema lacks.
var formats = []jsonschema.Format{
	{Name: "byte", Validate: func(v any) error {
		text, ok := v.(string)
		if !ok {
			return nil
		}
		_, err := base64.StdEncoding.DecodeString(text)
		return err
	}},
	{Name: "int32", Validate: func(v any) error {
		n, ok := v.(json.Number)
		if !ok {
			return nil
		}
		if f, err := n.Float64(); err != nil || math.Abs(f) > math.MaxInt32 {
			return errors.New("out of range")
		}
		return nil
	}},
}

// withoutHidden returns a copy of a description in which properties that are not sent in a
// direction are not required.
func withoutHidden(node any, direction instance.Direction) any {
	keyword := map[instance.Direction]string{instance.Request: "readOnly", instance.Response: "writeOnly"}[direction]
	switch node := node.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, value := range node {
			out[key] = withoutHidden(value, direction)
		}
		properties, _ := node["properties"].(map[string]any)
		if required, ok := node["required"].([]any); ok {
			out["required"] = slices.DeleteFunc(slices.Clone(required), func(name any) bool {
				property, _ := properties[name.(string)].(map[string]any)
				return property[keyword] == true
			})
		}
		return out
	case []any:
		out := make([]any, len(node))
		for i, value := range node {
			out[i] = withoutHidden(value, direction)
		}
		return out
	}
	return node
}

// sampler makes values of a schema.
type sampler struct {
	doc       *description
	at        diag.Pointer
	direction instance.Direction
	words     instance.Words
}

const (
	randomValues  = 12
	extremeValues = 60
)

// values returns valid values of a schema as JSON texts, without duplicates. The first is
// small.
func (s *sampler) values(ref *openapi3.SchemaRef) []json.RawMessage {
	if ref == nil || ref.Value == nil {
		return nil
	}
	schema, err := s.doc.compiler[s.direction].Compile(resource + "#" + string(s.at))
	if err != nil {
		return nil // the schema is in another file or in a component
	}
	var list []json.RawMessage
	add := func(v any) {
		text, err := json.Marshal(v)
		if err != nil || slices.ContainsFunc(list, func(other json.RawMessage) bool { return bytes.Equal(other, text) }) {
			return
		}
		if value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text)); err == nil && schema.Validate(value) == nil {
			list = append(list, text)
		}
	}
	g := s.doc.source.Generator(string(s.at))
	g.Direction, g.Words = s.direction, s.words
	var full any
	for i := range randomValues {
		mode := instance.Random
		if i < 2 {
			mode = []instance.Mode{instance.Minimal, instance.Full}[i]
		}
		if v, ok := g.Value(ref, mode); ok {
			add(v)
			if i == 1 {
				full = v
			}
		}
	}
	if isPolymorphic(ref) {
		return list // the schema does not describe the properties of subtypes
	}
	n := 0
	for v := range extremes(full) {
		if n++; n > extremeValues {
			break
		}
		add(v)
	}
	return list
}

// isPolymorphic reports whether values of a schema can be those of a subtype.
func isPolymorphic(ref *openapi3.SchemaRef) bool {
	if ref == nil || ref.Value == nil {
		return false
	}
	s := ref.Value
	return s.Discriminator != nil && len(s.OneOf)+len(s.AnyOf) == 0 || isPolymorphic(s.Items)
}

// extremes returns copies of a value in which one part is extreme or missing.
func extremes(v any) func(yield func(any) bool) {
	return func(yield func(any) bool) { yieldExtremes(v, yield) }
}

func yieldExtremes(v any, yield func(any) bool) bool {
	var own []any
	switch v := v.(type) {
	case string:
		own = []any{"", strings.Repeat("a", 25), strings.Repeat("a", 100), "a"}
	case int64, json.Number, float64:
		own = []any{0, 1, 3, 5, 7, 150, 1 << 40, -1, 0.5}
	case []any:
		own = []any{[]any{}}
		if len(v) > 0 {
			own = append(own, slices.Repeat(v[:1], 8), slices.Repeat(v[:1], 15))
		}
		for i, element := range v[:min(len(v), 1)] {
			inner := func(x any) bool {
				list := slices.Clone(v)
				list[i] = x
				return yield(list)
			}
			if !yieldExtremes(element, inner) {
				return false
			}
		}
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			without := maps.Clone(v)
			delete(without, name)
			own = append(own, without)
		}
		stranger := maps.Clone(v)
		stranger["stranger"] = "a"
		own = append(own, stranger)
		for _, name := range slices.Sorted(maps.Keys(v)) {
			inner := func(x any) bool {
				members := maps.Clone(v)
				members[name] = x
				return yield(members)
			}
			if !yieldExtremes(v[name], inner) {
				return false
			}
		}
	}
	for _, x := range own {
		if !yield(x) {
			return false
		}
	}
	return true
}
