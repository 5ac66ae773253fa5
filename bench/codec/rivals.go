package main

// This file makes the rivals' code into codec/contest: encoding/json's structs
// and ogen's packages. ogen 1.24 cannot take the description as it is; what is
// changed for it saves it work or costs it nothing, and is said at reduce. The
// schemas keep all their fields.

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

const schemaRef = "#/components/schemas/"

// occurs names, for each union, the member that occurs in the payloads where
// that is not the base itself. The names are those of the schemas.
var occurs = map[string]string{
	"callOptions": "incomingCallOptions",
	"mediaConfig": "serviceHostedMediaConfig",
	"meetingInfo": "organizerMeetingInfo",
}

// makeRivals writes the packages plain, ogen and ogenflat into the folder to.
func makeRivals(module, to string) error {
	source, err := plain(filepath.Join(module, "..", "generated", "graph"))
	if err != nil {
		return err
	}
	if err := write(filepath.Join(to, "plain", "plain.go"), source); err != nil {
		return err
	}
	text, err := os.ReadFile(filepath.Join(module, "..", "spec", "v1.0", "communications.yaml"))
	if err != nil {
		return err
	}
	config := filepath.Join(to, "ogen.yaml")
	if err := write(config, []byte("generator: {features: {disable_all: true}}\n")); err != nil {
		return err
	}
	for _, pkg := range []string{"ogen", "ogenflat"} {
		reduced, err := reduce(text, pkg == "ogenflat")
		if err != nil {
			return err
		}
		description := filepath.Join(to, pkg+".json")
		if err := write(description, reduced); err != nil {
			return err
		}
		fmt.Fprintln(os.Stderr, "generating", pkg)
		err = command(module, io.Discard, "go", "tool", "ogen", "-loglevel", "warn", "-config", config, "-clean",
			"-package", pkg, "-target", filepath.Join(to, pkg), description)
		if err != nil {
			return err
		}
	}
	return nil
}

func write(file string, data []byte) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

// reduce returns the description that ogen gets: three operations whose
// bodies are the contest's schemas, and the schemas as reducer makes them. With
// flat a union is replaced by the member that occurs.
func reduce(description []byte, flat bool) ([]byte, error) {
	var doc struct {
		Paths map[string]struct {
			Post struct {
				RequestBody struct {
					Content map[string]struct{ Schema any }
				} `yaml:"requestBody"`
			}
		}
		Components struct{ Schemas map[string]any }
	}
	if err := yaml.Unmarshal(description, &doc); err != nil {
		return nil, err
	}
	schemas := doc.Components.Schemas
	r := reducer{schemas: map[string]any{}, unions: map[string]map[string]any{}, flat: flat}
	for name, schema := range schemas {
		if mapping := mappingOf(schema); mapping != nil {
			r.unions[name] = mapping
		}
	}
	for name, schema := range schemas {
		r.schemas[name] = r.reduce(schema, false)
	}
	for name, mapping := range r.unions {
		r.schemas[name+".any"] = union(name, mapping)
	}
	const rejectPath = "/communications/calls/{call-id}/reject"
	reject := doc.Paths[rejectPath].Post.RequestBody.Content["application/json"].Schema
	if reject == nil {
		return nil, fmt.Errorf("the description has no body at POST %s", rejectPath)
	}
	return json.MarshalIndent(object{
		"openapi": "3.0.3",
		"info":    object{"title": "The contest's schemas", "version": "1"},
		"paths": object{
			"/call":         operation("call", ref("microsoft.graph.call")),
			"/participants": operation("participants", ref("microsoft.graph.participantCollectionResponse")),
			"/reject":       operation("reject", r.reduce(reject, false)),
		},
		"components": object{"schemas": r.schemas},
	}, "", "  ")
}

type object = map[string]any

func ref(name string) object { return object{"$ref": schemaRef + name} }

// operation sends and receives the schema; nothing else of it matters.
func operation(id string, schema any) object {
	content := object{"application/json": object{"schema": schema}}
	return object{"post": object{
		"operationId": id,
		"requestBody": object{"required": true, "content": content},
		"responses":   object{"200": object{"description": "The same.", "content": content}},
	}}
}

type reducer struct {
	schemas map[string]any
	unions  map[string]map[string]any // the mapping of each base
	flat    bool
}

// reduce returns a schema changed in three ways:
//   - anyOf of a reference and a nullable object, which only says that the
//     value may be null, becomes the reference: ogen refuses such an anyOf. It
//     need not look for a null then.
//   - A reference to a base whose discriminator has a mapping becomes one to the
//     union, except in allOf: ogen finds unions in oneOf only.
//   - Discriminators disappear from the bases, since they are in the unions now.
func (r *reducer) reduce(schema any, inAllOf bool) any {
	switch s := schema.(type) {
	case []any:
		list := make([]any, len(s))
		for i, v := range s {
			list[i] = r.reduce(v, inAllOf)
		}
		return list
	case object:
		if name, ok := refOf(s); ok {
			return r.refer(name, inAllOf)
		}
		if either, ok := s["anyOf"].([]any); ok && len(either) == 2 {
			if name, ok := refOf(either[0]); ok {
				return r.refer(name, false)
			}
		}
		out := object{}
		for key, v := range s {
			if key != "discriminator" {
				out[key] = r.reduce(v, key == "allOf")
			}
		}
		return out
	}
	return schema
}

// refer returns a reference to a schema or to the union that it is the base of.
func (r *reducer) refer(name string, inAllOf bool) object {
	_, isUnion := r.unions[name]
	switch {
	case !isUnion || inAllOf:
		return ref(name)
	case r.flat:
		space, base := name[:strings.LastIndexByte(name, '.')+1], name[strings.LastIndexByte(name, '.')+1:]
		if sub, ok := occurs[base]; ok {
			base = sub
		}
		return ref(space + base)
	}
	return ref(name + ".any")
}

// union returns the oneOf of a base and the members that its mapping names.
func union(base string, mapping map[string]any) object {
	all := object{"#" + base: schemaRef + base}
	for value, target := range mapping {
		all[value] = target
	}
	var oneOf []any
	for _, value := range sortedKeys(all) {
		oneOf = append(oneOf, object{"$ref": all[value]})
	}
	return object{"oneOf": oneOf, "discriminator": object{"propertyName": "@odata.type", "mapping": all}}
}

// mappingOf returns the mapping of a schema's discriminator, its own or that of
// a part of its allOf; nil when there is none or it is empty.
func mappingOf(schema any) map[string]any {
	s, ok := schema.(object)
	if !ok {
		return nil
	}
	parts := []any{s}
	if allOf, ok := s["allOf"].([]any); ok {
		parts = append(parts, allOf...)
	}
	for _, part := range parts {
		part, _ := part.(object)
		discriminator, _ := part["discriminator"].(object)
		if mapping, _ := discriminator["mapping"].(object); len(mapping) > 0 {
			return mapping
		}
	}
	return nil
}

func refOf(schema any) (name string, ok bool) {
	s, _ := schema.(object)
	target, _ := s["$ref"].(string)
	return strings.CutPrefix(target, schemaRef)
}
