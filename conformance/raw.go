package main

import (
	"bytes"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/fragen-go/fragen/generator/diag"
	"github.com/fragen-go/fragen/generator/openapi"
)

// This file reads examples from the JSON of the description. kin-openapi reads numbers as
// float64, so large integers lose digits.

// rawDocument is the JSON of a description, with numbers as [json.Number].
type rawDocument struct{ root any }

func newRawDocument(doc *openapi.Document) (rawDocument, error) {
	var text bytes.Buffer
	if err := doc.Source.JSON(&text); err != nil {
		return rawDocument{}, err
	}
	root, err := parse(text.Bytes())
	return rawDocument{root}, err
}

// maxReferences limits the references from one to the next.
const maxReferences = 20

// examples returns the examples of a schema or a media type at a pointer, also those beside
// a reference.
func (d rawDocument) examples(at diag.Pointer) []any {
	var out []any
	node := d.descend(d.root, at, maxReferences)
	for range maxReferences {
		object, ok := node.(map[string]any)
		if !ok {
			break
		}
		out = append(out, object["example"])
		switch list := object["examples"].(type) {
		case []any: // of a schema
			out = append(out, list...)
		case map[string]any: // of a media type
			for _, name := range slices.Sorted(maps.Keys(list)) {
				if example, ok := d.resolve(list[name], maxReferences).(map[string]any); ok {
					out = append(out, example["value"])
				}
			}
		}
		ref, ok := object["$ref"].(string)
		if !ok {
			break
		}
		node = d.descend(d.root, pointerOf(ref), maxReferences)
	}
	return out
}

// descend returns the node at a pointer below a node, or nil. It follows references on the
// way.
func (d rawDocument) descend(node any, at diag.Pointer, references int) any {
	for _, token := range at.Tokens() {
		switch parent := d.resolve(node, references).(type) {
		case map[string]any:
			node = parent[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(parent) {
				return nil
			}
			node = parent[i]
		default:
			return nil
		}
	}
	return node
}

// resolve returns the target of a node that is a reference, and other nodes as they are.
func (d rawDocument) resolve(node any, references int) any {
	object, _ := node.(map[string]any)
	ref, ok := object["$ref"].(string)
	if !ok || references == 0 {
		return node
	}
	return d.resolve(d.descend(d.root, pointerOf(ref), references-1), references-1)
}

func pointerOf(ref string) diag.Pointer { return diag.Pointer(strings.TrimPrefix(ref, "#")) }
