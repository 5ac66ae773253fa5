package plan

import (
	"slices"

	"github.com/fragen-go/fragen/generator/api"
	"github.com/fragen-go/fragen/generator/names"
)

// This file plans calls whose result is a stream: a sequence of events or lines.
// Such a call is named after the HTTP method and Stream, for example PostStream,
// whether or not the operation has another result so that a result added later
// renames nothing. Beside it, PostStreamBytes returns the response as it arrives.

// streamSuffix follows the HTTP method in the name of a call that returns a
// stream.
const streamSuffix = "Stream"

// EventCase is the data of the events of one type.
type EventCase struct {
	Name    string // type of the event
	Text    bool   // the data is a text without quotation marks
	Variant *Variant
}

// IsSequence reports whether the result is a sequence of events or lines. Such a
// call returns no error of its own.
func (r *Result) IsSequence() bool { return r != nil && r.Sequence != nil }

// StreamCall returns the call of the same operation that returns a sequence, or
// nil if there is none. c is a main call.
func (c *Call) StreamCall() *Call {
	for _, call := range append([]*Call{c}, c.Alternatives...) {
		if call.Result.IsSequence() {
			return call
		}
	}
	return nil
}

// claimStreams claims the names of the calls for the content of a response if it
// is a stream. It reports whether it is one.
func (pl *planner) claimStreams(scope *scope, c *Call, content *api.Content) bool {
	if content.Sequence == nil {
		return false
	}
	op := c.Operation
	key, name := string(op.Origin.Pointer)+string(roleResult), c.verb+streamSuffix
	stream := c
	if c.Operation.Result().Sequence == nil {
		stream = &Call{Operation: op, Kind: ResultAlternative, Options: c.Options, content: content}
		c.Alternatives = append(c.Alternatives, stream)
	}
	scope.claim(key+string(content.Format), &stream.Method, name, name+"Result")
	raw := &Call{Operation: op, Kind: ResultAlternative, Options: c.Options, content: content, raw: true}
	c.Alternatives = append(c.Alternatives, raw)
	scope.claim(key+string(content.Format)+"Bytes", &raw.Method, name+"Bytes", name+"BytesResult")
	return true
}

// fillStream sets the parts of a call that concern streams: the items, the bytes
// of the response, and the field of the body that requests a stream.
func (pl *planner) fillStream(c *Call, content *api.Content) {
	c.StreamField = nil
	if content.Sequence == nil {
		return
	}
	c.StreamField = pl.streamField(c)
	if c.raw {
		c.Result = &Result{Type: &Type{Form: Stream}, Encoding: AsStream, Accept: content.ContentType}
		return
	}
	item := pl.argumentType(*content.Type)
	form := map[api.Format]Form{api.Events: EventSequence, api.Lines: LineSequence}[content.Format]
	c.Result = &Result{
		Type: &Type{Form: form, Elem: item}, Encoding: encodings[content.Format], Accept: content.ContentType,
		Sequence: content.Sequence, Events: pl.eventCases(item, content.Sequence),
	}
}

// streamField returns the field of the body that requests a stream.
func (pl *planner) streamField(c *Call) *Field {
	if c.Operation.StreamField == nil || c.Body == nil || c.Body.Encoding != AsJSON {
		return nil
	}
	if t := c.Body.Type; t.Form == Pointer && t.Elem.Form == Model {
		return t.Elem.Struct.field(c.Operation.StreamField.Name)
	}
	return nil
}

// eventCases returns the variants of a union that the types of events select.
func (pl *planner) eventCases(item *Type, sequence *api.Sequence) []EventCase {
	var cases []EventCase
	for _, e := range sequence.Events {
		i := slices.IndexFunc(item.Union.Variants, func(v *Variant) bool {
			return v.API.Type.Type == e.Type.Type
		})
		taken := slices.ContainsFunc(cases, func(c EventCase) bool { return c.Name == e.Name })
		if i >= 0 && !taken {
			cases = append(cases, EventCase{e.Name, e.Text, item.Union.Variants[i]})
		}
	}
	return cases
}

// refuseStreams makes the calls without a stream report a body that requests
// one.
func (pl *planner) refuseStreams(c *Call) {
	stream := c.StreamCall()
	if stream == nil {
		return
	}
	for _, other := range append([]*Call{c}, c.Alternatives...) {
		if !other.Result.IsSequence() && !other.raw {
			other.StreamField, other.StreamMethod = pl.streamField(other), stream.Method
		}
	}
}

// streamLocals are the local variables of a call that requests a stream. An
// argument must not shadow them.
func streamLocals() []names.Ident { return []names.Ident{"d", "event", "streamed"} }
