package main

import (
	"bytes"
	"encoding/json"

	"github.com/fragen-go/fragen/conformance/instance"
	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/plan"
)

// This file plans the responses of calls that return events or lines.

const minItems = 3 // of a stream

// stream sets the stream that the server sends. It returns the items that the call should
// return, as a JSON array.
func (c *caller) stream(expected *callCase, content api.Content, mode instance.Mode) ([]byte, bool) {
	sequence := c.call.Result.Sequence
	kinds := sequence.Events
	if kinds == nil {
		kinds = []api.EventData{{Text: sequence.Text, Type: *content.Type}}
	}
	c.gen.Direction, c.gen.Words = instance.Response, instance.All
	var wire bytes.Buffer
	var items []json.RawMessage
	for i := range max(minItems, len(kinds)) {
		kind := kinds[i%len(kinds)]
		item, ok := c.streamItem(kind, mode)
		if !ok {
			return nil, false
		}
		items = append(items, item)
		text := string(item)
		if kind.Text && json.Unmarshal(item, &text) != nil {
			return nil, false
		}
		if c.call.Result.Encoding == plan.AsLines {
			wire.WriteString(text + "\n")
			continue
		}
		if kind.Name != "" {
			wire.WriteString("event: " + kind.Name + "\n")
		}
		wire.WriteString("data: " + text + "\n\n")
	}
	if sequence.End != "" && c.call.Result.Encoding == plan.AsEvents {
		wire.WriteString("data: " + sequence.End + "\n\n")
	}
	expected.stream = wire.Bytes()
	list, err := json.Marshal(items)
	return list, err == nil
}

// streamItem returns an item of a stream as JSON. It is not null, which is no item.
func (c *caller) streamItem(kind api.EventData, mode instance.Mode) ([]byte, bool) {
	if kind.Text {
		return []byte(`"content <ä>"`), true
	}
	ref := schemaAt(c.doc, kind.Type.Type.Origin.Pointer)
	if ref == nil || ref.Value == nil {
		return nil, false
	}
	found := c.validInstance(c.gen, withoutItems(ref, kind.Type.Type.Kind), mode)
	if found == nil || string(found.input) == "null" {
		return nil, false
	}
	return found.input, true
}
