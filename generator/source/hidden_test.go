package source

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"gopkg.in/yaml.v3"
)

// A slice has no characters that could control a terminal, and the same strings.
func TestSliceEscapesHiddenCharacters(t *testing.T) {
	const hidden = "a \u202e\u2066\u009b\u0085\u007f\u200f\u00ad\U000E0041 b"
	quoted, err := json.Marshal(hidden)
	if err != nil {
		t.Fatal(err)
	}
	long, err := json.Marshal(strings.Repeat(hidden+"\n", 20))
	if err != nil {
		t.Fatal(err)
	}
	const start = `{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}, "components": {"schemas": `
	text := start + `{"A": {"description": ` + string(long) + `, "enum": [` + string(quoted) + `], ` +
		`"properties": {` + string(quoted) + `: {"title": ` + string(quoted) + `}}}}}}`
	from := Description{File: "a.json", Text: text}
	for _, asJSON := range []bool{false, true} {
		out, diags := from.Slice(Selection{Schemas: []string{"A"}}, asJSON)
		if out == nil {
			t.Fatal(diags)
		}
		if at := strings.IndexFunc(string(out), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }); at >= 0 {
			t.Errorf("JSON %v: %q", asJSON, out[at:])
		}
		var doc struct {
			Components struct {
				Schemas map[string]struct {
					Description string
					Enum        []string
					Properties  map[string]map[string]string
				}
			}
		}
		decode := yaml.Unmarshal
		if asJSON {
			decode = json.Unmarshal
		}
		if err := decode(out, &doc); err != nil {
			t.Fatal(err)
		}
		a := doc.Components.Schemas["A"]
		if a.Description != strings.Repeat(hidden+"\n", 20) || len(a.Enum) != 1 || a.Enum[0] != hidden ||
			a.Properties[hidden]["title"] != hidden {
			t.Errorf("JSON %v: %q", asJSON, a)
		}
	}
}
