package openapi

// Conversion of kin-openapi's errors, which have no positions, to faults with
// pointers. They are rare, because source checks kinds and references first.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/source"
)

// sectionTypes maps the sections of a description to the type of their members. Each
// member can be read alone to find the one that fails.
var sectionTypes = map[string]func() json.Unmarshaler{
	"/paths":                    func() json.Unmarshaler { return &openapi3.PathItem{} },
	"/webhooks":                 func() json.Unmarshaler { return &openapi3.PathItem{} },
	"/components/schemas":       func() json.Unmarshaler { return &openapi3.SchemaRef{} },
	"/components/parameters":    func() json.Unmarshaler { return &openapi3.ParameterRef{} },
	"/components/headers":       func() json.Unmarshaler { return &openapi3.HeaderRef{} },
	"/components/requestBodies": func() json.Unmarshaler { return &openapi3.RequestBodyRef{} },
	"/components/responses":     func() json.Unmarshaler { return &openapi3.ResponseRef{} },
	"/components/callbacks":     func() json.Unmarshaler { return &openapi3.CallbackRef{} },
	"/components/examples":      func() json.Unmarshaler { return &openapi3.ExampleRef{} },
	"/components/links":         func() json.Unmarshaler { return &openapi3.LinkRef{} },

	"/components/securitySchemes": func() json.Unmarshaler { return &openapi3.SecuritySchemeRef{} },
}

// sectionOrder lists the keys of sectionTypes in a fixed order.
var sectionOrder = []diag.Pointer{
	"/paths", "/webhooks", "/components/schemas", "/components/parameters", "/components/headers",
	"/components/requestBodies", "/components/responses", "/components/callbacks", "/components/examples",
	"/components/links", "/components/securitySchemes",
}

// unreadable is an error of kin-openapi.
type unreadable struct {
	err        error
	unresolved bool // the error is about a reference
}

// message returns the error for a diagnostic.
func (u *unreadable) message() string {
	if u.unresolved {
		return "reference cannot be resolved: " + cleanMessage(u.err)
	}
	return "the description is invalid: " + cleanMessage(u.err)
}

// faults returns the parts of doc that kin-openapi cannot read, or none if it does not name
// any. If alike is set, these include references to other targets of the same form.
func (u *unreadable) faults(doc *source.Document, alike bool) []source.Fault {
	if u.unresolved {
		return u.unresolvedFaults(doc, alike)
	}
	var out []source.Fault
	for _, section := range sectionOrder {
		members := doc.At(section)
		if members == nil {
			continue
		}
		for _, f := range members.Fields {
			if strings.HasPrefix(f.Key, "x-") && section == "/paths" {
				continue
			}
			if err := unmarshalNode(f.Value, sectionTypes[string(section)]()); err != nil {
				p, cause := deepestFailure(f.Value, section.Child(f.Key), err)
				why := fmt.Sprintf("%s is invalid: %s", f.Key, cleanMessage(cause))
				out = append(out, source.Fault{At: p, Pos: doc.Pos(p), Rule: "openapi", Why: why})
			}
		}
	}
	return out
}

// deepestFailure descends into a schema or operation to the deepest member that fails
// alone.
func deepestFailure(n *source.Node, p diag.Pointer, err error) (diag.Pointer, error) {
	for _, f := range n.Fields {
		switch f.Key {
		case "get", "put", "post", "delete", "options", "head", "patch", "trace", "query":
			if err := unmarshalNode(f.Value, &openapi3.Operation{}); err != nil {
				return deepestFailure(f.Value, p.Child(f.Key), err)
			}
		case "items", "additionalProperties", "not", "schema":
			if err := unmarshalNode(f.Value, &openapi3.SchemaRef{}); err != nil {
				return deepestFailure(f.Value, p.Child(f.Key), err)
			}
		case "properties":
			for _, property := range f.Value.Fields {
				if err := unmarshalNode(property.Value, &openapi3.SchemaRef{}); err != nil {
					return deepestFailure(property.Value, p.Child(f.Key).Child(property.Key), err)
				}
			}
		case "allOf", "oneOf", "anyOf":
			for i, item := range f.Value.Items {
				if err := unmarshalNode(item, &openapi3.SchemaRef{}); err != nil {
					return deepestFailure(item, p.Child(f.Key).Index(i), err)
				}
			}
		}
	}
	return p, err
}

func unmarshalNode(n *source.Node, into json.Unmarshaler) error {
	var text bytes.Buffer
	if err := (&source.Document{Root: n}).JSON(&text); err != nil {
		panic("internal: writing to memory: " + err.Error())
	}
	return recoverPanic(func() error { return into.UnmarshalJSON(text.Bytes()) })
}

var quotedRef = regexp.MustCompile(`"(#/[^"]*)"`)

// unresolvedFaults returns the objects with the first reference that the error names. If
// alike is set, it also returns those with references of the same form, since kin-openapi
// names only one of them:
//
//	#/components/headers/A/schema
//	#/components/headers/B/schema
func (u *unreadable) unresolvedFaults(doc *source.Document, alike bool) []source.Fault {
	m := quotedRef.FindStringSubmatch(u.err.Error())
	if m == nil {
		return nil
	}
	isFault := func(ref string) bool { return ref == m[1] || alike && formOf(ref) == formOf(m[1]) }
	var out []source.Fault
	for _, p := range findRefs(nil, doc.Root, "", isFault) {
		n, at := doc.At(p), doc.Pos(p)
		at.Line, at.Col = int(n.Line), int(n.Col)
		holder := diag.Pointer(strings.TrimSuffix(string(p), "/$ref"))
		out = append(out, source.Fault{At: holder, Pos: at, Rule: "openapi", Why: u.message()})
	}
	return out
}

// formOf returns a reference without the name of the component.
func formOf(ref string) string {
	tokens := strings.Split(ref, "/")
	if len(tokens) > 3 && tokens[1] == "components" {
		tokens[3] = ""
	}
	return strings.Join(tokens, "/")
}

// findRefs appends the pointers of the references below n, which is at p, for which isWanted
// returns true, in document order.
func findRefs(out []diag.Pointer, n *source.Node, p diag.Pointer, isWanted func(ref string) bool) []diag.Pointer {
	for _, f := range n.Fields {
		at := p.Child(f.Key)
		if f.Key == "$ref" && f.Value.Kind == source.String && isWanted(f.Value.Text) {
			out = append(out, at)
		}
		out = findRefs(out, f.Value, at, isWanted)
	}
	for i, item := range n.Items {
		out = findRefs(out, item, p.Index(i), isWanted)
	}
	return out
}

// cleanMessage removes Go vocabulary from an error of encoding/json.
func cleanMessage(err error) string {
	text := strings.TrimPrefix(err.Error(), "json: ")
	return strings.ReplaceAll(text, "Go struct ", "")
}
