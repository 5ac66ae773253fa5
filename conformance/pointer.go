package main

import (
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/fragen-go/fragen/generator/diag"
)

// schemaAt returns the schema at a JSON pointer, or nil if there is none.
func schemaAt(doc *openapi3.T, p diag.Pointer) *openapi3.SchemaRef {
	tokens := p.Tokens()
	if len(tokens) < 2 {
		return nil
	}
	switch tokens[0] {
	case "components":
		return inComponents(doc.Components, tokens[1], tokens[2:])
	case "paths":
		if item := doc.Paths.Value(tokens[1]); item != nil {
			return inPathItem(item, tokens[2:])
		}
	case "webhooks":
		if item := doc.Webhooks[tokens[1]]; item != nil {
			return inPathItem(item, tokens[2:])
		}
	}
	return nil
}

func inComponents(c *openapi3.Components, section string, tokens []string) *openapi3.SchemaRef {
	if c == nil || len(tokens) == 0 {
		return nil
	}
	name, rest := tokens[0], tokens[1:]
	switch section {
	case "schemas":
		return inSchema(c.Schemas[name], rest)
	case "parameters":
		return inParameter(c.Parameters[name], rest)
	case "requestBodies":
		return inBody(c.RequestBodies[name], rest)
	case "responses":
		return inResponse(c.Responses[name], rest)
	case "headers":
		if h := c.Headers[name]; h != nil && h.Value != nil {
			return inParameter(&openapi3.ParameterRef{Value: &h.Value.Parameter}, rest)
		}
	}
	return nil
}

func inPathItem(item *openapi3.PathItem, tokens []string) *openapi3.SchemaRef {
	if len(tokens) < 2 {
		return nil
	}
	if tokens[0] == "parameters" {
		return inParameters(item.Parameters, tokens[1:])
	}
	op := item.GetOperation(strings.ToUpper(tokens[0]))
	if op == nil {
		return nil
	}
	switch tokens[1] {
	case "parameters":
		return inParameters(op.Parameters, tokens[2:])
	case "requestBody":
		return inBody(op.RequestBody, tokens[2:])
	case "responses":
		if len(tokens) > 2 {
			return inResponse(op.Responses.Value(tokens[2]), tokens[3:])
		}
	}
	return nil
}

func inParameters(list openapi3.Parameters, tokens []string) *openapi3.SchemaRef {
	if len(tokens) == 0 {
		return nil
	}
	i, err := strconv.Atoi(tokens[0])
	if err != nil || i >= len(list) {
		return nil
	}
	return inParameter(list[i], tokens[1:])
}

func inParameter(p *openapi3.ParameterRef, tokens []string) *openapi3.SchemaRef {
	switch {
	case p == nil || p.Value == nil || len(tokens) == 0:
		return nil
	case tokens[0] == "schema":
		return inSchema(p.Value.Schema, tokens[1:])
	}
	return inContent(p.Value.Content, tokens)
}

func inBody(b *openapi3.RequestBodyRef, tokens []string) *openapi3.SchemaRef {
	if b == nil || b.Value == nil {
		return nil
	}
	return inContent(b.Value.Content, tokens)
}

func inResponse(r *openapi3.ResponseRef, tokens []string) *openapi3.SchemaRef {
	if r == nil || r.Value == nil {
		return nil
	}
	return inContent(r.Value.Content, tokens)
}

// inContent follows a pointer such as content/application~1json/schema.
func inContent(c openapi3.Content, tokens []string) *openapi3.SchemaRef {
	if len(tokens) < 3 || tokens[0] != "content" || tokens[2] != "schema" || c[tokens[1]] == nil {
		return nil
	}
	return inSchema(c[tokens[1]].Schema, tokens[3:])
}

// inSchema follows a pointer into a schema.
func inSchema(ref *openapi3.SchemaRef, tokens []string) *openapi3.SchemaRef {
	for len(tokens) > 0 {
		if ref == nil || ref.Value == nil {
			return nil
		}
		s, keyword := ref.Value, tokens[0]
		tokens = tokens[1:]
		switch keyword {
		case "items":
			ref = s.Items
			continue
		case "additionalProperties":
			ref = s.AdditionalProperties.Schema
			continue
		}
		if len(tokens) == 0 {
			return nil
		}
		ref = inKeyword(s, keyword, tokens[0])
		tokens = tokens[1:]
	}
	return ref
}

func inKeyword(s *openapi3.Schema, keyword, token string) *openapi3.SchemaRef {
	lists := map[string]openapi3.SchemaRefs{
		"allOf": s.AllOf, "oneOf": s.OneOf, "anyOf": s.AnyOf, "prefixItems": s.PrefixItems,
	}
	switch keyword {
	case "properties":
		return s.Properties[token]
	case "patternProperties":
		return s.PatternProperties[token]
	case "$defs":
		return s.Defs[token]
	}
	i, err := strconv.Atoi(token)
	if err != nil || i >= len(lists[keyword]) {
		return nil
	}
	return lists[keyword][i]
}
