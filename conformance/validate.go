package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/dlclark/regexp2"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/openapi"
)

// This file validates JSON values. The validator is kin-openapi's. For OpenAPI 3.1 it
// compiles a JSON Schema for each value; the schemas of types are therefore compiled
// once, with the same library.

// errUnchecked means that a schema cannot be validated.
var errUnchecked = errors.New("the schema cannot be validated")

// validator validates values of the schemas of one description.
type validator struct {
	options  []openapi3.SchemaValidationOption
	compiler *jsonschema.Compiler // nil for OpenAPI 3.0
	compiled map[*openapi3.Schema]*jsonschema.Schema
}

// document is the URL of the description in the compiler.
const document = "file:///description.json"

func newValidator(doc *openapi.Document) (*validator, error) {
	v := &validator{compiled: map[*openapi3.Schema]*jsonschema.Schema{}}
	if !doc.IsOpenAPI31OrLater() {
		return v, nil
	}
	v.options = append(v.options, openapi3.EnableJSONSchema2020())
	var text bytes.Buffer
	if err := doc.Source.JSON(&text); err != nil {
		return nil, err
	}
	root, err := jsonschema.UnmarshalJSON(&text)
	if err != nil {
		return nil, err
	}
	v.compiler = jsonschema.NewCompiler()
	v.compiler.DefaultDraft(jsonschema.Draft2020)
	v.compiler.UseRegexpEngine(compilePattern)
	return v, v.compiler.AddResource(document, root)
}

// pattern is a regular expression of JavaScript.
type pattern struct{ *regexp2.Regexp }

// compilePattern compiles a pattern.
func compilePattern(text string) (jsonschema.Regexp, error) {
	re, err := regexp2.Compile(text, regexp2.ECMAScript|regexp2.Unicode)
	if err != nil {
		return nil, err
	}
	return pattern{re}, nil
}

// MatchString reports whether the pattern occurs in a text.
func (p pattern) MatchString(text string) bool {
	found, err := p.Regexp.MatchString(text)
	return found && err == nil
}

// compile compiles the schema at a pointer, if that is possible.
func (v *validator) compile(s *openapi3.Schema, at diag.Pointer) {
	if v.compiler == nil {
		return
	}
	if compiled, err := v.compiler.Compile(document + "#" + strings.TrimPrefix(string(at), "#")); err == nil {
		v.compiled[s] = compiled
	}
}

// check validates a JSON value.
func (v *validator) check(s *openapi3.Schema, text []byte, more ...openapi3.SchemaValidationOption) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%w: panic: %v", errUnchecked, e)
		}
	}()
	if compiled := v.compiled[s]; compiled != nil && len(more) == 0 {
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
		if err != nil {
			return err
		}
		return compiled.Validate(value)
	}
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		return err
	}
	err = s.VisitJSON(value, append(more, v.options...)...)
	if err == nil {
		return nil
	}
	for _, limit := range []string{"json-pointer", "cannot compile pattern"} {
		if strings.Contains(err.Error(), limit) {
			return fmt.Errorf("%w: %w", errUnchecked, err)
		}
	}
	return err
}
